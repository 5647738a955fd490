// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QList>

namespace easel {

// Where somebody was in the window.
struct Place
{
    QString id; // navigation entry or "kind:..."
    QString filter;
    ObjectRef object;
    bool operator==(const Place &) const = default;
};

// The places of one source in the order they were visited, and the one that is shown.
class PlaceHistory
{
public:
    void note(const Place &place); // places ahead are forgotten
    void clear();
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_places.size(); }
    Place back();     // canGoBack()
    Place forward();  // canGoForward()
    Place *current(); // null before the first

private:
    QList<Place> m_places;
    qsizetype m_at = -1;
};

} // namespace easel
