// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/parts/quotabar.h"
#include "core/quota/gpuusage.h"

namespace easel {

// One line of the ledger as a bar: full width is its own limit, else its tenant's.
inline QuotaParts quotaPartsOf(const GpuUsage &usage)
{
    QuotaParts parts;
    parts.attached = usage.use.attached;
    parts.claimed = usage.use.claimed;
    parts.releasing = usage.use.releasing;
    // What is over the limit is part of what is in use: it stands for the last that came.
    parts.over = usage.overBy;
    qint64 left = usage.overBy;
    for (qint64 *part : {&parts.claimed, &parts.attached, &parts.releasing}) {
        const qint64 taken = qMin(left, *part);
        *part -= taken;
        left -= taken;
    }
    parts.limit = usage.limit;
    if (usage.guaranteed > 0 && usage.tenantLimit)
        parts.guarantee = usage.guaranteed;
    parts.free = qMax<qint64>(0, usage.headroom.value_or(0));
    parts.whole = usage.limit.value_or(usage.tenantLimit.value_or(0));
    // What neither is used nor fits is kept for others, or held by them.
    parts.kept = qMax<qint64>(0, parts.whole - usage.used() - parts.free);
    parts.whole = qMax(parts.whole, parts.sum());
    return parts;
}

} // namespace easel
