// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/whatifchange.h"

#include "core/base/call.h"
#include "core/base/text.h"
#include "core/domain/bundleview.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/poolview.h"
#include "core/domain/projectview.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <array>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Kind = WhatIfChange::Kind;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WhatIf)
};

constexpr std::array words{"new-pool", "resize", "limit", "guarantee", "machine-lost", "project-moved"};

QString spectro(const char *kind)
{
    return QLatin1String(kind) + u'.' + spectroGroup;
}

Result<WhatIfEdit> missing(const QString &sentence)
{
    return failure(Error::Kind::NotFound, sentence);
}

QString valueText(const QJsonValue &value)
{
    if (value.isUndefined() || value.isNull())
        return Text::tr("not set");
    if (value.isString())
        return cleanedLine(value.toString());
    if (value.isDouble())
        return QString::number(value.toInteger());
    return QString::fromUtf8(value.isArray()
                                 ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                                 : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
}

class Editor
{
public:
    Editor(const QJsonObject &before)
        : m_value(before)
    {
        m_edit.before = before;
    }
    void set(const JsonPointer &pointer, const QJsonValue &to)
    {
        const QJsonValue from = pointer.get(m_value);
        if (from == to)
            return;
        if (to.isUndefined())
            pointer.remove(m_value);
        else
            pointer.set(m_value, to);
        m_edit.fields.append({pointer, from, to});
    }
    Result<WhatIfEdit> done()
    {
        if (m_edit.fields.isEmpty())
            return failure(Error::Kind::Invalid, Text::tr("It is so already: nothing changes."));
        m_edit.after = m_value.toObject();
        return m_edit;
    }

private:
    WhatIfEdit m_edit;
    QJsonValue m_value;
};

QJsonObject projectOf(const ObjectSet &objects, const QString &name)
{
    return objects.find(spectro("Project"), name, name);
}

// As the object spells it: families compare without case.
QString keyIn(const QJsonObject &map, const QString &family)
{
    for (auto it = map.begin(); it != map.end(); ++it) {
        if (sameGpuFamily(it.key(), family))
            return it.key();
    }
    return family;
}

Result<WhatIfEdit> gpuMapEdit(const WhatIfChange &change, const ObjectSet &objects)
{
    const bool ofTenant = change.kind == Kind::Limit && change.project.isEmpty();
    const QJsonObject object =
        ofTenant ? objects.find(spectro("Tenant"), {}, change.tenant) : projectOf(objects, change.project);
    if (object.isEmpty())
        return missing(ofTenant ? Text::tr("There is no tenant %1.").arg(cleanedLine(change.tenant))
                                : Text::tr("There is no project %1.").arg(cleanedLine(change.project)));
    if (change.family.isEmpty())
        return missing(Text::tr("Choose a GPU family."));
    const JsonPointer map = JsonPointer::of(
        {u"spec"_s, u"gpuResources"_s, change.kind == Kind::Limit ? u"limits"_s : u"requests"_s});
    Editor editor(object);
    editor.set(map / keyIn(map.get(object).toObject(), change.family),
               change.amount ? QJsonValue(*change.amount) : QJsonValue(QJsonValue::Undefined));
    return editor.done();
}

Result<WhatIfEdit> resizeEdit(const WhatIfChange &change, const ObjectSet &objects)
{
    const QJsonObject object = objects.find(spectro("ComputePool"), change.project, change.pool);
    if (object.isEmpty())
        return missing(Text::tr("There is no pool %1 in %2.")
                           .arg(cleanedLine(change.pool), cleanedLine(change.project)));
    const PoolView pool(object);
    Editor editor(object);
    for (const ClusterConfigView &cluster : pool.clusters) {
        QList<NodePoolView> nodePools = cluster.workers.value_or(QList<NodePoolView>());
        if (cluster.controlPlane)
            nodePools << *cluster.controlPlane;
        for (const NodePoolView &nodePool : std::as_const(nodePools)) {
            const QString name =
                pool.clusters.size() > 1 ? cluster.name + u'/' + nodePool.name : nodePool.name;
            if (name != change.nodePool)
                continue;
            editor.set(nodePool.pointer / u"nodeCount"_s, change.amount.value_or(1));
            return editor.done();
        }
    }
    return missing(Text::tr("Pool %1 says no node pool %2 of its own.")
                       .arg(cleanedLine(change.pool), cleanedLine(change.nodePool)));
}

// The bundle that is named, else that of another pool of the project, else one that brings a cluster.
QString bundleFor(const WhatIfChange &change, const ObjectSet &objects)
{
    if (!change.bundle.isEmpty())
        return change.bundle;
    const QList<QJsonObject> pools = objects.all(spectro("ComputePool"), change.project);
    for (const QJsonObject &pool : pools) {
        const PoolView view(pool);
        if (view.bundle.isSet() && view.bundle.namespaceName == change.project)
            return view.bundle.name;
    }
    const QList<QJsonObject> bundles = objects.all(spectro("ProfileBundle"), change.project);
    for (const QJsonObject &bundle : bundles) {
        if (BundleView(bundle).fullProfileCount(u"edge-native"_s) == 1)
            return bundle[u"metadata"][u"name"].toString();
    }
    return {};
}

Result<WhatIfEdit> newPoolEdit(const WhatIfChange &change, const ObjectSet &objects)
{
    if (projectOf(objects, change.project).isEmpty())
        return missing(Text::tr("There is no project %1.").arg(cleanedLine(change.project)));
    if (change.pool.isEmpty())
        return missing(Text::tr("Give the pool a name."));
    if (!objects.find(spectro("ComputePool"), change.project, change.pool).isEmpty())
        return missing(Text::tr("There is a pool %1 in %2 already.")
                           .arg(cleanedLine(change.pool), cleanedLine(change.project)));
    QJsonObject workers{{u"name"_s, u"workers"_s}, {u"nodeCount"_s, change.amount.value_or(1)}};
    if (change.cpuCount > 0)
        workers.insert(u"cpu"_s, QJsonObject{{u"cpuCount"_s, change.cpuCount}});
    if (change.memoryMiB > 0)
        workers.insert(u"memory"_s, QJsonObject{{u"memoryMiB"_s, change.memoryMiB}});
    if (!change.family.isEmpty())
        workers.insert(u"gpu"_s,
                       QJsonObject{{u"family"_s, change.family}, {u"gpuCount"_s, change.gpusPerMachine}});
    QJsonObject config{{u"cloudType"_s, u"edge-native"_s},
                       {u"nodePoolRequirements"_s, QJsonObject{{u"workerPools"_s, QJsonArray{workers}}}}};
    if (!change.address.isEmpty())
        config.insert(u"edge"_s, QJsonObject{{u"vip"_s, change.address}});
    QJsonObject spec{
        {u"clusterVariant"_s,
         QJsonObject{{u"dedicated"_s, QJsonObject{{u"paletteClusterDeploymentConfig"_s, config}}}}}};
    if (const QString bundle = bundleFor(change, objects); !bundle.isEmpty())
        spec.insert(u"profileBundleRef"_s, QJsonObject{{u"name"_s, bundle},
                                                       {u"namespace"_s, change.project},
                                                       {u"cloudType"_s, u"edge-native"_s}});
    WhatIfEdit edit;
    edit.after =
        QJsonObject{{u"apiVersion"_s, spectroGroup + u"/v1alpha1"_s},
                    {u"kind"_s, u"ComputePool"_s},
                    {u"metadata"_s, QJsonObject{{u"name"_s, change.pool}, {u"namespace"_s, change.project}}},
                    {u"spec"_s, spec}};
    const JsonPointer nodePool =
        JsonPointer::of({u"spec"_s, u"clusterVariant"_s, u"dedicated"_s, u"paletteClusterDeploymentConfig"_s,
                         u"nodePoolRequirements"_s, u"workerPools"_s, u"0"_s});
    const QJsonValue undefined(QJsonValue::Undefined);
    edit.fields.append({nodePool / u"nodeCount"_s, undefined, workers.value(u"nodeCount"_s)});
    if (!change.family.isEmpty()) {
        edit.fields.append({nodePool / u"gpu"_s / u"family"_s, undefined, change.family});
        edit.fields.append({nodePool / u"gpu"_s / u"gpuCount"_s, undefined, change.gpusPerMachine});
    }
    return edit;
}

Result<WhatIfEdit> moveEdit(const WhatIfChange &change, const ObjectSet &objects)
{
    const QJsonObject object = projectOf(objects, change.project);
    if (object.isEmpty())
        return missing(Text::tr("There is no project %1.").arg(cleanedLine(change.project)));
    if (objects.find(spectro("Tenant"), {}, change.tenant).isEmpty())
        return missing(Text::tr("There is no tenant %1.").arg(cleanedLine(change.tenant)));
    Editor editor(object);
    editor.set(JsonPointer::of({u"spec"_s, u"tenantRef"_s, u"name"_s}), change.tenant);
    editor.set(JsonPointer::of({u"metadata"_s, u"labels"_s, u"palette.ai/tenant-name"_s}), change.tenant);
    return editor.done();
}

} // namespace

QJsonObject WhatIfChange::toJson() const
{
    QJsonObject json{{u"kind"_s, QLatin1String(words.at(size_t(kind)))}};
    const auto put = [&json](const QString &key, const QString &text) {
        if (!text.isEmpty())
            json.insert(key, text);
    };
    put(u"tenant"_s, tenant);
    put(u"project"_s, project);
    put(u"pool"_s, pool);
    put(u"nodePool"_s, nodePool);
    put(u"family"_s, family);
    put(u"bundle"_s, bundle);
    put(u"address"_s, address);
    put(u"machine"_s, machine);
    if (amount)
        json.insert(u"amount"_s, *amount);
    if (kind == Kind::NewPool) {
        json.insert(u"gpusPerMachine"_s, gpusPerMachine);
        json.insert(u"cpuCount"_s, cpuCount);
        json.insert(u"memoryMiB"_s, memoryMiB);
    }
    if (!on)
        json.insert(u"on"_s, false);
    return json;
}

std::optional<WhatIfChange> WhatIfChange::fromJson(const QJsonObject &json)
{
    WhatIfChange change;
    const auto word = std::find_if(words.begin(), words.end(), [&](const char *known) {
        return json[u"kind"].toString() == QLatin1String(known);
    });
    if (word == words.end())
        return std::nullopt;
    change.kind = Kind(word - words.begin());
    change.on = json[u"on"].toBool(true);
    change.tenant = json[u"tenant"].toString();
    change.project = json[u"project"].toString();
    change.pool = json[u"pool"].toString();
    change.nodePool = json[u"nodePool"].toString();
    change.family = json[u"family"].toString();
    change.bundle = json[u"bundle"].toString();
    change.address = json[u"address"].toString();
    change.machine = json[u"machine"].toString();
    if (json[u"amount"].isDouble())
        change.amount = json[u"amount"].toInteger();
    change.gpusPerMachine = json[u"gpusPerMachine"].toInteger(change.gpusPerMachine);
    change.cpuCount = json[u"cpuCount"].toInteger();
    change.memoryMiB = json[u"memoryMiB"].toInteger();
    return change;
}

QString whatIfKindText(WhatIfChange::Kind kind)
{
    switch (kind) {
    case Kind::NewPool:
        return Text::tr("New pool");
    case Kind::Resize:
        return Text::tr("Resize a pool");
    case Kind::Limit:
        return Text::tr("Limit");
    case Kind::Guarantee:
        return Text::tr("Guarantee");
    case Kind::MachineLost:
        return Text::tr("Machine lost");
    case Kind::ProjectMoved:
        break;
    }
    return Text::tr("Project moved");
}

QString WhatIfField::text() const
{
    return Text::tr("%1: %2 → %3", "field path, value before, value after")
        .arg(pointer.toFieldPath(), valueText(from), valueText(to));
}

QString whatIfTitle(const WhatIfChange &change)
{
    const QString project = cleanedLine(change.project);
    const QString family = change.family == u"*" ? Text::tr("other families") : cleanedLine(change.family);
    const int count = int(change.amount.value_or(0));
    switch (change.kind) {
    case Kind::NewPool: {
        const QString name = project + u'/' + cleanedLine(change.pool);
        const QString machines = Text::tr("%n machine(s)", nullptr, int(change.amount.value_or(1)));
        return family.isEmpty() ? Text::tr("New pool %1: %2").arg(name, machines)
                                : Text::tr("New pool %1: %2 with %3 %4 each", "name, 2 machines, 8, family")
                                      .arg(name, machines, QString::number(change.gpusPerMachine), family);
    }
    case Kind::Resize:
        return Text::tr("Pool %1, %2: %3", "pool, node pool, 4 machines")
            .arg(project + u'/' + cleanedLine(change.pool), cleanedLine(change.nodePool),
                 Text::tr("%n machine(s)", nullptr, count));
    case Kind::Limit: {
        const QString scope = change.project.isEmpty() ? Text::tr("tenant %1").arg(cleanedLine(change.tenant))
                                                       : Text::tr("project %1").arg(project);
        return change.amount
                   ? Text::tr("Limit of %1: %2 %3", "tenant borealis, 64, NVIDIA-H100")
                         .arg(scope, QLocale().toString(*change.amount), family)
                   : Text::tr("No limit of %1 for %2", "tenant borealis, NVIDIA-H100").arg(scope, family);
    }
    case Kind::Guarantee:
        return change.amount ? Text::tr("Guarantee of project %1: %2 %3", "project, 8, NVIDIA-H100")
                                   .arg(project, QLocale().toString(*change.amount), family)
                             : Text::tr("No guarantee of project %1 for %2").arg(project, family);
    case Kind::MachineLost:
        return Text::tr("Machine %1 is lost").arg(cleanedLine(change.machine));
    case Kind::ProjectMoved:
        break;
    }
    return Text::tr("Project %1 moves to tenant %2").arg(project, cleanedLine(change.tenant));
}

Result<WhatIfEdit> whatIfEdit(const WhatIfChange &change, const ObjectSet &objects)
{
    switch (change.kind) {
    case Kind::NewPool:
        return newPoolEdit(change, objects);
    case Kind::Resize:
        return resizeEdit(change, objects);
    case Kind::Limit:
    case Kind::Guarantee:
        return gpuMapEdit(change, objects);
    case Kind::ProjectMoved:
        return moveEdit(change, objects);
    case Kind::MachineLost:
        break;
    }
    return WhatIfEdit();
}

} // namespace easel
