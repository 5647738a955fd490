// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/quota/quotaledger.h"

namespace easel {

// A tenant or a project with its lines.
struct QuotaScope
{
    QString tenant;
    QString project; // empty: the tenant's own lines
    QList<GpuUsage> lines;

    bool isTenant() const { return project.isEmpty(); }
    bool operator==(const QuotaScope &) const = default;
};

// Tenants with their projects below them; projects whose tenant is not there come last.
QList<QuotaScope> quotaScopes(const QuotaLedger &ledger);

// What a hub with controllers of its own says itself: status.gpuUsage of its Tenants and Projects, by tenant.
// Those that say nothing are left out.
QList<QuotaScope> quotaScopesSaid(const ObjectSet &objects);
// Of one Tenant or Project.
QuotaScope quotaScopeSaid(const QJsonObject &object);

} // namespace easel
