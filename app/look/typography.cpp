// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/typography.h"

#include <QApplication>
#include <QFontDatabase>
#include <QHash>
#include <QPainter>
#include <QVariant>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace easel {

namespace {

constexpr char textRoleProperty[] = "easelTextRole";

QFont scaledFont(const QFont &base, double factor, int leastPixels = 0)
{
    QFont font(base);
    if (base.pixelSize() > 0) {
        font.setPixelSize(std::max(leastPixels, qRound(base.pixelSize() * factor)));
        return font;
    }
    font.setPointSizeF(base.pointSizeF() * factor);
    if (leastPixels > 0 && QFontInfo(font).pixelSize() < leastPixels)
        font.setPixelSize(leastPixels);
    return font;
}

QFont demiBold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

// Width of the widest digit; 0 when all digits are equally wide anyway.
qreal digitCell(const QFont &font)
{
    static QHash<QFont, qreal> cells; // GUI thread only
    const auto known = cells.constFind(font);
    if (known != cells.constEnd())
        return *known;
    const QFontMetricsF metrics(font);
    qreal widest = 0;
    qreal narrowest = 1e6;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
        const qreal advance = metrics.horizontalAdvance(QChar(digit));
        widest = std::max(widest, advance);
        narrowest = std::min(narrowest, advance);
    }
    if (cells.size() > 64)
        cells.clear();
    const qreal cell = widest - narrowest > 0.01 ? widest : 0;
    cells.insert(font, cell);
    return cell;
}

template <typename Visit>
qreal walkRuns(const QFontMetricsF &metrics, qreal cell, const QString &text, Visit visit)
{
    qreal x = 0;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = at + 1;
        const bool digit = isDigit(text.at(at));
        while (!digit && end < text.size() && !isDigit(text.at(end)))
            ++end;
        const QString run = text.mid(at, end - at);
        const qreal advance = metrics.horizontalAdvance(run);
        visit(x + (digit ? (cell - advance) / 2 : 0), run);
        x += digit ? cell : advance;
        at = end;
    }
    return x;
}

} // namespace

QFont textFont(TextRole role)
{
    return textFont(role, QApplication::font());
}

QFont textFont(TextRole role, const QFont &base)
{
    switch (role) {
    case TextRole::Body:
        return base;
    case TextRole::Strong:
        return demiBold(base);
    case TextRole::Title:
        return demiBold(scaledFont(base, 1.3));
    case TextRole::Heading:
        return demiBold(scaledFont(base, 1.15));
    case TextRole::Figure:
        return demiBold(scaledFont(base, 1.7));
    case TextRole::Small:
        return scaledFont(base, 0.92);
    case TextRole::SmallStrong:
        return demiBold(scaledFont(base, 0.92));
    case TextRole::Caption:
        return scaledFont(base, 0.85, 11);
    case TextRole::CaptionStrong:
        return demiBold(scaledFont(base, 0.85, 11));
    case TextRole::Mono:
    case TextRole::MonoStrong: {
        QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        const QFont sized = scaledFont(base, 0.92);
        if (sized.pixelSize() > 0)
            fixed.setPixelSize(sized.pixelSize());
        else
            fixed.setPointSizeF(sized.pointSizeF());
        if (role == TextRole::MonoStrong)
            fixed.setWeight(QFont::Bold);
        return fixed;
    }
    }
    return base;
}

void setTextRole(QWidget *widget, TextRole role)
{
    widget->setProperty(textRoleProperty, static_cast<int>(role));
    widget->setFont(textFont(role));
}

void renewTextRole(QWidget *widget)
{
    const QVariant role = widget->property(textRoleProperty);
    if (role.isValid())
        widget->setFont(textFont(static_cast<TextRole>(role.toInt())));
}

int scaledWidth(const QFontMetricsF &metrics, int designPixels)
{
    // Not averageCharWidth(): some fonts (Inter) count every glyph they have, far wider than what is read.
    static const QString sample =
        QStringLiteral("the quick brown fox jumps over the lazy dog 0123456789 App Pool");
    const qreal mean = metrics.horizontalAdvance(sample) / static_cast<qreal>(sample.size());
    return std::max(designPixels, qRound(designPixels * mean / 7.0));
}

int scaledWidth(const QWidget *widget, int designPixels)
{
    return scaledWidth(QFontMetricsF(widget->font()), designPixels);
}

int rowHeight(const QFontMetricsF &metrics)
{
    return std::max(28, qCeil(metrics.height()) + 10);
}

int controlHeight(const QFontMetricsF &metrics)
{
    return std::max(28, qCeil(metrics.height()) + 10);
}

int smallControlHeight(const QFontMetricsF &metrics)
{
    return std::max(24, qCeil(metrics.height()) + 6);
}

qreal tabularWidth(const QFont &font, const QString &text)
{
    const QFontMetricsF metrics(font);
    const qreal cell = digitCell(font);
    if (cell <= 0)
        return metrics.horizontalAdvance(text);
    return walkRuns(metrics, cell, text, [](qreal, const QString &) {});
}

void drawTabular(QPainter *painter, const QRectF &rect, Qt::Alignment alignment, const QString &text)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    const QFont before = painter->font();
    QFont font = before;
    font.setFeature("tnum", 1);
    painter->setFont(font);
    painter->drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine, text);
    painter->setFont(before);
#else
    const qreal cell = digitCell(painter->font());
    if (cell <= 0) {
        painter->drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine, text);
        return;
    }
    const QFontMetricsF metrics(painter->font());
    const qreal width = tabularWidth(painter->font(), text);
    qreal left = rect.left();
    if (alignment & Qt::AlignRight)
        left = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        left = rect.center().x() - width / 2;
    qreal baseline = rect.top() + metrics.ascent();
    if (alignment & Qt::AlignVCenter)
        baseline = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent();
    else if (alignment & Qt::AlignBottom)
        baseline = rect.bottom() - metrics.descent();
    baseline = std::round(baseline);
    walkRuns(metrics, cell, text,
             [&](qreal x, const QString &run) { painter->drawText(QPointF(left + x, baseline), run); });
#endif
}

} // namespace easel
