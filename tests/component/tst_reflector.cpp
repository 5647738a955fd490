// SPDX-License-Identifier: GPL-3.0-or-later
// The reflector over real sockets: KubeClient on a scripted server that keeps objects and a history.
#include "core/store/reflector.h"
#include "tests/support/fakeserver.h"
#include "tests/support/plainextractor.h"
#include "tests/support/storewatcher.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QPointer>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ResourceType things()
{
    ResourceType type;
    type.version = u"v1"_s;
    type.kind = u"Thing"_s;
    type.plural = u"things"_s;
    type.verbs = {u"get"_s, u"list"_s, u"watch"_s};
    return type;
}

// /api/v1/things with versions, pages, watches and whatever fault a test wants.
class FakeKind
{
public:
    explicit FakeKind(FakeServer *server)
    {
        server->on(u"GET /api/v1/things"_s, [this](FakeExchange &exchange) {
            if (exchange.request().item(u"watch"_s) == u"true")
                watch(exchange);
            else
                list(exchange);
        });
    }

    void put(const QString &name, const QString &value)
    {
        ++m_version;
        const bool known = m_objects.contains(name);
        m_objects.insert(name, object(name, value));
        tell(known ? "MODIFIED" : "ADDED", m_objects.value(name));
    }
    void remove(const QString &name)
    {
        ++m_version;
        QJsonObject gone = m_objects.take(name);
        QJsonObject metadata = gone.value(u"metadata"_s).toObject();
        metadata.insert(u"resourceVersion"_s, QString::number(m_version));
        gone.insert(u"metadata"_s, metadata);
        tell("DELETED", gone);
    }
    void bookmark()
    {
        ++m_version;
        if (m_watch)
            m_watch->watchEvent(
                "BOOKMARK",
                {{u"kind"_s, u"Thing"_s},
                 {u"metadata"_s, QJsonObject{{u"resourceVersion"_s, QString::number(m_version)}}}});
    }
    void compact() { m_compacted = m_version; }
    FakeExchange *watcher() const { return m_watch; }
    const QMap<QString, QJsonObject> &objects() const { return m_objects; }
    int version() const { return m_version; }

    int lists = 0;
    int watches = 0;
    QString lastWatchVersion;
    int pageSize = 0; // whether pages were asked for or not
    bool tearsWholeLists = false;
    int refuseWatchWith = 0;
    int refuseListWith = 0;

private:
    QJsonObject object(const QString &name, const QString &value) const
    {
        return {{u"apiVersion"_s, u"v1"_s},
                {u"kind"_s, u"Thing"_s},
                {u"metadata"_s, QJsonObject{{u"name"_s, name},
                                            {u"uid"_s, u"u-"_s + name},
                                            {u"resourceVersion"_s, QString::number(m_version)}}},
                {u"spec"_s, QJsonObject{{u"value"_s, value}}}};
    }
    void tell(const QByteArray &type, const QJsonObject &object)
    {
        m_history << Event{m_version, type, object};
        if (m_watch && m_watch->isOpen())
            m_watch->watchEvent(type, object);
    }
    void list(FakeExchange &exchange)
    {
        ++lists;
        if (refuseListWith) {
            exchange.status(refuseListWith, u"Refused"_s, u"not now"_s);
            return;
        }
        const int from = exchange.request().item(u"continue"_s).toInt();
        const QList<QJsonObject> all = m_objects.values();
        const qsizetype size = pageSize > 0 ? pageSize : all.size();
        QJsonArray items;
        for (qsizetype i = from; i < std::min<qsizetype>(from + size, all.size()); ++i)
            items << all.at(i);
        QJsonObject metadata{{u"resourceVersion"_s, QString::number(m_version)}};
        if (from + size < all.size())
            metadata.insert(u"continue"_s, QString::number(from + size));
        const QJsonObject answer{{u"kind"_s, u"ThingList"_s},
                                 {u"apiVersion"_s, u"v1"_s},
                                 {u"metadata"_s, metadata},
                                 {u"items"_s, items}};
        if (tearsWholeLists && exchange.request().item(u"limit"_s).isEmpty()) {
            // Large enough for a page to be handed over before the end that never comes.
            const QByteArray text = QJsonDocument(answer).toJson(QJsonDocument::Compact);
            const qsizetype cut = text.indexOf('[') + 1;
            exchange.startChunked();
            exchange.chunk(text.left(cut) + "{\"metadata\":{\"annotations\":{\"x\":\"" +
                           QByteArray(2'000'000, 'x') + "\"}}},");
            exchange.after(200, [](FakeExchange &later) { later.kill(); });
            return;
        }
        exchange.json(answer);
    }
    void watch(FakeExchange &exchange)
    {
        ++watches;
        lastWatchVersion = exchange.request().item(u"resourceVersion"_s);
        const int from = lastWatchVersion.toInt();
        if (refuseWatchWith) {
            exchange.status(refuseWatchWith, u"MethodNotAllowed"_s, u"no watch here"_s);
            return;
        }
        if (from < m_compacted) {
            exchange.status(410, u"Expired"_s, u"too old resource version"_s);
            return;
        }
        m_watch = &exchange;
        exchange.startChunked();
        for (const Event &event : std::as_const(m_history)) {
            if (event.version > from)
                exchange.watchEvent(event.type, event.object);
        }
    }

    struct Event
    {
        int version = 0;
        QByteArray type;
        QJsonObject object;
    };
    QMap<QString, QJsonObject> m_objects;
    QList<Event> m_history;
    QPointer<FakeExchange> m_watch;
    int m_version = 10;
    int m_compacted = 0;
};

} // namespace

class TestReflector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void listsInPagesAndFollows();
    void tornListsComeInPages();
    void goneInTheMiddle();
    void errorEventInTheMiddle();
    void bookmarkIsContinuedFrom();
    void endedStreamIsContinued();
    void brokenOffInAnEvent();
    void eventInsideAnEvent();
    void rubbishInTheStream();
    void connectionReset();
    void refusedThenBack();
    void hungPeer();
    void refusedWatchIsPolled();
    void forbiddenThenAllowed();
    void throttledListWaitsAsAsked();
    void truncatedListIsTriedAgain();
    void manyChangesComeInFewDeltas();

private:
    void start();
    bool same() const;
    Truth truth() const { return m_store->truth(); }

    quint16 m_port = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<FakeKind> m_kind;
    std::unique_ptr<KubeClient> m_client;
    std::shared_ptr<ResourceStore> m_store;
    std::unique_ptr<StoreWatcher> m_watcher;
    std::unique_ptr<Reflector> m_reflector;
};

void TestReflector::initTestCase()
{
    QVERIFY2(FakeServer::certificates().isValid(), "the openssl program is needed");
}

void TestReflector::init()
{
    m_server = std::make_unique<FakeServer>();
    m_kind = std::make_unique<FakeKind>(m_server.get());
    QVERIFY(m_server->listen());
    m_port = m_server->port();
    m_client = std::make_unique<KubeClient>(m_server->address(), Identity());
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        m_kind->put(name, u"1"_s);
}

void TestReflector::cleanup()
{
    if (m_watcher)
        QCOMPARE(m_watcher->problem(), QString());
    m_reflector.reset();
    m_watcher.reset();
    m_store.reset();
    m_client.reset();
    m_server.reset();
    m_kind.reset();
}

void TestReflector::start()
{
    ReflectorTimes times;
    times.firstBackoff = 60ms;
    times.mostBackoff = 400ms;
    times.poll = 150ms;
    times.tooShort = 50ms;
    const ReflectorCalls calls{
        [this](const ListOptions &options) { return m_client->list(things(), options); },
        [this](const ListOptions &options, QObject *parent) {
            return m_client->watch(things(), options, parent);
        },
        [this](const ListOptions &options, QObject *parent) {
            return m_client->wholeList(things(), options, parent);
        }};
    m_store = std::make_shared<ResourceStore>(things(), QString(), plainExtractor(things()));
    m_watcher = std::make_unique<StoreWatcher>(m_store.get());
    m_reflector = std::make_unique<Reflector>(calls, StoreKey{things(), {}, {}}, m_store, times);
}

// The rows are the server's objects, and the store says that they are true.
bool TestReflector::same() const
{
    if (truth().phase != Truth::Phase::Live || m_store->count() != m_kind->objects().size())
        return false;
    for (auto it = m_kind->objects().cbegin(); it != m_kind->objects().cend(); ++it) {
        const auto row = m_store->find({}, it.key());
        if (!row || row->resourceVersion != it.value()[u"metadata"_s][u"resourceVersion"_s].toString())
            return false;
    }
    return true;
}

#define START_LIVE()                                                                                         \
    start();                                                                                                 \
    QTRY_VERIFY(same());                                                                                     \
    QTRY_VERIFY(m_kind->watcher())

void TestReflector::listsInPagesAndFollows()
{
    m_kind->pageSize = 2;
    START_LIVE();
    QCOMPARE(m_kind->lists, 2);
    m_kind->put(u"d"_s, u"1"_s);
    m_kind->put(u"a"_s, u"2"_s);
    m_kind->remove(u"b"_s);
    QTRY_VERIFY(same());
    QCOMPARE(m_watcher->inserted, 4);
    QCOMPARE(m_watcher->changed, 1);
    QCOMPARE(m_watcher->removed, 1);
}

// An answer that is torn off in its middle, over and over: pages get through.
void TestReflector::tornListsComeInPages()
{
    m_kind->tearsWholeLists = true;
    START_LIVE();
    QCOMPARE(m_kind->lists, 2);
    QCOMPARE(m_watcher->inserted, 3);
    QCOMPARE(m_watcher->removed, 0);
    m_kind->put(u"d"_s, u"1"_s);
    QTRY_VERIFY(same());
}

void TestReflector::goneInTheMiddle()
{
    START_LIVE();
    m_kind->watcher()->endChunked();
    m_kind->put(u"d"_s, u"1"_s);
    m_kind->remove(u"a"_s);
    m_kind->compact();
    QTRY_VERIFY_WITH_TIMEOUT(same(), 10'000);
    QCOMPARE(m_kind->lists, 2);
    QCOMPARE(m_watcher->changed, 0);
    QCOMPARE(m_watcher->inserted, 4);
    QCOMPARE(m_watcher->removed, 1);
    QTRY_VERIFY(m_kind->watches >= 3);
    m_kind->put(u"e"_s, u"1"_s);
    QTRY_VERIFY(same());
}

void TestReflector::errorEventInTheMiddle()
{
    START_LIVE();
    m_kind->put(u"d"_s, u"1"_s);
    m_kind->watcher()->watchEvent("ERROR", {{u"kind"_s, u"Status"_s},
                                            {u"code"_s, 410},
                                            {u"reason"_s, u"Expired"_s},
                                            {u"message"_s, u"too old resource version"_s}});
    QTRY_COMPARE(m_kind->lists, 2);
    QTRY_VERIFY(same());
    QTRY_COMPARE(m_kind->watches, 2);
    QCOMPARE(m_watcher->removed, 0);
}

void TestReflector::bookmarkIsContinuedFrom()
{
    START_LIVE();
    m_kind->bookmark();
    const QString version = QString::number(m_kind->version());
    QTRY_COMPARE(m_reflector->version(), version);
    m_kind->watcher()->endChunked();
    QTRY_COMPARE(m_kind->watches, 2);
    QCOMPARE(m_kind->lastWatchVersion, version);
    QCOMPARE(m_kind->lists, 1);
    QCOMPARE(m_watcher->changed, 0);
}

void TestReflector::endedStreamIsContinued()
{
    START_LIVE();
    for (int i = 0; i < 4; ++i) {
        QTest::qWait(80);
        m_kind->put(u"a"_s, QString::number(i));
        m_kind->watcher()->endChunked();
        m_kind->put(u"b"_s, QString::number(i)); // between two watches
        QTRY_COMPARE(m_kind->watches, i + 2);
        QTRY_VERIFY(same());
    }
    QCOMPARE(m_kind->lists, 1);
    QCOMPARE(m_watcher->removed, 0);
    QCOMPARE(truth().phase, Truth::Phase::Live);
}

void TestReflector::brokenOffInAnEvent()
{
    START_LIVE();
    m_kind->watcher()->chunk(R"({"type":"MODIFIED","object":{"metadata":{"name":"a","uid":"u-a","resour)");
    QTest::qWait(80);
    m_kind->watcher()->kill();
    m_kind->put(u"d"_s, u"1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_kind->watches >= 2, 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(same(), 10'000);
    QCOMPARE(m_kind->lists, 1);
    QCOMPARE(m_watcher->removed, 0);
    QCOMPARE(m_watcher->changed, 0);
}

// Half an event and then another one make one line of nonsense.
void TestReflector::eventInsideAnEvent()
{
    START_LIVE();
    m_kind->watcher()->chunk(R"({"type":"MODIFIED","object":{"metadata":{"name":"a","uid":"u-a","resour)");
    QTest::qWait(80);
    m_kind->put(u"d"_s, u"1"_s);
    QTRY_COMPARE(truth().phase, Truth::Phase::Stale);
    QTRY_VERIFY_WITH_TIMEOUT(same(), 10'000);
    QCOMPARE(m_kind->lists, 2);
    QCOMPARE(m_watcher->removed, 0);
    QCOMPARE(m_watcher->changed, 0);
}

void TestReflector::rubbishInTheStream()
{
    START_LIVE();
    m_kind->watcher()->chunk("<html>a proxy says hello</html>\n");
    QTRY_COMPARE(truth().phase, Truth::Phase::Stale);
    QVERIFY2(errorSentence(*truth().error)
                 .startsWith(u"Could not watch things. An event of the watch cannot be read: "),
             qPrintable(errorSentence(*truth().error)));
    QTRY_VERIFY_WITH_TIMEOUT(same(), 10'000);
    QCOMPARE(m_kind->lists, 2);
    QCOMPARE(m_watcher->signalCount, 1);
}

void TestReflector::connectionReset()
{
    START_LIVE();
    QTest::qWait(200); // until the watch is open
    const QDateTime heard = m_reflector->lastHeard();
    QTest::qWait(20);
    m_kind->watcher()->kill();
    QTRY_COMPARE(truth().phase, Truth::Phase::Stale);
    QCOMPARE(truth().since, heard);
    QVERIFY(truth().nextTry.isValid());
    QTRY_VERIFY_WITH_TIMEOUT(same(), 10'000);
    QCOMPARE(m_kind->lists, 1); // continued, not listed
    QCOMPARE(m_watcher->signalCount, 1);
}

void TestReflector::refusedThenBack()
{
    START_LIVE();
    m_server->stopListening();
    m_server->killConnections();
    m_kind->put(u"d"_s, u"1"_s);
    m_kind->remove(u"c"_s);
    QTRY_COMPARE(truth().phase, Truth::Phase::Stale);
    QTest::qWait(1200);
    QCOMPARE(truth().phase, Truth::Phase::Stale);
    QCOMPARE(m_store->count(), 3); // what was seen stays to be seen
    QVERIFY(truth().error.has_value());
    QVERIFY(m_server->listen(m_port));
    QTRY_VERIFY_WITH_TIMEOUT(same(), 15'000);
    QVERIFY(!truth().error.has_value());
    QCOMPARE(m_watcher->inserted, 4);
    QCOMPARE(m_watcher->removed, 1);
    QCOMPARE(m_watcher->changed, 0);
}

// The peer takes everything and says nothing; whoever watches over the link tells the reflector.
void TestReflector::hungPeer()
{
    START_LIVE();
    m_server->setFrozen(true);
    m_reflector->linkLost(makeError(Error::Kind::Timeout, u"No answer"_s));
    QCOMPARE(truth().phase, Truth::Phase::Stale);
    m_kind->put(u"d"_s, u"1"_s);
    m_server->killConnections();
    m_server->setFrozen(false);
    m_reflector->linkBack();
    QTRY_VERIFY_WITH_TIMEOUT(same(), 15'000);
    QCOMPARE(m_watcher->removed, 0);
}

void TestReflector::refusedWatchIsPolled()
{
    m_kind->refuseWatchWith = 405;
    start();
    QTRY_VERIFY(m_reflector->isPolling());
    QTRY_VERIFY(same());
    QVERIFY(truth().polled);
    m_kind->put(u"d"_s, u"1"_s);
    m_kind->remove(u"a"_s);
    QTRY_VERIFY_WITH_TIMEOUT(same(), 10'000);
    QCOMPARE(m_kind->watches, 1);
    QCOMPARE(m_watcher->inserted, 4);
    QCOMPARE(m_watcher->removed, 1);
}

void TestReflector::forbiddenThenAllowed()
{
    m_kind->refuseListWith = 403;
    start();
    QTRY_COMPARE(truth().phase, Truth::Phase::Failed);
    QCOMPARE(
        errorSentence(*truth().error),
        u"Could not list things. The server answered 'not now' (403). Ask an administrator for this right."_s);
    m_kind->refuseListWith = 0;
    QTRY_VERIFY_WITH_TIMEOUT(same(), 10'000);
}

void TestReflector::throttledListWaitsAsAsked()
{
    int asked = 0;
    QElapsedTimer timer;
    m_server->on(u"GET /api/v1/things"_s, [&](FakeExchange &exchange) {
        if (asked++ == 0)
            timer.start();
        exchange.status(429, u"TooManyRequests"_s, u"slow down"_s, {}, {{"Retry-After", "60"}});
    });
    start();
    QTRY_COMPARE_WITH_TIMEOUT(truth().phase, Truth::Phase::Failed, 20'000);
    const qint64 wait = QDateTime::currentDateTimeUtc().msecsTo(truth().nextTry);
    QVERIFY2(wait > 55'000 && wait <= 60'000, qPrintable(QString::number(wait)));
}

void TestReflector::truncatedListIsTriedAgain()
{
    int asked = 0;
    m_server->on(u"GET /api/v1/things"_s, [&](FakeExchange &exchange) {
        const QByteArray whole = R"({"metadata":{"resourceVersion":"50"},"items":[)"
                                 R"({"metadata":{"name":"x","uid":"1","resourceVersion":"2"}}]})";
        if (exchange.request().item(u"watch"_s) == u"true")
            exchange.startChunked();
        else
            exchange.reply(200, ++asked == 1 ? whole.left(whole.size() - 4) : whole,
                           {{"Content-Type", "application/json"}});
    });
    start();
    QTRY_COMPARE(truth().phase, Truth::Phase::Failed);
    QCOMPARE(truth().error->kind, Error::Kind::Protocol);
    QTRY_COMPARE_WITH_TIMEOUT(truth().phase, Truth::Phase::Live, 10'000);
    QCOMPARE(m_store->count(), 1);
}

void TestReflector::manyChangesComeInFewDeltas()
{
    START_LIVE();
    const int before = m_watcher->signalCount;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 400; ++i) {
        m_kind->put(u"a"_s, QString::number(i));
        if (i % 4 == 0)
            QTest::qWait(1);
    }
    QTRY_VERIFY(same());
    const qint64 most = timer.elapsed() / 50 + 2;
    QVERIFY2(m_watcher->signalCount - before <= most,
             qPrintable(u"%1 signals, at most %2"_s.arg(m_watcher->signalCount - before).arg(most)));
}

QTEST_GUILESS_MAIN(TestReflector)
#include "tst_reflector.moc"
