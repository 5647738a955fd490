// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/copyout.h"
#include "core/store/tarreader.h"

#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

QByteArray header(const QByteArray &name, char type, qint64 size, const QByteArray &mode = "0000644",
                  const QByteArray &prefix = {})
{
    QByteArray block(512, '\0');
    const auto put = [&block](int at, const QByteArray &text) { block.replace(at, text.size(), text); };
    put(0, name.left(100));
    put(100, mode);
    put(124, QByteArray::number(size, 8).rightJustified(11, '0'));
    block[156] = type;
    put(257, QByteArray("ustar\0"
                        "00",
                        8));
    put(345, prefix);
    put(148, QByteArray(8, ' '));
    qint64 sum = 0;
    for (const char c : block)
        sum += quint8(c);
    put(148, QByteArray::number(sum, 8).rightJustified(6, '0') + QByteArray("\0 ", 2));
    return block;
}

QByteArray entry(const QByteArray &name, const QByteArray &content, char type = '0',
                 const QByteArray &mode = "0000644")
{
    QByteArray padded = content;
    if (content.size() % 512)
        padded += QByteArray(512 - content.size() % 512, '\0');
    return header(name, type, content.size(), mode) + padded;
}

const QByteArray endMark(1024, '\0');

class Heard : public TarReader::Sink
{
public:
    bool begin(const TarReader::Entry &entry) override
    {
        said << (entry.kind == TarReader::Entry::Kind::Folder ? u"folder "_s : u"file "_s) + entry.name +
                    (entry.executable ? u"*"_s : QString());
        return !isFull;
    }
    bool data(const QByteArray &bytes) override
    {
        content += bytes;
        return true;
    }
    bool end() override
    {
        said << u"= "_s + QString::fromUtf8(content.left(40));
        content.clear();
        return true;
    }
    void refused(const QString &name, const QString &why) override
    {
        said << u"refused %1: %2"_s.arg(name, why);
    }

    QStringList said;
    QByteArray content;
    bool isFull = false;
};

} // namespace

class TestTarReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsInAnyPieces_data()
    {
        QTest::addColumn<int>("piece");
        for (int piece : {1, 13, 511, 512, 513, 1'000'000})
            QTest::addRow("%d", piece) << piece;
    }
    void readsInAnyPieces()
    {
        QFETCH(int, piece);
        const QByteArray longName = QByteArray(120, 'n') + "/deep.txt";
        QByteArray pax = "path=" + QByteArray("grüße.txt") + "\n";
        pax = QByteArray::number(pax.size() + 3) + ' ' + pax;
        QCOMPARE(pax.left(2), QByteArray::number(pax.size()));
        const QByteArray archive =
            header("log/", '5', 0, "0000755") + entry("log/empty", {}) +
            entry("log/run.sh", "#!/bin/sh\n", '0', "0000755") +
            entry("././@LongLink", longName + '\0', 'L') + entry("short", "long name") +
            entry("PaxHeaders/x", pax, 'x') + entry("ascii", "pax name") +
            header("tail", '0', 3, "0000644", "a/prefix") + QByteArray("abc") + QByteArray(509, '\0') +
            entry("./dotted/./x", QByteArray(600, 'y')) + endMark + QByteArray(4096, '\0');
        Heard heard;
        TarReader reader(&heard);
        for (qsizetype at = 0; at < archive.size(); at += piece)
            QVERIFY2(reader.feed(archive.mid(at, piece)), qPrintable(reader.problem()));
        QVERIFY(reader.isComplete());
        QCOMPARE(heard.said,
                 QStringList({u"folder log"_s, u"file log/empty"_s, u"= "_s, u"file log/run.sh*"_s,
                              u"= #!/bin/sh\n"_s, u"file "_s + QString::fromUtf8(longName), u"= long name"_s,
                              u"file grüße.txt"_s, u"= pax name"_s, u"file a/prefix/tail"_s, u"= abc"_s,
                              u"file dotted/x"_s, u"= "_s + QString(40, u'y')}));
    }

    void refusesWhatWouldLeaveTheFolder()
    {
        const QByteArray archive =
            entry("../../etc/passwd", "evil") + entry("/etc/passwd", "evil") + entry("a/../../b", "evil") +
            entry("link", {}, '2') + entry("hard", {}, '1') + entry("fifo", {}, '6') +
            entry("device", {}, '3') + entry("line\nbreak", "x") + entry("C:evil", "x") +
            entry("back\\slash", "x") + entry(QByteArray("rtl\xe2\x80\xaetxt.exe"), "x") + entry("", "x") +
            entry(".", "x") + entry("good", "fine") + endMark;
        Heard heard;
        TarReader reader(&heard);
        QVERIFY(reader.feed(archive));
        QVERIFY(reader.isComplete());
        QCOMPARE(heard.said.size(), 15);
        for (int i = 0; i < 13; ++i)
            QVERIFY2(heard.said.at(i).startsWith(u"refused "), qPrintable(heard.said.at(i)));
        QCOMPARE(heard.said.at(0), u"refused ../../etc/passwd: its name leads out of the folder"_s);
        QCOMPARE(heard.said.at(1), u"refused /etc/passwd: its name is absolute"_s);
        QCOMPARE(heard.said.at(3), u"refused link: it is a link"_s);
        QCOMPARE(heard.said.at(5), u"refused fifo: it is no file and no folder"_s);
        QCOMPARE(heard.said.at(13), u"file good"_s);
    }

    // A long name must not smuggle what a short one may not say.
    void refusesInLongNamesToo()
    {
        QByteArray pax = "path=../evil\n";
        pax = QByteArray::number(pax.size() + 3) + ' ' + pax;
        const QByteArray archive = entry("@LongLink", QByteArray("../evil") + '\0', 'L') +
                                   entry("good", "x") + entry("x", pax, 'x') + entry("good", "x") + endMark;
        Heard heard;
        TarReader reader(&heard);
        QVERIFY(reader.feed(archive));
        QCOMPARE(heard.said.size(), 2);
        QVERIFY(heard.said.at(0).startsWith(u"refused ../evil"));
        QVERIFY(heard.said.at(1).startsWith(u"refused ../evil"));
    }

    void saysWhatIsNoArchive()
    {
        Heard heard;
        TarReader reader(&heard);
        QVERIFY(!reader.feed(QByteArray(600, 'x')));
        QCOMPARE(reader.problem(), u"what came is no archive"_s);
        QVERIFY(!reader.feed(endMark));
        QByteArray broken = entry("file", "x");
        broken[10] = 'y'; // the sum is another one now
        TarReader second(&heard);
        QVERIFY(!second.feed(broken));
        TarReader third(&heard);
        QVERIFY(!third.feed(header("x", 'L', 5'000'000)));
        TarReader cut(&heard);
        QVERIFY(cut.feed(entry("file", "content").left(700)));
        QVERIFY(!cut.isComplete());
        Heard full;
        full.isFull = true;
        TarReader fourth(&full);
        QVERIFY(!fourth.feed(entry("file", "x")));
    }

    void survivesNoise()
    {
        quint32 seed = 4;
        const auto next = [&seed] { return seed = seed * 1664525u + 1013904223u; };
        for (int round = 0; round < 2000; ++round) {
            // A good archive with some bytes changed, sums mended half of the time.
            QByteArray archive = entry("log/a", QByteArray(700, 'a')) + entry("b", "bb") + endMark;
            for (int i = next() % 4; i >= 0; --i)
                archive[next() % archive.size()] = char(next() >> 20);
            Heard heard;
            TarReader reader(&heard);
            reader.feed(archive);
        }
    }

    void judgesPaths()
    {
        QCOMPARE(CopyOut::whyNot(u"/var/log"_s), QString());
        QVERIFY(!CopyOut::whyNot(u"var/log"_s).isEmpty());
        QVERIFY(!CopyOut::whyNot(u"/var/../etc"_s).isEmpty());
        QVERIFY(!CopyOut::whyNot(u"/"_s).isEmpty());
        QVERIFY(!CopyOut::whyNot(u"/a\nb"_s).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestTarReader)
#include "tst_tarreader.moc"
