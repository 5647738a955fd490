// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/gunzip.h"
#include "tests/support/gzip.h"

#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace easel::tests;

class TestGunzip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inPieces_data();
    void inPieces();
    void severalMembers();
    void bombsAreStopped();
    void brokenOnes();

private:
    static QByteArray text(qsizetype size)
    {
        QRandomGenerator random{quint32(size)};
        QByteArray bytes;
        while (bytes.size() < size)
            bytes += "{\"name\":\"pod-" + QByteArray::number(random.bounded(1000)) + "\"},";
        return bytes.first(size);
    }
};

void TestGunzip::inPieces_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("piece");
    for (const int size : {0, 1, 1'000, 1'000'000, 3'000'000}) {
        for (const int piece : {1, 7, 4'096, 10'000'000}) {
            if (size < 1'000'000 || piece > 1)
                QTest::addRow("%d by %d", size, piece) << size << piece;
        }
    }
}

void TestGunzip::inPieces()
{
    QFETCH(const int, size);
    QFETCH(const int, piece);
    const QByteArray plain = text(size);
    const QByteArray packed = gzipOf(plain);
    Gunzip gunzip;
    QByteArray unpacked;
    qsizetype largest = 0;
    for (qsizetype at = 0; at < packed.size(); at += piece) {
        QVERIFY(gunzip.feed(packed.mid(at, piece), [&](const QByteArray &more) {
            unpacked += more;
            largest = std::max(largest, more.size());
            return true;
        }));
    }
    QVERIFY(unpacked == plain);
    QVERIFY(largest <= 256 * 1024);
}

// Some servers write one member for each flush.
void TestGunzip::severalMembers()
{
    const QByteArray packed = gzipOf("{\"items\":[") + gzipOf(text(500'000)) + gzipOf("]}");
    for (const qsizetype piece : {qsizetype(1'000), packed.size()}) {
        Gunzip gunzip;
        QByteArray unpacked;
        for (qsizetype at = 0; at < packed.size(); at += piece) {
            QVERIFY(gunzip.feed(packed.mid(at, piece), [&](const QByteArray &more) {
                unpacked += more;
                return true;
            }));
        }
        QVERIFY(unpacked == "{\"items\":[" + text(500'000) + "]}");
    }
}

void TestGunzip::bombsAreStopped()
{
    const QByteArray bomb = gzipOf(QByteArray(32 * 1024 * 1024, ' '));
    QVERIFY(bomb.size() < 100'000);
    Gunzip gunzip;
    qsizetype got = 0;
    const auto take = [&got](const QByteArray &more) {
        got += more.size();
        return got < 1'000'000;
    };
    QVERIFY(!gunzip.feed(bomb, take));
    QVERIFY(got < 1'500'000);
    const qsizetype before = got;
    QVERIFY(!gunzip.feed(bomb, take)); // it stays at that
    QCOMPARE(got, before);
}

void TestGunzip::brokenOnes()
{
    const auto good = [](const QByteArray &bytes) {
        Gunzip gunzip;
        return gunzip.feed(bytes, [](const QByteArray &) { return true; });
    };
    QVERIFY(!good("{\"items\":[]}")); // not packed at all
    QVERIFY(!good(qCompress("zlib, not gzip").mid(4)));
    QByteArray packed = gzipOf(text(100'000));
    QVERIFY(good(packed));
    QVERIFY(good(packed.first(packed.size() / 2))); // more may follow
    packed[packed.size() / 2] = char(packed.at(packed.size() / 2) ^ 0x55);
    QVERIFY(!good(packed));
    packed = gzipOf(text(100));
    packed[packed.size() - 6] = char(packed.at(packed.size() - 6) ^ 1); // the checksum
    QVERIFY(!good(packed));
}

QTEST_GUILESS_MAIN(TestGunzip)
#include "tst_gunzip.moc"
