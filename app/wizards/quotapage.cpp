// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/quotapage.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/typography.h"
#include "app/views/parts/formfield.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/quotabar.h"
#include "app/views/parts/quotaparts.h"
#include "app/wizards/countedit.h"
#include "app/wizards/organisationmodel.h"
#include "core/base/text.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/gputext.h"
#include "core/domain/names.h"
#include "core/domain/organisation.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

namespace {

const QString Everything = QStringLiteral("*");

// A field whose editor is moved in the order of Tab: Qt 6.4 takes a widget with a focus proxy for a stop of
// its own, which leads back to where the editor was.
FormField *movableField(const QString &label, QWidget *editor, QWidget *parent)
{
    auto *field = new FormField(label, editor, parent);
    field->setFocusProxy(nullptr);
    return field;
}

QLabel *smallLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    setTextRole(label, TextRole::Small);
    setSecondaryText(label);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

FamilyEditor::FamilyEditor(OrganisationModel *model, const QString &family, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_family(family)
    , m_limit(new CountEdit)
    , m_bar(new QuotaBar)
    , m_numbers(new QLabel)
    , m_effect(smallLabel(this))
    , m_remove(new QPushButton(icon(QStringLiteral("minus")), tr("Remove")))
{
    const bool everything = family == Everything;
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *panel = new Panel(this);
    outer->addWidget(panel);
    QVBoxLayout *column = panel->column();
    column->setSpacing(8);

    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    auto *title = new QLabel(everything ? tr("Every other family") : cleanedLine(family), panel);
    setTextRole(title, TextRole::Strong);
    title->setTextFormat(Qt::PlainText);
    m_remove->setObjectName(QStringLiteral("remove.") + family);
    m_remove->setAccessibleName(everything ? tr("Remove the limit of every other family")
                                           : tr("Remove limit and guarantee of %1").arg(cleanedLine(family)));
    setSmallControl(m_remove);
    setButtonKind(m_remove, ButtonKind::Flat);
    head->addWidget(title);
    head->addStretch();
    head->addWidget(m_remove);
    column->addLayout(head);

    auto *fields = new QHBoxLayout;
    fields->setSpacing(16);
    m_limit->setObjectName(QStringLiteral("limit.") + family);
    m_limitField = movableField(tr("Limit"), m_limit, panel);
    m_limit->setAccessibleName(everything ? tr("Limit of every other family")
                                          : tr("Limit of %1").arg(cleanedLine(family)));
    fields->addWidget(m_limitField, 1, Qt::AlignTop);
    if (!m_model->isTenant() && !everything) {
        m_guarantee = new CountEdit;
        m_guarantee->setObjectName(QStringLiteral("guarantee.") + family);
        m_guaranteeField = movableField(tr("Guarantee"), m_guarantee, panel);
        m_guarantee->setAccessibleName(tr("Guarantee of %1").arg(cleanedLine(family)));
        m_guarantee->setPlaceholderText(tr("none", "guarantee"));
        fields->addWidget(m_guaranteeField, 1, Qt::AlignTop);
    } else {
        fields->addStretch(1);
    }
    column->addLayout(fields);
    auto *barRow = new QHBoxLayout;
    barRow->setSpacing(12);
    barRow->addWidget(m_bar, 1);
    setTextRole(m_numbers, TextRole::Small);
    m_numbers->setTextFormat(Qt::PlainText);
    barRow->addWidget(m_numbers);
    column->addLayout(barRow);
    column->addWidget(m_effect);
    m_effect->setObjectName(QStringLiteral("effect.") + family);
    if (everything) {
        m_bar->hide();
        m_numbers->hide();
    }

    connect(m_limit, &CountEdit::countEdited, this, [this] {
        m_model->setLimit(m_family, m_limit->count());
        Q_EMIT edited();
    });
    if (m_guarantee) {
        connect(m_guarantee, &CountEdit::countEdited, this, [this] {
            m_model->setGuarantee(m_family, m_guarantee->count());
            Q_EMIT edited();
        });
    }
    connect(m_remove, &QPushButton::clicked, this, &FamilyEditor::removed);
}

QList<QWidget *> FamilyEditor::controls() const
{
    QList<QWidget *> controls{m_limit};
    if (m_guarantee)
        controls << m_guarantee;
    return controls << m_remove;
}

void FamilyEditor::refresh()
{
    m_limit->setCount(m_model->limit(m_family));
    if (m_guarantee)
        m_guarantee->setCount(m_model->guarantee(m_family));
    const std::optional<qint64> rest = m_family == Everything ? std::nullopt : m_model->limit(Everything);
    m_limit->setPlaceholderText(rest ? tr("%1, as every other family").arg(*rest) : tr("no limit"));
    if (m_family == Everything) {
        m_effect->setText(tr("Each family that is not listed may reach this number on its own."));
    } else if (!m_model->isCounted()) {
        m_effect->setText(tr("Counting what is in use…"));
    } else {
        const QuotaEffect effect = m_model->effect(m_family);
        m_bar->setParts(quotaPartsOf(effect.usage));
        m_numbers->setText(quotaText(m_bar->parts()));
        QStringList lines{effect.roomSentence()};
        for (const QString &line : {effect.lessSentence(), effect.moreSentence()}) {
            if (!line.isEmpty())
                lines << line;
        }
        lines << effect.waterfall.lines();
        m_effect->setText(lines.join(u'\n'));
    }
    showProblems();
}

void FamilyEditor::showProblems()
{
    const auto show = [this](FormField *field, QStringView path) {
        const OrganisationModel::Verdict verdict = m_model->verdictAt(m_model->pointerOf(path) / m_family);
        field->setError(verdict.isRefusal() ? verdict.sentence : QString());
        field->setWarning(verdict.severity == Finding::Severity::Warn ? verdict.sentence : QString());
    };
    show(m_limitField, u"spec.gpuResources.limits");
    if (m_guaranteeField)
        show(m_guaranteeField, u"spec.gpuResources.requests");
}

QList<PageProblem> FamilyEditor::problems() const
{
    QList<PageProblem> list;
    const auto add = [&](QWidget *field, QStringView path) {
        const OrganisationModel::Verdict verdict = m_model->verdictAt(m_model->pointerOf(path) / m_family);
        if (field && verdict.isRefusal())
            list << PageProblem{field, verdict.sentence};
    };
    add(m_limit, u"spec.gpuResources.limits");
    add(m_guarantee, u"spec.gpuResources.requests");
    return list;
}

// ---------------------------------------------------------------------------------------------------------------------

QuotaPage::QuotaPage(OrganisationModel *model, QWidget *parent)
    : WizardPage(parent)
    , m_model(model)
    , m_rows(new QVBoxLayout)
    , m_none(smallLabel(this))
    , m_family(new QComboBox)
    , m_add(new QPushButton(icon(QStringLiteral("plus")), tr("Add")))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    m_rows->setSpacing(12);
    layout->addWidget(m_none);
    layout->addLayout(m_rows);
    m_family->setEditable(true);
    m_family->setInsertPolicy(QComboBox::NoInsert);
    m_family->setObjectName(QStringLiteral("quotaFamily"));
    m_family->lineEdit()->setPlaceholderText(tr("NVIDIA-H100, or * for every other family"));
    m_familyField = movableField(tr("Another GPU family"), m_family, this);
    m_family->lineEdit()->setAccessibleName(m_family->accessibleName());
    m_add->setObjectName(QStringLiteral("quotaFamily.add"));
    m_add->setAccessibleName(tr("Add the family"));
    m_familyField->setTrailing(m_add);
    layout->addWidget(m_familyField);
    layout->addStretch();
    m_none->setText(m_model->isTenant()
                        ? tr("No limits yet: the projects of this tenant may take every GPU there is.")
                        : tr("No limits or guarantees yet: this project may take what its tenant has left."));
    connect(m_add, &QPushButton::clicked, this, &QuotaPage::addFamily);
    connect(m_family->lineEdit(), &QLineEdit::returnPressed, this, &QuotaPage::addFamily);
    connect(m_family, &QComboBox::editTextChanged, this, [this] { m_familyField->setError({}); });
}

QString QuotaPage::stepTitle() const
{
    return m_model->isTenant() ? tr("GPU limits") : tr("GPU quota");
}

QString QuotaPage::heading() const
{
    return m_model->isTenant() ? tr("How many GPUs its projects may hold together")
                               : tr("How many GPUs it may hold, and how many are kept for it");
}

QString QuotaPage::explanation() const
{
    return m_model->isTenant()
               ? tr("An empty limit means no limit. Lowering one takes nothing away from anybody.")
               : tr("A guarantee keeps GPUs free for this project; it takes none away from others.");
}

void QuotaPage::addFamily()
{
    const QString text = m_family->currentText().trimmed();
    const QString family = text == Everything ? text : GpuFamilyTable::inUse().familyNamed(text);
    if (family != Everything && !isGpuFamily(family)) {
        m_familyField->setError(
            tr("'%1' is not a GPU family. Use a name like NVIDIA-H100, or * for all others.").arg(text));
        m_family->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_familyField->setError({});
    m_family->setEditText({});
    const auto find = [this, &family]() -> FamilyEditor * {
        for (FamilyEditor *editor : std::as_const(m_editors)) {
            if (editor->family() == family || sameGpuFamily(editor->family(), family))
                return editor;
        }
        return nullptr;
    };
    if (!find()) {
        m_added << family;
        refresh();
    }
    if (FamilyEditor *editor = find())
        editor->controls().constFirst()->setFocus(Qt::OtherFocusReason);
}

void QuotaPage::refresh()
{
    QStringList families = m_model->families();
    for (const QString &family : std::as_const(m_added)) {
        if (!families.contains(family))
            families << family;
    }
    std::sort(families.begin(), families.end());
    if (families.removeAll(Everything))
        families << Everything;
    QStringList shown;
    for (const FamilyEditor *editor : std::as_const(m_editors))
        shown << editor->family();
    if (shown != families) {
        QList<FamilyEditor *> editors;
        for (const QString &family : std::as_const(families)) {
            const qsizetype at = shown.indexOf(family);
            FamilyEditor *editor = at < 0 ? nullptr : m_editors.at(at);
            if (!editor) {
                editor = new FamilyEditor(m_model, family, this);
                connect(editor, &FamilyEditor::edited, this, &WizardPage::edited);
                connect(editor, &FamilyEditor::removed, this, [this, family] {
                    m_added.removeAll(family);
                    m_family->setFocus(Qt::OtherFocusReason);
                    m_model->setLimit(family, std::nullopt);
                    if (!m_model->isTenant())
                        m_model->setGuarantee(family, std::nullopt);
                    refresh();
                    Q_EMIT edited();
                });
            }
            editors << editor;
        }
        for (FamilyEditor *editor : std::as_const(m_editors)) {
            m_rows->removeWidget(editor);
            if (!editors.contains(editor)) {
                editor->hide();
                editor->deleteLater(); // it may be the one whose button was pressed
            }
        }
        m_editors = editors;
        // Rows are made later than everything else in the window: they go behind the last field of the page,
        // which then goes behind them.
        QWidget *before = m_add;
        for (FamilyEditor *editor : std::as_const(m_editors)) {
            m_rows->addWidget(editor);
            editor->show();
            const QList<QWidget *> controls = editor->controls();
            for (QWidget *control : controls) {
                setTabOrder(before, control);
                before = control;
            }
        }
        if (before != m_add) {
            setTabOrder(before, m_family);
            setTabOrder(m_family, m_add);
        }
        QStringList offers;
        const QStringList known = knownFamilies(m_model->objects());
        for (const QString &family : known + QStringList{Everything}) {
            if (!families.contains(family))
                offers << family;
        }
        const QString typed = m_family->currentText();
        m_family->clear();
        m_family->addItems(offers);
        m_family->setEditText(typed);
    }
    m_none->setVisible(m_editors.isEmpty());
    for (FamilyEditor *editor : std::as_const(m_editors))
        editor->refresh();
}

QList<PageProblem> QuotaPage::problems() const
{
    QList<PageProblem> list;
    for (const FamilyEditor *editor : m_editors)
        list << editor->problems();
    if (!list.isEmpty())
        return list;
    // What is refused and has no row of its own: a limit that only "*" says.
    for (const char16_t *path : {u"spec.gpuResources.limits", u"spec.gpuResources.requests"}) {
        const OrganisationModel::Verdict verdict = m_model->verdictAt(m_model->pointerOf(QStringView(path)));
        if (verdict.isRefusal())
            list << PageProblem{m_family, verdict.sentence};
    }
    return list;
}

void QuotaPage::showProblems(bool)
{
    for (FamilyEditor *editor : std::as_const(m_editors))
        editor->showProblems();
}

} // namespace easel
