// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/deletiontree.h"
#include "tests/support/objects.h"

#include <QJsonArray>
#include <QTest>

using namespace easel;
using namespace easel::tests;

namespace {

const char *const alpha = "spectrocloud.com/v1alpha1";
const char *const beta = "spectrocloud.com/v1beta1";

QStringList lines(const QList<Relation> &relations)
{
    QStringList texts;
    for (const Relation &relation : relations)
        texts << relation.from.text() + u' ' + relation.verb + u' ' + relation.to.text() + u' ' +
                     relation.pointer.toFieldPath() +
                     (relation.missing ? QStringLiteral(" (missing)") : QString());
    texts.sort();
    return texts;
}

QStringList names(const QList<ObjectRef> &refs)
{
    QStringList texts;
    for (const ObjectRef &ref : refs)
        texts << ref.text();
    return texts;
}

QJsonObject with(QJsonObject object, const char *key, const QJsonValue &value)
{
    QJsonObject metadata = object.value(u"metadata").toObject();
    metadata.insert(QLatin1String(key), value);
    object.insert(QStringLiteral("metadata"), metadata);
    return object;
}

QJsonValue ownedBy(const char *apiVersion, const char *kind, const char *name)
{
    return QJsonArray{QJsonObject{{QStringLiteral("apiVersion"), QString::fromLatin1(apiVersion)},
                                  {QStringLiteral("kind"), QString::fromLatin1(kind)},
                                  {QStringLiteral("name"), QString::fromLatin1(name)},
                                  {QStringLiteral("uid"), QStringLiteral("u")}}};
}

} // namespace

class TestRelations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void references_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QStringList>("expected");
        const auto add = [](const char *name, const char *json, QStringList expected) {
            expected.sort();
            QTest::newRow(name) << QByteArray(json) << expected;
        };
        add("tenant", R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Tenant","metadata":{"name":"t"},
            "spec":{"settingsRef":{"name":"s"}}})",
            {QStringLiteral("Tenant t uses settings Settings tenant-t/s spec.settingsRef")});
        add("project",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"p","namespace":"p"},
            "spec":{"tenantRef":{"name":"t"},"computeConfigRef":{"name":"c","namespace":"shared"},"settingsRef":{"name":"s"}}})",
            {QStringLiteral("Project p/p belongs to Tenant t spec.tenantRef"),
             QStringLiteral("Project p/p takes defaults from ComputeConfig shared/c spec.computeConfigRef"),
             QStringLiteral("Project p/p uses settings Settings p/s spec.settingsRef")});
        add("settings, older list form", R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Settings",
            "metadata":{"name":"s","namespace":"p"},"spec":{"integrations":[{"type":"palette","secretName":"k"}]}})",
            {QStringLiteral("Settings p/s uses secret Secret p/k spec.integrations[0].secretName")});
        add("pool",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool","metadata":{"name":"c","namespace":"p"},
            "spec":{"profileBundleRef":{"name":"b"},"autoscaling":{"policyRef":"busy"}},
            "status":{"clusters":[{"name":"main","kubeconfigSecretRef":{"name":"c-kubeconfig"}}]}})",
            {QStringLiteral("ComputePool p/c uses bundle ProfileBundle p/b spec.profileBundleRef"),
             QStringLiteral("ComputePool p/c scaled by ScalingPolicy p/busy spec.autoscaling.policyRef"),
             QStringLiteral("ComputePool p/c keeps kubeconfig in Secret p/c-kubeconfig "
                            "status.clusters[0].kubeconfigSecretRef")});
        add("deployment",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"a","namespace":"p"},
            "spec":{"profileBundleRefs":[{"name":"b1"},{"name":"b2","namespace":"q"}],"compute":{"computePoolRef":{"name":"c"}},
            "workloadDeploymentConfigs":[{"name":"server","workloadProfileRef":{"name":"w-v1"}}]}})",
            {QStringLiteral("AIWorkload p/a uses bundle ProfileBundle p/b1 spec.profileBundleRefs[0]"),
             QStringLiteral("AIWorkload p/a uses bundle ProfileBundle q/b2 spec.profileBundleRefs[1]"),
             QStringLiteral("AIWorkload p/a runs on ComputePool p/c spec.compute.computePoolRef"),
             QStringLiteral("AIWorkload p/a deploys WorkloadProfile p/w-v1 "
                            "spec.workloadDeploymentConfigs[0].workloadProfileRef")});
        add("deployment, older form", R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload",
            "metadata":{"name":"a","namespace":"p"},"spec":{"profileBundleRef":{"name":"b"},"computePoolRef":{"name":"c"}}})",
            {QStringLiteral("AIWorkload p/a uses bundle ProfileBundle p/b spec.profileBundleRef"),
             QStringLiteral("AIWorkload p/a runs on ComputePool p/c spec.computePoolRef")});
        add("bundle by names", R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"ProfileBundle",
            "metadata":{"name":"b","namespace":"p"},"spec":{"workloadProfileRefs":["w-v1"],
            "workloadProfileDependencies":{"helmRepositories":[{"name":"h"}]}}})",
            {QStringLiteral("ProfileBundle p/b packages WorkloadProfile p/w-v1 spec.workloadProfileRefs[0]"),
             QStringLiteral("ProfileBundle p/b needs repository HelmRepository p/h "
                            "spec.workloadProfileDependencies.helmRepositories[0]")});
        add("workload deployment, texts",
            R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"WorkloadDeployment",
            "metadata":{"name":"a-server","namespace":"p","labels":{"easel.spectrocloud.com/deployment":"a"},
            "ownerReferences":[{"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","name":"a","uid":"1"}]},
            "spec":{"workloadProfile":"w-v1","environmentName":"e"}})",
            {QStringLiteral(
                 "WorkloadDeployment p/a-server deploys WorkloadProfile p/w-v1 spec.workloadProfile"),
             QStringLiteral("WorkloadDeployment p/a-server runs on Environment p/e spec.environmentName"),
             QStringLiteral("WorkloadDeployment p/a-server is part of AIWorkload p/a "),
             QStringLiteral("AIWorkload p/a owns WorkloadDeployment p/a-server ")});
        add("revision", R"({"apiVersion":"spectrocloud.com/v1beta1","kind":"DefinitionRevision",
            "metadata":{"name":"comp-x-r1","namespace":"p"},"spec":{"definitionType":"Component","definitionName":"x"}})",
            {QStringLiteral("DefinitionRevision p/comp-x-r1 is a snapshot of ComponentDefinition p/x "
                            "spec.definitionName")});
        add("flux",
            R"({"apiVersion":"helm.toolkit.fluxcd.io/v2","kind":"HelmRelease","metadata":{"name":"r","namespace":"p"},
            "spec":{"chart":{"spec":{"sourceRef":{"kind":"HelmRepository","name":"h"}}},
            "valuesFrom":[{"kind":"ConfigMap","name":"v"}]}})",
            {QStringLiteral("HelmRelease p/r reads from HelmRepository p/h spec.chart.spec.sourceRef"),
             QStringLiteral("HelmRelease p/r takes values from ConfigMap p/v spec.valuesFrom[0]")});
        add("odd shapes",
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"AIWorkload","metadata":{"name":"a","namespace":"p",
            "ownerReferences":"me"},"spec":{"profileBundleRefs":7,"compute":[],"workloadDeploymentConfigs":"x"}})",
            {});
    }
    void references()
    {
        QFETCH(QByteArray, json);
        QFETCH(QStringList, expected);
        QCOMPARE(lines(referencesOf(object(json.constData()), QStringLiteral("easel-system"))), expected);
    }

    void bothDirectionsAndWhatIsMissing()
    {
        ObjectSet set;
        set.setComplete(QStringLiteral("ProfileBundle.spectrocloud.com"));
        set.insert(
            resource(alpha, "ComputePool", QStringLiteral("p/c"), R"({"profileBundleRef":{"name":"gone"}})"));
        set.insert(resource(alpha, "AIWorkload", QStringLiteral("p/a"),
                            R"({"compute":{"computePoolRef":{"name":"c"}},
            "profileBundleRefs":[{"name":"there"}],"workloadDeploymentConfigs":[{"workloadProfileRef":{"name":"w"}}]})"));
        set.insert(resource(beta, "ProfileBundle", QStringLiteral("p/there")));
        const RelationIndex index(set);
        const ObjectRef pool = refOf(set.find(QStringLiteral("ComputePool.spectrocloud.com"),
                                              QStringLiteral("p"), QStringLiteral("c")));
        QCOMPARE(lines(index.outgoing(pool)),
                 QStringList{QStringLiteral(
                     "ComputePool p/c uses bundle ProfileBundle p/gone spec.profileBundleRef (missing)")});
        QCOMPARE(lines(index.incoming(pool)),
                 QStringList{
                     QStringLiteral("AIWorkload p/a runs on ComputePool p/c spec.compute.computePoolRef")});
        // Workload profiles are not complete here: nobody may say that one is missing.
        const ObjectRef app = refOf(set.find(QStringLiteral("AIWorkload.spectrocloud.com"),
                                             QStringLiteral("p"), QStringLiteral("a")));
        for (const Relation &relation : index.outgoing(app))
            QVERIFY(!relation.missing);
    }

    void definitionsFallBackToTheSystemNamespace()
    {
        ObjectSet set;
        set.insert(resource(beta, "ComponentDefinition", QStringLiteral("easel-system/webservice")));
        set.insert(resource(beta, "WorkloadProfile", QStringLiteral("p/w-v1"),
                            R"({"workload":{"components":[{"name":"a","type":"webservice"}]}})"));
        const RelationIndex index(set);
        const ObjectRef definition{QStringLiteral("spectrocloud.com/v1beta1"),
                                   QStringLiteral("ComponentDefinition"), QStringLiteral("easel-system"),
                                   QStringLiteral("webservice")};
        QCOMPARE(index.incoming(definition).size(), 1);
    }

    // 3.k: deployments, environment, spokes, Secret, evaluation, in this order.
    void deletingAPool()
    {
        ObjectSet set;
        set.insert(resource(alpha, "ComputePool", QStringLiteral("p/c"),
                            R"({"clusterVariant":{"dedicated":{"paletteClusterDeploymentConfig":{}}}})"));
        set.insert(resource(alpha, "AIWorkload", QStringLiteral("p/a"),
                            R"({"compute":{"computePoolRef":{"name":"c"}}})"));
        set.insert(with(resource(beta, "WorkloadDeployment", QStringLiteral("p/a-s")), "ownerReferences",
                        ownedBy(alpha, "AIWorkload", "a")));
        set.insert(with(resource(beta, "Workload", QStringLiteral("p/a-s-1")), "ownerReferences",
                        ownedBy(beta, "WorkloadDeployment", "a-s")));
        set.insert(with(resource(beta, "Environment", QStringLiteral("p/c")), "ownerReferences",
                        ownedBy(alpha, "ComputePool", "c")));
        set.insert(with(resource("v1", "Secret", QStringLiteral("p/c-kubeconfig")), "ownerReferences",
                        ownedBy(alpha, "ComputePool", "c")));
        set.insert(with(
            resource(alpha, "ComputePoolEvaluation", QStringLiteral("p/c-g1"), R"({"poolRef":{"name":"c"}})"),
            "ownerReferences", ownedBy(alpha, "ComputePool", "c")));
        set.insert(with(
            resource("fleetconfig.open-cluster-management.io/v1beta1", "Spoke", QStringLiteral("hub/c-x")),
            "labels",
            QJsonObject{{QStringLiteral("easel.spectrocloud.com/pool"), QStringLiteral("c")},
                        {QStringLiteral("easel.spectrocloud.com/project"), QStringLiteral("p")}}));
        set.insert(resource(beta, "ProfileBundle", QStringLiteral("p/b")));
        const RelationIndex index(set);
        const ObjectRef pool{QString::fromLatin1(alpha), QStringLiteral("ComputePool"), QStringLiteral("p"),
                             QStringLiteral("c")};
        QCOMPARE(names(index.deletedWith(pool)),
                 QStringList({QStringLiteral("Workload p/a-s-1"), QStringLiteral("WorkloadDeployment p/a-s"),
                              QStringLiteral("AIWorkload p/a"), QStringLiteral("Environment p/c"),
                              QStringLiteral("Spoke hub/c-x"), QStringLiteral("Secret p/c-kubeconfig"),
                              QStringLiteral("ComputePoolEvaluation p/c-g1")}));
    }

    void aKeptClusterKeepsItsKubeconfig()
    {
        ObjectSet set;
        set.insert(resource(alpha, "ComputePool", QStringLiteral("p/c"), R"({"clusterVariant":{"dedicated":{
            "paletteClusterDeploymentConfig":{"deletionPolicy":"orphan"}}}})"));
        set.insert(with(resource("v1", "Secret", QStringLiteral("p/c-kubeconfig")), "ownerReferences",
                        ownedBy(alpha, "ComputePool", "c")));
        const RelationIndex index(set);
        QCOMPARE(names(index.deletedWith({QString::fromLatin1(alpha), QStringLiteral("ComputePool"),
                                          QStringLiteral("p"), QStringLiteral("c")})),
                 QStringList());
    }

    // Of a shared pool's clusters one stays: its kubeconfig stays with it, the other one's goes.
    void eachClusterKeepsOrLosesItsKubeconfig()
    {
        ObjectSet set;
        QJsonObject pool = resource(alpha, "ComputePool", QStringLiteral("p/c"),
                                    R"({"clusterVariant":{"shared":{"clusters":[
            {"name":"one","paletteClusterDeploymentConfig":{"deletionPolicy":"orphan"}},
            {"name":"two","paletteClusterDeploymentConfig":{}}]}}})");
        QJsonArray clusters;
        for (const QString &name : {QStringLiteral("one"), QStringLiteral("two")})
            clusters.append(QJsonObject{
                {QStringLiteral("name"), name},
                {QStringLiteral("kubeconfigSecretRef"),
                 QJsonObject{{QStringLiteral("name"), QStringLiteral("c-%1-kubeconfig").arg(name)}}}});
        pool.insert(QStringLiteral("status"), QJsonObject{{QStringLiteral("clusters"), clusters}});
        set.insert(pool);
        for (const char *secret : {"p/c-one-kubeconfig", "p/c-two-kubeconfig", "p/c-other"})
            set.insert(with(resource("v1", "Secret", QString::fromLatin1(secret)), "ownerReferences",
                            ownedBy(alpha, "ComputePool", "c")));
        // The Spoke of the one that stays goes, and the copy of its kubeconfig; somebody else's Secret does
        // not.
        const QJsonObject ofPool{{QStringLiteral("easel.spectrocloud.com/pool"), QStringLiteral("c")},
                                 {QStringLiteral("easel.spectrocloud.com/project"), QStringLiteral("p")}};
        for (const char *name : {"hub/c-one", "hub/c-two"}) {
            QByteArray spec = R"({"kubeconfig":{"secretReference":{"name":"NAME-kubeconfig"}}})";
            spec.replace("NAME", QByteArray(name).mid(4));
            set.insert(with(resource("fleetconfig.open-cluster-management.io/v1beta1", "Spoke",
                                     QString::fromLatin1(name), spec.constData()),
                            "labels", ofPool));
        }
        set.insert(with(resource("v1", "Secret", QStringLiteral("hub/c-one-kubeconfig")), "labels", ofPool));
        set.insert(resource("v1", "Secret", QStringLiteral("hub/c-two-kubeconfig")));
        // One that no cluster names might be the kept one's: it is not said to go.
        QCOMPARE(names(RelationIndex(set).deletedWith(refOf(pool))),
                 (QStringList{QStringLiteral("Spoke hub/c-one"), QStringLiteral("Spoke hub/c-two"),
                              QStringLiteral("Secret hub/c-one-kubeconfig"),
                              QStringLiteral("Secret p/c-two-kubeconfig")}));
    }

    void deletingADeploymentWithItsOwnPool()
    {
        ObjectSet set;
        set.insert(resource(alpha, "AIWorkload", QStringLiteral("p/a"),
                            R"({"compute":{"dedicated":{"poolName":"own"}}})"));
        set.insert(resource(beta, "WorkloadDeployment", QStringLiteral("p/other")));
        set.insert(
            with(resource(beta, "WorkloadDeployment", QStringLiteral("p/a-s")), "labels",
                 QJsonObject{{QStringLiteral("easel.spectrocloud.com/deployment"), QStringLiteral("a")}}));
        set.insert(resource(alpha, "ComputePool", QStringLiteral("p/own")));
        const RelationIndex index(set);
        QCOMPARE(
            names(index.deletedWith({QString::fromLatin1(alpha), QStringLiteral("AIWorkload"),
                                     QStringLiteral("p"), QStringLiteral("a")})),
            QStringList({QStringLiteral("WorkloadDeployment p/a-s"), QStringLiteral("ComputePool p/own")}));
    }

    void deletingAProject()
    {
        ObjectSet set;
        QJsonObject project = resource(alpha, "Project", QStringLiteral("p/p"));
        set.insert(project);
        set.insert(resource(beta, "ProfileBundle", QStringLiteral("p/b")));
        set.insert(resource(alpha, "Settings", QStringLiteral("p/s")));
        set.insert(resource(alpha, "ComputePool", QStringLiteral("p/c")));
        set.insert(resource(alpha, "AIWorkload", QStringLiteral("p/a"),
                            R"({"compute":{"computePoolRef":{"name":"c"}}})"));
        set.insert(resource(alpha, "AIWorkload", QStringLiteral("q/a")));
        set.insert(resource("v1", "Namespace", QStringLiteral("p")));
        const ObjectRef ref = refOf(project);
        QCOMPARE(names(RelationIndex(set).deletedWith(ref)),
                 QStringList({QStringLiteral("AIWorkload p/a"), QStringLiteral("ComputePool p/c"),
                              QStringLiteral("ProfileBundle p/b"), QStringLiteral("Settings p/s")}));
        set.insert(with(project, "annotations",
                        QJsonObject{{QStringLiteral("easel.spectrocloud.com/created-namespace"),
                                     QStringLiteral("true")}}));
        QCOMPARE(names(RelationIndex(set).deletedWith(ref)).last(), QStringLiteral("Namespace p"));
    }

    void deletionsAsATree()
    {
        ObjectSet set;
        const QJsonObject tenant = resource(alpha, "Tenant", QStringLiteral("t"));
        const QJsonObject project =
            resource(alpha, "Project", QStringLiteral("p/p"), R"({"tenantRef":{"name":"t"}})");
        QJsonObject pool = resource(alpha, "ComputePool", QStringLiteral("p/c"));
        pool.insert(QStringLiteral("status"),
                    value(R"({"gpu":{"attached":{"NVIDIA-H100":8}},"phase":"Running"})"));
        set.insert(tenant);
        set.insert(project);
        set.insert(pool);
        set.insert(resource(beta, "ProfileBundle", QStringLiteral("p/b")));
        set.insert(resource(alpha, "AIWorkload", QStringLiteral("p/a"),
                            R"({"compute":{"computePoolRef":{"name":"c"}}})"));
        // Each takes the other along: they stand beside each other, once.
        set.insert(resource(alpha, "AIWorkload", QStringLiteral("p/d"),
                            R"({"compute":{"dedicated":{"poolName":"own"}}})"));
        set.insert(resource(alpha, "ComputePool", QStringLiteral("p/own")));
        const RelationIndex index(set);
        const ObjectRef root = refOf(tenant);
        QCOMPARE(names(deletionBlockers(root, set)), QStringList{QStringLiteral("Project p/p")});
        QCOMPARE(deletionBlockers(refOf(project), set).size(), 4);

        const QString why = QStringLiteral("it is still there");
        QList<ObjectRef> all = index.deletedWith(refOf(project));
        const DeletionNode tree = deletionTree(root, all, {{refOf(project), why}}, index, set);
        QCOMPARE(tree.count(), int(all.size()) + 1);
        QCOMPARE(tree.below.size(), 1);
        const DeletionNode &below = tree.below.first();
        QCOMPARE(below.ref, refOf(project));
        QCOMPARE(below.blocks, why);
        QVERIFY(tree.isBlocked() && !below.below.first().isBlocked());
        QHash<QString, const DeletionNode *> nodes;
        QHash<QString, int> times;
        const std::function<void(const DeletionNode &)> walk = [&](const DeletionNode &node) {
            ++times[node.ref.text()];
            nodes.insert(node.ref.text(), &node);
            for (const DeletionNode &child : node.below)
                walk(child);
        };
        walk(tree);
        for (const ObjectRef &ref : std::as_const(all))
            QCOMPARE(times.value(ref.text()), 1);
        const DeletionNode *withApp = nodes.value(QStringLiteral("ComputePool p/c"));
        QVERIFY(withApp);
        QCOMPARE(withApp->note, QStringLiteral("8 NVIDIA-H100"));
        QCOMPARE(withApp->below.size(), 1);
        QCOMPARE(withApp->below.first().ref.text(), QStringLiteral("AIWorkload p/a"));
        // A blocked one comes before what simply goes.
        const DeletionNode again = deletionTree(refOf(project), all, {{all.last(), why}}, index, set);
        QCOMPARE(again.below.first().isBlocked(), true);
    }
};

QTEST_GUILESS_MAIN(TestRelations)
#include "tst_relations.moc"
