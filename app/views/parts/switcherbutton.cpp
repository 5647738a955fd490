// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/switcherbutton.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/typography.h"

#include <QPainter>
#include <QStyle>

namespace easel {

SwitcherButton::SwitcherButton(const QString &caption, const QString &iconName, QWidget *parent)
    : QAbstractButton(parent)
    , m_caption(caption)
    , m_iconName(iconName)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(caption);
}

void SwitcherButton::setCaption(const QString &caption)
{
    m_caption = caption;
    update();
}

void SwitcherButton::setValue(const QString &value)
{
    m_value = value;
    setText(value);
    setAccessibleName(QStringLiteral("%1: %2").arg(m_caption, value));
    setToolTip(plainTip(accessibleName()));
    update();
}

void SwitcherButton::setIconName(const QString &name)
{
    m_iconName = name;
    update();
}

void SwitcherButton::setMark(const QColor &color, bool locked)
{
    m_mark = color;
    m_locked = locked;
    update();
}

void SwitcherButton::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
    update();
}

QSize SwitcherButton::sizeHint() const
{
    const int text = QFontMetrics(textFont(TextRole::Caption, font())).height() +
                     QFontMetrics(textFont(TextRole::Strong, font())).height();
    return {m_compact ? 36 : scaledWidth(this, 192), std::max(34, text)};
}

QSize SwitcherButton::minimumSizeHint() const
{
    return {36, sizeHint().height()};
}

void SwitcherButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    const bool enabled = isEnabled();
    QColor fill = isDown() ? theme.selectionIdle : underMouse() && enabled ? theme.hover : theme.surface;
    paintBox(&painter, rect(), fill, theme.border, 4);
    const auto place = [this](const QRect &rect) {
        return QStyle::visualRect(layoutDirection(), this->rect(), rect);
    };
    const QColor ink = enabled ? theme.text : theme.disabled;
    if (m_mark.isValid())
        painter.fillRect(place(QRect(1, 4, 3, height() - 8)), m_mark);
    if (m_compact) {
        paintIcon(&painter, QRect((width() - 16) / 2, (height() - 16) / 2, 16, 16), m_iconName, ink);
        return;
    }
    paintIcon(&painter, place(QRect(9, (height() - 16) / 2, 16, 16)), m_iconName, ink);
    paintIcon(&painter, place(QRect(width() - 24, (height() - 14) / 2, 14, 14)),
              QStringLiteral("chevrons-up-down"), enabled ? theme.text : theme.disabled);
    const QFont caption = textFont(TextRole::Caption, font());
    const QFont strong = textFont(TextRole::Strong, font());
    const QFontMetrics captionMetrics(caption);
    const QFontMetrics strongMetrics(strong);
    // The two lines sit closer than their fonts would have it.
    const int total = captionMetrics.height() + strongMetrics.height() - 4;
    const int top = (height() - total) / 2;
    const int textWidth = width() - 33 - 28 - (m_locked ? 18 : 0);
    if (m_locked)
        paintIcon(&painter, place(QRect(width() - 44, (height() - 14) / 2, 14, 14)), QStringLiteral("lock"),
                  enabled ? theme.text : theme.disabled);
    const int align =
        static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)) |
        Qt::TextSingleLine;
    painter.setFont(caption);
    painter.setPen(enabled ? theme.text2 : theme.disabled);
    painter.drawText(place(QRect(33, top, textWidth, captionMetrics.height())), align, m_caption);
    painter.setFont(strong);
    painter.setPen(ink);
    painter.drawText(place(QRect(33, top + captionMetrics.height() - 4, textWidth, strongMetrics.height())),
                     align, strongMetrics.elidedText(m_value, Qt::ElideMiddle, textWidth));
}

} // namespace easel
