// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/poolview.h"

#include "core/domain/gputext.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace easel {

namespace {

// Older form "16 GB": the number times 1024 is MiB (2.5, also read).
std::optional<qint64> mebibytesOf(const QString &text)
{
    QString digits;
    for (const QChar c : text.trimmed()) {
        if (!c.isDigit() && c != u'.')
            break;
        digits += c;
    }
    bool ok = false;
    const double number = digits.toDouble(&ok);
    if (!ok)
        return std::nullopt;
    const bool mebi = text.contains(u"MB", Qt::CaseInsensitive) || text.contains(u"MiB", Qt::CaseInsensitive);
    return qint64(mebi ? number : number * 1024);
}

std::optional<bool> optionalFlag(const TolerantReader &reader, TolerantReader::Paths paths)
{
    return reader.has(paths) ? std::optional<bool>(reader.flag(paths)) : std::nullopt;
}

std::optional<QStringList> optionalTexts(const TolerantReader &reader, TolerantReader::Paths paths)
{
    return reader.has(paths) ? std::optional<QStringList>(reader.texts(paths)) : std::nullopt;
}

} // namespace

QMap<QString, qint64> NodePoolView::gpuDemand() const
{
    if (gpuFamily.isEmpty() || (controlPlane && !workerNodeEligible))
        return {};
    const qint64 count = gpuCount.value_or(0) * nodeCount.value_or(controlPlane ? 0 : 1);
    return count > 0 ? QMap<QString, qint64>{{gpuFamily, count}} : QMap<QString, qint64>();
}

QMap<QString, qint64> ClusterConfigView::gpuDemand() const
{
    QMap<QString, qint64> sum;
    if (controlPlane)
        addGpus(sum, controlPlane->gpuDemand());
    if (workers) {
        for (const NodePoolView &pool : *workers)
            addGpus(sum, pool.gpuDemand());
    }
    return sum;
}

qint64 ClusterConfigView::nodeTotal() const
{
    qint64 total = controlPlane ? controlPlane->nodeCount.value_or(0) : 0;
    if (workers) {
        for (const NodePoolView &pool : *workers)
            total += pool.nodeCount.value_or(1);
    }
    return total;
}

NodePoolView readNodePool(const TolerantReader &reader, bool controlPlane)
{
    NodePoolView pool;
    pool.pointer = reader.base();
    pool.controlPlane = controlPlane;
    pool.name = reader.text({u"name"}, controlPlane ? QStringLiteral("control-plane-pool") : QString());
    pool.nodeCount = reader.integer({u"nodeCount", u"replicas", u"count", u"size"});
    pool.minNodeCount = reader.integer({u"minNodeCount"});
    pool.maxNodeCount = reader.integer({u"maxNodeCount"});
    pool.eligibleSet = reader.has({u"workerNodeEligible"});
    pool.workerNodeEligible = reader.flag({u"workerNodeEligible"});
    if (controlPlane && reader.flag({u"singleNodeCluster"})) {
        pool.nodeCount = 1;
        pool.workerNodeEligible = true;
        pool.eligibleSet = true;
    }
    pool.architecture = reader.text({u"architecture"}).toLower();
    pool.cpuCount = reader.integer({u"cpu.cpuCount", u"cpuCount"});
    if (reader.has({u"memory.memoryMiB"}))
        pool.memoryMiB = reader.integer({u"memory.memoryMiB"});
    else if (reader.has({u"memory.memory"}))
        pool.memoryMiB = mebibytesOf(reader.text({u"memory.memory"}));
    pool.hasGpu = reader.has({u"gpu"});
    pool.gpuFamily = reader.text({u"gpu.family", u"gpu.gpuFamily"});
    pool.gpuCount = reader.integer({u"gpu.gpuCount", u"gpu.count"});
    pool.gpuMemory = reader.integer({u"gpu.gpuMemory", u"gpu.memory"});
    pool.labels = reader.textMap({u"labels"});
    pool.annotations = reader.textMap({u"annotations"});
    pool.taints = reader.list({u"taints"});
    pool.updateStrategy = reader.text({u"updateStrategy"});
    pool.hosts = reader.texts({u"hosts"});
    return pool;
}

ClusterConfigView readClusterConfig(const TolerantReader &config, const TolerantReader &beside)
{
    ClusterConfigView view;
    view.name = QStringLiteral("main");
    view.pointer = config.base();
    view.cloudType = config.text({u"cloudType"});
    const bool edgeInside = config.has({u"edge"}) || !beside.has({u"edge"});
    const TolerantReader edge = edgeInside ? config.child({u"edge"}) : beside.child({u"edge"});
    const AliasHit vip = edge.hit({u"vip", u"controlPlaneEndpoint.host", u"controlPlaneEndpoint"});
    if (vip.value.isString()) {
        view.vip = vip.value.toString();
        view.vipPointer = JsonPointer(edge.base().tokens() + vip.pointer.tokens());
    } else {
        const AliasHit outer = config.hit({u"vip", u"controlPlaneEndpoint.host"});
        if (outer.value.isString())
            view.vip = outer.value.toString();
        view.vipPointer = outer.value.isString()
                              ? JsonPointer(config.base().tokens() + outer.pointer.tokens())
                              : edge.base() / QStringLiteral("vip");
    }
    view.overlayEnabled =
        optionalFlag(edge, {u"networkOverlayConfig.enabled", u"networkOverlayConfig.enable"});
    view.overlayCidr = edge.text({u"networkOverlayConfig.cidr"});
    view.cidrPointer = edge.base() / QStringLiteral("networkOverlayConfig") / QStringLiteral("cidr");
    view.overlayType = edge.text({u"networkOverlayConfig.overlayNetworkType"});
    view.ntpServers = optionalTexts(edge, {u"ntpServers"});
    view.isTwoNode = optionalFlag(edge, {u"isTwoNode"});
    view.hostNetworks = edge.map({u"hosts"});
    view.sshKeys = optionalTexts(config, {u"sshKeys"});
    if (!view.sshKeys)
        view.sshKeys = optionalTexts(beside, {u"sshKeys"});
    view.deletionPolicy = config.text({u"deletionPolicy"});
    if (view.deletionPolicy.isEmpty())
        view.deletionPolicy = beside.text({u"deletionPolicy"});
    view.profileVariables = config.map({u"variables"});
    const TolerantReader pools = config.child({u"nodePoolRequirements"});
    if (pools.has({u"controlPlanePool"}))
        view.controlPlane = readNodePool(pools.child({u"controlPlanePool"}), true);
    if (pools.has({u"workerPools"})) {
        QList<NodePoolView> workers;
        for (const TolerantReader &worker : pools.items({u"workerPools"}))
            workers.append(readNodePool(worker, false));
        view.workers = workers;
    }
    return view;
}

ClusterConfigView withDefaults(const ClusterConfigView &own, const ClusterConfigView *defaults)
{
    const auto text = [](QString &field, const QString &from) {
        if (field.isEmpty())
            field = from;
    };
    const auto merge = [](QMap<QString, QString> &near, const QMap<QString, QString> &far) {
        for (auto it = far.begin(); it != far.end(); ++it) {
            if (!near.contains(it.key()))
                near.insert(it.key(), it.value());
        }
    };
    ClusterConfigView result = own;
    if (defaults) {
        text(result.cloudType, defaults->cloudType);
        text(result.overlayCidr, defaults->overlayCidr);
        text(result.overlayType, defaults->overlayType);
        text(result.deletionPolicy, defaults->deletionPolicy);
        if (!result.overlayEnabled)
            result.overlayEnabled = defaults->overlayEnabled;
        if (!result.ntpServers)
            result.ntpServers = defaults->ntpServers;
        if (!result.sshKeys)
            result.sshKeys = defaults->sshKeys;
        if (!result.isTwoNode)
            result.isTwoNode = defaults->isTwoNode;
        if (!result.workers)
            result.workers = defaults->workers;
        if (!result.controlPlane) {
            result.controlPlane = defaults->controlPlane;
        } else if (defaults->controlPlane) {
            NodePoolView &near = *result.controlPlane;
            const NodePoolView &far = *defaults->controlPlane;
            if (!near.nodeCount)
                near.nodeCount = far.nodeCount;
            if (!near.eligibleSet) {
                near.workerNodeEligible = far.workerNodeEligible;
                near.eligibleSet = far.eligibleSet;
            }
            text(near.architecture, far.architecture);
            if (!near.cpuCount)
                near.cpuCount = far.cpuCount;
            if (!near.memoryMiB)
                near.memoryMiB = far.memoryMiB;
            text(near.gpuFamily, far.gpuFamily);
            if (!near.gpuCount)
                near.gpuCount = far.gpuCount;
            if (!near.gpuMemory)
                near.gpuMemory = far.gpuMemory;
            near.hasGpu = near.hasGpu || far.hasGpu;
            merge(near.labels, far.labels);
            merge(near.annotations, far.annotations);
            if (near.taints.isEmpty())
                near.taints = far.taints;
            if (near.hosts.isEmpty())
                near.hosts = far.hosts;
        }
    }
    // Built in.
    text(result.overlayType, QStringLiteral("VXLAN"));
    text(result.deletionPolicy, QStringLiteral("delete"));
    if (!result.overlayEnabled)
        result.overlayEnabled = false;
    if (!result.isTwoNode)
        result.isTwoNode = false;
    const auto builtIn = [&](NodePoolView &pool) {
        text(pool.architecture, QStringLiteral("amd64"));
        text(pool.updateStrategy, QStringLiteral("RollingUpdateScaleIn"));
        if (!pool.controlPlane && !pool.nodeCount)
            pool.nodeCount = 1;
        if (!pool.minNodeCount)
            pool.minNodeCount = pool.nodeCount;
        if (!pool.maxNodeCount)
            pool.maxNodeCount = pool.nodeCount;
    };
    if (result.controlPlane)
        builtIn(*result.controlPlane);
    if (result.workers) {
        for (NodePoolView &pool : *result.workers)
            builtIn(pool);
    }
    return result;
}

ComputeConfigView::ComputeConfigView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    const TolerantReader config = reader.child({u"spec.paletteClusterConfig", u"spec"});
    const TolerantReader edge = config.child({u"edge"});
    const TolerantReader own = config.child({u"defaults"});
    defaults.name = QStringLiteral("main");
    defaults.pointer = own.base();
    defaults.cloudType = QStringLiteral("edge-native");
    defaults.overlayEnabled =
        optionalFlag(edge, {u"networkOverlayConfig.enabled", u"networkOverlayConfig.enable"});
    defaults.overlayCidr = edge.text({u"networkOverlayConfig.cidr"});
    defaults.cidrPointer = edge.base() / QStringLiteral("networkOverlayConfig") / QStringLiteral("cidr");
    defaults.overlayType = edge.text({u"networkOverlayConfig.overlayNetworkType"});
    defaults.ntpServers = optionalTexts(edge, {u"ntpServers"});
    defaults.isTwoNode = optionalFlag(edge, {u"isTwoNode"});
    defaults.sshKeys = optionalTexts(own, {u"sshKeys"});
    if (own.has({u"controlPlanePool", u"controlPlaneDefaults"}))
        defaults.controlPlane = readNodePool(own.child({u"controlPlanePool", u"controlPlaneDefaults"}), true);
    if (own.has({u"workerPools"})) {
        QList<NodePoolView> workers;
        for (const TolerantReader &worker : own.items({u"workerPools"}))
            workers.append(readNodePool(worker, false));
        defaults.workers = workers;
    } else if (own.has({u"workerNodePoolDefaults"})) {
        NodePoolView worker = readNodePool(own.child({u"workerNodePoolDefaults"}), false);
        if (worker.name.isEmpty())
            worker.name = QStringLiteral("worker");
        if (!worker.nodeCount)
            worker.nodeCount = reader.integer({u"spec.minWorkerNodes"});
        defaults.workers = {worker};
    }
}

PoolView::PoolView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    description = reader.text({u"spec.description"});
    bundle = reader.reference({u"spec.profileBundleRef"}, namespaceName);
    const TolerantReader variantReader = reader.child({u"spec.clusterVariant"});
    const auto there = [&](const char16_t *key) {
        const QJsonValue value = variantReader.object().value(QStringView(key));
        return !value.isUndefined() && !value.isNull();
    };
    const bool dedicated = there(u"dedicated");
    const bool shared = there(u"shared");
    variant = dedicated && shared ? Variant::Both
              : dedicated         ? Variant::Dedicated
              : shared            ? Variant::Shared
                                  : Variant::None;
    controlPlaneResourceGroups = variantReader.textMap({u"controlPlaneResourceGroups"});
    workerResourceGroups = variantReader.textMap({u"workerResourceGroups"});
    if (dedicated) {
        const TolerantReader beside = variantReader.child({u"dedicated"});
        clusters.append(readClusterConfig(beside.child({u"paletteClusterDeploymentConfig"}), beside));
    }
    if (shared) {
        const TolerantReader beside = variantReader.child({u"shared"});
        allowOvercommit = beside.flag({u"allowOvercommit"});
        if (beside.has({u"clusters"})) {
            for (const TolerantReader &cluster : beside.items({u"clusters"})) {
                ClusterConfigView config =
                    readClusterConfig(cluster.child({u"paletteClusterDeploymentConfig"}), cluster);
                config.name = cluster.text({u"name"});
                clusters.append(config);
            }
        } else if (beside.has({u"paletteClusterDeploymentConfig"})) {
            clusters.append(readClusterConfig(beside.child({u"paletteClusterDeploymentConfig"}), beside));
        }
    }
    scalingPolicy =
        reader
            .reference({u"spec.scalingPolicyRef", u"spec.scalingPolicy", u"spec.autoscaling.policyRef"},
                       namespaceName)
            .name;
    networkIsolation = reader.has({u"spec.networkIsolation"});

    for (const TolerantReader &item : reader.items({u"status.clusters"})) {
        PoolClusterStatus state;
        state.name = item.text({u"name"});
        state.paletteUid = item.text({u"paletteUid"});
        state.paletteName = item.text({u"paletteName"});
        state.state = item.text({u"state"});
        state.health = item.text({u"health"});
        state.kubernetesVersion = item.text({u"kubernetesVersion"});
        state.apiEndpoint = item.text({u"apiEndpoint"});
        state.kubeconfigSecret = item.reference({u"kubeconfigSecretRef"}, namespaceName).name;
        state.managedClusterName = item.text({u"managedClusterName"});
        for (const TolerantReader &host : item.items({u"hosts"}, QStringLiteral("hostUid"))) {
            state.hosts.append({host.text({u"hostUid"}), host.text({u"nodePool"}), host.text({u"role"}),
                                host.text({u"family"}), host.integer({u"gpuCount"}).value_or(0),
                                host.text({u"state"})});
        }
        clusterStates.append(state);
    }
    deployments = reader.texts({u"status.deployments"});
    environmentRef = reader.reference({u"status.environmentRef"}, namespaceName).name;
    attached = reader.numberMap({u"status.gpu.attached"});
    claimed = reader.numberMap({u"status.gpu.claimed"});
    releasing = reader.numberMap({u"status.gpu.releasing"});
}

QMap<QString, qint64> PoolView::gpuDemand() const
{
    QMap<QString, qint64> sum;
    for (const ClusterConfigView &cluster : clusters)
        addGpus(sum, cluster.gpuDemand());
    return sum;
}

qint64 PoolView::nodeTotal() const
{
    qint64 total = 0;
    for (const ClusterConfigView &cluster : clusters)
        total += cluster.nodeTotal();
    return total;
}

QStringList PoolView::builtClusters() const
{
    QStringList names;
    bool isAsked = false;
    for (const PoolClusterStatus &state : clusterStates) {
        names << state.name;
        isAsked = isAsked || !state.paletteUid.isEmpty();
    }
    return isAsked ? names : QStringList();
}

std::optional<ClusterConfigView> PoolView::resolvedConfig(const QString &cluster) const
{
    const QJsonObject resolved = object[u"status"][u"resolvedSpec"].toObject();
    ReadRecord unread;
    const auto read = [&](const QJsonObject &config) {
        ClusterConfigView view =
            readClusterConfig(TolerantReader(config, &unread), TolerantReader({}, &unread));
        view.name = cluster;
        return view;
    };
    // One cluster: it may have any name.
    if (resolved.contains(u"nodePoolRequirements"))
        return read(resolved);
    const QJsonArray all = resolved[u"clusters"].toArray();
    for (const auto &one : all) {
        if (one[u"name"].toString() == cluster)
            return read(one[u"paletteClusterDeploymentConfig"].toObject());
    }
    return std::nullopt;
}

QString PoolView::variantText() const
{
    switch (variant) {
    case Variant::Dedicated:
        return QCoreApplication::translate("easel::Pool", "dedicated");
    case Variant::Shared:
        return QCoreApplication::translate("easel::Pool", "shared");
    case Variant::Both:
        return QCoreApplication::translate("easel::Pool", "dedicated and shared");
    case Variant::None:
        break;
    }
    return QCoreApplication::translate("easel::Pool", "none");
}

} // namespace easel
