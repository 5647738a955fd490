// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/gpumatters.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

const QString apiVersion = u"spectrocloud.com/v1alpha1"_s;

QJsonObject meta(const QString &space, const QString &name)
{
    QJsonObject meta{{u"name"_s, name}};
    if (!space.isEmpty())
        meta.insert(u"namespace"_s, space);
    return meta;
}

QJsonObject tenant(const QString &name, const QJsonObject &limits)
{
    return {{u"apiVersion"_s, apiVersion},
            {u"kind"_s, u"Tenant"_s},
            {u"metadata"_s, meta({}, name)},
            {u"spec"_s, QJsonObject{{u"gpuResources"_s, QJsonObject{{u"limits"_s, limits}}}}}};
}

QJsonObject project(const QString &name, const QString &of, const QJsonObject &limits = {},
                    const QJsonObject &requests = {})
{
    return {{u"apiVersion"_s, apiVersion},
            {u"kind"_s, u"Project"_s},
            {u"metadata"_s, meta(name, name)},
            {u"spec"_s, QJsonObject{{u"tenantRef"_s, QJsonObject{{u"name"_s, of}}},
                                    {u"gpuResources"_s,
                                     QJsonObject{{u"limits"_s, limits}, {u"requests"_s, requests}}}}}};
}

// A dedicated pool of machines with 8 H100 each; `hosts` of them are attached.
QJsonObject pool(const QString &space, const QString &name, int nodes, const QStringList &hosts = {})
{
    QJsonArray held;
    for (const QString &host : hosts)
        held << QJsonObject{{u"hostUid"_s, host},     {u"nodePool"_s, u"h100"_s},
                            {u"role"_s, u"worker"_s}, {u"family"_s, u"NVIDIA-H100"_s},
                            {u"gpuCount"_s, 8},       {u"state"_s, u"attached"_s}};
    const QJsonObject workers{{u"name"_s, u"h100"_s},
                              {u"nodeCount"_s, nodes},
                              {u"gpu"_s, QJsonObject{{u"family"_s, u"NVIDIA-H100"_s}, {u"gpuCount"_s, 8}}}};
    const QJsonObject config{
        {u"nodePoolRequirements"_s, QJsonObject{{u"workerPools"_s, QJsonArray{workers}}}}};
    return {
        {u"apiVersion"_s, apiVersion},
        {u"kind"_s, u"ComputePool"_s},
        {u"metadata"_s, meta(space, name)},
        {u"spec"_s, QJsonObject{{u"clusterVariant"_s,
                                 QJsonObject{{u"dedicated"_s,
                                              QJsonObject{{u"paletteClusterDeploymentConfig"_s, config}}}}}}},
        {u"status"_s,
         QJsonObject{{u"phase"_s, u"Running"_s},
                     {u"clusters"_s, QJsonArray{QJsonObject{{u"name"_s, u"main"_s}, {u"hosts"_s, held}}}}}}};
}

HostView machine(const QString &uid, const QString &state)
{
    HostView host;
    host.hostUid = uid;
    host.displayName = uid;
    host.state = state;
    host.gpus = {{u"NVIDIA-H100"_s, {}, 8, {}, false, {}, false, {}}};
    host.tags = {{u"rack"_s, u"r01"_s}};
    return host;
}

const GpuScope *find(const QList<GpuScope> &scopes, const QString &key)
{
    for (const GpuScope &scope : scopes) {
        if (scope.key() == key)
            return &scope;
    }
    return nullptr;
}

const GpuMatter *find(const QList<GpuMatter> &matters, GpuMatter::Kind kind)
{
    for (const GpuMatter &matter : matters) {
        if (matter.kind == kind)
            return &matter;
    }
    return nullptr;
}

} // namespace

class GpuEstateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsSituations();
    void tellsOnlyWhatChanged();
    void wildcardsHoldForWhatIsInstalled();
    void mattersSayWhoAndHowMuch();
    void machinesSayWhoHoldsThem();
    void bitByBitIsAsAtOnce();
};

void GpuEstateTest::tellsSituations()
{
    GpuEstate estate;
    estate.put(tenant(u"t"_s, {{u"NVIDIA-H100"_s, 24}}));
    estate.put(project(u"full"_s, u"t"_s, {{u"NVIDIA-H100"_s, 8}}));
    estate.put(project(u"waits"_s, u"t"_s));
    estate.put(project(u"idle"_s, u"t"_s, {{u"NVIDIA-H100"_s, 4}}));
    estate.put(pool(u"full"_s, u"a"_s, 1, {u"m1"_s}));
    estate.put(pool(u"waits"_s, u"b"_s, 1));
    estate.take();
    const QList<GpuScope> scopes = estate.scopes();
    QCOMPARE(find(scopes, u"p/full"_s)->situation, GpuScope::Situation::AtLimit);
    QCOMPARE(find(scopes, u"p/waits"_s)->situation, GpuScope::Situation::Waiting);
    QCOMPARE(find(scopes, u"p/idle"_s)->situation, GpuScope::Situation::Within);
    QCOMPARE(find(scopes, u"t/t"_s)->situation, GpuScope::Situation::Within);
    QCOMPARE(find(scopes, u"t/t"_s)->pools, 2);
    // The limit is lowered below what is in use.
    estate.put(tenant(u"t"_s, {{u"NVIDIA-H100"_s, 8}}));
    estate.take();
    QCOMPARE(find(estate.scopes(), u"t/t"_s)->situation, GpuScope::Situation::OverLimit);
    QCOMPARE(find(estate.scopes(), u"t/t"_s)->line(u"nvidia-h100"_s)->overBy, 8);
}

void GpuEstateTest::tellsOnlyWhatChanged()
{
    GpuEstate estate;
    for (const QString &name : {u"one"_s, u"two"_s}) {
        estate.put(tenant(name, {{u"NVIDIA-H100"_s, 64}}));
        estate.put(project(name + u"-a"_s, name));
        estate.put(project(name + u"-b"_s, name));
    }
    QCOMPARE(estate.take().scopes.size(), 6);
    QVERIFY(estate.take().isNothing());
    estate.put(pool(u"one-a"_s, u"p"_s, 2));
    GpuEstate::Change change = estate.take();
    // The other project of the tenant has less left.
    QCOMPARE(change.scopes.size(), 3);
    for (const GpuScope &scope : std::as_const(change.scopes))
        QCOMPARE(scope.tenant, u"one"_s);
    QCOMPARE(change.scopes.first().key(), u"t/one"_s);
    estate.remove({apiVersion, u"ComputePool"_s, u"one-a"_s, u"p"_s});
    QCOMPARE(estate.take().scopes.size(), 3);
    estate.remove({apiVersion, u"Project"_s, u"one-b"_s, u"one-b"_s});
    change = estate.take();
    QCOMPARE(change.goneScopes, QStringList{u"p/one-b"_s});
    // A project moves: it and both tenants.
    estate.put(project(u"one-a"_s, u"two"_s));
    estate.put(pool(u"one-a"_s, u"p"_s, 1));
    change = estate.take();
    QCOMPARE(find(change.scopes, u"p/one-a"_s)->tenant, u"two"_s);
    QCOMPARE(find(estate.scopes(), u"t/two"_s)->line(u"NVIDIA-H100"_s)->use.claimed, 8);
    estate.remove({apiVersion, u"Tenant"_s, {}, u"one"_s});
    QCOMPARE(estate.take().goneScopes, QStringList{u"t/one"_s});
}

void GpuEstateTest::wildcardsHoldForWhatIsInstalled()
{
    GpuEstate estate;
    estate.put(tenant(u"t"_s, {{u"*"_s, 16}}));
    estate.put(project(u"p"_s, u"t"_s));
    estate.take();
    QVERIFY(!find(estate.scopes(), u"p/p"_s)->line(u"NVIDIA-H100"_s));
    estate.setInventory({machine(u"m1"_s, u"available"_s)});
    const GpuEstate::Change change = estate.take();
    QCOMPARE(change.machines.size(), 1);
    QCOMPARE(find(change.scopes, u"t/t"_s)->line(u"NVIDIA-H100"_s)->limit, std::optional<qint64>(16));
    QCOMPARE(find(change.scopes, u"p/p"_s)->line(u"NVIDIA-H100"_s)->headroom, std::optional<qint64>(16));
}

void GpuEstateTest::mattersSayWhoAndHowMuch()
{
    GpuEstate estate;
    estate.put(tenant(u"t"_s, {{u"NVIDIA-H100"_s, 32}}));
    estate.put(project(u"saver"_s, u"t"_s, {}, {{u"NVIDIA-H100"_s, 16}}));
    estate.put(project(u"hungry"_s, u"t"_s, {{u"NVIDIA-H100"_s, 8}}));
    estate.put(pool(u"hungry"_s, u"big"_s, 2, {u"m1"_s}));
    estate.setInventory(
        {machine(u"m1"_s, u"in-use"_s), machine(u"m2"_s, u"available"_s), machine(u"m3"_s, u"unhealthy"_s)});
    estate.take();
    const QList<GpuMatter> matters = gpuMatters(estate);
    const GpuMatter *over = find(matters, GpuMatter::Kind::OverLimit);
    QVERIFY(over);
    QCOMPARE(over->title, u"hungry is over its limit"_s);
    QCOMPARE(over->sentence, u"16 of 8 NVIDIA-H100 in use."_s);
    QCOMPARE(over->pools, QStringList{u"hungry/big"_s});
    const GpuMatter *waits = find(matters, GpuMatter::Kind::Waiting);
    QVERIFY(waits);
    QCOMPARE(waits->title, u"big waits"_s);
    QVERIFY2(waits->sentence.startsWith(u"8 NVIDIA-H100 claimed."), qPrintable(waits->sentence));
    const GpuMatter *guarantee = find(matters, GpuMatter::Kind::Guarantee);
    QVERIFY(guarantee);
    QCOMPARE(guarantee->title, u"saver: guarantee unused"_s);
    QCOMPARE(guarantee->scopes, QStringList{u"p/saver"_s});
    const GpuMatter *ill = find(matters, GpuMatter::Kind::Unhealthy);
    QVERIFY(ill);
    QCOMPARE(ill->machines, QStringList{u"m3"_s});
    const GpuMatter *idle = find(matters, GpuMatter::Kind::Idle);
    QVERIFY(idle);
    QCOMPARE(idle->tone, Tone::Warning);
    QCOMPARE(idle->sentence, u"8 NVIDIA-H100 that no pool holds, while pools wait for NVIDIA-H100."_s);
    QCOMPARE(matters.first().tone, Tone::Bad);
    // Of another scope: only its own, and machines that nobody holds.
    const QList<GpuMatter> saver = gpuMatters(estate, QSet<QString>{u"p/saver"_s});
    QVERIFY(!find(saver, GpuMatter::Kind::OverLimit));
    QVERIFY(!find(saver, GpuMatter::Kind::Waiting));
    QVERIFY(find(saver, GpuMatter::Kind::Guarantee));
}

void GpuEstateTest::machinesSayWhoHoldsThem()
{
    GpuEstate estate;
    estate.put(tenant(u"t"_s, {}));
    estate.put(project(u"p"_s, u"t"_s));
    estate.put(pool(u"p"_s, u"a"_s, 1, {u"m1"_s, u"not-listed"_s}));
    estate.setInventory({machine(u"m1"_s, u"available"_s), machine(u"m2"_s, u"in-use"_s),
                         machine(u"m3"_s, u"unpaired"_s), machine(u"m4"_s, u"available"_s)});
    estate.take();
    const QHash<QString, GpuMachine> &machines = estate.machines();
    QCOMPARE(machines[u"m1"_s].state, GpuMachine::State::Held); // the pool knows sooner
    QCOMPARE(machines[u"m1"_s].pool, u"p/a"_s);
    QCOMPARE(machines[u"m1"_s].asked, 8);
    QCOMPARE(machines[u"m2"_s].state, GpuMachine::State::Held);
    QCOMPARE(machines[u"m3"_s].state, GpuMachine::State::Unpaired);
    QCOMPARE(machines[u"m4"_s].state, GpuMachine::State::Free);
    QCOMPARE(machines[u"not-listed"_s].total(), 8);
    const GpuFamilyTotal total = estate.totals().first();
    QCOMPARE(total.installed, 40);
    QCOMPARE(total.free, 8);
    QCOMPARE(total.unhealthy, 8);
    estate.remove({apiVersion, u"ComputePool"_s, u"p"_s, u"a"_s});
    const GpuEstate::Change change = estate.take();
    QCOMPARE(change.goneMachines, QStringList{u"not-listed"_s});
    QCOMPARE(estate.machines()[u"m1"_s].state, GpuMachine::State::Free);
    QCOMPARE(estate.totals().first().free, 16);
}

// Random histories: what was told bit by bit, put together, is what a new estate says.
void GpuEstateTest::bitByBitIsAsAtOnce()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 40; ++round) {
        GpuEstate estate;
        ObjectSet objects;
        QHash<QString, GpuScope> told;
        QHash<QString, GpuMachine> machines;
        for (int step = 0; step < 60; ++step) {
            const QString t = u"t%1"_s.arg(random.bounded(3));
            const QString p = u"p%1"_s.arg(random.bounded(4));
            QJsonObject object;
            switch (random.bounded(3)) {
            case 0:
                object = tenant(t, random.bounded(2) ? QJsonObject{{u"NVIDIA-H100"_s, random.bounded(40)}}
                                                     : QJsonObject{{u"*"_s, random.bounded(40)}});
                break;
            case 1:
                object = project(p, t,
                                 random.bounded(2) ? QJsonObject{{u"NVIDIA-H100"_s, random.bounded(20)}}
                                                   : QJsonObject(),
                                 {{u"NVIDIA-H100"_s, random.bounded(8)}});
                break;
            default:
                object = pool(p, u"pool%1"_s.arg(random.bounded(3)), random.bounded(3),
                              {u"m%1-%2"_s.arg(p).arg(random.bounded(5))});
            }
            if (random.bounded(4) == 0) {
                estate.remove(refOf(object));
                objects.remove(refOf(object));
            } else {
                estate.put(object);
                objects.insert(object);
            }
            if (random.bounded(3) > 0)
                continue;
            const GpuEstate::Change change = estate.take();
            for (const QString &key : change.goneScopes)
                told.remove(key);
            for (const GpuScope &scope : change.scopes)
                told.insert(scope.key(), scope);
            for (const QString &uid : change.goneMachines)
                machines.remove(uid);
            for (const GpuMachine &known : change.machines)
                machines.insert(known.uid, known);
        }
        const GpuEstate::Change change = estate.take();
        for (const QString &key : change.goneScopes)
            told.remove(key);
        for (const GpuScope &scope : change.scopes)
            told.insert(scope.key(), scope);
        for (const QString &uid : change.goneMachines)
            machines.remove(uid);
        for (const GpuMachine &known : change.machines)
            machines.insert(known.uid, known);
        GpuEstate whole = GpuEstate::fromObjects(objects);
        whole.take();
        const QList<GpuScope> scopes = whole.scopes();
        QCOMPARE(told.size(), scopes.size());
        for (const GpuScope &scope : scopes)
            QVERIFY2(told.value(scope.key()) == scope, qPrintable(scope.key()));
        QCOMPARE(machines.size(), whole.machines().size());
        QCOMPARE(estate.totals(), whole.totals());
    }
}

QTEST_GUILESS_MAIN(GpuEstateTest)
#include "tst_gpuestate.moc"
