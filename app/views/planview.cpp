// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/planview.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/conflictbox.h"
#include "app/views/diffview.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/elidedlabel.h"
#include "app/views/parts/iconlabel.h"
#include "app/views/parts/panel.h"
#include "app/views/parts/placeholders.h"
#include "app/views/parts/segmentedcontrol.h"
#include "app/views/parts/statechip.h"
#include "core/base/text.h"
#include "core/domain/kinds.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollArea>
#include <QSplitter>
#include <QStandardItemModel>
#include <QStyleOption>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace easel {

namespace {

enum PlanRole : int {
    ItemRole = Qt::UserRole + 1, // -1: a heading
    KindTextRole,
    NoteRole,
    NoteToneRole, // int of Tone, or nothing: plain note
    SymbolRole,
    CountRole,
    CheckableRole,
};

QString kindText(const ObjectRef &ref)
{
    const KindInfo *info = kindInfo(ref);
    return info ? info->singularTitle : ref.kind;
}

QString symbolOf(PlanItem::Change change)
{
    switch (change) {
    case PlanItem::Change::Create:
        return QStringLiteral("plus");
    case PlanItem::Change::Change:
        return QStringLiteral("pencil");
    case PlanItem::Change::Delete:
    case PlanItem::Change::NotInFolder:
        return QStringLiteral("trash-2");
    case PlanItem::Change::Unchanged:
        break;
    }
    return QStringLiteral("equal");
}

class PlanDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        const QFontMetricsF body(textFont(TextRole::Body));
        const QFontMetricsF small(textFont(TextRole::Small));
        if (index.data(ItemRole).toInt() < 0)
            return {0, rowHeight(body)};
        return {0, qMax(44, int(body.height() + small.height()) + 10)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Look::theme();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF box(option.rect);
        if (index.data(ItemRole).toInt() < 0) {
            painter->fillRect(option.rect, theme.window);
            painter->setFont(textFont(TextRole::SmallStrong));
            painter->setPen(theme.text2);
            painter->drawText(box.adjusted(12, 0, -12, 0), Qt::AlignVCenter, index.data().toString());
            painter->setFont(textFont(TextRole::Small));
            painter->drawText(box.adjusted(12, 0, -12, 0), Qt::AlignVCenter | Qt::AlignRight,
                              index.data(CountRole).toString());
        } else {
            paintObject(painter, box, option, index, theme);
        }
        paintHairline(painter, {box.left(), box.bottom() - 0.5}, {box.right(), box.bottom() - 0.5},
                      theme.border);
        painter->restore();
    }

protected:
    // Space is the view's; the mouse ticks where the box is painted.
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override
    {
        const bool pressed =
            event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick;
        const bool released = event->type() == QEvent::MouseButtonRelease;
        if (!index.data(CheckableRole).toBool() || (!pressed && !released))
            return QStyledItemDelegate::editorEvent(event, model, option, index);
        const QPoint at = static_cast<QMouseEvent *>(event)->position().toPoint();
        if (at.x() > option.rect.left() + 36)
            return false;
        if (released) {
            const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
            model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        }
        return true;
    }

private:
    static void paintObject(QPainter *painter, const QRectF &box, const QStyleOptionViewItem &option,
                            const QModelIndex &index, const Theme &theme)
    {
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const bool active = option.state.testFlag(QStyle::State_Active);
        painter->fillRect(box, selected ? (active ? theme.selection : theme.selectionIdle)
                               : option.state.testFlag(QStyle::State_MouseOver) ? theme.hover
                                                                                : theme.surface);
        if (selected)
            painter->fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.accent);
        const QString symbol = index.data(SymbolRole).toString();
        const QColor ink = symbol == u"plus"      ? theme.good.foreground
                           : symbol == u"trash-2" ? theme.bad.foreground
                                                  : theme.text2;
        const QRect mark(int(box.left()) + 12, int(box.center().y()) - 8, 16, 16);
        if (index.data(CheckableRole).toBool()) {
            QStyleOptionButton check;
            check.rect = mark;
            check.palette = option.palette;
            check.state = QStyle::State_Enabled |
                          (index.data(Qt::CheckStateRole).toInt() == Qt::Checked ? QStyle::State_On
                                                                                 : QStyle::State_Off);
            option.widget->style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &check, painter,
                                                  option.widget);
        } else {
            paintIcon(painter, mark, symbol, ink);
        }
        qreal right = box.right() - 12;
        QString note = index.data(NoteRole).toString();
        const QVariant tone = index.data(NoteToneRole);
        QString below = index.data(KindTextRole).toString();
        if (!note.isEmpty() && !tone.isValid() && box.width() < 280) { // no room beside the name
            below += QStringLiteral(" · ") + note;
            note.clear();
        }
        if (!note.isEmpty() && tone.isValid()) {
            right -=
                paintStateChip(
                    painter, QRect(int(box.left()), int(box.top()), int(box.width()) - 12, int(box.height())),
                    Qt::AlignRight | Qt::AlignVCenter, textFont(TextRole::Body), Tone(tone.toInt()), note) +
                8;
        } else if (!note.isEmpty()) {
            painter->setFont(textFont(TextRole::Small));
            painter->setPen(theme.text2);
            const qreal width =
                qMin(box.width() * 0.45, QFontMetricsF(painter->font()).horizontalAdvance(note) + 2);
            painter->drawText(QRectF(right - width, box.top(), width, box.height()),
                              Qt::AlignVCenter | Qt::AlignRight,
                              painter->fontMetrics().elidedText(note, Qt::ElideRight, int(width)));
            right -= width + 8;
        }
        const QFontMetricsF body(textFont(TextRole::Body));
        const QFontMetricsF small(textFont(TextRole::Small));
        const qreal top = box.center().y() - (body.height() + small.height()) / 2;
        const QRectF first(box.left() + 40, top, right - box.left() - 40, body.height());
        painter->setFont(textFont(TextRole::Strong));
        painter->setPen(theme.text);
        painter->drawText(
            first, Qt::AlignVCenter,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, int(first.width())));
        painter->setFont(textFont(TextRole::Small));
        painter->setPen(theme.text2);
        painter->drawText(first.translated(0, body.height()), Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(below, Qt::ElideRight, int(first.width())));
        if (option.state.testFlag(QStyle::State_HasFocus))
            paintRing(painter, box.adjusted(0, 0, 0, -1), theme.focus, 0, 1);
    }
};

} // namespace

PlanView::PlanView(QWidget *parent)
    : QWidget(parent)
    , m_banner(new Banner(Tone::Warning, this))
    , m_body(new QWidget(this))
    , m_skeleton(new Skeleton(this))
    , m_list(new QListView)
    , m_model(new QStandardItemModel(this))
    , m_modes(new SegmentedControl({tr("Unified"), tr("Side by side"), tr("Result")}))
    , m_diff(new DiffView)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_banner);
    layout->addWidget(m_skeleton, 1);
    layout->addWidget(m_body, 1);

    auto *body = new QHBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    auto *splitter = new QSplitter(Qt::Horizontal, m_body);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    body->addWidget(splitter);

    m_list->setModel(m_model);
    m_list->setItemDelegate(new PlanDelegate(m_list));
    m_list->setAccessibleName(tr("Objects of the plan"));
    m_list->setObjectName(QStringLiteral("planList"));
    setFocusProxy(m_list);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_list->setMinimumWidth(scaledWidth(this, 160));
    m_diff->setMinimumWidth(scaledWidth(this, 240));
    splitter->addWidget(m_list);

    auto *right = new QWidget;
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 16, 8);
    head->setSpacing(8);
    m_icon = new IconLabel(right);
    m_name = new ElidedLabel(right); // a long name must not push the list and the window apart
    setTextRole(m_name, TextRole::Heading);
    m_kind = new ElidedLabel(right);
    setSecondaryText(m_kind);
    m_removed = new QLabel(right);
    m_added = new QLabel(right);
    setTextRole(m_removed, TextRole::SmallStrong);
    setTextRole(m_added, TextRole::SmallStrong);
    m_removed->setForegroundRole(QPalette::WindowText); // on Base a label would take Text
    m_added->setForegroundRole(QPalette::WindowText);
    setToneText(m_removed, Tone::Bad);
    setToneText(m_added, Tone::Good);
    m_modes->setAccessibleName(tr("How the differences are shown"));
    head->addWidget(m_icon);
    head->addWidget(m_name);
    head->addWidget(m_kind);
    head->addStretch();
    head->addWidget(m_removed);
    head->addWidget(m_added);
    head->addWidget(m_modes);
    column->addLayout(head);
    column->addWidget(new Hairline(Qt::Horizontal, right));
    column->addWidget(m_diff, 3);
    auto *scroll = new QScrollArea(right);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *belowBox = new QWidget;
    m_below = new QVBoxLayout(belowBox);
    m_below->setContentsMargins(16, 8, 16, 8);
    m_below->setSpacing(8);
    scroll->setWidget(belowBox);
    scroll->setObjectName(QStringLiteral("planBelow"));
    column->addWidget(scroll, 2);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({scaledWidth(this, 200), scaledWidth(this, 680)});

    connect(m_modes, &SegmentedControl::currentChanged, this,
            [this](int index) { m_diff->setMode(DiffView::Mode(index)); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid() && current.data(ItemRole).toInt() >= 0)
                    showItem(current.data(ItemRole).toInt());
            });
    connect(m_model, &QStandardItemModel::itemChanged, this, [this](QStandardItem *item) {
        const int index = item->data(ItemRole).toInt();
        if (!item->data(CheckableRole).toBool() || index < 0 || index >= m_plan.items.size())
            return;
        const bool chosen = item->checkState() == Qt::Checked;
        if (m_plan.items.at(index).chosen == chosen)
            return; // something else of the row
        m_plan.items[index].chosen = chosen;
        showChosen(item);
        showBanner();
        Q_EMIT planChanged();
    });
    m_banner->hide();
    m_body->hide();
    m_skeleton->hide();
}

void PlanView::setLoading(const QString &sentence)
{
    m_banner->hide();
    m_body->hide();
    m_skeleton->setProgressText(sentence);
    m_skeleton->show();
    m_skeleton->start();
}

void PlanView::setError(const Error &error)
{
    m_plan = {};
    m_skeleton->stop();
    m_skeleton->hide();
    m_body->hide();
    m_banner->setTone(Tone::Bad);
    m_banner->setTexts(tr("The plan could not be made."), errorSentence(error));
    m_banner->clearActions();
    connect(m_banner->addButton(tr("Try again")), &QAbstractButton::clicked, this, &PlanView::retryRequested);
    m_banner->show();
}

void PlanView::setPlan(const Plan &plan)
{
    m_plan = plan;
    m_skeleton->stop();
    m_skeleton->hide();
    m_body->show();
    m_shown = -1;
    fillList();
    showBanner();
}

void PlanView::fillList()
{
    m_model->clear();
    const QList<QPair<PlanItem::Change, QString>> sections{
        {PlanItem::Change::Change, tr("Change")},
        {PlanItem::Change::Create, tr("Create")},
        {PlanItem::Change::Delete, tr("Delete")},
        {PlanItem::Change::NotInFolder, tr("Not in the folder")},
        {PlanItem::Change::Unchanged, tr("Unchanged")}};
    QModelIndex first;
    for (const auto &section : sections) {
        const int count = m_plan.count(section.first);
        if (count == 0)
            continue;
        auto *heading = new QStandardItem(section.second);
        heading->setData(-1, ItemRole);
        heading->setData(QString::number(count), CountRole);
        heading->setFlags(Qt::ItemIsEnabled);
        m_model->appendRow(heading);
        for (int i = 0; i < m_plan.items.size(); ++i) {
            const PlanItem &item = m_plan.items.at(i);
            if (item.change != section.first)
                continue;
            // The group is the same for all and would push the kinds out of sight.
            const bool crd = item.ref.kind == u"CustomResourceDefinition";
            auto *row =
                new QStandardItem(cleanedLine(crd ? item.ref.name.section(u'.', 0, 0) : item.ref.name));
            row->setData(i, ItemRole);
            row->setData(kindText(item.ref), KindTextRole);
            row->setData(symbolOf(item.change), SymbolRole);
            const auto undecided = std::count_if(
                item.conflicts.begin(), item.conflicts.end(), [](const FieldConflict &conflict) {
                    return conflict.decision == FieldConflict::Decision::Undecided;
                });
            const auto refused =
                std::count_if(item.findings.begin(), item.findings.end(), [](const Finding &finding) {
                    return finding.severity == Finding::Severity::Refuse;
                });
            if (item.error || refused > 0) {
                row->setData(tr("refused"), NoteRole);
                row->setData(int(Tone::Bad), NoteToneRole);
            } else if (undecided > 0) {
                row->setData(tr("%n conflict(s)", nullptr, int(undecided)), NoteRole);
                row->setData(int(Tone::Warning), NoteToneRole);
            } else if (!item.ref.namespaceName.isEmpty()) {
                row->setData(tr("in %1", "namespace").arg(cleanedLine(item.ref.namespaceName)), NoteRole);
            }
            row->setData(QStringLiteral("%1 %2, %3")
                             .arg(kindText(item.ref), row->text(), row->data(NoteRole).toString()),
                         Qt::AccessibleTextRole);
            if (item.change == PlanItem::Change::NotInFolder) {
                if (!item.ref.namespaceName.isEmpty()) // its note says what becomes of it
                    row->setData(kindText(item.ref) + QStringLiteral(" · ") + row->data(NoteRole).toString(),
                                 KindTextRole);
                row->setData(true, CheckableRole);
                row->setCheckable(true);
                row->setCheckState(item.chosen ? Qt::Checked : Qt::Unchecked);
                showChosen(row);
            }
            m_model->appendRow(row);
            if (!first.isValid())
                first = row->index();
        }
    }
    if (first.isValid())
        m_list->setCurrentIndex(first);
}

// An object that the folder lacks: it stays or goes.
void PlanView::showChosen(QStandardItem *row)
{
    const bool goes = row->checkState() == Qt::Checked;
    row->setData(goes ? tr("to delete") : tr("stays"), NoteRole);
    row->setData(goes ? QVariant(int(Tone::Bad)) : QVariant(), NoteToneRole);
}

void PlanView::clearBelow()
{
    while (QLayoutItem *item = m_below->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

void PlanView::showItem(int index)
{
    const bool same = index == m_shown;
    m_shown = index;
    const PlanItem &item = m_plan.items.at(index);
    const KindInfo *info = kindInfo(item.ref);
    m_icon->setIconName(info && hasIcon(info->icon) ? info->icon : QStringLiteral("box"));
    m_name->setText(cleanedLine(item.ref.name));
    m_kind->setText(kindText(item.ref));
    if (!same)
        m_diff->setTexts(item.beforeText, item.afterText);
    showDiffSize();

    clearBelow();
    const auto addBanner = [this](Tone tone, const QString &strong, const QString &text) {
        auto *banner = new Banner(tone, this);
        banner->setLayoutKind(Banner::Layout::Stacked);
        banner->setLongestWord(48); // paths of fields
        banner->setTexts(strong, text);
        m_below->addWidget(banner);
    };
    if (item.error)
        addBanner(Tone::Bad, tr("This is refused."), errorSentence(*item.error));
    const auto addFindings = [&](Finding::Severity severity, Tone tone) {
        for (const Finding &finding : item.findings) {
            if (finding.severity == severity)
                addBanner(tone, finding.sentence,
                          finding.pointer.isEmpty()
                              ? finding.rule
                              : QStringLiteral("%1 · %2").arg(finding.rule, finding.pointer.toFieldPath()));
        }
    };
    // What stands in the way, what is to be decided, what is good to know.
    addFindings(Finding::Severity::Refuse, Tone::Bad);
    QStringList managers;
    for (const FieldConflict &conflict : item.conflicts) {
        if (!managers.contains(conflict.manager))
            managers << conflict.manager;
    }
    for (const QString &manager : std::as_const(managers)) {
        auto *box = new ConflictBox(manager, item.conflicts, this);
        connect(box, &ConflictBox::decided, this,
                [this, index](int conflict, FieldConflict::Decision decision) {
                    decide(index, conflict, decision);
                });
        m_below->addWidget(box);
    }
    addFindings(Finding::Severity::Warn, Tone::Warning);
    addFindings(Finding::Severity::Inform, Tone::Neutral);
    for (const QString &warning : item.warnings)
        addBanner(Tone::Warning, tr("The server warns"), cleanedLine(warning));
    if (!item.goesWith.isEmpty()) {
        QStringList names;
        for (const ObjectRef &ref : item.goesWith)
            names << ref.text();
        addBanner(Tone::Warning, tr("%n object(s) go with it", nullptr, int(names.size())),
                  nameList(names, 12));
    }
    m_below->addStretch();
    const bool any = m_below->count() > 1;
    for (QWidget *up = m_below->parentWidget(); up; up = up->parentWidget()) {
        if (up->objectName() == u"planBelow") {
            up->setVisible(any);
            break;
        }
    }
}

void PlanView::showDiffSize()
{
    m_removed->setText(QStringLiteral("−%1").arg(m_diff->removedLines()));
    m_added->setText(QStringLiteral("+%1").arg(m_diff->addedLines()));
}

void PlanView::decide(int item, int conflict, FieldConflict::Decision decision)
{
    m_plan.decide(item, conflict, decision);
    const PlanItem &decided = m_plan.items.at(item);
    if (item == m_shown) {
        m_diff->setTexts(decided.beforeText, decided.afterText);
        showDiffSize();
    }
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStandardItem *entry = m_model->item(row);
        if (entry->data(ItemRole).toInt() != item)
            continue;
        const QList<FieldConflict> &conflicts = m_plan.items.at(item).conflicts;
        const auto undecided =
            std::count_if(conflicts.begin(), conflicts.end(), [](const FieldConflict &one) {
                return one.decision == FieldConflict::Decision::Undecided;
            });
        entry->setData(undecided > 0 ? tr("%n conflict(s)", nullptr, int(undecided)) : tr("decided"),
                       NoteRole);
        entry->setData(undecided > 0 ? QVariant(int(Tone::Warning)) : QVariant(int(Tone::Good)),
                       NoteToneRole);
    }
    showBanner();
    Q_EMIT planChanged();
}

void PlanView::showBanner()
{
    const QStringList blockers = m_plan.blockers();
    m_banner->clearActions();
    if (blockers.isEmpty()) {
        m_banner->hide();
        return;
    }
    bool refused = false;
    QStringList owners;
    int undecided = 0;
    for (const PlanItem &item : std::as_const(m_plan.items)) {
        refused = refused || item.error.has_value();
        for (const Finding &finding : item.findings)
            refused = refused || finding.severity == Finding::Severity::Refuse;
        for (const FieldConflict &conflict : item.conflicts) {
            if (conflict.decision != FieldConflict::Decision::Undecided)
                continue;
            ++undecided;
            if (!owners.contains(conflict.manager))
                owners << conflict.manager;
        }
    }
    if (refused) {
        m_banner->setTone(Tone::Bad);
        m_banner->setTexts(blockers.first(), blockers.size() > 1 ? tr("%n more thing(s) stand in the way.",
                                                                      nullptr, int(blockers.size()) - 1)
                                                                 : QString());
    } else {
        m_banner->setTone(Tone::Warning);
        m_banner->setTexts(
            undecided > 0
                ? tr("%n field(s) belong to %1.", nullptr, undecided).arg(cleanedLine(nameList(owners)))
                : blockers.first(),
            undecided > 1   ? tr("Decide who keeps each, then apply.")
            : undecided > 0 ? tr("Decide who keeps it, then apply.")
                            : QString());
    }
    m_banner->show();
}

} // namespace easel
