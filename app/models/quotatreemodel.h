// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/filterexpression.h"
#include "app/models/quotaparts.h"
#include "app/models/roles.h"

#include <QAbstractItemModel>
#include <QSortFilterProxyModel>

#include <memory>
#include <vector>

namespace easel {

// Tenants with their projects below them, and above all what is installed; for each family that is shown a
// bar, "used / limit" and what is free.
class QuotaTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        PartsRole = FirstFreeRole, // QuotaParts, of bar cells
        KeyRole,                   // QString: GpuScope::key(); "installed"
        FamilyRole,                // QString: of the family's three columns
        WeightRole,                // bool: stands out
    };
    enum class Part { Name, State, Bar, Used, Free, Pools };
    static inline const QString InstalledKey = QStringLiteral("installed");

    explicit QuotaTreeModel(QObject *parent = nullptr);
    ~QuotaTreeModel() override;

    void setFamilies(const QStringList &families); // resets
    const QStringList &families() const { return m_families; }
    void reset(const QList<GpuScope> &scopes); // tenants before their projects
    void apply(const GpuEstate::Change &change);
    void setTotals(const QList<GpuFamilyTotal> &totals, int machines, int pools);

    Part partOf(int column) const;
    QString familyOf(int column) const; // empty where the column is of none
    int columnOf(Part part, const QString &family = {}) const;
    const GpuScope *scopeAt(const QModelIndex &index) const; // null: what is installed
    QModelIndex indexOf(const QString &key) const;

    // The row as filters read it: name, status, kind, tenant, needs, pools and for each family h100-used,
    // h100-limit, h100-free, whether it is shown or not.
    QList<Column> filterColumns() const;
    Row filterRow(const QModelIndex &index) const;
    // Numbers without locale for files, "" where there is none.
    QString plainText(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Node;
    Node *nodeAt(const QModelIndex &index) const;
    QModelIndex indexOf(const Node *node, int column = 0) const;
    Node *tenantNode(const QString &tenant); // made when it is new
    void put(const GpuScope &scope);
    void remove(const QString &key);
    QuotaParts partsOf(const Node *node, const QString &family) const;
    QString freeText(const Node *node, const QString &family) const;
    QVariant sortValue(const Node *node, int column) const;
    const GpuFamilyTotal *total(const QString &family) const;

    QStringList m_families;
    QList<GpuFamilyTotal> m_totals;
    int m_machines = 0;
    int m_pools = 0;
    std::vector<std::unique_ptr<Node>> m_top; // first what is installed
    QHash<QString, Node *> m_nodes;           // by key
};

// The state of a tenant or project as a word and a tone.
QString quotaSituationText(const GpuScope &scope);
Tone quotaSituationTone(const GpuScope &scope);

// The filtered and sorted tree; what is installed stays on top.
class QuotaTreeFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit QuotaTreeFilter(QuotaTreeModel *model, QObject *parent = nullptr);

    void setFilterText(const QString &text);
    const QString &filterText() const { return m_text; }
    const FilterExpression &expression() const { return m_expression; }
    void renewFilter(); // after other families
    // Only these tenants and projects; an empty name: all.
    void setScope(const QString &tenant, const QString &project);
    bool isInScope(const GpuScope &scope) const;
    QStringList shownKeys() const; // of tenants and projects that match themselves

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool matches(const QModelIndex &index) const;
    QuotaTreeModel *m_model;
    QString m_text;
    FilterExpression m_expression;
    QList<Column> m_columns;
    QString m_tenant;
    QString m_project;
};

} // namespace easel
