// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardwindow.h"
#include "core/placement/explanation.h"

namespace easel {

class ExplainRun;
class PoolMachinesPage;
class PoolModel;
class PoolSummary;

// Makes or edits a ComputePool (rules POOL-*): what it is made of, its machines with the choice beside it,
// network, scaling, values with their source, plan. A draft with a base edits what exists and touches nothing
// else of it.
class PoolWizard : public WizardWindow
{
    Q_OBJECT

public:
    static inline const QString DraftWord = QStringLiteral("pool");
    enum Step { Basics, Bundle, ControlPlane, Workers, Machines, Network, Scaling, Variables, Values };

    // A draft without objects starts a new one in `project` (may be empty).
    PoolWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project,
               QWidget *parent = nullptr);
    PoolModel *model() const { return m_model; }
    PoolMachinesPage *machines() const { return m_machines; }
    PoolSummary *summary() const { return m_summary; }
    bool isExplained() const { return m_known && !m_waits; } // the choice is that of the draft as it is now

protected:
    void stepEntered(int step) override;

private:
    void showHead();
    void ask();
    void showChoice(const Explanation &asItIs);

    PoolModel *m_model;
    PoolMachinesPage *m_machines = nullptr;
    PoolSummary *m_summary = nullptr;
    ExplainRun *m_run;     // the pool as it is in the draft
    ExplainRun *m_freeRun; // with one node pool's choice left to Easel
    QTimer m_ask;          // not for every key
    Explanation m_asItIs;
    Explanation m_free;
    bool m_freeNeeded = false;
    bool m_freeKnown = false;
    bool m_known = false;
    bool m_asking = false; // m_asItIs is of a draft before the one that was asked about last
    bool m_waits = true;
    int m_nodePool = 0;
};

// Registers "New pool…", "Edit…", "Scale…", "Change bundle version…" and "Clone…". Called once by the shell.
void registerPoolActions(AppContext *context);
// Opens the wizard for a draft that an earlier run left behind.
void restorePoolDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent);

} // namespace easel
