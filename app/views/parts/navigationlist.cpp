// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/navigationlist.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/models/roles.h"

#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>

namespace easel {

namespace {

constexpr int inset = 8; // the list itself goes to the edges of its bar

class NavigationDelegate : public QStyledItemDelegate
{
public:
    explicit NavigationDelegate(NavigationList *list)
        : QStyledItemDelegate(list)
        , m_list(list)
    {}

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool heading = index.data(HeadingRole).toBool();
        const bool empty = index.data(Qt::DisplayRole).toString().isEmpty();
        if (heading && (empty || m_list->isCompact()))
            return {m_list->isCompact() ? 44 : 100, 10};
        return {m_list->isCompact() ? 44 : 100, heading ? std::max(22, option.fontMetrics.height() + 6)
                                                        : std::max(24, option.fontMetrics.height() + 6)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &theme = Look::theme();
        const QString text = index.data(Qt::DisplayRole).toString();
        const QRect row = option.rect;
        const auto place = [&](const QRect &rect) { return QStyle::visualRect(option.direction, row, rect); };
        const int align =
            static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)) |
            Qt::TextSingleLine;
        painter->save();
        if (index.data(HeadingRole).toBool()) {
            if (m_list->isCompact()) {
                paintHairline(painter, QPointF(row.left() + 10, row.center().y()),
                              QPointF(row.right() - 10, row.center().y()), theme.border);
            } else {
                painter->setFont(textFont(TextRole::CaptionStrong, option.font));
                painter->setPen(theme.text2);
                painter->drawText(
                    place(QRect(row.left() + 16, row.top() + 2, row.width() - 24, row.height() - 2)), align,
                    text);
            }
            painter->restore();
            return;
        }
        const bool selected = option.state & QStyle::State_Selected;
        const bool enabled = option.state & QStyle::State_Enabled;
        const bool hover = option.state & QStyle::State_MouseOver;
        const QRect box = row.adjusted(inset, 0, -inset, 0);
        if (selected || (hover && enabled))
            paintBox(painter, box, selected ? theme.selection : mixed(theme.sunken, theme.text, 0.05),
                     QColor(), 4);
        if (selected)
            painter->fillRect(place(QRect(box.left(), box.top(), 3, box.height())), theme.accent);
        if (m_list->hasFocus() && option.state & QStyle::State_HasFocus)
            paintRing(painter, box, theme.focus, 4, 2);
        const QColor iconInk = !enabled ? theme.disabled : selected ? theme.accent : theme.text2;
        const QString iconName = index.data(IconNameRole).toString();
        const QVariant toneValue = index.data(BadgeToneRole);
        if (m_list->isCompact()) {
            paintIcon(painter,
                      QRect(row.left() + (row.width() - 16) / 2, row.top() + (row.height() - 16) / 2, 16, 16),
                      iconName, iconInk);
            if (toneValue.isValid()) {
                const auto tone = static_cast<Tone>(toneValue.toInt());
                paintStateIcon(painter, place(QRect(row.center().x() + 4, row.top() - 1, 10, 10)), tone,
                               stateColor(theme, tone));
            }
            painter->restore();
            return;
        }
        paintIcon(painter, place(QRect(box.left() + 8, row.top() + (row.height() - 16) / 2, 16, 16)),
                  iconName, iconInk);
        int right = box.right() + 1 - 8;
        if (toneValue.isValid()) {
            const auto tone = static_cast<Tone>(toneValue.toInt());
            const QString count = QLocale().toString(index.data(BadgeCountRole).toInt());
            const QFont small = textFont(TextRole::Small, option.font);
            const int width = qCeil(tabularWidth(small, count));
            painter->setFont(small);
            painter->setPen(stateColor(theme, tone));
            drawTabular(painter, place(QRect(right - width, row.top(), width, row.height())),
                        Qt::AlignRight | Qt::AlignVCenter, count);
            right -= width + 5 + 12;
            paintStateIcon(painter, place(QRect(right, row.top() + (row.height() - 12) / 2, 12, 12)), tone,
                           stateColor(theme, tone));
            right -= 6;
        }
        QFont font = option.font;
        if (selected)
            font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(enabled ? theme.text : theme.disabled);
        const int left = box.left() + 32;
        painter->drawText(place(QRect(left, row.top(), right - left, row.height())), align,
                          painter->fontMetrics().elidedText(text, Qt::ElideRight, right - left));
        painter->restore();
    }

private:
    NavigationList *m_list;
};

} // namespace

NavigationList::NavigationList(QWidget *parent)
    : QListView(parent)
{
    setItemDelegate(new NavigationDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    setAccessibleName(tr("Navigation"));
    viewport()->setAutoFillBackground(false);
    setSunken(this, true);
    connect(this, &QAbstractItemView::clicked, this, &NavigationList::entryChosen);
    connect(this, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        // A click is also an activation on some platforms; it was told already.
        if (QGuiApplication::mouseButtons() == Qt::NoButton)
            Q_EMIT entryChosen(index);
    });
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, [this] { scheduleDelayedItemsLayout(); });
}

void NavigationList::setCompact(bool compact)
{
    if (m_compact == compact)
        return;
    m_compact = compact;
    // No room for a bar beside the icons; wheel and keys scroll.
    setVerticalScrollBarPolicy(compact ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    scheduleDelayedItemsLayout();
    updateGeometry();
    viewport()->update();
}

QSize NavigationList::sizeHint() const
{
    return {m_compact ? 44 : scaledWidth(this, 208), 640};
}

QSize NavigationList::minimumSizeHint() const
{
    return {m_compact ? 44 : 120, 100};
}

void NavigationList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (hasFocus() && current.isValid() && QGuiApplication::mouseButtons() == Qt::NoButton)
        Q_EMIT entryChosen(current);
}

void NavigationList::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), Look::theme().sunken);
    painter.end();
    QListView::paintEvent(event);
}

} // namespace easel
