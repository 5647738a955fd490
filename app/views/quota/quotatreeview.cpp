// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/quotatreeview.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/models/tablecopy.h"
#include "app/views/parts/celldelegate.h"
#include "app/views/parts/quotabar.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace easel {

namespace {

constexpr int nameWidth = 180;
constexpr int stateWidth = 104;
constexpr int barMinimum = 90; // the rest of the room is theirs
constexpr int usedWidth = 80;
constexpr int freeWidth = 56;
constexpr int poolsWidth = 54;

class QuotaTreeDelegate : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                      const QColor &text) const override
    {
        const QVariant parts = index.data(QuotaTreeModel::PartsRole);
        if (parts.isValid()) {
            const QRectF bar(option.rect.left() + 8, option.rect.center().y() - 5, option.rect.width() - 16,
                             12);
            painter->setLayoutDirection(option.direction);
            paintQuotaBar(painter, bar, parts.value<QuotaParts>(), Look::theme());
            return;
        }
        QStyleOptionViewItem own(option);
        if (index.data(QuotaTreeModel::WeightRole).toBool())
            own.font.setWeight(QFont::DemiBold);
        const QVariant tone = index.data(ToneRole);
        const bool isOver = tone.isValid() && index.data(CellTypeRole).toInt() == int(CellType::Number) &&
                            option.state & QStyle::State_Enabled;
        CellDelegate::paintContent(painter, own, index,
                                   isOver ? Look::theme().tone(static_cast<Tone>(tone.toInt())).foreground
                                          : text);
    }
};

} // namespace

QuotaTreeView::QuotaTreeView(QuotaTreeModel *model, QuotaTreeFilter *filter, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
    , m_filter(filter)
{
    setObjectName(QStringLiteral("quota-tree"));
    setAccessibleName(tr("GPU quota of tenants and projects"));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setIndentation(18);
    setExpandsOnDoubleClick(false);
    auto *delegate = new QuotaTreeDelegate(this);
    setItemDelegate(delegate);
    setModel(filter);
    QHeaderView *head = header();
    head->setStretchLastSection(false);
    head->setSectionsMovable(false);
    head->setSectionsClickable(true);
    head->setSortIndicatorShown(true);
    head->setSortIndicator(0, Qt::AscendingOrder);
    head->setMinimumSectionSize(40);
    head->setHighlightSections(false);
    setSortingEnabled(true);
    connect(this, &QAbstractItemView::doubleClicked, this, [this] { Q_EMIT openRequested(); });
    connect(filter, &QAbstractItemModel::modelReset, this, &QuotaTreeView::fitColumns);
}

int QuotaTreeView::familiesThatFit() const
{
    const auto scaled = [this](int pixels) { return scaledWidth(this, pixels); };
    const int room = viewport()->width() - scaled(nameWidth) - scaled(stateWidth) - scaled(poolsWidth);
    return std::max(1, room / (scaled(barMinimum) + scaled(usedWidth) + scaled(freeWidth)));
}

void QuotaTreeView::fitColumns()
{
    const auto scaled = [this](int pixels) { return scaledWidth(this, pixels); };
    const int families = int(m_model->families().size());
    int room = viewport()->width() - scaled(nameWidth) - scaled(stateWidth) - scaled(poolsWidth) -
               families * (scaled(usedWidth) + scaled(freeWidth));
    const int bar = families == 0 ? 0 : std::max(scaled(barMinimum), room / families);
    int name = scaled(nameWidth);
    if (families == 0)
        name += std::max(0, room);
    for (int column = 0; column < m_model->columnCount(); ++column) {
        int width = 0;
        switch (m_model->partOf(column)) {
        case QuotaTreeModel::Part::Name:
            width = name;
            break;
        case QuotaTreeModel::Part::State:
            width = scaled(stateWidth);
            break;
        case QuotaTreeModel::Part::Bar:
            width = bar;
            break;
        case QuotaTreeModel::Part::Used:
            width = scaled(usedWidth);
            break;
        case QuotaTreeModel::Part::Free:
            width = scaled(freeWidth);
            break;
        case QuotaTreeModel::Part::Pools:
            width = scaled(poolsWidth);
            break;
        }
        header()->resizeSection(column, width);
    }
}

QString QuotaTreeView::currentKey() const
{
    return currentIndex().data(QuotaTreeModel::KeyRole).toString();
}

bool QuotaTreeView::selectKey(const QString &key)
{
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(key));
    if (!index.isValid())
        return false;
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    return true;
}

const GpuScope *QuotaTreeView::currentScope() const
{
    return m_model->scopeAt(m_filter->mapToSource(currentIndex()));
}

QList<QModelIndex> QuotaTreeView::chosenRows(bool all) const
{
    QList<QModelIndex> rows;
    const bool everything = all && selectionModel()->selectedRows().size() < 2;
    for (QModelIndex index = m_filter->index(0, 0); index.isValid();) {
        if (everything || selectionModel()->isSelected(index))
            rows << index;
        // Closed tenants too: what is copied does not depend on what is open.
        if (everything && m_filter->hasChildren(index)) {
            index = m_filter->index(0, 0, index);
            continue;
        }
        if (!everything) {
            index = indexBelow(index);
            continue;
        }
        QModelIndex next = index.siblingAtRow(index.row() + 1);
        if (!next.isValid() && index.parent().isValid())
            next = index.parent().siblingAtRow(index.parent().row() + 1);
        index = next;
    }
    return rows;
}

QString QuotaTreeView::rowsAsText(bool all) const
{
    QList<QStringList> lines;
    QStringList head;
    QList<int> columns;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (m_model->partOf(column) == QuotaTreeModel::Part::Bar)
            continue;
        columns << column;
        const QString family = m_model->familyOf(column);
        const QString title = m_model->headerData(column, Qt::Horizontal).toString();
        head << (family.isEmpty() ? title : family + u' ' + title);
    }
    lines << head;
    const QList<QModelIndex> rows = chosenRows(all);
    for (const QModelIndex &row : rows) {
        QStringList line;
        for (const int column : std::as_const(columns))
            line << row.siblingAtColumn(column).data().toString();
        if (row.parent().isValid())
            line.first().prepend(QStringLiteral("  "));
        lines << line;
    }
    QString text;
    for (const QStringList &line : std::as_const(lines)) {
        QString out;
        for (qsizetype i = 0; i < line.size(); ++i) {
            qsizetype width = 0;
            for (const QStringList &other : std::as_const(lines))
                width = std::max(width, other.at(i).size());
            out += (i < 2 ? line.at(i).leftJustified(width) : line.at(i).rightJustified(width)) +
                   QStringLiteral("   ");
        }
        text += out.trimmed().isEmpty() ? QString() : out;
        while (text.endsWith(u' '))
            text.chop(1);
        text += u'\n';
    }
    return text;
}

QString QuotaTreeView::rowsAsCsv(bool all) const
{
    QStringList head{QStringLiteral("tenant"),    QStringLiteral("project"),  QStringLiteral("state"),
                     QStringLiteral("pools"),     QStringLiteral("family"),   QStringLiteral("limit"),
                     QStringLiteral("used"),      QStringLiteral("attached"), QStringLiteral("claimed"),
                     QStringLiteral("releasing"), QStringLiteral("surplus"),  QStringLiteral("guaranteed"),
                     QStringLiteral("kept"),      QStringLiteral("free"),     QStringLiteral("over")};
    QString text = head.join(u',') + QStringLiteral("\r\n");
    const auto number = [](std::optional<qint64> value) {
        return value ? QString::number(*value) : QString();
    };
    const QList<QModelIndex> rows = chosenRows(all);
    for (const QModelIndex &row : rows) {
        const GpuScope *scope = m_model->scopeAt(m_filter->mapToSource(row));
        if (!scope)
            continue;
        for (const QString &family : m_model->families()) {
            const GpuUsage line = scope->line(family) ? *scope->line(family) : GpuUsage();
            const QStringList cells{
                csvCell(scope->tenant, true),
                csvCell(scope->project, true),
                csvCell(quotaSituationText(*scope), true),
                QString::number(scope->pools),
                csvCell(family, true),
                number(line.limit),
                number(line.used()),
                number(line.use.attached),
                number(line.use.claimed),
                number(line.use.releasing),
                number(line.use.surplus),
                number(line.guaranteed),
                number(scope->isTenant() ? line.unusedGuarantees : line.reservedForOthers),
                number(line.headroom),
                number(line.overBy)};
            text += cells.join(u',') + QStringLiteral("\r\n");
        }
    }
    return text;
}

int QuotaTreeView::rowsHeight() const
{
    int rows = 0;
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex index = m_filter->index(row, 0);
        ++rows;
        if (isExpanded(index))
            rows += m_filter->rowCount(index);
        if (rows > 1000)
            break;
    }
    return header()->sizeHint().height() + rows * Look::rowHeight();
}

void QuotaTreeView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(rowsAsText());
        return;
    }
    if (event->matches(QKeySequence::Find)) {
        Q_EMIT filterFocusRequested();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT openRequested();
        return;
    case Qt::Key_Slash:
    case Qt::Key_Question:
    case Qt::Key_Escape:
        event->ignore(); // the screen's and the window's
        return;
    default:
        QTreeView::keyPressEvent(event);
    }
}

void QuotaTreeView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const QRect place = visualRect(currentIndex());
        Q_EMIT menuRequested(viewport()->mapToGlobal(place.bottomLeft()));
        return;
    }
    const QModelIndex index = indexAt(viewport()->mapFromGlobal(event->globalPos()));
    if (index.isValid() && !selectionModel()->isSelected(index))
        setCurrentIndex(index);
    Q_EMIT menuRequested(event->globalPos());
}

void QuotaTreeView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
    Q_EMIT widthChanged();
}

void QuotaTreeView::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitColumns();
}

void QuotaTreeView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    Q_EMIT currentKeyChanged();
}

} // namespace easel
