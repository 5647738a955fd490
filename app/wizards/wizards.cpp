// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/wizards.h"

#include "app/context/appcontext.h"
#include "app/wizards/appdeploymentwizard.h"
#include "app/wizards/computeconfigwizard.h"
#include "app/wizards/editwindow.h"
#include "app/wizards/environmentwizard.h"
#include "app/wizards/evaluationwizard.h"
#include "app/wizards/labelsdialog.h"
#include "app/wizards/organisationwizard.h"
#include "app/wizards/planwindow.h"
#include "app/wizards/poolactions.h"
#include "app/wizards/poolwizard.h"
#include "app/wizards/scalingpolicywizard.h"
#include "app/wizards/settingswizard.h"
#include "app/wizards/whatifwindow.h"

namespace easel {

void registerWizards(AppContext *context)
{
    registerDeploymentActions(context);
    registerOrganisationActions(context);
    registerEnvironmentActions(context);
    registerComputeConfigActions(context);
    registerPoolActions(context);
    registerPoolRequestActions(context);
    registerScalingPolicyActions(context);
    registerEvaluationActions(context);
    registerSettingsActions(context);
    registerObjectActions(context);
    registerLabelActions(context);
    registerHubActions(context);
    registerWhatIfActions(context);
}

bool restoreDraft(AppContext *context, const QJsonObject &json, QWidget *parent)
{
    std::unique_ptr<Draft> draft = Draft::fromJson(json);
    if (!draft)
        return false;
    if (draft->kindOfWork() == AppDeploymentWizard::DraftWord) {
        restoreDeploymentDraft(context, std::move(draft), parent);
        return true;
    }
    if (restoreOrganisationDraft(context, draft, parent))
        return true;
    if (draft->kindOfWork() == EnvironmentWizard::DraftWord) {
        restoreEnvironmentDraft(context, std::move(draft), parent);
        return true;
    }
    if (draft->kindOfWork() == ComputeConfigWizard::DraftWord) {
        restoreComputeConfigDraft(context, std::move(draft), parent);
        return true;
    }
    if (draft->kindOfWork() == PoolWizard::DraftWord) {
        restorePoolDraft(context, std::move(draft), parent);
        return true;
    }
    if (draft->kindOfWork() == ScalingPolicyWizard::DraftWord) {
        restoreScalingPolicyDraft(context, std::move(draft), parent);
        return true;
    }
    if (draft->kindOfWork() == EvaluationWizard::DraftWord) {
        restoreEvaluationDraft(context, std::move(draft), parent);
        return true;
    }
    if (draft->kindOfWork() == WhatIfWindow::DraftWord) {
        if (!context->surroundings())
            return false; // nothing to try it out on
        restoreWhatIfDraft(context, std::move(draft), parent);
        return true;
    }
    if (draft->kindOfWork() == SettingsWizard::DraftWord) {
        restoreSettingsDraft(context, std::move(draft), parent);
        return true;
    }
    if (draft->kindOfWork() == EditWindow::DraftWord) {
        const QString title = draft->title();
        auto *editor = new EditWindow(context, std::move(draft), title, parent);
        editor->show();
        return true;
    }
    return false;
}

} // namespace easel
