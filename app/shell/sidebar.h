// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace easel {

class AppContext;
class MainWindow;
class NavigationList;
class NavigationModel;
class SwitcherButton;

// The sunken column at the left: hub and scope switch above the navigation. Compact: icons only.
class Sidebar : public QWidget
{
    Q_OBJECT

public:
    Sidebar(MainWindow *window, NavigationModel *model);

    void setCompact(bool compact);
    void setCurrent(const QString &id); // of a navigation entry
    NavigationList *navigation() const { return m_navigation; }
    void popUpSources();
    void popUpScopes();

Q_SIGNALS:
    void entryChosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();
    void showSource();
    void showScope();

    MainWindow *m_window;
    AppContext *m_context;
    NavigationModel *m_model;
    SwitcherButton *m_hub;
    SwitcherButton *m_scope;
    NavigationList *m_navigation;
};

} // namespace easel
