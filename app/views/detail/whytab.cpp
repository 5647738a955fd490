// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/detail/whytab.h"

#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/detail/scrollingcolumn.h"
#include "app/views/explain/explainpanel.h"
#include "app/views/explain/explainrun.h"
#include "app/views/parts/panel.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace easel {

WhyTab::WhyTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
    , m_column(scrollingColumn(this, tr("Why")))
    , m_reasons(new QWidget(this))
    , m_line(new Hairline(Qt::Horizontal, this))
    , m_panel(new ExplainPanel(this))
    , m_run(new ExplainRun(context, this))
{
    m_column->addWidget(m_reasons);
    m_column->addWidget(m_line);
    m_column->addWidget(m_panel);
    m_column->addStretch();
    connect(m_run, &ExplainRun::workingChanged, this,
            [this] { m_panel->setWorking(m_run->isWorking(), m_run->isAdvising()); });
    connect(m_run, &ExplainRun::explained, this, [this](const Explanation &explanation) {
        m_panel->setExplanation(explanation);
        m_panel->setProblem(m_run->problem());
    });
    connect(m_run, &ExplainRun::notExplained, this, [this] {
        m_panel->setNothingToSay(
            tr("Nothing is decided about it: it names no pool and no environment that is here."));
    });
    connect(m_run, &ExplainRun::failed, m_panel, &ExplainPanel::setFailed);
    connect(m_panel, &ExplainPanel::arrangementChosen, m_run, &ExplainRun::setMachines);
    connect(m_panel, &ExplainPanel::stopRequested, m_run, &ExplainRun::stop);
    connect(m_panel, &ExplainPanel::againRequested, m_run, &ExplainRun::again);
    connect(m_panel, &ExplainPanel::openRequested, context, &AppContext::openObject);
}

bool WhyTab::explains(const DetailSubject &subject)
{
    if (subject.object.isEmpty() || !subject.knowledge.objects)
        return false;
    return (subject.explain && canBeExplained(subject.ref.groupKind())) ||
           isExplained(subject.object, *subject.knowledge.objects);
}

bool WhyTab::hasAnswer(const DetailSubject &subject)
{
    return !subject.summary.reasons.isEmpty() || explains(subject);
}

void WhyTab::reset()
{
    m_asked = {};
    m_run->clear();
    m_panel->clear();
}

void WhyTab::showSubject()
{
    showReasons();
    ask();
}

void WhyTab::showReasons()
{
    auto *content = new QWidget(this);
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const QString &reason : subject().summary.reasons) {
        auto *number = new QLabel(QString::number(row + 1), content);
        setSecondaryText(number);
        setTextRole(number, TextRole::SmallStrong);
        auto *text = new QLabel(content);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        text->setText(reason);
        text->setAccessibleName(tr("Reason %1: %2").arg(row + 1).arg(reason));
        grid->addWidget(number, row, 0, Qt::AlignTop);
        grid->addWidget(text, row, 1);
        ++row;
    }
    m_column->replaceWidget(m_reasons, content);
    m_reasons->deleteLater();
    m_reasons = content;
    m_reasons->setVisible(row > 0);
}

void WhyTab::ask()
{
    const DetailSubject &now = subject();
    m_line->setVisible(explains(now) && !now.summary.reasons.isEmpty());
    if (!explains(now)) {
        m_asked = {};
        m_run->clear();
        m_panel->clear();
        return;
    }
    if (m_asked == now.object)
        return; // the run follows what is around it by itself
    m_asked = now.object;
    // What Kubernetes keeps beside a tenant's quota lies in the namespaces of all its projects.
    const bool everywhere = now.ref.kind == u"Tenant";
    m_run->ask(now.object, everywhere                        ? QString()
                           : now.ref.namespaceName.isEmpty() ? now.ref.name
                                                             : now.ref.namespaceName);
}

void WhyTab::showEvent(QShowEvent *event)
{
    m_run->pause(false);
    DetailTab::showEvent(event);
}

void WhyTab::hideEvent(QHideEvent *event)
{
    m_run->pause(true);
    DetailTab::hideEvent(event);
}

} // namespace easel
