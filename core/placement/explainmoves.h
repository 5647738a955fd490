// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/placement/explanation.h"
#include "core/placement/machinecapacity.h"

#include <QJsonObject>

namespace easel {

// Which node pools of one Project could move to smaller machines, so that whole machines come free: tried
// out move by move, nothing is changed.
struct PoolMoves
{
    QString namespaceName;
    MachineFleet fleet;
    MachineConsolidation moves;
    QString moveSentence(const MachineMove &move) const; // "firn-train/h100: from a to b frees 4 GPUs."
    QJsonObject toJson() const;
    Explanation explanation() const;
};
// `inventory`: machines that no Compute knows.
PoolMoves poolMoves(const QString &namespaceName, const ObjectSet &objects,
                    const QList<HostView> &inventory = {});

} // namespace easel
