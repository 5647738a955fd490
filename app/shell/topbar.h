// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace easel {

class GoField;
class MainWindow;

// Back and forward, the field that opens the palette, the connection, activity and menu.
class TopBar : public QWidget
{
    Q_OBJECT

public:
    TopBar(MainWindow *window, QWidget *parent);

    void setHistory(bool canGoBack, bool canGoForward);
    void setActivityShown(bool shown);
    QWidget *goField() const;

private:
    QToolButton *m_back;
    QToolButton *m_forward;
    GoField *m_go;
    QToolButton *m_activity;
};

} // namespace easel
