// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace easel {

class AppContext;
class GoField;
class MainWindow;
class StatusPiece;

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
    void showDoubt();

    QToolButton *m_back;
    QToolButton *m_forward;
    GoField *m_go;
    QToolButton *m_activity;
    StatusPiece *m_doubt; // shown as long as nobody can be sure which server answers
    AppContext *m_context;
};

} // namespace easel
