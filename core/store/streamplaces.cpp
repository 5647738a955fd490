// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/streamplaces.h"

#include "core/store/placedstreams.h"

#include <algorithm>

namespace easel {

namespace {

constexpr qint64 watchedAfterWrite = 15'000; // ms
constexpr qint64 turnsAfterHeldBack = 60'000;

} // namespace

StreamTicket::StreamTicket(StreamPlaces *places, StreamGuestPtr guest, Use use, QObject *parent)
    : QObject(parent)
    , m_places(places)
    , m_guest(std::move(guest))
    , m_use(use)
{
    places->enter(this);
}

StreamTicket::~StreamTicket()
{
    giveBack();
}

void StreamTicket::giveBack()
{
    if (m_places)
        m_places->leave(this);
    m_places.clear();
}

bool StreamTicket::becomeWatch()
{
    if (m_places && m_inside && m_use == Use::List)
        m_places->becomeWatch(this);
    return m_lasting;
}

StreamPlaces::StreamPlaces(StreamLimits limits, QObject *parent)
    : QObject(parent)
    , m_limits(limits)
{
    m_clock.start();
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &StreamPlaces::giveOut);
}

StreamPlaces::~StreamPlaces() = default;

StreamGuestPtr StreamPlaces::addGuest()
{
    auto guest = std::make_shared<StreamGuest>();
    m_guests << guest;
    if (!everybodyFits())
        m_soon.start(0); // others may have to make room
    return guest;
}

void StreamPlaces::setOnScreen(const StreamGuestPtr &guest, bool onScreen)
{
    if (guest->onScreen == onScreen)
        return;
    guest->onScreen = onScreen;
    guest->quietTurns = 0;
    guest->dueAt = 0;
    m_soon.start(0);
}

void StreamPlaces::nudge(const StreamGuestPtr &guest)
{
    guest->quietTurns = 0;
    guest->dueAt = 0;
    guest->wantedUntil = m_clock.elapsed() + watchedAfterWrite;
    m_soon.start(0);
}

void StreamPlaces::onlyTurns(const StreamGuestPtr &guest)
{
    guest->turnsOnlyUntil = m_clock.elapsed() + turnsAfterHeldBack;
}

int StreamPlaces::waiting() const
{
    return int(m_waiting.size());
}

bool StreamPlaces::isWanted(const StreamGuest &guest) const
{
    return guest.onScreen || guest.wantedUntil > m_clock.elapsed();
}

bool StreamPlaces::everybodyFits() const
{
    const auto alive =
        std::count_if(m_guests.cbegin(), m_guests.cend(),
                      [](const std::weak_ptr<StreamGuest> &guest) { return !guest.expired(); });
    return alive <= m_limits.streams - 2;
}

int StreamPlaces::lasting() const
{
    return int(std::count_if(m_inside.cbegin(), m_inside.cend(),
                             [](const StreamTicket *ticket) { return ticket->m_lasting; }));
}

void StreamPlaces::enter(StreamTicket *ticket)
{
    m_waiting << ticket;
    m_soon.start(0); // from the event loop: nobody is granted anything while he is being made
}

void StreamPlaces::leave(StreamTicket *ticket)
{
    m_waiting.removeOne(ticket);
    if (!m_inside.removeOne(ticket))
        return;
    if (ticket->m_use != StreamTicket::Use::Page)
        --m_used;
    if (ticket->m_use != StreamTicket::Use::Watch)
        --m_lists;
    if (ticket->m_use == StreamTicket::Use::Watch) {
        StreamGuest &guest = *ticket->m_guest;
        guest.quietTurns = ticket->m_heard ? 0 : std::min(guest.quietTurns + 1, 8);
        const auto longest = isWanted(guest) ? m_limits.longestPauseOnScreen : m_limits.longestPause;
        const qint64 pause =
            guest.quietTurns == 0 ? 0 : std::min<qint64>(500LL << (guest.quietTurns - 1), longest.count());
        guest.dueAt = ticket->m_lasting ? 0 : m_clock.elapsed() + pause;
    }
    m_soon.start(0);
}

bool StreamPlaces::mayLast(const StreamGuest &guest) const
{
    return (everybodyFits() || isWanted(guest)) && guest.turnsOnlyUntil <= m_clock.elapsed() &&
           lasting() < m_limits.streams - 2;
}

void StreamPlaces::becomeWatch(StreamTicket *ticket)
{
    --m_lists;
    ticket->m_use = StreamTicket::Use::Watch;
    ticket->m_lasting = mayLast(*ticket->m_guest);
    m_soon.start(0);
}

// Who waits longest among those that count most; null when nobody may go in now.
StreamTicket *StreamPlaces::next()
{
    StreamTicket *best = nullptr;
    const auto rank = [this](const StreamTicket *ticket) {
        // Lower is better: screen before the rest, lists before watches of the same.
        return std::make_tuple(!isWanted(*ticket->m_guest), ticket->m_use == StreamTicket::Use::Watch,
                               ticket->m_guest->lastServed);
    };
    const qint64 now = m_clock.elapsed();
    const bool fits = everybodyFits();
    for (StreamTicket *ticket : std::as_const(m_waiting)) {
        if (ticket->m_use != StreamTicket::Use::Page && m_used >= m_limits.streams)
            continue;
        if (ticket->m_use != StreamTicket::Use::Watch && m_lists >= m_limits.lists)
            continue;
        if (ticket->m_use == StreamTicket::Use::Watch && ticket->m_guest->dueAt > now &&
            (!fits || ticket->m_guest->turnsOnlyUntil > now))
            continue;
        if (!best || rank(ticket) < rank(best))
            best = ticket;
    }
    return best;
}

// A place of one that keeps it, when somebody who counts more waits, or when turns have to be taken from now
// on.
void StreamPlaces::takeBackOne()
{
    const bool wanted = std::any_of(m_waiting.cbegin(), m_waiting.cend(), [this](const StreamTicket *ticket) {
        return ticket->m_use != StreamTicket::Use::Page &&
               (ticket->m_use == StreamTicket::Use::Watch || m_lists < m_limits.lists);
    });
    if (m_used < m_limits.streams || !wanted || everybodyFits())
        return;
    StreamTicket *longest = nullptr;
    for (StreamTicket *ticket : std::as_const(m_inside)) {
        if (!ticket->m_lasting || isWanted(*ticket->m_guest))
            continue;
        if (!longest || ticket->m_guest->lastServed < longest->m_guest->lastServed)
            longest = ticket;
    }
    if (longest) {
        longest->m_lasting = false; // asked once
        Q_EMIT longest->wantedBack();
    }
}

void StreamPlaces::giveOut()
{
    m_guests.removeIf([](const std::weak_ptr<StreamGuest> &guest) { return guest.expired(); });
    const QPointer<StreamPlaces> guard(this);
    while (StreamTicket *ticket = next()) {
        m_waiting.removeOne(ticket);
        m_inside << ticket;
        ticket->m_inside = true;
        ticket->m_guest->lastServed = ++m_served;
        if (ticket->m_use != StreamTicket::Use::Page)
            m_mostUsed = std::max(m_mostUsed, ++m_used);
        if (ticket->m_use != StreamTicket::Use::Watch)
            m_mostLists = std::max(m_mostLists, ++m_lists);
        ticket->m_lasting = ticket->m_use == StreamTicket::Use::Watch && mayLast(*ticket->m_guest);
        Q_EMIT ticket->granted(ticket->m_lasting);
        if (!guard)
            return;
    }
    takeBackOne();
    if (!guard || m_waiting.isEmpty() || m_used >= m_limits.streams)
        return; // who leaves calls again
    const qint64 now = m_clock.elapsed();
    qint64 soonest = -1;
    for (const StreamTicket *ticket : std::as_const(m_waiting)) {
        if (ticket->m_use == StreamTicket::Use::Watch && ticket->m_guest->dueAt > now)
            soonest = soonest < 0 ? ticket->m_guest->dueAt : std::min(soonest, ticket->m_guest->dueAt);
    }
    if (soonest > now)
        m_soon.start(int(soonest - now));
}

WatchStream *StreamPlaces::watch(const StreamGuestPtr &guest, const ListOptions &options,
                                 const OpenWatch &open, QObject *parent)
{
    return new PlacedWatch(this, guest, options, open, m_limits.turnSeconds, parent);
}

ListStream *StreamPlaces::list(const StreamGuestPtr &guest, const ListOptions &options, const OpenList &open,
                               QObject *parent)
{
    return new PlacedList(this, guest, options, open, parent);
}

Call<ListPage> StreamPlaces::page(const StreamGuestPtr &guest, std::function<Call<ListPage>()> ask)
{
    Promise<ListPage> promise;
    auto *ticket = new StreamTicket(this, guest, StreamTicket::Use::Page, this);
    const auto asked = std::make_shared<Call<ListPage>>();
    promise.onCancel([guard = QPointer<StreamTicket>(ticket), asked] {
        asked->cancel();
        if (!guard)
            return;
        guard->giveBack();
        guard->deleteLater();
    });
    connect(ticket, &StreamTicket::granted, this, [ticket, promise, asked, ask = std::move(ask)] {
        *asked = ask();
        asked->then(ticket, [ticket, promise](const Result<ListPage> &page) {
            ticket->giveBack();
            ticket->deleteLater();
            promise.finish(page);
        });
    });
    return promise.call();
}

} // namespace easel
