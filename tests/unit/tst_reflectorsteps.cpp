// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/reflector.h"
#include "tests/support/plainextractor.h"
#include "tests/support/storewatcher.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class FakeWatch : public WatchStream
{
public:
    using WatchStream::WatchStream;
    void stop() override { stopped = true; }
    bool stopped = false;
};

class FakeList : public ListStream
{
public:
    using ListStream::ListStream;
    void stop() override { stopped = true; }
    void setPaused(bool on) override { paused = on; }
    void send(const QList<QByteArray> &objects) { Q_EMIT items("{\"items\":[" + objects.join(',') + "]}"); }
    bool stopped = false;
    bool paused = false;
};

// A server in memory that answers when the test says so.
struct FakeServer
{
    struct Asked
    {
        ListOptions options;
        Promise<ListPage> promise;
    };
    QList<Asked> lists;
    QList<ListOptions> watches;
    QPointer<FakeWatch> watch;
    bool sendsWholeLists = false;
    bool offersWatchLists = false;
    QList<ListOptions> wholeLists;
    QPointer<FakeList> list;

    ReflectorCalls calls()
    {
        ReflectorCalls calls = pagedCalls();
        if (offersWatchLists)
            calls.watchList = calls.watch;
        if (sendsWholeLists) {
            calls.wholeList = [this](const ListOptions &options, QObject *parent) {
                wholeLists << options;
                list = new FakeList(parent);
                return list.data();
            };
        }
        return calls;
    }
    ReflectorCalls pagedCalls()
    {
        return {[this](const ListOptions &options) {
                    lists << Asked{options, {}};
                    return lists.last().promise.call();
                },
                [this](const ListOptions &options, QObject *parent) {
                    watches << options;
                    watch = new FakeWatch(parent);
                    return watch.data();
                }};
    }
    void answer(const QList<QByteArray> &items, const QString &version, const QString &continueToken = {})
    {
        ListPage page;
        page.body = "{\"items\":[" + items.join(',') + "]}";
        page.resourceVersion = version;
        page.continueToken = continueToken;
        lists.last().promise.finish(page);
    }
    void refuse(const Error &error) { lists.last().promise.finish(failure(error)); }
};

QByteArray object(const QByteArray &name, int version = 1)
{
    const QByteArray number = QByteArray::number(version);
    return "{\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"u-" + name + "\",\"resourceVersion\":\"" +
           number + "\"},\"spec\":{\"value\":\"v" + number + "\"}}";
}

QByteArray watchEvent(const QByteArray &type, const QByteArray &body)
{
    return "{\"type\":\"" + type + "\",\"object\":" + body + "}";
}

Error httpError(Error::Kind kind, int status, const QString &message)
{
    Error error = makeError(kind, message);
    error.status = status;
    return error;
}

QStringList names(const ResourceStore &store)
{
    QStringList all;
    for (const Row &row : store.rows())
        all << row.name;
    all.sort();
    return all;
}

} // namespace

class TestReflectorSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void listsInPagesThenWatches();
    void rowsAppearWhilePagesArrive();
    void wholeListArrivesInPieces();
    void wholeListWaitsForTheParser();
    void wholeListThatBreaksOffIsToldAndComesInPages();
    void wholeListThatIsRefusedIsAskedForAgain();
    void wholeListMayGoOnInPages();
    void pagesThatAlwaysExpireAreGivenTime();
    void watchListBeginsWithWhatIsThere();
    void watchListThatIsRefusedBecomesAList();
    void watchListThatBreaksOff();
    void watchListWithoutAnEnd();
    void watchListWhosePlaceIsWanted();
    void eventsReachTheStore();
    void eventsComeInDeltasNotOneByOne();
    void properEndContinuesFromTheLastVersion();
    void bookmarkMovesTheVersion();
    void goneListsAgainAndRowsSurvive();
    void errorEventListsAgain();
    void anyErrorEventListsAgain();
    void refusedServerContinues();
    void goneForEverBacksOff();
    void expiredContinueTokenListsWhole();
    void failedFirstListSaysWhy();
    void forbiddenIsFailedWithTheSentence();
    void lostWatchIsStaleThenLive();
    void liveOnlyWithWhatWasMissed();
    void backoffGrowsAndIsBounded();
    void retryAfterIsHonoured();
    void watchEndingAtOnceBacksOff();
    void refusedWatchBecomesPolling();
    void kindWithoutWatchVerbIsPolled();
    void brokenEventListsAgain();
    void brokenPageFails();
    void staleAnswersOfAnOlderGenerationAreDropped();
    void refreshListsAgain();
    void linkBackDoesNotWait();
    void lostLinkMakesASilentWatchStale();
    void kindThatVanishesClears();
    void endingStopsTheWatch();
    void randomFaultsLoseNothing_data();
    void randomFaultsLoseNothing();

private:
    Truth truth() const { return m_store->truth(); }
    void start(ReflectorTimes times = {});
    void goLive(const QList<QByteArray> &items = {object("a"), object("b")});

    StoreKey m_key;
    std::unique_ptr<FakeServer> m_server;
    std::shared_ptr<ResourceStore> m_store;
    std::unique_ptr<StoreWatcher> m_watcher;
    std::unique_ptr<Reflector> m_reflector;
};

void TestReflectorSteps::init()
{
    m_key = {};
    m_key.type.version = u"v1"_s;
    m_key.type.kind = u"Thing"_s;
    m_key.type.plural = u"things"_s;
    m_server = std::make_unique<FakeServer>();
}

void TestReflectorSteps::cleanup()
{
    if (m_watcher)
        QCOMPARE(m_watcher->problem(), QString());
    m_reflector.reset();
    m_watcher.reset();
    m_store.reset();
}

void TestReflectorSteps::start(ReflectorTimes times)
{
    if (times.firstBackoff == 800ms) {
        times.firstBackoff = 20ms;
        times.mostBackoff = 100ms;
    }
    m_store = std::make_shared<ResourceStore>(m_key.type, m_key.namespaceName, plainExtractor(m_key.type));
    m_watcher = std::make_unique<StoreWatcher>(m_store.get());
    m_reflector = std::make_unique<Reflector>(m_server->calls(), m_key, m_store, times);
    QCOMPARE(m_server->lists.size() + m_server->wholeLists.size(), m_server->offersWatchLists ? 0 : 1);
    QCOMPARE(truth().phase, Truth::Phase::Loading);
}

void TestReflectorSteps::goLive(const QList<QByteArray> &items)
{
    start();
    m_server->answer(items, u"10"_s);
    QTRY_COMPARE(m_server->watches.size(), 1);
    QCOMPARE(truth().phase, Truth::Phase::Live);
}

void TestReflectorSteps::listsInPagesThenWatches()
{
    m_key.namespaceName = u"vision"_s;
    m_key.labelSelector = u"a=b"_s;
    start();
    QCOMPARE(m_server->lists.last().options.limit, 500);
    QCOMPARE(m_server->lists.last().options.namespaceName, u"vision"_s);
    QCOMPARE(m_server->lists.last().options.labelSelector, u"a=b"_s);
    QVERIFY(m_server->lists.last().options.resourceVersion.isEmpty());
    m_server->answer({object("a")}, u"10"_s, u"more"_s);
    QTRY_COMPARE(m_server->lists.size(), 2);
    QCOMPARE(m_server->lists.last().options.continueToken, u"more"_s);
    m_server->answer({object("b")}, u"10"_s);
    QTRY_COMPARE(m_server->watches.size(), 1);
    QCOMPARE(m_server->watches.last().resourceVersion, u"10"_s);
    QCOMPARE(m_server->watches.last().namespaceName, u"vision"_s);
    QCOMPARE(names(*m_store), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(m_watcher->inserted, 2);
}

void TestReflectorSteps::wholeListArrivesInPieces()
{
    m_server->sendsWholeLists = true;
    m_key.namespaceName = u"vision"_s;
    start();
    QCOMPARE(m_server->wholeLists.last().namespaceName, u"vision"_s);
    m_server->list->send({object("a")});
    QTRY_COMPARE(names(*m_store), QStringList{u"a"_s}); // rows appear while the rest is on its way
    QCOMPARE(truth().phase, Truth::Phase::Loading);
    m_server->list->send({object("b"), object("c")});
    Q_EMIT m_server->list->ended(u"10"_s, {});
    QTRY_COMPARE(m_server->watches.size(), 1);
    QCOMPARE(m_server->watches.last().resourceVersion, u"10"_s);
    QCOMPARE(names(*m_store), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(truth().phase, Truth::Phase::Live);
    QVERIFY(!m_server->list); // its place is free
    // The next list finds what has gone.
    m_reflector->refresh();
    QTRY_COMPARE(m_server->wholeLists.size(), 2);
    m_server->list->send({object("b")});
    Q_EMIT m_server->list->ended(u"12"_s, {});
    QTRY_COMPARE(names(*m_store), QStringList{u"b"_s});
    QVERIFY(m_server->lists.isEmpty());
}

namespace {

const QByteArray endOfBeginning =
    R"({"type":"BOOKMARK","object":{"kind":"Thing","metadata":{"resourceVersion":"40","annotations":)"
    R"({"k8s.io/initial-events-end":"true"}}}})";

} // namespace

void TestReflectorSteps::watchListBeginsWithWhatIsThere()
{
    m_server->offersWatchLists = true;
    m_server->sendsWholeLists = true;
    m_key.namespaceName = u"vision"_s;
    start();
    QCOMPARE(m_server->watches.size(), 1);
    QVERIFY(m_server->watches.last().initialEvents);
    QCOMPARE(m_server->watches.last().namespaceName, u"vision"_s);
    QVERIFY(m_server->watches.last().resourceVersion.isEmpty());
    Q_EMIT m_server->watch->opened();
    Q_EMIT m_server->watch->events({watchEvent("ADDED", object("a")), watchEvent("ADDED", object("b"))});
    QTRY_COMPARE(m_store->count(), 2); // rows appear while the rest is on its way
    QCOMPARE(truth().phase, Truth::Phase::Loading);
    QCOMPARE(truth().loaded, 2);
    // What changes right behind the end is in the same breath.
    Q_EMIT m_server->watch->events(
        {watchEvent("ADDED", object("c")), endOfBeginning, watchEvent("DELETED", object("a", 41))});
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(names(*m_store), (QStringList{u"b"_s, u"c"_s}));
    QCOMPARE(m_server->watches.size(), 1); // the same stream goes on
    Q_EMIT m_server->watch->events({watchEvent("MODIFIED", object("b", 42))});
    QTRY_COMPARE(m_reflector->version(), u"42"_s);
    Q_EMIT m_server->watch->ended();
    QTRY_COMPARE(m_server->watches.size(), 2);
    QVERIFY(!m_server->watches.last().initialEvents);
    QCOMPARE(m_server->watches.last().resourceVersion, u"42"_s);
    // The next list finds what has gone.
    m_reflector->refresh();
    QTRY_COMPARE(m_server->watches.size(), 3);
    QVERIFY(m_server->watches.last().initialEvents);
    Q_EMIT m_server->watch->events({watchEvent("ADDED", object("c")), endOfBeginning});
    QTRY_COMPARE(names(*m_store), QStringList{u"c"_s});
    QVERIFY(m_server->lists.isEmpty());
    QVERIFY(m_server->wholeLists.isEmpty());
}

void TestReflectorSteps::watchListThatIsRefusedBecomesAList()
{
    m_server->offersWatchLists = true;
    m_server->sendsWholeLists = true;
    start();
    Q_EMIT m_server->watch->failed(httpError(Error::Kind::Invalid, 422, u"sendInitialEvents is forbidden"_s));
    QTRY_COMPARE(m_server->wholeLists.size(), 1);
    QCOMPARE(truth().phase, Truth::Phase::Loading); // nobody is told of it
    m_server->list->send({object("a")});
    Q_EMIT m_server->list->ended(u"10"_s, {});
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    m_reflector->refresh();
    QTRY_COMPARE(m_server->wholeLists.size(), 2); // it is not asked for again
    QVERIFY(!m_server->watches.last().initialEvents);
}

void TestReflectorSteps::watchListThatBreaksOff()
{
    m_server->offersWatchLists = true;
    m_server->sendsWholeLists = true;
    start();
    Q_EMIT m_server->watch->opened();
    Q_EMIT m_server->watch->events({watchEvent("ADDED", object("a"))});
    QTRY_COMPARE(m_store->count(), 1);
    Q_EMIT m_server->watch->failed(makeError(Error::Kind::Network, u"The connection was lost"_s));
    QTRY_COMPARE(truth().phase, Truth::Phase::Stale);
    QTRY_COMPARE(m_server->wholeLists.size(), 1);
    m_server->list->send({object("b")});
    Q_EMIT m_server->list->ended(u"10"_s, {});
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(names(*m_store), QStringList{u"b"_s});
}

// A server that takes no notice of sendInitialEvents, or what stands in between keeps its bookmarks back.
void TestReflectorSteps::watchListWithoutAnEnd()
{
    m_server->offersWatchLists = true;
    m_server->sendsWholeLists = true;
    ReflectorTimes times;
    times.beginning = 150ms;
    start(times);
    Q_EMIT m_server->watch->opened();
    Q_EMIT m_server->watch->events({watchEvent("ADDED", object("a"))});
    QTRY_COMPARE(m_server->wholeLists.size(), 1);
    QTRY_VERIFY(!m_server->watch); // nothing waits for it any more
    m_server->list->send({object("a"), object("b")});
    Q_EMIT m_server->list->ended(u"10"_s, {});
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(names(*m_store), (QStringList{u"a"_s, u"b"_s}));
    QVERIFY(!m_server->watches.last().initialEvents);
    QCOMPARE(m_server->watches.last().resourceVersion, u"10"_s);
}

void TestReflectorSteps::watchListWhosePlaceIsWanted()
{
    m_server->offersWatchLists = true;
    start();
    QPointer<FakeWatch> watch = m_server->watch;
    Q_EMIT watch->opened();
    Q_EMIT watch->events({watchEvent("ADDED", object("a")), endOfBeginning});
    Q_EMIT watch->interrupted(); // at once, before anything was parsed
    QTRY_COMPARE(m_server->watches.size(), 2);
    QVERIFY(!m_server->watches.last().initialEvents);
    QCOMPARE(m_server->watches.last().resourceVersion, u"40"_s);
    QCOMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(names(*m_store), QStringList{u"a"_s});
}

void TestReflectorSteps::wholeListWaitsForTheParser()
{
    m_server->sendsWholeLists = true;
    start();
    QPointer<FakeList> list = m_server->list;
    int sent = 0;
    while (!list->paused && sent < 20)
        list->send({object("n" + QByteArray::number(sent++))});
    QVERIFY(list->paused); // nothing was parsed meanwhile: this loop gave no turn to the event loop
    QVERIFY(sent < 20);
    QTRY_VERIFY(!list->paused);
    Q_EMIT list->ended(u"10"_s, {});
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(m_store->count(), sent);
}

void TestReflectorSteps::wholeListThatBreaksOffIsToldAndComesInPages()
{
    m_server->sendsWholeLists = true;
    start();
    m_server->list->send({object("a")});
    QTRY_COMPARE(m_store->count(), 1);
    QPointer<FakeList> broken = m_server->list;
    Q_EMIT broken->failed(makeError(Error::Kind::Network, u"The connection was lost"_s));
    QCOMPARE(truth().phase, Truth::Phase::Stale);
    QVERIFY(truth().error.has_value());
    QVERIFY(!broken || broken->stopped);
    // What is too much for one answer comes in pages.
    QTRY_COMPARE(m_server->lists.size(), 1);
    QCOMPARE(m_server->lists.last().options.limit, 500);
    m_server->answer({object("a"), object("b")}, u"11"_s);
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(names(*m_store), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(m_server->wholeLists.size(), 1);
}

void TestReflectorSteps::wholeListThatIsRefusedIsAskedForAgain()
{
    m_server->sendsWholeLists = true;
    start();
    Error slowDown = httpError(Error::Kind::Throttled, 429, u"slow down"_s);
    slowDown.retryAfter = 2s;
    Q_EMIT m_server->list->failed(slowDown);
    QCOMPARE(truth().phase, Truth::Phase::Failed);
    QVERIFY(truth().nextTry > QDateTime::currentDateTimeUtc().addMSecs(1'000));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->wholeLists.size(), 2, 10'000);
    m_server->list->send({object("a")});
    Q_EMIT m_server->list->ended(u"11"_s, {});
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QVERIFY(m_server->lists.isEmpty());
    // Ending the reflector ends a list that is on its way.
    m_reflector->refresh();
    QTRY_COMPARE(m_server->wholeLists.size(), 3);
    m_reflector.reset();
    QVERIFY(!m_server->list || m_server->list->stopped);
}

// Some servers send pages although nobody asked for them.
void TestReflectorSteps::wholeListMayGoOnInPages()
{
    m_server->sendsWholeLists = true;
    start();
    m_server->list->send({object("a")});
    Q_EMIT m_server->list->ended(u"10"_s, u"more"_s);
    QTRY_COMPARE(m_server->lists.size(), 1);
    QCOMPARE(m_server->lists.last().options.continueToken, u"more"_s);
    QCOMPARE(truth().phase, Truth::Phase::Loading);
    m_server->answer({object("b")}, u"12"_s);
    QTRY_COMPARE(m_server->watches.size(), 1);
    QCOMPARE(m_server->watches.last().resourceVersion, u"10"_s);
    QCOMPARE(names(*m_store), (QStringList{u"a"_s, u"b"_s}));
}

// Every continue token expires: it must not be listed without a pause.
void TestReflectorSteps::pagesThatAlwaysExpireAreGivenTime()
{
    m_server->sendsWholeLists = true;
    start();
    QSignalSpy failed(m_reflector.get(), &Reflector::failed);
    for (int i = 1; i <= 3; ++i) {
        Q_EMIT m_server->list->ended(u"10"_s, u"more"_s);
        QTRY_COMPARE(m_server->lists.size(), i);
        m_server->refuse(httpError(Error::Kind::Gone, 410, u"expired"_s));
        QTRY_COMPARE(m_server->wholeLists.size(), i + 1);
        QCOMPARE(failed.size(), i - 1);
    }
}

void TestReflectorSteps::rowsAppearWhilePagesArrive()
{
    start();
    m_server->answer({object("a")}, u"10"_s, u"more"_s);
    QTRY_COMPARE(m_store->count(), 1);
    QCOMPARE(truth().phase, Truth::Phase::Loading);
    QCOMPARE(truth().loaded, 1);
}

void TestReflectorSteps::eventsReachTheStore()
{
    goLive();
    Q_EMIT m_server->watch->events({watchEvent("ADDED", object("c", 11)),
                                    watchEvent("MODIFIED", object("a", 12)),
                                    watchEvent("DELETED", object("b", 13))});
    QTRY_COMPARE(names(*m_store), (QStringList{u"a"_s, u"c"_s}));
    QCOMPARE(m_store->find({}, u"a"_s)->resourceVersion, u"12"_s);
    QCOMPARE(m_reflector->version(), u"13"_s);
    QCOMPARE(m_watcher->inserted, 3);
    QCOMPARE(m_watcher->changed, 1);
    QCOMPARE(m_watcher->removed, 1);
}

void TestReflectorSteps::eventsComeInDeltasNotOneByOne()
{
    goLive();
    QElapsedTimer timer;
    timer.start();
    const int before = m_watcher->signalCount;
    for (int i = 0; i < 300; ++i) {
        Q_EMIT m_server->watch->events({watchEvent("MODIFIED", object("a", 100 + i))});
        QTest::qWait(1);
    }
    QTRY_COMPARE(m_store->find({}, u"a"_s)->resourceVersion, u"399"_s);
    const qint64 allowed = timer.elapsed() / 50 + 2;
    QVERIFY2(m_watcher->signalCount - before <= allowed,
             qPrintable(u"%1 signals in %2 ms"_s.arg(m_watcher->signalCount - before).arg(timer.elapsed())));
}

void TestReflectorSteps::properEndContinuesFromTheLastVersion()
{
    goLive();
    Q_EMIT m_server->watch->events({watchEvent("ADDED", object("c", 42))});
    Q_EMIT m_server->watch->ended();
    QTRY_COMPARE(m_server->watches.size(), 2);
    QCOMPARE(m_server->watches.last().resourceVersion, u"42"_s);
    QCOMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(m_server->lists.size(), 1);
    QCOMPARE(m_store->count(), 3);
}

void TestReflectorSteps::bookmarkMovesTheVersion()
{
    goLive();
    Q_EMIT m_server->watch->events({watchEvent("BOOKMARK", R"({"metadata":{"resourceVersion":"77"}})")});
    Q_EMIT m_server->watch->ended();
    QTRY_COMPARE(m_server->watches.size(), 2);
    QCOMPARE(m_server->watches.last().resourceVersion, u"77"_s);
    QCOMPARE(m_watcher->changed, 0);
}

void TestReflectorSteps::goneListsAgainAndRowsSurvive()
{
    goLive();
    Q_EMIT m_server->watch->failed(httpError(Error::Kind::Gone, 410, u"too old"_s));
    QTRY_COMPARE(m_server->lists.size(), 2);
    QCOMPARE(m_store->count(), 2);
    m_server->answer({object("b", 1), object("c", 20)}, u"20"_s);
    QTRY_COMPARE(m_server->watches.size(), 2);
    QCOMPARE(m_server->watches.last().resourceVersion, u"20"_s);
    QCOMPARE(names(*m_store), (QStringList{u"b"_s, u"c"_s}));
    QCOMPARE(m_watcher->removed, 1);
    QCOMPARE(m_watcher->inserted, 3);
    QCOMPARE(m_watcher->changed, 0); // b did not change
    QCOMPARE(truth().phase, Truth::Phase::Live);
}

void TestReflectorSteps::errorEventListsAgain()
{
    goLive();
    Q_EMIT m_server->watch->events(
        {watchEvent("MODIFIED", object("a", 11)),
         watchEvent("ERROR", R"({"kind":"Status","code":410,"reason":"Expired","message":"too old"})")});
    QTRY_COMPARE(m_server->lists.size(), 2);
    QCOMPARE(m_store->find({}, u"a"_s)->resourceVersion, u"11"_s);
}

void TestReflectorSteps::anyErrorEventListsAgain()
{
    goLive();
    Q_EMIT m_server->watch->opened();
    Q_EMIT m_server->watch->failed(httpError(Error::Kind::Server, 500, u"etcd leader changed"_s));
    QTRY_COMPARE(truth().phase, Truth::Phase::Stale);
    QTRY_COMPARE(m_server->lists.size(), 2);
    QCOMPARE(m_server->watches.size(), 1);
}

void TestReflectorSteps::refusedServerContinues()
{
    goLive();
    // Before the watch is open a 5xx is a gateway's or a server's that is not ready: the version is still
    // good.
    Q_EMIT m_server->watch->failed(httpError(Error::Kind::Server, 503, u"not ready"_s));
    QTRY_COMPARE(m_server->watches.size(), 2);
    QCOMPARE(m_server->lists.size(), 1);
}

void TestReflectorSteps::goneForEverBacksOff()
{
    start();
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 5; ++i) {
        m_server->answer({object("a")}, u"10"_s);
        QTRY_COMPARE(m_server->watches.size(), i + 1);
        Q_EMIT m_server->watch->failed(httpError(Error::Kind::Gone, 410, u"too old"_s));
        QTRY_COMPARE(m_server->lists.size(), i + 2);
    }
    QVERIFY2(timer.elapsed() > 150, "a server that always answers 410 must not be listed without a pause");
}

void TestReflectorSteps::expiredContinueTokenListsWhole()
{
    start();
    m_server->answer({object("a"), object("x")}, u"10"_s, u"more"_s);
    QTRY_COMPARE(m_server->lists.size(), 2);
    m_server->refuse(httpError(Error::Kind::Gone, 410, u"The provided continue parameter is too old"_s));
    QTRY_COMPARE(m_server->lists.size(), 3);
    QCOMPARE(m_server->lists.last().options.limit, 0);
    QVERIFY(m_server->lists.last().options.continueToken.isEmpty());
    m_server->answer({object("a"), object("b")}, u"12"_s);
    QTRY_COMPARE(m_server->watches.size(), 1);
    QCOMPARE(m_server->watches.last().resourceVersion, u"12"_s);
    QCOMPARE(names(*m_store), (QStringList{u"a"_s, u"b"_s}));
}

void TestReflectorSteps::failedFirstListSaysWhy()
{
    start();
    m_server->refuse(makeError(Error::Kind::Network, u"Connection refused"_s));
    QTRY_COMPARE(truth().phase, Truth::Phase::Failed);
    QVERIFY(truth().nextTry.isValid());
    QCOMPARE(
        errorSentence(*truth().error),
        u"Could not list things. Connection refused. Check the address and the network, then try again."_s);
    QTRY_COMPARE(m_server->lists.size(), 2);
    m_server->answer({object("a")}, u"10"_s);
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QVERIFY(!truth().error);
}

void TestReflectorSteps::forbiddenIsFailedWithTheSentence()
{
    m_key.namespaceName = u"vision"_s;
    start();
    m_server->refuse(
        httpError(Error::Kind::Forbidden, 403, u"things is forbidden: User \"x\" cannot list"_s));
    QTRY_COMPARE(truth().phase, Truth::Phase::Failed);
    QCOMPARE(
        errorSentence(*truth().error),
        u"Could not list things in vision. The server answered 'things is forbidden: User \"x\" cannot list' "
        u"(403). Ask an administrator for this right."_s);
}

void TestReflectorSteps::lostWatchIsStaleThenLive()
{
    goLive();
    const QDateTime heard = m_reflector->lastHeard();
    QTest::qWait(20);
    QSignalSpy failed(m_reflector.get(), &Reflector::failed);
    Q_EMIT m_server->watch->failed(makeError(Error::Kind::Network, u"Connection closed"_s));
    QTRY_COMPARE(truth().phase, Truth::Phase::Stale);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(truth().since, heard); // rows are as old as the last word
    QCOMPARE(truth().error->attempt, u"watch things"_s);
    QCOMPARE(m_store->count(), 2);
    QTRY_COMPARE(m_server->watches.size(), 2);
    QCOMPARE(m_server->watches.last().resourceVersion, u"10"_s);
    QCOMPARE(truth().phase, Truth::Phase::Stale); // asked, but nothing heard yet
    QVERIFY(!truth().nextTry.isValid());
    Q_EMIT m_server->watch->opened();
    QCOMPARE(truth().phase, Truth::Phase::Stale); // what was missed is still to come
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(m_server->lists.size(), 1);
    QCOMPARE(m_watcher->signalCount, 1);
}

// Rows are called live again when what happened meanwhile is in them, and not before.
void TestReflectorSteps::liveOnlyWithWhatWasMissed()
{
    ReflectorTimes times;
    times.firstBackoff = 20ms;
    times.mostBackoff = 100ms;
    times.catchUp = 60ms;
    start(times);
    m_server->answer({object("a"), object("b")}, u"10"_s);
    QTRY_COMPARE(m_server->watches.size(), 1);
    Q_EMIT m_server->watch->failed(makeError(Error::Kind::Network, u"Connection closed"_s));
    QTRY_COMPARE(m_server->watches.size(), 2);
    Q_EMIT m_server->watch->opened();
    int atLive = -1;
    connect(m_store.get(), &ResourceStore::truthChanged, this, [this, &atLive] {
        if (atLive < 0 && truth().phase == Truth::Phase::Live)
            atLive = m_store->count();
    });
    for (int i = 0; i < 5; ++i) {
        Q_EMIT m_server->watch->events({watchEvent("ADDED", object("c" + QByteArray::number(i), 11 + i))});
        QTest::qWait(10);
    }
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(atLive, 7);
    disconnect(m_store.get(), nullptr, this, nullptr);
}

void TestReflectorSteps::backoffGrowsAndIsBounded()
{
    ReflectorTimes times;
    times.firstBackoff = 40ms;
    times.mostBackoff = 300ms;
    start(times);
    QList<qint64> waits;
    for (int i = 0; i < 6; ++i) {
        m_server->refuse(makeError(Error::Kind::Network, u"Connection refused"_s));
        QTRY_VERIFY(truth().nextTry.isValid());
        waits << QDateTime::currentDateTimeUtc().msecsTo(truth().nextTry);
        QTRY_COMPARE(m_server->lists.size(), i + 2);
        QVERIFY(!truth().nextTry.isValid());
    }
    QVERIFY2(waits.at(0) <= 60 && waits.at(0) >= 20, qPrintable(QString::number(waits.at(0))));
    QVERIFY2(waits.at(2) >= 140, qPrintable(QString::number(waits.at(2))));
    for (const qint64 wait : waits)
        QVERIFY(wait <= 300);
    QVERIFY(waits.at(5) >= 250);
}

void TestReflectorSteps::retryAfterIsHonoured()
{
    start();
    Error error = httpError(Error::Kind::Throttled, 429, u"too many requests"_s);
    error.retryAfter = 7s;
    m_server->refuse(error);
    QTRY_COMPARE(truth().phase, Truth::Phase::Failed);
    const qint64 wait = QDateTime::currentDateTimeUtc().msecsTo(truth().nextTry);
    QVERIFY2(wait > 6000 && wait <= 7000, qPrintable(QString::number(wait)));
}

void TestReflectorSteps::watchEndingAtOnceBacksOff()
{
    goLive();
    Q_EMIT m_server->watch->opened();
    Q_EMIT m_server->watch->ended();
    QTRY_COMPARE(truth().phase, Truth::Phase::Stale);
    QCOMPARE(
        errorSentence(*truth().error),
        u"Could not watch things. The server ended the watch at once. Check the address and the network, "
        u"then try again."_s);
    QTRY_COMPARE(m_server->watches.size(), 2);
}

void TestReflectorSteps::refusedWatchBecomesPolling()
{
    ReflectorTimes times;
    times.firstBackoff = 20ms;
    times.mostBackoff = 100ms;
    times.poll = 60ms;
    for (const int status : {405, 403}) {
        m_server = std::make_unique<FakeServer>();
        start(times);
        m_server->answer({object("a")}, u"10"_s);
        QTRY_COMPARE(m_server->watches.size(), 1);
        Q_EMIT m_server->watch->failed(
            httpError(status == 403 ? Error::Kind::Forbidden : Error::Kind::Invalid, status, u"no watch"_s));
        QTRY_VERIFY(m_reflector->isPolling());
        QCOMPARE(truth().phase, Truth::Phase::Live);
        QVERIFY(truth().polled);
        QVERIFY(truth().nextTry.isValid());
        QTRY_COMPARE(m_server->lists.size(), 2);
        m_server->answer({object("a", 2), object("b")}, u"12"_s);
        QTRY_COMPARE(m_store->count(), 2);
        QTRY_COMPARE(m_server->lists.size(), 3);
        QCOMPARE(m_server->watches.size(), 1);
        // After some polls the watch is tried once more: rights change.
        for (int i = 0; i < 12 && m_server->watches.size() == 1; ++i) {
            const qsizetype asked = m_server->lists.size();
            m_server->answer({object("a", 2)}, u"13"_s);
            QTRY_VERIFY(m_server->lists.size() > asked || m_server->watches.size() == 2);
        }
        QCOMPARE(m_server->watches.size(), 2);
        cleanup();
    }
}

void TestReflectorSteps::kindWithoutWatchVerbIsPolled()
{
    m_key.type.verbs = {u"get"_s, u"list"_s};
    ReflectorTimes times;
    times.poll = 40ms;
    times.firstBackoff = 20ms;
    start(times);
    for (int i = 0; i < 14; ++i) {
        m_server->answer({object("a", i)}, QString::number(i + 10));
        QTRY_COMPARE(m_server->lists.size(), i + 2);
    }
    QVERIFY(m_server->watches.isEmpty());
    QVERIFY(truth().polled);
}

void TestReflectorSteps::brokenEventListsAgain()
{
    goLive();
    Q_EMIT m_server->watch->events({watchEvent("ADDED", object("c", 11)),
                                    "{\"type\":\"ADDED\",\"object\":{\"meta",
                                    watchEvent("ADDED", object("d", 12))});
    QTRY_COMPARE(truth().phase, Truth::Phase::Stale);
    QCOMPARE(truth().error->kind, Error::Kind::Protocol);
    QCOMPARE(names(*m_store), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    QTRY_COMPARE(m_server->lists.size(), 2);
    m_server->answer({object("a"), object("b"), object("c", 11), object("d", 12)}, u"12"_s);
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
    QCOMPARE(m_store->count(), 4);
}

void TestReflectorSteps::brokenPageFails()
{
    start();
    ListPage page;
    page.body = "{\"items\":[{\"metadata\":{\"name\":\"a\"";
    m_server->lists.last().promise.finish(page);
    QTRY_COMPARE(truth().phase, Truth::Phase::Failed);
    QVERIFY(errorSentence(*truth().error).startsWith(u"Could not list things. The list cannot be read: "));
    QTRY_COMPARE(m_server->lists.size(), 2);
}

void TestReflectorSteps::staleAnswersOfAnOlderGenerationAreDropped()
{
    goLive();
    Q_EMIT m_server->watch->events({watchEvent("ADDED", object("ghost", 11))});
    m_reflector->refresh(); // while the event is parsed
    QCOMPARE(m_server->lists.size(), 2);
    m_server->answer({object("a"), object("b")}, u"12"_s);
    QTRY_COMPARE(m_server->watches.size(), 2);
    QTest::qWait(100);
    QCOMPARE(names(*m_store), (QStringList{u"a"_s, u"b"_s}));
}

void TestReflectorSteps::refreshListsAgain()
{
    goLive();
    const QPointer<FakeWatch> first = m_server->watch;
    m_reflector->refresh();
    QVERIFY(!first || first->stopped);
    QCOMPARE(m_server->lists.size(), 2);
    m_reflector->refresh(); // it is on its way
    QCOMPARE(m_server->lists.size(), 2);
    QCOMPARE(truth().phase, Truth::Phase::Live);
}

void TestReflectorSteps::linkBackDoesNotWait()
{
    ReflectorTimes times;
    times.firstBackoff = 20s;
    start(times);
    m_server->refuse(makeError(Error::Kind::Network, u"Connection refused"_s));
    QTRY_VERIFY(truth().nextTry.isValid());
    m_reflector->linkBack();
    QCOMPARE(m_server->lists.size(), 2);
}

void TestReflectorSteps::lostLinkMakesASilentWatchStale()
{
    goLive();
    m_reflector->linkBack(); // nothing was lost: nothing happens
    QCOMPARE(m_server->watches.size(), 1);
    m_reflector->linkLost(makeError(Error::Kind::Timeout, u"No answer"_s));
    QCOMPARE(truth().phase, Truth::Phase::Stale);
    QCOMPARE(truth().since, m_reflector->lastHeard());
    m_reflector->linkBack();
    QCOMPARE(m_server->watches.size(), 2);
    QCOMPARE(m_server->watches.last().resourceVersion, u"10"_s);
    QCOMPARE(truth().phase, Truth::Phase::Stale);
    Q_EMIT m_server->watch->opened();
    QTRY_COMPARE(truth().phase, Truth::Phase::Live);
}

void TestReflectorSteps::kindThatVanishesClears()
{
    goLive();
    Q_EMIT m_server->watch->failed(httpError(Error::Kind::NotFound, 404, u"the server could not find it"_s));
    QTRY_COMPARE(m_server->lists.size(), 2);
    m_server->refuse(
        httpError(Error::Kind::NotFound, 404, u"the server could not find the requested resource"_s));
    QTRY_COMPARE(truth().phase, Truth::Phase::Failed);
    QCOMPARE(m_store->count(), 0);
}

void TestReflectorSteps::endingStopsTheWatch()
{
    goLive();
    const QPointer<FakeWatch> watch = m_server->watch;
    QVERIFY(watch);
    m_reflector.reset();
    QVERIFY(watch.isNull());
    m_server = std::make_unique<FakeServer>();
    start();
    const Promise<ListPage> pending = m_server->lists.last().promise;
    m_reflector.reset();
    QVERIFY(pending.isCanceled());
}

void TestReflectorSteps::randomFaultsLoseNothing_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 6; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

// A server's history with every fault in between; at the end the rows are the server's objects, and a
// follower of the signals agrees.
void TestReflectorSteps::randomFaultsLoseNothing()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    ReflectorTimes times;
    times.firstBackoff = 1ms;
    times.mostBackoff = 4ms;
    times.deltaEvery = 2ms;
    times.tooShort = 1ms;
    start(times);

    QMap<QByteArray, int> objects;
    QList<QPair<int, QByteArray>> history; // version, event
    int version = 1;
    int compacted = 0;
    const auto change = [&] {
        ++version;
        const QByteArray name = "n" + QByteArray::number(random.bounded(30));
        QByteArray type = "ADDED";
        if (objects.contains(name)) {
            type = random.bounded(3) ? "MODIFIED" : "DELETED";
        }
        if (type == "DELETED")
            objects.remove(name);
        else
            objects.insert(name, version);
        history << qMakePair(version, watchEvent(type, object(name, version)));
    };
    int answered = 0;
    QPointer<FakeWatch> served;
    int sent = 0;
    const auto serve = [&](bool faults) {
        while (answered < m_server->lists.size()) {
            const auto asked = m_server->lists.at(answered++);
            if (asked.promise.isCanceled())
                continue;
            const int fault = faults ? int(random.bounded(10)) : 9;
            if (fault == 0) {
                asked.promise.finish(failure(makeError(Error::Kind::Network, u"gone away"_s)));
                continue;
            }
            ListPage page;
            page.resourceVersion = QString::number(version);
            QList<QByteArray> items;
            for (auto it = objects.cbegin(); it != objects.cend(); ++it)
                items << object(it.key(), it.value());
            page.body = "{\"items\":[" + items.join(',') + "]}";
            if (fault == 1)
                page.body.chop(1 + int(random.bounded(20)));
            asked.promise.finish(page);
        }
        FakeWatch *watch = m_server->watch;
        if (!watch || watch->stopped)
            return;
        if (watch != served) {
            served = watch;
            sent = m_server->watches.last().resourceVersion.toInt();
            if (sent < compacted) {
                Q_EMIT watch->failed(httpError(Error::Kind::Gone, 410, u"too old"_s));
                return;
            }
            Q_EMIT watch->opened();
        }
        QList<QByteArray> events;
        for (const auto &[at, event] : std::as_const(history)) {
            if (at > sent)
                events << event;
        }
        sent = version;
        if (faults && !events.isEmpty() && random.bounded(8) == 0)
            events.last().chop(3);
        if (!events.isEmpty())
            Q_EMIT watch->events(events);
        if (!faults)
            return;
        switch (random.bounded(8)) {
        case 0:
            Q_EMIT watch->ended();
            break;
        case 1:
            Q_EMIT watch->failed(makeError(Error::Kind::Network, u"reset"_s));
            break;
        case 2:
            Q_EMIT watch->failed(makeError(Error::Kind::Timeout, u"silence"_s));
            break;
        case 3:
            compacted = version;
            Q_EMIT watch->events({watchEvent("ERROR", R"({"code":410,"message":"too old"})")});
            break;
        default:
            break;
        }
    };
    for (int step = 0; step < 150; ++step) {
        const int changes = int(random.bounded(4));
        for (int i = 0; i < changes; ++i)
            change();
        serve(true);
        QTest::qWait(int(random.bounded(4)));
    }
    const auto same = [&] {
        if (m_store->count() != objects.size() || truth().phase != Truth::Phase::Live)
            return false;
        for (auto it = objects.cbegin(); it != objects.cend(); ++it) {
            const auto row = m_store->find({}, QString::fromLatin1(it.key()));
            if (!row || row->resourceVersion != QString::number(it.value()))
                return false;
        }
        return true;
    };
    QElapsedTimer timer;
    timer.start();
    while (!same() && timer.elapsed() < 5000) {
        serve(false);
        QTest::qWait(2);
    }
    QVERIFY(same());
    QCOMPARE(m_watcher->problem(), QString());
}

QTEST_GUILESS_MAIN(TestReflectorSteps)
#include "tst_reflectorsteps.moc"
