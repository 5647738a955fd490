// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies that Easel sends to Palette: each is held against the document, and says what it is meant to say.
#include "core/clients/palette/clusterrequest.h"
#include "core/clients/palette/hosttags.h"
#include "core/clients/palette/registrationtoken.h"
#include "core/clients/palette/searchfilter.h"
#include "tests/support/palettecontract.h"
#include "tests/support/palettefake.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

// The text of a body with single quotes, keys in order.
QByteArray textOf(const QJsonObject &body)
{
    return QJsonDocument(body).toJson(QJsonDocument::Compact).replace('"', '\'');
}

PoolHost hostOf(const char *uid)
{
    PoolHost host;
    host.hostUid = QString::fromLatin1(uid);
    host.hostName = host.hostUid;
    return host;
}

// The facts' full example (palette-api, section 5).
ClusterRequest fullRequest()
{
    ClusterRequest request;
    request.name = u"gpu-research"_s;
    request.labels = {{u"team"_s, u"vision"_s}, {u"easel"_s, QString()}};
    request.description = u"8x H200 pool"_s;
    ProfileUse infra;
    infra.uid = u"65f0aa11bb22cc33dd44ee55"_s;
    infra.variables = {{u"podCidr"_s, u"100.64.0.0/18"_s}};
    infra.packValues = {{u"edge-k3s"_s, u"1.32.4"_s, u"spectro"_s, u"cluster:\n  config: |\n"_s}};
    ProfileUse addon;
    addon.uid = u"65f0aa11bb22cc33dd44ee66"_s;
    request.profiles = {infra, addon};
    request.network.endpointHost = u"10.20.0.60"_s;
    request.network.ntpServers = {u"ntp1.lab.example"_s};
    request.network.sshKeys = {u"ssh-ed25519 AAAAexample ops@lab"_s};
    request.network.staticIp = true;
    PaletteMachinePool control;
    control.name = u"control-plane-pool"_s;
    control.isControlPlane = true;
    control.hosts = {hostOf("edge-cp-01"), hostOf("edge-cp-02"), hostOf("edge-cp-03")};
    control.hosts.first().nic = EdgeHost::Nic{
        u"ens1"_s, {}, u"10.20.0.11"_s, u"255.255.255.0"_s, u"10.20.0.1"_s, {u"10.20.0.2"_s}, false};
    control.updateStrategy = u"RollingUpdateScaleOut"_s;
    control.architecture = u"amd64"_s;
    control.nodeRepaveInterval = 5; // means nothing on a control plane
    PaletteMachinePool worker;
    worker.name = u"gpu-h200"_s;
    worker.hosts = {hostOf("edge-gpu-01"), hostOf("edge-gpu-02")};
    worker.additionalLabels = {{u"accelerator"_s, u"h200"_s}};
    worker.taints = {{u"nvidia.com/gpu"_s, u"present"_s, u"NoSchedule"_s}};
    worker.nodeRepaveInterval = 0;
    worker.skipK8sUpgrade = u"disabled"_s;
    worker.updateStrategy = u"RollingUpdateScaleIn"_s;
    worker.architecture = u"amd64"_s;
    request.pools = {control, worker};
    request.timezone = u"Europe/Berlin"_s;
    request.updateWorkerPoolsInParallel = true;
    return request;
}

} // namespace

class TestPaletteRequests : public QObject
{
    Q_OBJECT

private:
    PaletteContract m_contract;

private Q_SLOTS:
    void fullCluster()
    {
        const QJsonObject body = clusterBody(fullRequest());
        QCOMPARE(m_contract.checkValue(body, u"v1SpectroEdgeNativeClusterEntity"_s, false), QStringList());
        QCOMPARE(
            textOf(body),
            QByteArray(
                "{'metadata':{'annotations':{'description':'8x H200 "
                "pool'},'labels':{'easel':'spectro__tag','team':'vision'},'name':'gpu-research'},'spec':{"
                "'cloudConfig':{'controlPlaneEndpoint':{'host':'10.20.0.60','type':'VIP'},'ntpServers':['"
                "ntp1."
                "lab.example'],'sshKeys':['ssh-ed25519 AAAAexample "
                "ops@lab'],'staticIp':true},'clusterConfig':{"
                "'timezone':'Europe/Berlin','updateWorkerPoolsInParallel':true},'machinepoolconfig':[{"
                "'cloudConfig':{'edgeHosts':[{'hostName':'edge-cp-01','hostUid':'edge-cp-01','nic':{'dns':['"
                "10."
                "20.0.2'],'gateway':'10.20.0.1','ip':'10.20.0.11','nicName':'ens1','subnet':'255.255.255.0'}}"
                ",{"
                "'hostName':'edge-cp-02','hostUid':'edge-cp-02'},{'hostName':'edge-cp-03','hostUid':'edge-cp-"
                "03'}]},'poolConfig':{'isControlPlane':true,'labels':['control-plane'],'"
                "machinePoolProperties':"
                "{'archType':'amd64'},'name':'control-plane-pool','size':3,'updateStrategy':{'type':'"
                "RollingUpdateScaleOut'},'useControlPlaneAsWorker':false}},{'cloudConfig':{'edgeHosts':[{'"
                "hostName':'edge-gpu-01','hostUid':'edge-gpu-01'},{'hostName':'edge-gpu-02','hostUid':'edge-"
                "gpu-02'}]},'poolConfig':{'additionalLabels':{'accelerator':'h200'},'isControlPlane':false,'"
                "labels':['worker'],'machinePoolProperties':{'archType':'amd64'},'name':'gpu-h200','"
                "nodeRepaveInterval':0,'size':2,'skipK8sUpgrade':'disabled','taints':[{'effect':'NoSchedule',"
                "'"
                "key':'nvidia.com/"
                "gpu','value':'present'}],'updateStrategy':{'type':'RollingUpdateScaleIn'}}}],"
                "'profiles':[{'packValues':[{'name':'edge-k3s','tag':'1.32.4','type':'spectro','values':'"
                "cluster:\\n  config: "
                "|\\n'}],'uid':'65f0aa11bb22cc33dd44ee55','variables':[{'name':'podCidr','"
                "value':'100.64.0.0/18'}]},{'uid':'65f0aa11bb22cc33dd44ee66'}]}}"));
    }

    void smallestCluster()
    {
        ClusterRequest request;
        request.name = u"lab-one"_s;
        ProfileUse profile;
        profile.uid = u"u1"_s;
        request.profiles = {profile};
        request.network.endpointHost = u"10.20.0.50"_s;
        PaletteMachinePool pool;
        pool.name = u"control-plane-pool"_s;
        pool.isControlPlane = true;
        pool.useControlPlaneAsWorker = true;
        PoolHost host;
        host.hostUid = u"edge-lab-01"_s;
        pool.hosts = {host};
        request.pools = {pool};
        const QJsonObject body = clusterBody(request);
        QCOMPARE(m_contract.checkValue(body, u"v1SpectroEdgeNativeClusterEntity"_s, false), QStringList());
        QCOMPARE(textOf(body),
                 QByteArray("{'metadata':{'name':'lab-one'},'spec':{'cloudConfig':{'controlPlaneEndpoint':{"
                            "'host':'10.20.0.50','type':'VIP'}},'machinepoolconfig':[{'cloudConfig':{'"
                            "edgeHosts':[{'hostUid':'edge-lab-01'}]},'poolConfig':{'isControlPlane':true,'"
                            "labels':['control-plane'],'name':'control-plane-pool','size':1,'"
                            "useControlPlaneAsWorker':true}}],'profiles':[{'uid':'u1'}]}}"));
    }

    void twoNodesOverlayAndOtherEndpoints()
    {
        ClusterRequest request = fullRequest();
        request.network.isTwoNode = true;
        request.network.overlay = true;
        request.network.overlayCidr = u"100.64.192.0/24"_s;
        request.network.endpointType = u"DDNS"_s;
        request.network.ddnsSearchDomain = u"lab.example"_s;
        request.pools.first().hosts.removeLast();
        request.pools.first().hosts[0].twoNodePriority = u"primary"_s;
        request.pools.first().hosts[1].twoNodePriority = u"secondary"_s;
        request.pools.last().updateStrategy = u"OverrideScaling"_s;
        request.pools.last().maxSurge = u"1"_s;
        request.pools.last().maxUnavailable = u"0"_s;
        request.pools.last().overrideHealthCheckConfiguration = u"a: b"_s;
        request.pools.last().overrideClusterApiConfig = u"c: d"_s;
        request.pools.last().overrideKubeadmConfiguration = u"e: f"_s;
        request.pools.last().additionalAnnotations = {{u"n"_s, u"v"_s}};
        request.pools.last().additionalTags = {{u"n"_s, u"v"_s}};
        request.pools.last().minSize = 1;
        request.pools.last().maxSize = 4;
        const QJsonObject body = clusterBody(request);
        QCOMPARE(m_contract.checkValue(body, u"v1SpectroEdgeNativeClusterEntity"_s, false), QStringList());
        const QJsonValue cloud = body[u"spec"][u"cloudConfig"];
        QCOMPARE(cloud[u"isTwoNodeCluster"].toBool(), true);
        QCOMPARE(cloud[u"overlayNetworkConfiguration"][u"cidr"].toString(), u"100.64.192.0/24"_s);
        QCOMPARE(cloud[u"controlPlaneEndpoint"][u"type"].toString(), u"DDNS"_s);
        QVERIFY(request.pools.first().isTwoNode());
    }

    // What is read must come back whole: an update replaces everything.
    void poolSurvivesReadAndWrite()
    {
        const QByteArray answer = json(
            "{'metadata':{'uid':'c1'},'spec':{'clusterConfig':{'controlPlaneEndpoint':{'host':'10.0.0.9',"
            "'type':'VIP'},'ntpServers':['n'],'sshKeys':['ssh-rsa  A  two  spaces'],'staticIp':false,"
            "'overlayNetworkConfiguration':{'enable':true,'cidr':'10.9.0.0/16'},'isTwoNodeCluster':false},"
            "'machinePoolConfig':[{'name':'w','size':2,'hosts':[{'hostUid':'h1','hostName':'n1',"
            "'hostAddress':'10.0.0.1','nic':{'nicName':'ens1','ip':'10.0.0.1','subnet':'255.255.255.0',"
            "'gateway':'10.0.0.254','dns':['10.0.0.2'],'macAddr':'02:00:00:00:00:01','isDefault':true}},{"
            "'hostUid':'h2','hostAddress':'10.0.0.2','nicName':'eth0','staticIP':'10.0.0.2','nic':null,"
            "'twoNodeCandidatePriority':'primary','IsCandidateCaption':false,'caCert':'x'}],"
            "'isControlPlane':false,'labels':['worker'],'additionalLabels':{'a':'b'},'additionalAnnotations'"
            ":{'c':'d'},'additionalTags':{'e':'f'},'taints':[{'key':'k','value':'v','effect':'NoExecute'}],"
            "'updateStrategy':{'type':'OverrideScaling','maxSurge':'1','maxUnavailable':'25%'},"
            "'machinePoolProperties':{'archType':'arm64'},'minSize':1,'maxSize':3,'nodeRepaveInterval':7,"
            "'skipK8sUpgrade':'enabled','overrideKubeadmConfiguration':'x: 1',"
            "'overrideHealthCheckConfiguration':'y: 2','overrideClusterAPIConfig':'z: 3'}]},'status':null}");
        QCOMPARE(m_contract.checkAnswer("GET", u"/v1/cloudconfigs/edge-native/c1"_s, 200, answer),
                 QStringList());
        const CloudConfig config = readCloudConfig(QJsonDocument::fromJson(answer).object());
        QCOMPARE(config.pools.size(), 1);
        const QJsonObject body = machinePoolBody(config.pools.first());
        QCOMPARE(m_contract.checkValue(body, u"v1EdgeNativeMachinePoolConfigEntity"_s, false), QStringList());
        QCOMPARE(textOf(body),
                 QByteArray(
                     "{'cloudConfig':{'edgeHosts':[{'hostName':'n1','hostUid':'h1','nic':{'dns':['10.0.0.2'],"
                     "'gateway':'10.0.0.254','ip':'10.0.0.1','isDefault':true,'macAddr':'02:00:00:00:00:01',"
                     "'nicName':'ens1','subnet':'255.255.255.0'}},{'hostUid':'h2','nic':{'ip':'10.0.0.2','"
                     "nicName':'eth0'},'twoNodeCandidatePriority':'primary'}]},'poolConfig':{'"
                     "additionalAnnotations':{'c':'d'},'additionalLabels':{'a':'b'},'additionalTags':{'e':'f'"
                     "},'isControlPlane':false,'labels':['worker'],'machinePoolProperties':{'archType':'"
                     "arm64'},'maxSize':3,'minSize':1,'name':'w','nodeRepaveInterval':7,'"
                     "overrideClusterAPIConfig':'z: 3','overrideHealthCheckConfiguration':'y: 2','"
                     "overrideKubeadmConfiguration':'x: 1','size':2,'skipK8sUpgrade':'enabled','taints':[{'"
                     "effect':'NoExecute','key':'k','value':'v'}],'updateStrategy':{'maxSurge':'1','"
                     "maxUnavailable':'25%','type':'OverrideScaling'}}}"));
        const QJsonObject network = clusterNetworkBody(config.network);
        QCOMPARE(m_contract.checkValue(network, u"v1EdgeNativeClusterConfig"_s, false), QStringList());
        QCOMPARE(network[u"sshKeys"].toArray().first().toString(), u"ssh-rsa  A  two  spaces"_s);
        QCOMPARE(network[u"staticIp"], QJsonValue(false));
    }

    void profiles()
    {
        ProfileChange change;
        ProfileUse use;
        use.uid = u"new"_s;
        use.replaces = u"old"_s;
        use.variables = {{u"podCidr"_s, u"100.64.0.0/18"_s}};
        change.profiles = {use};
        QCOMPARE(m_contract.checkValue(profileChangeBody(change), u"v1SpectroClusterProfiles"_s, false),
                 QStringList());
        QCOMPARE(textOf(profileChangeBody(change)),
                 QByteArray(
                     "{'profiles':[{'replaceWithProfile':'old','uid':'new','variables':[{'name':'podCidr',"
                     "'value':'100.64.0.0/18'}]}],'spcApplySettings':{'actionType':'DownloadAndInstall'}}"));
        change.stageOnly = true;
        QCOMPARE(profileChangeBody(change)[u"spcApplySettings"][u"actionType"].toString(),
                 u"DownloadAndInstallLater"_s);
        QCOMPARE(
            m_contract.checkValue(profileCheckBody(change.profiles), u"v1SpectroClusterPacksEntity"_s, false),
            QStringList());
    }

    void imports()
    {
        ImportRequest request;
        request.name = u"hpc-legacy"_s;
        request.httpProxy = u"http://proxy.lab.example:3128"_s;
        request.httpsProxy = u"http://proxy.lab.example:3128"_s;
        request.noProxy = u"10.0.0.0/8"_s;
        request.labels = {{u"a"_s, {}}};
        request.description = u"d"_s;
        request.hostUids = {u"h1"_s};
        const QJsonObject body = importBody(request);
        QCOMPARE(m_contract.checkValue(body, u"v1SpectroGenericClusterImportEntity"_s, false), QStringList());
        QCOMPARE(body[u"spec"][u"clusterConfig"][u"importMode"].toString(), u"read-only"_s);
        request.readOnly = false;
        QVERIFY(!importBody(request)[u"spec"][u"clusterConfig"].toObject().contains(u"importMode"));
    }

    void searches()
    {
        using Compare = SearchCondition::Compare;
        const SearchFilter filter{{SearchCondition::text(u"state"_s, {u"ready"_s, u"unpaired"_s}),
                                   SearchCondition::tag(u"rack"_s, u"r7"_s).no(),
                                   SearchCondition::tag(u"spare"_s, {}),
                                   SearchCondition::text(u"name"_s, {u"ice"_s}, Compare::BeginsWith),
                                   SearchCondition::yesNo(u"isDeleted"_s, false),
                                   SearchCondition::integer(u"cpu"_s, 64, Compare::GreaterOrEqual)}};
        const QJsonObject body = searchBody(filter);
        QCOMPARE(m_contract.checkValue(body, u"v1SearchFilterSummarySpec"_s, false), QStringList());
        const QJsonArray filters = body[u"filter"][u"filterGroups"][0][u"filters"].toArray();
        QCOMPARE(filters.size(), 6);
        QCOMPARE(
            textOf(filters.at(1).toObject()),
            QByteArray("{'condition':{'string':{'ignoreCase':false,'match':{'conjunction':'or','values':['"
                       "rack:r7']},'negation':true,'operator':'eq'}},'property':'tags','type':'string'}"));
        QCOMPARE(filters.at(2)[u"condition"][u"string"][u"match"][u"values"][0].toString(), u"spare"_s);
        QCOMPARE(textOf(filters.at(4).toObject()),
                 QByteArray("{'condition':{'bool':{'value':false}},'property':'isDeleted','type':'bool'}"));
        QCOMPARE(m_contract.checkValue(searchBody({}), u"v1SearchFilterSummarySpec"_s, false), QStringList());
    }

    void tokens()
    {
        RegistrationTokenRequest request;
        request.name = u"hall-b2"_s;
        QCOMPARE(m_contract.checkValue(registrationTokenBody(request), u"v1EdgeTokenEntity"_s, false),
                 QStringList());
        request.projectUid = u"p1"_s;
        request.expires = QDateTime(QDate(2027, 1, 31), QTime(12, 0), Qt::UTC);
        const QJsonObject body = registrationTokenBody(request);
        QCOMPARE(m_contract.checkValue(body, u"v1EdgeTokenEntity"_s, false), QStringList());
        QCOMPARE(body[u"spec"][u"expiry"].toString(), u"2027-01-31T12:00:00.000Z"_s);
    }

    void tagsKeepWhatNobodyNamed()
    {
        EdgeHost host;
        host.meta.uid = host.meta.name = u"h1"_s;
        host.meta.labels = {{u"rack"_s, u"r7"_s}, {u"spare"_s, u"spectro__tag"_s}, {u"team"_s, u"ice"_s}};
        HostTagChange change;
        change.set = {{u"rack"_s, u"r8"_s}, {u"checked"_s, {}}};
        change.remove = {u"team"_s};
        const auto labels = changedLabels(host, change);
        QVERIFY(labels);
        const QJsonObject body = hostLabelsBody(host, *labels);
        QCOMPARE(m_contract.checkValue(body, u"v1EdgeHostDeviceMetaUpdateEntity"_s, false), QStringList());
        QCOMPARE(textOf(body),
                 QByteArray("{'metadata':{'labels':{'checked':'spectro__tag','rack':'r8','spare':"
                            "'spectro__tag'},'name':'h1','uid':'h1'}}"));
    }

    void tagsThatChangedMeanwhile()
    {
        EdgeHost host;
        host.meta.name = u"h1"_s;
        host.meta.labels = {{u"rack"_s, u"r9"_s}, {u"other"_s, u"new"_s}, {u"spare"_s, u"spectro__tag"_s}};
        HostTagChange change;
        change.set = {{u"rack"_s, u"r8"_s}, {u"spare"_s, u"no"_s}};
        change.seen = QMap<QString, QString>{{u"rack"_s, u"r7"_s}};
        const auto labels = changedLabels(host, change);
        QVERIFY(!labels);
        QCOMPARE(
            errorSentence(labels.error()),
            u"Somebody changed the tags of h1 meanwhile: rack is now 'r9', it was 'r7'; spare is now set "
            "without a value, it was not set. Look at the tags as they are now, then decide again."_s);
        // Another tag is nobody's business here.
        change.set = {{u"rack"_s, u"r8"_s}};
        change.seen = QMap<QString, QString>{{u"rack"_s, u"r9"_s}, {u"other"_s, u"old"_s}};
        QVERIFY(changedLabels(host, change));
    }
};

QTEST_GUILESS_MAIN(TestPaletteRequests)
#include "tst_paletterequests.moc"
