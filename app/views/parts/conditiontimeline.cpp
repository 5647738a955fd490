// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/conditiontimeline.h"

#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace easel {

namespace {

constexpr int iconSide = 13;
constexpr int textLeft = 26;

QString timeText(const QDateTime &time)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    if (local.date() == QDate::currentDate())
        return local.toString(QStringLiteral("HH:mm:ss"));
    return QLocale().toString(local, QStringLiteral("d MMM HH:mm"));
}

} // namespace

ConditionTimeline::ConditionTimeline(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleRole(this, QAccessible::List);
    setAccessibleName(tr("Conditions"));
}

void ConditionTimeline::setEntries(const QList<ConditionEntry> &entries)
{
    m_entries = entries;
    m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_entries.size()) - 1));
    setCurrent(m_current);
    updateGeometry();
    update();
}

void ConditionTimeline::setStale(bool stale)
{
    m_stale = stale;
    update();
}

int ConditionTimeline::rowStep() const
{
    return std::max(22, fontMetrics().height() + 6);
}

QSize ConditionTimeline::sizeHint() const
{
    return {scaledWidth(this, 320), rowStep() * static_cast<int>(m_entries.size())};
}

QSize ConditionTimeline::minimumSizeHint() const
{
    return {scaledWidth(this, 200), sizeHint().height()};
}

QString ConditionTimeline::spoken(int index) const
{
    if (index < 0 || index >= m_entries.size())
        return {};
    const ConditionEntry &entry = m_entries.at(index);
    QStringList words{entry.type, m_stale ? tr("not live") : toneName(entry.tone)};
    if (!entry.reason.isEmpty())
        words << entry.reason;
    if (!entry.message.isEmpty())
        words << entry.message;
    if (entry.time.isValid())
        words << timeText(entry.time);
    return words.join(QStringLiteral(", "));
}

void ConditionTimeline::setCurrent(int index)
{
    m_current = index;
    const QString text = spoken(index);
    if (accessibleDescription() != text) {
        setAccessibleDescription(text);
        if (hasFocus()) {
            QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
            QAccessible::updateAccessibility(&changed);
        }
    }
    update();
}

void ConditionTimeline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    const int step = rowStep();
    const QFontMetrics metrics = fontMetrics();
    int typeWidth = 0;
    int timeWidth = 0;
    for (const ConditionEntry &entry : m_entries) {
        typeWidth = std::max(typeWidth, metrics.horizontalAdvance(entry.type));
        timeWidth = std::max(timeWidth, qCeil(tabularWidth(font(), timeText(entry.time))));
    }
    const int room = width() - textLeft - timeWidth - 12;
    typeWidth = std::min(typeWidth, std::max(room * 3 / 5, 60));
    const int reasonLeft = textLeft + std::max(typeWidth + 12, std::min(134, room / 2));
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto place = [&](QRect rect) { return QStyle::visualRect(layoutDirection(), this->rect(), rect); };
    for (int i = 0; i < m_entries.size(); ++i) {
        const ConditionEntry &entry = m_entries.at(i);
        const int top = i * step;
        const int iconTop = top + (step - iconSide) / 2;
        if (i + 1 < m_entries.size()) {
            const int x = place(QRect(4 + iconSide / 2, 0, 1, 1)).left();
            paintHairline(&painter, QPointF(x, iconTop + iconSide + 1), QPointF(x, iconTop + step - 1),
                          theme.control);
        }
        paintStateIcon(&painter, place(QRect(4, iconTop, iconSide, iconSide)), entry.tone,
                       stateColor(theme, entry.tone, m_stale));
        painter.setPen(theme.text);
        const Qt::Alignment begin = (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
        painter.drawText(place(QRect(textLeft, top, typeWidth + 2, step)),
                         static_cast<int>(begin) | Qt::TextSingleLine,
                         metrics.elidedText(entry.type, Qt::ElideRight, typeWidth + 1));
        painter.setPen(theme.text2);
        const int reasonWidth = width() - reasonLeft - timeWidth - 12;
        painter.drawText(place(QRect(reasonLeft, top, reasonWidth, step)),
                         static_cast<int>(begin) | Qt::TextSingleLine,
                         metrics.elidedText(entry.reason, Qt::ElideRight, reasonWidth));
        drawTabular(&painter, place(QRect(width() - timeWidth, top, timeWidth, step)),
                    (mirrored ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter, timeText(entry.time));
        if (hasFocus() && i == m_current)
            paintRing(&painter, QRect(0, top, width(), step), theme.focus, 2, 1);
    }
}

bool ConditionTimeline::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = help->pos().y() / rowStep();
        if (index >= 0 && index < m_entries.size()) {
            const ConditionEntry &entry = m_entries.at(index);
            QString tip = entry.message.isEmpty() ? entry.reason : entry.message;
            if (entry.time.isValid())
                tip += (tip.isEmpty() ? QString() : QStringLiteral("\n")) +
                       QLocale().toString(entry.time.toLocalTime(), QStringLiteral("d MMM yyyy HH:mm:ss"));
            if (!tip.isEmpty())
                QToolTip::showText(help->globalPos(), plainTip(tip), this);
        }
        return true;
    }
    return QWidget::event(event);
}

void ConditionTimeline::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_entries.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        setCurrent(std::max(0, m_current - 1));
        return;
    case Qt::Key_Down:
        setCurrent(std::max(0, std::min(last, m_current + 1)));
        return;
    case Qt::Key_Home:
        setCurrent(0);
        return;
    case Qt::Key_End:
        setCurrent(std::max(0, last));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ConditionTimeline::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void ConditionTimeline::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace easel
