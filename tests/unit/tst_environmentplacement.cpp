// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/clusterrecords.h"
#include "core/placement/environmentplacement.h"
#include "core/yaml/yamlreader.h"
#include "tests/support/objects.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

using Stage = EnvironmentChoice::Stage;

namespace {

constexpr qint64 now = 1'900'000'000'000;

QJsonObject secret(const QString &place, const QString &name, const char *labels, const char *status)
{
    QJsonObject all = object(labels);
    all.insert(u"easel.spectrocloud.com/cluster-kubeconfig"_s, u"true"_s);
    all.insert(u"easel.spectrocloud.com/cluster"_s, name);
    all.insert(u"easel.spectrocloud.com/source"_s, u"brought"_s);
    return {{u"apiVersion"_s, u"v1"_s},
            {u"kind"_s, u"Secret"_s},
            {u"metadata"_s,
             QJsonObject{{u"name"_s, name + u"-kubeconfig"_s},
                         {u"namespace"_s, place},
                         {u"labels"_s, all},
                         {u"annotations"_s, QJsonObject{{u"easel.spectrocloud.com/cluster-status"_s,
                                                         QString::fromUtf8(status)}}}}}};
}

QJsonObject environment(const QString &place, const QString &name, const QJsonObject &placement,
                        const QStringList &chosen = {}, const char *rollout = "{}")
{
    QJsonArray selected;
    for (const QString &cluster : chosen)
        selected << QJsonObject{{u"name"_s, cluster}};
    QJsonObject made = resource("spectrocloud.com/v1beta1", "Environment", place + u'/' + name);
    made.insert(
        u"spec"_s,
        QJsonObject{{u"topology"_s,
                     QJsonObject{{u"type"_s, u"topology-ocm"_s},
                                 {u"properties"_s,
                                  QJsonObject{{u"placement"_s, placement},
                                              {u"manifestWorkReplicaSet"_s,
                                               QJsonObject{{u"rolloutStrategy"_s, object(rollout)}}}}}}}});
    made.insert(u"status"_s, QJsonObject{{u"selectedClusters"_s, selected}});
    return made;
}

// Ten records, seven of them in the right regions; the picture of the environment editor.
ObjectSet plainHub()
{
    ObjectSet objects;
    objects.insert(
        resource("spectrocloud.com/v1alpha1", "Project", u"ice"_s, "{\"tenantRef\": {\"name\": \"pole\"}}"));
    objects.insert(resource("spectrocloud.com/v1alpha1", "Tenant", u"pole"_s));
    objects.insert(
        secret(u"ice"_s, u"fjord"_s, "{\"region\": \"arctic\"}",
               "{\"health\": \"Healthy\", \"version\": \"v1.33.4\", \"gpus\": {\"NVIDIA-L40S\": 12}}"));
    objects.insert(secret(u"ice"_s, u"delta"_s, "{\"region\": \"arctic\"}",
                          "{\"health\": \"Healthy\", \"gpus\": {\"NVIDIA-L40S\": 12}}"));
    objects.insert(secret(u"tenant-pole"_s, u"north"_s, "{\"region\": \"alpine\"}",
                          "{\"health\": \"Healthy\", \"gpus\": {\"NVIDIA-L40S\": 8}}"));
    objects.insert(secret(u"easel-system"_s, u"cirque"_s, "{\"region\": \"alpine\"}",
                          "{\"gpus\": {\"NVIDIA-L40S\": 4}}"));
    objects.insert(
        secret(u"ice"_s, u"dome"_s, "{\"region\": \"arctic\"}",
               "{\"health\": \"Degraded\", \"gpus\": {\"NVIDIA-L40S\": 4}, \"problems\": [\"2 of 5 nodes are "
               "not ready\"]}"));
    objects.insert(secret(u"ice"_s, u"hall"_s, "{\"region\": \"arctic\"}",
                          "{\"gpus\": {\"NVIDIA-H100\": 8, \"NVIDIA-L40S\": 8}}"));
    objects.insert(secret(u"ice"_s, u"old"_s, "{\"region\": \"arctic\"}",
                          "{\"gpus\": {\"NVIDIA-L40S\": 4}, \"taints\": [{\"key\": \"retired\", \"effect\": "
                          "\"NoSelect\"}]}"));
    objects.insert(secret(u"ice"_s, u"south"_s, "{\"region\": \"antarctic\"}", "{}"));
    objects.insert(secret(u"elsewhere"_s, u"foreign"_s, "{\"region\": \"arctic\"}", "{}"));
    return objects;
}

QJsonObject lookingForL40s(int count)
{
    QJsonObject spec = object(
        "{\"predicates\": [{\"requiredClusterSelector\": {\"labelSelector\": {\"matchExpressions\": "
        "[{\"key\": "
        "\"region\", \"operator\": \"In\", \"values\": [\"arctic\", \"alpine\"]}]}, \"claimSelector\": "
        "{\"matchExpressions\": [{\"key\": \"gpu.family\", \"operator\": \"In\", \"values\": "
        "[\"NVIDIA-L40S\"]}]}}}], "
        "\"prioritizerPolicy\": {\"mode\": \"Exact\", \"configurations\": [{\"scoreCoordinate\": "
        "{\"builtIn\": "
        "\"ResourceAllocatableGPU/NVIDIA-L40S\"}, \"weight\": 3}, {\"scoreCoordinate\": {\"builtIn\": "
        "\"Steady\"}}]}}");
    spec.insert(u"numberOfClusters"_s, count);
    return spec;
}

QStringList names(const QList<EnvironmentChoice::Chosen> &chosen)
{
    QStringList all;
    for (const auto &each : chosen)
        all << each.cluster;
    return all;
}

QList<int> counts(const EnvironmentChoice &choice)
{
    QList<int> all;
    for (const auto &stage : choice.funnel)
        all << stage.clusters;
    return all;
}

QStringList rules(const EnvironmentChoice &choice)
{
    QStringList all;
    for (const Finding &finding : choice.findings)
        all << finding.rule;
    return all;
}

} // namespace

class TestEnvironmentPlacement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsByNamespace();
    void recordsOfPools();
    void plainHubChooses();
    void othersCountForBalance();
    void celAndForeignPlacements();
    void managedHubPredicts();
    void existingPlacement();
    void poolFindsItsClusters();
    void placementNames();
    void rolloutSteps_data();
    void rolloutSteps();
    void sampleEnvironments();
};

void TestEnvironmentPlacement::recordsByNamespace()
{
    const ObjectSet objects = plainHub();
    QCOMPARE(namespacesSeenFrom(u"ice"_s, objects),
             (QStringList{u"ice"_s, u"tenant-pole"_s, u"easel-system"_s}));
    QStringList seen;
    const QList<ClusterRecord> records = clusterRecords(u"ice"_s, objects);
    for (const ClusterRecord &record : records)
        seen << record.cluster.name;
    QCOMPARE(seen, (QStringList{u"cirque"_s, u"delta"_s, u"dome"_s, u"fjord"_s, u"hall"_s, u"north"_s,
                                u"old"_s, u"south"_s}));
    const ClusterRecord &fjord = records.at(3);
    QCOMPARE(fjord.source, u"brought"_s);
    QCOMPARE(fjord.cluster.claims.value(u"gpu.family"_s), u"NVIDIA-L40S"_s);
    QCOMPARE(fjord.cluster.claims.value(u"kubeversion.open-cluster-management.io"_s), u"v1.33.4"_s);
    QCOMPARE(fjord.cluster.labels.value(u"easel.spectrocloud.com/gpu.NVIDIA-L40S"_s), u"12"_s);
    QCOMPARE(fjord.cluster.gpuCount(u"nvidia-l40s"), 12);
    QVERIFY(fjord.cluster.healthy);
    QVERIFY(!records.at(2).cluster.healthy);
    QVERIFY(records.at(0).cluster.healthy); // nobody looked yet
    QCOMPARE(clusterRecords(u"elsewhere"_s, objects).size(), 2);
    // The nearer of two of one name.
    ObjectSet twice = objects;
    twice.insert(secret(u"easel-system"_s, u"fjord"_s, "{\"region\": \"far\"}", "{}"));
    QCOMPARE(clusterRecords(u"ice"_s, twice).at(3).cluster.labels.value(u"region"_s), u"arctic"_s);
}

void TestEnvironmentPlacement::recordsOfPools()
{
    ObjectSet objects;
    QJsonObject pool = resource("spectrocloud.com/v1beta1", "ComputePool", u"ice/train"_s);
    pool.insert(
        u"status"_s,
        object("{\"clusters\": [{\"name\": \"main\", \"paletteName\": \"train-x7\", \"health\": \"Healthy\", "
               "\"kubernetesVersion\": \"1.33.4\", \"hosts\": [{\"hostUid\": \"a\", \"family\": "
               "\"NVIDIA-H100\", \"gpuCount\": 8, \"state\": \"attached\"}, {\"hostUid\": \"b\", \"family\": "
               "\"NVIDIA-H100\", \"gpuCount\": 8, \"state\": \"releasing\"}]}]}"));
    objects.insert(pool);
    const QList<ClusterRecord> records = clusterRecords(u"ice"_s, objects);
    QCOMPARE(records.size(), 1);
    const PlacementCluster &cluster = records.first().cluster;
    QCOMPARE(cluster.name, u"train-x7"_s);
    QCOMPARE(cluster.labels.value(u"easel.spectrocloud.com/project"_s), u"ice"_s);
    QCOMPARE(cluster.labels.value(u"easel.spectrocloud.com/pool"_s), u"train"_s);
    QCOMPARE(cluster.gpuCount({}), 8);
    QVERIFY(cluster.healthy);
}

void TestEnvironmentPlacement::plainHubChooses()
{
    const ObjectSet objects = plainHub();
    const QJsonObject draft =
        environment(u"ice"_s, u"field"_s, lookingForL40s(3), {u"fjord"_s, u"cirque"_s, u"north"_s});
    const EnvironmentChoice choice = chooseForEnvironment(draft, objects, PlacementHub::Plain, now);
    QCOMPARE(names(choice.chosen), (QStringList{u"fjord"_s, u"delta"_s, u"north"_s}));
    QCOMPARE(choice.chosen.at(0).total.value_or(0), 400);
    QVERIFY(!choice.chosen.at(0).isNew);
    QVERIFY(choice.chosen.at(1).isNew);
    QCOMPARE(choice.chosen.at(1).source, u"brought"_s);
    // visible, labels, claims, taints, healthy, chosen
    QCOMPARE(counts(choice), (QList<int>{8, 7, 6, 5, 4, 3}));
    QCOMPARE(choice.funnel.at(4).stage, Stage::Healthy);
    QCOMPARE(choice.moves.size(), 1);
    QCOMPARE(choice.moves.first().from, u"cirque"_s);
    QCOMPARE(choice.moves.first().to, u"delta"_s);
    QCOMPARE(choice.moves.first().gain.value_or(0), 500); // 300 against -300 and 100 for staying
    QCOMPARE(choice.notChosen.first().cluster, u"cirque"_s);
    QVERIFY(choice.notChosen.first().leaves);
    QStringList sentences;
    for (const auto &each : choice.notChosen)
        sentences << each.cluster + u": "_s + reasonSentence(each.reasons.first());
    QCOMPARE(sentences,
             (QStringList{
                 u"cirque: Total score -200; the last cluster chosen has 100."_s,
                 u"dome: The cluster is not healthy: Degraded: 2 of 5 nodes are not ready"_s,
                 u"hall: There is no claim gpu.family; predicate 1 needs gpu.family=NVIDIA-L40S."_s,
                 u"old: Taint retired:NoSelect is not tolerated."_s,
                 u"south: Label region is 'antarctic'; predicate 1 needs region in (arctic,alpine)."_s,
             }));
    QVERIFY(choice.findings.isEmpty());
    QCOMPARE(choice.rollout.steps.size(), 1);
    // Nothing matches: a warning.
    const EnvironmentChoice none = chooseForEnvironment(
        environment(
            u"ice"_s, u"field"_s,
            object("{\"predicates\": [{\"requiredClusterSelector\": {\"labelSelector\": {\"matchLabels\": "
                   "{\"region\": \"moon\"}}}}]}")),
        objects, PlacementHub::Plain, now);
    QVERIFY(none.chosen.isEmpty());
    QCOMPARE(rules(none), QStringList{u"ENV-4"_s});
    QCOMPARE(none.findings.first().sentence, u"No cluster matches these labels now."_s);
}

void TestEnvironmentPlacement::othersCountForBalance()
{
    ObjectSet objects = plainHub();
    objects.insert(environment(u"ice"_s, u"first"_s, {}, {u"cirque"_s, u"delta"_s}));
    objects.insert(environment(u"other"_s, u"field"_s, {}, {u"cirque"_s}));
    const QJsonObject draft = environment(u"ice"_s, u"field"_s, object("{\"numberOfClusters\": 1}"));
    const EnvironmentChoice choice = chooseForEnvironment(draft, objects, PlacementHub::Plain, now);
    const PlacementWorld::Load load = choice.world.loadOfOthers(u"ice/field"_s);
    QCOMPARE(load.most, 2);
    QCOMPARE(load.counts.at(0), 2); // cirque
    QCOMPARE(load.counts.at(1), 1); // delta
    QCOMPARE(names(choice.chosen), QStringList{u"fjord"_s});
}

void TestEnvironmentPlacement::celAndForeignPlacements()
{
    const ObjectSet objects = plainHub();
    const EnvironmentChoice cel = chooseForEnvironment(
        environment(
            u"ice"_s, u"field"_s,
            object("{\"predicates\": [{\"requiredClusterSelector\": {\"celSelector\": {\"celExpressions\": "
                   "[\"true\"]}}}]}"),
            {u"north"_s}),
        objects, PlacementHub::Plain, now);
    QCOMPARE(names(cel.chosen), QStringList{u"north"_s});
    QCOMPARE(rules(cel), QStringList{u"ENV-7"_s});
    QCOMPARE(cel.findings.first().sentence, u"This hub cannot evaluate celSelector."_s);

    QJsonObject byop =
        resource("spectrocloud.com/v1beta1", "Environment", u"ice/shelf"_s,
                 "{\"topology\": {\"type\": \"topology-ocm-byop\", \"properties\": {\"placementRef\": "
                 "{\"name\": \"shelf\"}}}}");
    QCOMPARE(rules(chooseForEnvironment(byop, objects, PlacementHub::Plain, now)), QStringList{u"ENV-7"_s});
    QCOMPARE(rules(chooseForEnvironment(byop, objects, PlacementHub::OpenClusterManagement, now)),
             QStringList{u"ENV-2"_s});
}

void TestEnvironmentPlacement::managedHubPredicts()
{
    ObjectSet objects;
    const char *cluster = "cluster.open-cluster-management.io/v1";
    const char *sets = "cluster.open-cluster-management.io/v1beta2";
    objects.insert(
        resource(sets, "ManagedClusterSet", u"global"_s,
                 "{\"clusterSelector\": {\"selectorType\": \"LabelSelector\", \"labelSelector\": {}}}"));
    for (const char *name : {"alder", "birch", "cedar"})
        objects.insert(resource(cluster, "ManagedCluster", QLatin1String(name)));
    const QJsonObject draft = environment(u"ice"_s, u"field"_s, object("{\"numberOfClusters\": 2}"));
    const EnvironmentChoice unbound =
        chooseForEnvironment(draft, objects, PlacementHub::OpenClusterManagement, now);
    QCOMPARE(rules(unbound), QStringList{u"ENV-3"_s});
    QCOMPARE(
        unbound.findings.first().sentence,
        u"Namespace managed-cluster-set-global has no ManagedClusterSetBinding; placement would select nothing."_s);
    QCOMPARE(unbound.outcome.conditions.last().reason, u"NoManagedClusterSetBindings"_s);

    objects.insert(resource(sets, "ManagedClusterSetBinding", u"managed-cluster-set-global/global"_s,
                            "{\"clusterSet\": \"global\"}"));
    QJsonObject decision = resource("cluster.open-cluster-management.io/v1beta1", "PlacementDecision",
                                    u"managed-cluster-set-global/ice-field-decision-1"_s);
    QJsonObject metadata = decision.value(u"metadata"_s).toObject();
    metadata.insert(u"labels"_s, object("{\"cluster.open-cluster-management.io/placement\": \"ice-field\"}"));
    decision.insert(u"metadata"_s, metadata);
    decision.insert(u"status"_s, object("{\"decisions\": [{\"clusterName\": \"cedar\", \"reason\": \"\"}]}"));
    objects.insert(decision);
    const EnvironmentChoice choice =
        chooseForEnvironment(draft, objects, PlacementHub::OpenClusterManagement, now);
    QCOMPARE(names(choice.chosen), (QStringList{u"cedar"_s, u"alder"_s}));
    QVERIFY(!choice.chosen.first().isNew);
    QCOMPARE(choice.chosen.first().source, u"ocm"_s);
    QCOMPARE(counts(choice), (QList<int>{3, 3, 3, 3, 2}));
    QVERIFY(choice.findings.isEmpty());
    // A weight that nobody wrote is 1: an API server fills it in.
    const EnvironmentChoice weighed = chooseForEnvironment(
        environment(
            u"ice"_s, u"field"_s,
            object("{\"prioritizerPolicy\": {\"mode\": \"Exact\", \"configurations\": [{\"scoreCoordinate\": "
                   "{\"type\": \"BuiltIn\", \"builtIn\": \"Steady\"}}]}}")),
        objects, PlacementHub::OpenClusterManagement, now);
    QCOMPARE(weighed.outcome.scores.prioritizers, (QList<PrioritizerWeight>{{u"Steady"_s, 1}}));
}

void TestEnvironmentPlacement::existingPlacement()
{
    ObjectSet objects;
    objects.insert(
        resource("cluster.open-cluster-management.io/v1beta2", "ManagedClusterSet", u"global"_s,
                 "{\"clusterSelector\": {\"selectorType\": \"LabelSelector\", \"labelSelector\": {}}}"));
    objects.insert(resource("cluster.open-cluster-management.io/v1beta2", "ManagedClusterSetBinding",
                            u"managed-cluster-set-global/global"_s));
    objects.insert(resource("cluster.open-cluster-management.io/v1", "ManagedCluster", u"alder"_s));
    objects.insert(resource("cluster.open-cluster-management.io/v1", "ManagedCluster", u"birch"_s));
    objects.insert(resource("cluster.open-cluster-management.io/v1beta1", "Placement",
                            u"managed-cluster-set-global/shelf"_s, "{\"numberOfClusters\": 1}"));
    const QJsonObject byop = resource("spectrocloud.com/v1beta1", "Environment", u"ice/shelf"_s,
                                      "{\"topology\": {\"type\": \"topology-ocm-byop\", \"properties\": "
                                      "{\"placementRef\": {\"name\": \"shelf\"}}}}");
    const EnvironmentChoice choice =
        chooseForEnvironment(byop, objects, PlacementHub::OpenClusterManagement, now);
    QCOMPARE(names(choice.chosen), QStringList{u"alder"_s});
    QCOMPARE(choice.request.placement.name, u"shelf"_s);
}

void TestEnvironmentPlacement::poolFindsItsClusters()
{
    ObjectSet objects;
    for (const char *name : {"train", "serve"}) {
        QJsonObject pool =
            resource("spectrocloud.com/v1beta1", "ComputePool", u"ice/"_s + QLatin1String(name));
        pool.insert(u"status"_s, object("{\"clusters\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}"));
        objects.insert(pool);
    }
    const QJsonObject own = environment(
        u"ice"_s, u"train"_s,
        object("{\"predicates\": [{\"requiredClusterSelector\": {\"labelSelector\": {\"matchLabels\": "
               "{\"easel.spectrocloud.com/project\": \"ice\", \"easel.spectrocloud.com/pool\": "
               "\"train\"}}}}]}"));
    const EnvironmentChoice choice = chooseForEnvironment(own, objects, PlacementHub::Plain, now);
    QCOMPARE(names(choice.chosen), (QStringList{u"train-a"_s, u"train-b"_s}));
    QCOMPARE(choice.chosen.first().source, u"pool"_s);
}

void TestEnvironmentPlacement::placementNames()
{
    QCOMPARE(placementNameOf(u"glaciology"_s, u"field-stations"_s), u"glaciology-field-stations"_s);
    const QString cut = placementNameOf(QString(30, u'a'), QString(40, u'b'));
    QCOMPARE(cut.size(), 63);
    QCOMPARE(cut.left(55), QString(30, u'a') + u'-' + QString(23, u'b') + u'-');
    QVERIFY(cut != placementNameOf(QString(30, u'a'), QString(41, u'b')));
    QCOMPARE(placementNameOf(QString(30, u'a'), QString(32, u'b')).size(), 63);
}

void TestEnvironmentPlacement::rolloutSteps_data()
{
    QTest::addColumn<QByteArray>("strategy");
    QTest::addColumn<QString>("steps");
    QTest::newRow("none") << QByteArray("{}") << u"[0,1,2,3] 7 of 7"_s;
    QTest::newRow("all") << QByteArray("{\"type\": \"All\", \"all\": {}}") << u"[0,1,2,3] 7 of 7"_s;
    QTest::newRow("progressive")
        << QByteArray("{\"type\": \"Progressive\", \"progressive\": {\"maxConcurrency\": 2}}")
        << u"[0,1,2,3] 2 of 7"_s;
    QTest::newRow("percent")
        << QByteArray("{\"type\": \"Progressive\", \"progressive\": {\"maxConcurrency\": \"25%\"}}")
        << u"[0,1,2,3] 2 of 7"_s;
    QTest::newRow("mandatory")
        << QByteArray("{\"type\": \"Progressive\", \"progressive\": {\"maxConcurrency\": 3, "
                      "\"mandatoryDecisionGroups\": [{\"groupName\": \"canary\"}, {\"groupIndex\": 3}]}}")
        << u"[0] 2 of 2!; [1] 1 of 1!; [3] 1 of 1!; [2] 3 of 3"_s;
    QTest::newRow("per group") << QByteArray("{\"type\": \"ProgressivePerGroup\", \"progressivePerGroup\": "
                                             "{\"mandatoryDecisionGroups\": [{\"groupIndex\": 2}]}}")
                               << u"[2] 3 of 3!; [0] 2 of 2; [1] 1 of 1; [3] 1 of 1"_s;
    QTest::newRow("bad number")
        << QByteArray("{\"type\": \"Progressive\", \"progressive\": {\"maxConcurrency\": \"few\"}}")
        << u"maxConcurrency few is neither a number nor a percentage."_s;
    QTest::newRow("bad type") << QByteArray("{\"type\": \"Sideways\"}")
                              << u"There is no rollout strategy Sideways."_s;
}

void TestEnvironmentPlacement::rolloutSteps()
{
    QFETCH(QByteArray, strategy);
    QFETCH(QString, steps);
    const QList<DecisionGroup> groups{{u"canary"_s, 0, {u"a"_s, u"b"_s}},
                                      {u"canary"_s, 1, {u"c"_s}},
                                      {{}, 2, {u"d"_s, u"e"_s, u"f"_s}},
                                      {{}, 3, {u"g"_s}}};
    const RolloutOrder order = rolloutOrder(object(strategy.constData()), groups);
    QStringList texts;
    for (const RolloutStep &step : order.steps) {
        QStringList indexes;
        for (const int group : step.groups)
            indexes << QString::number(group);
        texts << u"[%1] %2 of %3%4"_s.arg(indexes.join(u','))
                     .arg(step.atATime)
                     .arg(step.clusters.size())
                     .arg(step.mandatory ? u"!"_s : QString());
    }
    QCOMPARE(order.problem.isEmpty() ? texts.join(u"; "_s) : order.problem, steps);
    QVERIFY(rolloutOrder({}, {DecisionGroup()}).steps.isEmpty());
}

// The sample workspace: what its environments say they have is what the functions choose.
void TestEnvironmentPlacement::sampleEnvironments()
{
    ObjectSet objects;
    QDirIterator files(QStringLiteral(EASEL_SOURCE_DIR "/resources/sample"), {u"*.yaml"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto documents = readYaml(file.readAll());
        QVERIFY(documents.has_value());
        for (const YamlDocument &document : *documents)
            objects.insert(document.value.toObject());
    }
    objects.systemNamespace = u"mural-system"_s;
    int judged = 0;
    const QList<QJsonObject> environments = objects.all(u"Environment.spectrocloud.com"_s);
    for (const QJsonObject &object : environments) {
        const QJsonValue metadata = object[u"metadata"_s];
        if (object[u"spec"_s][u"topology"_s][u"type"_s].toString() != u"topology-ocm")
            continue;
        const EnvironmentChoice choice = chooseForEnvironment(object, objects, PlacementHub::Plain, now);
        QStringList said;
        const QJsonArray list = object[u"status"_s][u"selectedClusters"_s].toArray();
        for (const auto &each : list)
            said << each[u"name"_s].toString();
        said.sort();
        QStringList got = names(choice.chosen);
        got.sort();
        QVERIFY2(got == said, qPrintable(metadata[u"name"_s].toString() + u": "_s + got.join(u' ') +
                                         u" / "_s + said.join(u' ') + choice.outcome.syncError));
        ++judged;
    }
    QVERIFY(judged >= 5);
    const EnvironmentChoice field = chooseForEnvironment(
        objects.find(u"Environment.spectrocloud.com"_s, u"glaciology"_s, u"field-stations"_s), objects,
        PlacementHub::Plain, now);
    QList<qint64> totals;
    for (const auto &chosen : field.chosen)
        totals << chosen.total.value_or(0);
    QCOMPARE(totals, (QList<qint64>{600, 333, 167}));
    QCOMPARE(counts(field), (QList<int>{11, 7, 7, 7, 5, 3}));
}

QTEST_GUILESS_MAIN(TestEnvironmentPlacement)
#include "tst_environmentplacement.moc"
