// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/operation.h"

#include <QAbstractTableModel>

namespace easel {

// Entries of the journal, newest first.
class HistoryModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { OutcomeColumn, WhatColumn, ObjectColumn, WhereColumn, WhoColumn, TimeColumn, ColumnCount };

    explicit HistoryModel(QObject *parent = nullptr);
    void setEntries(const QList<JournalEntry> &entries);
    const JournalEntry *entryAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QList<JournalEntry> m_entries;
};

// The journal's words for people.
QString outcomeText(const QString &outcome);
Tone outcomeTone(const QString &outcome);
QString verbText(const QString &verb);
QString objectText(const JournalEntry &entry); // "ComputePool ice/serac", "Edge host gpu-a01"

} // namespace easel
