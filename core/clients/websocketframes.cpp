// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/websocketframes.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace easel {

namespace {

constexpr qsizetype longestHead = 64 * 1024;
constexpr qsizetype longestRefusal = 256 * 1024;
constexpr quint64 longestControl = 125;

bool isControl(quint8 opcode)
{
    return opcode >= 8;
}

// The body of a chunked answer as far as it is there; nullopt: not whole yet.
std::optional<QByteArray> unchunked(const QByteArray &bytes, bool *broken)
{
    QByteArray body;
    qsizetype at = 0;
    for (;;) {
        const qsizetype end = bytes.indexOf("\r\n", at);
        if (end < 0)
            return std::nullopt;
        bool isNumber = false;
        const QByteArray size = bytes.mid(at, end - at);
        const qlonglong length = size.split(';').first().trimmed().toLongLong(&isNumber, 16);
        if (!isNumber || length < 0 || length > longestRefusal) {
            *broken = true;
            return std::nullopt;
        }
        at = end + 2;
        if (length == 0)
            return body;
        if (bytes.size() < at + length + 2)
            return std::nullopt;
        body += bytes.mid(at, length);
        at += length + 2;
    }
}

} // namespace

QByteArray clientFrame(FrameKind kind, const QByteArray &payload, quint32 mask)
{
    QByteArray frame;
    const qsizetype size = payload.size();
    frame.reserve(size + 14);
    frame += char(0x80 | quint8(kind));
    if (size <= 125) {
        frame += char(0x80 | size);
    } else if (size <= 0xffff) {
        frame += char(0x80 | 126);
        const quint16 length = qToBigEndian(quint16(size));
        frame.append(reinterpret_cast<const char *>(&length), sizeof length);
    } else {
        frame += char(0x80 | 127);
        const quint64 length = qToBigEndian(quint64(size));
        frame.append(reinterpret_cast<const char *>(&length), sizeof length);
    }
    const quint32 wire = qToBigEndian(mask);
    const char *key = reinterpret_cast<const char *>(&wire);
    frame.append(key, 4);
    const qsizetype begin = frame.size();
    frame += payload;
    char *data = frame.data() + begin;
    for (qsizetype i = 0; i < size; ++i)
        data[i] = char(data[i] ^ key[i & 3]);
    return frame;
}

WebSocketFrames::WebSocketFrames(qsizetype largest)
    : m_largest(largest)
{}

bool WebSocketFrames::feed(const QByteArray &bytes, QList<WebSocketMessage> &messages)
{
    if (m_broken)
        return false;
    m_pending += bytes;
    qsizetype at = 0;
    const auto broken = [this] {
        m_broken = true;
        m_pending.clear();
        m_fragments.clear();
        return false;
    };
    for (;;) {
        const qsizetype left = m_pending.size() - at;
        if (left < 2)
            break;
        const quint8 first = quint8(m_pending.at(at));
        const quint8 second = quint8(m_pending.at(at + 1));
        const quint8 opcode = first & 0x0f;
        const bool isLast = first & 0x80;
        // No extension was agreed on, and a server does not mask.
        if ((first & 0x70) || (second & 0x80) || (opcode > 2 && opcode < 8) || opcode > 10)
            return broken();
        quint64 length = second & 0x7f;
        qsizetype head = 2;
        if (length == 126) {
            if (left < 4)
                break;
            length = qFromBigEndian<quint16>(m_pending.constData() + at + 2);
            head = 4;
        } else if (length == 127) {
            if (left < 10)
                break;
            length = qFromBigEndian<quint64>(m_pending.constData() + at + 2);
            head = 10;
        }
        if (isControl(opcode) && (!isLast || length > longestControl))
            return broken();
        if (length > quint64(m_largest) || qsizetype(length) + m_fragments.size() > m_largest)
            return broken();
        if (left < head + qsizetype(length))
            break;
        const QByteArray payload = m_pending.mid(at + head, qsizetype(length));
        at += head + qsizetype(length);
        if (isControl(opcode)) {
            messages.append({FrameKind(opcode), payload});
            continue;
        }
        const bool continues = FrameKind(opcode) == FrameKind::Continuation;
        if (continues != m_kind.has_value())
            return broken();
        if (!continues)
            m_kind = FrameKind(opcode);
        if (isLast) {
            messages.append({*m_kind, m_fragments.isEmpty() ? payload : m_fragments + payload});
            m_kind.reset();
            m_fragments.clear();
        } else {
            m_fragments += payload;
        }
    }
    m_pending.remove(0, at);
    return true;
}

bool UpgradeAnswer::feed(const QByteArray &bytes)
{
    if (m_whole || m_broken)
        return m_whole;
    m_pending += bytes;
    if (!m_haveHead) {
        const qsizetype end = m_pending.indexOf("\r\n\r\n");
        if (end >= 0)
            readHead(end);
        else if (m_pending.size() > longestHead)
            m_broken = true;
    }
    if (m_haveHead && !m_whole && !m_broken)
        readBody();
    return m_whole;
}

void UpgradeAnswer::readHead(qsizetype end)
{
    const QList<QByteArray> lines = m_pending.left(end).split('\n');
    const QByteArray statusLine = lines.first().trimmed();
    const int status = statusLine.mid(9, 3).toInt();
    if (!statusLine.startsWith("HTTP/1.") || status < 100 || status > 599) {
        m_broken = true;
        return;
    }
    m_reply.status = status;
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const QByteArray &line = lines.at(i);
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            m_reply.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
    }
    m_pending.remove(0, end + 4);
    m_haveHead = true;
    if (status == 101) {
        m_rest = std::exchange(m_pending, {});
        m_whole = true;
    }
}

void UpgradeAnswer::readBody()
{
    if (m_reply.header("Transfer-Encoding").toLower().contains("chunked")) {
        if (const auto body = unchunked(m_pending, &m_broken)) {
            m_reply.body = *body;
            m_whole = true;
        }
    } else {
        bool isNumber = false;
        const qlonglong length = m_reply.header("Content-Length").toLongLong(&isNumber);
        if (isNumber && length >= 0 && m_pending.size() >= length) {
            m_reply.body = m_pending.left(length);
            m_whole = true;
        }
    }
    // Enough was said, whatever the length.
    if (!m_whole && m_pending.size() > longestRefusal)
        end();
}

void UpgradeAnswer::end()
{
    if (m_whole || m_broken)
        return;
    if (!m_haveHead) {
        m_broken = true;
        return;
    }
    m_reply.body = m_pending.left(longestRefusal);
    m_whole = true;
}

QByteArray webSocketAccept(const QByteArray &key)
{
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1)
        .toBase64();
}

} // namespace easel
