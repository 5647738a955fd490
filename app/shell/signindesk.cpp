// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/signindesk.h"

#include "app/context/appcontext.h"
#include "app/shell/commanddialog.h"
#include "app/shell/notice.h"
#include "app/shell/promptdialog.h"
#include "app/shell/signindialog.h"
#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/signin/execrun.h"

#include <QAbstractButton>
#include <QFileInfo>
#include <QTimer>

namespace easel {

namespace {

// Who says something and goes on by itself soon has asked nothing.
constexpr std::chrono::milliseconds thinking{700};
constexpr std::chrono::seconds worthTelling{3};

} // namespace

SignInDesk::SignInDesk(AppContext *context, Notice *notice, QWidget *window)
    : QObject(window)
    , m_context(context)
    , m_notice(notice)
    , m_window(window)
{
    connect(context->secrets(), &SecretStore::problemChanged, this, [this] {
        if (m_context->secrets()->problem().isEmpty())
            return;
        m_notice->say(Tone::Warning, tr("Your sign-in is not kept."), m_context->secrets()->problem());
        m_notice->addClose();
    });
}

SignInServices SignInDesk::services()
{
    return {m_context->signInSettings(), m_context->secrets(), this};
}

Call<SignInAgent::Answer> SignInDesk::mayRun(const ExecCommand &command,
                                             const std::optional<OidcSettings> &withoutProgram)
{
    Promise<Answer> promise;
    auto *dialog = new CommandDialog(command, withoutProgram.has_value(), m_window);
    dialog->setObjectName(QStringLiteral("commandDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CommandDialog::withoutProgramChosen, this,
            [promise] { promise.finish(Answer::WithoutProgram); });
    connect(dialog, &QDialog::accepted, this, [promise] { promise.finish(Answer::Run); });
    connect(dialog, &QDialog::rejected, this,
            [promise] { promise.finish(failure(Error::Kind::Canceled, {})); });
    promise.onCancel([guard = QPointer<QDialog>(dialog)] {
        if (guard)
            QMetaObject::invokeMethod(
                guard.data(), [guard] { guard->reject(); }, Qt::QueuedConnection);
    });
    dialog->open();
    return promise.call();
}

void SignInDesk::commandStarted(ExecRun *run)
{
    if (run->takesAnswers()) {
        // A question is something said after which nothing more happens.
        auto *quiet = new QTimer(run);
        quiet->setSingleShot(true);
        quiet->setInterval(thinking);
        connect(run, &ExecRun::saidMore, quiet, qOverload<>(&QTimer::start));
        connect(quiet, &QTimer::timeout, this, [this, run, quiet] {
            quiet->disconnect();
            run->disconnect(quiet);
            if (!run->isRunning())
                return;
            auto *dialog = new PromptDialog(run, m_window);
            dialog->setObjectName(QStringLiteral("promptDialog"));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        });
    }
    QTimer::singleShot(worthTelling, run, [this, run] { tell(run); });
}

void SignInDesk::tell(ExecRun *run)
{
    if (!run->isRunning())
        return;
    m_told = run;
    m_notice->say(Tone::Progressing,
                  tr("%1 is running to sign in to %2.")
                      .arg(redacted(cleanedLine(QFileInfo(run->command().spec.command).fileName())),
                           cleanedLine(run->command().contextName)),
                  cleanedLine(run->said().right(200)));
    connect(m_notice->addButton(tr("Cancel sign-in")), &QAbstractButton::clicked, run, &ExecRun::cancel);
    connect(run, &ExecRun::ended, this, [this, run] {
        if (m_told == run)
            m_notice->hide();
        m_told = nullptr;
    });
}

bool SignInDesk::signInStarted(OidcSignIn *signIn)
{
    auto *dialog = new SignInDialog(signIn, m_window);
    dialog->setObjectName(QStringLiteral("signInDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return true;
}

} // namespace easel
