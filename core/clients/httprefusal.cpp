// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/httprefusal.h"

#include "core/base/redact.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::HttpRefusal)
};

constexpr qsizetype longestPage = 300;

} // namespace

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

QString statusWords(int status)
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

Error redirectError(const HttpReply &reply)
{
    const QString target =
        redacted(cleanedLine(QString::fromUtf8(reply.header("Location")))).left(longestPage);
    return makeError(
        Error::Kind::Protocol,
        Text::tr("The server sends this request on to '%1', where Easel does not follow").arg(target),
        Text::tr("Check the address of the server."));
}

} // namespace easel
