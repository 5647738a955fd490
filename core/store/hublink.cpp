// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hublink.h"

#include "core/clients/backoff.h"
#include "core/clients/signedlanes.h"
#include "core/clients/signin/identitysource.h"

namespace easel {

namespace {

using namespace std::chrono_literals;

// The link is back when the hub answers again, and that has to be seen within seconds: a small question now
// and then is all that a hub that does not answer is asked.
constexpr auto firstPause = 400ms;
constexpr auto longestPause = 1'500ms;
constexpr auto patienceWhileSilent = 2'000ms;
constexpr std::size_t mostQuestions = 3;
constexpr auto clocksEvery = 2'000ms;
constexpr qint64 clocksApart = 5'000; // ms

bool isAnswer(const Error &error)
{
    // 401 leaves nothing that can be read; a gateway's 5xx is not the API server.
    return error.status >= 300 && error.status < 500 && error.status != 401;
}

bool mayBeTheLink(const Error &error)
{
    return !isAnswer(error) && error.kind != Error::Kind::Canceled && error.kind != Error::Kind::Protocol;
}

} // namespace

HubLink::HubLink(KubeClient *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_state.since = QDateTime::currentDateTimeUtc();
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &HubLink::ask);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_client->source()->isMaking()) { // a person or a command is waited for, not the hub
            m_patience.start(m_every);
            return;
        }
        // The question goes on: a late answer is welcome. Said again each time: the hub may have been back
        // for less than it takes to ask.
        if (!m_answers && m_state.error && m_state.error->kind == Error::Kind::Timeout)
            lost(Error(*m_state.error)); // the first silence was the longest
        else
            lost(makeError(Error::Kind::Timeout,
                           tr("No answer for %1 s").arg(std::max<qint64>(1, patience().count() / 1000)))
                     .tried(tr("ask %1 for its version").arg(m_client->server().url.host())));
        m_client->lanes()->startAfresh();
        ask();
    });
    connect(&m_clocks, &QTimer::timeout, this, &HubLink::lookAtClocks);
}

HubLink::~HubLink() = default;

void HubLink::start()
{
    m_started = true;
    m_steady.start();
    m_wall = m_wallNow();
    m_clocks.start(clocksEvery);
    ask();
}

void HubLink::lookAtClocks()
{
    const qint64 now = m_wallNow();
    const qint64 apart = (now - std::exchange(m_wall, now)) - m_steady.restart();
    if (std::abs(apart) >= clocksApart)
        slept();
}

void HubLink::slept()
{
    if (!m_started)
        return;
    lost(makeError(Error::Kind::Network, tr("This computer slept, or its clock was set"))
             .tried(tr("follow %1").arg(m_client->server().url.host())));
    m_client->lanes()->startAfresh();
    m_questions.clear();
    ask();
}

bool HubLink::isAsking() const
{
    return !m_questions.empty();
}

// Who has just answered is waited for longer than who was silent before.
std::chrono::milliseconds HubLink::patience() const
{
    return m_answers || m_state.phase == SourceState::Phase::Connecting
               ? m_every
               : std::min<std::chrono::milliseconds>(m_every, patienceWhileSilent);
}

void HubLink::ask()
{
    if (!m_started)
        return;
    if (m_patience.isActive() && isAsking())
        return;
    if (m_questions.size() >= mostQuestions)
        m_questions.erase(m_questions.begin());
    m_next.stop();
    m_soon = false;
    if (m_state.nextTry.isValid()) {
        m_state.nextTry = {};
        Q_EMIT changed();
    }
    m_patience.start(patience());
    const Call<ServerVersion> question = m_client->version();
    const quint64 number = ++m_asked;
    m_questions[number] = question;
    question.then(this, [this, number](const Result<ServerVersion> &version) { answered(number, version); });
}

void HubLink::answered(quint64 number, const Result<ServerVersion> &version)
{
    if (m_questions.erase(number) == 0)
        return;
    if (!version && !isAnswer(version.error()) && isAsking())
        return; // a later one is on its way
    m_questions.clear();
    m_patience.stop();
    if (version) {
        m_serverVersion = version->gitVersion;
        m_minorVersion = version->minor;
    }
    if (version || isAnswer(version.error())) {
        alive();
        m_next.start(m_every);
        return;
    }
    const Error &error = version.error();
    if (error.kind == Error::Kind::Canceled) { // the lanes went away under it
        m_next.start(100ms);
        return;
    }
    // What will not get better by itself is not asked often. Rubbish comes from something on the way.
    const bool passes = error.isTransient() || error.kind == Error::Kind::Protocol;
    auto delay =
        passes ? backoffDelay(m_failures, firstPause, longestPause) : std::chrono::milliseconds(30'000);
    if (error.retryAfter)
        delay = std::max(delay, std::chrono::milliseconds(*error.retryAfter));
    ++m_failures;
    m_soon = passes && !error.retryAfter;
    m_next.start(delay);
    lost(error);
    m_state.nextTry = QDateTime::currentDateTimeUtc().addMSecs(delay.count());
    Q_EMIT changed();
}

void HubLink::hear()
{
    m_state.lastHeard = QDateTime::currentDateTimeUtc();
    // Who answers others answers us, too: whatever came is watched over by nobody until then.
    if (m_soon && m_next.remainingTimeAsDuration() > firstPause)
        m_next.start(firstPause);
}

void HubLink::alive()
{
    hear();
    m_failures = 0;
    const bool again = !std::exchange(m_answers, true);
    if (m_connected && m_state.phase != SourceState::Phase::Live) {
        m_state.phase = SourceState::Phase::Live;
        m_state.since = m_state.lastHeard;
    } else if (!m_connected && m_state.phase == SourceState::Phase::Failed) {
        m_state.phase = SourceState::Phase::Connecting;
        m_state.since = m_state.lastHeard;
    }
    m_state.error.reset();
    m_state.nextTry = {};
    Q_EMIT changed();
    if (again)
        Q_EMIT back();
}

void HubLink::lost(const Error &error)
{
    m_answers = false;
    const auto phase = m_connected ? SourceState::Phase::Stale : SourceState::Phase::Failed;
    if (m_state.phase != phase)
        m_state.since =
            m_connected && m_state.lastHeard.isValid() ? m_state.lastHeard : QDateTime::currentDateTimeUtc();
    m_state.phase = phase;
    m_state.error = error;
    m_state.nextTry = {};
    Q_EMIT failed(error);
    Q_EMIT changed();
}

void HubLink::suspect(const Error &error)
{
    if (m_started && m_answers && mayBeTheLink(error))
        ask();
}

void HubLink::connected()
{
    // Discovery can be quicker than the first question. Later ones decide for themselves: who is waited for
    // then is told by back().
    if (!std::exchange(m_connected, true) && isAsking())
        m_answers = true;
    if (m_answers && m_state.phase != SourceState::Phase::Live) {
        hear();
        m_state.phase = SourceState::Phase::Live;
        m_state.since = m_state.lastHeard;
        m_state.error.reset();
        m_state.nextTry = {};
        Q_EMIT changed();
    }
}

void HubLink::discoveryFailed(const Error &error)
{
    if (m_connected)
        return; // the catalog of before stays
    lost(error);
    // The next answer to the small question starts discovery again.
    const auto delay =
        error.isTransient() ? backoffDelay(m_failures++, 800ms, 30'000ms) : std::chrono::milliseconds(30'000);
    m_next.start(delay);
    m_state.nextTry = QDateTime::currentDateTimeUtc().addMSecs(delay.count());
    Q_EMIT changed();
}

} // namespace easel
