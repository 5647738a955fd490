// SPDX-License-Identifier: GPL-3.0-or-later
// Every call of the Palette client over HTTPS: what is asked is held against Palette's document, what is
// answered is read.
#include "core/clients/palette/paletteclient.h"
#include "core/clients/palette/paletteprobe.h"
#include "tests/support/callspy.h"
#include "tests/support/palettefake.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

QByteArray pageOf(int from, int to, const QString &token, int count)
{
    QJsonArray items;
    for (int i = from; i < to; ++i) {
        const QString uid = u"edge-"_s + QString::number(i);
        items.append(QJsonObject{{u"metadata"_s, QJsonObject{{u"uid"_s, uid}, {u"name"_s, uid}}}});
    }
    return QJsonDocument(QJsonObject{{u"items"_s, items},
                                     {u"listmeta"_s, QJsonObject{{u"continue"_s, token},
                                                                 {u"count"_s, count},
                                                                 {u"limit"_s, 50},
                                                                 {u"offset"_s, to}}}})
        .toJson(QJsonDocument::Compact);
}

constexpr auto emptyPage = "{'items':[],'listmeta':{'continue':'','count':0,'limit':50,'offset':0}}";

} // namespace

class TestPaletteClient : public QObject
{
    Q_OBJECT

private:
    PaletteContract m_contract;
    std::unique_ptr<PaletteFake> m_palette;
    std::unique_ptr<PaletteClient> m_client;

    const FakeRequest &last() const { return m_palette->server.requests().last(); }
    QJsonValue sent() const { return QJsonDocument::fromJson(last().body).object(); }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(FakeServer::certificates().isValid(), "the openssl program is needed"); }
    void init();
    void cleanup();
    void cleanupTestCase();

    void sendsWhoWeAreAndWhere();
    void tenantCallsNameNoProject();
    void projects();
    void hostsPageByPage();
    void hostSearchSaysWhat();
    void hostNamesAndOne();
    void hardwareThatTheListLeftOut();
    void tagsAreReadMergedAndReadBack();
    void tagsThatSomebodyChanged();
    void tagsThatPaletteShowsOtherwise();
    void tagChangesOfOneMachineGoOneAfterTheOther();
    void tagsThatAreThereNeedNoWrite();
    void registrationTokens();
    void profiles();
    void clusterFromNameToUid();
    void clusterReads();
    void clusterFoundByItsLabel();
    void clusterThatWasPurged();
    void kubeconfigs();
    void profileChanges();
    void repaves();
    void deletions();
    void machinePools();
    void imports();
    void whatHappened();
    void eventsWithoutSorting();
    void audits();
    void notifications();
    void tags();
    void probe();
    void probeOfAnOlderPalette();
    void probeTellsWhatIsRefused();
    void passwordSignIn();
    void tokenIsRenewedInTime();
    void signOutMakesTheTokenWorthless();
};

void TestPaletteClient::init()
{
    m_palette = std::make_unique<PaletteFake>(&m_contract);
    QVERIFY(m_palette->server.listen());
    m_client = std::make_unique<PaletteClient>(m_palette->session(), u"p1"_s);
}

void TestPaletteClient::cleanup()
{
    QCOMPARE(m_palette->problems, QStringList());
    m_client.reset();
    m_palette.reset();
}

void TestPaletteClient::cleanupTestCase()
{
    qInfo().noquote() << m_contract.report();
    // What the client can do and nobody tries cannot be trusted.
    QVERIFY2(m_contract.covered().size() >= 58, qPrintable(m_contract.report()));
}

void TestPaletteClient::sendsWhoWeAreAndWhere()
{
    m_palette->onJson(u"GET /v1/edgehosts/h1"_s, json("{'metadata':{'uid':'h1','name':'h1'}}"));
    const auto host = await(m_client->host(u"h1"_s));
    QVERIFY2(host, why(host).constData());
    QCOMPARE(host->uid(), u"h1"_s);
    QCOMPARE(last().header("ApiKey"), "easel-test-key-1f3c");
    QCOMPARE(last().header("Authorization"), QByteArray());
    QCOMPARE(last().header("ProjectUid"), "p1");
    QCOMPARE(last().header("Accept"), "application/json");
    QCOMPARE(last().header("User-Agent"), QByteArray("easel/" EASEL_VERSION));
}

void TestPaletteClient::tenantCallsNameNoProject()
{
    m_palette->onJson(u"GET /v1/edgehosts/tokens"_s, json("{'items':[]}"));
    m_palette->onJson(u"GET /v1/dashboard/projects/metadata"_s, json("{'items':[]}"));
    m_palette->onJson(u"GET /v1/notifications/spectrocluster/c1"_s, json(emptyPage));
    QVERIFY(await(m_client->registrationTokens()));
    QVERIFY(await(m_client->projectNames()));
    QVERIFY(await(m_client->notifications(PaletteNotificationKind::Cluster, u"c1"_s)));
    for (const FakeRequest &request : m_palette->server.requests())
        QCOMPARE(request.header("ProjectUid"), QByteArray());
    // The tenant itself: no project anywhere.
    PaletteClient tenant(m_client->session(), {});
    m_palette->onJson(u"GET /v1/edgehosts/tags"_s, json("{'tags':[]}"));
    QVERIFY(await(tenant.hostTags()));
    QCOMPARE(last().header("ProjectUid"), QByteArray());
}

void TestPaletteClient::projects()
{
    m_palette->onJson(u"GET /v1/dashboard/projects/metadata"_s,
                      json("{'items':[{'metadata':{'uid':'p1','name':'north'}},{'metadata':null}]}"));
    const auto names = await(m_client->projectNames());
    QVERIFY2(names, why(names).constData());
    QCOMPARE(names->size(), 2);
    QCOMPARE(names->first(), (PaletteRef{u"p1"_s, u"north"_s}));
    m_palette->onJson(u"POST /v1/dashboard/projects"_s,
                      json("{'items':[{'metadata':{'uid':'p1','name':'north'},'status':null}],'listmeta':{"
                           "'continue':'','count':1}}"));
    const auto list = await(m_client->projects());
    QVERIFY2(list, why(list).constData());
    QCOMPARE(list->items.first().meta.name, u"north"_s);
    QVERIFY(list->truth.isComplete());
    QCOMPARE(last().header("ProjectUid"), QByteArray());
}

void TestPaletteClient::hostsPageByPage()
{
    m_palette->on(u"POST /v1/dashboard/edgehosts/search"_s, [this](FakeExchange &exchange) {
        const QString token = exchange.request().item(u"continue"_s);
        if (token.isEmpty())
            m_palette->answer(exchange, pageOf(0, 50, u"to+ken/1="_s, 120));
        else if (token == u"to+ken/1=")
            m_palette->answer(exchange, pageOf(49, 99, u"t2"_s, 120)); // one row again
        else
            m_palette->answer(exchange, pageOf(99, 119, {}, 120)); // and one is lost
    });
    QList<qint64> pages;
    QStringList truths;
    const auto list =
        await(m_client->searchHosts({}, [&](const QList<EdgeHost> &hosts, const ListTruth &truth) {
            pages << hosts.size();
            truths << truth.text();
        }));
    QVERIFY2(list, why(list).constData());
    QCOMPARE(pages, (QList<qint64>{50, 49, 20}));
    QCOMPARE(truths, (QStringList{u"50 of 120 so far"_s, u"99 of 120 so far"_s, u"119 of 120"_s}));
    QCOMPARE(list->items.size(), 119);
    QCOMPARE(list->items.last().uid(), u"edge-118"_s);
    QVERIFY(!list->truth.isComplete());
    const auto requests = m_palette->server.requests();
    QCOMPARE(requests.size(), 3);
    for (const FakeRequest &request : requests) {
        QCOMPARE(request.item(u"limit"_s), u"50"_s);
        QVERIFY(!request.body.contains("continue")); // there it would be ignored
    }
}

void TestPaletteClient::hostSearchSaysWhat()
{
    m_palette->onJson(u"POST /v1/dashboard/edgehosts/search"_s, json(emptyPage));
    m_palette->onJson(u"GET /v1/dashboard/edgehosts/search/schema"_s,
                      json("{'schema':{'properties':[{'name':'state','type':'string'}]}}"));
    const SearchFilter filter{
        {SearchCondition::text(u"state"_s, {u"ready"_s}), SearchCondition::tag(u"palette.ai"_s, u"true"_s)}};
    const auto list = await(m_client->searchHosts(filter));
    QVERIFY2(list, why(list).constData());
    const QJsonArray filters = sent()[u"filter"][u"filterGroups"][0][u"filters"].toArray();
    QCOMPARE(filters.at(0)[u"property"].toString(), u"state"_s);
    QCOMPARE(filters.at(1)[u"condition"][u"string"][u"match"][u"values"][0].toString(), u"palette.ai:true"_s);
    const auto properties = await(m_client->hostProperties());
    QVERIFY(properties);
    QCOMPARE(properties->first().name, u"state"_s);
}

void TestPaletteClient::hostNamesAndOne()
{
    m_palette->onJson(
        u"GET /v1/edgehosts/metadata"_s,
        json("{'edgeHosts':[{'uid':'h1','name':'n1','state':'ready','healthState':'healthy','archType':"
             "'amd64'},null]}"));
    const auto names = await(m_client->hostNames(true));
    QVERIFY2(names, why(names).constData());
    QCOMPARE(names->size(), 1);
    QCOMPARE(names->first().health, u"healthy"_s);
    QCOMPARE(last().item(u"quickFilter"_s), u"unusedEdgeHosts"_s);
    QVERIFY(await(m_client->hostNames()));
    QVERIFY(last().item(u"quickFilter"_s).isEmpty());
    m_palette->onJson(u"GET /v1/spectroclusters/c1/edge-native/edgeHosts"_s,
                      json("{'items':[{'metadata':{'uid':'h1'}}]}"));
    const auto hosts = await(m_client->hostsOfCluster(u"c1"_s));
    QVERIFY(hosts);
    QCOMPARE(hosts->first().uid(), u"h1"_s);
    const auto bad = await(m_client->host(u"../tokens"_s));
    QVERIFY(!bad);
    QCOMPARE(errorSentence(bad.error()),
             u"Could not read machine ../tokens. '../tokens' cannot be a uid or name of Palette."_s);
}

void TestPaletteClient::hardwareThatTheListLeftOut()
{
    for (const char *uid : {"h2", "h3"}) {
        m_palette->onJson(u"GET /v1/edgehosts/"_s + QString::fromLatin1(uid),
                          json("{'metadata':{'uid':'UID'},'spec':{'host':{'hostUid':'UID','hostAddress':'x'},"
                               "'device':{'cpu':{'cores':8}}}}")
                              .replace("UID", uid));
    }
    m_palette->on(u"GET /v1/edgehosts/h4"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 404, u"ResourceNotFound"_s, u"h4 not found"_s);
    });
    QList<EdgeHost> hosts;
    for (const char *uid : {"h1", "h2", "h3", "h4"}) {
        EdgeHost host;
        host.meta.uid = QString::fromLatin1(uid);
        host.hasDevice = host.meta.uid == u"h1";
        hosts << host;
    }
    const auto whole = await(m_client->withHardware(hosts));
    QVERIFY2(whole, why(whole).constData());
    QCOMPARE(m_palette->server.requests().size(), 3);
    QCOMPARE(whole->at(1).cpuCores, std::optional<qint64>(8));
    QVERIFY(whole->at(2).hasDevice);
    QVERIFY(!whole->at(3).hasDevice); // gone meanwhile: its row stays as the list had it
    QCOMPARE(whole->at(3).uid(), u"h4"_s);
}

void TestPaletteClient::tagsAreReadMergedAndReadBack()
{
    QJsonObject labels{{u"rack"_s, u"r7"_s}, {u"spare"_s, u"spectro__tag"_s}, {u"owner"_s, u"ops"_s}};
    m_palette->on(u"GET /v1/edgehosts/h1"_s, [&](FakeExchange &exchange) {
        const QJsonObject host{
            {u"metadata"_s, QJsonObject{{u"uid"_s, u"h1"_s}, {u"name"_s, u"ice"_s}, {u"labels"_s, labels}}}};
        m_palette->answer(exchange, QJsonDocument(host).toJson());
    });
    m_palette->on(u"PUT /v1/edgehosts/h1/meta"_s, [&](FakeExchange &exchange) {
        labels = exchange.request().json()[u"metadata"][u"labels"].toObject();
        m_palette->answer(exchange, {}, 204);
    });
    HostTagChange change;
    change.set = {{u"rack"_s, u"r8"_s}, {u"checked"_s, {}}};
    change.remove = {u"spare"_s};
    change.seen = QMap<QString, QString>{{u"rack"_s, u"r7"_s}, {u"spare"_s, {}}};
    const auto host = await(m_client->changeHostTags(u"h1"_s, change));
    QVERIFY2(host, why(host).constData());
    QCOMPARE(host->meta.tagTexts(), (QStringList{u"checked"_s, u"owner:ops"_s, u"rack:r8"_s}));
    const auto put = m_palette->server.requestsTo(u"/v1/edgehosts/h1/meta"_s);
    QCOMPARE(put.size(), 1);
    QCOMPARE(put.first().json()[u"metadata"][u"name"].toString(), u"ice"_s);
    QCOMPARE(put.first().json()[u"metadata"][u"labels"][u"checked"].toString(), u"spectro__tag"_s);
}

void TestPaletteClient::tagsThatSomebodyChanged()
{
    m_palette->onJson(u"GET /v1/edgehosts/h1"_s,
                      json("{'metadata':{'uid':'h1','name':'ice','labels':{'rack':'r9'}}}"));
    HostTagChange change;
    change.set = {{u"rack"_s, u"r8"_s}};
    change.seen = QMap<QString, QString>{{u"rack"_s, u"r7"_s}};
    const auto host = await(m_client->changeHostTags(u"h1"_s, change));
    QVERIFY(!host);
    QCOMPARE(
        errorSentence(host.error()),
        u"Could not change the tags of machine h1. Somebody changed the tags of ice meanwhile: rack is now "
        "'r9', it was 'r7'. Look at the tags as they are now, then decide again."_s);
    QCOMPARE(m_palette->server.requests().size(), 1); // nothing was written
}

void TestPaletteClient::tagsThatPaletteShowsOtherwise()
{
    m_palette->onJson(u"GET /v1/edgehosts/h1"_s,
                      json("{'metadata':{'uid':'h1','name':'ice','labels':{'rack':'r9'}}}"));
    m_palette->onJson(u"PUT /v1/edgehosts/h1/meta"_s, {}, 204);
    HostTagChange change;
    change.set = {{u"rack"_s, u"r8"_s}};
    const auto host = await(m_client->changeHostTags(u"h1"_s, change));
    QVERIFY(!host);
    QCOMPARE(
        errorSentence(host.error()),
        u"Could not change the tags of machine h1. Palette took the tags, but now it shows others: rack:r9. "
        "Somebody else may have changed them at the same time; look at them, then try again."_s);
}

void TestPaletteClient::tagChangesOfOneMachineGoOneAfterTheOther()
{
    QJsonObject labels;
    m_palette->on(u"GET /v1/edgehosts/h1"_s, [&](FakeExchange &exchange) {
        const QJsonObject host{
            {u"metadata"_s, QJsonObject{{u"uid"_s, u"h1"_s}, {u"name"_s, u"h1"_s}, {u"labels"_s, labels}}}};
        m_palette->answer(exchange, QJsonDocument(host).toJson());
    });
    m_palette->on(u"PUT /v1/edgehosts/h1/meta"_s, [&](FakeExchange &exchange) {
        labels = exchange.request().json()[u"metadata"][u"labels"].toObject();
        m_palette->answer(exchange, {}, 204);
    });
    QList<Call<EdgeHost>> calls;
    for (const char *key : {"a", "b", "c"}) {
        HostTagChange change;
        change.set = {{QString::fromLatin1(key), u"1"_s}};
        calls << m_client->changeHostTags(u"h1"_s, change);
    }
    for (const auto &call : calls) {
        const auto host = await(call);
        QVERIFY2(host, why(host).constData());
    }
    QCOMPARE(labels.keys(), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
}

void TestPaletteClient::tagsThatAreThereNeedNoWrite()
{
    m_palette->onJson(u"GET /v1/edgehosts/h1"_s,
                      json("{'metadata':{'uid':'h1','name':'h1','labels':{'rack':'r9'}}}"));
    HostTagChange change;
    change.set = {{u"rack"_s, u"r9"_s}};
    change.remove = {u"absent"_s};
    QVERIFY(await(m_client->changeHostTags(u"h1"_s, change)));
    QCOMPARE(m_palette->server.requests().size(), 1);
}

void TestPaletteClient::registrationTokens()
{
    const char *token =
        "{'metadata':{'uid':'t1','name':'hall'},'spec':{'token':'s3cr3t'},'status':{'isActive':true}}";
    m_palette->onJson(u"GET /v1/edgehosts/tokens"_s, QByteArray("{\"items\":[") + json(token) + "]}");
    m_palette->onJson(u"POST /v1/edgehosts/tokens"_s, json("{'uid':'t1'}"), 201);
    m_palette->onJson(u"GET /v1/edgehosts/tokens/t1"_s, json(token));
    m_palette->onJson(u"PUT /v1/edgehosts/tokens/t1/state"_s, {}, 204);
    m_palette->onJson(u"DELETE /v1/edgehosts/tokens/t1"_s, {}, 204);
    RegistrationTokenRequest request;
    request.name = u"hall"_s;
    request.projectUid = u"p1"_s;
    request.expires = QDateTime(QDate(2027, 1, 31), QTime(12, 0), Qt::UTC);
    const auto made = await(m_client->createRegistrationToken(request));
    QVERIFY2(made, why(made).constData());
    QCOMPARE(made->secret, u"s3cr3t"_s);
    // Whether it can be read back or not, it is made.
    m_palette->onJson(u"POST /v1/edgehosts/tokens"_s, json("{'uid':'t2'}"), 201);
    const auto unread = await(m_client->createRegistrationToken(request));
    QVERIFY2(unread, why(unread).constData());
    QCOMPARE(unread->meta.uid, u"t2"_s);
    QCOMPARE(unread->meta.name, u"hall"_s);
    QCOMPARE(unread->secret, QString());
    QVERIFY(await(m_client->setRegistrationTokenActive(u"t1"_s, false)));
    QCOMPARE(sent()[u"isActive"], QJsonValue(false));
    QVERIFY(await(m_client->removeRegistrationToken(u"t1"_s)));
    const auto list = await(m_client->registrationTokens());
    QVERIFY(list);
    QCOMPARE(list->first().meta.name, u"hall"_s);
}

void TestPaletteClient::profiles()
{
    m_palette->onJson(
        u"POST /v1/dashboard/clusterprofiles"_s,
        json("{'items':[{'metadata':{'uid':'cp1','name':'base'},'specSummary':{'version':'1.0.0',"
             "'versions':[{'uid':'cp1','version':'1.0.0'}],'published':{'type':'infra'}},'status':{"
             "'isPublished':true}}],'listmeta':{'continue':'','count':1}}"));
    ProfileQuery query;
    query.name = u"ba"_s;
    query.types = {u"infra"_s, u"add-on"_s};
    query.cloudTypes = {u"edge-native"_s};
    const auto list = await(m_client->profiles(query));
    QVERIFY2(list, why(list).constData());
    QCOMPARE(list->items.first().content.type, u"infra"_s);
    QCOMPARE(sent()[u"filter"][u"profileName"][u"contains"].toString(), u"ba"_s);
    QVERIFY(await(m_client->profiles()));
    m_palette->onJson(
        u"GET /v1/dashboard/clusterprofiles/metadata"_s,
        json("{'items':[{'metadata':{'uid':'cp1','name':'base'},'spec':{'version':'1.0.0','cloudType':"
             "'edge-native'}}]}"));
    const auto versions = await(m_client->profileVersions());
    QVERIFY(versions);
    QCOMPARE(versions->first().version, u"1.0.0"_s);
    m_palette->onJson(
        u"GET /v1/clusterprofiles/cp1"_s,
        json("{'metadata':{'uid':'cp1','name':'base'},'spec':{'published':{'packs':[{'name':'k3s',"
             "'layer':'k8s','values':'a: 1'}]}},'status':{'isPublished':true}}"));
    const auto profile = await(m_client->profile(u"cp1"_s));
    QVERIFY(profile);
    QCOMPARE(profile->content.packs.first().values, u"a: 1"_s);
    m_palette->onJson(u"GET /v1/clusterprofiles/cp1/packs"_s,
                      json("{'items':[{'metadata':{'uid':'pk1','name':'k3s'},'spec':{'layer':'k8s'}}]}"));
    const auto packs = await(m_client->profilePacks(u"cp1"_s));
    QVERIFY(packs);
    QCOMPARE(packs->first().packUid, u"pk1"_s);
    m_palette->onJson(u"GET /v1/clusterprofiles/cp1/variables"_s,
                      json("{'variables':[{'name':'podCidr','format':'ipv4cidr'}]}"));
    const auto variables = await(m_client->profileVariables(u"cp1"_s));
    QVERIFY(variables);
    QCOMPARE(variables->first().format, u"ipv4cidr"_s);
}

void TestPaletteClient::clusterFromNameToUid()
{
    ClusterRequest request;
    request.name = u"firn-train-9zc7t"_s;
    request.labels = {{u"easel-pool-uid"_s, u"u-1"_s}};
    ProfileUse profile;
    profile.uid = u"cp1"_s;
    request.profiles = {profile};
    request.network.endpointHost = u"10.0.0.9"_s;
    PaletteMachinePool pool;
    pool.name = u"control-plane-pool"_s;
    pool.isControlPlane = true;
    PoolHost host;
    host.hostUid = u"edge-1"_s;
    pool.hosts = {host};
    request.pools = {pool};
    m_palette->onJson(u"GET /v1/spectroclusters/validate/name"_s, {}, 204);
    m_palette->onJson(
        u"POST /v1/spectroclusters/edge-native/validate"_s,
        json("{'machinePools':{'results':[{'name':'control-plane-pool','errors':[{'code':'X','message':"
             "'edge-1 is in use'}]}]},'profiles':null}"));
    m_palette->onJson(u"POST /v1/spectroclusters/edge-native"_s, json("{'uid':'c1'}"), 201);
    QVERIFY(await(m_client->checkClusterName(request.name)));
    QCOMPARE(last().item(u"name"_s), request.name);
    const auto validation = await(m_client->validateCluster(request));
    QVERIFY2(validation, why(validation).constData());
    QVERIFY(!validation->isValid()); // although the answer was 200
    QCOMPARE(validation->problems.first().message, u"edge-1 is in use"_s);
    const auto uid = await(m_client->createCluster(request));
    QVERIFY2(uid, why(uid).constData());
    QCOMPARE(*uid, u"c1"_s);
    QCOMPARE(sent()[u"metadata"][u"labels"][u"easel-pool-uid"].toString(), u"u-1"_s);
}

void TestPaletteClient::clusterReads()
{
    m_palette->onJson(u"GET /v1/spectroclusters/c1"_s,
                      json("{'metadata':{'uid':'c1'},'spec':{'cloudType':'edge-native'},'status':{'state':"
                           "'Provisioning','conditions':[{'type':'A','status':'True'}]}}"));
    m_palette->onJson(
        u"GET /v1/dashboard/spectroclusters/c1/overview"_s,
        json("{'metadata':{'uid':'c1'},'status':{'state':'Running','health':{'state':'Healthy'}}}"));
    m_palette->onJson(u"GET /v1/spectroclusters/c1/status"_s, json("{'status':{'state':'Deleting'}}"));
    m_palette->onJson(u"GET /v1/dashboard/spectroclusters/search/schema"_s,
                      json("{'schema':{'properties':null}}"));
    const auto cluster = await(m_client->cluster(u"c1"_s));
    QVERIFY2(cluster, why(cluster).constData());
    QCOMPARE(cluster->conditionsMet(), 1);
    const auto overview = await(m_client->clusterOverview(u"c1"_s));
    QVERIFY(overview);
    QVERIFY(overview->isReady());
    QCOMPARE(await(m_client->clusterState(u"c1"_s)).value_or(QString()), u"Deleting"_s);
    QVERIFY(await(m_client->clusterProperties()));
}

void TestPaletteClient::clusterFoundByItsLabel()
{
    m_palette->on(u"POST /v1/dashboard/spectroclusters/search"_s, [this](FakeExchange &exchange) {
        if (exchange.request().item(u"continue"_s).isEmpty()) {
            m_palette->answer(
                exchange,
                json("{'items':[{'metadata':{'uid':'c1','labels':{'easel-pool-uid':'u-2'}},'status':{'state'"
                     ":'Running'}},{'metadata':{'uid':'c2','labels':{'easel-pool-uid':'u-1'}},'status':{"
                     "'state':'Deleted'}},{'metadata':null,'status':null}],'listmeta':{'continue':'t',"
                     "'count':4}}"));
        } else {
            // Its state is not there, and it is there all the same.
            m_palette->answer(
                exchange,
                json("{'items':[{'metadata':{'uid':'c3','labels':{'easel-pool-uid':'u-1'}},'status':"
                     "null}],'listmeta':{'continue':'','count':4}}"));
        }
    });
    const auto found = await(m_client->findClusters(u"easel-pool-uid"_s, u"u-1"_s));
    QVERIFY2(found, why(found).constData());
    QCOMPARE(found->items.size(), 1);
    QCOMPARE(found->items.first().uid(), u"c3"_s);
    QVERIFY(found->truth.isComplete());
    QCOMPARE(sent()[u"filter"][u"filterGroups"][0][u"filters"][0][u"property"].toString(), u"isDeleted"_s);
}

void TestPaletteClient::clusterThatWasPurged()
{
    m_palette->onJson(u"GET /v1/spectroclusters/c1"_s, json("{'metadata':{'uid':'c1'},'status':null}"));
    const auto cluster = await(m_client->cluster(u"c1"_s));
    QVERIFY(!cluster);
    QCOMPARE(errorKindName(cluster.error().kind), u"NotFound"_s);
    QCOMPARE(errorSentence(cluster.error()),
             u"Could not read cluster c1. Palette holds only the remains of this "
             "cluster. It may have been deleted; list again."_s);
}

void TestPaletteClient::kubeconfigs()
{
    const QByteArray yaml = "apiVersion: v1\nkind: Config\nclusters: []\n";
    m_palette->on(u"GET /v1/spectroclusters/c1/assets/adminKubeconfig"_s,
                  [&](FakeExchange &exchange) { exchange.reply(200, yaml.toBase64()); });
    m_palette->on(u"GET /v1/spectroclusters/c1/assets/kubeconfigclient"_s,
                  [&](FakeExchange &exchange) { exchange.reply(200, yaml); });
    m_palette->on(u"GET /v1/spectroclusters/c1/assets/kubeconfig"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 404, u"ResourceNotFound"_s, u"no kubeconfig"_s);
    });
    const auto admin = await(m_client->kubeconfig(u"c1"_s, KubeconfigKind::Admin));
    QVERIFY2(admin, why(admin).constData());
    QCOMPARE(*admin, yaml);
    QCOMPARE(last().header("Accept"), "application/octet-stream");
    QCOMPARE(await(m_client->kubeconfig(u"c1"_s, KubeconfigKind::Client)).value_or(QByteArray()), yaml);
    const auto user = await(m_client->kubeconfig(u"c1"_s, KubeconfigKind::User));
    QVERIFY(!user);
    QCOMPARE(last().item(u"frp"_s), u"true"_s);
    QCOMPARE(errorSentence(user.error()),
             u"Could not fetch the kubeconfig of cluster c1. The server answered 'no kubeconfig' (404). The "
             u"cluster "
             "has none yet, or Palette gives none out: it has none of clusters that were imported."_s);
}

void TestPaletteClient::profileChanges()
{
    m_palette->onJson(u"PATCH /v1/spectroclusters/c1/profiles"_s, {}, 204);
    m_palette->onJson(u"POST /v1/spectroclusters/c1/validate/packs"_s, json("{'profiles':[]}"));
    m_palette->onJson(u"POST /v1/spectroclusters/c1/validate/repave"_s,
                      json("{'isRepaveRequired':true,'reasons':[{'code':'c','message':'m'}]}"));
    ProfileChange change;
    ProfileUse use;
    use.uid = u"cp2"_s;
    use.replaces = u"cp1"_s;
    use.variables = {{u"a"_s, u"b"_s}};
    change.profiles = {use};
    QVERIFY(await(m_client->checkProfiles(u"c1"_s, change.profiles)));
    const auto preview = await(m_client->previewRepave(u"c1"_s, change.profiles));
    QVERIFY(preview);
    QVERIFY(preview->isRequired);
    QVERIFY(await(m_client->changeProfiles(u"c1"_s, change)));
    QCOMPARE(last().item(u"resolveNotification"_s), u"true"_s);
    QCOMPARE(sent()[u"profiles"][0][u"replaceWithProfile"].toString(), u"cp1"_s);
}

void TestPaletteClient::repaves()
{
    m_palette->onJson(u"GET /v1/spectroclusters/c1/repave/status"_s,
                      json("{'spec':{'source':'user','reasons':null},'status':{'state':'Pending'}}"));
    m_palette->onJson(u"PATCH /v1/spectroclusters/c1/repave/approve"_s, {}, 204);
    m_palette->onJson(u"GET /v1/dashboard/spectroclusters/repaveStatus"_s, json(emptyPage));
    const auto repave = await(m_client->repave(u"c1"_s));
    QVERIFY2(repave, why(repave).constData());
    QVERIFY(repave->isPending());
    const auto approved = await(m_client->approveRepave(u"c1"_s));
    QVERIFY2(approved, why(approved).constData());
    QVERIFY(await(m_client->clustersWaitingForRepave()));
    QCOMPARE(last().item(u"repaveState"_s), u"Pending"_s);
}

void TestPaletteClient::deletions()
{
    m_palette->onJson(u"DELETE /v1/spectroclusters/c1"_s, {}, 204);
    QVERIFY(await(m_client->removeCluster(u"c1"_s)));
    QVERIFY(last().item(u"forceDelete"_s).isEmpty());
    QVERIFY(await(m_client->removeCluster(u"c1"_s, true)));
    QCOMPARE(last().item(u"forceDelete"_s), u"true"_s);
}

void TestPaletteClient::machinePools()
{
    m_palette->onJson(
        u"GET /v1/cloudconfigs/edge-native/cc1"_s,
        json("{'metadata':{'uid':'cc1'},'spec':{'clusterConfig':{'controlPlaneEndpoint':{'host':"
             "'10.0.0.9','type':'VIP'}},'machinePoolConfig':[{'name':'w','hosts':[{'hostUid':'h1',"
             "'hostAddress':'10.0.0.1','nic':{'nicName':'ens1'}}],'size':1,'labels':['worker']}]}}"));
    m_palette->onJson(u"POST /v1/cloudconfigs/edge-native/cc1/machinePools"_s, json("{'uid':'w2'}"), 201);
    m_palette->onJson(u"PUT /v1/cloudconfigs/edge-native/cc1/machinePools/w"_s, {}, 204);
    m_palette->onJson(u"DELETE /v1/cloudconfigs/edge-native/cc1/machinePools/w"_s, {}, 204);
    m_palette->onJson(u"PUT /v1/cloudconfigs/edge-native/cc1/clusterConfig"_s, {}, 204);
    m_palette->onJson(u"GET /v1/cloudconfigs/edge-native/cc1/machinePools/w/machines"_s,
                      json("{'items':[{'metadata':{'uid':'m1'},'spec':{'edgeHostUid':'h1'}}]}"));
    const QString machine = u" /v1/cloudconfigs/edge-native/cc1/machinePools/w/machines/m1"_s;
    m_palette->onJson(u"DELETE"_s + machine, {}, 204);
    m_palette->onJson(u"PUT"_s + machine + u"/maintenance"_s, {}, 204);

    const auto config = await(m_client->cloudConfig(u"cc1"_s));
    QVERIFY2(config, why(config).constData());
    PaletteMachinePool pool = config->pools.first();
    PoolHost host;
    host.hostUid = u"h2"_s;
    pool.hosts << host;
    QVERIFY(await(m_client->updateMachinePool(u"cc1"_s, pool)));
    QCOMPARE(sent()[u"poolConfig"][u"size"].toInt(), 2);
    QCOMPARE(sent()[u"cloudConfig"][u"edgeHosts"][0][u"nic"][u"nicName"].toString(), u"ens1"_s);
    QVERIFY(await(m_client->addMachinePool(u"cc1"_s, pool)));
    QVERIFY(await(m_client->removeMachinePool(u"cc1"_s, u"w"_s)));
    ClusterNetwork network = config->network;
    network.ntpServers = {u"ntp.example"_s};
    QVERIFY(await(m_client->updateClusterNetwork(u"cc1"_s, network)));
    QCOMPARE(sent()[u"clusterConfig"][u"controlPlaneEndpoint"][u"host"].toString(), u"10.0.0.9"_s);
    const auto machines = await(m_client->machines(u"cc1"_s, u"w"_s));
    QVERIFY(machines);
    QCOMPARE(machines->first().hostUid, u"h1"_s);
    QVERIFY(await(m_client->setMaintenance(u"cc1"_s, u"w"_s, u"m1"_s, MachineMaintenance::Cordon)));
    QCOMPARE(sent()[u"action"].toString(), u"cordon"_s);
    QVERIFY(await(m_client->setMaintenance(u"cc1"_s, u"w"_s, u"m1"_s, MachineMaintenance::Uncordon)));
    QVERIFY(await(m_client->removeMachine(u"cc1"_s, u"w"_s, u"m1"_s)));
}

void TestPaletteClient::imports()
{
    m_palette->onJson(u"POST /v1/spectroclusters/generic/import"_s, json("{'uid':'c9'}"), 201);
    m_palette->on(u"GET /v1/spectroclusters/c9/import/manifest"_s,
                  [](FakeExchange &exchange) { exchange.reply(200, "apiVersion: v1\n"); });
    m_palette->onJson(u"PATCH /v1/spectroclusters/c9/import/upgrade"_s, {}, 204);
    ImportRequest request;
    request.name = u"hpc"_s;
    const auto uid = await(m_client->importCluster(request));
    QVERIFY2(uid, why(uid).constData());
    QCOMPARE(*uid, u"c9"_s);
    QCOMPARE(sent()[u"spec"][u"clusterConfig"][u"importMode"].toString(), u"read-only"_s);
    QCOMPARE(await(m_client->importManifest(u"c9"_s)).value_or(QByteArray()), "apiVersion: v1\n");
    QVERIFY(await(m_client->giveImportFullPermission(u"c9"_s)));
}

void TestPaletteClient::whatHappened()
{
    m_palette->onJson(
        u"GET /v1/events/components/spectrocluster/c1"_s,
        json("{'items':[{'metadata':{'uid':'e1','creationTimestamp':'2026-11-20T12:00:00.000Z'},'reason':"
             "'A'},{'metadata':{'uid':'e2','creationTimestamp':'2026-11-20T13:00:00.000Z'},'reason':'B'}"
             "],'listmeta':{'continue':'more','count':900}}"));
    const auto events = await(m_client->events(PaletteEventKind::Cluster, u"c1"_s));
    QVERIFY2(events, why(events).constData());
    QCOMPARE(events->first().reason, u"B"_s); // newest first, whatever Palette does
    QCOMPARE(m_palette->server.requests().size(), 1);
    QCOMPARE(last().item(u"orderBy"_s), u"metadata.creationTimestamp=-1"_s);
    m_palette->onJson(u"GET /v1/events/components/edgehost/h1"_s, json(emptyPage));
    QVERIFY(await(m_client->events(PaletteEventKind::EdgeHost, u"h1"_s)));
}

void TestPaletteClient::eventsWithoutSorting()
{
    m_palette->on(u"GET /v1/events/components/spectrocluster/c1"_s, [this](FakeExchange &exchange) {
        if (exchange.request().item(u"orderBy"_s).isEmpty())
            m_palette->answer(exchange,
                              json("{'items':[{'metadata':{'uid':'e1'}}],'listmeta':{'continue':''}}"));
        else
            PaletteFake::refuse(exchange, 422, 605, u"orderBy is not known"_s);
    });
    const auto events = await(m_client->events(PaletteEventKind::Cluster, u"c1"_s));
    QVERIFY2(events, why(events).constData());
    QCOMPARE(events->size(), 1);
}

void TestPaletteClient::audits()
{
    m_palette->onJson(
        u"GET /v1/audits"_s,
        json("{'items':[{'metadata':{'uid':'a1'},'spec':{'actionType':'create'}}],'listmeta':{'continue':"
             "'','count':1}}"));
    AuditQuery query;
    query.from = QDateTime(QDate(2026, 11, 20), QTime(0, 0), Qt::UTC);
    query.until = query.from.addDays(1);
    query.projectUid = u"p1"_s;
    query.userUid = u"u1"_s;
    query.resourceKind = u"spectrocluster"_s;
    query.resourceUid = u"c1"_s;
    query.action = u"create"_s;
    const auto audits = await(m_client->audits(query));
    QVERIFY2(audits, why(audits).constData());
    QCOMPARE(audits->items.first().action, u"create"_s);
    QCOMPARE(last().item(u"startTime"_s), u"2026-11-20T00:00:00.000Z"_s);
}

void TestPaletteClient::notifications()
{
    m_palette->onJson(
        u"GET /v1/notifications/clusterprofile/cp1"_s,
        json("{'items':[{'metadata':{'uid':'n1'},'action':{'actionMessage':'m'}}],'listmeta':{'continue':"
             "''}}"));
    m_palette->onJson(u"PATCH /v1/notifications/n1/ack"_s, {}, 204);
    m_palette->onJson(u"PATCH /v1/notifications/n1/done"_s, {}, 204);
    const auto list = await(m_client->notifications(PaletteNotificationKind::ClusterProfile, u"cp1"_s));
    QVERIFY2(list, why(list).constData());
    QCOMPARE(list->first().message, u"m"_s);
    QVERIFY(await(m_client->acknowledgeNotification(u"n1"_s)));
    QVERIFY(await(m_client->finishNotification(u"n1"_s)));
}

void TestPaletteClient::tags()
{
    m_palette->onJson(u"GET /v1/edgehosts/tags"_s, json("{'tags':['rack:r7','spare']}"));
    m_palette->onJson(u"GET /v1/spectroclusters/tags"_s, json("{'tags':['team:ice']}"));
    QCOMPARE(await(m_client->hostTags()).value_or(QStringList()), (QStringList{u"rack:r7"_s, u"spare"_s}));
    QCOMPARE(await(m_client->clusterTags()).value_or(QStringList()), QStringList{u"team:ice"_s});
}

void TestPaletteClient::probe()
{
    m_palette->onJson(u"GET /v1/dashboard/projects/metadata"_s,
                      json("{'items':[{'metadata':{'uid':'p1','name':'north'}}]}"));
    m_palette->onJson(
        u"GET /v1/users/me"_s,
        json("{'metadata':{'uid':'u1'},'spec':{'emailId':'vera@example.org','firstName':'Vera',"
             "'lastName':'Ice'},'status':{'tenantPermissions':['edgehost.list'],'projectPermissions':{"
             "'p1':['cluster.create']},'tenant':{'orgName':'borealis','tenantUid':'t1'}}}"));
    m_palette->on(u"GET /v1/projects"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 405, 405, u"method GET is not allowed, but [POST] are"_s);
    });
    m_palette->onJson(u"POST /v1/dashboard/edgehosts/search"_s,
                      json("{'items':[{'metadata':{'uid':'h1'}}],'listmeta':{'continue':'t','count':260}}"));
    m_palette->onJson(u"POST /v1/dashboard/spectroclusters/search"_s, json(emptyPage));
    m_palette->onJson(u"GET /v1/dashboard/clusterprofiles/metadata"_s, json("{'items':[]}"));
    m_palette->onJson(u"GET /v1/dashboard/edgehosts/search/schema"_s,
                      json("{'schema':{'properties':[{'name':'tags','type':'string'}]}}"));
    m_palette->onJson(u"GET /v1/dashboard/spectroclusters/search/schema"_s,
                      json("{'schema':{'properties':[{'name':'isDeleted','type':'bool'}]}}"));
    PaletteProbe probe(m_client->session(), u"p1"_s);
    const auto found = await(probe.start());
    QVERIFY2(found, why(found).constData());
    QCOMPARE(found->user, (PaletteRef{u"u1"_s, u"Vera Ice"_s}));
    QCOMPARE(found->email, u"vera@example.org"_s);
    QCOMPARE(found->tenant, (PaletteRef{u"t1"_s, u"borealis"_s}));
    QCOMPARE(found->projects.first().name, u"north"_s);
    QCOMPARE(found->versionText(), u"4.10 or newer"_s);
    QVERIFY(found->permissionsKnown);
    QVERIFY(found->may(u"cluster.create"_s, u"p1"_s) && !found->may(u"cluster.delete"_s, u"p1"_s));
    using Check = PaletteCapabilities::Check;
    QVERIFY(found->checks[Check::Machines].answers);
    QCOMPARE(found->checks[Check::Machines].count, 260);
    QCOMPARE(found->checks[Check::Clusters].count, 0);
    QVERIFY(found->checks[Check::Profiles].answers);
    QCOMPARE(found->hostProperties.first().name, u"tags"_s);
    QCOMPARE(found->clusterProperties.first().type, u"bool"_s);
    for (const FakeRequest &request : m_palette->server.requestsTo(u"/v1/dashboard/edgehosts/search"_s))
        QCOMPARE(request.item(u"limit"_s), u"1"_s);
    QCOMPARE(m_palette->server.requests().size(), 8);
}

void TestPaletteClient::probeOfAnOlderPalette()
{
    m_palette->onJson(u"GET /v1/dashboard/projects/metadata"_s, json("{'items':[]}"));
    m_palette->onJson(u"GET /v1/users/info"_s,
                      json("{'orgName':'borealis','tenantUid':'t1','userUid':'u1'}"));
    m_palette->on(u"GET /v1/projects"_s,
                  [](FakeExchange &exchange) { exchange.reply(200, "{\"items\":[]}"); });
    PaletteProbe probe(m_client->session(), u"p1"_s);
    const auto found = await(probe.start());
    QVERIFY2(found, why(found).constData());
    QCOMPARE(found->user.uid, u"u1"_s);
    QCOMPARE(found->tenant.name, u"borealis"_s);
    QVERIFY(!found->permissionsKnown);
    QVERIFY(found->may(u"cluster.create"_s, u"p1"_s));
    QCOMPARE(found->versionText(), u"older than 4.10"_s);
}

void TestPaletteClient::probeTellsWhatIsRefused()
{
    m_palette->onJson(u"GET /v1/dashboard/projects/metadata"_s, json("{'items':[]}"));
    m_palette->on(u"POST /v1/dashboard/edgehosts/search"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 403, u"OperationForbidden"_s,
                            u"Operation 'edgehost.list' is forbidden"_s);
    });
    PaletteProbe probe(m_client->session(), u"p1"_s);
    const auto found = await(probe.start());
    QVERIFY2(found, why(found).constData());
    const auto machines = found->checks[PaletteCapabilities::Check::Machines];
    QVERIFY(!machines.answers);
    QCOMPARE(
        errorSentence(machines.error),
        u"Could not list machines. The server answered 'Operation 'edgehost.list' is forbidden' (403). Check "
        "the selected project first, then the role."_s);
    QVERIFY(!found->checks[PaletteCapabilities::Check::Clusters].answers);
    QCOMPARE(found->versionText(), u"not known"_s);
}

void TestPaletteClient::passwordSignIn()
{
    m_palette->onJson(u"POST /v1/auth/authenticate"_s, json("{'Authorization':'tok-1','isMfa':false}"));
    m_palette->onJson(u"GET /v1/edgehosts/tags"_s, json("{'tags':[]}"));
    PaletteClient client(m_palette->session(PaletteFake::password()), u"p1"_s);
    // However many wait, one signs in.
    QList<Call<QStringList>> calls;
    for (int i = 0; i < 6; ++i)
        calls << client.hostTags();
    for (const auto &call : calls) {
        const auto tags = await(call);
        QVERIFY2(tags, why(tags).constData());
    }
    const auto signIns = m_palette->server.requestsTo(u"/v1/auth/authenticate"_s);
    QCOMPARE(signIns.size(), 1);
    QCOMPARE(signIns.first().item(u"setCookie"_s), u"false"_s);
    QCOMPARE(signIns.first().json()[u"org"].toString(), u"borealis"_s);
    QCOMPARE(signIns.first().header("ProjectUid"), QByteArray());
    QCOMPARE(last().header("Authorization"), "tok-1"); // the token itself
    QCOMPARE(last().header("ApiKey"), QByteArray());
}

void TestPaletteClient::tokenIsRenewedInTime()
{
    m_palette->onJson(u"POST /v1/auth/authenticate"_s, json("{'Authorization':'tok-1','isMfa':false}"));
    m_palette->onJson(u"GET /v1/auth/refresh/tok-1"_s, json("{'Authorization':'tok-2'}"));
    m_palette->onJson(u"GET /v1/edgehosts/tags"_s, json("{'tags':[]}"));
    QDateTime now(QDate(2026, 11, 20), QTime(12, 0), Qt::UTC);
    PaletteTuning tuning = PaletteFake::quick();
    tuning.clock = [&now] { return now; };
    PaletteClient client(m_palette->session(PaletteFake::password(), tuning), u"p1"_s);
    QVERIFY(await(client.hostTags()));
    now = now.addSecs(11 * 60);
    QVERIFY(await(client.hostTags()));
    QCOMPARE(last().header("Authorization"), "tok-1");
    now = now.addSecs(2 * 60); // 13 of 15 minutes
    QVERIFY(await(client.hostTags()));
    QCOMPARE(last().header("Authorization"), "tok-2");
    QCOMPARE(m_palette->server.requestsTo(u"/v1/auth/refresh/tok-1"_s).first().item(u"setCookie"_s),
             u"false"_s);
    // Slept through its life: the password signs in again.
    now = now.addSecs(3600);
    QVERIFY(await(client.hostTags()));
    QCOMPARE(m_palette->server.count(u"POST /v1/auth/authenticate"_s), 2);
}

void TestPaletteClient::signOutMakesTheTokenWorthless()
{
    m_palette->onJson(u"POST /v1/auth/authenticate"_s, json("{'Authorization':'tok-1','isMfa':false}"));
    m_palette->onJson(u"POST /v1/users/auth/tokens/revoke"_s, {}, 204);
    const auto session = m_palette->session(PaletteFake::password());
    QVERIFY(await(session->signIn()));
    QVERIFY(await(session->signOut()));
    QCOMPARE(sent()[u"tokens"][0].toString(), u"tok-1"_s);
    QCOMPARE(last().header("Authorization"), "tok-1");
    QVERIFY(await(m_client->session()->signOut())); // nothing to do with an API key
    QCOMPARE(m_palette->server.requests().size(), 2);
}

QTEST_GUILESS_MAIN(TestPaletteClient)
#include "tst_paletteclient.moc"
