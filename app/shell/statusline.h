// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/parts/statusparts.h"

namespace easel {

class AppContext;
class EngineDesk;

// The line at the bottom of the window: who one is, what one may do, what is running.
class StatusLine : public StatusStrip
{
    Q_OBJECT

public:
    StatusLine(AppContext *context, EngineDesk *engine, QWidget *parent);

Q_SIGNALS:
    void activityRequested();
    void engineRequested();

private:
    void follow();
    void renew();
    QString rightsText() const;
    void showRunning();
    void showBudget();
    void showEngine();

    AppContext *m_context;
    EngineDesk *m_desk;
    StatusPiece *m_identity;
    StatusPiece *m_rights;
    StatusPiece *m_running;
    BudgetMeter *m_budget; // of Palette, while somebody asks it
    StatusPiece *m_engine;
};

} // namespace easel
