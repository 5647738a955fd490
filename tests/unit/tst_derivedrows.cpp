// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/derivedrows.h"
#include "tests/support/ruleworld.h"

#include <QJsonArray>
#include <QTest>

using namespace easel;
using namespace easel::tests;

namespace {

QString cellText(const DerivedTable &table, const Row &row, const char *id)
{
    for (qsizetype i = 0; i < table.columns.size(); ++i) {
        if (table.columns.at(i).id != QLatin1String(id))
            continue;
        const Cell &cell = row.cells.at(i);
        if (const auto *text = std::get_if<QString>(&cell))
            return *text;
        if (const auto *number = std::get_if<qint64>(&cell))
            return QString::number(*number);
        return {};
    }
    return QStringLiteral("no such column");
}

QStringList lines(const DerivedTable &table, std::initializer_list<const char *> ids)
{
    QStringList texts;
    for (const Row &row : table.rows) {
        QStringList cells;
        for (const char *id : ids)
            cells << cellText(table, row, id);
        texts << cells.join(QStringLiteral(" | "));
    }
    return texts;
}

} // namespace

class TestDerivedRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void access()
    {
        const RuleWorld world;
        const DerivedTable table = accessRows(world.set);
        QStringList expected = {
            QStringLiteral("guests | viewer | project | glaciology | borealis"),
            QStringLiteral("leads | admin | project | glaciology | borealis"),
            QStringLiteral("ops | tenant admin | tenant | borealis | borealis"),
            QStringLiteral("platform | tenant admin | tenant | borealis | borealis"),
            QStringLiteral("staff | editor | project | glaciology | borealis"),
        };
        QStringList got = lines(table, {"name", "role", "scope", "where", "tenant"});
        got.sort();
        QCOMPARE(got, expected);
    }

    void clusterProfiles()
    {
        RuleWorld world;
        world.patch(
            "ProfileBundle glaciology/metal-k8s-v2", "/status",
            R"({"clusterProfiles":[{"uid":"10","found":true,"published":true,"inUseClusters":2},{"uid":"11","found":false}]})");
        const DerivedTable table = clusterProfileRows(world.set);
        QCOMPARE(
            lines(table, {"name", "version", "status", "type", "bundles", "used"}),
            QStringList(
                {QStringLiteral("edge-base | 1.4.0 | Published | full | glaciology/metal-k8s-v2 | 2"),
                 QStringLiteral("gpu-operator | 2.0.1 | Missing | add-on | glaciology/metal-k8s-v2 | "),
                 QStringLiteral("edge-base | 1.5.0 | Not checked | full | glaciology/metal-k8s-v3 | ")}));
        QCOMPARE(table.rows.first().target.text(), QStringLiteral("ProfileBundle glaciology/metal-k8s-v2"));
    }

    void clusters()
    {
        ObjectSet set;
        set.insert(object(
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool","metadata":{"name":"firn","namespace":"ice"},
            "spec":{},"status":{"phase":"Degraded","conditions":[{"type":"Ready","status":"False","message":"one is ill"}],
            "clusters":[{"name":"one","paletteName":"firn-one","health":"Healthy","kubernetesVersion":"v1.32.1","managedClusterName":"mc-1",
            "hosts":[{"hostUid":"h","family":"NVIDIA-H100","gpuCount":8,"state":"attached"}]},
            {"name":"two","state":"Provisioning"}]}})"));
        set.insert(object(
            R"({"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"mc-1"}})"));
        set.insert(object(
            R"({"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"other"},
            "spec":{"hubAcceptsClient":true},"status":{"version":{"kubernetes":"v1.31.0"},"conditions":[
            {"type":"ManagedClusterJoined","status":"True"},{"type":"ManagedClusterConditionAvailable","status":"True"}]}})"));
        set.insert(object(
            R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"station-kubeconfig","namespace":"ice","labels":{
            "easel.spectrocloud.com/cluster-kubeconfig":"true","easel.spectrocloud.com/cluster":"station-a",
            "easel.spectrocloud.com/source":"brought","easel.spectrocloud.com/gpu.NVIDIA-L4":"2"},
            "annotations":{"easel.spectrocloud.com/cluster-status":"{\u0022version\u0022:\u0022v1.30.2\u0022,\u0022nodes\u0022:3,\u0022health\u0022:\u0022Unhealthy\u0022,\u0022problems\u0022:[\u0022no route\u0022]}"}}})"));
        set.insert(object(
            R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"firn-kubeconfig","namespace":"ice","labels":{
            "easel.spectrocloud.com/cluster-kubeconfig":"true","easel.spectrocloud.com/pool":"firn"}}})"));
        const DerivedTable table = clusterRows(set);
        QStringList got =
            lines(table, {"name", "status", "source", "project", "pool", "nodes", "gpus", "kubernetes"});
        got.sort();
        QCOMPARE(
            got,
            QStringList({QStringLiteral("firn-one | Healthy | pool | ice | firn | 1 | 8 H100 | v1.32.1"),
                         QStringLiteral("firn-two | Provisioning | pool | ice | firn | 0 | none | –"),
                         QStringLiteral("other | Available | managed | – | – |  | none | v1.31.0"),
                         QStringLiteral("station-a | Unhealthy | brought | ice | – | 3 | 2 L4 | v1.30.2")}));
        for (const Row &row : table.rows) {
            QVERIFY(row.target.name.size() > 0);
            if (row.name == u"station-a")
                QCOMPARE(row.stateReason, QStringLiteral("no route"));
        }
    }

    void oddShapes()
    {
        ObjectSet set;
        for (const char *kind : {"Compute", "Tenant", "Project", "ProfileBundle", "ComputePool"}) {
            QJsonObject item = resource("spectrocloud.com/v1alpha1", kind, QStringLiteral("n/x"));
            item.insert(QStringLiteral("spec"), QJsonArray{1, 2});
            item.insert(
                QStringLiteral("status"),
                object(R"({"edgeHostDetails":[1,"h",null],"clusters":{"a":7},"clusterProfiles":"x"})"));
            set.insert(item);
        }
        QVERIFY(accessRows(set).rows.isEmpty());
        QVERIFY(clusterProfileRows(set).rows.isEmpty());
        QCOMPARE(clusterRows(set).rows.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestDerivedRows)
#include "tst_derivedrows.moc"
