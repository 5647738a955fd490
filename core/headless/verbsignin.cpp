// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/verbsignin.h"

#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/signin/execrun.h"
#include "core/clients/signin/keychainsecretstore.h"

#include <QCoreApplication>
#include <QDir>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::VerbSignIn)
};

// For reading, not for pasting into a shell.
QString lineOf(const ExecCommand &command)
{
    QStringList words{QDir::toNativeSeparators(command.program)};
    for (const QString &argument : command.shownArguments())
        words << (argument.isEmpty() || argument.contains(u' ') ? u'"' + argument + u'"' : argument);
    return cleanedLine(words.join(u' '));
}

} // namespace

VerbSignIn::VerbSignIn(Console *console, bool allowExec)
    : m_console(console)
    , m_allowExec(allowExec)
    , m_secrets(std::make_unique<KeychainSecretStore>())
{}

VerbSignIn::~VerbSignIn() = default;

SignInServices VerbSignIn::services()
{
    return {&m_settings, m_secrets.get(), this};
}

Call<SignInAgent::Answer> VerbSignIn::mayRun(const ExecCommand &command,
                                             const std::optional<OidcSettings> &withoutProgram)
{
    Q_UNUSED(withoutProgram)
    const QString attempt = Text::tr("sign in to %1").arg(cleanedLine(command.contextName));
    if (command.program.isEmpty())
        return Call<Answer>::ready(failure(command.notFound().tried(attempt)));
    if (m_allowExec)
        return Call<Answer>::ready(Answer::RunOnce);
    Error error = makeError(
        Error::Kind::Auth,
        Text::tr(
            "The user of this context signs in with a command that nobody has agreed to yet: %1 (from %2)")
            .arg(lineOf(command), QDir::toNativeSeparators(command.kubeconfigFile)),
        Text::tr("Open the context in the window once and let the command run, or give --allow-exec."));
    error.reason = QStringLiteral("ConsentNeeded");
    return Call<Answer>::ready(failure(error.tried(attempt)));
}

SignInAgent::Reach VerbSignIn::reach() const
{
#ifdef Q_OS_UNIX
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1 ? Reach::Terminal : Reach::Nobody;
#else
    return Reach::Nobody;
#endif
}

void VerbSignIn::commandStarted(ExecRun *run)
{
    if (m_allowExec) {
        m_console->message(
            Text::tr("Runs %1 (from %2)")
                .arg(lineOf(run->command()), QDir::toNativeSeparators(run->command().kubeconfigFile)));
    }
    if (reach() != Reach::Terminal)
        return; // what it said is part of the error, if there is one
    QObject::connect(run, &ExecRun::saidMore, run, [this, run, told = qsizetype(0)]() mutable {
        const QString said = run->said();
        if (said.size() < told)
            told = 0;
        m_console->message(said.mid(std::exchange(told, said.size())).trimmed());
    });
}

bool VerbSignIn::signInStarted(OidcSignIn *signIn)
{
    Q_UNUSED(signIn)
    return false;
}

} // namespace easel
