// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/placehistory.h"

namespace easel {

namespace {

constexpr int longest = 100;

} // namespace

void PlaceHistory::note(const Place &place)
{
    if (m_at >= 0 && m_places.at(m_at) == place)
        return;
    m_places.resize(m_at + 1);
    m_places.append(place);
    if (m_places.size() > longest)
        m_places.removeFirst();
    m_at = m_places.size() - 1;
}

void PlaceHistory::clear()
{
    m_places.clear();
    m_at = -1;
}

Place PlaceHistory::back()
{
    return m_places.at(--m_at);
}

Place PlaceHistory::forward()
{
    return m_places.at(++m_at);
}

Place *PlaceHistory::current()
{
    return m_at < 0 ? nullptr : &m_places[m_at];
}

} // namespace easel
