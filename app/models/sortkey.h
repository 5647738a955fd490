// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

namespace easel {

// What a cell sorts by: a number, then a text in which "pool-2" comes before "pool-10". Cells without a value
// come last whatever the direction.
struct SortKey
{
    double number = 0;
    QString text;
    bool missing = false;

    // <0, 0, >0 for ascending order, `missing` aside.
    int compare(const SortKey &other) const
    {
        if (number != other.number)
            return number < other.number ? -1 : 1;
        return text.compare(other.text);
    }
};

SortKey sortKeyOf(const Column &column, const Row &row, int position);

// Case-folded, digit runs ordered by value.
QString naturalKey(QStringView text);

// States in the order in which they want attention: bad, waiting, warning, unknown, ... good.
int attentionRank(Tone tone);

} // namespace easel
