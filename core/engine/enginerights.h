// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/kubeclient.h"

namespace easel {

// One right that the engine needs, and whether it has it.
struct EngineRight
{
    AccessQuestion question;
    QString purpose; // translated: what it is for
    bool allowed = false;

    QString text() const; // "create leases.coordination.k8s.io in easel-system"
};

// What the engine asks of its identity, in the order in which people read it. `served`: the hub's kinds; what
// concerns Open Cluster Management is only asked for where it is.
QList<EngineRight> neededEngineRights(const QString &systemNamespace, const ApiCatalog &served);

// The same with answers. An error is that of a question that got none.
Call<QList<EngineRight>> checkEngineRights(KubeClient *client, const QString &systemNamespace,
                                           const ApiCatalog &served, QObject *context);

QList<EngineRight> missingRights(const QList<EngineRight> &rights);

} // namespace easel
