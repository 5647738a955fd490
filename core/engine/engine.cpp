// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine.h"

#include "core/base/text.h"
#include "core/changes/preparehub.h"
#include "core/engine/enginerun.h"
#include "core/store/hubsource.h"

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds checkAgain{5};

ResourceType webhooks(const QString &kind, const QString &plural)
{
    ResourceType type;
    type.group = u"admissionregistration.k8s.io"_s;
    type.version = u"v1"_s;
    type.kind = kind;
    type.plural = plural;
    type.namespaced = false;
    return type;
}

} // namespace

QString enginePhaseText(EngineState::Phase phase)
{
    switch (phase) {
    case EngineState::Phase::Off:
        return Engine::tr("Off");
    case EngineState::Phase::Checking:
        return Engine::tr("Checking the hub");
    case EngineState::Phase::Refused:
        return Engine::tr("Cannot run here");
    case EngineState::Phase::Waiting:
        return Engine::tr("Waiting");
    case EngineState::Phase::Reading:
        return Engine::tr("Reading the hub");
    case EngineState::Phase::Working:
        return Engine::tr("Working");
    case EngineState::Phase::Stopping:
        return Engine::tr("Stopping");
    }
    return {};
}

Engine::Engine(HubSource *source, EngineTimes times, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_times(std::move(times))
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &Engine::check);
    connect(m_source, &Source::stateChanged, this, &Engine::sourceChanged);
}

Engine::~Engine() = default;

QStringList Engine::kinds()
{
    return EngineRun::kinds();
}

QString Engine::identity() const
{
    return m_lease ? m_lease->identity() : QString();
}

qint64 Engine::statusWrites() const
{
    return m_run ? m_run->statusWrites() : 0;
}

EngineState Engine::state() const
{
    EngineState state = m_state;
    if (m_lease) {
        state.holder = m_lease->holder();
        state.isOurs = m_lease->isHeld();
    }
    if (m_run) {
        state.waiting = m_run->waiting();
        state.busy = m_run->busy();
    }
    return state;
}

void Engine::setPhase(EngineState::Phase phase, const QString &sentence)
{
    const bool same = m_state.phase == phase && m_state.sentence == sentence;
    if (!same) {
        if (m_state.phase != phase)
            m_state.since = QDateTime::currentDateTimeUtc();
        m_state.phase = phase;
        m_state.sentence = sentence;
        m_log.info({},
                   sentence.isEmpty() ? enginePhaseText(phase) : enginePhaseText(phase) + u": "_s + sentence);
    }
    Q_EMIT changed();
}

void Engine::start()
{
    if (isOn())
        return;
    ++m_round;
    m_checked = false;
    m_state.missing.clear();
    setPhase(EngineState::Phase::Checking);
    check();
}

Call<Done> Engine::stop()
{
    ++m_round;
    m_again.stop();
    if (!isOn())
        return Call<Done>::ready(Done{});
    m_run.reset();
    if (!m_lease) {
        setPhase(EngineState::Phase::Off);
        return Call<Done>::ready(Done{});
    }
    setPhase(EngineState::Phase::Stopping);
    return m_lease->release().map(this, [this, round = m_round](const Result<Done> &) -> Result<Done> {
        if (round == m_round) {
            m_lease.reset();
            setPhase(EngineState::Phase::Off);
        }
        return Done{};
    });
}

void Engine::sourceChanged()
{
    if (m_state.phase == EngineState::Phase::Checking && !m_checked)
        check();
    else if (isOn() && m_source->mode() == HubMode::Vendor && m_state.phase != EngineState::Phase::Refused)
        check(); // somebody installed the vendor's controllers
}

void Engine::refuse(const QString &sentence, const QList<EngineRight> &missing)
{
    m_run.reset();
    if (m_lease)
        m_lease->release(); // done before the object goes: the request is on its way
    m_state.missing = missing;
    setPhase(EngineState::Phase::Refused, sentence);
}

void Engine::problem(const Error &error)
{
    if (error.kind == Error::Kind::Canceled)
        return;
    setPhase(EngineState::Phase::Checking, errorSentence(error));
    m_again.start(checkAgain);
}

void Engine::check()
{
    const SourceState state = m_source->state();
    switch (m_source->mode()) {
    case HubMode::Vendor:
        refuse(tr("This hub already runs PaletteAI controllers, so Easel's engine stays off."));
        return;
    case HubMode::Empty:
        if (state.phase == SourceState::Phase::Live)
            refuse(tr("None of Easel's kinds is installed here. Prepare this hub first."));
        return;
    case HubMode::Workspace:
        refuse(tr("A workspace folder has no engine."));
        return;
    case HubMode::Unknown:
        if (state.phase == SourceState::Phase::Failed && state.error)
            setPhase(EngineState::Phase::Checking, errorSentence(*state.error));
        return; // the source says when it knows
    case HubMode::Easel:
        break;
    }
    if (state.phase != SourceState::Phase::Live)
        return;
    m_checked = true;
    const auto asked = [this, round = m_round](const Result<QJsonObject> &found) {
        if (round != m_round || m_state.phase != EngineState::Phase::Checking)
            return;
        if (found)
            refuse(tr("This hub already runs PaletteAI controllers, so Easel's engine stays off."));
    };
    KubeClient *client = m_source->client();
    const QString vendors = u"hue-admission"_s;
    client
        ->get(webhooks(u"ValidatingWebhookConfiguration"_s, u"validatingwebhookconfigurations"_s), {},
              vendors)
        .then(this, asked);
    client->get(webhooks(u"MutatingWebhookConfiguration"_s, u"mutatingwebhookconfigurations"_s), {}, vendors)
        .then(this, [this, asked, round = m_round](const Result<QJsonObject> &found) {
            asked(found);
            if (round != m_round || m_state.phase != EngineState::Phase::Checking)
                return;
            const bool answered = found || found.error().kind == Error::Kind::NotFound ||
                                  found.error().kind == Error::Kind::Forbidden; // listed with the rights
            if (answered)
                checkInstalled();
            else
                problem(found.error());
        });
}

// An older Easel does not run on what a newer one installed (0.2).
void Engine::checkInstalled()
{
    checkHub(m_source, this).then(this, [this, round = m_round](const Result<HubCheck> &check) {
        if (round != m_round || m_state.phase != EngineState::Phase::Checking)
            return;
        if (!check)
            problem(check.error());
        else if (!check->newerCrds.isEmpty())
            refuse(tr("This hub's Easel schema is newer than this Easel. Update Easel to run its engine; "
                      "viewing and editing still work."));
        else if (!check->missingCrds.isEmpty())
            refuse(tr("Some of Easel's kinds are not installed here: %1. Prepare this hub first.")
                       .arg(nameList(check->missingCrds)));
        else
            checkRights();
    });
}

void Engine::checkRights()
{
    checkEngineRights(m_source->client(), m_source->systemNamespace(), m_source->catalog(), this)
        .then(this, [this, round = m_round](const Result<QList<EngineRight>> &rights) {
            if (round != m_round || m_state.phase != EngineState::Phase::Checking)
                return;
            if (!rights) {
                problem(rights.error());
                return;
            }
            const QList<EngineRight> missing = missingRights(*rights);
            if (missing.isEmpty()) {
                waitForLease();
                return;
            }
            refuse(tr("%n of the rights that the engine needs are missing.", nullptr, int(missing.size())),
                   missing);
        });
}

void Engine::waitForLease()
{
    setPhase(EngineState::Phase::Waiting);
    m_source->client()->whoAmI().then(this, [this, round = m_round](const Result<SubjectInfo> &who) {
        if (round != m_round)
            return;
        const QString user = who ? who->user : QString();
        m_lease = std::make_unique<EngineLease>(m_source->client(), m_source->systemNamespace(),
                                                EngineLease::ownIdentity(user), m_times);
        connect(m_lease.get(), &EngineLease::acquired, this, &Engine::run);
        connect(m_lease.get(), &EngineLease::lost, this, &Engine::halt);
        connect(m_lease.get(), &EngineLease::changed, this, [this] {
            if (m_state.phase != EngineState::Phase::Waiting) {
                Q_EMIT changed();
                return;
            }
            if (m_lease->error())
                setPhase(EngineState::Phase::Waiting, errorSentence(*m_lease->error()));
            else if (!m_lease->isHeld() && !m_lease->holder().identity.isEmpty())
                setPhase(EngineState::Phase::Waiting,
                         tr("%1 runs the engine of this hub.").arg(m_lease->holder().identity));
        });
        m_lease->start();
    });
}

void Engine::run()
{
    setPhase(EngineState::Phase::Reading);
    m_run = std::make_unique<EngineRun>(m_source, m_source->client(), &m_log, m_times,
                                        [this] { return m_lease && m_lease->mayAct(); });
    connect(m_run.get(), &EngineRun::changed, this, [this] {
        if (m_run && m_run->isWorking() && m_state.phase == EngineState::Phase::Reading)
            setPhase(EngineState::Phase::Working);
        else
            Q_EMIT changed();
    });
    connect(
        m_run.get(), &EngineRun::failed, this,
        [this](const Error &error) {
            if (m_run && !m_run->isWorking())
                setPhase(EngineState::Phase::Reading, errorSentence(error));
        },
        Qt::QueuedConnection);
    m_run->start();
}

void Engine::halt(const QString &sentence)
{
    m_run.reset();
    m_log.warn({}, tr("The Lease was lost. %1").arg(sentence));
    setPhase(EngineState::Phase::Waiting, sentence);
}

} // namespace easel

#include "moc_engine.cpp"
