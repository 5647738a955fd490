// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testcertificates.h"

#include <QNetworkAccessManager>
#include <QProcess>
#include <QUrl>

namespace easel {

// A real, certified OpenID provider (npm's oidc-provider, tests/hub/openid) over TLS on loopback. Its
// packages are installed once into the cache, as the lock file says. Anybody may sign in with any password.
class OpenIdProvider
{
public:
    OpenIdProvider();
    ~OpenIdProvider();
    Q_DISABLE_COPY_MOVE(OpenIdProvider)

    static QString whyNot();               // no node or npm; empty: it can be started
    bool start(int idTokenSeconds = 3600); // false: error() says why
    void stop();
    bool startAgain(); // on the same port, with nothing of what it knew
    QString error() const { return m_error; }

    QUrl issuer() const { return m_issuer; }
    QString clientId() const { return QStringLiteral("easel"); }
    QString authorityFile() const { return m_folder.filePath(QStringLiteral("ca.crt")); }

    // What a person does with a browser, by plain requests: follows redirects, also to a loopback address,
    // and fills in forms until there is none. lastPage() is where that ends.
    bool signInAs(const QString &login, const QUrl &address);
    QByteArray lastPage() const { return m_page; }

private:
    bool install();
    bool launch(quint16 port);

    QTemporaryDir m_folder;
    TestCertificates m_certificates;
    QProcess m_process;
    QUrl m_issuer;
    int m_idTokenSeconds = 3600;
    QString m_error;
    QByteArray m_page;
};

} // namespace easel

// Starts the provider, or skips the test by name with the reason; on CI that is a failure.
#define EASEL_START_OPENID(provider, ...)                                                                    \
    do {                                                                                                     \
        const QString whyNoProvider = easel::OpenIdProvider::whyNot();                                       \
        if (!whyNoProvider.isEmpty()) {                                                                      \
            if (qEnvironmentVariableIsSet("CI"))                                                             \
                QFAIL(qPrintable(whyNoProvider));                                                            \
            QSKIP(qPrintable(QStringLiteral("EASEL-SKIPPED: ") + whyNoProvider));                            \
        }                                                                                                    \
        QVERIFY2((provider).start(__VA_ARGS__), qPrintable((provider).error()));                             \
    } while (false)
