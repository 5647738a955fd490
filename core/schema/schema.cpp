// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/schema.h"

#include "core/schema/schemabuilder.h"
#include "core/schema/structuralschema.h"
#include "core/yaml/yamlreader.h"

#include <QFile>
#include <QJsonArray>
#include <QLoggingCategory>

#include <array>
#include <mutex>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QString crdGroup = u"spectrocloud.com"_s;

// One file of resources/crds. A schema is read when it is first asked for: all of them together cost more
// than a start of the program should.
struct Builtin
{
    const char *kind;
    const char *version;
    const char *plural;
};

constexpr std::array builtins = {
    Builtin{"AIWorkload", "v1alpha1", "aiworkloads"},
    Builtin{"ComponentDefinition", "v1beta1", "componentdefinitions"},
    Builtin{"Compute", "v1alpha1", "computes"},
    Builtin{"ComputeConfig", "v1alpha1", "computeconfigs"},
    Builtin{"ComputePool", "v1alpha1", "computepools"},
    Builtin{"ComputePoolEvaluation", "v1alpha1", "computepoolevaluations"},
    Builtin{"DefinitionRevision", "v1beta1", "definitionrevisions"},
    Builtin{"Environment", "v1beta1", "environments"},
    Builtin{"PolicyDefinition", "v1beta1", "policydefinitions"},
    Builtin{"ProfileBundle", "v1beta1", "profilebundles"},
    Builtin{"Project", "v1alpha1", "projects"},
    Builtin{"ScalingPolicy", "v1alpha1", "scalingpolicies"},
    Builtin{"Settings", "v1alpha1", "settings"},
    Builtin{"Tenant", "v1alpha1", "tenants"},
    Builtin{"TraitDefinition", "v1beta1", "traitdefinitions"},
    Builtin{"VariableSet", "v1beta1", "variablesets"},
    Builtin{"Workload", "v1beta1", "workloads"},
    Builtin{"WorkloadDeployment", "v1beta1", "workloaddeployments"},
    Builtin{"WorkloadProfile", "v1beta1", "workloadprofiles"},
};

struct BuiltinSlot
{
    std::once_flag crdOnce;
    std::once_flag schemaOnce;
    QJsonObject crd;
    std::shared_ptr<const Schema> schema;
};

BuiltinSlot &slotOf(size_t index)
{
    static std::array<BuiltinSlot, builtins.size()> all;
    return all.at(index);
}

const QJsonObject &crdOf(size_t index)
{
    BuiltinSlot &slot = slotOf(index);
    std::call_once(slot.crdOnce, [&slot, index] {
        QFile file(u":/crds/"_s + QLatin1String(builtins.at(index).plural) + u".yaml"_s);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the program lacks its resource %s", qPrintable(file.fileName()));
        const auto document = readYamlDocument(file.readAll());
        if (!document)
            qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(document.error().message));
        slot.crd = document->value.toObject();
    });
    return slot.crd;
}

} // namespace

Result<std::shared_ptr<const Schema>> Schema::fromCrd(const QJsonObject &crd, const QString &version)
{
    const QJsonObject spec = crd.value("spec"_L1).toObject();
    const QJsonArray versions = spec.value("versions"_L1).toArray();
    for (const auto &value : versions) {
        const QJsonObject entry = value.toObject();
        if (entry.value("name"_L1).toString() != version)
            continue;
        auto tree =
            buildSchemaTree(entry.value("schema"_L1).toObject().value("openAPIV3Schema"_L1).toObject());
        if (!tree)
            return failure(tree.error());
        StructuralSchema::Identity identity;
        identity.group = spec.value("group"_L1).toString();
        identity.version = version;
        identity.kind = spec.value("names"_L1).toObject().value("kind"_L1).toString();
        identity.dropsStatus = entry.value("subresources"_L1).toObject().contains("status"_L1);
        return std::make_shared<const StructuralSchema>(std::move(*tree), std::move(identity));
    }
    return failure(Error::Kind::NotFound,
                   u"%1 has no version %2"_s.arg(
                       crd.value("metadata"_L1).toObject().value("name"_L1).toString(), version));
}

Result<std::shared_ptr<const Schema>> Schema::fromOpenApi(const QJsonObject &document, const QString &group,
                                                          const QString &version, const QString &kind)
{
    const QJsonObject schemas = document.value("components"_L1).toObject().value("schemas"_L1).toObject();
    for (auto component = schemas.begin(); component != schemas.end(); ++component) {
        const QJsonArray kinds =
            component.value().toObject().value("x-kubernetes-group-version-kind"_L1).toArray();
        for (const auto &value : kinds) {
            const QJsonObject candidate = value.toObject();
            if (candidate.value("group"_L1).toString() != group ||
                candidate.value("version"_L1).toString() != version ||
                candidate.value("kind"_L1).toString() != kind)
                continue;
            auto tree = buildSchemaTree(component.key(), schemas);
            if (!tree)
                return failure(tree.error());
            StructuralSchema::Identity identity;
            identity.group = group;
            identity.version = version;
            identity.kind = kind;
            const bool own = component.key().startsWith("io.k8s."_L1);
            identity.names = own ? NameRule::PathSegment : NameRule::Subdomain;
            identity.dropsStatus = true; // so do nearly all kinds that have one
            return std::make_shared<const StructuralSchema>(std::move(*tree), std::move(identity));
        }
    }
    return failure(Error::Kind::NotFound,
                   u"the document has no schema of %1 %2/%3"_s.arg(kind, group, version));
}

std::shared_ptr<const Schema> Schema::builtin(const QString &group, const QString &version,
                                              const QString &kind)
{
    if (group != crdGroup)
        return nullptr;
    for (size_t i = 0; i < builtins.size(); ++i) {
        if (kind != QLatin1String(builtins.at(i).kind) || version != QLatin1String(builtins.at(i).version))
            continue;
        BuiltinSlot &slot = slotOf(i);
        std::call_once(slot.schemaOnce, [&slot, i, &version] {
            auto schema = fromCrd(crdOf(i), version);
            if (!schema)
                qFatal("%s: %s", builtins.at(i).plural, qPrintable(schema.error().message));
            slot.schema = *schema;
        });
        return slot.schema;
    }
    return nullptr;
}

const QList<QJsonObject> &Schema::builtinCrds()
{
    static const QList<QJsonObject> all = [] {
        QList<QJsonObject> list;
        for (size_t i = 0; i < builtins.size(); ++i)
            list.append(crdOf(i));
        return list;
    }();
    return all;
}

} // namespace easel
