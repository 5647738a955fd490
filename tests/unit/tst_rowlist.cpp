// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/rowlist.h"

#include <QRandomGenerator>
#include <QTest>
#include <QUuid>

#include <limits>

using namespace easel;
using namespace Qt::StringLiterals;

class RowListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsComeOutAsTheyWentIn_data();
    void rowsComeOutAsTheyWentIn();
    void agreesWithAList();
    void viewsSayWhatRowsSay();
    void textsThatComeAgainAreShared();
    void sharedTextsAreForgotten();
    void rowsThatChangeForeverDoNotGrow();
};

namespace {

Row sample()
{
    Row row;
    row.uid = u"0f8fad5b-d9cb-469f-a165-70867728950e"_s;
    row.resourceVersion = u"104711"_s;
    row.namespaceName = u"glaciology"_s;
    row.name = u"calving-detect"_s;
    row.createdMs = 1'760'000'000'000;
    row.tone = Tone::Waiting;
    row.stateWord = u"Waiting for compute"_s;
    row.stateReason = u"Pool crevasse-train has 0 GPUs free"_s;
    row.cells = {row.name, row.stateWord, row.namespaceName, u"8 H100"_s, qint64(3), row.createdMs, Cell()};
    row.labels = "team=ice\n";
    return row;
}

template <typename T>
T anyOf(QRandomGenerator &random, const QList<T> &list)
{
    return list.at(random.bounded(int(list.size())));
}

Row randomRow(QRandomGenerator &random, int number)
{
    static const QStringList words{{},
                                   u"a"_s,
                                   u"Running"_s,
                                   u"a longer text with blanks"_s,
                                   QString::fromUtf8("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
                                   QString(300, u'x')};
    Row row;
    row.uid = number % 3
                  ? QUuid::createUuidV5(QUuid(), QString::number(number)).toString(QUuid::WithoutBraces)
                  : u"file:ComputePool/%1"_s.arg(number);
    row.resourceVersion = anyOf(random, QStringList{{}, u"7"_s, u"007"_s, u"abc"_s, QString::number(number)});
    row.namespaceName = u"ns-%1"_s.arg(random.bounded(5));
    row.name = u"row-%1"_s.arg(number);
    row.createdMs = random.bounded(2) ? 0 : qint64(random.generate64() >> 20);
    row.tone = Tone(random.bounded(9));
    row.deleting = random.bounded(2) == 1;
    row.stateWord = anyOf(random, words);
    row.stateReason = random.bounded(2) ? anyOf(random, words) : u"reason %1"_s.arg(number);
    for (int i = random.bounded(8); i > 0; --i) {
        switch (random.bounded(6)) {
        case 0:
            row.cells << Cell();
            break;
        case 1:
            row.cells << Cell(anyOf(random, words));
            break;
        case 2:
            row.cells << Cell(row.name);
            break;
        case 3:
            row.cells << Cell(qint64(random.generate64()));
            break;
        case 4:
            row.cells << Cell(qint64(random.bounded(-3, 400)));
            break;
        default:
            row.cells << Cell(random.bounded(1000.0));
        }
    }
    row.labels = random.bounded(2) ? QByteArray("team=ice\n") : "pod=" + QByteArray::number(number) + '\n';
    if (random.bounded(4) == 0)
        row.raw = QByteArray(random.bounded(200), 'r');
    if (random.bounded(8) == 0)
        row.target = {u"v1"_s, u"Pod"_s, u"ns"_s, row.name};
    return row;
}

} // namespace

void RowListTest::rowsComeOutAsTheyWentIn_data()
{
    QTest::addColumn<Row>("row");
    QTest::newRow("sample") << sample();
    QTest::newRow("empty") << Row();
    Row row = sample();
    row.uid = row.uid.toUpper(); // no UUID as Kubernetes writes it: kept as it is
    QTest::newRow("upper case") << row;
    row.uid = u"0f8fad5b-d9cb-469f-a165_70867728950e"_s;
    QTest::newRow("another mark") << row;
    row.uid = u"file:ComputePool.spectrocloud.com/glaciology/firn"_s;
    QTest::newRow("file") << row;
    for (const QString &version : {u"0"_s, u"00"_s, u"01"_s, u"-1"_s, u"18446744073709551616"_s, u"x"_s}) {
        row = sample();
        row.resourceVersion = version;
        QTest::addRow("version %s", qPrintable(version)) << row;
    }
    row = sample();
    row.cells.clear();
    for (const qint64 number : {qint64(-1), qint64(0), qint64(239), qint64(240), qint64(256),
                                std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max()})
        row.cells << number;
    row.cells << 0.5 << -0.0 << 1e300 << QString() << QString(1, QChar(u'\0'));
    QTest::newRow("numbers") << row;
    for (const char *labels : {"", "\n", "a=1", "a=1\nb=2", "a=1\n\nb=2\n", "\n\n"}) {
        row = sample();
        row.labels = labels;
        QTest::addRow("labels %s", row.labels.toPercentEncoding().constData()) << row;
    }
    row = sample();
    row.cells << u"\ufeffmark"_s << QString(QChar(0xfeff));
    QTest::newRow("byte order mark") << row;
    row = sample();
    row.name = QString(1'000'000, u'n');
    row.stateReason = QString(2'000'000, QChar(0x20ac));
    row.cells << row.stateReason << QString(100'000, u'c');
    row.labels = QByteArray(500'000, 'l');
    row.raw = QByteArray(3'000'000, 'r');
    QTest::newRow("huge") << row;
}

void RowListTest::rowsComeOutAsTheyWentIn()
{
    QFETCH(Row, row);
    RowList list;
    list.append(sample());
    Row other = row;
    other.uid += u"-other"_s;
    list.append(other);
    list.replace(1, row);
    QVERIFY(list.at(0) == sample());
    QVERIFY(list.at(1) == row);
    QVERIFY(list.view(1).row() == row);
}

// Rows come, change and go in any order; the list is what a plain list of the same rows is.
void RowListTest::agreesWithAList()
{
    for (quint32 seed = 0; seed < 20; ++seed) {
        QRandomGenerator random(seed);
        RowList list;
        QList<Row> plain;
        int made = 0;
        for (int step = 0; step < 400; ++step) {
            const int what = random.bounded(5);
            if (what <= 1 || plain.isEmpty()) {
                for (int i = random.bounded(step % 50 ? 4 : 200); i >= 0; --i) {
                    const Row row = randomRow(random, ++made);
                    list.append(row);
                    plain.append(row);
                }
            } else if (what == 2) {
                const int first = random.bounded(int(plain.size()));
                const int count =
                    std::min(int(plain.size()) - first, 1 + random.bounded(step % 40 ? 3 : 300));
                list.remove(first, count);
                plain.remove(first, count);
            } else {
                const int position = random.bounded(int(plain.size()));
                Row row = randomRow(random, ++made);
                row.uid = plain.at(position).uid;
                list.replace(position, row);
                plain[position] = row;
            }
        }
        QCOMPARE(list.size(), int(plain.size()));
        for (int position = 0; position < list.size(); ++position) {
            QVERIFY(list.at(position) == plain.at(position));
            QCOMPARE(list.indexOf(plain.at(position).uid), position);
            QCOMPARE(list.raws().at(position), plain.at(position).raw);
        }
        QVERIFY(list.toList() == plain);
        QCOMPARE(list.indexOf(u"nobody"), -1);
        QCOMPARE(list.indexOf(u"0f8fad5b-d9cb-469f-a165-70867728950e"), -1);
        list.remove(0, list.size());
        QVERIFY(list.isEmpty());
        for (const Row &row : plain)
            QCOMPARE(list.indexOf(row.uid), -1);
    }
}

void RowListTest::viewsSayWhatRowsSay()
{
    RowList list;
    QRandomGenerator random(5);
    for (int i = 0; i < 500; ++i) {
        const Row row = randomRow(random, i);
        list.append(row);
        const RowView view = list.view(i);
        QCOMPARE(view.uid(), row.uid);
        QCOMPARE(view.resourceVersion(), row.resourceVersion);
        QCOMPARE(view.namespaceName(), row.namespaceName);
        QCOMPARE(view.name(), row.name);
        QCOMPARE(view.createdMs(), row.createdMs);
        QCOMPARE(view.tone(), row.tone);
        QCOMPARE(view.isDeleting(), row.deleting);
        QCOMPARE(view.stateWord(), row.stateWord);
        QCOMPARE(view.stateReason(), row.stateReason);
        QCOMPARE(view.labels(), row.labels);
        QCOMPARE(view.cellCount(), int(row.cells.size()));
        for (int cell = 0; cell <= view.cellCount(); ++cell)
            QVERIFY(view.cell(cell) == row.cells.value(cell));
    }
}

// Nodes and owners come again after hundreds of others, addresses never do; rows that only change do not
// make their texts common.
void RowListTest::textsThatComeAgainAreShared()
{
    RowList list;
    Row row = sample();
    const auto fill = [&row](int number) {
        row.uid = QString::number(number);
        row.cells = {u"node-%1"_s.arg(number % 700), u"10.0.%1.%2"_s.arg(number / 250).arg(number % 250)};
        row.labels = "app=" + QByteArray::number(number % 90) + "\nhash=" + QByteArray::number(number) + '\n';
    };
    constexpr int count = 4'000;
    for (int number = 0; number < count; ++number) {
        fill(number);
        list.append(row);
    }
    const auto sharedCells = [&list](int position) {
        int shared = 0;
        list.view(position).forEachCell([&shared](int, const PackedCell &cell) {
            shared += cell.isShared ? 1 : 0;
            return true;
        });
        return shared;
    };
    int shared = 0;
    for (int position = count / 2; position < count; ++position)
        shared += sharedCells(position);
    // Two texts may have the same mark now and then.
    QVERIFY2(shared > count / 2 * 9 / 10 && shared < count / 2 * 11 / 10,
             qPrintable(QString::number(shared)));
    const std::size_t texts = list.texts().size();
    QVERIFY2(texts < 1'000,
             qPrintable(QString::number(texts))); // 700 nodes, 90 apps, and what is always shared
    for (int round = 0; round < 3; ++round) {
        for (int number = 0; number < count; ++number) {
            fill(number);
            row.resourceVersion = QString::number(round);
            list.replace(number, row);
        }
    }
    QVERIFY2(list.texts().size() < texts + 50, qPrintable(QString::number(list.texts().size())));
    fill(17);
    row.resourceVersion = u"2"_s;
    QVERIFY(list.at(17) == row);
}

void RowListTest::sharedTextsAreForgotten()
{
    RowList list;
    Row row = sample();
    for (int i = 0; i < 1000; ++i) {
        row.uid = QString::number(i);
        row.stateWord = u"word %1"_s.arg(i); // shared whatever it is
        if (list.isEmpty())
            list.append(row);
        else
            list.replace(0, row);
    }
    QVERIFY2(list.texts().size() < 20, qPrintable(QString::number(list.texts().size())));
    QCOMPARE(list.at(0).stateWord, u"word 999"_s);
}

void RowListTest::rowsThatChangeForeverDoNotGrow()
{
    RowList list;
    QList<Row> plain;
    QRandomGenerator random(9);
    for (int i = 0; i < 300; ++i) {
        plain << randomRow(random, i);
        list.append(plain.last());
    }
    for (int round = 0; round < 20'000; ++round) {
        const int position = random.bounded(300);
        Row row = randomRow(random, round);
        row.uid = plain.at(position).uid;
        list.replace(position, row);
        plain[position] = row;
    }
    QVERIFY(list.toList() == plain);
    QVERIFY2(list.heldBytes() < 500'000, qPrintable(QString::number(list.heldBytes())));
}

QTEST_GUILESS_MAIN(RowListTest)

#include "tst_rowlist.moc"
