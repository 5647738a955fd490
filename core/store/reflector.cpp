// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/reflector.h"

#include "core/base/log.h"
#include "core/store/jsonitems.h"

#include <QRandomGenerator>

#include <algorithm>

namespace easel {

namespace {

constexpr int pagesAhead = 3;
constexpr int pollsBeforeAnotherWatch = 10;

bool passes(const Error &error)
{
    return error.isTransient() || error.kind == Error::Kind::Protocol || error.kind == Error::Kind::Gone;
}

bool isWatchRefused(const Error &error)
{
    return error.kind == Error::Kind::Forbidden || error.status == 403 || error.status == 405 ||
           error.status == 501 || error.kind == Error::Kind::Unsupported;
}

} // namespace

Reflector::Reflector(ReflectorCalls calls, StoreKey key, std::shared_ptr<ResourceStore> store,
                     ReflectorTimes times)
    : m_calls(std::move(calls))
    , m_key(std::move(key))
    , m_store(std::move(store))
    , m_times(times)
{
    m_catchUp.setSingleShot(true);
    connect(&m_catchUp, &QTimer::timeout, this, [this] {
        const bool busy = m_parsing || !m_events.isEmpty();
        if (busy && m_catchingUp.elapsed() < m_times.catchUpMost.count())
            catchUp();
        else if (m_step == Step::Watching && m_watchOpened && m_truth.phase != Truth::Phase::Live)
            setLive();
    });
    m_beginning.setSingleShot(true);
    connect(&m_beginning, &QTimer::timeout, this, [this] {
        if (m_parsing || !m_events.isEmpty())
            m_beginning.start(m_times.beginning);
        else
            listInstead();
    });
    m_tick.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        flushRows();
        pump();
    });
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (m_afterRetry == Step::Watching)
            startWatch();
        else
            list();
    });
    m_polling = !mayWatch();
    m_pollsLeft = pollsBeforeAnotherWatch;
    m_gaveRows = scope().isEmpty() && m_store->count() > 0;
    Truth truth;
    truth.phase = Truth::Phase::Loading;
    truth.since = QDateTime::currentDateTimeUtc();
    say(truth);
    list();
}

Reflector::~Reflector()
{
    dropList();
    dropWatch();
}

void Reflector::say(const Truth &truth)
{
    m_truth = truth;
    if (m_calls.tell)
        m_calls.tell(truth);
    else
        m_store->setTruth(truth);
}

// Whose rows a list replaces: all of the store, or those of one namespace when others feed the rest.
QString Reflector::scope() const
{
    return m_key.namespaceName == m_store->namespaceName() ? QString() : m_key.namespaceName;
}

QString Reflector::what() const
{
    return m_key.namespaceName.isEmpty() ? m_key.type.plural
                                         : tr("%1 in %2").arg(m_key.type.plural, m_key.namespaceName);
}

void Reflector::refresh()
{
    if (m_step == Step::Listing && !m_retry.isActive())
        return; // it is on its way
    m_failures = 0;
    m_polling = !mayWatch();
    list();
}

void Reflector::linkLost(const Error &error)
{
    m_linkLost = true;
    Truth truth = m_truth;
    if (truth.phase != Truth::Phase::Live)
        return;
    truth.phase = Truth::Phase::Stale;
    truth.since = m_lastHeard;
    truth.error = error;
    truth.nextTry = {};
    say(truth);
}

void Reflector::linkBack()
{
    const bool lost = std::exchange(m_linkLost, false);
    if (m_retry.isActive() && !m_polling) {
        if (m_afterRetry == Step::Watching)
            startWatch();
        else
            list();
    } else if (lost && (m_retry.isActive() || m_step == Step::Listing)) {
        list(); // one that was under way may wait on a connection that is dead
    } else if (lost && m_step == Step::Watching) {
        m_events.clear(); // the server sends them again
        startWatch();
    }
}

void Reflector::reopen()
{
    if (m_step == Step::Watching) {
        m_events.clear(); // the server sends them again
        startWatch();
    } else if (m_step == Step::Listing && (m_list || m_watch)) {
        list();
    }
}

void Reflector::list()
{
    flushRows();
    dropList();
    dropWatch();
    m_retry.stop();
    ++m_generation;
    m_step = Step::Listing;
    m_pages.clear();
    m_events.clear();
    m_watchEnd.reset();
    m_parsing = false;
    m_version.clear();
    m_wantedToken.clear();
    m_store->beginGeneration(scope());
    tryingNow();
    if (m_calls.watchList && !m_noWatchLists && !m_polling)
        requestWatchList();
    else if (m_calls.wholeList && !m_inPages)
        requestWhole();
    else
        requestPage({});
}

void Reflector::requestWhole()
{
    ListOptions options;
    options.namespaceName = m_key.namespaceName;
    options.labelSelector = m_key.labelSelector;
    m_listSpoke = false;
    m_list = m_calls.wholeList(options, this);
    connect(m_list, &ListStream::items, this, [this](const QByteArray &body) {
        m_listSpoke = true;
        hear();
        m_pages << Page{body, false};
        m_list->setPaused(m_pages.size() >= pagesAhead);
        pump();
    });
    connect(m_list, &ListStream::ended, this, [this](const QString &version, const QString &continueToken) {
        dropList();
        takePage({QByteArrayLiteral("{\"items\":[]}"), version, continueToken, -1});
    });
    connect(m_list, &ListStream::failed, this, &Reflector::wholeListFailed);
}

void Reflector::requestWatchList()
{
    m_watchSpoke = false;
    m_watchOpened = false;
    m_watchInterrupted = false;
    m_watchAge.start();
    ListOptions options;
    options.namespaceName = m_key.namespaceName;
    options.labelSelector = m_key.labelSelector;
    options.initialEvents = true;
    m_watch = m_calls.watchList(options, this);
    follow();
    const auto heard = [this] {
        if (m_step == Step::Listing)
            m_beginning.start(m_times.beginning);
    };
    connect(m_watch, &WatchStream::opened, this, heard);
    connect(m_watch, &WatchStream::events, this, heard);
}

// All that was there has come; the same stream goes on with what changes.
void Reflector::initialEventsOver()
{
    m_beginning.stop();
    m_store->endGeneration(scope());
    m_complete = true;
    m_step = Step::Watching;
    setLive();
}

void Reflector::watchListOver(const std::optional<Error> &error)
{
    const bool refused = error && !m_watchOpened &&
                         (isWatchRefused(*error) || error->kind == Error::Kind::Invalid ||
                          error->kind == Error::Kind::NotFound);
    if (!error || refused) {
        // An older server, or one that does not tell where the beginning ends; or the list itself is refused,
        // which the list says.
        listInstead();
        return;
    }
    m_noWatchLists = m_noWatchLists || m_watchSpoke; // it broke off on its way: too much for this link
    listFailed(*error);
}

void Reflector::listInstead()
{
    qCInfo(lcWatch) << "no watch-list of" << m_key.type.plural;
    m_noWatchLists = true;
    list();
}

void Reflector::wholeListFailed(const Error &error)
{
    // What broke off on its way is too much for this link or for the time that the server gives an answer.
    if (m_listSpoke || error.status >= 500)
        m_inPages = true;
    listFailed(error);
}

void Reflector::dropList()
{
    if (!m_list)
        return;
    m_list->disconnect(this);
    m_list->stop();
    m_list->deleteLater();
    m_list.clear();
}

void Reflector::requestPage(const QString &continueToken)
{
    ListOptions options;
    options.namespaceName = m_key.namespaceName;
    options.labelSelector = m_key.labelSelector;
    options.limit = m_wholeLists ? 0 : m_times.pageSize;
    options.continueToken = continueToken;
    const Call<ListPage> call = m_calls.list(options);
    m_page = call;
    call.then(this, [this, generation = m_generation,
                     continued = !continueToken.isEmpty()](const Result<ListPage> &page) {
        if (generation != m_generation)
            return;
        if (page) {
            takePage(*page);
            return;
        }
        if (continued && page.error().kind == Error::Kind::Gone && !std::exchange(m_wholeLists, true)) {
            // The list lasted longer than the server keeps its version; a whole one does not depend on that.
            qCInfo(lcWatch) << "list of" << m_key.type.plural << "expired between pages";
            list();
            return;
        }
        listFailed(page.error());
    });
}

void Reflector::takePage(const ListPage &page)
{
    hear();
    if (m_version.isEmpty())
        m_version = page.resourceVersion;
    const bool last = page.continueToken.isEmpty();
    m_pages << Page{page.body, last};
    m_page = Call<ListPage>();
    m_wantedToken = page.continueToken;
    pump();
}

void Reflector::listFailed(const Error &error)
{
    ++m_generation; // nothing more of this list counts
    dropList();
    dropWatch();
    m_events.clear();
    m_watchEnd.reset();
    m_pages.clear();
    m_parsing = false;
    flushRows();
    if (error.kind == Error::Kind::NotFound) {
        // The kind itself is gone, and its objects with it.
        m_complete = false;
        m_gaveRows = false;
        if (scope().isEmpty()) {
            m_store->clear();
        } else {
            m_store->beginGeneration(scope());
            m_store->endGeneration(scope());
        }
    }
    waitAndThen(Step::Listing, error.tried(tr("list %1").arg(what())));
}

void Reflector::finishList()
{
    flushRows();
    m_store->endGeneration(scope());
    m_complete = true;
    if (m_polling && mayWatch() && --m_pollsLeft <= 0)
        m_polling = false;
    if (m_polling) {
        m_failures = 0;
        waitForPoll();
        return;
    }
    m_step = Step::Watching;
    setLive();
    startWatch();
}

bool Reflector::mayWatch() const
{
    return m_key.type.verbs.isEmpty() || m_key.type.can(u"watch");
}

void Reflector::waitForPoll()
{
    m_step = Step::Waiting;
    m_afterRetry = Step::Listing;
    m_retry.start(m_times.poll);
    setLive();
}

void Reflector::startWatch()
{
    m_step = Step::Watching;
    m_retry.stop();
    dropWatch();
    m_watchEnd.reset();
    m_watchSpoke = false;
    m_watchOpened = false;
    m_watchInterrupted = false;
    m_watchAge.start();
    tryingNow();
    ListOptions options;
    options.namespaceName = m_key.namespaceName;
    options.labelSelector = m_key.labelSelector;
    options.resourceVersion = m_version;
    m_watch = m_calls.watch(options, this);
    follow();
}

void Reflector::follow()
{
    connect(m_watch, &WatchStream::opened, this, [this] {
        m_watchOpened = true;
        hear();
        if (m_step != Step::Watching || m_truth.phase == Truth::Phase::Live)
            return;
        m_catchingUp.start();
        catchUp();
    });
    connect(m_watch, &WatchStream::events, this, [this](const QList<QByteArray> &events) {
        m_events << events;
        pump();
    });
    connect(m_watch, &WatchStream::ended, this, [this] { watchOver(std::nullopt); });
    connect(m_watch, &WatchStream::interrupted, this, [this] {
        m_watchInterrupted = true;
        watchOver(std::nullopt);
    });
    connect(m_watch, &WatchStream::failed, this, [this](const Error &error) { watchOver(error); });
}

void Reflector::watchOver(const std::optional<Error> &error)
{
    dropWatch();
    m_watchEnd = error;
    pump();
}

void Reflector::afterWatch(const std::optional<Error> &error)
{
    if (m_step == Step::Listing) {
        watchListOver(error);
        return;
    }
    const bool tooShort = m_watchAge.elapsed() < m_times.tooShort.count();
    const bool proven = m_watchSpoke || (m_watchOpened && !tooShort);
    if (proven)
        m_failures = 0;
    if (!error) {
        if (tooShort && !m_watchSpoke && !m_watchInterrupted) {
            waitAndThen(Step::Watching,
                        makeError(Error::Kind::Network, tr("The server ended the watch at once"))
                            .tried(tr("watch %1").arg(what())));
        } else {
            startWatch();
        }
        return;
    }
    qCDebug(lcWatch) << "watch of" << m_key.type.plural << "ended:" << errorKindName(error->kind)
                     << error->message;
    const Error told = error->tried(tr("watch %1").arg(what()));
    if (error->kind == Error::Kind::Gone) {
        // A server that answers every watch with 410 must not be listed without a pause.
        if (!proven && m_failures++ > 0)
            waitAndThen(Step::Listing, told);
        else
            list();
    } else if (!m_watchOpened && isWatchRefused(*error)) {
        qCInfo(lcWatch) << "no watch for" << m_key.type.plural << "- polling";
        m_polling = true;
        m_pollsLeft = pollsBeforeAnotherWatch;
        waitForPoll();
    } else if ((m_watchOpened && error->status > 0) || error->kind == Error::Kind::NotFound ||
               error->kind == Error::Kind::Invalid || error->kind == Error::Kind::Protocol) {
        // A Status after the watch was open is an ERROR event: what it left out nobody knows.
        waitAndThen(Step::Listing, told);
    } else {
        waitAndThen(Step::Watching, told);
    }
}

void Reflector::pump()
{
    if (m_step == Step::Listing && !m_wantedToken.isEmpty() && m_pages.size() < pagesAhead)
        requestPage(std::exchange(m_wantedToken, QString()));
    if (m_parsing)
        return;
    if (!m_pages.isEmpty()) {
        parsePage(m_pages.takeFirst());
        if (m_list)
            m_list->setPaused(m_pages.size() >= pagesAhead);
        return;
    }
    if (!m_events.isEmpty()) {
        const qint64 rest = m_sinceDelta.isValid() ? m_times.deltaEvery.count() - m_sinceDelta.elapsed() : 0;
        if (rest <= 0)
            parseEvents();
        else if (!m_tick.isActive())
            m_tick.start(int(rest));
        return;
    }
    if (m_watchEnd) {
        const std::optional<Error> error = *m_watchEnd;
        m_watchEnd.reset();
        afterWatch(error);
    }
}

void Reflector::parsePage(const Page &page)
{
    m_parsing = true;
    runInPool([body = page.body, extractor = m_store->extractor(), type = m_key.type] {
        return rowsOfPage(body, *extractor, type);
    }).then(this, [this, generation = m_generation, last = page.last](const Result<QList<Row>> &rows) {
        if (generation != m_generation)
            return;
        m_parsing = false;
        if (!rows) {
            listFailed(rows.error());
            return;
        }
        m_outgoing.upserts += *rows;
        if (last) {
            finishList();
            return;
        }
        const qint64 rest = m_sinceDelta.isValid() ? m_times.deltaEvery.count() - m_sinceDelta.elapsed() : 0;
        if (rest <= 0)
            flushRows();
        else if (!m_tick.isActive())
            m_tick.start(int(rest));
        pump();
    });
}

void Reflector::parseEvents()
{
    m_parsing = true;
    // The pool wants a Result; what is wrong with events is part of the batch.
    runInPool([events = std::exchange(m_events, {}), extractor = m_store->extractor(),
               type = m_key.type]() -> Result<EventBatch> {
        return rowsOfEvents(events, *extractor, type);
    }).then(this, [this, generation = m_generation](const Result<EventBatch> &result) {
        if (generation != m_generation)
            return;
        m_parsing = false;
        if (!result)
            return;
        if (result->read > 0) {
            m_watchSpoke = true;
            m_failures = 0;
            hear();
        }
        if (!result->version.isEmpty())
            m_version = result->version;
        if (!result->delta.upserts.isEmpty() || !result->delta.removals.isEmpty()) {
            m_store->apply(result->delta);
            m_gaveRows = true;
            m_sinceDelta.start();
        }
        if (m_step == Step::Listing && result->initialEnd)
            initialEventsOver();
        else if (!result->delta.upserts.isEmpty())
            sayLoading();
        if (result->error) {
            // What came after it in this watch cannot be trusted.
            dropWatch();
            m_events.clear();
            m_watchEnd = result->error;
        } else if (result->read > 0 && m_truth.phase == Truth::Phase::Stale) {
            if (m_catchUp.isActive() && m_catchingUp.elapsed() < m_times.catchUpMost.count())
                catchUp();
            else
                setLive();
        }
        pump();
    });
}

void Reflector::flushRows()
{
    if (m_outgoing.upserts.isEmpty())
        return;
    m_store->apply(std::exchange(m_outgoing, {}));
    m_gaveRows = true;
    m_sinceDelta.start();
    sayLoading();
}

void Reflector::sayLoading()
{
    Truth truth = m_truth;
    if (m_complete || m_step != Step::Listing)
        return;
    truth.phase = Truth::Phase::Loading;
    truth.loaded = m_store->count();
    truth.error.reset();
    truth.nextTry = {};
    say(truth);
}

void Reflector::waitAndThen(Step next, const Error &error)
{
    m_step = Step::Waiting;
    m_afterRetry = next;
    const int doublings = std::min(m_failures++, 16);
    const qint64 most =
        std::min(passes(error) ? m_times.mostBackoffPassing : m_times.mostBackoff, m_times.mostBackoff)
            .count();
    const qint64 base = std::min<qint64>(m_times.firstBackoff.count() << doublings, most);
    qint64 delay = std::min<qint64>(base + QRandomGenerator::global()->bounded(int(base / 2) + 1), most);
    if (error.retryAfter)
        delay = std::max<qint64>(delay, std::chrono::milliseconds(*error.retryAfter).count());
    // Whoever watches over the link says when it is back; until then nobody hammers at the server.
    if (m_linkLost)
        delay = std::max<qint64>(delay, m_times.mostBackoff.count());
    m_retry.start(int(std::min<qint64>(delay, 3'600'000)));

    Truth truth;
    const bool hasRows = m_complete || m_gaveRows;
    truth.phase = hasRows ? Truth::Phase::Stale : Truth::Phase::Failed;
    truth.since = hasRows && m_lastHeard.isValid() ? m_lastHeard : QDateTime::currentDateTimeUtc();
    truth.loaded = m_store->count();
    truth.error = error;
    if (!m_linkLost)
        truth.nextTry = QDateTime::currentDateTimeUtc().addMSecs(delay);
    say(truth);
    qCInfo(lcWatch) << errorSentence(error) << "next try in" << delay << "ms";
    Q_EMIT failed(error);
}

void Reflector::dropWatch()
{
    m_catchUp.stop();
    m_beginning.stop();
    if (!m_watch)
        return;
    m_watch->disconnect(this);
    m_watch->stop();
    m_watch->deleteLater();
    m_watch.clear();
}

void Reflector::hear()
{
    m_lastHeard = QDateTime::currentDateTimeUtc();
    Q_EMIT heard();
}

void Reflector::tryingNow()
{
    Truth truth = m_truth;
    if (!truth.nextTry.isValid())
        return;
    truth.nextTry = {};
    say(truth);
}

void Reflector::catchUp()
{
    m_catchUp.start(m_times.catchUp);
}

void Reflector::setLive()
{
    Truth truth;
    truth.phase = Truth::Phase::Live;
    const bool was = m_truth.phase == Truth::Phase::Live;
    truth.since = was && !m_polling ? m_truth.since : QDateTime::currentDateTimeUtc();
    truth.loaded = m_store->count();
    truth.polled = m_polling;
    if (m_polling && m_retry.isActive())
        truth.nextTry = QDateTime::currentDateTimeUtc().addMSecs(m_retry.remainingTime());
    say(truth);
}

} // namespace easel
