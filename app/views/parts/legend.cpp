// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/legend.h"

#include "app/look/look.h"
#include "app/look/theme.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace easel {

namespace {

constexpr int swatchHeight = 12;
constexpr int textGap = 6;
constexpr int itemGap = 16;

} // namespace

Legend::Legend(QWidget *parent)
    : QWidget(parent)
{
    setTextRole(this, TextRole::Small);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleRole(this, QAccessible::StaticText);
    setAccessibleName(tr("Legend"));
}

void Legend::setItems(const QList<Item> &items)
{
    m_items = items;
    QStringList words;
    for (const Item &item : items)
        words << item.text;
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

int Legend::widthOf(const Item &item) const
{
    return item.swatchWidth + textGap + fontMetrics().horizontalAdvance(item.text) + 1;
}

int Legend::lineHeight() const
{
    return std::max(swatchHeight, fontMetrics().height()) + 4;
}

QList<QPoint> Legend::places(int width) const
{
    QList<QPoint> places;
    QPoint at(0, 0);
    for (const Item &item : m_items) {
        const int needed = widthOf(item);
        if (at.x() > 0 && at.x() + needed > width)
            at = QPoint(0, at.y() + lineHeight());
        places << at;
        at.rx() += needed + itemGap;
    }
    return places;
}

int Legend::heightForWidth(int width) const
{
    const QList<QPoint> all = places(width);
    return (all.isEmpty() ? 0 : all.last().y()) + lineHeight();
}

QSize Legend::sizeHint() const
{
    int width = 0;
    for (const Item &item : m_items)
        width += widthOf(item) + itemGap;
    return {width, lineHeight()};
}

QSize Legend::minimumSizeHint() const
{
    int widest = 0;
    for (const Item &item : m_items)
        widest = std::max(widest, widthOf(item));
    return {widest, lineHeight()};
}

void Legend::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    QWidget::changeEvent(event);
}

void Legend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    const QList<QPoint> all = places(width());
    for (int i = 0; i < m_items.size(); ++i) {
        const Item &item = m_items.at(i);
        const QRect line(all.at(i), QSize(widthOf(item), lineHeight()));
        const QRect mirrored = QStyle::visualRect(layoutDirection(), rect(), line);
        const QRect swatch(mirrored.left(), mirrored.top() + (mirrored.height() - swatchHeight) / 2,
                           item.swatchWidth, swatchHeight);
        item.paint(&painter, QStyle::visualRect(layoutDirection(), mirrored, swatch), theme);
        painter.setPen(theme.text2);
        painter.drawText(QStyle::visualRect(layoutDirection(), mirrored,
                                            mirrored.adjusted(item.swatchWidth + textGap, 0, 0, 0)),
                         int(Qt::AlignVCenter | Qt::AlignLeading) | Qt::TextSingleLine, item.text);
    }
}

} // namespace easel
