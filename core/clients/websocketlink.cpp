// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/websocketlink.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/clients/kubestatus.h"
#include "core/clients/lanesetup.h"
#include "core/clients/tlstrust.h"

#include <QCoreApplication>
#include <QPointer>
#include <QRandomGenerator>
#include <QtEndian>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WebSocketLink)
};

using namespace std::chrono_literals;

// Memory that may fill while nobody reads; then TCP holds the server back.
constexpr qint64 readBuffer = 1024 * 1024;
constexpr qint64 readAtOnce = 256 * 1024;
// Proxies cut what is silent for a minute. A server whose command does not read its input answers no ping
// either, so silence counts only when it lasts.
constexpr auto pulse = 25s;
constexpr int deadAfterPulses = 8;
constexpr int closedWithoutWord = 1005;
constexpr int mostPackedTries = 3;

QString hostText(const QUrl &url)
{
    return url.port() > 0 ? url.host() + u':' + QString::number(url.port()) : url.host();
}

} // namespace

WebSocketLink::WebSocketLink(LaneSetup setup, WebSocketRequest request, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_request(std::move(request))
{
    m_socket.setReadBufferSize(readBuffer);
    m_socket.setProxy(m_setup.proxy);
    const bool isTls = m_setup.server.url.scheme() == u"https";
    connect(&m_socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (!m_setup.server.fingerprint.isEmpty() && isPinned(m_setup.server, m_socket.peerCertificate()))
            m_socket.ignoreSslErrors(errors);
        else
            m_sslErrors = errors;
    });
    if (isTls)
        connect(&m_socket, &QSslSocket::encrypted, this, &WebSocketLink::startHandshake);
    else
        connect(&m_socket, &QSslSocket::connected, this, &WebSocketLink::startHandshake);
    connect(&m_socket, &QSslSocket::readyRead, this, &WebSocketLink::readSocket);
    connect(&m_socket, &QSslSocket::disconnected, this, &WebSocketLink::connectionLost);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &WebSocketLink::socketFailed);
    connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &WebSocketLink::written);
    connect(&m_socket, &QSslSocket::bytesWritten, this, &WebSocketLink::written);
    m_connectTimer.setSingleShot(true);
    connect(&m_connectTimer, &QTimer::timeout, this, [this] {
        Error error = makeError(
            Error::Kind::Timeout,
            Text::tr("%1 did not answer within %n second(s)", nullptr,
                     int(std::chrono::duration_cast<std::chrono::seconds>(m_setup.connectTimeout).count()))
                .arg(hostText(m_setup.server.url)),
            Text::tr("Check the address, the network and any VPN, then try again."));
        error.reason = QStringLiteral("ConnectTimeout");
        fail(error);
    });
    m_connectTimer.start(m_setup.connectTimeout);
    m_pulse.setInterval(pulse);
    connect(&m_pulse, &QTimer::timeout, this, [this] {
        // Who is held back by us has nothing to say.
        if (!m_paused && ++m_silentPulses > deadAfterPulses) {
            Error error = makeError(Error::Kind::Network,
                                    Text::tr("%1 has been silent").arg(hostText(m_setup.server.url)));
            error.reason = QStringLiteral("ConnectionLost");
            fail(error);
            return;
        }
        write(FrameKind::Ping, {});
    });

    qCDebug(lcNet).noquote() << "websocket" << m_request.path;
    // Later: on loopback a refusal comes at once, before anybody listens to us.
    QMetaObject::invokeMethod(this, &WebSocketLink::connectNow, Qt::QueuedConnection);
}

void WebSocketLink::connectNow()
{
    if (m_over)
        return;
    const QUrl &url = m_setup.server.url;
    if (url.scheme() == u"https") {
        m_socket.setSslConfiguration(m_setup.tls);
        const QString verified = m_setup.server.tlsServerName;
        if (verified.isEmpty())
            m_socket.connectToHostEncrypted(url.host(), quint16(url.port(443)));
        else
            m_socket.connectToHostEncrypted(url.host(), quint16(url.port(443)), verified);
    } else {
        m_socket.connectToHost(url.host(), quint16(url.port(80)));
    }
}

WebSocketLink::~WebSocketLink()
{
    close();
}

void WebSocketLink::startHandshake()
{
    if (m_over)
        return;
    m_socket.setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1); // keys of a terminal do not wait
    QByteArray random(16, Qt::Uninitialized);
    QRandomGenerator::system()->generate(random.begin(), random.end());
    m_key = random.toBase64();
    const QUrl url = requestUrl(m_setup.server.url, m_request.path, m_request.query);
    QByteArray target = url.path(QUrl::FullyEncoded).toLatin1();
    if (url.hasQuery())
        target += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    HeaderList headers{{"Host", hostText(url).toLatin1()},
                       {"User-Agent", "easel/" EASEL_VERSION},
                       {"Connection", "Upgrade"},
                       {"Upgrade", "websocket"},
                       {"Sec-WebSocket-Version", "13"},
                       {"Sec-WebSocket-Key", m_key},
                       {"Sec-WebSocket-Protocol", m_request.protocols.join(", ")}};
    headers += identityHeaders(m_setup.identity);
    QByteArray head = "GET " + target + " HTTP/1.1\r\n";
    for (const auto &[name, value] : std::as_const(headers))
        head += name + ": " + value + "\r\n";
    m_socket.write(head + "\r\n");
}

void WebSocketLink::readSocket()
{
    if (m_over || m_reading)
        return;
    // One helping a turn of the event loop: a fast server must not keep the window from painting.
    const QPointer<WebSocketLink> guard(this);
    m_reading = true;
    if (!m_open) {
        takeAnswer();
    } else if (!m_paused) {
        m_silentPulses = 0;
        takeMessages(m_socket.read(readAtOnce));
    }
    if (!guard)
        return;
    m_reading = false;
    if (!m_over && !m_paused && m_open && (m_socket.bytesAvailable() > 0 || !m_waiting.isEmpty()))
        QMetaObject::invokeMethod(this, &WebSocketLink::readSocket, Qt::QueuedConnection);
    else if (!m_over && !m_paused && m_socket.state() == QAbstractSocket::UnconnectedState)
        connectionLost();
}

void WebSocketLink::takeAnswer()
{
    if (!m_answer.feed(m_socket.read(readAtOnce))) {
        if (m_answer.isBroken()) {
            fail(makeError(Error::Kind::Protocol,
                           Text::tr("%1 did not answer in HTTP").arg(hostText(m_setup.server.url)),
                           Text::tr("Check the address and the port.")));
        }
        return;
    }
    const HttpReply &reply = m_answer.reply();
    if (reply.status != 101) {
        fail(errorFromReply(reply));
        return;
    }
    const QByteArray protocol = reply.header("Sec-WebSocket-Protocol");
    if (reply.header("Upgrade").toLower() != "websocket" ||
        reply.header("Sec-WebSocket-Accept") != webSocketAccept(m_key) ||
        !m_request.protocols.contains(protocol)) {
        fail(makeError(
            Error::Kind::Protocol,
            Text::tr("%1 agreed to another protocol than Easel asked for").arg(hostText(m_setup.server.url)),
            Text::tr("Ask whoever runs the server, or whatever proxy stands before it, to let "
                     "Kubernetes' WebSocket connections through.")));
        return;
    }
    m_connectTimer.stop();
    m_open = true;
    m_pulse.start();
    const QPointer<WebSocketLink> guard(this);
    Q_EMIT opened(QString::fromLatin1(protocol));
    if (guard && !m_over)
        takeMessages(m_answer.rest());
}

void WebSocketLink::takeMessages(const QByteArray &bytes)
{
    if (!bytes.isEmpty() && !m_frames.feed(bytes, m_waiting)) {
        fail(makeError(Error::Kind::Protocol,
                       Text::tr("What %1 sends cannot be understood").arg(hostText(m_setup.server.url))));
        return;
    }
    const QPointer<WebSocketLink> guard(this);
    while (guard && !m_over && !m_paused && !m_waiting.isEmpty()) {
        const WebSocketMessage next = m_waiting.takeFirst();
        switch (next.kind) {
        case FrameKind::Ping:
            write(FrameKind::Pong, next.payload);
            break;
        case FrameKind::Pong:
        case FrameKind::Continuation:
            break;
        case FrameKind::Close: {
            const int code = next.payload.size() >= 2 ? qFromBigEndian<quint16>(next.payload.constData())
                                                      : closedWithoutWord;
            const QString reason = cleanedLine(QString::fromUtf8(next.payload.mid(2)));
            write(FrameKind::Close, next.payload.left(2));
            close();
            Q_EMIT closed(code, reason);
            return;
        }
        case FrameKind::Text:
        case FrameKind::Binary:
            Q_EMIT message(next.payload);
            break;
        }
    }
}

void WebSocketLink::write(FrameKind kind, const QByteArray &payload)
{
    if (!m_over && m_open)
        m_socket.write(clientFrame(kind, payload, QRandomGenerator::global()->generate()));
}

void WebSocketLink::send(const QByteArray &bytes)
{
    write(FrameKind::Binary, bytes);
}

qint64 WebSocketLink::bytesToWrite() const
{
    return m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite();
}

void WebSocketLink::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    if (!paused)
        QMetaObject::invokeMethod(this, &WebSocketLink::readSocket, Qt::QueuedConnection);
}

void WebSocketLink::close()
{
    if (m_over)
        return;
    m_over = true;
    m_connectTimer.stop();
    m_pulse.stop();
    m_socket.disconnect(this);
    if (m_open && m_socket.state() == QAbstractSocket::ConnectedState) {
        const quint16 normal = qToBigEndian<quint16>(1000);
        m_socket.write(clientFrame(FrameKind::Close,
                                   QByteArray(reinterpret_cast<const char *>(&normal), sizeof normal),
                                   QRandomGenerator::global()->generate()));
        m_socket.flush();
    }
    m_socket.abort();
}

void WebSocketLink::connectionLost()
{
    if (m_over)
        return;
    if (m_paused || m_reading)
        return; // what has arrived is read first; readSocket() comes back here
    const QPointer<WebSocketLink> guard(this);
    while (guard && !m_over && !m_paused && (m_socket.bytesAvailable() > 0 || !m_waiting.isEmpty())) {
        if (m_open)
            takeMessages(m_socket.read(readAtOnce));
        else
            takeAnswer();
    }
    if (!guard || m_over || m_paused)
        return;
    // Qt unpacks what the socket still holds between events, a buffer at a time. What stays the same is the
    // half of a record that never came.
    const qint64 packed = m_socket.encryptedBytesAvailable();
    if (packed > 0 && (packed != m_packedLast || m_packedTries < mostPackedTries)) {
        m_packedTries = packed == m_packedLast ? m_packedTries + 1 : 0;
        m_packedLast = packed;
        const QByteArray more = m_socket.read(readAtOnce); // makes Qt go on
        if (m_open && !more.isEmpty())
            takeMessages(more);
        if (!guard || m_over)
            return;
        QMetaObject::invokeMethod(this, &WebSocketLink::connectionLost, Qt::QueuedConnection);
        return;
    }
    if (!m_open) {
        m_answer.end();
        if (m_answer.isWhole()) {
            fail(errorFromReply(m_answer.reply()));
            return;
        }
    }
    Error error = makeError(Error::Kind::Network,
                            Text::tr("%1 closed the connection").arg(hostText(m_setup.server.url)));
    error.reason = QStringLiteral("ConnectionLost");
    fail(error);
}

void WebSocketLink::socketFailed(QAbstractSocket::SocketError code)
{
    if (m_over || code == QAbstractSocket::RemoteHostClosedError)
        return; // disconnected() follows, what has arrived is read first
    const ServerAddress &server = m_setup.server;
    const QString host = hostText(server.url);
    const auto network = [](const char *reason, const QString &message, const QString &advice = {}) {
        Error error = makeError(Error::Kind::Network, message, advice);
        error.reason = QLatin1String(reason);
        return error;
    };
    if (!m_sslErrors.isEmpty()) {
        const QSslCertificate leaf = m_socket.peerCertificate();
        fail(server.fingerprint.isEmpty()
                 ? tlsError(m_sslErrors,
                            server.tlsServerName.isEmpty() ? server.url.host() : server.tlsServerName, leaf)
                 : certificateChanged(server, leaf));
        return;
    }
    switch (code) {
    case QAbstractSocket::ConnectionRefusedError:
        fail(network("ConnectionRefused", Text::tr("%1 refused the connection").arg(host),
                     Text::tr("Check the address and whether the server runs, then try again.")));
        return;
    case QAbstractSocket::HostNotFoundError:
        fail(network("HostNotFound", Text::tr("The host name '%1' was not found").arg(server.url.host())));
        return;
    case QAbstractSocket::SslHandshakeFailedError:
        fail(makeError(
            Error::Kind::Tls,
            Text::tr("The TLS handshake with %1 failed: %2").arg(host, cleanedLine(m_socket.errorString()))));
        return;
    case QAbstractSocket::ProxyAuthenticationRequiredError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyProtocolError:
        fail(network("Proxy",
                     Text::tr("The proxy %1 could not be used: %2")
                         .arg(hostText(server.proxy), cleanedLine(m_socket.errorString())),
                     Text::tr("Check the proxy of this connection.")));
        return;
    default:
        fail(network(
            "ConnectionLost",
            Text::tr("The connection to %1 failed: %2").arg(host, cleanedLine(m_socket.errorString()))));
    }
}

void WebSocketLink::fail(const Error &error)
{
    if (m_over)
        return;
    qCDebug(lcNet).noquote() << "websocket" << errorKindName(error.kind) << error.message;
    close();
    Q_EMIT failed(error);
}

} // namespace easel
