// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/quotaparts.h"
#include "app/models/roles.h"
#include "core/placement/whatiftrial.h"

#include <QAbstractTableModel>

namespace easel {

// Whose numbers are different when everything that is tried out came true: tenants, their projects below
// them, then machines; now and then side by side.
class WhatIfLedgerModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Who, Family, NowBar, Now, ThenBar, Then, Free, ColumnCount };
    enum Role { PartsRole = FirstFreeRole }; // QuotaParts, of bar cells

    explicit WhatIfLedgerModel(QObject *parent = nullptr);

    void setResult(const WhatIfResult &result);
    QString rowsAsText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        QString who;
        QString iconName;
        QString family;
        int depth = 0;
        QuotaParts now;
        QuotaParts then;
        std::optional<qint64> freeNow; // below 0: over; none: no limit
        std::optional<qint64> freeThen;
        bool operator==(const Row &) const = default;
    };
    QString freeText(const std::optional<qint64> &free) const;

    QList<Row> m_rows;
};

} // namespace easel
