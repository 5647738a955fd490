// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/exchange.h"
#include "core/clients/lanes.h"

#include <functional>

namespace easel {

// A stream on a stream lane. It gives its place back when it is over, aborted or deleted.
class LaneStream : public HttpStream
{
    Q_OBJECT

public:
    explicit LaneStream(QObject *parent);
    ~LaneStream() override;

    void start(const LaneSetup &setup, QNetworkAccessManager *manager, const HttpRequest &request,
               std::function<void()> freePlace);
    void failSoon(const Error &error); // without a connection, from the event loop
    void drop();                       // the lanes go away: failed() with Canceled

    int status() const override { return m_status; }
    bool isPacked() const override { return m_packed; }
    QByteArray readAll() override;
    void abort() override;
    void setInactivity(std::chrono::milliseconds inactivity) override;

private:
    void leave();
    void takeRefusal();
    void conclude();
    void end();

    std::unique_ptr<Exchange> m_exchange;
    std::function<void()> m_freePlace;
    HttpReply m_refusal; // of a status that is not 2xx
    int m_status = 0;
    bool m_packed = false;
    bool m_received = false; // the last byte is here, but perhaps not read
    bool m_over = false;
};

} // namespace easel
