// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"

namespace easel {

class AppContext;
class Draft;
class PlanPanel;

// The last step of a wizard: the plan.
class DeploymentReviewPage : public WizardPage
{
    Q_OBJECT

public:
    DeploymentReviewPage(AppContext *context, Draft *draft, QWidget *parent);
    QString stepTitle() const override { return tr("Review"); }
    QString heading() const override { return tr("What will change"); }
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override { return {}; }
    void showProblems(bool) override {}
    void entered() override;
    PlanPanel *panel() const { return m_panel; }

private:
    AppContext *m_context;
    Draft *m_draft;
    PlanPanel *m_panel;
    QByteArray m_tested; // the text the plan was made from
};

} // namespace easel
