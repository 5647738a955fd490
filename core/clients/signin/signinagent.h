// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/signin/execcommand.h"
#include "core/clients/signin/oidcsettings.h"

namespace easel {

class ExecRun;
class OidcSignIn;

// Asks a person on behalf of a sign-in: the window by dialogs, a verb by its options and its terminal, a test
// by answers made before. Lives in the application's thread.
class SignInAgent
{
public:
    enum class Answer { Run, RunOnce, WithoutProgram }; // remembered; not remembered; by OpenID instead
    enum class Reach { Nobody, Lines, Terminal };       // how a running command could ask its questions

    virtual ~SignInAgent() = default;
    // Whether the command may run; it was not agreed to before. Canceled: no. `withoutProgram`: how Easel
    // could sign in by itself. Canceling the call takes the question away.
    virtual Call<Answer> mayRun(const ExecCommand &command,
                                const std::optional<OidcSettings> &withoutProgram) = 0;
    virtual Reach reach() const = 0;
    // It runs from now on until it ended(): said(), answer() and cancel() are the agent's to use.
    virtual void commandStarted(ExecRun *run) = 0;
    // False: there is nobody who could sign in. Else it is shown until it ended().
    virtual bool signInStarted(OidcSignIn *signIn) = 0;
};

} // namespace easel
