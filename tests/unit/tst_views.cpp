// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/bundleview.h"
#include "core/domain/computeview.h"
#include "core/domain/definitionview.h"
#include "core/domain/deploymentview.h"
#include "core/domain/environmentview.h"
#include "core/domain/gputext.h"
#include "core/domain/poolview.h"
#include "core/domain/projectview.h"
#include "core/domain/settingsview.h"
#include "core/domain/workloadview.h"
#include "tests/support/objects.h"

#include <QTest>

using namespace easel;
using namespace easel::tests;

// The "Also read" lines of resource-model, and rules C3, C11 to C13.
class TestViews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstHitWinsAndIsRemembered()
    {
        const QJsonObject older = object(R"({"spec":{"computePoolRef":{"name":"b"}}})");
        const AliasHit hit = readAlias(older, {u"spec.compute.computePoolRef", u"spec.computePoolRef"});
        QCOMPARE(hit.pointer.toString(), QStringLiteral("/spec/computePoolRef"));
        const QJsonObject both =
            object(R"({"spec":{"compute":{"computePoolRef":null},"computePoolRef":"b"}})");
        QCOMPARE(readAlias(both, {u"spec.compute.computePoolRef", u"spec.computePoolRef"}).value.toString(),
                 QStringLiteral("b"));
        // Nothing there: the canonical place is where a writer goes.
        const AliasHit none = readAlias({}, {u"spec.compute.computePoolRef", u"spec.computePoolRef"});
        QVERIFY(none.value.isUndefined());
        QCOMPARE(none.pointer.toString(), QStringLiteral("/spec/compute/computePoolRef"));
        const DeploymentView view(older);
        QCOMPARE(view.computePool.name, QStringLiteral("b"));
        QCOMPARE(view.pointerOf(u"spec.compute.computePoolRef").toString(),
                 QStringLiteral("/spec/computePoolRef"));
        QCOMPARE(view.pointerOf(u"spec.displayName").toString(), QStringLiteral("/spec/displayName"));
    }

    void enumsCompareLoosely()
    {
        QVERIFY(sameEnum(u"in-use", u"InUse") && sameEnum(u"AMD64", u"amd64") &&
                sameEnum(u"Full Stack", u"fullstack"));
        QVERIFY(!sameEnum(u"in-use", u"used") && !sameEnum(u"", u"a") && sameEnum(u"", u"-"));
    }

    void oddShapesAreNotedNotFatal()
    {
        const PoolView pool(object(R"({"kind":"ComputePool","metadata":{"name":"p","labels":["x"]},
            "spec":{"clusterVariant":{"dedicated":{"paletteClusterDeploymentConfig":7}},"description":{"a":1},
            "profileBundleRef":[1]},"status":{"clusters":"none"}})"));
        QCOMPARE(pool.variant, PoolView::Variant::Dedicated);
        QCOMPARE(pool.clusters.size(), 1);
        QCOMPARE(pool.notes().size(), 1);
        QVERIFY(pool.notes().first().startsWith(u"Shown partly: unknown schema ("));
        QVERIFY(pool.notes().first().contains(u"spec.description"));
        QVERIFY(PoolView(object(R"({"metadata":{"name":"p"}})")).notes().isEmpty());
    }

    void pools()
    {
        // dedicated, with the older neighbours of the config
        const PoolView beside(
            object(R"({"metadata":{"name":"p","namespace":"n"},"spec":{"clusterVariant":{"dedicated":{
            "sshKeys":["k"],"deletionPolicy":"orphan","edge":{"controlPlaneEndpoint":{"host":"10.0.0.9"}},
            "paletteClusterDeploymentConfig":{"nodePoolRequirements":{"controlPlanePool":{"nodeCount":3,"memory":{"memory":"16 GB"},"architecture":"AMD64"},
            "workerPools":[{"name":"w","replicas":2,"gpu":{"gpuFamily":"NVIDIA-L4","count":2}}]}}}},
            "autoscaling":{"policyRef":{"name":"busy"}}}})"));
        QCOMPARE(beside.clusters.size(), 1);
        const ClusterConfigView &config = beside.clusters.first();
        QCOMPARE(config.vip, QStringLiteral("10.0.0.9"));
        QCOMPARE(config.vipPointer.toString(),
                 QStringLiteral("/spec/clusterVariant/dedicated/edge/controlPlaneEndpoint/host"));
        QCOMPARE(config.deletionPolicy, QStringLiteral("orphan"));
        QCOMPARE(config.sshKeys.value(), QStringList{QStringLiteral("k")});
        QCOMPARE(config.controlPlane->memoryMiB.value(), 16384);
        QCOMPARE(config.controlPlane->architecture, QStringLiteral("amd64"));
        QCOMPARE(config.workers->first().nodeCount.value(), 2);
        QCOMPARE(gpuText(beside.gpuDemand()), QStringLiteral("4 L4"));
        QCOMPARE(beside.nodeTotal(), 5);
        QCOMPARE(beside.scalingPolicy, QStringLiteral("busy"));

        const PoolView one(object(
            R"({"spec":{"clusterVariant":{"shared":{"paletteClusterDeploymentConfig":{"edge":{"vip":"1.2.3.4"}}}}}})"));
        QCOMPARE(one.clusters.first().name, QStringLiteral("main"));
        const PoolView map(object(
            R"({"spec":{"clusterVariant":{"shared":{"clusters":{"a":{"paletteClusterDeploymentConfig":{}},"b":{}}}}}})"));
        QCOMPARE(map.clusters.size(), 2);
        QCOMPARE(map.clusters.at(1).name, QStringLiteral("b"));
    }

    void gpusOfAControlPlaneCountOnlyWhenItMayWork()
    {
        const auto demand = [](const char *eligible) {
            return gpuTotal(
                PoolView(
                    object(QByteArray(
                               R"({"spec":{"clusterVariant":{"dedicated":{"paletteClusterDeploymentConfig":{
                "nodePoolRequirements":{"controlPlanePool":{"nodeCount":3,"gpu":{"family":"NVIDIA-L4","gpuCount":1},"workerNodeEligible":)" +
                               QByteArray(eligible) + "}}}}}}}")
                               .constData()))
                    .gpuDemand());
        };
        QCOMPARE(demand("true"), 3);
        QCOMPARE(demand("false"), 0);
    }

    // 3.d
    void defaulting()
    {
        const ComputeConfigView defaults(
            object(R"({"spec":{"paletteClusterConfig":{"edge":{"ntpServers":["ntp"]},"defaults":{
            "sshKeys":["a"],"controlPlanePool":{"nodeCount":3,"labels":{"x":"far","y":"far"},"cpu":{"cpuCount":8}},
            "workerPools":[{"name":"worker"}]}}}})"));
        const PoolView pool(
            object(R"({"spec":{"clusterVariant":{"dedicated":{"paletteClusterDeploymentConfig":{"sshKeys":[],
            "nodePoolRequirements":{"controlPlanePool":{"labels":{"x":"near"}}}}}}}})"));
        const ClusterConfigView result = withDefaults(pool.clusters.first(), &defaults.defaults);
        QCOMPARE(result.controlPlane->nodeCount.value(), 3);
        QCOMPARE(result.controlPlane->labels,
                 (QMap<QString, QString>{{QStringLiteral("x"), QStringLiteral("near")},
                                         {QStringLiteral("y"), QStringLiteral("far")}}));
        QVERIFY(result.sshKeys && result.sshKeys->isEmpty()); // present, even empty, ends the search
        QCOMPARE(result.ntpServers.value(), QStringList{QStringLiteral("ntp")});
        QCOMPARE(result.workers->first().nodeCount.value(), 1);
        QCOMPARE(result.deletionPolicy, QStringLiteral("delete"));
        QVERIFY(!withDefaults(ClusterConfigView(), nullptr).controlPlane);
    }

    void computeConfigsOfOldHubs()
    {
        const ComputeConfigView view(
            object(R"({"spec":{"minWorkerNodes":2,"paletteClusterConfig":{"defaults":{
            "controlPlaneDefaults":{"singleNodeCluster":true},"workerNodePoolDefaults":{"cpu":{"cpuCount":4}}}}}})"));
        QCOMPARE(view.defaults.controlPlane->nodeCount.value(), 1);
        QVERIFY(view.defaults.controlPlane->workerNodeEligible);
        QCOMPARE(view.defaults.workers->first().name, QStringLiteral("worker"));
        QCOMPARE(view.defaults.workers->first().nodeCount.value(), 2);
    }

    void computes()
    {
        const ComputeView view(object(R"({"metadata":{"name":"c"},"status":{"edgeHostDetails":[
            {"uid":"h1","state":"In-Use","gpus":[{"gpuFamily":"NVIDIA-H100","gpuCount":8,"memory":81559}]},{"name":"h2"}]}})"));
        QCOMPARE(view.hosts.size(), 2);
        QCOMPARE(view.hosts.at(0).hostUid, QStringLiteral("h1"));
        QCOMPARE(view.hosts.at(0).state, QStringLiteral("in-use"));
        QCOMPARE(view.hosts.at(0).gpusByFamily().value(QStringLiteral("NVIDIA-H100")), 8);
        QCOMPARE(view.hosts.at(1).state, QStringLiteral("unknown"));
        QCOMPARE(view.selector.value(QStringLiteral("palette.ai")), QStringLiteral("true"));
    }

    void settings_data()
    {
        QTest::addColumn<QByteArray>("spec");
        QTest::newRow("canonical") << QByteArray(
            R"({"integrations":{"palette":{"secretRef":{"name":"s"}}}})");
        QTest::newRow("beside") << QByteArray(R"({"palette":{"secretName":"s"}})");
        QTest::newRow("list") << QByteArray(
            R"({"integrations":[{"type":"Palette","secretRef":{"name":"s"}}]})");
        QTest::newRow("list by name")
            << QByteArray(R"({"integrations":[{"name":"palette","secretName":"s"}]})");
    }
    void settings()
    {
        QFETCH(QByteArray, spec);
        const SettingsView view(object(
            QByteArray(R"({"kind":"Settings","metadata":{"name":"x"},"spec":)" + spec + "}").constData()));
        const IntegrationView *palette = view.integration(IntegrationView::Type::Palette);
        QVERIFY(palette);
        QCOMPARE(palette->secret, QStringLiteral("s"));
        QCOMPARE(palette->secretKey, QStringLiteral("palette"));
        QVERIFY(palette->pointer.exists(view.object));
    }

    void bundles()
    {
        const BundleView view(
            object(R"({"metadata":{"name":"b-v2","namespace":"n"},"spec":{"type":"fullStack","version":"2",
            "clusterProfileRefs":[{"name":"base","uid":"1","type":"Infra"}],"workloads":["w-v1",{"name":"x-v1","namespace":"m"}],
            "variableSet":[{"name":"v","variableType":"int32"}],
            "requirements":{"gpu":[{"family":"NVIDIA-H100","minCount":8}]}}})"));
        QCOMPARE(view.type, QStringLiteral("fullstack"));
        QCOMPARE(view.version, QStringLiteral("2"));
        QCOMPARE(view.fullProfileCount(QStringLiteral("edge-native")), 1);
        QCOMPARE(view.workloadProfiles.size(), 2);
        QCOMPARE(view.workloadProfiles.at(0).ref.namespaceName, QStringLiteral("n"));
        QCOMPARE(view.workloadProfiles.at(1).ref.namespaceName, QStringLiteral("m"));
        QCOMPARE(view.variables.first().name, QStringLiteral("v"));
        QCOMPARE(view.requirements.gpus.first().minCount.value(), 8);
    }

    void profiles()
    {
        const WorkloadProfileView view(
            object(R"({"metadata":{"name":"p-v1","labels":{"easel.spectrocloud.com/profile-type":"Model"}},
            "spec":{"components":[{"name":"a","type":"t","priority":2,"definitionOutputRefs":[{"name":"o","pathRef":{"path":".x","skipHash":true}}],
            "traits":[{"type":"scaler"}]}]}})"));
        QCOMPARE(view.profileType, QStringLiteral("model"));
        QCOMPARE(view.components.first().priority, 2);
        QCOMPARE(view.components.first().traits.first().name, QStringLiteral("scaler"));
        QCOMPARE(view.components.first().outputs.first().path, QStringLiteral(".x"));
    }

    void jsonPaths_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("good");
        for (const char *path :
             {".spec.clusterIP", "{.status.loadBalancer.ingress[0].ip}", ".metadata.annotations['a.b/c']",
              ".items[*].metadata.name", "$.a.b", ".a\\.b", ".items[?(@.x==\"y\")].z", "..name"})
            QTest::addRow("%s", path) << QString::fromLatin1(path) << (qstrcmp(path, "..name") != 0);
        for (const char *path : {"", "spec", ".spec[", ".spec[a]", "{.a", ".a b", ".", ".a..b", ".a[0]b"})
            QTest::addRow("bad %s", path) << QString::fromLatin1(path) << false;
    }
    void jsonPaths()
    {
        QFETCH(QString, path);
        QFETCH(bool, good);
        QCOMPARE(jsonPathProblem(path).isEmpty(), good);
    }

    void deployments()
    {
        const DeploymentView view(
            object(R"({"metadata":{"name":"a","namespace":"n"},"spec":{"profileBundleRef":"b",
            "paletteClusterDeploymentConfig":{"nodePoolRequirements":{"workerPools":[{"name":"w","nodeCount":2,"gpu":{"family":"NVIDIA-H100","gpuCount":8}}]}},
            "workloadDeploymentConfigs":{"server":{"variables":{"x":1}}}},
            "status":{"endpointUrls":["https:\u002f\u002fa.example"]}})"));
        QCOMPARE(view.bundles.size(), 1);
        QVERIFY(view.dedicated.has_value());
        QCOMPARE(view.poolName(), QStringLiteral("a"));
        QCOMPARE(gpuText(view.gpusAsked()), QStringLiteral("16 H100"));
        QCOMPARE(view.parts.first().name, QStringLiteral("server"));
        QCOMPARE(view.accessUrls.first().url, QStringLiteral("https://a.example"));
        QCOMPARE(view.targetNamespace, QStringLiteral("a"));
        QVERIFY(!view.isModel);
    }

    void environments()
    {
        const EnvironmentView view(
            object(R"({"metadata":{"name":"e","namespace":"n"},"spec":{"topology":{"type":"topology-ocm-byop",
            "hubNamespace":"h","properties":{"placementName":"p"}}},"status":{"decisions":[{"clusterName":"c1"},{"clusterName":"c2"}]}})"));
        QVERIFY(view.usesExistingPlacement());
        QCOMPARE(view.hubNamespace, QStringLiteral("h"));
        QCOMPARE(view.placementRef.name, QStringLiteral("p"));
        QCOMPARE(view.placementRef.namespaceName, QStringLiteral("h"));
        QCOMPARE(view.selectedClusters, QStringList({QStringLiteral("c1"), QStringLiteral("c2")}));
    }

    void targetNamespaces_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("allowed");
        const QByteArray named = R"({"allow":["a"],"disallow":["*"]})";
        QTest::newRow("named") << named << "a" << true;
        QTest::newRow("all others") << named << "b" << false;
        QTest::newRow("nothing said") << QByteArray("{}") << "b" << true;
        QTest::newRow("reserved") << QByteArray(R"({"allow":["kube-system"]})") << "kube-system" << false;
        QTest::newRow("exact allow beats exact disallow")
            << QByteArray(R"({"allow":["a"],"disallow":["a"]})") << "a" << true;
        QTest::newRow("exact disallow beats any")
            << QByteArray(R"({"allow":["*"],"disallow":["a"]})") << "a" << false;
        QTest::newRow("any") << QByteArray(R"({"allow":["*"],"disallow":["a"]})") << "b" << true;
        QTest::newRow("list without it") << QByteArray(R"({"allow":["a"]})") << "b" << false;
    }
    void targetNamespaces()
    {
        QFETCH(QByteArray, rule);
        QFETCH(QString, target);
        QFETCH(bool, allowed);
        const ProjectView project(
            object(QByteArray(R"({"metadata":{"name":"p","namespace":"p"},"spec":{"admissionConfiguration":{
            "workloadConfiguration":{"deploymentNamespaces":)" +
                              rule + "}}}}")
                       .constData()));
        QCOMPARE(project.allowsNamespace(target), allowed);
    }

    void models()
    {
        const ProjectView project(object(
            R"({"spec":{"modelSettings":{"governance":[{"source":"HuggingFace","allow":["ice/\u002a","fog/m-?b"],"deny":["ice/old\u002a"]}]}}})"));
        const auto allowed = [&](const char *source, const char *model) {
            return isModelAllowed(project.governance, QString::fromLatin1(source),
                                  QString::fromLatin1(model));
        };
        QVERIFY(allowed("huggingface", "ice/m") && allowed("huggingface", "fog/m-7b") &&
                allowed("ngc", "any/thing"));
        QVERIFY(!allowed("huggingface", "ice/old-1") && !allowed("huggingface", "fog/m-70b") &&
                !allowed("huggingface", "x/ice/m"));
    }

    void definitionsAndRevisions()
    {
        const auto has = [](const char *kind, const char *text) {
            QJsonObject item = resource("spectrocloud.com/v1beta1", kind, QStringLiteral("n/x"));
            item.insert(
                QStringLiteral("spec"),
                QJsonObject{
                    {QStringLiteral("schematic"),
                     QJsonObject{{QStringLiteral("cue"),
                                  QJsonObject{{QStringLiteral("template"), QString::fromLatin1(text)}}}}}});
            return DefinitionView(item).hasOutput();
        };
        QVERIFY(has("ComponentDefinition", "parameter: {}\noutput: {a: 1}"));
        QVERIFY(!has("ComponentDefinition", "parameter: {}\noutputs: x: {a: 1}"));
        QVERIFY(has("TraitDefinition", "patch: {}"));
        const RevisionView revision(
            object(R"({"metadata":{"name":"webservice-v4"},"spec":{"definitionType":"component"}})"));
        QCOMPARE(revision.definitionKind, QStringLiteral("ComponentDefinition"));
        QCOMPARE(revision.revision, 4);
    }

    void gpuTexts()
    {
        QCOMPARE(gpuText({}), QStringLiteral("none"));
        QCOMPARE(gpuText({{QStringLiteral("*"), 8},
                          {QStringLiteral("NVIDIA-H100"), 2},
                          {QStringLiteral("AMD-MI300X"), 4}}),
                 QStringLiteral("4 MI300X, 2 H100, 8 of any other"));
        QCOMPARE(gpuText({{QStringLiteral("NVIDIA-H100"), 2}}, false), QStringLiteral("2 NVIDIA-H100"));
        QCOMPARE(shortFamily(QStringLiteral("NVIDIA-Unknown")), QStringLiteral("NVIDIA-Unknown"));
        QCOMPARE(gpuLimit({{QStringLiteral("nvidia-h100"), 4}, {QStringLiteral("*"), 8}},
                          QStringLiteral("NVIDIA-H100"))
                     .value(),
                 4);
        QCOMPARE(gpuLimit({{QStringLiteral("*"), 8}}, QStringLiteral("NVIDIA-L4")).value(), 8);
        QVERIFY(!gpuLimit({}, QStringLiteral("NVIDIA-L4")));
    }
};

QTEST_GUILESS_MAIN(TestViews)
#include "tst_views.moc"
