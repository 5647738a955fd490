// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/quotawaterfall.h"

namespace easel {

// What new limits or guarantees of one tenant or project do, for one GPU family: how many more GPUs fit there
// now, and for whom else more or fewer fit than before.
struct QuotaEffect
{
    struct Shift
    {
        QString project;
        std::optional<qint64> before; // none: any number fits
        std::optional<qint64> after;
        bool loses() const { return before != after && (!before || (after && *after < *before)); }
        bool operator==(const Shift &) const = default;
    };
    QString family;
    GpuUsage usage; // of the tenant or project itself, as it would be
    bool existed = false;
    std::optional<qint64> before; // its headroom; only when it existed
    QList<Shift> shifts;          // others; those that lose first, most first
    QuotaWaterfall waterfall;

    bool isChange() const { return !existed || before != usage.headroom || !shifts.isEmpty(); }
    QString roomSentence() const; // "8 more fit instead of 0"
    QString lessSentence() const; // "Less room for language (4 instead of 8)"; empty: for nobody
    QString moreSentence() const;
};

// `before` and `after` are the same tenant's part of a ledger (QuotaLedger::excerpt()) without and with the
// change.
QuotaEffect tenantEffect(const QuotaLedger &before, const QuotaLedger &after, const QString &tenant,
                         const QString &family);
QuotaEffect projectEffect(const QuotaLedger &before, const QuotaLedger &after, const QString &project,
                          const QString &family);

} // namespace easel
