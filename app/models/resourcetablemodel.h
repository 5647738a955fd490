// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/resourcestore.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace easel {

// A store as a table, signal for signal. Cells know their text and their typed value; looks are the
// delegates' business. Ages are not data: views repaint the visible ones now and then.
class ResourceTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit ResourceTableModel(QObject *parent = nullptr);

    void setStore(ResourceStore *store); // null: an empty table
    ResourceStore *store() const { return m_store; }
    const QList<Column> &columns() const;
    const RowList &rows() const;
    std::optional<Row> rowAt(int position) const; // nothing when there is no such row
    ObjectRef refAt(int position) const;
    // When a cell of this row last changed while somebody looked; 0 = never.
    qint64 changedAt(const QString &uid) const { return m_changedAt.value(uid); }
    // Tests fix the clock.
    void setClock(std::function<qint64()> clock) { m_clock = std::move(clock); }
    qint64 nowMs() const { return m_clock(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    // As the store says it, before layoutChanged().
    void sourceMoved(const std::vector<int> &newPositions);

private:
    QPointer<ResourceStore> m_store;
    std::function<qint64()> m_clock;
    QHash<QString, qint64> m_changedAt;
};

// The object a row stands for.
ObjectRef refOfRow(const ResourceType &type, const Row &row);
ObjectRef refOfRow(const ResourceType &type, const RowView &row);

} // namespace easel
