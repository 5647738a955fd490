// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace easel {

class AppContext;
class Banner;
class MainWindow;

// What is to be seen as long as a hub is open: a line of its colour across the window, and whom we act for.
class HubStrip : public QWidget
{
    Q_OBJECT

public:
    explicit HubStrip(MainWindow *window, QWidget *parent = nullptr);
    QWidget *colorLine() const { return m_color; } // stands where the window wants it

private:
    void follow();
    void renew();

    MainWindow *m_window;
    AppContext *m_context;
    QWidget *m_color;
    Banner *m_acting;
};

} // namespace easel
