// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/statusline.h"

#include "app/context/accessgate.h"
#include "app/context/appcontext.h"
#include "app/context/palettedesk.h"
#include "app/look/plaintip.h"
#include "app/shell/activity.h"
#include "app/shell/enginedesk.h"
#include "core/base/text.h"
#include "core/changes/operation.h"
#include "core/domain/kinds.h"
#include "core/store/workspacesource.h"

namespace easel {

StatusLine::StatusLine(AppContext *context, EngineDesk *engine, QWidget *parent)
    : StatusStrip(parent)
    , m_context(context)
    , m_desk(engine)
    , m_identity(new StatusPiece(this))
    , m_rights(new StatusPiece(this))
    , m_running(new StatusPiece(this))
    , m_budget(new BudgetMeter(this))
    , m_engine(new StatusPiece(this))
{
    setAccessibleName(tr("Status"));
    m_identity->setIconName(QStringLiteral("users"));
    m_running->setClickable(true);
    addLeft(m_identity);
    addLeft(m_rights);
    addLeft(m_running);
    m_engine->setObjectName(QStringLiteral("engine-piece"));
    m_engine->setClickable(true);
    addLeft(m_engine);
    connect(m_engine, &QAbstractButton::clicked, this, &StatusLine::engineRequested);
    connect(m_desk, &EngineDesk::changed, this, &StatusLine::showEngine);
    addRight(m_budget);
    m_budget->hide();
    connect(context->palette(), &PaletteDesk::budgetChanged, this, &StatusLine::showBudget);
    connect(m_running, &QAbstractButton::clicked, this, &StatusLine::activityRequested);
    connect(context, &AppContext::sourceChanged, this, &StatusLine::follow);
    connect(context, &AppContext::scopeChanged, this, &StatusLine::renew);
    connect(context->actions(), &ActionRegistry::changed, this, &StatusLine::renew);
    connect(context->operations(), &OperationLog::started, this, &StatusLine::showRunning);
    connect(context->operations(), &OperationLog::changed, this, &StatusLine::showRunning);
    follow();
}

void StatusLine::follow()
{
    if (const Source *source = m_context->source()) {
        connect(source, &Source::stateChanged, this, &StatusLine::renew);
        connect(source, &Source::catalogChanged, this, &StatusLine::renew);
    }
    renew();
}

void StatusLine::renew()
{
    if (!m_context->source())
        return;
    m_identity->setText(m_context->source()->identityText());
    m_rights->setText(rightsText());
    showRunning();
    showEngine();
}

void StatusLine::showEngine()
{
    m_engine->setVisible(m_desk->isPossible());
    const EngineState state = m_desk->state();
    m_engine->setTone(m_desk->isOn() ? std::optional(engineTone(state.phase)) : std::nullopt);
    const bool somebodyElse = !state.isOurs && !state.holder.identity.isEmpty();
    QString text = tr("Engine: %1").arg(enginePhaseText(state.phase));
    if (m_desk->isOn() && somebodyElse)
        text = tr("Engine: %1 runs it").arg(leaseHolderText(state));
    m_engine->setText(text);
    m_engine->setToolTip(plainTip(state.sentence));
}

QString StatusLine::rightsText() const
{
    Source *source = m_context->source();
    if (const auto *workspace = dynamic_cast<WorkspaceSource *>(source))
        return workspace->isWritable() ? tr("Read and write") : tr("Read only");
    if (source->state().phase != SourceState::Phase::Live)
        return tr("Reading paused, changes are off");
    const AccessQuestion question{QStringLiteral("create"),
                                  spectroGroup,
                                  QStringLiteral("aiworkloads"),
                                  {},
                                  m_context->scope().kind == Scope::Kind::Project ? m_context->scope().name
                                                                                  : QString(),
                                  {}};
    const auto answer = m_context->access()->answer(source, question);
    return answer && !answer->allowed ? tr("Read only") : tr("Read and write");
}

void StatusLine::showBudget()
{
    const auto state = m_context->palette()->budgetState();
    m_budget->setVisible(state.has_value());
    if (!state)
        return;
    const int left = int(state->tokens);
    const qint64 pause = QDateTime::currentDateTimeUtc().secsTo(state->pausedUntil);
    const QString text = state->pausedUntil.isValid() && pause > 0
                             ? tr("paused for %1").arg(ageText(std::chrono::seconds(pause)))
                         : state->waiting > 0 ? tr("%n waiting", nullptr, state->waiting)
                                              : tr("%1 of %2 calls").arg(left).arg(state->rate.burst);
    m_budget->setBudget(tr("Palette budget"), state->rate.burst - left, state->rate.burst, text);
}

void StatusLine::showRunning()
{
    const int running = m_context->operations()->running();
    if (running == 0) {
        m_running->setTone(std::nullopt);
        m_running->setText(tr("Nothing running"));
        return;
    }
    m_running->setTone(Tone::Progressing);
    const QList<ApplyOperation *> &operations = m_context->operations()->operations();
    const auto current =
        std::find_if(operations.cbegin(), operations.cend(), [](const ApplyOperation *operation) {
            return operation->state() == ApplyOperation::State::Running;
        });
    m_running->setText(current == operations.cend() ? tr("%n running", nullptr, running)
                                                    : tr("%1: %2, %3")
                                                          .arg(tr("%n running", nullptr, running),
                                                               (*current)->title(), operationText(*current)));
}

} // namespace easel
