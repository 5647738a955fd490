// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/quotawaterfall.h"

#include <QJsonObject>

namespace easel {

// A kind of quota that others keep beside Easel's ledger: ResourceQuota of Kubernetes, queues of Kueue. Read,
// never decided.
struct QuotaKindBeside
{
    QString group;
    QString kind;
    bool namespaced = false;
    QString groupKind() const { return group.isEmpty() ? kind : kind + u'.' + group; }
};
const QList<QuotaKindBeside> &quotaKindsBeside();

// What they leave, in the ledger's own form: each ResourceQuota with GPUs, each ClusterQueue and what it may
// borrow. With namespaces only theirs: the queues that LocalQueues there lead to.
QList<QuotaWaterfall> quotaBeside(const QList<QJsonObject> &objects,
                                  const std::optional<QStringList> &namespaces = {});

} // namespace easel
