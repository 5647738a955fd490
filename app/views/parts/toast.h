// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;
class QTimer;

namespace easel {

// Says that what the user just did is done, with an undo: bottom right of the window, one line, 6 s. Never an
// error.
class Toast : public QWidget
{
    Q_OBJECT

public:
    // One toast a window; a new text replaces the old one.
    explicit Toast(QWidget *window);
    void say(const QString &text, std::function<void()> undo = {});
    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void place();
    QLabel *m_label;
    QPushButton *m_undo;
    QPushButton *m_close;
    QTimer *m_end;
    std::function<void()> m_undoCall;
    QString m_text;
};

} // namespace easel
