// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/wizardsummary.h"
#include "core/placement/explanation.h"

class QLabel;
class QVBoxLayout;

namespace easel {

class FunnelView;
class PoolModel;
class SectionHeader;

// What the pool is so far.
class PoolFacts : public WizardSummary
{
    Q_OBJECT

public:
    explicit PoolFacts(PoolModel *model, QWidget *parent = nullptr);

protected:
    Content content() const override;

private:
    PoolModel *m_model;
};

// Beside the pool wizard: how many machines are left after each rule, what quota says, what the pool is so
// far.
class PoolSummary : public QWidget
{
    Q_OBJECT

public:
    explicit PoolSummary(PoolModel *model, QWidget *parent = nullptr);
    // nodePool: which part's funnel is shown.
    void setExplanation(const Explanation &explanation, int nodePool);

private:
    PoolModel *m_model;
    SectionHeader *m_funnelTitle;
    FunnelView *m_funnel;
    QLabel *m_nothing;
    QVBoxLayout *m_quota;
    QList<QuotaWaterfall> m_shown;
};

} // namespace easel
