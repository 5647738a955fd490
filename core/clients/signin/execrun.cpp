// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/execrun.h"

#include "core/base/log.h"
#include "core/base/redact.h"
#include "core/base/text.h"

#include <QDir>
#include <QFileInfo>

#ifdef Q_OS_UNIX
#include <csignal>
#include <unistd.h>
#endif

namespace easel {

namespace {

constexpr qsizetype mostOutput = 1024 * 1024;
constexpr qsizetype keptErrors = 16 * 1024;
constexpr qsizetype quotedErrors = 600;

// What programs say that want a terminal and have none.
bool wantsTerminal(const QString &said)
{
    for (const char *words : {"not a terminal", "/dev/tty", "inappropriate ioctl", "not a tty", "no tty",
                              "requires a tty", "input device is not"}) {
        if (said.contains(QLatin1String(words), Qt::CaseInsensitive))
            return true;
    }
    return false;
}

} // namespace

ExecRun::ExecRun(ExecCommand command, const ServerAddress &server, Input input,
                 std::chrono::milliseconds longest, QObject *parent)
    : QObject(parent)
    , m_command(std::move(command))
    , m_input(input)
    , m_longest(longest)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PATH"), m_command.search.folders.join(QDir::listSeparator()));
    for (const auto &[name, value] : m_command.spec.environment)
        environment.insert(name, value);
    environment.insert(QStringLiteral("KUBERNETES_EXEC_INFO"),
                       QString::fromUtf8(execInfo(m_command.spec, server, input != Input::None)));
    m_process.setProcessEnvironment(environment);
    m_process.setProgram(m_command.program);
    m_process.setArguments(m_command.spec.arguments);
    if (input == Input::None)
        m_process.setStandardInputFile(QProcess::nullDevice());
    else if (input == Input::Terminal)
        m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
#ifdef Q_OS_UNIX
    // A session of its own: it cannot ask on the terminal that Easel was started from, where nobody looks,
    // and what it starts ends with it.
    if (input != Input::Terminal)
        m_process.setChildProcessModifier([] { ::setsid(); });
#endif
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &ExecRun::takeOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &ExecRun::takeOutput);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            end(failure(failed(tr("%1 could not be started: %2")
                                   .arg(m_command.program, cleanedLine(m_process.errorString())))));
        }
    });
    connect(&m_process, &QProcess::finished, this, &ExecRun::conclude);
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] {
        const auto seconds = std::max<qint64>(1, (m_longest.count() + 500) / 1000);
        Error error = failed(tr("It did not end within %n seconds", nullptr, int(seconds)));
        error.kind = Error::Kind::Timeout;
        end(failure(error));
    });
}

ExecRun::~ExecRun()
{
    end(failure(makeError(Error::Kind::Canceled, {}).tried(attempt())));
    // A short wait: the process is dead already, and QProcess wants to see it.
    if (m_process.state() != QProcess::NotRunning)
        m_process.waitForFinished(1000);
}

QString ExecRun::attempt() const
{
    return tr("sign in with the command '%1'")
        .arg(redacted(cleanedLine(QFileInfo(m_command.spec.command).fileName())));
}

Error ExecRun::failed(const QString &message, const QString &advice) const
{
    Error error = makeError(Error::Kind::Tool, message, advice);
    error.reason = QStringLiteral("Exec");
    return error.tried(attempt());
}

Call<ExecCredential> ExecRun::start()
{
    qCDebug(lcNet).noquote() << "runs" << m_command.program;
    m_promise.onCancel([guard = QPointer<ExecRun>(this)] {
        if (guard)
            QMetaObject::invokeMethod(guard.data(), [guard] { guard->cancel(); });
    });
    m_timeout.start(m_longest);
    m_process.start(m_input == Input::Lines ? QIODevice::ReadWrite : QIODevice::ReadOnly);
    return m_promise.call();
}

QString ExecRun::said() const
{
    return redacted(withoutTerminalCodes(QString::fromUtf8(m_errors))).trimmed();
}

void ExecRun::answer(const QString &line)
{
    if (m_input != Input::Lines || !isRunning())
        return;
    m_process.write(line.toUtf8() + '\n');
    m_errors += '\n'; // a terminal would have shown the Enter
}

void ExecRun::cancel()
{
    end(failure(makeError(Error::Kind::Canceled, {}).tried(attempt())));
}

void ExecRun::takeOutput()
{
    if (m_over)
        return;
    m_output += m_process.readAllStandardOutput();
    if (m_output.size() > mostOutput) {
        end(failure(failed(tr("It printed more than %1").arg(byteText(mostOutput)))));
        return;
    }
    const QByteArray errors = m_process.readAllStandardError();
    if (errors.isEmpty())
        return;
    m_errors += errors;
    if (m_errors.size() > keptErrors)
        m_errors = m_errors.right(keptErrors);
    Q_EMIT saidMore();
}

void ExecRun::conclude()
{
    takeOutput();
    if (m_over)
        return;
    const QString words = said();
    if (m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0) {
        auto credential = readExecCredential(m_output, m_command.spec.apiVersion);
        if (!credential)
            credential = failure(credential.error().tried(attempt()));
        end(credential);
        return;
    }
    const QString quoted = cleanedLine(words.right(quotedErrors));
    QString message = m_process.exitStatus() == QProcess::NormalExit
                          ? tr("It ended with the code %1").arg(m_process.exitCode())
                          : tr("It crashed");
    if (!quoted.isEmpty())
        message = tr("%1 and said '%2'").arg(message, quoted);
    QString advice;
    if (wantsTerminal(words)) {
        advice = tr("It wants a terminal, which it does not have here. Run it once in a terminal, then try "
                    "again.");
    } else if (!m_command.spec.installHint.isEmpty() && m_process.exitCode() == 127) {
        advice = tr("The kubeconfig says: %1").arg(redacted(m_command.spec.installHint));
    }
    end(failure(failed(message, advice)));
}

void ExecRun::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
#ifdef Q_OS_UNIX
    // With what it started: the session it was given is one group.
    if (m_input != Input::Terminal && m_process.processId() > 0)
        ::kill(-static_cast<pid_t>(m_process.processId()), SIGKILL);
#endif
    m_process.kill();
}

void ExecRun::end(const Result<ExecCredential> &result)
{
    if (std::exchange(m_over, true))
        return;
    m_timeout.stop();
    kill();
    m_output.fill('\0');
    m_output.clear();
    m_promise.finish(result);
    Q_EMIT ended();
}

} // namespace easel
