// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/store/row.h"

namespace easel {

// GPU quota as a table: one row for each tenant or project and family that has a limit, a guarantee or use,
// as the hub's status reports it; a workspace has limits only. Pure.
const QList<Column> &quotaColumns();
QList<Row> quotaRows(const ObjectSet &objects);

} // namespace easel
