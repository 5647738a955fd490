// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace easel {

// A real hub for one test executable (scripts/hub does the work): started in initTestCase, killed at the end.
//
//     void initTestCase() { EASEL_START_HUB(m_hub); }
class HubFixture
{
public:
    HubFixture();
    ~HubFixture();
    Q_DISABLE_COPY_MOVE(HubFixture)

    // Why no hub can be started here (no Go, no programs); empty when it can.
    static QString whyNot();
    // False: error() says why. More arguments of the API server ("--oidc-client-id=easel") stay for its life.
    // withKubelet: node easel-node answers for logs, commands and ports of containers that are folders.
    bool start(const QStringList &apiServerArguments = {}, bool withKubelet = false);
    // The folder of a container, made when it is not there; log, previous, ended, flood are files in it.
    QString container(const QString &namespaceName, const QString &pod, const QString &container) const;

    QString error() const { return m_error; }
    QString dir() const { return m_dir.path(); }
    QString kubeconfig() const
    {
        return m_dir.filePath(QStringLiteral("admin.kubeconfig"));
    }                       // contexts easel-hub (admin),
                            // editor, viewer, nobody
    void killApiServer();   // at once, the port refuses afterwards
    bool startApiServer();  // on the same port, with the same data
    void freezeApiServer(); // SIGSTOP: connections stay open and silent
    void thawApiServer();

    // The answer of the real kubectl as admin; exit code other than 0 = empty and error() holds its words.
    QByteArray kubectl(const QStringList &arguments, const QByteArray &input = {});

private:
    bool run(const QStringList &arguments, int timeoutMs);
    void signalApiServer(int signal);

    QTemporaryDir m_dir;
    QString m_error;
    bool m_started = false;
};

} // namespace easel

// Starts the hub, skips the test by name with the reason where that cannot be; on CI (variable CI set) that
// is a failure.
#define EASEL_START_HUB(hub, ...)                                                                            \
    do {                                                                                                     \
        const QString whyNot = easel::HubFixture::whyNot();                                                  \
        if (!whyNot.isEmpty()) {                                                                             \
            if (qEnvironmentVariableIsSet("CI"))                                                             \
                QFAIL(qPrintable(whyNot));                                                                   \
            QSKIP(qPrintable(QStringLiteral("EASEL-SKIPPED: ") + whyNot));                                   \
        }                                                                                                    \
        QVERIFY2((hub).start(__VA_ARGS__), qPrintable((hub).error()));                                       \
    } while (false)
