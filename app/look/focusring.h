// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFocusFrame>
#include <QObject>
#include <QPointer>

class QWidget;

namespace easel {

// Draws the 2 px ring around whatever control has the keyboard focus. Fields always show it; buttons do not
// after a click of the mouse. Item views draw their own ring around the current cell.
class FocusRing : public QObject
{
    Q_OBJECT

public:
    explicit FocusRing(QObject *parent);
    ~FocusRing() override;

private:
    void follow(QWidget *widget);
    QPointer<QFocusFrame> m_frame; // it becomes a child of the control's window and dies with it
};

} // namespace easel
