// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace easel {

// A row of joined buttons of which one is on: "Unified | Side by side | Result". One tab stop; arrows choose.
class SegmentedControl : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged USER true)

public:
    explicit SegmentedControl(const QStringList &segments = {}, QWidget *parent = nullptr);
    void setSegments(const QStringList &segments);
    const QStringList &segments() const { return m_segments; }
    int current() const { return m_current; }
    void setCurrent(int index);
    QRect segmentRect(int index) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int segmentAt(const QPoint &position) const;
    void describe();
    QStringList m_segments;
    int m_current = 0;
    int m_hover = -1;
};

} // namespace easel
