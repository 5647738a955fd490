// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"
#include "core/placement/placementadvice.h"
#include "core/placement/placementjson.h"
#include "tests/unit/goldenplacements.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// What the golden cases do not say.
QJsonObject withoutExtras(QJsonObject json)
{
    for (const char *key : {"leftOut", "notes", "notEvaluated", "undecided", "warnings"})
        json.remove(QLatin1String(key));
    return json;
}

QByteArray text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

// What is sure without CEL: nobody is dropped that the scheduler kept, and nobody passes that it dropped.
QString contradiction(const PlacementWorld &world, const PlacementOutcome &outcome,
                      const QJsonObject &expected)
{
    const QVariantList dropped = expected.value(u"dropped"_s)[u"predicates"_s].toArray().toVariantList();
    for (const QString &cluster : outcome.droppedByPredicates) {
        if (!dropped.contains(cluster))
            return cluster + u" is dropped"_s;
    }
    for (const auto &cluster : world.clusters()) {
        const bool judged = !outcome.undecided.contains(cluster->name) &&
                            !outcome.droppedByPredicates.contains(cluster->name);
        if (judged && dropped.contains(cluster->name))
            return cluster->name + u" is not dropped"_s;
    }
    return {};
}

struct Case
{
    PlacementWorld world;
    PlacementRequest request;
};

Case caseOf(const QJsonObject &golden)
{
    Case made;
    const QJsonArray objects = golden.value(u"objects"_s).toArray();
    for (const auto &item : objects) {
        const QJsonObject object = item.toObject();
        if (!made.world.add(object) && object.value(u"kind"_s) == u"Placement"_s)
            made.request.placement = readPlacement(object);
    }
    made.request.nowMs =
        QDateTime::fromString(golden.value(u"now"_s).toString(), Qt::ISODate).toMSecsSinceEpoch();
    return made;
}

} // namespace

class TestClusterChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void golden_data();
    void golden();
    void adviceGetsClustersChosen();
    void adviceSaysTheChange();
};

void TestClusterChoice::initTestCase()
{
    static EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
}

void TestClusterChoice::golden_data()
{
    QTest::addColumn<QJsonObject>("golden");
    const QJsonArray cases = tests::goldenPlacements();
    QCOMPARE(cases.size(), 400);
    for (const auto &item : cases)
        QTest::newRow(qPrintable(item[u"name"_s].toString())) << item.toObject();
}

void TestClusterChoice::golden()
{
    QFETCH(QJsonObject, golden);
    Case given = caseOf(golden);
    QVERIFY2(given.world.problems().isEmpty(), qPrintable(given.world.problems().join(u'\n')));
    const QJsonObject expected = golden.value(u"expected"_s).toObject();
    const PlacementOutcome outcome = decidePlacement(given.world, given.request);
    QCOMPARE(outcome.notEvaluated,
             given.request.placement.spec.usesCel() ? QStringList{u"cel"_s} : QStringList());
    // Everybody is chosen or has a reason.
    for (const auto &cluster : given.world.clusters()) {
        const bool left = std::any_of(outcome.leftOut.begin(), outcome.leftOut.end(), [&](const auto &each) {
            return each.cluster == cluster->name && !each.reasons.isEmpty();
        });
        QVERIFY2(left != outcome.clusters.contains(cluster->name), qPrintable(cluster->name));
    }
    if (outcome.sync == PlacementOutcome::Sync::Open) {
        QVERIFY(given.request.placement.spec.usesCel());
        QCOMPARE(outcome.candidates.value_or(-1), expected.value(u"candidates"_s).toInt());
        if (expected.value(u"sync"_s) != u"misconfigured"_s)
            QCOMPARE(contradiction(given.world, outcome, expected), QString());
        return;
    }
    const QJsonObject form = withoutExtras(placementJson(given.world, outcome));
    QVERIFY2(form == expected, QByteArray("\n" + text(form) + "is not\n" + text(expected)).constData());

    // And once more, in the world as the first run left it.
    const QJsonValue again = golden.value(u"again"_s);
    if (!again.isObject())
        return;
    applyOutcome(&given.world, outcome);
    given.request.placement.selected = outcome.selected;
    given.request.placement.conditions = outcome.conditions;
    const PlacementOutcome second = decidePlacement(given.world, given.request);
    if (again[u"unchanged"_s].toBool()) {
        QCOMPARE(second.selected, outcome.selected);
        QCOMPARE(second.decisions, outcome.decisions);
    } else {
        QCOMPARE(second.selected, again[u"selected"_s].toInteger());
        QCOMPARE(placementJson(given.world, second).value(u"decisions"_s), again[u"decisions"_s]);
    }
    QCOMPARE(second.requeueAfterMs.value_or(-1000) / 1000, again[u"requeueAfterSeconds"_s].toInteger(-1));
}

// Every cluster left out of every golden world: either a change gets it chosen, decided again here, or the
// reason is one that no change mends.
void TestClusterChoice::adviceGetsClustersChosen()
{
    int helped = 0;
    const QJsonArray cases = tests::goldenPlacements();
    for (qsizetype i = 0; i < cases.size(); i += 2) {
        const Case given = caseOf(cases.at(i).toObject());
        const PlacementOutcome outcome = decidePlacement(given.world, given.request);
        // Worlds of hundreds of clusters say nothing new.
        if (given.world.clusters().size() > 40)
            continue;
        for (const LeftOutCluster &left : outcome.leftOut) {
            const auto advice = whatWouldHelp(given.world, given.request, outcome, left.cluster);
            if (advice) {
                ++helped;
                QVERIFY(!advice->changes.isEmpty());
                const PlacementOutcome again = decidePlacement(advice->world, advice->request);
                QVERIFY(again.clusters.contains(left.cluster));
                for (const QString &displaced : advice->displaced)
                    QVERIFY(outcome.clusters.contains(displaced) && !again.clusters.contains(displaced));
                continue;
            }
            const auto hopeless = [&](const PlacementReason &reason) {
                using Rule = PlacementReason::Rule;
                return reason.rule == Rule::Deleting || reason.rule == Rule::NotDecided ||
                       reason.rule == Rule::CelSelector || reason.rule == Rule::ClusterSet;
            };
            const bool expected = given.request.placement.spec.usesCel() ||
                                  std::any_of(left.reasons.begin(), left.reasons.end(), hopeless);
            // A mended stage may show that the placement itself is misconfigured.
            PlacementRequest open = given.request;
            open.placement.spec.predicates.clear();
            open.placement.spec.tolerations = {{{}, u"Exists"_s, {}, {}, {}}};
            const bool broken =
                decidePlacement(given.world, open).sync == PlacementOutcome::Sync::Misconfigured ||
                decidePlacement(given.world, open).sync == PlacementOutcome::Sync::Panic;
            QVERIFY2(expected || broken, qPrintable(cases.at(i)[u"name"_s].toString() + u' ' + left.cluster +
                                                    u' ' + reasonSentence(left.reasons.first())));
        }
    }
    QVERIFY2(helped > 300, qPrintable(QString::number(helped)));
}

void TestClusterChoice::adviceSaysTheChange()
{
    const auto made = [](const char *text) { return QJsonDocument::fromJson(text).object(); };
    PlacementWorld world;
    world.add(made("{\"apiVersion\": \"cluster.open-cluster-management.io/v1beta2\", \"kind\": "
                   "\"ManagedClusterSet\", \"metadata\": {\"name\": \"fleet\"}}"));
    world.add(
        made("{\"apiVersion\": \"cluster.open-cluster-management.io/v1beta2\", \"kind\": "
             "\"ManagedClusterSetBinding\", \"metadata\": {\"name\": \"fleet\", \"namespace\": \"team\"}}"));
    const QString set = u"cluster.open-cluster-management.io/clusterset"_s;
    const QString region = u"region"_s;
    const auto add = [&](const QString &name, const QMap<QString, QString> &labels,
                         const QString &taint = {}) {
        PlacementCluster cluster;
        cluster.name = name;
        cluster.labels = labels;
        if (!taint.isEmpty())
            cluster.taints << ClusterTaint{taint, {}, u"NoSelect"_s, {}};
        world.addCluster(cluster);
    };
    add(u"alder"_s, {{set, u"fleet"_s}, {region, u"eu"_s}});
    add(u"birch"_s, {{set, u"fleet"_s}, {region, u"us"_s}});
    add(u"cedar"_s, {{set, u"fleet"_s}});
    add(u"fir"_s, {{region, u"us"_s}}, u"gpu"_s);
    add(u"yew"_s, {{set, u"fleet"_s}, {region, u"eu"_s}});
    PlacementRequest request;
    request.placement.namespaceName = u"team"_s;
    request.placement.name = u"app"_s;
    request.placement.spec = readPlacementSpec(
        made("{\"numberOfClusters\": 1, \"predicates\": [{\"requiredClusterSelector\": {\"labelSelector\": "
             "{\"matchLabels\": {\"region\": \"eu\"}}}}]}"),
        true);
    const PlacementOutcome outcome = decidePlacement(world, request);
    QCOMPARE(outcome.clusters, QStringList{u"alder"_s});
    const auto changes = [&](const QString &name) {
        const auto advice = whatWouldHelp(world, request, outcome, name);
        return advice ? advice->changes : QStringList();
    };
    QCOMPARE(changes(u"birch"_s), (QStringList{u"Allow 'us' for region."_s, u"Ask for 2 clusters."_s}));
    QCOMPARE(changes(u"cedar"_s),
             (QStringList{u"Give the cluster the label region=eu."_s, u"Ask for 2 clusters."_s}));
    QCOMPARE(changes(u"yew"_s), QStringList{u"Ask for 2 clusters."_s});
    QCOMPARE(changes(u"fir"_s),
             (QStringList{u"Move the cluster into cluster set fleet."_s, u"Allow 'us' for region."_s,
                          u"Tolerate taint gpu:NoSelect."_s, u"Ask for 3 clusters."_s}));
    QCOMPARE(whatWouldHelp(world, request, outcome, u"fir"_s)->alsoQualify, QStringList{u"birch"_s});
    QVERIFY(changes(u"nobody"_s).isEmpty());
}

QTEST_GUILESS_MAIN(TestClusterChoice)
#include "tst_clusterchoice.moc"
