// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/kubeclient.h"
#include "core/engine/enginetimes.h"

#include <QElapsedTimer>
#include <QTimer>

namespace easel {

// Who runs the engine of a hub, as its Lease says.
struct LeaseHolder
{
    QString identity; // "<user>@<host>/<uuid>"; empty: nobody
    QDateTime acquired;
    QDateTime renewed;
    bool operator==(const LeaseHolder &) const = default;
};

// As the hub says it; nobody when there is no Lease yet.
Call<LeaseHolder> readLeaseHolder(KubeClient *client, const QString &namespaceName, QObject *context);

// One writer a hub (resource-model 0.2): the Lease easel-engine. Takes it when it is free or was not renewed
// for its duration, as this process saw it: clocks of other computers do not count. Says lost() when it could
// not renew for leaseGiveUp, which is before anybody else takes it.
class EngineLease : public QObject
{
    Q_OBJECT

public:
    EngineLease(KubeClient *client, const QString &namespaceName, const QString &identity,
                const EngineTimes &times, QObject *parent = nullptr);
    ~EngineLease() override;

    static QString ownIdentity(const QString &user); // new each time
    static ResourceType leaseType();

    void start();
    Call<Done> release(); // gives it back, so that the next one need not wait; done also when it cannot

    // Whether this process may still act: asked before every outside call. False from leaseGiveUp on even
    // when no timer has run since, as after a computer slept.
    bool mayAct() const;
    bool isHeld() const { return m_held; }
    const LeaseHolder &holder() const { return m_holder; }
    const QString &identity() const { return m_identity; }
    const std::optional<Error> &error() const { return m_error; } // of the last try; none: it went well

Q_SIGNALS:
    void acquired();
    void lost(const QString &sentence);
    void changed(); // the holder, the renewal, the error

private:
    void look();
    void looked(const Result<QJsonObject> &lease);
    void write(const QJsonObject &lease); // empty: create
    void written(const Result<WriteResult> &result);
    void failed(const Error &error);
    void drop(const QString &sentence);
    void see(const QJsonObject &lease);
    QJsonObject specFor(const QJsonObject &lease) const;
    qint64 sinceRenewed() const;

    KubeClient *m_client;
    QString m_namespace;
    QString m_identity;
    EngineTimes m_times;
    LeaseHolder m_holder;
    std::optional<Error> m_error;
    bool m_started = false;
    bool m_held = false;
    QElapsedTimer m_renewed;    // since the renewal that counts was sent
    qint64 m_renewedWallMs = 0; // the same by the wall clock: the other stands still while a computer sleeps
    QElapsedTimer m_sending;
    qint64 m_sendingWallMs = 0;
    QString m_seen; // holder, renewal and version of the Lease, and since when they are so
    QElapsedTimer m_seenSince;
    ScopedCall<QJsonObject> m_get;
    ScopedCall<WriteResult> m_write;
    QTimer m_next;
    QTimer m_watchdog;
};

} // namespace easel
