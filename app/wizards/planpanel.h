// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/operation.h"

#include <QPointer>
#include <QWidget>

class QAbstractButton;
class QGridLayout;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace easel {

class AppContext;
class Banner;
class PlanView;
class StateChip;

// From draft to done: makes the plan, shows it, applies it, and then shows how the objects turn up in the
// source's own stores. Its buttons stand in the foot of the window that holds it.
class PlanPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PlanPanel(AppContext *context, QWidget *parent = nullptr);

    // Tests these objects against the source; an older test that still runs is dropped.
    void test(const QString &title, const QList<DraftObject> &objects);
    void testAgain();
    // An apply was started; what it left undone can be tested again.
    bool isApplied() const { return m_operation != nullptr; }
    PlanView *view() const { return m_view; }

    // Apply first (the accent one), then Export YAML…, Write to workspace…, Copy.
    const QList<QPushButton *> &buttons() const { return m_buttons; }

Q_SIGNALS:
    void applied(bool whole); // all steps ended; whole = each one done
    void planShownAgain();    // after an apply that was not done whole
    void closeRequested();

private:
    void showPlan(const Plan &plan);
    void showButtons();
    void apply();
    void exportYaml();
    void writeToWorkspace();
    void copyYaml();
    void showSteps();
    void showArrival();
    void showFailure(const QString &strong, const Error &error);
    void showDone(const QString &text);
    void backToPlan();
    QList<QJsonObject> exportObjects() const;

    AppContext *m_context;
    QString m_title;
    QList<DraftObject> m_objects;
    QStackedWidget *m_stack;
    PlanView *m_view;
    Banner *m_notice; // what went wrong beside the plan: a file could not be written
    QWidget *m_progress;
    Banner *m_outcome;
    QGridLayout *m_steps;
    QLabel *m_arrivalTitle;
    StateChip *m_arrival;
    QPushButton *m_open;
    QPushButton *m_again;
    QList<QPushButton *> m_buttons;
    QPushButton *m_apply;
    ScopedCall<Plan> m_planCall;
    ScopedCall<std::shared_ptr<const ObjectSet>> m_surroundingsCall;
    QPointer<ApplyOperation> m_operation;
    ObjectRef m_main; // the object whose arrival is shown
};

} // namespace easel
