// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace easel {

// One line of plain text that gives way: where it has no room it is elided in the middle, because ends tell
// names apart, and its tip says it whole.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    bool isElided() const;
};

} // namespace easel
