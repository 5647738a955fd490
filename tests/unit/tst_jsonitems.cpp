// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/printedtable.h"
#include "core/domain/kinds.h"
#include "core/store/jsonitems.h"
#include "tests/support/plainextractor.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

ResourceType podType()
{
    ResourceType type;
    type.version = u"v1"_s;
    type.kind = u"Pod"_s;
    type.plural = u"pods"_s;
    return type;
}

QByteArray object(const QByteArray &name, const QByteArray &version = "7", const QByteArray &more = {})
{
    return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"vision\",\"uid\":\"u-" + name +
           "\",\"resourceVersion\":\"" + version + "\"" + more + "},\"spec\":{\"value\":\"v" + version +
           "\"}}";
}

QByteArray page(const QList<QByteArray> &items)
{
    return "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"99\"},\"items\":"
           "[" +
           items.join(',') + "]}\n";
}

QByteArray watchEvent(const QByteArray &type, const QByteArray &body)
{
    return "{\"type\":\"" + type + "\",\"object\":" + body + "}";
}

QStringList names(const QList<Row> &rows)
{
    QStringList all;
    for (const Row &row : rows)
        all << row.name;
    return all;
}

QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

class TestJsonItems : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pageBecomesRows();
    void emptyPages_data();
    void emptyPages();
    void pageCutAnywhereIsAnError();
    void itemWithoutANameIsLeftOut();
    void oddTextSurvives();
    void keptObjectHasNoManagedFields_data();
    void keptObjectHasNoManagedFields();
    void keptObjectChangesNothingElse();
    void secretsKeepNoValues();
    void lastEventOfAUidWins();
    void bookmarkMovesTheVersion();
    void errorEventStopsTheBatch();
    void errorEventThatSaysNothing();
    void brokenEventKeepsWhatWasBefore();
    void damageInsideTheMetadata();
    void keysInAnyOrder();
    void objectWithoutUidGetsOne();
    void printedRowsAreObjects();
    void tenThousandAreQuick();
};

void TestJsonItems::pageBecomesRows()
{
    const auto rows = rowsOfPage(page({object("a"), object("b", "8")}), PlainExtractor(), podType());
    QVERIFY(rows.has_value());
    QCOMPARE(names(*rows), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(rows->at(1).resourceVersion, u"8"_s);
    QCOMPARE(rows->at(1).uid, u"u-b"_s);
    QVERIFY(rows->at(0).raw.isEmpty());
}

// A Table is read like a list, its events like those of objects; a server that does not print is, too.
void TestJsonItems::printedRowsAreObjects()
{
    const auto printed = [](const QByteArray &name, const QByteArray &cell) {
        return "{\"cells\":[\"" + name + "\"," + cell +
               ",\"2s\"],\"object\":{\"kind\":\"PartialObjectMetadata\",\"metadata\":{\"name\":\"" + name +
               "\",\"uid\":\"u-" + name + "\",\"resourceVersion\":\"7\"}}}";
    };
    const QByteArray head =
        R"({"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"9"},)"
        R"("columnDefinitions":[{"name":"Name","type":"string","format":"name"},)"
        R"({"name":"Precedence","type":"integer","description":"Lower first"},)"
        R"({"name":"Age","type":"string"},{"name":"Wide","type":"date","priority":1},)"
        R"({"name":"Status","type":"string"}],)";
    const QList<PrinterColumn> columns = printedColumns(head + "\"rows\":[]}");
    QCOMPARE(columns.size(), 3);
    // Not shown beside Easel's own state by itself.
    QCOMPARE(columns.at(2), (PrinterColumn{u"Status"_s, u".cells[4]"_s, u"string"_s, {}, 1}));
    QCOMPARE(columns.at(0),
             (PrinterColumn{u"Precedence"_s, u".cells[1]"_s, u"integer"_s, u"Lower first"_s, 0}));
    QCOMPARE(columns.at(1), (PrinterColumn{u"Wide"_s, u".cells[3]"_s, u"string"_s, {}, 1}));
    QVERIFY(printedColumns(page({object("a")})).isEmpty());

    ResourceType type = podType();
    type.kind = u"Ticket"_s;
    type.plural = u"tickets"_s;
    type.columns = columns;
    type.printed = true;
    const RowExtractorPtr extractor = rowExtractorFor(type);
    int precedence = -1;
    for (int i = 0; i < extractor->columns().size(); ++i)
        precedence = extractor->columns().at(i).title == u"Precedence" ? i : precedence;
    QVERIFY(precedence >= 0);
    const auto rows = rowsOfPage(head + "\"rows\":[" + printed("a", "40") + ',' + printed("b", "null") + ',' +
                                     object("c") + "]}",
                                 *extractor, type);
    QVERIFY(rows.has_value());
    QCOMPARE(names(*rows), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(rows->at(0).uid, u"u-a"_s);
    QCOMPARE(rows->at(0).resourceVersion, u"7"_s);
    QCOMPARE(std::get<qint64>(rows->at(0).cells.at(precedence)), 40);
    QVERIFY(!std::holds_alternative<qint64>(rows->at(2).cells.at(precedence)));

    const QByteArray table =
        R"({"kind":"Table","metadata":{"resourceVersion":"12"},"columnDefinitions":null,"rows":[)";
    const EventBatch batch = rowsOfEvents(
        {watchEvent("MODIFIED", table + printed("a", "41") + "]}"),
         watchEvent("DELETED", table + printed("b", "1") + "]}"),
         watchEvent("BOOKMARK",
                    table + "{\"cells\":[\"\",0],\"object\":{\"metadata\":{\"resourceVersion\":\"12\","
                            "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}}]}")},
        *extractor, type);
    QVERIFY(!batch.error);
    QCOMPARE(batch.version, u"12"_s);
    QVERIFY(batch.initialEnd);
    QCOMPARE(batch.delta.removals, QStringList{u"u-b"_s});
    QCOMPARE(batch.delta.upserts.size(), 1);
    QCOMPARE(std::get<qint64>(batch.delta.upserts.first().cells.at(precedence)), 41);
}

void TestJsonItems::emptyPages_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("array") << QByteArray(R"({"items":[]})");
    QTest::newRow("null") << QByteArray(R"({"metadata":{"resourceVersion":"4"},"items":null})");
    QTest::newRow("items first") << QByteArray(R"({"items":[],"kind":"PodList"})");
    QTest::newRow("pretty") << QByteArray("{\n  \"items\": [\n  ],\n  \"kind\": \"PodList\"\n}\n");
}

void TestJsonItems::emptyPages()
{
    QFETCH(QByteArray, body);
    const auto rows = rowsOfPage(body, PlainExtractor(), podType());
    QVERIFY2(rows.has_value(), rows ? "" : qPrintable(errorSentence(rows.error())));
    QVERIFY(rows->isEmpty());
}

void TestJsonItems::pageCutAnywhereIsAnError()
{
    const QByteArray whole = page({object("a"), object("b"), object("c \\\" } ]")}).trimmed();
    QVERIFY(rowsOfPage(whole, PlainExtractor(), podType()).has_value());
    for (qsizetype length = 0; length < whole.size(); ++length) {
        const auto rows = rowsOfPage(whole.left(length), PlainExtractor(), podType());
        QVERIFY2(!rows.has_value(), qPrintable(u"cut at %1"_s.arg(length)));
        QCOMPARE(rows.error().kind, Error::Kind::Protocol);
        QVERIFY(errorSentence(rows.error()).startsWith(u"The list cannot be read: "));
    }
    QVERIFY(!rowsOfPage(QByteArray("<html>"), PlainExtractor(), podType()).has_value());
    QVERIFY(!rowsOfPage(QByteArray("[1]"), PlainExtractor(), podType()).has_value());
    QVERIFY(!rowsOfPage(QByteArray(R"({"kind":"Status"})"), PlainExtractor(), podType()).has_value());
    QVERIFY(!rowsOfPage(QByteArray(R"({"items":[1]})"), PlainExtractor(), podType()).has_value());
    QVERIFY(!rowsOfPage(QByteArray(R"({"items":{}})"), PlainExtractor(), podType()).has_value());
}

void TestJsonItems::itemWithoutANameIsLeftOut()
{
    const auto rows =
        rowsOfPage(page({"{}", object("b"), R"({"metadata":{"uid":"x"}})"}), PlainExtractor(), podType());
    QVERIFY(rows.has_value());
    QCOMPARE(names(*rows), QStringList{u"b"_s});
}

void TestJsonItems::oddTextSurvives()
{
    const QByteArray odd = R"({"metadata":{"name":"q\"}]\\","uid":"1"},"spec":{"value":"ä\u00e4\n🦭 ]}"}})";
    const auto rows = rowsOfPage(page({object("a"), odd, object("b")}), PlainExtractor(true), podType());
    QVERIFY(rows.has_value());
    QCOMPARE(rows->size(), 3);
    QCOMPARE(rows->at(1).name, u"q\"}]\\"_s);
    QCOMPARE(std::get<QString>(rows->at(1).cells.at(1)), u"ää\n🦭 ]}"_s);
    QCOMPARE(rows->at(2).name, u"b"_s);
}

void TestJsonItems::keptObjectHasNoManagedFields_data()
{
    QTest::addColumn<QByteArray>("metadata");
    const QByteArray fields = R"([{"manager":"a","fieldsV1":{"f:spec":{"k:{\"name\":\"]}\"}":{}}}}])";
    QTest::newRow("last") << R"("name":"a","managedFields":)" + fields;
    QTest::newRow("first") << R"("managedFields":)" + fields + R"(,"name":"a")";
    QTest::newRow("middle") << R"("name":"a","managedFields":)" + fields + R"(,"uid":"1")";
    QTest::newRow("empty") << QByteArray(R"("name":"a","managedFields":[])");
    QTest::newRow("spaced") << "\"name\" : \"a\" ,\n \"managedFields\" : " + fields + " \n, \"uid\" : \"1\" ";
    QTest::newRow("only") << R"("managedFields":)" + fields;
    QTest::newRow("spaced only") << " \"managedFields\" : " + fields + "\n ";
}

void TestJsonItems::keptObjectHasNoManagedFields()
{
    QFETCH(QByteArray, metadata);
    const QByteArray json = R"({"apiVersion":"v1","kind":"Pod","metadata":{)" + metadata +
                            R"(},"spec":{"managedFields":[1],"x":"metadata"}})";
    QJsonObject expected = parsed(json);
    QVERIFY(!expected.isEmpty());
    QJsonObject bare = expected.value(u"metadata"_s).toObject();
    bare.remove(u"managedFields"_s);
    expected.insert(u"metadata"_s, bare);
    const QByteArray kept = keptObject({json.constData(), size_t(json.size())}, podType());
    QCOMPARE(parsed(kept), expected);
}

void TestJsonItems::keptObjectChangesNothingElse()
{
    const QByteArray whole =
        R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"z":1.50,"big":9007199254740993})";
    QCOMPARE(keptObject({whole.constData(), size_t(whole.size())}, podType()),
             whole); // byte for byte, rule C4
    const QByteArray bare = R"({"metadata":{"name":"a"}})";
    QCOMPARE(keptObject({bare.constData(), size_t(bare.size())}, podType()),
             QByteArray(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}})"));
    // An object of the page must not be mistaken for its neighbour.
    const auto rows = rowsOfPage(page({object("a", "1", R"(,"managedFields":[{"a":1}])"), object("b", "2")}),
                                 PlainExtractor(true), podType());
    QVERIFY(rows.has_value());
    QVERIFY(!rows->at(0).raw.contains("managedFields"));
    QCOMPARE(parsed(rows->at(0).raw).value(u"kind"_s).toString(), u"Pod"_s);
    QCOMPARE(parsed(rows->at(1).raw).value(u"metadata"_s).toObject().value(u"name"_s).toString(), u"b"_s);
}

void TestJsonItems::secretsKeepNoValues()
{
    ResourceType secrets = podType();
    secrets.kind = u"Secret"_s;
    secrets.plural = u"secrets"_s;
    const auto rows = rowsOfPage(
        page({R"({"metadata":{"name":"a","uid":"1"},"data":{"palette":"Z2xhY2llcg=="},"type":"Opaque"})"}),
        PlainExtractor(true), secrets);
    QVERIFY(rows.has_value());
    QCOMPARE(rows->size(), 1);
    QVERIFY(rows->at(0).raw.contains("palette"));
    QVERIFY(!rows->at(0).raw.contains("Z2xhY2llcg"));
}

void TestJsonItems::lastEventOfAUidWins()
{
    const EventBatch batch =
        rowsOfEvents({watchEvent("ADDED", object("a", "1")), watchEvent("ADDED", object("b", "2")),
                      watchEvent("MODIFIED", object("a", "3")), watchEvent("DELETED", object("b", "4")),
                      watchEvent("DELETED", object("c", "5")), watchEvent("ADDED", object("c", "6"))},
                     PlainExtractor(), podType());
    QVERIFY(!batch.error);
    QCOMPARE(batch.read, 6);
    QCOMPARE(batch.version, u"6"_s);
    QCOMPARE(batch.delta.removals, QStringList{u"u-b"_s});
    QCOMPARE(names(batch.delta.upserts), (QStringList{u"a"_s, u"c"_s}));
    QCOMPARE(batch.delta.upserts.at(0).resourceVersion, u"3"_s);
}

void TestJsonItems::bookmarkMovesTheVersion()
{
    const EventBatch batch = rowsOfEvents(
        {watchEvent("MODIFIED", object("a", "3")),
         watchEvent(
             "BOOKMARK",
             R"({"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"120","creationTimestamp":null}})")},
        PlainExtractor(), podType());
    QVERIFY(!batch.error);
    QCOMPARE(batch.version, u"120"_s);
    QCOMPARE(batch.delta.upserts.size(), 1);
    QVERIFY(batch.delta.removals.isEmpty());
}

void TestJsonItems::errorEventStopsTheBatch()
{
    const QByteArray status =
        R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old resource version: 1 9","reason":"Expired","code":410})";
    const EventBatch batch = rowsOfEvents({watchEvent("ADDED", object("a", "1")), watchEvent("ERROR", status),
                                           watchEvent("ADDED", object("b", "2"))},
                                          PlainExtractor(), podType());
    QVERIFY(batch.error.has_value());
    QCOMPARE(batch.error->kind, Error::Kind::Gone);
    QCOMPARE(batch.error->status, 410);
    QCOMPARE(batch.error->message, u"too old resource version: 1 9"_s);
    QCOMPARE(names(batch.delta.upserts), QStringList{u"a"_s});
    QCOMPARE(batch.version, u"1"_s);
}

void TestJsonItems::errorEventThatSaysNothing()
{
    for (const char *object : {"{}", R"({"kind":"Status"})", R"({"code":"410",,})",
                               R"({"code":-49,"reason":"Expi"})", R"({"code":20000})"}) {
        const QByteArray event = QByteArray(R"({"type":"ERROR","object":)") + object + "}";
        const EventBatch batch = rowsOfEvents({event}, PlainExtractor(), podType());
        QVERIFY2(batch.error, object);
        QCOMPARE(batch.error->kind, Error::Kind::Protocol);
        QVERIFY(!errorSentence(*batch.error).isEmpty());
    }
}

void TestJsonItems::brokenEventKeepsWhatWasBefore()
{
    const QByteArray whole = watchEvent("MODIFIED", object("b", "5"));
    for (qsizetype length = 0; length < whole.size(); ++length) {
        const EventBatch batch = rowsOfEvents({watchEvent("ADDED", object("a", "4")), whole.left(length)},
                                              PlainExtractor(), podType());
        QVERIFY2(batch.error.has_value(), qPrintable(u"cut at %1"_s.arg(length)));
        QCOMPARE(batch.error->kind, Error::Kind::Protocol);
        QCOMPARE(batch.version, u"4"_s);
        QCOMPARE(names(batch.delta.upserts), QStringList{u"a"_s});
    }
    const EventBatch odd = rowsOfEvents({"[]", whole}, PlainExtractor(), podType());
    QVERIFY(odd.error.has_value());
    QCOMPARE(odd.read, 0);
}

// simdjson's parser must not be asked on after an error inside the object.
void TestJsonItems::damageInsideTheMetadata()
{
    for (const char *metadata : {R"({"resourceVersion"z"8","a":1})", R"({"a" 1})"}) {
        const QByteArray event = QByteArray(R"({"type":"BOOKMARK","object":{"metadata":)") + metadata + "}}";
        const EventBatch batch = rowsOfEvents({event}, PlainExtractor(), podType());
        QVERIFY2(batch.error, metadata);
        QCOMPARE(batch.read, 0);
    }
    const EventBatch without =
        rowsOfEvents({R"({"type":"BOOKMARK","object":{"metadata":7}})"}, PlainExtractor(), podType());
    QVERIFY(!without.error);
    QVERIFY(without.version.isEmpty());
}

void TestJsonItems::keysInAnyOrder()
{
    const EventBatch batch = rowsOfEvents(
        {R"({"object":{"spec":{"value":"x"},"metadata":{"resourceVersion":"8","uid":"1","name":"a"},"kind":"Pod"},"type":"ADDED"})"},
        PlainExtractor(), podType());
    QVERIFY2(!batch.error, batch.error ? qPrintable(errorSentence(*batch.error)) : "");
    QCOMPARE(batch.version, u"8"_s);
    QCOMPARE(names(batch.delta.upserts), QStringList{u"a"_s});
    QCOMPARE(std::get<QString>(batch.delta.upserts.at(0).cells.at(1)), u"x"_s);
}

void TestJsonItems::objectWithoutUidGetsOne()
{
    const auto rows =
        rowsOfPage(page({R"({"metadata":{"name":"a","namespace":"vision"}})"}), PlainExtractor(), podType());
    QVERIFY(rows.has_value());
    QCOMPARE(rows->at(0).uid, u"vision/a"_s);
}

void TestJsonItems::tenThousandAreQuick()
{
    class Counting : public PlainExtractor
    {
    public:
        std::optional<Row> extract(std::string_view json) const override
        {
            Row row;
            row.name = QString::number(json.size());
            row.uid = row.name;
            return row;
        }
    };
    QList<QByteArray> items;
    const QByteArray filler = ",\"annotations\":{\"filler\":\"" + QByteArray(3000, 'x') + "\"}";
    for (int i = 0; i < 10000; ++i)
        items << object(QByteArray::number(i), "1", filler);
    const QByteArray body = page(items);
    QElapsedTimer timer;
    timer.start();
    const auto rows = rowsOfPage(body, Counting(), podType());
    qInfo("%lld MB split in %lld ms", body.size() / 1'000'000, timer.elapsed());
    QVERIFY(rows.has_value());
    QCOMPARE(rows->size(), 10000);
}

QTEST_GUILESS_MAIN(TestJsonItems)
#include "tst_jsonitems.moc"
