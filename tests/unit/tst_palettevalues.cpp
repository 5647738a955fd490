// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of Palette as values. Every made-up answer is held against the document, so that no field is read
// by a name that only the test knows; then once more with null in place of everything.
#include "core/clients/palette/clusterprofile.h"
#include "core/clients/palette/clustervalidation.h"
#include "core/clients/palette/edgehost.h"
#include "core/clients/palette/kubeconfigasset.h"
#include "core/clients/palette/paletteaudit.h"
#include "core/clients/palette/palettecluster.h"
#include "core/clients/palette/paletteevent.h"
#include "core/clients/palette/palettejson.h"
#include "core/clients/palette/palettemachine.h"
#include "core/clients/palette/palettenotification.h"
#include "core/clients/palette/paletteproject.h"
#include "core/clients/palette/profilevariable.h"
#include "core/clients/palette/registrationtoken.h"
#include "core/clients/palette/repave.h"
#include "core/clients/palette/searchproperty.h"
#include "tests/support/palettecontract.h"
#include "tests/support/palettefake.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// Every value below is null instead, one after the other and all at once; nothing may fall over.
void everyNull(const QJsonValue &value, const std::function<void(const QJsonValue &)> &with)
{
    with(QJsonValue::Null);
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        QJsonObject allNull;
        for (auto it = object.begin(); it != object.end(); ++it) {
            everyNull(it.value(), [&](const QJsonValue &inner) {
                QJsonObject copy = object;
                copy.insert(it.key(), inner);
                with(copy);
            });
            allNull.insert(it.key(), QJsonValue::Null);
        }
        with(allNull);
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            everyNull(array.at(i), [&](const QJsonValue &inner) {
                QJsonArray copy = array;
                copy[i] = inner;
                with(copy);
            });
        }
    }
}

constexpr auto hostItem =
    "{'metadata':{'uid':'edge-1','name':'ice-1','labels':{'palette.ai':'true','spare':'spectro__tag'},"
    "'annotations':{'a':'b'},'creationTimestamp':'2026-11-20T12:13:55.123Z','lastModifiedTimestamp':"
    "'0001-01-01T00:00:00.000Z'},'spec':{'projectMeta':{'uid':'p1','name':'north'},'host':{'hostAddress':"
    "'10.0.0.2','macAddress':'02:00:00:00:00:01'},'type':'edge-native','clusterProfileTemplates':[{'uid':'"
    "cp1',"
    "'name':'base','version':'1.0.0'}],'device':{'archType':'amd64','cpu':{'cores':128},'memory':{'sizeInMB':"
    "1031000},'gpus':[{'vendor':'NVIDIA','model':'GH100 [H100 SXM5 80GB]','memory':'81559 MiB','gpuCount':8,"
    "'migCapable':true,'migStrategy':'none','addresses':{'3D "
    "controller':'0000_11_00_0'}}],'nics':[{'nicName':"
    "'eno1','macAddr':'02:00:00:00:00:01','ip':'10.0.0.2','subnet':'255.255.255.0','gateway':'10.0.0.1','dns'"
    ":["
    "'10.0.0.3'],'isDefault':true}],'disks':[{'controller':'nvme','vendor':'ACME','size':3840,'partitions':[]"
    "}],"
    "'os':{'family':'ubuntu','version':'22.04','kernel':'Linux','kernelVersion':'5.15'},'hostState':'cluster'"
    ","
    "'hostType':'agent-mode','secureBoot':true}},'status':{'state':'in-use','health':{'state':'healthy',"
    "'agentVersion':'4.8.1','message':'fine'},'inUseClustersRef':[{'uid':'c1','name':'firn'}],'inUseClusters'"
    ":[{"
    "'uid':'c1','name':'firn'},{'uid':'c2','name':'old'}]}}";

constexpr auto clusterItem =
    "{'metadata':{'uid':'c1','name':'firn-train','labels':{'easel-pool-uid':'u-1'},'creationTimestamp':"
    "'2026-11-20T12:13:55.000Z'},'specSummary':{'cloudConfig':{'cloudType':'edge-native','uid':'cc1',"
    "'machinePools':[{'isControlPlane':true,'size':3,'healthy':2,'maintenanceMode':1,'labels':['control-"
    "plane']"
    "}]},'projectMeta':{'uid':'p1','name':'north'},'clusterProfileTemplates':[{'uid':'cp1','name':'base','"
    "type':"
    "'infra','cloudType':'edge-native','packs':[{'name':'edge-k3s','layer':'k8s','tag':'1.32.4'}]}]},'status'"
    ":{"
    "'state':'Running','health':{'state':'Healthy','lastHeartBeatTimestamp':'2026-11-20T12:14:55.000Z',"
    "'agentVersion':'4.8.1','conditions':[{'type':'Nodes','message':'all "
    "there'}]},'repave':{'state':'Pending'},"
    "'notifications':{'isAvailable':true},'clusterImport':{'isBrownfield':false,'state':'','importLink':''}}"
    "}";

constexpr auto clusterDetail =
    "{'metadata':{'uid':'c1','name':'firn-train'},'spec':{'cloudType':'edge-native','clusterType':'"
    "PureManage',"
    "'cloudConfigRef':{'kind':'edge-native','uid':'cc1','name':'x'},'clusterProfileTemplates':[{'uid':'cp1',"
    "'name':'base','type':'infra','cloudType':'edge-native','profileVersion':'1.2.0','version':7,'packs':[]}]"
    "},"
    "'status':{'state':'Provisioning','conditions':[{'type':'BootstrappingDone','status':'True','reason':'',"
    "'message':'','lastTransitionTime':'2026-11-20T12:13:55.000Z'},{'type':'KubeConfigReady','status':'False'"
    ","
    "'reason':'Waiting','message':'not "
    "yet'}],'packs':[{'name':'edge-k3s','profileUid':'cp1','type':'spectro',"
    "'version':'1.32.4','startTime':'2026-11-20T12:13:55.000Z','condition':{'type':'Ready','status':'True'}},"
    "{"
    "'name':'csi','condition':{'type':'Error','status':'True','message':'no disk'}}],'apiEndpoints':[{'host':"
    "'10.0.0.9','port':6443}],'spcApply':{'actionType':'DownloadAndInstall','canBeApplied':true},"
    "'clusterImport':{'isBrownfield':true,'state':'Importing','importLink':'kubectl apply -f x'}}}";

constexpr auto clusterOverview =
    "{'metadata':{'uid':'c1','name':'firn-train'},'spec':{'cloudConfig':{'cloudType':'edge-native','uid':'"
    "cc1'}},"
    "'status':{'state':'Running','health':{'state':'UnHealthy'},'kubeMeta':{'hasKubeConfig':true,"
    "'hasKubeConfigClient':false,'hasManifest':true,'kubernetesVersion':'1.32.4'}}}";

constexpr auto profileDetail =
    "{'metadata':{'uid':'cp1','name':'base'},'spec':{'version':'1.2.0','versions':[{'uid':'cp0','version':"
    "'1.1.0'},{'uid':'cp1','version':'1.2.0'}],'published':{'uid':'t1','name':'base','type':'infra',"
    "'cloudType':'edge-native','profileVersion':'1.2.0','version':3,'packs':[{'name':'edge-k3s','layer':'k8s'"
    ","
    "'type':'spectro','tag':'1.32.4','version':'1.32.4','packUid':'pk1','registryUid':'r1','values':'a: "
    "1\\nb: "
    "2','manifests':[{'uid':'m1','name':'extra'}],'isInvalid':true,'inValidReason':'gone'}]},'draft':{'name':"
    "'base','packs':[]}},"
    "'status':{'isPublished':true,'inUseClusters':[{'uid':'c1','name':'firn-train','kind':'spectrocluster'}]}"
    "}";

constexpr auto machineItem =
    "{'metadata':{'uid':'m1','name':'edge-gpu-01'},'spec':{'edgeHostUid':'edge-gpu-01','instanceType':{'"
    "numCPUs':"
    "64,'memoryMiB':262144,'diskGiB':900},'nics':[]},'status':{'instanceState':'Running','ready':true,'"
    "health':{"
    "'state':'healthy','lastHeartBeatTimestamp':'2026-11-20T12:13:55.000Z','conditions':[{'type':'Disk','"
    "status':"
    "'True','reason':'r','message':'m'}]},'addresses':[{'address':'10.0.0.7','type':'InternalIP'}],"
    "'maintenanceStatus':{'action':'cordon','state':'Completed','message':'done'}}}";

template <typename T>
using Reader = T (*)(const QJsonObject &);

} // namespace

class TestPaletteValues : public QObject
{
    Q_OBJECT

private:
    PaletteContract m_contract;

    // Reads what the document calls `definition`, and all of it with nulls.
    template <typename T>
    T read(const char *quoted, const char *definition, Reader<T> reader)
    {
        const QJsonObject object = QJsonDocument::fromJson(json(quoted)).object();
        const QStringList problems = m_contract.checkValue(object, QString::fromLatin1(definition), false);
        if (!problems.isEmpty() || object.isEmpty())
            qFatal("%s: %s", definition, qPrintable(problems.join(u"; ")));
        int tried = 0;
        everyNull(object, [&](const QJsonValue &holed) {
            reader(holed.toObject());
            ++tried;
        });
        if (tried < 3)
            qFatal("%s: nothing to make null", definition);
        return reader(object);
    }

private Q_SLOTS:
    void tolerance()
    {
        using namespace palettejson;
        QCOMPARE(text(QJsonValue(u" a\nb "_s)), u"a b"_s);
        QCOMPARE(text(QJsonValue(608)), u"608"_s);
        QCOMPARE(text(QJsonValue()), QString());
        QCOMPARE(integer(QJsonValue(u"12"_s)), std::optional<qint64>(12));
        QCOMPARE(integer(QJsonValue(u"many"_s)), std::nullopt);
        QCOMPARE(integer(QJsonValue()), std::nullopt);
        QVERIFY(flag(QJsonValue(true)) && flag(QJsonValue(u"True"_s)) && !flag(QJsonValue()));
        QVERIFY(!time(QJsonValue(u"0001-01-01T00:00:00.000Z"_s)).isValid());
        QVERIFY(!time(QJsonValue(u"0001-01-01T00:00:00Z"_s)).isValid());
        QVERIFY(!time(QJsonValue(u""_s)).isValid());
        QVERIFY(!time(QJsonValue()).isValid());
        const QDateTime noon(QDate(2026, 11, 20), QTime(12, 0), Qt::UTC);
        QCOMPARE(time(QJsonValue(u"2026-11-20T12:00:00Z"_s)), noon);
        QCOMPARE(time(QJsonValue(u"2026-11-20T14:00:00.000+02:00"_s)), noon);
        QCOMPARE(time(QJsonValue(u"2026-11-20T12:00:00.123456789Z"_s)), noon.addMSecs(123));
        QCOMPARE(timeText(noon), u"2026-11-20T12:00:00.000Z"_s);
        QCOMPARE(texts(QJsonArray{u"a"_s, QJsonValue::Null, 3}), (QStringList{u"a"_s, u"3"_s}));
        QCOMPARE(objects(QJsonArray{1, QJsonObject(), QJsonValue::Null}).size(), 1);
    }

    void hosts()
    {
        const EdgeHost host = read(hostItem, "v1EdgeHostsMetadata", readEdgeHost);
        QCOMPARE(host.uid(), u"edge-1"_s);
        QCOMPARE(host.meta.tagTexts(), (QStringList{u"palette.ai:true"_s, u"spare"_s}));
        QCOMPARE(host.meta.labels.value(u"spare"_s), u"spectro__tag"_s);
        QCOMPARE(host.meta.created, QDateTime(QDate(2026, 11, 20), QTime(12, 13, 55, 123), Qt::UTC));
        QVERIFY(!host.meta.modified.isValid());
        QVERIFY(host.hasDevice);
        QCOMPARE(host.architecture, u"amd64"_s);
        QCOMPARE(host.cpuCores, std::optional<qint64>(128));
        QCOMPARE(host.memoryMiB, std::optional<qint64>(1031000));
        QCOMPARE(host.gpus.size(), 1);
        QCOMPARE(host.gpus.first().model, u"GH100 [H100 SXM5 80GB]"_s);
        QCOMPARE(host.gpus.first().memory, u"81559 MiB"_s);
        QCOMPARE(host.gpus.first().count, 8);
        QVERIFY(host.gpus.first().migCapable);
        QCOMPARE(host.gpus.first().migStrategy, u"none"_s);
        QCOMPARE(host.gpus.first().addresses.value(u"3D controller"_s), u"0000_11_00_0"_s);
        QCOMPARE(host.nics.first().name, u"eno1"_s);
        QCOMPARE(host.nics.first().dns, QStringList{u"10.0.0.3"_s});
        QVERIFY(host.nics.first().isDefault);
        QCOMPARE(host.disks.first().sizeGB, std::optional<qint64>(3840));
        QCOMPARE(host.os.kernelVersion, u"5.15"_s);
        QVERIFY(host.secureBoot);
        QCOMPARE(host.hostState, u"cluster"_s);
        QCOMPARE(host.hostType, u"agent-mode"_s);
        QCOMPARE(host.hostAddress, u"10.0.0.2"_s);
        QCOMPARE(host.project, (PaletteRef{u"p1"_s, u"north"_s}));
        QCOMPARE(host.state, u"in-use"_s);
        QCOMPARE(host.health, u"healthy"_s);
        QCOMPARE(host.healthMessage, u"fine"_s);
        QCOMPARE(host.agentVersion, u"4.8.1"_s);
        // The current field and the deprecated one, each cluster once.
        QCOMPARE(host.clusters, (QList<PaletteRef>{{u"c1"_s, u"firn"_s}, {u"c2"_s, u"old"_s}}));
        QCOMPARE(host.profiles.first().name, u"base"_s);
    }

    void hostByItselfAndByName()
    {
        const EdgeHost host = read(
            "{'metadata':{'name':'ice-1'},'aclmeta':{'projectUid':'p9'},'spec':{'host':{'hostUid':'edge-1',"
            "'hostAddress':'','hostPairingKey':'secret-pairing','project':{'uid':'p1','name':'north'}}},"
            "'status':{'state':'unpaired','health':{'state':'unhealthy'}}}",
            "v1EdgeHostDevice", readEdgeHost);
        QCOMPARE(host.uid(), u"edge-1"_s);
        QCOMPARE(host.project.uid, u"p1"_s);
        QVERIFY(!host.hasDevice);
        QCOMPARE(
            read("{'aclmeta':{'projectUid':'p9'},'metadata':{'uid':'h'}}", "v1EdgeHostDevice", readEdgeHost)
                .project.uid,
            u"p9"_s);
        const EdgeHost row = read("{'uid':'h1','name':'n1','archType':'arm64','edgeHostType':'edge-native',"
                                  "'healthState':'healthy','state':'ready'}",
                                  "v1EdgeHostMeta", readEdgeHost);
        QCOMPARE(row.uid(), u"h1"_s);
        QCOMPARE(row.architecture, u"arm64"_s);
        QCOMPARE(row.health, u"healthy"_s);
        QVERIFY(!row.hasDevice);
        // Words nobody has heard of stay as they are; a number for a memory text too.
        const EdgeHost odd =
            readEdgeHost(QJsonDocument::fromJson(
                             json("{'metadata':{'uid':'h'},'spec':{'device':{'gpus':[{'memory':81920}],"
                                  "'hostState':'dreaming'}},'status':{'state':'moving'}}"))
                             .object());
        QCOMPARE(odd.state, u"moving"_s);
        QCOMPARE(odd.hostState, u"dreaming"_s);
        QCOMPARE(odd.gpus.first().memory, u"81920"_s);
        QCOMPARE(odd.gpus.first().count, 0);
    }

    void clusters()
    {
        const PaletteCluster row = read(clusterItem, "v1SpectroClusterSummary", readPaletteCluster);
        QCOMPARE(row.cloudType, u"edge-native"_s);
        QCOMPARE(row.cloudConfigUid, u"cc1"_s);
        QCOMPARE(row.project.name, u"north"_s);
        QCOMPARE(row.pools.size(), 1);
        QVERIFY(row.pools.first().isControlPlane);
        QCOMPARE(row.pools.first().healthy, 2);
        QCOMPARE(row.pools.first().inMaintenance, 1);
        QCOMPARE(row.profiles.first().packs.first().tag, u"1.32.4"_s);
        QVERIFY(row.isReady());
        QCOMPARE(row.health.conditions.first().message, u"all there"_s);
        QCOMPARE(row.health.heartbeat.toString(Qt::ISODate), u"2026-11-20T12:14:55Z"_s);
        QCOMPARE(row.repaveState, u"Pending"_s);
        QVERIFY(row.hasNotifications);
        QVERIFY(!row.kube);

        const PaletteCluster detail = read(clusterDetail, "v1SpectroCluster", readPaletteCluster);
        QCOMPARE(detail.clusterType, u"PureManage"_s);
        QCOMPARE(detail.cloudConfigUid, u"cc1"_s);
        QCOMPARE(detail.profiles.first().version, u"1.2.0"_s);
        QVERIFY(!detail.isReady());
        QCOMPARE(detail.conditionsMet(), 1);
        QCOMPARE(detail.conditions.size(), 2);
        QCOMPARE(detail.conditions.last().message, u"not yet"_s);
        QVERIFY(detail.packs.first().isReady() && !detail.packs.first().hasFailed());
        QVERIFY(detail.packs.last().hasFailed());
        QCOMPARE(detail.packs.last().condition.message, u"no disk"_s);
        QCOMPARE(detail.endpoints.first().port, 6443);
        QVERIFY(detail.apply && detail.apply->canBeApplied);
        QVERIFY(detail.import && detail.import->isBrownfield);
        QCOMPARE(detail.import->link, u"kubectl apply -f x"_s);
        QVERIFY(detail.hasStatus);

        const PaletteCluster overview =
            read(clusterOverview, "v1SpectroClusterUidSummary", readPaletteCluster);
        QCOMPARE(overview.health.state, u"UnHealthy"_s);
        QVERIFY(!overview.isReady());
        QVERIFY(overview.kube && overview.kube->hasKubeconfig && !overview.kube->hasClientKubeconfig);
        QCOMPARE(overview.kube->version, u"1.32.4"_s);

        QVERIFY(!readPaletteCluster(QJsonObject{{u"status"_s, QJsonValue::Null}}).hasStatus);
        QVERIFY(readPaletteCluster(QJsonDocument::fromJson("{\"status\":{\"state\":\"Deleted\"}}").object())
                    .isGone());
        QCOMPARE(
            readPaletteCluster(QJsonDocument::fromJson("{\"status\":{\"state\":\"Hibernating\"}}").object())
                .state,
            u"Hibernating"_s);
    }

    void profiles()
    {
        const ClusterProfile profile = read(profileDetail, "v1ClusterProfile", readClusterProfile);
        QCOMPARE(profile.version, u"1.2.0"_s);
        QCOMPARE(profile.versions.size(), 2);
        QCOMPARE(profile.versions.first().uid, u"cp0"_s);
        QVERIFY(profile.isPublished);
        QVERIFY(profile.content.isInfrastructure());
        QCOMPARE(profile.content.cloudType, u"edge-native"_s);
        const ProfilePack pack = profile.content.packs.first();
        QCOMPARE(pack.layer, u"k8s"_s);
        QCOMPARE(pack.values, u"a: 1\nb: 2"_s);
        QCOMPARE(pack.manifests, QStringList{u"extra"_s});
        QVERIFY(pack.invalid);
        QCOMPARE(pack.invalidReason, u"gone"_s);
        QCOMPARE(profile.clusters.first().uid, u"c1"_s);

        const ClusterProfile row = read(
            "{'metadata':{'uid':'cp1','name':'base'},'specSummary':{'version':'2.0.0','versions':[{'uid':'"
            "cp1',"
            "'version':'2.0.0'}],'published':{'type':'add-on','cloudType':'all','packs':[]},'draft':{'type':"
            "'infra','packs':[{'name':'x','layer':'os'}]}},'status':{'isPublished':false,'inUseClusters':[{"
            "'uid':'c1','name':'n'}]}}",
            "v1ClusterProfileSummary", readClusterProfile);
        QVERIFY(!row.isPublished);
        QCOMPARE(row.content.type, u"infra"_s); // the draft: nothing is published
        QCOMPARE(row.clusters.first().name, u"n"_s);

        const ProfileVersionRow version = read(
            "{'metadata':{'uid':'cp1','name':'base'},'spec':{'cloudType':'edge-native','version':'1.2.0'}}",
            "v1ClusterProfileMetadata", readProfileVersionRow);
        QCOMPARE(version.version, u"1.2.0"_s);
        QCOMPARE(version.cloudType, u"edge-native"_s);

        const ProfilePack entity =
            read("{'metadata':{'uid':'pk1','name':'edge-k3s'},'spec':{'layer':'k8s','type':"
                 "'spectro','version':'1.32.4','values':'a: 1','registryUid':'r1'}}",
                 "v1ClusterProfilePacksEntity", readPackEntity);
        QCOMPARE(entity.name, u"edge-k3s"_s);
        QCOMPARE(entity.packUid, u"pk1"_s);
        QCOMPARE(entity.values, u"a: 1"_s);
    }

    void variables()
    {
        const ProfileVariable variable = read(
            "{'name':'podCidr','displayName':'Pods','description':'d','defaultValue':'100.64.0.0/"
            "18','format':"
            "'ipv4cidr','regex':'^.*$','required':true,'immutable':true,'hidden':true,'isSensitive':true,"
            "'inputType':'dropdown','options':[{'value':'a','label':'A','description':'x','default':true}]}",
            "v1Variable", readProfileVariable);
        QCOMPARE(variable.format, u"ipv4cidr"_s);
        QCOMPARE(variable.inputType, u"dropdown"_s);
        QVERIFY(variable.required && variable.immutable && variable.hidden && variable.sensitive);
        QVERIFY(variable.options.first().isDefault);
        QCOMPARE(variable.options.first().label, u"A"_s);
    }

    void machines()
    {
        const PaletteMachine machine = read(machineItem, "v1EdgeNativeMachine", readPaletteMachine);
        QCOMPARE(machine.hostUid, u"edge-gpu-01"_s);
        QCOMPARE(machine.cpuCores, std::optional<qint64>(64));
        QCOMPARE(machine.diskGiB, std::optional<qint64>(900));
        QCOMPARE(machine.state, u"Running"_s);
        QVERIFY(machine.ready);
        QCOMPARE(machine.addresses, QStringList{u"10.0.0.7"_s});
        QCOMPARE(machine.maintenance.state, u"Completed"_s);
        QCOMPARE(machine.conditions.first().type, u"Disk"_s);
    }

    void whatHappened()
    {
        const PaletteEvent event = read(
            "{'metadata':{'uid':'e1','creationTimestamp':'2026-11-20T12:13:55.000Z'},'involvedObject':{'kind'"
            ":"
            "'pack','uid':'x','name':'y'},'relatedObject':{'kind':'spectrocluster','uid':'c1','name':'firn'},"
            "'reason':'FailedPull','message':'no\\nimage','severity':'Info','source':{'component':'palette',"
            "'host':'h'}}",
            "v1Event", readPaletteEvent);
        QCOMPARE(event.object.uid, u"c1"_s);
        QCOMPARE(event.objectKind, u"spectrocluster"_s);
        QCOMPARE(event.message, u"no\nimage"_s);
        QVERIFY(event.isFailure());
        QVERIFY(event.time().isValid());

        const PaletteAudit audit = read(
            "{'metadata':{'uid':'a1','creationTimestamp':'2026-11-20T12:13:55.000Z'},'spec':{'actionMsg':'m',"
            "'contentMsg':'c','actionType':'create','actor':{'actorType':'user','user':{'emailId':'v@e.org'},"
            "'project':{'uid':'p1','name':'north'},'serviceName':'s'},'resource':{'kind':'spectrocluster',"
            "'label':'l','uid':'c1'}}}",
            "v1Audit", readPaletteAudit);
        QCOMPARE(audit.actor, u"v@e.org"_s);
        QCOMPARE(audit.action, u"create"_s);
        QCOMPARE(audit.resource, (PaletteRef{u"c1"_s, u"l"_s}));
        QCOMPARE(audit.project.name, u"north"_s);

        const PaletteNotification notification =
            read("{'metadata':{'uid':'n1'},'type':'NotificationPackUpdate','action':{'ack':true,'"
                 "actionMessage':'m',"
                 "'actionType':'NotifyActionPacksUpdate','isDone':false,'isInfo':true,'link':'l'},'"
                 "relatedObject':{"
                 "'kind':'spectrocluster','uid':'c1','name':'firn'}}",
                 "v1Notification", readPaletteNotification);
        QVERIFY(notification.acknowledged && !notification.done && notification.informational);
        QCOMPARE(notification.object.name, u"firn"_s);
        QCOMPARE(notification.message, u"m"_s);
    }

    void projectsAndTokens()
    {
        const PaletteProject project = read(
            "{'metadata':{'uid':'p1','name':'north','annotations':{'description':'d'}},'status':{'status':{"
            "'isDisabled':true},'usage':{'clusters':[{'uid':'c1','name':'firn'}]}}}",
            "v1ProjectSummary", readPaletteProject);
        QVERIFY(project.disabled);
        QCOMPARE(project.clusters.first().name, u"firn"_s);

        const RegistrationToken token = read(
            "{'metadata':{'uid':'t1','name':'hall'},'spec':{'token':'s3cr3t','expiry':"
            "'2027-01-31T12:00:00.000Z','defaultProject':{'uid':'p1','name':'north'}},'status':{'isActive':"
            "true}}",
            "v1EdgeToken", readRegistrationToken);
        QCOMPARE(token.secret, u"s3cr3t"_s);
        QVERIFY(token.active && token.expires.isValid());
        QCOMPARE(token.project.name, u"north"_s);
    }

    void validation()
    {
        const ClusterValidation validation = read(
            "{'machinePools':{'results':[{'name':'gpu','displayName':'GPU pool','errors':[{'code':"
            "'EdgeHostInUse','message':'edge-1 is in use'}]},{'name':'ok','errors':[]}]},'profiles':[{'uid':"
            "'cp1','packs':{'results':[{'name':'k3s','errors':[{'code':'Invalid','message':'m'}]}]}}]}",
            "v1SpectroClusterValidatorResponse", readClusterValidation);
        QVERIFY(!validation.isValid());
        QCOMPARE(validation.problems.size(), 2);
        QCOMPARE(validation.problems.first().where, u"GPU pool"_s);
        QCOMPARE(validation.problems.first().message, u"edge-1 is in use"_s);
        QCOMPARE(validation.problems.last().profileUid, u"cp1"_s);
        QVERIFY(readClusterValidation({}).isValid());
    }

    void repaves()
    {
        const char *reasons = "[{'code':'OsChanged','message':'m','pack':{'current':{'name':'ubuntu','layer':"
                              "'os','tag':'1'},'target':"
                              "{'name':'ubuntu','layer':'os','tag':'2'},'diffConfigKeys':['system.uri']}}]";
        const QByteArray status = QByteArray("{'spec':{'source':'user','reasons':") + reasons +
                                  "},'status':{'state':'Pending','message':'w','repaveTransitionTime':"
                                  "'2026-11-20T12:13:55.000Z'}}";
        const Repave repave = read(status.constData(), "v1SpectroClusterRepave", readRepave);
        QVERIFY(repave.isPending());
        QCOMPARE(repave.source, u"user"_s);
        QCOMPARE(repave.reasons.first().pack, u"ubuntu"_s);
        QCOMPARE(repave.reasons.first().fromVersion, u"1"_s);
        QCOMPARE(repave.reasons.first().toVersion, u"2"_s);
        QCOMPARE(repave.reasons.first().keys, QStringList{u"system.uri"_s});
        const QByteArray preview = QByteArray("{'isRepaveRequired':true,'reasons':") + reasons + "}";
        QVERIFY(read(preview.constData(), "v1SpectroClusterRepaveValidationResponse", readRepavePreview)
                    .isRequired);
    }

    void searchProperties()
    {
        const auto properties = read(
            "{'schema':{'properties':[{'name':'state','displayName':'State','type':'string','enum':['ready'],"
            "'enumValues':[{'value':'ready','displayValue':'Ready'}],'hideDisplay':false},{'name':'old','"
            "type':"
            "'string','enum':['x'],'isDeprecated':true}]}}",
            "v1SearchFilterSchemaSpec", readSearchProperties);
        QCOMPARE(properties.size(), 2);
        QCOMPARE(properties.first().values.first().shown, u"Ready"_s);
        QVERIFY(properties.last().deprecated);
        QCOMPARE(properties.last().values.first().value, u"x"_s);
    }

    void kubeconfigs()
    {
        const QByteArray yaml = "apiVersion: v1\nkind: Config\nclusters:\n- name: a\n";
        QCOMPARE(*kubeconfigText(yaml), yaml);
        QCOMPARE(*kubeconfigText(yaml.toBase64()), yaml);
        QByteArray wrapped = yaml.toBase64();
        wrapped.insert(20, '\n');
        QCOMPARE(*kubeconfigText(wrapped + '\n'), yaml);
        for (const QByteArray &bad : {QByteArray(), QByteArray("<html>"), QByteArray("{\"code\":\"x\"}")}) {
            const auto text = kubeconfigText(bad);
            QVERIFY(!text);
            QCOMPARE(errorSentence(text.error()),
                     u"The answer is no kubeconfig. The cluster may not have one yet; "
                     "try again when it runs."_s);
        }
    }
};

QTEST_GUILESS_MAIN(TestPaletteValues)
#include "tst_palettevalues.moc"
