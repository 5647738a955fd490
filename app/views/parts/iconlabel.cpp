// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/iconlabel.h"

#include "app/look/look.h"
#include "app/look/stateicon.h"
#include "app/views/parts/accessiblerole.h"

#include <QPainter>

namespace easel {

IconLabel::IconLabel(QWidget *parent, int side)
    : QWidget(parent)
    , m_side(side)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleRole(this, QAccessible::Graphic);
}

void IconLabel::setIconName(const QString &name, IconInk ink)
{
    m_name = name;
    m_ink = ink;
    m_tone.reset();
    update();
}

void IconLabel::setTone(Tone tone)
{
    m_tone = tone;
    if (accessibleName().isEmpty())
        setAccessibleName(toneName(tone));
    update();
}

void IconLabel::setSide(int side)
{
    m_side = side;
    updateGeometry();
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect place((width() - m_side) / 2, (height() - m_side) / 2, m_side, m_side);
    const QIcon::Mode mode = isEnabled() ? QIcon::Normal : QIcon::Disabled;
    if (m_tone)
        stateIcon(*m_tone).paint(&painter, place, Qt::AlignCenter, mode);
    else if (!m_name.isEmpty())
        icon(m_name, m_ink).paint(&painter, place, Qt::AlignCenter, mode);
}

} // namespace easel
