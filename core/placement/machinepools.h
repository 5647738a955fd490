// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/domain/poolview.h"
#include "core/placement/machinechoice.h"
#include "core/quota/quotabook.h"

namespace easel {

struct InventorySnapshot;

// Node pools of a ComputePool as requests, control planes first (3.c), after defaulting (3.d). Names of
// several clusters come before the node pool's: "east/h100".
QList<MachineRequest> machineRequests(const PoolView &pool, const ComputeConfigView *defaults);

// Of one namespace: machines of its Computes (and `inventory`, where no Compute knows them), who holds them
// by every pool's status, and the selector that offers them.
MachineFleet machineFleet(const ObjectSet &objects, const QString &namespaceName,
                          const QList<HostView> &inventory = {});

// Who holds which machines, by every pool's own status.
QHash<QString, MachineHold> machineHolds(const ObjectSet &objects);

// What a Compute does not know: the machines of a workspace's snapshots. A file is named after its Palette
// project.
QList<HostView> inventoryHosts(const QList<InventorySnapshot> &snapshots);

// Shapes of all pools but these ("<namespace>/<pool>"): what else machines are wanted for. By defaulting of
// each pool's own Project.
QList<MachineRequest> machineDemand(const ObjectSet &objects, const QStringList &except = {});

// What quota is judged on (3.a.3): the GPUs that the pool asks for more than before, and those of the
// machines chosen for it that nobody asked for. `before` is empty for a new pool.
QList<QuotaChange> machineQuotaChanges(const QuotaBook &book, const QJsonObject &before,
                                       const QJsonObject &after, const MachineFleet &fleet,
                                       const MachinePlan &plan);

// Changes of one project and family are added up.
void addQuotaChanges(QList<QuotaChange> *all, const QList<QuotaChange> &more);

// The Project's ComputeConfig; an empty view's isSet() is false.
ComputeConfigView computeConfigOf(const ObjectSet &objects, const QString &namespaceName);

} // namespace easel
