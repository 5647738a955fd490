// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettelogin.h"

#include "core/clients/palette/paletteerror.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteLogin)
};

PaletteRequest loginRequest(const PaletteCredential &credential)
{
    PaletteRequest request;
    request.method = "POST";
    request.path = u"/v1/auth/authenticate"_s;
    request.query.addQueryItem(u"setCookie"_s, u"false"_s);
    QJsonObject body{{u"emailId"_s, credential.email}, {u"password"_s, credential.password}};
    if (!credential.organisation.isEmpty())
        body.insert(u"org", credential.organisation);
    request.body = body;
    request.scope = PaletteRequest::Scope::Tenant;
    request.attempt = Text::tr("sign in to Palette as %1").arg(credential.email);
    return request;
}

Result<PaletteRequest> refreshRequest(const PaletteCredential &credential, const PaletteToken &token)
{
    const Result<QString> path = palettePath(u"/v1/auth/refresh/%1"_s, {QString::fromLatin1(token.value)});
    if (!path)
        return failure(path.error());
    PaletteRequest request;
    request.path = *path;
    request.shownPath = u"/v1/auth/refresh/<token>"_s;
    request.query.addQueryItem(u"setCookie"_s, u"false"_s);
    request.scope = PaletteRequest::Scope::Tenant;
    request.attempt = Text::tr("stay signed in to Palette as %1").arg(credential.email);
    return request;
}

} // namespace

PaletteLogin::PaletteLogin(PaletteCredential credential, Sender sender, Clock clock, QObject *parent)
    : QObject(parent)
    , m_credential(std::move(credential))
    , m_send(std::move(sender))
    , m_clock(std::move(clock))
{
    m_secrets.add(m_credential.apiKey);
    m_secrets.add(m_credential.password);
}

PaletteHeader PaletteLogin::current() const
{
    if (m_credential.hasKey())
        return {"ApiKey", m_credential.apiKey.toUtf8()};
    return {"Authorization", m_token.value}; // the token itself, no "Bearer" before it
}

Call<PaletteHeader> PaletteLogin::header()
{
    if (m_credential.hasKey() || !m_token.wantsRenewal(m_clock()))
        return Call<PaletteHeader>::ready(current());
    const Call<PaletteHeader> fresh = renew();
    if (!m_token.isAlive(m_clock()))
        return fresh;
    // Renewal is early: when it only did not get through, the token that lives is still good.
    return fresh.map(this, [held = current()](const Result<PaletteHeader> &header) -> Result<PaletteHeader> {
        if (!header && header.error().isTransient())
            return held;
        return header;
    });
}

Call<PaletteHeader> PaletteLogin::headerAfter(const PaletteHeader &refused)
{
    // Another request may have renewed it meanwhile.
    if (m_credential.hasKey() || (m_token.isSet() && !(current() == refused)))
        return Call<PaletteHeader>::ready(current());
    return renew();
}

void PaletteLogin::forget()
{
    m_token = {};
    m_refusal.reset();
}

Call<PaletteHeader> PaletteLogin::renew()
{
    if (m_refusal)
        return Call<PaletteHeader>::ready(failure(*m_refusal));
    if (m_renewal.isValid() && !m_renewal.isFinished()) {
        // A copy of its own for each: whoever gives up must not take the others with it.
        Promise<PaletteHeader> promise;
        m_renewal.then(this, [promise](const Result<PaletteHeader> &header) { promise.finish(header); });
        return promise.call();
    }
    const Call<Done> fresh = m_token.isAlive(m_clock()) ? refresh() : authenticate();
    m_renewal = fresh
                    .chain(this,
                           [this](const Result<Done> &done) {
                               // A token that Palette does not renew is worth nothing; the password still may
                               // be.
                               const bool refused = !done && !done.error().isTransient() &&
                                                    done.error().kind != Error::Kind::Canceled;
                               if (refused && m_token.isSet()) {
                                   m_token = {};
                                   return authenticate();
                               }
                               return Call<Done>::ready(done);
                           })
                    .map(this, [this](const Result<Done> &done) -> Result<PaletteHeader> {
                        if (!done)
                            return failure(m_secrets.without(done.error()));
                        return current();
                    });
    Promise<PaletteHeader> promise;
    m_renewal.then(this, [promise](const Result<PaletteHeader> &header) { promise.finish(header); });
    return promise.call();
}

Call<Done> PaletteLogin::authenticate()
{
    const PaletteRequest request = loginRequest(m_credential);
    return m_send(request).map(this, [this, request](const Result<HttpReply> &reply) {
        const Result<Done> done = take(reply, request);
        if (!done && done.error().kind == Error::Kind::Auth)
            m_refusal = m_secrets.without(done.error());
        return done;
    });
}

Call<Done> PaletteLogin::refresh()
{
    const Result<PaletteRequest> request = refreshRequest(m_credential, m_token);
    if (!request)
        return Call<Done>::ready(failure(request.error()));
    return m_send(*request).map(
        this, [this, request = *request](const Result<HttpReply> &reply) { return take(reply, request); });
}

Result<Done> PaletteLogin::take(const Result<HttpReply> &reply, const PaletteRequest &request)
{
    if (!reply)
        return failure(reply.error().tried(request.attempt));
    if (reply->status < 200 || reply->status > 299)
        return failure(paletteError(m_secrets.without(*reply), request));
    const QJsonObject body = QJsonDocument::fromJson(reply->body).object();
    const QByteArray value = body[u"Authorization"].toString().toLatin1().trimmed();
    if (body[u"isMfa"].toBool()) {
        Error error = makeError(
            Error::Kind::Auth, Text::tr("This account asks for a second factor, which Easel cannot give"),
            Text::tr("Make an API key in Palette (your name, My API Keys) and sign in with it."));
        error.reason = u"SecondFactor"_s;
        error.attempt = request.attempt;
        return failure(error);
    }
    if (value.isEmpty())
        return failure(paletteNonsense(m_secrets.without(*reply).body, request));
    m_secrets.addToken(QString::fromLatin1(value));
    m_token = readPaletteToken(value, m_clock());
    return Done();
}

} // namespace easel
