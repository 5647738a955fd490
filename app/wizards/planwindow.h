// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/planpanel.h"

#include <QWidget>

namespace easel {

// A plan that nobody typed: preparing a hub, applying a folder. What it would do is read and tested, shown
// object by object, applied when the user says so, and watched. Closing it stops nothing that runs.
class PlanWindow : public QWidget
{
    Q_OBJECT

public:
    PlanWindow(AppContext *context, const QString &title, const QString &explanation,
               QWidget *parent = nullptr);

    PlanPanel *panel() const { return m_panel; }
    // Something about the whole, above the plan: what was left out and why. Empty: nothing.
    void setNote(const QString &strong, const QString &text = {});

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showSummary();

    AppContext *m_context;
    Banner *m_note;
    PlanPanel *m_panel;
    QLabel *m_summary;
    QPushButton *m_close;
};

// Registers what can be done with a whole hub: Prepare this hub…, Apply a workspace folder…, Export this hub
// to a folder…. Called once by the shell.
void registerHubActions(AppContext *context);

} // namespace easel
