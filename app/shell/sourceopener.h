// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/sourcefactory.h"
#include "app/wizards/yamlfile.h"
#include "core/base/call.h"

#include <QObject>
#include <QTimer>

namespace easel {

class AppContext;
class MainWindow;
class Notice;
class SignInDesk;
class StartScreen;

// Opens workspaces and hubs for the window. What the disk says of them is read on the pool; an opening that
// takes long is said, with a way out, and the next one takes its place. Errors stand on the start screen or
// in the notice line, never in a dialog.
class SourceOpener : public QObject
{
    Q_OBJECT

public:
    SourceOpener(MainWindow *window, StartScreen *start, Notice *notice, SignInDesk *signIn);

    void openWorkspace(const QString &folder);
    // Files joined as in $KUBECONFIG, empty: the default ones; empty context: the current one.
    void openHub(const QString &kubeconfig, const QString &hubContext, const ViewAs &viewAs = {});
    void openSample();
    // What was dropped on the window: a folder is a workspace, a kubeconfig is looked through, YAML becomes a
    // draft.
    void openDropped(const QString &path);
    bool isOpening() const { return m_isOpening; }
    void cancel(); // whatever is being opened
    void tell(const Error &error);

private:
    int begin(const QString &what);
    void showBusy();
    void offerToMake(const QString &folder, const Error &error);

    MainWindow *m_window;
    StartScreen *m_start;
    Notice *m_notice;
    SignInDesk *m_signIn;
    QTimer m_long; // it takes long enough to be said
    QString m_what;
    int m_turn = 0; // an answer may be on its way when it is no longer wanted
    bool m_isOpening = false;
    bool m_isSaid = false;
    ScopedCall<WorkspacePlace> m_workspace;
    ScopedCall<ContextReading> m_hub;
    ScopedCall<QString> m_sample;
    ScopedCall<Done> m_making;
    ScopedCall<HandedFile> m_dropped;
};

} // namespace easel
