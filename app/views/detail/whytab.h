// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/detail/detailtab.h"

class QVBoxLayout;

namespace easel {

class ExplainPanel;
class ExplainRun;
class Hairline;

// Numbered reasons from symptom to cause; below them, for what is decided about clusters, machines or quota,
// the decision explained.
class WhyTab : public DetailTab
{
    Q_OBJECT

public:
    WhyTab(AppContext *context, QWidget *parent);

    // Whether there is anything to show about the subject.
    static bool hasAnswer(const DetailSubject &subject);

    // Whether a decision about it can be explained.
    static bool explains(const DetailSubject &subject);

protected:
    void reset() override;
    void showSubject() override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void showReasons();
    void ask();

    QVBoxLayout *m_column;
    QWidget *m_reasons;
    Hairline *m_line;
    ExplainPanel *m_panel;
    ExplainRun *m_run;
    QJsonObject m_asked;
};

} // namespace easel
