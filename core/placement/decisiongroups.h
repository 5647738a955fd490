// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/clusterchoice.h"

namespace easel {

struct GroupedClusters
{
    QList<DecisionGroup> groups;
    QString problem; // what stopped the grouping; groups holds what came before it
};

// Named groups first, each cluster in the first that takes it, then the rest; every group cut to the length
// that is asked for. No clusters: one empty group.
GroupedClusters groupClusters(const PlacementWorld &world, const PlacementSpec &spec,
                              const std::vector<int> &chosen);

// Cuts groups into decision objects of at most a hundred clusters.
QList<DecisionResult> decisionObjects(const QString &placement, const QList<DecisionGroup> &groups);

} // namespace easel
