// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/segmentedcontrol.h"

#include "app/look/controls.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>

namespace easel {

SegmentedControl::SegmentedControl(const QStringList &segments, QWidget *parent)
    : QWidget(parent)
    , m_segments(segments)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setMouseTracking(true);
    setAccessibleRole(this, QAccessible::RadioButton);
    setRingTarget(this, this);
    describe();
}

void SegmentedControl::setSegments(const QStringList &segments)
{
    m_segments = segments;
    m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_segments.size()) - 1));
    describe();
    updateGeometry();
    update();
}

void SegmentedControl::describe()
{
    setAccessibleDescription(
        m_current < m_segments.size()
            ? tr("%1, %2 of %3").arg(m_segments.at(m_current)).arg(m_current + 1).arg(m_segments.size())
            : QString());
}

void SegmentedControl::setCurrent(int index)
{
    if (index < 0 || index >= m_segments.size() || index == m_current)
        return;
    m_current = index;
    describe();
    update();
    Q_EMIT currentChanged(index);
}

QRect SegmentedControl::segmentRect(int index) const
{
    const QFontMetricsF strong(textFont(TextRole::SmallStrong, font()));
    int x = 0;
    for (int i = 0; i < m_segments.size(); ++i) {
        const int width = qCeil(strong.horizontalAdvance(m_segments.at(i))) + 18;
        if (i == index)
            return QStyle::visualRect(layoutDirection(), rect(), QRect(x, 0, width + 1, height()));
        x += width;
    }
    return {};
}

QSize SegmentedControl::sizeHint() const
{
    const QFontMetricsF strong(textFont(TextRole::SmallStrong, font()));
    int width = 1;
    for (const QString &segment : m_segments)
        width += qCeil(strong.horizontalAdvance(segment)) + 18;
    return {width, smallControlHeight(QFontMetricsF(font()))};
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    paintBox(&painter, rect(), isEnabled() ? theme.surface : theme.window, QColor(), 4);
    for (int i = 0; i < m_segments.size(); ++i) {
        const QRect segment = segmentRect(i);
        const bool on = i == m_current;
        if (on || (i == m_hover && isEnabled()))
            painter.fillRect(segment.adjusted(1, 1, -1, -1), on ? theme.selection : theme.hover);
        if (i + 1 < m_segments.size()) {
            const int x = layoutDirection() == Qt::RightToLeft ? segment.left() : segment.right();
            paintHairline(&painter, QPointF(x, 0), QPointF(x, height()),
                          isEnabled() ? theme.control : theme.border);
        }
        painter.setFont(textFont(on ? TextRole::SmallStrong : TextRole::Small, font()));
        painter.setPen(isEnabled() ? theme.text : theme.disabled);
        painter.drawText(segment, Qt::AlignCenter | Qt::TextSingleLine, m_segments.at(i));
    }
    paintRing(&painter, rect(), isEnabled() ? theme.control : theme.border, 4, 1);
}

int SegmentedControl::segmentAt(const QPoint &position) const
{
    for (int i = 0; i < m_segments.size(); ++i)
        if (segmentRect(i).contains(position))
            return i;
    return -1;
}

void SegmentedControl::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        setCurrent(segmentAt(event->position().toPoint()));
}

void SegmentedControl::mouseMoveEvent(QMouseEvent *event)
{
    const int hover = segmentAt(event->position().toPoint());
    if (hover != m_hover) {
        m_hover = hover;
        update();
    }
}

void SegmentedControl::leaveEvent(QEvent *)
{
    m_hover = -1;
    update();
}

void SegmentedControl::keyPressEvent(QKeyEvent *event)
{
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        setCurrent(m_current + (mirrored && event->key() == Qt::Key_Left ? 1 : -1));
        return;
    case Qt::Key_Right:
    case Qt::Key_Down:
        setCurrent(m_current + (mirrored && event->key() == Qt::Key_Right ? -1 : 1));
        return;
    case Qt::Key_Home:
        setCurrent(0);
        return;
    case Qt::Key_End:
        setCurrent(static_cast<int>(m_segments.size()) - 1);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace easel
