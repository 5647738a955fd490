// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/rowlist.h"

#include <vector>

namespace easel {

// What a cell sorts by: a number, then a text in its natural order. Cells without a value come last whatever
// the direction. The text is the row's own (UTF-8): it lives as long as the rows do not change.
struct SortKey
{
    double number = 0;
    std::string_view text;
    bool missing = false;
    std::optional<quint32> shared{}; // the text is kept once for many rows
};

SortKey sortKeyOf(const Column &column, const RowView &row, int position);

// <0, 0, >0: "pool-2" comes before "Pool-10". As the natural keys of the two compare, without making them.
// Of UTF-8.
int naturalOrder(std::string_view a, std::string_view b);

// Case-folded, digit runs ordered by value.
QString naturalKey(QStringView text);

// For each text (UTF-8) its place in the natural order of all, from 1; those that are equal in it share one.
// Much faster for many than comparing them two by two.
std::vector<quint32> naturalPlaces(const std::vector<std::string_view> &texts);

// States in the order in which they want attention: bad, waiting, warning, unknown, ... good.
int attentionRank(Tone tone);

} // namespace easel
