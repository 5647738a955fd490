// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/organisationmodel.h"
#include "app/wizards/wizardwindow.h"

namespace easel {

// Makes or edits a Tenant (rules TEN-*) or a Project (PRJ-*): names, groups and roles, GPU limits and
// guarantees with their effect, what it refers to, plan. A draft with a base edits what exists and touches
// nothing else of it.
class OrganisationWizard : public WizardWindow
{
    Q_OBJECT

public:
    static QString draftWord(OrganisationModel::Kind kind);

    // A draft without objects starts a new one; `tenant` is where a new project goes (may be empty).
    OrganisationWizard(AppContext *context, OrganisationModel::Kind kind, std::unique_ptr<Draft> draft,
                       const QString &tenant, QWidget *parent = nullptr);

    OrganisationModel *model() const { return m_model; }

protected:
    void stepEntered(int step) override;

private:
    void showHead();

    OrganisationModel *m_model;
};

// Registers "New tenant…", "New project…" and "Edit…". Called once by the shell.
void registerOrganisationActions(AppContext *context);
// Opens the wizard for a draft that an earlier run left behind; false when it is no tenant's or project's.
bool restoreOrganisationDraft(AppContext *context, std::unique_ptr<Draft> &draft, QWidget *parent);

} // namespace easel
