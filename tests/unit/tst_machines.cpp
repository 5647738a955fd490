// SPDX-License-Identifier: GPL-3.0-or-later
// Machine choice: every rule of resource-model 3.c with its numbers, worked choices, explanations that the
// planner confirms, capacity; and the planner against all assignments of small random cases.
#include "core/base/englishplurals.h"
#include "core/placement/machinecapacity.h"
#include "core/placement/machineexplanation.h"
#include "core/placement/machineplandiff.h"
#include "core/placement/machinepools.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

const QString h100 = u"NVIDIA-H100"_s;
const QString l4 = u"NVIDIA-L4"_s;

HostView host(const QString &name, qint64 cpus = 128, qint64 gpus = 8, const QString &family = h100,
              qint64 gpuMemory = 81559)
{
    HostView view;
    view.hostUid = name;
    view.state = u"available"_s;
    view.architecture = u"amd64"_s;
    view.cpuCount = cpus;
    view.memoryMiB = 1031000;
    view.nicCount = 1;
    view.tags = {{u"palette.ai"_s, u"true"_s}};
    if (gpus > 0)
        view.gpus = {{family, family, gpus, gpuMemory, false, {}, false, {}}};
    return view;
}

MachineRequest request(qint64 count = 1, qint64 gpus = 8)
{
    MachineRequest wanted;
    wanted.name = u"h100"_s;
    wanted.owner = u"glaciology/firn-train"_s;
    wanted.count = count;
    wanted.cpuCount = 96;
    wanted.wantsGpu = gpus > 0;
    if (gpus > 0) {
        wanted.gpuFamily = h100;
        wanted.gpuCount = gpus;
        wanted.gpuMemoryMiB = 81920;
    }
    return wanted;
}

MachineFleet fleetOf(const QList<HostView> &hosts, const QHash<QString, MachineHold> &holds = {})
{
    return MachineFleet(MachineIndex(hosts), holds);
}

QStringList namesOf(const MachineFleet &fleet, const QList<int> &positions)
{
    QStringList names;
    for (const int position : positions)
        names << fleet.nameOf(position);
    return names;
}

QStringList chosen(const MachineFleet &fleet, const MachineRequest &wanted,
                   const MachineOptions &options = {}, const QList<MachineRequest> &demand = {})
{
    return namesOf(fleet, planMachines(fleet, {wanted}, options, demand).nodePools.first().chosen);
}

} // namespace

class TestMachines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QCoreApplication::installTranslator(&m_plurals); }
    void everyRule_data();
    void everyRule();
    void allFailingRulesAreKept();
    void ownMachinesAreNotInTheWay();
    void membersStayWhereTheyAre();
    void choosesWithoutSurplus();
    void leavesWhatOthersNeed();
    void packsAndSpreads();
    void laterPoolsMakeEarlierOnesMove();
    void pinnedMachinesAreChecked();
    void sameSnapshotSameAnswer();
    void explainsWithNumbers();
    void relaxationsAreConfirmed();
    void freeingIsARelaxation();
    void everyRefusalSaysWhatWouldHelp_data();
    void everyRefusalSaysWhatWouldHelp();
    void whatHelpsWithoutMachines();
    void plansAreDiffs();
    void againstAllAssignments();
    void capacityIsExact();
    void shopping();
    void consolidation();
    void consolidationGoesOn();
    void poolsBecomeRequests();

private:
    EnglishPlurals m_plurals;
};

void TestMachines::everyRule_data()
{
    QTest::addColumn<HostView>("machine");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *rule, const QString &sentence,
                        const std::function<void(HostView &)> &change) {
        HostView machine = host(u"m"_s);
        machine.tags.insert(u"hall"_s, u"b2"_s);
        change(machine);
        QTest::newRow(rule) << machine << QString::fromLatin1(rule) << sentence;
    };
    row("NotTagged", u"It is not offered: it needs the tag palette.ai=true and has no tag palette.ai."_s,
        [](HostView &m) { m.tags.remove(u"palette.ai"_s); });
    row("OtherPaletteProject", u"It belongs to Palette project p2, not p1."_s,
        [](HostView &m) { m.paletteProject = u"p2"_s; });
    row("Unpaired", u"It is not paired yet."_s, [](HostView &m) { m.state = u"unpaired"_s; });
    row("InUse", u"It is in use: glaciology/other."_s, [](HostView &m) {
        m.state = u"in-use"_s;
        m.usedByPool = u"glaciology/other"_s;
    });
    row("Unhealthy", u"It is not ready: unhealthy: disk failed."_s, [](HostView &m) {
        m.state = u"unhealthy"_s;
        m.message = u"disk failed"_s;
    });
    row("Reserved", u"It is reserved by vision/v."_s, [](HostView &m) { m.reservedBy = u"vision/v"_s; });
    row("WrongRole", u"Its role is control-plane; worker is needed."_s,
        [](HostView &m) { m.tags.insert(u"palette.ai/role"_s, u"control-plane"_s); });
    row("WrongArchitecture", u"Its architecture is arm64; amd64 is needed."_s,
        [](HostView &m) { m.architecture = u"arm64"_s; });
    row("ResourceGroupMismatch", u"It has hall=c1; hall=b2 is needed."_s,
        [](HostView &m) { m.tags.insert(u"hall"_s, u"c1"_s); });
    row("TooFewCpus", u"CPUs: 95; 96 are needed."_s, [](HostView &m) { m.cpuCount = 95; });
    row("TooLittleMemory", u"Memory: 471000 MiB; 512000 MiB are needed."_s,
        [](HostView &m) { m.memoryMiB = 471000; });
    row("NoGpu", u"It has no GPU; 8 are needed."_s, [](HostView &m) {
        m.gpus.clear();
        m.tags.insert(u"palette.ai/role"_s, u"worker"_s);
    });
    row("GpuFamilyMismatch", u"Its GPUs are NVIDIA-A100; NVIDIA-H100 is needed."_s,
        [](HostView &m) { m.gpus[0].family = u"NVIDIA-A100"_s; });
    row("TooFewGpus", u"GPUs: 4; 8 are needed."_s, [](HostView &m) { m.gpus[0].count = 4; });
    row("GpuMemoryTooSmall", u"Memory of a GPU: 40960 MiB; 81920 MiB are needed."_s,
        [](HostView &m) { m.gpus[0].memoryMiB = 40960; });
    row("NetworkMismatch", u"Network: 2 network cards; an overlay network, or an entry for it is needed."_s,
        [](HostView &m) { m.nicCount = 2; });
    QTest::newRow("fits") << host(u"m"_s) << QString() << QString();
}

void TestMachines::everyRule()
{
    QFETCH(HostView, machine);
    QFETCH(QString, rule);
    QFETCH(QString, sentence);
    if (rule.isEmpty())
        machine.tags.insert(u"hall"_s, u"b2"_s);
    const MachineFleet fleet(MachineIndex({machine}), {}, {{u"palette.ai"_s, u"true"_s}}, u"p1"_s);
    MachineRequest wanted = request();
    wanted.memoryMiB = 512000; // 0.92 of it is 471040
    wanted.resourceGroups = {{u"hall"_s, u"b2"_s}};
    const MachineRules rules = failingRules(fleet, wanted).front();
    const QList<MachineFailure> failures = machineFailures(fleet, wanted, 0, rules);
    if (rule.isEmpty()) {
        QCOMPARE(rules, MachineRules(0));
        return;
    }
    QCOMPARE(failures.size(), 1);
    QCOMPARE(machineRuleName(failures.first().rule), rule);
    QCOMPARE(machineFailureSentence(failures.first()), sentence);
}

void TestMachines::allFailingRulesAreKept()
{
    HostView machine = host(u"m"_s, 32, 4, u"NVIDIA-A100"_s, 40960);
    machine.state = u"in-use"_s;
    machine.usedByCluster = u"c"_s;
    const MachineFleet fleet = fleetOf({machine});
    QStringList rules;
    QList<qint64> shortBy;
    for (const MachineFailure &failure :
         machineFailures(fleet, request(), 0, failingRules(fleet, request()).front())) {
        rules << machineRuleName(failure.rule);
        shortBy << failure.shortBy;
    }
    QCOMPARE(rules, (QStringList{u"InUse"_s, u"TooFewCpus"_s, u"GpuFamilyMismatch"_s, u"TooFewGpus"_s,
                                 u"GpuMemoryTooSmall"_s}));
    QCOMPARE(shortBy, (QList<qint64>{0, 64, 0, 4, 40960}));
    // A machine without GPUs may serve as control plane; one with GPUs may not, unless it is pinned.
    MachineRequest plane = request(1, 0);
    plane.controlPlane = true;
    plane.cpuCount = 8;
    const MachineFleet two = fleetOf({host(u"cpu"_s, 16, 0), host(u"gpu"_s, 16, 2)});
    QCOMPARE(chosen(two, plane), QStringList{u"cpu"_s});
    plane.workerEligible = true;
    QCOMPARE(failingRules(two, plane).at(1), bitOf(MachineRule::GpuNotWanted));
    plane.hosts = QStringList{u"gpu"_s};
    const MachinePlan pinned = planMachines(two, {plane});
    QCOMPARE(namesOf(two, pinned.nodePools.first().chosen), QStringList{u"gpu"_s});
    QCOMPARE(pinned.surplus(), 2);
}

void TestMachines::ownMachinesAreNotInTheWay()
{
    HostView own = host(u"z-own"_s);
    own.state = u"in-use"_s;
    own.usedByPool = u"glaciology/firn-train"_s;
    const MachineFleet fleet = fleetOf(
        {host(u"a"_s), own, host(u"b"_s), host(u"c"_s)},
        {{u"b"_s, {u"vision/v"_s, u"w"_s, true}}, {u"c"_s, {u"glaciology/firn-train"_s, u"h100"_s, true}}});
    QCOMPARE(failingRules(fleet, request()),
             (std::vector<MachineRules>{0, 0, bitOf(MachineRule::Reserved), 0}));
    // It keeps what it has, before anything new.
    QCOMPARE(chosen(fleet, request(3)), (QStringList{u"c"_s, u"z-own"_s, u"a"_s}));
}

// One cluster of a shared pool grows: the machine of the other one is not moved to it.
void TestMachines::membersStayWhereTheyAre()
{
    const QString owner = request().owner;
    const MachineFleet fleet =
        fleetOf({host(u"a"_s), host(u"b"_s), host(u"c"_s), host(u"d"_s)},
                {{u"a"_s, {owner, u"east/gpu"_s, false}}, {u"b"_s, {owner, u"west/gpu"_s, false}}});
    MachineRequest east = request(2);
    east.name = u"east/gpu"_s;
    MachineRequest west = request(1);
    west.name = u"west/gpu"_s;
    const MachinePlan plan = planMachines(fleet, {east, west});
    QCOMPARE(namesOf(fleet, plan.nodePools.at(0).chosen), (QStringList{u"a"_s, u"c"_s}));
    QCOMPARE(namesOf(fleet, plan.nodePools.at(1).chosen), QStringList{u"b"_s});
    // Where it is not known which one has it, it serves each.
    const MachineFleet vague = fleetOf({host(u"a"_s), host(u"b"_s)}, {{u"b"_s, {owner, {}, false}}});
    QCOMPARE(namesOf(vague, planMachines(vague, {west}).nodePools.first().chosen), QStringList{u"b"_s});
    QVERIFY(vague.hash() !=
            fleetOf({host(u"a"_s), host(u"b"_s)}, {{u"b"_s, {owner, u"west/gpu"_s, false}}}).hash());
    // Not even where there is no other one.
    east.count = 4;
    const MachinePlan more = planMachines(fleet, {east, west});
    QCOMPARE(more.nodePools.at(0).missing(), 1);
    QCOMPARE(namesOf(fleet, more.nodePools.at(1).chosen), QStringList{u"b"_s});
}

void TestMachines::choosesWithoutSurplus()
{
    const MachineFleet fleet = fleetOf({host(u"a"_s, 128, 8), host(u"b"_s, 128, 4), host(u"c"_s, 112, 4),
                                        host(u"d"_s, 96, 4, h100, 143771), host(u"e"_s, 128, 8)});
    MachineRequest four = request(2, 4);
    const MachinePlan plan = planMachines(fleet, {four});
    // d has more memory of its GPUs than is asked for: nearer comes first.
    QCOMPARE(namesOf(fleet, plan.nodePools.first().chosen), (QStringList{u"c"_s, u"b"_s}));
    QCOMPARE(plan.surplus(), 0);
    QCOMPARE(plan.whole.first().gpus, 8);
    QCOMPARE(plan.whole.first().freeAfter, 2);
    QCOMPARE(machinePlanSentence(plan),
             u"2 machines chosen. No surplus GPUs. Keeps 2 of 2 whole 8-GPU H100 machines free."_s);
    four.count = 4;
    const MachinePlan more = planMachines(fleet, {four});
    QCOMPARE(namesOf(fleet, more.nodePools.first().chosen), (QStringList{u"c"_s, u"b"_s, u"d"_s, u"a"_s}));
    QCOMPARE(more.surplus(), 4);
    QCOMPARE(more.strandedAfter - more.strandedBefore, 4);
    QCOMPARE(machineMarginSentence(fleet, more.nodePools.first().costs.at(2),
                                   more.nodePools.first().costs.at(3), more.nodePools.first().chosen.at(3)),
             u"It has no surplus GPUs; a has 4."_s);
}

void TestMachines::leavesWhatOthersNeed()
{
    HostView special = host(u"a"_s);
    special.tags.insert(u"hall"_s, u"b2"_s);
    const MachineFleet fleet = fleetOf({special, host(u"b"_s)});
    QCOMPARE(chosen(fleet, request()), QStringList{u"a"_s});
    MachineRequest other = request();
    other.owner = u"vision/v"_s;
    other.resourceGroups = {{u"hall"_s, u"b2"_s}};
    QCOMPARE(chosen(fleet, request(), {}, {other}), QStringList{u"b"_s});
    const MachinePlan plan = planMachines(fleet, {request()}, {}, {other});
    QCOMPARE(machineMarginSentence(fleet, plan.nodePools.first().costs.first(),
                                   plan.nodePools.first().runnerUpCost, plan.nodePools.first().runnerUp),
             u"Other pools need a more: it stays free for them."_s);
}

void TestMachines::packsAndSpreads()
{
    QList<HostView> hosts;
    for (const QString &name :
         {u"a1"_s, u"a2"_s, u"b1"_s, u"b2"_s, u"b3"_s, u"c1"_s, u"c2"_s, u"c3"_s, u"c4"_s}) {
        hosts << host(name);
        hosts.last().tags.insert(u"rack"_s, name.left(1));
    }
    const MachineFleet fleet = fleetOf(hosts);
    MachineOptions pack{MachineOptions::Topology::Pack, u"rack"_s, {}};
    MachineOptions spread{MachineOptions::Topology::Spread, u"rack"_s, {}};
    QCOMPARE(chosen(fleet, request(3), pack), (QStringList{u"b1"_s, u"b2"_s, u"b3"_s}));
    QCOMPARE(chosen(fleet, request(2), pack), (QStringList{u"a1"_s, u"a2"_s}));
    QCOMPARE(chosen(fleet, request(6), pack).filter(u"b"_s).size(), 0); // 4 of c and both of a
    QStringList wide = chosen(fleet, request(4), spread);
    QCOMPARE(wide.filter(u"a"_s).size() * 100 + wide.filter(u"b"_s).size() * 10 + wide.filter(u"c"_s).size(),
             211);
    wide = chosen(fleet, request(7), spread);
    QCOMPARE(wide.filter(u"a"_s).size(), 2);
    QVERIFY(qAbs(wide.filter(u"b"_s).size() - wide.filter(u"c"_s).size()) <= 1);
}

void TestMachines::laterPoolsMakeEarlierOnesMove()
{
    // The first would take x by name; only x can serve the second.
    HostView x = host(u"x"_s);
    x.tags.insert(u"hall"_s, u"b2"_s);
    HostView y = host(u"y"_s, 200);
    const MachineFleet fleet = fleetOf({x, y});
    MachineRequest second = request();
    second.name = u"second"_s;
    second.resourceGroups = {{u"hall"_s, u"b2"_s}};
    const MachinePlan plan = planMachines(fleet, {request(), second});
    QVERIFY(plan.isComplete());
    QCOMPARE(namesOf(fleet, plan.nodePools.at(0).chosen), QStringList{u"y"_s});
    QCOMPARE(namesOf(fleet, plan.nodePools.at(1).chosen), QStringList{u"x"_s});
    // But an earlier one keeps its machine when there is no other.
    const MachineFleet small = fleetOf({x});
    const MachinePlan first = planMachines(small, {request(), second});
    QCOMPARE(first.nodePools.at(0).missing(), 0);
    QCOMPARE(first.nodePools.at(1).missing(), 1);
}

void TestMachines::pinnedMachinesAreChecked()
{
    const MachineFleet fleet = fleetOf({host(u"a"_s), host(u"b"_s, 64), host(u"c"_s)});
    MachineRequest wanted = request(2);
    wanted.hosts = QStringList{u"b"_s, u"c"_s};
    const MachineExplanation explained = explainMachines(fleet, {wanted});
    QCOMPARE(namesOf(fleet, explained.plan.nodePools.first().chosen), QStringList{u"c"_s});
    QCOMPARE(explained.nodePools.first().total, 2);
    QCOMPARE(explained.nodePools.first().nearest.size(), 1);
    QCOMPARE(explained.nodePools.first().relaxations.first().sentence,
             u"Lower CPUs from 96 to 64: adds 1 machine. Then the node pool is complete."_s);
}

void TestMachines::sameSnapshotSameAnswer()
{
    const QList<HostView> hosts{host(u"a"_s), host(u"b"_s), host(u"c"_s, 200)};
    MachineFleet one = fleetOf(hosts);
    const MachineFleet turned = fleetOf({hosts.at(2), hosts.at(0), hosts.at(1)});
    QCOMPARE(one.hash(), turned.hash());
    QCOMPARE(chosen(one, request(2)), chosen(turned, request(2)));
    const QString before = one.hash();
    QCOMPARE(before.size(), 16);
    one.hold(u"a"_s, {u"x/y"_s, u"w"_s, true});
    QVERIFY(one.hash() != before);
    one.release(u"a"_s);
    QCOMPARE(one.hash(), before);
    one.remove(u"a"_s);
    QCOMPARE(one.hash(), fleetOf({hosts.at(1), hosts.at(2)}).hash());
    QCOMPARE(chosen(one, request(3)), (QStringList{u"b"_s, u"c"_s}));
}

void TestMachines::explainsWithNumbers()
{
    HostView arm = host(u"arm"_s);
    arm.architecture = u"arm64"_s;
    HostView used = host(u"used"_s);
    used.state = u"in-use"_s;
    const MachineFleet fleet = fleetOf({host(u"a"_s), host(u"b"_s, 200), arm, used, host(u"slow"_s, 64),
                                        host(u"poor"_s, 64, 4), host(u"none"_s, 64, 0)});
    const MachineExplanation explained = explainMachines(fleet, {request(2)});
    const NodePoolExplanation &pool = explained.nodePools.first();
    QCOMPARE(pool.total, 7);
    QCOMPARE(pool.funnel.size(), machineRuleCount);
    QStringList steps;
    for (const MachineFunnelStage &stage : pool.funnel) {
        if (stage.dropped > 0)
            steps << u"%1 -%2 =%3"_s.arg(machineRuleName(stage.rule)).arg(stage.dropped).arg(stage.left);
    }
    QCOMPARE(steps, (QStringList{u"InUse -1 =6"_s, u"WrongArchitecture -1 =5"_s, u"TooFewCpus -3 =2"_s}));
    QCOMPARE(pool.sentence, u"h100: 2 of 2 eligible machines."_s);
    QCOMPARE(pool.nearest.size(), 5);
    QCOMPARE(namesOf(fleet, {pool.nearest.at(0).position, pool.nearest.at(3).position}),
             (QStringList{u"arm"_s, u"poor"_s}));
    QVERIFY(pool.relaxations.isEmpty()); // nothing is missing
    const QJsonObject json = toJson(fleet, explained);
    QCOMPARE(json[u"complete"].toBool(), true);
    QCOMPARE(json[u"nodePools"][0][u"funnel"].toArray().size(), machineRuleCount);
    QCOMPARE(json[u"snapshot"].toString(), fleet.hash());
}

void TestMachines::relaxationsAreConfirmed()
{
    const MachineFleet fleet =
        fleetOf({host(u"a"_s), host(u"slow"_s, 64), host(u"slower"_s, 48), host(u"small"_s, 128, 4),
                 host(u"other"_s, 128, 8, u"NVIDIA-H200"_s, 143771), host(u"far"_s, 16, 1, l4, 23034)});
    MachineRequest wanted = request(3);
    const MachineExplanation explained = explainMachines(fleet, {wanted});
    const NodePoolExplanation &pool = explained.nodePools.first();
    QCOMPARE(
        pool.sentence,
        u"Not enough hosts for h100: 3 needed, 1 fit. TooFewCpus 3, GpuFamilyMismatch 1, TooFewGpus 1"_s);
    QVERIFY(!pool.relaxations.isEmpty());
    QCOMPARE(pool.relaxations.first().sentence,
             u"Lower CPUs from 96 to 48: adds 2 machines. Then the node pool is complete."_s);
    for (const MachineRelaxation &change : pool.relaxations) {
        MachineOptions options;
        options.amended = change.amended;
        const MachinePlan tried = planMachines(fleet, {change.request}, options);
        QCOMPARE(tried.nodePools.first().missing(), change.missingAfter);
        QCOMPARE(tried.nodePools.first().eligible, explained.plan.nodePools.first().eligible + change.more);
        QVERIFY(change.missingAfter < explained.plan.nodePools.first().missing());
    }
    // Nothing fails one rule only: several changes at once, still tried.
    const MachineFleet both = fleetOf({host(u"x"_s, 32, 4), host(u"y"_s, 64, 4)});
    const MachineExplanation several = explainMachines(both, {request(2)});
    QCOMPARE(several.nodePools.first().relaxations.size(), 1);
    QCOMPARE(several.nodePools.first().relaxations.first().sentence,
             u"Lower CPUs from 96 to 32; Lower GPUs of a machine from 8 to 4: adds 2 machines. Then the "
             u"node pool is complete."_s);
}

void TestMachines::freeingIsARelaxation()
{
    HostView used = host(u"used"_s);
    used.state = u"in-use"_s;
    used.usedByPool = u"vision/v"_s;
    HostView ill = host(u"ill"_s);
    ill.state = u"unhealthy"_s;
    const MachineFleet fleet = fleetOf({used, ill});
    const NodePoolExplanation pool = explainMachines(fleet, {request()}).nodePools.first();
    QCOMPARE(pool.relaxations.size(), 2);
    QCOMPARE(pool.relaxations.at(0).sentence,
             u"Free used: adds 1 machine. Then the node pool is complete."_s);
    QCOMPARE(pool.relaxations.at(1).sentence,
             u"Get ill ready: adds 1 machine. Then the node pool is complete."_s);
}

// A machine more, ready but for one rule: what would make the node pool complete, and that it does.
void TestMachines::everyRefusalSaysWhatWouldHelp_data()
{
    QTest::addColumn<HostView>("machine");
    QTest::addColumn<QString>("help");
    const auto row = [](const char *rule, const QString &help,
                        const std::function<void(HostView &)> &change) {
        HostView machine = host(u"m"_s);
        machine.paletteProject = u"p1"_s;
        machine.tags.insert(u"hall"_s, u"b2"_s);
        change(machine);
        QTest::newRow(rule) << machine << help;
    };
    row("NotTagged", u"Tag m with palette.ai=true"_s, [](HostView &m) { m.tags.remove(u"palette.ai"_s); });
    row("OtherPaletteProject", u"Move m to Palette project p1"_s,
        [](HostView &m) { m.paletteProject = u"p2"_s; });
    row("Unpaired", u"Pair m"_s, [](HostView &m) { m.state = u"unpaired"_s; });
    row("InUse", u"Free m"_s, [](HostView &m) { m.state = u"in-use"_s; });
    row("Unhealthy", u"Get m ready"_s, [](HostView &m) { m.state = u"unhealthy"_s; });
    row("Reserved", u"Free m"_s, [](HostView &m) { m.reservedBy = u"vision/v"_s; });
    row("WrongRole", u"Tag m with palette.ai/role=worker"_s,
        [](HostView &m) { m.tags.insert(u"palette.ai/role"_s, u"control-plane"_s); });
    row("WrongArchitecture", u"Take architecture arm64 instead of amd64"_s,
        [](HostView &m) { m.architecture = u"arm64"_s; });
    row("ResourceGroupMismatch", u"Do not ask for hall=b2"_s,
        [](HostView &m) { m.tags.insert(u"hall"_s, u"c1"_s); });
    row("TooFewCpus", u"Lower CPUs from 96 to 64"_s, [](HostView &m) { m.cpuCount = 64; });
    row("TooLittleMemory", u"Lower memory (MiB) from 512000 to 256000"_s,
        [](HostView &m) { m.memoryMiB = 256000; });
    row("NoGpu",
        u"Tag m with palette.ai/gpu-family and palette.ai/gpu-count, if there are 8 NVIDIA-H100 in each "
        u"after "
        u"all"_s,
        [](HostView &m) {
            m.gpus.clear();
            m.tags.insert(u"palette.ai/role"_s, u"worker"_s);
        });
    row("GpuFamilyMismatch", u"Take NVIDIA-A100 instead of NVIDIA-H100"_s,
        [](HostView &m) { m.gpus[0].family = u"NVIDIA-A100"_s; });
    row("TooFewGpus", u"Lower GPUs of a machine from 8 to 4"_s, [](HostView &m) { m.gpus[0].count = 4; });
    row("GpuMemoryTooSmall", u"Lower memory of a GPU (MiB) from 81920 to 40960"_s,
        [](HostView &m) { m.gpus[0].memoryMiB = 40960; });
    row("NetworkMismatch", u"Use an overlay network"_s, [](HostView &m) { m.nicCount = 2; });
}

void TestMachines::everyRefusalSaysWhatWouldHelp()
{
    QFETCH(HostView, machine);
    QFETCH(QString, help);
    const MachineFleet fleet(MachineIndex({machine}), {}, {{u"palette.ai"_s, u"true"_s}}, u"p1"_s);
    MachineRequest wanted = request();
    wanted.memoryMiB = 512000;
    wanted.resourceGroups = {{u"hall"_s, u"b2"_s}};
    const MachineExplanation explained = explainMachines(fleet, {wanted});
    const NodePoolExplanation &pool = explained.nodePools.first();
    const MachineFailure &failure = pool.nearest.first().failures.first();
    QCOMPARE(machineRuleName(failure.rule), QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(!failure.needed.isEmpty() && !failure.actual.isEmpty());
    const MachineRelaxation &change = pool.relaxations.first();
    QCOMPARE(change.sentence, help + u": adds 1 machine. Then the node pool is complete."_s);
    // It does.
    MachineOptions options;
    options.amended = change.amended;
    QVERIFY(planMachines(fleet, {change.request}, options).isComplete());
}

void TestMachines::whatHelpsWithoutMachines()
{
    // A node pool without GPUs, and nothing but machines with some.
    MachineRequest plane = request(1, 0);
    plane.name = u"plane"_s;
    const NodePoolExplanation named = explainMachines(fleetOf({host(u"gpu"_s)}), {plane}).nodePools.first();
    QCOMPARE(named.relaxations.first().sentence,
             u"Name gpu among its hosts, though their GPUs would then be surplus: adds 1 machine. Then the "
             u"node pool is complete."_s);
    // An address outside the network of the only machine.
    HostView isolated = host(u"iso"_s);
    isolated.tags.insert(u"net-iso-subnet-ipv4"_s, u"10.9.0.0"_s);
    isolated.tags.insert(u"net-iso-subnet-prefix-length"_s, u"24"_s);
    MachineRequest wanted = request();
    wanted.vip = u"10.1.0.4"_s;
    const NodePoolExplanation address = explainMachines(fleetOf({isolated}), {wanted}).nodePools.first();
    QCOMPARE(
        address.relaxations.first().sentence,
        u"Take a control plane address in 10.9.0.0/24 instead of 10.1.0.4: adds 1 machine. Then the node "
        u"pool is complete."_s);
    // Nothing at all, and too few.
    const NodePoolExplanation none = explainMachines(fleetOf({}), {request(2)}).nodePools.first();
    QCOMPARE(none.relaxations.size(), 1);
    QCOMPARE(none.relaxations.first().sentence,
             u"Add 2 machines: amd64, 96 CPUs, 8 NVIDIA-H100 with 81920 MiB each. Then the node pool is "
             u"complete."_s);
    const NodePoolExplanation few = explainMachines(fleetOf({host(u"a"_s)}), {request(3)}).nodePools.first();
    QCOMPARE(few.relaxations.size(), 2);
    QCOMPARE(few.relaxations.at(1).bought, 2);
    QCOMPARE(few.relaxations.at(0).sentence,
             u"Ask for 1 machine instead of 3. Then the node pool is complete."_s);
    // Named machines that are too few.
    MachineRequest pinned = request(2);
    pinned.hosts = QStringList{u"a"_s};
    const NodePoolExplanation names =
        explainMachines(fleetOf({host(u"a"_s), host(u"b"_s)}), {pinned}).nodePools.first();
    QCOMPARE(names.relaxations.first().sentence,
             u"Take any machine, not only those named: adds 1 machine. Then the node pool is complete."_s);
}

void TestMachines::plansAreDiffs()
{
    const QString owner = request().owner;
    HostView small = host(u"small"_s, 64);
    const MachineFleet fleet = fleetOf({host(u"a"_s), host(u"b"_s), small, host(u"half"_s, 128, 4)},
                                       {{u"a"_s, {owner, u"h100"_s, false}},
                                        {u"small"_s, {owner, u"h100"_s, false}},
                                        {u"half"_s, {owner, u"old"_s, false}}});
    // Too few CPUs by now: small goes, b comes, and the node pool "old" is wanted no more.
    const MachinePlan plan = planMachines(fleet, {request(2)});
    const MachinePlanDiff diff = planDiff(fleet, plan);
    QCOMPARE(diff.nodePools.size(), 2);
    QCOMPARE(namesOf(fleet, diff.nodePools.at(0).kept), QStringList{u"a"_s});
    QCOMPARE(namesOf(fleet, diff.nodePools.at(0).added), QStringList{u"b"_s});
    QCOMPARE(namesOf(fleet, diff.nodePools.at(0).givenBack), QStringList{u"small"_s});
    QCOMPARE(diff.nodePools.at(1).name, u"old"_s);
    QCOMPARE(namesOf(fleet, diff.nodePools.at(1).givenBack), QStringList{u"half"_s});
    // Nobody wants a machine with so few CPUs.
    QCOMPARE(diff.strandedBefore, 0);
    QCOMPARE(diff.strandedAfter, 8);
    QCOMPARE(diff.sentences(fleet),
             (QStringList{u"h100: adds b, keeps 1 machine, gives back small."_s, u"old: gives back half."_s,
                          u"GPUs that nobody can use: 0 before, 8 after."_s}));
    // Surplus that a pool has already was stranded before.
    MachineRequest four = request(1, 4);
    const MachineFleet held = fleetOf({host(u"big"_s)}, {{u"big"_s, {owner, u"h100"_s, false}}});
    const MachinePlan same = planMachines(held, {four});
    QCOMPARE(same.strandedBefore, 4);
    QCOMPARE(same.strandedAfter, 4);
}

// All assignments of up to 7 machines to up to 3 node pools: the plan serves as many as can be, earlier node
// pools first, and among those with the least surplus.
void TestMachines::againstAllAssignments()
{
    QRandomGenerator random(20301);
    for (int round = 0; round < 1500; ++round) {
        QList<HostView> hosts;
        const int machines = random.bounded(1, 8);
        for (int m = 0; m < machines; ++m) {
            HostView machine = host(u"m%1"_s.arg(m), 32 * random.bounded(1, 4), 2 * random.bounded(1, 5));
            machine.tags.insert(u"hall"_s, random.bounded(2) ? u"a"_s : u"b"_s);
            if (random.bounded(6) == 0)
                machine.state = u"in-use"_s;
            hosts << machine;
        }
        const MachineFleet fleet = fleetOf(hosts);
        QList<MachineRequest> requests;
        const int pools = random.bounded(1, 4);
        for (int p = 0; p < pools; ++p) {
            MachineRequest wanted = request(random.bounded(1, 4), 2 * random.bounded(1, 5));
            wanted.name = u"p%1"_s.arg(p);
            wanted.cpuCount = 32 * random.bounded(1, 4);
            if (random.bounded(3) == 0)
                wanted.resourceGroups = {{u"hall"_s, u"a"_s}};
            requests << wanted;
        }
        std::vector<std::vector<MachineRules>> failing;
        for (const MachineRequest &wanted : requests)
            failing.push_back(failingRules(fleet, wanted));
        QList<qint64> best;
        qint64 bestSurplus = 0;
        QList<int> given(machines, 0); // 0: nobody
        while (true) {
            QList<qint64> served(pools, 0);
            qint64 surplus = 0;
            bool valid = true;
            for (int m = 0; m < machines; ++m) {
                if (given.at(m) == 0)
                    continue;
                const int pool = given.at(m) - 1;
                valid = valid && failing[size_t(pool)][size_t(m)] == 0;
                ++served[pool];
                surplus += surplusGpus(fleet, requests.at(pool), m);
            }
            for (int p = 0; p < pools; ++p)
                valid = valid && served.at(p) <= requests.at(p).count;
            if (valid && (best.isEmpty() || served > best || (served == best && surplus < bestSurplus))) {
                best = served;
                bestSurplus = surplus;
            }
            int digit = 0;
            while (digit < machines && ++given[digit] > pools)
                given[digit++] = 0;
            if (digit == machines)
                break;
        }
        const MachinePlan plan = planMachines(fleet, requests);
        QList<qint64> served;
        QSet<int> seen;
        for (const NodePoolChoice &choice : plan.nodePools) {
            served << choice.chosen.size();
            for (const int position : choice.chosen) {
                QVERIFY(!seen.contains(position));
                seen.insert(position);
                QCOMPARE(choice.failing[size_t(position)], MachineRules(0));
            }
        }
        QCOMPARE(served, best);
        QCOMPARE(plan.surplus(), bestSurplus);

        // Trying out a change of one node pool, and of what a machine may, finds as many as planning it.
        QList<MachineRequest> changed = requests;
        MachineRequest &other = changed[random.bounded(pools)];
        other.count = random.bounded(1, 6);
        other.cpuCount = 32 * random.bounded(0, 4);
        if (random.bounded(4) == 0)
            other.hosts = {fleet.host(random.bounded(machines)).hostUid};
        MachineOptions options;
        options.amended[random.bounded(machines)] =
            bitOf(MachineRule::InUse) | bitOf(MachineRule::TooFewCpus);
        QList<MachineSupply> planned;
        for (const NodePoolChoice &choice : planMachines(fleet, changed, options).nodePools)
            planned << MachineSupply{choice.eligible, choice.missing()};
        QCOMPARE(machineSupply(fleet, plan, changed, options), planned);
    }
}

void TestMachines::capacityIsExact()
{
    QRandomGenerator random(77);
    for (int round = 0; round < 300; ++round) {
        QList<HostView> hosts;
        for (int m = random.bounded(1, 14); m > 0; --m)
            hosts << host(u"m%1"_s.arg(m), 32 * random.bounded(1, 4),
                          random.bounded(3) ? 2 * random.bounded(1, 5) : 0);
        const MachineFleet fleet = fleetOf(hosts);
        QList<MachineRequest> shape;
        for (int p = random.bounded(1, 4); p > 0; --p) {
            MachineRequest wanted =
                request(random.bounded(1, 3), random.bounded(3) ? 2 * random.bounded(1, 5) : 0);
            wanted.name = u"p%1"_s.arg(p);
            wanted.cpuCount = 32 * random.bounded(1, 4);
            shape << wanted;
        }
        const MachineCapacity capacity = machineCapacity(fleet, shape);
        const auto fits = [&](qint64 pools) {
            QList<MachineRequest> many = shape;
            for (MachineRequest &wanted : many)
                wanted.count *= pools;
            return planMachines(fleet, many).isComplete();
        };
        QVERIFY(fits(capacity.pools));
        QVERIFY(!fits(capacity.pools + 1));
        QVERIFY(!capacity.limitedBy.isEmpty());
        QCOMPARE(capacity.machinesThatFit / capacity.machinesAPool, capacity.pools);
    }
    const MachineFleet fleet = fleetOf({host(u"a"_s), host(u"b"_s), host(u"c"_s)});
    QCOMPARE(machineCapacity(fleet, {request(2)}).sentence,
             u"Room for 1 more pool. Runs out first: h100, with 3 machines that fit and 2 a pool."_s);
}

void TestMachines::shopping()
{
    HostView used = host(u"used"_s);
    used.state = u"in-use"_s;
    HostView ill = host(u"ill"_s);
    ill.state = u"unhealthy"_s;
    const MachineFleet fleet = fleetOf({host(u"a"_s), used, ill});
    const MachineShopping list = machineShopping(fleet, {request(2)}, 3);
    QCOMPARE(list.items.size(), 1);
    const MachineShopping::Item &item = list.items.first();
    QCOMPARE(item.missing, 5);
    QCOMPARE(item.repair, 1);
    QCOMPARE(namesOf(fleet, item.free), QStringList{u"used"_s});
    QCOMPARE(item.buy, 3);
    QCOMPARE(item.sentence,
             u"Get 1 machine paired and healthy. Free 1 machine: used. Or buy 5 machines: amd64, 96 CPUs, 8 "
             u"NVIDIA-H100 with 81920 MiB each."_s);
    QVERIFY(machineShopping(fleet, {request()}, 1).items.isEmpty());
}

void TestMachines::consolidation()
{
    HostView big = host(u"big"_s);
    big.state = u"in-use"_s;
    MachineRequest four = request(1, 4);
    const MachineFleet fleet = fleetOf({big, host(u"free-big"_s), host(u"small"_s, 128, 4)},
                                       {{u"big"_s, {four.owner, four.name, false}}});
    const MachineConsolidation plan = consolidateMachines(fleet, {four});
    QCOMPARE(plan.moves.size(), 1);
    QCOMPARE(namesOf(fleet, {plan.moves.first().from, plan.moves.first().to}),
             (QStringList{u"big"_s, u"small"_s}));
    QCOMPARE(plan.strandedBefore, 4);
    QCOMPARE(plan.strandedAfter, 0);
    QCOMPARE(plan.wholeBefore, 1);
    QCOMPARE(plan.wholeAfter, 2);
    QCOMPARE(plan.sentence, u"Frees 4 GPUs by 1 move; whole 8-GPU machines free: 1 before, 2 after."_s);
    QVERIFY(consolidateMachines(fleetOf({big}, {{u"big"_s, {four.owner, four.name, false}}}), {four})
                .moves.isEmpty());
}

// What a move leaves serves the next, and none finds its machine taken.
void TestMachines::consolidationGoesOn()
{
    MachineRequest two = request(1, 2);
    two.name = u"two"_s;
    MachineRequest four = request(1, 4);
    four.name = u"four"_s;
    const MachineFleet fleet =
        fleetOf({host(u"eight"_s), host(u"four"_s, 128, 4), host(u"two"_s, 128, 2)},
                {{u"eight"_s, {four.owner, u"four"_s, false}}, {u"four"_s, {two.owner, u"two"_s, false}}});
    const MachineConsolidation plan = consolidateMachines(fleet, {four, two});
    QCOMPARE(plan.strandedBefore, 6);
    QCOMPARE(plan.strandedAfter, 0);
    QCOMPARE(plan.wholeBefore, 0);
    QCOMPARE(plan.wholeAfter, 1);
    MachineFleet state = fleet;
    for (const MachineMove &move : plan.moves) {
        QVERIFY(state.isFree(move.to));
        state.release(state.host(move.from).hostUid);
        state.hold(state.host(move.to).hostUid, {move.pool, move.nodePool, false});
    }
    QVERIFY(state.isFree(0) && !state.isFree(1) && !state.isFree(2));
}

void TestMachines::poolsBecomeRequests()
{
    const auto object = [](const char *json) { return QJsonDocument::fromJson(json).object(); };
    ObjectSet set;
    set.insert(object(
        "{\"apiVersion\":\"spectrocloud.com/v1alpha1\",\"kind\":\"Project\",\"metadata\":{\"name\":\"ice\","
        "\"namespace\":\"ice\"},\"spec\":{\"computeConfigRef\":{\"name\":\"lab\"}}}"));
    set.insert(object(
        "{\"apiVersion\":\"spectrocloud.com/"
        "v1alpha1\",\"kind\":\"ComputeConfig\",\"metadata\":{\"name\":\"lab\","
        "\"namespace\":\"ice\"},\"spec\":{\"paletteClusterConfig\":{\"defaults\":{\"controlPlanePool\":{"
        "\"nodeCount\":3,\"cpu\":{\"cpuCount\":8}}}}}}"));
    set.insert(object("{\"apiVersion\":\"spectrocloud.com/"
                      "v1alpha1\",\"kind\":\"Compute\",\"metadata\":{\"name\":\"default\","
                      "\"namespace\":\"ice\"},\"status\":{\"edgeHostDetails\":{\"g1\":{\"state\":"
                      "\"available\",\"cpuCount\":128,"
                      "\"architecture\":\"AMD64\",\"tags\":{\"hall\":\"b2\"},\"gpus\":[{\"family\":\"NVIDIA-"
                      "H100\",\"count\":8,"
                      "\"memoryMiB\":81559}]}}}}"));
    set.insert(object(
        "{\"apiVersion\":\"spectrocloud.com/"
        "v1alpha1\",\"kind\":\"ComputePool\",\"metadata\":{\"name\":\"old\","
        "\"namespace\":\"ice\"},\"spec\":{\"clusterVariant\":{\"dedicated\":{}}},\"status\":{\"clusters\":[{"
        "\"name\":\"main\",\"hosts\":[{\"hostUid\":\"g1\",\"nodePool\":\"w\",\"state\":\"reserved\"}]}]}}"));
    const PoolView pool(object(
        "{\"apiVersion\":\"spectrocloud.com/"
        "v1alpha1\",\"kind\":\"ComputePool\",\"metadata\":{\"name\":\"new\",\"namespace\":"
        "\"ice\"},\"spec\":{\"clusterVariant\":{\"workerResourceGroups\":{\"hall\":\"b2\"},\"dedicated\":{"
        "\"paletteClusterDeploymentConfig\":{\"cloudType\":\"edge-native\",\"nodePoolRequirements\":{"
        "\"workerPools\":[{"
        "\"name\":\"h100\",\"gpu\":{\"family\":\"NVIDIA-H100\",\"gpuCount\":8}}]}}}}}}"));
    const ComputeConfigView config = computeConfigOf(set, u"ice"_s);
    const QList<MachineRequest> requests = machineRequests(pool, &config);
    QCOMPARE(requests.size(), 2);
    QVERIFY(requests.at(0).controlPlane);
    QCOMPARE(requests.at(0).count, 3);
    QCOMPARE(requests.at(0).cpuCount, 8);
    QCOMPARE(requests.at(1).name, u"h100"_s);
    QCOMPARE(requests.at(1).count, 1);
    QCOMPARE(requests.at(1).resourceGroups.value(u"hall"_s), u"b2"_s);
    const MachineFleet fleet = machineFleet(set, u"ice"_s);
    QCOMPARE(fleet.size(), 1);
    const MachineRules rules = failingRules(fleet, requests.at(1)).front();
    QCOMPARE(machineFailureSentence(machineFailures(fleet, requests.at(1), 0, rules).value(0)),
             u"It is reserved by ice/old."_s);
}

QTEST_GUILESS_MAIN(TestMachines)
#include "tst_machines.moc"
