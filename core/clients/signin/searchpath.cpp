// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/searchpath.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTimer>
#include <QUuid>

#ifdef Q_OS_UNIX
#include <csignal>
#include <pwd.h>
#include <unistd.h>
#endif

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::SearchPath)
};

#ifdef Q_OS_UNIX

constexpr std::chrono::seconds longest{10};
constexpr qint64 mostOutput = 256 * 1024;

QString loginShell()
{
    const QString named = qEnvironmentVariable("SHELL");
    if (QDir::isAbsolutePath(named) && QFileInfo(named).isExecutable())
        return named;
    const passwd *account = ::getpwuid(::getuid());
    return account ? QFile::decodeName(account->pw_shell) : QString();
}

// Shells that take -l, -i and -c and have printf; the others are not asked.
bool isKnownShell(const QString &shell)
{
    static const QStringList known{QStringLiteral("bash"), QStringLiteral("dash"), QStringLiteral("fish"),
                                   QStringLiteral("ksh"),  QStringLiteral("mksh"), QStringLiteral("sh"),
                                   QStringLiteral("zsh")};
    return known.contains(QFileInfo(shell).fileName());
}

// One question to the shell; deletes itself when it is answered.
class ShellQuestion : public QObject
{
public:
    ShellQuestion(QString shell, SearchPath own)
        : m_shell(std::move(shell))
        , m_path(std::move(own))
        , m_mark("easel-" + QUuid::createUuid().toByteArray(QUuid::WithoutBraces))
    {
        m_path.shell = m_shell;
        m_process.setStandardInputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(QProcess::nullDevice());
        // No terminal to stop at or to take over, and one group to end.
        m_process.setChildProcessModifier([] { ::setsid(); });
        connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] {
            m_output += m_process.readAllStandardOutput();
            if (m_output.size() > mostOutput)
                end(Text::tr("%1 prints too much when it starts.").arg(m_shell));
        });
        connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                end(Text::tr("%1 cannot be started.").arg(m_shell));
        });
        connect(&m_process, &QProcess::finished, this, [this] {
            const auto path = pathBetweenMarks(m_output, m_mark);
            if (!path) {
                end(Text::tr("%1 did not tell its PATH.").arg(m_shell));
                return;
            }
            for (const QString &folder : foldersOf(*path)) {
                if (!m_path.folders.contains(folder))
                    m_path.folders << folder;
            }
            end({});
        });
        QTimer::singleShot(longest, this, [this] {
            end(Text::tr("%1 did not tell its PATH within %2 seconds.").arg(m_shell).arg(longest.count()));
        });
        // Many set PATH in files that only interactive shells read.
        m_process.start(m_shell, {QStringLiteral("-l"), QStringLiteral("-i"), QStringLiteral("-c"),
                                  QStringLiteral("printf '%s\\n' '%1'; printenv PATH; printf '%s\\n' '%1'")
                                      .replace(QStringLiteral("%1"), QString::fromLatin1(m_mark))});
    }

    Call<SearchPath> call() const { return m_promise.call(); }

private:
    void end(const QString &problem)
    {
        m_process.disconnect(this);
        if (m_process.state() != QProcess::NotRunning) {
            ::kill(-static_cast<pid_t>(m_process.processId()), SIGKILL);
            m_process.kill();
        }
        m_path.problem = problem;
        m_promise.finish(m_path);
        deleteLater();
    }

    QString m_shell;
    SearchPath m_path;
    QByteArray m_mark;
    QByteArray m_output;
    QProcess m_process;
    Promise<SearchPath> m_promise;
};

#endif

} // namespace

QStringList foldersOf(const QString &path)
{
    QStringList folders;
    for (const QString &entry : path.split(QDir::listSeparator(), Qt::SkipEmptyParts)) {
        const QString folder = QDir::cleanPath(QDir::fromNativeSeparators(entry));
        if (QDir::isAbsolutePath(folder) && !folders.contains(folder))
            folders << folder;
    }
    return folders;
}

std::optional<QString> pathBetweenMarks(const QByteArray &output, const QByteArray &mark)
{
    QList<QByteArray> lines = output.split('\n');
    for (QByteArray &line : lines) {
        if (line.endsWith('\r'))
            line.chop(1);
    }
    // A start-up file may leave a line unfinished before the mark.
    qsizetype first = -1;
    for (qsizetype i = 0; i < lines.size() && first < 0; ++i) {
        if (lines.at(i).endsWith(mark))
            first = i;
    }
    if (first < 0 || first + 2 >= lines.size() || lines.at(first + 2) != mark)
        return std::nullopt;
    const QString path = QString::fromLocal8Bit(lines.at(first + 1));
    if (path.isEmpty() || path.contains(QChar(0)))
        return std::nullopt;
    return path;
}

Call<SearchPath> findSearchPath()
{
    SearchPath own;
    own.folders = foldersOf(qEnvironmentVariable("PATH"));
#ifdef Q_OS_UNIX
    const QString shell = loginShell();
    if (shell.isEmpty() || !isKnownShell(shell)) {
        own.problem = shell.isEmpty()
                          ? Text::tr("This account has no login shell.")
                          : Text::tr("Easel does not know how to ask the shell %1 for its PATH.").arg(shell);
        return Call<SearchPath>::ready(own);
    }
    return (new ShellQuestion(shell, own))->call();
#else
    return Call<SearchPath>::ready(own);
#endif
}

} // namespace easel
