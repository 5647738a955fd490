// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QVBoxLayout;

namespace easel {

// A box on the window: surface, hairline edge, radius 6, padding 12.
class Panel : public QFrame
{
    Q_OBJECT

public:
    enum class Fill { Surface, Raised, Window };
    explicit Panel(QWidget *parent = nullptr);
    void setFill(Fill fill);
    void setStrongEdge(bool strong); // the edge of popups and toasts
    QVBoxLayout *column() const { return m_column; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_column;
    Fill m_fill = Fill::Surface;
    bool m_strongEdge = false;
};

// A separator of one device pixel or a little more.
class Hairline : public QWidget
{
    Q_OBJECT

public:
    explicit Hairline(Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Qt::Orientation m_orientation;
};

} // namespace easel
