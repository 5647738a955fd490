// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/domain/relations.h"

#include <QAbstractItemModel>

#include <memory>

namespace easel {

// What an object refers to and what refers to it, as a tree that opens as far as somebody looks. Objects that
// are on the way from the root are not opened again.
class RelationModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, VerbColumn, StateColumn, ColumnCount };

    explicit RelationModel(QObject *parent = nullptr);
    ~RelationModel() override;

    void setObject(const ObjectRef &ref, std::shared_ptr<const ObjectSet> objects,
                   std::shared_ptr<const RelationIndex> index);
    void clear();
    int outgoingCount() const;
    int incomingCount() const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Node;
    Node *nodeAt(const QModelIndex &index) const;
    std::vector<std::unique_ptr<Node>> childrenOf(Node *node) const;

    std::unique_ptr<Node> m_root;
    std::shared_ptr<const ObjectSet> m_objects;
    std::shared_ptr<const RelationIndex> m_index;
};

} // namespace easel
