// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QWidget>

#include <functional>

namespace easel {

// "3 tenants   7 projects   38 GPU machines   240 GPUs": counts in a row, each leads to what was counted.
// Takes whatever width it is given and shows the first ones that fit.
class EstateCounts : public QWidget
{
    Q_OBJECT

public:
    struct Count
    {
        QString id; // "tenants"
        QString text;
        std::function<void()> open;
    };
    explicit EstateCounts(QWidget *parent = nullptr);
    void setCounts(const QList<Count> &counts);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QList<QPushButton *> m_buttons;
    QList<Count> m_counts;
};

} // namespace easel
