// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/exchange.h"
#include "core/clients/websocketframes.h"

#include <QSslSocket>
#include <QTimer>
#include <QUrlQuery>

namespace easel {

struct WebSocketRequest
{
    QString path; // as in HttpRequest
    QUrlQuery query;
    QList<QByteArray> protocols; // in the order of preference
};

// One WebSocket connection to a server. Says opened(), messages, and then closed() or failed() once. The
// server is held back by TCP while nobody reads.
class WebSocketLink : public QObject
{
    Q_OBJECT

public:
    WebSocketLink(LaneSetup setup, WebSocketRequest request, QObject *parent);
    ~WebSocketLink() override;

    void send(const QByteArray &message); // binary; nothing before opened()
    qint64 bytesToWrite() const;
    void setPaused(bool paused);
    void close(); // quiet: no signal follows

Q_SIGNALS:
    void opened(const QString &protocol);
    void message(const QByteArray &payload);
    void written();                               // some of what was sent has left
    void closed(int code, const QString &reason); // by the server, properly; 1005: without a word
    void failed(const easel::Error &error);       // a refusal comes with its Status read

private:
    void connectNow();
    void startHandshake();
    void readSocket();
    void takeAnswer();
    void takeMessages(const QByteArray &bytes);
    void write(FrameKind kind, const QByteArray &payload);
    void connectionLost();
    void socketFailed(QAbstractSocket::SocketError code);
    void fail(const Error &error);

    LaneSetup m_setup;
    WebSocketRequest m_request;
    QSslSocket m_socket;
    QByteArray m_key;
    UpgradeAnswer m_answer;
    WebSocketFrames m_frames;
    QList<WebSocketMessage> m_waiting; // cut already while paused
    QList<QSslError> m_sslErrors;
    QTimer m_connectTimer;
    QTimer m_pulse;
    int m_silentPulses = 0;
    qint64 m_packedLast = 0; // bytes that Qt had not unpacked when the connection ended
    int m_packedTries = 0;
    bool m_open = false;
    bool m_paused = false;
    bool m_reading = false;
    bool m_over = false;
};

} // namespace easel
