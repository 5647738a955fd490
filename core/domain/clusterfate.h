// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/poolview.h"

namespace easel {

// What becomes of a cluster when its pool is deleted (3.k).
enum class ClusterFate {
    Deleted, // in Palette, with its kubeconfig
    Kept,    // it runs on, with its machines and its kubeconfig
    Unknown, // nobody says it: the deletion waits until somebody does
};

// By the cluster's own deletionPolicy; each cluster of a shared pool has one.
ClusterFate clusterFate(const PoolView &pool, const QString &cluster);

// Of all clusters of a pool, translated, a sentence each: those of the spec, then those that only the status
// knows.
QStringList clusterFateSentences(const PoolView &pool);

} // namespace easel
