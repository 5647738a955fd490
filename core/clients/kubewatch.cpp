// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubewatch.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/clients/jsonscan.h"
#include "core/clients/kubestatus.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeWatch)
};

constexpr std::chrono::milliseconds batchTime{50};
// kube-apiserver sends bookmarks about once a minute; who has sent one and then nothing for so long is gone.
constexpr std::chrono::seconds quietAfterBookmark{90};

} // namespace

KubeWatch::KubeWatch(SignedLanes *lanes, const Result<HttpRequest> &request, QString attempt, QObject *parent)
    : WatchStream(parent)
    , m_attempt(std::move(attempt))
{
    m_batchTimer.setSingleShot(true);
    m_batchTimer.setInterval(batchTime);
    connect(&m_batchTimer, &QTimer::timeout, this, &KubeWatch::flush);
    if (!request) {
        QMetaObject::invokeMethod(
            this, [this, error = request.error()] { end(error); }, Qt::QueuedConnection);
        return;
    }
    m_stream = lanes->stream(*request, this);
    connect(m_stream, &HttpStream::headersArrived, this, [this](int status) {
        if (!m_over && status >= 200 && status < 300)
            Q_EMIT opened();
    });
    connect(m_stream, &HttpStream::readyRead, this, &KubeWatch::takeBytes);
    connect(m_stream, &HttpStream::ended, this, [this] {
        if (m_framing.hasPartialLine()) {
            Error error =
                makeError(Error::Kind::Network, Text::tr("The stream broke off in the middle of an event"));
            error.reason = QStringLiteral("ConnectionLost");
            end(error);
        } else {
            end(std::nullopt);
        }
    });
    connect(m_stream, &HttpStream::failed, this, [this](const Error &error) { end(error); });
}

KubeWatch::~KubeWatch() = default;

void KubeWatch::stop()
{
    m_over = true;
    m_batchTimer.stop();
    m_batch.clear();
    if (m_stream)
        m_stream->abort();
}

void KubeWatch::takeBytes()
{
    if (m_over || !m_stream)
        return;
    for (;;) {
        const QByteArray bytes = m_stream->readAll();
        if (bytes.isEmpty())
            break;
        QList<QByteArray> lines;
        const bool fits = m_framing.feed(bytes, lines);
        for (QByteArray &line : lines) {
            switch (watchEventKind(line)) {
            case WatchEventKind::Error: {
                const QJsonObject status = QJsonDocument::fromJson(jsonMember(line, "object")).object();
                end(errorFromStatus(status));
                return;
            }
            case WatchEventKind::Bookmark:
                if (!std::exchange(m_sawBookmark, true))
                    m_stream->setInactivity(quietAfterBookmark);
                break;
            case WatchEventKind::Object:
                break;
            }
            m_batch << std::move(line);
        }
        if (!fits) {
            end(makeError(Error::Kind::Protocol,
                          Text::tr("One event of the stream is larger than Easel takes")));
            return;
        }
    }
    if (!m_batch.isEmpty() && !m_batchTimer.isActive())
        m_batchTimer.start();
}

bool KubeWatch::flush()
{
    m_batchTimer.stop();
    if (m_batch.isEmpty())
        return !m_over;
    const QPointer<KubeWatch> guard(this);
    Q_EMIT events(std::exchange(m_batch, {}));
    return guard && !m_over;
}

void KubeWatch::end(const std::optional<Error> &error)
{
    if (m_over || !flush())
        return;
    m_over = true;
    if (m_stream)
        m_stream->abort();
    qCDebug(lcWatch).noquote() << m_attempt << (error ? errorKindName(error->kind) : QStringLiteral("ended"));
    if (error)
        Q_EMIT failed(error->tried(m_attempt));
    else
        Q_EMIT ended();
}

} // namespace easel
