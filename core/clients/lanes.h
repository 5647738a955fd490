// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/connection.h"
#include "core/clients/http.h"

#include <QObject>

#include <memory>

namespace easel {

// A streaming answer: bytes as they come. Delete it (or abort()) to end it; the server sees the end at once.
class HttpStream : public QObject
{
    Q_OBJECT

public:
    explicit HttpStream(QObject *parent = nullptr)
        : QObject(parent)
    {}
    virtual int status() const = 0;    // 0 before the headers
    virtual bool isPacked() const = 0; // what is read is gzip; known with the headers
    virtual QByteArray readAll() = 0;
    virtual void abort() = 0; // quiet: no signal follows
    virtual void setInactivity(std::chrono::milliseconds inactivity) = 0;

Q_SIGNALS:
    void headersArrived(int status); // of a 2xx answer
    void readyRead();
    void ended(); // the server closed it properly
    void
    failed(const easel::Error &error); // anything else, once; a 4xx/5xx arrives here with its Status read
};

// All traffic of one identity to one server, over HTTP/1.1 in lanes: one manager for short calls, further
// ones with at most six streams each. Measured reasons: HTTP/2 hangs after a GOAWAY and a manager starves at
// six connections. When identity or trust changes, make a new Lanes object; nothing repairs one.
class Lanes : public QObject
{
    Q_OBJECT

public:
    Lanes(ServerAddress server, Identity identity, QObject *parent = nullptr);
    ~Lanes() override;

    const ServerAddress &server() const;
    const Identity &identity() const;

    // Any HTTP status is a reply; Error only where there is no (whole) answer. Lost after a body or a
    // non-GET was sent: Error::Kind::OutcomeUnknown.
    Call<HttpReply> send(const HttpRequest &request);

    // The stream belongs to the caller's parent. inactivity counts from the last byte.
    HttpStream *stream(const HttpRequest &request, QObject *parent);

    // How long connections of streams stay open once the last stream of their lane has ended.
    void setKeptEmpty(std::chrono::milliseconds kept);

    int openStreams() const;
    bool isIdle() const; // nothing is under way

Q_SIGNALS:
    void idle(); // the last call or stream came to its end

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace easel
