// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/domain/objectset.h"
#include "core/quota/whatifchange.h"

namespace easel {

// What a change can be about, and what is so now: the lists of the form and what it begins with.
struct WhatIfChoices
{
    struct NodePool
    {
        QString name; // as WhatIfChange::nodePool
        QString family;
        qint64 count = 0;
    };
    struct Pool
    {
        QString project;
        QString name;
        QList<NodePool> nodePools;
        QString key() const { return project + u'/' + name; }
    };
    struct Machine
    {
        QString uid;
        QString name;
        QString text; // "h100-b2-01: 8 H100, in train"
    };
    QStringList tenants;
    QStringList projects;
    QHash<QString, QString> tenantOf; // of projects
    QStringList families;             // those with most machines first
    QList<Pool> pools;
    QList<Machine> machines;             // held ones with GPUs first, then by name
    QHash<QString, QStringList> bundles; // of projects: those that bring a cluster
    // By "t/<tenant>" and "p/<project>", as whom() of a change says.
    QHash<QString, QMap<QString, qint64>> limits;
    QHash<QString, QMap<QString, qint64>> guarantees;

    const Pool *pool(const QString &project, const QString &name) const;
    const Machine *machine(const QString &uid) const;
    // What the change's number is now; none: not set.
    std::optional<qint64> amountNow(const WhatIfChange &change) const;
    // A change of the kind that is ready to be edited: about `about` (whatever of it is given), as things
    // are.
    WhatIfChange begin(WhatIfChange::Kind kind, const WhatIfChange &about) const;
    // The same change with the number that is there now: after another tenant, family or pool was chosen.
    WhatIfChange asNow(const WhatIfChange &change) const;

    static QString whom(const WhatIfChange &change);
};

// `inventory`: machines that no Compute knows.
WhatIfChoices whatIfChoices(const ObjectSet &objects, const QList<HostView> &inventory);

} // namespace easel
