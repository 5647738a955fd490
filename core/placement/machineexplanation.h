// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/machinerelaxation.h"

#include <QJsonObject>

namespace easel {

// How many machines are left after each rule, in the fixed order.
struct MachineFunnelStage
{
    MachineRule rule = MachineRule::NotTagged;
    int dropped = 0; // here first
    int left = 0;
};

struct MachineMiss
{
    int position = 0;
    QList<MachineFailure> failures; // in order; the first is the reason
};

struct NodePoolExplanation
{
    int total = 0; // machines of the fleet
    QList<MachineFunnelStage> funnel;
    QList<MachineMiss> nearest;           // fewest failing rules first, at most as many as asked for
    QList<MachineRelaxation> relaxations; // the smallest that completes first
    QString margin;                       // worst winner against the runner-up; empty without one
    QString sentence;                     // "2 of 14 eligible machines." or POOL-14
};

struct MachineExplanation
{
    MachinePlan plan;
    QList<NodePoolExplanation> nodePools; // as plan.nodePools
};

struct MachineExplainOptions
{
    MachineOptions choice;
    int nearest = 5;
};

MachineExplanation explainMachines(const MachineFleet &fleet, const QList<MachineRequest> &requests,
                                   const MachineExplainOptions &options = {},
                                   const QList<MachineRequest> &demand = {});

QJsonObject toJson(const MachineFleet &fleet, const MachineExplanation &explanation);

} // namespace easel
