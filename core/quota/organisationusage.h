// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/quota/gpuusage.h"

namespace easel {

// One line a GPU family of a Tenant or Project: what its status says, or, where there is no controller that
// writes one (a folder), what the objects come to. Costs the tenant's objects, not the whole set.
QList<GpuUsage> organisationUsage(const ObjectSet &objects, const QJsonObject &object, bool statusCounts);

} // namespace easel
