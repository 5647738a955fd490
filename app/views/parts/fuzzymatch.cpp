// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/fuzzymatch.h"

#include <QVarLengthArray>

#include <algorithm>
#include <limits>

namespace easel {

namespace {

constexpr int perLetter = 10;
constexpr int inARow = 25;
constexpr int wordStart = 20;
constexpr int textStart = 30;
constexpr int wholeWord = 25;
constexpr int gapCost = 2; // a letter skipped between two hits
constexpr int longestText = 256;
constexpr int none = std::numeric_limits<int>::min() / 2;

bool startsWord(QStringView text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text.at(at - 1);
    const QChar here = text.at(at);
    return !before.isLetterOrNumber() || (before.isLower() && here.isUpper()) ||
           (before.isLetter() && here.isDigit());
}

// Accents do not count: the base letter of a decomposable one.
QChar folded(QChar c)
{
    const QString parts = c.unicode() < 128 ? QString() : c.decomposition();
    return (parts.isEmpty() || c.decompositionTag() != QChar::Canonical ? c : parts.at(0)).toCaseFolded();
}

bool isSubsequence(QStringView word, QStringView text)
{
    qsizetype at = 0;
    for (qsizetype i = 0; i < text.size() && at < word.size(); ++i)
        if (text.at(i) == word.at(at))
            ++at;
    return at == word.size();
}

// Best placing of one word: table[i][j] = best score when letter i of the word stands at j of the text.
std::optional<FuzzyMatch> matchWord(QStringView word, QStringView text, QStringView foldedText)
{
    if (!isSubsequence(word, foldedText))
        return std::nullopt;
    const qsizetype n = word.size();
    const qsizetype m = foldedText.size();
    QVarLengthArray<int, 4096> best(n * m);
    QVarLengthArray<qint16, 4096> from(n * m);
    for (qsizetype i = 0; i < n; ++i) {
        int bestBefore = none; // over all k < j - 1, with the cost of the gap up to j
        qsizetype bestBeforeAt = -1;
        for (qsizetype j = 0; j < m; ++j) {
            if (i > 0 && j >= 2) {
                // One more letter is skipped; and the place two to the left becomes a candidate.
                bestBefore -= gapCost;
                const int candidate = best[(i - 1) * m + j - 2] - gapCost;
                if (candidate > bestBefore) {
                    bestBefore = candidate;
                    bestBeforeAt = j - 2;
                }
            }
            int score = none;
            qsizetype origin = -1;
            if (foldedText.at(j) == word.at(i)) {
                int own = perLetter;
                if (startsWord(text, j))
                    own += j == 0 ? textStart : wordStart;
                if (i == 0) {
                    score = own - static_cast<int>(std::min<qsizetype>(j, 10));
                } else {
                    const int row = j >= 1 ? best[(i - 1) * m + j - 1] + inARow : none;
                    if (row > none / 2 && row >= bestBefore) {
                        score = row + own;
                        origin = j - 1;
                    } else if (bestBefore > none / 2) {
                        score = bestBefore + own;
                        origin = bestBeforeAt;
                    }
                }
            }
            best[i * m + j] = score;
            from[i * m + j] = static_cast<qint16>(origin);
        }
    }
    qsizetype at = -1;
    int score = none;
    for (qsizetype j = 0; j < m; ++j) {
        int here = best[(n - 1) * m + j];
        if (here <= none / 2)
            continue;
        if (j + 1 == m || !text.at(j + 1).isLetterOrNumber())
            here += wholeWord / 5;
        if (here > score) {
            score = here;
            at = j;
        }
    }
    if (at < 0)
        return std::nullopt;
    FuzzyMatch match;
    QVarLengthArray<int, 64> places(n);
    for (qsizetype i = n - 1; i >= 0; --i) {
        places[i] = static_cast<int>(at);
        at = from[i * m + at];
    }
    for (const int place : places) {
        if (!match.spans.isEmpty() && match.spans.last().first + match.spans.last().second == place)
            ++match.spans.last().second;
        else
            match.spans.append({place, 1});
    }
    const int first = places.front();
    const int last = places.back();
    if (last - first + 1 == n && startsWord(text, first) &&
        (last + 1 == m || !text.at(last + 1).isLetterOrNumber()))
        score += wholeWord;
    match.score = score;
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    const QStringView looked = text.left(longestText);
    QString foldedText(looked.size(), Qt::Uninitialized);
    std::transform(looked.begin(), looked.end(), foldedText.begin(), folded);
    FuzzyMatch whole;
    bool any = false;
    const auto words = pattern.split(u' ', Qt::SkipEmptyParts);
    for (const QStringView word : words) {
        const QStringView cut = word.left(64);
        QString foldedWord(cut.size(), Qt::Uninitialized);
        std::transform(cut.begin(), cut.end(), foldedWord.begin(), folded);
        const std::optional<FuzzyMatch> match = matchWord(foldedWord, looked, foldedText);
        if (!match)
            return std::nullopt;
        whole.score += match->score;
        whole.spans += match->spans;
        any = true;
    }
    if (any)
        whole.score -= static_cast<int>(std::min<qsizetype>(text.size(), 100)) / 4;
    std::sort(whole.spans.begin(), whole.spans.end());
    // Words may overlap; marks must not.
    QList<QPair<int, int>> merged;
    for (const auto &span : std::as_const(whole.spans)) {
        if (!merged.isEmpty() && span.first <= merged.last().first + merged.last().second)
            merged.last().second =
                std::max(merged.last().second, span.first + span.second - merged.last().first);
        else
            merged.append(span);
    }
    whole.spans = merged;
    return whole;
}

} // namespace easel
