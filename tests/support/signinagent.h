// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/execrun.h"
#include "core/clients/signin/kubeconfigidentity.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPointer>

namespace easel {

// A person whose answers were decided before.
class PreparedAgent : public SignInAgent
{
public:
    std::optional<Answer> answer = Answer::Run; // nothing: no
    Reach canReach = Reach::Nobody;
    bool waits = false; // gives no answer; promise is open
    QList<ExecCommand> asked;
    std::optional<OidcSettings> offered;
    QPointer<ExecRun> run;
    int runs = 0;
    QPointer<OidcSignIn> signIn;
    std::function<void(ExecRun *)> onRun;
    std::function<bool(OidcSignIn *)> onSignIn;
    Promise<Answer> open;

    Call<Answer> mayRun(const ExecCommand &command, const std::optional<OidcSettings> &without) override
    {
        asked << command;
        offered = without;
        if (waits) {
            open = {};
            return open.call();
        }
        if (!answer)
            return Call<Answer>::ready(failure(Error::Kind::Canceled, {}));
        return Call<Answer>::ready(*answer);
    }
    Reach reach() const override { return canReach; }
    void commandStarted(ExecRun *started) override
    {
        ++runs;
        run = started;
        if (onRun)
            onRun(started);
    }
    bool signInStarted(OidcSignIn *started) override
    {
        signIn = started;
        return onSignIn && onSignIn(started);
    }
};

inline bool writeScript(const QString &path, const QByteArray &body)
{
    QDir().mkpath(QFileInfo(path).path());
    // Beside and renamed: a program that is being written cannot be started.
    QFile file(path + QStringLiteral(".new"));
    if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\n" + body) < 0)
        return false;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    file.close();
    QFile::remove(path);
    return file.rename(path);
}

} // namespace easel
