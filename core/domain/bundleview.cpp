// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/bundleview.h"

#include "core/domain/versions.h"

#include <algorithm>

namespace easel {

namespace {

const QString edgeNative = QStringLiteral("edge-native");

QString canonical(const QString &text, std::initializer_list<const char *> words)
{
    for (const char *word : words) {
        if (sameEnum(text, QString::fromLatin1(word)))
            return QString::fromLatin1(word);
    }
    return text;
}

BundleView::ClusterProfile readProfile(const TolerantReader &item, const QString &cloudType)
{
    BundleView::ClusterProfile profile;
    profile.cloudType = item.text({u"cloudType"}, cloudType);
    profile.name = item.text({u"name"});
    profile.uid = item.text({u"uid"});
    profile.version = item.text({u"version"});
    profile.type = canonical(item.text({u"type"}), {"infra", "cluster", "add-on"});
    for (const TolerantReader &variable : item.items({u"variables"}))
        profile.variables.append(
            {variable.text({u"name"}), variable.text({u"value"}), variable.flag({u"ask"})});
    profile.pointer = item.base();
    return profile;
}

} // namespace

QList<VariableView> readVariables(const TolerantReader &reader, TolerantReader::Paths paths)
{
    QList<VariableView> variables;
    for (const TolerantReader &item : reader.items(paths)) {
        VariableView variable;
        variable.name = item.text({u"name"});
        variable.type = item.text({u"variableType", u"type"}, QStringLiteral("string"));
        const QJsonValue value = item.object().value(u"value");
        if (!value.isUndefined() && !value.isNull() && !(value.isObject() && value.toObject().isEmpty()))
            variable.value = value;
        variable.description = item.text({u"description"});
        variable.required = sameEnum(item.text({u"validationMode"}), u"required");
        variable.locked = item.flag({u"locked"});
        variable.inputType = item.text({u"inputType"}, QStringLiteral("text"));
        variable.pointer = item.base();
        variables.append(variable);
    }
    return variables;
}

VariableSetView::VariableSetView(const QJsonObject &source)
    : ViewBase(source)
{
    variables = readVariables(TolerantReader(source, &record), {u"spec.variables", u"variables"});
}

BundleView::BundleView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    displayName = reader.text({u"spec.displayName"});
    description = reader.text({u"spec.description"});
    revisionNotes = reader.text({u"spec.revisionNotes"});
    type = canonical(reader.text({u"spec.type"}), {"infrastructure", "application", "fullstack"});
    base = baseOf(source);
    version = versionOf(source);
    const TolerantReader::Paths profilePaths = {
        u"spec.clusterProfiles", u"spec.clusterProfileRefs", u"spec.palette.clusterProfiles",
        u"spec.infrastructure.clusterProfiles", u"spec.infrastructure.profiles"};
    for (const TolerantReader &group : reader.items(profilePaths, QStringLiteral("cloudType"))) {
        if (group.has({u"profiles"})) {
            const QString cloudType = group.text({u"cloudType"}, edgeNative);
            for (const TolerantReader &item : group.items({u"profiles"}))
                clusterProfiles.append(readProfile(item, cloudType));
        } else { // older form: the profiles themselves
            clusterProfiles.append(readProfile(group, edgeNative));
        }
    }
    for (const TolerantReader &item :
         reader.items({u"spec.workloadProfiles", u"spec.workloadProfileRefs", u"spec.workloads"})) {
        WorkloadProfile profile;
        profile.ref = TolerantReader::referenceOf(item.object(), namespaceName, item.base());
        profile.alias = item.text({u"alias"});
        profile.variables = item.map({u"variables"});
        profile.pointer = item.base();
        workloadProfiles.append(profile);
    }
    variables = readVariables(reader, {u"spec.variableSet.variables", u"spec.variableSet"});
    for (const TolerantReader &item : reader.items({u"spec.workloadProfileDependencies.helmRepositories"}))
        helmRepositories.append(item.text({u"name"}));
    for (const TolerantReader &item : reader.items({u"spec.workloadProfileDependencies.ociRepositories"}))
        ociRepositories.append(item.text({u"name"}));
    requirements.minNodes = reader.integer({u"spec.requirements.minNodes"});
    requirements.cpuCount = reader.integer({u"spec.requirements.cpuCount"});
    requirements.memoryMiB = reader.integer({u"spec.requirements.memoryMiB"});
    requirements.kubernetes = reader.text({u"spec.requirements.kubernetes"});
    for (const TolerantReader &item : reader.items({u"spec.requirements.gpu"}, QStringLiteral("family")))
        requirements.gpus.append(
            {item.text({u"family"}), item.integer({u"minCount"}), item.integer({u"minMemoryMiB"})});
}

qsizetype BundleView::fullProfileCount(const QString &cloudType) const
{
    return std::count_if(clusterProfiles.begin(), clusterProfiles.end(), [&](const ClusterProfile &profile) {
        return sameEnum(profile.cloudType, cloudType) &&
               (profile.type == u"infra" || profile.type == u"cluster");
    });
}

} // namespace easel
