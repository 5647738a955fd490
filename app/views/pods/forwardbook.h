// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/podaccess.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace easel {

// The ports of pods that are open on this computer now, as a table. They end with the source they belong to.
class ForwardBook : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        LocalColumn,
        PodColumn,
        PortColumn,
        ConnectionsColumn,
        TrafficColumn,
        StateColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    // The reason as a sentence where the local port could not be opened.
    QString open(PodStreams *pods, const QString &namespaceName, const QString &pod, int remotePort,
                 int localPort);
    void stop(int row);
    void stopAll();
    PortForward *at(int row) const;
    QString addressAt(int row) const; // "127.0.0.1:8080"

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QList<PortForward *> m_forwards;
};

} // namespace easel
