// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeexec.h"

#include "core/base/text.h"
#include "core/clients/kubepaths.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeExec)
};

constexpr qsizetype longestInput = 16 * 1024; // of one message: what every server's buffers take
constexpr qsizetype longestStatus = 256 * 1024;

QString attemptOf(const ExecRequest &request)
{
    const QString where = cleanedLine(request.in.namespaceName + u'/' + request.in.pod);
    if (request.attach)
        return Text::tr("attach to %1").arg(where);
    return Text::tr("run %1 in %2").arg(cleanedLine(request.command.value(0)), where);
}

Result<WebSocketRequest> webSocketFor(const ExecRequest &request, const QList<QByteArray> &protocols)
{
    ResourceType pods;
    pods.version = QStringLiteral("v1");
    pods.kind = QStringLiteral("Pod");
    pods.plural = QStringLiteral("pods");
    return objectPath(pods, request.in.namespaceName, request.in.pod,
                      request.attach ? QStringLiteral("attach") : QStringLiteral("exec"))
        .map([&](const QString &path) {
            const QString yes = QStringLiteral("true");
            WebSocketRequest socket;
            socket.path = path;
            addQuery(socket.query, QStringLiteral("container"), request.in.container);
            if (!request.attach) {
                for (const QString &part : request.command)
                    socket.query.addQueryItem(QStringLiteral("command"),
                                              QString::fromLatin1(QUrl::toPercentEncoding(part)));
            }
            if (request.input)
                addQuery(socket.query, QStringLiteral("stdin"), yes);
            addQuery(socket.query, QStringLiteral("stdout"), yes);
            // A terminal has one output; servers refuse to be asked for both.
            addQuery(socket.query, request.terminal ? QStringLiteral("tty") : QStringLiteral("stderr"), yes);
            socket.protocols = protocols.isEmpty()
                                   ? QList<QByteArray>{channelsV5.toLatin1(), channelsV4.toLatin1()}
                                   : protocols;
            return socket;
        });
}

} // namespace

KubeExec::KubeExec(SignedLanes *lanes, const ExecRequest &request, QObject *parent,
                   const QList<QByteArray> &protocols)
    : ExecSession(parent)
    , m_channel(new KubeChannel(lanes, webSocketFor(request, protocols), attemptOf(request), this))
    , m_attempt(attemptOf(request))
{
    connect(m_channel, &KubeChannel::opened, this, [this](const QString &protocol) {
        m_protocol = protocol;
        if (m_columns > 0)
            m_channel->send(resizeMessage(m_columns, m_rows));
        Q_EMIT opened(protocol);
    });
    connect(m_channel, &KubeChannel::message, this, &KubeExec::take);
    connect(m_channel, &KubeChannel::closed, this, [this](int, const QString &reason) {
        if (!m_status.isEmpty()) {
            conclude(exitCodeOf(m_status));
            return;
        }
        Error error = makeError(Error::Kind::Network,
                                reason.isEmpty() ? Text::tr("The server closed the connection") : reason);
        error.reason = QStringLiteral("ConnectionLost");
        conclude(failure(error));
    });
    connect(m_channel, &KubeChannel::failed, this, [this](const Error &error) {
        conclude(m_status.isEmpty() ? Result<int>(failure(error)) : exitCodeOf(m_status));
    });
}

KubeExec::~KubeExec() = default;

void KubeExec::take(const QByteArray &message)
{
    if (m_over || message.isEmpty())
        return;
    const QByteArray bytes = message.mid(1);
    switch (Channel(quint8(message.at(0)))) {
    case Channel::Output:
        if (!bytes.isEmpty())
            Q_EMIT output(bytes);
        break;
    case Channel::ErrorOutput:
        if (!bytes.isEmpty())
            Q_EMIT errorOutput(bytes);
        break;
    case Channel::Status:
        // Old servers end each write of it; it is whole when it can be read or the connection ends.
        if (m_status.size() < longestStatus)
            m_status += bytes;
        if (m_status.trimmed().endsWith('}') && exitCodeOf(m_status))
            conclude(exitCodeOf(m_status));
        break;
    case Channel::Input:
    case Channel::Resize:
    case Channel::Close:
        break;
    }
}

void KubeExec::conclude(const Result<int> &exitCode)
{
    if (std::exchange(m_over, true))
        return;
    m_channel->close();
    if (exitCode) {
        Q_EMIT finished(*exitCode);
        return;
    }
    Q_EMIT failed(exitCode.error().tried(m_attempt));
}

void KubeExec::write(const QByteArray &bytes)
{
    if (m_protocol.isEmpty() || m_over)
        return;
    for (qsizetype at = 0; at < bytes.size(); at += longestInput)
        m_channel->send(channelMessage(Channel::Input, bytes.mid(at, longestInput)));
}

void KubeExec::endInput()
{
    if (m_protocol == channelsV5 && !m_over)
        m_channel->send(endOfInputMessage());
}

void KubeExec::resize(int columns, int rows)
{
    m_columns = columns;
    m_rows = rows;
    if (!m_protocol.isEmpty() && !m_over)
        m_channel->send(resizeMessage(columns, rows));
}

void KubeExec::setPaused(bool paused)
{
    m_channel->setPaused(paused);
}

void KubeExec::stop()
{
    m_over = true;
    m_channel->close();
}

} // namespace easel
