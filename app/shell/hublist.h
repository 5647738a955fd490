// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/hubhealth.h"

namespace easel {

// One context of some kubeconfig, as its files have it.
struct HubEntry
{
    QString
        kubeconfig; // as MainWindow::openHub() wants it: files joined as in $KUBECONFIG, empty: default ones
    KubeContext context;
    Result<ContextReading> reading; // or why its server cannot be read
    QDateTime endsAt;               // of what the files hold: token or certificate; null: not known

    bool isSame(const HubEntry &other) const
    {
        return kubeconfig == other.kubeconfig && context.name == other.context.name;
    }
    QUrl server() const { return reading ? reading->server.url : QUrl(context.server); }
};

// All contexts of several kubeconfigs. A context of a file that an earlier one holds already stands once.
struct HubList
{
    QList<HubEntry> entries; // by kubeconfig, then as they stand there
    QStringList problems;    // files and entries passed over, as sentences
    QStringList files;       // absolute, all that decide the list, whether they are there or not
};

// For the pool: reads files, the certificates they name included; contacts and runs nothing.
HubList readHubs(const QStringList &kubeconfigs);

} // namespace easel
