// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/parts/usagechart.h"
#include "core/base/call.h"
#include "core/quota/usagehistory.h"

#include <functional>

class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace easel {

class AppContext;
class EmptyState;
class Legend;
class UsageRecorder;

// History and forecast of one tenant's or project's GPUs of one family, with what they say in words.
class UsagePanel : public QWidget
{
    Q_OBJECT

public:
    explicit UsagePanel(AppContext *context, QWidget *parent = nullptr);

    // Null: no history is kept here.
    void setRecorder(UsageRecorder *recorder);
    // What the dashboard looks at; the family stays when the scope has it.
    void setScope(const QString &tenant, const QString &project);
    void setKept(std::function<qint64(const UsageScope &)> kept); // of the limit, for others
    const UsageScope &current() const { return m_current; }
    UsageChart *chart() const { return m_chart; }
    QString sentence() const;

private:
    void renew();
    void forecast();
    void fillFamilies();
    void exportFile();
    void showSources();
    QString originText() const;                         // where what is shown comes from
    QByteArray contentFor(const QString &suffix) const; // csv, png, svg

    AppContext *m_context;
    UsageRecorder *m_recorder = nullptr;
    std::function<qint64(const UsageScope &)> m_kept;
    UsageScope m_current;
    QToolButton *m_family;
    QMenu *m_familyMenu;
    QToolButton *m_table;
    QToolButton *m_export;
    QToolButton *m_sources;
    QLabel *m_scope;
    QLabel *m_sentence;
    Legend *m_legend;
    QStackedWidget *m_stack;
    UsageChart *m_chart;
    EmptyState *m_empty;
    struct Answer
    {
        UsageChartData data;
        std::optional<ForecastSkill> skill;
    };
    ScopedCall<Answer> m_forecasting;
};

} // namespace easel
