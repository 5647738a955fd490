// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/clusterchoice.h"

namespace easel {

struct SpreadChoice
{
    std::vector<int> chosen;                             // in the order of choice
    std::vector<std::pair<int, PlacementReason>> barred; // not chosen because of a constraint
};

// Open Cluster Management's SpreadPolicy as its API describes it: one cluster at a time, best first (`ranked`
// is that order), each time among those that keep the skew of every DoNotSchedule constraint; ScheduleAnyway
// constraints come before the score, the first of them first. Skew: clusters chosen in a topology less those
// in the topology with the fewest, over the topologies of `ranked`. A cluster without the key fails
// DoNotSchedule and comes last for ScheduleAnyway.
SpreadChoice chooseSpread(const PlacementWorld &world, const QList<SpreadConstraint> &constraints,
                          const std::vector<int> &ranked, size_t most);

} // namespace easel
