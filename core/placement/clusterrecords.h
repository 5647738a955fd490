// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/placement/placementworld.h"

namespace easel {

// A cluster of a hub without Open Cluster Management: one of a pool, or a brought one (its kubeconfig
// Secret).
struct ClusterRecord
{
    PlacementCluster cluster;
    QString namespaceName;
    QString source;   // pool, brought
    ObjectRef object; // the pool or the Secret
};

// Namespaces whose records a namespace sees (3.i), nearest first: its own, its tenant's, the system's.
QStringList namespacesSeenFrom(const QString &namespaceName, const ObjectSet &objects);

// The records that a namespace sees, by name; of two with one name the nearer one.
QList<ClusterRecord> clusterRecords(const QString &namespaceName, const ObjectSet &objects);

} // namespace easel
