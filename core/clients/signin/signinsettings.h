// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/execcommand.h"
#include "core/clients/signin/oidcsettings.h"

#include <QSettings>

namespace easel {

// A command that somebody agreed to, for lists.
struct AllowedCommand
{
    QByteArray hash;
    QString command; // its name only: arguments may hold secrets
    QString program;
    QString kubeconfigFile;
    QString contextName;
    QDateTime since;
};

// What Easel remembers about signing in: which commands may run, and how to sign in at an OpenID provider, by
// context. In the settings file, without a secret.
class SignInSettings : public QObject
{
    Q_OBJECT

public:
    explicit SignInSettings(const QString &file = defaultFile(), QObject *parent = nullptr);
    static QString defaultFile(); // the same as the window's

    bool isAllowed(const ExecCommand &command) const; // an unresolved one never is
    void allow(const ExecCommand &command);
    void forget(const QByteArray &hash);
    QList<AllowedCommand> allowedCommands() const; // latest first

    // A context goes by its name and its server: a token must not go to another server under the same name.
    std::optional<OidcSettings> oidcOf(const QString &contextName, const QUrl &server) const;
    // Drops the client secret and a CA given in place: kubelogin's stay in the kubeconfig.
    void setOidc(const QString &contextName, const QUrl &server, const OidcSettings &settings);
    void removeOidc(const QString &contextName, const QUrl &server);
    // Signs in with the kubelogin settings of the context's own user, without the program.
    bool replacesProgram(const QString &contextName, const QUrl &server) const;
    void setReplacesProgram(const QString &contextName, const QUrl &server, bool replaces);

Q_SIGNALS:
    void changed();

private:
    mutable QSettings m_settings;
};

} // namespace easel
