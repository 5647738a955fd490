// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/operation.h"
#include "core/headless/verb.h"

namespace easel {

class WorkspaceSource;

struct PlanOptions
{
    enum class What { Folder, PrepareHub };
    What what = What::Folder;
    QString folder;
    SourceChoice hub;
    bool apply = false;
    bool yes = false;
    bool prune = false; // what is on the hub and not in the folder goes; else it is only named
};

// easel plan and easel apply, easel hub prepare: what a folder (or Easel's own objects) would change on a
// hub, tested by the hub's dry run; and then the change itself, the same plan.
class PlanVerb : public Verb
{
    Q_OBJECT

public:
    PlanVerb(Console *console, PlanOptions options);
    ~PlanVerb() override;
    void start() override;
    void stop() override;

private:
    void readFolder();
    void plan(const PlanRequest &request);
    void planWhole(const PlanRequest &request);
    void planned(const Plan &plan);
    void applyPlan(const Plan &plan);
    void stepChanged(int index);
    void applied();
    bool print(const Plan &plan);

    PlanOptions m_options;
    std::unique_ptr<WorkspaceSource> m_folder;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<OperationLog> m_log;
    ApplyOperation *m_operation = nullptr;
};

} // namespace easel
