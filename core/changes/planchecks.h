// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/plan.h"

namespace easel {

// What Easel's own rules say about an item; nothing when the surroundings are unknown.
QList<Finding> planFindings(const PlanItem &item, const ObjectSet &surroundings);
// What goes when the item is deleted, by relations; nothing when the surroundings are unknown.
QList<ObjectRef> planGoesWith(const ObjectRef &ref, const ObjectSet &surroundings);

} // namespace easel
