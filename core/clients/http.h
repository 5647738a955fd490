// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>
#include <QUrlQuery>

#include <chrono>
#include <optional>

namespace easel {

// A request to the one server of a Lanes object. Plain value.
struct HttpRequest
{
    QByteArray method = "GET";
    QString
        path; // decoded, begins with '/', appended to the server's own path; segments are escaped when sent
    QString shownPath; // for the log, where the path itself holds a secret
    QUrlQuery query;
    QList<QPair<QByteArray, QByteArray>>
        headers;     // Accept, Content-Type...; what Identity knows the lanes add
    QByteArray body; // sent once, never replayed
    std::chrono::milliseconds inactivity{30'000}; // no byte for so long: Error::Kind::Timeout
    qint64 maxBytes = 512LL * 1024 * 1024;        // of the unpacked answer
    bool retry = false;  // tried again with back-off on connection loss, 429 and 503, Retry-After honoured; a
                         // change only when it cannot have arrived
    bool packed = false; // a stream may come as gzip (HttpStream::isPacked()); whoever reads it unpacks it
    bool safe = false;   // changes nothing although it is not a GET (reviews, dry runs): never OutcomeUnknown

    bool changesNothing() const { return safe || method == "GET" || method == "HEAD"; }
};

struct HttpReply
{
    int status = 0;
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body;

    QByteArray header(const QByteArray &name) const; // case-insensitive; empty when missing
    QList<QByteArray> headerValues(const QByteArray &name) const;
};

// Adds an item whose value is taken literally; nothing for an empty value.
void addQuery(QUrlQuery &query, const QString &key, const QString &value);

// RFC 9110 section 10.2.3: seconds or a date. Nothing when missing or not understood.
std::optional<std::chrono::seconds> retryAfterOf(const HttpReply &reply);

// The texts of the Warning headers (RFC 7234 section 5.5), unquoted, in order, cleaned.
QStringList warningsOf(const HttpReply &reply);

} // namespace easel
