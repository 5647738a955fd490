// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/storepool.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace easel {

// How a reflector reaches its server: KubeClient's list and watch of one kind, or a test's.
struct ReflectorCalls
{
    std::function<Call<ListPage>(const ListOptions &options)> list;
    std::function<WatchStream *(const ListOptions &options, QObject *parent)> watch;
    // When given, lists come as one answer, until one breaks off on its way.
    std::function<ListStream *(const ListOptions &options, QObject *parent)> wholeList{};
    // When given, a list is a watch that begins with what is there (sendInitialEvents) and goes on as a
    // watch, until the server refuses that or one breaks off on its way.
    std::function<WatchStream *(const ListOptions &options, QObject *parent)> watchList{};
    // When given, what is known about the rows is told here; who hears it puts it into the store. Several
    // reflectors, one a namespace, may feed one store of all namespaces that way.
    std::function<void(const Truth &truth)> tell{};
};

struct ReflectorTimes
{
    std::chrono::milliseconds firstBackoff{800};
    std::chrono::milliseconds mostBackoff{30'000};
    // For what passes by itself: a second after the link is back the rows shall be true again.
    std::chrono::milliseconds mostBackoffPassing{3'000};
    std::chrono::milliseconds poll{30'000};
    std::chrono::milliseconds deltaEvery{50};
    // What happened while the link was gone comes in the first moments of a watch that was opened anew: the
    // rows are live again when it has been silent for so long, or at the latest after `catchUpMost`.
    std::chrono::milliseconds catchUp{200};
    std::chrono::milliseconds catchUpMost{1'500};
    // A watch that shall begin with what is there, and says nothing for so long before it told of all: no
    // word where the beginning ends may come at all.
    std::chrono::milliseconds beginning{4'000};
    std::chrono::milliseconds tooShort{1'000}; // a watch that ends sooner without a word has failed
    int pageSize = 500;
};

// Feeds one store from a hub: lists, then watches from the list's version, for ever. Every end of a
// watch has its answer here (rule C16): a proper end continues from the last version, 410 lists again into a
// new generation, a lost link is tried again with back-off, a refused watch becomes polling. What it knows
// about the rows it says in the store's Truth.
class Reflector : public QObject, public StoreFeeder
{
    Q_OBJECT

public:
    Reflector(ReflectorCalls calls, StoreKey key, std::shared_ptr<ResourceStore> store,
              ReflectorTimes times = {});
    ~Reflector() override;

    void refresh() override;
    // Whoever watches over the whole link says so: a silent watch cannot know that its connection is dead.
    void linkLost(const Error &error);
    // The same from the last version on a new connection: who we are was renewed.
    void reopen();
    void linkBack(); // tries at once instead of waiting, and watches anew where the link was lost
    const Truth &truth() const { return m_truth; }
    QDateTime lastHeard() const { return m_lastHeard; }
    bool isPolling() const { return m_polling; }
    // Resource version to continue from; for tests and logs.
    QString version() const { return m_version; }

Q_SIGNALS:
    void heard();                           // the server said something about this kind
    void failed(const easel::Error &error); // and will be tried again

private:
    enum class Step { Listing, Watching, Waiting };
    struct Page
    {
        QByteArray body;
        bool last = false;
    };

    void list();
    void requestPage(const QString &continueToken);
    void requestWhole();
    void requestWatchList();
    void follow();
    void initialEventsOver();
    void watchListOver(const std::optional<Error> &error);
    void listInstead();
    void wholeListFailed(const Error &error);
    void dropList();
    void takePage(const ListPage &page);
    void listFailed(const Error &error);
    void finishList();
    void startWatch();
    void watchOver(const std::optional<Error> &error);
    void afterWatch(const std::optional<Error> &error);
    void pump();
    void parsePage(const Page &page);
    void parseEvents();
    void flushRows();
    void waitAndThen(Step next, const Error &error);
    void dropWatch();
    void hear();
    void tryingNow();
    void setLive();
    void catchUp();
    void sayLoading();
    void say(const Truth &truth);
    QString scope() const;
    bool mayWatch() const;
    void waitForPoll();
    QString what() const;

    ReflectorCalls m_calls;
    StoreKey m_key;
    std::shared_ptr<ResourceStore> m_store;
    ReflectorTimes m_times;
    Truth m_truth;

    Step m_step = Step::Listing;
    quint32 m_generation = 0; // answers of older ones are dropped
    ScopedCall<ListPage> m_page;
    QPointer<ListStream> m_list;
    QString m_wantedToken; // next page, not asked for while many wait to be parsed
    QList<Page> m_pages;
    QPointer<WatchStream> m_watch;
    QList<QByteArray> m_events;
    bool m_parsing = false;
    std::optional<std::optional<Error>> m_watchEnd; // set: over, handled when all its events are applied
    Delta m_outgoing;                               // rows of pages not yet in the store
    QTimer m_tick;
    QElapsedTimer m_sinceDelta;
    QElapsedTimer m_watchAge;
    QTimer m_catchUp; // runs while a watch tells what was missed
    QElapsedTimer m_catchingUp;
    QTimer m_beginning; // runs while a watch-list is silent
    bool m_watchOpened = false;
    bool m_watchSpoke = false;
    bool m_watchInterrupted = false; // on purpose: not a sign of a bad link
    QTimer m_retry;
    Step m_afterRetry = Step::Listing;
    int m_failures = 0;
    int m_pollsLeft = 0;
    bool m_polling = false;
    bool m_wholeLists = false; // a continue token expired: no pages
    bool m_inPages = false;    // a whole list broke off
    bool m_noWatchLists = false;
    bool m_listSpoke = false; // something of it had come
    bool m_complete = false;  // the rows were whole once
    bool m_gaveRows = false;  // some are in the store
    bool m_linkLost = false;
    QString m_version;
    QDateTime m_lastHeard;
};

} // namespace easel
