// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/poolplan.h"

#include "core/domain/state.h"

#include <QCryptographicHash>
#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype suffixLength = 5;
constexpr qsizetype mostNameWithoutSuffix = 27;

template <typename T>
void put(QJsonObject &object, const QString &key, const std::optional<T> &value)
{
    if (value)
        object.insert(key, *value);
}

QJsonObject mapObject(const QMap<QString, QString> &map)
{
    QJsonObject object;
    for (auto it = map.begin(); it != map.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QJsonObject nodePoolObject(const NodePoolView &pool)
{
    QJsonObject object;
    if (!pool.controlPlane)
        object.insert(u"name", pool.name);
    put(object, u"nodeCount"_s, pool.nodeCount);
    if (pool.controlPlane)
        object.insert(u"workerNodeEligible", pool.workerNodeEligible);
    if (!pool.architecture.isEmpty())
        object.insert(u"architecture", pool.architecture);
    if (pool.cpuCount)
        object.insert(u"cpu", QJsonObject{{u"cpuCount"_s, *pool.cpuCount}});
    if (pool.memoryMiB)
        object.insert(u"memory", QJsonObject{{u"memoryMiB"_s, *pool.memoryMiB}});
    if (pool.hasGpu) {
        QJsonObject gpu;
        if (!pool.gpuFamily.isEmpty())
            gpu.insert(u"family", pool.gpuFamily);
        put(gpu, u"gpuCount"_s, pool.gpuCount);
        put(gpu, u"gpuMemory"_s, pool.gpuMemory);
        object.insert(u"gpu", gpu);
    }
    if (!pool.labels.isEmpty())
        object.insert(u"labels", mapObject(pool.labels));
    if (!pool.annotations.isEmpty())
        object.insert(u"annotations", mapObject(pool.annotations));
    if (!pool.taints.isEmpty())
        object.insert(u"taints", pool.taints);
    if (!pool.hosts.isEmpty())
        object.insert(u"hosts", QJsonArray::fromStringList(pool.hosts));
    if (pool.controlPlane)
        return object;
    put(object, u"minNodeCount"_s, pool.minNodeCount);
    put(object, u"maxNodeCount"_s, pool.maxNodeCount);
    if (!pool.updateStrategy.isEmpty())
        object.insert(u"updateStrategy", pool.updateStrategy);
    return object;
}

QJsonObject configObject(const ClusterConfigView &cluster)
{
    QJsonObject requirements;
    if (cluster.controlPlane)
        requirements.insert(u"controlPlanePool", nodePoolObject(*cluster.controlPlane));
    if (cluster.workers) {
        QJsonArray workers;
        for (const NodePoolView &pool : *cluster.workers)
            workers.append(nodePoolObject(pool));
        requirements.insert(u"workerPools", workers);
    }
    QJsonObject edge;
    if (!cluster.vip.isEmpty())
        edge.insert(u"vip", cluster.vip);
    QJsonObject overlay{{u"enabled"_s, cluster.overlayEnabled.value_or(false)}};
    if (!cluster.overlayCidr.isEmpty())
        overlay.insert(u"cidr", cluster.overlayCidr);
    if (!cluster.overlayType.isEmpty())
        overlay.insert(u"overlayNetworkType", cluster.overlayType);
    edge.insert(u"networkOverlayConfig", overlay);
    if (cluster.ntpServers)
        edge.insert(u"ntpServers", QJsonArray::fromStringList(*cluster.ntpServers));
    edge.insert(u"isTwoNode", cluster.isTwoNode.value_or(false));
    if (!cluster.hostNetworks.isEmpty())
        edge.insert(u"hosts", cluster.hostNetworks);
    QJsonObject object{{u"cloudType"_s, cluster.cloudType.isEmpty() ? u"edge-native"_s : cluster.cloudType},
                       {u"nodePoolRequirements"_s, requirements},
                       {u"edge"_s, edge},
                       {u"deletionPolicy"_s, cluster.deletionPolicy}};
    if (cluster.sshKeys)
        object.insert(u"sshKeys", QJsonArray::fromStringList(*cluster.sshKeys));
    if (!cluster.profileVariables.isEmpty())
        object.insert(u"variables", cluster.profileVariables);
    return object;
}

std::optional<EdgeHost::Nic> nicOf(const QJsonObject &hostNetworks, const QString &hostUid)
{
    const QJsonObject said = hostNetworks[hostUid].toObject();
    if (said.isEmpty())
        return std::nullopt;
    EdgeHost::Nic nic;
    nic.name = said[u"nicName"].toString();
    nic.ip = said[u"ip"].toString();
    nic.subnet = said[u"subnet"].toString();
    nic.gateway = said[u"gateway"].toString();
    const QJsonValue dns = said[u"dns"];
    if (dns.isString() && !dns.toString().isEmpty())
        nic.dns << dns.toString();
    for (const auto &server : dns.toArray())
        nic.dns << server.toString();
    return nic;
}

QList<PaletteMachinePool::Taint> taintsOf(const QJsonArray &taints)
{
    QList<PaletteMachinePool::Taint> list;
    for (const auto &taint : taints)
        list.append({taint[u"key"].toString(), taint[u"value"].toString(), taint[u"effect"].toString()});
    return list;
}

QSet<QString> uidsOf(const PaletteMachinePool &pool)
{
    QSet<QString> uids;
    for (const PoolHost &host : pool.hosts)
        uids.insert(host.hostUid);
    return uids;
}

// The pool that Palette has with what is wanted of it: an update replaces everything, so what nobody here
// decides (names of cards, overrides) is kept as it was read.
PaletteMachinePool merged(const PaletteMachinePool &actual, const PaletteMachinePool &wanted)
{
    PaletteMachinePool pool = actual;
    pool.additionalLabels = wanted.additionalLabels;
    pool.additionalAnnotations = wanted.additionalAnnotations;
    pool.taints = wanted.taints;
    if (!wanted.updateStrategy.isEmpty())
        pool.updateStrategy = wanted.updateStrategy;
    pool.useControlPlaneAsWorker = wanted.useControlPlaneAsWorker;
    QList<PoolHost> hosts;
    for (const PoolHost &host : wanted.hosts) {
        const auto known = std::find_if(actual.hosts.begin(), actual.hosts.end(),
                                        [&](const PoolHost &other) { return other.hostUid == host.hostUid; });
        hosts.append(known != actual.hosts.end() ? *known : host);
    }
    pool.hosts = hosts;
    return pool;
}

bool sameNetwork(const ClusterNetwork &actual, const ClusterNetwork &wanted)
{
    // What cannot change after creation is not compared: Palette may say it in its own words.
    return actual.ntpServers == wanted.ntpServers && actual.sshKeys == wanted.sshKeys;
}

} // namespace

QString paletteClusterName(const QString &hubUid, const QString &namespaceName, const QString &pool,
                           const QString &cluster, bool shared)
{
    QString name = (shared ? pool + u'-' + cluster : pool).left(mostNameWithoutSuffix);
    while (name.endsWith(u'-'))
        name.chop(1);
    const QByteArray digest = QCryptographicHash::hash(
        QStringList{hubUid, namespaceName, pool, cluster}.join(u'/').toUtf8(), QCryptographicHash::Sha256);
    quint64 number = 0;
    for (int i = 0; i < 8; ++i)
        number = number << 8 | quint8(digest.at(i));
    const QString suffix = QString::number(number, 36).rightJustified(suffixLength, u'0').right(suffixLength);
    return name + u'-' + suffix;
}

QList<ClusterConfigView> resolvedClusters(const PoolView &pool, const ComputeConfigView &config)
{
    QList<ClusterConfigView> clusters;
    for (const ClusterConfigView &own : pool.clusters) {
        std::optional<ClusterConfigView> defaults = pool.resolvedConfig(own.name);
        if (!defaults && config.isSet())
            defaults = config.defaults;
        clusters << withDefaults(own, defaults ? &*defaults : nullptr);
    }
    return clusters;
}

QJsonObject resolvedSpec(const PoolView &pool, const QList<ClusterConfigView> &clusters)
{
    if (pool.variant != PoolView::Variant::Shared)
        return clusters.isEmpty() ? QJsonObject() : configObject(clusters.first());
    QJsonArray list;
    for (const ClusterConfigView &cluster : clusters)
        list.append(QJsonObject{{u"name"_s, cluster.name},
                                {u"paletteClusterDeploymentConfig"_s, configObject(cluster)}});
    return {{u"clusters"_s, list}};
}

QList<NodePoolView> nodePoolsOf(const ClusterConfigView &cluster)
{
    QList<NodePoolView> pools = cluster.workers.value_or(QList<NodePoolView>());
    if (cluster.controlPlane)
        pools.prepend(*cluster.controlPlane);
    return pools;
}

QList<PaletteMachinePool> wantedPools(const ClusterConfigView &cluster,
                                      const QList<PoolClusterStatus::Host> &hosts,
                                      const QMap<QString, QString> &names)
{
    QList<PaletteMachinePool> pools;
    const bool twoNode = cluster.isTwoNode.value_or(false);
    const QList<NodePoolView> nodePools = nodePoolsOf(cluster);
    for (const NodePoolView &nodePool : nodePools) {
        PaletteMachinePool pool;
        pool.name = nodePool.name;
        pool.isControlPlane = nodePool.controlPlane;
        pool.useControlPlaneAsWorker = nodePool.controlPlane && nodePool.workerNodeEligible;
        pool.additionalLabels = nodePool.labels;
        pool.additionalAnnotations = nodePool.annotations;
        pool.taints = taintsOf(nodePool.taints);
        pool.updateStrategy = nodePool.updateStrategy;
        pool.architecture = nodePool.architecture;
        for (const PoolClusterStatus::Host &host : hosts) {
            if (host.nodePool != nodePool.name || sameEnum(host.state, u"releasing"))
                continue;
            PoolHost member;
            member.hostUid = host.hostUid;
            member.hostName = names.value(host.hostUid, host.hostUid);
            member.nic = nicOf(cluster.hostNetworks, host.hostUid);
            if (twoNode && nodePool.controlPlane)
                member.twoNodePriority = pool.hosts.isEmpty() ? u"primary"_s : u"secondary"_s;
            pool.hosts.append(member);
        }
        if (!pool.hosts.isEmpty()) // Palette knows no pool without machines
            pools.append(pool);
    }
    return pools;
}

ClusterNetwork wantedNetwork(const ClusterConfigView &cluster)
{
    ClusterNetwork network;
    network.endpointHost = cluster.vip;
    network.overlay = cluster.overlayEnabled.value_or(false);
    network.overlayCidr = cluster.overlayCidr;
    network.ntpServers = cluster.ntpServers.value_or(QStringList());
    network.sshKeys = cluster.sshKeys.value_or(QStringList());
    network.isTwoNode = cluster.isTwoNode.value_or(false);
    if (!cluster.hostNetworks.isEmpty())
        network.staticIp = true;
    return network;
}

QList<ProfileUse> wantedProfiles(const BundleView &bundle, const ClusterConfigView &cluster)
{
    const QString cloud = cluster.cloudType.isEmpty() ? u"edge-native"_s : cluster.cloudType;
    QList<ProfileUse> uses;
    for (const BundleView::ClusterProfile &profile : bundle.clusterProfiles) {
        if (!sameEnum(profile.cloudType, cloud))
            continue;
        ProfileUse use;
        use.uid = profile.uid;
        for (const BundleView::ProfileVariable &variable : profile.variables) {
            if (!variable.value.isEmpty())
                use.variables.insert(variable.name, variable.value);
        }
        const QJsonObject own = cluster.profileVariables[profile.name].toObject();
        for (auto it = own.begin(); it != own.end(); ++it)
            use.variables.insert(it.key(), it->isString() ? it->toString() : it->toVariant().toString());
        const QJsonArray packs =
            valueAt(bundle.object, profile.pointer.toFieldPath()).toObject()[u"packValues"].toArray();
        for (const auto &pack : packs)
            use.packValues.append({pack[u"name"].toString(), {}, {}, pack[u"values"].toString()});
        uses.append(use);
    }
    return uses;
}

PoolChange nextPoolChange(const CloudConfig &actual, const QList<PaletteMachinePool> &wanted,
                          const ClusterNetwork &network)
{
    PoolChange change;
    const auto find = [](const QList<PaletteMachinePool> &pools, const QString &name) {
        return std::find_if(pools.begin(), pools.end(),
                            [&](const PaletteMachinePool &pool) { return pool.name == name; });
    };
    // First what adds, so that a cluster is never smaller than it must be.
    for (const PaletteMachinePool &pool : wanted) {
        const auto known = find(actual.pools, pool.name);
        if (known == actual.pools.end()) {
            change.kind = PoolChange::Kind::AddPool;
            change.pool = pool;
            return change;
        }
        const PaletteMachinePool next = merged(*known, pool);
        const QSet<QString> missing = uidsOf(next) - uidsOf(*known);
        if (missing.isEmpty())
            continue;
        // Machines that go stay until the new ones are in.
        PaletteMachinePool grown = next;
        for (const PoolHost &host : known->hosts) {
            if (!uidsOf(next).contains(host.hostUid))
                grown.hosts.append(host);
        }
        change.kind = PoolChange::Kind::UpdatePool;
        change.pool = grown;
        return change;
    }
    for (const PaletteMachinePool &pool : wanted) {
        const auto known = find(actual.pools, pool.name);
        const PaletteMachinePool next = merged(*known, pool);
        for (const QString &uid : uidsOf(*known) - uidsOf(next)) {
            change.kind = PoolChange::Kind::RemoveMachine;
            change.pool = next; // written once the machine is told to go
            change.hostUid = uid;
            return change;
        }
        const bool same = known->additionalLabels == next.additionalLabels &&
                          known->additionalAnnotations == next.additionalAnnotations &&
                          known->taints == next.taints &&
                          known->useControlPlaneAsWorker == next.useControlPlaneAsWorker;
        if (!same) {
            change.kind = PoolChange::Kind::UpdatePool;
            change.pool = next;
            return change;
        }
    }
    for (const PaletteMachinePool &pool : actual.pools) {
        if (pool.isControlPlane || find(wanted, pool.name) != wanted.end())
            continue;
        change.kind = PoolChange::Kind::RemovePool;
        change.pool = pool;
        return change;
    }
    if (!sameNetwork(actual.network, network)) {
        change.kind = PoolChange::Kind::UpdateNetwork;
        change.network = actual.network;
        change.network.ntpServers = network.ntpServers;
        change.network.sshKeys = network.sshKeys;
    }
    return change;
}

QList<ProfileUse> profileChanges(const QList<PaletteCluster::Profile> &attached, const BundleView &bundle,
                                 const ClusterConfigView &cluster)
{
    QList<ProfileUse> changes;
    QList<ProfileUse> uses = wantedProfiles(bundle, cluster);
    for (ProfileUse &use : uses) {
        const bool there =
            std::any_of(attached.begin(), attached.end(),
                        [&](const PaletteCluster::Profile &one) { return one.uid == use.uid; });
        if (there)
            continue;
        const auto profile =
            std::find_if(bundle.clusterProfiles.begin(), bundle.clusterProfiles.end(),
                         [&](const BundleView::ClusterProfile &one) { return one.uid == use.uid; });
        const auto isInfrastructure = [](const QString &type) {
            return sameEnum(type, u"infra") || sameEnum(type, u"cluster");
        };
        // By name; the one infrastructure place of a cluster also when the names differ.
        for (const PaletteCluster::Profile &one : attached) {
            const bool sameName = one.name == profile->name;
            const bool samePlace = isInfrastructure(one.type) && isInfrastructure(profile->type);
            if (sameName || samePlace) {
                use.replaces = one.uid;
                break;
            }
        }
        changes.append(use);
    }
    return changes;
}

} // namespace easel
