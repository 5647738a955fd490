// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/editwindow.h"

#include "app/context/appcontext.h"
#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/views/parts/panel.h"
#include "app/views/yamleditor.h"
#include "app/wizards/planpanel.h"
#include "core/base/managedfields.h"
#include "core/base/text.h"
#include "core/domain/rules.h"
#include "core/domain/tolerant.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace easel {

EditWindow::EditWindow(AppContext *context, std::unique_ptr<Draft> draft, const QString &title,
                       QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_draft(std::move(draft))
    , m_stack(new QStackedWidget(this))
    , m_editor(new YamlEditor)
    , m_panel(new PlanPanel(context))
    , m_place(new QLabel(this))
    , m_note(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_back(new QPushButton(tr("Back to editing"), this))
    , m_review(new QPushButton(tr("Review changes"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("editWindow"));
    setWindowTitle(title);
    setMinimumSize(800, 520);
    resize(1080, 760);
    const bool restored = m_draft->kindOfWork() == DraftWord;
    m_draft->setKindOfWork(DraftWord);
    m_draft->setTitle(title);
    if (restored) { // stays kept, also when nothing more is typed
        m_changed = true;
        m_context->drafts()->keep(m_draft.get());
    }

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 12);
    head->setSpacing(12);
    auto *name = new QLabel(title, this);
    name->setTextFormat(Qt::PlainText);
    setTextRole(name, TextRole::Heading);
    setSecondaryText(m_place);
    m_place->setTextFormat(Qt::PlainText);
    head->addWidget(name);
    head->addWidget(m_place);
    head->addStretch();
    layout->addLayout(head);
    layout->addWidget(new Hairline(Qt::Horizontal, this));
    layout->addWidget(m_stack, 1);
    layout->addWidget(new Hairline(Qt::Horizontal, this));
    m_stack->addWidget(m_editor);
    auto *planPage = new QWidget;
    auto *planLayout = new QVBoxLayout(planPage);
    planLayout->setContentsMargins(16, 12, 16, 12);
    planLayout->addWidget(m_panel);
    m_stack->addWidget(planPage);

    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    foot->setSpacing(8);
    m_cancel->setObjectName(QStringLiteral("editCancel"));
    setButtonKind(m_cancel, ButtonKind::Flat);
    m_back->setObjectName(QStringLiteral("editBack"));
    m_review->setObjectName(QStringLiteral("editReview"));
    setButtonKind(m_review, ButtonKind::Primary);
    setTextRole(m_note, TextRole::Small);
    setSecondaryText(m_note);
    foot->addWidget(m_cancel);
    foot->addWidget(m_note, 1);
    foot->addWidget(m_back);
    const QList<QPushButton *> &buttons = m_panel->buttons();
    for (auto it = buttons.rbegin(); it != buttons.rend(); ++it)
        foot->addWidget(*it);
    foot->addWidget(m_review);
    layout->addLayout(foot);

    const Source *source = context->source();
    const ObjectRef ref = m_draft->objects().isEmpty() ? ObjectRef() : m_draft->objects().first().ref;
    QStringList place{ref.namespaceName.isEmpty()
                          ? QString()
                          : tr("in %1", "namespace").arg(cleanedLine(ref.namespaceName)),
                      source ? source->title() : QString()};
    place.removeAll(QString());
    m_place->setText(place.join(QStringLiteral(", ")));

    m_editor->setText(m_draft->objects().isEmpty() ? QString()
                                                   : QString::fromUtf8(m_draft->objects().first().text));
    // Typing on somebody else's field is what leads to a conflict: one sees it before.
    if (!m_draft->objects().isEmpty())
        m_editor->setOwners(fieldOwners(m_draft->objects().first().base));
    connect(m_editor, &YamlEditor::textChanged, this, &EditWindow::takeText);
    connect(m_editor, &YamlEditor::findingsChanged, this, &EditWindow::showButtons);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        // Given up on purpose: the draft goes, with a way back. Closing the window keeps it.
        if (!m_done && m_changed)
            m_context->toast(tr("Draft %1 is discarded").arg(m_draft->title()), undoOf());
        m_done = true;
        m_context->drafts()->discard(m_draft.get());
        close();
    });
    connect(m_panel, &PlanPanel::planShownAgain, this, &EditWindow::showButtons);
    connect(m_back, &QPushButton::clicked, this, &EditWindow::backToEditing);
    connect(m_review, &QPushButton::clicked, this, &EditWindow::review);
    connect(m_panel, &PlanPanel::applied, this, [this](bool whole) {
        if (whole) {
            m_done = true;
            m_context->drafts()->discard(m_draft.get());
        }
        showButtons();
    });
    connect(m_panel, &PlanPanel::closeRequested, this, &QWidget::close);
    connect(m_context, &AppContext::sourceAboutToChange, this, &QWidget::close);
    loadSchema();
    judge();
    showButtons();
    m_editor->edit()->setFocus();
}

EditWindow::~EditWindow() = default;

void EditWindow::loadSchema()
{
    Source *source = m_context->source();
    if (!source || m_draft->objects().isEmpty())
        return;
    const ObjectRef &ref = m_draft->objects().first().ref;
    const ResourceType *type = source->catalog().findFor(ref);
    const QString kind = ref.apiVersion + u'/' + ref.kind;
    if (!type || kind == m_schemaOf)
        return;
    m_schemaOf = kind;
    source->schemaOf(*type).then(this, [this](const Result<std::shared_ptr<const Schema>> &schema) {
        if (schema && *schema)
            m_editor->setSchema(*schema);
    });
}

void EditWindow::takeText()
{
    m_changed = true;
    if (m_draft->objects().isEmpty())
        m_draft->addText(m_editor->text().toUtf8());
    else
        m_draft->setText(0, m_editor->text().toUtf8());
    m_context->drafts()->keep(m_draft.get());
    loadSchema(); // the kind may just have been typed
    judge();
}

void EditWindow::setNotice(const QString &sentence)
{
    m_notice = sentence;
    showButtons();
}

std::function<void()> EditWindow::undoOf() const
{
    const QPointer<AppContext> owner(m_context);
    return [owner, json = m_draft->toJson()] {
        std::unique_ptr<Draft> again = Draft::fromJson(json);
        if (!owner || !owner->source() || !again)
            return;
        const QString title = again->title();
        auto *window = new EditWindow(owner, std::move(again), title);
        window->show();
    };
}

void EditWindow::judge()
{
    if (m_draft->objects().isEmpty() || !m_context->surroundings())
        return;
    m_context->surroundings()->objects().then(
        this, [this](const Result<std::shared_ptr<const ObjectSet>> &set) {
            if (!set || m_draft->objects().isEmpty())
                return;
            const DraftObject &object = m_draft->objects().first();
            RuleContext rules;
            rules.intent = object.base.isEmpty() ? RuleContext::Intent::Create : RuleContext::Intent::Update;
            rules.before = object.base;
            const Source *source = m_context->source();
            rules.plainHub = !source || source->mode() != HubMode::Vendor;
            QList<Finding> findings = checkObject(object.value, **set, rules);
            if (rules.intent == RuleContext::Intent::Update)
                allowOldRefusals(findings, checkObject(object.base, **set, rules));
            m_editor->setFindings(findings);
        });
}

void EditWindow::showButtons()
{
    const bool editing = m_stack->currentIndex() == 0;
    m_review->setVisible(editing);
    m_back->setVisible(!editing && !m_panel->isApplied());
    for (QPushButton *button : m_panel->buttons())
        button->setVisible(!editing && !m_panel->isApplied());
    m_cancel->setText(m_done ? tr("Close") : tr("Cancel"));
    if (!editing)
        m_note->clear();
    else if (m_editor->errors() > 0)
        m_note->setText(tr("%n error(s)", nullptr, m_editor->errors()));
    else if (m_editor->warnings() > 0)
        m_note->setText(tr("%n warning(s)", nullptr, m_editor->warnings()));
    else
        m_note->setText(m_notice);
}

void EditWindow::review()
{
    if (m_draft->objects().isEmpty() || m_draft->objects().first().textError) {
        const YamlMark mark =
            m_draft->objects().isEmpty() ? YamlMark() : markOfError(*m_draft->objects().first().textError);
        m_editor->goTo(qMax(1, mark.line), qMax(1, mark.column));
        m_note->setText(m_draft->objects().isEmpty() ? tr("Write an object first.")
                                                     : errorSentence(*m_draft->objects().first().textError));
        return;
    }
    m_stack->setCurrentIndex(1);
    m_panel->test(m_draft->title(), m_draft->objects());
    showButtons();
}

void EditWindow::backToEditing()
{
    m_stack->setCurrentIndex(0);
    showButtons();
    m_editor->edit()->setFocus();
}

void EditWindow::closeEvent(QCloseEvent *event)
{
    if (!m_changed)
        m_context->drafts()->discard(m_draft.get());
    else if (!m_done)
        m_context->toast(tr("Draft %1 is kept").arg(m_draft->title()), undoOf());
    QWidget::closeEvent(event);
}

void EditWindow::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() == Qt::ControlModifier) {
        if (m_stack->currentIndex() == 0)
            review();
        else if (m_panel->buttons().first()->isEnabled() && !m_panel->isApplied())
            m_panel->buttons().first()->click();
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        if (m_stack->currentIndex() == 1 && !m_panel->isApplied())
            backToEditing();
        else
            close();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace easel
