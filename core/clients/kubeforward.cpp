// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeforward.h"

#include "core/base/text.h"
#include "core/clients/channelprotocol.h"
#include "core/clients/kubechannel.h"
#include "core/clients/kubepaths.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeForward)
};

constexpr qint64 mostWaiting = 1024 * 1024; // on either side, then the other one is held back
constexpr qint64 readAtOnce = 32 * 1024;    // of one message: what every server's buffers take

Result<WebSocketRequest> webSocketFor(const QString &namespaceName, const QString &pod, int port)
{
    ResourceType pods;
    pods.version = QStringLiteral("v1");
    pods.kind = QStringLiteral("Pod");
    pods.plural = QStringLiteral("pods");
    return objectPath(pods, namespaceName, pod, QStringLiteral("portforward"))
        .map([port](const QString &path) {
            WebSocketRequest socket;
            socket.path = path;
            addQuery(socket.query, QStringLiteral("ports"), QString::number(port));
            socket.protocols = {channelsV4.toLatin1()};
            return socket;
        });
}

// One connection: a local socket and its channel. Deletes itself with the socket.
class ForwardPair : public QObject
{
public:
    ForwardPair(QTcpSocket *local, KubeChannel *channel, QObject *parent)
        : QObject(parent)
        , m_local(local)
        , m_channel(channel)
    {
        local->setParent(this);
        channel->setParent(this);
        local->setReadBufferSize(mostWaiting);
        connect(channel, &KubeChannel::opened, this, [this] {
            m_isOpen = true;
            pumpOut();
        });
        connect(channel, &KubeChannel::message, this, [this](const QByteArray &message) {
            const auto piece = m_channels.take(message);
            if (!piece)
                return;
            if (!piece->problem.isEmpty()) {
                finish(piece->problem);
                return;
            }
            m_local->write(piece->data);
            in(piece->data.size());
            if (m_local->bytesToWrite() > mostWaiting)
                m_channel->setPaused(true);
        });
        connect(channel, &KubeChannel::written, this, [this] {
            pumpOut();
            if (m_isLeft && m_channel->bytesToWrite() == 0)
                finish({});
        });
        connect(channel, &KubeChannel::closed, this, [this](int, const QString &reason) { finish(reason); });
        connect(channel, &KubeChannel::failed, this,
                [this](const Error &error) { finish(errorSentence(error)); });
        connect(local, &QTcpSocket::readyRead, this, &ForwardPair::pumpOut);
        connect(local, &QTcpSocket::bytesWritten, this, [this] {
            if (m_local->bytesToWrite() < mostWaiting / 2)
                m_channel->setPaused(false);
        });
        // What the one who listens sent last still goes out.
        connect(local, &QTcpSocket::disconnected, this, [this] {
            m_isLeft = true;
            pumpOut();
            if (!m_isOpen || m_channel->bytesToWrite() == 0)
                finish({});
        });
    }

    std::function<void(qint64)> in;
    std::function<void(qint64)> out;
    std::function<void(const QString &problem)> over;

    void pumpOut()
    {
        while (m_isOpen && m_local->bytesAvailable() > 0 && m_channel->bytesToWrite() < mostWaiting) {
            const QByteArray bytes = m_local->read(readAtOnce);
            m_channel->send(ForwardChannels::dataMessage(bytes));
            out(bytes.size());
        }
    }

    void finish(const QString &problem)
    {
        if (std::exchange(m_over, true))
            return;
        m_channel->close();
        if (m_local->state() == QAbstractSocket::ConnectedState)
            m_local->disconnectFromHost();
        over(problem);
        connect(m_local, &QTcpSocket::disconnected, this, &QObject::deleteLater);
        if (m_local->state() == QAbstractSocket::UnconnectedState)
            deleteLater();
    }

private:
    QTcpSocket *m_local;
    KubeChannel *m_channel;
    ForwardChannels m_channels;
    bool m_isOpen = false;
    bool m_isLeft = false; // by the one who listens
    bool m_over = false;
};

} // namespace

KubeForward::KubeForward(SignedLanes *lanes, QString namespaceName, QString pod, int remotePort,
                         int localPort, QObject *parent)
    : PortForward(parent)
    , m_lanes(lanes)
    , m_namespace(std::move(namespaceName))
    , m_pod(std::move(pod))
    , m_remotePort(remotePort)
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *local = m_server.nextPendingConnection())
            take(local);
    });
    // Loopback and nothing else: whoever reaches the port reaches the pod.
    if (m_server.listen(QHostAddress::LocalHost, quint16(localPort))) {
        m_localPort = m_server.serverPort();
    } else {
        m_problem = m_server.serverError() == QAbstractSocket::AddressInUseError
                        ? Text::tr("Port %1 of this computer is in use by another program. Choose another "
                                   "one, or 0 for any that is free.")
                              .arg(localPort)
                        : Text::tr("Port %1 of this computer could not be opened: %2")
                              .arg(localPort)
                              .arg(cleanedLine(m_server.errorString()));
    }
}

KubeForward::~KubeForward()
{
    stop();
}

void KubeForward::take(QTcpSocket *local)
{
    if (!m_lanes) {
        local->abort();
        local->deleteLater();
        return;
    }
    const QString attempt =
        Text::tr("reach port %1 of %2").arg(m_remotePort).arg(cleanedLine(m_namespace + u'/' + m_pod));
    auto *channel =
        new KubeChannel(m_lanes, webSocketFor(m_namespace, m_pod, m_remotePort), attempt, nullptr);
    auto *pair = new ForwardPair(local, channel, this);
    ++m_open;
    ++m_seen;
    m_pairs.removeAll(QPointer<QObject>());
    m_pairs.append(pair);
    pair->in = [this](qint64 bytes) { m_in += bytes; };
    pair->out = [this](qint64 bytes) { m_out += bytes; };
    pair->over = [this](const QString &problem) {
        --m_open;
        if (!problem.isEmpty())
            m_problem = problem;
        Q_EMIT changed();
    };
    Q_EMIT changed();
}

void KubeForward::stop()
{
    if (m_localPort == 0)
        return;
    m_server.close();
    m_localPort = 0;
    const auto pairs = std::exchange(m_pairs, {});
    for (const QPointer<QObject> &pair : pairs)
        delete pair.data();
    m_open = 0;
    Q_EMIT changed();
}

} // namespace easel
