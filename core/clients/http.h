// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QUrlQuery>

#include <chrono>

namespace easel {

// A request to the one server of a Lanes object. Plain value.
struct HttpRequest
{
    QByteArray method = "GET";
    QString path; // decoded, begins with '/', appended to the server's own path; segments are escaped when sent
    QUrlQuery query;
    QList<QPair<QByteArray, QByteArray>> headers; // Accept, Content-Type...; authorisation is the lanes' business
    QByteArray body;                              // sent once, never replayed
    std::chrono::milliseconds inactivity{30'000}; // no byte for so long: Error::Kind::Timeout
    qint64 maxBytes = 512LL * 1024 * 1024;        // of the unpacked answer
    bool retry = false; // idempotent: tried again with back-off on connection loss, 429 and 503, Retry-After honoured
};

struct HttpReply
{
    int status = 0;
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body;

    QByteArray header(const QByteArray &name) const; // case-insensitive; empty when missing
    QList<QByteArray> headerValues(const QByteArray &name) const;
};

} // namespace easel
