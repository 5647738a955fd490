// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/wizardwindow.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/elidedlabel.h"
#include "app/views/parts/iconlabel.h"
#include "app/views/planview.h"
#include "app/wizards/planpanel.h"
#include "app/wizards/reviewpage.h"
#include "app/wizards/steplist.h"
#include "app/wizards/wizardpage.h"
#include "app/wizards/wizards.h"
#include "core/base/text.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace easel {

namespace {

// A strip with a colour of its own and a hairline at one edge.
class Strip : public QWidget
{
public:
    enum class Edge { Top, Bottom, Left };
    Strip(Edge edge, QWidget *parent)
        : QWidget(parent)
        , m_edge(edge)
    {}

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &theme = Look::theme();
        painter.fillRect(rect(), theme.window);
        const QRectF box(rect());
        if (m_edge == Edge::Bottom)
            paintHairline(&painter, {0, box.height() - 0.5}, {box.width(), box.height() - 0.5}, theme.border);
        else if (m_edge == Edge::Top)
            paintHairline(&painter, {0, 0.5}, {box.width(), 0.5}, theme.border);
        else
            paintHairline(&painter, {0.5, 0}, {0.5, box.height()}, theme.border);
    }

private:
    Edge m_edge;
};

constexpr int SummaryTabBelow = 1100;

QByteArray textOf(const Draft &draft)
{
    QByteArray text;
    for (const DraftObject &object : draft.objects())
        text += object.text;
    return text;
}

} // namespace

WizardWindow::WizardWindow(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_draft(std::move(draft))
    , m_steps(new StepList(this))
    , m_stack(new QStackedWidget)
    , m_side(new Strip(Strip::Edge::Left, this))
    , m_tabs(new QTabWidget(this))
    , m_form(new QWidget)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumSize(1024, 640);
    resize(1280, 800);

    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(makeHead());

    auto *body = new QHBoxLayout;
    body->setSpacing(0);
    m_steps->setFixedWidth(scaledWidth(this, 192));
    body->addWidget(m_steps);

    auto *formLayout = new QVBoxLayout(m_form);
    formLayout->setContentsMargins(0, 0, 0, 0);
    formLayout->addWidget(m_stack);
    m_tabs->addTab(m_form, tr("Form"));
    m_tabs->setDocumentMode(true);
    m_tabs->setFocusPolicy(Qt::NoFocus); // its bar takes the focus
    m_tabs->tabBar()->setAccessibleName(tr("Form or summary"));
    m_tabs->tabBar()->hide();
    body->addWidget(m_tabs, 1);

    m_sideLayout = new QVBoxLayout(m_side);
    m_sideLayout->setContentsMargins(0, 0, 0, 0);
    m_side->setFixedWidth(scaledWidth(this, 336));
    body->addWidget(m_side);
    outer->addLayout(body, 1);
    outer->addWidget(makeFoot());

    // Shortcuts and not key events: the scroll areas that hold the pages take every arrow key.
    auto *backKey = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_Left), this);
    connect(backKey, &QShortcut::activated, this, [this] {
        if (m_back->isVisible())
            back();
    });
    for (const QKeyCombination key : {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter}) {
        auto *forth = new QShortcut(QKeySequence(key), this);
        connect(forth, &QShortcut::activated, this, [this] {
            if (m_next->isVisible())
                next();
            else if (!m_finalButtons.isEmpty() && m_finalButtons.first()->isVisible())
                m_finalButtons.first()->click();
        });
    }
    connect(m_steps, &StepList::stepChosen, this, &WizardWindow::goTo);
    connect(m_context->drafts(), &DraftStore::saved, this, [this](Draft *saved) {
        if (saved == m_draft.get())
            showKept();
    });
    connect(m_context->drafts(), &DraftStore::saveFailed, this, [this](Draft *failed, const Error &error) {
        if (failed == m_draft.get())
            m_kept->setText(tr("Draft not kept: %1").arg(errorSentence(error)));
    });
    connect(m_context, &AppContext::sourceAboutToChange, this, [this] {
        m_stage = Stage::Filling;
        close();
    });
    connect(m_context->source(), &Source::stateChanged, this, &WizardWindow::showKept);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &WizardWindow::showKept);
    m_clock.start();
}

WizardWindow::~WizardWindow() = default;

QWidget *WizardWindow::makeHead()
{
    auto *head = new Strip(Strip::Edge::Bottom, this);
    head->setFixedHeight(qMax(48, fontMetrics().height() + 26));
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(16, 0, 16, 0);
    layout->setSpacing(12);
    m_title = new ElidedLabel(head); // names may be longer than the window
    setTextRole(m_title, TextRole::Heading);
    m_place = new ElidedLabel(head);
    setSecondaryText(m_place);
    m_kept = new QLabel(head);
    setTextRole(m_kept, TextRole::Small);
    setSecondaryText(m_kept);
    m_connectionIcon = new IconLabel(head, 14);
    m_connection = new QLabel(head);
    setTextRole(m_connection, TextRole::SmallStrong);
    layout->addWidget(m_title);
    layout->addWidget(m_place);
    layout->addStretch();
    layout->addWidget(m_kept);
    layout->addWidget(m_connectionIcon);
    layout->addWidget(m_connection);
    return head;
}

QWidget *WizardWindow::makeFoot()
{
    auto *foot = new Strip(Strip::Edge::Top, this);
    foot->setFixedHeight(qMax(52, controlHeight(fontMetrics()) + 24));
    foot->setObjectName(QStringLiteral("wizardFoot"));
    auto *layout = new QHBoxLayout(foot);
    layout->setContentsMargins(16, 0, 16, 0);
    layout->setSpacing(8);
    m_cancel = new QPushButton(tr("Cancel"), foot);
    m_cancel->setObjectName(QStringLiteral("wizardCancel"));
    setButtonKind(m_cancel, ButtonKind::Flat);
    m_footNote = new QLabel(foot);
    setTextRole(m_footNote, TextRole::Small);
    setSecondaryText(m_footNote);
    m_back = new QPushButton(tr("Back"), foot);
    m_back->setObjectName(QStringLiteral("wizardBack"));
    m_next = new QPushButton(foot);
    m_next->setObjectName(QStringLiteral("wizardNext"));
    setButtonKind(m_next, ButtonKind::Primary);
    layout->addWidget(m_cancel);
    layout->addSpacing(8);
    layout->addWidget(m_footNote, 1);
    layout->addWidget(m_back);
    layout->addWidget(m_next);
    connect(m_cancel, &QPushButton::clicked, this, &WizardWindow::giveUp);
    connect(m_back, &QPushButton::clicked, this, &WizardWindow::back);
    connect(m_next, &QPushButton::clicked, this, &WizardWindow::next);
    return foot;
}

void WizardWindow::addPage(WizardPage *page)
{
    // Heading and explanation are the frame's, so that every page begins alike.
    auto *scroll = new QScrollArea(m_stack);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(4);
    auto *heading = new QLabel(page->heading(), content);
    setTextRole(heading, TextRole::Heading);
    heading->setObjectName(QStringLiteral("wizardHeading"));
    layout->addWidget(heading);
    auto *explanation = new QLabel(page->explanation(), content);
    setSecondaryText(explanation);
    explanation->setWordWrap(true);
    layout->addWidget(explanation);
    m_headings << Heading{heading, explanation};
    layout->addSpacing(12);
    layout->addWidget(page, 1);
    scroll->setWidget(content);
    scroll->viewport()->setAutoFillBackground(true);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    content->setBackgroundRole(QPalette::Base);
    m_stack->addWidget(scroll);
    m_pages << page;
    m_seen << false;
    connect(page, &WizardPage::edited, this, [this, page] {
        page->showProblems(false);
        showStates();
    });
}

void WizardWindow::setSummary(QWidget *summary)
{
    m_summary = summary;
    arrangeSummary();
}

void WizardWindow::setSummaryWidth(int designPixels)
{
    m_side->setFixedWidth(scaledWidth(this, designPixels));
}

void WizardWindow::setHead(const QString &title, const QString &place)
{
    m_title->setText(title);
    m_place->setText(place);
    setWindowTitle(title);
}

void WizardWindow::addReview(bool createNamespaces)
{
    auto *review = new ReviewPage(m_context, m_draft.get(), createNamespaces, this);
    addPage(review);
    setFinalButtons(review->panel()->buttons());
    connect(review->panel(), &PlanPanel::started, this, [this] { setStage(Stage::Applying); });
    connect(review->panel(), &PlanPanel::applied, this, [this](bool whole) {
        if (whole)
            discardDraft();
        setStage(whole ? Stage::Filling : Stage::Refused);
    });
    connect(review->panel(), &PlanPanel::planShownAgain, this, [this] { setStage(Stage::Filling); });
    // The plan can be walked through at once; Back was the only thing that could have the keyboard before.
    connect(review->panel(), &PlanPanel::planShown, this, [this, panel = review->panel()] {
        if (m_back->hasFocus())
            panel->view()->setFocus(Qt::OtherFocusReason);
    });
    connect(review->panel(), &PlanPanel::closeRequested, this, &QWidget::close);
}

void WizardWindow::setFinalButtons(const QList<QPushButton *> &buttons)
{
    auto *layout = static_cast<QHBoxLayout *>(m_next->parentWidget()->layout());
    m_finalButtons = buttons;
    // The accent button stands outermost, the quieter ones left of it.
    for (auto it = buttons.rbegin(); it != buttons.rend(); ++it) {
        layout->addWidget(*it);
        (*it)->hide();
    }
}

void WizardWindow::start()
{
    QStringList titles;
    for (const WizardPage *page : std::as_const(m_pages))
        titles << page->stepTitle();
    m_steps->setSteps(titles);
    const int step = qBound(0, m_draft->windowState().value(u"step").toInt(), int(m_pages.size()) - 1);
    for (int i = 0; i <= step; ++i)
        m_seen[i] = true;
    if (m_everyStep)
        m_seen.fill(true);
    m_atStart = textOf(*m_draft);
    for (WizardPage *page : std::as_const(m_pages))
        page->refresh();
    // Tab leads from the form to the foot, then to the summary and the steps. Qt moves nothing behind a
    // widget that takes no focus.
    QWidget *before = m_pages.last();
    for (QWidget *widget = before->nextInFocusChain(); m_pages.last()->isAncestorOf(widget);
         widget = widget->nextInFocusChain()) {
        if (widget->focusPolicy() != Qt::NoFocus)
            before = widget;
    }
    QList<QWidget *> foot{m_next};
    for (QPushButton *button : std::as_const(m_finalButtons))
        foot << button;
    foot << m_back << m_cancel;
    for (QWidget *button : std::as_const(foot)) {
        setTabOrder(before, button);
        before = button;
    }
    goTo(step);
    showKept();
}

int WizardWindow::currentStep() const
{
    return m_stack->currentIndex();
}

void WizardWindow::goTo(int step)
{
    if (step < 0 || step >= m_pages.size())
        return;
    m_stack->setCurrentIndex(step);
    m_seen[step] = true;
    if (m_summaryInTab)
        m_tabs->setCurrentIndex(0);
    QJsonObject state = m_draft->windowState();
    if (state.value(u"step").toInt() != step) {
        state.insert(QStringLiteral("step"), step);
        m_draft->setWindowState(state);
    }
    WizardPage *page = m_pages.at(step);
    page->entered();
    showStates();
    // The first field gets the keyboard; without one the page itself.
    QWidget *first = page->nextInFocusChain();
    while (first && first != page &&
           !(page->isAncestorOf(first) && first->focusPolicy() & Qt::TabFocus && first->isEnabled() &&
             first->isVisibleTo(page)))
        first = first->nextInFocusChain();
    if (first && first != page)
        first->setFocus(Qt::OtherFocusReason);
    stepEntered(step);
}

void WizardWindow::next()
{
    const int step = currentStep();
    // Next never refuses silently: it goes to the first thing that is missing, here or before.
    for (int i = 0; i <= step; ++i) {
        const QList<PageProblem> problems = m_pages.at(i)->problems();
        if (problems.isEmpty())
            continue;
        if (i != step)
            goTo(i);
        m_pages.at(i)->showProblems(true);
        m_footNote->setText(problems.first().sentence);
        if (QWidget *field = problems.first().field) {
            field->setFocus(Qt::OtherFocusReason);
            for (QWidget *up = field->parentWidget(); up; up = up->parentWidget()) {
                if (auto *scroll = qobject_cast<QScrollArea *>(up)) {
                    scroll->ensureWidgetVisible(field, 20, 60);
                    break;
                }
            }
        }
        showStates();
        return;
    }
    m_footNote->clear();
    if (step + 1 < m_pages.size())
        goTo(step + 1);
}

void WizardWindow::back()
{
    m_footNote->clear();
    goTo(currentStep() - 1);
}

void WizardWindow::refreshAll()
{
    if (m_done)
        return;
    for (WizardPage *page : std::as_const(m_pages))
        page->refresh();
    showStates();
    if (!m_footNote->text().isEmpty() && m_pages.at(currentStep())->problems().isEmpty())
        m_footNote->clear();
    // Nothing is kept before something was entered.
    if (holdsWork())
        m_context->drafts()->keep(m_draft.get());
    showKept();
}

void WizardWindow::setStage(Stage stage)
{
    m_stage = stage;
    showStates();
    if (stage != Stage::Applying && !isVisible()) {
        if (m_done)
            close();
        else
            show();
    }
}

void WizardWindow::discardDraft()
{
    m_done = true;
    m_context->drafts()->discard(m_draft.get());
    m_kept->clear();
    m_footNote->clear();
    showStates();
}

bool WizardWindow::holdsWork() const
{
    return !m_done && !m_draft->objects().isEmpty() && (m_restored || textOf(*m_draft) != m_atStart);
}

void WizardWindow::giveUp()
{
    // Cancel throws the draft away, with a way back; closing the window keeps it.
    if (holdsWork() && m_stage != Stage::Applying) {
        const QJsonObject kept = m_draft->toJson();
        const QString title = m_draft->title();
        discardDraft();
        m_context->toast(tr("Draft %1 is discarded").arg(title), undoOf(kept));
    }
    close();
}

std::function<void()> WizardWindow::undoOf(const QJsonObject &draft) const
{
    const QPointer<AppContext> owner(m_context);
    return [owner, draft] {
        if (owner && owner->source())
            restoreDraft(owner, draft, nullptr);
    };
}

void WizardWindow::showStates()
{
    const int current = currentStep();
    const bool last = current == m_pages.size() - 1;
    for (int i = 0; i < m_pages.size(); ++i) {
        const bool fine = m_pages.at(i)->problems().isEmpty();
        StepList::State state = StepList::State::ToCome;
        const bool final = i == m_pages.size() - 1;
        if (m_done)
            state = StepList::State::Done;
        else if (i == current)
            state = StepList::State::Now;
        else if (m_seen.at(i) && !final)
            state = fine ? StepList::State::Done : StepList::State::Error;
        m_steps->setState(i, state);
        m_steps->setReachable(i, i == current || (!m_done && m_stage != Stage::Applying && m_seen.at(i) &&
                                                  (!final || m_everyStep)));
    }
    const Heading &heading = m_headings.at(current);
    heading.title->setText(m_pages.at(current)->heading());
    heading.explanation->setText(m_pages.at(current)->explanation());
    heading.explanation->setVisible(!heading.explanation->text().isEmpty());
    m_cancel->setText(m_done || m_stage == Stage::Applying ? tr("Close") : tr("Cancel"));
    m_back->setVisible(current > 0 && !m_done && m_stage != Stage::Applying);
    m_next->setVisible(!last);
    if (!last)
        m_next->setText(tr("Next: %1").arg(m_pages.at(current + 1)->stepTitle()));
    for (QPushButton *button : std::as_const(m_finalButtons))
        button->setVisible(last && !m_done && m_stage == Stage::Filling);
}

void WizardWindow::showKept()
{
    if (!m_done) {
        const QDateTime at = m_context->drafts()->savedAt(m_draft.get());
        m_kept->setText(
            at.isValid() ? tr("Draft kept %1 ago", "age")
                               .arg(ageText(std::chrono::seconds(at.secsTo(QDateTime::currentDateTimeUtc()))))
                         : QString());
        // A layout that was asked for while the window was hidden is not made up for by Qt.
        m_kept->parentWidget()->layout()->activate();
    }
    const Source *source = m_context->source();
    if (!source)
        return;
    Tone tone = Tone::Progressing;
    QString word;
    switch (source->state().phase) {
    case SourceState::Phase::Connecting:
        word = source->isWorkspace() ? tr("Reading…") : tr("Connecting…");
        break;
    case SourceState::Phase::Live:
        tone = Tone::Good;
        word = source->isWorkspace() ? tr("Folder") : tr("Live");
        break;
    case SourceState::Phase::Stale:
        tone = Tone::Unknown;
        word = tr("Stale");
        break;
    case SourceState::Phase::Failed:
        tone = Tone::Bad;
        word = tr("Not connected");
        break;
    }
    m_connectionIcon->setTone(tone);
    m_connection->setText(word);
    setToneText(m_connection, tone);
}

void WizardWindow::arrangeSummary()
{
    if (!m_summary)
        return;
    const bool inTab = width() < SummaryTabBelow;
    if (m_summaryPlaced && inTab == m_summaryInTab)
        return;
    m_summaryPlaced = true;
    m_summaryInTab = inTab;
    if (inTab) {
        m_tabs->addTab(m_summary, tr("Summary"));
    } else {
        const int tab = m_tabs->indexOf(m_summary);
        if (tab >= 0)
            m_tabs->removeTab(tab);
        m_sideLayout->addWidget(m_summary);
        m_summary->show();
    }
    m_tabs->tabBar()->setVisible(inTab);
    m_side->setVisible(!inTab);
}

void WizardWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrangeSummary();
}

void WizardWindow::closeEvent(QCloseEvent *event)
{
    if (m_stage == Stage::Applying) {
        hide();
        event->ignore();
        return;
    }
    // A draft that holds something stays on disk and is offered again: closing loses nothing, so it asks
    // nothing.
    if (holdsWork()) {
        m_context->drafts()->keep(m_draft.get());
        m_context->toast(tr("Draft %1 is kept").arg(m_draft->title()), undoOf(m_draft->toJson()));
    } else if (!m_done) {
        m_context->drafts()->discard(m_draft.get()); // typed and taken back again
    }
    QWidget::closeEvent(event);
    Q_EMIT finished();
}

void WizardWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace easel
