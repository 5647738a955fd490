// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tenantview.h"

namespace easel {

struct ProjectView : ViewBase
{
    explicit ProjectView(const QJsonObject &source);

    QString displayName;
    QString description;
    TolerantReader::Reference tenant;
    TolerantReader::Reference computeConfig;
    TolerantReader::Reference settings; // own namespace only
    QStringList admins;
    QStringList editors;
    QStringList viewers;
    QStringList allowedNamespaces;
    QStringList disallowedNamespaces;
    QMap<QString, qint64> gpuLimits;
    QMap<QString, qint64> gpuRequests;
    QList<ModelGovernance> governance;
    QList<GpuUsageView> usage; // status

    // The target namespace rule of 2.2.
    bool allowsNamespace(const QString &target) const;
};

} // namespace easel
