// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/logbuffer.h"
#include "core/store/logfeed.h"
#include "core/store/logsearch.h"

#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

QString textOf(const LogBuffer &buffer)
{
    QStringList lines;
    for (qint64 i = buffer.first(); i < buffer.end(); ++i)
        lines << QString::number(buffer.at(i).stream) + u':' + QString::fromUtf8(buffer.at(i).text);
    return lines.join(u' ');
}

QByteArray at(int second, const QByteArray &text)
{
    return "2026-11-29T07:00:" + QByteArray::number(second).rightJustified(2, '0') + ".5Z " + text + '\n';
}

} // namespace

class TestLogBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTimes()
    {
        const LogStamp stamp = logStamp("2026-11-29T07:05:09.123456789Z hello");
        QCOMPARE(logTime(stamp.nanoseconds), u"2026-11-29T07:05:09.123456789Z"_s);
        QCOMPARE(stamp.length, 31);
        QCOMPARE(logTime(logStamp("2024-02-29T23:59:59Z x").nanoseconds),
                 u"2024-02-29T23:59:59.000000000Z"_s);
        QCOMPARE(logTime(logStamp("1970-01-01T00:00:01.5Z x").nanoseconds),
                 u"1970-01-01T00:00:01.500000000Z"_s);
        QCOMPARE(logStamp("2026-11-29T09:05:09+02:00 x").nanoseconds,
                 logStamp("2026-11-29T07:05:09Z x").nanoseconds);
        for (const char *none : {"", "hello", "2026-11-29", "2026-13-29T07:05:09Z", "2026-11-29T07:05:09",
                                 "2026-11-29T07:05:09+0"})
            QCOMPARE(logStamp(none).length, 0);
    }

    // Whatever comes: never more bytes or lines than the bound, the last lines whole and in order.
    void keepsItsBound_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<int>("lines");
        QTest::newRow("by bytes") << 1000 << 100'000;
        QTest::newRow("by lines") << 100'000 << 20;
        QTest::newRow("tiny") << 2 << 3;
    }
    void keepsItsBound()
    {
        QFETCH(int, bytes);
        QFETCH(int, lines);
        LogBuffer buffer(bytes, lines);
        quint32 seed = 7;
        QList<QByteArray> all;
        for (int i = 0; i < 5000; ++i) {
            seed = seed * 1664525u + 1013904223u;
            QByteArray line = QByteArray::number(i);
            line = (seed >> 28) == 0 ? QByteArray() : line.leftJustified(1 + (seed >> 26), '.');
            line.truncate(bytes - 1);
            all << line;
            buffer.append(3, i, line);
            qsizetype held = 0;
            for (qint64 n = buffer.first(); n < buffer.end(); ++n)
                held += buffer.at(n).text.size();
            QVERIFY(held <= bytes);
            QVERIFY(buffer.size() >= 1 && buffer.size() <= lines);
            QCOMPARE(buffer.end(), qint64(i + 1));
            QCOMPARE(buffer.dropped(), buffer.first());
            if (i % 97 == 0) {
                for (qint64 n = buffer.first(); n < buffer.end(); ++n)
                    QCOMPARE(buffer.at(n).text.toByteArray(), all.at(n));
            }
        }
        QVERIFY(buffer.bytesHeld() <= std::max(bytes, 64 * 1024));
    }

    void cutsEndlessLines()
    {
        LogBuffer buffer;
        buffer.append(0, 0, QByteArray(1 << 20, 'x'));
        QCOMPARE(buffer.at(0).text.size(), LogBuffer::longestLine);
        QCOMPARE(buffer.at(1).text.size(), 0); // there is none
        buffer.clear();
        QVERIFY(buffer.isEmpty());
        buffer.append(0, 0, "next");
        QCOMPARE(buffer.first(), 1);
        QCOMPARE(buffer.at(1).text.toByteArray(), QByteArray("next"));
    }

    void putsLogsInOrder()
    {
        LogMerge merge(2);
        LogBuffer buffer;
        merge.take(0, at(1, "a") + at(4, "d"), 0);
        QVERIFY(!merge.release(buffer, 10)); // the other one may be earlier
        merge.take(1, at(2, "b") + at(3, "c"), 20);
        merge.release(buffer, 20);
        QCOMPARE(textOf(buffer), u"0:a 1:b 1:c"_s); // d waits: 1 may still say something before it
        merge.release(buffer, 20 + LogMerge::patienceMs);
        QCOMPARE(textOf(buffer), u"0:a 1:b 1:c 0:d"_s);
        QVERIFY(merge.isEmpty());
    }

    void doesNotWaitForTheDead()
    {
        LogMerge merge(2);
        LogBuffer buffer;
        merge.take(0, at(1, "a"), 0);
        merge.close(1);
        merge.release(buffer, 0);
        QCOMPARE(textOf(buffer), u"0:a"_s);
        merge.open(1);
        merge.take(0, at(2, "b"), 0);
        QVERIFY(!merge.release(buffer, 0));
        merge.release(buffer, 0, true);
        QCOMPARE(textOf(buffer), u"0:a 0:b"_s);
    }

    void holdsAFastLogBack()
    {
        LogMerge merge(2);
        LogBuffer buffer;
        QByteArray much;
        for (int i = 0; i < 20'000; ++i)
            much += at(30, "a line of a fast program that waits for a slow one");
        merge.take(0, much, 0);
        QVERIFY(merge.isFull(0));
        QVERIFY(!merge.isFull(1));
        merge.release(buffer, 1); // what is too much does not wait
        QVERIFY(!merge.isFull(0));
        QVERIFY(!merge.isEmpty());
        QVERIFY(!buffer.isEmpty());
    }

    void skipsWhatIsKnown()
    {
        LogMerge merge(1);
        LogBuffer buffer;
        merge.take(0, at(1, "a") + at(2, "b"), 0);
        merge.release(buffer, 0);
        const qint64 last = merge.lastTime(0);
        merge.take(0, at(1, "a") + at(2, "b") + at(3, "c"), 0, last);
        merge.release(buffer, 0);
        QCOMPARE(textOf(buffer), u"0:a 0:b 0:c"_s);
        // A line without a time stays where it came.
        merge.take(0, "no time\r\n" + at(2, "late"), 0);
        merge.release(buffer, 0);
        QCOMPARE(textOf(buffer), u"0:a 0:b 0:c 0:no time 0:late"_s);
    }

    void finds()
    {
        LogBuffer buffer(10'000, 1000);
        for (int i = 0; i < 100; ++i)
            buffer.append(
                0, 0, i % 10 == 3 ? QByteArray("GET /Health ") + QByteArray::number(i) : QByteArray("other"));
        LogSearch search(&buffer);
        search.setText(u"health"_s);
        QTRY_VERIFY(search.isComplete());
        QCOMPARE(search.count(), 10);
        QCOMPARE(search.hit(0), 3);
        QVERIFY(search.isHit(13));
        QVERIFY(!search.isHit(14));
        QCOMPARE(search.next(3), 13);
        QCOMPARE(search.next(93), 3); // round
        QCOMPARE(search.previous(3), 93);
        buffer.append(0, 0, "/HEALTH again");
        search.update();
        QCOMPARE(search.count(), 11);
        search.setText(u"nothing of the kind"_s);
        QCOMPARE(search.next(0), -1);
        search.setText({});
        QVERIFY(!search.isActive());
        buffer.append(0, 0, u"Schwäbische ÄRZTE"_s.toUtf8());
        search.setText(u"ärzte"_s);
        QTRY_VERIFY(search.isComplete());
        QCOMPARE(search.count(), 1);
        // Lines that went take their hits with them.
        for (int i = 0; i < 2000; ++i)
            buffer.append(0, 0, "new");
        search.update();
        QCOMPARE(search.count(), 0);
    }

    void findsInSlices()
    {
        LogBuffer buffer;
        const QByteArray line(1000, 'x');
        for (int i = 0; i < 10'000; ++i)
            buffer.append(0, 0, line);
        buffer.append(0, 0, "needle");
        LogSearch search(&buffer);
        search.setText(u"needle"_s);
        QVERIFY(!search.isComplete()); // the rest comes between events
        QTRY_COMPARE(search.count(), 1);
        QCOMPARE(search.hit(0), 10'000);
    }
};

QTEST_GUILESS_MAIN(TestLogBuffer)
#include "tst_logbuffer.moc"
