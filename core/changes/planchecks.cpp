// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/planchecks.h"

#include "core/domain/relations.h"

namespace easel {

QList<Finding> planFindings(const PlanItem &item, const ObjectSet &surroundings)
{
    Q_UNUSED(item)
    Q_UNUSED(surroundings)
    return {};
}

QList<ObjectRef> planGoesWith(const ObjectRef &ref, const ObjectSet &surroundings)
{
    if (surroundings.count() == 0)
        return {};
    return RelationIndex(surroundings).deletedWith(ref);
}

} // namespace easel
