// SPDX-License-Identifier: GPL-3.0-or-later
// What Palette, its gateway and the network do wrong, and the sentence that a person reads then.
#include "core/base/log.h"
#include "core/clients/palette/paletteclient.h"
#include "core/clients/palette/paletteprobe.h"
#include "tests/support/callspy.h"
#include "tests/support/palettefake.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

constexpr auto hostTagsCall = "GET /v1/edgehosts/tags";

ClusterRequest someCluster()
{
    ClusterRequest request;
    request.name = u"firn"_s;
    request.labels = {{u"easel-pool-uid"_s, u"u-1"_s}};
    PaletteMachinePool pool;
    pool.name = u"control-plane-pool"_s;
    pool.isControlPlane = true;
    PoolHost host;
    host.hostUid = u"edge-1"_s;
    pool.hosts = {host};
    request.pools = {pool};
    return request;
}

// Lines of the log while it lives.
class LogSpy
{
public:
    LogSpy()
    {
        s_lines.clear();
        s_before = qInstallMessageHandler(
            [](QtMsgType, const QMessageLogContext &, const QString &line) { s_lines << line; });
        QLoggingCategory::setFilterRules(u"easel.*=true\nqt.network.*=true"_s);
    }
    ~LogSpy()
    {
        QLoggingCategory::setFilterRules(QString());
        qInstallMessageHandler(s_before);
    }
    QString text() const { return s_lines.join(u'\n'); }

private:
    static inline QStringList s_lines;
    static inline QtMessageHandler s_before = nullptr;
};

} // namespace

class TestPaletteFaults : public QObject
{
    Q_OBJECT

private:
    PaletteContract m_contract;
    std::unique_ptr<PaletteFake> m_palette;
    std::unique_ptr<PaletteClient> m_client;

    QString sentenceOf(const Call<QStringList> &call)
    {
        const auto result = await(call);
        return result ? u"no error"_s : errorSentence(result.error());
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(FakeServer::certificates().isValid(), "the openssl program is needed"); }
    void init();
    void cleanup();

    void keyThatRanOut();
    void tokenThatRanOutInMidFlight();
    void renewalThatDoesNotGetThrough();
    void tokenThatIsRefusedTwice();
    void wrongPasswordIsSentOnce();
    void secondFactor();
    void wrongProject();
    void callThatIsNoMore();
    void nameThatIsTaken();
    void validatorWithANumber();
    void storm();
    void stormThatDoesNotEnd();
    void pauseThatIsTooLong();
    void createIsNotRepeatedWhenThrottled();
    void ownError();
    void gatewaysPage();
    void gatewayRecovers();
    void createThatWentThrough();
    void createWhoseConnectionBroke();
    void createWithoutUid();
    void deleteIsTriedAgain();
    void tagsWhoseAnswerWasLost();
    void nullsEverywhere();
    void tokenThatRepeats();
    void tokenThatNeverEnds();
    void pageThatFails();
    void signInPageInsteadOfData();
    void emptyAnswer();
    void redirectTakesNoKey();
    void secretsAreInNoErrorAndNoLog();
    void clearTextIsRefused();
    void waitingIsVisible();
    void clientsShareTheBudget();
    void cancelEndsTheWaiting();
    void deletedClientCancels();
};

void TestPaletteFaults::init()
{
    m_palette = std::make_unique<PaletteFake>(&m_contract);
    QVERIFY(m_palette->server.listen());
    m_client = std::make_unique<PaletteClient>(m_palette->session(), u"p1"_s);
}

void TestPaletteFaults::cleanup()
{
    QCOMPARE(m_palette->problems, QStringList());
    m_client.reset();
    m_palette.reset();
}

void TestPaletteFaults::keyThatRanOut()
{
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 401, u"UnAuthorizedAccess"_s, u"invalid api key easel-test-key-1f3c"_s,
                            u"8f1e-2"_s);
    });
    QCOMPARE(
        sentenceOf(m_client->hostTags()),
        u"Could not list the tags of machines. The server answered 'invalid api key <redacted>' (401). The "
        u"key "
        "or password may be wrong, expired or of another tenant. Check the address of the tenant, or make a "
        "new API key in Palette. Reference for support: 8f1e-2."_s);
    QCOMPARE(m_palette->server.requests().size(), 1); // another try would only lock the account
}

void TestPaletteFaults::tokenThatRanOutInMidFlight()
{
    int signIns = 0;
    m_palette->on(u"POST /v1/auth/authenticate"_s, [&](FakeExchange &exchange) {
        m_palette->answer(exchange, "{\"Authorization\":\"tok-" + QByteArray::number(++signIns) +
                                        "\",\"isMfa\":false}");
    });
    // Palette's clock or an administrator ended it before its time.
    m_palette->on(u"GET /v1/auth/refresh/tok-1"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 401, u"UnAuthorizedAccess"_s, u"token is not valid"_s);
    });
    QByteArray valid = "tok-1";
    m_palette->on(QString::fromLatin1(hostTagsCall), [&](FakeExchange &exchange) {
        if (exchange.request().header("Authorization") == valid)
            m_palette->answer(exchange, "{\"tags\":[\"a\"]}");
        else
            PaletteFake::refuse(exchange, 401, u"UnAuthorizedAccess"_s, u"token is not valid"_s);
    });
    PaletteClient client(m_palette->session(PaletteFake::password()), u"p1"_s);
    QVERIFY(await(client.hostTags()));
    valid = "tok-2";
    QList<Call<QStringList>> calls;
    for (int i = 0; i < 5; ++i)
        calls << client.hostTags();
    for (const auto &call : calls) {
        const auto tags = await(call);
        QVERIFY2(tags, why(tags).constData());
    }
    QCOMPARE(signIns, 2);
    QCOMPARE(m_palette->server.requestsTo(u"/v1/auth/refresh/tok-1"_s).size(), 1);
}

void TestPaletteFaults::renewalThatDoesNotGetThrough()
{
    m_palette->onJson(u"POST /v1/auth/authenticate"_s, json("{'Authorization':'tok-1','isMfa':false}"));
    m_palette->on(u"GET /v1/auth/refresh/tok-1"_s, [](FakeExchange &exchange) { exchange.reply(502, {}); });
    m_palette->onJson(QString::fromLatin1(hostTagsCall), json("{'tags':[]}"));
    QDateTime now(QDate(2026, 11, 20), QTime(12, 0), Qt::UTC);
    PaletteTuning tuning = PaletteFake::quick();
    tuning.clock = [&now] { return now; };
    PaletteClient client(m_palette->session(PaletteFake::password(), tuning), u"p1"_s);
    QVERIFY(await(client.hostTags()));
    now = now.addSecs(14 * 60); // the token lives for another minute
    const auto tags = await(client.hostTags());
    QVERIFY2(tags, why(tags).constData());
    QCOMPARE(m_palette->server.requests().last().header("Authorization"), "tok-1");
    QCOMPARE(m_palette->server.count(u"POST /v1/auth/authenticate"_s), 1);
}

void TestPaletteFaults::tokenThatIsRefusedTwice()
{
    m_palette->onJson(u"POST /v1/auth/authenticate"_s, json("{'Authorization':'tok-1','isMfa':false}"));
    m_palette->onJson(u"GET /v1/auth/refresh/tok-1"_s, json("{'Authorization':'tok-2'}"));
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 401, u"UnAuthorizedAccess"_s, u"not you"_s);
    });
    PaletteClient client(m_palette->session(PaletteFake::password()), u"p1"_s);
    QVERIFY(sentenceOf(client.hostTags())
                .startsWith(u"Could not list the tags of machines. The server answered 'not you' (401)."));
    QCOMPARE(m_palette->server.count(QString::fromLatin1(hostTagsCall)), 2); // once more, and no more
}

void TestPaletteFaults::wrongPasswordIsSentOnce()
{
    m_palette->on(u"POST /v1/auth/authenticate"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 401, u"UserCredentialsInvalid"_s, u"password correct horse is wrong"_s);
    });
    const auto session = m_palette->session(PaletteFake::password());
    PaletteClient client(session, u"p1"_s);
    const QString sentence = u"Could not sign in to Palette as vera@example.org. The server answered "
                             u"'password <redacted> is wrong' "
                             "(401). The key or password may be wrong, expired or of another tenant. Check "
                             "the address of the tenant, "
                             "or make a new API key in Palette."_s;
    QCOMPARE(sentenceOf(client.hostTags()), sentence);
    QCOMPARE(sentenceOf(client.hostTags()), sentence);
    QCOMPARE(m_palette->server.requests().size(), 1); // too many tries lock an account
    QVERIFY(!await(session->signIn()));               // the person asks for it
    QCOMPARE(m_palette->server.requests().size(), 2);
}

void TestPaletteFaults::secondFactor()
{
    m_palette->onJson(u"POST /v1/auth/authenticate"_s, json("{'Authorization':'half-a-token','isMfa':true}"));
    const auto signedIn = await(m_palette->session(PaletteFake::password())->signIn());
    QVERIFY(!signedIn);
    QCOMPARE(errorSentence(signedIn.error()),
             u"Could not sign in to Palette as vera@example.org. This account asks for a second factor, "
             u"which Easel "
             "cannot give. Make an API key in Palette (your name, My API Keys) and sign in with it."_s);
}

void TestPaletteFaults::wrongProject()
{
    m_palette->on(u"GET /v1/spectroclusters/c1"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 403, u"OperationForbidden"_s, u"Operation 'cluster.get' is forbidden"_s,
                            u"4b1c"_s);
    });
    const auto cluster = await(m_client->cluster(u"c1"_s));
    QVERIFY(!cluster);
    QCOMPARE(
        errorSentence(cluster.error()),
        u"Could not read cluster c1. The server answered 'Operation 'cluster.get' is forbidden' (403). Check "
        "the selected project first, then the role. Reference for support: 4b1c."_s);
}

void TestPaletteFaults::callThatIsNoMore()
{
    m_palette->on(u"POST /v1/dashboard/edgehosts/search"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 405, 405, u"method POST is not allowed, but [GET] are"_s);
    });
    const auto hosts = await(m_client->searchHosts());
    QVERIFY(!hosts);
    QCOMPARE(errorSentence(hosts.error()), u"Could not list machines. The server answered 'method POST is "
                                           u"not allowed, but [GET] are' (405). This "
                                           "version of Palette does not have this call; another one may."_s);
}

void TestPaletteFaults::nameThatIsTaken()
{
    m_palette->on(u"POST /v1/spectroclusters/edge-native"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 409, u"DuplicateClusterName"_s, u"cluster firn exists"_s);
    });
    const auto uid = await(m_client->createCluster(someCluster()));
    QVERIFY(!uid);
    QCOMPARE(errorSentence(uid.error()), u"Could not create cluster firn. The server answered 'cluster firn "
                                         u"exists' (409). Look at what is there "
                                         "now, then try again."_s);
}

void TestPaletteFaults::validatorWithANumber()
{
    m_palette->on(u"GET /v1/spectroclusters/validate/name"_s, [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 422, 608, u"name in query should match '^[a-z]'"_s);
    });
    const auto checked = await(m_client->checkClusterName(u"Firn"_s));
    QVERIFY(!checked);
    QCOMPARE(checked.error().reason, u"608"_s);
    QCOMPARE(errorSentence(checked.error()),
             u"Could not use the cluster name Firn. The server answered 'name in "
             "query should match '^[a-z]'' (422). Change what it does not take, then try again."_s);
    QCOMPARE(m_palette->server.requests().size(), 1);
}

void TestPaletteFaults::storm()
{
    int refusals = 3;
    m_palette->on(QString::fromLatin1(hostTagsCall), [&](FakeExchange &exchange) {
        if (refusals-- > 0)
            exchange.reply(429, "slow down", {{"Content-Type", "text/plain"}});
        else
            m_palette->answer(exchange, "{\"tags\":[\"a\"]}");
    });
    const auto tags = await(m_client->hostTags());
    QVERIFY2(tags, why(tags).constData());
    QCOMPARE(m_palette->server.requests().size(), 4);
    QCOMPARE(m_palette->budget->state().refused, 3);
}

void TestPaletteFaults::stormThatDoesNotEnd()
{
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &exchange) { exchange.reply(429, {}); });
    QCOMPARE(sentenceOf(m_client->hostTags()),
             u"Could not list the tags of machines. The server answered 'too many requests' (429). Palette "
             u"takes a "
             "limited number of requests a second; Easel slows down, try again in a moment."_s);
    QCOMPARE(m_palette->server.requests().size(), 4);
}

void TestPaletteFaults::pauseThatIsTooLong()
{
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &exchange) {
        exchange.reply(429, {}, {{"Retry-After", "3600"}});
    });
    const auto tags = await(m_client->hostTags());
    QVERIFY(!tags);
    QCOMPARE(tags.error().retryAfter, std::optional(std::chrono::seconds(3600)));
    QCOMPARE(m_palette->server.requests().size(), 1);
    // Everybody holds back, but not for an hour.
    const PaletteBudgetState state = m_palette->budget->state();
    QVERIFY(state.pausedUntil.isValid());
    QVERIFY(state.pausedUntil < QDateTime::currentDateTimeUtc().addSecs(120));
}

void TestPaletteFaults::createIsNotRepeatedWhenThrottled()
{
    m_palette->on(u"POST /v1/spectroclusters/edge-native"_s,
                  [](FakeExchange &exchange) { exchange.reply(429, {}); });
    const auto uid = await(m_client->createCluster(someCluster()));
    QVERIFY(!uid);
    QCOMPARE(errorKindName(uid.error().kind), u"Throttled"_s); // not taken: nothing was made
    QCOMPARE(m_palette->server.requests().size(), 1);
}

void TestPaletteFaults::ownError()
{
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 500, u"InternalError"_s, u"runtime error: nil pointer"_s, u"77-a"_s);
    });
    QCOMPARE(
        sentenceOf(m_client->hostTags()),
        u"Could not list the tags of machines. The server answered 'runtime error: nil pointer' (500). Try "
        "again in a moment. Reference for support: 77-a."_s);
    QCOMPARE(m_palette->server.requests().size(), 1); // also what a caller does wrong is called so
}

void TestPaletteFaults::gatewaysPage()
{
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &exchange) {
        exchange.reply(502,
                       "<html><head><title>502</title></head><body><center><h1>502 Bad Gateway</h1></center>"
                       "<hr><center>nginx</center></body></html>",
                       {{"Content-Type", "text/html"}});
    });
    QCOMPARE(sentenceOf(m_client->hostTags()), u"Could not list the tags of machines. The server answered "
                                               u"'502 Bad Gateway nginx' (502). Try again in "
                                               "a moment."_s);
    QCOMPARE(m_palette->server.requests().size(), 4); // a read may be tried again
}

void TestPaletteFaults::gatewayRecovers()
{
    int faults = 2;
    m_palette->on(QString::fromLatin1(hostTagsCall), [&](FakeExchange &exchange) {
        if (faults == 2)
            exchange.reply(503, "upstream is gone", {{"Content-Type", "text/plain"}, {"Retry-After", "0"}});
        else if (faults == 1)
            exchange.kill();
        else
            m_palette->answer(exchange, "{\"tags\":[]}");
        --faults;
    });
    const auto tags = await(m_client->hostTags());
    QVERIFY2(tags, why(tags).constData());
}

void TestPaletteFaults::createThatWentThrough()
{
    QJsonArray clusters;
    m_palette->on(u"POST /v1/spectroclusters/edge-native"_s, [&](FakeExchange &exchange) {
        const QJsonValue metadata = exchange.request().json()[u"metadata"];
        clusters.append(
            QJsonObject{{u"metadata"_s, QJsonObject{{u"uid"_s, u"c1"_s}, {u"labels"_s, metadata[u"labels"]}}},
                        {u"status"_s, QJsonObject{{u"state"_s, u"Pending"_s}}}});
        exchange.reply(504, "<html>Gateway Time-out</html>", {{"Content-Type", "text/html"}});
    });
    m_palette->on(u"POST /v1/dashboard/spectroclusters/search"_s, [&](FakeExchange &exchange) {
        m_palette->answer(exchange, QJsonDocument(QJsonObject{{u"items"_s, clusters},
                                                              {u"listmeta"_s, QJsonObject{{u"count"_s, 1}}}})
                                        .toJson());
    });
    const auto uid = await(m_client->createCluster(someCluster()));
    QVERIFY(!uid);
    QCOMPARE(errorKindName(uid.error().kind), u"OutcomeUnknown"_s);
    QCOMPARE(
        errorSentence(uid.error()),
        u"Could not create cluster firn. The server answered 'Gateway Time-out' (504). It may have been done "
        "all the same. Look whether it was before you try again."_s);
    QCOMPARE(m_palette->server.count(u"POST /v1/spectroclusters/edge-native"_s), 1);
    const auto found = await(m_client->findClusters(u"easel-pool-uid"_s, u"u-1"_s));
    QVERIFY2(found, why(found).constData());
    QCOMPARE(found->items.size(), 1);
    QCOMPARE(found->items.first().uid(), u"c1"_s);
}

void TestPaletteFaults::createWhoseConnectionBroke()
{
    m_palette->on(u"POST /v1/spectroclusters/edge-native"_s,
                  [](FakeExchange &exchange) { exchange.close(); });
    const auto uid = await(m_client->createCluster(someCluster()));
    QVERIFY(!uid);
    QCOMPARE(
        errorSentence(uid.error()),
        u"Could not create cluster firn. The request was sent, but its answer was lost: 127.0.0.1:%1 closed "
        u"the "
        "connection. It may have been done all the same. Look whether it was before you try again."_s.arg(
            m_palette->server.port()));
    QCOMPARE(m_palette->server.count(u"POST /v1/spectroclusters/edge-native"_s), 1);
}

void TestPaletteFaults::createWithoutUid()
{
    m_palette->on(u"POST /v1/spectroclusters/edge-native"_s,
                  [](FakeExchange &exchange) { exchange.reply(201, "{\"uid\":null}"); });
    const auto uid = await(m_client->createCluster(someCluster()));
    QVERIFY(!uid);
    QCOMPARE(errorSentence(uid.error()), u"Could not create cluster firn. Palette did not say what it made. "
                                         u"It may have been done all the same. "
                                         "Look whether it was before you try again."_s);
}

void TestPaletteFaults::deleteIsTriedAgain()
{
    int faults = 2;
    m_palette->on(u"DELETE /v1/spectroclusters/c1"_s, [&](FakeExchange &exchange) {
        if (faults-- > 0)
            exchange.reply(504, {});
        else
            m_palette->answer(exchange, {}, 204);
    });
    QVERIFY(await(m_client->removeCluster(u"c1"_s)));
    QCOMPARE(m_palette->server.requests().size(), 3);
    // When none of the tries is answered, nobody knows.
    faults = 100;
    const auto removed = await(m_client->removeCluster(u"c1"_s));
    QVERIFY(!removed);
    QCOMPARE(errorKindName(removed.error().kind), u"OutcomeUnknown"_s);
}

void TestPaletteFaults::tagsWhoseAnswerWasLost()
{
    QJsonObject labels{{u"rack"_s, u"r7"_s}};
    bool takes = true;
    m_palette->on(u"GET /v1/edgehosts/h1"_s, [&](FakeExchange &exchange) {
        const QJsonObject host{
            {u"metadata"_s, QJsonObject{{u"uid"_s, u"h1"_s}, {u"name"_s, u"h1"_s}, {u"labels"_s, labels}}}};
        m_palette->answer(exchange, QJsonDocument(host).toJson());
    });
    m_palette->on(u"PUT /v1/edgehosts/h1/meta"_s, [&](FakeExchange &exchange) {
        if (takes)
            labels = exchange.request().json()[u"metadata"][u"labels"].toObject();
        exchange.reply(504, {});
    });
    HostTagChange change;
    change.set = {{u"rack"_s, u"r8"_s}};
    const auto done = await(m_client->changeHostTags(u"h1"_s, change));
    QVERIFY2(done, why(done).constData()); // read back: it arrived
    QCOMPARE(done->meta.tags().value(u"rack"_s), u"r8"_s);
    takes = false;
    change.set = {{u"rack"_s, u"r9"_s}};
    const auto lost = await(m_client->changeHostTags(u"h1"_s, change));
    QVERIFY(!lost);
    QCOMPARE(errorKindName(lost.error().kind), u"OutcomeUnknown"_s);
    QCOMPARE(m_palette->server.count(u"PUT /v1/edgehosts/h1/meta"_s), 2);
    // Taken, and then nothing can be read: that is no refusal.
    int reads = 0;
    m_palette->on(u"GET /v1/edgehosts/h1"_s, [&](FakeExchange &exchange) {
        const QJsonObject host{
            {u"metadata"_s, QJsonObject{{u"uid"_s, u"h1"_s}, {u"name"_s, u"h1"_s}, {u"labels"_s, labels}}}};
        if (reads++ == 0)
            m_palette->answer(exchange, QJsonDocument(host).toJson());
        else
            exchange.reply(403, "{\"code\":\"Forbidden\",\"message\":\"no more\"}");
    });
    m_palette->on(u"PUT /v1/edgehosts/h1/meta"_s,
                  [&](FakeExchange &exchange) { m_palette->answer(exchange, {}, 204); });
    const auto unread = await(m_client->changeHostTags(u"h1"_s, change));
    QVERIFY(!unread);
    QCOMPARE(errorKindName(unread.error().kind), u"OutcomeUnknown"_s);
    const QString said = errorSentence(unread.error());
    QVERIFY2(said.contains(u"Palette took the tags, but they could not be read back: "), qPrintable(said));
}

void TestPaletteFaults::nullsEverywhere()
{
    m_palette->on(u"POST /v1/dashboard/edgehosts/search"_s, [](FakeExchange &exchange) {
        exchange.reply(
            200, json("{'items':[null,{'metadata':null,'spec':null,'status':null},{'metadata':{'uid':'h1',"
                      "'labels':null},'spec':{'device':{'gpus':null,'nics':[null],'cpu':null}},'status':{"
                      "'health':null,'inUseClusters':null}}],'listmeta':null}"));
    });
    m_palette->on(u"GET /v1/dashboard/projects/metadata"_s,
                  [](FakeExchange &exchange) { exchange.reply(200, "{\"items\":null}"); });
    m_palette->on(u"GET /v1/spectroclusters/c1/status"_s,
                  [](FakeExchange &exchange) { exchange.reply(200, "{\"status\":null}"); });
    const auto hosts = await(m_client->searchHosts());
    QVERIFY2(hosts, why(hosts).constData());
    QCOMPARE(hosts->items.size(), 2);
    QCOMPARE(hosts->items.last().uid(), u"h1"_s);
    const auto projects = await(m_client->projectNames());
    QVERIFY(projects);
    QVERIFY(projects->isEmpty());
    QCOMPARE(await(m_client->clusterState(u"c1"_s)).value_or(u"?"_s), QString());
}

void TestPaletteFaults::tokenThatRepeats()
{
    m_palette->on(u"POST /v1/dashboard/edgehosts/search"_s, [this](FakeExchange &exchange) {
        const QByteArray uid = exchange.request().item(u"continue"_s).isEmpty() ? "h1" : "h2";
        m_palette->answer(exchange, "{\"items\":[{\"metadata\":{\"uid\":\"" + uid +
                                        "\"}}],\"listmeta\":{\"continue\":\"t\",\"count\":3}}");
    });
    const auto hosts = await(m_client->searchHosts());
    QVERIFY2(hosts, why(hosts).constData());
    QCOMPARE(m_palette->server.requests().size(), 2);
    QCOMPARE(hosts->items.size(), 2);
    QCOMPARE(hosts->truth.text(), u"2 of 3"_s);
}

void TestPaletteFaults::tokenThatNeverEnds()
{
    int pages = 0;
    m_palette->on(u"POST /v1/dashboard/edgehosts/search"_s, [&](FakeExchange &exchange) {
        m_palette->answer(exchange,
                          "{\"items\":[{\"metadata\":{\"uid\":\"h1\"}}],\"listmeta\":{\"continue\":\"t" +
                              QByteArray::number(++pages) + "\",\"count\":1}}");
    });
    const auto hosts = await(m_client->searchHosts());
    QVERIFY2(hosts, why(hosts).constData());
    QCOMPARE(pages, 2); // the second brought nothing new
    QCOMPARE(hosts->items.size(), 1);
    QVERIFY(hosts->truth.isComplete());
}

void TestPaletteFaults::pageThatFails()
{
    m_palette->on(u"POST /v1/dashboard/edgehosts/search"_s, [this](FakeExchange &exchange) {
        if (exchange.request().item(u"continue"_s).isEmpty())
            m_palette->answer(exchange,
                              json("{'items':[{'metadata':{'uid':'h1'}}],'listmeta':{'continue':'t',"
                                   "'count':60}}"));
        else
            PaletteFake::refuse(exchange, 403, u"OperationForbidden"_s, u"no more"_s);
    });
    qint64 seen = 0;
    const auto hosts = await(m_client->searchHosts(
        {}, [&](const QList<EdgeHost> &, const ListTruth &truth) { seen = truth.delivered; }));
    QVERIFY(!hosts); // half a list must not pass as one
    QCOMPARE(seen, 1);
    QCOMPARE(errorKindName(hosts.error().kind), u"Forbidden"_s);
}

void TestPaletteFaults::signInPageInsteadOfData()
{
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &exchange) {
        exchange.reply(200, "<!doctype html><html><head><title>x</title></head><body>Sign in</body></html>",
                       {{"Content-Type", "text/html"}});
    });
    QCOMPARE(
        sentenceOf(m_client->hostTags()),
        u"Could not list the tags of machines. The answer is a web page, not data: 'Sign in'. Check that the "
        "address is that of Palette's API."_s);
}

void TestPaletteFaults::emptyAnswer()
{
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &exchange) { exchange.reply(200, {}); });
    QCOMPARE(sentenceOf(m_client->hostTags()),
             u"Could not list the tags of machines. The answer is empty. Check that "
             "the address is that of Palette's API."_s);
}

void TestPaletteFaults::redirectTakesNoKey()
{
    FakeServer other;
    other.onDefault([](FakeExchange &exchange) { exchange.reply(200, "{\"tags\":[]}"); });
    QVERIFY(other.listen());
    for (const int status : {301, 302, 307, 308}) {
        m_palette->on(QString::fromLatin1(hostTagsCall), [&, status](FakeExchange &exchange) {
            exchange.reply(
                status, {},
                {{"Location", "https://127.0.0.1:" + QByteArray::number(other.port()) +
                                  "/v1/edgehosts/tags?key=" + exchange.request().header("ApiKey")}});
        });
        QCOMPARE(
            sentenceOf(m_client->hostTags()),
            u"Could not list the tags of machines. The server sends this request on to "
            u"'https://127.0.0.1:%1/v1/"
            "edgehosts/tags?key=<redacted>', where Easel does not follow. Check the address of the server."_s
                .arg(other.port()));
    }
    QCOMPARE(other.connectionsSeen(), 0);
}

void TestPaletteFaults::secretsAreInNoErrorAndNoLog()
{
    const LogSpy log;
    m_palette->onJson(u"POST /v1/auth/authenticate"_s,
                      json("{'Authorization':'opaque-token-1','isMfa':false}"));
    m_palette->on(u"GET /v1/auth/refresh/opaque-token-1"_s, [](FakeExchange &exchange) { exchange.kill(); });
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &exchange) {
        PaletteFake::refuse(exchange, 401,
                            QString::fromLatin1("Bad " + exchange.request().header("Authorization")),
                            u"token opaque-token-1, password correct horse"_s, u"opaque-token-1"_s);
    });
    PaletteClient client(m_palette->session(PaletteFake::password()), u"p1"_s);
    const auto tags = await(client.hostTags());
    QVERIFY(!tags);
    m_palette->on(u"GET /v1/edgehosts/h1"_s, [](FakeExchange &exchange) {
        exchange.reply(500, "the key " + exchange.request().header("ApiKey") + " is unknown",
                       {{"Content-Type", "text/plain"}});
    });
    const auto host = await(m_client->host(u"h1"_s));
    QVERIFY(!host);
    const QString said = errorSentence(tags.error()) + tags.error().reason + tags.error().reference +
                         errorSentence(host.error()) + log.text();
    QVERIFY(log.text().contains(u"/v1/auth/refresh/<token>"));
    for (const char *secret : {"opaque-token-1", "correct horse", "easel-test-key-1f3c"})
        QVERIFY2(!said.contains(QLatin1String(secret)), qPrintable(said));
}

void TestPaletteFaults::clearTextIsRefused()
{
    ServerAddress address;
    address.url = QUrl(u"http://palette.example"_s);
    PaletteClient client(std::make_shared<PaletteSession>(address, PaletteFake::key(), m_palette->budget),
                         {});
    QCOMPARE(sentenceOf(client.hostTags()), u"Could not list the tags of machines. The address of Palette "
                                            u"is not an https address. Use https for Palette; "
                                            "an API key must not travel in clear."_s);
}

void TestPaletteFaults::waitingIsVisible()
{
    m_palette->budget = std::make_shared<PaletteBudget>(PaletteRate{50, 2});
    m_palette->onJson(QString::fromLatin1(hostTagsCall), json("{'tags':[]}"));
    PaletteClient client(m_palette->session(), u"p1"_s);
    int most = 0;
    QDateTime since;
    connect(m_palette->budget.get(), &PaletteBudget::changed, this, [&] {
        const PaletteBudgetState state = m_palette->budget->state();
        most = std::max(most, state.waiting);
        if (state.waitingSince.isValid())
            since = state.waitingSince;
    });
    QList<Call<QStringList>> calls;
    for (int i = 0; i < 10; ++i)
        calls << client.hostTags();
    for (const auto &call : calls)
        QVERIFY(await(call));
    QCOMPARE(most, 8); // two left at once
    QVERIFY(since.isValid());
    QCOMPARE(m_palette->budget->state().waiting, 0);
    QCOMPARE(m_palette->budget->state().sent, 10);
    disconnect(m_palette->budget.get(), nullptr, this, nullptr);
}

void TestPaletteFaults::clientsShareTheBudget()
{
    PaletteBudgets budgets(PaletteRate{1, 3});
    m_palette->onJson(QString::fromLatin1(hostTagsCall), json("{'tags':[]}"));
    const ServerAddress address = m_palette->server.address();
    PaletteCredential other;
    other.apiKey = u"another-key"_s;
    PaletteClient first(
        std::make_shared<PaletteSession>(address, PaletteFake::key(), budgets.of(address.url)), {});
    PaletteClient second(std::make_shared<PaletteSession>(address, other, budgets.of(address.url)), {});
    const auto a = first.hostTags();
    const auto b = second.hostTags();
    const auto c = first.hostTags();
    const auto d = second.hostTags();
    QVERIFY(await(a) && await(b) && await(c));
    QVERIFY(!d.isFinished()); // the fourth of a burst of three
    QCOMPARE(budgets.of(address.url)->state().waiting, 1);
}

void TestPaletteFaults::cancelEndsTheWaiting()
{
    m_palette->budget = std::make_shared<PaletteBudget>(PaletteRate{0.001, 1});
    m_palette->onJson(QString::fromLatin1(hostTagsCall), json("{'tags':[]}"));
    PaletteClient client(m_palette->session(), u"p1"_s);
    QVERIFY(await(client.hostTags()));
    const auto waits = client.hostTags();
    const auto list = client.searchHosts();
    QTRY_COMPARE(m_palette->budget->state().waiting, 2);
    waits.cancel();
    list.cancel();
    QCOMPARE(errorKindName(await(waits).error().kind), u"Canceled"_s);
    QCOMPARE(errorKindName(await(list).error().kind), u"Canceled"_s);
    QTRY_COMPARE(m_palette->budget->state().waiting, 0);
    QCOMPARE(m_palette->server.requests().size(), 1);
}

void TestPaletteFaults::deletedClientCancels()
{
    m_palette->on(QString::fromLatin1(hostTagsCall), [](FakeExchange &) {}); // never
    m_palette->on(u"POST /v1/dashboard/edgehosts/search"_s, [](FakeExchange &) {});
    const auto tags = m_client->hostTags();
    const auto hosts = m_client->searchHosts();
    QTRY_COMPARE(m_palette->server.requests().size(), 2);
    m_client.reset(); // and with it the last hold on the session
    QCOMPARE(errorKindName(await(tags).error().kind), u"Canceled"_s);
    QCOMPARE(errorKindName(await(hosts).error().kind), u"Canceled"_s);
    QTRY_COMPARE(m_palette->server.openConnections(), 0);
}

QTEST_GUILESS_MAIN(TestPaletteFaults)
#include "tst_palettefaults.moc"
