// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QColor>
#include <QPalette>

#include <array>

namespace easel {

struct ToneColors
{
    QColor foreground;
    QColor tint;
};

struct FillColors
{
    QColor fill;
    QColor line;
};

// Every colour of Easel, by what it means. Delegates, styles and parts read colours from here and nowhere
// else.
struct Theme
{
    enum class Variant { Light, Dark, HighContrast };

    Variant variant = Variant::Light;

    QColor window;
    QColor surface;
    QColor sunken; // navigation, status bar
    QColor raised; // menus, tips, the palette
    QColor hover;
    QColor border;  // separators only
    QColor control; // edges of fields, buttons, popups
    QColor text;
    QColor text2;
    QColor disabled;
    QColor accent;
    QColor accentHover;
    QColor onAccent;
    QColor link;
    QColor selection;
    QColor selectionIdle;
    QColor focus;

    ToneColors good;
    ToneColors progressing;
    ToneColors warning;
    ToneColors bad;
    ToneColors neutral;
    ToneColors unknown;

    QColor attached;
    FillColors claimed;
    FillColors releasing;
    FillColors free;
    FillColors kept;
    QColor over;

    std::array<QColor, 8> series;
    std::array<QColor, 7> ramp;
    std::array<QColor, 6> hubs; // red, orange, green, teal, blue, violet: marks that somebody gave hubs

    bool isDark() const { return variant == Variant::Dark || surface.lightness() < 128; }
    const ToneColors &tone(Tone tone) const;
    QPalette palette() const;

    static Theme light();
    static Theme dark();
    // Follows the system's palette; only the edges, the tints and the textures are Easel's.
    static Theme highContrast(const QPalette &system);
};

// Contrast of two opaque colours by WCAG 2: 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);
// Whichever of white and near-black reads better on this background.
QColor readableOn(const QColor &background);
// `over` laid on `under` with the given share, opaque.
QColor mixed(const QColor &under, const QColor &over, double share);

} // namespace easel
