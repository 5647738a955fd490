// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/domain/objectset.h"
#include "core/placement/explanation.h"
#include "core/placement/machineexplanation.h"
#include "core/quota/quotabook.h"

namespace easel {

// The machines of one node pool each: funnel, chosen ones against the runner-up, nearest misses with every
// failing rule, changes that help. `most` machines are listed at each place.
QList<ExplainedPart> explainNodePools(const MachineFleet &fleet, const MachineExplanation &explained,
                                      int most = 200);

// What is known when machines were chosen for a pool and quota was asked.
struct ExplainedPool
{
    Explanation explanation;
    MachineFleet fleet;
    MachineExplanation machines;
    QList<QuotaChange> changes; // what quota was asked about
    bool admitted = true;
    qint64 missing = 0; // machines
};
// `book`: of the objects. Who tries out many things keeps it up object by object.
ExplainedPool explainPool(const QJsonObject &pool, const ObjectSet &objects, const QuotaBook &book,
                          const QList<HostView> &inventory, int most = 200);

// A ComputePool, or what one is to be: which machines it would get now and why not others, and whether quota
// lets it. `inventory`: machines that no Compute knows.
Explanation explainPool(const QJsonObject &pool, const ObjectSet &objects,
                        const QList<HostView> &inventory = {}, int most = 200);

} // namespace easel
