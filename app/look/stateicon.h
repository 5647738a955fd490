// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QColor>
#include <QIcon>
#include <QRectF>

class QPainter;

namespace easel {

struct Theme;

// The shapes of look.md, "State = icon shape + word + colour"; drawn on a 14 px grid, holes show what is
// behind. `turn` rotates the progress ring, 0 to 1.
void paintStateIcon(QPainter *painter, const QRectF &rect, Tone tone, const QColor &color, double turn = 0);

// As an icon for menus and labels; follows the theme.
QIcon stateIcon(Tone tone);

// Icon colour and text colour of a state; a stale view draws every state in neutral.
QColor stateColor(const Theme &theme, Tone tone, bool stale = false);

// A plain word for screen readers where a state has no word of its own: "good", "waiting".
QString toneName(Tone tone);
// Higher is worse: what a badge shows first.
int toneSeverity(Tone tone);

} // namespace easel
