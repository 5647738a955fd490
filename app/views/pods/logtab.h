// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/detail/detailtab.h"

namespace easel {

class LogPanel;

// What the containers of a pod say.
class LogTab : public DetailTab
{
    Q_OBJECT

public:
    LogTab(AppContext *context, QWidget *parent);

    // Whether there can be logs of the subject.
    static bool hasLogs(const DetailSubject &subject, Source *source);
    LogPanel *panel() const { return m_panel; }

protected:
    void reset() override;
    void showSubject() override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    LogPanel *m_panel;
};

} // namespace easel
