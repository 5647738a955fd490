// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/tokencheck.h"

#include "core/base/text.h"
#include "core/clients/environmentproxy.h"
#include "core/clients/httprefusal.h"
#include "core/clients/lanes.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::TokenCheck)
};

constexpr qint64 mostBytes = 256 * 1024;

Call<HttpReply> ask(const QUrl &url, const Identity &identity, const QString &path, const QUrlQuery &query,
                    QObject *context)
{
    ServerAddress server;
    server.url = url;
    server.proxy = environmentProxyFor(url);
    auto *lanes = new Lanes(server, identity, context);
    HttpRequest request;
    request.path = path;
    request.query = query;
    request.headers = {{"Accept", "application/json"}};
    request.maxBytes = mostBytes;
    request.retry = true;
    const Call<HttpReply> reply = lanes->send(request);
    reply.then(lanes, [lanes](const Result<HttpReply> &) { lanes->deleteLater(); });
    return reply;
}

Result<QJsonObject> answerOf(const Result<HttpReply> &reply, const QByteArray &token, const QString &attempt)
{
    if (!reply)
        return failure(reply.error().tried(attempt));
    if (reply->status >= 300 && reply->status < 400)
        return failure(redirectError(*reply).tried(attempt));
    if (reply->status < 200 || reply->status >= 300) {
        QString said = pageText(reply->body);
        const QJsonObject object = QJsonDocument::fromJson(reply->body).object();
        for (const QString &key : {u"error"_s, u"message"_s, u"errorMessage"_s}) {
            if (object.value(key).isString())
                said = cleanedLine(object.value(key).toString());
        }
        said.replace(QString::fromUtf8(token), u"…"_s);
        Error error =
            makeError(errorKindOf(reply->status), said.isEmpty() ? statusWords(reply->status) : said,
                      reply->status == 401 || reply->status == 403
                          ? Text::tr("Make a new token there and enter it again.")
                          : QString());
        error.status = reply->status;
        return failure(error.tried(attempt));
    }
    const QJsonDocument document = QJsonDocument::fromJson(reply->body);
    if (!document.isObject())
        return failure(makeError(Error::Kind::Protocol, Text::tr("The answer is not what the service sends."),
                                 Text::tr("Check the address."))
                           .tried(attempt));
    return document.object();
}

} // namespace

Call<QString> checkHuggingFaceToken(const QUrl &endpoint, const QByteArray &token, QObject *context)
{
    const QString attempt = Text::tr("sign in to Hugging Face");
    Identity identity;
    identity.bearerToken = token;
    return ask(endpoint, identity, u"/api/whoami-v2"_s, {}, context)
        .map(context, [token, attempt](const Result<HttpReply> &reply) -> Result<QString> {
            const auto answer = answerOf(reply, token, attempt);
            if (!answer)
                return failure(answer.error());
            return cleanedLine(answer->value(u"name").toString());
        });
}

Call<QString> checkNgcKey(const QByteArray &key, QObject *context, const QUrl &server)
{
    const QString attempt = Text::tr("sign in to NVIDIA NGC");
    Identity identity;
    identity.basicUser = u"$oauthtoken"_s;
    identity.basicPassword = key;
    QUrlQuery query;
    query.addQueryItem(u"service"_s, u"ngc"_s);
    return ask(server, identity, u"/token"_s, query, context)
        .map(context, [key, attempt](const Result<HttpReply> &reply) -> Result<QString> {
            const auto answer = answerOf(reply, key, attempt);
            if (!answer)
                return failure(answer.error());
            if (answer->value(u"token").toString().isEmpty())
                return failure(makeError(Error::Kind::Protocol, Text::tr("NVIDIA answered without a token."))
                                   .tried(attempt));
            return QString();
        });
}

} // namespace easel
