// SPDX-License-Identifier: GPL-3.0-or-later
// Columns that CRDs ask for: read from the CRD, put on the type, cells by kubectl's JSONPath.
#include "core/domain/kinds.h"
#include "core/domain/printercolumns.h"
#include "core/store/crdcolumns.h"

#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// JSON with ' for its quotes and ~ for those that stand in a text.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"').replace("~", "\\\"");
}

const QByteArray crd =
    json("{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',"
         "'metadata':{'name':'widgets.example.com','uid':'u1','resourceVersion':'7'},"
         "'spec':{'group':'example.com','names':{'kind':'Widget','plural':'widgets'},'versions':["
         "{'name':'v1','schema':{'openAPIV3Schema':{'description':'A long text that nobody needs for "
         "columns, and more "
         "of it, and more of it, and more of it, and more of it, and more of it, and more of it, and more of "
         "it'}},"
         "'additionalPrinterColumns':["
         "{'name':'Replicas','type':'integer','jsonPath':'.spec.replicas','description':'How many "
         "\\u001b[31mrun'},"
         "{'name':'Ready','type':'string','jsonPath':'.status.conditions[?(@.type==~Ready~)].status'},"
         "{'name':'Since','type':'date','jsonPath':'.status.since'},"
         "{'name':'Age','type':'date','jsonPath':'.metadata.creationTimestamp'},"
         "{'name':'Images','type':'string','jsonPath':'.spec.parts[*].image','priority':1}]},"
         "{'name':'v1beta1'}]}}");

const QByteArray widget = json(
    "{'metadata':{'name':'w','namespace':'n','uid':'w1','creationTimestamp':'2026-01-02T03:04:05Z',"
    "'annotations':{'example.com/size':'large'}},"
    "'spec':{'replicas':3,'share':0.5,'on':true,'parts':[{'image':'a:1'},{'image':'b:2'}],'map':{'k':'v'}},"
    "'status':{'since':'2026-01-02T03:04:06Z',"
    "'conditions':[{'type':'Other','status':'x'},{'type':'Ready','status':'True'}]}}");

ResourceType widgetType()
{
    ResourceType type;
    type.group = u"example.com"_s;
    type.version = u"v1"_s;
    type.kind = u"Widget"_s;
    type.plural = u"widgets"_s;
    type.verbs = {u"list"_s};
    return type;
}

// The values at a path, as one text.
QString valuesAt(const QString &text, const QByteArray &json)
{
    const auto path = JsonPath::parse(text);
    if (!path)
        return u"unreadable"_s;
    simdjson::dom::parser parser;
    const simdjson::padded_string padded(json.constData(), size_t(json.size()));
    simdjson::dom::element document;
    if (parser.parse(padded).get(document) != simdjson::SUCCESS)
        return u"no json"_s;
    QStringList values;
    for (const SimdNode &node : path->in(SimdNode(document)))
        values << node.json();
    return values.join(u' ');
}

} // namespace

class TestPrinterColumns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void paths_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("values");
        QTest::newRow("key") << u".spec.replicas"_s << u"3"_s;
        QTest::newRow("braces") << u"{.spec.replicas}"_s << u"3"_s;
        QTest::newRow("missing") << u".spec.nothing.below"_s << QString();
        QTest::newRow("escaped dot") << u".metadata.annotations.example\\.com/size"_s << u"\"large\""_s;
        QTest::newRow("bracket key") << u".metadata.annotations['example.com/size']"_s << u"\"large\""_s;
        QTest::newRow("double quotes") << u".metadata.annotations[\"example.com/size\"]"_s << u"\"large\""_s;
        QTest::newRow("position") << u".spec.parts[1].image"_s << u"\"b:2\""_s;
        QTest::newRow("from the end") << u".spec.parts[-1].image"_s << u"\"b:2\""_s;
        QTest::newRow("beyond") << u".spec.parts[7].image"_s << QString();
        QTest::newRow("all") << u".spec.parts[*].image"_s << u"\"a:1\" \"b:2\""_s;
        QTest::newRow("filter") << u".status.conditions[?(@.type==\"Ready\")].status"_s << u"\"True\""_s;
        QTest::newRow("filter by quote")
            << u".status.conditions[?(@.type=='Ready')].status"_s << u"\"True\""_s;
        QTest::newRow("filter not") << u".status.conditions[?(@.type!='Ready')].status"_s << u"\"x\""_s;
        QTest::newRow("object") << u".spec.map"_s << u"{\"k\":\"v\"}"_s;
        QTest::newRow("whole") << QString() << QString();
        QTest::newRow("recursion") << u"..image"_s << u"unreadable"_s;
        QTest::newRow("open bracket") << u".spec.parts[0"_s << u"unreadable"_s;
        QTest::newRow("no key") << u".spec."_s << u"unreadable"_s;
        QTest::newRow("no path") << u"spec"_s << u"unreadable"_s;
        QTest::newRow("slice") << u".spec.parts[0:1]"_s << u"unreadable"_s;
    }
    void paths()
    {
        QFETCH(QString, path);
        QFETCH(QString, values);
        if (path.isEmpty()) {
            QVERIFY(valuesAt(path, widget).startsWith(u"{\"metadata\""));
            return;
        }
        QCOMPARE(valuesAt(path, widget), values);
    }

    void columnsComeFromTheCrd()
    {
        const auto row = CrdExtractor().extract(std::string_view(crd.constData(), size_t(crd.size())));
        QVERIFY(row);
        QCOMPARE(row->name, u"widgets.example.com"_s);
        QCOMPARE(row->resourceVersion, u"7"_s);
        QVERIFY(row->raw.size() < crd.size());
        ResourceType older = widgetType();
        older.version = u"v1beta1"_s;
        ResourceType pods = widgetType();
        pods.group.clear();
        const ApiCatalog catalog = withPrinterColumns(ApiCatalog({widgetType(), older, pods}), {*row});
        QCOMPARE(catalog.types().at(0).columns.size(), 5);
        QCOMPARE(catalog.types().at(0).columns.at(4).priority, 1);
        QVERIFY(catalog.types().at(1).columns.isEmpty());
        QVERIFY(catalog.types().at(2).columns.isEmpty());
    }

    void cellsAreTyped()
    {
        const auto row = CrdExtractor().extract(std::string_view(crd.constData(), size_t(crd.size())));
        const ApiCatalog catalog = withPrinterColumns(ApiCatalog({widgetType()}), {*row});
        const RowExtractorPtr extractor = rowExtractorFor(catalog.types().first());
        QStringList titles;
        for (const Column &column : extractor->columns())
            titles << (column.shown ? column.title : u'(' + column.title + u')');
        QCOMPARE(titles, (QStringList{u"Name"_s, u"Status"_s, u"Namespace"_s, u"Replicas"_s, u"Ready"_s,
                                      u"Since"_s, u"(Images)"_s, u"Age"_s}));
        QVERIFY(!extractor->columns().at(3).description.contains(QChar(0x1b)));
        QByteArray padded = widget + QByteArray(simdjson::SIMDJSON_PADDING, '\0');
        const auto made = extractor->extract(std::string_view(padded.constData(), size_t(widget.size())));
        QVERIFY(made);
        QCOMPARE(made->cells.at(3), Cell(qint64(3)));
        QCOMPARE(made->cells.at(4), Cell(u"True"_s));
        QCOMPARE(made->cells.at(5), Cell(timestampMs("2026-01-02T03:04:06Z")));
        QCOMPARE(made->cells.at(6), Cell(u"a:1, b:2"_s));
        // An object that lacks them all has cells for them.
        const QByteArray bare =
            json("{'metadata':{'name':'bare'}}") + QByteArray(simdjson::SIMDJSON_PADDING, '\0');
        const auto empty = extractor->extract(
            std::string_view(bare.constData(), size_t(bare.size()) - simdjson::SIMDJSON_PADDING));
        QVERIFY(empty);
        QCOMPARE(empty->cells.size(), extractor->columns().size());
        QCOMPARE(empty->cells.at(4), Cell(u"–"_s));
    }

    void kindsOfKubernetesHaveKubectlsColumns()
    {
        ResourceType type;
        type.group = u"storage.k8s.io"_s;
        type.version = u"v1"_s;
        type.kind = u"StorageClass"_s;
        type.plural = u"storageclasses"_s;
        type.namespaced = false;
        QStringList ids;
        const RowExtractorPtr extractor = rowExtractorFor(type);
        for (const Column &column : extractor->columns())
            ids << column.id;
        QVERIFY2(ids.contains(u"provisioner"_s) && ids.contains(u"reclaimpolicy"_s),
                 qPrintable(ids.join(u' ')));
        for (const PrinterColumn &column : builtInPrinterColumns(type))
            QVERIFY(JsonPath::parse(column.path));
    }

    // Whatever a CRD says, columns have names that filters can use, each once.
    void idsAreUnique()
    {
        ResourceType type = widgetType();
        type.columns = {{u"Status"_s, u".a"_s, u"string"_s, {}, 0},
                        {u"Status"_s, u".b"_s, u"string"_s, {}, 0},
                        {u"  "_s, u".c"_s, u"string"_s, {}, 0},
                        {u"Two Words"_s, u"nonsense"_s, u"integer"_s, {}, 0}};
        const RowExtractorPtr extractor = rowExtractorFor(type);
        QStringList ids;
        for (const Column &column : extractor->columns())
            ids << column.id;
        QCOMPARE(ids, (QStringList{u"name"_s, u"status"_s, u"namespace"_s, u"status-2"_s, u"status-3"_s,
                                   u"column"_s, u"twowords"_s, u"age"_s}));
    }
};

QTEST_GUILESS_MAIN(TestPrinterColumns)
#include "tst_printercolumns.moc"
