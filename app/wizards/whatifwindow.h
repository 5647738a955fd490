// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/whatifmodel.h"
#include "core/changes/draft.h"
#include "core/changes/plan.h"

#include <QWidget>

#include <functional>

class QAction;
class QLabel;
class QMenu;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QToolButton;

namespace easel {

class AppContext;
class EmptyState;
class ExplainPanel;
class FlowLabel;
class IconLabel;
class PlanPanel;
class Skeleton;
class WhatIfForm;
class WhatIfLedger;
class WhatIfLedgerModel;
class WhatIfSteps;

// Changes of limits, guarantees, pools, machines and projects, stacked and tried out before anybody makes
// them: what each comes to, who has how much then, why something is refused and which machines would be
// taken. The stack is kept as a draft; it is applied through a plan, or exported.
class WhatIfWindow : public QWidget
{
    Q_OBJECT

public:
    static const QString DraftWord;

    // `about`: what new changes begin with (tenant, project, pool, machine, family).
    WhatIfWindow(AppContext *context, std::unique_ptr<Draft> draft, const WhatIfChange &about = {},
                 QWidget *parent = nullptr);
    ~WhatIfWindow() override;

    WhatIfModel *model() const { return m_model; }
    WhatIfSteps *steps() const { return m_steps; }
    PlanPanel *plan() const { return m_plan; }
    void add(WhatIfChange::Kind kind);
    QString note() const;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeChanges();
    QWidget *makeAnswers();
    QWidget *makeFoot();
    void popUpKinds();
    void keep();
    void showKept();
    void showStep();
    void showResult();
    void showButtons();
    int firstProblem() const; // of the changes; -1: none
    bool jumpToProblem();
    void review();
    void back();
    void exportYaml();
    void discard();
    Call<PlanRequest> request();
    std::function<void()> undoOf() const;

    AppContext *m_context;
    std::unique_ptr<Draft> m_draft;
    WhatIfModel *m_model;
    WhatIfChange m_about;
    QStackedWidget *m_pages;
    QWidget *m_side = nullptr;
    QLabel *m_kept;
    QPushButton *m_add;
    QMenu *m_addMenu;
    QToolButton *m_remove;
    QToolButton *m_up;
    QToolButton *m_down;
    QToolButton *m_undo;
    WhatIfSteps *m_steps;
    QScrollArea *m_formArea;
    WhatIfForm *m_form;
    QStackedWidget *m_answers;
    Skeleton *m_skeleton;
    EmptyState *m_empty;
    EmptyState *m_failed;
    IconLabel *m_icon;
    FlowLabel *m_heading;
    FlowLabel *m_help;
    WhatIfLedgerModel *m_ledger;
    QLabel *m_noNumbers;
    QWidget *m_ledgerView;
    WhatIfLedger *m_ledgerTable;
    QLabel *m_stepTitle;
    FlowLabel *m_sets;
    ExplainPanel *m_explain;
    PlanPanel *m_plan;
    QPushButton *m_discard;
    QLabel *m_note;
    QPushButton *m_keep;
    QPushButton *m_export;
    QPushButton *m_back;
    QPushButton *m_review;
    QTimer m_clock;
    bool m_done = false; // applied or given up
    bool m_applying = false;
};

// Registers "What if…". Called once by the shell.
void registerWhatIfActions(AppContext *context);
void restoreWhatIfDraft(AppContext *context, std::unique_ptr<Draft> draft, QWidget *parent);

} // namespace easel
