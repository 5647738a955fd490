// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/fuzzymatch.h"

namespace easel {

namespace {

bool beginsWord(const QString &text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text[at - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[at].isUpper());
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString &needle, const QString &text)
{
    FuzzyMatch match;
    if (needle.isEmpty())
        return match;
    const QString folded = text.toCaseFolded();
    if (folded.size() != text.size()) // rare letters that fold to several: positions would lie
        return std::nullopt;

    // A whole run is what people mean most of the time; the one that begins a word is the best of them.
    qsizetype best = -1;
    for (qsizetype at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + 1)) {
        if (best < 0 || (beginsWord(text, at) && !beginsWord(text, best)))
            best = at;
    }
    if (best >= 0) {
        for (qsizetype i = 0; i < needle.size(); ++i)
            match.positions.append(int(best + i));
        match.score = 1000 + (beginsWord(text, best) ? 300 : 0) + (best == 0 ? 200 : 0) +
                      (needle.size() == text.size() ? 500 : 0) - int(std::min<qsizetype>(text.size(), 100));
        return match;
    }
    qsizetype at = 0;
    int last = -2;
    for (const QChar letter : needle) {
        // A beginning of a word further on beats the next letter, as in "cd" for calving-detect.
        qsizetype found = folded.indexOf(letter, at);
        if (found < 0)
            return std::nullopt;
        if (int(found) != last + 1) {
            for (qsizetype next = found; next >= 0; next = folded.indexOf(letter, next + 1)) {
                if (beginsWord(text, next)) {
                    found = next;
                    break;
                }
            }
        }
        match.positions.append(int(found));
        match.score += int(found) == last + 1 ? 15 : beginsWord(text, found) ? 20 : 1;
        last = int(found);
        at = found + 1;
    }
    match.score -= int(std::min<qsizetype>(text.size(), 100)) / 4;
    // Letters strewn about are no answer.
    const int span = match.positions.last() - match.positions.first() + 1;
    if (needle.size() >= 3 && match.score < int(needle.size()) * 6 && span > int(needle.size()) * 4)
        return std::nullopt;
    return match;
}

} // namespace easel
