// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace easel {

// The field of the top bar: it looks like a field and opens the palette, which is where one types.
class GoField : public QPushButton
{
    Q_OBJECT

public:
    explicit GoField(QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace easel
