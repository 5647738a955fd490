// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/kubeconfigidentity.h"

#include "core/base/log.h"
#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/signin/execrun.h"

#include <QDir>
#include <QFileInfo>

namespace easel {

Result<ContextReading> readContext(const QStringList &files, const QString &contextName)
{
    const auto config = Kubeconfig::load(files);
    if (!config)
        return failure(config.error());
    const QString name = contextName.isEmpty() ? config->currentContext() : contextName;
    const KubeContext *context = config->context(name);
    if (!context) {
        QStringList shown;
        for (const QString &file : files)
            shown << QDir::toNativeSeparators(file);
        Error error = makeError(
            Error::Kind::Invalid, // not NotFound, which means that the server has no such thing
            name.isEmpty() ? KubeconfigIdentity::tr("No current context is set in %1").arg(nameList(shown))
                           : KubeconfigIdentity::tr("There is no context “%1” in %2")
                                 .arg(cleanedLine(name), nameList(shown)),
            KubeconfigIdentity::tr("Choose another context or another kubeconfig."));
        error.reason = QStringLiteral("ContextGone");
        return failure(error.tried(KubeconfigIdentity::tr("open the hub")));
    }
    const auto server = config->serverOf(*context);
    if (!server)
        return failure(server.error());
    QStringList all;
    for (const QString &file : files)
        all << QFileInfo(file).absoluteFilePath();
    return ContextReading{*context, *server, config->userOf(*context), all + config->filesOf(*context)};
}

Result<std::shared_ptr<KubeconfigIdentity>>
KubeconfigIdentity::open(const QStringList &files, const QString &contextName, const SignInServices &services)
{
    const auto reading = readContext(files, contextName);
    if (!reading)
        return failure(reading.error());
    return open(files, *reading, services);
}

Result<std::shared_ptr<KubeconfigIdentity>> KubeconfigIdentity::open(const QStringList &files,
                                                                     const ContextReading &reading,
                                                                     const SignInServices &services)
{
    std::shared_ptr<KubeconfigIdentity> identity(new KubeconfigIdentity(files, reading, services));
    if (!reading.user && !identity->oidc())
        return failure(reading.user.error());
    return identity;
}

KubeconfigIdentity::KubeconfigIdentity(QStringList files, ContextReading reading,
                                       const SignInServices &services)
    : m_files(std::move(files))
    , m_reading(std::move(reading))
    , m_services(services)
{
    m_watch.setFiles(m_reading.files);
    connect(&m_watch, &FileWatch::changed, this, &KubeconfigIdentity::filesChanged);
    if (m_services.settings) {
        connect(m_services.settings, &SignInSettings::changed, this, [this] {
            if (oidc() != m_tokensOf && m_tokensOf) {
                startAnew(); // set up in another way, or no more
                Q_EMIT changed();
            }
        });
    }
}

KubeconfigIdentity::~KubeconfigIdentity()
{
    delete m_run;
    delete m_signIn;
}

QString KubeconfigIdentity::userName() const
{
    if (!m_tokens.person.isEmpty())
        return m_tokens.person;
    return m_reading.context.userName;
}

QString KubeconfigIdentity::signInText() const
{
    if (const auto settings = oidc())
        return tr("OpenID at %1").arg(settings->issuer.host());
    if (!m_reading.user)
        return tr("no sign-in");
    if (m_reading.user->exec) {
        return tr("command %1")
            .arg(redacted(cleanedLine(QFileInfo(m_reading.user->exec->command).fileName())));
    }
    return signInTextOf(m_reading.user->identity);
}

QDateTime KubeconfigIdentity::expiresAt() const
{
    if (!latest())
        return {};
    // That of a token file says when it is read again.
    if ((m_credentialOf || m_tokensOf) && latest()->expiresAt.isValid())
        return latest()->expiresAt;
    return endOf(latest()->identity);
}

void KubeconfigIdentity::askAgain()
{
    IdentitySource::askAgain();
    m_mayAskUntil = QDateTime::currentDateTimeUtc().addSecs(60);
}

bool KubeconfigIdentity::mayAsk() const
{
    return m_isOpening || (m_mayAskUntil.isValid() && QDateTime::currentDateTimeUtc() < m_mayAskUntil);
}

void KubeconfigIdentity::stopAsking()
{
    m_isOpening = false;
    m_mayAskUntil = {};
}

Identity KubeconfigIdentity::own() const
{
    if (m_reading.user)
        return m_reading.user->identity;
    Identity nobody;
    nobody.name = m_reading.context.userName;
    return nobody;
}

Connection KubeconfigIdentity::with(const Identity &identity, const QDateTime &expiresAt) const
{
    return {m_reading.server, identity, expiresAt};
}

// A sign-in that needs a person, at a time when none asked for it.
Error KubeconfigIdentity::notAsked(const QString &reason, const QString &message, const QString &advice) const
{
    Error error = makeError(Error::Kind::Auth, message, advice);
    error.reason = reason;
    return error.tried(tr("sign in to %1").arg(cleanedLine(m_reading.context.name)));
}

void KubeconfigIdentity::filesChanged()
{
    m_look = runInPool([files = m_files, name = m_reading.context.name] { return readContext(files, name); });
    m_look.call().then(this, [this](const Result<ContextReading> &reading) {
        if (!reading) {
            if (reading.error().kind == Error::Kind::Canceled)
                return;
            const bool isNew = !m_readError || errorSentence(*m_readError) != errorSentence(reading.error());
            m_readError = reading.error();
            if (isNew) {
                qCInfo(lcNet) << "the kubeconfig changed:" << errorSentence(reading.error());
                startAnew();
                Q_EMIT changed();
            }
            return;
        }
        m_watch.setFiles(reading->files);
        const bool sameUser =
            reading->user.has_value() == m_reading.user.has_value() &&
            (reading->user ? *reading->user == *m_reading.user
                           : errorSentence(reading->user.error()) == errorSentence(m_reading.user.error()));
        if (!m_readError && reading->server == m_reading.server && sameUser)
            return;
        qCInfo(lcNet) << "the kubeconfig of" << m_reading.context.name << "changed";
        m_readError.reset();
        startAnew();
        Q_EMIT changed();
    });
}

// The answer to a question of before; nobody gets it (IdentitySource::forget()).
Call<Connection> KubeconfigIdentity::outdated()
{
    return Call<Connection>::ready(failure(Error::Kind::Canceled, {}));
}

void KubeconfigIdentity::startAnew()
{
    forget();
    ++m_turn;
    m_question = Call<SignInAgent::Answer>();
    delete m_run;
    delete m_signIn;
}

Call<Connection> KubeconfigIdentity::make(bool refused)
{
    return runInPool([files = m_files, name = m_reading.context.name] { return readContext(files, name); })
        .chain(
            this, [this, refused, turn = m_turn](const Result<ContextReading> &reading) -> Call<Connection> {
                if (turn != m_turn)
                    return outdated();
                if (!reading) {
                    m_readError = reading.error();
                    return Call<Connection>::ready(failure(reading.error()));
                }
                m_readError.reset();
                if (reading->server.url != m_reading.server.url) {
                    // What is shown and planned is of the old one: nothing of it may go to the new one
                    // unasked.
                    Error error = makeError(
                        Error::Kind::Invalid,
                        tr("The context now names another server, %1")
                            .arg(redacted(cleanedLine(reading->server.url.toString(QUrl::RemoveUserInfo)))),
                        tr("Open the context again to go there."));
                    error.reason = QStringLiteral("ServerChanged");
                    return Call<Connection>::ready(
                        failure(error.tried(tr("go on with %1").arg(cleanedLine(m_reading.context.name)))));
                }
                m_reading = *reading;
                m_watch.setFiles(m_reading.files);
                return signIn(refused);
            });
}

Call<Connection> KubeconfigIdentity::signIn(bool refused)
{
    if (const auto settings = oidc())
        return byOidc(*settings, refused);
    m_tokensOf.reset();
    m_tokens = {};
    if (!m_reading.user)
        return Call<Connection>::ready(failure(m_reading.user.error()));
    if (m_reading.user->exec)
        return byCommand(refused);
    m_credentialOf.reset();
    const QDateTime again = m_reading.user->hasTokenFile
                                ? QDateTime::currentDateTimeUtc().addMSecs(m_times.tokenFile.count())
                                : QDateTime();
    stopAsking();
    return Call<Connection>::ready(with(own(), again));
}

// Commands

Call<Connection> KubeconfigIdentity::byCommand(bool refused)
{
    const ExecSpec &spec = *m_reading.user->exec;
    const bool lasts = m_credential.expiresAt.isNull() ||
                       m_credential.expiresAt > QDateTime::currentDateTimeUtc().addSecs(60);
    if (!refused && m_credentialOf == spec && lasts) {
        // The files changed in something else; the command need not run again for that.
        Identity identity = own();
        identity.bearerToken = m_credential.token;
        identity.clientCertificatePem = m_credential.certificatePem;
        identity.clientKeyPem = m_credential.keyPem;
        return Call<Connection>::ready(with(identity, m_credential.expiresAt));
    }
    const auto resolve = [this](const SearchPath &search) {
        return resolvedCommand(*m_reading.user->exec, m_reading.user->execFile, m_reading.context.name,
                               search);
    };
    if (m_search) {
        const ExecCommand command = resolve(*m_search);
        if (!command.program.isEmpty())
            return byCommand(command);
    }
    // Asked for again while it is not found: it may have been installed meanwhile.
    return findSearchPath().chain(
        this, [this, resolve, turn = m_turn](const Result<SearchPath> &search) -> Call<Connection> {
            if (turn != m_turn)
                return outdated();
            if (!search)
                return Call<Connection>::ready(failure(search.error()));
            m_search = *search;
            return byCommand(resolve(*search));
        });
}

Call<Connection> KubeconfigIdentity::byCommand(const ExecCommand &command)
{
    const QString attempt = tr("sign in to %1").arg(cleanedLine(m_reading.context.name));
    const auto withoutProgram = kubeloginSettings(command.spec);
    const bool found = !command.program.isEmpty();
    if (!found && !withoutProgram)
        return Call<Connection>::ready(failure(command.notFound().tried(attempt)));
    if (found && m_services.settings && m_services.settings->isAllowed(command))
        return run(command);
    if (found && command.hash() == m_allowedOnce)
        return run(command);
    if (!m_services.agent || !mayAsk()) {
        if (!found)
            return Call<Connection>::ready(failure(command.notFound().tried(attempt)));
        return Call<Connection>::ready(
            failure(notAsked(QStringLiteral("ConsentNeeded"),
                             tr("Nobody has agreed yet that the command '%1' of %2 runs")
                                 .arg(redacted(cleanedLine(QFileInfo(command.spec.command).fileName())),
                                      QDir::toNativeSeparators(command.kubeconfigFile)),
                             tr("Look at the command, then let it run."))));
    }
    m_question = m_services.agent->mayRun(command, withoutProgram);
    return m_question.call().chain(
        this, [this, command, turn = m_turn](const Result<SignInAgent::Answer> &answer) -> Call<Connection> {
            if (turn != m_turn)
                return outdated();
            if (!answer) {
                stopAsking();
                if (answer.error().kind != Error::Kind::Canceled)
                    return Call<Connection>::ready(failure(answer.error()));
                return Call<Connection>::ready(failure(
                    notAsked(QStringLiteral("ConsentNeeded"),
                             tr("The command '%1' was not allowed to run")
                                 .arg(redacted(cleanedLine(QFileInfo(command.spec.command).fileName()))),
                             tr("Look at the command, then let it run, or choose another context."))));
            }
            if (*answer == SignInAgent::Answer::WithoutProgram) {
                m_services.settings->setReplacesProgram(m_reading.context.name, m_reading.server.url, true);
                return signIn(false);
            }
            if (*answer == SignInAgent::Answer::Run && m_services.settings)
                m_services.settings->allow(command);
            else
                m_allowedOnce = command.hash(); // as long as this hub is open
            return run(command);
        });
}

Call<Connection> KubeconfigIdentity::run(const ExecCommand &command)
{
    const auto reach = m_services.agent ? m_services.agent->reach() : SignInAgent::Reach::Nobody;
    auto input = ExecRun::Input::None;
    if (command.spec.interactive != ExecSpec::Interactive::Never) {
        if (reach == SignInAgent::Reach::Lines)
            input = ExecRun::Input::Lines;
        else if (reach == SignInAgent::Reach::Terminal)
            input = ExecRun::Input::Terminal;
        else if (command.spec.interactive == ExecSpec::Interactive::Always) {
            return Call<Connection>::ready(failure(notAsked(
                QStringLiteral("Exec"),
                tr("The command '%1' asks questions (interactiveMode: Always), and nobody can answer here")
                    .arg(redacted(cleanedLine(QFileInfo(command.spec.command).fileName()))),
                tr("Sign in from a terminal or from the window."))));
        }
    }
    delete m_run;
    m_run = new ExecRun(command, m_reading.server, input,
                        input == ExecRun::Input::None ? m_times.command : m_times.interactive, this);
    connect(m_run, &ExecRun::ended, m_run, &QObject::deleteLater);
    const Call<ExecCredential> running = m_run->start();
    if (m_services.agent && m_run)
        m_services.agent->commandStarted(m_run);
    return running.map(
        this, [this, command, turn = m_turn](const Result<ExecCredential> &credential) -> Result<Connection> {
            if (turn != m_turn)
                return failure(Error::Kind::Canceled, {});
            const QString attempt = tr("sign in to %1").arg(cleanedLine(m_reading.context.name));
            if (!credential) {
                if (credential.error().kind != Error::Kind::Canceled)
                    return failure(credential.error());
                stopAsking();
                return failure(notAsked(QStringLiteral("ConsentNeeded"), tr("The sign-in was given up"),
                                        tr("Try again when you are ready.")));
            }
            const QDateTime now = QDateTime::currentDateTimeUtc();
            if (credential->expiresAt.isValid() && credential->expiresAt <= now) {
                Error error =
                    makeError(Error::Kind::Tool,
                              tr("The command '%1' gave a credential that ended at %2")
                                  .arg(redacted(cleanedLine(QFileInfo(command.spec.command).fileName())),
                                       credential->expiresAt.toString(u"yyyy-MM-dd HH:mm:ss 'UTC'")),
                              tr("Check the clock of this computer, and what the command keeps."));
                error.reason = QStringLiteral("ExecExpired");
                return failure(error.tried(attempt));
            }
            stopAsking();
            m_credentialOf = command.spec;
            m_credential = *credential;
            Identity identity = own();
            identity.bearerToken = credential->token;
            identity.clientCertificatePem = credential->certificatePem;
            identity.clientKeyPem = credential->keyPem;
            return with(identity, credential->expiresAt);
        });
}

// OpenID

std::optional<OidcSettings> KubeconfigIdentity::oidc() const
{
    if (!m_services.settings)
        return std::nullopt;
    const QString &name = m_reading.context.name;
    const QUrl &server = m_reading.server.url;
    if (const auto settings = m_services.settings->oidcOf(name, server))
        return settings;
    if (m_reading.user && m_reading.user->exec && m_services.settings->replacesProgram(name, server))
        return kubeloginSettings(*m_reading.user->exec);
    return std::nullopt;
}

SecretKey KubeconfigIdentity::secretKey(const OidcSettings &settings) const
{
    // One for each context: who is somebody for one hub may be somebody else for another.
    return {QStringLiteral("oidc-refresh-token"), settings.issuer.toString(),
            settings.clientId + u'\n' + m_reading.context.name + u'\n' +
                m_reading.server.url.toString(QUrl::RemoveUserInfo)};
}

Result<Connection> KubeconfigIdentity::take(const OidcSettings &settings, const Result<OidcTokens> &tokens)
{
    if (!tokens)
        return failure(tokens.error());
    stopAsking();
    if (!tokens->refreshToken.isEmpty() && tokens->refreshToken != m_tokens.refreshToken &&
        m_services.secrets)
        m_services.secrets->write(secretKey(settings), tokens->refreshToken);
    m_tokensOf = settings;
    m_tokens = *tokens;
    Identity identity = own();
    identity.name = tokens->person.isEmpty() ? m_reading.context.userName : tokens->person;
    identity.bearerToken = tokens->idToken;
    identity.clientCertificatePem.clear();
    identity.clientKeyPem.clear();
    identity.basicUser.clear();
    identity.basicPassword.clear();
    return with(identity, tokens->expiresAt);
}

Call<Connection> KubeconfigIdentity::byOidc(const OidcSettings &settings, bool refused)
{
    m_credentialOf.reset();
    if (m_tokensOf != settings) {
        m_tokens = {};
        m_tokensOf.reset();
    } else if (!refused && m_tokens.expiresAt > QDateTime::currentDateTimeUtc().addSecs(60)) {
        return Call<Connection>::ready(take(settings, m_tokens));
    }
    const Call<QByteArray> kept = !m_tokens.refreshToken.isEmpty()
                                      ? Call<QByteArray>::ready(m_tokens.refreshToken)
                                  : m_services.secrets ? m_services.secrets->read(secretKey(settings))
                                                       : Call<QByteArray>::ready(QByteArray());
    return kept.chain(
        this, [this, settings, turn = m_turn](const Result<QByteArray> &token) -> Call<Connection> {
            if (turn != m_turn)
                return outdated();
            if (!token || token->isEmpty())
                return byPerson(settings);
            delete m_oidcClient;
            m_oidcClient = new OidcClient(settings, this);
            return m_oidcClient->refresh(*token).chain(
                this, [this, settings, turn = m_turn](const Result<OidcTokens> &tokens) -> Call<Connection> {
                    if (turn != m_turn)
                        return outdated();
                    if (tokens || tokens.error().reason != u"invalid_grant")
                        return Call<Connection>::ready(take(settings, tokens));
                    // Revoked, used up or too old: only a person can go on.
                    m_tokens = {};
                    if (m_services.secrets)
                        m_services.secrets->remove(secretKey(settings));
                    return byPerson(settings);
                });
        });
}

Call<Connection> KubeconfigIdentity::byPerson(const OidcSettings &settings)
{
    const Error needed = notAsked(QStringLiteral("SignInNeeded"),
                                  m_tokensOf ? tr("The sign-in at %1 has ended").arg(settings.issuer.host())
                                             : tr("Nobody is signed in at %1").arg(settings.issuer.host()),
                                  tr("Sign in with the browser."));
    if (!m_services.agent || !mayAsk())
        return Call<Connection>::ready(failure(needed));
    delete m_signIn;
    m_signIn = new OidcSignIn(settings, m_reading.context.name, this);
    connect(m_signIn, &OidcSignIn::ended, m_signIn, &QObject::deleteLater);
    if (!m_services.agent->signInStarted(m_signIn)) {
        delete m_signIn;
        return Call<Connection>::ready(failure(needed));
    }
    return m_signIn->start(m_times.signIn)
        .map(this,
             [this, settings, needed, turn = m_turn](const Result<OidcTokens> &tokens) -> Result<Connection> {
                 if (turn != m_turn)
                     return failure(Error::Kind::Canceled, {});
                 if (!tokens)
                     stopAsking(); // not again by itself
                 if (!tokens && tokens.error().kind == Error::Kind::Canceled)
                     return failure(needed);
                 if (!tokens) {
                     Error error = tokens.error();
                     error.reason = QStringLiteral("SignInNeeded");
                     return failure(error);
                 }
                 return take(settings, tokens);
             });
}

Call<Done> KubeconfigIdentity::signOut()
{
    const auto settings = oidc();
    m_tokens = {};
    m_tokensOf.reset();
    startAnew();
    stopAsking();
    const Call<Done> gone = settings && m_services.secrets ? m_services.secrets->remove(secretKey(*settings))
                                                           : Call<Done>::ready(Done{});
    Q_EMIT changed();
    return gone;
}

} // namespace easel
