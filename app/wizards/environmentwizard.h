// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardwindow.h"

namespace easel {

class EnvironmentModel;
class ExplainPanel;
class ExplainRun;

// Makes or edits an Environment (rules ENV-*): who chooses, conditions and tolerations, scores and spread,
// groups and rollout, plan. Beside it, while typing: which clusters would be chosen, and why not the others.
// A draft with a base edits what exists and touches nothing else of it.
class EnvironmentWizard : public WizardWindow
{
    Q_OBJECT

public:
    static inline const QString DraftWord = QStringLiteral("environment");

    // A draft without objects starts a new one in `project` (may be empty).
    EnvironmentWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project,
                      QWidget *parent = nullptr);

    EnvironmentModel *model() const { return m_model; }
    ExplainPanel *live() const { return m_live; }

protected:
    void stepEntered(int step) override;

private:
    void showHead();
    QWidget *makeLive();

    EnvironmentModel *m_model;
    ExplainRun *m_run;
    ExplainPanel *m_live = nullptr;
    QTimer m_ask; // not for every key
};

// Registers "New environment…" and "Edit…". Called once by the shell.
void registerEnvironmentActions(AppContext *context);
// Opens the wizard for a draft that an earlier run left behind.
void restoreEnvironmentDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent);

} // namespace easel
