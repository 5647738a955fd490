// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubestatus.h"

#include "core/base/redact.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubeStatus)
};

constexpr qsizetype longestMessage = 4000;
constexpr qsizetype longestPage = 300;

QString safe(const QString &text)
{
    return redacted(cleaned(text.left(longestMessage)));
}

// What another server in between said: a page or a word, as one line.
QString pageText(const QByteArray &body)
{
    QString text = QString::fromUtf8(body.left(8192));
    static const QRegularExpression hidden(QStringLiteral("<(script|style|head)\\b.*?</\\1>"),
                                           QRegularExpression::CaseInsensitiveOption |
                                               QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression tag(QStringLiteral("<[^>]*>"));
    if (text.contains(u'<'))
        text.remove(hidden).replace(tag, QStringLiteral(" "));
    return redacted(cleanedLine(text)).left(longestPage).trimmed();
}

QString wordsFor(int status)
{
    switch (status) {
    case 400:
        return Text::tr("the request is not understood");
    case 401:
        return Text::tr("who you are is not accepted");
    case 403:
        return Text::tr("this is not allowed");
    case 404:
        return Text::tr("not found");
    case 429:
        return Text::tr("too many requests");
    case 502:
    case 503:
    case 504:
        return Text::tr("the service is not available");
    default:
        return {};
    }
}

} // namespace

Error::Kind errorKindOf(int httpStatus)
{
    switch (httpStatus) {
    case 400:
    case 413:
    case 415:
    case 422:
        return Error::Kind::Invalid;
    case 401:
        return Error::Kind::Auth;
    case 403:
        return Error::Kind::Forbidden;
    case 404:
        return Error::Kind::NotFound;
    case 405:
    case 501:
        return Error::Kind::Unsupported;
    case 408:
    case 504:
        return Error::Kind::Timeout;
    case 409:
    case 412:
        return Error::Kind::Conflict;
    case 410:
        return Error::Kind::Gone;
    case 429:
        return Error::Kind::Throttled;
    default:
        break;
    }
    if (httpStatus >= 500)
        return Error::Kind::Server;
    return httpStatus >= 400 ? Error::Kind::Invalid : Error::Kind::Protocol;
}

Error errorFromStatus(const QJsonObject &status)
{
    Error error;
    error.status = status.value(u"code").toInt();
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
        const QString target =
            redacted(cleanedLine(QString::fromUtf8(reply.header("Location")))).left(longestPage);
        error.message =
            Text::tr("The server sends this request on to '%1', where Easel does not follow").arg(target);
        error.advice = Text::tr("Check the address of the server.");
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
        error.message = wordsFor(reply.status);
    if (const auto retryAfter = retryAfterOf(reply))
        error.retryAfter = retryAfter;
    error.requestId = cleanedLine(QString::fromLatin1(reply.header("Audit-Id")));
    return error;
}

} // namespace easel
