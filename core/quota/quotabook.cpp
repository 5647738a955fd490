// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotabook.h"

#include "core/domain/deploymentview.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/projectview.h"

#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(const QString &namespaceName, const QString &name)
{
    return namespaceName + u'/' + name;
}

bool conditionIsFalse(const QJsonObject &object, QStringView type, QStringView reason = {})
{
    const QJsonArray conditions = object[u"status"][u"conditions"].toArray();
    return std::any_of(conditions.begin(), conditions.end(), [&](const auto &condition) {
        return condition.toObject()[u"type"].toString() == type &&
               condition.toObject()[u"status"].toString() == u"False" &&
               (reason.isEmpty() || condition.toObject()[u"reason"].toString() == reason);
    });
}

// What quota refused counts nothing until it is reserved.
bool isRefused(const QJsonObject &pool)
{
    return conditionIsFalse(pool, u"QuotaReserved") ||
           conditionIsFalse(pool, u"ScalingActive", u"QuotaExceeded");
}

// A pool keeps what it was made with; the configuration of its project is for the next one (2.5).
QList<ClusterConfigView> inEffect(const PoolView &pool, const ClusterConfigView *defaults)
{
    QList<ClusterConfigView> clusters;
    for (const ClusterConfigView &cluster : pool.clusters) {
        const std::optional<ClusterConfigView> resolved = pool.resolvedConfig(cluster.name);
        clusters.append(withDefaults(cluster, resolved ? &*resolved : defaults));
    }
    return clusters;
}

QList<NodePoolView> nodePools(const ClusterConfigView &cluster)
{
    QList<NodePoolView> pools = cluster.workers.value_or(QList<NodePoolView>());
    if (cluster.controlPlane)
        pools.prepend(*cluster.controlPlane);
    return pools;
}

// Cards of one node of this pool; nothing for a control plane that may not run workloads.
qint64 cardsPerNode(const NodePoolView &pool)
{
    const bool counts = !pool.gpuFamily.isEmpty() && (!pool.controlPlane || pool.workerNodeEligible);
    return counts ? std::max<qint64>(0, pool.gpuCount.value_or(0)) : 0;
}

void addHosts(GpuUseByFamily &use, const PoolClusterStatus &status, const NodePoolView &wanted, bool deleting)
{
    const qint64 perNode = cardsPerNode(wanted);
    qint64 assigned = 0;
    QMap<QString, qint64> attached;
    for (const PoolClusterStatus::Host &host : status.hosts) {
        if (host.nodePool != wanted.name)
            continue;
        const bool said = !host.family.isEmpty() || host.gpuCount > 0;
        const QString family = host.family.isEmpty()
                                   ? (wanted.gpuFamily.isEmpty() ? unknownGpuFamily() : wanted.gpuFamily)
                                   : host.family;
        const qint64 cards = said ? host.gpuCount : perNode;
        if (deleting || sameEnum(host.state, u"releasing"_s)) {
            if (cards > 0)
                use[family].releasing += cards;
            continue;
        }
        ++assigned;
        if (cards > 0)
            attached[family] += cards;
    }
    const qint64 nodes = std::max<qint64>(0, wanted.nodeCount.value_or(wanted.controlPlane ? 0 : 1));
    for (auto it = attached.begin(); it != attached.end(); ++it) {
        GpuUse &entry = use[it.key()];
        entry.attached += it.value();
        const qint64 asked =
            sameGpuFamily(it.key(), wanted.gpuFamily) ? std::min(assigned, nodes) * perNode : 0;
        entry.surplus += std::max<qint64>(0, it.value() - asked);
    }
    if (!deleting && perNode > 0 && nodes > assigned)
        use[wanted.gpuFamily].claimed += (nodes - assigned) * perNode;
}

} // namespace

GpuUseByFamily poolUse(const PoolView &pool, const ClusterConfigView *defaults)
{
    GpuUseByFamily use;
    // A folder that was exported from a hub has the phase, not the time.
    const bool deleting = pool.deleting || sameEnum(pool.phase, u"Deleting"_s);
    const QList<ClusterConfigView> clusters = inEffect(pool, defaults);
    const bool hostsSaid =
        std::any_of(pool.clusterStates.begin(), pool.clusterStates.end(),
                    [](const PoolClusterStatus &status) { return !status.hosts.isEmpty(); });
    if (hostsSaid) {
        QStringList seen;
        for (const ClusterConfigView &cluster : clusters) {
            PoolClusterStatus status;
            for (const PoolClusterStatus &candidate : pool.clusterStates) {
                // The one cluster of a dedicated pool may have any name.
                if (candidate.name == cluster.name ||
                    (clusters.size() == 1 && pool.clusterStates.size() == 1))
                    status = candidate;
            }
            seen << status.name;
            const QList<NodePoolView> wantedPools = nodePools(cluster);
            QStringList names;
            for (const NodePoolView &wanted : wantedPools) {
                addHosts(use, status, wanted, deleting);
                names << wanted.name;
            }
            // Hosts of node pools that are no longer wanted.
            for (const PoolClusterStatus::Host &host : status.hosts) {
                if (names.contains(host.nodePool))
                    continue;
                names << host.nodePool;
                NodePoolView gone;
                gone.name = host.nodePool;
                gone.nodeCount = 0;
                addHosts(use, status, gone, deleting);
            }
        }
        // Clusters that are no longer wanted.
        for (const PoolClusterStatus &status : pool.clusterStates) {
            if (seen.contains(status.name))
                continue;
            for (const PoolClusterStatus::Host &host : status.hosts) {
                if (host.gpuCount > 0)
                    use[host.family.isEmpty() ? unknownGpuFamily() : host.family].releasing += host.gpuCount;
            }
        }
    } else {
        for (const ClusterConfigView &cluster : clusters) {
            const QMap<QString, qint64> demand = cluster.gpuDemand();
            for (auto it = demand.begin(); it != demand.end(); ++it)
                use[it.key()].claimed += it.value();
        }
        const QJsonObject gpu = pool.object[u"status"][u"gpu"].toObject();
        const QJsonObject surplus = gpu[u"surplus"].toObject();
        for (auto it = pool.attached.begin(); it != pool.attached.end(); ++it) {
            if (it.value() <= 0)
                continue;
            GpuUse &entry = use[it.key()];
            entry.surplus = std::clamp<qint64>(surplus[it.key()].toInteger(), 0, it.value());
            (deleting ? entry.releasing : entry.attached) += it.value();
            entry.claimed = std::max<qint64>(0, entry.claimed - (it.value() - entry.surplus));
        }
        for (auto it = pool.releasing.begin(); it != pool.releasing.end(); ++it)
            use[it.key()].releasing += std::max<qint64>(0, it.value());
    }
    // A failed pool goes on only after a new evaluation; until then it asks for nothing (3.l.1).
    if (deleting || isRefused(pool.object) || sameEnum(pool.phase, u"Failed"_s)) {
        for (GpuUse &entry : use)
            entry.claimed = 0;
    }
    use.removeIf([](const auto &entry) { return entry.value().isNothing(); });
    return use;
}

QuotaBook::QuotaBook(const ObjectSet &objects)
{
    // In this order every pool is looked at once.
    for (const char *kind : {"Tenant", "ComputeConfig", "Project", "ComputePool", "AIWorkload"}) {
        const QList<QJsonObject> all = objects.all(QLatin1String(kind) + u'.' + spectroGroup);
        for (const QJsonObject &object : all)
            put(object);
    }
}

bool QuotaBook::isOfInterest(const ObjectRef &ref)
{
    static const QSet<QString> kinds = {u"Tenant"_s, u"Project"_s, u"ComputeConfig"_s, u"ComputePool"_s,
                                        u"AIWorkload"_s};
    return ref.group() == spectroGroup && kinds.contains(ref.kind);
}

QString QuotaBook::holdingOf(const QJsonObject &object)
{
    const ObjectRef ref = refOf(object);
    if (ref.kind == u"ComputePool")
        return pathOf(ref.namespaceName, ref.name);
    if (ref.kind != u"AIWorkload")
        return {};
    const DeploymentView deployment(object);
    return deployment.dedicated ? pathOf(ref.namespaceName, deployment.poolName()) : QString();
}

std::optional<ClusterConfigView> QuotaBook::defaultsOf(const QString &namespaceName) const
{
    const auto found = m_configs.constFind(m_configOfProject.value(namespaceName));
    return found == m_configs.cend() ? std::nullopt : std::optional(*found);
}

QList<ClusterConfigView> QuotaBook::clustersOf(const QJsonObject &object) const
{
    const ObjectRef ref = refOf(object);
    const std::optional<ClusterConfigView> defaults = defaultsOf(ref.namespaceName);
    if (ref.kind == u"ComputePool")
        return inEffect(PoolView(object), defaults ? &*defaults : nullptr);
    const DeploymentView deployment(object);
    if (!deployment.dedicated)
        return {};
    return {withDefaults(deployment.dedicated->config, defaults ? &*defaults : nullptr)};
}

GpuUseByFamily QuotaBook::useOf(const QJsonObject &object) const
{
    const ObjectRef ref = refOf(object);
    if (ref.kind == u"ComputePool") {
        const std::optional<ClusterConfigView> defaults = defaultsOf(ref.namespaceName);
        return poolUse(PoolView(object), defaults ? &*defaults : nullptr);
    }
    GpuUseByFamily use;
    if (ref.kind != u"AIWorkload" || !object[u"metadata"][u"deletionTimestamp"].isUndefined())
        return use;
    const QList<ClusterConfigView> clusters = clustersOf(object);
    for (const ClusterConfigView &cluster : clusters) {
        const QMap<QString, qint64> demand = cluster.gpuDemand();
        for (auto it = demand.begin(); it != demand.end(); ++it)
            use[it.key()].claimed += it.value();
    }
    return use;
}

QList<QuotaChange> QuotaBook::changesBetween(const QJsonObject &before, const QJsonObject &after) const
{
    const QString project = refOf(after.isEmpty() ? before : after).namespaceName;
    QMap<QString, std::pair<QString, qint64>> deltas; // folded family
    const auto add = [&](const QJsonObject &object, qint64 sign) {
        const GpuUseByFamily use = object.isEmpty() ? GpuUseByFamily() : useOf(object);
        for (auto it = use.begin(); it != use.end(); ++it) {
            auto &[family, delta] = deltas[it.key().toLower()];
            family = it.key();
            delta += sign * it->used();
        }
    };
    add(before, -1);
    add(after, 1);
    QMap<QString, qint64> steps;
    const QList<ClusterConfigView> clusters =
        after.isEmpty() ? QList<ClusterConfigView>() : clustersOf(after);
    for (const ClusterConfigView &cluster : clusters) {
        const QList<NodePoolView> pools = nodePools(cluster);
        for (const NodePoolView &pool : pools) {
            // Several sizes of node: the smallest is the finest that can be asked for.
            if (const qint64 cards = cardsPerNode(pool); cards > 0) {
                qint64 &step = steps[pool.gpuFamily.toLower()];
                step = step == 0 ? cards : std::min(step, cards);
            }
        }
    }
    QList<QuotaChange> changes;
    for (auto it = deltas.begin(); it != deltas.end(); ++it) {
        if (it->second != 0)
            changes.append({project, it->first, it->second, std::max<qint64>(1, steps.value(it.key()))});
    }
    return changes;
}

void QuotaBook::refresh(const QString &namespaceName, const QString &poolName)
{
    const QString key = pathOf(namespaceName, poolName);
    QJsonObject holder;
    if (const auto pools = m_pools.constFind(namespaceName); pools != m_pools.cend())
        holder = pools->value(poolName);
    // A pool that a deployment asks for counts once: as the pool as soon as there is one.
    if (holder.isEmpty()) {
        if (const auto asking = m_deployments.constFind(namespaceName); asking != m_deployments.cend())
            holder = asking->value(poolName);
    }
    if (holder.isEmpty())
        m_ledger.removeHolding(key);
    else
        m_ledger.setHolding(key, namespaceName, useOf(holder));
}

void QuotaBook::refreshAll(const QString &namespaceName)
{
    QSet<QString> names;
    const auto pools = m_pools.value(namespaceName);
    const auto deployments = m_deployments.value(namespaceName);
    std::for_each(pools.keyBegin(), pools.keyEnd(), [&names](const QString &name) { names.insert(name); });
    std::for_each(deployments.keyBegin(), deployments.keyEnd(),
                  [&names](const QString &name) { names.insert(name); });
    for (const QString &name : std::as_const(names))
        refresh(namespaceName, name);
}

void QuotaBook::put(const QJsonObject &object)
{
    const ObjectRef ref = refOf(object);
    if (!isOfInterest(ref))
        return;
    if (ref.kind == u"Tenant") {
        m_ledger.setTenant(ref.name, TenantView(object).gpuLimits);
    } else if (ref.kind == u"Project") {
        const ProjectView view(object);
        // A project is its namespace; pools name it by that.
        const QString name = ref.namespaceName.isEmpty() ? ref.name : ref.namespaceName;
        m_ledger.setProject(name, {view.tenant.name, view.gpuLimits, view.gpuRequests, view.deleting});
        const QString config = pathOf(view.computeConfig.namespaceName, view.computeConfig.name);
        if (std::exchange(m_configOfProject[name], config) != config)
            refreshAll(name);
    } else if (ref.kind == u"ComputeConfig") {
        const QString path = pathOf(ref.namespaceName, ref.name);
        m_configs.insert(path, ComputeConfigView(object).defaults);
        const QStringList projects = m_configOfProject.keys(path);
        for (const QString &project : projects)
            refreshAll(project);
    } else if (ref.kind == u"ComputePool") {
        m_pools[ref.namespaceName].insert(ref.name, object);
        refresh(ref.namespaceName, ref.name);
    } else {
        // Most deployments run on a pool that is there; only the few others are read whole.
        const bool mayAsk = m_poolOfDeployment.contains(pathOf(ref.namespaceName, ref.name)) ||
                            !object[u"spec"][u"compute"][u"dedicated"].isUndefined() ||
                            !object[u"spec"][u"paletteClusterDeploymentConfig"].isUndefined() ||
                            !object[u"spec"][u"clusterVariant"].isUndefined();
        if (!mayAsk)
            return;
        remove(ref);
        const DeploymentView view(object);
        if (!view.dedicated)
            return;
        m_deployments[ref.namespaceName].insert(view.poolName(), object);
        m_poolOfDeployment.insert(pathOf(ref.namespaceName, ref.name), view.poolName());
        refresh(ref.namespaceName, view.poolName());
    }
}

void QuotaBook::remove(const ObjectRef &ref)
{
    if (!isOfInterest(ref))
        return;
    const QString path = pathOf(ref.namespaceName, ref.name);
    if (ref.kind == u"Tenant") {
        m_ledger.removeTenant(ref.name);
    } else if (ref.kind == u"Project") {
        const QString name = ref.namespaceName.isEmpty() ? ref.name : ref.namespaceName;
        m_ledger.removeProject(name);
        m_configOfProject.remove(name);
        refreshAll(name);
    } else if (ref.kind == u"ComputeConfig") {
        m_configs.remove(path);
        const QStringList projects = m_configOfProject.keys(path);
        for (const QString &project : projects)
            refreshAll(project);
    } else if (ref.kind == u"ComputePool") {
        m_pools[ref.namespaceName].remove(ref.name);
        refresh(ref.namespaceName, ref.name);
    } else if (const QString pool = m_poolOfDeployment.take(path); !pool.isEmpty()) {
        m_deployments[ref.namespaceName].remove(pool);
        refresh(ref.namespaceName, pool);
    }
}

} // namespace easel
