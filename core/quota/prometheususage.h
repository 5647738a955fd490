// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/prometheusclient.h"
#include "core/domain/gpufamilies.h"
#include "core/quota/usagehistory.h"

namespace easel {

// What Prometheus is asked for: GPUs in use, and their limit where somebody measures it. Series say whose
// they are by the labels `project` or `namespace`, and which GPUs by `family`, `product` or what
// kube-state-metrics makes of GPU Feature Discovery's label.
struct PrometheusQueries
{
    QString use = standardUse();
    QString limit = standardLimit();
    // Requests of pods that run, by namespace and product of their node: kube-state-metrics.
    static QString standardUse();
    static QString standardLimit(); // ResourceQuotas
};

// Its series as a history. `tenants`: of each project; series of other namespaces are left out. The tenant's
// own line is the sum of its projects. Series of one project and family are added up. A limit without a
// family holds where the project uses but one.
UsageHistory historyFromPrometheus(const QList<PrometheusSeries> &use, const QList<PrometheusSeries> &limits,
                                   const QHash<QString, QString> &tenants,
                                   const GpuFamilyTable &table = GpuFamilyTable::inUse());

} // namespace easel
