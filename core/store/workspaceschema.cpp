// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspaceschema.h"

namespace easel {

std::shared_ptr<const Schema> workspaceSchema(const QString &group, const QString &version,
                                              const QString &kind)
{
    return Schema::builtin(group, version, kind);
}

} // namespace easel
