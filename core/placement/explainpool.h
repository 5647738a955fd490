// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/domain/objectset.h"
#include "core/placement/explanation.h"
#include "core/placement/machineexplanation.h"

namespace easel {

// The machines of one node pool each: funnel, chosen ones against the runner-up, nearest misses with every
// failing rule, changes that help. `most` machines are listed at each place.
QList<ExplainedPart> explainNodePools(const MachineFleet &fleet, const MachineExplanation &explained,
                                      int most = 200);

// A ComputePool, or what one is to be: which machines it would get now and why not others, and whether quota
// lets it. `inventory`: machines that no Compute knows.
Explanation explainPool(const QJsonObject &pool, const ObjectSet &objects,
                        const QList<HostView> &inventory = {}, int most = 200);

} // namespace easel
