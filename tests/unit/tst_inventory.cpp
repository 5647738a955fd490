// SPDX-License-Identifier: GPL-3.0-or-later
// From Palette's machines to what hubs and workspaces hold of them, and back.
#include "core/domain/hostgpus.h"
#include "core/domain/inventory.h"
#include "core/domain/machineindex.h"
#include "core/store/workspacelayout.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

EdgeHost hostOf(const char *uid)
{
    EdgeHost host;
    host.meta.uid = QString::fromLatin1(uid);
    host.meta.name = host.meta.uid;
    host.meta.labels = {{u"palette.ai"_s, u"true"_s}, {u"spare"_s, u"spectro__tag"_s}};
    host.hasDevice = true;
    host.architecture = u"amd64"_s;
    host.cpuCores = 128;
    host.memoryMiB = 1031000;
    host.state = u"ready"_s;
    host.health = u"healthy"_s;
    host.project = {u"p1"_s, u"north"_s};
    EdgeHost::Gpu gpu;
    gpu.vendor = u"NVIDIA"_s;
    gpu.model = u"GH100 [H100 SXM5 80GB]"_s;
    gpu.memory = u"81559 MiB"_s;
    gpu.count = 8;
    gpu.migCapable = true;
    gpu.migStrategy = u"none"_s;
    host.gpus = {gpu};
    EdgeHost::Nic made;
    made.name = u"cilium_host"_s;
    EdgeHost::Nic nic{u"eno1"_s, u"02:00:00:00:00:01"_s, u"10.0.0.2"_s, u"255.255.255.0"_s, u"10.0.0.1"_s, {},
                      true};
    host.nics = {made, nic};
    return host;
}

HostView readBack(const QString &uid, const QJsonObject &detail)
{
    ReadRecord record;
    return readHost(TolerantReader(detail, &record), uid);
}

} // namespace

class TestInventory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void detailSaysWhatPaletteSaid()
    {
        EdgeHost host = hostOf("edge-1");
        host.state = u"in-use"_s;
        host.clusters = {{u"c1"_s, u"firn-train-9zc7t"_s}};
        host.healthMessage = u"fine"_s;
        HostView view = hostFromPalette(host);
        view.usedByPool = u"glaciology/firn-train"_s;
        QCOMPARE(QJsonDocument(hostDetail(view)).toJson(QJsonDocument::Compact).replace('"', '\''),
                 QByteArray(
                     "{'architecture':'AMD64','cpuCount':128,'displayName':'edge-1','gpus':[{'count':8,"
                     "'family':'NVIDIA-H100','from':'device','memoryMiB':81559,'migCapable':true,"
                     "'migStrategy':'none','model':'GH100 [H100 SXM5 80GB]','vendor':'NVIDIA'}],'inUseBy':{"
                     "'clusterName':'firn-train-9zc7t','clusterUid':'c1','pool':'glaciology/firn-train'},"
                     "'memoryMiB':1031000,'message':'fine','network':{'gateway':'10.0.0.1','ip':'10.0.0.2',"
                     "'mac':'02:00:00:00:00:01','nic':'eno1','nicCount':1,'subnet':'255.255.255.0'},"
                     "'paletteHealth':'healthy','paletteState':'in-use','roles':['worker'],'state':'in-use',"
                     "'tags':{'palette.ai':'true','spare':''}}"));
    }

    void unknownIsLeftOut()
    {
        EdgeHost host;
        host.meta.uid = u"edge-2"_s;
        host.state = u"unpaired"_s;
        QCOMPARE(
            QJsonDocument(hostDetail(hostFromPalette(host)))
                .toJson(QJsonDocument::Compact)
                .replace('"', '\''),
            QByteArray("{'paletteState':'unpaired','roles':['control-plane','worker'],'state':'unpaired'}"));
    }

    void comesBackAsItWas()
    {
        EdgeHost tagged = hostOf("edge-3");
        tagged.gpus.clear();
        tagged.meta.labels.insert(u"palette.ai/gpu-family"_s, u"h200"_s);
        tagged.meta.labels.insert(u"palette.ai/gpu-count"_s, u"4"_s);
        tagged.meta.labels.insert(u"palette.ai/role"_s, u"worker+control-plane"_s);
        for (const EdgeHost &host : {hostOf("edge-1"), tagged}) {
            HostView view = hostFromPalette(host);
            view.reservedBy = u"ns/pool"_s;
            const QJsonObject detail = hostDetail(view);
            const HostView back = readBack(view.hostUid, detail);
            QCOMPARE(hostDetail(back), detail);
            QCOMPARE(back.gpusByFamily(), view.gpusByFamily());
            QCOMPARE(back.rolesInEffect(), view.rolesInEffect());
            QCOMPARE(back.tags, view.tags);
            QCOMPARE(back.nicCount, 1);
            QCOMPARE(back.reservedBy, u"ns/pool"_s);
        }
        QCOMPARE(hostDetail(hostFromPalette(tagged))[u"gpus"][0][u"from"].toString(), u"tag"_s);
    }

    void statusOfACompute()
    {
        const QJsonObject details =
            edgeHostDetails({hostFromPalette(hostOf("edge-2")), hostFromPalette(hostOf("edge-1"))});
        QCOMPARE(details.keys(), (QStringList{u"edge-1"_s, u"edge-2"_s}));
        const ComputeView compute(QJsonObject{
            {u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
            {u"kind"_s, u"Compute"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, u"default"_s}, {u"namespace"_s, u"glaciology"_s}}},
            {u"status"_s, QJsonObject{{u"edgeHostDetails"_s, details}}}});
        QCOMPARE(compute.hosts.size(), 2);
        QCOMPARE(compute.hosts.first().hostUid, u"edge-1"_s);
        QCOMPARE(compute.hosts.first().gpusByFamily().value(u"NVIDIA-H100"_s), 8);
        QVERIFY(compute.notes().isEmpty());
    }

    void snapshotDiffersOnlyWhereMachinesDo()
    {
        const QDateTime when(QDate(2026, 11, 20), QTime(12, 13, 55), Qt::UTC);
        const HostView one = hostFromPalette(hostOf("edge-1"));
        HostView two = hostFromPalette(hostOf("edge-2"));
        const QString source = u"palette.example, project \"north\""_s;
        const QByteArray text = inventoryText({two, one}, when, source);
        QCOMPARE(inventoryText({one, two}, when, source), text);
        const QJsonObject object = QJsonDocument::fromJson(text).object();
        QCOMPARE(object[u"kind"].toString(), u"Inventory"_s);
        QCOMPARE(object[u"apiVersion"].toString(), u"easel.dev/v1"_s);
        QCOMPARE(object[u"capturedAt"].toString(), u"2026-11-20T12:13:55Z"_s);
        QCOMPARE(object[u"source"].toString(), source);
        QCOMPARE(object[u"hosts"].toArray().size(), 2);
        QCOMPARE(object[u"hosts"][0][u"hostUid"].toString(), u"edge-1"_s);

        two.state = u"unhealthy"_s;
        const QList<QByteArray> before = text.split('\n');
        const QList<QByteArray> after = inventoryText({one, two}, when, source).split('\n');
        QCOMPARE(after.size(), before.size());
        int different = 0;
        for (qsizetype i = 0; i < before.size(); ++i)
            different += before.at(i) == after.at(i) ? 0 : 1;
        QCOMPARE(different, 1);

        QList<QJsonObject> hosts;
        const QJsonArray items = object[u"hosts"].toArray();
        for (const auto &item : items)
            hosts << item.toObject();
        const MachineIndex index = MachineIndex::fromObjects(hosts);
        QCOMPARE(index.count(), 2);
        QCOMPARE(index.totals().first().cards, 16);
        QVERIFY(QJsonDocument::fromJson(inventoryText({}, when, source)).object()[u"hosts"].isArray());
    }

    void place()
    {
        QCOMPARE(inventoryPlace(u"palette.borealis.example"_s, u"66f1c0aa0000000000000001"_s),
                 u"inventory/palette.borealis.example/66f1c0aa0000000000000001.json"_s);
        QCOMPARE(inventoryPlace(u"../x"_s, u"a/b"_s), u"inventory/-x/a-b.json"_s);
    }
};

QTEST_GUILESS_MAIN(TestInventory)
#include "tst_inventory.moc"
