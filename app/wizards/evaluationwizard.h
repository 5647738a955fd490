// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/objectmodel.h"
#include "app/wizards/wizardpage.h"
#include "app/wizards/wizardsummary.h"
#include "app/wizards/wizardwindow.h"

class QLineEdit;

namespace easel {

class ChoiceList;
class FormField;

// The draft's ComputePoolEvaluation: a dry run. Its spec does not change once it is made.
class EvaluationModel : public ObjectModel
{
    Q_OBJECT

public:
    EvaluationModel(Draft *draft, Surroundings *surroundings, QObject *parent = nullptr);
    QString project() const;
    QString pool() const;
    // As it is now, or a copy of it that may be changed ("template").
    bool isCopy() const;
    void setPool(const QString &name, bool asCopy);

protected:
    QString untitled() const override { return tr("New pool evaluation"); }
};

// What is checked: a pool as it is, or a copy of its spec; and how long the answer is kept.
class EvaluationPage : public WizardPage
{
    Q_OBJECT

public:
    EvaluationPage(EvaluationModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Pool"); }
    QString heading() const override { return tr("What is checked"); }
    QString explanation() const override
    {
        return tr(
            "The engine checks project, settings, bundle, address, quota and machines, and changes nothing.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    EvaluationModel *m_model;
    ChoiceList *m_pools;
    FormField *m_poolField;
    ChoiceList *m_how;
    QLineEdit *m_ttl;
    FormField *m_ttlField;
    bool m_showAll = false;
};

class EvaluationSummary : public WizardSummary
{
    Q_OBJECT

public:
    explicit EvaluationSummary(EvaluationModel *model, QWidget *parent = nullptr);

protected:
    Content content() const override;

private:
    EvaluationModel *m_model;
};

// Makes a ComputePoolEvaluation (rules EVAL-*).
class EvaluationWizard : public WizardWindow
{
    Q_OBJECT

public:
    static inline const QString DraftWord = QStringLiteral("pool-evaluation");

    // `pool` is what is checked; may be empty.
    EvaluationWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project,
                     const QString &pool, QWidget *parent = nullptr);
    EvaluationModel *model() const { return m_model; }

protected:
    void stepEntered(int step) override;

private:
    void showHead();

    EvaluationModel *m_model;
};

// Registers "New evaluation…" and, of a pool, "Check…". Called once by the shell.
void registerEvaluationActions(AppContext *context);
// Opens the wizard for a draft that an earlier run left behind.
void restoreEvaluationDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent);

} // namespace easel
