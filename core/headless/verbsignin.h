// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/kubeconfigidentity.h"
#include "core/headless/console.h"

#include <memory>

namespace easel {

// Signs a verb in: commands run when somebody agreed to them in the window, or because the option
// --allow-exec is given, which says what runs. Questions of a command go to the terminal, where there is one.
class VerbSignIn : public SignInAgent
{
public:
    VerbSignIn(Console *console, bool allowExec);
    ~VerbSignIn() override;

    SignInServices services();

    Call<Answer> mayRun(const ExecCommand &command,
                        const std::optional<OidcSettings> &withoutProgram) override;
    Reach reach() const override;
    void commandStarted(ExecRun *run) override;
    bool signInStarted(OidcSignIn *signIn) override;

private:
    Console *m_console;
    bool m_allowExec;
    SignInSettings m_settings;
    std::unique_ptr<SecretStore> m_secrets;
};

} // namespace easel
