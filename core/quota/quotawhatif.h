// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/quota/quotarules.h"
#include "core/quota/quotawaterfall.h"

#include <QJsonArray>

namespace easel {

// Changes to try on the ledger before anybody makes them.
struct WhatIf
{
    QList<QJsonObject>
        objects;              // new or changed: Tenants, Projects, ComputeConfigs, ComputePools, AIWorkloads
    QList<ObjectRef> removed; // apiVersion does not matter
    QList<QuotaChange> changes; // plain numbers beside them
    bool isNothing() const { return objects.isEmpty() && removed.isEmpty() && changes.isEmpty(); }
};

// Documents of a file: objects of these kinds, Lists of them, and {apiVersion: easel.dev/v1, kind: WhatIf,
// spec: {changes: [{project, family, delta}], remove: [{kind, namespace, name}]}}. Errors: another kind, an
// object without a name, numbers that are none.
Result<WhatIf> readWhatIf(const QJsonArray &documents);

struct WhatIfOutcome
{
    QuotaLedger ledger;               // when all of it is done
    QuotaDecision decision;           // of what grows, with the limits as they then are
    QList<QuotaWaterfall> waterfalls; // of each project and family that grows, before it does
    struct Remark
    {
        ObjectRef object;
        Finding finding;
        // Of a refusal that is about numbers: what the limit or the guarantee would have to be, and is.
        std::optional<qint64> needed;
        std::optional<qint64> actual;
    };
    QList<Remark> remarks; // on limits and guarantees: TEN-*, PRJ-*, POOL-18
    QString remedy;        // of what is refused: with it all was tried out again, and admitted
    bool isRefused() const;
};
WhatIfOutcome tryOut(const ObjectSet &now, const WhatIf &changes);

} // namespace easel
