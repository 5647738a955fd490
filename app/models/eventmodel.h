// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <QAbstractTableModel>
#include <QJsonObject>

#include <functional>

namespace easel {

// Kubernetes events of one object, newest first, from either of their two groups.
class EventModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { KindColumn, ReasonColumn, MessageColumn, CountColumn, AgeColumn, ColumnCount };

    explicit EventModel(QObject *parent = nullptr);
    void setEvents(const QList<QJsonObject> &events);
    int warnings() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Entry
    {
        bool warning = false;
        QString reason;
        QString message;
        QString source;
        qint64 count = 1;
        qint64 lastMs = 0;
    };
    QList<Entry> m_entries;
};

} // namespace easel
