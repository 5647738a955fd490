// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/watchframing.h"

#include <QTest>

using namespace easel;

class TestWatchFraming : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsHoweverTorn_data();
    void cutsHoweverTorn();
    void capsALine();
    void seesPartialLines();
    void knowsKinds_data();
    void knowsKinds();
    void manyLinesAreFast();
};

void TestWatchFraming::cutsHoweverTorn_data()
{
    QTest::addColumn<int>("portion");
    for (const int portion : {1, 2, 3, 7, 64, 100000})
        QTest::addRow("%d bytes", portion) << portion;
}

void TestWatchFraming::cutsHoweverTorn()
{
    QFETCH(int, portion);
    const QList<QByteArray> expected{"{\"type\":\"ADDED\",\"object\":{\"name\":\"Grönland\"}}",
                                     "{\"type\":\"MODIFIED\",\"object\":{\"name\":\"\xf0\x9f\xa7\x8a \\n\"}}",
                                     "{\"type\":\"BOOKMARK\",\"object\":{}}"};
    const QByteArray bytes =
        "\n" + expected.at(0) + "\n\n \r\n" + expected.at(1) + "\r\n" + expected.at(2) + "\n{\"half";
    WatchFraming framing;
    QList<QByteArray> lines;
    for (qsizetype at = 0; at < bytes.size(); at += portion)
        QVERIFY(framing.feed(bytes.mid(at, portion), lines));
    QCOMPARE(lines, expected);
    QVERIFY(framing.hasPartialLine());
    QCOMPARE(framing.pendingBytes(), 6);
}

void TestWatchFraming::capsALine()
{
    QList<QByteArray> lines;
    WatchFraming framing(10);
    QVERIFY(framing.feed("0123456789\n", lines));
    QCOMPARE(lines.size(), 1);
    QVERIFY(!framing.feed("01234567890\n", lines)); // with its end in the same portion
    QCOMPARE(lines.size(), 1);
    WatchFraming endless(10);
    QVERIFY(endless.feed("0123456789", lines));
    QVERIFY(!endless.feed("0", lines)); // without one
}

void TestWatchFraming::seesPartialLines()
{
    QList<QByteArray> lines;
    WatchFraming framing;
    QVERIFY(!framing.hasPartialLine());
    framing.feed("{}\n \r\n ", lines);
    QVERIFY(!framing.hasPartialLine());
    framing.feed("{", lines);
    QVERIFY(framing.hasPartialLine());
}

void TestWatchFraming::knowsKinds_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<int>("kind");
    const int object = static_cast<int>(WatchEventKind::Object);
    const int bookmark = static_cast<int>(WatchEventKind::Bookmark);
    const int error = static_cast<int>(WatchEventKind::Error);
    QTest::newRow("added") << QByteArray(R"({"type":"ADDED","object":{}})") << object;
    QTest::newRow("word in the object")
        << QByteArray(R"({"type":"ADDED","object":{"type":"ERROR"}})") << object;
    QTest::newRow("object first") << QByteArray(R"({"object":{"a":"}\"","b":["{"]},"type":"ERROR"})")
                                  << error;
    QTest::newRow("spaces") << QByteArray(R"( { "type" : "BOOKMARK" , "object":{}})") << bookmark;
    QTest::newRow("error") << QByteArray(R"({"type":"ERROR","object":{"code":410}})") << error;
    QTest::newRow("rubbish") << QByteArray("rubbish") << object;
    QTest::newRow("cut off") << QByteArray(R"({"type":"ERR)") << object;
    QTest::newRow("ends in escape") << QByteArray("{\"type\":\"\\") << object;
}

void TestWatchFraming::knowsKinds()
{
    QFETCH(QByteArray, event);
    QFETCH(int, kind);
    QCOMPARE(static_cast<int>(watchEventKind(event)), kind);
}

void TestWatchFraming::manyLinesAreFast()
{
    // 50,000 lines in one portion, then 8 MB of one line in small portions: neither may become quadratic.
    QByteArray bytes;
    for (int i = 0; i < 50'000; ++i)
        bytes += "{\"type\":\"ADDED\",\"object\":{}}\n";
    WatchFraming framing;
    QList<QByteArray> lines;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(framing.feed(bytes, lines));
    QCOMPARE(lines.size(), 50'000);
    const QByteArray part(1000, 'x');
    for (int i = 0; i < 8000; ++i)
        QVERIFY(framing.feed(part, lines));
    QVERIFY(framing.feed("\n", lines));
    QCOMPARE(lines.last().size(), 8'000'000);
    QVERIFY2(timer.elapsed() < 3000, "framing takes quadratic time");
}

QTEST_GUILESS_MAIN(TestWatchFraming)
#include "tst_watchframing.moc"
