// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/explain/linegraphic.h"
#include "core/placement/explanation.h"

namespace easel {

// How many are left after each rule (look.md, "Funnel"): side by side, or one below the other
// with what each rule drops.
class FunnelView : public LineGraphic
{
    Q_OBJECT

public:
    explicit FunnelView(QWidget *parent = nullptr);
    void setStages(const QList<ExplainedStage> &stages, bool sideBySide);
    int lineCount() const override { return int(m_stages.size()); }
    QString spoken(int line) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    QRect lineRect(int line) const override;

private:
    int columnsIn(int width) const; // of the strip
    int stripHeight() const;
    void paintStrip(QPainter *painter) const;
    void paintRows(QPainter *painter) const;
    QList<ExplainedStage> m_stages;
    bool m_strip = true;
};

} // namespace easel
