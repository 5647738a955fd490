// SPDX-License-Identifier: GPL-3.0-or-later
// The state machine of ComputePools (resource-model 3.l.1), row by row, on a real API server and the stateful
// stand-in for Palette.
#include "core/domain/poolrequests.h"
#include "tests/support/enginepooltest.h"
#include "tests/support/fakeserver.h"

#include <QJsonArray>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestEnginePoolHub : public EnginePoolTest
{
    Q_OBJECT

private:
    void annotateSettings(const QString &annotation)
    {
        QVERIFY(!m_stage
                     .kubectl({u"annotate"_s, u"settings.spectrocloud.com"_s, u"own"_s, u"-n"_s,
                               u"glaciology"_s, annotation, u"--overwrite"_s})
                     .isEmpty());
    }

private Q_SLOTS:
    void initTestCase()
    {
        EASEL_START_HUB(m_hub);
        EASEL_START_PALETTE(m_palette);
        startStage(u"{NVIDIA-T4: 0}"_s);
    }

    void cleanup()
    {
        m_palette.ask(u"DELETE"_s, u"/faults"_s);
        clock(u"zero"_s);
    }

    void cleanupTestCase() { endStage(); }

    void settingsAndInventory()
    {
        const auto settings = [this] {
            return m_stage.get(u"settings.spectrocloud.com"_s, u"own"_s)[u"status"].toObject();
        };
        QTRY_COMPARE_WITH_TIMEOUT(settings()[u"integrations"][0][u"state"].toString(), u"Verified"_s, 30'000);
        QCOMPARE(settings()[u"effectiveSettings"][u"palette"][u"hostUrl"].toString(), m_palette.url());
        QVERIFY(!QJsonDocument(settings()).toJson().contains(m_palette.key().toUtf8()));
        // Made by the engine for the project.
        const auto compute = [this] { return m_stage.get(u"compute"_s, u"default"_s)[u"status"].toObject(); };
        QTRY_COMPARE_WITH_TIMEOUT(compute()[u"totals"][u"hosts"].toInt(), 24, 30'000);
        QCOMPARE(compute()[u"totals"][u"available"].toInt(), 24);
        QCOMPARE(compute()[u"edgeHostDetails"].toObject().size(), 24);
        QVERIFY(!compute()[u"controlPlaneCompute"].toArray().isEmpty());
        QVERIFY(compute()[u"workerCompute"].toArray().size() >= 3);
    }

    // The services beside Palette, on real HTTP: accepted, then refused with what they say.
    void tokensAreChecked()
    {
        FakeServer services(FakeServer::Scheme::Http);
        QVERIFY(services.listen());
        QByteArray token = "hf_not_a_real_token";
        services.on(u"GET /hf/api/whoami-v2"_s, [&](FakeExchange &exchange) {
            if (exchange.request().header("Authorization") == "Bearer " + token)
                exchange.json({{u"name"_s, u"vera"_s}});
            else
                exchange.json({{u"error"_s, u"Invalid credentials in Authorization header"_s}}, 401);
        });
        services.on(u"GET /token"_s, [&](FakeExchange &exchange) {
            const QByteArray wanted = "Basic " + QByteArray("$oauthtoken:nvapi-not-real").toBase64();
            if (exchange.request().header("Authorization") == wanted)
                exchange.json({{u"token"_s, u"registry"_s}});
            else
                exchange.json({{u"errors"_s, QJsonArray()}}, 403);
        });
        await(m_engine->stop());
        m_ngc = services.address().url;
        startEngine();
        const QByteArray yaml =
            "apiVersion: v1\nkind: Secret\nmetadata: {name: hf, namespace: glaciology}\nstringData: "
            "{token: " +
            token +
            "}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: ngc, namespace: glaciology}\nstringData: "
            "{apiKey: nvapi-wrong}\n";
        QVERIFY2(m_stage.apply(yaml), qPrintable(m_stage.error()));
        const QByteArray endpoint = services.address().url.toString().toUtf8() + "/hf";
        QVERIFY(!m_stage
                     .kubectl({u"patch"_s, u"settings.spectrocloud.com"_s, u"own"_s, u"-n"_s, u"glaciology"_s,
                               u"--type=merge"_s, u"-p"_s,
                               QString::fromUtf8(
                                   "{\"spec\":{\"integrations\":{\"huggingFace\":{\"secretRef\":{"
                                   "\"name\":\"hf\"},\"endpoint\":\"" +
                                   endpoint + "\"},\"nvidia\":{\"secretRef\":{\"name\":\"ngc\"}}}}}")})
                     .isEmpty());
        const auto entry = [this](const QString &type) {
            const QJsonArray all =
                m_stage.get(u"settings.spectrocloud.com"_s, u"own"_s)[u"status"][u"integrations"].toArray();
            for (const auto &one : all) {
                if (one[u"type"].toString() == type)
                    return one.toObject();
            }
            return QJsonObject();
        };
        QTRY_COMPARE_WITH_TIMEOUT(entry(u"huggingFace"_s)[u"state"].toString(), u"Verified"_s, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(entry(u"nvidia"_s)[u"state"].toString(), u"Failed"_s, 30'000);
        const QString refused = entry(u"nvidia"_s)[u"message"].toString();
        QVERIFY2(refused.startsWith(u"Could not sign in to NVIDIA NGC. "_s) &&
                     refused.endsWith(u"Make a new token there and enter it again."_s),
                 qPrintable(refused));
        QCOMPARE(entry(u"palette"_s)[u"state"].toString(), u"Verified"_s);
        const auto ready = [this] {
            const QJsonArray all =
                m_stage.get(u"settings.spectrocloud.com"_s, u"own"_s)[u"status"][u"conditions"].toArray();
            QStringList said;
            for (const auto &one : all)
                said << one[u"type"].toString() + u'=' + one[u"status"].toString();
            return said.join(u' ');
        };
        for (const QString &wanted : {u"HuggingFaceValid=True"_s, u"NvidiaValid=False"_s, u"Ready=False"_s})
            QTRY_VERIFY2_WITH_TIMEOUT(ready().contains(wanted), qPrintable(ready()), 10'000);
        // The key is put right: looked at again, since what failed is tried again.
        QVERIFY(m_stage.apply("apiVersion: v1\nkind: Secret\nmetadata: {name: ngc, namespace: glaciology}\n"
                              "stringData: {apiKey: nvapi-not-real}\n"));
        annotateSettings(u"looked=again"_s);
        QTRY_COMPARE_WITH_TIMEOUT(entry(u"nvidia"_s)[u"state"].toString(), u"Verified"_s, 30'000);
        QTRY_VERIFY2_WITH_TIMEOUT(ready().contains(u"Ready=True"_s), qPrintable(ready()), 10'000);
        // The same is not asked again and again.
        QVERIFY(services.count(u"GET /hf/api/whoami-v2"_s) <= 2);
        const QByteArray status =
            QJsonDocument(m_stage.get(u"settings.spectrocloud.com"_s, u"own"_s)[u"status"].toObject())
                .toJson();
        QVERIFY(!status.contains(token) && !status.contains("nvapi-"));
        QVERIFY(
            !m_stage
                 .kubectl(
                     {u"patch"_s, u"settings.spectrocloud.com"_s, u"own"_s, u"-n"_s, u"glaciology"_s,
                      u"--type=json"_s, u"-p"_s,
                      u"[{\"op\":\"remove\",\"path\":\"/spec/integrations/huggingFace\"},{\"op\":\"remove\","
                      "\"path\":\"/spec/integrations/nvidia\"}]"_s})
                 .isEmpty());
        QTRY_VERIFY2_WITH_TIMEOUT(!ready().contains(u"Valid"_s), qPrintable(ready()), 30'000);
    }

    // Somebody asks whether a pool would fit: answered by the same rules, nothing is held, and gone in time.
    void evaluationsOfOthersAreAnswered()
    {
        const auto evaluation = [this](const QString &name, const QByteArray &spec) {
            return m_stage.apply(
                "apiVersion: spectrocloud.com/v1alpha1\nkind: ComputePoolEvaluation\nmetadata: "
                "{name: " +
                name.toUtf8() + ", namespace: glaciology}\nspec:\n" + spec);
        };
        const auto status = [this](const QString &name) {
            return m_stage.get(u"computepoolevaluation"_s, name)[u"status"].toObject();
        };
        const auto check = [&status](const QString &name, const QString &which) {
            const QJsonArray checks = status(name)[u"checks"].toArray();
            for (const auto &one : checks) {
                if (one[u"name"].toString() == which)
                    return one[u"result"].toString() + u' ' + one[u"message"].toString();
            }
            return QString();
        };
        const auto templateOf = [](const QByteArray &vip, int workers, const QByteArray &family) {
            return "  template:\n    name: asked-for\n    spec:\n      profileBundleRef: {name: metal-v1, "
                   "cloudType: "
                   "edge-native}\n      clusterVariant:\n        dedicated:\n          "
                   "paletteClusterDeploymentConfig:\n            cloudType: edge-native\n            edge: "
                   "{vip: " +
                   vip +
                   "}\n            nodePoolRequirements:\n              controlPlanePool: {nodeCount: 1, "
                   "workerNodeEligible: true}\n              workerPools:\n              - {name: gpu, "
                   "nodeCount: " +
                   QByteArray::number(workers) + ", gpu: {family: " + family + ", gpuCount: 2}}\n";
        };
        QVERIFY2(evaluation(u"dry-fits"_s, templateOf("10.80.70.200", 2, "NVIDIA-L4")),
                 qPrintable(m_stage.error()));
        QTRY_COMPARE_WITH_TIMEOUT(status(u"dry-fits"_s)[u"phase"].toString(), u"Fits"_s, 30'000);
        QCOMPARE(check(u"dry-fits"_s, u"Hosts"_s), u"Pass "_s);
        QVERIFY(status(u"dry-fits"_s)[u"decidedAt"].isString());
        // Every reason, not only the first: too many machines, and no address.
        QVERIFY2(evaluation(u"dry-large"_s, templateOf({}, 9, "NVIDIA-L4")), qPrintable(m_stage.error()));
        QTRY_COMPARE_WITH_TIMEOUT(status(u"dry-large"_s)[u"phase"].toString(), u"DoesNotFit"_s, 30'000);
        QVERIFY2(check(u"dry-large"_s, u"Hosts"_s)
                     .startsWith(u"Fail Not enough hosts for gpu: 9 needed, 4 fit."_s),
                 qPrintable(check(u"dry-large"_s, u"Hosts"_s)));
        QCOMPARE(check(u"dry-large"_s, u"Vip"_s),
                 u"Fail Reserve a free address and enter it as control plane address."_s);
        QCOMPARE(check(u"dry-large"_s, u"Bundle"_s), u"Pass "_s);
        QVERIFY2(evaluation(u"dry-nobody"_s, "  poolRef: {name: no-such-pool}\n"),
                 qPrintable(m_stage.error()));
        QTRY_COMPARE_WITH_TIMEOUT(status(u"dry-nobody"_s)[u"phase"].toString(), u"DoesNotFit"_s, 30'000);
        QCOMPARE(check(u"dry-nobody"_s, u"Name"_s), u"Fail Project glaciology has no pool no-such-pool."_s);
        // Nothing is held by asking, and no cluster is asked for.
        QVERIFY(m_stage.hostLeases().isEmpty());
        QCOMPARE(m_stage.clusters().size(), 0);
        // Over an hour later they are gone.
        *m_offset += 2 * 60 * 60'000;
        for (const QString &name : {u"dry-fits"_s, u"dry-large"_s, u"dry-nobody"_s}) {
            // So that it is looked at now; it may be gone already.
            m_stage.kubectl({u"annotate"_s, u"computepoolevaluation"_s, name, u"-n"_s, u"glaciology"_s,
                             u"looked=again"_s});
            QTRY_VERIFY_WITH_TIMEOUT(m_stage.get(u"computepoolevaluation"_s, name).isEmpty(), 30'000);
        }
        *m_offset -= 2 * 60 * 60'000;
    }

    void aRefusedSpecStaysPending()
    {
        Shape shape;
        shape.bundle = u"nowhere-v1"_s;
        create(u"refused"_s, shape);
        QTRY_VERIFY_WITH_TIMEOUT(m_stage.condition(u"refused"_s, u"Accepted"_s) == u"False POOL-8", 20'000);
        QCOMPARE(m_stage.phase(u"refused"_s), u"Pending"_s);
        QVERIFY(m_stage.get(u"computepool"_s, u"refused"_s)[u"metadata"][u"finalizers"].toArray().isEmpty());
        remove(u"refused"_s);
    }

    void quotaAndMachinesAreWaitedFor()
    {
        Shape shape = withWorkers(u"NVIDIA-T4"_s, 1, 1);
        create(u"no-quota"_s, shape);
        WAIT_CONDITION(u"no-quota"_s, "QuotaReserved", "False QuotaExceeded");
        QCOMPARE(m_stage.phase(u"no-quota"_s), u"Waiting"_s);
        const QString sentence =
            m_stage.status(u"no-quota"_s)[u"conditions"].toArray().isEmpty()
                ? QString()
                : QString::fromUtf8(QJsonDocument(m_stage.status(u"no-quota"_s)).toJson());
        QVERIFY2(sentence.contains(u"does not allow NVIDIA-T4 GPUs"_s), qPrintable(sentence));
        QTRY_COMPARE_WITH_TIMEOUT(
            m_stage.get(u"computepoolevaluation"_s, u"no-quota-g1"_s)[u"status"][u"phase"].toString(),
            u"DoesNotFit"_s, 10'000);

        // The limit is raised: the ledger changed, so it is looked at again; there is no such machine.
        QVERIFY(!m_stage
                     .kubectl({u"patch"_s, u"tenant"_s, u"borealis"_s, u"--type=merge"_s, u"-p"_s,
                               u"{\"spec\":{\"gpuResources\":{\"limits\":{\"NVIDIA-T4\":8}}}}"_s})
                     .isEmpty());
        WAIT_CONDITION(u"no-quota"_s, "HostsReserved", "False NotEnoughHosts");
        QCOMPARE(m_stage.condition(u"no-quota"_s, u"QuotaReserved"_s), u"True Reserved"_s);
        QCOMPARE(m_stage.phase(u"no-quota"_s), u"Waiting"_s);
        QCOMPARE(m_stage.status(u"no-quota"_s)[u"gpu"][u"claimed"][u"NVIDIA-T4"].toInt(), 1);
        QVERIFY(m_stage.hostLeases().isEmpty());
        remove(u"no-quota"_s);
    }

    void fromEvaluatingToRunning()
    {
        clock(u"manual"_s);
        create(u"ladder"_s, withWorkers(u"NVIDIA-H100"_s, 8, 2));
        WAIT_PHASE(u"ladder"_s, "Provisioning");
        QCOMPARE(m_stage.condition(u"ladder"_s, u"Accepted"_s), u"True Accepted"_s);
        QCOMPARE(m_stage.condition(u"ladder"_s, u"QuotaReserved"_s), u"True Reserved"_s);
        QCOMPARE(m_stage.condition(u"ladder"_s, u"HostsReserved"_s), u"True Reserved"_s);
        WAIT_CONDITION(u"ladder"_s, "ClusterRequested", "True Requested");
        QCOMPARE(hostsOf(u"ladder"_s, u"attached"_s), 3);
        QCOMPARE(m_stage.hostLeases().size(), 3);
        QCOMPARE(m_stage.clusters().size(), 1);
        QCOMPARE(m_stage.status(u"ladder"_s)[u"gpu"][u"attached"][u"NVIDIA-H100"].toInt(), 16);
        const QJsonObject evaluation = m_stage.get(u"computepoolevaluation"_s, u"ladder-g1"_s);
        QCOMPARE(evaluation[u"status"][u"phase"].toString(), u"Reserved"_s);
        QCOMPARE(evaluation[u"status"][u"reservation"][u"hosts"].toArray().size(), 3);
        advance(30);
        QTRY_VERIFY2_WITH_TIMEOUT(
            QJsonDocument(m_stage.status(u"ladder"_s)).toJson().contains(" of 8 steps are done.") ||
                QJsonDocument(m_stage.status(u"ladder"_s)).toJson().contains("steps are done."),
            said(u"ladder"_s).constData(), 10'000);
        advance(600);
        WAIT_PHASE(u"ladder"_s, "Running");
        for (const QString &condition :
             {u"ClusterProvisioned"_s, u"KubeconfigStored"_s, u"ClusterRegistered"_s,
              u"ControllersInstalled"_s, u"EnvironmentReady"_s, u"Ready"_s})
            QVERIFY2(m_stage.condition(u"ladder"_s, condition).startsWith(u"True"_s), qPrintable(condition));
        QVERIFY(m_stage.condition(u"ladder"_s, u"ControllersInstalled"_s).endsWith(u"NotNeeded"_s));
        const QJsonObject cluster = m_stage.status(u"ladder"_s)[u"clusters"][0].toObject();
        QVERIFY(cluster[u"apiEndpoint"].toString().startsWith(u"https://127.0.0.1"_s));
        QVERIFY(!cluster[u"kubernetesVersion"].toString().isEmpty());
        const QJsonObject secret =
            m_stage.get(u"secret"_s, cluster[u"kubeconfigSecretRef"][u"name"].toString());
        QCOMPARE(secret[u"metadata"][u"labels"][u"easel.spectrocloud.com/pool"].toString(), u"ladder"_s);
        const QJsonObject environment = m_stage.get(u"environment"_s, u"ladder"_s);
        QCOMPARE(environment[u"status"][u"numberOfSelectedClusters"].toInt(), 1);
        QCOMPARE(m_stage.get(u"computepoolevaluation"_s, u"ladder-g1"_s)[u"status"][u"phase"].toString(),
                 u"Consumed"_s);
    }

    // Grown, shrunk, refused; the machines that go are given back.
    void scalingByHand()
    {
        scale(u"ladder"_s, 3);
        WAIT_PHASE(u"ladder"_s, "Scaling");
        advance(120);
        WAIT_PHASE(u"ladder"_s, "Running");
        QTRY_COMPARE_WITH_TIMEOUT(hostsOf(u"ladder"_s, u"attached"_s), 4, 10'000);
        QCOMPARE(m_stage.clusters().first()[u"hosts"].toArray().size(), 4);
        QCOMPARE(m_stage.hostLeases().size(), 4);

        scale(u"ladder"_s, 1);
        WAIT_PHASE(u"ladder"_s, "Scaling");
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.status(u"ladder"_s)[u"gpu"][u"releasing"][u"NVIDIA-H100"].toInt(),
                                  16, 10'000);
        for (int i = 0; i < 6 && m_stage.phase(u"ladder"_s) != u"Running"; ++i) {
            advance(60);
            QTest::qWait(700);
        }
        WAIT_PHASE(u"ladder"_s, "Running");
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.hostLeases().size(), 2, 20'000);
        QCOMPARE(hostsOf(u"ladder"_s, u"releasing"_s), 0);
        QCOMPARE(m_stage.clusters().first()[u"hosts"].toArray().size(), 2);

        scale(u"ladder"_s, 50);
        WAIT_CONDITION(u"ladder"_s, "ScalingActive", "False NotEnoughHosts");
        QCOMPARE(m_stage.phase(u"ladder"_s), u"Running"_s);
        QCOMPARE(hostsOf(u"ladder"_s, u"attached"_s), 2);
        scale(u"ladder"_s, 1);
        QTest::qWait(500);
        QCOMPARE(m_stage.phase(u"ladder"_s), u"Running"_s);
    }

    void scalingThatTakesTooLongIsGivenUp()
    {
        scale(u"ladder"_s, 2);
        WAIT_PHASE(u"ladder"_s, "Scaling");
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.clusters().first()[u"hosts"].toArray().size(), 3, 10'000);
        *m_offset += 31 * 60'000;
        WAIT_CONDITION(u"ladder"_s, "ScalingActive", "False Aborted");
        // The wish is what the pool has.
        QTRY_COMPARE_WITH_TIMEOUT(workersWished(u"ladder"_s), 1, 10'000);
        for (int i = 0; i < 8; ++i) {
            advance(60);
            QTest::qWait(400);
        }
        WAIT_PHASE(u"ladder"_s, "Running");
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.clusters().first()[u"hosts"].toArray().size(), 2, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.hostLeases().size(), 2, 20'000);
    }

    // Between the decision to give up and its writing: what somebody wished for meanwhile stays.
    void aWishThatComesWhileScalingIsGivenUp()
    {
        scale(u"ladder"_s, 2);
        WAIT_PHASE(u"ladder"_s, "Scaling");
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.clusters().first()[u"hosts"].toArray().size(), 3, 10'000);
        bool wished = false;
        QObject watching;
        connect(m_engine->log(), &EngineLog::added, &watching, [&](const EngineLogLine &line) {
            if (!wished && line.text.startsWith(u"Scaling was given up")) {
                wished = true;
                scale(u"ladder"_s, 50); // the engine stands still meanwhile: it lives in this thread
            }
        });
        *m_offset += 31 * 60'000;
        QTRY_VERIFY2_WITH_TIMEOUT(wished, said(u"ladder"_s).constData(), 90'000);
        WAIT_CONDITION(u"ladder"_s, "ScalingActive", "False NotEnoughHosts");
        QCOMPARE(workersWished(u"ladder"_s), 50);

        scale(u"ladder"_s, 1);
        for (int i = 0; i < 8; ++i) {
            advance(60);
            QTest::qWait(400);
        }
        WAIT_PHASE(u"ladder"_s, "Running");
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.clusters().first()[u"hosts"].toArray().size(), 2, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.hostLeases().size(), 2, 20'000);
    }

    void aNewBundleVersionAndItsRepave()
    {
        clock(u"zero"_s);
        const auto patch = [this](const QString &text) {
            QVERIFY2(!m_stage
                          .kubectl({u"patch"_s, u"computepool"_s, u"ladder"_s, u"-n"_s, u"glaciology"_s,
                                    u"--type=merge"_s, u"-p"_s, text})
                          .isEmpty(),
                     qPrintable(m_stage.error()));
        };
        patch(u"{\"spec\":{\"profileBundleRef\":{\"name\":\"metal-v2\"}}}"_s);
        WAIT_CONDITION(u"ladder"_s, "Ready", "Unknown RepaveNeedsApproval");
        QCOMPARE(m_stage.phase(u"ladder"_s), u"Updating"_s);
        annotate(u"ladder"_s, approveRepaveAnnotation);
        WAIT_PHASE(u"ladder"_s, "Running");
        QCOMPARE(m_stage.status(u"ladder"_s)[u"clusters"][0][u"bundle"].toString(), u"metal-v2"_s);
        QVERIFY(annotationOf(u"ladder"_s, approveRepaveAnnotation).isEmpty());
        QCOMPARE(m_stage.condition(u"ladder"_s, u"Ready"_s), u"True Running"_s);

        patch(
            u"{\"spec\":{\"clusterVariant\":{\"dedicated\":{\"paletteClusterDeploymentConfig\":{\"sshKeys\":["
            "\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxhYi1vcHMta2V5LW5vdC1yZWFsLTAwMDAwMDAwMDAw ops@lab\"]}}}}}"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(m_palette.requests(u"PUT"_s, u"/clusterConfig"_s) >= 1,
                                  said(u"ladder"_s).constData(), 20'000);
        WAIT_PHASE(u"ladder"_s, "Running");
    }

    void anUnhealthyClusterIsDegraded()
    {
        const QString cluster = m_stage.clusters().first()[u"name"].toString();
        m_palette.ask(u"POST"_s, u"/clusters/"_s + cluster,
                      {{u"health"_s, u"UnHealthy"_s}, {u"message"_s, u"2 nodes are gone"_s}});
        WAIT_FOR(u"ladder"_s,
                 m_stage.status(u"ladder"_s)[u"clusters"][0][u"health"].toString() == u"UnHealthy");
        QTest::qWait(500);
        QCOMPARE(m_stage.phase(u"ladder"_s), u"Running"_s); // not at once
        *m_offset += 6 * 60'000;
        WAIT_PHASE(u"ladder"_s, "Degraded");
        QCOMPARE(m_stage.condition(u"ladder"_s, u"Ready"_s), u"False Unhealthy"_s);
        m_palette.ask(u"POST"_s, u"/clusters/"_s + cluster, {{u"health"_s, u"Healthy"_s}});
        QTest::qWait(1'500);
        QCOMPARE(m_stage.phase(u"ladder"_s), u"Degraded"_s);
        *m_offset += 3 * 60'000;
        WAIT_PHASE(u"ladder"_s, "Running");
        QCOMPARE(m_stage.condition(u"ladder"_s, u"Ready"_s), u"True Running"_s);
    }

    void deletionWaitsForDeploymentsAndTakesEverything()
    {
        QVERIFY2(
            m_stage.apply("apiVersion: spectrocloud.com/v1alpha1\nkind: AIWorkload\nmetadata: {name: train, "
                          "namespace: glaciology}\nspec:\n  profileBundleRefs: [{name: metal-v1}]\n"
                          "  compute: {computePoolRef: {name: ladder}}\n"),
            qPrintable(m_stage.error()));
        QTRY_COMPARE_WITH_TIMEOUT(m_stage.status(u"ladder"_s)[u"deployments"].toArray().size(), 1, 10'000);
        QVERIFY(!m_stage
                     .kubectl({u"delete"_s, u"computepool"_s, u"ladder"_s, u"-n"_s, u"glaciology"_s,
                               u"--wait=false"_s})
                     .isEmpty());
        WAIT_CONDITION(u"ladder"_s, "DeletionBlocked", "True POOL-20");
        QCOMPARE(m_stage.phase(u"ladder"_s), u"Deleting"_s);
        QCOMPARE(m_stage.clusters().size(), 1);
        QVERIFY(
            !m_stage.kubectl({u"delete"_s, u"aiworkload"_s, u"train"_s, u"-n"_s, u"glaciology"_s}).isEmpty());
        QTRY_VERIFY2_WITH_TIMEOUT(m_stage.get(u"computepool"_s, u"ladder"_s).isEmpty(),
                                  said(u"ladder"_s).constData(), 30'000);
        QVERIFY(m_stage.clusters().isEmpty());
        QVERIFY(m_stage.hostLeases().isEmpty());
        QVERIFY(m_stage.get(u"secret"_s, u"ladder-kubeconfig"_s).isEmpty());
        QVERIFY(m_stage.get(u"environment"_s, u"ladder"_s).isEmpty());
        QVERIFY(m_stage.list(u"computepoolevaluation"_s).isEmpty());
    }

    void anOrphanKeepsItsClusterAndKubeconfig()
    {
        Shape shape;
        shape.deletionPolicy = u"orphan"_s;
        create(u"left"_s, shape);
        WAIT_PHASE(u"left"_s, "Running");
        remove(u"left"_s);
        QCOMPARE(m_stage.clusters().size(), 1);
        QVERIFY(m_stage.hostLeases().isEmpty());
        const QJsonObject secret = m_stage.get(u"secret"_s, u"left-kubeconfig"_s);
        QCOMPARE(secret[u"metadata"][u"labels"][u"easel.spectrocloud.com/source"].toString(), u"brought"_s);
        m_palette.ask(u"POST"_s, u"/clusters/"_s + m_stage.clusters().first()[u"name"].toString(),
                      {{u"vanish"_s, true}});
    }

    void aDeletionThatPaletteDoesNotFinishIsForced()
    {
        create(u"stuck"_s, Shape());
        WAIT_PHASE(u"stuck"_s, "Running");
        const QString cluster = m_stage.clusters().first()[u"name"].toString();
        m_palette.ask(u"POST"_s, u"/clusters/"_s + cluster, {{u"stuck"_s, true}});
        QVERIFY(!m_stage
                     .kubectl({u"delete"_s, u"computepool"_s, u"stuck"_s, u"-n"_s, u"glaciology"_s,
                               u"--wait=false"_s})
                     .isEmpty());
        WAIT_PHASE(u"stuck"_s, "Deleting");
        *m_offset += 21 * 60'000;
        WAIT_CONDITION(u"stuck"_s, "DeletionBlocked", "True PaletteStuck");
        annotate(u"stuck"_s, forceDeleteAnnotation);
        QTRY_VERIFY2_WITH_TIMEOUT(m_stage.get(u"computepool"_s, u"stuck"_s).isEmpty(),
                                  said(u"stuck"_s).constData(), 30'000);
        QVERIFY(m_stage.clusters().isEmpty());
    }

    void aBodyThatPaletteRejects()
    {
        fault({{u"preset"_s, u"integerCode"_s},
               {u"method"_s, u"POST"_s},
               {u"path"_s, u"/v1/spectroclusters/edge-native"_s},
               {u"times"_s, 1}});
        Shape shape;
        create(u"rejected"_s, shape);
        WAIT_PHASE(u"rejected"_s, "Failed");
        QCOMPARE(m_stage.condition(u"rejected"_s, u"ClusterRequested"_s), u"False PaletteRejected"_s);
        const QJsonObject status = m_stage.status(u"rejected"_s);
        QCOMPARE(status[u"lastError"][u"step"].toString(), u"ClusterRequested"_s);
        QVERIFY(!status[u"lastError"][u"message"].toString().isEmpty());
        QVERIFY(status[u"retry"][u"nextAt"].isUndefined()); // not by itself
        QTest::qWait(1'000);
        QCOMPARE(m_stage.phase(u"rejected"_s), u"Failed"_s);
        annotate(u"rejected"_s, retryPoolAnnotation);
        WAIT_PHASE(u"rejected"_s, "Running");
        QVERIFY(annotationOf(u"rejected"_s, retryPoolAnnotation).isEmpty());
        QCOMPARE(m_stage.clusters().size(), 1);
        remove(u"rejected"_s);
    }

    void serverErrorsAreTriedAgainByThemselves()
    {
        fault({{u"preset"_s, u"serverError"_s},
               {u"method"_s, u"POST"_s},
               {u"path"_s, u"/v1/spectroclusters/edge-native"_s},
               {u"times"_s, 1}});
        create(u"again"_s, Shape());
        WAIT_PHASE(u"again"_s, "Failed");
        QCOMPARE(m_stage.condition(u"again"_s, u"ClusterRequested"_s), u"False PaletteUnreachable"_s);
        QVERIFY(!m_stage.status(u"again"_s)[u"retry"][u"nextAt"].toString().isEmpty());
        *m_offset += 61'000;
        // Its time is up; whatever is heard next wakes it (in production its own timer does).
        annotate(u"again"_s, u"easel.test/nudge"_s);
        WAIT_PHASE(u"again"_s, "Running");
        // What an apply no longer says leaves an empty object behind.
        QVERIFY(m_stage.status(u"again"_s)[u"retry"].toObject().isEmpty());
        remove(u"again"_s);
    }

    // The answer of a create is lost on its way: the cluster is found again, never made twice.
    void aCreateWhoseAnswerIsLost()
    {
        const int before = m_palette.requests(u"POST"_s, u"/v1/spectroclusters/edge-native"_s);
        fault({{u"preset"_s, u"html504After"_s},
               {u"method"_s, u"POST"_s},
               {u"path"_s, u"/v1/spectroclusters/edge-native"_s},
               {u"times"_s, 1}});
        create(u"lost"_s, Shape());
        WAIT_PHASE(u"lost"_s, "Running");
        QCOMPARE(m_stage.clusters().size(), 1);
        QVERIFY(m_palette.requests(u"POST"_s, u"/v1/spectroclusters/edge-native"_s) > before);
        remove(u"lost"_s);
    }

    void aClusterThatPaletteCannotBuild()
    {
        m_palette.ask(u"POST"_s, u"/failures"_s,
                      {{u"at"_s, u"CloudInfrastructureReady"_s},
                       {u"message"_s, u"no address is free"_s},
                       {u"times"_s, 1}});
        create(u"broken"_s, Shape());
        WAIT_PHASE(u"broken"_s, "Failed");
        QCOMPARE(m_stage.condition(u"broken"_s, u"ClusterProvisioned"_s), u"False PaletteError"_s);
        QVERIFY2(m_stage.status(u"broken"_s)[u"lastError"][u"message"].toString().contains(
                     u"no address is free"_s),
                 said(u"broken"_s).constData());
        remove(u"broken"_s);
    }

    void aClusterThatTakesTooLong()
    {
        clock(u"manual"_s);
        create(u"slow"_s, Shape());
        WAIT_CONDITION(u"slow"_s, "ClusterRequested", "True Requested");
        *m_offset += 91 * 60'000;
        WAIT_PHASE(u"slow"_s, "Failed");
        QCOMPARE(m_stage.condition(u"slow"_s, u"ClusterProvisioned"_s), u"False Timeout"_s);
        clock(u"zero"_s);
        remove(u"slow"_s);
    }

    void aKubeconfigThatNeverComes()
    {
        fault({{u"preset"_s, u"notFound"_s},
               {u"path"_s, u"/v1/spectroclusters/*/assets/*"_s},
               {u"times"_s, 0}});
        create(u"keyless"_s, Shape());
        WAIT_PHASE(u"keyless"_s, "Connecting");
        *m_offset += 31 * 60'000;
        WAIT_PHASE(u"keyless"_s, "Failed");
        QCOMPARE(m_stage.condition(u"keyless"_s, u"KubeconfigStored"_s), u"False Timeout"_s);
        // The failed step is taken up again where it was.
        m_palette.ask(u"DELETE"_s, u"/faults"_s);
        const int creates = m_stage.creates();
        annotate(u"keyless"_s, retryPoolAnnotation);
        WAIT_PHASE(u"keyless"_s, "Running");
        QCOMPARE(m_stage.creates(), creates);
        remove(u"keyless"_s);
    }

    void aClusterThatVanishes_data()
    {
        QTest::addColumn<bool>("listed");
        QTest::newRow("that was in a list") << true;
        QTest::newRow("that no list ever had") << false; // made and gone between two of them
    }
    void aClusterThatVanishes()
    {
        QFETCH(const bool, listed);
        const QString name = listed ? u"gone"_s : u"unlisted"_s;
        const QString search = u"/v1/dashboard/spectroclusters/search"_s;
        if (!listed) {
            // The answer to the search before it is there; while the cluster is made, lists begin to fail.
            fault({{u"method"_s, u"POST"_s},
                   {u"path"_s, u"/v1/spectroclusters/edge-native"_s},
                   {u"delayMs"_s, 3'000},
                   {u"times"_s, 1}});
        }
        create(name, Shape());
        if (!listed) {
            QTRY_VERIFY_WITH_TIMEOUT(said(name).contains("unlisted: Palette is asked for"), 30'000);
            fault({{u"preset"_s, u"serverError"_s}, {u"path"_s, search}, {u"times"_s, 0}});
        }
        WAIT_PHASE(name, "Running");
        if (listed) {
            const int before = m_palette.requests(u"POST"_s, search);
            QTRY_VERIFY_WITH_TIMEOUT(m_palette.requests(u"POST"_s, search) > before + 1, 60'000);
        }
        m_palette.ask(u"POST"_s, u"/clusters/"_s + m_stage.clusters().first()[u"name"].toString(),
                      {{u"vanish"_s, true}});
        m_palette.ask(u"DELETE"_s, u"/faults"_s);
        WAIT_PHASE(name, "Failed");
        QCOMPARE(m_stage.condition(name, u"ClusterProvisioned"_s), u"False ClusterGone"_s);
        remove(name);
        QVERIFY(m_stage.hostLeases().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestEnginePoolHub)
#include "tst_enginepool_hub.moc"
