// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeanswers.h"

#include "core/clients/kubestatus.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeAnswers)
};

// Below this, parsing takes well under a frame and the way through the pool would only delay it.
constexpr qsizetype parsedInPlace = 64 * 1024;

} // namespace

Call<HttpReply> accepted(const Call<HttpReply> &reply, QObject *context, const QString &attempt)
{
    return reply.map(context, [attempt](const Result<HttpReply> &result) -> Result<HttpReply> {
        if (!result)
            return failure(result.error().tried(attempt));
        if (result->status < 200 || result->status > 299)
            return failure(errorFromReply(*result).tried(attempt));
        return result;
    });
}

Call<QJsonObject> jsonOf(const Call<HttpReply> &reply, QObject *context, const QString &attempt)
{
    return reply.chain(context, [attempt](const Result<HttpReply> &result) -> Call<QJsonObject> {
        if (!result)
            return Call<QJsonObject>::ready(failure(result.error()));
        const auto parse = [attempt, body = result->body]() -> Result<QJsonObject> {
            Result<QJsonObject> object = parseObject(body);
            if (!object)
                return failure(object.error().tried(attempt));
            return object;
        };
        return result->body.size() <= parsedInPlace ? Call<QJsonObject>::ready(parse()) : runInPool(parse);
    });
}

Result<QJsonObject> parseObject(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError) {
        return failure(
            Error::Kind::Protocol,
            Text::tr("The answer is not JSON (%1 at byte %2)").arg(error.errorString()).arg(error.offset),
            Text::tr("Check that the address is that of a Kubernetes API server."));
    }
    if (!document.isObject())
        return failure(Error::Kind::Protocol, Text::tr("The answer is JSON but no object"));
    return document.object();
}

} // namespace easel
