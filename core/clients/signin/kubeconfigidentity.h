// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/kubeconfig.h"
#include "core/clients/signin/execcommand.h"
#include "core/clients/signin/filewatch.h"
#include "core/clients/signin/identitysource.h"
#include "core/clients/signin/oidcsignin.h"
#include "core/clients/signin/secretstore.h"
#include "core/clients/signin/signinagent.h"
#include "core/clients/signin/signinsettings.h"

namespace easel {

class ExecRun;

// What a sign-in needs beside the kubeconfig. All outlive the identities that use them.
struct SignInServices
{
    SignInSettings *settings = nullptr;
    SecretStore *secrets = nullptr;
    SignInAgent *agent = nullptr; // null: nobody is asked
};

struct SignInTimes
{
    std::chrono::milliseconds tokenFile{60'000}; // read again after so long, as kubectl does
    std::chrono::milliseconds command{60'000};   // what one may take that cannot ask anything
    std::chrono::milliseconds interactive{300'000};
    std::chrono::milliseconds signIn{600'000};
};

// A context as its files have it.
struct ContextReading
{
    KubeContext context;
    ServerAddress server;
    Result<KubeUser> user;
    QStringList files; // all that decide it
};
// Reads files; contacts and runs nothing. Reason "ContextGone": the files can be read and do not name it.
Result<ContextReading> readContext(const QStringList &files, const QString &contextName);

// The identity of a kubeconfig's context: token, token file, certificate, password, command, or an OpenID
// sign-in set up in Easel. It follows its files; nothing runs that nobody agreed to, and after the first
// sign-in a person is asked only when somebody wants it (askAgain()).
class KubeconfigIdentity : public IdentitySource
{
    Q_OBJECT

public:
    // Files as in $KUBECONFIG; empty context: the current one. Reads them at once, for the errors that stand
    // in them already.
    static Result<std::shared_ptr<KubeconfigIdentity>>
    open(const QStringList &files, const QString &contextName, const SignInServices &services);
    // Of what was read already: for who must not wait for a disk.
    static Result<std::shared_ptr<KubeconfigIdentity>>
    open(const QStringList &files, const ContextReading &reading, const SignInServices &services);
    ~KubeconfigIdentity() override;

    ServerAddress server() const override { return m_reading.server; }
    QString userName() const override;
    QString signInText() const override;
    QString impersonatedUser() const override { return own().impersonateUser; }
    QStringList impersonatedGroups() const override { return own().impersonateGroups; }
    void askAgain() override;

    const KubeContext &context() const { return m_reading.context; }
    // When what is in use ends: of a token or a certificate; null: not known.
    QDateTime expiresAt() const;
    // Forgets what was kept of an OpenID sign-in; the next connection() signs in anew.
    Call<Done> signOut();
    void setTimes(const SignInTimes &times) { m_times = times; }

protected:
    Call<Connection> make(bool refused) override;

private:
    KubeconfigIdentity(QStringList files, ContextReading reading, const SignInServices &services);
    void filesChanged();
    void startAnew();
    static Call<Connection> outdated();
    Call<Connection> signIn(bool refused);
    Call<Connection> byCommand(bool refused);
    Call<Connection> byCommand(const ExecCommand &command);
    Call<Connection> run(const ExecCommand &command);
    std::optional<OidcSettings> oidc() const;
    Call<Connection> byOidc(const OidcSettings &settings, bool refused);
    Call<Connection> byPerson(const OidcSettings &settings);
    Result<Connection> take(const OidcSettings &settings, const Result<OidcTokens> &tokens);
    SecretKey secretKey(const OidcSettings &settings) const;
    Connection with(const Identity &identity, const QDateTime &expiresAt) const;
    Identity own() const; // the user's identity as the files have it
    Error notAsked(const QString &reason, const QString &message, const QString &advice) const;

    QStringList m_files;
    ContextReading m_reading;
    std::optional<Error> m_readError; // of the last look at the files
    SignInServices m_services;
    SignInTimes m_times;
    FileWatch m_watch;
    ScopedCall<ContextReading> m_look;
    bool mayAsk() const;
    void stopAsking();
    bool m_isOpening = true; // a person waits for the first connection
    QDateTime m_mayAskUntil; // or for another one
    quint32 m_turn = 0;      // counts beginnings anew: what belongs to an older one says nothing any more

    std::optional<SearchPath> m_search;
    ScopedCall<SignInAgent::Answer> m_question;
    QByteArray m_allowedOnce; // hash of a command that is not remembered
    QPointer<ExecRun> m_run;
    std::optional<ExecSpec> m_credentialOf; // what the credential came from
    ExecCredential m_credential;

    QPointer<OidcClient> m_oidcClient;
    QPointer<OidcSignIn> m_signIn;
    std::optional<OidcSettings> m_tokensOf;
    OidcTokens m_tokens;
};

} // namespace easel
