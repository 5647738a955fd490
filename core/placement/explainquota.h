// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/explanation.h"
#include "core/quota/quotabook.h"
#include "core/quota/quotadecision.h"

namespace easel {

ExplainedReason explainedReason(const QuotaReason &reason);

// Adds the judgement of quota on these changes: refusals, waterfalls, what was tried and would help.
QuotaDecision addQuota(Explanation *explanation, const QuotaLedger &ledger,
                       const QList<QuotaChange> &changes);

// How much of each GPU family a Tenant or a Project may still ask for, and why no more; which of its pools
// quota refuses; and what Kubernetes and Kueue leave in its namespaces.
Explanation explainQuota(const QuotaBook &book, const QJsonObject &scope, const ObjectSet &objects);

// Pools of these projects that wait because quota refused them, by namespace and name.
QList<QJsonObject> poolsRefusedByQuota(const ObjectSet &objects, const QStringList &projects);
bool isRefusedByQuota(const QJsonObject &pool); // as its status says

// The GPUs of these projects and of the others of their tenants: limits, guarantees, use.
QString quotaSnapshot(const QuotaLedger &ledger, const QStringList &projects);

} // namespace easel
