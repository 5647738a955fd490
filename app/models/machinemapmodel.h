// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/roles.h"
#include "core/quota/gpuestate.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace easel {

// Machines side by side, a line for each value of a tag and GPU family; long lines go on in the next row.
class MachineMapModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        MachineRole = FirstFreeRole, // GpuMachine
        DimmedRole,                  // bool: not of what is looked at
        GroupRole,                   // QString: of row headers, the tag's value
        FamilyNameRole,              // QString: of row headers; empty in rows that go on
    };

    explicit MachineMapModel(QObject *parent = nullptr);

    void reset(const QList<GpuMachine> &machines);
    void apply(const QList<GpuMachine> &changed, const QStringList &gone);
    // A tag key; "rack" says its hall where there are several. Empty: no groups but the families.
    void setGroupedBy(const QString &tagKey);
    const QString &groupedBy() const { return m_groupedBy; }
    QStringList tagKeys() const; // that tell machines apart, sorted
    void setWithoutGpusShown(bool shown);
    bool isWithoutGpusShown() const { return m_withoutGpus; }
    int withoutGpus() const; // how many there are
    int shownCount() const { return int(m_order.size()); }
    void setPerLine(int machines);
    int perLine() const { return m_perLine; }
    // All machines but those of these projects, or but these (by name), are dimmed; nullopt: none is.
    void setLookedAt(const std::optional<QSet<QString>> &projects,
                     const std::optional<QSet<QString>> &names = std::nullopt);

    const GpuMachine *machineAt(const QModelIndex &index) const; // null beyond the end of a line
    QModelIndex indexOf(const QString &uid) const;
    QList<const GpuMachine *> machinesOfRow(int row) const; // of the whole line

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Line
    {
        QString group;
        QString family;
        int first = 0; // in m_order
        int count = 0;
        bool goesOn = false; // the row above begins it
    };
    void arrange();
    QString groupOf(const GpuMachine &machine) const;
    bool isShown(const GpuMachine &machine) const;
    bool isDimmed(const GpuMachine &machine) const;

    QHash<QString, GpuMachine> m_machines;
    std::vector<QString> m_order; // uids that are shown
    std::vector<Line> m_lines;
    QString m_groupedBy;
    bool m_severalHalls = false;
    bool m_withoutGpus = false;
    int m_perLine = 24;
    int m_columns = 0;
    std::optional<QSet<QString>> m_projects;
    std::optional<QSet<QString>> m_names;
};

// "h100-b2-01: 8 of 8 NVIDIA-H100 asked for by glaciology/firn-train"
QString machineSentence(const GpuMachine &machine);

} // namespace easel
