// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/machinepools.h"

namespace easel {

// What one node pool of one pool says about a machine: that it has it, could have it, or why not.
struct MachineUse
{
    ObjectRef pool;
    QString nodePool; // with the cluster's name before it where there are several
    bool holds = false;
    bool fits = false;  // it would serve now
    bool suits = false; // what it is would do; only what it does now is in the way
    QStringList why;    // sentences, the reason first; empty where it fits
};

// Every node pool of every pool here, those that have the machine first, then those that it fits, then those
// that it suits; by name within.
QList<MachineUse> machineUses(const ObjectSet &objects, const HostView &host);

} // namespace easel
