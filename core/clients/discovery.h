// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/resourcetype.h"

#include <QJsonObject>
#include <QStringList>

namespace easel {

// Accept header for /api and /apis: aggregated discovery, newest first, else the old lists.
extern const char *const discoveryAccept;

bool isAggregatedDiscovery(const QJsonObject &document);

// Kinds of an APIGroupDiscoveryList (v2 or v2beta1), preferred version of each group first. Groups that the
// server calls stale are named in problems.
QList<ResourceType> typesOfAggregated(const QJsonObject &document, QStringList &problems);

// "v1", "apps/v1"...: what /api (APIVersions) or /apis (APIGroupList) offer, preferred version of each group
// first.
QStringList groupVersionsOf(const QJsonObject &document);

// Kinds of one APIResourceList; subresources are left out.
QList<ResourceType> typesOfResourceList(const QJsonObject &document, const QString &groupVersion);

} // namespace easel
