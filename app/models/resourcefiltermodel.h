// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/rowfilterindex.h"

#include <QAbstractProxyModel>
#include <QTimer>

namespace easel {

class ResourceTableModel;

// The filtered and ordered view of a ResourceTableModel over a RowFilterIndex. Removals show at once;
// additions, changes and new orders are gathered for one turn of the event loop (or until the pointer rests,
// see setOrderHeld) and come as single insertions or as one layout change. Persistent indexes, and with them
// selections, follow their objects.
class ResourceFilterModel : public QAbstractProxyModel
{
    Q_OBJECT

public:
    explicit ResourceFilterModel(QObject *parent = nullptr);
    ~ResourceFilterModel() override;

    void setSourceModel(QAbstractItemModel *model) override; // a ResourceTableModel
    ResourceTableModel *table() const { return m_table; }

    // Applied at once. columns() of the table give the meaning of the keys.
    void setFilterText(const QString &text);
    QString filterText() const { return m_text; }
    const FilterExpression &expression() const { return m_index.expression(); }
    void setNamespaces(const std::optional<QSet<QString>> &namespaces); // the scope
    void setBase(std::function<bool(const RowView &)> base); // what the screen is about: apps, not models
    void setShownColumns(const QBitArray &shown);            // free text looks at these only
    void setSortColumns(const QList<SortColumn> &columns);
    const QList<SortColumn> &sortColumns() const { return m_index.sort(); }
    // A column that leads already turns round; else it becomes the only one, or with `extend` one more.
    void sortBy(int column, bool extend);
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    // While held, changed rows keep their places and new ones wait (look.md: rows do not reorder under the
    // pointer).
    void setOrderHeld(bool held);
    // What waits is done now: for tests and for code that needs a row it just fed.
    void flush();

    int toneCount(Tone tone) const;
    int scopedCount() const { return m_index.scopedCount(); }
    bool isFiltered() const { return !m_index.expression().isEmpty(); }
    std::optional<Row> rowAt(int position) const;
    int positionOf(const QString &uid) const; // -1: not there or not shown

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    QModelIndex sibling(int row, int column, const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QModelIndex mapToSource(const QModelIndex &proxyIndex) const override;
    QModelIndex mapFromSource(const QModelIndex &sourceIndex) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void countsChanged(); // rows shown, rows in scope or counts per tone
    void filterChanged();
    void sortChanged();

private:
    void start();
    void schedule();
    void sweep(const std::vector<int> &leaving);
    void moveTo(const std::vector<int> &newPositions);
    qint64 now() const;

    ResourceTableModel *m_table = nullptr;
    RowFilterIndex m_index;
    QString m_text;
    QTimer m_pending;
    QTimer m_clock; // filters about ages change with time
    bool m_held = false;
    bool m_flushing = false;
};

} // namespace easel
