// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/listsplitter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

class TestListSplitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyPieces();
    void pagesAreLarge();
    void metadataMayFollow();
    void allAtOnce();
    void headThatNeverEnds();
    void lists_data();
    void lists();

private:
    static QJsonArray itemsOf(ListSplitter &splitter, bool rest)
    {
        QJsonArray items;
        for (;;) {
            const QByteArray page = splitter.takePage(rest);
            if (page.isEmpty())
                return items;
            const QJsonDocument document = QJsonDocument::fromJson(page);
            const QJsonArray some = document.object().value(u"items").toArray();
            if (some.isEmpty())
                return {u"not a page"_s};
            for (const auto &item : some)
                items.append(item);
        }
    }
};

// Wherever a piece ends, in the middle of a string or of an escape, the items are those of the list.
void TestListSplitter::anyPieces()
{
    QRandomGenerator random(7);
    QJsonArray wanted;
    const QString awkward = u"a\"b\\c\\\\ {[]}, \u20ac \n\t \"items\":["_s;
    for (int i = 0; i < 60; ++i) {
        QJsonObject item{{u"name"_s, u"n%1"_s.arg(i)}, {u"text"_s, awkward.left(int(random.bounded(25)))}};
        item.insert(u"deep"_s, QJsonArray{QJsonObject{{u"x"_s, QJsonArray{1, awkward, true}}}, QJsonArray{}});
        wanted.append(item);
    }
    const QByteArray items = QJsonDocument(wanted).toJson(QJsonDocument::Compact);
    for (int round = 0; round < 300; ++round) {
        const QByteArray key = round % 3 == 0 ? "rows" : "items"; // of a Table, of a list
        const QByteArray list = R"({"kind":"List","metadata":{"resourceVersion":"42","continue":""}, ")" +
                                key + "\" : " + items + "}\n";
        ListSplitter splitter(qsizetype(random.bounded(2000)));
        QJsonArray got;
        const auto take = [&](bool rest) {
            const QJsonArray some = itemsOf(splitter, rest);
            for (const auto &item : some)
                got.append(item);
        };
        const int largest = round == 0 ? 1 : 1 + random.bounded(round * 3);
        for (qsizetype at = 0; at < list.size();) {
            const int length = 1 + random.bounded(largest);
            splitter.feed(list.mid(at, length));
            at += length;
            take(false);
        }
        take(true);
        QCOMPARE(got, wanted);
        QVERIFY(splitter.meta().has_value());
        QCOMPARE(splitter.meta()->resourceVersion, u"42"_s);
    }
}

void TestListSplitter::pagesAreLarge()
{
    ListSplitter splitter(100);
    splitter.feed("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[{\"name\":\"a\"},{\"name\":\"b\"}");
    QVERIFY(splitter.takePage().isEmpty());
    splitter.feed(",{\"name\":\"" + QByteArray(100, 'c') + "\"},{\"na");
    const QByteArray page = splitter.takePage();
    QCOMPARE(QJsonDocument::fromJson(page).object().value(u"items").toArray().size(), 3);
    QVERIFY(splitter.takePage(true).isEmpty());
    splitter.feed("me\":\"d\"}]}");
    QCOMPARE(splitter.takePage(), QByteArray("{\"items\":[{\"name\":\"d\"}]}"));
    QVERIFY(splitter.takePage().isEmpty());
    QVERIFY(splitter.meta().has_value());
}

void TestListSplitter::metadataMayFollow()
{
    ListSplitter splitter;
    splitter.feed("{\"items\":[{\"a\":{}}],\"kind\":\"List\",\"meta");
    splitter.feed("data\":{\"resourceVersion\":\"9\"}}");
    QCOMPARE(splitter.takePage(), QByteArray("{\"items\":[{\"a\":{}}]}"));
    QCOMPARE(splitter.meta()->resourceVersion, u"9"_s);
}

// What was packed well is there in one piece, larger than any head may be: it was once taken for a list
// without items.
void TestListSplitter::allAtOnce()
{
    QByteArray list = "{\"metadata\":{\"resourceVersion\":\"9\"},\"items\":[";
    for (int i = 0; i < 3000; ++i)
        list += "{\"text\":\"" + QByteArray(1500, 'x') + "\"},";
    list += "{}]}";
    ListSplitter splitter;
    splitter.feed(list);
    QCOMPARE(itemsOf(splitter, true).size(), 3001);
    QVERIFY(splitter.meta().has_value());
    QCOMPARE(splitter.meta()->resourceVersion, u"9"_s);
}

void TestListSplitter::headThatNeverEnds()
{
    const QByteArray text = "{\"x\":\"" + QByteArray(3'000'000, 'x') + "\",\"items\":[{}]}";
    for (const qsizetype piece : {text.size(), qsizetype(100'000)}) {
        ListSplitter splitter;
        for (qsizetype at = 0; at < text.size(); at += piece)
            splitter.feed(text.mid(at, piece));
        QVERIFY(splitter.takePage(true).isEmpty());
        QVERIFY(!splitter.meta().has_value()); // and not a list without items
    }
}

void TestListSplitter::lists_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("whole");
    QTest::newRow("empty") << QByteArray("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}") << true;
    QTest::newRow("null") << QByteArray("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":null}") << true;
    QTest::newRow("cut off before the end")
        << QByteArray("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[{}") << false;
    QTest::newRow("cut off at the end")
        << QByteArray("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]") << false;
    QTest::newRow("no items") << QByteArray("{\"metadata\":{\"resourceVersion\":\"1\"}}") << false;
    QTest::newRow("no metadata") << QByteArray("{\"items\":[]}") << false;
    QTest::newRow("items deeper") << QByteArray("{\"metadata\":{\"items\":[]}}") << false;
    QTest::newRow("no object") << QByteArray("<html>items</html>") << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void TestListSplitter::lists()
{
    QFETCH(const QByteArray, text);
    ListSplitter splitter;
    splitter.feed(text);
    splitter.takePage(true);
    QTEST(splitter.meta().has_value(), "whole");
}

QTEST_GUILESS_MAIN(TestListSplitter)
#include "tst_listsplitter.moc"
