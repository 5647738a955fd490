// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/explain/explaintable.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/celldelegate.h"
#include "core/base/text.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStyle>
#include <QTimer>

#include <algorithm>

namespace easel {

namespace {

constexpr int padding = 8;
constexpr int wrapFlags = Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignVCenter;

class ExplainDelegate : public CellDelegate
{
public:
    explicit ExplainDelegate(QTreeView *view)
        : CellDelegate(view)
        , m_view(view)
    {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        CellDelegate::paint(painter, option, index);
        const Theme &theme = Look::theme();
        const bool selected = option.state & QStyle::State_Selected;
        const QString text = index.data(ExplainModel::WrappedTextRole).toString();
        painter->save();
        if (!text.isEmpty()) {
            if (index.data(ExplainModel::CutRole).toBool() && !selected) {
                painter->fillRect(option.rect, theme.window);
                paintHairline(painter, QPointF(option.rect.left(), option.rect.bottom()),
                              QPointF(option.rect.right() + 1, option.rect.bottom()), theme.border);
            }
            painter->setFont(option.font);
            painter->setPen(index.data(ExplainModel::SpanRole).toBool() ? theme.text2 : theme.text);
            const QRect area = option.rect.adjusted(padding, 3, -padding, -3);
            painter->drawText(
                area,
                int(QStyle::visualAlignment(option.direction, Qt::AlignLeft) | Qt::AlignVCenter) |
                    Qt::TextWordWrap,
                text);
        }
        const QVariant parts = index.data(ExplainModel::PartsRole);
        if (parts.isValid())
            paintScores(painter, option, parts.value<QList<qlonglong>>(),
                        index.data(ExplainModel::ExtentRole).value<QList<qlonglong>>());
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QString text = index.data(ExplainModel::WrappedTextRole).toString();
        if (text.isEmpty()) {
            if (index.data(ExplainModel::SpanRole).toBool())
                return {0, 0};
            return CellDelegate::sizeHint(option, index);
        }
        const bool span = index.data(ExplainModel::SpanRole).toBool();
        const int width =
            span ? m_view->viewport()->width() - (index.parent().isValid() ? m_view->indentation() : 0)
                 : m_view->columnWidth(index.column());
        const QRect room(0, 0, std::max(60, width - 2 * padding), 10'000);
        const int height = option.fontMetrics.boundingRect(room, wrapFlags, text).height();
        return {60, std::max(span ? option.fontMetrics.height() + 8 : Look::rowHeight(), height + 8)};
    }

private:
    // Parts from zero, positive ones towards the end, negative ones towards the beginning.
    void paintScores(QPainter *painter, const QStyleOptionViewItem &option, const QList<qlonglong> &parts,
                     const QList<qlonglong> &extent) const
    {
        const Theme &theme = Look::theme();
        const QRect area = option.rect.adjusted(padding, 0, -padding, 0);
        const qlonglong span = extent.size() == 2 ? extent.at(1) - extent.at(0) : 0;
        if (span <= 0 || area.width() < 8)
            return;
        const bool mirrored = option.direction == Qt::RightToLeft;
        const auto x = [&](qlonglong value) {
            const double share = double(value - extent.at(0)) / double(span);
            return mirrored ? area.right() - share * area.width() : area.left() + share * area.width();
        };
        const int top = option.rect.center().y() - 4;
        qlonglong low = 0;
        qlonglong high = 0;
        for (qsizetype i = 0; i < parts.size(); ++i) {
            qlonglong &end = parts.at(i) < 0 ? low : high;
            const qlonglong next = end + parts.at(i);
            QRectF bar(QPointF(x(end), top), QPointF(x(next), top + 10));
            bar = bar.normalized();
            if (bar.width() > 2)
                bar.adjust(0.5, 0, -0.5, 0); // a gap tells neighbours apart without their colours
            painter->fillRect(bar, parts.size() == 1 ? theme.attached
                                                     : theme.series[size_t(i) % theme.series.size()]);
            end = next;
        }
        if (extent.at(0) < 0)
            painter->fillRect(snapped(painter, QRectF(x(0) - 0.5, top - 3, 1, 16)), theme.text2);
    }

    QTreeView *m_view;
};

bool isFix(const QModelIndex &index)
{
    return index.isValid() && index.column() == ExplainModel::FixColumn && !index.data().toString().isEmpty();
}

} // namespace

ExplainTable::ExplainTable(ExplainModel::List list, QWidget *parent)
    : QTreeView(parent)
    , m_model(new ExplainModel(list, this))
{
    setModel(m_model);
    setItemDelegate(new ExplainDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(false);
    setIndentation(12);
    setAllColumnsShowFocus(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setItemsExpandable(true);
    setExpandsOnDoubleClick(false);
    setAnimated(false);
    setAutoScroll(false);
    setTabKeyNavigation(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setSectionsClickable(false);
    header()->setMinimumSectionSize(24);
    setAccessibleName(list == ExplainModel::List::Ranked ? tr("Those that qualify, best first")
                                                         : tr("Those that do not qualify"));
    connect(this, &QTreeView::activated, this, [this](const QModelIndex &index) {
        const ExplainedItem *item = m_model->itemAt(index);
        if (item && !item->object.name.isEmpty() && !isFix(index))
            Q_EMIT openRequested(item->object);
    });
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (isFix(index))
            act(*m_model->itemAt(index));
    });
    connect(this, &QTreeView::expanded, this, [this] { fit(); });
    connect(this, &QTreeView::collapsed, this, [this] { fit(); });
}

void ExplainTable::setEditable(bool editable)
{
    m_model->setEditable(editable);
}

// A copy: what is done may change the list.
void ExplainTable::act(const ExplainedItem &item)
{
    const ExplainedItem now = item;
    if (now.fix.kind == PlacementFix::Kind::OpenCluster)
        Q_EMIT openRequested(now.object);
    else
        Q_EMIT fixRequested(now);
}

void ExplainTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index =
        event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    const ExplainedItem *item = m_model->itemAt(index);
    const bool fixes = item && m_model->offersFix(*item);
    const bool opens = item && !item->object.name.isEmpty();
    if (!fixes && !opens)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const ExplainedItem now = *item;
    if (fixes)
        connect(menu->addAction(fixText(now.fix)), &QAction::triggered, this, [this, now] { act(now); });
    if (opens && now.fix.kind != PlacementFix::Kind::OpenCluster)
        connect(menu->addAction(tr("Open %1").arg(cleanedLine(now.name)).replace(u'&', QStringLiteral("&&"))),
                &QAction::triggered, this, [this, now] { Q_EMIT openRequested(now.object); });
    const QPoint at = event->reason() == QContextMenuEvent::Mouse
                          ? event->globalPos()
                          : viewport()->mapToGlobal(visualRect(index.siblingAtColumn(0)).bottomLeft());
    menu->popup(at);
}

void ExplainTable::mouseMoveEvent(QMouseEvent *event)
{
    QTreeView::mouseMoveEvent(event);
    viewport()->setCursor(isFix(indexAt(event->position().toPoint())) ? Qt::PointingHandCursor
                                                                      : Qt::ArrowCursor);
}

// The line after the last chosen goes over the whole row, also under the ranks.
void ExplainTable::drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const QModelIndex top = index.siblingAtColumn(0);
    if (top.data(ExplainModel::CutRole).toBool()) {
        painter->fillRect(option.rect, Look::theme().window);
        paintHairline(painter, QPointF(option.rect.left(), option.rect.bottom()),
                      QPointF(option.rect.right() + 1, option.rect.bottom()), Look::theme().border);
    }
    QTreeView::drawRow(painter, option, index);
}

void ExplainTable::setPart(const ExplainedPart &part)
{
    const ExplainedItem *item = m_model->itemAt(currentIndex());
    const QString name = item ? item->name : QString();
    m_filling = true;
    m_model->setPart(part);
    spanLines();
    for (int row = 0; !name.isEmpty() && row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        const ExplainedItem *other = m_model->itemAt(index);
        if (other && other->name == name) {
            setCurrentIndex(index);
            break;
        }
    }
    m_filling = false;
    arrange();
}

void ExplainTable::spanLines()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex top = m_model->index(row, 0);
        setFirstColumnSpanned(row, {}, top.data(ExplainModel::SpanRole).toBool());
        for (int line = 0; line < m_model->rowCount(top); ++line)
            setFirstColumnSpanned(line, top, true);
    }
}

void ExplainTable::arrange()
{
    const int width = viewport()->width();
    const bool narrow = width < scaledWidth(this, 500);
    const bool ranked = m_model->isColumnUsed(ExplainModel::StateColumn);
    // What a list of clusters that do not qualify says, it says in whole phrases.
    setHeaderHidden(m_model->isColumnUsed(ExplainModel::RuleColumn));
    for (int column = 0; column < ExplainModel::ColumnCount; ++column) {
        const bool dropped = (column == ExplainModel::HasColumn && (narrow || !ranked)) ||
                             (column == ExplainModel::RuleColumn && narrow);
        setColumnHidden(column, dropped || !m_model->isColumnUsed(column));
    }
    // A hidden first section would take the mark of the current row with it.
    const bool ranks = m_model->isColumnUsed(ExplainModel::RankColumn);
    header()->moveSection(header()->visualIndex(ExplainModel::RankColumn),
                          ranks ? 0 : ExplainModel::ColumnCount - 1);
    const int stretched = ranked
                              ? (m_model->isColumnUsed(ExplainModel::ScoreColumn) ? ExplainModel::ScoreColumn
                                                                                  : ExplainModel::NameColumn)
                              : ExplainModel::ReasonColumn;
    int left = width;
    for (int column = 0; column < ExplainModel::ColumnCount; ++column) {
        header()->setSectionResizeMode(column, QHeaderView::Fixed);
        if (isColumnHidden(column) || column == stretched)
            continue;
        const int most = column == ExplainModel::NameColumn ? width * 2 / 5 : width / 3;
        int wanted = header()->sectionSizeHint(column);
        // Rows beyond the first hundred do not decide.
        for (int row = 0; row < std::min(100, m_model->rowCount()); ++row) {
            const QModelIndex index = m_model->index(row, column);
            if (m_model->itemAt(index)) {
                QStyleOptionViewItem option;
                initViewItemOption(&option);
                wanted = std::max(wanted, itemDelegate()->sizeHint(option, index).width());
            }
        }
        wanted = std::min(wanted + 4, most);
        header()->resizeSection(column, wanted);
        left -= wanted;
    }
    header()->resizeSection(stretched, std::max(60, left));
    scheduleDelayedItemsLayout();
    fit();
}

void ExplainTable::fit()
{
    if (m_filling)
        return;
    executeDelayedItemsLayout();
    int height = header()->isHidden() ? 0 : header()->sizeHint().height();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex top = m_model->index(row, 0);
        height += rowHeight(top);
        for (int line = 0; isExpanded(top) && line < m_model->rowCount(top); ++line)
            height += rowHeight(m_model->index(line, 0, top));
    }
    if (m_content == height)
        return;
    m_content = height;
    setFixedHeight(height);
    updateGeometry();
}

QSize ExplainTable::sizeHint() const
{
    return {scaledWidth(this, 420), m_content};
}

QSize ExplainTable::minimumSizeHint() const
{
    return {scaledWidth(this, 240), m_content};
}

void ExplainTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    const QModelIndex top = current.parent().isValid() ? current.parent() : current.siblingAtColumn(0);
    if (m_opened == top && isExpanded(top)) {
        showCurrentAround();
        return;
    }
    const bool filling = std::exchange(m_filling, true); // one fit for both
    if (m_opened.isValid())
        collapse(m_opened);
    m_opened = top;
    if (top.isValid())
        expand(top);
    m_filling = filling;
    fit();
    showCurrentAround();
}

// The area around scrolls, not the list.
void ExplainTable::showCurrentAround()
{
    if (!hasFocus())
        return;
    QTimer::singleShot(0, this, [this] {
        for (QWidget *up = parentWidget(); up; up = up->parentWidget()) {
            auto *area = qobject_cast<QScrollArea *>(up);
            if (!area || !area->widget() || !currentIndex().isValid())
                continue;
            const QRect row = visualRect(currentIndex());
            const QPoint at = viewport()->mapTo(area->widget(), row.center());
            area->ensureVisible(0, at.y(), 0, row.height() + 40);
            return;
        }
    });
}

void ExplainTable::focusInEvent(QFocusEvent *event)
{
    QTreeView::focusInEvent(event);
    if (currentIndex().isValid() && !selectionModel()->hasSelection())
        selectionModel()->select(currentIndex(), QItemSelectionModel::Select | QItemSelectionModel::Rows);
}

void ExplainTable::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        arrange();
}

void ExplainTable::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

} // namespace easel
