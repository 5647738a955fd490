// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/finding.h"
#include "core/domain/objectset.h"

namespace easel {

// POOL-14: node pools of a ComputePool for which there are not enough machines, each with the reasons that
// most machines have. A warning where the inventory is older than a day or does not say how old it is.
// Nothing where no machine is known at all.
QList<Finding> machineFindings(const QJsonObject &pool, const ObjectSet &objects, qint64 nowMs);

} // namespace easel
