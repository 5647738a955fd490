// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/store/row.h"

namespace easel {

// Rows of screens whose rows are not one object each. Pure functions over a snapshot; each row's `target` is
// the object behind it, its uid is stable from snapshot to snapshot.
struct DerivedTable
{
    QList<Column> columns;
    QList<Row> rows;
};

// Access: one row a group, role and scope, from Tenants and Projects.
const QList<Column> &accessColumns();
DerivedTable accessRows(const ObjectSet &objects);

// Cluster profiles: what ProfileBundles refer to in Palette, one row a profile version.
const QList<Column> &clusterProfileColumns();
DerivedTable clusterProfileRows(const ObjectSet &objects);

// Clusters: of pools, brought ones (kubeconfig Secrets), ManagedClusters and Spokes; the same cluster is one
// row.
const QList<Column> &clusterColumns();
DerivedTable clusterRows(const ObjectSet &objects);

} // namespace easel
