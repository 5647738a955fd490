// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/machineinventory.h"

#include <QWidget>

class QStandardItemModel;
class QTableView;
class QVBoxLayout;

namespace easel {

class EmptyState;

// GPUs by family as bars with free, used, reserved and unhealthy, and below them the machines grouped by
// hardware. Every number leads to its machines.
class HardwareView : public QWidget
{
    Q_OBJECT

public:
    explicit HardwareView(QWidget *parent = nullptr);
    void setInventory(const MachineInventory &inventory);
    QTableView *groups() const { return m_groups; }

Q_SIGNALS:
    void filterRequested(const QString &filter);

private:
    void showFamilies();
    void showGroups();

    QList<FamilyNumbers> m_families;
    QList<HardwareGroup> m_shown;
    QVBoxLayout *m_familyColumn;
    QWidget *m_familyContent = nullptr;
    QTableView *m_groups;
    QStandardItemModel *m_model;
};

} // namespace easel
