// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/explain/waterfallview.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "core/base/text.h"
#include "core/placement/explanation.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStyle>
#include <QtMath>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

using Level = QuotaWaterfall::Level;
using Part = QuotaWaterfall::Part;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WaterfallView)
};

QString limitText(const Level &level)
{
    const QString name = cleanedLine(level.name);
    switch (level.kind) {
    case Level::Kind::Project:
        return Text::tr("Limit of project %1").arg(name);
    case Level::Kind::Tenant:
        return Text::tr("Limit of tenant %1").arg(name);
    case Level::Kind::ResourceQuota:
        return Text::tr("Resource quota %1").arg(name);
    case Level::Kind::ClusterQueue:
        return Text::tr("Cluster queue %1").arg(name);
    case Level::Kind::Cohort:
        return Text::tr("Cohort %1").arg(name);
    case Level::Kind::Pool:
        break;
    }
    return Text::tr("In pool %1").arg(name);
}

QString leftText(const Level &level)
{
    switch (level.kind) {
    case Level::Kind::Project:
        return Text::tr("Open in the project");
    case Level::Kind::Tenant:
        return Text::tr("Open in the tenant");
    case Level::Kind::ResourceQuota:
        return Text::tr("Open in the quota");
    case Level::Kind::ClusterQueue:
        return Text::tr("Open in the queue");
    case Level::Kind::Cohort:
        return Text::tr("Open in the cohort");
    case Level::Kind::Pool:
        break;
    }
    return Text::tr("Free in the pool");
}

QString levelWord(const Level &level)
{
    switch (level.kind) {
    case Level::Kind::Project:
        return Text::tr("project");
    case Level::Kind::Tenant:
        return Text::tr("tenant");
    case Level::Kind::ResourceQuota:
        return Text::tr("resource quota");
    case Level::Kind::ClusterQueue:
        return Text::tr("cluster queue");
    case Level::Kind::Cohort:
        return Text::tr("cohort");
    case Level::Kind::Pool:
        break;
    }
    return Text::tr("pool");
}

QString partText(const Part &part)
{
    switch (part.kind) {
    case Part::Kind::Attached:
        return Text::tr("Attached");
    case Part::Kind::Claimed:
        return Text::tr("Claimed");
    case Part::Kind::Releasing:
        return Text::tr("Releasing");
    case Part::Kind::Used:
        return Text::tr("Used");
    case Part::Kind::Kept:
        return Text::tr("Kept for others");
    case Part::Kind::Borrowable:
        break;
    }
    return Text::tr("Can be borrowed");
}

QuotaPart lookOf(Part::Kind kind)
{
    switch (kind) {
    case Part::Kind::Attached:
    case Part::Kind::Used:
        return QuotaPart::Attached;
    case Part::Kind::Claimed:
        return QuotaPart::Claimed;
    case Part::Kind::Releasing:
        return QuotaPart::Releasing;
    case Part::Kind::Kept:
    case Part::Kind::Borrowable:
        break;
    }
    return QuotaPart::Kept;
}

} // namespace

WaterfallView::WaterfallView(QWidget *parent)
    : LineGraphic(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Quota, level by level"));
}

void WaterfallView::addLevel(const Level &level)
{
    const bool first = m_lines.isEmpty();
    qint64 at = level.limit.value_or(0);
    m_whole = std::max(m_whole, at);
    Line limit;
    limit.label = limitText(level);
    limit.number = level.limit ? signedNumber(at) : tr("none", "limit");
    limit.to = at;
    limit.block = !first;
    m_lines << limit;
    for (const Part &part : level.parts) {
        const bool adds = part.kind == Part::Kind::Borrowable;
        Line line;
        line.label = partText(part);
        line.part = lookOf(part.kind);
        line.number = level.limit ? (adds ? tr("+%1").arg(part.amount) : signedNumber(-part.amount))
                                  : signedNumber(part.amount);
        if (level.limit) {
            const qint64 next = adds ? at + part.amount : at - part.amount;
            line.from = std::max<qint64>(0, std::min(at, next));
            line.to = std::max<qint64>(0, std::max(at, next));
            if (next < 0) {
                // More than there is: the whole amount, as used beyond the limit.
                line.part = QuotaPart::Over;
                line.from = 0;
                line.to = std::max(line.to, -next);
            }
            at = next;
        } else {
            line.from = at;
            line.to = at + part.amount;
            at = line.to;
        }
        m_whole = std::max(m_whole, line.to);
        m_lines << line;
    }
    if (!level.limit)
        return;
    Line left;
    left.label = leftText(level);
    const qint64 open = level.left.value_or(at);
    left.number = signedNumber(open);
    left.to = std::max<qint64>(0, open);
    left.strong = true;
    left.bad = open < 0;
    m_lines << left;
}

void WaterfallView::setWaterfall(const QuotaWaterfall &fall)
{
    m_lines.clear();
    m_whole = std::max<qint64>(1, fall.asked);
    for (qsizetype i = fall.levels.size() - 1; i >= 0; --i)
        addLevel(fall.levels.at(i));
    if (fall.asked > 0) {
        Line asked;
        asked.label = tr("Asked for");
        asked.number = signedNumber(-fall.asked);
        asked.part = fall.fits() ? QuotaPart::Claimed : QuotaPart::Over;
        asked.to = fall.asked;
        asked.block = true;
        m_lines << asked;
        if (fall.headroom) {
            Line left;
            const qint64 rest = *fall.headroom - fall.asked;
            left.label = rest < 0 ? tr("Too many") : tr("Left for others");
            left.number = signedNumber(rest < 0 ? -rest : rest);
            left.to = std::max<qint64>(0, rest);
            left.strong = true;
            left.bad = rest < 0;
            m_lines << left;
        }
    }
    setAccessibleName(tr("Quota for %1, level by level").arg(cleanedLine(fall.resource)));
    linesChanged();
}

QString WaterfallView::deciding(const QuotaWaterfall &fall)
{
    const Level *tightest = nullptr;
    QStringList others;
    for (const Level &level : fall.levels) {
        if (level.left && (!tightest || *level.left < *tightest->left))
            tightest = &level;
    }
    if (!tightest)
        return tr("Nothing limits it.");
    for (const Level &level : fall.levels) {
        if (level.left && &level != tightest)
            others << tr("%1 in the %2", "number, level").arg(signedNumber(*level.left), levelWord(level));
    }
    if (*tightest->left < 0)
        return tr("The %1 decides: %2 over.", "level, number")
            .arg(levelWord(*tightest), signedNumber(-*tightest->left));
    const QString open = signedNumber(*tightest->left);
    return others.isEmpty() ? tr("The %1 decides: %2 open.").arg(levelWord(*tightest), open)
                            : tr("The %1 decides: %2 open there, %3.")
                                  .arg(levelWord(*tightest), open, others.join(u", "_s));
}

QString WaterfallView::spoken(int line) const
{
    return tr("%1: %2", "label, number").arg(m_lines.at(line).label, m_lines.at(line).number);
}

QSize WaterfallView::sizeHint() const
{
    return {scaledWidth(this, 320), lineHeight() * lineCount()};
}

QSize WaterfallView::minimumSizeHint() const
{
    return {scaledWidth(this, 200), lineHeight() * lineCount()};
}

QRect WaterfallView::lineRect(int line) const
{
    return {0, line * lineHeight(), width(), lineHeight()};
}

void WaterfallView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const QFont strong = textFont(TextRole::Strong, font());
    int labels = 0;
    int numbers = 0;
    for (const Line &line : m_lines) {
        labels = std::max(labels,
                          qCeil(QFontMetricsF(line.strong ? strong : font()).horizontalAdvance(line.label)));
        numbers = std::max(numbers, qCeil(tabularWidth(strong, line.number)));
    }
    labels = std::min(labels, width() / 2);
    const int barLeft = labels + 12;
    const int barWidth = std::max(24, width() - barLeft - numbers - 12);
    const auto place = [&](const QRect &rect) {
        return QStyle::visualRect(layoutDirection(), this->rect(), rect);
    };
    for (int i = 0; i < m_lines.size(); ++i) {
        const Line &line = m_lines.at(i);
        const QRect row = lineRect(i);
        if (line.block)
            paintHairline(&painter, QPointF(0, row.top()), QPointF(width(), row.top()), theme.border);
        painter.setFont(line.strong ? strong : font());
        painter.setPen(line.bad ? theme.bad.foreground : theme.text);
        painter.drawText(place(QRect(0, row.top(), labels + 2, row.height())),
                         int((mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter) |
                             Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(line.label, Qt::ElideMiddle, labels + 2));
        drawTabular(&painter, place(QRect(width() - numbers, row.top(), numbers, row.height())),
                    (mirrored ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter, line.number);
        const auto x = [&](qint64 amount) { return barLeft + int(qint64(barWidth) * amount / m_whole); };
        const QRect bar(x(line.from), row.top() + (row.height() - 10) / 2,
                        std::max(line.to > line.from ? 2 : 1, x(line.to) - x(line.from)), 10);
        if (line.to > line.from)
            paintQuotaPart(&painter, place(bar), line.part, theme);
        else if (line.strong)
            painter.fillRect(place(QRect(bar.left(), bar.top(), 1, bar.height())), theme.text);
    }
    paintFocus(&painter);
}

} // namespace easel
