// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/quotaledger.h"

namespace easel {

// More or fewer GPUs for one project; several are judged together (a move, several pools).
struct QuotaChange
{
    QString project;
    QString family;
    qint64 delta = 0;
    qint64 step = 1; // comes in pieces of this size: cards of one node
    bool operator==(const QuotaChange &) const = default;
};

// Why GPUs are refused (3.a.4; QuotaReason of 2.7).
struct QuotaReason
{
    enum class Level { Project, Tenant, Guarantee };
    static constexpr const char *rule = "POOL-13";

    Level level = Level::Project;
    QString scope;   // whose limit: project or tenant; of a guarantee the tenant
    QString project; // who asks
    QString family;
    qint64 limit = 0;
    LimitFrom limitFrom = LimitFrom::None;
    qint64 used = 0;      // before, in the scope
    qint64 requested = 0; // more, in the scope
    qint64 kept = 0;      // of a guarantee: for other projects
    qint64 needed = 0;    // what the limit would have to be
    qint64 shortBy = 0;
    qint64 releasing = 0; // of the used
    QString sentence;
    QJsonObject toJson() const;
    bool operator==(const QuotaReason &) const = default;
};
QString quotaLevelWord(QuotaReason::Level level); // "project", "tenant", "guarantee"

// One thing that would make it fit. Each was tried on the ledger before it is said.
struct QuotaRelaxation
{
    enum class Kind { Wait, AskForLess, RaiseLimits };
    struct NewLimit
    {
        QuotaReason::Level level = QuotaReason::Level::Project; // Project or Tenant
        QString scope;
        QString family;
        qint64 from = 0;
        qint64 to = 0;
        bool operator==(const NewLimit &) const = default;
    };
    Kind kind = Kind::AskForLess;
    QList<QuotaChange> changes; // what to ask for instead
    QList<NewLimit> limits;     // smallest that do
    QString sentence;
    QJsonObject toJson() const;
};

struct QuotaDecision
{
    bool admitted = true;
    QList<QuotaReason> reasons;         // all of them
    QList<QuotaRelaxation> relaxations; // the one that asks least of others first
    QJsonObject toJson() const;
};

// May these changes happen on this ledger? Judged after all of them; what does not grow is never refused.
QuotaDecision decide(const QuotaLedger &ledger, const QList<QuotaChange> &changes);
// The reasons alone.
QList<QuotaReason> refusalReasons(const QuotaLedger &ledger, const QList<QuotaChange> &changes);

} // namespace easel
