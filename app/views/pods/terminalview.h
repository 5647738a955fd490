// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/pods/terminalscreen.h"

#include <QAbstractScrollArea>
#include <QTimer>

namespace easel {

// A terminal to look at and type into. Every key goes to the program but Ctrl+Shift+C, V and A (copy, paste,
// all), Shift with the page keys (look back) and Ctrl+Tab (leave the terminal).
class TerminalView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TerminalView(QWidget *parent = nullptr);

    TerminalScreen *screen() const { return m_screen; }
    void setLive(bool live); // nothing is typed into what has ended
    QString selectedText() const;
    void copy();
    void paste();
    void selectAll();
    QString wholeText() const; // what is kept and what is on the screen

    QSize sizeHint() const override;
    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

Q_SIGNALS:
    void sizeChanged(int columns, int rows);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool focusNextPrevChild(bool next) override;

private:
    struct Place
    {
        int line = 0;
        int column = 0;
        auto operator<=>(const Place &) const = default;
    };
    void measure();
    void follow();
    int topLine() const; // of the view
    Place placeAt(const QPointF &point) const;
    bool isOwnKey(const QKeyEvent *event) const;
    QColor colorOf(const TerminalColor &color, bool isForeground, bool bold) const;
    void paintLine(QPainter *painter, int number, qreal y) const;
    QRectF cursorArea() const;

    TerminalScreen *m_screen;
    qreal m_cellWidth = 8;
    qreal m_cellHeight = 16;
    qreal m_ascent = 12;
    bool m_live = true;
    bool m_selecting = false;
    bool m_hasSelection = false;
    Place m_anchor;
    Place m_head;
    int m_kept = 0; // lines kept when the view was last put in order
    int m_mouseButton = 0;
    QString m_composing;
    QTimer m_paintSoon;
};

} // namespace easel
