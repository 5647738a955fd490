// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/kubeconfigidentity.h"

#include <QObject>
#include <QPointer>

class QWidget;

namespace easel {

class AppContext;
class Notice;

// Where the window asks on behalf of a sign-in: one dialog for what is to be agreed to, one for a command's
// questions, one for the browser. What runs without a question is told in the notice line, with a way to end
// it.
class SignInDesk : public QObject, public SignInAgent
{
    Q_OBJECT

public:
    SignInDesk(AppContext *context, Notice *notice, QWidget *window);

    SignInServices services();

    Call<Answer> mayRun(const ExecCommand &command,
                        const std::optional<OidcSettings> &withoutProgram) override;
    Reach reach() const override { return Reach::Lines; }
    void commandStarted(ExecRun *run) override;
    bool signInStarted(OidcSignIn *signIn) override;

private:
    void tell(ExecRun *run);

    AppContext *m_context;
    Notice *m_notice;
    QWidget *m_window;
    QPointer<ExecRun> m_told; // the notice is about this one
};

} // namespace easel
