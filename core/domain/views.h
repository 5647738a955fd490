// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tolerant typed views of the kinds (rules C3, C9, C11 to C13). A view wraps a QJsonObject and never fails on
// a shape it does not know; it notes what it could not read. One header per family: tenantview.h, poolview.h,
// bundleview.h, workloadview.h, deploymentview.h, ... The shared reading helpers are in tolerant.h.

#include "core/base/jsonpointer.h"

#include <QJsonObject>

namespace easel {

// Reads canonical path first, then older forms; remembers the hit so that a writer goes back to the same
// path.
struct AliasHit
{
    QJsonValue value; // Undefined when nothing was found
    JsonPointer pointer;
};
AliasHit readAlias(const QJsonObject &object, std::initializer_list<QStringView> fieldPaths);

// C12: case, '-', '_' and spaces do not count.
bool sameEnum(QStringView a, QStringView b);

} // namespace easel
