// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>

class QShortcut;

namespace easel {

class MainWindow;

// The keys of the window: the fixed ones, and those of every action that has some; these act on the
// selection.
class WindowShortcuts : public QObject
{
    Q_OBJECT

public:
    explicit WindowShortcuts(MainWindow *window);

private:
    void makeFixed();
    void followRegistry();
    void makeNew();
    void nextTab(int step);

    MainWindow *m_window;
    QHash<QString, QShortcut *> m_actionKeys;
};

} // namespace easel
