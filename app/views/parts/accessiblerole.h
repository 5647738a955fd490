// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

class QWidget;

namespace easel {

// Tells screen readers what a drawn widget is. Name and description come from the widget as usual.
void setAccessibleRole(QWidget *widget, QAccessible::Role role);

} // namespace easel
