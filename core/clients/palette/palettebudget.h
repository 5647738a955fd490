// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/palette/paletterequest.h"
#include "core/clients/palette/tokenbucket.h"

#include <QDateTime>
#include <QHash>
#include <QUrl>

#include <cmath>
#include <deque>

QT_BEGIN_NAMESPACE
class QTimer;
QT_END_NAMESPACE

namespace easel {

// How fast Easel asks. Palette allows 10 requests a second and 50 at once, for everybody behind one address
// together: other tools and browsers of the same place share that, so Easel takes half.
struct PaletteRate
{
    double perSecond = 5;
    int burst = 25;
};

// What the status bar shows of one address.
struct PaletteBudgetState
{
    double tokens = 0;
    PaletteRate rate;
    int waiting = 0;
    QDateTime waitingSince; // of the request that waits longest; invalid: none waits
    QDateTime pausedUntil;  // Palette said "too many requests"; invalid: it did not
    qint64 sent = 0;        // requests let through
    qint64 refused = 0;     // 429s
};

// The one token bucket of an address: every request of every client of this process takes a token from it, in
// the order in which they came. Those that nobody waits for come after all others and leave them half of what
// may go at once: a long list that is read now and then must not stand in the way of a pool that is built.
class PaletteBudget : public QObject
{
    Q_OBJECT

public:
    explicit PaletteBudget(PaletteRate rate = {}, QObject *parent = nullptr);
    ~PaletteBudget() override;

    // Done when the request may leave; cancel() gives the place in the queue back.
    Call<Done> take(PaletteRequest::Pace pace = PaletteRequest::Pace::Now);
    void refuse(std::chrono::milliseconds pause); // a 429: nobody leaves for so long
    PaletteBudgetState state() const;

Q_SIGNALS:
    void changed();

private:
    struct Waiting
    {
        quint64 ticket = 0;
        Promise<Done> promise;
        QDateTime since;
    };
    void serve();
    double kept() const { return std::floor(m_rate.burst / 2.0); } // by those that nobody waits for

    PaletteRate m_rate;
    TokenBucket m_bucket;
    std::deque<Waiting> m_queue;
    std::deque<Waiting> m_unhurried;
    QTimer *m_timer;
    quint64 m_nextTicket = 1;
    qint64 m_sent = 0;
    qint64 m_refused = 0;
};

// The budgets of a process, one an address (scheme, host, port). Owned once and handed to whoever makes
// sessions.
class PaletteBudgets
{
public:
    explicit PaletteBudgets(PaletteRate rate = {})
        : m_rate(rate)
    {}
    std::shared_ptr<PaletteBudget> of(const QUrl &server);
    QHash<QString, std::shared_ptr<PaletteBudget>> all() const; // in use now, by "host:port"

private:
    PaletteRate m_rate;
    QHash<QString, std::weak_ptr<PaletteBudget>> m_budgets;
};

} // namespace easel
