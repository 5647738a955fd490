// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/http.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace easel {

// RFC 6455 as far as a client needs it, without a socket. Qt's own QWebSocket keeps the body of a refusal to
// itself, which is where Kubernetes says why, and cannot be held back by a reader that is slower than the
// server.

enum class FrameKind : quint8 { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

struct WebSocketMessage
{
    FrameKind kind = FrameKind::Binary; // never Continuation: fragments are put together
    QByteArray payload;
};

// One whole frame from client to server, masked as section 5.3 asks.
QByteArray clientFrame(FrameKind kind, const QByteArray &payload, quint32 mask);

// Cuts what a server sends into messages.
class WebSocketFrames
{
public:
    explicit WebSocketFrames(qsizetype largest = 32 * 1024 * 1024);

    // Appends to `messages` what is complete. False: this is no WebSocket, or a message is larger than
    // Easel takes; nothing more can be read from the stream then.
    bool feed(const QByteArray &bytes, QList<WebSocketMessage> &messages);

private:
    qsizetype m_largest;
    QByteArray m_pending;
    std::optional<FrameKind> m_kind; // of the fragments so far
    QByteArray m_fragments;
    bool m_broken = false;
};

// The answer of a server to the request for an upgrade.
class UpgradeAnswer
{
public:
    // True as soon as the answer is whole: at once for 101, with its body for a refusal.
    bool feed(const QByteArray &bytes);
    void end(); // the server closed: a body without a length ends here
    bool isWhole() const { return m_whole; }
    bool isBroken() const { return m_broken; } // no HTTP, or longer than a refusal is
    const HttpReply &reply() const { return m_reply; }
    QByteArray rest() const { return m_rest; } // what came behind the head of a 101

private:
    void readHead(qsizetype end);
    void readBody();

    QByteArray m_pending;
    HttpReply m_reply;
    QByteArray m_rest;
    bool m_haveHead = false;
    bool m_whole = false;
    bool m_broken = false;
};

// What Sec-WebSocket-Accept has to be for this Sec-WebSocket-Key.
QByteArray webSocketAccept(const QByteArray &key);

} // namespace easel
