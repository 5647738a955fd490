// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace easel {

class EnvironmentModel;
class FieldRows;
class FormField;
class NumberField;

// Pages of the environment editor. Each is bound to the one EnvironmentModel.

// Project, name, and whether clusters come from conditions or from a Placement that exists.
class EnvironmentBasicsPage : public WizardPage
{
    Q_OBJECT

public:
    EnvironmentBasicsPage(EnvironmentModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Basics"); }
    QString heading() const override { return tr("What it is called, and who chooses"); }
    QString explanation() const override
    {
        return tr("An environment says which clusters receive a deployment. It keeps its name.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    EnvironmentModel *m_model;
    // In the order of Tab: a field leads to its editor.
    QComboBox *m_project;
    FormField *m_projectField;
    QLineEdit *m_name;
    FormField *m_nameField;
    QComboBox *m_from;
    FormField *m_fromField;
    QLineEdit *m_placement;
    FormField *m_placementField;
    QLineEdit *m_namespace;
    FormField *m_namespaceField;
    bool m_typedName = false;
    bool m_showAll = false;
};

// Conditions in sets of which one must hold, cluster sets, tolerated taints.
class EnvironmentClustersPage : public WizardPage
{
    Q_OBJECT

public:
    EnvironmentClustersPage(EnvironmentModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Clusters"); }
    QString heading() const override { return tr("Which clusters qualify"); }
    QString explanation() const override
    {
        return tr("A cluster qualifies when all conditions of one set hold and its taints are tolerated.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    FieldRows *addSet();
    void writeConditions();
    void writeTolerations();
    void nameSets();

    EnvironmentModel *m_model;
    QLabel *m_existing;
    QWidget *m_form;
    QVBoxLayout *m_sets;
    QList<FieldRows *> m_rows; // one a set
    QList<QLabel *> m_titles;
    QPushButton *m_alternative;
    FieldRows *m_tolerations;
    QLineEdit *m_clusterSets;
    FormField *m_clusterSetsField;
    bool m_writing = false;
    bool m_showAll = false;
};

// How many, by which scores, spread over what.
class EnvironmentScoresPage : public WizardPage
{
    Q_OBJECT

public:
    EnvironmentScoresPage(EnvironmentModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Preference"); }
    QString heading() const override { return tr("Which of them come first"); }
    QString explanation() const override
    {
        return tr("Scores go from −100 to 100 and are multiplied by their weights, −10 to 10.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void makeWeights();
    void writeWeights();
    void writeSpread();

    EnvironmentModel *m_model;
    NumberField *m_count;
    FormField *m_countField;
    QComboBox *m_mode;
    FormField *m_modeField;
    QVBoxLayout *m_weightsPlace;
    FieldRows *m_weights = nullptr;
    QStringList m_families; // that the weights offer
    FieldRows *m_spread;
    bool m_writing = false;
    bool m_showAll = false;
};

// Groups, and in which order a change reaches them.
class EnvironmentRolloutPage : public WizardPage
{
    Q_OBJECT

public:
    EnvironmentRolloutPage(EnvironmentModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Rollout"); }
    QString heading() const override { return tr("In which order a change reaches them"); }
    QString explanation() const override
    {
        return tr("Clusters go into the first group that takes them; the rest form groups behind.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void writeRollout();
    void writeGroups();

    EnvironmentModel *m_model;
    QComboBox *m_type;
    FormField *m_typeField;
    QLineEdit *m_perGroup;
    FormField *m_perGroupField;
    QLineEdit *m_atATime;
    FormField *m_atATimeField;
    FieldRows *m_groups;
    bool m_writing = false;
    bool m_showAll = false;
};

} // namespace easel
