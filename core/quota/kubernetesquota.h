// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/quotawaterfall.h"

#include <QJsonObject>

namespace easel {

// GPUs in a Kubernetes ResourceQuota. Extended resources are limited as "requests.<name>" only; lowering a
// quota takes nothing away. Read, never decided: the API server refuses pods itself.
struct ResourceQuotaLine
{
    QString namespaceName;
    QString quota;    // its name
    QString resource; // "nvidia.com/gpu"
    qint64 hard = 0;
    qint64 used = 0;     // of pods that have not ended
    bool scoped = false; // holds for some pods only (scopes, scopeSelector)

    QuotaWaterfall waterfall(qint64 asked = 0) const;
    bool operator==(const ResourceQuotaLine &) const = default;
};

// One line for every GPU resource, sorted by namespace, quota, resource. Other objects are passed over.
QList<ResourceQuotaLine> resourceQuotaLines(const QList<QJsonObject> &objects);

// Several quotas of one namespace hold at once: the levels one after the other, the smallest rest counts.
QuotaWaterfall resourceQuotaWaterfall(const QList<ResourceQuotaLine> &lines, const QString &namespaceName,
                                      const QString &resource, qint64 asked = 0);

// Resources of GPUs and their slices: "nvidia.com/gpu", "amd.com/gpu", "nvidia.com/mig-1g.10gb"...
bool isGpuResource(const QString &resource);

} // namespace easel
