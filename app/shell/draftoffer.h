// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QObject>

namespace easel {

class AppContext;
class MainWindow;
class Notice;
class StartScreen;

// Drafts that an earlier run left behind: told on the start screen and, once a source is read, in the notice
// line, to be continued or discarded.
class DraftOffer : public QObject
{
    Q_OBJECT

public:
    DraftOffer(MainWindow *window, StartScreen *start, Notice *notice);

    void offer(); // a source was opened

private:
    void openAndContinue();
    void continueAll();
    void discardAll();
    QList<QJsonObject> take();

    MainWindow *m_window;
    AppContext *m_context;
    StartScreen *m_start;
    Notice *m_notice;
    QList<QJsonObject> m_drafts;
    bool m_continue = false;
};

} // namespace easel
