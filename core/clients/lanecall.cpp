// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/lanecall.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/clients/backoff.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QTimer>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::LaneCall)
};

constexpr int mostTries = 4;
constexpr qint64 chunk = 256 * 1024;
// A server that asks for a longer pause is told to the caller, who can show it.
constexpr std::chrono::seconds longestWait{20};

bool wantsAnotherTry(const HttpReply &reply)
{
    return reply.status == 429 || reply.status == 503;
}

// A change that may have arrived is not sent again: who sent it reads back what became of it.
bool wantsAnotherTry(const Error &error)
{
    return error.reason == u"ConnectionLost" && error.kind != Error::Kind::OutcomeUnknown;
}

} // namespace

LaneCall::LaneCall(HttpRequest request, QObject *parent)
    : QObject(parent)
    , m_request(std::move(request))
{
    // The canceling thread may be another one; the exchange belongs to ours.
    m_promise.onCancel([guard = QPointer<LaneCall>(this)] {
        if (guard)
            QMetaObject::invokeMethod(guard.data(), [guard] { guard->giveUp(); });
    });
}

LaneCall::~LaneCall()
{
    m_promise.finish(failure(Error::Kind::Canceled, Text::tr("The connection was given up")));
}

void LaneCall::start(const LaneSetup &setup, QNetworkAccessManager *manager)
{
    ++m_tries;
    m_hasPlace = true;
    m_body.clear();
    m_exchange = std::make_unique<Exchange>(setup, manager, m_request, Exchange::Mode::Whole, nullptr);
    connect(m_exchange.get(), &Exchange::readyRead, this, &LaneCall::takeBytes);
    connect(m_exchange.get(), &Exchange::finished, this, [this] {
        takeBytes();
        if (!m_exchange)
            return;
        HttpReply reply;
        reply.status = m_exchange->status();
        reply.headers = m_exchange->headers();
        reply.body = std::move(m_body);
        if (reply.header("Audit-Id").isEmpty())
            reply.headers.append({QByteArrayLiteral("Audit-Id"), m_exchange->requestId()});
        conclude(reply);
    });
    connect(m_exchange.get(), &Exchange::failed, this,
            [this](const Error &error) { conclude(failure(error)); });
}

void LaneCall::takeBytes()
{
    // In portions, because Qt unpacks while it is read: a small answer can unpack to gigabytes.
    for (;;) {
        const QByteArray bytes = m_exchange->read(chunk);
        if (bytes.isEmpty())
            return;
        if (m_body.size() + bytes.size() > m_request.maxBytes) {
            conclude(failure(Error::Kind::Protocol,
                             Text::tr("The answer is larger than %1").arg(byteText(m_request.maxBytes)),
                             Text::tr("Narrow the request, for example to one namespace.")));
            return;
        }
        m_body += bytes;
    }
}

bool LaneCall::triesLeft() const
{
    return m_request.retry && m_tries < mostTries && !m_promise.isCanceled();
}

void LaneCall::conclude(const Result<HttpReply> &result)
{
    // Not deleted here: this may run inside one of its signals.
    if (m_exchange) {
        m_exchange->giveUp();
        m_exchange.release()->deleteLater();
    }
    const bool again = triesLeft() && (result ? wantsAnotherTry(*result) : wantsAnotherTry(result.error()));
    std::chrono::milliseconds wait = backoffDelay(m_tries - 1);
    bool waitIsFine = true;
    if (again && result) {
        if (const auto asked = retryAfterOf(*result)) {
            wait = std::max<std::chrono::milliseconds>(wait, *asked);
            waitIsFine = *asked <= longestWait;
        }
    }
    if (again && waitIsFine) {
        qCDebug(lcNet) << "trying again in" << wait.count() << "ms";
        leave();
        QTimer::singleShot(wait, this, [this] {
            if (!call().isFinished())
                Q_EMIT placeWanted();
        });
        return;
    }
    m_promise.finish(result);
    leave();
    Q_EMIT over();
    deleteLater();
}

void LaneCall::leave()
{
    if (!std::exchange(m_hasPlace, false))
        return;
    Q_EMIT placeFreed();
}

void LaneCall::giveUp()
{
    if (m_exchange) {
        m_exchange->giveUp();
        m_exchange.release()->deleteLater();
    }
    m_promise.finish(failure(Error::Kind::Canceled, Text::tr("The connection was given up")));
    leave();
    Q_EMIT over();
    deleteLater();
}

} // namespace easel
