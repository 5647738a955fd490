// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/explain/linegraphic.h"
#include "app/views/parts/quotabar.h"
#include "core/quota/quotawaterfall.h"

namespace easel {

// What is left of a quota, level by level (look.md, "Waterfall"): the widest first, then the request. Each
// line is a label, a floating bar and a signed number.
class WaterfallView : public LineGraphic
{
    Q_OBJECT

public:
    explicit WaterfallView(QWidget *parent = nullptr);
    void setWaterfall(const QuotaWaterfall &fall);
    int lineCount() const override { return int(m_lines.size()); }
    QString spoken(int line) const override;
    // Which level decides: "The tenant decides: 8 open there, 12 in the project." Empty where nothing limits.
    static QString deciding(const QuotaWaterfall &fall);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    QRect lineRect(int line) const override;

private:
    struct Line
    {
        QString label;
        QString number;
        QuotaPart part = QuotaPart::Free;
        qint64 from = 0;
        qint64 to = 0;
        bool strong = false;
        bool block = false; // the first of a block: a hairline above
        bool bad = false;
    };
    void addLevel(const QuotaWaterfall::Level &level);

    QList<Line> m_lines;
    qint64 m_whole = 1;
};

} // namespace easel
