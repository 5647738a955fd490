// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/clients/resourcetype.h"

#include <QString>

namespace easel {

// "/api/v1/namespaces/x/pods", "/apis/group/version/plural". An empty namespace means all (or a cluster-wide
// kind).
Result<QString> collectionPath(const ResourceType &type, const QString &namespaceName);

// The path of one object; an error (Invalid) for names that would lead elsewhere ("..", "a/b", "").
Result<QString> objectPath(const ResourceType &type, const QString &namespaceName, const QString &name,
                           const QString &subresource = {});

} // namespace easel
