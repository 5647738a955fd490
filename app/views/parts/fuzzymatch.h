// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPair>
#include <QString>

#include <optional>

namespace easel {

struct FuzzyMatch
{
    int score = 0;                // higher is better; comparable between texts for one pattern
    QList<QPair<int, int>> spans; // start, length in the text: what to mark
};

// Whether every word of the pattern occurs in the text as a subsequence, and how well: whole prefixes before
// word starts before letters in a row before scattered ones; shorter texts first. Case and accents of the
// pattern do not count. Every word must be found; an empty pattern matches everything with score 0. Pure.
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace easel
