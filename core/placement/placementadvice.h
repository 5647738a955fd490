// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/clusterchoice.h"

namespace easel {

// What would get a cluster chosen that was left out.
struct PlacementAdvice
{
    QStringList changes; // sentences, one a change, in order
    // The world and the request with the changes, and what is decided then: the cluster is chosen.
    PlacementWorld world;
    PlacementRequest request;
    PlacementOutcome outcome;
    QStringList alsoQualify; // other clusters that pass the filters then and did not before
    QStringList displaced;   // clusters that are chosen now and then no more
};

// Looks for few changes to the placement (allow a value, drop a requirement, tolerate a taint, ask for more
// clusters, widen a spread) or to the cluster (a label it lacks, its set, its health), and decides again with
// them. Nothing: no such change helps (the cluster is deleted, or nothing was decided).
std::optional<PlacementAdvice> whatWouldHelp(const PlacementWorld &world, const PlacementRequest &request,
                                             const PlacementOutcome &outcome, const QString &cluster);

} // namespace easel
