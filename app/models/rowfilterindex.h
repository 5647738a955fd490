// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/filterexpression.h"

#include <QSet>

#include <array>
#include <functional>
#include <optional>
#include <vector>

namespace easel {

struct SortColumn
{
    int column = 0;
    Qt::SortOrder order = Qt::AscendingOrder;
    bool operator==(const SortColumn &) const = default;
};

// Which rows are shown and in which order, kept up to date row by row. It knows no model: whoever owns it
// tells it what happened to the rows and turns its answers into signals. Order is total (name, namespace, uid
// break ties; a row keeps them), so equal histories give equal tables.
//
// All rows are kept in order, those that are hidden, too: a filter only picks from them, and a row that comes
// or changes is put into its place. It keeps places, no copies of what it sorts by.
class RowFilterIndex
{
public:
    using Rows = RowList;

    void setColumns(const QList<Column> &columns) { m_columns = columns; }
    const QList<Column> &columns() const { return m_columns; }

    // Settings. Each marks what must be judged or ordered again; update() does it.
    void setExpression(const FilterExpression &expression);
    void setNamespaces(const std::optional<QSet<QString>> &namespaces);
    // What the screen is about, filter aside; null = all rows.
    void setBase(std::function<bool(const RowView &)> base);
    void setShownColumns(const QBitArray &shown);
    void setSort(const QList<SortColumn> &sort);
    const FilterExpression &expression() const { return m_expression; }
    const std::optional<QSet<QString>> &namespaces() const { return m_namespaces; }
    const QList<SortColumn> &sort() const { return m_sort; }

    // What happened to the source. New rows are hidden until the next update().
    void reset(int count);
    void inserted(int first, int last);
    void changed(int first, int last);
    // Only for rows that are hidden already: take them out of the order first (runsOf, hide).
    void removed(int first, int last);
    void moved(const std::vector<int> &newPositions); // of the source: old -> new

    int count() const { return int(m_order.size()); }
    int sourceAt(int position) const { return m_order[std::size_t(position)]; }
    int positionOf(int source) const { return m_state[std::size_t(source)].position; }
    int sourceCount() const { return int(m_state.size()); }
    bool isDirty() const { return m_allDirty || m_orderDirty || !m_dirty.empty(); }

    // Counts of rows that every term but those about the state lets through, by tone.
    const std::array<int, 9> &toneCounts() const { return m_toneCounts; }
    int scopedCount() const { return m_scopedCount; } // rows of the scope, filter aside

    // Judges what is dirty. Afterwards `leaving` (positions, ascending) still are in the order and `entering`
    // (sources) are not; `reordered` says that survivors have to be sorted.
    struct Changes
    {
        std::vector<int> leaving;
        std::vector<int> entering;
        bool reordered = false;
        bool isEmpty() const { return leaving.empty() && entering.empty() && !reordered; }
    };
    Changes update(const Rows &rows, qint64 nowMs);

    // Steps that the owner brackets with signals. What is asked about was there at the last update().
    std::vector<std::pair<int, int>> runsOf(int firstSource,
                                            int lastSource) const; // positions, descending runs
    void hide(int firstPosition, int lastPosition);
    int placeFor(int source) const; // in a sorted order
    void show(int source, int position);
    void append(const std::vector<int> &sources);
    // Sorts; those at `lastPositions` (ascending) go behind all others. Returns old position -> new position.
    std::vector<int> reorder(const std::vector<int> &lastPositions);

private:
    struct SourceState
    {
        int position = -1;        // among the rows that are shown
        int rank = -1;            // in m_all; -1: not put into its place yet
        bool wanted : 1 = false;  // passes filter and scope
        bool counted : 1 = false; // in m_toneCounts
        bool scoped : 1 = false;
        bool dirty : 1 = false;
        Tone tone = Tone::Neutral;
    };
    bool before(int a, int b, const Rows &rows) const;
    std::vector<int> sorted(const std::vector<int> &sources, const Rows &rows) const;
    bool place(const Rows &rows);
    bool isInPlace(int source, const Rows &rows) const;
    void knowNames(const Rows &rows);
    void merge(const std::vector<int> &newcomers, const Rows &rows);
    void numberAll();
    // What was found out about texts that many rows share, while these do not change.
    struct Judging
    {
        qint64 nowMs = 0;
        SharedVerdicts terms;
        SharedVerdicts::Answers inScope;
    };
    void judge(int source, const Rows &rows, Judging *judging);
    bool isInScope(const RowView &row, Judging *judging) const;
    void forget(SourceState &state);
    void markAllDirty()
    {
        m_allDirty = true;
        m_onlyNarrower = false;
    }

    QList<Column> m_columns;
    FilterExpression m_expression;
    std::optional<QSet<QString>> m_namespaces;
    std::function<bool(const RowView &)> m_base;
    QBitArray m_shown;
    QList<SortColumn> m_sort;

    std::vector<SourceState> m_state;
    std::vector<int> m_all;          // every source row that has its place, in order
    std::vector<quint32> m_nameRank; // by source: its place by name, namespace and uid, from 1; 0: not known
    std::vector<int> m_order;        // those that are shown
    std::vector<int> m_dirty;        // may hold doubles of removed rows; SourceState::dirty decides
    bool m_allDirty = false;
    bool m_onlyNarrower = false; // all are dirty, but what did not pass will not
    bool m_orderDirty = false;
    std::array<int, 9> m_toneCounts{};
    int m_scopedCount = 0;
};

} // namespace easel
