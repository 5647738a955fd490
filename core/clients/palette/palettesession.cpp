// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettesession.h"

#include "core/base/text.h"
#include "core/clients/palette/paletteerror.h"
#include "core/clients/palette/palettelogin.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteSession)
};

QByteArray bytesOf(const QJsonValue &body)
{
    if (body.isArray())
        return QJsonDocument(body.toArray()).toJson(QJsonDocument::Compact);
    return QJsonDocument(body.toObject()).toJson(QJsonDocument::Compact);
}

bool isThisComputer(const QUrl &url)
{
    return url.host() == u"localhost" || QHostAddress(url.host()).isLoopback();
}

Error clearText()
{
    return makeError(Error::Kind::Invalid, Text::tr("The address of Palette is not an https address"),
                     Text::tr("Use https for Palette; an API key must not travel in clear."));
}

// How the user gets on: the person may trust the certificate as it is.
Error withTrustAdvice(Error error)
{
    if (error.kind == Error::Kind::Tls && error.certificate && error.reason != u"CertificateChanged") {
        error.advice =
            Text::tr("If you expected this certificate, compare its SHA-256 fingerprint %1 with the "
                     "one at the server and trust it; or give the authority that signed it.")
                .arg(error.certificate->fingerprint);
    }
    return error;
}

} // namespace

class PaletteSession::Private
{
public:
    Private(PaletteSession *session, ServerAddress server, PaletteCredential credential,
            std::shared_ptr<PaletteBudget> requests, PaletteTuning settings)
        : q(session)
        , lanes(std::move(server), {})
        , budget(std::move(requests))
        , tuning(std::move(settings))
        , login(
              std::move(credential), [this](const PaletteRequest &request) { return raw(request, {}, {}); },
              tuning.clock)
    {}

    Call<HttpReply> raw(const PaletteRequest &request, const PaletteHeader &header,
                        const QString &projectUid);
    Result<HttpReply> judge(const Result<HttpReply> &reply, const PaletteRequest &request) const;

    PaletteSession *q;
    Lanes lanes;
    std::shared_ptr<PaletteBudget> budget;
    PaletteTuning tuning;
    PaletteLogin login;
};

Call<HttpReply> PaletteSession::Private::raw(const PaletteRequest &request, const PaletteHeader &header,
                                             const QString &projectUid)
{
    const QUrl &url = lanes.server().url;
    if (url.scheme() == u"http" && !isThisComputer(url))
        return Call<HttpReply>::ready(failure(clearText()));
    HttpRequest http;
    http.method = request.method;
    http.path = request.path;
    http.shownPath = request.shownPath;
    http.query = request.query;
    http.headers = {{"Accept", request.accept}};
    if (!header.name.isEmpty())
        http.headers.append({header.name, header.value});
    if (request.scope == PaletteRequest::Scope::Project && !projectUid.isEmpty())
        http.headers.append({"ProjectUid", projectUid.toUtf8()});
    if (!request.body.isUndefined())
        http.body = bytesOf(request.body);
    PaletteRetry retry = tuning.retry;
    if (request.tries > 0)
        retry.tries = std::min(retry.tries, request.tries);
    auto *call = new PaletteCall(&lanes, budget, http, request.effect, request.pace, retry, q);
    return call->start();
}

Result<HttpReply> PaletteSession::Private::judge(const Result<HttpReply> &reply,
                                                 const PaletteRequest &request) const
{
    const PaletteSecrets &secrets = login.secrets();
    if (!reply) {
        Error error = withTrustAdvice(reply.error());
        if (error.kind == Error::Kind::OutcomeUnknown)
            error = paletteOutcomeUnknown(error, request);
        return failure(secrets.without(error.tried(request.attempt)));
    }
    if (reply->status >= 200 && reply->status < 300)
        return reply;
    return failure(secrets.without(paletteError(secrets.without(*reply), request)));
}

PaletteSession::PaletteSession(ServerAddress server, PaletteCredential credential,
                               std::shared_ptr<PaletteBudget> budget, PaletteTuning tuning)
    : d(std::make_unique<Private>(this, std::move(server), std::move(credential), std::move(budget),
                                  std::move(tuning)))
{}

PaletteSession::~PaletteSession() = default;

const ServerAddress &PaletteSession::server() const
{
    return d->lanes.server();
}

PaletteBudget *PaletteSession::budget() const
{
    return d->budget.get();
}

Call<HttpReply> PaletteSession::send(const PaletteRequest &request, const QString &projectUid)
{
    return d->login.header()
        .chain(this,
               [this, request, projectUid](const Result<PaletteHeader> &header) -> Call<HttpReply> {
                   if (!header)
                       return Call<HttpReply>::ready(failure(header.error()));
                   const Call<HttpReply> first = d->raw(request, *header, projectUid);
                   if (!d->login.canRenew())
                       return first;
                   return first.chain(
                       this, [this, request, projectUid, used = *header](const Result<HttpReply> &reply) {
                           if (!reply || reply->status != 401)
                               return Call<HttpReply>::ready(reply);
                           // Refused before anything was done: safe for changes too, and once only.
                           return d->login.headerAfter(used).chain(
                               this, [this, request, projectUid](const Result<PaletteHeader> &fresh) {
                                   return fresh ? d->raw(request, *fresh, projectUid)
                                                : Call<HttpReply>::ready(failure(fresh.error()));
                               });
                       });
               })
        .map(this, [this, request](const Result<HttpReply> &reply) { return d->judge(reply, request); });
}

Call<Done> PaletteSession::signIn()
{
    d->login.forget();
    return d->login.header().map(this, [](const Result<PaletteHeader> &header) -> Result<Done> {
        if (!header)
            return failure(withTrustAdvice(header.error()));
        return Done();
    });
}

Call<Done> PaletteSession::signOut()
{
    const PaletteToken token = d->login.token();
    if (!token.isSet())
        return Call<Done>::ready(Done());
    d->login.forget();
    PaletteRequest request;
    request.method = "POST";
    request.path = u"/v1/users/auth/tokens/revoke"_s;
    request.body = QJsonObject{{u"tokens"_s, QJsonArray{QString::fromLatin1(token.value)}}};
    request.scope = PaletteRequest::Scope::Tenant;
    request.effect = PaletteRequest::Effect::Repeatable;
    request.attempt = Text::tr("sign out of Palette");
    return d->raw(request, {"Authorization", token.value}, {})
        .map(this, [this, request](const Result<HttpReply> &reply) -> Result<Done> {
            const Result<HttpReply> judged = d->judge(reply, request);
            if (!judged)
                return failure(judged.error());
            return Done();
        });
}

Result<QUrl> paletteUrl(const QString &typed)
{
    QString text = typed.trimmed();
    if (!text.contains(u"://"))
        text.prepend(u"https://");
    QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    if (!url.isValid() || url.host().isEmpty() || (scheme != u"https" && scheme != u"http")) {
        return failure(Error::Kind::Invalid,
                       Text::tr("'%1' is not the address of a Palette").arg(cleanedLine(typed.left(200))),
                       Text::tr("Write it as https://palette.example."));
    }
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    if (path == u"/v1" || path.endsWith(u"/v1")) // every call begins with it
        path.chop(3);
    QUrl result;
    result.setScheme(scheme);
    result.setHost(url.host());
    result.setPort(url.port());
    result.setPath(path);
    if (scheme == u"http" && !isThisComputer(result))
        return failure(clearText());
    return result;
}

} // namespace easel
