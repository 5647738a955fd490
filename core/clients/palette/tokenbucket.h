// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace easel {

// A token bucket over a clock of the caller's: `now` is any time that only goes forward. It begins full.
class TokenBucket
{
public:
    using Time = std::chrono::milliseconds;

    TokenBucket(double perSecond, int burst, Time now);

    // A token, if there is one and `kept` more that stay.
    bool take(Time now, double kept = 0);
    Time waitFor(Time now, double kept = 0) const; // until it could be taken; 0: now
    double tokens(Time now) const;
    // Nothing before `until`, and then no burst: what answers "too many" has none left for us.
    void pause(Time now, Time until);
    bool isPaused(Time now) const { return now < m_from; }
    Time pausedUntil() const { return m_from; }

private:
    double m_perSecond;
    double m_burst;
    double m_tokens; // at m_from
    Time m_from;     // may be in the future
};

} // namespace easel
