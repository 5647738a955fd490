// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"

namespace easel {

// Tables whose rows are computed from several objects rather than being objects themselves.
enum class DerivedKind { Access, Clusters, ClusterProfiles };

// A store that follows the context's surroundings while somebody holds the lease: recomputed on the pool
// after every change, its truth that of the kinds behind it.
StoreLease derivedStore(AppContext *context, DerivedKind kind);

// Every kind of the source's catalogue as a row, for Browse.
StoreLease kindsStore(AppContext *context);

} // namespace easel
