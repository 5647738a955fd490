// SPDX-License-Identifier: GPL-3.0-or-later
// Cluster choice on a hub without Open Cluster Management: what differs from the scheduler, and why it may.
#include "core/placement/clusterchoice.h"
#include "core/placement/placementadvice.h"
#include "tests/support/objects.h"

#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

using Rule = PlacementReason::Rule;
using Sync = PlacementOutcome::Sync;

namespace {

PlacementCluster cluster(const QString &name, const QMap<QString, QString> &labels = {})
{
    PlacementCluster made;
    made.name = name;
    made.labels = labels;
    return made;
}

class PlainWorld
{
public:
    PlainWorld &with(const PlacementCluster &each)
    {
        world.addCluster(each);
        return *this;
    }
    PlainWorld &chosen(const QStringList &names, const QString &placement = u"app"_s)
    {
        DecisionObject decision{u"ns"_s, placement + u"-decision-1"_s, placement, {}, 0, {}};
        for (const QString &name : names)
            decision.entries << DecisionObject::Entry{name, {}};
        world.setDecision(decision);
        return *this;
    }
    static PlacementRequest request(const char *spec, PlacementHub hub = PlacementHub::Plain,
                                    qint64 threshold = 20)
    {
        PlacementRequest request;
        request.placement.namespaceName = u"ns"_s;
        request.placement.name = u"app"_s;
        request.placement.spec = readPlacementSpec(object(spec), hub == PlacementHub::Plain);
        request.hub = hub;
        request.nowMs = 1'900'000'000'000;
        request.moveThreshold = threshold;
        return request;
    }
    PlacementOutcome decide(const char *spec, PlacementHub hub = PlacementHub::Plain,
                            qint64 threshold = 20) const
    {
        return decidePlacement(world, request(spec, hub, threshold));
    }

    PlacementWorld world;
};

QStringList reasonsOf(const PlacementOutcome &outcome, const QString &name)
{
    QStringList sentences;
    for (const LeftOutCluster &left : outcome.leftOut) {
        for (const PlacementReason &reason : left.reasons) {
            if (left.cluster == name)
                sentences << reasonSentence(reason);
        }
    }
    return sentences;
}

} // namespace

class TestPlainChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void misconfiguredKeepsDecisions_data();
    void misconfiguredKeepsDecisions();
    void setsPlayNoPart();
    void movesOnlyAboveTheThreshold();
    void worksOutGpus();
    void sickClustersGetNothingNew();
    void leavingClustersGetNothingNew();
    void newlyChosenClustersAreLookedAtInTime();
    void longTolerationsDoNotWrap();
    void celKeepsDecisions();
    void spreadKeepsTheSkew();
    void spreadAnywayPrefers();
    void spreadOverTwoKeys();
    void spreadAgainstEveryChoice();
    void spreadIsNotRunByTheScheduler();
    void everythingHasASentence();
};

void TestPlainChoice::misconfiguredKeepsDecisions_data()
{
    QTest::addColumn<QByteArray>("spec");
    QTest::addColumn<QString>("problem");
    QTest::newRow("mode") << QByteArray(R"({"prioritizerPolicy": {"mode": "Best"}})")
                          << u"incorrect prioritizer policy mode: Best"_s;
    QTest::newRow("prioritizer")
        << QByteArray(
               R"({"prioritizerPolicy": {"configurations": [{"scoreCoordinate": {"builtIn": "Luck"}}]}})")
        << u"incorrect builtin prioritizer: Luck"_s;
    QTest::newRow("group length")
        << QByteArray(R"({"decisionStrategy": {"groupStrategy": {"clustersPerDecisionGroup": "few"}}})")
        << u"few invalid type: string is not a percentage"_s;
    QTest::newRow("toleration") << QByteArray(R"({"tolerations": [{"value": "x"}]})")
                                << u"TaintToleration:If the key is empty, operator must be Exists."_s;
    QTest::newRow("number") << QByteArray(R"({"numberOfClusters": -1})")
                            << u"numberOfClusters is -1; it must not be negative."_s;
    QTest::newRow("predicate")
        << QByteArray(
               R"({"predicates": [{"requiredClusterSelector": {"labelSelector": {"matchExpressions": [{"key": "a", "operator": "Near"}]}}}]})")
        << u"Predicate:\"Near\" is not a valid label selector operator"_s;
}

void TestPlainChoice::misconfiguredKeepsDecisions()
{
    QFETCH(QByteArray, spec);
    QFETCH(QString, problem);
    PlainWorld world;
    world.with(cluster(u"alder"_s)).with(cluster(u"birch"_s)).chosen({u"birch"_s});
    const PlacementOutcome outcome = world.decide(spec.constData());
    QCOMPARE(outcome.sync, Sync::Misconfigured);
    QCOMPARE(outcome.syncError, problem);
    QCOMPARE(outcome.clusters, QStringList{u"birch"_s});
    QCOMPARE(outcome.selected, 1);
    QVERIFY(outcome.objects.isEmpty() && outcome.removed.isEmpty());
    QCOMPARE(outcome.conditions.first().reason, u"Misconfigured"_s);
    QCOMPARE(outcome.conditions.first().message, problem);
    QCOMPARE(reasonsOf(outcome, u"alder"_s).size(), 1);
    QVERIFY(reasonsOf(outcome, u"alder"_s).first().endsWith(problem));
    QVERIFY(reasonsOf(outcome, u"birch"_s).isEmpty());
}

void TestPlainChoice::setsPlayNoPart()
{
    PlainWorld world;
    world.with(cluster(u"alder"_s));
    const PlacementOutcome outcome = world.decide(R"({"clusterSets": ["nowhere"]})");
    QCOMPARE(outcome.clusters, QStringList{u"alder"_s});
    QCOMPARE(outcome.notes, QStringList{u"Cluster sets play no part on this hub; clusterSets is ignored."_s});
}

void TestPlainChoice::movesOnlyAboveTheThreshold()
{
    const char *spec = R"({"numberOfClusters": 1, "prioritizerPolicy": {"mode": "Exact", "configurations":
        [{"scoreCoordinate": {"type": "BuiltIn", "builtIn": "ResourceAllocatableCPU"}}]}})";
    // Scores run from -100 at 0 cores to 100 at 1000: 100 cores are 20 points.
    for (const auto &[cores, stays] : {std::pair(894.0, false), {900.0, true}, {906.0, true}}) {
        PlainWorld world;
        for (const auto &[name, amount] :
             {std::pair(u"zero"_s, 0.0), {u"full"_s, 1000.0}, {u"now"_s, cores}}) {
            PlacementCluster each = cluster(name);
            each.cpu = amount;
            world.with(each);
        }
        world.chosen({u"now"_s});
        QCOMPARE(world.decide(spec).clusters, QStringList{stays ? u"now"_s : u"full"_s});
        QCOMPARE(world.decide(spec, PlacementHub::Plain, 0).clusters, QStringList{u"full"_s});
    }
    // At the same total the cluster that is chosen stays, whatever its name.
    PlainWorld tie;
    tie.with(cluster(u"alder"_s)).with(cluster(u"birch"_s)).chosen({u"birch"_s});
    QCOMPARE(tie.decide(R"({"numberOfClusters": 1, "prioritizerPolicy": {"mode": "Exact"}})").clusters,
             QStringList{u"birch"_s});
    // The scheduler would go by name.
    PlainWorld twoRounds = tie;
    for (int i = 0; i < 5; ++i) {
        const PlacementOutcome outcome = twoRounds.decide(R"({"numberOfClusters": 1})");
        QCOMPARE(outcome.clusters, QStringList{u"birch"_s});
        applyOutcome(&twoRounds.world, outcome);
    }
}

void TestPlainChoice::worksOutGpus()
{
    PlainWorld world;
    for (const auto &[name, h100, l40s] :
         {std::tuple(u"alder"_s, 16, 0), {u"birch"_s, 0, 64}, {u"cedar"_s, 0, 0}}) {
        PlacementCluster each = cluster(name);
        if (h100 > 0)
            each.gpus.insert(u"NVIDIA-H100"_s, h100);
        if (l40s > 0)
            each.gpus.insert(u"NVIDIA-L40S"_s, l40s);
        world.with(each);
    }
    const auto best = [&](const char *name) {
        const QByteArray spec = QByteArray(R"({"numberOfClusters": 1, "prioritizerPolicy": {"mode": "Exact",
            "configurations": [{"scoreCoordinate": {"type": "BuiltIn", "builtIn": ")") +
                                name + R"("}, "weight": 1}]}})";
        return world.decide(spec.constData());
    };
    QCOMPARE(best("ResourceAllocatableGPU").clusters, QStringList{u"birch"_s});
    const PlacementOutcome family = best("ResourceAllocatableGPU/nvidia-h100");
    QCOMPARE(family.clusters, QStringList{u"alder"_s});
    // None is known to be none: no cluster is without a score.
    QCOMPARE(family.scores.totals, (std::vector<qint64>{100, -100, -100}));
    QCOMPARE(best("ResourceAllocatableGPUs").sync, Sync::Misconfigured);
}

void TestPlainChoice::sickClustersGetNothingNew()
{
    PlainWorld world;
    for (const char *name : {"alder", "birch"}) {
        PlacementCluster sick = cluster(QLatin1String(name));
        sick.healthy = false;
        sick.health = u"Degraded: 2 of 5 nodes are not ready"_s;
        world.with(sick);
    }
    world.chosen({u"birch"_s});
    const PlacementOutcome outcome = world.decide("{}");
    QCOMPARE(outcome.clusters, QStringList{u"birch"_s});
    QCOMPARE(reasonsOf(outcome, u"alder"_s),
             QStringList{u"The cluster is not healthy: Degraded: 2 of 5 nodes are not ready"_s});
    const auto advice = whatWouldHelp(world.world, world.request("{}"), outcome, u"alder"_s);
    QVERIFY(advice);
    QCOMPARE(advice->changes,
             QStringList{u"Get the cluster healthy (Degraded: 2 of 5 nodes are not ready)."_s});
    QVERIFY(decidePlacement(advice->world, advice->request).clusters.contains(u"alder"_s));
}

void TestPlainChoice::leavingClustersGetNothingNew()
{
    PlainWorld world;
    for (const char *name : {"alder", "birch"}) {
        PlacementCluster leaving = cluster(QLatin1String(name));
        leaving.taints << ClusterTaint{
            u"fleetconfig.open-cluster-management.io/terminating"_s, {}, u"PreferNoSelect"_s, {}};
        world.with(leaving);
    }
    world.chosen({u"birch"_s});
    const PlacementOutcome outcome = world.decide("{}");
    QCOMPARE(outcome.clusters, QStringList{u"birch"_s});
    QCOMPARE(outcome.leftOut.front().reasons.first().rule, Rule::NewCluster);
}

void TestPlainChoice::newlyChosenClustersAreLookedAtInTime()
{
    PlainWorld world;
    PlacementCluster marked = cluster(u"alder"_s);
    marked.taints << ClusterTaint{u"gpu"_s, {}, u"NoSelect"_s, 1'900'000'000'000 - 5000};
    world.with(marked);
    const PlacementOutcome outcome =
        world.decide(R"({"tolerations": [{"key": "gpu", "operator": "Exists", "tolerationSeconds": 60}]})");
    QCOMPARE(outcome.clusters, QStringList{u"alder"_s});
    QCOMPARE(outcome.requeueAfterMs.value_or(0), 55'000);
}

void TestPlainChoice::longTolerationsDoNotWrap()
{
    PlainWorld world;
    PlacementCluster marked = cluster(u"alder"_s);
    marked.taints << ClusterTaint{u"gpu"_s, {}, u"NoSelect"_s, 1'900'000'000'000 - 5000};
    world.with(marked);
    const PlacementOutcome outcome = world.decide(
        R"({"tolerations": [{"key": "gpu", "operator": "Exists", "tolerationSeconds": 9223372036854775000}]})");
    QCOMPARE(outcome.clusters, QStringList{u"alder"_s});
    QVERIFY(!outcome.requeueAfterMs);
}

void TestPlainChoice::celKeepsDecisions()
{
    PlainWorld world;
    world.with(cluster(u"alder"_s)).with(cluster(u"birch"_s)).chosen({u"birch"_s});
    const PlacementOutcome outcome = world.decide(
        R"({"predicates": [{"requiredClusterSelector": {"celSelector": {"celExpressions": ["true"]}}}]})");
    QCOMPARE(outcome.sync, Sync::Open);
    QCOMPARE(outcome.notEvaluated, QStringList{u"cel"_s});
    QCOMPARE(outcome.clusters, QStringList{u"birch"_s});
    QCOMPARE(reasonsOf(outcome, u"alder"_s),
             QStringList{u"CEL is not evaluated here, so predicate 1 is open: true"_s});
}

void TestPlainChoice::spreadKeepsTheSkew()
{
    PlainWorld world;
    for (int i = 0; i < 5; ++i)
        world.with(cluster(u"a%1"_s.arg(i), {{u"region"_s, u"arctic"_s}}));
    world.with(cluster(u"b0"_s, {{u"region"_s, u"alpine"_s}})).with(cluster(u"c0"_s));
    const PlacementOutcome outcome =
        world.decide(R"({"numberOfClusters": 4, "spreadPolicy": {"spreadConstraints":
        [{"topologyKey": "region", "topologyKeyType": "Label", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}]}})");
    QCOMPARE(outcome.clusters, (QStringList{u"a0"_s, u"a1"_s, u"b0"_s}));
    QCOMPARE(outcome.conditions.last().reason, u"NotAllDecisionsScheduled"_s);
    QCOMPARE(reasonsOf(outcome, u"a2"_s),
             QStringList{u"arctic has enough clusters already; the spread of region allows no more."_s});
    QCOMPARE(reasonsOf(outcome, u"c0"_s), QStringList{u"The cluster has no region to spread over."_s});
}

void TestPlainChoice::spreadAnywayPrefers()
{
    PlainWorld world;
    for (int i = 0; i < 3; ++i)
        world.with(cluster(u"a%1"_s.arg(i), {{u"region"_s, u"arctic"_s}}));
    world.with(cluster(u"b0"_s, {{u"region"_s, u"alpine"_s}})).with(cluster(u"c0"_s));
    const char *spec =
        R"({"numberOfClusters": %1, "spreadPolicy": {"spreadConstraints": [{"topologyKey": "region"}]}})";
    const auto take = [&](int count) {
        return world.decide(QString::fromLatin1(spec).arg(count).toUtf8().constData()).clusters;
    };
    QCOMPARE(take(2), (QStringList{u"a0"_s, u"b0"_s}));
    QCOMPARE(take(4), (QStringList{u"a0"_s, u"a1"_s, u"a2"_s, u"b0"_s})); // before the one without the label
    QCOMPARE(take(5).size(), 5);
}

void TestPlainChoice::spreadOverTwoKeys()
{
    PlainWorld world;
    for (const char *region : {"a", "b"}) {
        for (const char *zone : {"x", "y"}) {
            for (int i = 0; i < 2; ++i) {
                PlacementCluster each =
                    cluster(QLatin1String(region) + QLatin1String(zone) + QString::number(i),
                            {{u"region"_s, QLatin1String(region)}});
                each.claims.insert(u"zone"_s, QLatin1String(zone));
                world.with(each);
            }
        }
    }
    const PlacementOutcome outcome =
        world.decide(R"({"numberOfClusters": 4, "spreadPolicy": {"spreadConstraints": [
        {"topologyKey": "region", "topologyKeyType": "Label", "whenUnsatisfiable": "DoNotSchedule"},
        {"topologyKey": "zone", "topologyKeyType": "Claim", "whenUnsatisfiable": "ScheduleAnyway"}]}})");
    int inA = 0;
    int inX = 0;
    for (const QString &name : outcome.clusters) {
        inA += name.at(0) == u'a';
        inX += name.at(1) == u'x';
    }
    QCOMPARE(outcome.clusters.size(), 4);
    QCOMPARE(inA, 2);
    QCOMPARE(inX, 2);
}

// One DoNotSchedule constraint: as many clusters as any choice that keeps the skew, and never a larger skew.
void TestPlainChoice::spreadAgainstEveryChoice()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 300; ++round) {
        PlainWorld world;
        const int clusters = 1 + int(random.bounded(9));
        QMap<QString, QString> regionOf;
        for (int i = 0; i < clusters; ++i) {
            const QString region(QChar(u'a' + random.bounded(3)));
            regionOf.insert(u"c%1"_s.arg(i), region);
            world.with(cluster(u"c%1"_s.arg(i), {{u"region"_s, region}}));
        }
        const int skew = 1 + int(random.bounded(2));
        const int wanted = int(random.bounded(clusters + 1));
        const auto skewOf = [&](const QStringList &names) {
            QMap<QString, int> counts;
            for (const QString &region : std::as_const(regionOf))
                counts.insert(region, 0);
            for (const QString &name : names)
                ++counts[regionOf.value(name)];
            const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
            return *most - *least;
        };
        int possible = 0;
        const QStringList names = regionOf.keys();
        for (int mask = 0; mask < (1 << clusters); ++mask) {
            QStringList some;
            for (int i = 0; i < clusters; ++i) {
                if (mask & (1 << i))
                    some << names.at(i);
            }
            if (some.size() <= wanted && skewOf(some) <= skew)
                possible = std::max(possible, int(some.size()));
        }
        const QByteArray spec =
            QStringLiteral(
                R"({"numberOfClusters": %1, "spreadPolicy": {"spreadConstraints": [{"topologyKey": "region",
                "maxSkew": %2, "whenUnsatisfiable": "DoNotSchedule"}]}})")
                .arg(wanted)
                .arg(skew)
                .toUtf8();
        const PlacementOutcome outcome = world.decide(spec.constData());
        QCOMPARE(outcome.clusters.size(), possible);
        QVERIFY(skewOf(outcome.clusters) <= skew);
        QCOMPARE(qsizetype(outcome.leftOut.size()), clusters - outcome.clusters.size());
    }
}

void TestPlainChoice::spreadIsNotRunByTheScheduler()
{
    PlacementWorld world;
    PlacementRequest request;
    request.placement.spec = readPlacementSpec(
        object(R"({"spreadPolicy": {"spreadConstraints": [{"topologyKey": "region"}]}})"), false);
    QCOMPARE(decidePlacement(world, request).notes,
             QStringList{u"spreadPolicy is declared, but the scheduler does not run it."_s});
}

void TestPlainChoice::everythingHasASentence()
{
    QSet<QString> names;
    for (int rule = 0; rule <= int(Rule::Spread); ++rule) {
        for (const QString &actual : {QString(), u"x"_s}) {
            const PlacementReason reason{Rule(rule), 0, u"needed"_s, actual};
            QVERIFY2(reasonSentence(reason).size() > 15, qPrintable(reasonSentence(reason)));
            QVERIFY(!reasonSentence(reason).contains(u'%'));
        }
        names.insert(reasonRuleName(Rule(rule)));
    }
    QCOMPARE(int(names.size()), int(Rule::Spread) + 1);
}

QTEST_GUILESS_MAIN(TestPlainChoice)
#include "tst_plainchoice.moc"
