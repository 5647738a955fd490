// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/tokenbucket.h"

#include <algorithm>
#include <cmath>

namespace easel {

TokenBucket::TokenBucket(double perSecond, int burst, Time now)
    : m_perSecond(perSecond)
    , m_burst(burst)
    , m_tokens(burst)
    , m_from(now)
{}

double TokenBucket::tokens(Time now) const
{
    if (now <= m_from)
        return isPaused(now) ? 0 : m_tokens;
    const double seconds = std::chrono::duration<double>(now - m_from).count();
    return std::min(m_burst, m_tokens + seconds * m_perSecond);
}

bool TokenBucket::take(Time now, double kept)
{
    // Waits are whole milliseconds, so that a token may lack the last thousandth.
    const double there = tokens(now);
    if (isPaused(now) || there < 0.999 + kept)
        return false;
    m_tokens = std::max(0.0, there - 1);
    m_from = now;
    return true;
}

TokenBucket::Time TokenBucket::waitFor(Time now, double kept) const
{
    const Time pause = std::max(Time(0), m_from - now);
    const double lacking = 1 + kept - (isPaused(now) ? m_tokens : tokens(now));
    if (lacking <= 0.001)
        return pause;
    return pause + Time(static_cast<Time::rep>(std::ceil(lacking / m_perSecond * 1000)));
}

void TokenBucket::pause(Time now, Time until)
{
    if (until <= now || until <= m_from)
        return;
    m_tokens = 0;
    m_from = until;
}

} // namespace easel
