// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/domain/objectset.h"
#include "core/placement/explainclusters.h"
#include "core/placement/machinechoice.h"

namespace easel {

// What there is to know when somebody asks why; a plain value that a pool thread may hold.
struct ExplainSubject
{
    QJsonObject object; // Environment, ComputePool, AIWorkload, Project, Tenant, Compute; may be a draft
    std::shared_ptr<const ObjectSet>
        objects;               // with records of clusters (Secrets) or the kinds of placementGroupKinds()
    QList<HostView> inventory; // machines of a workspace's snapshots
    bool managed = false;      // the hub serves ManagedClusters: Open Cluster Management decides
    bool workspace = false;
    qint64 nowMs = 0;
    ClusterExplainOptions clusters;
    MachineOptions machines; // of pools
};

// Which objects explain() has something to say about on its own: an Environment and a ComputePool always, an
// AIWorkload that waits, a Compute where there are pools, a Project or Tenant whose pools quota holds up or
// that holds too much.
bool isExplained(const QJsonObject &object, const ObjectSet &objects);
bool canBeExplained(const QString &groupKind); // asked for, these always answer

// Nothing: there is nothing to explain about this kind of object.
std::optional<Explanation> explain(const ExplainSubject &subject);

// Who decides about an Environment. A folder is decided on as a plain hub is, but for existing Placements and
// where it holds nothing but ManagedClusters.
PlacementHub placementHubOf(const QJsonObject &environment, const ObjectSet &objects, bool managed,
                            bool workspace);

} // namespace easel
