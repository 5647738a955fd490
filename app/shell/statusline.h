// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/parts/statusparts.h"

namespace easel {

class AppContext;

// The line at the bottom of the window: who one is, what one may do, what is running.
class StatusLine : public StatusStrip
{
    Q_OBJECT

public:
    StatusLine(AppContext *context, QWidget *parent);

Q_SIGNALS:
    void activityRequested();

private:
    void follow();
    void renew();
    QString rightsText() const;
    void showRunning();
    void showBudget();

    AppContext *m_context;
    StatusPiece *m_identity;
    StatusPiece *m_rights;
    StatusPiece *m_running;
    BudgetMeter *m_budget; // of Palette, while somebody asks it
};

} // namespace easel
