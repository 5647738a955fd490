// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"

namespace easel {

class AppContext;
class Draft;
class PlanPanel;

// The last step of a wizard: the plan.
class ReviewPage : public WizardPage
{
    Q_OBJECT

public:
    // createNamespaces: those that the objects need and a hub lacks become part of the plan.
    ReviewPage(AppContext *context, Draft *draft, bool createNamespaces, QWidget *parent);
    QString stepTitle() const override { return tr("Review"); }
    QString heading() const override;
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override { return {}; }
    void showProblems(bool) override {}
    void entered() override;
    PlanPanel *panel() const { return m_panel; }

private:
    AppContext *m_context;
    Draft *m_draft;
    bool m_createNamespaces;
    PlanPanel *m_panel;
    QList<QByteArray> m_tested; // the texts the plan was made from
};

} // namespace easel
