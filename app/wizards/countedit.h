// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include <optional>

namespace easel {

// A number of GPUs that may be left open: empty is no number, not 0. Up and Down count.
class CountEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit CountEdit(QWidget *parent = nullptr);
    std::optional<qint64> count() const;
    void setCount(std::optional<qint64> count);

Q_SIGNALS:
    void countEdited();

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace easel
