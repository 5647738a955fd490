// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardpage.h"
#include "app/wizards/wizardsummary.h"
#include "app/wizards/wizardwindow.h"

class QLineEdit;

namespace easel {

class ChoiceList;
class ComputeConfigModel;
class FormField;

// Where it belongs and what it is called.
class ComputeConfigBasicsPage : public WizardPage
{
    Q_OBJECT

public:
    ComputeConfigBasicsPage(ComputeConfigModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Basics"); }
    QString heading() const override { return tr("What it is called, and whose"); }
    QString explanation() const override;
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    ComputeConfigModel *m_model;
    ChoiceList *m_places;
    FormField *m_placesField;
    QLineEdit *m_name;
    FormField *m_nameField;
    bool m_showAll = false;
};

class ComputeConfigSummary : public WizardSummary
{
    Q_OBJECT

public:
    explicit ComputeConfigSummary(ComputeConfigModel *model, QWidget *parent = nullptr);

protected:
    Content content() const override;

private:
    ComputeConfigModel *m_model;
};

// Makes or edits a ComputeConfig (rules CCF-*): what pools of a project get that do not say it themselves. A
// draft with a base edits what exists and touches nothing else of it.
class ComputeConfigWizard : public WizardWindow
{
    Q_OBJECT

public:
    static inline const QString DraftWord = QStringLiteral("compute-config");

    // A draft without objects starts a new one in a namespace (may be empty).
    ComputeConfigWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &namespaceName,
                        QWidget *parent = nullptr);
    ComputeConfigModel *model() const { return m_model; }

protected:
    void stepEntered(int step) override;

private:
    void showHead();

    ComputeConfigModel *m_model;
};

// Registers "New compute configuration…" and "Edit…". Called once by the shell.
void registerComputeConfigActions(AppContext *context);
// Opens the wizard for a draft that an earlier run left behind.
void restoreComputeConfigDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent);

} // namespace easel
