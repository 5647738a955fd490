// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/placedstreams.h"

#include "core/clients/watchframing.h"

#include <algorithm>

namespace easel {

namespace {

constexpr std::chrono::seconds openWithin{3};

} // namespace

PlacedWatch::PlacedWatch(StreamPlaces *places, const StreamGuestPtr &guest, const ListOptions &options,
                         StreamPlaces::OpenWatch open, int turnSeconds, QObject *parent)
    : WatchStream(parent)
    , m_ticket(std::make_unique<StreamTicket>(
          places, guest, options.initialEvents ? StreamTicket::Use::List : StreamTicket::Use::Watch, nullptr))
    , m_options(options)
    , m_open(std::move(open))
    , m_places(places)
    , m_turnSeconds(turnSeconds)
    , m_isList(options.initialEvents)
{
    m_opening.setSingleShot(true);
    m_opening.setInterval(openWithin);
    connect(m_ticket.get(), &StreamTicket::granted, this, &PlacedWatch::begin);
    connect(m_ticket.get(), &StreamTicket::wantedBack, this, &PlacedWatch::interrupt);
    connect(&m_opening, &QTimer::timeout, this, &PlacedWatch::heldBack);
}

void PlacedWatch::interrupt()
{
    if (m_over)
        return;
    stop(); // what it had not handed over yet, the server sends again
    Q_EMIT interrupted();
}

// A server says at once that it watches. When nothing of it comes through, something on the way keeps answers
// until they are whole.
void PlacedWatch::heldBack()
{
    if (m_over)
        return;
    if (m_places && m_ticket)
        m_places->onlyTurns(m_ticket->guest());
    stop();
    if (m_isList)
        Q_EMIT ended(); // a list that is an answer of its own comes through
    else
        Q_EMIT interrupted();
}

void PlacedWatch::begin(bool lasting)
{
    if (m_over)
        return;
    m_lasting = lasting;
    ListOptions options = m_options;
    if (!lasting && !m_isList)
        options.seconds = m_turnSeconds;
    m_age.start();
    if (lasting || m_isList)
        m_opening.start();
    m_inner = m_open(options, this);
    connect(m_inner, &WatchStream::opened, this, [this] {
        m_opening.stop();
        Q_EMIT opened();
    });
    connect(m_inner, &WatchStream::events, this, [this](const QList<QByteArray> &events) {
        const bool tells = std::any_of(events.cbegin(), events.cend(), [](const QByteArray &event) {
            return watchEventKind(event) != WatchEventKind::Bookmark;
        });
        if (tells && m_ticket)
            m_ticket->heard();
        const QPointer<PlacedWatch> guard(this);
        Q_EMIT this->events(events);
        if (guard && m_isList && !m_over)
            endBeginning(events);
    });
    connect(m_inner, &WatchStream::ended, this, [this] {
        m_opening.stop();
        if (std::exchange(m_over, true))
            return;
        leave();
        // A server that ends every watch at once is no turn that is over.
        if (!m_lasting && !m_isList && m_age.elapsed() >= m_turnSeconds * 500)
            Q_EMIT interrupted();
        else
            Q_EMIT ended();
    });
    connect(m_inner, &WatchStream::failed, this, [this](const Error &error) {
        m_opening.stop();
        if (std::exchange(m_over, true))
            return;
        leave();
        Q_EMIT failed(error);
    });
}

// With the bookmark that ends the beginning it is a watch like others, and stays only where one may.
void PlacedWatch::endBeginning(const QList<QByteArray> &events)
{
    const bool over = std::any_of(events.cbegin(), events.cend(), [](const QByteArray &event) {
        return watchEventKind(event) == WatchEventKind::Bookmark &&
               event.contains("k8s.io/initial-events-end");
    });
    if (!over)
        return;
    m_isList = false;
    m_lasting = m_ticket && m_ticket->becomeWatch();
    if (!m_lasting)
        interrupt();
}

void PlacedWatch::stop()
{
    m_over = true;
    m_opening.stop();
    if (m_inner)
        m_inner->stop();
    leave();
}

void PlacedWatch::leave()
{
    if (m_ticket)
        m_ticket->giveBack();
}

PlacedList::PlacedList(StreamPlaces *places, const StreamGuestPtr &guest, const ListOptions &options,
                       StreamPlaces::OpenList open, QObject *parent)
    : ListStream(parent)
    , m_ticket(std::make_unique<StreamTicket>(places, guest, StreamTicket::Use::List, nullptr))
{
    connect(m_ticket.get(), &StreamTicket::granted, this, [this, options, open = std::move(open)] {
        if (m_over)
            return;
        m_inner = open(options, this);
        m_inner->setPaused(m_paused);
        connect(m_inner, &ListStream::items, this, &ListStream::items);
        connect(m_inner, &ListStream::ended, this, [this](const QString &version, const QString &token) {
            if (std::exchange(m_over, true))
                return;
            leave();
            Q_EMIT ended(version, token);
        });
        connect(m_inner, &ListStream::failed, this, [this](const Error &error) {
            if (std::exchange(m_over, true))
                return;
            leave();
            Q_EMIT failed(error);
        });
    });
}

void PlacedList::stop()
{
    m_over = true;
    if (m_inner)
        m_inner->stop();
    leave();
}

void PlacedList::setPaused(bool paused)
{
    m_paused = paused;
    if (m_inner)
        m_inner->setPaused(paused);
}

void PlacedList::leave()
{
    if (m_ticket)
        m_ticket->giveBack();
}

} // namespace easel
