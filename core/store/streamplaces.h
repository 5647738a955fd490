// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/kubeclient.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>

namespace easel {

class StreamTicket;

// One who lists and watches, as the places know it over many lists and watches.
struct StreamGuest
{
    bool onScreen = false;
    qint64 lastServed = 0;     // counts places given
    qint64 dueAt = 0;          // ms: its next turn, when it takes turns
    int quietTurns = 0;        // without a word, one after the other
    qint64 turnsOnlyUntil = 0; // ms: something on the way holds lasting watches back
    qint64 wantedUntil = 0;    // ms: something of it was just written; watched as if it were on screen
};
using StreamGuestPtr = std::shared_ptr<StreamGuest>;

struct StreamLimits
{
    // Connections of lists and watches to one server. Easel's own kinds all have their place: wizards and
    // deletes ask what they hold, and a turn that comes round in seconds would be too late for them.
    int streams = 40;
    int lists = 4; // of these at most: after a restart of the server everybody would list at once
    int turnSeconds = 1;
    std::chrono::milliseconds longestPause{4'000}; // between two turns of one that has nothing to say
    std::chrono::milliseconds longestPauseOnScreen{1'000};
};

// The connections that all lists and watches of one server share (HTTP/1.1 needs one for each stream).
// What is on screen goes first and keeps its watch. When more is wanted than there is room for, the rest
// takes turns: a watch of a second from the last version costs little, misses nothing, and comes round within
// seconds.
class StreamPlaces : public QObject
{
    Q_OBJECT

public:
    explicit StreamPlaces(StreamLimits limits = {}, QObject *parent = nullptr);
    ~StreamPlaces() override;

    void setLimits(const StreamLimits &limits) { m_limits = limits; }
    StreamGuestPtr addGuest();
    void setOnScreen(const StreamGuestPtr &guest, bool onScreen);
    void nudge(const StreamGuestPtr &guest); // something of it was written: at once, and for some seconds
    // A proxy that hands answers on when they are whole: only watches that end soon say anything.
    void onlyTurns(const StreamGuestPtr &guest);

    // The same streams as `open` makes, when there is a place for them.
    using OpenWatch = std::function<WatchStream *(const ListOptions &options, QObject *parent)>;
    using OpenList = std::function<ListStream *(const ListOptions &options, QObject *parent)>;
    // One that asks for initial events is a list until they are over.
    WatchStream *watch(const StreamGuestPtr &guest, const ListOptions &options, const OpenWatch &open,
                       QObject *parent);
    ListStream *list(const StreamGuestPtr &guest, const ListOptions &options, const OpenList &open,
                     QObject *parent);
    // A page of a list needs no stream, but counts as a list.
    Call<ListPage> page(const StreamGuestPtr &guest, std::function<Call<ListPage>()> ask);

    int used() const { return m_used; }
    int waiting() const;
    int mostUsed() const { return m_mostUsed; } // since it was made; for tests and benches
    int mostLists() const { return m_mostLists; }

private:
    friend class StreamTicket;
    void enter(StreamTicket *ticket);
    void leave(StreamTicket *ticket);
    void giveOut();
    StreamTicket *next();
    bool isWanted(const StreamGuest &guest) const;
    bool mayLast(const StreamGuest &guest) const;
    void becomeWatch(StreamTicket *ticket);
    bool everybodyFits() const;
    int lasting() const;
    void takeBackOne();

    StreamLimits m_limits;
    QList<StreamTicket *> m_waiting;
    QList<StreamTicket *> m_inside;
    QList<std::weak_ptr<StreamGuest>> m_guests;
    QTimer m_soon;
    QElapsedTimer m_clock;
    qint64 m_served = 0;
    int m_used = 0;
    int m_lists = 0;
    int m_mostUsed = 0;
    int m_mostLists = 0;
};

// The right to one connection: wanted from its construction on, given back when it is destroyed.
class StreamTicket : public QObject
{
    Q_OBJECT

public:
    enum class Use { List, Page, Watch };

    StreamTicket(StreamPlaces *places, StreamGuestPtr guest, Use use, QObject *parent);
    ~StreamTicket() override;

    Use use() const { return m_use; }
    const StreamGuestPtr &guest() const { return m_guest; }
    void heard() { m_heard = true; } // it was worth its place
    void giveBack();
    bool becomeWatch(); // a list that goes on as a watch; false: its turn is over

Q_SIGNALS:
    void granted(bool lasting); // not lasting: for one turn
    void wantedBack();          // by others who go first

private:
    friend class StreamPlaces;
    QPointer<StreamPlaces> m_places;
    StreamGuestPtr m_guest;
    Use m_use;
    bool m_inside = false;
    bool m_lasting = false;
    bool m_heard = false;
};

} // namespace easel
