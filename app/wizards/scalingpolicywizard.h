// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/objectmodel.h"
#include "app/wizards/wizardpage.h"
#include "app/wizards/wizardsummary.h"
#include "app/wizards/wizardwindow.h"

class QLineEdit;

namespace easel {

class FieldRows;
class FormField;

// The draft's ScalingPolicy.
class ScalingPolicyModel : public ObjectModel
{
    Q_OBJECT

public:
    ScalingPolicyModel(Draft *draft, Surroundings *surroundings, QObject *parent = nullptr);
    QStringList users() const; // pools that refer to it

protected:
    QString untitled() const override { return tr("New scaling policy"); }
};

// When machines are added and removed, within which bounds.
class ScalingRulesPage : public WizardPage
{
    Q_OBJECT

public:
    ScalingRulesPage(ScalingPolicyModel *model, QWidget *parent);
    QString stepTitle() const override { return tr("Rules"); }
    QString heading() const override { return tr("When machines come and go"); }
    QString explanation() const override
    {
        return tr("Use is measured over the given time; one machine is added or removed at a time.");
    }
    void refresh() override;
    QList<PageProblem> problems() const override;
    void showProblems(bool all) override;

private:
    void writeRules();
    void writeBounds();
    QString sentenceAt(const JsonPointer &pointer) const;

    ScalingPolicyModel *m_model;
    FieldRows *m_rules;
    FieldRows *m_bounds;
    QLineEdit *m_cooldown;
    FormField *m_cooldownField;
    QLineEdit *m_abort;
    FormField *m_abortField;
    bool m_writing = false;
    bool m_showAll = false;
};

class ScalingPolicySummary : public WizardSummary
{
    Q_OBJECT

public:
    explicit ScalingPolicySummary(ScalingPolicyModel *model, QWidget *parent = nullptr);

protected:
    Content content() const override;

private:
    ScalingPolicyModel *m_model;
};

// Makes or edits a ScalingPolicy (rules SCP-*).
class ScalingPolicyWizard : public WizardWindow
{
    Q_OBJECT

public:
    static inline const QString DraftWord = QStringLiteral("scaling-policy");

    ScalingPolicyWizard(AppContext *context, std::unique_ptr<Draft> draft, const QString &project,
                        QWidget *parent = nullptr);
    ScalingPolicyModel *model() const { return m_model; }

protected:
    void stepEntered(int step) override;

private:
    void showHead();

    ScalingPolicyModel *m_model;
};

// Registers "New scaling policy…" and "Edit…". Called once by the shell.
void registerScalingPolicyActions(AppContext *context);
// Opens the wizard for a draft that an earlier run left behind.
void restoreScalingPolicyDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent);

} // namespace easel
