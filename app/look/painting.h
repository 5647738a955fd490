// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace easel {

// Edges of a rectangle moved to whole device pixels, so that hairlines stay sharp at 125 and 150 %.
QRectF snapped(const QPainter *painter, const QRectF &rect);
// The length in logical pixels that is a whole number (at least one) of device pixels nearest to `width`.
qreal crispWidth(const QPainter *painter, qreal width);

// A filled box with an edge inside its rectangle. Invalid colours are left out.
void paintBox(QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &edge, qreal radius,
              qreal edgeWidth = 1);
// 2 px ring used for keyboard focus; `rect` is the outer edge.
void paintRing(QPainter *painter, const QRectF &rect, const QColor &color, qreal radius, qreal width = 2);
void paintHairline(QPainter *painter, const QPointF &from, const QPointF &to, const QColor &color);

} // namespace easel
