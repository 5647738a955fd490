// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace easel {

class ChoiceList;
class FormField;
class OrganisationModel;
class RowsEditor;

// Pages of the tenant and the project wizard. Each is bound to the one OrganisationModel.

// A project's tenant, names, description.
class OrganisationBasicsPage : public WizardPage
{
    Q_OBJECT

public:
    OrganisationBasicsPage(OrganisationModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Basics"); }
    QString heading() const override;
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    OrganisationModel *m_model;
    ChoiceList *m_tenants;
    QLineEdit *m_displayName;
    QLineEdit *m_name;
    QPlainTextEdit *m_description;
    FormField *m_tenantField;
    FormField *m_displayNameField;
    FormField *m_nameField;
    FormField *m_descriptionField;
    bool m_typedName = false; // by hand: it does not follow the display name any more
    bool m_showAll = false;
};

// Groups of people and what they become.
class OrganisationGroupsPage : public WizardPage
{
    Q_OBJECT

public:
    OrganisationGroupsPage(OrganisationModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Groups"); }
    QString heading() const override;
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    struct Role
    {
        RowsEditor *groups;
        QString path;
    };
    void write();

    OrganisationModel *m_model;
    QList<Role> m_roles;
    QLabel *m_others;  // who else may administer it
    QLabel *m_warning; // PRJ-12
    bool m_writing = false;
};

// Compute configuration and settings: references to what exists.
class OrganisationReferencesPage : public WizardPage
{
    Q_OBJECT

public:
    OrganisationReferencesPage(OrganisationModel *model, QWidget *parent);
    QString stepTitle() const override;
    QString heading() const override;
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void showConfigs();
    void showSettings();

    OrganisationModel *m_model;
    ChoiceList *m_configs;
    ChoiceList *m_settings;
    FormField *m_configField;
    FormField *m_settingsField;
    bool m_showAll = false;
};

// Namespaces that workloads may go to, labels.
class OrganisationDetailsPage : public WizardPage
{
    Q_OBJECT

public:
    OrganisationDetailsPage(OrganisationModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Details"); }
    QString heading() const override;
    QString explanation() const override { return tr("Sensible as they are; change what you need."); }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void write();

    OrganisationModel *m_model;
    RowsEditor *m_allowed = nullptr; // projects
    RowsEditor *m_disallowed = nullptr;
    RowsEditor *m_labels = nullptr;
    bool m_writing = false;
};

} // namespace easel
