// SPDX-License-Identifier: GPL-3.0-or-later
// Clusters of pools on hubs with Open Cluster Management (resource-model 2.20, 3.k, 3.l.1): registered by a
// Spoke where there is fleetconfig, labelled where people register them. The test plays fleetconfig.
#include "core/domain/poolrequests.h"
#include "core/engine/enginerights.h"
#include "tests/support/enginepooltest.h"

#include <QJsonArray>

#include <array>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestEngineSpokeHub : public EnginePoolTest
{
    Q_OBJECT

private:
    const QString m_spokes = u"spokes.fleetconfig.open-cluster-management.io"_s;
    const QString m_managed = u"managedclusters.cluster.open-cluster-management.io"_s;
    const QString m_works = u"manifestworks.work.open-cluster-management.io"_s;
    const QString m_space = u"managed-cluster-set-spokes"_s;

    using Condition = std::array<QString, 3>; // type, status, message

    void install(const QString &file)
    {
        QVERIFY2(
            !m_stage.kubectl({u"apply"_s, u"-f"_s, QStringLiteral(EASEL_TEST_DATA "/ocm/") + file}).isEmpty(),
            qPrintable(m_stage.error()));
        QVERIFY2(!m_stage
                      .kubectl({u"wait"_s, u"--for=condition=Established"_s, u"crd"_s, u"--all"_s,
                                u"--timeout=60s"_s})
                      .isEmpty(),
                 qPrintable(m_stage.error()));
    }
    QString paletteName(const QString &pool, int cluster = 0)
    {
        return m_stage.status(pool)[u"clusters"][cluster][u"paletteName"].toString();
    }
    QJsonObject spoke(const QString &name) { return m_stage.get(m_spokes, name, m_space); }
    QString messageOf(const QString &pool, const QString &type)
    {
        const QJsonArray conditions = m_stage.status(pool)[u"conditions"].toArray();
        for (const auto &condition : conditions) {
            if (condition[u"type"].toString() == type)
                return condition[u"message"].toString();
        }
        return {};
    }
    // What fleetconfig's controller writes.
    void say(const QString &name, const QString &phase, const QList<Condition> &conditions)
    {
        QJsonArray list;
        for (const Condition &one : conditions)
            list.append(QJsonObject{{u"type"_s, one[0]},
                                    {u"status"_s, one[1]},
                                    {u"reason"_s, u"Told"_s},
                                    {u"message"_s, one[2]},
                                    {u"lastTransitionTime"_s, u"2026-01-01T00:00:00Z"_s}});
        const QJsonObject patch{{u"status"_s, QJsonObject{{u"phase"_s, phase}, {u"conditions"_s, list}}}};
        QVERIFY2(!m_stage
                      .kubectl({u"patch"_s, m_spokes, name, u"-n"_s, m_space, u"--subresource=status"_s,
                                u"--type=merge"_s, u"-p"_s,
                                QString::fromUtf8(QJsonDocument(patch).toJson(QJsonDocument::Compact))})
                      .isEmpty(),
                 qPrintable(m_stage.error()));
    }
    void makeManagedCluster(const QString &name)
    {
        QVERIFY2(m_stage.apply("apiVersion: cluster.open-cluster-management.io/v1\nkind: ManagedCluster\n"
                               "metadata: {name: " +
                               name.toUtf8() +
                               ", labels: {region: arctic}}\nspec: {hubAcceptsClient: true}\n"),
                 qPrintable(m_stage.error()));
    }
    void join(const QString &name)
    {
        makeManagedCluster(name);
        say(name, u"Running"_s,
            {{u"SpokeJoined"_s, u"True"_s, {}},
             {u"KlusterletSynced"_s, u"True"_s, {}},
             {u"AddonsConfigured"_s, u"True"_s, {}}});
    }
    QJsonObject managedLabels(const QString &name)
    {
        return m_stage.get(m_managed, name)[u"metadata"][u"labels"].toObject();
    }
    // Until the engine has written it.
    QString waitForSpoke(const QString &pool, int cluster = 0)
    {
        const QDeadlineTimer deadline(60'000);
        bool there = false;
        while (!there && !deadline.hasExpired()) {
            QTest::qWait(300);
            const QString name = paletteName(pool, cluster);
            there = !name.isEmpty() && !spoke(name).isEmpty();
        }
        return there ? paletteName(pool, cluster) : QString();
    }
    static QStringList textsOf(const QList<EngineRight> &rights)
    {
        QStringList texts;
        for (const EngineRight &right : rights)
            texts << right.text();
        return texts;
    }

private Q_SLOTS:
    void initTestCase()
    {
        EASEL_START_HUB(m_hub);
        EASEL_START_PALETTE(m_palette);
        install(u"ocm.yaml"_s);
        install(u"fleetconfig.yaml"_s);
        QVERIFY2(
            m_stage.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: managed-cluster-set-spokes}\n"
                          "---\napiVersion: fleetconfig.open-cluster-management.io/v1beta1\nkind: Hub\n"
                          "metadata: {name: hub, namespace: managed-cluster-set-spokes}\nspec: {}\n"),
            qPrintable(m_stage.error()));
        startStage();
    }

    void cleanup()
    {
        m_palette.ask(u"DELETE"_s, u"/faults"_s);
        clock(u"zero"_s);
    }

    void cleanupTestCase() { endStage(); }

    // Asked for where there is something to do with them, and nowhere else.
    void rightsAreOfThisKindOfHub()
    {
        const QStringList here = textsOf(neededEngineRights(u"easel-system"_s, m_source->catalog()));
        for (const QString &right :
             {u"list hubs.fleetconfig.open-cluster-management.io"_s,
              u"create spokes.fleetconfig.open-cluster-management.io in managed-cluster-set-spokes"_s,
              u"delete spokes.fleetconfig.open-cluster-management.io in managed-cluster-set-spokes"_s,
              u"patch managedclusters.cluster.open-cluster-management.io"_s,
              u"list manifestworks.work.open-cluster-management.io"_s})
            QVERIFY2(here.contains(right), qPrintable(here.join(u'\n')));
        const QString plain = textsOf(neededEngineRights(u"easel-system"_s, ApiCatalog())).join(u'\n');
        QVERIFY2(!plain.contains(u"open-cluster-management"_s), qPrintable(plain));
        QVERIFY(plain.contains(u"computepools"_s));
    }

    void aClusterJoinsTheHub()
    {
        Shape shape = withWorkers(u"NVIDIA-H100"_s, 8, 1);
        create(u"firn"_s, shape);
        const QString name = waitForSpoke(u"firn"_s);
        QVERIFY2(!name.isEmpty(), said(u"firn"_s).constData());
        WAIT_CONDITION(u"firn"_s, "ClusterRegistered", "False Joining");
        QCOMPARE(m_stage.phase(u"firn"_s), u"Connecting"_s);
        const QJsonObject made = spoke(name);
        const QJsonObject labels = made[u"metadata"][u"labels"].toObject();
        QCOMPARE(labels[u"easel.spectrocloud.com/pool"].toString(), u"firn"_s);
        QCOMPARE(labels[u"easel.spectrocloud.com/project"].toString(), u"glaciology"_s);
        QCOMPARE(made[u"spec"][u"hubRef"].toObject(),
                 (QJsonObject{{u"name"_s, u"hub"_s}, {u"namespace"_s, m_space}}));
        // The Secret is where the Spoke can read it, and is no record of a cluster there.
        const QString copy = made[u"spec"][u"kubeconfig"][u"secretReference"][u"name"].toString();
        const QJsonObject copied = m_stage.get(u"secret"_s, copy, m_space);
        QCOMPARE(copied[u"data"][u"kubeconfig"],
                 m_stage.get(u"secret"_s, u"firn-kubeconfig"_s)[u"data"][u"kubeconfig"]);
        QVERIFY(!copied[u"data"][u"kubeconfig"].toString().isEmpty());
        QVERIFY(copied[u"metadata"][u"labels"][u"easel.spectrocloud.com/cluster-kubeconfig"].isUndefined());
        QCOMPARE(m_stage.status(u"firn"_s)[u"clusters"][0][u"managedClusterName"].toString(), name);

        // Its own words, until it has joined.
        say(name, u"Joining"_s, {{u"SpokeJoined"_s, u"False"_s, u"the agent is not there yet"_s}});
        WAIT_FOR(u"firn"_s, messageOf(u"firn"_s, u"ClusterRegistered"_s)
                                .contains(u"Joining. SpokeJoined: the agent is not there yet"_s));
        say(name, u"Joining"_s,
            {{u"SpokeJoined"_s, u"True"_s, {}},
             {u"KlusterletSynced"_s, u"Unknown"_s, u"charts are applied"_s}});
        WAIT_FOR(u"firn"_s,
                 messageOf(u"firn"_s, u"ClusterRegistered"_s).contains(u"ManagedCluster "_s + name));
        makeManagedCluster(name);
        WAIT_CONDITION(u"firn"_s, "ClusterRegistered", "True Joined");
        WAIT_CONDITION(u"firn"_s, "ControllersInstalled", "False Waiting");
        QVERIFY(messageOf(u"firn"_s, u"ControllersInstalled"_s).contains(u"charts are applied"_s));
        QCOMPARE(managedLabels(name)[u"easel.spectrocloud.com/pool"].toString(), u"firn"_s);
        QCOMPARE(managedLabels(name)[u"easel.spectrocloud.com/source"].toString(), u"pool"_s);
        QCOMPARE(managedLabels(name)[u"easel.spectrocloud.com/gpu.NVIDIA-H100"].toString(), u"8"_s);
        QCOMPARE(managedLabels(name)[u"region"].toString(), u"arctic"_s);
        // Synced, but the addons are not: one that is not there yet is waited for while it joins.
        say(name, u"Joining"_s, {{u"SpokeJoined"_s, u"True"_s, {}}, {u"KlusterletSynced"_s, u"True"_s, {}}});
        QTest::qWait(1'000);
        QCOMPARE(m_stage.phase(u"firn"_s), u"Connecting"_s);
        join(name);
        WAIT_PHASE(u"firn"_s, "Running");
        QCOMPARE(m_stage.condition(u"firn"_s, u"ControllersInstalled"_s), u"True Installed"_s);
        QCOMPARE(m_stage.condition(u"firn"_s, u"Ready"_s), u"True Running"_s);
        QVERIFY(!m_stage.status(u"firn"_s)[u"clusters"][0][u"apiEndpoint"].toString().isEmpty());
    }

    // What somebody takes away of a cluster that runs is missed, said and asked for again.
    void aSpokeThatIsTakenAwayComesBack()
    {
        const QString name = paletteName(u"firn"_s);
        const QJsonValue uid = spoke(name)[u"metadata"][u"uid"];
        const int creates = m_stage.creates();
        QVERIFY(!m_stage.kubectl({u"delete"_s, m_spokes, name, u"-n"_s, m_space}).isEmpty());
        WAIT_CONDITION(u"firn"_s, "ClusterRegistered", "False Joining");
        QVERIFY(spoke(name)[u"metadata"][u"uid"] != uid);
        QCOMPARE(m_stage.phase(u"firn"_s), u"Connecting"_s);
        join(name);
        WAIT_PHASE(u"firn"_s, "Running");
        QCOMPARE(m_stage.condition(u"firn"_s, u"ClusterRegistered"_s), u"True Joined"_s);
        QCOMPARE(m_stage.creates(), creates);
    }

    // Drained before it is deleted; what keeps the Spoke is said.
    void theSpokeGoesBeforeTheCluster()
    {
        const QString name = paletteName(u"firn"_s);
        const QString copy = spoke(name)[u"spec"][u"kubeconfig"][u"secretReference"][u"name"].toString();
        // As fleetconfig and OCM have it: a finalizer, a namespace of its own, an agent's work, and one that
        // somebody made.
        QVERIFY(!m_stage
                     .kubectl({u"patch"_s, m_spokes, name, u"-n"_s, m_space, u"--type=merge"_s, u"-p"_s,
                               u"{\"metadata\":{\"finalizers\":[\"fleetconfig.open-cluster-management.io/"
                               "spoke-cleanup\"]}}"_s})
                     .isEmpty());
        const auto work = [&name](const QByteArray &called) {
            return "---\napiVersion: work.open-cluster-management.io/v1\nkind: ManifestWork\nmetadata: "
                   "{name: " +
                   called + ", namespace: " + name.toUtf8() + "}\nspec: {}\n";
        };
        QVERIFY2(m_stage.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name.toUtf8() + "}\n" +
                               work("addon-work-0") + work("by-hand")),
                 qPrintable(m_stage.error()));
        startDeletion(u"firn"_s);
        WAIT_CONDITION(u"firn"_s, "DeletionBlocked", "True SPK-2");
        QCOMPARE(messageOf(u"firn"_s, u"DeletionBlocked"_s),
                 u"Cluster %1 still has manually made ManifestWorks: by-hand."_s.arg(name));
        QTest::qWait(1'000);
        QVERIFY(spoke(name)[u"metadata"][u"deletionTimestamp"].isUndefined());
        QCOMPARE(m_stage.clusters().size(), 1);
        QVERIFY(!m_stage.kubectl({u"delete"_s, m_works, u"by-hand"_s, u"-n"_s, name}).isEmpty());
        WAIT_FOR(u"firn"_s, !spoke(name)[u"metadata"][u"deletionTimestamp"].isUndefined());
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.condition(u"firn"_s, u"DeletionBlocked"_s), QString(), 10'000);
        say(name, u"Deleting"_s,
            {{u"SpokeJoined"_s, u"True"_s, {}},
             {u"CleanupFailed"_s, u"True"_s, u"the agent does not answer"_s}});
        WAIT_CONDITION(u"firn"_s, "DeletionBlocked", "True CleanupFailed");
        QVERIFY(messageOf(u"firn"_s, u"DeletionBlocked"_s).contains(u"the agent does not answer"_s));
        QCOMPARE(m_stage.clusters().first()[u"state"].toString(), u"Running"_s);
        QVERIFY(!m_stage.get(u"secret"_s, copy, m_space).isEmpty()); // it is still needed
        say(name, u"Deleting"_s, {{u"SpokeJoined"_s, u"True"_s, {}}});
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.condition(u"firn"_s, u"DeletionBlocked"_s), QString(), 10'000);
        QCOMPARE(m_stage.clusters().size(), 1);
        QVERIFY(!m_stage
                     .kubectl({u"patch"_s, m_spokes, name, u"-n"_s, m_space, u"--type=merge"_s, u"-p"_s,
                               u"{\"metadata\":{\"finalizers\":null}}"_s})
                     .isEmpty());
        WAIT_FOR(u"firn"_s, m_stage.get(u"computepool"_s, u"firn"_s).isEmpty());
        QVERIFY(m_stage.clusters().isEmpty());
        QVERIFY(m_stage.hostLeases().isEmpty());
        QVERIFY(m_stage.get(u"secret"_s, copy, m_space).isEmpty());
        QVERIFY(m_stage.get(u"secret"_s, u"firn-kubeconfig"_s).isEmpty());
    }

    // Two clusters: the pool waits for both. One stays when the pool goes, and its Spoke goes all the same.
    void bothClustersOfASharedPoolJoin()
    {
        Shape shape;
        shape.clusters = {u"east"_s, u"west"_s};
        shape.policies = {u"delete"_s, u"orphan"_s};
        create(u"both"_s, shape);
        const QString east = waitForSpoke(u"both"_s, 0);
        const QString west = waitForSpoke(u"both"_s, 1);
        QVERIFY2(!east.isEmpty() && !west.isEmpty(), said(u"both"_s).constData());
        // Agents that it never speaks of are not needed once it runs.
        makeManagedCluster(west);
        say(west, u"Running"_s, {{u"SpokeJoined"_s, u"True"_s, {}}});
        QTRY_COMPARE_WITH_TIMEOUT(managedLabels(west)[u"easel.spectrocloud.com/pool"].toString(), u"both"_s,
                                  20'000);
        QTest::qWait(1'000);
        QCOMPARE(m_stage.phase(u"both"_s), u"Connecting"_s);
        QVERIFY2(messageOf(u"both"_s, u"ClusterRegistered"_s).contains(east), said(u"both"_s).constData());
        makeManagedCluster(east);
        say(east, u"Running"_s, {{u"SpokeJoined"_s, u"True"_s, {}}});
        WAIT_PHASE(u"both"_s, "Running");
        QCOMPARE(m_stage.condition(u"both"_s, u"ClusterRegistered"_s), u"True Joined"_s);
        QCOMPARE(m_stage.condition(u"both"_s, u"ControllersInstalled"_s), u"True NotNeeded"_s);
        remove(u"both"_s);
        QVERIFY(spoke(east).isEmpty());
        QVERIFY(spoke(west).isEmpty());
        QCOMPARE(m_stage.clusters().size(), 1);
        QCOMPARE(m_stage.clusters().first()[u"name"].toString(), west);
        const QJsonObject kept = m_stage.get(u"secret"_s, west + u"-kubeconfig"_s);
        QCOMPARE(kept[u"metadata"][u"labels"][u"easel.spectrocloud.com/source"].toString(), u"brought"_s);
        QVERIFY(m_stage.get(u"secret"_s, west + u"-kubeconfig"_s, m_space).isEmpty());
        m_palette.ask(u"POST"_s, u"/clusters/"_s + west, {{u"vanish"_s, true}});
    }

    void oneThatNeverJoins()
    {
        create(u"lonely"_s, Shape());
        const QString name = waitForSpoke(u"lonely"_s);
        QVERIFY(!name.isEmpty());
        say(name, u"Unhealthy"_s, {{u"SpokeJoined"_s, u"False"_s, u"its API refuses the hub"_s}});
        QTRY_VERIFY_WITH_TIMEOUT(
            messageOf(u"lonely"_s, u"ClusterRegistered"_s).contains(u"refuses the hub"_s), 10'000);
        *m_offset += 31 * 60'000;
        WAIT_PHASE(u"lonely"_s, "Failed");
        QCOMPARE(m_stage.condition(u"lonely"_s, u"ClusterRegistered"_s), u"False Timeout"_s);
        QVERIFY2(messageOf(u"lonely"_s, u"ClusterRegistered"_s).contains(u"refuses the hub"_s),
                 said(u"lonely"_s).constData());
        QCOMPARE(m_stage.status(u"lonely"_s)[u"lastError"][u"step"].toString(), u"ClusterRegistered"_s);
        const int creates = m_stage.creates();
        join(name);
        annotate(u"lonely"_s, retryPoolAnnotation);
        WAIT_PHASE(u"lonely"_s, "Running");
        QCOMPARE(m_stage.creates(), creates);
        // Killed and started again it goes on where it was.
        await(m_engine->stop());
        startEngine();
        QTest::qWait(1'500);
        QCOMPARE(m_stage.phase(u"lonely"_s), u"Running"_s);
        remove(u"lonely"_s);
        QVERIFY(spoke(name).isEmpty());
    }

    // A Spoke of that name that somebody else made is left alone, also when the pool goes.
    void aSpokeOfSomebodyElse()
    {
        clock(u"manual"_s);
        create(u"second"_s, Shape());
        WAIT_PHASE(u"second"_s, "Provisioning");
        const QString name = paletteName(u"second"_s);
        QVERIFY2(
            m_stage.apply("apiVersion: fleetconfig.open-cluster-management.io/v1beta1\nkind: Spoke\n"
                          "metadata: {name: " +
                          name.toUtf8() +
                          ", namespace: managed-cluster-set-spokes}\nspec: {hubRef: {name: hub, namespace: "
                          "managed-cluster-set-spokes}, kubeconfig: {secretReference: {name: theirs}}}\n"),
            qPrintable(m_stage.error()));
        clock(u"zero"_s);
        WAIT_CONDITION(u"second"_s, "ClusterRegistered", "False NameTaken");
        QTest::qWait(1'000);
        QCOMPARE(spoke(name)[u"spec"][u"kubeconfig"][u"secretReference"][u"name"].toString(), u"theirs"_s);
        QVERIFY(m_stage.get(u"secret"_s, name + u"-kubeconfig"_s, m_space).isEmpty());
        remove(u"second"_s);
        QVERIFY(!spoke(name).isEmpty());
        QVERIFY(m_stage.clusters().isEmpty());
        QVERIFY(!m_stage.kubectl({u"delete"_s, m_spokes, name, u"-n"_s, m_space}).isEmpty());
    }

    // Where a Spoke can name a Secret of another namespace none is copied.
    void aSpokeThatReadsSecretsElsewhere()
    {
        await(m_engine->stop());
        QVERIFY(!m_stage
                     .kubectl({u"patch"_s, u"crd"_s, m_spokes, u"--type=json"_s, u"-p"_s,
                               u"[{\"op\":\"add\",\"path\":\"/spec/versions/0/schema/openAPIV3Schema/"
                               "properties/spec/properties/kubeconfig/properties/secretReference/properties/"
                               "namespace\",\"value\":{\"type\":\"string\"}}]"_s})
                     .isEmpty());
        QTest::qWait(2'000); // the server takes the schema up
        startEngine();
        create(u"reader"_s, Shape());
        const QString name = waitForSpoke(u"reader"_s);
        QVERIFY2(!name.isEmpty(), said(u"reader"_s).constData());
        const QJsonObject reference = spoke(name)[u"spec"][u"kubeconfig"][u"secretReference"].toObject();
        QCOMPARE(reference[u"name"].toString(), u"reader-kubeconfig"_s);
        QCOMPARE(reference[u"namespace"].toString(), u"glaciology"_s);
        QVERIFY(m_stage.get(u"secret"_s, name + u"-kubeconfig"_s, m_space).isEmpty());
        join(name);
        WAIT_PHASE(u"reader"_s, "Running");
        remove(u"reader"_s);
        QVERIFY(spoke(name).isEmpty());
    }

    // Without fleetconfig people register clusters; Easel labels those they did, and takes its labels back.
    void withoutFleetconfigItOnlyLabels()
    {
        await(m_engine->stop());
        m_engine.reset();
        QVERIFY(
            !m_stage
                 .kubectl({u"delete"_s, u"crd"_s, m_spokes, u"hubs.fleetconfig.open-cluster-management.io"_s})
                 .isEmpty());
        m_source = m_stage.open();
        startEngine();
        create(u"plain"_s, Shape());
        WAIT_PHASE(u"plain"_s, "Running");
        QCOMPARE(m_stage.condition(u"plain"_s, u"ClusterRegistered"_s), u"True ApiReached"_s);
        QCOMPARE(m_stage.condition(u"plain"_s, u"ControllersInstalled"_s), u"True NotNeeded"_s);
        const QString name = paletteName(u"plain"_s);
        QVERIFY(m_stage.status(u"plain"_s)[u"clusters"][0][u"managedClusterName"].isUndefined());
        makeManagedCluster(name);
        QTRY_COMPARE_WITH_TIMEOUT(managedLabels(name)[u"easel.spectrocloud.com/pool"].toString(), u"plain"_s,
                                  20'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            m_stage.status(u"plain"_s)[u"clusters"][0][u"managedClusterName"].toString(), name, 10'000);
        remove(u"plain"_s);
        QCOMPARE(managedLabels(name), (QJsonObject{{u"region"_s, u"arctic"_s}}));
        QVERIFY(m_stage.clusters().isEmpty());
    }

    // A pool that ran before fleetconfig came to the hub has no Spoke to miss, and goes on running.
    void onesFromBeforeFleetconfigGoOn()
    {
        create(u"older"_s, Shape());
        WAIT_PHASE(u"older"_s, "Running");
        await(m_engine->stop());
        m_engine.reset();
        install(u"fleetconfig.yaml"_s);
        m_source = m_stage.open();
        startEngine();
        QTest::qWait(4'000); // several looks at it
        QCOMPARE(m_stage.phase(u"older"_s), u"Running"_s);
        QCOMPARE(m_stage.condition(u"older"_s, u"ClusterRegistered"_s), u"True ApiReached"_s);
        QVERIFY(spoke(paletteName(u"older"_s)).isEmpty());
        remove(u"older"_s);
    }
};

QTEST_GUILESS_MAIN(TestEngineSpokeHub)
#include "tst_enginespoke_hub.moc"
