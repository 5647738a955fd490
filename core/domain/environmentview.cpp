// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/environmentview.h"

#include <algorithm>

namespace easel {

EnvironmentView::EnvironmentView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    type = reader.text({u"spec.topology.type"});
    for (const char *known : {"topology-ocm", "topology-ocm-byop"}) {
        if (sameEnum(type, QString::fromLatin1(known)))
            type = QString::fromLatin1(known);
    }
    hubNamespace = reader.text({u"spec.topology.properties.hubNamespace", u"spec.topology.hubNamespace",
                                u"spec.topology.properties.manifestWorkReplicaSet.hubNamespace",
                                u"spec.topology.properties.placement.hubNamespace"},
                               QStringLiteral("managed-cluster-set-global"));
    placementPointer = reader.hit({u"spec.topology.properties.placement"}).pointer;
    placement = reader.map({u"spec.topology.properties.placement"});
    rolloutStrategy = reader.map({u"spec.topology.properties.manifestWorkReplicaSet.rolloutStrategy",
                                  u"spec.topology.properties.rolloutStrategy"});
    placementRef =
        reader.reference({u"spec.topology.properties.placementRef", u"spec.topology.properties.placementName",
                          u"spec.topology.properties.placement.name"},
                         hubNamespace);
    ownerPool = labels.value(QStringLiteral("easel.spectrocloud.com/pool"));
    for (const TolerantReader &owner : reader.items({u"metadata.ownerReferences"})) {
        if (owner.text({u"kind"}) == u"ComputePool")
            ownerPool = owner.text({u"name"});
    }
    clusterCount = reader.integer({u"status.numberOfSelectedClusters"});
    if (reader.has({u"status.selectedClusters"})) {
        for (const TolerantReader &cluster : reader.items({u"status.selectedClusters"}))
            selectedClusters.append(cluster.text({u"clusterName", u"name"}));
        return;
    }
    // Also read: any list of the status whose objects name clusters.
    const QJsonObject status = source.value(u"status").toObject();
    for (auto it = status.begin(); it != status.end() && selectedClusters.isEmpty(); ++it) {
        if (!it.value().isArray() || it.key() == u"conditions" || it.key() == u"notSelected")
            continue;
        const QJsonArray list = it.value().toArray();
        for (const auto &item : list) {
            const QString cluster = readAlias(item.toObject(), {u"clusterName", u"name"}).value.toString();
            if (!cluster.isEmpty())
                selectedClusters.append(cluster);
        }
    }
}

ScalingPolicyView::ScalingPolicyView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    const auto rule = [](const TolerantReader &item) {
        return Rule{item.text({u"family"}),
                    item.integer({u"scaleUpThreshold"}),
                    item.integer({u"scaleDownThreshold"}),
                    item.text({u"scaleUpDuration"}),
                    item.text({u"scaleDownDuration"}),
                    item.base()};
    };
    if (reader.has({u"spec.cpu"}))
        cpu = rule(reader.child({u"spec.cpu"}));
    for (const TolerantReader &item : reader.items({u"spec.gpu"}, QStringLiteral("family")))
        gpus.append(rule(item));
    if (reader.has({u"spec.cpuResourceBounds"})) {
        const TolerantReader item = reader.child({u"spec.cpuResourceBounds"});
        cpuBounds = Bounds{
            {}, item.integer({u"minCPUCount", u"min"}), item.integer({u"maxCPUCount", u"max"}), item.base()};
    }
    for (const TolerantReader &item : reader.items({u"spec.gpuResourceBounds"}, QStringLiteral("family")))
        gpuBounds.append({item.text({u"family"}), item.integer({u"minGPUCount", u"min"}),
                          item.integer({u"maxGPUCount", u"max"}), item.base()});
    cooldown = reader.text({u"spec.cooldownDuration"});
    abort = reader.text({u"spec.abortDuration"});
}

bool ScalingPolicyView::hasRuleFor(const QString &family) const
{
    return std::any_of(gpus.begin(), gpus.end(), [&](const Rule &rule) {
        return rule.family.compare(family, Qt::CaseInsensitive) == 0;
    });
}

} // namespace easel
