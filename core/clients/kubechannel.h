// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/signedlanes.h"
#include "core/clients/websocketlink.h"

#include <QPointer>

namespace easel {

// A WebSocket connection that begins when there is an identity, and once more after a 401.
class KubeChannel : public QObject
{
    Q_OBJECT

public:
    KubeChannel(SignedLanes *lanes, Result<WebSocketRequest> request, QString attempt, QObject *parent);
    ~KubeChannel() override;

    void send(const QByteArray &message);
    qint64 bytesToWrite() const { return m_link ? m_link->bytesToWrite() : 0; }
    void setPaused(bool paused);
    void close(); // quiet

Q_SIGNALS:
    void opened(const QString &protocol);
    void message(const QByteArray &payload);
    void written();
    void closed(int code, const QString &reason);
    void failed(const easel::Error &error);

private:
    void begin(const Connection &connection);
    void refused(const Error &error);
    void fail(const Error &error);

    QPointer<SignedLanes> m_lanes;
    Result<WebSocketRequest> m_request;
    QString m_attempt;
    Connection m_used;
    QPointer<WebSocketLink> m_link;
    ScopedCall<Connection> m_waiting;
    bool m_paused = false;
    bool m_triedAgain = false;
    bool m_over = false;
};

} // namespace easel
