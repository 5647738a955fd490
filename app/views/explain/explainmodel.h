// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/roles.h"
#include "core/placement/explanation.h"

#include <QAbstractItemModel>

namespace easel {

// The items of one part of an explanation as a tree: each cluster or machine, and below it everything that is
// to be said about it. Ranked items (with a line for the cut) or those left out.
class ExplainModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class List { Ranked, LeftOut };
    enum Column {
        NameColumn,
        StateColumn,
        HasColumn,
        ScoreColumn,
        TotalColumn,
        RuleColumn,
        ReasonColumn,
        FixColumn,  // what a click does about it
        RankColumn, // shown first; texts over a whole row begin under the name
        ColumnCount
    };
    enum Role {
        WrappedTextRole = FirstFreeRole + 1, // QString that wraps over the whole cell, or over the row
        SpanRole,                            // bool: the row is one text
        CutRole,                             // bool: the line after the last chosen
        PartsRole,                           // QList<qlonglong>: weighted scores
        ExtentRole,                          // QList<qlonglong>: largest sums below and above zero
    };

    explicit ExplainModel(List list, QObject *parent = nullptr);
    void setPart(const ExplainedPart &part);
    // The placement that is explained can be changed from here; else a cluster opens and no more.
    void setEditable(bool editable) { m_editable = editable; }
    bool offersFix(const ExplainedItem &item) const;
    const ExplainedPart &part() const { return m_part; }
    bool isEmpty() const { return m_rows.isEmpty(); }
    const ExplainedItem *itemAt(const QModelIndex &index) const; // also of a row below it
    bool isColumnUsed(int column) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        int item = -1; // of items(); -1: the cut or the rest
        QString text;
    };
    const QList<ExplainedItem> &items() const;
    QStringList linesOf(const ExplainedItem &item) const;
    QVariant lineData(const QModelIndex &index, int role) const;
    QVariant dataOf(const ExplainedItem &item, const QModelIndex &index, int role) const;
    QVariant itemText(const ExplainedItem &item, const QModelIndex &index) const;

    List m_list;
    bool m_editable = false;
    ExplainedPart m_part;
    QList<Row> m_rows;
    QList<QStringList> m_lines; // by row
    QVariant m_extent;
};

} // namespace easel
