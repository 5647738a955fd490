// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettecall.h"

#include "core/base/log.h"
#include "core/clients/backoff.h"

#include <QCoreApplication>
#include <QTimer>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteCall)
};

bool isWorthAnotherTry(const Result<HttpReply> &result)
{
    if (result)
        return result->status == 429 || result->status > 500;
    return result.error().reason == u"ConnectionLost";
}

} // namespace

PaletteCall::PaletteCall(Lanes *lanes, std::shared_ptr<PaletteBudget> budget, HttpRequest request,
                         PaletteRequest::Effect effect, PaletteRequest::Pace pace, PaletteRetry retry,
                         QObject *parent)
    : QObject(parent)
    , m_lanes(lanes)
    , m_budget(std::move(budget))
    , m_request(std::move(request))
    , m_effect(effect)
    , m_pace(pace)
    , m_retry(retry)
{
    m_request.retry = false; // each try needs a token of the budget
    m_request.safe = effect == PaletteRequest::Effect::Read;
}

PaletteCall::~PaletteCall()
{
    m_token.cancel();
    m_sending.cancel();
    m_promise.finish(failure(Error::Kind::Canceled, Text::tr("The connection was given up")));
}

Call<HttpReply> PaletteCall::start()
{
    m_promise.onCancel([guard = QPointer<PaletteCall>(this)] {
        if (guard)
            QMetaObject::invokeMethod(guard.data(), [guard] { guard->giveUp(); });
    });
    queue();
    return m_promise.call();
}

void PaletteCall::queue()
{
    m_token = m_budget->take(m_pace);
    m_token.then(this, [this](const Result<Done> &done) {
        if (done)
            send();
        else
            conclude(failure(done.error()));
    });
}

void PaletteCall::send()
{
    if (!m_lanes) {
        giveUp();
        return;
    }
    ++m_tries;
    m_sending = m_lanes->send(m_request);
    m_sending.then(this, [this](const Result<HttpReply> &reply) { conclude(reply); });
}

void PaletteCall::conclude(const Result<HttpReply> &result)
{
    std::chrono::milliseconds wait = backoffDelay(m_tries - 1, m_retry.first, m_retry.most);
    bool again = m_effect != PaletteRequest::Effect::Once && m_tries < m_retry.tries &&
                 isWorthAnotherTry(result) && !m_promise.isCanceled();
    if (result && (result->status == 429 || result->status == 503)) {
        if (const auto asked = retryAfterOf(*result)) {
            wait = std::max<std::chrono::milliseconds>(wait, *asked);
            again = again && *asked <= m_retry.longestWait;
        }
    }
    // Too many are too many of everybody's: the others hold back too.
    const bool throttled = result && result->status == 429;
    if (throttled)
        m_budget->refuse(std::min<std::chrono::milliseconds>(wait, m_retry.longestWait));
    if (again) {
        qCDebug(lcNet) << "Palette: trying again in" << wait.count() << "ms";
        if (throttled)
            queue(); // the budget waits for us
        else
            QTimer::singleShot(wait, this, &PaletteCall::queue);
        return;
    }
    m_promise.finish(result);
    deleteLater();
}

void PaletteCall::giveUp()
{
    m_token.cancel();
    m_sending.cancel();
    m_promise.finish(failure(Error::Kind::Canceled, Text::tr("The connection was given up")));
    deleteLater();
}

} // namespace easel
