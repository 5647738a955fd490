// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/clusterrequest.h"
#include "core/clients/palette/palettecluster.h"
#include "core/domain/bundleview.h"
#include "core/domain/poolview.h"

namespace easel {

// From a ComputePool to what Palette is asked for, and from what Palette has to what is still to be done.
// Pure functions (resource-model 2.6, palette-api.md 5 and 7).

// "<pool>-<5 characters>": the same for the same hub, namespace, pool and cluster.
QString paletteClusterName(const QString &hubUid, const QString &namespaceName, const QString &pool,
                           const QString &cluster, bool shared);

// Labels by which a cluster is found again after its create lost its answer.
inline const QString poolUidLabel = QStringLiteral("easel-pool-uid");
inline const QString poolClusterLabel = QStringLiteral("easel-cluster");

// Its clusters with defaults in effect: what each was made with, else its project's ComputeConfig (3.d).
QList<ClusterConfigView> resolvedClusters(const PoolView &pool, const ComputeConfigView &config);
// status.resolvedSpec.
QJsonObject resolvedSpec(const PoolView &pool, const QList<ClusterConfigView> &clusters);

// The node pools of one cluster, control plane first.
QList<NodePoolView> nodePoolsOf(const ClusterConfigView &cluster);

// Machine pools as they should be: `hosts` are those of the status that are not being given back; `names` and
// `nics` of machines by uid, where they are known.
QList<PaletteMachinePool> wantedPools(const ClusterConfigView &cluster,
                                      const QList<PoolClusterStatus::Host> &hosts,
                                      const QMap<QString, QString> &names);
ClusterNetwork wantedNetwork(const ClusterConfigView &cluster);
QList<ProfileUse> wantedProfiles(const BundleView &bundle, const ClusterConfigView &cluster);

// One thing to change in a cluster that runs.
struct PoolChange
{
    enum class Kind {
        None,
        AddPool,
        UpdatePool,    // the whole pool with its machines
        RemoveMachine, // of a pool that goes or shrinks, before the pool is written
        RemovePool,
        UpdateNetwork,
        ChangeProfiles,
    };
    Kind kind = Kind::None;
    PaletteMachinePool pool;
    QString hostUid; // RemoveMachine
    ClusterNetwork network;
    QList<ProfileUse> profiles;
};

// What is to be done next about machine pools and the network; None: everything is as wanted.
PoolChange nextPoolChange(const CloudConfig &actual, const QList<PaletteMachinePool> &wanted,
                          const ClusterNetwork &network);
// Profiles of the bundle's version that take the place of attached ones; empty: all are there.
QList<ProfileUse> profileChanges(const QList<PaletteCluster::Profile> &attached, const BundleView &bundle,
                                 const ClusterConfigView &cluster);

} // namespace easel
