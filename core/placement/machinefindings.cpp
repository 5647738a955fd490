// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machinefindings.h"

#include "core/domain/kinds.h"
#include "core/placement/machineexplanation.h"
#include "core/placement/machinepools.h"

#include <QDateTime>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 dayMs = 24 * 60 * 60 * 1000;

// In the order of machineRequests().
QList<JsonPointer> placesOf(const PoolView &pool, const ComputeConfigView *defaults)
{
    QList<JsonPointer> controlPlanes;
    QList<JsonPointer> workers;
    for (const ClusterConfigView &own : pool.clusters) {
        const ClusterConfigView cluster = withDefaults(own, defaults ? &defaults->defaults : nullptr);
        const JsonPointer pools = own.pointer / u"nodePoolRequirements"_s;
        if (cluster.controlPlane)
            controlPlanes << (own.controlPlane ? own.controlPlane->pointer / u"nodeCount"_s
                                               : pools / u"controlPlanePool"_s);
        for (const NodePoolView &worker : cluster.workers.value_or(QList<NodePoolView>()))
            workers << (own.workers ? worker.pointer / u"nodeCount"_s : pools / u"workerPools"_s);
    }
    return controlPlanes + workers;
}

bool isOld(const ObjectSet &objects, const QString &namespaceName, qint64 nowMs)
{
    qint64 newest = 0;
    const QList<QJsonObject> computes = objects.all(u"Compute."_s + spectroGroup, namespaceName);
    for (const QJsonObject &compute : computes) {
        const QDateTime at = QDateTime::fromString(ComputeView(compute).lastRefreshTime, Qt::ISODate);
        if (at.isValid())
            newest = std::max(newest, at.toMSecsSinceEpoch());
    }
    return nowMs - newest > dayMs;
}

} // namespace

QList<Finding> machineFindings(const QJsonObject &object, const ObjectSet &objects, qint64 nowMs)
{
    const PoolView pool(object);
    const MachineFleet fleet = machineFleet(objects, pool.namespaceName);
    if (fleet.index().count() == 0)
        return {};
    const ComputeConfigView config = computeConfigOf(objects, pool.namespaceName);
    const ComputeConfigView *defaults = config.isSet() ? &config : nullptr;
    const QList<MachineRequest> requests = machineRequests(pool, defaults);
    const QList<JsonPointer> places = placesOf(pool, defaults);
    MachineExplainOptions options;
    options.nearest = 0;
    const MachineExplanation explained = explainMachines(fleet, requests, options);
    const bool old = isOld(objects, pool.namespaceName, nowMs);
    QList<Finding> findings;
    for (qsizetype i = 0; i < explained.nodePools.size(); ++i) {
        const NodePoolChoice &choice = explained.plan.nodePools.at(i);
        if (choice.missing() <= 0)
            continue;
        findings << Finding{u"POOL-14"_s, old ? Finding::Severity::Warn : Finding::Severity::Refuse,
                            places.value(i), explained.nodePools.at(i).sentence};
    }
    return findings;
}

} // namespace easel
