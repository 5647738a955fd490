// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"
#include "core/base/jsonpointer.h"

#include <QMap>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace easel {

class ChoiceList;
class DeploymentModel;
class EmptyState;
class FormField;
class RowsEditor;
class VariableForm;

// Pages of the app deployment wizard. Each is bound to the one DeploymentModel.

// Project, name, description.
class DeploymentBasicsPage : public WizardPage
{
    Q_OBJECT

public:
    DeploymentBasicsPage(DeploymentModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Basics"); }
    QString heading() const override { return tr("What is deployed, and where it belongs"); }
    QString explanation() const override
    {
        return tr("A deployment lives in one project and keeps its name.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    DeploymentModel *m_model;
    ChoiceList *m_projects;
    QLineEdit *m_name;
    QLineEdit *m_displayName;
    QPlainTextEdit *m_description;
    FormField *m_projectField;
    FormField *m_nameField;
    bool m_typedName = false;
    bool m_showAll = false;
};

// Bundles and what is in them.
class DeploymentBundlesPage : public WizardPage
{
    Q_OBJECT

public:
    DeploymentBundlesPage(DeploymentModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Bundles"); }
    QString heading() const override { return tr("What runs"); }
    QString explanation() const override
    {
        return tr(
            "A bundle packs workload profiles that were tested together. A deployment may take several.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void showContents();

    DeploymentModel *m_model;
    ChoiceList *m_bundles;
    QLineEdit *m_filter;
    FormField *m_field;
    QLabel *m_contents;
    bool m_showOlder = false;
    bool m_showAll = false;
};

// A running pool or an environment.
class DeploymentComputePage : public WizardPage
{
    Q_OBJECT

public:
    DeploymentComputePage(DeploymentModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Compute"); }
    QString heading() const override { return tr("Where it runs"); }
    QString explanation() const override
    {
        return tr("A running pool of the project, or an environment that chooses clusters.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void showGpus();

    DeploymentModel *m_model;
    ChoiceList *m_offers;
    FormField *m_field;
    QWidget *m_gpuBox;
    QVBoxLayout *m_gpuLayout;
    QLineEdit *m_vip; // of a dedicated pool that a clone brings along
    FormField *m_vipField;
    QMap<QString, FormField *> m_gpuFields; // by family
    QString m_gpuKey;                       // which families the rows are for
    bool m_showAll = false;
};

// Every variable of every part as a typed field, with its source and its locks.
class DeploymentVariablesPage : public WizardPage
{
    Q_OBJECT

public:
    DeploymentVariablesPage(DeploymentModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Variables"); }
    QString heading() const override { return tr("Values of this deployment"); }
    QString explanation() const override
    {
        return tr("Fields show the value in effect and where it comes from. Type to set your own.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    DeploymentModel *m_model;
    QLabel *m_none;
    QVBoxLayout *m_layout;
    QList<VariableForm *> m_forms;
    QString m_key; // parts the forms are for
    bool m_showAll = false;
};

// Target namespace, labels, links.
class DeploymentDetailsPage : public WizardPage
{
    Q_OBJECT

public:
    DeploymentDetailsPage(DeploymentModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Details"); }
    QString heading() const override { return tr("Namespace, labels and links"); }
    QString explanation() const override { return tr("Sensible as they are; change what you need."); }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void writePairs();

    DeploymentModel *m_model;
    QComboBox *m_namespace;
    FormField *m_namespaceField;
    RowsEditor *m_labels;
    RowsEditor *m_links;
    RowsEditor *m_annotations;
    QCheckBox *m_suspend;
    bool m_writing = false;
    bool m_showAll = false;
};

} // namespace easel
