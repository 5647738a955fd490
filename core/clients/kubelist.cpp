// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubelist.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QTimer>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeList)
};

constexpr qsizetype largestItem = 64 * 1024 * 1024;

} // namespace

KubeList::KubeList(SignedLanes *lanes, const Result<HttpRequest> &request, QString attempt, QObject *parent)
    : ListStream(parent)
    , m_attempt(std::move(attempt))
{
    if (!request) {
        QMetaObject::invokeMethod(
            this, [this, error = request.error()] { fail(error); }, Qt::QueuedConnection);
        return;
    }
    m_stream = lanes->stream(*request, this);
    connect(m_stream, &HttpStream::readyRead, this, &KubeList::takeBytes);
    connect(m_stream, &HttpStream::ended, this, &KubeList::conclude);
    connect(m_stream, &HttpStream::failed, this, &KubeList::fail);
}

void KubeList::stop()
{
    m_over = true;
    if (m_stream)
        m_stream->abort();
}

void KubeList::setPaused(bool paused)
{
    if (std::exchange(m_paused, paused) == paused || paused)
        return;
    // Later: the caller is in the middle of something.
    QMetaObject::invokeMethod(this, &KubeList::takeBytes, Qt::QueuedConnection);
}

// One helping a turn of the event loop: a list that was packed well is there all at once.
void KubeList::takeBytes()
{
    if (m_over || m_paused || m_again || !m_stream)
        return;
    const QByteArray bytes = m_stream->readAll();
    if (bytes.isEmpty())
        return;
    m_again = true;
    // A timer: an event posted now would be delivered in this very turn.
    QTimer::singleShot(0, this, [this] {
        m_again = false;
        takeBytes();
    });
    m_splitter.feed(bytes);
    if (handOver(false) && m_splitter.waiting() > largestItem) {
        fail(makeError(Error::Kind::Protocol,
                       Text::tr("One object of the list is larger than %1").arg(byteText(largestItem))));
    }
}

bool KubeList::handOver(bool rest)
{
    const QPointer<KubeList> guard(this);
    for (;;) {
        const QByteArray page = m_splitter.takePage(rest);
        if (page.isEmpty())
            return true;
        Q_EMIT items(page);
        if (!guard || m_over)
            return false;
    }
}

void KubeList::conclude()
{
    if (m_over || !handOver(true))
        return;
    m_over = true;
    if (const auto meta = m_splitter.meta()) {
        Q_EMIT ended(meta->resourceVersion, meta->continueToken);
        return;
    }
    Q_EMIT failed(makeError(Error::Kind::Protocol, Text::tr("The answer is not a whole list"),
                            Text::tr("Try again; if it stays, something stands between you and the server."))
                      .tried(m_attempt));
}

void KubeList::fail(const Error &error)
{
    if (std::exchange(m_over, true))
        return;
    if (m_stream)
        m_stream->abort();
    Q_EMIT failed(error.tried(m_attempt));
}

} // namespace easel
