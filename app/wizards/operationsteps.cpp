// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/operationsteps.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"
#include "core/domain/kinds.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace easel {

namespace {

struct StepWord
{
    Tone tone;
    QString word;
};

StepWord wordOf(OperationStep::State state)
{
    switch (state) {
    case OperationStep::State::Waiting:
        break;
    case OperationStep::State::Running:
        return {Tone::Progressing, OperationSteps::tr("running")};
    case OperationStep::State::Done:
        return {Tone::Good, OperationSteps::tr("done")};
    case OperationStep::State::Refused:
        return {Tone::Bad, OperationSteps::tr("refused")};
    case OperationStep::State::OutcomeUnknown:
        return {Tone::Unknown, OperationSteps::tr("outcome unknown")};
    case OperationStep::State::Skipped:
        return {Tone::Paused, OperationSteps::tr("skipped")};
    }
    return {Tone::Neutral, OperationSteps::tr("waiting")};
}

} // namespace

OperationSteps::OperationSteps(QWidget *parent)
    : QScrollArea(parent)
{
    setObjectName(QStringLiteral("operationSteps"));
    setAccessibleName(tr("Steps"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    viewport()->setAutoFillBackground(false);
}

void OperationSteps::setOperation(ApplyOperation *operation)
{
    m_operation = operation;
    m_lines.clear();
    m_content = new QWidget;
    m_content->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(2, 1);
    column->addLayout(grid);
    column->addStretch();
    for (const OperationStep &step : operation->steps()) {
        const int row = int(m_lines.size());
        const KindInfo *info = kindInfo(step.ref);
        auto *state = new StateChip(Tone::Neutral, {}, StateChip::Shape::Plain, m_content);
        auto *name = new QLabel(QStringLiteral("%1 %2").arg(info ? info->singularTitle : step.ref.kind,
                                                            cleanedLine(step.ref.name)),
                                m_content);
        name->setTextFormat(Qt::PlainText);
        auto *note = new QLabel(m_content);
        note->setTextFormat(Qt::PlainText);
        note->setWordWrap(true);
        setSecondaryText(note);
        grid->addWidget(state, row, 0);
        grid->addWidget(name, row, 1);
        grid->addWidget(note, row, 2);
        m_lines.append({state, note});
        showStep(row);
    }
    setWidget(m_content);
    connect(operation, &ApplyOperation::stepChanged, this, &OperationSteps::showStep);
}

void OperationSteps::showStep(int index)
{
    if (!m_operation || index < 0 || index >= m_lines.size())
        return;
    const OperationStep &step = m_operation->steps().at(index);
    const StepWord word = wordOf(step.state);
    const Line &line = m_lines.at(index);
    line.state->setState(word.tone, word.word);
    line.note->setText(step.error ? errorSentence(*step.error) : step.note);
    // The eye is led along, down to the first step that is not done.
    if (widget() && step.state != OperationStep::State::Waiting)
        ensureWidgetVisible(line.state, 0, 60);
}

} // namespace easel
