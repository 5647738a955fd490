// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/machinerules.h"

namespace easel {

struct MachineOptions
{
    enum class Topology { None, Pack, Spread };
    Topology topology = Topology::None; // over values of the tag `topologyKey` (rack, hall...)
    QString topologyKey;
    // Rules that machines hold then, whatever they do now: for "what if this one were freed, or tagged".
    QHash<int, MachineRules> amended; // by position
};

// What choosing compares, in this order; less is better. Ties go by name, then uid.
struct MachineCost
{
    bool foreign = true;     // false: the pool has it already
    qint64 surplus = 0;      // GPUs that nobody asked for
    double opportunity = 0;  // how much other known demand wants the machine: see machineCost()
    qint64 gpuMemoryMiB = 0; // beyond what is asked
    qint64 cpuCount = 0;
    qint64 memoryMiB = 0;
};

struct NodePoolChoice
{
    MachineRequest request;
    QList<int> chosen;        // positions, the best first
    QList<MachineCost> costs; // of `chosen`
    int eligible = 0;
    int runnerUp = -1; // the best machine that was not chosen
    MachineCost runnerUpCost;
    std::vector<MachineRules> failing; // by position

    qint64 missing() const { return request.count - chosen.size(); }
};

// Machines of a family by how many of its GPUs they have.
struct WholeMachines
{
    QString family;
    qint64 gpus = 0; // of one machine
    int freeBefore = 0;
    int freeAfter = 0;
};

struct MachinePlan
{
    QList<NodePoolChoice> nodePools;
    QString snapshot;          // MachineFleet::hash()
    qint64 strandedBefore = 0; // GPUs on free machines that fit no known demand, and surplus of pools
    qint64 strandedAfter = 0;
    QList<WholeMachines> whole; // of the families asked for, largest machines first

    bool isComplete() const;
    qint64 surplus() const;
};

// A machine belongs to one node pool whole, so what packing policies call fragmentation (FGD: GPUs that the
// demand cannot use any more) is here the surplus; it is as small as any assignment can make it. Among equal
// ones the machine goes that the rest of the demand would miss least, then the one nearest to what is asked.
//
// Chooses machines for all node pools together: the control plane first, then workers, in the order given.
// A later node pool never takes from an earlier one, but makes it move where that is the only way to serve
// both; then total surplus is as small as it can be. `demand` is what else is known to be wanted, now or
// later: shapes of other pools. No machine is chosen twice. The same input gives the same plan.
MachinePlan planMachines(const MachineFleet &fleet, const QList<MachineRequest> &requests,
                         const MachineOptions &options = {}, const QList<MachineRequest> &demand = {});

// What planMachines() would find for each node pool, and lack.
struct MachineSupply
{
    int eligible = 0;
    qint64 missing = 0;
    bool operator==(const MachineSupply &other) const = default;
};
// The same search for requests that differ from those of a plan, or for more amended rules, without what only
// decides which of several machines is taken: for trying out many changes. Requests that the plan was made
// with are not checked again.
QList<MachineSupply> machineSupply(const MachineFleet &fleet, const MachinePlan &plan,
                                   const QList<MachineRequest> &requests, const MachineOptions &options = {});

// Why one machine comes before the other: "It has no surplus GPUs; ice-gpu-07 has 4."
QString machineMarginSentence(const MachineFleet &fleet, const MachineCost &winner, const MachineCost &other,
                              int otherPosition);
// "2 machines. No surplus GPUs. 3 whole 8-GPU H100 machines stay free."
QString machinePlanSentence(const MachinePlan &plan);

} // namespace easel
