// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/planwindow.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/typography.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/panel.h"
#include "app/views/planview.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

PlanWindow::PlanWindow(AppContext *context, const QString &title, const QString &explanation, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_note(new Banner(Tone::Warning, this))
    , m_panel(new PlanPanel(context, this))
    , m_summary(new QLabel(this))
    , m_close(new QPushButton(tr("Cancel"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("planWindow"));
    setWindowTitle(title);
    setMinimumSize(800, 520);
    resize(1180, 760);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 12);
    head->setSpacing(12);
    auto *name = new QLabel(title, this);
    name->setTextFormat(Qt::PlainText);
    setTextRole(name, TextRole::Heading);
    auto *what = new QLabel(explanation, this);
    what->setTextFormat(Qt::PlainText);
    what->setWordWrap(true);
    setSecondaryText(what);
    head->addWidget(name);
    head->addWidget(what, 1);
    layout->addLayout(head);
    layout->addWidget(new Hairline(Qt::Horizontal, this));
    auto *body = new QVBoxLayout;
    body->setContentsMargins(16, 12, 16, 12);
    body->setSpacing(8);
    m_note->setLayoutKind(Banner::Layout::Stacked);
    m_note->hide();
    body->addWidget(m_note);
    body->addWidget(m_panel, 1);
    layout->addLayout(body, 1);
    layout->addWidget(new Hairline(Qt::Horizontal, this));

    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    foot->setSpacing(8);
    m_close->setObjectName(QStringLiteral("planClose"));
    setButtonKind(m_close, ButtonKind::Flat);
    setTextRole(m_summary, TextRole::Small);
    setSecondaryText(m_summary);
    m_summary->setObjectName(QStringLiteral("planSummary"));
    foot->addWidget(m_close);
    foot->addWidget(m_summary, 1);
    // The accent button stands outermost.
    const QList<QPushButton *> &buttons = m_panel->buttons();
    for (auto it = buttons.rbegin(); it != buttons.rend(); ++it)
        foot->addWidget(*it);
    layout->addLayout(foot);

    connect(m_close, &QPushButton::clicked, this, &QWidget::close);
    connect(m_panel, &PlanPanel::closeRequested, this, &QWidget::close);
    connect(m_panel, &PlanPanel::planShown, this, &PlanWindow::showSummary);
    connect(m_panel->view(), &PlanView::planChanged, this, &PlanWindow::showSummary);
    connect(m_panel, &PlanPanel::started, this, [this] {
        m_summary->clear();
        m_close->setText(tr("Close"));
        m_close->setFocus();
    });
    connect(m_panel, &PlanPanel::planShownAgain, this, [this] {
        for (QPushButton *button : m_panel->buttons())
            button->setVisible(m_panel->handsOver() || button == m_panel->buttons().first());
        m_close->setText(tr("Cancel"));
    });
    connect(m_context, &AppContext::sourceAboutToChange, this, &QWidget::close);
    m_close->setFocus();
}

void PlanWindow::setNote(const QString &strong, const QString &text)
{
    m_note->setTexts(strong, text);
    m_note->setVisible(!strong.isEmpty());
}

void PlanWindow::showSummary()
{
    const Plan &plan = m_panel->view()->plan();
    if (plan.items.isEmpty()) {
        m_summary->clear();
        return;
    }
    // The objects can be walked through at once; applying takes a key of its own, which nobody is typing yet.
    if (m_close->hasFocus() && plan.count(PlanItem::Change::Unchanged) < plan.items.size())
        m_panel->view()->setFocus();
    const int further = plan.count(PlanItem::Change::NotInFolder);
    const QString furtherText = further > 0 ? tr("%n not in the folder", nullptr, further) : QString();
    if (!plan.hasChanges()) {
        const QString nothing = tr("Nothing to do: everything is there as it should be.");
        m_summary->setText(further > 0 ? nothing + u' ' + furtherText : nothing);
        return;
    }
    int findings = 0;
    for (const PlanItem &item : plan.items)
        findings += int(item.findings.size());
    QStringList parts{tr("%n to create", nullptr, plan.count(PlanItem::Change::Create)),
                      tr("%n to change", nullptr, plan.count(PlanItem::Change::Change)),
                      tr("%n unchanged", nullptr, plan.count(PlanItem::Change::Unchanged))};
    if (further > 0)
        parts << furtherText;
    if (findings > 0)
        parts << tr("%n finding(s)", nullptr, findings);
    m_summary->setText(parts.join(QStringLiteral(" · ")));
}

void PlanWindow::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() == Qt::ControlModifier) {
        QPushButton *apply = m_panel->buttons().first();
        if (apply->isEnabled() && !m_panel->isApplied())
            apply->click();
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace easel
