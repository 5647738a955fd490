// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/exchange.h"

#include <functional>

namespace easel {

// One short call with its tries. The lanes give it a manager when a place is free; it gives the place back at
// the end of every try and while it waits for the next one.
class LaneCall : public QObject
{
    Q_OBJECT

public:
    LaneCall(HttpRequest request, QObject *parent);
    ~LaneCall() override;

    Call<HttpReply> call() const { return m_promise.call(); }
    void start(const LaneSetup &setup, QNetworkAccessManager *manager);
    void giveUp(); // quiet but for the promise, which hears Canceled; deletes itself

Q_SIGNALS:
    void placeFreed();  // only after start()
    void placeWanted(); // for another try
    void over();

private:
    void takeBytes();
    void conclude(const Result<HttpReply> &result);
    void leave();
    bool triesLeft() const;

    HttpRequest m_request;
    Promise<HttpReply> m_promise;
    std::unique_ptr<Exchange> m_exchange;
    QByteArray m_body;
    int m_tries = 0;
    bool m_hasPlace = false;
};

} // namespace easel
