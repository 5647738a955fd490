// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubelog.h"

#include "core/base/text.h"
#include "core/clients/kubepaths.h"

#include <QCoreApplication>
#include <QTimer>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeLog)
};

// A line without an end must not grow for ever: it is cut.
constexpr qsizetype longestLine = 256 * 1024;

} // namespace

KubeLog::KubeLog(SignedLanes *lanes, const LogRequest &request, QObject *parent)
    : LogStream(parent)
    , m_attempt(
          Text::tr("read the log of %1").arg(cleanedLine(request.of.namespaceName + u'/' + request.of.pod)))
{
    ResourceType pods;
    pods.version = QStringLiteral("v1");
    pods.kind = QStringLiteral("Pod");
    pods.plural = QStringLiteral("pods");
    const Result<QString> path =
        objectPath(pods, request.of.namespaceName, request.of.pod, QStringLiteral("log"));
    if (!path) {
        QMetaObject::invokeMethod(
            this, [this, error = path.error()] { end(error); }, Qt::QueuedConnection);
        return;
    }
    HttpRequest log;
    log.path = *path;
    addQuery(log.query, QStringLiteral("container"), request.of.container);
    addQuery(log.query, QStringLiteral("timestamps"), QStringLiteral("true"));
    if (request.follow)
        addQuery(log.query, QStringLiteral("follow"), QStringLiteral("true"));
    if (request.previous)
        addQuery(log.query, QStringLiteral("previous"), QStringLiteral("true"));
    if (request.tailLines >= 0)
        addQuery(log.query, QStringLiteral("tailLines"), QString::number(request.tailLines));
    addQuery(log.query, QStringLiteral("sinceTime"), request.sinceTime);
    // The server answers with an error as JSON only where JSON is accepted.
    log.headers = {{"Accept", "text/plain, application/json, */*"}};
    // A program may say nothing for days; whether the server is still there is the link's to know.
    if (request.follow)
        log.inactivity = std::chrono::hours(24 * 7);
    m_stream = lanes->stream(log, this);
    connect(m_stream, &HttpStream::headersArrived, this, [this] {
        if (!m_over)
            Q_EMIT opened();
    });
    connect(m_stream, &HttpStream::readyRead, this, &KubeLog::takeBytes);
    connect(m_stream, &HttpStream::ended, this, [this] { end(std::nullopt); });
    connect(m_stream, &HttpStream::failed, this, [this](const Error &error) { end(error); });
}

KubeLog::~KubeLog() = default;

void KubeLog::stop()
{
    m_over = true;
    if (m_stream)
        m_stream->abort();
}

void KubeLog::setPaused(bool paused)
{
    m_paused = paused;
    if (!paused)
        takeBytes();
}

// One helping a turn of the event loop: a log of 100 MB/s must not keep the window from painting.
void KubeLog::takeBytes()
{
    if (m_over || m_paused || m_again || !m_stream)
        return;
    QByteArray bytes = m_stream->readAll();
    if (bytes.isEmpty())
        return;
    m_again = true;
    // A timer: an event posted now would be delivered in this very turn.
    QTimer::singleShot(0, this, [this] {
        m_again = false;
        takeBytes();
    });
    const qsizetype last = bytes.lastIndexOf('\n');
    if (last < 0) {
        m_part += bytes;
        if (m_part.size() < longestLine)
            return;
        bytes = std::exchange(m_part, {}) + '\n';
    } else {
        const QByteArray rest = bytes.mid(last + 1);
        bytes.truncate(last + 1);
        if (!m_part.isEmpty())
            bytes.prepend(m_part);
        m_part = rest;
    }
    Q_EMIT lines(bytes);
}

void KubeLog::end(const std::optional<Error> &error)
{
    if (m_over)
        return;
    m_over = true;
    if (m_stream)
        m_stream->abort();
    const QPointer<KubeLog> guard(this);
    if (!m_part.isEmpty())
        Q_EMIT lines(std::exchange(m_part, {}) + '\n');
    if (!guard)
        return;
    if (error)
        Q_EMIT failed(error->tried(m_attempt));
    else
        Q_EMIT ended();
}

} // namespace easel
