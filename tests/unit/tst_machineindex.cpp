// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/machineindex.h"

#include <QRandomGenerator>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

HostView machine(const QString &uid, QRandomGenerator &random)
{
    static const QStringList families = {u"NVIDIA-H100"_s, u"NVIDIA-A100"_s, u"nvidia-h100"_s,
                                         u"NVIDIA-L4"_s};
    static const QStringList states = {u"available"_s, u"in-use"_s, u"unhealthy"_s, u"unpaired"_s};
    HostView host;
    host.hostUid = uid;
    host.state = states.at(random.bounded(4));
    host.architecture = random.bounded(2) ? u"amd64"_s : u"arm64"_s;
    host.cpuCount = random.bounded(256);
    host.memoryMiB = random.bounded(1000000);
    for (int i = random.bounded(3); i > 0; --i) {
        HostView::Gpu gpu;
        gpu.family = families.at(random.bounded(4));
        gpu.count = 1 + random.bounded(8);
        gpu.memoryMiB = 1000 + random.bounded(80000);
        host.gpus.append(gpu);
    }
    host.tags = {{u"rack"_s, u"r%1"_s.arg(random.bounded(4))}, {u"palette.ai"_s, u"true"_s}};
    return host;
}

} // namespace

class TestMachineIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // After any history every list is what a walk over all machines finds.
    void listsAreTrueAfterRandomHistories()
    {
        QRandomGenerator random(4711);
        for (int round = 0; round < 40; ++round) {
            MachineIndex index;
            QMap<QString, HostView> truth;
            for (int step = 0; step < 60; ++step) {
                const QString uid = u"h%1"_s.arg(random.bounded(20));
                if (random.bounded(4) == 0) {
                    QCOMPARE(index.remove(uid), truth.remove(uid) > 0);
                } else {
                    const HostView host = machine(uid, random);
                    truth.insert(uid, host);
                    QCOMPARE(index.positionOf(uid), index.put(host));
                }
            }
            QCOMPARE(index.count(), int(truth.size()));
            for (const QString &family : {u"NVIDIA-H100"_s, u"NVIDIA-A100"_s, u"NVIDIA-L4"_s}) {
                QList<int> expected;
                qint64 cards = 0;
                qint64 available = 0;
                for (const HostView &host : std::as_const(truth)) {
                    qint64 here = 0;
                    for (const HostView::Gpu &gpu : host.gpus)
                        here += gpu.family.compare(family, Qt::CaseInsensitive) == 0 ? gpu.count : 0;
                    if (here > 0)
                        expected << index.positionOf(host.hostUid);
                    cards += here;
                    available += host.state == u"available" ? here : 0;
                }
                std::sort(expected.begin(), expected.end());
                QCOMPARE(index.withFamily(family), expected);
                qint64 counted = 0;
                qint64 countedAvailable = 0;
                for (const MachineIndex::Totals &totals : index.totals()) {
                    if (totals.family.compare(family, Qt::CaseInsensitive) == 0) {
                        counted += totals.cards;
                        countedAvailable += totals.available;
                        QCOMPARE(totals.cards,
                                 totals.available + totals.inUse + totals.unhealthy + totals.other);
                    }
                }
                QCOMPARE(counted, cards);
                QCOMPARE(countedAvailable, available);
            }
            QList<int> racked;
            for (const QList<int> &positions : index.groupedBy(u"rack"_s))
                racked += positions;
            QCOMPARE(int(racked.size()), index.count());
            for (const HostView &host : std::as_const(truth)) {
                const int position = index.positionOf(host.hostUid);
                QCOMPARE(index.host(position).hostUid, host.hostUid);
                QVERIFY(index.withTag(u"rack"_s, host.tags.value(u"rack"_s)).contains(position));
                qint64 total = 0;
                for (const HostView::Gpu &gpu : host.gpus)
                    total += gpu.count;
                QCOMPARE(qint64(index.machine(position).gpuTotal), total);
                QCOMPARE(qint64(index.machine(position).cpuCount), *host.cpuCount);
            }
        }
    }

    void tagsThatMakeGroups()
    {
        QList<HostView> hosts;
        for (int i = 0; i < 4; ++i) {
            HostView host;
            host.hostUid = u"h%1"_s.arg(i);
            host.tags = {{u"palette.ai"_s, i % 2 ? u"true"_s : u"false"_s},
                         {u"rack"_s, u"r%1"_s.arg(i / 2)},
                         {u"hall"_s, u"b2"_s},
                         {u"serial"_s, u"s%1"_s.arg(i)}};
            hosts << host;
        }
        MachineIndex index(hosts);
        QCOMPARE(index.groupingTags(), QStringList{u"rack"_s}); // one hall; a serial number each
        index.remove(u"h0"_s);
        index.remove(u"h1"_s);
        QCOMPARE(index.groupingTags(), QStringList());
    }

    void theMainFamilyIsTheOneWithMostCards()
    {
        HostView host;
        host.hostUid = u"h"_s;
        const auto add = [&](const QString &family, qint64 count, qint64 memoryMiB) {
            HostView::Gpu gpu;
            gpu.family = family;
            gpu.count = count;
            gpu.memoryMiB = memoryMiB;
            host.gpus.append(gpu);
        };
        add(u"NVIDIA-L4"_s, 2, 23034);
        add(u"NVIDIA-H100"_s, 3, 81559);
        add(u"nvidia-l4"_s, 2, 20000);
        const MachineIndex index({host});
        const Machine &machine = index.machine(0);
        QCOMPARE(index.familyName(machine.family), u"NVIDIA-L4"_s);
        QCOMPARE(machine.gpuCount, 4);
        QCOMPARE(machine.gpuMemoryMiB, 20000);
        QCOMPARE(machine.gpuTotal, 7);
        QVERIFY(machine.severalFamilies);
        QCOMPARE(index.families(), (QStringList{u"NVIDIA-H100"_s, u"NVIDIA-L4"_s}));
        QCOMPARE(index.familyId(u"nvidia-h100"_s), index.familyId(u"NVIDIA-H100"_s));
        QCOMPARE(index.familyId(u"NVIDIA-B200"_s), quint16(0));
        QVERIFY(index.withFamily(u"NVIDIA-B200"_s).isEmpty());
    }

    void everySourceOfMachines()
    {
        const QJsonObject detail{{u"hostUid"_s, u"a"_s}, {u"state"_s, u"available"_s}};
        const QJsonObject palette{
            {u"metadata"_s, QJsonObject{{u"uid"_s, u"b"_s}}},
            {u"spec"_s, QJsonObject{{u"device"_s, QJsonObject{{u"archType"_s, u"amd64"_s}}}}}};
        const QJsonObject node{{u"kind"_s, u"Node"_s}, {u"metadata"_s, QJsonObject{{u"name"_s, u"c"_s}}}};
        const MachineIndex index = MachineIndex::fromObjects({detail, palette, node});
        QCOMPARE(index.count(), 3);
        QCOMPARE(index.machine(index.positionOf(u"a"_s)).state, Machine::State::Available);
        QCOMPARE(index.machine(index.positionOf(u"b"_s)).architecture, index.architectureId(u"AMD64"_s));
        QCOMPARE(index.machine(index.positionOf(u"c"_s)).state, Machine::State::InUse);
    }
};

QTEST_GUILESS_MAIN(TestMachineIndex)
#include "tst_machineindex.moc"
