// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubelist.h"

#include "core/base/gunzip.h"
#include "core/base/text.h"
#include "core/clients/listsplitter.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeList)
};

constexpr qsizetype largestItem = 64 * 1024 * 1024;
// Packed, this can be 40 times as much.
constexpr qsizetype helping = 256 * 1024;

} // namespace

struct KubeList::Parts
{
    std::unique_ptr<Gunzip> gunzip; // of a list that comes packed
    ListSplitter splitter;
    QByteArray waiting; // read, but not worked on yet

    Result<QList<QByteArray>> pages(const QByteArray &bytes, bool last);
};

Result<QList<QByteArray>> KubeList::Parts::pages(const QByteArray &bytes, bool last)
{
    QList<QByteArray> pages;
    bool tooLarge = false;
    const auto cut = [&](const QByteArray &plain) {
        splitter.feed(plain);
        for (QByteArray page = splitter.takePage(); !page.isEmpty(); page = splitter.takePage())
            pages << page;
        tooLarge = splitter.waiting() > largestItem;
        return !tooLarge;
    };
    const bool good = bytes.isEmpty() || (gunzip ? gunzip->feed(bytes, cut) : cut(bytes));
    if (tooLarge)
        return failure(Error::Kind::Protocol,
                       Text::tr("One object of the list is larger than %1").arg(byteText(largestItem)));
    if (!good)
        return failure(Error::Kind::Protocol, Text::tr("The answer is not packed as its headers say"));
    if (last) {
        if (const QByteArray rest = splitter.takePage(true); !rest.isEmpty())
            pages << rest;
    }
    return pages;
}

KubeList::KubeList(SignedLanes *lanes, const Result<HttpRequest> &request, QString attempt, QObject *parent)
    : ListStream(parent)
    , m_parts(std::make_shared<Parts>())
    , m_attempt(std::move(attempt))
{
    if (!request) {
        QMetaObject::invokeMethod(
            this, [this, error = request.error()] { fail(error); }, Qt::QueuedConnection);
        return;
    }
    m_stream = lanes->stream(*request, this);
    connect(m_stream, &HttpStream::readyRead, this, &KubeList::takeBytes);
    connect(m_stream, &HttpStream::ended, this, [this] {
        m_ended = true;
        takeBytes();
    });
    connect(m_stream, &HttpStream::failed, this, &KubeList::fail);
}

void KubeList::stop()
{
    m_over = true;
    m_work = Call<QList<QByteArray>>();
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

void KubeList::takeBytes()
{
    if (m_over || m_paused || m_working || !m_stream)
        return;
    QByteArray &waiting = m_parts->waiting;
    if (waiting.isEmpty())
        waiting = m_stream->readAll();
    if (waiting.isEmpty() && !m_ended)
        return;
    const QByteArray bytes = waiting.first(std::min(helping, waiting.size()));
    waiting.remove(0, bytes.size());
    work(bytes, m_ended && waiting.isEmpty());
}

void KubeList::work(const QByteArray &bytes, bool last)
{
    if (m_stream->isPacked() && !m_parts->gunzip)
        m_parts->gunzip = std::make_unique<Gunzip>();
    m_working = true;
    m_work = runInPool([parts = m_parts, bytes, last] { return parts->pages(bytes, last); });
    m_work.call().then(this, [this, last](const Result<QList<QByteArray>> &pages) {
        m_working = false;
        if (m_over)
            return;
        if (pages)
            handOver(*pages, last);
        else
            fail(pages.error());
    });
}

void KubeList::handOver(const QList<QByteArray> &pages, bool last)
{
    const QPointer<KubeList> guard(this);
    for (const QByteArray &page : pages) {
        Q_EMIT items(page);
        if (!guard || m_over)
            return;
    }
    if (!last) {
        takeBytes();
        return;
    }
    m_over = true;
    if (const auto meta = m_parts->splitter.meta()) {
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
    m_work = Call<QList<QByteArray>>();
    if (m_stream)
        m_stream->abort();
    Q_EMIT failed(error.tried(m_attempt));
}

} // namespace easel
