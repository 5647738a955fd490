// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/rowfilterindex.h"

#include "app/models/sortkey.h"
#include "core/base/growth.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace easel {

namespace {

// What rows have in one column, so that less comes first: turned round for a descending order, missing last.
struct SortedColumn
{
    std::vector<double> numbers;
    std::vector<quint32> places; // of the texts; empty: there are none
};

SortedColumn sortedColumn(const Column &column, const SortColumn &sort, const std::vector<int> &sources,
                          const RowList &rows)
{
    SortedColumn result;
    result.numbers.resize(sources.size());
    // Each text once that many rows share.
    std::vector<std::string_view> texts{{}};
    std::vector<quint32> textOf(sources.size(), 0);
    std::vector<quint32> ofShared(rows.texts().size(), 0);
    std::vector<bool> missing(sources.size());
    const double sign = sort.order == Qt::AscendingOrder ? 1 : -1;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const SortKey key = sortKeyOf(column, rows.view(sources[i]), sort.column);
        missing[i] = key.missing;
        result.numbers[i] = key.missing ? std::numeric_limits<double>::infinity() : sign * key.number;
        if (key.missing || key.text.empty())
            continue;
        quint32 *known = key.shared ? &ofShared[*key.shared] : nullptr;
        textOf[i] = known && *known != 0 ? *known : quint32(texts.size());
        if (textOf[i] == texts.size())
            texts.push_back(key.text);
        if (known)
            *known = textOf[i];
    }
    if (texts.size() == 1)
        return result;
    const std::vector<quint32> places = naturalPlaces(texts);
    result.places.resize(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const quint32 place = places[textOf[i]];
        result.places[i] = missing[i]                          ? 0
                           : sort.order == Qt::DescendingOrder ? std::numeric_limits<quint32>::max() - place
                                                               : place;
    }
    return result;
}

// What decides between rows of one name.
bool isBeforeBesideName(const RowView &a, const RowView &b)
{
    const int order = a.namespaceBytes().compare(b.namespaceBytes());
    return order != 0 ? order < 0 : a.uid() < b.uid();
}

} // namespace

void RowFilterIndex::setExpression(const FilterExpression &expression)
{
    // Rows that changed since are dirty by themselves; a term about time says another thing each time.
    const bool narrower = (!m_allDirty || m_onlyNarrower) && !expression.isEmpty() &&
                          !m_expression.usesTime() && expression.narrows(m_expression);
    m_expression = expression;
    m_allDirty = true;
    m_onlyNarrower = narrower;
}

void RowFilterIndex::setNamespaces(const std::optional<QSet<QString>> &namespaces)
{
    m_namespaces = namespaces;
    markAllDirty();
}

void RowFilterIndex::setBase(std::function<bool(const RowView &)> base)
{
    m_base = std::move(base);
    markAllDirty();
}

void RowFilterIndex::setShownColumns(const QBitArray &shown)
{
    if (m_shown == shown)
        return;
    m_shown = shown;
    if (!m_expression.isEmpty())
        markAllDirty();
}

void RowFilterIndex::setSort(const QList<SortColumn> &sort)
{
    // Sorted by nothing is sorted by name.
    if (m_sort.isEmpty() && !m_orderDirty && m_all.size() == m_state.size()) {
        m_nameRank.resize(m_state.size());
        for (std::size_t rank = 0; rank < m_all.size(); ++rank)
            m_nameRank[std::size_t(m_all[rank])] = quint32(rank + 1);
    }
    m_sort = sort;
    m_orderDirty = true;
}

void RowFilterIndex::reset(int count)
{
    m_state.assign(std::size_t(count), {});
    m_all.clear();
    m_nameRank.assign(std::size_t(count), 0);
    m_order.clear();
    m_dirty.clear();
    m_toneCounts.fill(0);
    m_scopedCount = 0;
    m_allDirty = count > 0;
    m_onlyNarrower = false;
    m_orderDirty = count > 0;
}

void RowFilterIndex::inserted(int first, int last)
{
    const auto count = std::size_t(last - first + 1);
    const bool atEnd = std::size_t(first) == m_state.size();
    makeRoom(&m_state, count);
    makeRoom(&m_nameRank, count);
    m_state.insert(m_state.begin() + first, count, {});
    m_nameRank.insert(m_nameRank.begin() + first, count, 0);
    for (std::vector<int> *sources : {&m_all, &m_order, &m_dirty}) {
        for (std::size_t i = 0; !atEnd && i < sources->size(); ++i) {
            if ((*sources)[i] >= first)
                (*sources)[i] += int(count);
        }
    }
    changed(first, last);
}

void RowFilterIndex::changed(int first, int last)
{
    for (int source = first; source <= last; ++source) {
        SourceState &state = m_state[std::size_t(source)];
        if (!state.dirty) {
            state.dirty = true;
            m_dirty.push_back(source);
        }
    }
}

void RowFilterIndex::forget(SourceState &state)
{
    if (state.counted)
        --m_toneCounts[std::size_t(state.tone)];
    if (state.scoped)
        --m_scopedCount;
    state.counted = false;
    state.scoped = false;
}

void RowFilterIndex::removed(int first, int last)
{
    const int count = last - first + 1;
    for (int source = first; source <= last; ++source)
        forget(m_state[std::size_t(source)]);
    m_state.erase(m_state.begin() + first, m_state.begin() + last + 1);
    m_nameRank.erase(m_nameRank.begin() + first, m_nameRank.begin() + last + 1);
    for (std::vector<int> *sources : {&m_all, &m_dirty})
        std::erase_if(*sources, [=](int source) { return source >= first && source <= last; });
    for (std::vector<int> *sources : {&m_all, &m_order, &m_dirty}) {
        for (int &source : *sources) {
            if (source > last)
                source -= count;
        }
    }
    numberAll();
}

void RowFilterIndex::moved(const std::vector<int> &newPositions)
{
    const auto arrange = [&newPositions](auto &values) {
        auto arranged = values;
        for (std::size_t position = 0; position < values.size(); ++position)
            arranged[std::size_t(newPositions[position])] = values[position];
        values = std::move(arranged);
    };
    arrange(m_state);
    arrange(m_nameRank);
    for (std::vector<int> *sources : {&m_all, &m_order, &m_dirty}) {
        for (int &source : *sources)
            source = newPositions[std::size_t(source)];
    }
}

void RowFilterIndex::numberAll()
{
    for (std::size_t rank = 0; rank < m_all.size(); ++rank)
        m_state[std::size_t(m_all[rank])].rank = int(rank);
}

// Two rows. Many are sorted by sorted(), which must agree.
bool RowFilterIndex::before(int a, int b, const Rows &rows) const
{
    const RowView rowA = rows.view(a);
    const RowView rowB = rows.view(b);
    for (const SortColumn &each : m_sort) {
        if (each.column < 0 || each.column >= m_columns.size())
            continue;
        const Column &column = m_columns.at(each.column);
        const SortKey left = sortKeyOf(column, rowA, each.column);
        const SortKey right = sortKeyOf(column, rowB, each.column);
        if (left.missing != right.missing)
            return right.missing;
        if (left.missing)
            continue;
        const int order = left.number != right.number ? (left.number < right.number ? -1 : 1)
                                                      : naturalOrder(left.text, right.text);
        if (order != 0)
            return each.order == Qt::AscendingOrder ? order < 0 : order > 0;
    }
    const quint32 placeA = m_nameRank[std::size_t(a)];
    const quint32 placeB = m_nameRank[std::size_t(b)];
    if (placeA != 0 && placeB != 0)
        return placeA < placeB;
    if (const int byName = naturalOrder(rowA.nameBytes(), rowB.nameBytes()); byName != 0)
        return byName < 0;
    return isBeforeBesideName(rowA, rowB);
}

std::vector<int> RowFilterIndex::sorted(const std::vector<int> &sources, const Rows &rows) const
{
    std::vector<SortedColumn> columns;
    for (const SortColumn &each : m_sort) {
        if (each.column >= 0 && each.column < m_columns.size())
            columns.push_back(sortedColumn(m_columns.at(each.column), each, sources, rows));
    }
    // What decides nearly always stands together.
    struct Entry
    {
        double number = 0;
        quint32 place = 0;
        quint32 name = 0;
        quint32 at = 0;
    };
    std::vector<Entry> entries(sources.size());
    bool namesKnown = true;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        Entry &entry = entries[i];
        entry.at = quint32(i);
        entry.name = m_nameRank[std::size_t(sources[i])];
        namesKnown = namesKnown && entry.name != 0;
        if (columns.empty())
            continue;
        entry.number = columns.front().numbers[i];
        entry.place = columns.front().places.empty() ? 0 : columns.front().places[i];
    }
    if (!namesKnown) {
        std::vector<std::string_view> names(sources.size());
        for (std::size_t i = 0; i < sources.size(); ++i)
            names[i] = rows.view(sources[i]).nameBytes();
        const std::vector<quint32> places = naturalPlaces(names);
        for (std::size_t i = 0; i < sources.size(); ++i)
            entries[i].name = places[i];
    }
    std::sort(entries.begin(), entries.end(), [&](const Entry &a, const Entry &b) {
        if (a.number != b.number)
            return a.number < b.number;
        if (a.place != b.place)
            return a.place < b.place;
        for (std::size_t i = 1; i < columns.size(); ++i) {
            const SortedColumn &column = columns[i];
            if (column.numbers[a.at] != column.numbers[b.at])
                return column.numbers[a.at] < column.numbers[b.at];
            if (!column.places.empty() && column.places[a.at] != column.places[b.at])
                return column.places[a.at] < column.places[b.at];
        }
        if (a.name != b.name || namesKnown)
            return a.name < b.name;
        return isBeforeBesideName(rows.view(sources[a.at]), rows.view(sources[b.at]));
    });
    std::vector<int> result(sources.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
        result[i] = sources[entries[i].at];
    return result;
}

// Another sort than by name asks for the names once, to break ties without texts.
void RowFilterIndex::knowNames(const Rows &rows)
{
    if (m_sort.isEmpty() || std::find(m_nameRank.begin(), m_nameRank.end(), 0U) == m_nameRank.end())
        return;
    const QList<SortColumn> sort = std::exchange(m_sort, {});
    std::fill(m_nameRank.begin(), m_nameRank.end(), 0);
    const std::vector<int> byName = sorted(m_all, rows);
    m_sort = sort;
    for (std::size_t rank = 0; rank < byName.size(); ++rank)
        m_nameRank[std::size_t(byName[rank])] = quint32(rank + 1);
}

bool RowFilterIndex::isInPlace(int source, const Rows &rows) const
{
    const auto rank = std::size_t(m_state[std::size_t(source)].rank);
    return (rank == 0 || before(m_all[rank - 1], source, rows)) &&
           (rank + 1 == m_all.size() || before(source, m_all[rank + 1], rows));
}

// Puts every row into its place. Says whether one that is shown may have another than before.
bool RowFilterIndex::place(const Rows &rows)
{
    if (m_orderDirty) {
        m_all.resize(m_state.size());
        std::iota(m_all.begin(), m_all.end(), 0);
        knowNames(rows);
        m_all = sorted(m_all, rows);
        numberAll();
        return true;
    }
    std::vector<int> newcomers;
    std::vector<int> known;
    for (const int source : m_dirty)
        (m_state[std::size_t(source)].rank < 0 ? newcomers : known).push_back(source);
    const bool inPlace =
        std::all_of(known.begin(), known.end(), [&](int source) { return isInPlace(source, rows); });
    bool reordered = false;
    if (!inPlace) {
        // All that changed: between two of them that moved, one that did not can be out of place as well.
        for (const int source : known) {
            SourceState &state = m_state[std::size_t(source)];
            state.rank = -1;
            reordered = reordered || state.position >= 0;
        }
        std::erase_if(m_all, [this](int source) { return m_state[std::size_t(source)].rank < 0; });
        newcomers.insert(newcomers.end(), known.begin(), known.end());
    }
    if (!newcomers.empty())
        merge(newcomers, rows);
    return reordered;
}

void RowFilterIndex::merge(const std::vector<int> &newcomers, const Rows &rows)
{
    if (newcomers.size() > m_all.size() / 2) {
        m_all.insert(m_all.end(), newcomers.begin(), newcomers.end());
        m_all = sorted(m_all, rows);
        numberAll();
        return;
    }
    const std::vector<int> arriving = sorted(newcomers, rows);
    std::vector<int> merged;
    merged.reserve(m_all.size() + arriving.size());
    auto from = m_all.begin();
    for (const int source : arriving) {
        // Near the one before, as far as there are many: steps that double, then halves.
        std::ptrdiff_t step = 1;
        auto low = from;
        while (m_all.end() - low > step && before(low[step], source, rows)) {
            low += step;
            step *= 2;
        }
        const auto high = m_all.end() - low > step ? low + step : m_all.end();
        const auto to = std::lower_bound(low, high, source, [&](int a, int b) { return before(a, b, rows); });
        merged.insert(merged.end(), from, to);
        merged.push_back(source);
        from = to;
    }
    merged.insert(merged.end(), from, m_all.end());
    m_all = std::move(merged);
    numberAll();
}

bool RowFilterIndex::isInScope(const RowView &row, Judging *judging) const
{
    const bool isOfScope = !m_namespaces || row.sharedNamespace() == SharedTexts::emptyText ||
                           judging->inScope.of(row.sharedNamespace(),
                                               [&] { return m_namespaces->contains(row.namespaceName()); });
    return isOfScope && (!m_base || m_base(row));
}

void RowFilterIndex::judge(int source, const Rows &rows, Judging *judging)
{
    SourceState &state = m_state[std::size_t(source)];
    const RowView row = rows.view(source);
    forget(state);
    state.dirty = false;
    state.tone = row.tone();
    state.scoped = isInScope(row, judging);
    const auto verdict = state.scoped
                             ? m_expression.judge(row, m_columns, m_shown, judging->nowMs, &judging->terms)
                             : FilterExpression::Verdict{false, false};
    state.counted = verdict.withoutState;
    if (state.counted)
        ++m_toneCounts[std::size_t(state.tone)];
    if (state.scoped)
        ++m_scopedCount;
    state.wanted = verdict.matches();
}

RowFilterIndex::Changes RowFilterIndex::update(const Rows &rows, qint64 nowMs)
{
    Changes changes;
    Judging judging;
    judging.nowMs = nowMs;
    changes.reordered = place(rows);
    const auto compare = [&](int source) {
        const SourceState &state = m_state[std::size_t(source)];
        if (state.wanted && state.position < 0)
            changes.entering.push_back(source);
        else if (!state.wanted && state.position >= 0)
            changes.leaving.push_back(state.position);
    };
    // What a wider filter kept out for other reasons than its state stays out.
    const auto judgeUnlessOut = [&](int source) {
        const SourceState &state = m_state[std::size_t(source)];
        if (!m_onlyNarrower || state.counted || state.dirty)
            judge(source, rows, &judging);
    };
    if (m_allDirty) {
        for (int source = 0; source < int(m_state.size()); ++source)
            judgeUnlessOut(source);
        std::for_each(m_all.begin(), m_all.end(), compare);
    } else {
        for (const int source : m_dirty)
            judge(source, rows, &judging);
        std::for_each(m_dirty.begin(), m_dirty.end(), compare);
        std::sort(changes.entering.begin(), changes.entering.end(), [this](int a, int b) {
            return m_state[std::size_t(a)].rank < m_state[std::size_t(b)].rank;
        });
    }
    // In their order already, unless that is new.
    if (!std::is_sorted(changes.leaving.begin(), changes.leaving.end()))
        std::sort(changes.leaving.begin(), changes.leaving.end());
    m_dirty.clear();
    m_allDirty = false;
    m_onlyNarrower = false;
    m_orderDirty = false;
    return changes;
}

std::vector<std::pair<int, int>> RowFilterIndex::runsOf(int firstSource, int lastSource) const
{
    std::vector<int> positions;
    for (int source = firstSource; source <= lastSource; ++source) {
        if (m_state[std::size_t(source)].position >= 0)
            positions.push_back(m_state[std::size_t(source)].position);
    }
    std::sort(positions.begin(), positions.end(), std::greater<>());
    std::vector<std::pair<int, int>> runs;
    for (const int position : positions) {
        if (!runs.empty() && runs.back().first == position + 1)
            runs.back().first = position;
        else
            runs.emplace_back(position, position);
    }
    return runs;
}

void RowFilterIndex::hide(int firstPosition, int lastPosition)
{
    for (int position = firstPosition; position <= lastPosition; ++position)
        m_state[std::size_t(m_order[std::size_t(position)])].position = -1;
    m_order.erase(m_order.begin() + firstPosition, m_order.begin() + lastPosition + 1);
    for (auto position = std::size_t(firstPosition); position < m_order.size(); ++position)
        m_state[std::size_t(m_order[position])].position = int(position);
}

int RowFilterIndex::placeFor(int source) const
{
    const auto place = std::lower_bound(m_order.begin(), m_order.end(), source, [this](int a, int b) {
        return m_state[std::size_t(a)].rank < m_state[std::size_t(b)].rank;
    });
    return int(place - m_order.begin());
}

void RowFilterIndex::show(int source, int position)
{
    m_order.insert(m_order.begin() + position, source);
    for (auto at = std::size_t(position); at < m_order.size(); ++at)
        m_state[std::size_t(m_order[at])].position = int(at);
}

void RowFilterIndex::append(const std::vector<int> &sources)
{
    makeRoom(&m_order, sources.size());
    for (const int source : sources) {
        m_state[std::size_t(source)].position = int(m_order.size());
        m_order.push_back(source);
    }
}

std::vector<int> RowFilterIndex::reorder(const std::vector<int> &lastPositions)
{
    std::vector<int> last;
    last.reserve(lastPositions.size());
    for (const int position : lastPositions)
        last.push_back(m_order[std::size_t(position)]);
    std::vector<bool> isLast(m_state.size());
    for (const int source : last)
        isLast[std::size_t(source)] = true;
    std::vector<int> kept;
    kept.reserve(m_order.size());
    for (const int source : m_all) {
        if (m_state[std::size_t(source)].position >= 0 && !isLast[std::size_t(source)])
            kept.push_back(source);
    }
    kept.insert(kept.end(), last.begin(), last.end());
    std::vector<int> moved(m_order.size());
    for (std::size_t position = 0; position < kept.size(); ++position) {
        SourceState &state = m_state[std::size_t(kept[position])];
        moved[std::size_t(state.position)] = int(position);
        state.position = int(position);
    }
    m_order = std::move(kept);
    return moved;
}

} // namespace easel
