// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "app/views/detail/detailtab.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace easel {

class Banner;
class StateChip;
class TabBadge;

// One object in full: head with state and actions, tabs Summary, Cluster (of a pool), Profiles (of a bundle),
// Relations, Why (only when there is something to say), Events, Logs (of pods), YAML, Fields (of kinds
// that are not Easel's), History. It follows the object in its store; when the object goes, the content stays
// and says so.
class DetailView : public QWidget
{
    Q_OBJECT

public:
    // The last one is there for every kind: QTabBar scrolls by where its last tab ends, hidden or not.
    enum Tab { Summary, Pool, Profiles, Relations, Why, Events, Logs, Yaml, Fields, History };

    explicit DetailView(AppContext *context, QWidget *parent = nullptr);

    // The row's store may be null for objects that are fetched on their own. Several rows may stand for one
    // object (the machines of a compute): uid says which.
    void setObject(const ObjectRef &ref, ResourceStore *store, const QString &uid = {});
    void clear();
    ObjectRef object() const { return m_subject.ref; }
    const ObjectSummary &summary() const { return m_subject.summary; }
    void showTab(Tab tab);
    void explain(); // shows Why, also for what is as it should be
    Tab currentTab() const;
    void nextTab(int step);
    void setStale(bool stale);
    void setFullSize(bool full); // the button says what it does
    ActionTarget target() const;

Q_SIGNALS:
    void closeRequested();
    void fullSizeRequested();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void addTab(Tab tab, const QString &title, DetailTab *page);
    void readObject();
    void readKnowledge();
    void takeRow();
    void summarize();
    void hand();
    void showMenu();
    void setBadge(Tab tab, int count);
    void showIcon();

    AppContext *m_context;
    QPointer<ResourceStore> m_store;
    DetailSubject m_subject;
    QDateTime m_goneAt;
    bool m_whyWanted = false; // asked for before there were reasons
    QLabel *m_icon;
    QLabel *m_title;
    StateChip *m_chip;
    QToolButton *m_open;
    QToolButton *m_more;
    QToolButton *m_close;
    QTabBar *m_tabs;
    Banner *m_banner;
    QWidget *m_bannerHolder;
    QHash<int, TabBadge *> m_badges;
    QStackedWidget *m_pages;
    QList<DetailTab *> m_pagesByTab;
    QStringList m_titles;
    ScopedCall<QJsonObject> m_fetch;
    ScopedCall<Knowledge> m_knowledgeCall;
    bool m_knowledgeIsOld = false;
};

} // namespace easel
