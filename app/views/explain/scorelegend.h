// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/explain/linegraphic.h"
#include "core/placement/explanation.h"

namespace easel {

// Which colour is which score, and its weight; wraps.
class ScoreLegend : public LineGraphic
{
    Q_OBJECT

public:
    explicit ScoreLegend(QWidget *parent = nullptr);
    void setScores(const QList<ExplainedScore> &scores);
    int lineCount() const override { return int(m_scores.size()); }
    QString spoken(int line) const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    QRect lineRect(int line) const override;

private:
    QString text(int line) const;
    QList<QRect> layOut(int width) const;
    QList<ExplainedScore> m_scores;
};

} // namespace easel
