// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/detail/detailtab.h"

class QTreeWidget;
class QVBoxLayout;

namespace easel {

class Banner;
class ConditionTimeline;
class KeyValueGrid;
class PaletteSide;
class SectionHeader;

// A pool as it runs: what went wrong last and what to do, steps with their times, what Palette says now, its
// clusters with their access, machines with their part, free GPUs, deployments on it.
class PoolTab : public DetailTab
{
    Q_OBJECT

public:
    PoolTab(AppContext *context, QWidget *parent);

    static bool isFor(const ObjectRef &ref);

protected:
    void showSubject() override;

private:
    void showError();
    void showWaiting();
    void showSteps();
    void showPalette();
    void showClusters();
    void showMachines();
    void showCapacity();
    void showDeployments();
    void run(const QString &action);
    bool isOffered(const QString &action) const;
    ActionTarget target() const;

    Banner *m_error;
    Banner *m_waiting; // for somebody's word: a rebuild, a deletion that is stuck
    SectionHeader *m_stepsHead;
    ConditionTimeline *m_steps;
    QVBoxLayout *m_palette; // one part a cluster
    QList<PaletteSide *> m_sides;
    SectionHeader *m_clustersHead;
    KeyValueGrid *m_clusters;
    QWidget *m_access;
    SectionHeader *m_machinesHead;
    QTreeWidget *m_machines;
    SectionHeader *m_capacityHead;
    QTreeWidget *m_capacity;
    SectionHeader *m_deploymentsHead;
    KeyValueGrid *m_deployments;
};

} // namespace easel
