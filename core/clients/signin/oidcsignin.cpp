// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/oidcsignin.h"

#include "core/base/text.h"
#include "core/clients/environmentproxy.h"
#include "core/clients/lanes.h"
#include "core/clients/signin/redirectlistener.h"

#include <QDir>
#include <QFile>

namespace easel {

namespace {

constexpr qint64 largestAnswer = 1024 * 1024;
constexpr qint64 largestAuthority = 1024 * 1024;

// RFC 6749, appendix B: '+' would be read as a space.
QByteArray formOf(const QList<QPair<QString, QString>> &fields)
{
    QByteArray form;
    for (const auto &[name, value] : fields) {
        if (!form.isEmpty())
            form += '&';
        form += QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    return form;
}

} // namespace

OidcClient::OidcClient(OidcSettings settings, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
{}

OidcClient::~OidcClient() = default;

Call<Done> OidcClient::readAuthority()
{
    if (m_hasAuthority || m_settings.caFile.isEmpty() || !m_settings.caPem.isEmpty())
        return Call<Done>::ready(Done{});
    return runInPool([path = m_settings.caFile]() -> Result<QByteArray> {
               QFile file(path);
               if (!file.open(QIODevice::ReadOnly)) {
                   return failure(
                       Error::Kind::File,
                       tr("%1 cannot be read: %2").arg(QDir::toNativeSeparators(path), file.errorString()),
                       tr("Choose another certificate authority for the provider."));
               }
               return file.read(largestAuthority);
           })
        .map(this, [this](const Result<QByteArray> &pem) -> Result<Done> {
            if (!pem)
                return failure(pem.error());
            m_settings.caPem = *pem;
            m_hasAuthority = true;
            return Done{};
        });
}

Result<Lanes *> OidcClient::lanesFor(const QUrl &url, bool withSecret)
{
    if (url.scheme() != u"https")
        return failure(Error::Kind::Tls, tr("%1 is not reached through TLS").arg(url.host()));
    QUrl origin;
    origin.setScheme(url.scheme());
    origin.setHost(url.host());
    origin.setPort(url.port());
    std::unique_ptr<Lanes> &lanes = m_lanes[{origin.toString(), withSecret}];
    if (!lanes) {
        ServerAddress address;
        address.url = origin;
        address.caPem = m_settings.caPem;
        address.proxy = environmentProxyFor(origin);
        Identity client;
        if (withSecret) { // RFC 6749, 2.3.1: both are form-encoded before
            client.basicUser = QString::fromLatin1(QUrl::toPercentEncoding(m_settings.clientId));
            client.basicPassword = QUrl::toPercentEncoding(QString::fromUtf8(m_settings.clientSecret));
        }
        lanes = std::make_unique<Lanes>(address, client);
    }
    return lanes.get();
}

Call<HttpReply> OidcClient::send(const QUrl &url, HttpRequest request, bool withSecret)
{
    const Result<Lanes *> lanes = lanesFor(url, withSecret);
    if (!lanes)
        return Call<HttpReply>::ready(failure(lanes.error()));
    request.path = url.path(QUrl::FullyDecoded);
    request.query = QUrlQuery(url);
    request.maxBytes = largestAnswer;
    request.headers.append(qMakePair(QByteArray("Accept"), QByteArray("application/json")));
    return (*lanes)->send(request);
}

Call<OidcProvider> OidcClient::provider()
{
    if (m_provider)
        return Call<OidcProvider>::ready(*m_provider);
    const QString attempt = tr("ask %1 how to sign in").arg(m_settings.issuer.host());
    if (const QString problem = problemOf(m_settings); !problem.isEmpty())
        return Call<OidcProvider>::ready(failure(makeError(Error::Kind::Invalid, problem).tried(attempt)));
    return readAuthority().chain(this, [this, attempt](const Result<Done> &ready) -> Call<OidcProvider> {
        if (!ready)
            return Call<OidcProvider>::ready(failure(ready.error().tried(attempt)));
        QUrl url = m_settings.issuer.adjusted(QUrl::StripTrailingSlash);
        url.setPath(url.path() + QStringLiteral("/.well-known/openid-configuration"));
        HttpRequest request;
        request.retry = true;
        return send(url, request, false)
            .map(this, [this, attempt](const Result<HttpReply> &reply) -> Result<OidcProvider> {
                if (!reply)
                    return failure(reply.error().tried(attempt));
                if (reply->status != 200)
                    return failure(oidcRefusal(reply->status, reply->body).tried(attempt));
                const auto provider = readOidcProvider(reply->body, m_settings.issuer);
                if (!provider)
                    return failure(provider.error().tried(attempt));
                m_provider = *provider;
                return *provider;
            });
    });
}

Call<QByteArray> OidcClient::post(const OidcProvider &provider, const QUrl &endpoint,
                                  const QList<QPair<QString, QString>> &fields)
{
    const bool hasSecret = !m_settings.clientSecret.isEmpty();
    QList<QPair<QString, QString>> all = fields;
    all.append({QStringLiteral("client_id"), m_settings.clientId});
    if (hasSecret && provider.takesSecretInBody)
        all.append({QStringLiteral("client_secret"), QString::fromUtf8(m_settings.clientSecret)});
    HttpRequest request;
    request.method = "POST";
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = formOf(all);
    request.safe = true; // nothing of a hub changes
    return send(endpoint, request, hasSecret && !provider.takesSecretInBody)
        .map(this, [](const Result<HttpReply> &reply) -> Result<QByteArray> {
            if (!reply)
                return failure(reply.error());
            if (reply->status != 200)
                return failure(oidcRefusal(reply->status, reply->body));
            return reply->body;
        });
}

Call<OidcTokens> OidcClient::refresh(const QByteArray &refreshToken)
{
    const QString attempt = tr("renew the sign-in at %1").arg(m_settings.issuer.host());
    return provider()
        .chain(this,
               [this, refreshToken](const Result<OidcProvider> &known) {
                   if (!known)
                       return Call<QByteArray>::ready(failure(known.error()));
                   return post(*known, known->token,
                               {{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
                                {QStringLiteral("refresh_token"), QString::fromUtf8(refreshToken)}});
               })
        .map(this, [this, attempt, refreshToken](const Result<QByteArray> &answer) -> Result<OidcTokens> {
            if (!answer)
                return failure(answer.error().tried(attempt));
            auto tokens = readTokenAnswer(*answer, m_settings, {}, QDateTime::currentDateTimeUtc());
            if (!tokens)
                return failure(tokens.error().tried(attempt));
            if (tokens->refreshToken.isEmpty())
                tokens->refreshToken = refreshToken; // it goes on (RFC 6749, 6)
            return tokens;
        });
}

OidcSignIn::OidcSignIn(OidcSettings settings, QString hub, QObject *parent)
    : QObject(parent)
    , m_client(std::move(settings))
    , m_hub(std::move(hub))
{
    m_poll.setSingleShot(true);
    connect(&m_poll, &QTimer::timeout, this, &OidcSignIn::poll);
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] {
        end(failure(makeError(Error::Kind::Timeout,
                              m_step == Step::Device ? tr("The code was not used in time")
                                                     : tr("The browser did not come back in time"),
                              tr("Begin again."))));
    });
}

OidcSignIn::~OidcSignIn()
{
    end(failure(makeError(Error::Kind::Canceled, {})));
}

bool OidcSignIn::offersDeviceCode() const
{
    return m_provider && !m_provider->device.isEmpty();
}

void OidcSignIn::setStep(Step step)
{
    m_step = step;
    Q_EMIT changed();
}

Call<OidcTokens> OidcSignIn::start(std::chrono::milliseconds longest)
{
    m_promise.onCancel([guard = QPointer<OidcSignIn>(this)] {
        if (guard)
            QMetaObject::invokeMethod(guard.data(), [guard] { guard->cancel(); });
    });
    m_timeout.start(longest);
    m_client.provider().then(this, [this](const Result<OidcProvider> &provider) {
        if (m_step != Step::Asking)
            return;
        if (!provider) {
            end(failure(provider.error()));
            return;
        }
        m_provider = *provider;
        listen();
    });
    return m_promise.call();
}

void OidcSignIn::cancel()
{
    end(failure(makeError(Error::Kind::Canceled, {})));
}

void OidcSignIn::listen()
{
    if (m_provider->authorization.isEmpty()) {
        useDeviceCode();
        return;
    }
    m_listener = new RedirectListener(this);
    if (!m_listener->listen(settings().redirectHost, settings().ports)) {
        if (offersDeviceCode()) {
            useDeviceCode();
            return;
        }
        QStringList ports;
        for (const quint16 port : settings().ports)
            ports << QString::number(port);
        end(failure(makeError(Error::Kind::Network,
                              tr("No port is free for the browser to come back to (%1)")
                                  .arg(ports.isEmpty() ? tr("any") : nameList(ports)),
                              tr("Close the program that uses it, then try again."))));
        return;
    }
    m_attempt.redirect = m_listener->redirect();
    m_listener->judge = [this](const QUrlQuery &query, bool *good) {
        // An answer to somebody else's sign-in ends nothing.
        const auto code = codeIn(query, *m_provider, settings(), m_attempt);
        *good = code.has_value();
        return query.queryItemValue(QStringLiteral("state")) == QString::fromLatin1(m_attempt.state);
    };
    connect(m_listener, &RedirectListener::came, this, &OidcSignIn::came);
    m_browserUrl = authorizationUrl(*m_provider, settings(), m_attempt);
    setStep(Step::Browser);
}

void OidcSignIn::came(const QUrlQuery &query)
{
    if (m_step != Step::Browser && m_step != Step::Device)
        return;
    const auto code = codeIn(query, *m_provider, settings(), m_attempt);
    if (!code) {
        end(failure(code.error()));
        return;
    }
    m_poll.stop();
    setStep(Step::Finishing);
    m_client
        .post(*m_provider, m_provider->token,
              {{QStringLiteral("grant_type"), QStringLiteral("authorization_code")},
               {QStringLiteral("code"), *code},
               {QStringLiteral("redirect_uri"), m_attempt.redirect.toString()},
               {QStringLiteral("code_verifier"), QString::fromLatin1(m_attempt.verifier)}})
        .then(this, [this](const Result<QByteArray> &answer) { finish(answer); });
}

void OidcSignIn::useDeviceCode()
{
    if (!offersDeviceCode() || (m_step != Step::Asking && m_step != Step::Browser))
        return;
    m_client
        .post(*m_provider, m_provider->device,
              {{QStringLiteral("scope"), scopesFor(*m_provider, settings()).join(u' ')}})
        .then(this, [this](const Result<QByteArray> &answer) {
            if (m_step != Step::Asking && m_step != Step::Browser)
                return;
            const auto code = answer ? readDeviceCode(*answer) : Result<DeviceCode>(failure(answer.error()));
            if (!code) {
                end(failure(code.error()));
                return;
            }
            m_device = *code;
            // The browser may still come back.
            m_timeout.start(std::chrono::milliseconds(m_device.lifetime));
            m_poll.start(std::chrono::milliseconds(m_device.interval));
            setStep(Step::Device);
        });
}

void OidcSignIn::poll()
{
    if (m_step != Step::Device)
        return;
    m_client
        .post(*m_provider, m_provider->token,
              {{QStringLiteral("grant_type"), QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")},
               {QStringLiteral("device_code"), QString::fromUtf8(m_device.deviceCode)}})
        .then(this, [this](const Result<QByteArray> &answer) { polled(answer); });
}

void OidcSignIn::polled(const Result<QByteArray> &answer)
{
    if (m_step != Step::Device)
        return;
    if (!answer) {
        const Error &error = answer.error();
        // RFC 8628, 3.5
        if (error.reason == u"slow_down")
            m_device.interval += std::chrono::seconds(5);
        if (error.reason == u"slow_down" || error.reason == u"authorization_pending" || error.isTransient()) {
            m_poll.start(std::chrono::milliseconds(m_device.interval));
            return;
        }
    } else {
        m_attempt.nonce.clear(); // a device code has none
    }
    finish(answer);
}

void OidcSignIn::finish(const Result<QByteArray> &answer)
{
    if (m_step == Step::Over)
        return;
    if (!answer) {
        end(failure(answer.error()));
        return;
    }
    auto tokens = readTokenAnswer(*answer, settings(), m_attempt.nonce, QDateTime::currentDateTimeUtc());
    if (tokens)
        end(*tokens);
    else
        end(failure(tokens.error()));
}

void OidcSignIn::end(Result<OidcTokens> result)
{
    if (m_step == Step::Over)
        return;
    m_poll.stop();
    m_timeout.stop();
    if (m_listener)
        m_listener->close();
    if (!result)
        result = failure(result.error().tried(tr("sign in at %1").arg(settings().issuer.host())));
    m_promise.finish(std::move(result));
    setStep(Step::Over);
    Q_EMIT ended();
}

} // namespace easel
