// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/machinechoice.h"

namespace easel {

// A change of the request, or of machines, that helps a node pool which lacks some; tried on the planner.
struct MachineRelaxation
{
    MachineRules rules = 0;           // given up or made true
    MachineRequest request;           // with the change
    QHash<int, MachineRules> amended; // machines that would have to change, and which rules they hold then
    qint64 bought = 0;                // machines that are not there yet
    QString what;                     // "Lower CPUs from 96 to 64"
    QString sentence;        // "Lower CPUs from 96 to 64: adds 12 machines. Then the node pool is complete."
    int more = 0;            // machines that qualify besides
    qint64 missingAfter = 0; // as the planner found
    bool completes = false;  // the node pool, as the planner found
};

// For one node pool of a plan, which was made of these requests with these options: every rule that alone
// keeps machines out, else several at once; what could be bought; fewer. Never empty for a node pool that
// lacks machines. Those that complete it come first.
QList<MachineRelaxation> machineRelaxations(const MachineFleet &fleet, const QList<MachineRequest> &requests,
                                            const MachineOptions &options, const MachinePlan &plan, int pool);

} // namespace easel
