// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/explainpool.h"

namespace easel {

// Looks for it among what would help each node pool and what would help quota, alone and together, and makes
// the whole decision again with each: machines for all node pools, then quota on what they would get. Nothing
// is told that was not admitted then. None: all of it is admitted already, or nothing of that kind helps.
// `planned`: of these pools, by planPools() with the same arguments.
std::optional<PoolRemedy> poolRemedy(const QList<QJsonObject> &pools, const PlannedPools &planned,
                                     const ObjectSet &objects, const QuotaBook &book,
                                     const QList<HostView> &inventory, const MachineOptions &options);

} // namespace easel
