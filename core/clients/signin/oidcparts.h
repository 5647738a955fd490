// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/oidcsettings.h"

#include <QUrlQuery>

namespace easel {

// The pieces of an OpenID sign-in that need no network: what is sent and what comes back. OpenID Connect Core
// 1.0 and Discovery 1.0; RFC 6749, 7636 (PKCE), 8252 (native apps), 8628 (device code), 9207 (iss).

// What a provider says of itself.
struct OidcProvider
{
    QUrl authorization;
    QUrl token;
    QUrl device; // empty: no device code
    bool takesSecretInBody = false;
    bool saysIssuer = false; // in the redirect (RFC 9207)
    bool offersOfflineAccess = false;
};
Result<OidcProvider> readOidcProvider(const QByteArray &document, const QUrl &issuer);

// openid, the settings' own, and offline_access for a refresh token where it is offered.
QStringList scopesFor(const OidcProvider &provider, const OidcSettings &settings);

QByteArray randomWord(int bytes = 32); // URL-safe, from the system's generator
QByteArray pkceChallenge(const QByteArray &verifier);

// What one sign-in keeps to recognise its answer.
struct OidcAttempt
{
    QByteArray state = randomWord();
    QByteArray nonce = randomWord();
    QByteArray verifier = randomWord(48);
    QUrl redirect;
};
QUrl authorizationUrl(const OidcProvider &provider, const OidcSettings &settings, const OidcAttempt &attempt);

// A request to the loopback redirect. Nothing: more bytes are needed.
struct RedirectRequest
{
    bool isGet = false;
    QString path;
    QUrlQuery query;
    QString host; // Host header
};
std::optional<Result<RedirectRequest>> readRedirectRequest(const QByteArray &bytes);
// The code in the redirect of this attempt; an error is the provider's own or says what does not fit.
Result<QString> codeIn(const QUrlQuery &query, const OidcProvider &provider, const OidcSettings &settings,
                       const OidcAttempt &attempt);

struct OidcTokens
{
    QByteArray idToken;
    QByteArray refreshToken; // empty: none was given
    QDateTime expiresAt;     // of the id token
    QString person;          // e-mail, name or subject, for people
};
// The answer of the token endpoint with its id token checked: issuer, audience, times, nonce (empty: none was
// sent, as in a refresh). The signature is not checked: the token comes from the provider itself over
// verified TLS (OpenID Connect Core 3.1.3.7, 6), and the API server checks it.
Result<OidcTokens> readTokenAnswer(const QByteArray &body, const OidcSettings &settings,
                                   const QByteArray &nonce, const QDateTime &now);

struct DeviceCode
{
    QByteArray deviceCode;
    QString userCode;
    QUrl verification;         // where the code is typed
    QUrl completeVerification; // with the code in it; may be empty
    std::chrono::seconds interval{5};
    std::chrono::seconds lifetime{600};
};
Result<DeviceCode> readDeviceCode(const QByteArray &body);

// A refusal of the provider: {"error": ..., "error_description": ...}; `reason` is its word.
Error oidcRefusal(int status, const QByteArray &body);

} // namespace easel
