// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/panel.h"

#include "app/look/look.h"
#include "app/look/painting.h"

#include <QPainter>
#include <QVBoxLayout>

namespace easel {

Panel::Panel(QWidget *parent)
    : QFrame(parent)
    , m_column(new QVBoxLayout(this))
{
    setFrameShape(QFrame::NoFrame);
    m_column->setContentsMargins(12, 12, 12, 12);
    m_column->setSpacing(8);
}

void Panel::setFill(Fill fill)
{
    m_fill = fill;
    update();
}

void Panel::setStrongEdge(bool strong)
{
    m_strongEdge = strong;
    update();
}

void Panel::paintEvent(QPaintEvent *)
{
    const Theme &theme = Look::theme();
    QPainter painter(this);
    const QColor fill = m_fill == Fill::Surface  ? theme.surface
                        : m_fill == Fill::Raised ? theme.raised
                                                 : theme.window;
    paintBox(&painter, rect(), fill, m_strongEdge ? theme.control : theme.border, 6);
}

Hairline::Hairline(Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
    , m_orientation(orientation)
{
    setSizePolicy(orientation == Qt::Horizontal ? QSizePolicy::Expanding : QSizePolicy::Fixed,
                  orientation == Qt::Horizontal ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

QSize Hairline::sizeHint() const
{
    return {1, 1};
}

void Hairline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_orientation == Qt::Horizontal)
        paintHairline(&painter, QPointF(0, 0), QPointF(width(), 0), Look::theme().border);
    else
        paintHairline(&painter, QPointF(0, 0), QPointF(0, height()), Look::theme().border);
}

} // namespace easel
