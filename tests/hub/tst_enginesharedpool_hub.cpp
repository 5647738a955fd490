// SPDX-License-Identifier: GPL-3.0-or-later
// Shared pools: several clusters of one ComputePool (resource-model 2.6, 3.k, 3.l.1), on a real API server
// and the stateful stand-in for Palette.
#include "core/domain/poolrequests.h"
#include "tests/support/enginepooltest.h"

#include <QJsonArray>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestEngineSharedPoolHub : public EnginePoolTest
{
    Q_OBJECT

private:
    // Each cluster: a control plane of one machine, and one worker with 8 H100.
    static Shape twoClusters()
    {
        Shape shape = withWorkers(u"NVIDIA-H100"_s, 8, 1);
        shape.clusters = {u"east"_s, u"west"_s};
        shape.policies = {u"delete"_s, u"orphan"_s};
        return shape;
    }
    // The entry of a cluster in the pool's status.
    QJsonObject cluster(const QString &pool, const QString &name)
    {
        const QJsonArray clusters = m_stage.status(pool)[u"clusters"].toArray();
        for (const auto &one : clusters) {
            if (one[u"name"].toString() == name)
                return one.toObject();
        }
        return {};
    }
    QString paletteName(const QString &pool, const QString &name)
    {
        return cluster(pool, name)[u"paletteName"].toString();
    }
    static QStringList sorted(QStringList texts)
    {
        texts.sort();
        return texts;
    }
    QStringList hostsInStatus(const QString &pool, const QString &name)
    {
        QStringList uids;
        const QJsonArray hosts = cluster(pool, name)[u"hosts"].toArray();
        for (const auto &host : hosts)
            uids << host[u"hostUid"].toString();
        return sorted(uids);
    }
    // What Palette has under this name.
    QJsonObject inPalette(const QString &name)
    {
        const QList<QJsonObject> all = m_stage.clusters();
        for (const QJsonObject &one : all) {
            if (one[u"name"].toString() == name)
                return one;
        }
        return {};
    }
    QStringList hostsInPalette(const QString &name)
    {
        QStringList uids;
        const QJsonArray hosts = inPalette(name)[u"hosts"].toArray();
        for (const auto &host : hosts)
            uids << host.toString();
        return sorted(uids);
    }
    QString messageOf(const QString &pool, const QString &type)
    {
        const QJsonArray conditions = m_stage.status(pool)[u"conditions"].toArray();
        for (const auto &condition : conditions) {
            if (condition[u"type"].toString() == type)
                return condition[u"message"].toString();
        }
        return {};
    }
    // Time passes in Palette until the pool is there; steps, because the engine answers in between.
    void untilRunning(const QString &pool)
    {
        for (int i = 0; i < 12 && m_stage.phase(pool) != u"Running"; ++i) {
            advance(60);
            QTest::qWait(500);
        }
        WAIT_PHASE(pool, "Running");
    }

private Q_SLOTS:
    void initTestCase()
    {
        EASEL_START_HUB(m_hub);
        EASEL_START_PALETTE(m_palette);
        startStage();
    }

    void cleanup()
    {
        m_palette.ask(u"DELETE"_s, u"/faults"_s);
        clock(u"zero"_s);
    }

    void cleanupTestCase() { endStage(); }

    void fromEvaluatingToRunning()
    {
        clock(u"manual"_s);
        create(u"firn"_s, twoClusters());
        WAIT_CONDITION(u"firn"_s, "ClusterRequested", "True Requested");
        QCOMPARE(m_stage.phase(u"firn"_s), u"Provisioning"_s);
        QCOMPARE(m_stage.creates(), 2);
        QCOMPARE(m_stage.hostLeases().size(), 4);
        const QString uid = m_stage.get(u"computepool"_s, u"firn"_s)[u"metadata"][u"uid"].toString();
        QSet<QString> machines;
        for (const QString &name : {u"east"_s, u"west"_s}) {
            const QJsonObject made = inPalette(paletteName(u"firn"_s, name));
            QCOMPARE(made[u"uid"], cluster(u"firn"_s, name)[u"paletteUid"]);
            QCOMPARE(made[u"labels"][u"easel-cluster"].toString(), name);
            QCOMPARE(made[u"labels"][u"easel-pool-uid"].toString(), uid);
            QCOMPARE(hostsInPalette(made[u"name"].toString()), hostsInStatus(u"firn"_s, name));
            QCOMPARE(hostsInStatus(u"firn"_s, name).size(), 2);
            for (const QString &host : hostsInStatus(u"firn"_s, name))
                machines.insert(host);
        }
        QCOMPARE(machines.size(), 4);
        QVERIFY(paletteName(u"firn"_s, u"east"_s).startsWith(u"firn-east-"_s));
        untilRunning(u"firn"_s);
        for (const QString &condition :
             {u"ClusterProvisioned"_s, u"KubeconfigStored"_s, u"ClusterRegistered"_s,
              u"ControllersInstalled"_s, u"EnvironmentReady"_s, u"Ready"_s})
            QVERIFY2(m_stage.condition(u"firn"_s, condition).startsWith(u"True"_s), qPrintable(condition));

        // A kubeconfig each, and one Environment with both.
        QStringList secrets;
        for (const QString &name : {u"east"_s, u"west"_s}) {
            const QString secret = cluster(u"firn"_s, name)[u"kubeconfigSecretRef"][u"name"].toString();
            const QJsonObject labels = m_stage.get(u"secret"_s, secret)[u"metadata"][u"labels"].toObject();
            QCOMPARE(labels[u"easel.spectrocloud.com/cluster"].toString(), paletteName(u"firn"_s, name));
            QCOMPARE(labels[u"easel.spectrocloud.com/gpu.NVIDIA-H100"].toString(), u"8"_s);
            secrets << secret;
        }
        QVERIFY(secrets.at(0) != secrets.at(1));
        const QJsonObject environment = m_stage.get(u"environment"_s, u"firn"_s)[u"status"].toObject();
        QCOMPARE(environment[u"numberOfSelectedClusters"].toInt(), 2);
        QStringList selected;
        const QJsonArray all = environment[u"selectedClusters"].toArray();
        for (const auto &one : all)
            selected << one[u"name"].toString();
        QCOMPARE(sorted(selected),
                 sorted({paletteName(u"firn"_s, u"east"_s), paletteName(u"firn"_s, u"west"_s)}));
        QCOMPARE(m_stage.list(u"environment"_s).size(), 1);
    }

    // What each was made with stays, whatever the project's ComputeConfig says later (2.5).
    void defaultsAreOfTheDayItWasMade()
    {
        const QJsonObject before = m_stage.get(u"computepool"_s, u"firn"_s)[u"status"].toObject();
        QVERIFY(!m_stage
                     .kubectl({u"patch"_s, u"computeconfig"_s, u"lab"_s, u"-n"_s, u"glaciology"_s,
                               u"--type=merge"_s, u"-p"_s,
                               u"{\"spec\":{\"paletteClusterConfig\":{\"edge\":{\"ntpServers\":[\"other."
                               "example\"]}}}}"_s})
                     .isEmpty());
        const int asked = m_palette.requests(u"PUT"_s, u"/clusterConfig"_s);
        patchPool(u"firn"_s, u"{\"spec\":{\"description\":\"another generation\"}}"_s);
        QTRY_COMPARE_WITH_TIMEOUT(
            m_stage.status(u"firn"_s)[u"observedGeneration"].toInteger(),
            m_stage.get(u"computepool"_s, u"firn"_s)[u"metadata"][u"generation"].toInteger(), 20'000);
        QTest::qWait(1'500);
        QCOMPARE(m_palette.requests(u"PUT"_s, u"/clusterConfig"_s), asked);
        QCOMPARE(m_stage.phase(u"firn"_s), u"Running"_s);
        QCOMPARE(m_stage.status(u"firn"_s)[u"resolvedSpec"], before[u"resolvedSpec"]);
    }

    void oneUnhealthyClusterDegradesThePool()
    {
        const QString west = paletteName(u"firn"_s, u"west"_s);
        setHealth(west, u"UnHealthy"_s, u"a node is gone"_s);
        WAIT_FOR(u"firn"_s, cluster(u"firn"_s, u"west"_s).value(u"health").toString() == u"UnHealthy");
        QTest::qWait(500);
        QCOMPARE(m_stage.phase(u"firn"_s), u"Running"_s); // not at once
        *m_offset += 6 * 60'000;
        WAIT_PHASE(u"firn"_s, "Degraded");
        QCOMPARE(m_stage.condition(u"firn"_s, u"Ready"_s), u"False Unhealthy"_s);
        QVERIFY2(messageOf(u"firn"_s, u"Ready"_s).contains(west),
                 qPrintable(messageOf(u"firn"_s, u"Ready"_s)));
        QCOMPARE(cluster(u"firn"_s, u"east"_s)[u"health"].toString(), u"Healthy"_s);
        setHealth(west, u"Healthy"_s);
        QTest::qWait(1'500);
        *m_offset += 3 * 60'000;
        WAIT_PHASE(u"firn"_s, "Running");
    }

    void scalingOneLeavesTheOtherAlone()
    {
        clock(u"manual"_s);
        const QString west = paletteName(u"firn"_s, u"west"_s);
        const QStringList machines = hostsInStatus(u"firn"_s, u"west"_s);
        const QStringList eastern = hostsInStatus(u"firn"_s, u"east"_s);
        const auto untouched = [&] {
            return hostsInStatus(u"firn"_s, u"west"_s) == machines && hostsInPalette(west) == machines &&
                   hostsOf(u"firn"_s, u"attached"_s, 1) == 2;
        };
        scale(u"firn"_s, 2, 0);
        WAIT_PHASE(u"firn"_s, "Scaling");
        QVERIFY(untouched());
        untilRunning(u"firn"_s);
        WAIT_FOR(u"firn"_s, hostsOf(u"firn"_s, u"attached"_s, 0) == 3);
        QCOMPARE(hostsInPalette(paletteName(u"firn"_s, u"east"_s)), hostsInStatus(u"firn"_s, u"east"_s));
        QCOMPARE(m_stage.hostLeases().size(), 5);
        QVERIFY(untouched());
        scale(u"firn"_s, 1, 0);
        WAIT_PHASE(u"firn"_s, "Scaling");
        untilRunning(u"firn"_s);
        // A machine that left is free a while after the pool has its size again, by Palette's clock.
        for (int i = 0; i < 20 && m_stage.hostLeases().size() != 4; ++i) {
            advance(60);
            QTest::qWait(700);
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.hostLeases().size(), 4, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(hostsInStatus(u"firn"_s, u"east"_s).size(), eastern.size(), 10'000);
        QVERIFY(untouched());
    }

    // POOL-16: the clusters of a pool that is built are for good; what is there is looked after.
    void theSetOfClustersDoesNotChange()
    {
        const int creates = m_stage.creates();
        const QString list = u"/spec/clusterVariant/shared/clusters"_s;
        const QJsonValue both =
            m_stage.get(u"computepool"_s, u"firn"_s)[u"spec"][u"clusterVariant"][u"shared"][u"clusters"];
        const auto put = [&](const QJsonValue &clusters) {
            const QJsonArray patch{
                QJsonObject{{u"op"_s, u"replace"_s}, {u"path"_s, list}, {u"value"_s, clusters}}};
            patchPool(u"firn"_s, QString::fromUtf8(QJsonDocument(patch).toJson(QJsonDocument::Compact)),
                      u"json"_s);
        };
        put(QJsonArray{both[0]});
        WAIT_CONDITION(u"firn"_s, "Accepted", "False POOL-16");
        QCOMPARE(messageOf(u"firn"_s, u"Accepted"_s),
                 u"spec.clusterVariant.shared.clusters cannot change after creation."_s);
        QCOMPARE(m_stage.phase(u"firn"_s), u"Running"_s);
        // The one that is no longer named is looked after all the same.
        const QString west = paletteName(u"firn"_s, u"west"_s);
        setHealth(west, u"UnHealthy"_s, u"a node is gone"_s);
        QTRY_COMPARE_WITH_TIMEOUT(cluster(u"firn"_s, u"west"_s)[u"health"].toString(), u"UnHealthy"_s,
                                  10'000);
        QTest::qWait(1'000);
        *m_offset += 6 * 60'000;
        WAIT_PHASE(u"firn"_s, "Degraded");
        setHealth(west, u"Healthy"_s);
        QTest::qWait(1'500);
        *m_offset += 3 * 60'000;
        WAIT_PHASE(u"firn"_s, "Running");

        QJsonObject third = both[0].toObject();
        third.insert(u"name", u"north"_s);
        QJsonObject config = third[u"paletteClusterDeploymentConfig"].toObject();
        config.insert(u"edge", QJsonObject{{u"vip"_s, u"10.80.70.240"_s}});
        third.insert(u"paletteClusterDeploymentConfig", config);
        put(QJsonArray{both[0], both[1], third});
        QTRY_COMPARE_WITH_TIMEOUT(
            m_stage.status(u"firn"_s)[u"observedGeneration"].toInteger(),
            m_stage.get(u"computepool"_s, u"firn"_s)[u"metadata"][u"generation"].toInteger(), 20'000);
        QCOMPARE(m_stage.condition(u"firn"_s, u"Accepted"_s), u"False POOL-16"_s);
        QTest::qWait(1'500);
        QCOMPARE(m_stage.creates(), creates);
        QCOMPARE(m_stage.clusters().size(), 2);
        QCOMPARE(m_stage.hostLeases().size(), 4);
        QCOMPARE(m_stage.status(u"firn"_s)[u"clusters"].toArray().size(), 2);
        put(both);
        WAIT_CONDITION(u"firn"_s, "Accepted", "True Accepted");
        QCOMPARE(m_stage.phase(u"firn"_s), u"Running"_s);
    }

    // Each by its own policy; also one that the spec no longer names follows what it was made with.
    void eachGoesOrStaysByItsOwnPolicy()
    {
        const QString east = paletteName(u"firn"_s, u"east"_s);
        const QString west = paletteName(u"firn"_s, u"west"_s);
        const QString eastSecret = cluster(u"firn"_s, u"east"_s)[u"kubeconfigSecretRef"][u"name"].toString();
        const QString westSecret = cluster(u"firn"_s, u"west"_s)[u"kubeconfigSecretRef"][u"name"].toString();
        patchPool(u"firn"_s, u"[{\"op\":\"remove\",\"path\":\"/spec/clusterVariant/shared/clusters/1\"}]"_s,
                  u"json"_s);
        WAIT_CONDITION(u"firn"_s, "Accepted", "False POOL-16");
        remove(u"firn"_s);
        QVERIFY(inPalette(east).isEmpty());
        QCOMPARE(inPalette(west)[u"state"].toString(), u"Running"_s);
        QVERIFY(m_stage.hostLeases().isEmpty());
        QVERIFY(m_stage.get(u"secret"_s, eastSecret).isEmpty());
        const QJsonObject kept = m_stage.get(u"secret"_s, westSecret);
        QCOMPARE(kept[u"metadata"][u"labels"][u"easel.spectrocloud.com/source"].toString(), u"brought"_s);
        QVERIFY(kept[u"metadata"][u"labels"][u"easel.spectrocloud.com/pool"].isUndefined());
        QVERIFY(!kept[u"data"][u"kubeconfig"].toString().isEmpty());
        QVERIFY(m_stage.get(u"environment"_s, u"firn"_s).isEmpty());
        QVERIFY(m_stage.list(u"computepoolevaluation"_s).isEmpty());
        m_palette.ask(u"POST"_s, u"/clusters/"_s + west, {{u"vanish"_s, true}});
    }

    // Nobody says what becomes of a cluster: it is neither destroyed nor left behind without a word.
    void aClusterWithoutAPolicyKeepsTheDeletionWaiting()
    {
        Shape shape = twoClusters();
        shape.policies = {u"delete"_s, u"delete"_s};
        create(u"unsaid"_s, shape);
        WAIT_PHASE(u"unsaid"_s, "Running");
        await(m_engine->stop());
        const QJsonValue both =
            m_stage.get(u"computepool"_s, u"unsaid"_s)[u"spec"][u"clusterVariant"][u"shared"][u"clusters"];
        patchPool(u"unsaid"_s, u"[{\"op\":\"remove\",\"path\":\"/spec/clusterVariant/shared/clusters/1\"}]"_s,
                  u"json"_s);
        QVERIFY(!m_stage
                     .kubectl({u"patch"_s, u"computepool"_s, u"unsaid"_s, u"-n"_s, u"glaciology"_s,
                               u"--subresource=status"_s, u"--type=json"_s, u"-p"_s,
                               u"[{\"op\":\"remove\",\"path\":\"/status/resolvedSpec\"}]"_s})
                     .isEmpty());
        startDeletion(u"unsaid"_s);
        startEngine();
        WAIT_CONDITION(u"unsaid"_s, "DeletionBlocked", "True PolicyUnknown");
        QCOMPARE(messageOf(u"unsaid"_s, u"DeletionBlocked"_s),
                 u"Nobody says what becomes of cluster west. Name it in the pool's spec again, with a "
                 "deletion policy."_s);
        QTest::qWait(1'500);
        QCOMPARE(m_stage.clusters().size(), 2);
        QCOMPARE(m_stage.hostLeases().size(), 4);
        const QJsonArray patch{QJsonObject{{u"op"_s, u"replace"_s},
                                           {u"path"_s, u"/spec/clusterVariant/shared/clusters"_s},
                                           {u"value"_s, both}}};
        patchPool(u"unsaid"_s, QString::fromUtf8(QJsonDocument(patch).toJson(QJsonDocument::Compact)),
                  u"json"_s);
        WAIT_FOR(u"unsaid"_s, m_stage.get(u"computepool"_s, u"unsaid"_s).isEmpty());
        QVERIFY(m_stage.clusters().isEmpty());
        QVERIFY(m_stage.hostLeases().isEmpty());
    }

    // Palette takes one cluster and refuses the other one; what is there is not made again.
    void theSecondIsRefused()
    {
        clock(u"manual"_s);
        fault({{u"preset"_s, u"integerCode"_s},
               {u"method"_s, u"POST"_s},
               {u"path"_s, u"/v1/spectroclusters/edge-native"_s},
               {u"skip"_s, 1},
               {u"times"_s, 1}});
        const int creates = m_stage.creates();
        create(u"half"_s, twoClusters());
        WAIT_PHASE(u"half"_s, "Failed");
        QCOMPARE(m_stage.condition(u"half"_s, u"ClusterRequested"_s), u"False PaletteRejected"_s);
        QCOMPARE(m_stage.clusters().size(), 1);
        QCOMPARE(m_stage.creates(), creates + 2);
        const QString first = cluster(u"half"_s, u"east"_s)[u"paletteUid"].toString();
        QVERIFY(!first.isEmpty());
        QVERIFY(!cluster(u"half"_s, u"west"_s).contains(u"paletteUid"));
        // Machines of the one that was not built are not kept for ever; the other one's are.
        const QStringList eastern = hostsInStatus(u"half"_s, u"east"_s);
        *m_offset += 16 * 60'000;
        annotate(u"half"_s, u"easel.test/nudge"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.hostLeases().size(), 2, 20'000);
        QCOMPARE(hostsInStatus(u"half"_s, u"east"_s), eastern);
        QCOMPARE(m_stage.status(u"half"_s)[u"gpu"][u"attached"][u"NVIDIA-H100"].toInt(), 8);

        // The first one is done in Palette, the second is only begun: the pool is as far as the second.
        advance(900);
        annotate(u"half"_s, retryPoolAnnotation);
        WAIT_PHASE(u"half"_s, "Provisioning");
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.clusters().size(), 2, 20'000);
        QCOMPARE(m_stage.creates(), creates + 3);
        QTRY_COMPARE_WITH_TIMEOUT(cluster(u"half"_s, u"east"_s)[u"state"].toString(), u"Running"_s, 20'000);
        QTest::qWait(1'500);
        QVERIFY(cluster(u"half"_s, u"west"_s)[u"state"].toString() != u"Running"_s);
        QCOMPARE(m_stage.phase(u"half"_s), u"Provisioning"_s);
        QCOMPARE(cluster(u"half"_s, u"east"_s)[u"paletteUid"].toString(), first);
        QCOMPARE(hostsInStatus(u"half"_s, u"east"_s), eastern);
        untilRunning(u"half"_s);
        QCOMPARE(m_stage.creates(), creates + 3);
        QCOMPARE(m_stage.hostLeases().size(), 4);
        clock(u"zero"_s);
        patchPool(u"half"_s,
                  u"[{\"op\":\"replace\",\"path\":\"/spec/clusterVariant/shared/clusters/1/"
                  "paletteClusterDeploymentConfig/deletionPolicy\",\"value\":\"delete\"}]"_s,
                  u"json"_s);
        remove(u"half"_s);
        QVERIFY(m_stage.clusters().isEmpty());
        QVERIFY(m_stage.hostLeases().isEmpty());
    }

    // Before anything is built the list may change; what was reserved for a cluster that goes is given back.
    void aClusterIsTakenOutBeforeItIsBuilt()
    {
        fault({{u"preset"_s, u"integerCode"_s},
               {u"method"_s, u"POST"_s},
               {u"path"_s, u"/v1/spectroclusters/edge-native"_s},
               {u"times"_s, 0}});
        create(u"early"_s, twoClusters());
        WAIT_PHASE(u"early"_s, "Failed");
        QCOMPARE(m_stage.hostLeases().size(), 4);
        m_palette.ask(u"DELETE"_s, u"/faults"_s);
        patchPool(u"early"_s, u"[{\"op\":\"remove\",\"path\":\"/spec/clusterVariant/shared/clusters/1\"}]"_s,
                  u"json"_s);
        WAIT_PHASE(u"early"_s, "Running");
        QCOMPARE(m_stage.clusters().size(), 1);
        QCOMPARE(m_stage.status(u"early"_s)[u"clusters"].toArray().size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.hostLeases().size(), 2, 20'000);
        QCOMPARE(m_stage.condition(u"early"_s, u"Accepted"_s), u"True Accepted"_s);
        remove(u"early"_s);
        QVERIFY(m_stage.hostLeases().isEmpty());
    }

    // Both hang in Palette: forced once, both go.
    void aForcedDeletionIsForAllOfThem()
    {
        Shape shape = twoClusters();
        shape.policies = {u"delete"_s, u"delete"_s};
        create(u"stuck"_s, shape);
        WAIT_PHASE(u"stuck"_s, "Running");
        for (const QString &name : {u"east"_s, u"west"_s})
            m_palette.ask(u"POST"_s, u"/clusters/"_s + paletteName(u"stuck"_s, name), {{u"stuck"_s, true}});
        startDeletion(u"stuck"_s);
        // Neither waits for the other one.
        for (const QString &name : {u"east"_s, u"west"_s})
            QTRY_COMPARE_WITH_TIMEOUT(cluster(u"stuck"_s, name)[u"state"].toString(), u"Deleting"_s, 20'000);
        *m_offset += 21 * 60'000;
        WAIT_CONDITION(u"stuck"_s, "DeletionBlocked", "True PaletteStuck");
        annotate(u"stuck"_s, forceDeleteAnnotation);
        WAIT_FOR(u"stuck"_s, m_stage.get(u"computepool"_s, u"stuck"_s).isEmpty());
        QVERIFY(m_stage.clusters().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestEngineSharedPoolHub)
#include "tst_enginesharedpool_hub.moc"
