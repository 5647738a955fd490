// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hublink.h"

#include "core/clients/backoff.h"
#include "core/clients/signin/identitysource.h"

namespace easel {

namespace {

using namespace std::chrono_literals;

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
        // The question goes on: a late answer is welcome.
        lost(makeError(Error::Kind::Timeout,
                       tr("No answer for %1 s").arg(std::max<qint64>(1, m_every.count() / 1000)))
                 .tried(tr("ask %1 for its version").arg(m_client->server().url.host())));
    });
}

HubLink::~HubLink() = default;

void HubLink::start()
{
    m_started = true;
    ask();
}

void HubLink::ask()
{
    if (!m_started)
        return;
    if (m_question.call().isValid() && !m_question.call().isFinished())
        return;
    m_next.stop();
    if (m_state.nextTry.isValid()) {
        m_state.nextTry = {};
        Q_EMIT changed();
    }
    m_patience.start(m_every);
    const Call<ServerVersion> question = m_client->version();
    m_question = question;
    question.then(this, [this](const Result<ServerVersion> &version) { answered(version); });
}

void HubLink::answered(const Result<ServerVersion> &version)
{
    m_patience.stop();
    if (version)
        m_serverVersion = version->gitVersion;
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
    // What will not get better by itself is not asked often.
    auto delay =
        error.isTransient() ? backoffDelay(m_failures, 800ms, 30'000ms) : std::chrono::milliseconds(30'000);
    if (error.retryAfter)
        delay = std::max(delay, std::chrono::milliseconds(*error.retryAfter));
    ++m_failures;
    m_next.start(delay);
    lost(error);
    m_state.nextTry = QDateTime::currentDateTimeUtc().addMSecs(delay.count());
    Q_EMIT changed();
}

void HubLink::hear()
{
    m_state.lastHeard = QDateTime::currentDateTimeUtc();
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
    Q_EMIT changed();
}

void HubLink::suspect(const Error &error)
{
    if (m_started && m_answers && mayBeTheLink(error))
        ask();
}

void HubLink::connected()
{
    m_connected = true;
    if (!m_answers && m_question.call().isValid() && !m_question.call().isFinished()) {
        // Discovery was quicker than the first question.
        m_answers = true;
    }
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
