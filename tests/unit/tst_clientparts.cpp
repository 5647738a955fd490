// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/backoff.h"
#include "core/clients/discovery.h"
#include "core/clients/environmentproxy.h"
#include "core/clients/exchange.h"
#include "core/clients/http.h"
#include "core/clients/jsonscan.h"
#include "core/clients/kubepaths.h"
#include "core/clients/kubestatus.h"
#include "core/clients/resourcetype.h"

#include <QJsonDocument>
#include <QTest>

using namespace easel;

namespace {

QJsonObject objectOf(const char *json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("bad JSON in the test: %s", qPrintable(error.errorString()));
    return document.object();
}

HttpReply replyOf(int status, const QByteArray &body,
                  const QList<QPair<QByteArray, QByteArray>> &headers = {})
{
    HttpReply reply;
    reply.status = status;
    reply.body = body;
    reply.headers = headers;
    return reply;
}

ResourceType typeOf(const QString &group, const QString &version, const QString &kind, const QString &plural,
                    const QStringList &shortNames = {})
{
    ResourceType type;
    type.group = group;
    type.version = version;
    type.kind = kind;
    type.plural = plural;
    type.singular = kind.toLower();
    type.shortNames = shortNames;
    return type;
}

} // namespace

// The pure parts of the clients that are too small for a test program of their own.
class TestClientParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void backoffGrowsAndStaysBounded();
    void retryAfter_data();
    void retryAfter();
    void warnings_data();
    void warnings();
    void statusBecomesError();
    void conflictNamesOwners();
    void otherAnswersBecomeErrors_data();
    void otherAnswersBecomeErrors();
    void statusTextIsCleaned();
    void listMeta_data();
    void listMeta();
    void jsonMembers();
    void paths();
    void addresses();
    void aggregatedDiscovery();
    void legacyDiscovery();
    void catalogFinds();
    void proxyBypass_data();
    void proxyBypass();
};

void TestClientParts::backoffGrowsAndStaysBounded()
{
    using namespace std::chrono_literals;
    QCOMPARE(backoffDelay(0, 200ms, 5000ms, 0.5).count(), 200);
    QCOMPARE(backoffDelay(3, 200ms, 5000ms, 0.5).count(), 1600);
    QCOMPARE(backoffDelay(60, 200ms, 5000ms, 0.0).count(), 2500);
    for (int attempt = 0; attempt < 100; ++attempt) {
        const auto delay = backoffDelay(attempt);
        QVERIFY(delay >= 100ms && delay <= 7500ms);
    }
}

void TestClientParts::retryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<int>("seconds");
    QTest::newRow("none") << QByteArray() << QByteArray() << -1;
    QTest::newRow("seconds") << QByteArray(" 7 ") << QByteArray() << 7;
    QTest::newRow("negative") << QByteArray("-7") << QByteArray() << 0;
    QTest::newRow("rubbish") << QByteArray("soon") << QByteArray() << -1;
    QTest::newRow("date") << QByteArray("Wed, 21 Oct 2026 07:28:30 GMT")
                          << QByteArray("Wed, 21 Oct 2026 07:28:00 GMT") << 30;
    QTest::newRow("past date") << QByteArray("Wed, 21 Oct 2015 07:28:00 GMT") << QByteArray() << 0;
}

void TestClientParts::retryAfter()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, date);
    QFETCH(int, seconds);
    HttpReply reply;
    if (!value.isEmpty())
        reply.headers.append({"retry-after", value});
    if (!date.isEmpty())
        reply.headers.append({"Date", date});
    const auto result = retryAfterOf(reply);
    QCOMPARE(result ? static_cast<int>(result->count()) : -1, seconds);
}

void TestClientParts::warnings_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("one") << QByteArray("299 - \"unknown field \\\"spec.x\\\"\"")
                         << QStringList{QStringLiteral("unknown field \"spec.x\"")};
    QTest::newRow("several joined") << QByteArray("299 - \"first, with comma\", 299 - \"second\"")
                                    << QStringList{QStringLiteral("first, with comma"),
                                                   QStringLiteral("second")};
    QTest::newRow("with date") << QByteArray("299 - \"a\" \"Wed, 21 Oct 2015 07:28:00 GMT\", 299 - \"b\"")
                               << QStringList{QStringLiteral("a"), QStringLiteral("b")};
    QTest::newRow("control characters")
        << QByteArray("299 - \"a\x1b[31mb\"") << QStringList{QString::fromUtf8("a\xef\xbf\xbd[31mb")};
    QTest::newRow("broken") << QByteArray("299 - \"open") << QStringList{QStringLiteral("open")};
    QTest::newRow("empty") << QByteArray("299 -") << QStringList();
}

void TestClientParts::warnings()
{
    QFETCH(QByteArray, value);
    QFETCH(QStringList, expected);
    QCOMPARE(warningsOf(replyOf(200, {}, {{"Warning", value}})), expected);
}

void TestClientParts::statusBecomesError()
{
    const Error error = errorFromReply(replyOf(422, R"({"kind":"Status","apiVersion":"v1","status":"Failure",
        "message":"Project.spectrocloud.com \"x\" is invalid","reason":"Invalid","code":422,
        "details":{"retryAfterSeconds":3,"causes":[
          {"reason":"FieldValueInvalid","message":"Invalid value: \"a b\"","field":"spec.links[0].url"},
          {"reason":"FieldValueRequired","message":"Required value","field":"spec.name"}]}})",
                                               {{"Audit-Id", "abc"}}));
    QCOMPARE(errorKindName(error.kind), QStringLiteral("Invalid"));
    QCOMPARE(error.status, 422);
    QCOMPARE(error.reason, QStringLiteral("Invalid"));
    QCOMPARE(error.causes.size(), 2);
    QCOMPARE(error.causes.at(0).field, QStringLiteral("spec.links[0].url"));
    QCOMPARE(error.causes.at(1).message, QStringLiteral("Required value"));
    QVERIFY(error.retryAfter == std::chrono::seconds(3));
    QCOMPARE(error.requestId, QStringLiteral("abc"));
    QCOMPARE(errorSentence(error),
             QStringLiteral("The server answered 'Project.spectrocloud.com \"x\" is invalid' (422)."));
}

void TestClientParts::conflictNamesOwners()
{
    const Error error = errorFromReply(replyOf(409, R"({"kind":"Status","code":409,"reason":"Conflict",
        "message":"Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .spec.replicas",
        "details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" using v1",
        "field":".spec.replicas"}]}})"));
    QCOMPARE(errorKindName(error.kind), QStringLiteral("Conflict"));
    QCOMPARE(error.causes.size(), 1);
    QCOMPARE(error.causes.first().field, QStringLiteral("spec.replicas"));
    QCOMPARE(error.causes.first().message, QStringLiteral("conflict with \"kubectl\" using v1"));
}

void TestClientParts::otherAnswersBecomeErrors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("401 without body")
        << 401 << QByteArray() << QStringLiteral("Auth")
        << QStringLiteral("The server answered 'who you are is not accepted' (401). Sign in "
                          "again or choose another user of the kubeconfig.");
    QTest::newRow("page of a proxy")
        << 502
        << QByteArray("<html><head><title>x</title><style>b{}</style></head><body><h1>502 Bad\n "
                      "Gateway</h1></body></html>")
        << QStringLiteral("Server")
        << QStringLiteral("The server answered '502 Bad Gateway' (502). Try again in a moment.");
    QTest::newRow("status line wins over body")
        << 503 << QByteArray(R"({"kind":"Status","code":404,"message":"x"})") << QStringLiteral("Server")
        << QStringLiteral("The server answered 'x' (503). Try again in a moment.");
    QTest::newRow("redirect")
        << 302 << QByteArray() << QStringLiteral("Protocol")
        << QStringLiteral("The server sends this request on to 'https://login.example/?x', where Easel "
                          "does not follow. Check the address of the server.");
    QTest::newRow("401 and 200") << 204 << QByteArray() << QStringLiteral("Protocol")
                                 << QStringLiteral("The answer is not what was asked for.");
    QTest::newRow("token in a message")
        << 400 << QByteArray(R"({"kind":"Status","message":"Authorization: Bearer abcdefghijkl"})")
        << QStringLiteral("Invalid") << QString();
}

void TestClientParts::otherAnswersBecomeErrors()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, kind);
    QFETCH(QString, sentence);
    const Error error = errorFromReply(replyOf(status, body, {{"Location", "https://login.example/?x"}}));
    QCOMPARE(errorKindName(error.kind), kind);
    if (!sentence.isEmpty())
        QCOMPARE(errorSentence(error), sentence);
    QVERIFY(!errorSentence(error).contains(QStringLiteral("abcdefghijkl")));
}

void TestClientParts::statusTextIsCleaned()
{
    const Error error = errorFromStatus(
        objectOf(R"({"kind":"Status","code":403,"reason":"For\u202ebidden","message":"a\u0007b\u202ec"})"));
    QVERIFY(!error.message.contains(QChar(0x7)));
    QVERIFY(!error.message.contains(QChar(0x202e)));
    QVERIFY(!error.reason.contains(QChar(0x202e)));
}

void TestClientParts::listMeta_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("token");
    QTest::addColumn<qint64>("remaining");
    QTest::newRow("as the server writes")
        << QByteArray(
               R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5","continue":"ab","remainingItemCount":7},"items":[]})")
        << QStringLiteral("5") << QStringLiteral("ab") << qint64(7);
    QTest::newRow("items first")
        << QByteArray(
               R"({"items":[{"metadata":{"resourceVersion":"1","continue":"no"}},"]}\"",{"a":[[{}]]}], "metadata" : {"resourceVersion":"9"} })")
        << QStringLiteral("9") << QString() << qint64(-1);
    QTest::newRow("none") << QByteArray(R"({"items":[]})") << QStringLiteral("-") << QString() << qint64(-1);
    QTest::newRow("cut off") << QByteArray(R"({"items":[{"metadata":{"resourceVersion":"1")")
                             << QStringLiteral("-") << QString() << qint64(-1);
    QTest::newRow("no object") << QByteArray("[]") << QStringLiteral("-") << QString() << qint64(-1);
    QTest::newRow("empty") << QByteArray() << QStringLiteral("-") << QString() << qint64(-1);
}

void TestClientParts::listMeta()
{
    QFETCH(QByteArray, list);
    QFETCH(QString, version);
    QFETCH(QString, token);
    QFETCH(qint64, remaining);
    const auto meta = listMetaOf(list);
    if (version == u"-") {
        QVERIFY(!meta);
        return;
    }
    QVERIFY(meta);
    QCOMPARE(meta->resourceVersion, version);
    QCOMPARE(meta->continueToken, token);
    QCOMPARE(meta->remaining, remaining);
}

void TestClientParts::jsonMembers()
{
    const QByteArray object = R"({"a\"b":1,"s":"x}","n":-1.5e3,"t":true,"o":{"k":[1,"]"]},"e":[]})";
    QCOMPARE(jsonMember(object, "s"), "\"x}\"");
    QCOMPARE(jsonMember(object, "n"), "-1.5e3");
    QCOMPARE(jsonMember(object, "t"), "true");
    QCOMPARE(jsonMember(object, "o"), "{\"k\":[1,\"]\"]}");
    QCOMPARE(jsonMember(object, "e"), "[]");
    QCOMPARE(jsonMember(object, "k"), "");
    // Every prefix ends without reading past it.
    for (qsizetype i = 0; i < object.size(); ++i)
        jsonMember(QByteArray(object.constData(), i), "missing");
    QVERIFY(endsLikeObject("{}\n "));
    QVERIFY(!endsLikeObject("{} x"));
    QVERIFY(!endsLikeObject(""));
}

void TestClientParts::paths()
{
    const ResourceType pods = typeOf({}, QStringLiteral("v1"), QStringLiteral("Pod"), QStringLiteral("pods"));
    ResourceType tenants = typeOf(QStringLiteral("spectrocloud.com"), QStringLiteral("v1alpha1"),
                                  QStringLiteral("Tenant"), QStringLiteral("tenants"));
    tenants.namespaced = false;
    QCOMPARE(collectionPath(pods, {}).value(), QStringLiteral("/api/v1/pods"));
    QCOMPARE(collectionPath(pods, QStringLiteral("x")).value(), QStringLiteral("/api/v1/namespaces/x/pods"));
    QCOMPARE(objectPath(pods, QStringLiteral("x"), QStringLiteral("p"), QStringLiteral("status")).value(),
             QStringLiteral("/api/v1/namespaces/x/pods/p/status"));
    QCOMPARE(objectPath(tenants, QStringLiteral("ignored"), QStringLiteral("t")).value(),
             QStringLiteral("/apis/spectrocloud.com/v1alpha1/tenants/t"));
    for (const QString &name : {QString(), QStringLiteral(".."), QStringLiteral("."), QStringLiteral("a/b"),
                                QStringLiteral("..%2f")}) {
        QVERIFY2(!objectPath(pods, QStringLiteral("x"), name), qPrintable(name));
    }
    QVERIFY(!collectionPath(pods, QStringLiteral("../..")));
    const auto missing = objectPath(pods, {}, QStringLiteral("p"));
    QCOMPARE(errorSentence(missing.error()),
             QStringLiteral("Pod 'p' needs a namespace. Say in which namespace it is."));
}

void TestClientParts::addresses()
{
    QUrlQuery query;
    addQuery(query, QStringLiteral("fieldSelector"), QStringLiteral("a=b+c,d=%41&e"));
    addQuery(query, QStringLiteral("empty"), {});
    const QUrl url =
        requestUrl(QUrl(QStringLiteral("https://user:pass@h:1/base/#x")), QStringLiteral("/a b/c?d"), query);
    QCOMPARE(url.toEncoded(),
             QByteArray("https://h:1/base/a%20b/c%3Fd?fieldSelector=a%3Db%2Bc%2Cd%3D%2541%26e"));
}

void TestClientParts::aggregatedDiscovery()
{
    const QJsonObject document = objectOf(R"({"kind":"APIGroupDiscoveryList","items":[
      {"metadata":{"name":"apps"},"versions":[
        {"version":"v1","freshness":"Current","resources":[
          {"resource":"deployments","responseKind":{"group":"apps","version":"v1","kind":"Deployment"},"scope":"Namespaced",
           "singularResource":"deployment","verbs":["get","list"],"shortNames":["deploy"],"categories":["all"],
           "subresources":[{"subresource":"scale","responseKind":{"kind":"Scale"},"verbs":["get"]}]},
          {"resource":"onlysub","scope":"Cluster","verbs":[],"subresources":[]}]},
        {"version":"v1beta1","freshness":"Stale","resources":[
          {"resource":"deployments","responseKind":{"kind":"Deployment"},"scope":"Cluster","verbs":["get"]}]}]}]})");
    QVERIFY(isAggregatedDiscovery(document));
    QStringList problems;
    const QList<ResourceType> types = typesOfAggregated(document, problems);
    QCOMPARE(types.size(), 2);
    QCOMPARE(types.at(0).groupKind(), QStringLiteral("Deployment.apps"));
    QCOMPARE(types.at(0).shortNames, QStringList{QStringLiteral("deploy")});
    QVERIFY(types.at(0).namespaced);
    QVERIFY(types.at(0).can(u"list"));
    QVERIFY(!types.at(1).namespaced);
    QCOMPARE(problems, QStringList{QStringLiteral("apps/v1beta1")});
}

void TestClientParts::legacyDiscovery()
{
    QCOMPARE(groupVersionsOf(objectOf(R"({"kind":"APIVersions","versions":["v1"]})")),
             QStringList{QStringLiteral("v1")});
    QCOMPARE(groupVersionsOf(objectOf(R"({"kind":"APIGroupList","groups":[{"name":"a","versions":[
        {"groupVersion":"a/v1beta1"},{"groupVersion":"a/v1"}],"preferredVersion":{"groupVersion":"a/v1"}}]})")),
             (QStringList{QStringLiteral("a/v1"), QStringLiteral("a/v1beta1")}));
    const auto types = typesOfResourceList(objectOf(R"({"kind":"APIResourceList","resources":[
        {"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get"],"shortNames":["po"]},
        {"name":"pods/log","namespaced":true,"kind":"Pod","verbs":["get"]}]})"),
                                           QStringLiteral("v1"));
    QCOMPARE(types.size(), 1);
    QCOMPARE(types.first().apiVersion(), QStringLiteral("v1"));
}

void TestClientParts::catalogFinds()
{
    const QString v1 = QStringLiteral("v1");
    const ApiCatalog catalog(
        {typeOf({}, v1, QStringLiteral("Event"), QStringLiteral("events"), {QStringLiteral("ev")}),
         typeOf(QStringLiteral("apps"), v1, QStringLiteral("Deployment"), QStringLiteral("deployments"),
                {QStringLiteral("deploy")}),
         typeOf(QStringLiteral("apps"), QStringLiteral("v1beta1"), QStringLiteral("Deployment"),
                QStringLiteral("deployments")),
         typeOf(QStringLiteral("events.k8s.io"), v1, QStringLiteral("Event"), QStringLiteral("events"),
                {QStringLiteral("ev")})});
    QCOMPARE(catalog.find(u"apps", u"Deployment")->version, v1);
    QCOMPARE(catalog.find(u"apps", u"Deployment", u"v1beta1")->version, QStringLiteral("v1beta1"));
    QVERIFY(!catalog.find(u"", u"Deployment"));
    QCOMPARE(catalog.findFor({QStringLiteral("apps/v2"), QStringLiteral("Deployment"), {}, {}})->version, v1);
    QCOMPARE(catalog.findFor({QStringLiteral("v1"), QStringLiteral("Event"), {}, {}})->group, QString());
    for (const char *word : {"deployments", "Deployment", "DEPLOY", "deploy.apps", "deployments.v1.apps"})
        QVERIFY2(catalog.findByWord(QString::fromLatin1(word)), word);
    QCOMPARE(catalog.findByWord(u"deployments.v1beta1.apps")->version, QStringLiteral("v1beta1"));
    QCOMPARE(catalog.findByWord(u"ev")->group, QString());
    QCOMPARE(catalog.findByWord(u"ev.events.k8s.io")->group, QStringLiteral("events.k8s.io"));
    QVERIFY(!catalog.findByWord(u""));
    QVERIFY(!catalog.findByWord(u"deploy.batch"));
    QVERIFY(catalog.hasGroup(u"apps"));
    QVERIFY(!catalog.hasGroup(u"batch"));
}

void TestClientParts::proxyBypass_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("noProxy");
    QTest::addColumn<bool>("bypasses");
    const QString hub = QStringLiteral("https://hub.example.com:6443");
    QTest::newRow("nothing") << hub << QString() << false;
    QTest::newRow("loopback") << QStringLiteral("https://127.0.0.1:6443") << QString() << true;
    QTest::newRow("localhost") << QStringLiteral("https://localhost") << QString() << true;
    QTest::newRow("all") << hub << QStringLiteral("*") << true;
    QTest::newRow("domain") << hub << QStringLiteral("other.org, example.com") << true;
    QTest::newRow("dotted domain") << hub << QStringLiteral(".example.com") << true;
    QTest::newRow("star domain") << hub << QStringLiteral("*.example.com") << true;
    QTest::newRow("end of a word only") << hub << QStringLiteral("ample.com") << false;
    QTest::newRow("port") << hub << QStringLiteral("hub.example.com:6443") << true;
    QTest::newRow("other port") << hub << QStringLiteral("hub.example.com:443") << false;
    QTest::newRow("range") << QStringLiteral("https://10.1.2.3:6443") << QStringLiteral("10.0.0.0/8") << true;
    QTest::newRow("other range") << QStringLiteral("https://10.1.2.3:6443")
                                 << QStringLiteral("192.168.0.0/16") << false;
    QTest::newRow("address") << QStringLiteral("https://10.1.2.3:6443") << QStringLiteral("10.1.2.3") << true;
}

void TestClientParts::proxyBypass()
{
    QFETCH(QString, url);
    QFETCH(QString, noProxy);
    QFETCH(bool, bypasses);
    QCOMPARE(bypassesProxy(QUrl(url), noProxy), bypasses);
}

QTEST_GUILESS_MAIN(TestClientParts)
#include "tst_clientparts.moc"
