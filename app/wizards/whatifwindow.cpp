// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/whatifwindow.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/models/whatifledgermodel.h"
#include "app/views/explain/explainpanel.h"
#include "app/views/parts/flowlabel.h"
#include "app/views/parts/iconlabel.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/planview.h"
#include "app/views/quota/whatifledger.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/whatifform.h"
#include "app/wizards/whatifsteps.h"
#include "core/base/atomicfile.h"
#include "core/base/text.h"
#include "core/changes/workspaceexport.h"
#include "core/domain/kinds.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace easel {

using namespace Qt::StringLiterals;
using Kind = WhatIfChange::Kind;
using Verdict = WhatIfStep::Verdict;

const QString WhatIfWindow::DraftWord = u"what-if"_s;

namespace {

constexpr int changesWidth = 400;
constexpr int narrowChangesWidth = 336; // in windows narrower than that
constexpr int narrowBelow = 1200;
constexpr int longestWord = 28;          // of field paths
const QString changesKey = u"changes"_s; // of the draft's window state

QList<WhatIfChange> changesOf(const Draft &draft)
{
    QList<WhatIfChange> changes;
    const QJsonArray array = draft.windowState().value(changesKey).toArray();
    for (const auto &value : array) {
        if (const auto change = WhatIfChange::fromJson(value.toObject()))
            changes << *change;
    }
    return changes;
}

QScrollArea *scrolled(QWidget *content, const QString &name, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setAccessibleName(name);
    area->setWidget(content);
    return area;
}

} // namespace

WhatIfWindow::WhatIfWindow(AppContext *context, std::unique_ptr<Draft> draft, const WhatIfChange &about,
                           QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_draft(std::move(draft))
    , m_model(new WhatIfModel(context, this))
    , m_about(about)
    , m_pages(new QStackedWidget(this))
    , m_plan(new PlanPanel(context))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"whatIfWindow"_s);
    setWindowTitle(tr("What if"));
    setMinimumSize(1024, 640);
    resize(1280, 800);
    const bool restored = m_draft->kindOfWork() == DraftWord;
    m_draft->setKindOfWork(DraftWord);

    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(makeHead());
    outer->addWidget(new Hairline(Qt::Horizontal, this));
    auto *trying = new QWidget;
    auto *row = new QHBoxLayout(trying);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeChanges());
    row->addWidget(new Hairline(Qt::Vertical, trying));
    row->addWidget(makeAnswers(), 1);
    m_pages->addWidget(trying);
    auto *planPage = new QWidget;
    auto *planColumn = new QVBoxLayout(planPage);
    planColumn->setContentsMargins(16, 12, 16, 12);
    planColumn->addWidget(m_plan);
    m_pages->addWidget(planPage);
    outer->addWidget(m_pages, 1);
    outer->addWidget(new Hairline(Qt::Horizontal, this));
    outer->addWidget(makeFoot());

    connect(m_model, &WhatIfModel::changesChanged, this, [this] {
        keep();
        showStep();
        showResult();
        showButtons();
    });
    connect(m_model, &WhatIfModel::resultChanged, this, &WhatIfWindow::showResult);
    connect(m_model, &WhatIfModel::resultChanged, this, &WhatIfWindow::showStep);
    connect(m_model, &WhatIfModel::workingChanged, this, &WhatIfWindow::showResult);
    connect(m_model, &WhatIfModel::choicesChanged, this,
            [this] { m_form->setChoices(std::make_shared<WhatIfChoices>(m_model->choices())); });
    connect(m_plan, &PlanPanel::applied, this, [this](bool whole) {
        m_applying = false;
        if (whole) {
            m_done = true;
            m_context->drafts()->discard(m_draft.get());
            showKept();
        }
        showButtons();
        if (isHidden()) {
            if (whole)
                close();
            else
                show(); // what was refused is to be seen
        }
    });
    connect(m_plan, &PlanPanel::started, this, [this] {
        m_applying = true;
        showButtons();
    });
    connect(m_plan, &PlanPanel::planShown, this, &WhatIfWindow::showButtons);
    connect(m_plan, &PlanPanel::planShownAgain, this, &WhatIfWindow::showButtons);
    connect(m_plan, &PlanPanel::closeRequested, this, &QWidget::close);
    connect(m_context, &AppContext::sourceAboutToChange, this, &QWidget::close);
    connect(m_context->drafts(), &DraftStore::saved, this, &WhatIfWindow::showKept);
    m_clock.setInterval(10'000);
    connect(&m_clock, &QTimer::timeout, this, &WhatIfWindow::showKept);
    m_clock.start();

    if (const QList<WhatIfChange> changes = changesOf(*m_draft); !changes.isEmpty()) {
        m_model->setChanges(changes);
        m_steps->setCurrentStep(0);
    }
    if (restored)
        m_context->drafts()->keep(m_draft.get()); // stays kept, also when nothing more is changed
    showStep();
    showResult();
    showButtons();
    m_steps->setFocus();
}

WhatIfWindow::~WhatIfWindow() = default;

QWidget *WhatIfWindow::makeHead()
{
    auto *head = new QWidget(this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(16, 0, 16, 0);
    row->addStrut(48);
    row->setSpacing(12);
    auto *title = new QLabel(tr("What if"), head);
    setTextRole(title, TextRole::Heading);
    auto *place = new QLabel(head);
    place->setTextFormat(Qt::PlainText);
    setSecondaryText(place);
    const Source *source = m_context->source();
    place->setText(source ? tr("on %1; nothing is changed by trying").arg(source->title()) : QString());
    m_kept = new QLabel(head);
    setTextRole(m_kept, TextRole::Small);
    setSecondaryText(m_kept);
    row->addWidget(title);
    row->addWidget(place, 1);
    row->addWidget(m_kept);
    return head;
}

QWidget *WhatIfWindow::makeChanges()
{
    auto *side = new QWidget(this);
    m_side = side;
    side->setBackgroundRole(QPalette::Base);
    side->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 8);
    bar->setSpacing(4);
    m_add = new QPushButton(icon(u"plus"_s), tr("Add a change"), side);
    m_add->setObjectName(u"whatIfAdd"_s);
    m_addMenu = new QMenu(this);
    for (int i = 0; i < WhatIfChange::kindCount; ++i) {
        const auto kind = Kind(i);
        QAction *action = m_addMenu->addAction(whatIfKindText(kind));
        action->setObjectName(u"whatIfAdd.%1"_s.arg(i));
        connect(action, &QAction::triggered, this, [this, kind] { add(kind); });
    }
    connect(m_add, &QPushButton::clicked, this, &WhatIfWindow::popUpKinds);
    bar->addWidget(m_add);
    bar->addStretch(1);
    const auto tool = [&](const QString &iconName, const QString &name, const QString &objectName,
                          const QString &key) {
        auto *button = new QToolButton(side);
        button->setIcon(icon(iconName));
        button->setAccessibleName(name);
        button->setToolTip(tr("%1 (%2)", "action, key").arg(name, key));
        button->setObjectName(objectName);
        button->setFocusPolicy(Qt::TabFocus);
        bar->addWidget(button);
        return button;
    };
    m_undo = tool(u"undo-2"_s, tr("Undo"), u"whatIfUndo"_s,
                  QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText));
    m_up = tool(u"arrow-up"_s, tr("Move up"), u"whatIfUp"_s, tr("Alt+Up"));
    m_down = tool(u"arrow-down"_s, tr("Move down"), u"whatIfDown"_s, tr("Alt+Down"));
    m_remove = tool(u"trash-2"_s, tr("Remove"), u"whatIfRemove"_s, tr("Del"));
    column->addLayout(bar);
    column->addWidget(new Hairline(Qt::Horizontal, side));
    m_steps = new WhatIfSteps(m_model, side);
    column->addWidget(m_steps, 1);
    column->addWidget(new Hairline(Qt::Horizontal, side));
    m_form = new WhatIfForm;
    m_formArea = scrolled(m_form, tr("The change"), side);
    column->addWidget(m_formArea, 1);

    connect(m_steps, &WhatIfSteps::currentStepChanged, this, &WhatIfWindow::showStep);
    connect(m_steps, &WhatIfSteps::editRequested, m_form, &WhatIfForm::focusFirst);
    connect(m_form, &WhatIfForm::edited, this,
            [this](const WhatIfChange &change) { m_model->replace(m_steps->currentStep(), change); });
    connect(m_undo, &QToolButton::clicked, this, [this] {
        m_model->undo();
        m_steps->setCurrentStep(std::max(0, m_steps->currentStep()));
    });
    connect(m_up, &QToolButton::clicked, this, [this] { m_steps->moveCurrent(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { m_steps->moveCurrent(1); });
    connect(m_remove, &QToolButton::clicked, this, [this] {
        const int at = m_steps->currentStep();
        m_model->remove(at);
        m_steps->setCurrentStep(at);
        showStep();
    });
    auto *undo = new QShortcut(QKeySequence::Undo, this);
    connect(undo, &QShortcut::activated, m_undo, &QToolButton::click);
    auto *adding = new QShortcut(QKeySequence::New, this);
    connect(adding, &QShortcut::activated, this, &WhatIfWindow::popUpKinds);
    return side;
}

QWidget *WhatIfWindow::makeAnswers()
{
    m_answers = new QStackedWidget(this);
    m_answers->setBackgroundRole(QPalette::Base);
    m_answers->setAutoFillBackground(true);
    auto *known = new QWidget;
    auto *column = new QVBoxLayout(known);
    column->setContentsMargins(16, 12, 16, 0);
    column->setSpacing(8);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    m_icon = new IconLabel(known);
    m_heading = new FlowLabel(known);
    m_heading->setObjectName(u"whatIfHeading"_s);
    m_help = new FlowLabel(known);
    for (FlowLabel *label : {m_heading, m_help}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    setTextRole(m_heading, TextRole::Heading);
    setSecondaryText(m_help);
    head->addWidget(m_icon);
    head->addWidget(m_heading, 1);
    column->addLayout(head);
    column->addWidget(m_help);

    auto *split = new QSplitter(Qt::Vertical, known);
    split->setChildrenCollapsible(false);
    split->setHandleWidth(10);
    m_ledger = new WhatIfLedgerModel(this);
    auto *ledger = new Panel(split);
    ledger->column()->setContentsMargins(1, 1, 1, 1);
    m_ledgerTable = new WhatIfLedger(m_ledger, ledger);
    ledger->column()->addWidget(m_ledgerTable);
    m_ledgerView = ledger;
    split->addWidget(ledger);
    auto *below = new QWidget(split);
    auto *belowColumn = new QVBoxLayout(below);
    belowColumn->setContentsMargins(0, 0, 0, 0);
    belowColumn->setSpacing(8);
    m_noNumbers = new QLabel(tr("Nobody's numbers differ."), below);
    setSecondaryText(m_noNumbers);
    belowColumn->addWidget(m_noNumbers);
    m_stepTitle = new QLabel(below);
    m_stepTitle->setTextFormat(Qt::PlainText);
    setTextRole(m_stepTitle, TextRole::Strong);
    belowColumn->addWidget(m_stepTitle);
    m_sets = new FlowLabel(below);
    m_sets->setTextFormat(Qt::PlainText);
    m_sets->setWordWrap(true);
    m_sets->setToolTip(tr("What it sets"));
    setTextRole(m_sets, TextRole::Small);
    setSecondaryText(m_sets);
    belowColumn->addWidget(m_sets);
    auto *content = new QWidget;
    auto *contentColumn = new QVBoxLayout(content);
    contentColumn->setContentsMargins(0, 0, 8, 16);
    m_explain = new ExplainPanel(content);
    contentColumn->addWidget(m_explain);
    contentColumn->addStretch();
    belowColumn->addWidget(scrolled(content, tr("What comes of the change"), below), 1);
    split->addWidget(below);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({240, 360});
    column->addWidget(split, 1);

    m_skeleton = new Skeleton(m_answers);
    m_skeleton->setAccessibleName(tr("Loading"));
    m_skeleton->setProgressText(tr("Counting GPUs and machines…"));
    m_empty = new EmptyState(m_answers);
    m_empty->setObjectName(u"whatIfEmpty"_s);
    m_empty->setContent(u"flask-conical"_s, tr("Nothing is tried out yet."),
                        tr("Add a change: who has how many GPUs then, why something is refused and which "
                           "machines would be taken is shown here. Changes count in their order."));
    m_empty->setAction(tr("Add a change"), u"plus"_s, false);
    m_failed = new EmptyState(m_answers);
    m_answers->addWidget(known);
    m_answers->addWidget(m_skeleton);
    m_answers->addWidget(m_empty);
    m_answers->addWidget(m_failed);
    connect(m_empty, &EmptyState::actionTriggered, this, &WhatIfWindow::popUpKinds);
    connect(m_failed, &EmptyState::actionTriggered, m_model, &WhatIfModel::again);
    connect(m_explain, &ExplainPanel::openRequested, m_context, &AppContext::openObject);
    return m_answers;
}

QWidget *WhatIfWindow::makeFoot()
{
    auto *foot = new QWidget(this);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(8);
    m_discard = new QPushButton(tr("Discard"), foot);
    m_discard->setObjectName(u"whatIfDiscard"_s);
    setButtonKind(m_discard, ButtonKind::Flat);
    m_note = new QLabel(foot);
    m_note->setObjectName(u"whatIfNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    setTextRole(m_note, TextRole::Small);
    setSecondaryText(m_note);
    m_keep = new QPushButton(tr("Keep as draft"), foot);
    m_keep->setObjectName(u"whatIfKeep"_s);
    m_export = new QPushButton(tr("Export YAML…"), foot);
    m_export->setObjectName(u"whatIfExport"_s);
    m_back = new QPushButton(tr("Back to trying"), foot);
    m_back->setObjectName(u"whatIfBack"_s);
    m_review = new QPushButton(tr("Review and apply"), foot);
    m_review->setObjectName(u"whatIfReview"_s);
    setButtonKind(m_review, ButtonKind::Primary);
    row->addWidget(m_discard);
    row->addWidget(m_note, 1);
    row->addWidget(m_keep);
    row->addWidget(m_export);
    row->addWidget(m_back);
    const QList<QPushButton *> &buttons = m_plan->buttons();
    for (auto it = buttons.rbegin(); it != buttons.rend(); ++it)
        row->addWidget(*it);
    row->addWidget(m_review);
    connect(m_discard, &QPushButton::clicked, this, &WhatIfWindow::discard);
    connect(m_keep, &QPushButton::clicked, this, &QWidget::close);
    connect(m_export, &QPushButton::clicked, this, &WhatIfWindow::exportYaml);
    connect(m_back, &QPushButton::clicked, this, &WhatIfWindow::back);
    connect(m_review, &QPushButton::clicked, this, &WhatIfWindow::review);
    return foot;
}

// Not the button's own menu: that one waits in an event loop of its own until it is closed.
void WhatIfWindow::popUpKinds()
{
    if (!m_add->isEnabled() || m_pages->currentIndex() != 0)
        return;
    m_addMenu->popup(m_add->mapToGlobal(QPoint(0, m_add->height())));
    m_addMenu->setActiveAction(m_addMenu->actions().constFirst());
}

QString WhatIfWindow::note() const
{
    return m_note->text();
}

void WhatIfWindow::add(Kind kind)
{
    WhatIfChange about = m_about;
    // One after the other is mostly about the same.
    if (const int current = m_steps->currentStep(); current >= 0) {
        const WhatIfChange &last = m_model->changes().at(current);
        for (QString WhatIfChange::*member :
             {&WhatIfChange::tenant, &WhatIfChange::project, &WhatIfChange::pool, &WhatIfChange::family}) {
            if (!(last.*member).isEmpty() && last.*member != u"*")
                about.*member = last.*member;
        }
    }
    WhatIfChange change = m_model->choices().begin(kind, about);
    if (kind == Kind::NewPool) {
        // Two of one name in one list refuse each other.
        const QString name = change.pool;
        const auto taken = [&] {
            return std::any_of(m_model->changes().begin(), m_model->changes().end(),
                               [&](const WhatIfChange &other) {
                                   return other.kind == Kind::NewPool && other.project == change.project &&
                                          other.pool == change.pool;
                               });
        };
        for (int number = 2; taken(); ++number)
            change.pool = u"%1-%2"_s.arg(name).arg(number);
    }
    m_steps->setCurrentStep(m_model->add(change));
    showStep();
    m_form->focusFirst();
}

void WhatIfWindow::keep()
{
    QJsonArray array;
    for (const WhatIfChange &change : m_model->changes())
        array << change.toJson();
    m_draft->setWindowState({{changesKey, array}});
    const int more = int(m_model->changes().size()) - 1;
    if (more >= 0) {
        const QString first = whatIfTitle(m_model->changes().first());
        m_draft->setTitle(more == 0 ? tr("What if: %1").arg(first)
                                    : tr("What if: %1 and %n more", nullptr, more).arg(first));
        m_context->drafts()->keep(m_draft.get());
    } else {
        m_context->drafts()->discard(m_draft.get()); // nothing to come back to
    }
    m_note->clear();
    showKept();
}

void WhatIfWindow::showKept()
{
    const QDateTime at =
        m_done || m_model->changes().isEmpty() ? QDateTime() : m_context->drafts()->savedAt(m_draft.get());
    m_kept->setText(at.isValid()
                        ? tr("Draft kept %1 ago", "age")
                              .arg(ageText(std::chrono::seconds(at.secsTo(QDateTime::currentDateTimeUtc()))))
                        : QString());
}

void WhatIfWindow::showStep()
{
    const int current = m_steps->currentStep();
    const bool any = current >= 0 && current < m_model->changes().size();
    m_formArea->setVisible(any);
    if (any && !(m_form->change() == m_model->changes().at(current)))
        m_form->setChange(m_model->changes().at(current));
    m_up->setEnabled(any && current > 0);
    m_down->setEnabled(any && current < m_model->changes().size() - 1);
    m_remove->setEnabled(any);
    m_undo->setEnabled(m_model->canUndo());
    m_stepTitle->setText(any ? m_steps->currentIndex().data().toString() : QString());
    const WhatIfStep *step = any ? m_model->step(current) : nullptr;
    m_sets->hide();
    if (!any) {
        m_explain->clear();
        return;
    }
    m_explain->setWorking(!step, false);
    if (!step)
        return;
    Explanation shown = step->explanation;
    shown.heading = whatIfAnswer(*step);
    if (step->verdict == Verdict::Impossible)
        shown.tone = Tone::Bad;
    QStringList sentences;
    for (const QString &need : step->needs)
        sentences << tr("Before it can be applied: %1").arg(need);
    shown.sentences = sentences + shown.sentences + step->follows;
    m_explain->setExplanation(shown);
    QStringList fields;
    for (const WhatIfField &field : step->fields)
        fields << breakable(field.text(), longestWord);
    m_sets->setText(fields.join(u'\n'));
    m_sets->setVisible(!fields.isEmpty());
}

void WhatIfWindow::showResult()
{
    const bool nothing = m_model->changes().isEmpty();
    QWidget *page = m_answers->widget(0);
    if (m_model->problem()) {
        m_failed->setContent(u"cloud-off"_s, errorSentence(*m_model->problem()));
        m_failed->setAction(tr("Try again"), u"rotate-cw"_s, false);
        page = m_failed;
    } else if (!m_model->isKnown()) {
        page = m_skeleton;
    } else if (nothing) {
        page = m_empty;
    }
    if (page == m_skeleton && m_answers->currentWidget() != m_skeleton)
        m_skeleton->start();
    else if (page != m_skeleton)
        m_skeleton->stop();
    m_answers->setCurrentWidget(page);
    const bool first = m_model->isKnown() && !m_add->isEnabled();
    m_add->setEnabled(m_model->isKnown());
    if (first && nothing)
        m_add->setFocus(Qt::OtherFocusReason);
    if (nothing || m_model->isWorking())
        return;
    const WhatIfResult &result = m_model->result();
    m_icon->setTone(result.tone);
    m_heading->setText(cleanedLine(result.heading));
    m_help->setText(result.remedy.isEmpty() ? QString() : cleanedLine(remedyText(result.remedy)));
    m_help->setVisible(!result.remedy.isEmpty());
    m_ledger->setResult(result);
    m_ledgerView->setVisible(m_ledger->rowCount() > 0);
    // As high as it has rows; the handle gives it less.
    m_ledgerView->setMaximumHeight(m_ledgerTable->wholeHeight() + 2);
    m_noNumbers->setVisible(m_ledger->rowCount() == 0);
    showButtons();
}

void WhatIfWindow::showButtons()
{
    const bool trying = m_pages->currentIndex() == 0;
    const bool any = !m_model->changes().isEmpty();
    for (QPushButton *button : {m_keep, m_export, m_review}) {
        button->setVisible(trying);
        button->setEnabled(any);
    }
    m_export->setEnabled(any && !m_model->result().edits.isEmpty());
    m_back->setVisible(!trying && !m_plan->isApplied());
    for (QPushButton *button : m_plan->buttons())
        button->setVisible(!trying && !m_plan->isApplied());
    m_discard->setText(m_done || !any || m_plan->isApplied() ? tr("Close") : tr("Discard"));
}

int WhatIfWindow::firstProblem() const
{
    const QList<WhatIfStep> &steps = m_model->result().steps;
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const WhatIfStep &step = steps.at(i);
        if (step.verdict == Verdict::Refused || step.verdict == Verdict::Impossible || !step.needs.isEmpty())
            return int(i);
    }
    return -1;
}

// What keeps it all from being applied gets the focus, with the reason below.
bool WhatIfWindow::jumpToProblem()
{
    if (m_model->isWorking()) {
        m_note->setText(tr("It is still being tried out."));
        return true;
    }
    const WhatIfResult &result = m_model->result();
    if (const int problem = firstProblem(); problem >= 0) {
        const WhatIfStep &step = result.steps.at(problem);
        m_steps->setCurrentStep(problem);
        m_steps->setFocus(Qt::OtherFocusReason);
        m_note->setText(!step.needs.isEmpty() && step.verdict == Verdict::Warns
                            ? tr("Missing before it can be applied: %1").arg(step.needs.first())
                            : tr("This one cannot be made. Change it, or leave it out with Space."));
        return true;
    }
    if (!result.together.admitted) {
        m_note->setText(result.heading);
        return true;
    }
    if (result.edits.isEmpty()) {
        m_note->setText(tr("Nothing would be written: what is tried out only happens, nobody sets it."));
        return true;
    }
    return false;
}

void WhatIfWindow::review()
{
    m_note->clear();
    if (m_model->changes().isEmpty() || jumpToProblem())
        return;
    m_pages->setCurrentIndex(1);
    m_plan->test([this] { return request(); }, tr("Reading what is there now…"));
    showButtons();
    m_plan->view()->setFocus(Qt::OtherFocusReason);
}

void WhatIfWindow::back()
{
    m_pages->setCurrentIndex(0);
    showButtons();
    m_steps->setFocus(Qt::OtherFocusReason);
}

// Existing objects are edited as their source keeps them, field by field: nothing else of theirs changes.
Call<PlanRequest> WhatIfWindow::request()
{
    struct Work
    {
        QList<WhatIfEdit> edits;
        QList<WhatIfStep> steps;
        QList<QJsonObject> live;
        QList<QByteArray> texts;
        qsizetype left = 0;
        std::optional<Error> error;
        Promise<PlanRequest> promise;
    };
    auto work = std::make_shared<Work>();
    work->edits = m_model->result().edits;
    work->steps = m_model->result().steps;
    work->live.resize(work->edits.size());
    work->texts.resize(work->edits.size());
    work->left = work->edits.size() + 1;
    auto surroundings = std::make_shared<ObjectSet>();
    const auto arrived = [work, surroundings, title = m_draft->title()] {
        if (--work->left > 0)
            return;
        if (work->error) {
            work->promise.finish(failure(*work->error));
            return;
        }
        Draft draft;
        for (qsizetype i = 0; i < work->edits.size(); ++i) {
            const WhatIfEdit &edit = work->edits.at(i);
            if (edit.before.isEmpty()) {
                draft.add(edit.after);
                continue;
            }
            const QJsonObject &live = work->live.at(i);
            const int at =
                work->texts.at(i).isEmpty() ? draft.add(live, live) : draft.addText(work->texts.at(i), live);
            const ObjectRef ref = refOf(edit.after);
            for (const WhatIfStep &step : std::as_const(work->steps)) {
                if (!(step.object == ref))
                    continue;
                for (const WhatIfField &field : step.fields)
                    draft.set(at, field.pointer, field.to);
            }
        }
        PlanRequest request;
        request.title = title;
        request.objects = draft.objects();
        request.surroundings = *surroundings;
        work->promise.finish(request);
    };
    m_context->surroundings()->objects().then(
        this, [surroundings, arrived](const Result<std::shared_ptr<const ObjectSet>> &set) {
            if (set)
                *surroundings = **set;
            arrived();
        });
    Source *source = m_context->source();
    for (qsizetype i = 0; i < work->edits.size(); ++i) {
        const WhatIfEdit &edit = work->edits.at(i);
        if (edit.before.isEmpty()) {
            arrived();
            continue;
        }
        const ObjectRef ref = refOf(edit.before);
        source->fetch(ref).then(this, [this, work, arrived, i, ref](const Result<QJsonObject> &live) {
            if (!live) {
                if (!work->error)
                    work->error = live.error().tried(tr("read %1").arg(ref.text()));
                arrived();
                return;
            }
            work->live[i] = *live;
            Source *now = m_context->source();
            if (!now)
                return;
            now->text(ref).then(this, [work, arrived, i](const Result<ObjectText> &text) {
                if (text)
                    work->texts[i] = text->text;
                arrived();
            });
        });
    }
    return work->promise.call();
}

void WhatIfWindow::exportYaml()
{
    QList<QJsonObject> objects;
    for (const WhatIfEdit &edit : m_model->result().edits)
        objects << exportable(edit.after);
    m_context->prompter()->askSaveFile(
        this, tr("Export YAML"), u"what-if.yaml"_s, tr("YAML (*.yaml *.yml)"),
        [this, objects, guard = QPointer<WhatIfWindow>(this)](const QString &path) {
            if (!guard)
                return;
            runInPool([path, text = exportText(objects)] {
                return writeChosenFile(path, text);
            }).then(this, [this, path](const Result<Done> &written) {
                m_note->setText(written ? tr("Wrote %1").arg(path) : errorSentence(written.error()));
            });
        });
}

std::function<void()> WhatIfWindow::undoOf() const
{
    const QPointer<AppContext> owner(m_context);
    return [owner, json = m_draft->toJson()] {
        std::unique_ptr<Draft> again = Draft::fromJson(json);
        if (owner && owner->source() && again)
            restoreWhatIfDraft(owner, std::move(again), nullptr);
    };
}

void WhatIfWindow::discard()
{
    if (!m_done && !m_model->changes().isEmpty() && !m_plan->isApplied()) {
        m_context->toast(tr("Draft %1 is discarded").arg(m_draft->title()), undoOf());
        m_done = true;
        m_context->drafts()->discard(m_draft.get());
    }
    close();
}

void WhatIfWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_side->setFixedWidth(scaledWidth(this, width() < narrowBelow ? narrowChangesWidth : changesWidth));
}

void WhatIfWindow::closeEvent(QCloseEvent *event)
{
    if (m_applying && m_context->source()) {
        hide(); // until it is known how it ended
        event->ignore();
        return;
    }
    if (m_model->changes().isEmpty())
        m_context->drafts()->discard(m_draft.get());
    else if (!m_done)
        m_context->toast(tr("Draft %1 is kept").arg(m_draft->title()), undoOf());
    QWidget::closeEvent(event);
}

void WhatIfWindow::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() == Qt::ControlModifier) {
        if (m_pages->currentIndex() == 0)
            review();
        else if (!m_plan->isApplied() && m_plan->buttons().first()->isEnabled())
            m_plan->buttons().first()->click();
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        if (m_pages->currentIndex() == 1 && !m_plan->isApplied())
            back();
        else
            close();
        return;
    }
    QWidget::keyPressEvent(event);
}

void restoreWhatIfDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent)
{
    auto *window = new WhatIfWindow(context, std::move(draft), {}, parent);
    window->show();
    window->raise();
    window->activateWindow();
}

void registerWhatIfActions(AppContext *context)
{
    Action action;
    action.id = u"quota.whatif"_s;
    action.text = WhatIfWindow::tr("What if…");
    action.icon = u"flask-conical"_s;
    action.places = Action::RowMenu | Action::Window | Action::Palette;
    action.order = 70;
    action.offer = [context](const ActionTarget &target) {
        const Surroundings *surroundings = context->surroundings();
        if (!surroundings || !target.source ||
            (!surroundings->store(u"Tenant."_s + spectroGroup) &&
             !surroundings->store(u"Project."_s + spectroGroup)))
            return Offer::hidden();
        if (target.source->mode() == HubMode::Vendor)
            return Offer::refused(
                WhatIfWindow::tr("%1 has controllers of its own, which decide about GPU quota.")
                    .arg(target.source->title()));
        // In the menus of rows only where it has something to begin with.
        static const QStringList kinds{u"Tenant"_s, u"Project"_s, u"ComputePool"_s};
        return target.objects.isEmpty() || (target.isOne() && kinds.contains(target.object().kind) &&
                                            target.object().group() == spectroGroup)
                   ? Offer()
                   : Offer::hidden();
    };
    action.run = [context](const ActionTarget &target) {
        WhatIfChange about;
        const ObjectRef ref = target.object();
        const Scope scope = context->scope();
        if (ref.kind == u"Tenant" || (ref.name.isEmpty() && scope.kind == Scope::Kind::Tenant)) {
            about.tenant = ref.name.isEmpty() ? scope.name : ref.name;
        } else if (ref.kind == u"ComputePool") {
            about.project = ref.namespaceName;
            about.pool = ref.name;
        } else {
            about.project = ref.kind == u"Project"               ? ref.name
                            : scope.kind == Scope::Kind::Project ? scope.name
                                                                 : QString();
        }
        auto *window = new WhatIfWindow(context, std::make_unique<Draft>(), about, target.window);
        window->show();
        window->raise();
        window->activateWindow();
    };
    context->actions()->add(action);
}

} // namespace easel
