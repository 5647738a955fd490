// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/http.h"

#include "core/base/text.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace easel {

namespace {

QDateTime httpDate(const QByteArray &value)
{
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(value),
                                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    date.setTimeSpec(Qt::UTC);
    return date;
}

// One quoted-string that begins at `at` (the quote); moves `at` behind it.
QByteArray quotedString(const QByteArray &value, qsizetype &at)
{
    QByteArray text;
    for (++at; at < value.size(); ++at) {
        const char c = value.at(at);
        if (c == '"') {
            ++at;
            break;
        }
        if (c == '\\' && at + 1 < value.size())
            ++at;
        text += value.at(at);
    }
    return text;
}

} // namespace

QByteArray HttpReply::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

QList<QByteArray> HttpReply::headerValues(const QByteArray &name) const
{
    QList<QByteArray> values;
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            values << value;
    }
    return values;
}

void addQuery(QUrlQuery &query, const QString &key, const QString &value)
{
    if (!value.isEmpty())
        query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

std::optional<std::chrono::seconds> retryAfterOf(const HttpReply &reply)
{
    const QByteArray value = reply.header("Retry-After").trimmed();
    if (value.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const int seconds = value.toInt(&isNumber);
    if (isNumber)
        return std::chrono::seconds(std::max(0, seconds));
    const QDateTime date = httpDate(value);
    if (!date.isValid())
        return std::nullopt;
    // The server's own clock where it tells it: ours may be wrong.
    const QDateTime told = httpDate(reply.header("Date"));
    const QDateTime now = told.isValid() ? told : QDateTime::currentDateTimeUtc();
    return std::chrono::seconds(std::max<qint64>(0, now.secsTo(date)));
}

QStringList warningsOf(const HttpReply &reply)
{
    QStringList warnings;
    for (const QByteArray &value : reply.headerValues("Warning")) {
        // Qt joins repeated headers with commas, so one value may hold several: code agent "text" ["date"].
        qsizetype at = 0;
        while (at < value.size()) {
            const qsizetype quote = value.indexOf('"', at);
            if (quote < 0)
                break;
            at = quote;
            const QString text = cleanedLine(QString::fromUtf8(quotedString(value, at)));
            if (!text.isEmpty())
                warnings << text;
            // Skip an optional date up to the comma that begins the next warning.
            while (at < value.size() && value.at(at) != ',') {
                if (value.at(at) == '"')
                    quotedString(value, at);
                else
                    ++at;
            }
        }
    }
    return warnings;
}

} // namespace easel
