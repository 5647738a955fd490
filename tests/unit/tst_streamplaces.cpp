// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/streamplaces.h"

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
    void stop() override {}
    void setPaused(bool on) override { paused = on; }
    bool paused = false;
};

// One kind as the places see it: it watches again whenever its watch is over, as a reflector does.
class Kind : public QObject
{
public:
    explicit Kind(StreamPlaces *places)
        : m_places(places)
        , guest(places->addGuest())
    {
        again();
    }
    void again()
    {
        if (watch)
            watch->deleteLater();
        ListOptions options;
        options.resourceVersion = u"7"_s;
        watch = m_places->watch(
            guest, options,
            [this](const ListOptions &asked, QObject *parent) {
                seconds << asked.seconds;
                version = asked.resourceVersion;
                inner = new FakeWatch(parent);
                return inner.data();
            },
            this);
        connect(watch, &WatchStream::interrupted, this, [this] {
            ++interruptions;
            again();
        });
        connect(watch, &WatchStream::ended, this, [this] { ++ends; });
    }
    bool isWatching() const { return inner && !inner->stopped; }
    void endTurn()
    {
        FakeWatch *ending = inner;
        inner.clear();
        Q_EMIT ending->ended();
    }

    StreamPlaces *m_places;
    StreamGuestPtr guest;
    QPointer<WatchStream> watch;
    QPointer<FakeWatch> inner;
    QList<int> seconds; // of each watch that was opened; 0: a lasting one
    QString version;
    int interruptions = 0;
    int ends = 0;
};

StreamLimits limits(int streams, int lists = 2)
{
    StreamLimits some;
    some.streams = streams;
    some.lists = lists;
    some.longestPause = 400ms;
    some.longestPauseOnScreen = 50ms;
    return some;
}

} // namespace

class TestStreamPlaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewKeepTheirWatches();
    void manyTakeTurns();
    void screenGoesFirstAndKeeps();
    void lateOnesMakeOthersTakeTurns();
    void writtenIsWatched();
    void quietOnesWaitLonger();
    void atOnceEndedIsAnEnd();
    void fewListsAtATime();
    void pagesAreListsToo();
    void whoGoesLeavesItsPlace();
    void outlivesItsStreams();
};

void TestStreamPlaces::fewKeepTheirWatches()
{
    StreamPlaces places(limits(6));
    std::vector<std::unique_ptr<Kind>> kinds;
    for (int i = 0; i < 4; ++i)
        kinds.push_back(std::make_unique<Kind>(&places));
    for (const auto &kind : kinds) {
        QTRY_VERIFY(kind->isWatching());
        QCOMPARE(kind->seconds, QList<int>{0});
        QCOMPARE(kind->version, u"7"_s);
    }
    QCOMPARE(places.used(), 4);
}

void TestStreamPlaces::manyTakeTurns()
{
    StreamPlaces places(limits(3));
    std::vector<std::unique_ptr<Kind>> kinds;
    for (int i = 0; i < 12; ++i)
        kinds.push_back(std::make_unique<Kind>(&places));
    QTRY_COMPARE(places.used(), 3);
    // Whoever is inside says something and ends, over and over: everybody has his turn, none twice before.
    for (int round = 0; round < 24; ++round) {
        Kind *inside = nullptr;
        QTRY_VERIFY(std::any_of(kinds.begin(), kinds.end(), [&inside](const auto &kind) {
            inside = kind->isWatching() && kind->seconds.last() == 1 ? kind.get() : inside;
            return inside != nullptr;
        }));
        QTest::qWait(10);
        Q_EMIT inside->inner->events({"{\"type\":\"MODIFIED\",\"object\":{}}"});
        QTest::qWait(510); // a turn is a second; half of one counts as one
        inside->endTurn();
        QVERIFY(places.used() <= 3);
        if (round >= 8)
            break; // enough rounds to see everybody move on
    }
    QTRY_COMPARE(places.used(), 3);
    QCOMPARE(places.mostUsed(), 3);
    QCOMPARE(places.waiting(), 9);
}

void TestStreamPlaces::screenGoesFirstAndKeeps()
{
    StreamPlaces places(limits(3));
    std::vector<std::unique_ptr<Kind>> kinds;
    for (int i = 0; i < 8; ++i)
        kinds.push_back(std::make_unique<Kind>(&places));
    places.setOnScreen(kinds.back()->guest, true);
    QTRY_VERIFY(kinds.back()->isWatching());
    QCOMPARE(kinds.back()->seconds, QList<int>{0});
    // Only one may be kept here, so that the others go on to take turns.
    places.setOnScreen(kinds.front()->guest, true);
    QTest::qWait(30);
    QVERIFY(!kinds.front()->isWatching() || kinds.front()->seconds.last() == 1);
    QCOMPARE(kinds.back()->interruptions, 0);
}

void TestStreamPlaces::lateOnesMakeOthersTakeTurns()
{
    StreamPlaces places(limits(4));
    std::vector<std::unique_ptr<Kind>> kinds;
    for (int i = 0; i < 2; ++i)
        kinds.push_back(std::make_unique<Kind>(&places));
    QTRY_VERIFY(kinds.at(0)->isWatching() && kinds.at(1)->isWatching());
    for (int i = 0; i < 6; ++i)
        kinds.push_back(std::make_unique<Kind>(&places));
    // Those that kept their places give them up one after the other, and continue from their version.
    QTRY_VERIFY(kinds.at(0)->interruptions + kinds.at(1)->interruptions > 0);
    QVERIFY(places.mostUsed() <= 4);
}

void TestStreamPlaces::writtenIsWatched()
{
    StreamPlaces places(limits(3));
    std::vector<std::unique_ptr<Kind>> kinds;
    for (int i = 0; i < 8; ++i)
        kinds.push_back(std::make_unique<Kind>(&places));
    QTRY_COMPARE(places.used(), 3);
    Kind *waiting = nullptr;
    for (const auto &kind : kinds) {
        if (!kind->isWatching())
            waiting = kind.get();
    }
    QVERIFY(waiting);
    places.nudge(waiting->guest);
    Kind *inside = nullptr;
    for (const auto &kind : kinds) {
        if (kind->isWatching())
            inside = kind.get();
    }
    QVERIFY(inside);
    QTest::qWait(510);
    inside->endTurn();
    QTRY_VERIFY(waiting->isWatching());
    QCOMPARE(waiting->seconds.last(), 0);
}

void TestStreamPlaces::quietOnesWaitLonger()
{
    StreamPlaces places(limits(3));
    std::vector<std::unique_ptr<Kind>> kinds;
    for (int i = 0; i < 3; ++i)
        kinds.push_back(std::make_unique<Kind>(&places));
    QTRY_COMPARE(places.used(), 3);
    QTest::qWait(510);
    for (const auto &kind : kinds)
        kind->endTurn(); // without a word
    QTest::qWait(100);
    QCOMPARE(places.used(), 0); // nobody asks a server that had nothing to say a moment ago
    QTRY_COMPARE(places.used(), 3);
    // A bookmark is no news either.
    Q_EMIT kinds.at(0)->inner->events({"{\"type\":\"BOOKMARK\",\"object\":{}}"});
    Q_EMIT kinds.at(1)->inner->events({"{\"type\":\"ADDED\",\"object\":{}}"});
    QTest::qWait(510);
    for (const auto &kind : kinds)
        kind->endTurn();
    QTRY_VERIFY_WITH_TIMEOUT(kinds.at(1)->isWatching(), 200);
    QVERIFY(!kinds.at(0)->isWatching());
}

void TestStreamPlaces::atOnceEndedIsAnEnd()
{
    StreamPlaces places(limits(3));
    std::vector<std::unique_ptr<Kind>> kinds;
    for (int i = 0; i < 3; ++i)
        kinds.push_back(std::make_unique<Kind>(&places));
    QTRY_VERIFY(kinds.front()->isWatching());
    kinds.front()->endTurn();
    QCOMPARE(kinds.front()->ends, 1);
    QCOMPARE(kinds.front()->interruptions, 0);
}

void TestStreamPlaces::fewListsAtATime()
{
    StreamPlaces places(limits(8, 2));
    QList<QPointer<FakeList>> open;
    std::vector<std::unique_ptr<QObject>> owners;
    QList<ListStream *> lists;
    QList<StreamGuestPtr> guests;
    QStringList order;
    for (int i = 0; i < 5; ++i) {
        owners.push_back(std::make_unique<QObject>());
        guests << places.addGuest();
        lists << places.list(
            guests.last(), {},
            [&open, &order, i](const ListOptions &, QObject *parent) {
                order << QString::number(i);
                open << new FakeList(parent);
                return open.last().data();
            },
            owners.back().get());
    }
    lists.at(2)->setPaused(true);
    places.setOnScreen(guests.at(4), true);
    QTRY_COMPARE(int(open.size()), 2);
    QTest::qWait(50);
    QCOMPARE(int(open.size()), 2);
    QCOMPARE(order.first(), u"4"_s); // what is looked at first
    QSignalSpy ended(lists.at(4), &ListStream::ended);
    Q_EMIT open.first()->ended(u"9"_s, {});
    QCOMPARE(ended.size(), 1);
    QTRY_COMPARE(int(open.size()), 3);
    Q_EMIT open.at(1)->failed(makeError(Error::Kind::Network, u"gone"_s));
    QTRY_COMPARE(int(open.size()), 4);
    for (const auto &list : open)
        QVERIFY(list);
    QCOMPARE(places.mostLists(), 2);
    QCOMPARE(order, (QStringList{u"4"_s, u"0"_s, u"1"_s, u"2"_s}));
    QVERIFY(open.last()->paused); // said before it began
}

void TestStreamPlaces::pagesAreListsToo()
{
    StreamPlaces places(limits(8, 1));
    QList<Promise<ListPage>> asked;
    QList<Call<ListPage>> calls;
    for (int i = 0; i < 3; ++i) {
        calls << places.page(places.addGuest(), [&asked] {
            asked << Promise<ListPage>();
            return asked.last().call();
        });
    }
    QTRY_COMPARE(int(asked.size()), 1);
    QTest::qWait(30);
    QCOMPARE(int(asked.size()), 1);
    calls.at(1).cancel(); // waits no more
    asked.first().finish(ListPage{"one", {}, {}, -1});
    QTRY_VERIFY(calls.at(0).isFinished());
    QTRY_COMPARE(int(asked.size()), 2);
    QCOMPARE(places.used(), 0); // pages come over the lane for short calls
    calls.at(2).cancel();
    QVERIFY(asked.last().isCanceled());
    QTRY_COMPARE(places.waiting(), 0);
}

void TestStreamPlaces::whoGoesLeavesItsPlace()
{
    StreamPlaces places(limits(3));
    std::vector<std::unique_ptr<Kind>> kinds;
    for (int i = 0; i < 5; ++i)
        kinds.push_back(std::make_unique<Kind>(&places));
    QTRY_COMPARE(places.used(), 3);
    kinds.clear();
    QCOMPARE(places.used(), 0);
    QCOMPARE(places.waiting(), 0);
}

void TestStreamPlaces::outlivesItsStreams()
{
    auto places = std::make_unique<StreamPlaces>(limits(3));
    Kind kind(places.get());
    QTRY_VERIFY(kind.isWatching());
    places.reset();
    kind.watch->stop(); // reaches nobody who is gone
    QVERIFY(!kind.isWatching());
}

QTEST_GUILESS_MAIN(TestStreamPlaces)
#include "tst_streamplaces.moc"
