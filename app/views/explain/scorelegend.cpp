// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/explain/scorelegend.h"

#include "app/look/look.h"
#include "app/look/typography.h"

#include <QPainter>
#include <QStyle>

namespace easel {

namespace {
constexpr int swatch = 10;
constexpr int textGap = 6;
constexpr int gap = 16;
} // namespace

ScoreLegend::ScoreLegend(QWidget *parent)
    : LineGraphic(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setTextRole(this, TextRole::Small);
    setAccessibleName(tr("Scores and their weights"));
}

void ScoreLegend::setScores(const QList<ExplainedScore> &scores)
{
    m_scores = scores;
    linesChanged();
}

QString ScoreLegend::text(int line) const
{
    const ExplainedScore &score = m_scores.at(line);
    return score.weight == 1 ? score.name
                             : tr("%1 × %2", "score, weight").arg(score.name, signedNumber(score.weight));
}

QString ScoreLegend::spoken(int line) const
{
    return tr("%1, weight %2").arg(m_scores.at(line).name, signedNumber(m_scores.at(line).weight));
}

QList<QRect> ScoreLegend::layOut(int width) const
{
    QList<QRect> places;
    int x = 0;
    int y = 0;
    for (int i = 0; i < m_scores.size(); ++i) {
        const int wide = swatch + textGap + fontMetrics().horizontalAdvance(text(i)) + 2;
        if (x > 0 && x + wide > width) {
            x = 0;
            y += lineHeight();
        }
        places << QRect(x, y, wide, lineHeight());
        x += wide + gap;
    }
    return places;
}

int ScoreLegend::heightForWidth(int width) const
{
    const QList<QRect> places = layOut(width);
    return places.isEmpty() ? 0 : places.last().bottom() + 1;
}

QSize ScoreLegend::sizeHint() const
{
    const int width = scaledWidth(this, 400);
    return {width, heightForWidth(width)};
}

QRect ScoreLegend::lineRect(int line) const
{
    return QStyle::visualRect(layoutDirection(), rect(), layOut(width()).value(line));
}

void ScoreLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    for (int i = 0; i < m_scores.size(); ++i) {
        const QRect place = lineRect(i);
        painter.fillRect(QStyle::visualRect(layoutDirection(), place,
                                            QRect(place.left(), place.top() + (place.height() - swatch) / 2,
                                                  swatch, swatch)),
                         theme.series[size_t(i) % theme.series.size()]);
        painter.setPen(theme.text2);
        const QRect words =
            QStyle::visualRect(layoutDirection(), place, place.adjusted(swatch + textGap, 0, 0, 0));
        painter.drawText(words,
                         int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft) | Qt::AlignVCenter),
                         text(i));
    }
    paintFocus(&painter);
}

} // namespace easel
