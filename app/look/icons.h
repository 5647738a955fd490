// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

namespace easel {

// What an icon stands beside; its colour is taken from the theme at the moment of drawing.
enum class IconInk { Secondary, Text, Accent, OnAccent, Link, Bad, Good, Warning };

// A line icon of resources/icons by its file name without ".svg". An unknown name draws an empty square and
// is logged.
QIcon icon(const QString &name, IconInk ink = IconInk::Secondary);
bool hasIcon(const QString &name);
// Cached by (name, colour, size, device pixel ratio).
QPixmap iconPixmap(const QString &name, const QColor &color, qreal size, qreal devicePixelRatio);
void paintIcon(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color);
void clearIconCache(); // after a change of theme
// The product's own mark (an easel), for the start screen and the window.
QIcon applicationIcon();

} // namespace easel
