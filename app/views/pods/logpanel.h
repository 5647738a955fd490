// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/store/logfeed.h"
#include "core/store/logsearch.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace easel {

class Banner;
class EmptyState;
class LogText;

// Logs of one or several containers with everything to read them by: choice of container, previous run,
// search, following, wrapping, saving.
class LogPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LogPanel(AppContext *context, QWidget *parent = nullptr);

    // All containers that may be chosen; "All containers" shows them interleaved. What is chosen stays when
    // it is still there.
    void setContainers(const QList<ContainerRef> &containers, const QString &preferred = {});
    const QList<ContainerRef> &containers() const { return m_containers; }
    void setNote(const QString &note); // what is said while there are no containers
    void clear();
    void setActive(bool active); // hidden: the server waits
    void setPrevious(bool previous);

    LogFeed *feed() { return &m_feed; }
    LogText *text() const { return m_text; }
    QLineEdit *searchField() const { return m_searchEdit; }
    QComboBox *choice() const { return m_choice; }
    void focusSearch();
    void focusText(); // as soon as there is some
    void save();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void begin();
    void showState();
    void showHits();
    void goToHit(bool forward);
    QList<ContainerRef> chosen() const;

    AppContext *m_context;
    QList<ContainerRef> m_containers;
    LogFeed m_feed;
    LogSearch m_search;
    QComboBox *m_choice;
    QToolButton *m_follow;
    QToolButton *m_more;
    QAction *m_previous;
    QAction *m_wrap;
    QAction *m_times;
    QAction *m_onlyHits;
    QLineEdit *m_searchEdit;
    QLabel *m_hits;
    QToolButton *m_up;
    QToolButton *m_down;
    Banner *m_banner;
    QWidget *m_bannerHolder;
    QStackedWidget *m_stack;
    LogText *m_text;
    EmptyState *m_empty;
    QLabel *m_state;
    QString m_note;
    bool m_filling = false;
    bool m_focusWanted = false;
};

// The containers of a pod in the order in which they start.
QList<ContainerRef> containersOf(const QJsonObject &pod);
// The one that is meant when nobody says which.
QString mainContainerOf(const QJsonObject &pod);

} // namespace easel
