// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace easel {

class ChoiceList;
class ClusterChoice;
class FieldRows;
class FormField;
class PoolModel;

// Pages of the pool wizard beside those that every form about clusters has (clusterpages.h).

// Project, name, one cluster or several.
class PoolBasicsPage : public WizardPage
{
    Q_OBJECT

public:
    PoolBasicsPage(PoolModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Basics"); }
    QString heading() const override { return tr("What it is called, and what it is for"); }
    QString explanation() const override
    {
        return tr("A pool is one cluster for one purpose, or several that deployments share.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    PoolModel *m_model;
    ChoiceList *m_projects;
    FormField *m_projectField;
    QLineEdit *m_name;
    FormField *m_nameField;
    QPlainTextEdit *m_description;
    QComboBox *m_kind;
    FormField *m_kindField;
    QWidget *m_sharedBox;
    FieldRows *m_clusters;
    QCheckBox *m_overcommit;
    bool m_showAll = false;
};

// Which bundle, in which version.
class PoolBundlePage : public WizardPage
{
    Q_OBJECT

public:
    PoolBundlePage(PoolModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Bundle"); }
    QString heading() const override { return tr("What the cluster is made of"); }
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void showContents();

    PoolModel *m_model;
    ChoiceList *m_bundles;
    FormField *m_field;
    QLabel *m_contents;
    bool m_showOlder = false;
    bool m_showAll = false;
};

// Who adds and removes machines.
class PoolScalingPage : public WizardPage
{
    Q_OBJECT

public:
    PoolScalingPage(PoolModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Scaling"); }
    QString heading() const override { return tr("Whether machines come and go by themselves"); }
    QString explanation() const override
    {
        return tr("A policy stays within the least and most machines of each worker pool.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    PoolModel *m_model;
    ChoiceList *m_policies;
    FormField *m_field;
    QLabel *m_bounds;
    bool m_showAll = false;
};

// Values that cluster profiles ask for.
class PoolVariablesPage : public WizardPage
{
    Q_OBJECT

public:
    PoolVariablesPage(PoolModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Variables"); }
    QString heading() const override { return tr("Values for the cluster profiles"); }
    QString explanation() const override
    {
        return tr("Fields show the bundle's value. Type to set the pool's own.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    struct Field
    {
        QString profile;
        QString name;
        QString bundleValue;
        bool needed = false;
        QLineEdit *edit = nullptr;
        FormField *field = nullptr;
    };
    void arrange();

    PoolModel *m_model;
    ClusterChoice *m_choice;
    QLabel *m_none;
    QVBoxLayout *m_list;
    QList<Field> m_fields;
    QList<QWidget *> m_headers;
    QString m_key; // what the fields are for
    bool m_showAll = false;
};

} // namespace easel
