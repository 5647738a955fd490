// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/reconciler.h"

namespace easel {

// One Lease a machine that a pool has or is about to get (3.c): made with create, so that of two who want the
// machine the API server lets only one through, whatever else went wrong.
class HostLeases : public QObject
{
    Q_OBJECT

public:
    explicit HostLeases(EngineContext *context, QObject *parent = nullptr);

    static QString nameOf(const QString &paletteHost, const QString &hostUid);
    static QString holderOf(const QJsonObject &pool); // "<namespace>/<pool>/<uid>"

    struct Taken
    {
        QString other; // empty: it is the pool's; else whose it is
    };
    // Takes over what belonged to a pool that is gone.
    Call<Taken> take(const QJsonObject &pool, const QString &paletteHost, const QString &hostUid);
    // Nothing to do when it is gone, or somebody else's.
    Call<Done> drop(const QString &holder, const QString &paletteHost, const QString &hostUid);
    // All Leases whose pool is gone or no longer has the machine. After the start of an engine and now and
    // then.
    Call<Done> sweep();

private:
    Call<Taken> takeOver(const QJsonObject &pool, const QString &name, const QJsonObject &body);
    bool isAlive(const QString &holder, const QString &hostUid) const;

    EngineContext *m_context;
};

} // namespace easel
