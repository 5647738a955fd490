// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hubfixture.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include <csignal>

namespace easel {

namespace {

QString hubScript()
{
    return QStringLiteral(EASEL_SOURCE_DIR "/scripts/hub");
}

QString programsDir()
{
    QProcess process;
    process.start(hubScript(), {QStringLiteral("build")});
    // Building takes minutes when nothing is cached; scripts/test does it before any test starts.
    process.waitForFinished(20 * 60 * 1000);
    return QString::fromLocal8Bit(process.readAllStandardOutput()).trimmed();
}

} // namespace

HubFixture::HubFixture() = default;

HubFixture::~HubFixture()
{
    if (!m_started)
        return;
    thawApiServer();
    run({QStringLiteral("remove")}, 30'000);
}

QString HubFixture::whyNot()
{
    const QString given = qEnvironmentVariable("EASEL_HUB_BIN");
    if (!given.isEmpty()) {
        return QFileInfo(given + QStringLiteral("/kube-apiserver")).isExecutable()
                   ? QString()
                   : QStringLiteral("EASEL_HUB_BIN names a folder without kube-apiserver");
    }
    if (QStandardPaths::findExecutable(QStringLiteral("go")).isEmpty())
        return QStringLiteral("no Go toolchain to build the hub's programs with");
    return {};
}

bool HubFixture::run(const QStringList &arguments, int timeoutMs)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(hubScript(), arguments + QStringList{QStringLiteral("--dir"), m_dir.path()});
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished(1000);
        m_error = QStringLiteral("scripts/hub %1 took too long").arg(arguments.join(u' '));
        return false;
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        m_error = QString::fromLocal8Bit(process.readAll());
        return false;
    }
    return true;
}

QString HubFixture::container(const QString &namespaceName, const QString &pod,
                              const QString &container) const
{
    const QString folder =
        m_dir.filePath(QStringLiteral("containers/%1/%2/%3").arg(namespaceName, pod, container));
    QDir().mkpath(folder);
    return folder;
}

bool HubFixture::start(const QStringList &apiServerArguments, bool withKubelet)
{
    m_started = true; // whatever came up is taken down again
    QStringList arguments{QStringLiteral("start")};
    for (const QString &argument : apiServerArguments)
        arguments << QStringLiteral("--apiserver-arg") << argument;
    if (withKubelet)
        arguments << QStringLiteral("--kubelet");
    return run(arguments, 20 * 60 * 1000);
}

void HubFixture::signalApiServer(int signal)
{
    QFile file(m_dir.filePath(QStringLiteral("apiserver.pid")));
    if (!file.open(QIODevice::ReadOnly))
        return;
    const int pid = file.readAll().trimmed().toInt();
    if (pid > 1)
        ::kill(pid, signal);
}

void HubFixture::killApiServer()
{
    signalApiServer(SIGKILL);
}

bool HubFixture::startApiServer()
{
    return run({QStringLiteral("start-apiserver")}, 90'000);
}

void HubFixture::freezeApiServer()
{
    signalApiServer(SIGSTOP);
}

void HubFixture::thawApiServer()
{
    signalApiServer(SIGCONT);
}

QByteArray HubFixture::kubectl(const QStringList &arguments, const QByteArray &input)
{
    static const QString bin = programsDir();
    QProcess process;
    process.start(bin + QStringLiteral("/kubectl"),
                  QStringList{QStringLiteral("--kubeconfig"), kubeconfig(), QStringLiteral("--cache-dir"),
                              m_dir.filePath(QStringLiteral("kubectl-cache"))} +
                      arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000) || process.exitCode() != 0) {
        m_error = QString::fromLocal8Bit(process.readAllStandardError());
        return {};
    }
    const QByteArray output = process.readAllStandardOutput();
    return output.isEmpty() ? QByteArray("\n") : output;
}

} // namespace easel
