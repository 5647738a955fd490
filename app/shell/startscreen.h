// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/base/call.h"
#include "core/clients/kubeconfig.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QStandardItemModel;

namespace easel {

class Banner;
class Panel;

// What the usual places of kubeconfig files hold.
struct FoundConfig
{
    QStringList files;
    bool any = false; // at least one of them is there
    Result<Kubeconfig> config;
};

// What is seen before anything is open: recent sources, ways to open others, what was found on this computer.
// It contacts nothing; it reads kubeconfig files to tell their contexts, and runs nothing.
class StartScreen : public QWidget
{
    Q_OBJECT

public:
    explicit StartScreen(AppContext *context, QWidget *parent = nullptr);

    void renew(); // recents, kubeconfig, kept drafts
    void setDrafts(const QList<QJsonObject> &drafts);
    // Something could not be opened: said here, not in a dialog.
    void showError(const QString &strong, const QString &text);
    // Something is being opened and takes its time.
    void showBusy(const QString &text, const std::function<void()> &cancel);
    void clearError();
    // A folder that is no workspace yet: offers to make it one.
    void offerWorkspace(const QString &text, std::function<void()> make);
    void focusRecent();

Q_SIGNALS:
    void recentChosen(const easel::RecentSource &source);
    void connectRequested();
    void hubsRequested();
    void workspaceRequested();
    void sampleRequested();
    void draftsContinued();
    void draftsDiscarded();

private:
    void fillRecent();
    void showFound(const FoundConfig &found);
    void choose(const QModelIndex &index);
    QWidget *choice(const QString &iconName, const QString &title, const QString &text, const QString &keys,
                    void (StartScreen::*requested)());

    AppContext *m_context;
    Banner *m_drafts;
    Banner *m_error;
    QLineEdit *m_filter;
    QStandardItemModel *m_model;
    QListView *m_list;
    QLabel *m_noRecent;
    Panel *m_found;
    QWidget *m_foundContent = nullptr;
    ScopedCall<FoundConfig> m_looking;
};

} // namespace easel
