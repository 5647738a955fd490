// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"

class QTreeWidget;

namespace easel {

class Banner;
class ClusterChoice;
class ClusterModel;

// Every value of a cluster that is in effect, and where it comes from (3.d).
class EffectivePage : public WizardPage
{
    Q_OBJECT

public:
    EffectivePage(ClusterModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Values"); }
    QString heading() const override { return tr("Every value, and where it comes from"); }
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override { return {}; }
    void showProblems(bool) override {}

private:
    void showConsequences();

    ClusterModel *m_model;
    Banner *m_consequences;
    ClusterChoice *m_choice;
    QTreeWidget *m_table;
};

} // namespace easel
