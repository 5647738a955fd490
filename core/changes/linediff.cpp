// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/linediff.h"

#include <QHash>
#include <QStringList>

#include <algorithm>
#include <vector>

namespace easel {

namespace {

// Beyond this many differences the middle is cut at lines that stand once in both texts, and what still
// differs more is shown as replaced: the trace of Myers' algorithm grows with the square.
constexpr int mostDifferences = 1500;

struct Match
{
    int a = 0;
    int b = 0;
    int length = 0;
};

using Tokens = std::vector<int>;

// Myers, "An O(ND) Difference Algorithm", greedy variant with the trace kept. False: more than
// mostDifferences.
bool myers(const Tokens &a, int a0, int a1, const Tokens &b, int b0, int b1, std::vector<Match> &matches)
{
    const int n = a1 - a0;
    const int m = b1 - b0;
    const int most = std::min(n + m, mostDifferences);
    std::vector<int> ends(static_cast<size_t>(2 * most + 3), 0);
    std::vector<std::vector<int>> trace;
    const auto at = [most](int k) { return static_cast<size_t>(k + most + 1); };
    for (int d = 0; d <= most; ++d) {
        std::vector<int> before;
        before.reserve(static_cast<size_t>(2 * d + 1));
        for (int k = -d; k <= d; ++k)
            before.push_back(ends[at(k)]);
        trace.push_back(std::move(before));
        for (int k = -d; k <= d; k += 2) {
            int x = (k == -d || (k != d && ends[at(k - 1)] < ends[at(k + 1)])) ? ends[at(k + 1)]
                                                                               : ends[at(k - 1)] + 1;
            int y = x - k;
            while (x < n && y < m && a[static_cast<size_t>(a0 + x)] == b[static_cast<size_t>(b0 + y)]) {
                ++x;
                ++y;
            }
            ends[at(k)] = x;
            if (x < n || y < m)
                continue;
            // Back along the trace.
            std::vector<Match> found;
            for (int step = d; step >= 0; --step) {
                const std::vector<int> &old = trace[static_cast<size_t>(step)];
                const auto end = [&old, step](int diagonal) {
                    return diagonal < -step || diagonal > step ? -1
                                                               : old[static_cast<size_t>(diagonal + step)];
                };
                const int diagonal = x - y;
                const bool down =
                    diagonal == -step || (diagonal != step && end(diagonal - 1) < end(diagonal + 1));
                const int from = step == 0 ? 0 : down ? diagonal + 1 : diagonal - 1;
                const int fromX = step == 0 ? 0 : end(from);
                const int fromY = step == 0 ? 0 : fromX - from;
                const int startX = step == 0 ? 0 : down ? fromX : fromX + 1;
                const int length = x - startX;
                if (length > 0)
                    found.push_back({a0 + startX, b0 + y - length, length});
                x = fromX;
                y = fromY;
            }
            matches.insert(matches.end(), found.rbegin(), found.rend());
            return true;
        }
    }
    return false;
}

// Tokens that stand exactly once in both ranges, in the longest run that rises in both.
std::vector<Match> anchors(const Tokens &a, int a0, int a1, const Tokens &b, int b0, int b1)
{
    QHash<int, int> countA;
    QHash<int, int> countB;
    QHash<int, int> placeB;
    for (int i = a0; i < a1; ++i)
        ++countA[a[static_cast<size_t>(i)]];
    for (int i = b0; i < b1; ++i) {
        ++countB[b[static_cast<size_t>(i)]];
        placeB[b[static_cast<size_t>(i)]] = i;
    }
    std::vector<Match> unique;
    for (int i = a0; i < a1; ++i) {
        const int token = a[static_cast<size_t>(i)];
        if (countA.value(token) == 1 && countB.value(token) == 1)
            unique.push_back({i, placeB.value(token), 1});
    }
    std::vector<int> tails; // patience sorting: index of the best last element of each length
    std::vector<int> previous(unique.size(), -1);
    for (size_t i = 0; i < unique.size(); ++i) {
        const auto place =
            std::lower_bound(tails.begin(), tails.end(), unique[i].b, [&unique](int index, int value) {
                return unique[static_cast<size_t>(index)].b < value;
            });
        if (place != tails.begin())
            previous[i] = *(place - 1);
        if (place == tails.end())
            tails.push_back(static_cast<int>(i));
        else
            *place = static_cast<int>(i);
    }
    std::vector<Match> run;
    for (int i = tails.empty() ? -1 : tails.back(); i >= 0; i = previous[static_cast<size_t>(i)])
        run.push_back(unique[static_cast<size_t>(i)]);
    std::reverse(run.begin(), run.end());
    return run;
}

void matchRange(const Tokens &a, int a0, int a1, const Tokens &b, int b0, int b1, std::vector<Match> &matches,
                int depth)
{
    int head = 0;
    while (a0 + head < a1 && b0 + head < b1 &&
           a[static_cast<size_t>(a0 + head)] == b[static_cast<size_t>(b0 + head)])
        ++head;
    if (head > 0)
        matches.push_back({a0, b0, head});
    a0 += head;
    b0 += head;
    int tail = 0;
    while (a1 - tail > a0 && b1 - tail > b0 &&
           a[static_cast<size_t>(a1 - tail - 1)] == b[static_cast<size_t>(b1 - tail - 1)])
        ++tail;
    a1 -= tail;
    b1 -= tail;
    if (a0 < a1 && b0 < b1 && !myers(a, a0, a1, b, b0, b1, matches) && depth < 20) {
        int lastA = a0;
        int lastB = b0;
        const std::vector<Match> fixed = anchors(a, a0, a1, b, b0, b1);
        for (const Match &anchor : fixed) {
            if (anchor.a < lastA || anchor.b < lastB)
                continue; // swallowed by the run before
            matchRange(a, lastA, anchor.a, b, lastB, anchor.b, matches, depth + 1);
            matches.push_back(anchor);
            lastA = anchor.a + 1;
            lastB = anchor.b + 1;
        }
        if (!fixed.empty())
            matchRange(a, lastA, a1, b, lastB, b1, matches, depth + 1);
    }
    if (tail > 0)
        matches.push_back({a1, b1, tail});
}

std::vector<Match> matchesOf(const QStringList &before, const QStringList &after)
{
    QHash<QString, int> numbers;
    const auto numbered = [&numbers](const QStringList &parts) {
        Tokens tokens;
        tokens.reserve(static_cast<size_t>(parts.size()));
        for (const QString &part : parts) {
            auto known = numbers.find(part);
            if (known == numbers.end())
                known = numbers.insert(part, static_cast<int>(numbers.size()));
            tokens.push_back(*known);
        }
        return tokens;
    };
    const Tokens a = numbered(before);
    const Tokens b = numbered(after);
    std::vector<Match> matches;
    matchRange(a, 0, static_cast<int>(a.size()), b, 0, static_cast<int>(b.size()), matches, 0);
    return matches;
}

// Runs of letters and digits, runs of blanks, and single other characters.
QStringList words(const QString &line)
{
    QStringList parts;
    const auto kind = [](QChar c) { return c.isLetterOrNumber() || c == u'_' ? 0 : c.isSpace() ? 1 : 2; };
    for (qsizetype i = 0; i < line.size();) {
        qsizetype end = i + 1;
        if (line.at(i).isHighSurrogate() && end < line.size())
            ++end;
        else
            while (kind(line.at(i)) != 2 && end < line.size() && kind(line.at(end)) == kind(line.at(i)))
                ++end;
        parts << line.mid(i, end - i);
        i = end;
    }
    return parts;
}

QList<QPair<int, int>> unmatched(const QStringList &parts, const std::vector<Match> &matches, bool ofA)
{
    QList<QPair<int, int>> spans;
    int part = 0;
    int place = 0;
    const auto skipTo = [&](int until, bool changed) {
        const int start = place;
        while (part < until)
            place += static_cast<int>(parts.at(part++).size());
        if (changed && place > start)
            spans.append({start, place - start});
    };
    for (const Match &match : matches) {
        const int start = ofA ? match.a : match.b;
        skipTo(start, true);
        skipTo(start + match.length, false);
    }
    skipTo(static_cast<int>(parts.size()), true);
    return spans;
}

// Marks the words that differ; nothing when the lines have little in common, because then all of it differs.
void refine(DiffLine &removed, DiffLine &added)
{
    const QStringList before = words(removed.text);
    const QStringList after = words(added.text);
    if (before.size() + after.size() > 2000)
        return;
    const std::vector<Match> matches = matchesOf(before, after);
    qsizetype common = 0;
    for (const Match &match : matches) {
        for (int i = 0; i < match.length; ++i)
            common += before.at(match.a + i).trimmed().size();
    }
    const qsizetype longest = std::max(removed.text.trimmed().size(), added.text.trimmed().size());
    if (common * 4 < longest)
        return;
    removed.changedSpans = unmatched(before, matches, true);
    added.changedSpans = unmatched(after, matches, false);
}

QStringList linesOf(const QString &text)
{
    if (text.isEmpty())
        return {};
    QStringList lines = text.split(u'\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

QList<DiffLine> diffOf(const QStringList &before, const QStringList &after)
{
    QList<DiffLine> lines;
    int a = 0;
    int b = 0;
    const auto replaceUntil = [&](int untilA, int untilB) {
        const qsizetype firstRemoved = lines.size();
        for (; a < untilA; ++a)
            lines.append({DiffLine::Kind::Removed, a + 1, 0, before.at(a), {}});
        const qsizetype firstAdded = lines.size();
        for (; b < untilB; ++b)
            lines.append({DiffLine::Kind::Added, 0, b + 1, after.at(b), {}});
        const qsizetype pairs = std::min(firstAdded - firstRemoved, lines.size() - firstAdded);
        for (qsizetype i = 0; i < pairs; ++i)
            refine(lines[firstRemoved + i], lines[firstAdded + i]);
    };
    for (const Match &match : matchesOf(before, after)) {
        replaceUntil(match.a, match.b);
        for (int i = 0; i < match.length; ++i, ++a, ++b)
            lines.append({DiffLine::Kind::Same, a + 1, b + 1, before.at(a), {}});
    }
    replaceUntil(static_cast<int>(before.size()), static_cast<int>(after.size()));
    return lines;
}

} // namespace

QList<DiffLine> lineDiff(const QString &before, const QString &after)
{
    return diffOf(linesOf(before), linesOf(after));
}

QString unifiedDiff(const QString &before, const QString &after, const QString &beforeName,
                    const QString &afterName, int context)
{
    if (before == after)
        return {};
    // A missing final line end is a difference of the last line.
    static const QString noEnd = QStringLiteral("\n\\ No newline at end of file");
    QStringList a = linesOf(before);
    QStringList b = linesOf(after);
    if (!before.isEmpty() && !before.endsWith(u'\n'))
        a.last() += noEnd;
    if (!after.isEmpty() && !after.endsWith(u'\n'))
        b.last() += noEnd;
    const QList<DiffLine> lines = diffOf(a, b);
    QString out = QStringLiteral("--- %1\n+++ %2\n").arg(beforeName, afterName);
    qsizetype i = 0;
    while (i < lines.size()) {
        while (i < lines.size() && lines.at(i).kind == DiffLine::Kind::Same)
            ++i;
        if (i == lines.size())
            break;
        const qsizetype start = std::max<qsizetype>(0, i - context);
        qsizetype end = i;
        qsizetype same = 0;
        while (end < lines.size() && same <= 2 * context) {
            same = lines.at(end).kind == DiffLine::Kind::Same ? same + 1 : 0;
            ++end;
        }
        end -= std::max<qsizetype>(0, same - context);
        int oldCount = 0;
        int newCount = 0;
        int oldStart = 0;
        int newStart = 0;
        QString body;
        for (qsizetype k = start; k < end; ++k) {
            const DiffLine &line = lines.at(k);
            if (line.kind != DiffLine::Kind::Added && oldCount++ == 0)
                oldStart = line.oldNumber;
            if (line.kind != DiffLine::Kind::Removed && newCount++ == 0)
                newStart = line.newNumber;
            body += (line.kind == DiffLine::Kind::Same      ? u' '
                     : line.kind == DiffLine::Kind::Removed ? u'-'
                                                            : u'+') +
                    line.text + u'\n';
        }
        // A side without lines names the line before the hunk (0 at the top), as diff does.
        const auto lastBefore = [&](bool old) {
            for (qsizetype k = start - 1; k >= 0; --k) {
                const int number = old ? lines.at(k).oldNumber : lines.at(k).newNumber;
                if (number > 0)
                    return number;
            }
            return 0;
        };
        if (oldCount == 0)
            oldStart = lastBefore(true);
        if (newCount == 0)
            newStart = lastBefore(false);
        const auto range = [](int first, int count) {
            return count == 1 ? QString::number(first) : QStringLiteral("%1,%2").arg(first).arg(count);
        };
        out += QStringLiteral("@@ -%1 +%2 @@\n").arg(range(oldStart, oldCount), range(newStart, newCount)) +
               body;
        i = end;
    }
    return out;
}

} // namespace easel
