// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/derivedrows.h"
#include "tests/support/ruleworld.h"

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
    void machines()
    {
        ObjectSet set;
        set.insert(object(
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Compute","metadata":{"name":"default","namespace":"ice"},
            "status":{"edgeHostDetails":{
            "h1":{"displayName":"ice-gpu-01","state":"available","roles":["worker"],"cpuCount":128,"memoryMiB":1031000,
              "gpus":[{"family":"NVIDIA-H100","count":8}],"tags":{"palette.ai":"true","hall":"b2","rack":"r7","zone":"n"}},
            "h2":{"displayName":"ice-gpu-02","state":"InUse","inUseBy":{"pool":"firn"},"gpus":[]},
            "h3":{"displayName":"ice-gpu-03","state":"available","reservedBy":"ice/firn-train"}}}})"));
        set.insert(object(
            R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Compute","metadata":{"name":"default","namespace":"fog"},
            "status":{"edgeHostDetails":[{"id":"h1","state":"available"}]}})"));
        InventoryHosts snapshot{
            QStringLiteral("palette.example"),
            {object(R"({"hostUid":"h2","state":"available"})"),
             object(R"({"hostUid":"h9","displayName":"old","state":"unhealthy","message":"disk"})")}};
        const DerivedTable table = machineRows(set, {snapshot});
        QCOMPARE(lines(table, {"name", "status", "gpus", "hall", "rack", "usedby", "source"}),
                 QStringList(
                     {QStringLiteral("h1 | Available | none | – | – | – | fog/default, ice/default"),
                      QStringLiteral("ice-gpu-02 | In use | none | – | – | firn | ice/default"),
                      QStringLiteral("ice-gpu-03 | Reserved | none | – | – | ice/firn-train | ice/default"),
                      QStringLiteral("old | Unhealthy | none | – | – | – | palette.example")}));
        QCOMPARE(table.rows.at(3).stateReason, QStringLiteral("disk"));
        QCOMPARE(table.rows.at(1).target.text(), QStringLiteral("Compute ice/default"));
        for (const Row &row : table.rows)
            QCOMPARE(row.cells.size(), table.columns.size());
    }

    void machineDetails()
    {
        const DerivedTable table = machineRows(
            {}, {{QStringLiteral("s"), {object(R"({"hostUid":"h1","displayName":"ice-1","state":"available",
            "roles":["worker"],"cpuCount":128,"memoryMiB":1031000,"gpus":[{"family":"NVIDIA-H100","count":8}],
            "tags":{"palette.ai":"true","hall":"b2","rack":"r7","zone":"n"},"network":{"ip":"10.0.0.1"}})")}}});
        QCOMPARE(
            lines(table, {"gpus", "cpu", "memory", "hall", "rack", "roles", "ip", "tags"}),
            QStringList{QStringLiteral("8 H100 | 128 | 1031000Mi | b2 | r7 | worker | 10.0.0.1 | zone=n")});
        // Nothing is known of a machine that never registered.
        const DerivedTable unpaired =
            machineRows({}, {{QStringLiteral("s"), {object(R"({"hostUid":"h2","state":"unpaired","cpuCount":0,
            "memoryMiB":0,"gpus":[]})")}}});
        QCOMPARE(unpaired.rows.first().cells.at(3), Cell());
        QCOMPARE(lines(unpaired, {"memory"}), QStringList{QStringLiteral("–")});
    }

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
        QVERIFY(machineRows(set).rows.size() <= 2);
        QVERIFY(accessRows(set).rows.isEmpty());
        QVERIFY(clusterProfileRows(set).rows.isEmpty());
        QCOMPARE(clusterRows(set).rows.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestDerivedRows)
#include "tst_derivedrows.moc"
