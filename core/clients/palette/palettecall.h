// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/lanes.h"
#include "core/clients/palette/palettebudget.h"
#include "core/clients/palette/paletterequest.h"

#include <QPointer>

namespace easel {

// When and how often a request is tried again.
struct PaletteRetry
{
    std::chrono::milliseconds first{2000}; // doubles, with jitter
    std::chrono::milliseconds most{30'000};
    int tries = 5;
    std::chrono::seconds longestWait{60}; // a server that asks for more is told to the caller
};

// One request with its tries: a token of the budget for each, then the lanes. Reads and repeatable changes
// are tried again after 429, 502, 503, 504 and a lost connection, others never.
class PaletteCall : public QObject
{
    Q_OBJECT

public:
    PaletteCall(Lanes *lanes, std::shared_ptr<PaletteBudget> budget, HttpRequest request,
                PaletteRequest::Effect effect, PaletteRequest::Pace pace, PaletteRetry retry,
                QObject *parent);
    ~PaletteCall() override;

    Call<HttpReply> start(); // any status is a reply; deletes itself at the end

private:
    void queue();
    void send();
    void conclude(const Result<HttpReply> &result);
    void giveUp();

    QPointer<Lanes> m_lanes;
    std::shared_ptr<PaletteBudget> m_budget;
    HttpRequest m_request;
    PaletteRequest::Effect m_effect;
    PaletteRequest::Pace m_pace;
    PaletteRetry m_retry;
    Promise<HttpReply> m_promise;
    Call<Done> m_token;
    Call<HttpReply> m_sending;
    int m_tries = 0;
};

} // namespace easel
