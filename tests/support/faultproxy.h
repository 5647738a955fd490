// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fakeserver.h"

#include <QSslConfiguration>
#include <QTimer>

namespace easel {

// What goes wrong between Easel and the server while it lasts. "Streams" are watches and whole lists.
enum class Fault {
    None,
    Restart,         // nobody listens, every connection is reset
    HalfOpen,        // connections stay and carry nothing any more; those of the time are dead for good
    GoneInTheMiddle, // an ERROR event 410 into every watch, 410 to every further one
    TruncatedJson,   // every answer stops in the middle of it
    ErrorEvent,      // an ERROR event 500 into every watch, to every further one after a moment
    Buffering,       // answers are handed on when they are whole, watches therefore when they end
    NoBookmarks,     // a bookmark never comes
    Throttled,       // 429 with Retry-After to everything
    ServerErrors,    // 500, 502, 503 and 504, some as pages of a gateway
    Slow,            // a few kilobytes a second
    LostEvents,      // events vanish and nobody is told: no link does that, a mistake of ours could
};
QString faultName(Fault fault);
QList<Fault> allFaults();

// Stands between Easel and a real API server: ends TLS, speaks for an identity of its own to the server, and
// does to what passes what a test asks for. Lives in the test's thread.
class FaultProxy : public QObject
{
    Q_OBJECT

public:
    FaultProxy(ServerAddress upstream, Identity identity, QObject *parent = nullptr);
    ~FaultProxy() override;

    bool listen();
    ServerAddress address() const;
    FakeServer *server() { return &m_server; }

    void begin(Fault fault);
    void end(); // the link is back
    Fault fault() const { return m_fault; }
    int openRelays() const { return int(m_relays.size()); }

private:
    class Relay;
    friend class Relay;
    void take(FakeExchange &exchange);
    bool refuse(FakeExchange &exchange);

    ServerAddress m_upstream;
    Identity m_identity;
    QSslConfiguration m_tls;
    FakeServer m_server;
    Fault m_fault = Fault::None;
    int m_refusals = 0;
    QList<QPointer<Relay>> m_relays;
};

} // namespace easel
