// SPDX-License-Identifier: GPL-3.0-or-later
// What a server sends while a command runs in a pod, a port is forwarded or files are copied out, torn
// anywhere: the same comes out as from one piece, nothing grows, and nothing is written outside the folder.
#include "core/clients/channelprotocol.h"
#include "core/clients/websocketframes.h"
#include "core/store/tarreader.h"
#include "fuzz.h"

#include <QStringList>

using namespace easel;

namespace {

constexpr qsizetype largest = 4096;

template <typename Feed>
void inPieces(const QByteArray &bytes, int piece, const Feed &feed)
{
    for (qsizetype at = 0; at < bytes.size(); at += piece)
        feed(bytes.mid(at, piece));
}

void frames(const QByteArray &bytes, int piece)
{
    QList<WebSocketMessage> whole;
    WebSocketFrames inOne(largest);
    const bool fine = inOne.feed(bytes, whole);
    QList<WebSocketMessage> torn;
    WebSocketFrames parts(largest);
    bool tornFine = true;
    inPieces(bytes, piece, [&](const QByteArray &part) { tornFine = parts.feed(part, torn); });
    EASEL_MUST(fine == tornFine);
    EASEL_MUST(whole.size() == torn.size());
    ForwardChannels forward;
    for (qsizetype i = 0; i < whole.size(); ++i) {
        EASEL_MUST(whole.at(i).kind == torn.at(i).kind && whole.at(i).payload == torn.at(i).payload);
        EASEL_MUST(whole.at(i).kind != FrameKind::Continuation);
        EASEL_MUST(whole.at(i).payload.size() <= largest);
        if (const auto taken = forward.take(whole.at(i).payload))
            EASEL_MUST(taken->data.size() < whole.at(i).payload.size());
    }
}

void upgrade(const QByteArray &bytes, int piece)
{
    UpgradeAnswer inOne;
    inOne.feed(bytes);
    UpgradeAnswer parts;
    inPieces(bytes, piece, [&](const QByteArray &part) { parts.feed(part); });
    EASEL_MUST(inOne.isWhole() == parts.isWhole());
    EASEL_MUST(inOne.isBroken() == parts.isBroken());
    inOne.end();
    parts.end();
    EASEL_MUST(inOne.isWhole() != inOne.isBroken());
    if (!inOne.isWhole())
        return;
    EASEL_MUST(inOne.reply().status == parts.reply().status);
    EASEL_MUST(inOne.reply().headers == parts.reply().headers);
    EASEL_MUST(inOne.reply().body == parts.reply().body);
    // What comes in later pieces goes to the frames at once.
    EASEL_MUST(inOne.rest().startsWith(parts.rest()));
}

// Messages of up to 63 bytes, each behind its length.
void forward(const QByteArray &bytes)
{
    ForwardChannels channels;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype length = uchar(bytes.at(at)) % 64;
        const QByteArray message = bytes.mid(at + 1, length);
        at += 1 + length;
        if (const auto piece = channels.take(message))
            EASEL_MUST(piece->data.size() < message.size());
    }
}

class Folder : public TarReader::Sink
{
public:
    bool begin(const TarReader::Entry &entry) override
    {
        EASEL_MUST(TarReader::whyNot(entry.name).isEmpty());
        const QStringList parts = entry.name.split(u'/');
        EASEL_MUST(!parts.contains(QStringLiteral("..")) && !parts.contains(QString()));
        EASEL_MUST(entry.size >= 0);
        m_left = entry.kind == TarReader::Entry::Kind::File ? entry.size : 0;
        said += QStringLiteral("B") + entry.name;
        return true;
    }
    bool data(const QByteArray &bytes) override
    {
        m_left -= bytes.size();
        EASEL_MUST(m_left >= 0);
        content += bytes;
        return true;
    }
    bool end() override
    {
        EASEL_MUST(m_left == 0);
        said += QStringLiteral("E");
        return true;
    }
    void refused(const QString &name, const QString &why) override
    {
        EASEL_MUST(!why.isEmpty());
        said += QStringLiteral("R") + name;
    }

    QStringList said;
    QByteArray content;

private:
    qint64 m_left = 0;
};

// Headers get the sum that they should have, or no input that a fuzzer makes up would be read any further.
QByteArray withSums(QByteArray bytes)
{
    for (qsizetype at = 0; at + 512 <= bytes.size(); at += 512) {
        qint64 sum = 0;
        for (qsizetype i = 0; i < 512; ++i)
            sum += i >= 148 && i < 156 ? ' ' : uchar(bytes.at(at + i));
        if (bytes.mid(at + 257, 5) == "ustar")
            bytes.replace(at + 148, 8, QByteArray::number(sum, 8).rightJustified(6, '0') + '\0' + ' ');
    }
    return bytes;
}

void archive(const QByteArray &bytes, int piece)
{
    Folder whole;
    TarReader inOne(&whole);
    const bool fine = inOne.feed(bytes);
    Folder torn;
    TarReader parts(&torn);
    bool tornFine = true;
    inPieces(bytes, piece, [&](const QByteArray &part) { tornFine = parts.feed(part); });
    EASEL_MUST(bytes.isEmpty() || fine == tornFine);
    EASEL_MUST(fine == inOne.problem().isEmpty());
    EASEL_MUST(whole.said == torn.said);
    EASEL_MUST(whole.content == torn.content);
    EASEL_MUST(inOne.isComplete() == parts.isComplete());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const int what = input.number(6);
    const int piece = 1 + input.number(255);
    const QByteArray bytes = input.rest();
    switch (what) {
    case 0:
        frames(bytes, piece);
        break;
    case 1:
        upgrade(bytes, piece);
        break;
    case 2:
        forward(bytes);
        break;
    case 3:
        archive(bytes, piece);
        break;
    case 4:
        archive(withSums(bytes), piece);
        break;
    default:
        if (const auto code = exitCodeOf(bytes); !code)
            EASEL_MUST(!errorSentence(code.error()).isEmpty());
        break;
    }
    return 0;
}
