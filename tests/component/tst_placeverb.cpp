// SPDX-License-Identifier: GPL-3.0-or-later
// easel place with the real executable.
#include "tests/support/program.h"
#include "tests/unit/goldenplacements.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

const char *const world =
    "apiVersion: cluster.open-cluster-management.io/v1beta2\n"
    "kind: ManagedClusterSet\n"
    "metadata: {name: fleet}\n"
    "---\n"
    "apiVersion: cluster.open-cluster-management.io/v1beta2\n"
    "kind: ManagedClusterSetBinding\n"
    "metadata: {name: fleet, namespace: team}\n"
    "spec: {clusterSet: fleet}\n"
    "---\n"
    "apiVersion: v1\n"
    "kind: List\n"
    "items:\n"
    "- apiVersion: cluster.open-cluster-management.io/v1\n"
    "  kind: ManagedCluster\n"
    "  metadata: {name: alder, labels: {cluster.open-cluster-management.io/clusterset: fleet, region: eu}}\n"
    "- apiVersion: cluster.open-cluster-management.io/v1\n"
    "  kind: ManagedCluster\n"
    "  metadata: {name: birch, labels: {cluster.open-cluster-management.io/clusterset: fleet, region: us}}\n"
    "- apiVersion: cluster.open-cluster-management.io/v1\n"
    "  kind: ManagedCluster\n"
    "  metadata: {name: cedar, labels: {cluster.open-cluster-management.io/clusterset: fleet, region: eu}}\n"
    "  spec: {taints: [{key: gpu, value: broken, effect: NoSelect}]}\n"
    "- apiVersion: cluster.open-cluster-management.io/v1\n"
    "  kind: ManagedCluster\n"
    "  metadata: {name: rowan}\n"
    "- {apiVersion: v1, kind: ConfigMap, metadata: {name: notes}}\n"
    "---\n";

const char *const placement =
    "apiVersion: cluster.open-cluster-management.io/v1beta1\n"
    "kind: Placement\n"
    "metadata: {name: app, namespace: team}\n"
    "spec:\n"
    "  predicates: [{requiredClusterSelector: {labelSelector: {matchLabels: {region: eu}}}}]\n";

QJsonObject jsonOf(const ProgramRun &run)
{
    return QJsonDocument::fromJson(run.out).object();
}

} // namespace

#define VERIFY_RUN(run, expected)                                                                            \
    QVERIFY2((run).code == (expected), ((run).err + "\n" + (run).out).constData())

class TestPlaceVerb : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table();
    void jsonNamesEveryReason();
    void goldenCasesThroughTheProgram();
    void crashIsAnError();
    void celIsNotEvaluated();
    void timeCounts();
    void whichPlacement();
    void badInput_data();
    void badInput();
    void wrongUse_data();
    void wrongUse();

private:
    QString file(const QByteArray &text)
    {
        const QString name = m_folder.filePath(QString::number(++m_files) + u".yaml"_s);
        QFile out(name);
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(name));
        return name;
    }
    ProgramRun place(const QByteArray &text, const QStringList &more = {})
    {
        return runEasel(QStringList{u"place"_s, u"-f"_s, file(text)} + more);
    }

    QTemporaryDir m_folder;
    int m_files = 0;
};

void TestPlaceVerb::table()
{
    const ProgramRun run = place(QByteArray(world) + placement);
    VERIFY_RUN(run, 0);
    QCOMPARE(run.out, "team/app: ok\n"
                      "PlacementMisconfigured=False Succeedconfigured: Placement configurations check pass\n"
                      "PlacementSatisfied=True AllDecisionsScheduled: All cluster decisions scheduled\n"
                      "\n"
                      "CLUSTER   GROUP   TOTAL   BALANCE X 1   STEADY X 1\n"
                      "alder     0       100     100           0\n"
                      "\n"
                      "NOT CHOSEN   BECAUSE\n"
                      "birch        Label region is 'us'; predicate 1 needs region=eu.\n"
                      "cedar        Taint gpu=broken:NoSelect is not tolerated.\n"
                      "rowan        The cluster is in no cluster set; it must be in fleet.\n");
    QCOMPARE(run.err, "easel: These play no part: ConfigMap notes.\n");
}

void TestPlaceVerb::jsonNamesEveryReason()
{
    // From two files, one of them the standard input's place kept by a second -f.
    const ProgramRun run =
        runEasel({u"place"_s, u"-f"_s, file(world), u"-f"_s, file(placement), u"-o"_s, u"json"_s});
    VERIFY_RUN(run, 0);
    const QJsonObject json = jsonOf(run);
    QCOMPARE(json.value(u"sync"_s).toString(), u"ok"_s);
    QCOMPARE(json[u"decisions"_s][0][u"clusters"_s].toArray(), (QJsonArray{u"alder"_s}));
    QCOMPARE(json[u"leftOut"_s].toArray().size(), 3);
    const QJsonValue birch = json[u"leftOut"_s][0];
    QCOMPARE(birch[u"cluster"_s].toString(), u"birch"_s);
    QCOMPARE(birch[u"reasons"_s][0].toObject(),
             (QJsonObject{{u"rule"_s, u"labelSelector"_s},
                          {u"needed"_s, u"region=eu"_s},
                          {u"actual"_s, u"us"_s},
                          {u"predicate"_s, 0},
                          {u"text"_s, u"Label region is 'us'; predicate 1 needs region=eu."_s}}));
    QCOMPARE(birch[u"wouldHelp"_s].toArray(), (QJsonArray{u"Allow 'us' for region."_s}));
    QCOMPARE(json[u"leftOut"_s][2][u"wouldHelp"_s].toArray(),
             (QJsonArray{u"Move the cluster into cluster set fleet."_s,
                         u"Give the cluster the label region=eu."_s}));
}

// The whole way: one file of each size and form, a List, a plain list and a YAML stream of JSON documents.
void TestPlaceVerb::goldenCasesThroughTheProgram()
{
    const QJsonArray cases = tests::goldenPlacements();
    int compared = 0;
    for (qsizetype i = 0; i < cases.size(); i += 23) {
        const QJsonValue golden = cases.at(i);
        const QJsonArray objects = golden[u"objects"_s].toArray();
        QByteArray text;
        if (compared % 3 == 0) {
            const QJsonObject list{{u"apiVersion"_s, u"v1"_s}, {u"kind"_s, u"List"_s}, {u"items"_s, objects}};
            text = QJsonDocument(list).toJson();
        } else if (compared % 3 == 1) {
            text = QJsonDocument(objects).toJson(QJsonDocument::Compact);
        } else {
            for (const auto &object : objects)
                text += "---\n" + QJsonDocument(object.toObject()).toJson();
        }
        const ProgramRun run = place(text, {u"--now"_s, golden[u"now"_s].toString(), u"--placement"_s,
                                            golden[u"placement"_s].toString(), u"-o"_s, u"json"_s});
        const QByteArray name = golden[u"name"_s].toString().toUtf8();
        QVERIFY2(run.code == 0, (name + ": " + run.err).constData());
        const QJsonObject json = jsonOf(run);
        if (json.contains(u"notEvaluated"_s))
            continue;
        ++compared;
        const QJsonObject expected = golden[u"expected"_s].toObject();
        for (auto it = expected.begin(); it != expected.end(); ++it)
            QVERIFY2(json.value(it.key()) == it.value(),
                     (name + ": " + it.key().toUtf8() + run.out).constData());
    }
    QVERIFY(compared > 10);
}

void TestPlaceVerb::crashIsAnError()
{
    const ProgramRun run =
        place(QByteArray(world) + placement + "  numberOfClusters: -1\n", {u"-o"_s, u"json"_s});
    VERIFY_RUN(run, 2);
    QVERIFY2(
        run.err.contains("easel: The scheduler crashes on this placement and writes nothing (runtime error: "
                         "slice bounds out of range [:-1]): numberOfClusters is -1, and it must not be "
                         "negative.\n"),
        run.err.constData());
    QCOMPARE(jsonOf(run).value(u"sync"_s).toString(), u"panic"_s);
}

void TestPlaceVerb::celIsNotEvaluated()
{
    const QByteArray cel =
        "apiVersion: cluster.open-cluster-management.io/v1beta1\n"
        "kind: Placement\n"
        "metadata: {name: app, namespace: team}\n"
        "spec: {predicates: [{requiredClusterSelector: {celSelector: {celExpressions: ['true']}}}]}\n";
    const ProgramRun run = place(world + cel, {u"-o"_s, u"json"_s});
    VERIFY_RUN(run, 0);
    const QJsonObject json = jsonOf(run);
    QCOMPARE(json.value(u"sync"_s).toString(), u"notEvaluated"_s);
    QCOMPARE(json.value(u"notEvaluated"_s).toArray(), (QJsonArray{u"cel"_s}));
    QCOMPARE(json.value(u"undecided"_s).toArray(), (QJsonArray{u"alder"_s, u"birch"_s, u"cedar"_s}));
    QVERIFY(!json.contains(u"decisions"_s));
    QVERIFY2(run.err.contains(
                 "CEL selectors are not evaluated; 3 clusters depend on them, so nothing is said about "
                 "the decision."),
             run.err.constData());
}

void TestPlaceVerb::timeCounts()
{
    const QByteArray tolerant =
        QByteArray(placement) + "  tolerations: [{key: gpu, operator: Exists, tolerationSeconds: 600}]\n";
    const QByteArray marked =
        QByteArray(world).replace("effect: NoSelect", "effect: NoSelect, timeAdded: '2030-06-01T12:00:00Z'");
    const ProgramRun during =
        place(marked + tolerant, {u"--now"_s, u"2030-06-01T12:09:59Z"_s, u"-o"_s, u"json"_s});
    VERIFY_RUN(during, 0);
    QCOMPARE(jsonOf(during).value(u"selected"_s).toInt(), 2);
    const ProgramRun after = place(marked + tolerant, {u"--now"_s, u"2030-06-01T12:10:00Z"_s});
    VERIFY_RUN(after, 0);
    QVERIFY2(after.out.contains("cedar        The toleration of taint gpu=broken:NoSelect ended at "
                                "2030-06-01T12:10:00Z.\n"),
             after.out.constData());
}

void TestPlaceVerb::whichPlacement()
{
    const QByteArray two =
        QByteArray(world) + placement + "---\n" + QByteArray(placement).replace("name: app", "name: web");
    const ProgramRun unsaid = place(two);
    VERIFY_RUN(unsaid, 2);
    QCOMPARE(unsaid.err,
             "easel: There is more than one Placement: team/app and team/web. Say which with --placement "
             "NAMESPACE/NAME.\n");
    const ProgramRun wrong = place(two, {u"--placement"_s, u"team/api"_s});
    VERIFY_RUN(wrong, 2);
    QCOMPARE(wrong.err,
             "easel: There is no Placement team/api; there is team/app and team/web. Give one of these with "
             "--placement NAMESPACE/NAME.\n");
    const ProgramRun said = place(two, {u"--placement"_s, u"team/web"_s});
    VERIFY_RUN(said, 0);
    QVERIFY(said.out.startsWith("team/web: ok\n"));
}

void TestPlaceVerb::badInput_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("nothing") << QByteArray() << QByteArray("There is no Placement among the objects.");
    QTest::newRow("no placement") << QByteArray(world)
                                  << QByteArray("There is no Placement among the objects.");
    QTest::newRow("not YAML") << QByteArray("a: [b\n") << QByteArray("line ");
    QTest::newRow("text") << QByteArray("just words\n") << QByteArray("A document is not an object.");
    QTest::newRow("no kind") << QByteArray("metadata: {name: a}\n")
                             << QByteArray("An object has no kind or no apiVersion.");
    QTest::newRow("no name") << QByteArray(placement).replace("name: app, ", "")
                             << QByteArray("A Placement has no name.");
    QTest::newRow("items") << QByteArray("{apiVersion: v1, kind: List, items: {a: b}}")
                           << QByteArray("The items of a list are not a list.");
    QTest::newRow("item") << QByteArray("{apiVersion: v1, kind: List, items: [7]}")
                          << QByteArray("An item of a list is not an object.");
    QTest::newRow("shape") << QByteArray(world) + QByteArray(placement)
                                                      .replace("[{requiredClusterSelector", "{x: [{r")
                                                      .replace("}}}}]", "}}}}]}")
                           << QByteArray("predicates has an unknown shape and is left out.");
    QTest::newRow("number") << QByteArray(world) + placement + "  numberOfClusters: many\n"
                            << QByteArray("numberOfClusters has an unknown shape and is left out.");
    QTest::newRow("weight")
        << QByteArray(world) + placement +
               "  prioritizerPolicy: {configurations: [{weight: 5000000000, scoreCoordinate: "
               "{type: BuiltIn, builtIn: Steady}}]}\n"
        << QByteArray("prioritizerPolicy.configurations[0].weight has an unknown shape and is left out.");
    QTest::newRow("score")
        << QByteArray(world) + placement +
               "---\napiVersion: cluster.open-cluster-management.io/v1alpha1\nkind: "
               "AddOnPlacementScore\nmetadata: {name: gpu, namespace: alder}\nstatus: {scores: "
               "[{name: free, value: 5000000000}]}\n"
        << QByteArray("A value of score gpu in alder is too large.");
    QTest::newRow("quantity") << QByteArray(world).replace(
                                     "metadata: {name: rowan}",
                                     "metadata: {name: rowan}\n"
                                     "  status: {allocatable: {cpu: lots}, capacity: {cpu: 1}}") +
                                     placement
                              << QByteArray("status.allocatable.cpu of cluster rowan cannot be read.");
}

void TestPlaceVerb::badInput()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, sentence);
    const ProgramRun run = place(text);
    VERIFY_RUN(run, 2);
    QVERIFY2(run.err.contains(sentence), run.err.constData());
    QVERIFY(run.err.startsWith("easel: "));
    QVERIFY(run.out.isEmpty());
}

void TestPlaceVerb::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("no file") << QStringList() << QByteArray("place needs -f FILE.");
    QTest::newRow("form") << QStringList{u"-f"_s, u"a"_s, u"-o"_s, u"yaml"_s}
                          << QByteArray("There is no output form yaml; there are table and json.");
    QTest::newRow("time") << QStringList{u"-f"_s, u"a"_s, u"--now"_s, u"noon"_s}
                          << QByteArray("noon is not a time; write it as 2030-06-01T12:00:00Z.");
    QTest::newRow("name") << QStringList{u"-f"_s, u"a"_s, u"--placement"_s, u"app"_s}
                          << QByteArray("app is not NAMESPACE/NAME.");
    QTest::newRow("missing file") << QStringList{u"-f"_s, u"/nonexistent/a"_s}
                                  << QByteArray("Could not read /nonexistent/a.");
}

void TestPlaceVerb::wrongUse()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, sentence);
    const ProgramRun run = runEasel(QStringList{u"place"_s} + arguments);
    VERIFY_RUN(run, 2);
    QVERIFY2(run.err.startsWith("easel: " + sentence), run.err.constData());
    QVERIFY(run.out.isEmpty());
}

QTEST_GUILESS_MAIN(TestPlaceVerb)
#include "tst_placeverb.moc"
