// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machinepools.h"

#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/projectview.h"
#include "core/store/workspacesource.h"

#include <QFileInfo>

#include <algorithm>
#include <numeric>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QString spectro(const char *kind)
{
    return QString::fromLatin1(kind) + u'.' + spectroGroup;
}

MachineRequest requestOf(const PoolView &pool, const ClusterConfigView &cluster, const NodePoolView &nodePool)
{
    MachineRequest request;
    request.name = pool.clusters.size() > 1 ? cluster.name + u'/' + nodePool.name : nodePool.name;
    request.owner = pool.namespaceName + u'/' + pool.name;
    request.controlPlane = nodePool.controlPlane;
    request.workerEligible = nodePool.workerNodeEligible;
    request.count = nodePool.nodeCount.value_or(nodePool.controlPlane ? 0 : 1);
    if (!nodePool.architecture.isEmpty())
        request.architecture = nodePool.architecture;
    request.cpuCount = nodePool.cpuCount.value_or(0);
    request.memoryMiB = nodePool.memoryMiB.value_or(0);
    request.wantsGpu = nodePool.hasGpu && nodePool.gpuCount.value_or(0) > 0 &&
                       (!nodePool.controlPlane || nodePool.workerNodeEligible);
    if (request.wantsGpu) {
        request.gpuFamily = nodePool.gpuFamily;
        request.gpuCount = *nodePool.gpuCount;
        request.gpuMemoryMiB = nodePool.gpuMemory.value_or(0);
    }
    request.resourceGroups =
        nodePool.controlPlane ? pool.controlPlaneResourceGroups : pool.workerResourceGroups;
    request.hosts = nodePool.hosts;
    request.overlay = cluster.overlayEnabled.value_or(false);
    const QStringList hosts = cluster.hostNetworks.keys();
    request.networkHosts = QSet<QString>(hosts.begin(), hosts.end());
    request.vip = cluster.vip;
    return request;
}

} // namespace

QList<MachineRequest> machineRequests(const PoolView &pool, const ComputeConfigView *defaults)
{
    QList<MachineRequest> controlPlanes;
    QList<MachineRequest> workers;
    for (const ClusterConfigView &own : pool.clusters) {
        const ClusterConfigView cluster = withDefaults(own, defaults ? &defaults->defaults : nullptr);
        if (cluster.controlPlane)
            controlPlanes << requestOf(pool, cluster, *cluster.controlPlane);
        for (const NodePoolView &nodePool : cluster.workers.value_or(QList<NodePoolView>()))
            workers << requestOf(pool, cluster, nodePool);
    }
    return controlPlanes + workers;
}

ComputeConfigView computeConfigOf(const ObjectSet &objects, const QString &namespaceName)
{
    const ProjectView project(objects.find(spectro("Project"), namespaceName, namespaceName));
    if (!project.computeConfig.isSet())
        return ComputeConfigView(QJsonObject());
    return ComputeConfigView(objects.find(spectro("ComputeConfig"), project.computeConfig.namespaceName,
                                          project.computeConfig.name));
}

QList<QuotaChange> machineQuotaChanges(const QuotaBook &book, const QJsonObject &before,
                                       const QJsonObject &after, const MachineFleet &fleet,
                                       const MachinePlan &plan)
{
    // A pool that waits counts nothing yet: it is judged as a new one.
    const bool waits = before.isEmpty() || book.ledger().holding(QuotaBook::holdingOf(before)).isEmpty();
    QJsonObject wish = after;
    if (waits)
        wish.remove(u"status"_s);
    QList<QuotaChange> changes = book.changesBetween(waits ? QJsonObject() : before, wish);
    const QString project = after[u"metadata"][u"namespace"].toString();
    const QString owner = project + u'/' + after[u"metadata"][u"name"].toString();
    for (const NodePoolChoice &choice : plan.nodePools) {
        if (choice.request.owner != owner)
            continue;
        for (qsizetype i = 0; i < choice.chosen.size(); ++i) {
            if (!choice.costs.at(i).foreign)
                continue; // counted already
            const QMap<QString, qint64> gpus = fleet.host(choice.chosen.at(i)).gpusByFamily();
            for (auto family = gpus.cbegin(); family != gpus.cend(); ++family) {
                const bool asked =
                    choice.request.wantsGpu && sameGpuFamily(family.key(), choice.request.gpuFamily);
                const qint64 surplus = *family - (asked ? choice.request.gpuCount : 0);
                if (surplus <= 0)
                    continue;
                const auto known =
                    std::find_if(changes.begin(), changes.end(), [&](const QuotaChange &change) {
                        return change.project == project && sameGpuFamily(change.family, family.key());
                    });
                if (known != changes.end())
                    known->delta += surplus;
                else
                    changes << QuotaChange{project, family.key(), surplus, surplus};
            }
        }
    }
    return changes;
}

QHash<QString, MachineHold> machineHolds(const ObjectSet &objects)
{
    QHash<QString, MachineHold> holds;
    const QList<QJsonObject> pools = objects.all(spectro("ComputePool"));
    for (const QJsonObject &object : pools) {
        const PoolView pool(object);
        for (const PoolClusterStatus &cluster : pool.clusterStates) {
            for (const PoolClusterStatus::Host &host : cluster.hosts) {
                const QString nodePool = pool.clusters.size() > 1 && !host.nodePool.isEmpty()
                                             ? cluster.name + u'/' + host.nodePool
                                             : host.nodePool;
                holds.insert(host.hostUid, {pool.namespaceName + u'/' + pool.name, nodePool,
                                            host.state.compare(u"reserved", Qt::CaseInsensitive) == 0});
            }
        }
    }
    return holds;
}

void addQuotaChanges(QList<QuotaChange> *all, const QList<QuotaChange> &more)
{
    for (const QuotaChange &change : more) {
        const auto same = std::find_if(all->begin(), all->end(), [&change](const QuotaChange &known) {
            return known.project == change.project && sameGpuFamily(known.family, change.family);
        });
        if (same == all->end()) {
            all->append(change);
            continue;
        }
        same->delta += change.delta;
        same->step = std::gcd(same->step, change.step);
    }
}

MachineFleet machineFleet(const ObjectSet &objects, const QString &namespaceName,
                          const QList<HostView> &inventory)
{
    MachineIndex index;
    QMap<QString, QString> selector;
    QString project;
    const QList<QJsonObject> computes = objects.all(spectro("Compute"), namespaceName);
    for (const QJsonObject &object : computes) {
        const ComputeView compute(object);
        if (selector.isEmpty()) {
            selector = compute.selector;
            project = compute.paletteProjectUid;
        }
        for (const HostView &host : compute.hosts) {
            // The Compute lists only what its selector offers; it need not repeat the tags.
            HostView offered = host;
            for (auto tag = compute.selector.cbegin(); tag != compute.selector.cend(); ++tag) {
                if (!offered.tags.contains(tag.key()))
                    offered.tags.insert(tag.key(), tag.value());
            }
            index.put(offered);
        }
    }
    for (const HostView &host : inventory) {
        if (index.positionOf(host.hostUid) < 0)
            index.put(host);
    }
    if (selector.isEmpty())
        selector.insert(u"palette.ai"_s, u"true"_s);

    return MachineFleet(std::move(index), machineHolds(objects), std::move(selector), std::move(project));
}

QList<HostView> inventoryHosts(const QList<InventorySnapshot> &snapshots)
{
    QList<HostView> hosts;
    for (const InventorySnapshot &snapshot : snapshots) {
        for (const QJsonObject &object : snapshot.hosts) {
            ReadRecord record;
            hosts << readHost(TolerantReader(object, &record));
            if (hosts.last().paletteProject.isEmpty())
                hosts.last().paletteProject = QFileInfo(snapshot.file).completeBaseName();
        }
    }
    return hosts;
}

QList<MachineRequest> machineDemand(const ObjectSet &objects, const QStringList &except)
{
    QList<MachineRequest> demand;
    const QList<QJsonObject> pools = objects.all(spectro("ComputePool"));
    for (const QJsonObject &object : pools) {
        const PoolView pool(object);
        if (except.contains(pool.namespaceName + u'/' + pool.name))
            continue;
        const ComputeConfigView config = computeConfigOf(objects, pool.namespaceName);
        demand += machineRequests(pool, config.isSet() ? &config : nullptr);
    }
    return demand;
}

} // namespace easel
