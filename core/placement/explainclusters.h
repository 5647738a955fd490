// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/environmentplacement.h"
#include "core/placement/explanation.h"

#include <functional>

namespace easel {

struct ClusterExplainOptions
{
    // For at most so many of the clusters left out it is worked out what would get them chosen; each is
    // decided again at least once.
    int advised = 0;
    std::function<bool()> isStopped{}; // asked between clusters; what is known by then is kept
};

// An Environment's choice: funnel, scores, moves, groups in rollout order, every reason.
Explanation explainClusters(const EnvironmentChoice &choice, const ClusterExplainOptions &options = {});

// Of all that the decision looked at: clusters, sets, decisions, scores. Not of the placement itself.
QString clusterSnapshot(const PlacementWorld &world, const PlacementRequest &request);

} // namespace easel
