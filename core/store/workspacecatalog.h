// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/resourcetype.h"

#include <optional>

namespace easel {

// The kinds that a folder is about even when it holds none of them: Easel's own, Open Cluster Management,
// fleetconfig, Flux and what people keep beside them (resource-model section 1). A folder has no discovery;
// this stands in for it.
const QList<ResourceType> &workspaceTypes();

// The type of an apiVersion and kind: of the table above (in the version asked for), else guessed as
// Kubernetes would name it. namespaced is what a guess says.
ResourceType workspaceType(const QString &apiVersion, const QString &kind, bool namespaced = true);

// Cluster-wide by the table; nullopt for kinds that it does not hold.
std::optional<bool> isClusterWide(const QString &apiVersion, const QString &kind);

} // namespace easel
