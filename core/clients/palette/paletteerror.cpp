// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/paletteerror.h"

#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/httprefusal.h"
#include "core/clients/palette/palettejson.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteError)
};

constexpr qsizetype longestMessage = 4000;

QString safe(const QString &text)
{
    return redacted(cleaned(text.left(longestMessage))).trimmed();
}

// A number is the router's or the validator's code, a word Palette's own.
bool isNumber(const QString &code)
{
    bool number = false;
    code.toInt(&number);
    return number;
}

QString adviceFor(const Error &error)
{
    if (error.reason == u"EdgeHostDeviceNotRegistered")
        return Text::tr("The machine has not registered yet; try again after its first start.");
    if (error.reason == u"ProjectUidIsNotEmpty")
        return Text::tr("This belongs to the tenant, not to a project; choose the tenant.");
    switch (error.kind) {
    case Error::Kind::Auth:
        return Text::tr(
            "The key or password may be wrong, expired or of another tenant. Check the address of "
            "the tenant, or make a new API key in Palette.");
    case Error::Kind::Forbidden:
        return Text::tr("Check the selected project first, then the role.");
    case Error::Kind::Unsupported:
        return Text::tr("This version of Palette does not have this call; another one may.");
    case Error::Kind::Throttled:
        return Text::tr(
            "Palette takes a limited number of requests a second; Easel slows down, try again in a "
            "moment.");
    case Error::Kind::Conflict:
        return Text::tr("Look at what is there now, then try again.");
    case Error::Kind::Invalid:
        if (constexpr int locked = 423; error.status == locked)
            return Text::tr("Something else works on it; try again in a moment.");
        return Text::tr("Change what it does not take, then try again.");
    default:
        return {};
    }
}

} // namespace

Error paletteError(const HttpReply &reply, const PaletteRequest &request)
{
    Error error;
    if (reply.status >= 300 && reply.status < 400) {
        error = redirectError(reply);
        error.attempt = request.attempt;
        return error;
    }
    error.status = reply.status;
    error.kind = errorKindOf(reply.status);
    error.attempt = request.attempt;
    error.requestId = cleanedLine(QString::fromLatin1(reply.header("Audit-Id")));
    error.retryAfter = retryAfterOf(reply);
    const QJsonDocument document = QJsonDocument::fromJson(reply.body);
    const bool isPalettes = document.isObject();
    if (isPalettes) {
        const QJsonObject body = document.object();
        error.reason = palettejson::text(body[u"code"]);
        error.message = safe(body[u"message"].toString());
        error.reference = redacted(palettejson::text(body[u"ref"])).left(200);
    } else {
        error.message = pageText(reply.body);
    }
    if (error.message.isEmpty())
        error.message = statusWords(reply.status);
    // The router does not know the path; a missing object has a code of its own.
    if (reply.status == 404 && isPalettes && isNumber(error.reason))
        error.kind = Error::Kind::Unsupported;
    if (error.reason == u"TooManyRequests")
        error.kind = Error::Kind::Throttled;
    error.advice = adviceFor(error);
    // What stands between us and Palette gave up waiting, or its page hides what Palette said: the request
    // may have gone through. Palette's own 500 is an answer, also for mistakes of the caller.
    const bool isGateways = reply.status > 500 || (reply.status == 500 && !isPalettes);
    if (isGateways && request.effect != PaletteRequest::Effect::Read)
        return paletteOutcomeUnknown(error, request);
    return error;
}

Error paletteNonsense(const QByteArray &body, const PaletteRequest &request)
{
    const QByteArray start = body.left(512).trimmed();
    Error error =
        makeError(Error::Kind::Protocol, {}, Text::tr("Check that the address is that of Palette's API."));
    if (start.isEmpty())
        error.message = Text::tr("The answer is empty");
    else if (start.startsWith('<'))
        error.message = Text::tr("The answer is a web page, not data: '%1'").arg(pageText(body).left(120));
    else
        error.message = Text::tr("The answer is not the data that was asked for");
    error.attempt = request.attempt;
    return error;
}

Error paletteOutcomeUnknown(Error cause, const PaletteRequest &request)
{
    cause.kind = Error::Kind::OutcomeUnknown;
    cause.attempt = request.attempt;
    cause.advice = Text::tr("It may have been done all the same. Look whether it was before you try again.");
    return cause;
}

} // namespace easel
