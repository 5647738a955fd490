// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/channelprotocol.h"
#include "core/clients/websocketframes.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QtEndian>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

QByteArray serverFrame(quint8 opcode, const QByteArray &payload, bool last = true)
{
    QByteArray frame;
    frame += char((last ? 0x80 : 0) | opcode);
    if (payload.size() <= 125) {
        frame += char(payload.size());
    } else if (payload.size() <= 0xffff) {
        frame += char(126);
        const quint16 length = qToBigEndian(quint16(payload.size()));
        frame.append(reinterpret_cast<const char *>(&length), 2);
    } else {
        frame += char(127);
        const quint64 length = qToBigEndian(quint64(payload.size()));
        frame.append(reinterpret_cast<const char *>(&length), 8);
    }
    return frame + payload;
}

QList<WebSocketMessage> fedInPieces(const QByteArray &bytes, qsizetype piece, bool *fits)
{
    WebSocketFrames frames;
    QList<WebSocketMessage> messages;
    *fits = true;
    for (qsizetype at = 0; at < bytes.size() && *fits; at += piece)
        *fits = frames.feed(bytes.mid(at, piece), messages);
    return messages;
}

} // namespace

class TestWebSocketFrames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // RFC 6455, section 5.7 and 1.3.
    void knowsTheExamplesOfTheStandard()
    {
        QCOMPARE(clientFrame(FrameKind::Text, "Hello", 0x37fa213d).toHex(),
                 QByteArray("818537fa213d7f9f4d5158"));
        QCOMPARE(webSocketAccept("dGhlIHNhbXBsZSBub25jZQ=="), QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        bool fits = false;
        const auto whole = fedInPieces(QByteArray::fromHex("810548656c6c6f"), 100, &fits);
        QVERIFY(fits);
        QCOMPARE(whole.size(), 1);
        QCOMPARE(whole.first().payload, QByteArray("Hello"));
        const auto parts = fedInPieces(QByteArray::fromHex("010348656c80026c6f"), 100, &fits);
        QCOMPARE(parts.size(), 1);
        QCOMPARE(parts.first().payload, QByteArray("Hello"));
        QVERIFY(parts.first().kind == FrameKind::Text);
    }

    void cutsAnywhere_data()
    {
        QTest::addColumn<int>("piece");
        for (int piece : {1, 2, 3, 7, 64, 100'000})
            QTest::addRow("%d", piece) << piece;
    }
    void cutsAnywhere()
    {
        QFETCH(int, piece);
        const QByteArray middle(40'000, 'm');
        const QByteArray large(70'000, 'l');
        const QByteArray bytes = serverFrame(2, "a") + serverFrame(9, "are you there") + serverFrame(2, {}) +
                                 serverFrame(2, "frag", false) + serverFrame(10, {}) +
                                 serverFrame(0, "mented") + serverFrame(2, middle) + serverFrame(2, large) +
                                 serverFrame(8, QByteArray::fromHex("03e8") + "bye");
        bool fits = false;
        const auto messages = fedInPieces(bytes, piece, &fits);
        QVERIFY(fits);
        QCOMPARE(messages.size(), 8);
        QCOMPARE(messages.at(1).payload, QByteArray("are you there"));
        QVERIFY(messages.at(3).kind == FrameKind::Pong); // between the fragments
        QCOMPARE(messages.at(4).payload, QByteArray("fragmented"));
        QCOMPARE(messages.at(5).payload, middle);
        QCOMPARE(messages.at(6).payload, large);
        QVERIFY(messages.at(7).kind == FrameKind::Close);
    }

    void refusesWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("reserved bit") << QByteArray::fromHex("c10100");
        QTest::newRow("reserved opcode") << QByteArray::fromHex("830100");
        QTest::newRow("masked by a server") << QByteArray::fromHex("8281000000006161");
        QTest::newRow("control in fragments") << QByteArray::fromHex("090100");
        QTest::newRow("long control") << serverFrame(9, QByteArray(126, 'x'));
        QTest::newRow("continues nothing") << serverFrame(0, "x");
        QTest::newRow("begins anew inside a message") << serverFrame(2, "x", false) + serverFrame(2, "y");
        QTest::newRow("endless") << QByteArray::fromHex("827f7fffffffffffffff");
        QTest::newRow("too large in fragments")
            << serverFrame(2, QByteArray(20 << 20, 'x'), false) + serverFrame(0, QByteArray(20 << 20, 'x'));
    }
    void refusesWhatIsNone()
    {
        QFETCH(QByteArray, bytes);
        WebSocketFrames frames;
        QList<WebSocketMessage> messages;
        QVERIFY(!frames.feed(bytes, messages));
        QVERIFY(messages.isEmpty());
        QVERIFY(!frames.feed(serverFrame(2, "fine"), messages)); // and stays so
    }

    void masksLargeFrames()
    {
        for (qsizetype size : {0, 125, 126, 65'535, 65'536}) {
            const QByteArray payload(size, 'p');
            QByteArray frame = clientFrame(FrameKind::Binary, payload, 0x01020304);
            const qsizetype head = frame.size() - size - 4;
            for (qsizetype i = 0; i < size; ++i)
                frame[head + 4 + i] = char(frame.at(head + 4 + i) ^ frame.at(head + (i & 3)));
            QCOMPARE(frame.mid(head + 4), payload);
            QVERIFY(quint8(frame.at(1)) & 0x80);
        }
    }

    void readsAnswers()
    {
        const QByteArray refusal = "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n"
                                   "Content-Length: 11\r\n\r\n{\"code\":40}";
        for (qsizetype piece : {1, 5, 500}) {
            UpgradeAnswer answer;
            for (qsizetype at = 0; at < refusal.size(); at += piece)
                answer.feed(refusal.mid(at, piece));
            QVERIFY(answer.isWhole());
            QCOMPARE(answer.reply().status, 403);
            QCOMPARE(answer.reply().body, QByteArray("{\"code\":40}"));
        }
        UpgradeAnswer accepted;
        QVERIFY(accepted.feed("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x82\x01x"));
        QCOMPARE(accepted.rest(), QByteArray("\x82\x01x"));
        UpgradeAnswer chunked;
        QVERIFY(!chunked.feed("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
        QVERIFY(chunked.feed("6\r\n world\r\n0\r\n\r\n"));
        QCOMPARE(chunked.reply().body, QByteArray("hello world"));
        UpgradeAnswer open;
        QVERIFY(!open.feed("HTTP/1.0 502 Bad Gateway\r\n\r\nthe proxy says no"));
        open.end();
        QVERIFY(open.isWhole());
        QCOMPARE(open.reply().body, QByteArray("the proxy says no"));
        UpgradeAnswer other;
        QVERIFY(!other.feed("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
        QVERIFY(other.isBroken());
        UpgradeAnswer endless;
        endless.feed(QByteArray(100'000, 'x'));
        QVERIFY(endless.isBroken());
    }

    // Any bytes at all: an answer or none, never a crash (with the sanitizers on).
    void survivesNoise()
    {
        quint32 seed = 20261129;
        const auto next = [&seed] { return seed = seed * 1664525u + 1013904223u; };
        for (int round = 0; round < 3000; ++round) {
            QByteArray noise;
            for (quint32 i = next() >> 24; i > 0; --i)
                noise += char(next() >> 23);
            WebSocketFrames frames(4096);
            QList<WebSocketMessage> messages;
            frames.feed(noise, messages);
            UpgradeAnswer answer;
            answer.feed("HTTP/1.1 400 x\r\nTransfer-Encoding: chunked\r\n\r\n" + noise);
            answer.end();
            ForwardChannels forward;
            forward.take(noise);
            (void)exitCodeOf(noise);
        }
    }

    void speaksOfChannels()
    {
        QCOMPARE(channelMessage(Channel::Input, "ls\n"), QByteArray("\0ls\n", 4));
        QCOMPARE(endOfInputMessage(), QByteArray("\xff\0", 2));
        const QByteArray size = resizeMessage(132, 43);
        QCOMPARE(size.at(0), char(4));
        const QJsonObject json = QJsonDocument::fromJson(size.mid(1)).object();
        QCOMPARE(json.value(u"Width").toInt(), 132);
        QCOMPARE(json.value(u"Height").toInt(), 43);
    }

    void tellsHowACommandEnded()
    {
        QCOMPARE(exitCodeOf(R"({"metadata":{},"status":"Success"})").value(), 0);
        QCOMPARE(exitCodeOf(R"({"status":"Failure","reason":"NonZeroExitCode","message":"exit 137","details":
            {"causes":[{"reason":"Other","message":"1"},{"reason":"ExitCode","message":"137"}]}})")
                     .value(),
                 137);
        const auto refused = exitCodeOf(
            R"({"status":"Failure","reason":"InternalError","message":"executable file not found in $PATH","code":500})");
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(u"not found in $PATH"));
        const auto words = exitCodeOf("OCI runtime\x1b[31m exec failed");
        QVERIFY(!words);
        QVERIFY(words.error().message.startsWith(u"OCI runtime"));
        QVERIFY(!words.error().message.contains(QChar(0x1b)));
        QVERIFY(!exitCodeOf({}));
    }

    void forwardsOneport()
    {
        // The port's number may come in pieces and with the first data.
        ForwardChannels channels;
        QVERIFY(channels.take(QByteArray("\0\x50", 2))->data.isEmpty());
        QCOMPARE(channels
                     .take(QByteArray("\0\x1f"
                                      "data",
                                      6))
                     ->data,
                 QByteArray("data"));
        QCOMPARE(channels.take(QByteArray("\0more", 5))->data, QByteArray("more"));
        QVERIFY(channels.take(QByteArray("\1\x50\x1f", 3))->problem.isEmpty());
        QCOMPARE(channels.take("\1connection refused")->problem, u"connection refused"_s);
        QVERIFY(!channels.take("\7what"));
        QVERIFY(!channels.take({}));
        QCOMPARE(ForwardChannels::dataMessage("x"), QByteArray("\0x", 2));
    }
};

QTEST_GUILESS_MAIN(TestWebSocketFrames)
#include "tst_websocketframes.moc"
