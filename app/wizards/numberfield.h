// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QSpinBox>

namespace easel {

// A spin box whose inner editor has its name as well: that is what screen readers land on.
class NumberField : public QSpinBox
{
    Q_OBJECT

public:
    using QSpinBox::QSpinBox;
    void setSpokenName(const QString &name)
    {
        setAccessibleName(name);
        lineEdit()->setAccessibleName(name);
    }
};

} // namespace easel
