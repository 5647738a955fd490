// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schema/schema.h"

namespace easel {

// The schema that a folder's objects are held against; null for kinds without one.
std::shared_ptr<const Schema> workspaceSchema(const QString &group, const QString &version,
                                              const QString &kind);

} // namespace easel
