// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/machinechoice.h"

#include <QJsonObject>

namespace easel {

// What a plan changes, machine by machine, for the node pools it is about.
struct MachinePlanDiff
{
    struct NodePool
    {
        QString owner; // "<namespace>/<pool>"
        QString name;  // empty: nobody says for which of its node pools it has the machine
        QList<int> kept;
        QList<int> added;
        QList<int> givenBack;
    };
    QList<NodePool> nodePools;
    qint64 strandedBefore = 0; // GPUs that nobody can use, see MachinePlan
    qint64 strandedAfter = 0;

    // "h100: adds ice-gpu-07, keeps 2 machines, gives back ice-gpu-02.", then what is stranded.
    QStringList sentences(const MachineFleet &fleet) const;
    QJsonObject toJson(const MachineFleet &fleet) const;
};
MachinePlanDiff planDiff(const MachineFleet &fleet, const MachinePlan &plan);

// "ice-gpu-01, ice-gpu-02 and 3 others"
QString machineNames(const MachineFleet &fleet, const QList<int> &positions, qsizetype most = 6);
// "GPUs that nobody can use: 4 before, 0 after."
QString strandedSentence(qint64 before, qint64 after);

} // namespace easel
