// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tolerant.h"

namespace easel {

// Part of modelSettings (2.3.2): which models a level allows.
struct ModelGovernance
{
    QString source; // huggingface, ngc
    QStringList allow{QStringLiteral("*")};
    QStringList deny;
};
QList<ModelGovernance> readGovernance(const TolerantReader &reader);
// Deny wins; a source without an entry is allowed. Globs know * and ?.
bool isModelAllowed(const QList<ModelGovernance> &governance, const QString &source, const QString &model);

struct GpuUsageView
{
    QString family;
    std::optional<qint64> limit;
    std::optional<qint64> headroom;
    qint64 used = 0;
    qint64 guaranteed = 0;
    qint64 overBy = 0;
};
QList<GpuUsageView> readGpuUsage(const TolerantReader &reader);

// limits[family], else limits["*"], else unlimited (3.a.2). Families compare without case.
std::optional<qint64> gpuLimit(const QMap<QString, qint64> &limits, const QString &family);

struct TenantView : ViewBase
{
    explicit TenantView(const QJsonObject &source);

    QString displayName;
    QString description;
    QStringList groups;
    TolerantReader::Reference settings;
    QMap<QString, qint64> gpuLimits;
    QMap<QString, qint64> gpuRequests;
    QList<ModelGovernance> governance;
    QList<GpuUsageView> usage; // status
    QStringList projects;      // status

    QString ownNamespace() const { return QStringLiteral("tenant-") + name; }
};

} // namespace easel
