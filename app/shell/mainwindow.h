// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/navigation.h"
#include "app/shell/placehistory.h"

#include <QHash>
#include <QMainWindow>
#include <QPointer>

#include <functional>

class QStackedWidget;

namespace easel {

class ActivityPanel;
class CommandPalette;
class DraftOffer;
class EngineDesk;
class HubsWindow;
class HubWindows;
class Notice;
class Sidebar;
class SignInDesk;
class SourceOpener;
class StartScreen;
class Toast;
class TopBar;
class UsageRecorder;
class WindowPalette;

// The one window: start screen, or sidebar, top bar, screen and status line of the open source.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(AppContext *context, QWidget *parent = nullptr);
    MainWindow(AppContext *context, HubWindows *windows); // a further one of these
    ~MainWindow() override;

    AppContext *context() const { return m_context; }

    // Opening: the source is there a moment later (AppContext::sourceChanged); errors are said on the start
    // screen or in a line below the top bar, never in a dialog.
    void openWorkspace(const QString &folder);
    void openHub(const QString &kubeconfig, const QString &hubContext, const ViewAs &viewAs = {});
    void openSample();
    void openRecent(const RecentSource &recent);
    bool isOpening() const;
    void openSource(std::unique_ptr<Source> source, const RecentSource &recent);
    void askForContext(const QString &kubeconfig = {}); // empty: the usual files
    void askForWorkspace();
    void showStart();
    bool isOnStart() const;
    void showHubs();
    HubWindows *windows() const { return m_windows; }
    void askViewAs();
    const RecentSource &opened() const { return m_opened; } // where the open source came from

    // Places.
    void showEntry(const QString &id, const QString &filter = {});
    void showKind(const ResourceType &type, const QString &filter = {});
    void showObject(const ObjectRef &ref);
    QString currentEntry() const;
    ResourceView *currentTable() const; // null on screens without one
    QWidget *currentScreen() const;
    bool canGoBack() const { return m_history.canGoBack(); }
    bool canGoForward() const { return m_history.canGoForward(); }
    void goBack();
    void goForward();
    void nextArea(); // the keyboard goes to the next part of the window

    void openPalette(const QString &query = {});
    CommandPalette *palette() const;
    NavigationModel *navigation() const { return m_navigation; }
    Sidebar *sidebar() const { return m_sidebar; }
    SignInDesk *signInDesk() const { return m_signIn; } // for who opens hubs
    Notice *notice() const { return m_notice; }
    StartScreen *startScreen() const { return m_start; }
    void setActivityShown(bool shown);
    bool isActivityShown() const;
    void showKeys();
    void showGpuFamilies();
    void showEngine();
    EngineDesk *engine() const { return m_engine; }
    ActionTarget selection() const;

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    MainWindow(AppContext *context, QWidget *parent, HubWindows *windows);
    QWidget *makeWork();
    void dropScreens();
    void sourceChanged();
    void showTitle();
    QWidget *screenFor(const Place &place);
    QWidget *makeScreen(const NavigationEntry &entry);
    QWidget *makeTable(const NavigationEntry &entry);
    void runTerminalKey(const QString &key);
    void goTo(const Place &place, bool remember);
    void whenColumnsAreKnown(const ResourceType &type, const std::function<void()> &show);
    void showObjectIn(const QString &id, const ObjectRef &ref);
    QString memoryKey(const char *what) const;
    void applyLook();

    AppContext *m_context;
    UsageRecorder *m_usage = nullptr;
    EngineDesk *m_engine;
    NavigationModel *m_navigation;
    QList<NavigationEntry> m_entries;
    RecentSource m_opened;
    QStackedWidget *m_top;
    StartScreen *m_start;
    QWidget *m_work;
    QStackedWidget *m_screens;
    QHash<QString, QWidget *> m_screenOf;
    QString m_current;
    QString m_awaitedKind; // its table opens when the server said what it prints of it
    PlaceHistory m_history;
    bool m_goingThere = false;

    Sidebar *m_sidebar;
    TopBar *m_topBar;
    Notice *m_notice;
    ActivityPanel *m_activity;
    WindowPalette *m_palette;
    Toast *m_toast;
    DraftOffer *m_drafts;
    QPointer<HubsWindow> m_hubs;
    HubWindows *m_windows;
    SignInDesk *m_signIn;
    SourceOpener *m_opener = nullptr;
};

} // namespace easel
