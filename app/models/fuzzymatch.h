// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace easel {

// How well a text answers what somebody typed. Every typed letter must turn up in order; runs, beginnings of
// words and early places count more.
struct FuzzyMatch
{
    int score = 0;
    QList<int> positions; // of the letters in the text, ascending
};

// needle: folded (toCaseFolded) and without blanks.
std::optional<FuzzyMatch> fuzzyMatch(const QString &needle, const QString &text);

} // namespace easel
