// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QFontMetricsF>
#include <QString>

class QPainter;
class QRectF;
class QWidget;

namespace easel {

// The type scale. Every role is derived from the system font; no family is ever named.
enum class TextRole {
    Body,
    Strong,
    Title,
    Heading,
    Figure,
    Small,
    SmallStrong,
    Caption,
    CaptionStrong,
    Mono, // the system's fixed font: YAML, logs, field paths, commands, hashes only
    MonoStrong,
};

QFont textFont(TextRole role);
QFont textFont(TextRole role, const QFont &base);

// Gives a widget a role of the scale and keeps it when the system font changes.
void setTextRole(QWidget *widget, TextRole role);
void renewTextRole(QWidget *widget); // after a change of the application font

// Widths of the design are for a mean character of 7 px; these follow the font in use.
int scaledWidth(const QFontMetricsF &metrics, int designPixels);
int scaledWidth(const QWidget *widget, int designPixels);
int rowHeight(const QFontMetricsF &metrics);     // max(28, font + 10)
int controlHeight(const QFontMetricsF &metrics); // 28, more for large fonts
int smallControlHeight(const QFontMetricsF &metrics);

// Digits of equal width: a font feature from Qt 6.7 on, before that each digit is drawn at the widest digit's
// advance.
qreal tabularWidth(const QFont &font, const QString &text);
void drawTabular(QPainter *painter, const QRectF &rect, Qt::Alignment alignment, const QString &text);

} // namespace easel
