// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/gpuestate.h"

namespace easel {

// GPUs of one family by what they are for. The bar's full width is own limit, else the parent's (`whole`).
struct QuotaParts
{
    qint64 attached = 0;
    qint64 claimed = 0;
    qint64 releasing = 0;
    qint64 free = 0;
    qint64 kept = 0; // or held by others
    qint64 over = 0; // used beyond the limit
    qint64 unhealthy = 0;
    std::optional<qint64> limit; // none: no own limit, shown as "–"
    std::optional<qint64> guarantee;
    qint64 whole = 0; // full width; 0 = sum of the parts

    qint64 used() const { return attached + claimed + releasing + over; }
    qint64 sum() const { return attached + claimed + releasing + over + free + kept + unhealthy; }
    bool operator==(const QuotaParts &) const = default;
};

// "40 / 64", "8 / –"
QString quotaText(const QuotaParts &parts);
// "40 of 64 used: 24 attached, 8 claimed, 8 releasing; 16 free, guarantee 40"
QString quotaSentence(const QuotaParts &parts);

// Of one line of a tenant or project. `room`: what the bar is as wide as where there is no limit at all.
QuotaParts quotaParts(const GpuUsage &line, qint64 room = 0);
// Of all machines of a family; its limit is what is installed.
QuotaParts quotaParts(const GpuFamilyTotal &total);

} // namespace easel
