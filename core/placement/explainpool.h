// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/domain/objectset.h"
#include "core/placement/explanation.h"
#include "core/placement/machinecapacity.h"
#include "core/placement/machineexplanation.h"
#include "core/placement/machineplandiff.h"
#include "core/quota/quotabook.h"

namespace easel {

// The machines of one node pool each: funnel, chosen ones against the runner-up, nearest misses with every
// failing rule, changes that help. `most` machines are listed at each place.
QList<ExplainedPart> explainNodePools(const MachineFleet &fleet, const MachineExplanation &explained,
                                      int most = 200);

struct PoolPlanOptions
{
    MachineOptions machines; // packed or spread, over which tag
    int most = 200;          // machines that are listed at each place
};

// Pools of one Project, decided together.
struct PlannedProject
{
    QString namespaceName;
    QStringList pools;            // "<namespace>/<pool>"
    QList<MachineRequest> wanted; // by all of them, in the order of the plan
    MachineFleet fleet;           // machines that Projects before it would get are held
    MachineExplanation machines;
    MachinePlanDiff diff;
    MachineCapacity capacity; // for more of these shapes
};

// One thing that makes machines and quota admit pools which they refuse.
struct PoolRemedy
{
    QList<QJsonObject> pools; // as they would ask then
    QList<QuotaRelaxation::NewLimit> limits;
    bool needsMore = false; // something besides: other machines, tags, an address, time
    QString sentence;
};

struct PlannedPools
{
    QList<PlannedProject> projects; // in the order of their first pool
    QList<QuotaChange> changes;     // what quota was asked about, all at once
    QuotaDecision quota;
    qint64 missing = 0; // machines
    std::optional<PoolRemedy> remedy;
    Explanation explanation;
    bool isComplete() const { return missing == 0 && quota.admitted; }
};

// Several ComputePools, or what such are to be: machines and quota decided for all of them together. In one
// Project an earlier pool keeps what it needs and moves where that serves both; a Project is served after
// those before it. No machine goes to two. `book`: of the objects.
PlannedPools planPools(const QList<QJsonObject> &pools, const ObjectSet &objects, const QuotaBook &book,
                       const QList<HostView> &inventory, const PoolPlanOptions &options = {});

// What is known when machines were chosen for a pool and quota was asked.
struct ExplainedPool
{
    Explanation explanation;
    MachineFleet fleet;
    MachineExplanation machines;
    QList<QuotaChange> changes; // what quota was asked about
    bool admitted = true;
    qint64 missing = 0; // machines
    std::optional<PoolRemedy> remedy;
};
// `book`: of the objects. Who tries out many things keeps it up object by object.
ExplainedPool explainPool(const QJsonObject &pool, const ObjectSet &objects, const QuotaBook &book,
                          const QList<HostView> &inventory, const PoolPlanOptions &options = {});

// A ComputePool, or what one is to be: which machines it would get now and why not others, and whether quota
// lets it. `inventory`: machines that no Compute knows.
Explanation explainPool(const QJsonObject &pool, const ObjectSet &objects,
                        const QList<HostView> &inventory = {}, const PoolPlanOptions &options = {});

} // namespace easel
