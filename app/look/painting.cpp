// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/painting.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace easel {

QRectF snapped(const QPainter *painter, const QRectF &rect)
{
    const QTransform transform = painter->deviceTransform();
    if (transform.type() > QTransform::TxScale)
        return rect;
    const QRectF device = transform.mapRect(rect);
    const QPointF topLeft(std::round(device.left()), std::round(device.top()));
    const QPointF bottomRight(std::round(device.right()), std::round(device.bottom()));
    return transform.inverted().mapRect(QRectF(topLeft, bottomRight));
}

qreal crispWidth(const QPainter *painter, qreal width)
{
    const qreal scale = painter->deviceTransform().m11();
    return scale > 0 ? std::max(1.0, std::floor(width * scale + 0.25)) / scale : width;
}

void paintBox(QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &edge, qreal radius,
              qreal edgeWidth)
{
    const QRectF outer = snapped(painter, rect);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, radius > 0);
    painter->setPen(Qt::NoPen);
    if (!edge.isValid()) {
        painter->setBrush(fill);
        painter->drawRoundedRect(outer, radius, radius);
        painter->restore();
        return;
    }
    const qreal width = crispWidth(painter, edgeWidth);
    const QRectF inner = outer.adjusted(width, width, -width, -width);
    const qreal innerRadius = std::max(0.0, radius - width);
    if (fill.isValid()) {
        painter->setBrush(fill);
        painter->drawRoundedRect(outer.adjusted(width / 2, width / 2, -width / 2, -width / 2),
                                 std::max(0.0, radius - width / 2), std::max(0.0, radius - width / 2));
    }
    QPainterPath frame;
    frame.setFillRule(Qt::OddEvenFill);
    frame.addRoundedRect(outer, radius, radius);
    frame.addRoundedRect(inner, innerRadius, innerRadius);
    painter->setBrush(edge);
    painter->drawPath(frame);
    painter->restore();
}

void paintRing(QPainter *painter, const QRectF &rect, const QColor &color, qreal radius, qreal width)
{
    paintBox(painter, rect, QColor(), color, radius, width);
}

void paintHairline(QPainter *painter, const QPointF &from, const QPointF &to, const QColor &color)
{
    const qreal width = crispWidth(painter, 1);
    QRectF line(from, to);
    if (std::abs(line.width()) < 0.01)
        line.setWidth(width);
    if (std::abs(line.height()) < 0.01)
        line.setHeight(width);
    QRectF sharp = snapped(painter, line.normalized());
    if (sharp.width() < width)
        sharp.setWidth(width);
    if (sharp.height() < width)
        sharp.setHeight(width);
    painter->fillRect(sharp, color);
}

} // namespace easel
