// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubeclient.h"
#include "tests/support/callspy.h"
#include "tests/support/fakeserver.h"
#include "tests/support/gzip.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace easel;
using easel::tests::gzipOf;

namespace {

// What a whole list told.
struct ListLog
{
    explicit ListLog(ListStream *list)
    {
        QObject::connect(list, &ListStream::items, list, [this](const QByteArray &body) {
            ++pages;
            const QJsonArray items = QJsonDocument::fromJson(body).object().value(u"items").toArray();
            for (const auto &item : items)
                names << item[u"metadata"][u"name"].toString();
        });
        QObject::connect(list, &ListStream::ended, list, [this](const QString &resourceVersion) {
            version = resourceVersion;
            over = true;
        });
        QObject::connect(list, &ListStream::failed, list, [this](const Error &error) {
            sentence = errorSentence(error);
            over = true;
        });
    }
    QStringList names;
    QString version;
    QString sentence;
    int pages = 0;
    bool over = false;
};

ResourceType projectType()
{
    ResourceType type;
    type.group = QStringLiteral("spectrocloud.com");
    type.version = QStringLiteral("v1alpha1");
    type.kind = QStringLiteral("Project");
    type.plural = QStringLiteral("projects");
    return type;
}

const QString projects = QStringLiteral("/apis/spectrocloud.com/v1alpha1/namespaces/vision/projects");
const QString vision = QStringLiteral("vision");

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

QJsonObject project(const QString &name, int version = 1)
{
    return objectOf(
        QStringLiteral(R"({"apiVersion":"spectrocloud.com/v1alpha1","kind":"Project","metadata":{"name":"%1",
        "namespace":"vision","uid":"u-%1","resourceVersion":"%2"},"spec":{"displayName":"Gletscher ü"}})")
            .arg(name)
            .arg(version)
            .toUtf8());
}

struct WatchLog
{
    explicit WatchLog(WatchStream *stream)
    {
        QObject::connect(stream, &WatchStream::events, stream, [this](const QList<QByteArray> &batch) {
            ++batches;
            events << batch;
        });
        QObject::connect(stream, &WatchStream::ended, stream, [this] { ++ended; });
        QObject::connect(stream, &WatchStream::failed, stream, [this](const Error &e) { errors << e; });
    }
    QList<QByteArray> events;
    QList<Error> errors;
    int batches = 0;
    int ended = 0;
    bool over() const { return ended + errors.size() > 0; }
};

} // namespace

class TestKubeClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void getAndItsErrors();
    void refusals_data();
    void refusals();
    void notKubernetes();
    void listPages();
    void hugeList();
    void halfAListIsNone();
    void packedWholeList_data();
    void packedWholeList();
    void wholeListThatWaits();
    void notPackedAsItSays();
    void watchAsksRight();
    void watchFeedsByteByByte();
    void watchBatches();
    void watchErrorEventIsGone();
    void watchGoneAtOnce();
    void watchEndsAndBreaks();
    void watchStopsInItsHandler();
    void watchSilentAfterBookmark();
    void watchOfBadNamespace();
    void applySendsAndReads();
    void applyConflictNamesOwner();
    void applyIsSentAgainOnlyWhenRefused();
    void createIsSentOnce();
    void dryRunLostIsNoUnknownOutcome();
    void mergePatchSends();
    void removeSendsPreconditions();
    void reviews();
    void discoveryAggregated();
    void discoveryLegacy();
    void discoveryWithoutCore();
    void discoveryFails();
    void openApiUsesTheHash();
    void eventsNewestFirst();
    void cancelReachesTheServer();
    void eightWatchesAndACall();

private:
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<KubeClient> m_client;
};

void TestKubeClient::init()
{
    m_server = std::make_unique<FakeServer>();
    QVERIFY(m_server->listen());
    Identity identity;
    identity.bearerToken = "very-secret-token";
    m_client = std::make_unique<KubeClient>(m_server->address(), identity);
}

void TestKubeClient::cleanup()
{
    m_client.reset();
    m_server.reset();
}

void TestKubeClient::getAndItsErrors()
{
    m_server->on(projects + QStringLiteral("/glaciology"),
                 [](FakeExchange &exchange) { exchange.json(project(QStringLiteral("glaciology"))); });
    const auto object = await(m_client->get(projectType(), vision, QStringLiteral("glaciology")));
    QVERIFY2(object, why(object).constData());
    QCOMPARE(object->value(u"spec").toObject().value(u"displayName").toString(),
             QString::fromUtf8("Gletscher ü"));
    const auto missing = await(m_client->get(projectType(), vision, QStringLiteral("other")));
    QVERIFY(!missing);
    QCOMPARE(errorSentence(missing.error()),
             QStringLiteral(
                 "Could not get Project vision/other. The server answered 'the server could not find the "
                 "requested resource' (404). It may have been deleted; list again."));
    const auto nameless = await(m_client->get(projectType(), vision, QStringLiteral("../../secrets")));
    QVERIFY(!nameless);
    QCOMPARE(errorSentence(nameless.error()),
             QStringLiteral("Could not get Project vision/../../secrets. '../../secrets' "
                            "cannot be a name. Give the name of one object."));
    QCOMPARE(m_server->requests().size(), 2);
}

void TestKubeClient::refusals_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("401")
        << 401 << QStringLiteral("Unauthorized") << QStringLiteral("Unauthorized") << QStringLiteral("Auth")
        << QStringLiteral("Could not list projects in vision. The server answered 'Unauthorized' (401). "
                          "Sign in again or choose another user of the kubeconfig.");
    QTest::newRow("403")
        << 403 << QStringLiteral("Forbidden")
        << QStringLiteral(
               "projects.spectrocloud.com is forbidden: User \"eve\" cannot list resource \"projects\"")
        << QStringLiteral("Forbidden")
        << QStringLiteral(
               "Could not list projects in vision. The server answered 'projects.spectrocloud.com is "
               "forbidden: "
               "User \"eve\" cannot list resource \"projects\"' (403). Ask an administrator for this right.");
    QTest::newRow("410")
        << 410 << QStringLiteral("Expired") << QStringLiteral("The provided continue parameter is too old")
        << QStringLiteral("Gone")
        << QStringLiteral("Could not list projects in vision. The server answered 'The provided continue "
                          "parameter is too old' (410). List again.");
    QTest::newRow("500 that is a refusal")
        << 500 << QStringLiteral("InternalError")
        << QStringLiteral("failed to create typed patch object (a/b): .spec.n: expected string, got 3")
        << QStringLiteral("Invalid")
        << QStringLiteral(
               "Could not list projects in vision. The server answered 'failed to create typed patch "
               "object (a/b): .spec.n: expected string, got 3' (500). Correct the value.");
    QTest::newRow("500")
        << 500 << QStringLiteral("InternalError") << QStringLiteral("etcd is gone")
        << QStringLiteral("Server")
        << QStringLiteral("Could not list projects in vision. The server answered 'etcd is gone' (500). Try "
                          "again in a moment.");
}

void TestKubeClient::refusals()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    QFETCH(QString, message);
    QFETCH(QString, kind);
    QFETCH(QString, sentence);
    m_server->onDefault([=](FakeExchange &exchange) { exchange.status(code, reason, message); });
    ListOptions options;
    options.namespaceName = vision;
    const auto page = await(m_client->list(projectType(), options));
    QVERIFY(!page);
    QCOMPARE(errorKindName(page.error().kind), kind);
    QCOMPARE(page.error().reason, reason);
    QCOMPARE(errorSentence(page.error()), sentence);
    QVERIFY(!errorSentence(page.error()).contains(QStringLiteral("very-secret-token")));
    QVERIFY(!page.error().requestId.isEmpty());
}

void TestKubeClient::notKubernetes()
{
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.reply(200, "<html>Welcome</html>", {{"Content-Type", "text/html"}});
    });
    const auto version = await(m_client->version());
    QVERIFY(!version);
    QCOMPARE(errorKindName(version.error().kind), QStringLiteral("Protocol"));
    QVERIFY2(
        errorSentence(version.error())
            .startsWith(QStringLiteral("Could not ask 127.0.0.1 for its version. The answer is not JSON")),
        why(version).constData());
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.reply(302, "", {{"Location", "https://login.example"}});
    });
    const auto redirected = await(m_client->version());
    QVERIFY(!redirected);
    QCOMPARE(errorSentence(redirected.error()),
             QStringLiteral(
                 "Could not ask 127.0.0.1 for its version. The server sends this request on to "
                 "'https://login.example', where Easel does not follow. Check the address of the server."));
}

void TestKubeClient::listPages()
{
    m_server->on(projects, [](FakeExchange &exchange) {
        const QString token = exchange.request().item(QStringLiteral("continue"));
        if (token.isEmpty()) {
            exchange.reply(200,
                           R"({"kind":"ProjectList","metadata":{"resourceVersion":"70","continue":"a+b/c=",)"
                           R"("remainingItemCount":1},"items":[{"a":1},{"a":2}]})");
        } else {
            exchange.reply(200, R"({"items":[{"a":3}],"metadata":{"resourceVersion":"70"}})");
        }
    });
    ListOptions options;
    options.namespaceName = vision;
    options.labelSelector = QStringLiteral("tier in (a,b),x!=y");
    options.limit = 2;
    auto page = await(m_client->list(projectType(), options));
    QVERIFY2(page, why(page).constData());
    QCOMPARE(page->resourceVersion, QStringLiteral("70"));
    QCOMPARE(page->continueToken, QStringLiteral("a+b/c="));
    QCOMPARE(page->remaining, 1);
    options.continueToken = page->continueToken;
    page = await(m_client->list(projectType(), options));
    QVERIFY2(page, why(page).constData());
    QVERIFY(page->continueToken.isEmpty());
    QCOMPARE(page->remaining, -1);
    QCOMPARE(page->resourceVersion, QStringLiteral("70"));
    const FakeRequest &request = m_server->requests().last();
    QCOMPARE(request.item(QStringLiteral("continue")), QStringLiteral("a+b/c="));
    QCOMPARE(request.item(QStringLiteral("labelSelector")), QStringLiteral("tier in (a,b),x!=y"));
    QCOMPARE(request.item(QStringLiteral("limit")), QStringLiteral("2"));
}

void TestKubeClient::hugeList()
{
    QByteArray body = R"({"kind":"ProjectList","items":[)";
    const QByteArray item = QJsonDocument(project(QStringLiteral("p"))).toJson(QJsonDocument::Compact);
    while (body.size() < 40 * 1024 * 1024)
        body += item + ',';
    body += item + R"(],"metadata":{"resourceVersion":"9"}})";
    m_server->onDefault([body](FakeExchange &exchange) { exchange.reply(200, body); });
    // Metadata at the end is the slow way, in the pool.
    const auto page = await(m_client->list(projectType(), {}));
    QVERIFY2(page, why(page).constData());
    QCOMPARE(page->resourceVersion, QStringLiteral("9"));
    QVERIFY(page->body == body);
}

void TestKubeClient::halfAListIsNone()
{
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.reply(200, R"({"kind":"ProjectList","metadata":{"resourceVersion":"70"},"items":[{"a":1)");
    });
    const auto page = await(m_client->list(projectType(), {}));
    QVERIFY(!page);
    QCOMPARE(errorSentence(page.error()),
             QStringLiteral(
                 "Could not list projects. The answer is not a whole list. Try again; if it stays, something "
                 "stands between you and the server."));
}

static QByteArray listOfProjects(int count)
{
    QByteArray items;
    for (int i = 0; i < count; ++i) {
        if (i > 0)
            items += ',';
        items += QJsonDocument(project(QStringLiteral("p-%1").arg(i), i)).toJson(QJsonDocument::Compact);
    }
    return "{\"kind\":\"ProjectList\",\"metadata\":{\"resourceVersion\":\"77\"},\"items\":[" + items + "]}";
}

void TestKubeClient::packedWholeList_data()
{
    QTest::addColumn<bool>("packed");
    QTest::addColumn<int>("count");
    for (const bool packed : {true, false}) {
        for (const int count : {0, 1, 20'000})
            QTest::addRow("%s, %d", packed ? "packed" : "plain", count) << packed << count;
    }
}

// However a list comes, it comes whole, in pages and in order.
void TestKubeClient::packedWholeList()
{
    QFETCH(const bool, packed);
    QFETCH(const int, count);
    m_server->onDefault([=](FakeExchange &exchange) {
        const QByteArray plain = listOfProjects(count);
        exchange.startChunked(200, packed ? FakeExchange::Headers{{"Content-Encoding", "gzip"}}
                                          : FakeExchange::Headers{});
        const QByteArray sent = packed ? gzipOf(plain) : plain;
        for (qsizetype at = 0; at < sent.size(); at += 30'000)
            exchange.chunk(sent.mid(at, 30'000));
        exchange.endChunked();
    });
    QObject owner;
    const ListLog log(m_client->wholeList(projectType(), {}, &owner));
    QTRY_VERIFY_WITH_TIMEOUT(log.over, 30'000);
    QCOMPARE(log.sentence, QString());
    QCOMPARE(log.version, QStringLiteral("77"));
    QCOMPARE(log.names.size(), count);
    for (int i = 0; i < count; ++i)
        QCOMPARE(log.names.at(i), QStringLiteral("p-%1").arg(i));
    QVERIFY(count < 20'000 || log.pages > 3);
    QCOMPARE(m_server->requests().last().header("Accept-Encoding"), "gzip");
}

// Whoever parses makes a pause; the server waits, nothing is lost.
void TestKubeClient::wholeListThatWaits()
{
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.startChunked(200, {{"Content-Encoding", "gzip"}});
        exchange.chunk(gzipOf(listOfProjects(40'000)));
        exchange.endChunked();
    });
    QObject owner;
    ListStream *list = m_client->wholeList(projectType(), {}, &owner);
    const ListLog log(list);
    connect(list, &ListStream::items, &owner, [list, &owner] {
        list->setPaused(true);
        QTimer::singleShot(20, &owner, [list] { list->setPaused(false); });
    });
    QTRY_VERIFY_WITH_TIMEOUT(log.over, 30'000);
    QCOMPARE(log.sentence, QString());
    QCOMPARE(log.names.size(), 40'000);
    QCOMPARE(log.names.last(), QStringLiteral("p-39999"));
}

void TestKubeClient::notPackedAsItSays()
{
    QByteArray sent = listOfProjects(10);
    m_server->onDefault([&sent](FakeExchange &exchange) {
        exchange.startChunked(200, {{"Content-Encoding", "gzip"}});
        exchange.chunk(sent);
        exchange.endChunked();
    });
    QObject owner;
    const ListLog plain(m_client->wholeList(projectType(), {}, &owner));
    QTRY_VERIFY(plain.over);
    QVERIFY2(plain.sentence.startsWith(
                 QStringLiteral("Could not list projects. The answer is not packed as its headers say")),
             qPrintable(plain.sentence));
    sent = gzipOf(sent);
    sent.truncate(sent.size() / 2);
    const ListLog half(m_client->wholeList(projectType(), {}, &owner));
    QTRY_VERIFY(half.over);
    QVERIFY2(
        half.sentence.startsWith(QStringLiteral("Could not list projects. The answer is not a whole list")),
        qPrintable(half.sentence));
}

void TestKubeClient::watchAsksRight()
{
    ListOptions options;
    options.namespaceName = vision;
    options.resourceVersion = QStringLiteral("70");
    options.fieldSelector = QStringLiteral("metadata.name=x");
    QObject owner;
    m_client->watch(projectType(), options, &owner);
    QTRY_COMPARE(m_server->requests().size(), 1);
    const FakeRequest &request = m_server->requests().first();
    QCOMPARE(request.path, projects);
    QCOMPARE(request.item(QStringLiteral("watch")), QStringLiteral("true"));
    QCOMPARE(request.item(QStringLiteral("allowWatchBookmarks")), QStringLiteral("true"));
    QCOMPARE(request.item(QStringLiteral("resourceVersion")), QStringLiteral("70"));
    QCOMPARE(request.item(QStringLiteral("fieldSelector")), QStringLiteral("metadata.name=x"));
    const int seconds = request.item(QStringLiteral("timeoutSeconds")).toInt();
    QVERIFY(seconds >= 240 && seconds < 300);
    QVERIFY(request.item(QStringLiteral("limit")).isEmpty());
}

void TestKubeClient::watchFeedsByteByByte()
{
    const QByteArray bytes = R"({"type":"ADDED","object":{"metadata":{"name":"ü"}}})"
                             "\n"
                             R"({"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}})"
                             "\n";
    m_server->onDefault([bytes](FakeExchange &exchange) {
        exchange.startChunked();
        for (const char c : bytes)
            exchange.chunk(QByteArray(1, c));
        exchange.endChunked();
    });
    QObject owner;
    WatchLog log(m_client->watch(projectType(), {}, &owner));
    QTRY_VERIFY(log.over());
    QCOMPARE(log.ended, 1);
    QCOMPARE(log.events.size(), 2);
    QCOMPARE(log.events.join('\n') + '\n', bytes);
}

void TestKubeClient::watchBatches()
{
    QPointer<FakeExchange> held;
    m_server->onDefault([&held](FakeExchange &exchange) {
        exchange.startChunked();
        held = &exchange;
        for (int i = 0; i < 200; ++i)
            exchange.watchEvent("MODIFIED", project(QStringLiteral("a"), i));
    });
    QObject owner;
    WatchStream *stream = m_client->watch(projectType(), {}, &owner);
    WatchLog log(stream);
    QTRY_COMPARE(log.events.size(), 200);
    QVERIFY2(log.batches <= 10, "events come one by one");
    QVERIFY(!log.over());
    QSignalSpy closed(m_server.get(), &FakeServer::disconnected);
    stream->stop();
    QTRY_COMPARE(closed.size(), 1);
    QVERIFY(!log.over()); // stop() is quiet
}

void TestKubeClient::watchErrorEventIsGone()
{
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.startChunked();
        exchange.watchEvent("ADDED", project(QStringLiteral("a")));
        exchange.watchEvent("ERROR", objectOf(R"json({"kind":"Status","code":410,"reason":"Expired",
                                                 "message":"too old resource version: 1 (5)"})json"));
        exchange.watchEvent("ADDED", project(QStringLiteral("b")));
    });
    QObject owner;
    WatchLog log(m_client->watch(projectType(), {}, &owner));
    QTRY_VERIFY(log.over());
    QCOMPARE(log.events.size(), 1); // delivered before the end, nothing after it
    QCOMPARE(log.errors.size(), 1);
    QCOMPARE(errorKindName(log.errors.first().kind), QStringLiteral("Gone"));
    QCOMPARE(
        errorSentence(log.errors.first()),
        QStringLiteral(
            "Could not watch projects. The server answered 'too old resource version: 1 (5)' (410). List "
            "again."));
    QTRY_COMPARE(m_server->openConnections(), 0);
}

void TestKubeClient::watchGoneAtOnce()
{
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.status(403, QStringLiteral("Forbidden"), QStringLiteral("projects is forbidden"));
    });
    QObject owner;
    WatchLog log(m_client->watch(projectType(), {}, &owner));
    QTRY_VERIFY(log.over());
    QCOMPARE(errorKindName(log.errors.first().kind), QStringLiteral("Forbidden"));
    QCOMPARE(log.errors.first().attempt, QStringLiteral("watch projects"));
}

void TestKubeClient::watchEndsAndBreaks()
{
    struct Case
    {
        std::function<void(FakeExchange &)> end;
        bool isEnd;
    };
    const QList<Case> cases{
        {[](FakeExchange &exchange) { exchange.endChunked(); }, true},
        {[](FakeExchange &exchange) { exchange.close(); }, false},
        {[](FakeExchange &exchange) { exchange.kill(); }, false},
        {[](FakeExchange &exchange) {
             exchange.chunk("{\"type\":\"ADD"); // the stream ends properly, the line does not
             exchange.endChunked();
         },
         false},
        {[](FakeExchange &exchange) {
             exchange.chunk("{\"type\":\"ADD");
             exchange.close();
         },
         false},
    };
    for (const Case &c : cases) {
        m_server->onDefault([&c](FakeExchange &exchange) {
            exchange.startChunked();
            exchange.watchEvent("ADDED", project(QStringLiteral("a")));
            exchange.after(120, [&c](FakeExchange &later) { c.end(later); });
        });
        QObject owner;
        WatchLog log(m_client->watch(projectType(), {}, &owner));
        QTRY_VERIFY(log.over());
        QCOMPARE(log.events.size(), 1);
        QCOMPARE(log.ended, c.isEnd ? 1 : 0);
        if (!c.isEnd)
            QCOMPARE(errorKindName(log.errors.first().kind), QStringLiteral("Network"));
        QTest::qWait(20);
        QCOMPARE(log.ended + log.errors.size(), 1);
    }
}

void TestKubeClient::watchStopsInItsHandler()
{
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.startChunked();
        exchange.watchEvent("ADDED", project(QStringLiteral("a")));
        exchange.after(100, [](FakeExchange &later) {
            later.watchEvent("ADDED", project(QStringLiteral("b")));
            later.endChunked();
        });
    });
    for (const bool deletes : {false, true}) {
        QPointer<WatchStream> stream = m_client->watch(projectType(), {}, this);
        int events = 0;
        int ends = 0;
        connect(stream, &WatchStream::events, this, [&] {
            ++events;
            if (deletes)
                delete stream.data();
            else
                stream->stop();
        });
        connect(stream, &WatchStream::ended, this, [&] { ++ends; });
        connect(stream, &WatchStream::failed, this, [&] { ++ends; });
        QTRY_COMPARE(events, 1);
        QTest::qWait(200);
        QCOMPARE(events, 1);
        QCOMPARE(ends, 0);
        delete stream.data();
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openConnections(), 0, 30'000);
}

void TestKubeClient::watchSilentAfterBookmark()
{
    // 90 s after a bookmark cannot be waited for here; that the stream then dies is tst_lanes'
    // frozenStreamFails. Here: silence alone does not end a watch soon.
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.startChunked();
        exchange.watchEvent("BOOKMARK", objectOf(R"({"metadata":{"resourceVersion":"5"}})"));
    });
    QObject owner;
    WatchLog log(m_client->watch(projectType(), {}, &owner));
    QTRY_COMPARE(log.events.size(), 1);
    QTest::qWait(300);
    QVERIFY(!log.over());
}

void TestKubeClient::watchOfBadNamespace()
{
    QObject owner;
    ListOptions options;
    options.namespaceName = QStringLiteral("../..");
    WatchLog log(m_client->watch(projectType(), options, &owner));
    QTRY_VERIFY(log.over());
    QCOMPARE(errorKindName(log.errors.first().kind), QStringLiteral("Invalid"));
    QCOMPARE(m_server->requests().size(), 0);
}

void TestKubeClient::applySendsAndReads()
{
    m_server->onDefault([](FakeExchange &exchange) {
        QJsonObject object = exchange.request().json();
        exchange.json(object, 201,
                      {{"Warning", "299 - \"spec.old is deprecated\""}, {"Warning", "299 - \"two\""}});
    });
    QJsonObject object = project(QStringLiteral("glaciology"));
    QJsonObject metadata = object.value(u"metadata").toObject();
    metadata.insert(u"managedFields", QJsonArray{1});
    object.insert(u"metadata", metadata);
    object.remove(u"kind");
    WriteOptions options;
    options.force = true;
    const auto result = await(m_client->apply(projectType(), object, options));
    QVERIFY2(result, why(result).constData());
    QVERIFY(result->created);
    QCOMPARE(result->warnings,
             (QStringList{QStringLiteral("spec.old is deprecated"), QStringLiteral("two")}));
    QCOMPARE(result->object.value(u"kind").toString(), QStringLiteral("Project"));
    const FakeRequest &request = m_server->requests().first();
    QCOMPARE(request.method, QByteArray("PATCH"));
    QCOMPARE(request.path, projects + QStringLiteral("/glaciology"));
    QCOMPARE(request.header("Content-Type"), QByteArray("application/apply-patch+yaml"));
    QCOMPARE(request.item(QStringLiteral("fieldManager")), QStringLiteral("easel"));
    QCOMPARE(request.item(QStringLiteral("fieldValidation")), QStringLiteral("Strict"));
    QCOMPARE(request.item(QStringLiteral("force")), QStringLiteral("true"));
    QVERIFY(request.item(QStringLiteral("dryRun")).isEmpty());
    QVERIFY(!request.body.contains("managedFields"));

    WriteOptions dry;
    dry.dryRun = true;
    dry.subresource = QStringLiteral("status");
    dry.strictFields = false;
    QVERIFY(await(m_client->apply(projectType(), object, dry)));
    const FakeRequest &second = m_server->requests().last();
    QCOMPARE(second.path, projects + QStringLiteral("/glaciology/status"));
    QCOMPARE(second.item(QStringLiteral("dryRun")), QStringLiteral("All"));
    QVERIFY(second.item(QStringLiteral("fieldValidation")).isEmpty());
    QVERIFY(second.item(QStringLiteral("force")).isEmpty());
}

void TestKubeClient::applyConflictNamesOwner()
{
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.status(409, QStringLiteral("Conflict"),
                        QStringLiteral("Apply failed with 1 conflict: conflict with \"kubectl\" using "
                                       "spectrocloud.com/v1alpha1: .spec.displayName"),
                        objectOf(R"({"details":{"causes":[{"reason":"FieldManagerConflict",
                        "message":"conflict with \"kubectl\" using spectrocloud.com/v1alpha1",
                        "field":".spec.displayName"}]}})"));
    });
    const auto result = await(m_client->apply(projectType(), project(QStringLiteral("a"))));
    QVERIFY(!result);
    QCOMPARE(errorKindName(result.error().kind), QStringLiteral("Conflict"));
    QCOMPARE(result.error().causes.size(), 1);
    QCOMPARE(result.error().causes.first().field, QStringLiteral("spec.displayName"));
    QCOMPARE(
        errorSentence(result.error()),
        QStringLiteral(
            "Could not apply Project vision/a. The server answered 'Apply failed with 1 conflict: conflict "
            "with \"kubectl\" using spectrocloud.com/v1alpha1: .spec.displayName' (409). Somebody else "
            "changed it meanwhile; look at their version, then try again."));
}

void TestKubeClient::applyIsSentAgainOnlyWhenRefused()
{
    int count = 0;
    m_server->onDefault([&count](FakeExchange &exchange) {
        if (++count < 3)
            exchange.status(429, QStringLiteral("TooManyRequests"), QStringLiteral("busy"));
        else
            exchange.json(exchange.request().json());
    });
    const auto result = await(m_client->apply(projectType(), project(QStringLiteral("a"))));
    QVERIFY2(result, why(result).constData());
    QCOMPARE(count, 3); // each of the tries was ours
    QVERIFY(m_server->requests().first().header("X-Request-Id") !=
            m_server->requests().last().header("X-Request-Id"));

    m_server->onDefault([&count](FakeExchange &exchange) {
        ++count;
        exchange.close();
    });
    count = 0;
    const auto lost = await(m_client->apply(projectType(), project(QStringLiteral("a"))));
    QVERIFY(!lost);
    QCOMPARE(count, 1);
    QCOMPARE(errorKindName(lost.error().kind), QStringLiteral("OutcomeUnknown"));
}

void TestKubeClient::createIsSentOnce()
{
    m_server->onDefault([](FakeExchange &exchange) { exchange.close(); });
    const auto result = await(m_client->create(projectType(), project(QStringLiteral("a"))));
    QVERIFY(!result);
    QCOMPARE(errorKindName(result.error().kind), QStringLiteral("OutcomeUnknown"));
    QCOMPARE(
        errorSentence(result.error()),
        QStringLiteral(
            "Could not create Project vision/a. The request was sent, but its answer was lost: 127.0.0.1:%1 "
            "closed the connection. Read the object again to see whether the change arrived.")
            .arg(m_server->port()));
    QTest::qWait(300);
    QCOMPARE(m_server->count(QStringLiteral("POST ") + projects), 1);

    const auto removed = await(m_client->remove(projectType(), vision, QStringLiteral("a")));
    QVERIFY(!removed);
    QCOMPARE(errorKindName(removed.error().kind), QStringLiteral("OutcomeUnknown"));
    QTest::qWait(300);
    QCOMPARE(m_server->count(QStringLiteral("DELETE ") + projects + QStringLiteral("/a")), 1);
}

void TestKubeClient::dryRunLostIsNoUnknownOutcome()
{
    m_server->onDefault([](FakeExchange &exchange) { exchange.close(); });
    WriteOptions options;
    options.dryRun = true;
    const auto result = await(m_client->create(projectType(), project(QStringLiteral("a")), options));
    QVERIFY(!result);
    QCOMPARE(errorKindName(result.error().kind), QStringLiteral("Network"));
    QVERIFY(errorSentence(result.error()).startsWith(QStringLiteral("Could not check Project vision/a.")));
}

void TestKubeClient::mergePatchSends()
{
    m_server->onDefault([](FakeExchange &exchange) { exchange.json(project(QStringLiteral("a"))); });
    const QJsonObject patch{{QStringLiteral("spec"), QJsonObject{{QStringLiteral("x"), QJsonValue::Null}}}};
    QVERIFY(await(m_client->mergePatch(projectType(), vision, QStringLiteral("a"), patch)));
    const FakeRequest &request = m_server->requests().first();
    QCOMPARE(request.header("Content-Type"), QByteArray("application/merge-patch+json"));
    QCOMPARE(request.body, QByteArray(R"({"spec":{"x":null}})"));
}

void TestKubeClient::removeSendsPreconditions()
{
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.json(objectOf(R"({"kind":"Status","status":"Success","code":200})"));
    });
    DeleteOptions options;
    options.uid = QStringLiteral("u-1");
    options.resourceVersion = QStringLiteral("7");
    options.propagation = QStringLiteral("Foreground");
    options.dryRun = true;
    const auto done = await(m_client->remove(projectType(), vision, QStringLiteral("a"), options));
    QVERIFY2(done, why(done).constData());
    QCOMPARE(
        m_server->requests().first().json(),
        objectOf(
            R"({"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u-1","resourceVersion":"7"},
                         "propagationPolicy":"Foreground","dryRun":["All"]})"));
    QVERIFY(await(m_client->remove(projectType(), vision, QStringLiteral("a"))));
    QCOMPARE(m_server->requests().last().json(),
             objectOf(R"({"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background"})"));
}

void TestKubeClient::reviews()
{
    m_server->on(
        QStringLiteral("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
        [](FakeExchange &exchange) {
            const QJsonObject attributes =
                exchange.request().json().value(u"spec").toObject().value(u"resourceAttributes").toObject();
            const bool may = attributes.value(u"verb").toString() == u"list";
            exchange.json(
                {{QStringLiteral("status"),
                  QJsonObject{{QStringLiteral("allowed"), may},
                              {QStringLiteral("reason"), may ? QString() : QStringLiteral("no rule")}}}},
                201);
        });
    m_server->on(QStringLiteral("POST /apis/authentication.k8s.io/v1beta1/selfsubjectreviews"),
                 [](FakeExchange &exchange) {
                     exchange.reply(
                         201, R"({"status":{"userInfo":{"username":"eve","uid":"7","groups":["a","b"]}}})");
                 });
    m_server->on(QStringLiteral("POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews"),
                 [](FakeExchange &exchange) {
                     QCOMPARE(
                         exchange.request().json().value(u"spec").toObject().value(u"namespace").toString(),
                         vision);
                     exchange.reply(201, R"({"status":{"resourceRules":[{"verbs":["*"]}]}})");
                 });
    AccessQuestion question;
    question.verb = QStringLiteral("list");
    question.plural = QStringLiteral("projects");
    question.group = QStringLiteral("spectrocloud.com");
    auto answer = await(m_client->canI(question));
    QVERIFY2(answer, why(answer).constData());
    QVERIFY(answer->allowed);
    question.verb = QStringLiteral("delete");
    answer = await(m_client->canI(question));
    QVERIFY(answer && !answer->allowed);
    QCOMPARE(answer->reason, QStringLiteral("no rule"));
    const auto subject = await(m_client->whoAmI()); // v1 is missing here, v1beta1 answers
    QVERIFY2(subject, why(subject).constData());
    QCOMPARE(subject->user, QStringLiteral("eve"));
    QCOMPARE(subject->groups, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    const auto rules = await(m_client->rulesIn(vision));
    QVERIFY(rules);
    QCOMPARE(rules->value(u"resourceRules").toArray().size(), 1);
    // A review changes nothing: its loss is no unknown outcome.
    m_server->killConnections();
    m_server->on(QStringLiteral("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
                 [](FakeExchange &exchange) { exchange.close(); });
    answer = await(m_client->canI(question));
    QVERIFY(!answer);
    QCOMPARE(errorKindName(answer.error().kind), QStringLiteral("Network"));
}

void TestKubeClient::discoveryAggregated()
{
    m_server->on(QStringLiteral("/api"), [](FakeExchange &exchange) {
        QVERIFY(exchange.request().header("Accept").contains("v=v2;as=APIGroupDiscoveryList"));
        exchange.reply(200,
                       R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1",
            "resources":[{"resource":"pods","responseKind":{"kind":"Pod"},"scope":"Namespaced","verbs":["get"]}]}]}]})");
    });
    m_server->on(QStringLiteral("/apis"), [](FakeExchange &exchange) {
        exchange.reply(200,
                       R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[{
            "version":"v1","resources":[{"resource":"deployments","responseKind":{"kind":"Deployment"},
            "scope":"Namespaced","verbs":["get"]}]}]}]})");
    });
    const auto catalog = await(m_client->discover());
    QVERIFY2(catalog, why(catalog).constData());
    QCOMPARE(catalog->types().size(), 2);
    QCOMPARE(catalog->types().first().kind, QStringLiteral("Pod"));
    QCOMPARE(m_server->requests().size(), 2);
}

void TestKubeClient::discoveryLegacy()
{
    m_server->on(QStringLiteral("/api"), [](FakeExchange &exchange) {
        exchange.reply(200, R"({"kind":"APIVersions","versions":["v1"]})");
    });
    m_server->on(QStringLiteral("/apis"), [](FakeExchange &exchange) {
        exchange.reply(200, R"({"kind":"APIGroupList","groups":[
            {"name":"metrics.k8s.io","versions":[{"groupVersion":"metrics.k8s.io/v1beta1"}],
             "preferredVersion":{"groupVersion":"metrics.k8s.io/v1beta1"}},
            {"name":"apps","versions":[{"groupVersion":"apps/v1"}],"preferredVersion":{"groupVersion":"apps/v1"}}]})");
    });
    m_server->on(QStringLiteral("/api/v1"), [](FakeExchange &exchange) {
        exchange.after(50, [](FakeExchange &later) {
            later.reply(200, R"({"kind":"APIResourceList","resources":[
                {"name":"pods","kind":"Pod","namespaced":true,"verbs":["get"]},{"name":"pods/log","kind":"Pod"}]})");
        });
    });
    m_server->on(QStringLiteral("/apis/metrics.k8s.io/v1beta1"),
                 [](FakeExchange &exchange) { exchange.reply(500, "no endpoints"); });
    m_server->on(QStringLiteral("/apis/apps/v1"), [](FakeExchange &exchange) {
        exchange.reply(
            200,
            R"({"resources":[{"name":"deployments","kind":"Deployment","namespaced":true,"verbs":["get"]}]})");
    });
    QTest::ignoreMessage(
        QtWarningMsg, QRegularExpression(QStringLiteral("discovery: problems: metrics.k8s.io/v1beta1: .*")));
    const auto catalog = await(m_client->discover());
    QVERIFY2(catalog, why(catalog).constData());
    QCOMPARE(catalog->types().size(), 2); // one broken group does not spoil the rest
    QCOMPARE(catalog->types().at(0).kind, QStringLiteral("Pod"));
    QCOMPARE(catalog->types().at(1).groupKind(), QStringLiteral("Deployment.apps"));
}

void TestKubeClient::discoveryWithoutCore()
{
    m_server->on(QStringLiteral("/apis"), [](FakeExchange &exchange) {
        exchange.reply(200,
                       R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[{
            "version":"v1","resources":[{"resource":"deployments","responseKind":{"kind":"Deployment"},"verbs":["get"]}]}]}]})");
    });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("discovery: problems: .*404.*")));
    const auto catalog = await(m_client->discover());
    QVERIFY2(catalog, why(catalog).constData());
    QCOMPARE(catalog->types().size(), 1);
}

void TestKubeClient::discoveryFails()
{
    m_server->onDefault([](FakeExchange &exchange) {
        exchange.status(401, QStringLiteral("Unauthorized"), QStringLiteral("Unauthorized"));
    });
    const auto catalog = await(m_client->discover());
    QVERIFY(!catalog);
    QCOMPARE(
        errorSentence(catalog.error()),
        QStringLiteral(
            "Could not ask the server for its kinds. The server answered 'Unauthorized' (401). Sign in again "
            "or choose another user of the kubeconfig."));

    m_server->onDefault([](FakeExchange &exchange) { exchange.reply(404, "<html>no such page</html>"); });
    const auto elsewhere = await(m_client->discover());
    QVERIFY(!elsewhere);
    QVERIFY2(errorSentence(elsewhere.error())
                 .endsWith(QStringLiteral("(404). Check the address: what answers there may not be a "
                                          "Kubernetes server.")),
             qPrintable(errorSentence(elsewhere.error())));
}

void TestKubeClient::openApiUsesTheHash()
{
    QByteArray hash = "AAA";
    m_server->on(QStringLiteral("/openapi/v3"), [&hash](FakeExchange &exchange) {
        exchange.reply(200,
                       R"({"paths":{"apis/apps/v1":{"serverRelativeURL":"/openapi/v3/apis/apps/v1?hash=)" +
                           hash + R"("}}})");
    });
    const QString path = QStringLiteral("/openapi/v3/apis/apps/v1");
    m_server->on(path, [&hash](FakeExchange &exchange) {
        QCOMPARE(exchange.request().item(QStringLiteral("hash")).toLatin1(), hash);
        exchange.reply(200, "{\"openapi\":\"" + hash + "\"}");
    });
    for (int i = 0; i < 3; ++i) {
        const auto document = await(m_client->openApi(QStringLiteral("apis/apps/v1")));
        QVERIFY2(document, why(document).constData());
        QCOMPARE(document->value(u"openapi").toString().toLatin1(), hash);
    }
    QCOMPARE(m_server->requestsTo(path).size(), 1);
    hash = "BBB";
    const auto changed = await(m_client->openApi(QStringLiteral("apis/apps/v1")));
    QCOMPARE(changed->value(u"openapi").toString(), QStringLiteral("BBB"));
    QCOMPARE(m_server->requestsTo(path).size(), 2);
    const auto missing = await(m_client->openApi(QStringLiteral("apis/none/v1")));
    QVERIFY(!missing);
    QCOMPARE(errorSentence(missing.error()),
             QStringLiteral("Could not read the schema of apis/none/v1. The server has no "
                            "schema for it. Check whether this version of the group is "
                            "served."));
}

void TestKubeClient::eventsNewestFirst()
{
    m_server->on(QStringLiteral("/apis/events.k8s.io/v1/namespaces/vision/events"),
                 [](FakeExchange &exchange) {
                     QCOMPARE(exchange.request().item(QStringLiteral("fieldSelector")),
                              QStringLiteral("regarding.kind=Project,regarding.name=a,regarding.uid=u-a"));
                     exchange.reply(200, R"({"metadata":{"resourceVersion":"1"},"items":[
            {"reason":"Old","metadata":{"creationTimestamp":"2026-01-01T00:00:00Z"}},
            {"reason":"Series","eventTime":"2026-01-01T00:00:00.000001Z","series":{"lastObservedTime":"2026-03-01T00:00:00.5Z"}},
            {"reason":"Middle","deprecatedLastTimestamp":"2026-02-01T00:00:00Z"}]})");
                 });
    const ObjectRef ref{QStringLiteral("spectrocloud.com/v1alpha1"), QStringLiteral("Project"), vision,
                        QStringLiteral("a")};
    const auto events = await(m_client->eventsOf(ref, QStringLiteral("u-a")));
    QVERIFY2(events, why(events).constData());
    QStringList reasons;
    for (const QJsonObject &event : *events)
        reasons << event.value(u"reason").toString();
    QCOMPARE(reasons,
             (QStringList{QStringLiteral("Series"), QStringLiteral("Middle"), QStringLiteral("Old")}));

    m_server->on(QStringLiteral("/apis/events.k8s.io/v1/namespaces/vision/events"),
                 [](FakeExchange &exchange) {
                     exchange.status(403, QStringLiteral("Forbidden"), QStringLiteral("events is forbidden"));
                 });
    const auto refused = await(m_client->eventsOf(ref, {}));
    QVERIFY(!refused);
    QCOMPARE(
        errorSentence(refused.error()),
        QStringLiteral(
            "Could not list events of Project vision/a. The server answered 'events is forbidden' (403). Ask "
            "an administrator for this right."));
}

void TestKubeClient::cancelReachesTheServer()
{
    m_server->onDefault([](FakeExchange &) {});
    const auto call = m_client->get(projectType(), vision, QStringLiteral("a"));
    QTRY_COMPARE(m_server->requests().size(), 1);
    call.cancel();
    QTRY_COMPARE(m_server->openConnections(), 0);
    const auto result = await(call);
    QVERIFY(!result);
    QCOMPARE(errorKindName(result.error().kind), QStringLiteral("Canceled"));
    const auto discovery = m_client->discover();
    QTRY_COMPARE(m_server->requests().size(), 3);
    discovery.cancel();
    QTRY_COMPARE(m_server->openConnections(), 0);
}

void TestKubeClient::eightWatchesAndACall()
{
    m_server->onDefault([](FakeExchange &exchange) {
        if (exchange.request().item(QStringLiteral("watch")).isEmpty())
            exchange.json(project(QStringLiteral("a")));
        else {
            exchange.startChunked();
            exchange.watchEvent("ADDED", project(QStringLiteral("a")));
        }
    });
    QObject owner;
    std::vector<std::unique_ptr<WatchLog>> logs;
    for (int i = 0; i < 8; ++i)
        logs.push_back(std::make_unique<WatchLog>(m_client->watch(projectType(), {}, &owner)));
    for (const auto &log : logs)
        QTRY_COMPARE(log->events.size(), 1);
    QVERIFY(await(m_client->get(projectType(), vision, QStringLiteral("a")), 5000));
}

QTEST_GUILESS_MAIN(TestKubeClient)
#include "tst_kubeclient.moc"
