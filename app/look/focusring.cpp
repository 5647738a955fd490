// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/focusring.h"

#include "app/look/controls.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QFocusFrame>
#include <QLineEdit>
#include <QScrollBar>

namespace easel {

FocusRing::FocusRing(QObject *parent)
    : QObject(parent)
{
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) { follow(now); });
}

FocusRing::~FocusRing()
{
    delete m_frame;
}

void FocusRing::follow(QWidget *widget)
{
    QWidget *target = nullptr;
    bool field = false;
    if (widget && ringTarget(widget)) {
        target = ringTarget(widget);
        field = true;
    } else if (qobject_cast<QLineEdit *>(widget) || qobject_cast<QAbstractSpinBox *>(widget) ||
               qobject_cast<QComboBox *>(widget)) {
        target = widget;
        field = true;
        // The editor inside a spin box or a combo box stands for the whole control.
        QWidget *parent = widget->parentWidget();
        if (qobject_cast<QAbstractSpinBox *>(parent) || qobject_cast<QComboBox *>(parent))
            target = parent;
    } else if (qobject_cast<QAbstractButton *>(widget) ||
               (qobject_cast<QAbstractSlider *>(widget) && !qobject_cast<QScrollBar *>(widget))) {
        target = widget;
    }
    auto *edit = qobject_cast<QLineEdit *>(target);
    if (edit && !edit->hasFrame())
        target = nullptr;
    if (target && !field && QGuiApplication::mouseButtons() != Qt::NoButton)
        target = nullptr;
    if (!m_frame) {
        if (!target)
            return;
        m_frame = new QFocusFrame(target->parentWidget());
        m_frame->setObjectName(QStringLiteral("easelFocusRing"));
        m_frame->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    m_frame->setWidget(target);
}

} // namespace easel
