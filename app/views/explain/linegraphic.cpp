// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/explain/linegraphic.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/views/parts/accessiblerole.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace easel {

LineGraphic::LineGraphic(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAccessibleRole(this, QAccessible::List);
}

int LineGraphic::lineHeight() const
{
    return std::max(20, fontMetrics().height() + 4);
}

void LineGraphic::linesChanged()
{
    setFocusPolicy(lineCount() > 0 ? Qt::TabFocus : Qt::NoFocus);
    setCurrent(m_current);
    updateGeometry();
    update();
}

void LineGraphic::setCurrent(int line)
{
    m_current = std::clamp(line, 0, std::max(0, lineCount() - 1));
    const QString text = lineCount() > 0 ? spoken(m_current) : QString();
    if (accessibleDescription() != text) {
        setAccessibleDescription(text);
        if (hasFocus()) {
            QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
            QAccessible::updateAccessibility(&changed);
        }
    }
    update();
}

void LineGraphic::paintFocus(QPainter *painter) const
{
    if (hasFocus() && m_current < lineCount())
        paintRing(painter, lineRect(m_current), Look::theme().focus, 2, 1);
}

bool LineGraphic::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        for (int line = 0; line < lineCount(); ++line) {
            if (lineRect(line).contains(help->pos())) {
                QToolTip::showText(help->globalPos(), plainTip(spoken(line)), this);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void LineGraphic::keyPressEvent(QKeyEvent *event)
{
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    switch (event->key()) {
    case Qt::Key_Up:
        setCurrent(m_current - 1);
        return;
    case Qt::Key_Down:
        setCurrent(m_current + 1);
        return;
    case Qt::Key_Left:
        setCurrent(m_current + (mirrored ? 1 : -1));
        return;
    case Qt::Key_Right:
        setCurrent(m_current + (mirrored ? -1 : 1));
        return;
    case Qt::Key_Home:
        setCurrent(0);
        return;
    case Qt::Key_End:
        setCurrent(lineCount() - 1);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void LineGraphic::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void LineGraphic::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace easel
