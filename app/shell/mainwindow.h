// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/navigation.h"

#include <QHash>
#include <QMainWindow>
#include <QTimer>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QShortcut;
class QStackedWidget;
class QToolButton;

namespace easel {

class ActivityPanel;
class Banner;
class CommandPalette;
class NavigationList;
class OverviewView;
class PaletteModel;
class StartScreen;
class StatusPiece;
class SwitcherButton;
class Toast;
struct OpenableSource;

// The one window: start screen, or switchers, navigation, top bar, screen and status line of the open source.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(AppContext *context, QWidget *parent = nullptr);
    ~MainWindow() override;

    AppContext *context() const { return m_context; }

    // Opening; errors are said on the start screen or in a line below the top bar, never in a dialog.
    void openWorkspace(const QString &folder);
    void openHub(const QString &kubeconfig, const QString &hubContext);
    void openSample();
    void openRecent(const RecentSource &recent);
    void openSource(std::unique_ptr<Source> source, const RecentSource &recent);
    void showStart();
    bool isOnStart() const;

    // Places.
    void showEntry(const QString &id, const QString &filter = {});
    void showKind(const ResourceType &type, const QString &filter = {});
    void showObject(const ObjectRef &ref);
    QString currentEntry() const;
    ResourceView *currentTable() const; // null on screens without one
    QWidget *currentScreen() const;
    bool canGoBack() const { return m_place > 0; }
    bool canGoForward() const { return m_place + 1 < m_places.size(); }
    void goBack();
    void goForward();

    void openPalette(const QString &query = {});
    CommandPalette *palette() const { return m_palette; }
    NavigationModel *navigation() const { return m_navigation; }
    StartScreen *startScreen() const { return m_start; }
    void setActivityShown(bool shown);
    bool isActivityShown() const;
    ActionTarget selection() const;

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    struct Place
    {
        QString id; // navigation entry or "kind:..."
        QString filter;
        ObjectRef object;
        bool operator==(const Place &) const = default;
    };
    QWidget *makeTopBar();
    QWidget *makeSidebar();
    QWidget *makeStatusBar();
    QWidget *makeWork();
    void makeShortcuts();
    void registerActions();
    void followRegistry();
    void fillSwitcher();
    void fillScopes();
    void fillMenu();
    void fillConnection();
    void sourceChanged();
    void showConnection();
    void showStatus();
    void showScope();
    QWidget *screenFor(const NavigationEntry &entry);
    void goTo(const Place &place, bool remember);
    void notePlace(const Place &place);
    void updateHistoryButtons();
    void chooseFromPalette(const QModelIndex &index);
    void askForContext();
    void askForWorkspace();
    void tellOpenError(const Error &error);
    void hideNotice();
    void nextArea();
    void showKeys();
    void applyLook();
    void prepareHub();
    void offerDrafts();
    void continueDrafts();
    void discardDrafts();

    AppContext *m_context;
    NavigationModel *m_navigation;
    QList<NavigationEntry> m_entries;
    QStackedWidget *m_top;
    StartScreen *m_start;
    QWidget *m_work;
    QStackedWidget *m_screens;
    QHash<QString, QWidget *> m_screenOf;
    QString m_current;
    QList<Place> m_places;
    int m_place = -1;
    bool m_goingThere = false;

    QWidget *m_sidebar;
    SwitcherButton *m_hubSwitch;
    SwitcherButton *m_scopeSwitch;
    NavigationList *m_navigationList;
    QToolButton *m_back;
    QToolButton *m_forward;
    QPushButton *m_goField;
    StatusPiece *m_connection;
    QToolButton *m_bell;
    QToolButton *m_menuButton;
    QMenu *m_menu;
    Banner *m_notice;
    QWidget *m_noticeHolder;
    ActivityPanel *m_activity;
    StatusPiece *m_identity;
    StatusPiece *m_rights;
    StatusPiece *m_running;
    CommandPalette *m_palette;
    PaletteModel *m_paletteModel;
    Toast *m_toast;
    QTimer m_clock;
    QHash<QString, QShortcut *> m_actionKeys;
    QList<QJsonObject> m_keptDrafts;
    bool m_continueDrafts = false;
};

} // namespace easel
