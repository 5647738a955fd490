// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/explain/funnelview.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"

#include <QPainter>
#include <QStyle>
#include <QtMath>

#include <algorithm>

namespace easel {

namespace {
constexpr int barHeight = 6;
constexpr int gap = 12;
} // namespace

FunnelView::FunnelView(QWidget *parent)
    : LineGraphic(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("How many are left after each rule"));
}

void FunnelView::setStages(const QList<ExplainedStage> &stages, bool sideBySide)
{
    m_stages = stages;
    m_strip = sideBySide;
    linesChanged();
}

QString FunnelView::spoken(int line) const
{
    const ExplainedStage &stage = m_stages.at(line);
    const QString text = tr("%1: %2 left").arg(stage.name, signedNumber(stage.left));
    return stage.dropped > 0 ? tr("%1, %2 dropped here").arg(text, signedNumber(stage.dropped)) : text;
}

int FunnelView::columnsIn(int width) const
{
    int widest = scaledWidth(this, 56);
    for (const ExplainedStage &stage : m_stages) {
        const int text = qCeil(tabularWidth(textFont(TextRole::Heading, font()), signedNumber(stage.left))) +
                         6 + QFontMetrics(textFont(TextRole::Small, font())).horizontalAdvance(stage.name);
        widest = std::max(widest, text);
    }
    const int count = std::max(1, int(m_stages.size()));
    const int most = std::clamp((width + gap) / (widest + gap), 1, count);
    const int rows = (count + most - 1) / most;
    return (count + rows - 1) / rows; // rows of one length
}

int FunnelView::stripHeight() const
{
    return QFontMetrics(textFont(TextRole::Heading, font())).height() + barHeight + 4;
}

int FunnelView::heightForWidth(int width) const
{
    if (m_stages.isEmpty())
        return 0;
    if (!m_strip)
        return lineHeight() * int(m_stages.size());
    const int columns = columnsIn(width);
    const int rows = (int(m_stages.size()) + columns - 1) / columns;
    return rows * (stripHeight() + 8) - 8;
}

QSize FunnelView::sizeHint() const
{
    const int width = scaledWidth(this, 400);
    return {width, heightForWidth(width)};
}

QSize FunnelView::minimumSizeHint() const
{
    return {scaledWidth(this, 200), m_strip ? stripHeight() : heightForWidth(200)};
}

QRect FunnelView::lineRect(int line) const
{
    if (!m_strip)
        return {0, line * lineHeight(), width(), lineHeight()};
    const int columns = columnsIn(width());
    const int cell = (width() + gap) / columns;
    const QRect rect((line % columns) * cell, (line / columns) * (stripHeight() + 8), cell - gap,
                     stripHeight());
    return QStyle::visualRect(layoutDirection(), this->rect(), rect);
}

void FunnelView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_strip)
        paintStrip(&painter);
    else
        paintRows(&painter);
    paintFocus(&painter);
}

void FunnelView::paintStrip(QPainter *painter) const
{
    const Theme &theme = Look::theme();
    const int all = m_stages.isEmpty() ? 1 : std::max(1, m_stages.first().left);
    const QFont figure = textFont(TextRole::Heading, font());
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    for (int i = 0; i < m_stages.size(); ++i) {
        const ExplainedStage &stage = m_stages.at(i);
        const QRect cell = lineRect(i);
        const QString number = signedNumber(stage.left);
        const int numberWidth = qCeil(tabularWidth(figure, number)) + 6;
        const QRect text(cell.left(), cell.top(), cell.width(), cell.height() - barHeight - 4);
        painter->setFont(figure);
        painter->setPen(theme.text);
        drawTabular(painter,
                    QStyle::visualRect(layoutDirection(), text,
                                       QRect(text.left(), text.top(), numberWidth, text.height())),
                    (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, number);
        painter->setFont(textFont(TextRole::Small, font()));
        painter->setPen(theme.text2);
        const QRect word = QStyle::visualRect(
            layoutDirection(), text,
            QRect(text.left() + numberWidth, text.top(), text.width() - numberWidth, text.height()));
        painter->drawText(word, (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(stage.name, Qt::ElideRight, word.width() + 1));
        const QRect bar(cell.left(), cell.bottom() - barHeight + 1, cell.width(), barHeight);
        painter->fillRect(bar, theme.selectionIdle);
        const int filled = int(qint64(bar.width()) * stage.left / all);
        const bool last = i + 1 == m_stages.size();
        painter->fillRect(
            QStyle::visualRect(layoutDirection(), bar, QRect(bar.left(), bar.top(), filled, bar.height())),
            last ? theme.attached : theme.ramp[3]);
    }
}

void FunnelView::paintRows(QPainter *painter) const
{
    const Theme &theme = Look::theme();
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto place = [&](const QRect &rect) {
        return QStyle::visualRect(layoutDirection(), this->rect(), rect);
    };
    int names = 0;
    int numbers = 0;
    int drops = 0;
    for (const ExplainedStage &stage : m_stages) {
        names = std::max(names, fontMetrics().horizontalAdvance(stage.name));
        numbers = std::max(numbers,
                           qCeil(tabularWidth(textFont(TextRole::Strong, font()), signedNumber(stage.left))));
        drops = std::max(drops, qCeil(tabularWidth(font(), signedNumber(-stage.dropped))));
    }
    names = std::min(names, width() * 2 / 5);
    const int barLeft = names + 12;
    const int barWidth = std::max(24, width() - barLeft - numbers - drops - 24);
    const int all = m_stages.isEmpty() ? 1 : std::max(1, m_stages.first().left);
    const Qt::Alignment begin = (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
    const Qt::Alignment end = (mirrored ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
    for (int i = 0; i < m_stages.size(); ++i) {
        const ExplainedStage &stage = m_stages.at(i);
        const QRect row = lineRect(i);
        const bool last = i + 1 == m_stages.size();
        painter->setFont(last ? textFont(TextRole::Strong, font()) : font());
        painter->setPen(theme.text);
        painter->drawText(place(QRect(0, row.top(), names + 2, row.height())),
                          int(begin) | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(stage.name, Qt::ElideRight, names + 2));
        const int top = row.top() + (row.height() - 10) / 2;
        const auto length = [&](int count) { return int(qint64(barWidth) * count / all); };
        const int left = length(stage.left);
        painter->fillRect(place(QRect(barLeft, top, left, 10)), last ? theme.attached : theme.ramp[3]);
        if (stage.dropped > 0) {
            painter->fillRect(
                place(QRect(barLeft + left, top, length(stage.left + stage.dropped) - left, 10)),
                theme.selectionIdle);
        }
        painter->setFont(textFont(TextRole::Strong, font()));
        drawTabular(painter, place(QRect(barLeft + barWidth + 8, row.top(), numbers, row.height())), end,
                    signedNumber(stage.left));
        painter->setFont(font());
        painter->setPen(theme.text2);
        if (stage.dropped > 0)
            drawTabular(painter, place(QRect(width() - drops, row.top(), drops, row.height())), end,
                        signedNumber(-stage.dropped));
    }
}

} // namespace easel
