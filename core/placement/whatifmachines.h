// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/domain/objectset.h"
#include "core/placement/explainpool.h"

namespace easel {

// What objects would say of machines if a plan came true: for trying several things one after the other.

// The pool with the machines of a plan in its status; those it had and the plan leaves out are gone from it.
// Unchanged when its status says GPUs but no machines.
QJsonObject withMachines(const QJsonObject &pool, const MachineFleet &fleet, const MachinePlan &plan);
QJsonObject withoutMachine(const QJsonObject &pool, const QString &uid);
// Uids that its status names.
QSet<QString> machinesOfPool(const QJsonObject &pool);
// Pools whose status names the machine.
QList<QJsonObject> poolsWithMachine(const ObjectSet &objects, const QString &uid);

enum class MachineFate { Freed, Lost };
// Says it in every Compute and in the inventory.
void setMachineFate(MachineFate fate, const QSet<QString> &uids, ObjectSet *objects,
                    QList<HostView> *inventory);

} // namespace easel
