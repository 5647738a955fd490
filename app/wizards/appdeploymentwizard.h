// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardwindow.h"

namespace easel {

class ActionRegistry;
class DeploymentModel;

// Launches an app deployment (AIWorkload, rules AIW-*): project, bundles, compute, variables, details, plan.
// Ends with Apply, Write to workspace, Export YAML and Copy; after Apply it shows how the deployment turns
// up. A draft with a base edits the deployment that exists: the same pages, with what AIW-12 fixes locked.
class AppDeploymentWizard : public WizardWindow
{
    Q_OBJECT

public:
    static inline const QString DraftWord = QStringLiteral("app-deployment");

    // A draft without objects starts a new deployment in `project` (may be empty).
    AppDeploymentWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project,
                        QWidget *parent = nullptr);

    DeploymentModel *model() const { return m_model; }

protected:
    void stepEntered(int step) override;

private:
    void showHead();

    DeploymentModel *m_model;
};

// Registers "Deploy app…", "Edit…" and "Clone…". Called once by the shell.
void registerDeploymentActions(AppContext *context);
// Opens the wizard for a draft that an earlier run left behind.
void restoreDeploymentDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent);

} // namespace easel
