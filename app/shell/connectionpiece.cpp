// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/connectionpiece.h"

#include "app/context/appcontext.h"
#include "app/look/plaintip.h"
#include "app/shell/windowmenus.h"
#include "core/base/text.h"

namespace easel {

ConnectionPiece::ConnectionPiece(AppContext *context, QWidget *parent)
    : StatusPiece(parent)
    , m_context(context)
{
    setClickable(true);
    setStrong(true);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &ConnectionPiece::renew);
    connect(this, &QAbstractButton::clicked, this, [this] { popUpConnectionMenu(m_context, this); });
    connect(context, &AppContext::sourceChanged, this, &ConnectionPiece::follow);
    follow();
}

void ConnectionPiece::follow()
{
    const Source *source = m_context->source();
    if (!source) {
        m_clock.stop();
        return;
    }
    connect(source, &Source::stateChanged, this, &ConnectionPiece::renew);
    m_clock.start();
    renew();
}

void ConnectionPiece::renew()
{
    const Source *source = m_context->source();
    if (!source)
        return;
    const SourceState state = source->state();
    const QDateTime now = QDateTime::currentDateTime();
    const auto age = [&now](const QDateTime &time) {
        return time.isValid() ? ageText(std::chrono::seconds(time.secsTo(now))) : QString();
    };
    QString text;
    QString note;
    Tone tone = Tone::Good;
    switch (state.phase) {
    case SourceState::Phase::Live:
        text = tr("Live");
        note = source->isWorkspace() ? QString() : age(state.lastHeard);
        break;
    case SourceState::Phase::Connecting:
        text = tr("Connecting");
        tone = Tone::Progressing;
        break;
    case SourceState::Phase::Stale:
        text = tr("Stale");
        note = age(state.lastHeard.isValid() ? state.lastHeard : state.since);
        tone = Tone::Unknown;
        break;
    case SourceState::Phase::Failed:
        text = tr("Not connected");
        tone = Tone::Bad;
        break;
    }
    setTone(tone);
    setText(text);
    setNote(note);
    setAccessibleName(tr("Connection: %1 %2").arg(text, note).trimmed());
    setToolTip(plainTip(state.error ? errorSentence(*state.error) : source->identityText()));
}

} // namespace easel
