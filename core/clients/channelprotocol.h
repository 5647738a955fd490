// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <optional>

namespace easel {

// Kubernetes' channels in WebSocket messages (subprotocols v5.channel.k8s.io and v4.channel.k8s.io): the
// first byte of a message names the channel.
enum class Channel : quint8 { Input = 0, Output = 1, ErrorOutput = 2, Status = 3, Resize = 4, Close = 255 };

extern const QString channelsV5; // "v5.channel.k8s.io": knows the end of one channel
extern const QString channelsV4;

QByteArray channelMessage(Channel channel, const QByteArray &bytes);
QByteArray resizeMessage(int columns, int rows);
QByteArray endOfInputMessage(); // v5 only

// What the status channel says at the end: the exit code of the command, or why there is none.
Result<int> exitCodeOf(const QByteArray &status);

// Port forwarding (v4): channels 0 and 1 are data and errors of the one port that was asked for; the server
// first names the port on both, as two bytes.
class ForwardChannels
{
public:
    struct Piece
    {
        QByteArray data; // for the one who listens
        QString problem; // not empty: the other side gave up
    };
    // Nothing: the message is no channel of ours.
    std::optional<Piece> take(const QByteArray &message);
    static QByteArray dataMessage(const QByteArray &bytes);

private:
    int m_seen[2] = {0, 0}; // bytes of the port number that came
};

} // namespace easel
