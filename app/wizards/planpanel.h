// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/operation.h"

#include <QPointer>
#include <QWidget>

class QAbstractButton;
#include <functional>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace easel {

class AppContext;
class Banner;
class OperationSteps;
class PlanView;
class StateChip;

// From draft to done: makes the plan, shows it, applies it, and then shows how the objects turn up in the
// source's own stores. Its buttons stand in the foot of the window that holds it.
class PlanPanel : public QWidget
{
    Q_OBJECT

public:
    using RequestMaker = std::function<Call<PlanRequest>()>;

    explicit PlanPanel(AppContext *context, QWidget *parent = nullptr);

    // Makes a plan from whatever request comes; an older test that still runs is dropped. waiting is said
    // until the request is there. "Try again" asks for the request anew.
    void test(RequestMaker maker, const QString &waiting = {});
    // Tests these objects against the source; an older test that still runs is dropped.
    void test(const QString &title, const QList<DraftObject> &objects, bool createNamespaces = false);
    void testAgain();
    // An apply was started; what it left undone can be tested again.
    bool isApplied() const { return m_operation != nullptr; }
    PlanView *view() const { return m_view; }
    // A folder needs not be handed over once more.
    void setHandsOver(bool handsOver);
    bool handsOver() const { return m_handsOver; }

    // Apply first (the accent one), then Export YAML…, Write to workspace…, Copy.
    const QList<QPushButton *> &buttons() const { return m_buttons; }

Q_SIGNALS:
    void planShown();         // a new plan, or none could be made
    void started();           // applying began
    void applied(bool whole); // all steps ended; whole = each one done
    void planShownAgain();    // after an apply that was not done whole
    void closeRequested();

private:
    void showButtons();
    void apply();
    void follow(ApplyOperation *operation);
    void exportYaml();
    void writeToWorkspace();
    void copyYaml();
    void showOutcome();
    void followArrival();
    void showArrival();
    void showFailure(const QString &strong, const Error &error);
    void showDone(const QString &text);
    void backToPlan();
    QList<QJsonObject> exportObjects() const;

    AppContext *m_context;
    RequestMaker m_maker;
    QString m_waiting;
    QList<DraftObject> m_objects;
    bool m_handsOver = true;
    QStackedWidget *m_stack;
    PlanView *m_view;
    Banner *m_notice; // what went wrong beside the plan: a file could not be written
    QWidget *m_progress;
    Banner *m_outcome;
    OperationSteps *m_steps;
    QPushButton *m_stop;
    QLabel *m_arrivalTitle;
    StateChip *m_arrival;
    QPushButton *m_open;
    QPushButton *m_again;
    QList<QPushButton *> m_buttons;
    QPushButton *m_apply;
    ScopedCall<Plan> m_planCall;
    ScopedCall<PlanRequest> m_requestCall;
    QPointer<ApplyOperation> m_operation;
    QList<ObjectRef> m_awaited; // made or changed, of kinds that are looked at: their arrival is shown
};

} // namespace easel
