// SPDX-License-Identifier: GPL-3.0-or-later
// easel quota against a real API server: Easel's own kinds, a ResourceQuota whose use the server itself
// counts, and Kueue's kinds once they are served.
#include "tests/support/hubfixture.h"
#include "tests/support/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

#define VERIFY_RUN(run, expected)                                                                            \
    QVERIFY2((run).code == (expected), ((run).err + "\n" + (run).out).constData())

class TestQuotaHub : public QObject
{
    Q_OBJECT

private:
    HubFixture m_hub;
    QTemporaryDir m_dir;

    ProgramRun run(const QStringList &arguments, const QString &context = u"easel-hub"_s)
    {
        return runEasel(
            arguments + QStringList{u"--kubeconfig"_s, m_hub.kubeconfig(), u"--context"_s, context}, 120'000);
    }
    void apply(const QByteArray &yaml)
    {
        const QByteArray said = m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, yaml);
        QVERIFY2(!said.isEmpty(), qPrintable(m_hub.error()));
    }
    QJsonObject quota()
    {
        const ProgramRun done = run({u"quota"_s, u"-o"_s, u"json"_s});
        if (done.code != 0)
            qWarning("%s", done.err.constData());
        return QJsonDocument::fromJson(done.out).object();
    }
    static QJsonObject besideNamed(const QJsonObject &quota, const QString &level)
    {
        const QJsonArray all = quota[u"beside"].toArray();
        for (const auto &fall : all) {
            if (fall[u"levels"][0][u"name"].toString() == level)
                return fall.toObject();
        }
        return {};
    }
    static QByteArray pod(const char *name, int gpus)
    {
        return QByteArray("apiVersion: v1\nkind: Pod\nmetadata: {name: ") + name +
               ", namespace: ml}\nspec:\n  automountServiceAccountToken: false\n  containers:\n"
               "  - {name: main, image: r/x, resources: {limits: {nvidia.com/gpu: " +
               QByteArray::number(gpus) + "}}}\n";
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_DATA_HOME", m_dir.filePath(u"data"_s).toUtf8()); // the journal is not the user's
        qputenv("XDG_STATE_HOME", m_dir.filePath(u"state"_s).toUtf8());
        EASEL_START_HUB(m_hub);
    }

    void aHubWithoutEaselsKinds()
    {
        const ProgramRun done = run({u"quota"_s});
        VERIFY_RUN(done, 2);
        QVERIFY2(done.err.contains("serves no kind Tenant"), done.err.constData());
    }

    void poolsCountAgainstLimits()
    {
        VERIFY_RUN(run({u"hub"_s, u"prepare"_s, u"--yes"_s}), 0);
        apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: vision}\n---\n"
              "apiVersion: v1\nkind: Namespace\nmetadata: {name: ml}\n---\n"
              "apiVersion: spectrocloud.com/v1alpha1\nkind: Tenant\nmetadata: {name: borealis}\n"
              "spec: {gpuResources: {limits: {NVIDIA-H100: 32}}}\n");
        const QByteArray project =
            "apiVersion: spectrocloud.com/v1alpha1\nkind: Project\nmetadata: {name: vision, namespace: "
            "vision}\n"
            "spec:\n  tenantRef: {name: borealis}\n  computeConfigRef: {name: lab, namespace: vision}\n"
            "  gpuResources: {limits: {NVIDIA-H100: 16}}\n";
        apply(project);
        const auto pool = [](const char *name, int nodes) {
            return QByteArray("apiVersion: spectrocloud.com/v1alpha1\nkind: ComputePool\nmetadata: {name: ") +
                   name +
                   ", namespace: vision}\nspec:\n  profileBundleRef: {name: metal-v1}\n  clusterVariant:\n   "
                   " dedicated:\n"
                   "      paletteClusterDeploymentConfig:\n        cloudType: edge-native\n        "
                   "nodePoolRequirements:\n"
                   "          controlPlanePool: {nodeCount: 1}\n          workerPools:\n          - {name: "
                   "w, nodeCount: " +
                   QByteArray::number(nodes) + ", gpu: {family: NVIDIA-H100, gpuCount: 8}}\n";
        };
        apply(pool("first", 1));
        const QJsonObject now = quota();
        const QJsonObject line = now[u"projects"][0][u"gpuUsage"][0].toObject();
        QCOMPARE(line[u"claimed"].toInt(), 8);
        QCOMPARE(line[u"headroom"].toInt(), 8);

        // One more fits, two do not; the hub is asked nothing and changed in nothing.
        const QString file = m_dir.filePath(u"more.yaml"_s);
        const auto tryOut = [&](int nodes) {
            QFile out(file);
            if (!out.open(QIODevice::WriteOnly) || out.write(pool("second", nodes)) < 0)
                qFatal("cannot write");
            out.close();
            return run({u"quota"_s, u"--what-if"_s, file});
        };
        VERIFY_RUN(tryOut(1), 0);
        const ProgramRun refused = tryOut(2);
        VERIFY_RUN(refused, 1);
        QVERIFY2(
            refused.out.contains(
                "Project vision may hold 16 NVIDIA-H100 GPUs; 8 are in use and this adds 16: 8 too many."),
            refused.out.constData());
        QVERIFY2(refused.out.contains("Ask for 8 NVIDIA-H100 for vision; that fits now."),
                 refused.out.constData());
        QVERIFY(!m_hub.kubectl({u"get"_s, u"computepools"_s, u"-n"_s, u"vision"_s, u"-o"_s, u"name"_s})
                     .contains("second"));
    }

    // The server counts pods itself; what Easel says is left is what it then admits.
    void resourceQuotaAsTheServerCounts()
    {
        apply("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: ml}\n");
        apply("apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: gpus, namespace: ml}\n"
              "spec: {hard: {requests.nvidia.com/gpu: \"8\"}}\n");
        // No controller runs here: what it would write first is written by hand; the rest the server does.
        const QByteArray patched = m_hub.kubectl(
            {u"patch"_s, u"resourcequota"_s, u"gpus"_s, u"-n"_s, u"ml"_s, u"--subresource=status"_s,
             u"--type=merge"_s, u"-p"_s,
             u"{\"status\":{\"hard\":{\"requests.nvidia.com/gpu\":\"8\"},\"used\":{\"requests.nvidia.com/gpu\":\"0\"}}}"_s});
        QVERIFY2(!patched.isEmpty(), qPrintable(m_hub.error()));
        QTRY_VERIFY2_WITH_TIMEOUT(!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, pod("six", 6)).isEmpty(),
                                  qPrintable(m_hub.error()), 60'000); // the quota's cache in the server
        const QJsonObject fall = besideNamed(quota(), u"ml/gpus"_s);
        QCOMPARE(fall[u"levels"][0][u"limit"].toInt(), 8);
        QCOMPARE(fall[u"levels"][0][u"parts"][0][u"amount"].toInt(), 6);
        QCOMPARE(fall[u"headroom"].toInt(-1), 2);
        QVERIFY(m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, pod("three", 3)).isEmpty());
        QVERIFY2(m_hub.error().contains(u"exceeded quota"), qPrintable(m_hub.error()));
        apply(pod("two", 2));
        QCOMPARE(besideNamed(quota(), u"ml/gpus"_s)[u"headroom"].toInt(-1), 0);
    }

    void kueueWhenItIsServed()
    {
        for (const char *kind : {"ClusterQueue", "Cohort", "ResourceFlavor"}) {
            const QByteArray lower = QByteArray(kind).toLower();
            apply("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: " +
                  lower +
                  "s.kueue.x-k8s.io}\nspec:\n  group: kueue.x-k8s.io\n  scope: Cluster\n  names: {kind: " +
                  kind + ", plural: " + lower + "s, singular: " + lower +
                  "}\n  versions:\n  - {name: v1beta1, served: true, storage: true, schema: "
                  "{openAPIV3Schema: {type: object, "
                  "x-kubernetes-preserve-unknown-fields: true}}}\n");
        }
        const QByteArray queue =
            "apiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: team}\nspec:\n  "
            "cohort: all\n"
            "  resourceGroups: [{coveredResources: [nvidia.com/gpu], flavors: [{name: h100, resources: "
            "[{name: "
            "nvidia.com/gpu, nominalQuota: 4}]}]}]\n"
            "status: {flavorsReservation: [{name: h100, resources: [{name: nvidia.com/gpu, total: 3}]}]}\n";
        QTRY_VERIFY2_WITH_TIMEOUT(!m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, queue).isEmpty(),
                                  qPrintable(m_hub.error()),
                                  60'000); // until the kind is served
        apply("apiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: other}\nspec:\n  "
              "cohort: all\n"
              "  resourceGroups: [{coveredResources: [nvidia.com/gpu], flavors: [{name: h100, resources: "
              "[{name: "
              "nvidia.com/gpu, nominalQuota: 2}]}]}]\n");
        QTRY_COMPARE_WITH_TIMEOUT(besideNamed(quota(), u"team"_s)[u"headroom"].toInt(-1), 3, 60'000);
    }

    void whoMayNotLook()
    {
        const ProgramRun done = run({u"quota"_s}, u"nobody"_s);
        VERIFY_RUN(done, 2);
        QVERIFY2(done.err.contains("forbidden"), done.err.constData());
    }

    // Who may not see whose controllers run here gets the hub's own figures, and no decision.
    void figuresOfAnotherController()
    {
        apply("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: looks}\n"
              "rules: [{apiGroups: [spectrocloud.com], resources: [tenants, projects], verbs: [get, list, "
              "watch]}]\n---\n"
              "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: looks}\n"
              "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: looks}\n"
              "subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody}]\n");
        const QByteArray patched = m_hub.kubectl(
            {u"patch"_s, u"project"_s, u"vision"_s, u"-n"_s, u"vision"_s, u"--subresource=status"_s,
             u"--type=merge"_s, u"-p"_s,
             u"{\"status\":{\"gpuUsage\":[{\"family\":\"NVIDIA-H100\",\"limit\":16,\"limitFrom\":\"family\","
             u"\"used\":5,"
             "\"attached\":5,\"claimed\":0,\"releasing\":0,\"guaranteed\":0,\"reservedForOthers\":0,\"overBy\":0}]}}"_s});
        QVERIFY2(!patched.isEmpty(), qPrintable(m_hub.error()));
        ProgramRun done;
        QTRY_VERIFY2_WITH_TIMEOUT((done = run({u"quota"_s, u"-o"_s, u"json"_s}, u"nobody"_s)).code == 0,
                                  done.err.constData(), 60'000);
        const QJsonObject said = QJsonDocument::fromJson(done.out).object();
        QCOMPARE(said[u"projects"][0][u"gpuUsage"][0][u"attached"].toInt(), 5);
        const ProgramRun refused =
            run({u"quota"_s, u"--what-if"_s, m_dir.filePath(u"more.yaml"_s)}, u"nobody"_s);
        VERIFY_RUN(refused, 2);
        QVERIFY2(refused.err.contains("has controllers of its own"), refused.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestQuotaHub)
#include "tst_quota_hub.moc"
