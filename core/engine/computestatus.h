// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"

#include <QHash>
#include <QJsonObject>

namespace easel {

// Who has or wants a machine, as pools say it.
struct ComputeUsers
{
    QHash<QString, QString> poolOfCluster; // cluster uid -> "<namespace>/<pool>"
    QHash<QString, QString> reservedBy;    // host uid -> "<namespace>/<pool>"
};

// What a Compute says about the machines that its selector offers (2.4): groups, details (at most 1500),
// totals of all, `truncated`. Pure. Of the status only these members are given.
QJsonObject computeInventory(const QList<HostView> &hosts, const QMap<QString, QString> &selector,
                             const ComputeUsers &users);

// "GPUs of 3 hosts cannot be named by Easel..." and the like (COM-4, COM-5); empty: nothing to say.
QStringList computeRemarks(const QList<HostView> &hosts, const QMap<QString, QString> &selector);

} // namespace easel
