// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/machinechoice.h"

namespace easel {

// How many more pools of one shape fit. Exact: by Hall's theorem a number of pools fits when every group of
// node pools finds, all together, as many machines as it wants.
struct MachineCapacity
{
    qint64 pools = 0;
    QStringList limitedBy;      // node pools of the group that runs out first
    qint64 machinesThatFit = 0; // for that group
    qint64 machinesAPool = 0;   // it wants
    QString
        sentence; // "Room for 7 more pools. Runs out first: h100, with 14 machines that fit and 2 a pool."
};
// `request.count` is what one pool wants. At most 16 node pools; what asks for the same counts as one.
MachineCapacity machineCapacity(const MachineFleet &fleet, const QList<MachineRequest> &shape);

// What is lacking for so many pools beside those there are, and where it could come from; not from pools of
// this shape's owners.
struct MachineShopping
{
    struct Item
    {
        MachineRequest request; // what one machine must have
        qint64 missing = 0;
        QList<int> free;   // positions that would serve if their pools gave them back, the cheapest first
        qint64 repair = 0; // machines that would serve if they were paired and healthy
        qint64 buy = 0;    // what is left even then
        QString sentence;  // "Buy 4 machines: amd64, 96 CPUs, 8 NVIDIA-H100 with 81920 MiB."
    };
    qint64 pools = 0;
    QList<Item> items; // one for each node pool that lacks machines
    MachinePlan plan;  // of what there is
};
MachineShopping machineShopping(const MachineFleet &fleet, const QList<MachineRequest> &shape, qint64 pools);

// A machine that a pool could give back for a smaller one.
struct MachineMove
{
    QString pool; // "<namespace>/<pool>"
    QString nodePool;
    int from = 0;
    int to = 0;
    qint64 gpusFreed = 0;
};
struct MachineConsolidation
{
    QList<MachineMove> moves;  // in an order in which each finds its machine free
    qint64 strandedBefore = 0; // surplus GPUs of the pools
    qint64 strandedAfter = 0;
    int wholeBefore = 0; // free machines with the most GPUs there are
    int wholeAfter = 0;
    qint64 largest = 0; // GPUs of such a machine
    QString sentence;
};
// `pools` are the node pools as they are wanted; who has which machine is known by the fleet's holds. A move
// never goes to a machine with as much surplus.
MachineConsolidation consolidateMachines(const MachineFleet &fleet, const QList<MachineRequest> &pools);

// "amd64, 96 CPUs, 8 NVIDIA-H100 with 81920 MiB each": what one machine must have.
QString machineShapeText(const MachineRequest &request);

} // namespace easel
