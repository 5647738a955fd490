// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/enginedesk.h"

#include "app/context/appcontext.h"
#include "core/base/text.h"
#include "core/store/hubsource.h"

namespace easel {

EngineDesk::EngineDesk(AppContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    connect(context, &AppContext::sourceAboutToChange, this, &EngineDesk::drop);
    connect(context, &AppContext::sourceChanged, this, [this] {
        if (const Source *source = m_context->source())
            connect(source, &Source::stateChanged, this, &EngineDesk::changed);
        Q_EMIT changed();
    });
}

EngineDesk::~EngineDesk() = default;

HubSource *EngineDesk::hub() const
{
    return qobject_cast<HubSource *>(m_context->source());
}

bool EngineDesk::isPossible() const
{
    return whyNot().isEmpty();
}

QString EngineDesk::whyNot() const
{
    const HubSource *source = hub();
    if (!source)
        return tr("A workspace folder has no engine; open a hub to run one.");
    if (source->mode() == HubMode::Vendor)
        return tr("This hub already runs PaletteAI controllers, so Easel's engine stays off.");
    return {};
}

void EngineDesk::drop()
{
    // Its Lease runs out by itself: the source that could give it back goes now.
    m_engine.reset();
    m_holder = {};
    Q_EMIT changed();
}

bool EngineDesk::isOn() const
{
    return m_engine && m_engine->isOn();
}

void EngineDesk::setOn(bool on)
{
    if (on == isOn() || (on && !isPossible()))
        return;
    if (on) {
        if (!m_engine) {
            m_engine = std::make_unique<Engine>(hub());
            connect(m_engine.get(), &Engine::changed, this, &EngineDesk::changed);
        }
        m_engine->start();
    } else {
        m_engine->stop().then(this, [this](const Result<Done> &) { lookForHolder(); });
    }
    Q_EMIT changed();
}

EngineState EngineDesk::state() const
{
    EngineState state = m_engine ? m_engine->state() : EngineState();
    if (state.phase == EngineState::Phase::Off)
        state.holder = m_holder;
    return state;
}

void EngineDesk::lookForHolder()
{
    HubSource *source = hub();
    if (!source || source->mode() != HubMode::Easel || isOn())
        return;
    readLeaseHolder(source->client(), source->systemNamespace(), this)
        .then(this, [this](const Result<LeaseHolder> &holder) {
            m_holder = holder.value_or(LeaseHolder());
            Q_EMIT changed();
        });
}

QString leaseHolderText(const EngineState &state)
{
    if (state.isOurs)
        return EngineDesk::tr("this window");
    if (state.holder.identity.isEmpty())
        return EngineDesk::tr("nobody");
    // "<user>@<host>/<uuid>": the last part tells processes apart, not people.
    return cleanedLine(state.holder.identity.section(u'/', 0, 0));
}

Tone engineTone(EngineState::Phase phase)
{
    switch (phase) {
    case EngineState::Phase::Off:
        return Tone::Paused;
    case EngineState::Phase::Checking:
    case EngineState::Phase::Reading:
    case EngineState::Phase::Stopping:
        return Tone::Progressing;
    case EngineState::Phase::Refused:
        return Tone::Bad;
    case EngineState::Phase::Waiting:
        return Tone::Waiting;
    case EngineState::Phase::Working:
        return Tone::Good;
    }
    return Tone::Unknown;
}

} // namespace easel

#include "moc_enginedesk.cpp"
