// SPDX-License-Identifier: GPL-3.0-or-later
// Machines of several sources as one inventory: who has the word, what is counted, what asks for somebody,
// what changed, which pools could use one, which states were seen.
#include "core/domain/inventory.h"
#include "core/domain/nodegpus.h"
#include "core/placement/machinehistory.h"
#include "core/placement/machineinventory.h"
#include "core/placement/machineuse.h"
#include "core/store/workspacesource.h"
#include "tests/support/objects.h"

#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

namespace {

QStringList lines(const QList<Row> &rows, std::initializer_list<const char *> ids)
{
    QStringList texts;
    for (const Row &row : rows) {
        QStringList cells;
        for (const char *id : ids) {
            for (qsizetype i = 0; i < machineColumns().size(); ++i) {
                if (machineColumns().at(i).id != QLatin1String(id))
                    continue;
                const Cell &cell = row.cells.at(i);
                if (const auto *text = std::get_if<QString>(&cell))
                    cells << *text;
                else if (const auto *number = std::get_if<qint64>(&cell))
                    cells << QString::number(*number);
                else
                    cells << QString();
            }
        }
        texts << cells.join(u" | "_s);
    }
    return texts;
}

HostView machine(const QString &uid, const QString &state = u"available"_s, qint64 gpus = 8,
                 const QString &family = u"NVIDIA-H100"_s)
{
    HostView host;
    host.hostUid = uid;
    host.displayName = uid;
    host.state = state;
    host.architecture = u"amd64"_s;
    host.cpuCount = 128;
    host.memoryMiB = 1031000;
    host.nicCount = 1;
    host.tags = {{u"palette.ai"_s, u"true"_s}, {u"hall"_s, u"b2"_s}};
    if (gpus > 0)
        host.gpus = {{family, u"H100"_s, gpus, 81559, false, u"NVIDIA"_s, false, {}}};
    return host;
}

SourceMachines source(MachineSource::Kind kind, const QString &id, const QList<HostView> &hosts)
{
    SourceMachines machines;
    machines.source.kind = kind;
    machines.source.id = id;
    machines.source.title = id;
    machines.hosts = hosts;
    return machines;
}

ObjectSet computes()
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
    return set;
}

// Pool ice/firn has h7 and wants two machines with 8 H100 each.
ObjectSet pools()
{
    ObjectSet set;
    set.insert(object(
        R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"ComputePool","metadata":{"name":"firn","namespace":"ice"},
        "spec":{"clusterVariant":{"dedicated":{"paletteClusterDeploymentConfig":{"cloudType":"edge-native",
        "nodePoolRequirements":{"controlPlanePool":{"nodeCount":1,"cpu":{"cpuCount":8}},"workerPools":[
        {"name":"h100","nodeCount":2,"cpu":{"cpuCount":64},"gpu":{"family":"NVIDIA-H100","gpuCount":8}}]}}}}},
        "status":{"phase":"Running","clusters":[{"name":"firn","hosts":[
        {"hostUid":"h7","nodePool":"h100","state":"attached","family":"NVIDIA-H100","gpuCount":8}]}]}})"));
    return set;
}

} // namespace

class TestMachineInventory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachMachineOnce()
    {
        const ObjectSet set = computes();
        InventorySnapshot snapshot;
        snapshot.file = u"inventory/palette.example/1.json"_s;
        snapshot.source = u"palette.example"_s;
        snapshot.hosts = {
            object(R"({"hostUid":"h2","state":"available"})"),
            object(R"({"hostUid":"h9","displayName":"old","state":"unhealthy","message":"disk"})")};
        const MachineInventory inventory = mergeMachines(machineSources(set, {snapshot}), set);
        const QList<Row> rows = machineRows(inventory);
        QCOMPARE(lines(rows, {"name", "status", "gpus", "hall", "rack", "usedby", "source"}),
                 QStringList({u"h1 | Available | none | – | – | – | fog/default, ice/default"_s,
                              u"ice-gpu-02 | In use | none | – | – | firn | ice/default, palette.example"_s,
                              u"ice-gpu-03 | Reserved | none | – | – | ice/firn-train | ice/default"_s,
                              u"old | Unhealthy | none | – | – | – | palette.example"_s}));
        QCOMPARE(rows.at(3).stateReason, u"disk"_s);
        QCOMPARE(rows.at(1).target.text(), u"Compute ice/default"_s);
        QVERIFY(rows.at(3).target.name.isEmpty());
        for (const Row &row : rows)
            QCOMPARE(row.cells.size(), machineColumns().size());
    }

    void detailsOfOne()
    {
        HostView host = machine(u"h1"_s);
        host.roles = {u"worker"_s};
        host.tags = {
            {u"palette.ai"_s, u"true"_s}, {u"hall"_s, u"b2"_s}, {u"rack"_s, u"r7"_s}, {u"zone"_s, u"n"_s}};
        host.ip = u"10.0.0.1"_s;
        const auto rows =
            machineRows(mergeMachines({source(MachineSource::Kind::Snapshot, u"s"_s, {host})}, {}));
        QCOMPARE(lines(rows, {"gpus", "cpu", "memory", "hall", "rack", "roles", "ip", "tags"}),
                 QStringList{u"8 H100 | 128 | 1031000Mi | b2 | r7 | worker | 10.0.0.1 | zone:n"_s});
        // Nothing is known of a machine that never registered.
        HostView fresh;
        fresh.hostUid = u"h2"_s;
        fresh.state = u"unpaired"_s;
        fresh.cpuCount = 0;
        fresh.memoryMiB = 0;
        const auto unpaired =
            machineRows(mergeMachines({source(MachineSource::Kind::Own, u"s"_s, {fresh})}, {}));
        QCOMPARE(lines(unpaired, {"cpu", "memory"}), QStringList{u" | –"_s});
    }

    void theEngineBeforeOnesOwnBeforeASnapshot()
    {
        const auto merged =
            mergeMachines({source(MachineSource::Kind::Snapshot, u"old"_s, {machine(u"a"_s, u"unpaired"_s)}),
                           source(MachineSource::Kind::Own, u"mine"_s, {machine(u"a"_s, u"in-use"_s)})},
                          {});
        QCOMPARE(merged.machines.size(), 1);
        QCOMPARE(merged.machines.first().host.state, u"in-use"_s);
        QCOMPARE(merged.sourceOf(merged.machines.first()).title, u"mine"_s);
        QCOMPARE(merged.machines.first().alsoIn, QList<int>{0});
    }

    void aNodeIsPutBesideItsMachine()
    {
        const QJsonObject node = object(
            R"({"kind":"Node","metadata":{"name":"a","uid":"1-2","labels":{"nvidia.com/gpu.product":"NVIDIA-H100-80GB-HBM3",
                "nvidia.com/gpu.count":"8","nvidia.com/gpu.memory":"81559"}}})");
        const auto merged =
            mergeMachines({nodeMachines({node}, u"firn"_s),
                           source(MachineSource::Kind::Own, u"mine"_s, {machine(u"a"_s, u"in-use"_s, 0)})},
                          {});
        QCOMPARE(merged.machines.size(), 1);
        QVERIFY(merged.machines.first().node.has_value());
        QCOMPARE(merged.machines.first().node->gpusByFamily().value(u"NVIDIA-H100"_s), 8);
    }

    // Two clusters have a node "a"; one of them is the machine that Palette says the cluster uses.
    void nodesOfOneNameAreDifferentMachines()
    {
        HostView used = machine(u"edge-1"_s, u"in-use"_s);
        used.displayName = u"A"_s;
        used.usedByCluster = u"firn"_s;
        const auto nodeOf = [](const QString &cluster) {
            HostView host = hostFromNode(object(R"({"kind":"Node","metadata":{"name":"a"}})"), cluster);
            host.hostUid = cluster + u"/a"_s;
            return source(MachineSource::Kind::Nodes, cluster, {host});
        };
        // Whatever comes first: "station" would take it by the name alone.
        const auto merged = mergeMachines(
            {nodeOf(u"station"_s), nodeOf(u"firn"_s), source(MachineSource::Kind::Own, u"mine"_s, {used})},
            {});
        QCOMPARE(lines(machineRows(merged), {"name", "usedby", "source"}),
                 QStringList({u"A | firn | mine, firn"_s, u"a | station | station"_s}));
        QCOMPARE(merged.find(u"edge-1"_s)->node->usedByCluster, u"firn"_s);
        QVERIFY(merged.find(u"station/a"_s));
    }

    // A machine that Palette says is free runs no node; what a snapshot says may be older than the cluster.
    void aNodeWithTheNameOfAFreeMachine()
    {
        for (const auto kind : {MachineSource::Kind::Own, MachineSource::Kind::Snapshot}) {
            const auto merged = mergeMachines(
                {source(kind, u"known"_s, {machine(u"worker-1"_s)}),
                 nodeMachines({object(R"({"kind":"Node","metadata":{"name":"worker-1"}})")}, u"brought"_s)},
                {});
            QCOMPARE(merged.machines.size(), kind == MachineSource::Kind::Own ? 2 : 1);
        }
    }

    // Machines are told by the id of their system, where the name is another one.
    void aNodeIsFoundByItsSystem()
    {
        const QString uid = u"edge-4c4c4544005810348052b4c04f4e4a33"_s;
        const HostView node =
            hostFromNode(object(R"({"kind":"Node","metadata":{"name":"worker-7"},"status":{"nodeInfo":{
                "systemUUID":"4C4C4544-0058-1034-8052-B4C04F4E4A33"}}})"),
                         u"firn"_s);
        HostView bare = hostFromNode(object(R"({"kind":"Node","metadata":{"name":"x"}})"), u"firn"_s);
        const auto merged =
            mergeMachines({source(MachineSource::Kind::Own, u"mine"_s, {machine(uid), machine(u"edge-"_s)}),
                           source(MachineSource::Kind::Nodes, u"firn"_s, {node, bare})},
                          {});
        QCOMPARE(merged.machines.size(), 3);
        QCOMPARE(merged.find(uid)->node->displayName, u"worker-7"_s);
        QVERIFY(!merged.find(u"edge-"_s)->node);
    }

    // A hub may be one of its own clusters: its nodes are read over two ways, once with labels only.
    void oneNodeReadTwice()
    {
        const QJsonObject whole = object(
            R"({"kind":"Node","metadata":{"name":"n","uid":"u-1","labels":{"nvidia.com/gpu.product":"NVIDIA-L4",
                "nvidia.com/gpu.count":"2"}},"status":{"capacity":{"cpu":"48","memory":"65536Mi"}}})");
        QJsonObject labelsOnly = whole;
        labelsOnly.remove(u"status"_s);
        HostView read = hostFromNode(whole, u"south"_s);
        read.hostUid = u"ice/south-kubeconfig/n"_s;
        for (const bool wholeFirst : {false, true}) {
            QList<SourceMachines> sources{nodeMachines({labelsOnly}, u"hub"_s),
                                          source(MachineSource::Kind::Nodes, u"south"_s, {read})};
            if (wholeFirst)
                std::reverse(sources.begin(), sources.end());
            const auto merged = mergeMachines(sources, {});
            QCOMPARE(merged.machines.size(), 1);
            const InventoryMachine &one = merged.machines.first();
            QCOMPARE(one.host.cpuCount.value_or(0), 48);
            QCOMPARE(one.alsoIn.size(), 1);
            QCOMPARE(merged.families.first().installed, 2);
            QCOMPARE(merged.families.first().used, 2);
            QVERIFY(merged.find(one.host.hostUid));
        }
    }

    void poolsKnowMoreThanAnOldSnapshot()
    {
        const auto merged = mergeMachines(
            {source(MachineSource::Kind::Snapshot, u"old"_s, {machine(u"h7"_s), machine(u"h8"_s)})}, pools());
        QCOMPARE(lines(machineRows(merged), {"name", "status", "usedby"}),
                 QStringList({u"h7 | In use | ice/firn"_s, u"h8 | Available | –"_s}));
        QCOMPARE(merged.families.size(), 1);
        const FamilyNumbers &numbers = merged.families.first();
        QCOMPARE(numbers.installed, 16);
        QCOMPARE(numbers.used, 8);
        QCOMPARE(numbers.free, 8);
    }

    void numbersAddUp()
    {
        HostView reserved = machine(u"r"_s);
        reserved.reservedBy = u"ice/x"_s;
        const auto merged = mergeMachines(
            {source(MachineSource::Kind::Own, u"mine"_s,
                    {machine(u"f"_s), machine(u"u"_s, u"in-use"_s), machine(u"s"_s, u"unhealthy"_s), reserved,
                     machine(u"p"_s, u"unpaired"_s), machine(u"small"_s, u"available"_s, 4)})},
            {});
        const FamilyNumbers &numbers = merged.families.first();
        QCOMPARE(numbers.installed, 44);
        QCOMPARE(numbers.free + numbers.used + numbers.reserved + numbers.unhealthy + numbers.other, 44);
        QCOMPARE(numbers.free, 12);
        QCOMPARE(numbers.reserved, 8);
        QCOMPARE(numbers.unhealthy, 8);
        QCOMPARE(numbers.other, 8);
        QCOMPARE(merged.groups.size(), 2);
        QCOMPARE(merged.groups.first().machines, 5); // most GPUs first
        QCOMPARE(merged.groups.first().free, 1);
        QCOMPARE(merged.groups.last().uids, QStringList(u"small"_s));
    }

    void machinesWithoutDriversAreFoundByTheirTwins()
    {
        QList<HostView> hosts{machine(u"a"_s), machine(u"b"_s), machine(u"c"_s),
                              machine(u"d"_s, u"available"_s, 0)};
        auto findings =
            machineFindings(mergeMachines({source(MachineSource::Kind::Own, u"mine"_s, hosts)}, {}));
        QCOMPARE(findings.size(), 1);
        QCOMPARE(findings.first().rule, u"INV-2"_s);
        QCOMPARE(findings.first().uids, QStringList(u"d"_s));
        QCOMPARE(findings.first().mend,
                 (QMap<QString, QString>{{u"palette.ai/gpu-family"_s, u"NVIDIA-H100"_s},
                                         {u"palette.ai/gpu-count"_s, u"8"_s},
                                         {u"palette.ai/gpu-memory-mib"_s, u"81559"_s}}));
        // Where most of the make has none, none is what it has.
        hosts << machine(u"e"_s, u"available"_s, 0) << machine(u"f"_s, u"available"_s, 0);
        QVERIFY(machineFindings(mergeMachines({source(MachineSource::Kind::Own, u"mine"_s, hosts)}, {}))
                    .isEmpty());
    }

    void fromTagsAndWithoutAName()
    {
        HostView tagged = machine(u"t"_s);
        tagged.gpus.first().fromTag = true;
        const HostView unknown = machine(u"u"_s, u"available"_s, 2, u"Unknown"_s);
        HostView sick = machine(u"s"_s, u"unhealthy"_s, 4);
        const auto merged =
            mergeMachines({source(MachineSource::Kind::Own, u"mine"_s, {tagged, unknown, sick})}, {});
        QStringList rules;
        for (const MachineFinding &finding : machineFindings(merged))
            rules << finding.rule + u' ' + finding.uids.join(u',');
        QCOMPARE(rules, QStringList({u"COM-4 u"_s, u"INV-1 t"_s, u"COM-5 s"_s}));
        QCOMPARE(lines(machineRows(merged), {"gpus"}).at(1), u"8 H100, from tags"_s);
    }

    void ageIsSaid()
    {
        const QDateTime now = QDateTime::fromString(u"2026-11-20T12:00:00Z"_s, Qt::ISODate);
        MachineSource compute;
        compute.interval = std::chrono::seconds(30);
        compute.asOf = now.addSecs(-60);
        QCOMPARE(sourceAgeWarning(compute, now, std::chrono::hours(24)), QString());
        compute.asOf = now.addSecs(-300);
        QCOMPARE(sourceAgeWarning(compute, now, std::chrono::hours(24)), u"Inventory is 5 min old."_s);
        MachineSource snapshot;
        snapshot.kind = MachineSource::Kind::Snapshot;
        snapshot.asOf = now.addDays(-9);
        QCOMPARE(sourceAgeWarning(snapshot, now, std::chrono::hours(24)),
                 u"Inventory is 9 d old. Take a new snapshot."_s);
        snapshot.asOf = {};
        QCOMPARE(sourceAgeWarning(snapshot, now, std::chrono::hours(24)),
                 u"Nobody says when this was captured."_s);
    }

    void whatChanged()
    {
        HostView moved = machine(u"b"_s, u"in-use"_s);
        moved.usedByPool = u"ice/firn"_s;
        moved.tags.insert(u"rack"_s, u"r7"_s);
        moved.tags.remove(u"hall"_s);
        const QList<MachineChange> changes = machineChanges(
            {machine(u"a"_s), machine(u"b"_s), machine(u"c"_s)}, {machine(u"a"_s), moved, machine(u"d"_s)});
        QCOMPARE(changes.size(), 3);
        QCOMPARE(changes.at(0).name, u"b"_s);
        QCOMPARE(changes.at(0).differences,
                 QStringList({u"state: in-use, was available"_s, u"used by: ice/firn, was –"_s,
                              u"tag hall: not set, was b2"_s, u"tag rack: r7, was not set"_s}));
        QCOMPARE(changes.at(1).what, MachineChange::What::Went);
        QCOMPARE(changes.at(2).what, MachineChange::What::Came);
        // A snapshot says the same after it was written and read.
        const auto back =
            readInventoryText(inventoryText({moved}, QDateTime::currentDateTimeUtc(), u"here"_s));
        QVERIFY(back);
        QVERIFY(machineChanges({moved}, back->hosts).isEmpty());
        QVERIFY(!readInventoryText("{}"));
        QVERIFY(!readInventoryText("[1,"));
        QCOMPARE(inventoryFile(u"../etc"_s, u"a/b"_s), u"inventory/-etc/a-b.json"_s);
        QCOMPARE(inventoryFile({}, {}), u"inventory/palette/tenant.json"_s);
    }

    void whichPoolsCouldUseIt()
    {
        ObjectSet set = pools();
        const QList<MachineUse> free = machineUses(set, machine(u"h8"_s));
        QCOMPARE(free.size(), 2);
        QVERIFY(free.first().fits);
        QCOMPARE(free.first().nodePool, u"h100"_s);
        QVERIFY(!free.last().fits);
        QVERIFY2(!free.last().why.isEmpty(), "a refusal says why");
        // It has it.
        const QList<MachineUse> held = machineUses(set, machine(u"h7"_s, u"in-use"_s));
        QVERIFY(held.first().holds);
        // What it is would do, what it does now is in the way.
        const QList<MachineUse> sick = machineUses(set, machine(u"h9"_s, u"unhealthy"_s));
        QVERIFY(!sick.first().fits);
        QVERIFY(sick.first().suits);
        QCOMPARE(sick.first().nodePool, u"h100"_s);
        QVERIFY(machineUses({}, machine(u"h8"_s)).isEmpty());
    }

    void statesSeen()
    {
        const QDateTime at = QDateTime::fromString(u"2026-11-20T12:00:00Z"_s, Qt::ISODate);
        MachineHistory history;
        const auto look = [&](const QString &state, int minutes) {
            return history.note(
                mergeMachines({source(MachineSource::Kind::Own, u"mine"_s, {machine(u"a"_s, state)})}, {}),
                at.addSecs(60 * minutes));
        };
        const QByteArray first = look(u"available"_s, 0);
        QCOMPARE(first,
                 QByteArray("{\"at\":\"2026-11-20T12:00:00Z\",\"state\":\"available\",\"uid\":\"a\"}\n"));
        QVERIFY(look(u"available"_s, 1).isEmpty());
        QVERIFY(!look(u"unhealthy"_s, 2).isEmpty());
        QCOMPARE(history.of(u"a"_s).size(), 2);
        MachineHistory again;
        again.read(history.text() + "nonsense\n{}\n");
        QCOMPARE(again.of(u"a"_s).size(), 2);
        QCOMPARE(again.of(u"a"_s).last().state, u"unhealthy"_s);
        for (int i = 0; i < 200; ++i)
            look(i % 2 ? u"available"_s : u"in-use"_s, 3 + i);
        QCOMPARE(history.of(u"a"_s).size(), MachineHistory::mostOfOne);
    }
};

QTEST_GUILESS_MAIN(TestMachineInventory)
#include "tst_machineinventory.moc"
