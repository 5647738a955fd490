// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubestatus.h"

#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/httprefusal.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeStatus)
};

constexpr qsizetype longestMessage = 4000;

QString safe(const QString &text)
{
    return redacted(cleaned(text.left(longestMessage)));
}

} // namespace

Error errorFromStatus(const QJsonObject &status)
{
    Error error;
    const int code = status.value(u"code").toInt();
    error.status = code >= 100 && code <= 599 ? code : 0; // others are no HTTP status: nothing was said
    error.kind = errorKindOf(error.status);
    error.reason = cleanedLine(status.value(u"reason").toString());
    error.message = safe(status.value(u"message").toString());
    const QJsonObject details = status.value(u"details").toObject();
    for (const auto &value : details.value(u"causes").toArray()) {
        const QJsonObject cause = value.toObject();
        FieldCause field;
        field.field = cleanedLine(cause.value(u"field").toString());
        if (field.field.startsWith(u'.')) // conflicts of managed fields: ".spec.replicas"
            field.field.remove(0, 1);
        field.reason = cleanedLine(cause.value(u"reason").toString());
        field.message = safe(cause.value(u"message").toString());
        error.causes << field;
    }
    const int retryAfter = details.value(u"retryAfterSeconds").toInt();
    if (retryAfter > 0)
        error.retryAfter = std::chrono::seconds(retryAfter);
    return error;
}

Error errorFromReply(const HttpReply &reply)
{
    Error error;
    const QJsonObject status = QJsonDocument::fromJson(reply.body).object();
    if (status.value(u"kind").toString() == u"Status" && reply.status >= 400) {
        error = errorFromStatus(status);
    } else if (reply.status >= 300 && reply.status < 400) {
        error = redirectError(reply);
    } else if (reply.status < 400) {
        error.message = Text::tr("The answer is not what was asked for");
    } else {
        error.message = pageText(reply.body);
    }
    // The status line decides, not what the body repeats of it.
    error.status = reply.status;
    error.kind = errorKindOf(reply.status);
    // What an apply says about a value of another type, with the number of a fault of its own.
    if (reply.status == 500 && error.message.startsWith(u"failed to create typed patch object")) {
        error.kind = Error::Kind::Invalid;
        error.advice = Text::tr("Correct the value.");
    }
    if (reply.status < 400)
        error.status = 0;
    if (error.message.isEmpty())
        error.message = statusWords(reply.status);
    if (const auto retryAfter = retryAfterOf(reply))
        error.retryAfter = retryAfter;
    error.requestId = cleanedLine(QString::fromLatin1(reply.header("Audit-Id")));
    return error;
}

} // namespace easel
