// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/rowfilterindex.h"

#include <algorithm>

namespace easel {

void RowFilterIndex::setExpression(const FilterExpression &expression)
{
    m_expression = expression;
    markAllDirty();
}

void RowFilterIndex::setNamespaces(const std::optional<QSet<QString>> &namespaces)
{
    m_namespaces = namespaces;
    markAllDirty();
}

void RowFilterIndex::setBase(std::function<bool(const Row &)> base)
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
    m_sort = sort;
    m_keys.clear();
    m_orderDirty = true;
}

void RowFilterIndex::reset(int count)
{
    m_state.assign(std::size_t(count), {});
    m_keys.clear();
    m_order.clear();
    m_dirty.clear();
    m_toneCounts.fill(0);
    m_scopedCount = 0;
    m_allDirty = count > 0;
    m_orderDirty = false;
}

void RowFilterIndex::inserted(int first, int last)
{
    const auto count = std::size_t(last - first + 1);
    const bool atEnd = std::size_t(first) == m_state.size();
    m_state.insert(m_state.begin() + first, count, {});
    if (!m_keys.empty()) {
        const auto width = std::size_t(std::max<qsizetype>(1, m_sort.size() + 1));
        m_keys.insert(m_keys.begin() + std::ptrdiff_t(std::size_t(first) * width), count * width, {});
    }
    if (!atEnd) {
        for (int &source : m_order) {
            if (source >= first)
                source += int(count);
        }
        for (int &source : m_dirty) {
            if (source >= first)
                source += int(count);
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
    if (!m_keys.empty()) {
        const auto width = std::ptrdiff_t(m_sort.size() + 1);
        m_keys.erase(m_keys.begin() + first * width, m_keys.begin() + (last + 1) * width);
    }
    for (int &source : m_order) {
        if (source > last)
            source -= count;
    }
    std::erase_if(m_dirty, [=](int source) { return source >= first && source <= last; });
    for (int &source : m_dirty) {
        if (source > last)
            source -= count;
    }
}

void RowFilterIndex::makeKeys(int source, const Rows &rows)
{
    const Row &row = rows.at(source);
    const auto width = std::size_t(m_sort.size() + 1);
    SortKey *keys = &m_keys[std::size_t(source) * width];
    for (qsizetype i = 0; i < m_sort.size(); ++i) {
        const int column = m_sort.at(i).column;
        keys[i] = column >= 0 && column < m_columns.size() ? sortKeyOf(m_columns.at(column), row, column)
                                                           : SortKey();
    }
    keys[m_sort.size()].text = naturalKey(row.name);
}

bool RowFilterIndex::before(int a, int b, const Rows &rows) const
{
    const auto width = std::size_t(m_sort.size() + 1);
    const SortKey *left = &m_keys[std::size_t(a) * width];
    const SortKey *right = &m_keys[std::size_t(b) * width];
    for (qsizetype i = 0; i < m_sort.size(); ++i) {
        if (left[i].missing != right[i].missing)
            return right[i].missing;
        const int order = left[i].compare(right[i]);
        if (order != 0)
            return m_sort.at(i).order == Qt::AscendingOrder ? order < 0 : order > 0;
    }
    const int byName = left[m_sort.size()].text.compare(right[m_sort.size()].text);
    if (byName != 0)
        return byName < 0;
    const Row &rowA = rows.at(a);
    const Row &rowB = rows.at(b);
    const int byNamespace = rowA.namespaceName.compare(rowB.namespaceName);
    if (byNamespace != 0)
        return byNamespace < 0;
    return rowA.uid < rowB.uid;
}

RowFilterIndex::Changes RowFilterIndex::update(const Rows &rows, qint64 nowMs)
{
    Changes changes;
    changes.reordered = m_orderDirty;
    if (m_keys.empty() && !m_state.empty()) {
        m_keys.resize(m_state.size() * std::size_t(m_sort.size() + 1));
        for (int source = 0; source < int(m_state.size()); ++source)
            makeKeys(source, rows);
    } else {
        for (const int source : m_dirty) {
            const auto width = std::size_t(m_sort.size() + 1);
            SortKey *keys = &m_keys[std::size_t(source) * width];
            const std::vector<SortKey> old(keys, keys + width);
            makeKeys(source, rows);
            if (changes.reordered || m_state[std::size_t(source)].position < 0)
                continue;
            for (std::size_t i = 0; i < width && !changes.reordered; ++i)
                changes.reordered = old[i].missing != keys[i].missing || old[i].compare(keys[i]) != 0;
        }
    }

    const auto judge = [&](int source) {
        SourceState &state = m_state[std::size_t(source)];
        const Row &row = rows.at(source);
        forget(state);
        state.dirty = false;
        state.tone = row.tone;
        state.scoped =
            (!m_namespaces || row.namespaceName.isEmpty() || m_namespaces->contains(row.namespaceName)) &&
            (!m_base || m_base(row));
        const auto verdict = state.scoped ? m_expression.judge(row, m_columns, m_shown, nowMs)
                                          : FilterExpression::Verdict{false, false};
        state.counted = verdict.withoutState;
        if (state.counted)
            ++m_toneCounts[std::size_t(state.tone)];
        if (state.scoped)
            ++m_scopedCount;
        state.wanted = verdict.matches();
        if (state.wanted && state.position < 0)
            changes.entering.push_back(source);
        else if (!state.wanted && state.position >= 0)
            changes.leaving.push_back(state.position);
    };
    if (m_allDirty) {
        for (int source = 0; source < int(m_state.size()); ++source)
            judge(source);
    } else {
        for (const int source : m_dirty)
            judge(source);
    }
    std::sort(changes.leaving.begin(), changes.leaving.end());
    m_dirty.clear();
    m_allDirty = false;
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

int RowFilterIndex::placeFor(int source, const Rows &rows) const
{
    const auto place = std::lower_bound(m_order.begin(), m_order.end(), source,
                                        [&](int a, int b) { return before(a, b, rows); });
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
    for (const int source : sources) {
        m_state[std::size_t(source)].position = int(m_order.size());
        m_order.push_back(source);
    }
}

std::vector<int> RowFilterIndex::reorder(const Rows &rows, const std::vector<int> &lastPositions)
{
    std::vector<int> kept;
    std::vector<int> last;
    kept.reserve(m_order.size());
    std::size_t next = 0;
    for (int position = 0; position < int(m_order.size()); ++position) {
        if (next < lastPositions.size() && lastPositions[next] == position) {
            last.push_back(m_order[std::size_t(position)]);
            ++next;
        } else {
            kept.push_back(m_order[std::size_t(position)]);
        }
    }
    // Rows that arrive while a list loads stand behind sorted ones: only they are sorted, then merged in.
    const auto earlier = [&](int a, int b) { return before(a, b, rows); };
    const auto unsorted = std::is_sorted_until(kept.begin(), kept.end(), earlier);
    std::sort(unsorted, kept.end(), earlier);
    std::inplace_merge(kept.begin(), unsorted, kept.end(), earlier);
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
