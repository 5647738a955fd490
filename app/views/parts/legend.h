// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QPainter;

namespace easel {

struct Theme;

// Swatches with their words, in as many lines as it takes.
class Legend : public QWidget
{
    Q_OBJECT

public:
    struct Item
    {
        std::function<void(QPainter *, const QRectF &, const Theme &)> paint;
        QString text;
        int swatchWidth = 12;
    };
    explicit Legend(QWidget *parent = nullptr);
    void setItems(const QList<Item> &items);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int widthOf(const Item &item) const;
    int lineHeight() const;
    // The left upper corner of each item at this width.
    QList<QPoint> places(int width) const;

    QList<Item> m_items;
};

} // namespace easel
