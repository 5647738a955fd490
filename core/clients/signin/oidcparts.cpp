// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/oidcparts.h"

#include "core/base/redact.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Oidc)
};

constexpr qsizetype longestRequest = 16 * 1024;
constexpr qint64 clockLeeway = 60; // seconds

constexpr auto base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

QString shown(const QString &text)
{
    return redacted(cleanedLine(text.left(300)));
}

tl::unexpected<Error> refused(const QString &message, const QString &advice = {})
{
    Error error = makeError(Error::Kind::Auth, message, advice);
    error.reason = QStringLiteral("Oidc");
    return failure(error);
}

tl::unexpected<Error> notUnderstood(const QString &message)
{
    Error error = makeError(Error::Kind::Protocol, message, Text::tr("Check the address of the issuer."));
    error.reason = QStringLiteral("Oidc");
    return failure(error);
}

// Endpoints get codes and tokens: never without TLS.
QUrl endpoint(const QJsonObject &document, const QString &key)
{
    const QUrl url(document.value(key).toString(), QUrl::StrictMode);
    const bool good =
        url.isValid() && url.scheme() == u"https" && !url.host().isEmpty() && url.userInfo().isEmpty();
    return good ? url : QUrl();
}

bool equalInConstantTime(const QByteArray &a, const QByteArray &b)
{
    if (a.size() != b.size())
        return false;
    char difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference = char(difference | (a.at(i) ^ b.at(i)));
    return difference == 0;
}

// Values are escaped one by one: QUrlQuery leaves '+' alone, which servers read as a space.
void add(QUrlQuery &query, const char *key, const QString &value)
{
    query.addQueryItem(QLatin1String(key), QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

std::optional<QJsonObject> partOf(const QByteArray &token, qsizetype index)
{
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() != 3 || parts.at(2).isEmpty())
        return std::nullopt;
    const auto decoded = QByteArray::fromBase64Encoding(
        parts.at(index), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(*decoded);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

QString timeText(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss 'UTC'");
}

} // namespace

Result<OidcProvider> readOidcProvider(const QByteArray &document, const QUrl &issuer)
{
    const QJsonDocument json = QJsonDocument::fromJson(document);
    if (!json.isObject())
        return notUnderstood(Text::tr("What it says of itself is not a JSON object"));
    const QJsonObject object = json.object();
    // Discovery 4.3: another issuer's answer must not be taken for this one's.
    const QString said = object.value(u"issuer").toString();
    if (said != issuer.toString()) {
        return refused(Text::tr("It calls itself '%1', not '%2'").arg(shown(said), issuer.toString()),
                       Text::tr("Write the issuer exactly as the provider does."));
    }
    OidcProvider provider;
    provider.authorization = endpoint(object, QStringLiteral("authorization_endpoint"));
    provider.token = endpoint(object, QStringLiteral("token_endpoint"));
    provider.device = endpoint(object, QStringLiteral("device_authorization_endpoint"));
    if (provider.token.isEmpty() || (provider.authorization.isEmpty() && provider.device.isEmpty()))
        return notUnderstood(Text::tr("It names no place to sign in at that begins with https:"));
    const QJsonArray methods = object.value(u"token_endpoint_auth_methods_supported").toArray();
    provider.takesSecretInBody =
        !methods.isEmpty() && !methods.contains(QStringLiteral("client_secret_basic"));
    provider.saysIssuer = object.value(u"authorization_response_iss_parameter_supported").toBool();
    const QJsonArray scopes = object.value(u"scopes_supported").toArray();
    provider.offersOfflineAccess = scopes.contains(QStringLiteral("offline_access"));
    return provider;
}

QStringList scopesFor(const OidcProvider &provider, const OidcSettings &settings)
{
    QStringList all{QStringLiteral("openid")};
    for (const QString &scope : settings.scopes) {
        if (!scope.isEmpty() && !all.contains(scope))
            all << scope;
    }
    const QString offline = QStringLiteral("offline_access");
    if (provider.offersOfflineAccess && !all.contains(offline))
        all << offline;
    return all;
}

QByteArray randomWord(int bytes)
{
    QByteArray random(bytes, Qt::Uninitialized);
    for (char &c : random)
        c = char(QRandomGenerator::system()->bounded(256));
    return random.toBase64(base64Url);
}

QByteArray pkceChallenge(const QByteArray &verifier)
{
    return QCryptographicHash::hash(verifier, QCryptographicHash::Sha256).toBase64(base64Url);
}

QUrl authorizationUrl(const OidcProvider &provider, const OidcSettings &settings, const OidcAttempt &attempt)
{
    QUrl url = provider.authorization;
    QUrlQuery query(url);
    add(query, "response_type", QStringLiteral("code"));
    add(query, "client_id", settings.clientId);
    add(query, "redirect_uri", attempt.redirect.toString());
    add(query, "scope", scopesFor(provider, settings).join(u' '));
    add(query, "state", QString::fromLatin1(attempt.state));
    add(query, "nonce", QString::fromLatin1(attempt.nonce));
    add(query, "code_challenge", QString::fromLatin1(pkceChallenge(attempt.verifier)));
    add(query, "code_challenge_method", QStringLiteral("S256"));
    // Core 11: offline access is given only to who is asked for consent. Microsoft's gives it without, and
    // the question would need an administrator there.
    const bool isMicrosoft = provider.authorization.host().startsWith(u"login.microsoftonline.");
    if (provider.offersOfflineAccess && !isMicrosoft)
        add(query, "prompt", QStringLiteral("consent"));
    url.setQuery(query);
    return url;
}

std::optional<Result<RedirectRequest>> readRedirectRequest(const QByteArray &bytes)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0) {
        if (bytes.size() <= longestRequest)
            return std::nullopt;
        return failure(Error::Kind::Protocol, Text::tr("The request is too long"));
    }
    if (end > longestRequest)
        return failure(Error::Kind::Protocol, Text::tr("The request is too long"));
    const QList<QByteArray> lines = bytes.left(end).split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    if (first.size() != 3 || !first.at(1).startsWith('/') || !first.at(2).startsWith("HTTP/1."))
        return failure(Error::Kind::Protocol, Text::tr("The request is no HTTP"));
    RedirectRequest request;
    request.isGet = first.at(0) == "GET";
    const QByteArray target = first.at(1);
    const qsizetype mark = target.indexOf('?');
    request.path =
        QString::fromUtf8(QByteArray::fromPercentEncoding(target.left(mark < 0 ? target.size() : mark)));
    if (mark >= 0)
        request.query = QUrlQuery(QString::fromLatin1(target.mid(mark + 1)));
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).toLower() == "host")
            request.host = QString::fromLatin1(line.mid(colon + 1).trimmed());
    }
    return request;
}

Result<QString> codeIn(const QUrlQuery &query, const OidcProvider &provider, const OidcSettings &settings,
                       const OidcAttempt &attempt)
{
    const auto item = [&query](const char *key) {
        QString value = query.queryItemValue(QLatin1String(key), QUrl::PrettyDecoded);
        value.replace(u'+', u' '); // of a form
        return QUrl::fromPercentEncoding(value.toUtf8());
    };
    if (!equalInConstantTime(item("state").toLatin1(), attempt.state)) {
        return refused(Text::tr("The browser came back from another sign-in (its state is not ours)"),
                       Text::tr("Begin again from Easel."));
    }
    const QString issuer = item("iss");
    if (issuer.isEmpty() ? provider.saysIssuer : issuer != settings.issuer.toString()) {
        return refused(Text::tr("The browser came back from the issuer '%1', not from '%2'")
                           .arg(shown(issuer), settings.issuer.toString()));
    }
    if (const QString error = item("error"); !error.isEmpty()) {
        const QString words = shown(item("error_description"));
        const QString said = words.isEmpty() ? shown(error) : Text::tr("%1: %2").arg(shown(error), words);
        return refused(error == u"access_denied"
                           ? Text::tr("The provider was told not to let Easel in ('%1')").arg(said)
                           : Text::tr("The provider answered '%1'").arg(said));
    }
    const QString code = item("code");
    if (code.isEmpty())
        return refused(Text::tr("The browser came back without a code"));
    return code;
}

Result<OidcTokens> readTokenAnswer(const QByteArray &body, const OidcSettings &settings,
                                   const QByteArray &nonce, const QDateTime &now)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    if (!document.isObject())
        return notUnderstood(Text::tr("The provider's answer is not a JSON object"));
    OidcTokens tokens;
    tokens.idToken = document.object().value(u"id_token").toString().toLatin1();
    tokens.refreshToken = document.object().value(u"refresh_token").toString().toUtf8();
    if (tokens.idToken.isEmpty()) {
        return refused(Text::tr("The provider gave no id token"),
                       Text::tr("Check that the client may ask for the scope openid."));
    }
    const auto header = partOf(tokens.idToken, 0);
    const auto claims = partOf(tokens.idToken, 1);
    if (!header || !claims)
        return refused(Text::tr("The provider's id token cannot be read"));
    const QString algorithm = header->value(u"alg").toString();
    if (algorithm.isEmpty() || algorithm.compare(u"none", Qt::CaseInsensitive) == 0)
        return refused(Text::tr("The provider's id token is not signed"));
    const QString issuer = claims->value(u"iss").toString();
    if (issuer != settings.issuer.toString()) {
        return refused(Text::tr("The id token is of the issuer '%1', not of '%2'")
                           .arg(shown(issuer), settings.issuer.toString()));
    }
    const QJsonValue audience = claims->value(u"aud");
    const QJsonArray audiences = audience.isArray() ? audience.toArray() : QJsonArray{audience};
    if (!audiences.contains(settings.clientId))
        return refused(Text::tr("The id token is not for the client '%1'").arg(shown(settings.clientId)));
    const QString party = claims->value(u"azp").toString();
    if (!party.isEmpty() && party != settings.clientId)
        return refused(Text::tr("The id token was made for the client '%1'").arg(shown(party)));
    const auto seconds = [&claims](const char *key) {
        return qint64(std::clamp(claims->value(QLatin1String(key)).toDouble(0), 0.0, 32'503'680'000.0));
    };
    const qint64 expiry = seconds("exp");
    const qint64 clock = now.toSecsSinceEpoch();
    if (expiry <= clock - clockLeeway) {
        return refused(expiry == 0 ? Text::tr("The id token does not say when it ends")
                                   : Text::tr("The id token ended at %1").arg(timeText(expiry)),
                       Text::tr("Check the clock of this computer."));
    }
    const qint64 begin = std::max(seconds("nbf"), seconds("iat"));
    if (begin > clock + clockLeeway) {
        return refused(Text::tr("The id token is valid only from %1").arg(timeText(begin)),
                       Text::tr("Check the clock of this computer."));
    }
    if (!nonce.isEmpty() && !equalInConstantTime(claims->value(u"nonce").toString().toLatin1(), nonce))
        return refused(Text::tr("The id token belongs to another sign-in (its nonce is not ours)"));
    tokens.expiresAt = QDateTime::fromSecsSinceEpoch(expiry, Qt::UTC);
    for (const char *key : {"email", "preferred_username", "name", "sub"}) {
        if (tokens.person.isEmpty())
            tokens.person = shown(claims->value(QLatin1String(key)).toString());
    }
    return tokens;
}

Result<DeviceCode> readDeviceCode(const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    DeviceCode code;
    code.deviceCode = object.value(u"device_code").toString().toUtf8();
    code.userCode = cleanedLine(object.value(u"user_code").toString().left(100));
    code.verification = endpoint(object, QStringLiteral("verification_uri"));
    code.completeVerification = endpoint(object, QStringLiteral("verification_uri_complete"));
    code.interval = std::chrono::seconds(std::clamp(object.value(u"interval").toInt(5), 1, 60));
    code.lifetime = std::chrono::seconds(std::clamp(object.value(u"expires_in").toInt(600), 1, 3600));
    if (code.deviceCode.isEmpty() || code.userCode.isEmpty() || code.verification.isEmpty())
        return notUnderstood(Text::tr("The provider's answer holds no device code"));
    return code;
}

Error oidcRefusal(int status, const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body.left(longestRequest)).object();
    Error error = makeError(status >= 500 ? Error::Kind::Server : Error::Kind::Auth, {});
    error.status = status;
    error.reason = cleanedLine(object.value(u"error").toString().left(100));
    const QString words = shown(object.value(u"error_description").toString());
    error.message = words.isEmpty()          ? error.reason
                    : error.reason.isEmpty() ? words
                                             : Text::tr("%1: %2").arg(error.reason, words);
    if (error.message.isEmpty())
        error.message = status == 404 ? Text::tr("not found") : Text::tr("no reason");
    error.advice = error.reason == u"invalid_grant"    ? Text::tr("Sign in again.")
                   : error.reason == u"invalid_client" ? Text::tr("Check the client id.")
                   : error.reason == u"invalid_scope"  ? Text::tr("Check the scopes.")
                   : status >= 500                     ? Text::tr("Try again in a moment.")
                                                       : Text::tr("Check the issuer and the client.");
    return error;
}

} // namespace easel
