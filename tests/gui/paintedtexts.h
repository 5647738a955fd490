// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRectF>
#include <QString>

class QWidget;

namespace easel::testing {

struct PaintedText
{
    QString text;
    QRectF rect; // in the widget's coordinates, with what is clipped away
};

// Every text that the widget itself paints, without its children, in the order of painting: what people read,
// however a widget comes to paint it.
QList<PaintedText> textsPaintedBy(QWidget *widget);

} // namespace easel::testing
