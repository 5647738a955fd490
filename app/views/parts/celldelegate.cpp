// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/celldelegate.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/models/roles.h"

#include <QAbstractItemView>
#include <QDateTime>
#include <QHeaderView>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTableView>
#include <QToolTip>
#include <QTreeView>

namespace easel {

namespace {

constexpr int cellPadding = 8;
constexpr int stateIconSize = 14;
constexpr int stateGap = 6;
constexpr qint64 turnMs = 1200;
constexpr qint64 fadeMs = 600;

bool isNumeric(CellType type)
{
    return type == CellType::Number || type == CellType::Gpus || type == CellType::Quantity ||
           type == CellType::Age;
}

bool saysNothing(const QString &text)
{
    return text.isEmpty() || text == u"–" || text == u"none";
}

} // namespace

CellDelegate::CellDelegate(QAbstractItemView *view)
    : QStyledItemDelegate(view)
    , m_view(view)
    , m_motion(new QTimer(this))
    , m_ages(new QTimer(this))
{
    m_view->viewport()->installEventFilter(this);
    m_view->viewport()->setMouseTracking(true);
    m_motion->setInterval(50);
    connect(m_motion, &QTimer::timeout, this, [this] {
        const QRegion region = std::exchange(m_moving, QRegion());
        if (region.isEmpty())
            m_motion->stop();
        else
            m_view->viewport()->update(region);
    });
    m_ages->setInterval(10'000);
    connect(m_ages, &QTimer::timeout, this, [this] {
        const QRegion region = std::exchange(m_aging, QRegion());
        if (region.isEmpty())
            m_ages->stop();
        else
            m_view->viewport()->update(region);
    });
}

void CellDelegate::setStale(bool stale)
{
    if (m_stale == stale)
        return;
    m_stale = stale;
    m_view->viewport()->update();
}

bool CellDelegate::isFirstColumn(const QModelIndex &index) const
{
    if (const auto *table = qobject_cast<const QTableView *>(m_view)) {
        const QHeaderView *header = table->horizontalHeader();
        for (int visual = 0; visual < header->count(); ++visual) {
            const int logical = header->logicalIndex(visual);
            if (!header->isSectionHidden(logical))
                return logical == index.column();
        }
    }
    if (const auto *tree = qobject_cast<const QTreeView *>(m_view))
        return tree->header()->visualIndex(index.column()) == 0;
    return index.column() == 0;
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Theme &theme = Look::theme();
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool selected = option.state & QStyle::State_Selected;
    const bool active = m_view->isActiveWindow(); // not State_Active, which Qt drops with the view's focus
    const bool hovered =
        m_hover.isValid() && m_hover.row() == index.row() && m_hover.parent() == index.parent();
    const QModelIndex current = m_view->currentIndex();
    const bool currentRow =
        current.isValid() && current.row() == index.row() && current.parent() == index.parent();

    painter->save();
    painter->setClipRect(option.rect);
    QColor back = theme.surface;
    if (selected)
        back = active ? theme.selection : theme.selectionIdle;
    else if (hovered && enabled)
        back = theme.hover;
    const qint64 changedAt = index.data(ChangedAtRole).toLongLong();
    if (changedAt > 0 && !Look::reducedMotion()) {
        const qint64 passed = QDateTime::currentMSecsSinceEpoch() - changedAt;
        if (passed >= 0 && passed < fadeMs) {
            back = mixed(back, theme.progressing.tint, 1.0 - static_cast<double>(passed) / fadeMs);
            m_moving += option.rect;
            m_motion->start();
        }
    }
    if (back != theme.surface)
        painter->fillRect(option.rect, back);
    if (m_hairlines)
        paintHairline(painter, QPointF(option.rect.left(), option.rect.bottom()),
                      QPointF(option.rect.right() + 1, option.rect.bottom()), theme.border);
    if (currentRow && selected && isFirstColumn(index)) {
        const int x = option.direction == Qt::RightToLeft ? option.rect.right() - 2 : option.rect.left();
        painter->fillRect(QRect(x, option.rect.top(), 3, option.rect.height()),
                          enabled ? theme.accent : theme.disabled);
    }
    paintContent(painter, option, index, enabled ? theme.text : theme.disabled);
    if (m_view->hasFocus() && index == current) {
        const bool first = isFirstColumn(index);
        const bool mirrored = option.direction == Qt::RightToLeft;
        paintRing(painter,
                  option.rect.adjusted(first && !mirrored ? 4 : 1, 1, first && mirrored ? -4 : -1, -2),
                  theme.focus, 2, 1);
    }
    painter->restore();
}

void CellDelegate::paintContent(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index, const QColor &text) const
{
    const Theme &theme = Look::theme();
    const bool enabled = option.state & QStyle::State_Enabled;
    const auto type = static_cast<CellType>(index.data(CellTypeRole).toInt());
    const QString shown = index.data(Qt::DisplayRole).toString();
    QRect rect = option.rect.adjusted(cellPadding, 0, -cellPadding, 0);

    QFont font = option.font;
    const QModelIndex current = m_view->currentIndex();
    if (index.column() == m_nameColumn && current.isValid() && current.row() == index.row() &&
        current.parent() == index.parent() && option.state & QStyle::State_Selected)
        font.setWeight(QFont::DemiBold);
    const QVariant ownFont = index.data(Qt::FontRole);
    if (ownFont.isValid())
        font = ownFont.value<QFont>();
    painter->setFont(font);

    const QVariant check = index.data(Qt::CheckStateRole);
    if (check.isValid()) {
        QStyleOptionViewItem box(option);
        const int size = m_view->style()->pixelMetric(QStyle::PM_IndicatorWidth, &box, m_view);
        box.rect = QStyle::visualRect(
            option.direction, rect, QRect(rect.left(), rect.top() + (rect.height() - size) / 2, size, size));
        box.state &= ~(QStyle::State_On | QStyle::State_Off | QStyle::State_NoChange);
        const auto state = static_cast<Qt::CheckState>(check.toInt());
        box.state |= state == Qt::Checked            ? QStyle::State_On
                     : state == Qt::PartiallyChecked ? QStyle::State_NoChange
                                                     : QStyle::State_Off;
        m_view->style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &box, painter, m_view);
        rect.setLeft(rect.left() + size + 8);
    }
    const QString iconName = index.data(IconNameRole).toString();
    if (!iconName.isEmpty()) {
        paintIcon(painter,
                  QStyle::visualRect(option.direction, option.rect,
                                     QRect(rect.left(), rect.top() + (rect.height() - 14) / 2, 14, 14)),
                  iconName, enabled ? theme.text2 : theme.disabled);
        rect.setLeft(rect.left() + 14 + 6);
    }
    if (type == CellType::State) {
        paintState(painter, QStyle::visualRect(option.direction, option.rect, rect), index, shown, enabled);
        return;
    }
    rect = QStyle::visualRect(option.direction, option.rect, rect);
    if (type == CellType::Flag) {
        if (index.data(SortRole).toLongLong() != 0)
            paintIcon(painter, QRect(rect.left(), rect.top() + (rect.height() - 14) / 2, 14, 14),
                      QStringLiteral("check"), enabled ? theme.text2 : theme.disabled);
        else if (!shown.isEmpty()) {
            painter->setPen(enabled ? theme.text2 : theme.disabled);
            painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                              QStringLiteral("–"));
        }
        return;
    }
    const auto ink = static_cast<TextInk>(index.data(InkRole).toInt());
    const bool second = type == CellType::Age || saysNothing(shown) || ink == TextInk::Secondary;
    const bool link = ink == TextInk::Link;
    painter->setPen(!enabled ? text : link ? theme.link : second ? theme.text2 : text);
    // Names tell their rows apart by both ends; sentences are read from their beginning.
    const Qt::TextElideMode mode = shown.contains(u' ') ? Qt::ElideRight : Qt::ElideMiddle;
    const QString elided = painter->fontMetrics().elidedText(shown, mode, rect.width() + 1);
    const QVariant wanted = index.data(Qt::TextAlignmentRole);
    Qt::Alignment alignment = wanted.isValid() ? Qt::Alignment(wanted.toInt())
                                               : (isNumeric(type) ? Qt::AlignRight | Qt::AlignVCenter
                                                                  : Qt::AlignLeft | Qt::AlignVCenter);
    if (!(alignment & Qt::AlignVertical_Mask))
        alignment |= Qt::AlignVCenter;
    alignment = QStyle::visualAlignment(option.direction, alignment);
    if (isNumeric(type))
        drawTabular(painter, rect, alignment, elided);
    else
        painter->drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine, elided);
    if (type == CellType::Age) {
        m_aging += option.rect;
        if (!m_ages->isActive())
            m_ages->start();
    }
}

void CellDelegate::paintState(QPainter *painter, const QRect &rect, const QModelIndex &index,
                              const QString &word, bool enabled) const
{
    const Theme &theme = Look::theme();
    const QVariant toneValue = index.data(ToneRole);
    if (word.isEmpty() || word == u"–" || !toneValue.isValid()) {
        painter->setPen(enabled ? theme.text2 : theme.disabled);
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                          word.isEmpty() ? QStringLiteral("–") : word);
        return;
    }
    const auto tone = static_cast<Tone>(toneValue.toInt());
    const QColor color = enabled ? stateColor(theme, tone, m_stale) : theme.disabled;
    const Qt::LayoutDirection direction = m_view->layoutDirection();
    const QRect place = QStyle::visualRect(
        direction, rect,
        QRect(rect.left(), rect.top() + (rect.height() - stateIconSize) / 2, stateIconSize, stateIconSize));
    double turn = 0;
    if (tone == Tone::Progressing && !m_stale && !Look::reducedMotion()) {
        turn = static_cast<double>(QDateTime::currentMSecsSinceEpoch() % turnMs) / turnMs;
        m_moving += place;
        if (!m_motion->isActive())
            m_motion->start();
    }
    paintStateIcon(painter, place, tone, color, turn);
    QRect text = rect.adjusted(stateIconSize + stateGap, 0, 0, 0);
    text = QStyle::visualRect(direction, rect, text);
    painter->setPen(color);
    painter->drawText(text,
                      static_cast<int>(QStyle::visualAlignment(direction, Qt::AlignLeft | Qt::AlignVCenter)) |
                          Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(word, Qt::ElideRight, text.width() + 1));
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QFont font = option.font;
    if (index.column() == m_nameColumn)
        font.setWeight(QFont::DemiBold);
    const auto type = static_cast<CellType>(index.data(CellTypeRole).toInt());
    const QString shown = index.data(Qt::DisplayRole).toString();
    int width =
        2 * cellPadding + 1 +
        qCeil(isNumeric(type) ? tabularWidth(font, shown) : QFontMetricsF(font).horizontalAdvance(shown));
    if (type == CellType::State)
        width += stateIconSize + stateGap;
    if (!index.data(IconNameRole).toString().isEmpty())
        width += 20;
    if (index.data(Qt::CheckStateRole).isValid())
        width += 22;
    return {width, Look::rowHeight()};
}

bool CellDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                             const QModelIndex &index)
{
    if (!event || event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString tip = index.data(Qt::ToolTipRole).toString();
    const QString shown = index.data(Qt::DisplayRole).toString();
    const bool elided = sizeHint(option, index).width() > option.rect.width();
    if (elided && tip != shown)
        tip = tip.isEmpty() ? shown : shown + u'\n' + tip;
    // The texts come from a server: never let the tip guess rich text.
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event->globalPos(), plainTip(tip), view);
    return true;
}

void CellDelegate::updateRow(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const QRect cell = m_view->visualRect(index);
    m_view->viewport()->update(QRect(0, cell.top(), m_view->viewport()->width(), cell.height()));
}

void CellDelegate::setHoverRow(const QModelIndex &index)
{
    if (m_hover.isValid() == index.isValid() && m_hover.row() == index.row() &&
        m_hover.parent() == index.parent())
        return;
    updateRow(m_hover);
    m_hover = index;
    updateRow(m_hover);
}

bool CellDelegate::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view->viewport()) {
        switch (event->type()) {
        case QEvent::MouseMove:
            setHoverRow(m_view->indexAt(static_cast<QMouseEvent *>(event)->position().toPoint()));
            break;
        case QEvent::Leave:
        case QEvent::Hide:
            setHoverRow({});
            break;
        case QEvent::Paint:
            // The row that was current loses its bar: Qt repaints only the two cells.
            if (m_current != m_view->currentIndex()) {
                const QModelIndex before = m_current;
                m_current = m_view->currentIndex();
                updateRow(before);
                updateRow(m_current);
            }
            break;
        default:
            break;
        }
        return false;
    }
    return QStyledItemDelegate::eventFilter(watched, event);
}

CellDelegate *setUpTable(QTableView *table)
{
    auto *delegate = new CellDelegate(table);
    table->setItemDelegate(delegate);
    table->setFrameShape(QFrame::NoFrame);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setAlternatingRowColors(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setCornerButtonEnabled(false);
    table->setTabKeyNavigation(false); // a table is one tab stop
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setMinimumSectionSize(20);
    table->verticalHeader()->setDefaultSectionSize(Look::rowHeight());
    QHeaderView *header = table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setMinimumSectionSize(40);
    header->setSectionsMovable(true);
    if (Look::instance())
        QObject::connect(Look::instance(), &Look::themeChanged, table, [table] {
            table->verticalHeader()->setDefaultSectionSize(Look::rowHeight());
            table->viewport()->update();
        });
    return delegate;
}

} // namespace easel
