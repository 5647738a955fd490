// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/keyhint.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"

#include <QPainter>

namespace easel {

namespace {

// "Ctrl+Shift+O" is read more easily as "Ctrl Shift O"; a lone "+" stays.
QString shownKey(const QString &key)
{
    QString shown = key;
    return key.size() > 1 ? shown.replace(u'+', u' ') : shown;
}

} // namespace

int keyHintWidth(const QFont &base, const QString &key)
{
    const QFontMetricsF metrics(textFont(TextRole::Caption, base));
    return std::max(16, qCeil(metrics.horizontalAdvance(shownKey(key))) + 10);
}

void paintKeyHint(QPainter *painter, const QRect &rect, const QFont &base, const QString &key)
{
    const Theme &theme = Look::theme();
    const QFont font = textFont(TextRole::Caption, base);
    const int height = std::max(16, QFontMetrics(font).height() + 2);
    const int width = keyHintWidth(base, key);
    const QRect box(rect.left() + (rect.width() - width) / 2, rect.top() + (rect.height() - height) / 2,
                    width, height);
    painter->save();
    paintBox(painter, box, theme.window, theme.border, 3);
    painter->setFont(font);
    painter->setPen(theme.text2);
    painter->drawText(box, Qt::AlignCenter | Qt::TextSingleLine, shownKey(key));
    painter->restore();
}

KeyHint::KeyHint(const QString &key, QWidget *parent)
    : QWidget(parent)
    , m_key(key)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAccessibleRole(this, QAccessible::StaticText);
    setAccessibleName(key);
}

QSize KeyHint::sizeHint() const
{
    return {keyHintWidth(font(), m_key),
            std::max(16, QFontMetrics(textFont(TextRole::Caption, font())).height() + 2)};
}

void KeyHint::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintKeyHint(&painter, rect(), font(), m_key);
}

} // namespace easel
