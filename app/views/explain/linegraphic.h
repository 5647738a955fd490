// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace easel {

// A drawn list of lines with numbers: one tab stop, arrows go from line to line, and the current one is read
// out as the description.
class LineGraphic : public QWidget
{
    Q_OBJECT

public:
    explicit LineGraphic(QWidget *parent = nullptr);
    int current() const { return m_current; }
    virtual int lineCount() const = 0;
    virtual QString spoken(int line) const = 0;

protected:
    virtual QRect lineRect(int line) const = 0;
    void linesChanged(); // after other content was set
    int lineHeight() const;
    void paintFocus(QPainter *painter) const;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void setCurrent(int line);
    int m_current = 0;
};

} // namespace easel
