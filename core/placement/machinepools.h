// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/domain/poolview.h"
#include "core/placement/machinerules.h"

namespace easel {

// Node pools of a ComputePool as requests, control planes first (3.c), after defaulting (3.d). Names of
// several clusters come before the node pool's: "east/h100".
QList<MachineRequest> machineRequests(const PoolView &pool, const ComputeConfigView *defaults);

// Of one namespace: machines of its Computes (and `inventory`, where no Compute knows them), who holds them
// by every pool's status, and the selector that offers them.
MachineFleet machineFleet(const ObjectSet &objects, const QString &namespaceName,
                          const QList<HostView> &inventory = {});

// Shapes of all pools but one ("<namespace>/<pool>"): what else machines are wanted for. By defaulting of
// each pool's own Project.
QList<MachineRequest> machineDemand(const ObjectSet &objects, const QString &except = {});

// The Project's ComputeConfig; an empty view's isSet() is false.
ComputeConfigView computeConfigOf(const ObjectSet &objects, const QString &namespaceName);

} // namespace easel
