// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/clusterchoice.h"

namespace easel {

// One step of bringing a change to the clusters of a placement: it begins when the step before it is done.
struct RolloutStep
{
    QList<int> groups; // indexes of the decision groups it covers
    QStringList clusters;
    qsizetype atATime = 0;  // how many of them are changed at once
    bool mandatory = false; // a mandatory decision group, which goes first
};

struct RolloutOrder
{
    QList<RolloutStep> steps;
    QString problem; // a sentence: the strategy cannot be followed
};

// The order that a rolloutStrategy (All, Progressive, ProgressivePerGroup) gives to decision groups, as Open
// Cluster Management's ManifestWorkReplicaSet follows it: mandatory groups in the order they are listed, then
// the rest, in groups or at most maxConcurrency clusters at a time.
RolloutOrder rolloutOrder(const QJsonObject &strategy, const QList<DecisionGroup> &groups);

} // namespace easel
