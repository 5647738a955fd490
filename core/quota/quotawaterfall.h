// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/quotaledger.h"

namespace easel {

// How much of something is left, level by level from the nearest to the widest: what a person sees when they
// ask why there is no more. One form for Easel's own quota, Kubernetes' ResourceQuota and Kueue's queues.
struct QuotaWaterfall
{
    struct Part
    {
        enum class Kind {
            Attached,
            Claimed,
            Releasing,
            Used,      // where no more is known
            Kept,      // guarantees of others; of a queue: lent to others who use it
            Borrowable // more than the own, from the level above
        };
        Kind kind = Kind::Used;
        qint64 amount = 0; // taken off, but Borrowable is added
        bool operator==(const Part &) const = default;
    };
    struct Level
    {
        enum class Kind { Project, Tenant, ResourceQuota, ClusterQueue, Cohort, Pool };
        Kind kind = Kind::Project;
        QString name;
        std::optional<qint64> limit; // none: unlimited here
        LimitFrom limitFrom = LimitFrom::None;
        QList<Part> parts;
        std::optional<qint64> left; // limit minus parts; none: unlimited here
        bool operator==(const Level &) const = default;
    };

    QString resource; // a GPU family, or a resource's name
    QList<Level> levels;
    std::optional<qint64> headroom; // none: unlimited
    qint64 asked = 0;

    qint64 shortBy() const { return headroom && asked > *headroom ? asked - *headroom : 0; }
    bool fits() const { return shortBy() == 0; }
    QStringList lines() const; // one a level, then the sum; translated
    QJsonObject toJson() const;
    bool operator==(const QuotaWaterfall &) const = default;
};

QuotaWaterfall projectWaterfall(const QuotaLedger &ledger, const QString &project, const QString &family,
                                qint64 asked = 0);
QuotaWaterfall tenantWaterfall(const QuotaLedger &ledger, const QString &tenant, const QString &family,
                               qint64 asked = 0);

} // namespace easel
