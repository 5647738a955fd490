// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/theme.h"

#include <cmath>

namespace easel {

namespace {

QColor rgb(unsigned value)
{
    return QColor::fromRgb(static_cast<QRgb>(0xff000000U | value));
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor readableOn(const QColor &background)
{
    const QColor dark = rgb(0x10131F);
    const QColor white = rgb(0xFFFFFF);
    return contrastRatio(white, background) >= contrastRatio(dark, background) ? white : dark;
}

QColor mixed(const QColor &under, const QColor &over, double share)
{
    const auto mix = [share](float low, float high) {
        return static_cast<float>(low + (high - low) * share);
    };
    return QColor::fromRgbF(mix(under.redF(), over.redF()), mix(under.greenF(), over.greenF()),
                            mix(under.blueF(), over.blueF()));
}

const ToneColors &Theme::tone(Tone tone) const
{
    switch (tone) {
    case Tone::Good:
        return good;
    case Tone::Progressing:
    case Tone::Deleting:
        return progressing;
    case Tone::Warning:
    case Tone::Waiting:
        return warning;
    case Tone::Bad:
        return bad;
    case Tone::Neutral:
    case Tone::Paused:
        return neutral;
    case Tone::Unknown:
        return unknown;
    }
    return unknown;
}

Theme Theme::light()
{
    Theme t;
    t.variant = Variant::Light;
    t.window = rgb(0xF2F4F7);
    t.surface = rgb(0xFFFFFF);
    t.sunken = rgb(0xE9ECF1);
    t.raised = rgb(0xFFFFFF);
    t.hover = rgb(0xEEF1F8);
    t.border = rgb(0xD5DAE2);
    t.control = rgb(0x747E8F);
    t.text = rgb(0x171B24);
    t.text2 = rgb(0x535B69);
    t.disabled = rgb(0x8B93A1);
    t.accent = rgb(0x3F4FC4);
    t.accentHover = rgb(0x3443AE);
    t.onAccent = rgb(0xFFFFFF);
    t.link = rgb(0x3645B5);
    t.selection = rgb(0xDDE2FA);
    t.selectionIdle = rgb(0xE3E6EC);
    t.focus = rgb(0x3F4FC4);
    t.good = {rgb(0x1A7038), rgb(0xE2F3E7)};
    t.progressing = {rgb(0x0A659B), rgb(0xDFEFF9)};
    t.warning = {rgb(0x835400), rgb(0xFBEFCF)};
    t.bad = {rgb(0xB0212B), rgb(0xFBE5E5)};
    t.neutral = {rgb(0x535B69), rgb(0xE9ECF1)};
    t.unknown = {rgb(0x7A3F96), rgb(0xF2E7F7)};
    t.attached = rgb(0x4A5BD4);
    t.claimed = {rgb(0xC3CBF7), rgb(0x4A5BD4)};
    t.releasing = {rgb(0xC4C9D3), rgb(0x5F6878)};
    t.free = {rgb(0xE9ECF1), rgb(0x747E8F)};
    t.kept = {t.surface, rgb(0x747E8F)};
    t.over = rgb(0xC22D37);
    t.hubs = {rgb(0xC22D37), rgb(0xA45211), rgb(0x1A7038), rgb(0x0E7490), rgb(0x3F4FC4), rgb(0x7A3F96)};
    t.series = {rgb(0x3F4FC4), rgb(0xA45211), rgb(0x3F5246), rgb(0xE55088),
                rgb(0x95942E), rgb(0x072D61), rgb(0x540F30), rgb(0x4294B6)};
    t.ramp = {rgb(0xE9ECF8), rgb(0xCBD2F4), rgb(0xA5B0EC), rgb(0x7C8AE2),
              rgb(0x5565D3), rgb(0x3947AE), rgb(0x252F7D)};
    return t;
}

Theme Theme::dark()
{
    Theme t;
    t.variant = Variant::Dark;
    t.window = rgb(0x15171C);
    t.surface = rgb(0x1B1E25);
    t.sunken = rgb(0x111317);
    t.raised = rgb(0x242832);
    t.hover = rgb(0x23272F);
    t.border = rgb(0x333943);
    t.control = rgb(0x7F8899);
    t.text = rgb(0xE7E9ED);
    t.text2 = rgb(0xA9B0BD);
    t.disabled = rgb(0x6C7482);
    t.accent = rgb(0x8F9CFF);
    t.accentHover = rgb(0xA6B0FF);
    t.onAccent = rgb(0x10131F);
    t.link = rgb(0xA3AEFF);
    t.selection = rgb(0x2C3468);
    t.selectionIdle = rgb(0x2A2E37);
    t.focus = rgb(0xA6B0FF);
    t.good = {rgb(0x63CB88), rgb(0x17301F)};
    t.progressing = {rgb(0x67BCF0), rgb(0x122B3D)};
    t.warning = {rgb(0xE5B84B), rgb(0x352A10)};
    t.bad = {rgb(0xFF928C), rgb(0x401E20)};
    t.neutral = {rgb(0xA9B0BD), rgb(0x2A2E37)};
    t.unknown = {rgb(0xD3A3EA), rgb(0x32223C)};
    t.attached = rgb(0x8592F5);
    t.claimed = {rgb(0x3A4380), rgb(0x8592F5)};
    t.releasing = {rgb(0x3B414D), rgb(0x949CAB)};
    t.free = {rgb(0x262A33), rgb(0x7F8899)};
    t.kept = {t.surface, rgb(0x7F8899)};
    t.over = rgb(0xF0706B);
    t.hubs = {rgb(0xF0706B), rgb(0xF2933D), rgb(0x63CB88), rgb(0x4FC3D9), rgb(0x8F9CFF), rgb(0xD3A3EA)};
    t.series = {rgb(0x8F9CFF), rgb(0xF2933D), rgb(0x27DCBF), rgb(0xA74CC1),
                rgb(0xEBD93C), rgb(0xD4F4FE), rgb(0xD43E2B), rgb(0x68817C)};
    t.ramp = {rgb(0x242944), rgb(0x303868), rgb(0x3F4A90), rgb(0x5361B8),
              rgb(0x6F7EDB), rgb(0x96A2F5), rgb(0xC6CDFF)};
    return t;
}

Theme Theme::highContrast(const QPalette &system)
{
    const QColor base = system.color(QPalette::Active, QPalette::Base);
    Theme t = base.lightness() < 128 ? dark() : light();
    t.variant = Variant::HighContrast;
    t.window = system.color(QPalette::Active, QPalette::Window);
    t.surface = base;
    t.sunken = t.window;
    t.raised = system.color(QPalette::Active, QPalette::ToolTipBase);
    if (contrastRatio(t.raised, system.color(QPalette::Active, QPalette::Text)) < 4.5)
        t.raised = base;
    t.text = system.color(QPalette::Active, QPalette::Text);
    t.text2 = t.text; // no second voice where contrast is what was asked for
    t.control = t.text;
    t.border = t.control;
    t.hover = mixed(base, t.text, 0.12);
    t.disabled = system.color(QPalette::Disabled, QPalette::Text);
    t.accent = system.color(QPalette::Active, QPalette::Highlight);
    t.onAccent = system.color(QPalette::Active, QPalette::HighlightedText);
    if (contrastRatio(t.accent, base) < 3 || contrastRatio(t.accent, t.onAccent) < 4.5) {
        t.accent = t.text;
        t.onAccent = base;
    }
    t.accentHover = t.accent;
    t.link = system.color(QPalette::Active, QPalette::Link);
    if (contrastRatio(t.link, base) < 4.5)
        t.link = t.text;
    t.selection = mixed(base, t.accent, 0.2);
    t.selectionIdle = mixed(base, t.text, 0.16);
    t.focus = t.accent;
    for (ToneColors *tone : {&t.good, &t.progressing, &t.warning, &t.bad, &t.neutral, &t.unknown}) {
        tone->tint = base;
        for (int step = 1; step <= 10 && contrastRatio(tone->foreground, base) < 7; ++step)
            tone->foreground = mixed(tone->foreground, t.text, 0.2);
    }
    t.free = {base, t.control};
    t.kept = {base, t.control};
    t.releasing.line = t.control;
    return t;
}

QPalette Theme::palette() const
{
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, const QColor &color) {
        p.setColor(QPalette::All, role, color);
    };
    set(QPalette::Window, window);
    set(QPalette::Base, surface);
    set(QPalette::AlternateBase, surface);
    set(QPalette::Button, surface);
    set(QPalette::Light, raised);
    set(QPalette::ToolTipBase, raised);
    set(QPalette::Midlight, hover);
    set(QPalette::Mid, border);
    set(QPalette::Dark, control);
    set(QPalette::Shadow, border);
    set(QPalette::BrightText, bad.foreground);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                           QPalette::ToolTipText, QPalette::HighlightedText}) {
        set(role, text);
        p.setColor(QPalette::Disabled, role, disabled);
    }
    set(QPalette::PlaceholderText, text2);
    p.setColor(QPalette::Disabled, QPalette::PlaceholderText, disabled);
    set(QPalette::Link, link);
    set(QPalette::LinkVisited, link);
    p.setColor(QPalette::Disabled, QPalette::Link, disabled);
    p.setColor(QPalette::Disabled, QPalette::LinkVisited, disabled);
    set(QPalette::Highlight, selection);
    p.setColor(QPalette::Inactive, QPalette::Highlight, selectionIdle);
    p.setColor(QPalette::Disabled, QPalette::Highlight, selectionIdle);
    p.setColor(QPalette::Disabled, QPalette::Base, window);
    p.setColor(QPalette::Disabled, QPalette::Button, window);
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0)
    set(QPalette::Accent, accent);
#endif
    return p;
}

} // namespace easel
