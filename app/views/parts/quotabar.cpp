// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/quotabar.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace easel {

namespace {

constexpr int markRoom = 5; // below and above the bar, for the guarantee and the limit mark

void paintDiagonals(QPainter *painter, const QRectF &area, const QColor &color, bool rising)
{
    painter->save();
    painter->setClipRect(area, Qt::IntersectClip);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.6, Qt::SolidLine, Qt::FlatCap));
    // A line every 4 px measured across the lines. Anchored at the area, so that swatches look alike.
    const qreal step = 4 * M_SQRT2;
    const qreal height = area.height();
    for (qreal x = area.left() - height; x < area.right() + height; x += step) {
        if (rising)
            painter->drawLine(QPointF(x, area.bottom() + 1), QPointF(x + height + 1, area.top()));
        else
            painter->drawLine(QPointF(x, area.top() - 1), QPointF(x + height + 1, area.bottom()));
    }
    painter->restore();
}

void paintDots(QPainter *painter, const QRectF &area, const QColor &color)
{
    painter->save();
    painter->setClipRect(area, Qt::IntersectClip);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    for (qreal y = area.top() + 2; y < area.bottom(); y += 4)
        for (qreal x = area.left() + 2; x < area.right(); x += 4)
            painter->drawEllipse(QPointF(x, y), 1, 1);
    painter->restore();
}

void paintDashedEdge(QPainter *painter, const QRectF &area, const QColor &color)
{
    painter->save();
    const qreal width = crispWidth(painter, 1);
    QPen pen(color, width, Qt::CustomDashLine, Qt::FlatCap, Qt::MiterJoin);
    pen.setDashPattern({2 / width, 2 / width});
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(area.adjusted(width / 2, width / 2, -width / 2, -width / 2));
    painter->restore();
}

} // namespace

void paintQuotaPart(QPainter *painter, const QRectF &rect, QuotaPart part, const Theme &theme)
{
    const QRectF area = snapped(painter, rect);
    if (area.width() <= 0)
        return;
    switch (part) {
    case QuotaPart::Attached:
        painter->fillRect(area, theme.attached);
        return;
    case QuotaPart::Claimed:
        painter->fillRect(area, theme.claimed.fill);
        paintDiagonals(painter, area, theme.claimed.line, true);
        paintRing(painter, area, theme.claimed.line, 0, 1);
        return;
    case QuotaPart::Releasing:
        painter->fillRect(area, theme.releasing.fill);
        paintDots(painter, area, theme.releasing.line);
        paintRing(painter, area, theme.releasing.line, 0, 1);
        return;
    case QuotaPart::Free:
        paintBox(painter, area, theme.free.fill, theme.free.line, 0);
        return;
    case QuotaPart::Kept:
        painter->fillRect(area, theme.kept.fill);
        paintDashedEdge(painter, area, theme.kept.line);
        return;
    case QuotaPart::Over:
        painter->fillRect(area, theme.over);
        paintDiagonals(painter, area, theme.surface, false);
        paintRing(painter, area, theme.over, 0, 1);
        return;
    case QuotaPart::Unhealthy: {
        paintBox(painter, area, theme.bad.tint, theme.bad.foreground, 0);
        painter->save();
        painter->setClipRect(area, Qt::IntersectClip);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.bad.foreground, 1.2));
        painter->drawLine(area.topLeft(), area.bottomRight());
        painter->drawLine(area.bottomLeft(), area.topRight());
        painter->restore();
        return;
    }
    }
}

void paintQuotaBar(QPainter *painter, const QRectF &rect, const QuotaParts &parts, const Theme &theme)
{
    const qint64 whole = std::max({parts.whole, parts.sum(), qint64(1)});
    const bool mirrored = painter->layoutDirection() == Qt::RightToLeft;
    const qreal gap = crispWidth(painter, 1);
    const auto xOf = [&](qint64 units) {
        const qreal share = static_cast<qreal>(units) / static_cast<qreal>(whole);
        return mirrored ? rect.right() - share * rect.width() : rect.left() + share * rect.width();
    };
    const std::pair<QuotaPart, qint64> order[] = {
        {QuotaPart::Attached, parts.attached},   {QuotaPart::Claimed, parts.claimed},
        {QuotaPart::Over, parts.over},           {QuotaPart::Releasing, parts.releasing},
        {QuotaPart::Free, parts.free},           {QuotaPart::Kept, parts.kept},
        {QuotaPart::Unhealthy, parts.unhealthy},
    };
    qint64 at = 0;
    const qint64 sum = parts.sum();
    for (const auto &[part, amount] : order) {
        if (amount <= 0)
            continue;
        QRectF piece(QPointF(xOf(at), rect.top()), QPointF(xOf(at + amount), rect.bottom()));
        piece = piece.normalized();
        at += amount;
        if (at < sum && piece.width() > 2 * gap) {
            if (mirrored)
                piece.setLeft(piece.left() + gap);
            else
                piece.setRight(piece.right() - gap);
        }
        paintQuotaPart(painter, piece, part, theme);
    }
    if (sum < whole)
        paintQuotaPart(painter,
                       QRectF(QPointF(xOf(sum), rect.top()), QPointF(xOf(whole), rect.bottom())).normalized(),
                       QuotaPart::Kept, theme);
    if (parts.over > 0 && parts.limit && *parts.limit <= whole) {
        const qreal x = xOf(std::min(*parts.limit, whole));
        painter->fillRect(snapped(painter, QRectF(x - 1, rect.top() - 3, 2, rect.height() + 6)), theme.text);
    }
    if (parts.guarantee && *parts.guarantee > 0) {
        const qreal x = xOf(std::min(*parts.guarantee, whole));
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        QPainterPath triangle;
        triangle.moveTo(x, rect.bottom());
        triangle.lineTo(x + 3.5, rect.bottom() + 4);
        triangle.lineTo(x - 3.5, rect.bottom() + 4);
        triangle.closeSubpath();
        painter->fillPath(triangle, theme.text);
        painter->restore();
    }
}

QuotaBar::QuotaBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleRole(this, QAccessible::Graphic);
    setAccessibleName(tr("Quota"));
}

void QuotaBar::setParts(const QuotaParts &parts)
{
    m_parts = parts;
    const QString sentence = quotaSentence(parts);
    setAccessibleDescription(sentence);
    setToolTip(sentence);
    update();
}

void QuotaBar::setThickness(int pixels)
{
    m_thickness = pixels;
    updateGeometry();
    update();
}

QSize QuotaBar::sizeHint() const
{
    return {scaledWidth(this, 160), m_thickness + 2 * markRoom};
}

QSize QuotaBar::minimumSizeHint() const
{
    return {60, m_thickness + 2 * markRoom};
}

void QuotaBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    paintQuotaBar(&painter, QRectF(4, (height() - m_thickness) / 2.0, width() - 8, m_thickness), m_parts,
                  Look::theme());
}

} // namespace easel
