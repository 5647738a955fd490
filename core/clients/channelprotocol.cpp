// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/channelprotocol.h"

#include "core/base/redact.h"
#include "core/base/text.h"
#include "core/clients/kubestatus.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ChannelProtocol)
};

constexpr int portBytes = 2;

} // namespace

const QString channelsV5 = QStringLiteral("v5.channel.k8s.io");
const QString channelsV4 = QStringLiteral("v4.channel.k8s.io");

QByteArray channelMessage(Channel channel, const QByteArray &bytes)
{
    QByteArray message;
    message.reserve(bytes.size() + 1);
    message += char(channel);
    message += bytes;
    return message;
}

QByteArray resizeMessage(int columns, int rows)
{
    const QJsonObject size{{QStringLiteral("Width"), columns}, {QStringLiteral("Height"), rows}};
    return channelMessage(Channel::Resize, QJsonDocument(size).toJson(QJsonDocument::Compact));
}

QByteArray endOfInputMessage()
{
    return channelMessage(Channel::Close, QByteArray(1, char(Channel::Input)));
}

Result<int> exitCodeOf(const QByteArray &status)
{
    const QJsonObject object = QJsonDocument::fromJson(status).object();
    if (object.value(u"status").toString() == u"Success")
        return 0;
    if (object.value(u"reason").toString() == u"NonZeroExitCode") {
        const QJsonArray causes = object.value(u"details").toObject().value(u"causes").toArray();
        for (const auto &cause : causes) {
            if (cause.toObject().value(u"reason").toString() != u"ExitCode")
                continue;
            bool isNumber = false;
            const int code = cause.toObject().value(u"message").toString().toInt(&isNumber);
            if (isNumber)
                return code;
        }
    }
    if (object.isEmpty()) {
        const QString words = cleanedLine(redacted(QString::fromUtf8(status.left(2000))));
        return failure(Error::Kind::Protocol,
                       words.isEmpty() ? Text::tr("The command ended without saying how") : words);
    }
    Error error = errorFromStatus(object);
    if (errorSentence(error).isEmpty()) // a status without a word (found by fuzzing)
        error.message = Text::tr("The command ended without saying how");
    return failure(error);
}

std::optional<ForwardChannels::Piece> ForwardChannels::take(const QByteArray &message)
{
    if (message.isEmpty() || quint8(message.at(0)) > 1)
        return std::nullopt;
    const int channel = message.at(0);
    const int missing = std::min<int>(portBytes - m_seen[channel], int(message.size()) - 1);
    m_seen[channel] += missing;
    const QByteArray bytes = message.mid(1 + missing);
    Piece piece;
    if (channel == 0)
        piece.data = bytes;
    else
        piece.problem = cleanedLine(redacted(QString::fromUtf8(bytes.left(2000))));
    return piece;
}

QByteArray ForwardChannels::dataMessage(const QByteArray &bytes)
{
    return channelMessage(Channel::Input, bytes);
}

} // namespace easel
