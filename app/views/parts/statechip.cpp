// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/statechip.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"

#include <QApplication>
#include <QDateTime>
#include <QEvent>
#include <QPainter>
#include <QTimer>

namespace easel {

namespace {

constexpr int chipIcon = 13;
constexpr int chipPadding = 7;
constexpr int chipGap = 4;

QFont chipFont(const QFont &base)
{
    return textFont(TextRole::SmallStrong, base);
}

int chipHeight(const QFont &base)
{
    return std::max(20, QFontMetrics(chipFont(base)).height() + 4);
}

int chipWidth(const QFont &base, const QString &word)
{
    return chipPadding + chipIcon + chipGap + qCeil(QFontMetricsF(chipFont(base)).horizontalAdvance(word)) +
           chipPadding + 2;
}

// 14 beside body text, 12 beside small text.
int plainIcon(const QFont &font)
{
    return QFontInfo(font).pixelSize() < QFontInfo(QApplication::font()).pixelSize() ? 12 : 14;
}

} // namespace

double ringTurn()
{
    return Look::reducedMotion() ? 0.0
                                 : static_cast<double>(QDateTime::currentMSecsSinceEpoch() % 1200) / 1200.0;
}

StateChip::StateChip(QWidget *parent)
    : QWidget(parent)
    , m_motion(new QTimer(this))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleRole(this, QAccessible::StaticText);
    m_motion->setInterval(50);
    connect(m_motion, &QTimer::timeout, this, [this] {
        if (isVisible() && !visibleRegion().isEmpty())
            update();
        else
            m_motion->stop();
    });
}

StateChip::StateChip(Tone tone, const QString &word, Shape shape, QWidget *parent)
    : StateChip(parent)
{
    m_shape = shape;
    setState(tone, word);
}

void StateChip::setState(Tone tone, const QString &word, const QString &reason)
{
    m_tone = tone;
    m_word = word;
    setToolTip(plainTip(reason));
    setAccessibleDescription(reason);
    describe();
    updateGeometry();
    update();
}

void StateChip::setStale(bool stale)
{
    m_stale = stale;
    describe();
    update();
}

void StateChip::setShape(Shape shape)
{
    m_shape = shape;
    updateGeometry();
    update();
}

void StateChip::setIconName(const QString &name)
{
    m_iconName = name;
    update();
}

void StateChip::describe()
{
    //: State of an object, read aloud while its source cannot be reached
    setAccessibleName(m_stale ? tr("%1, not live").arg(m_word) : m_word);
}

QSize StateChip::sizeHint() const
{
    if (m_shape == Shape::Chip)
        return {chipWidth(font(), m_word), chipHeight(font())};
    return {plainIcon(font()) + 6 + qCeil(QFontMetricsF(font()).horizontalAdvance(m_word)) + 2,
            std::max(20, fontMetrics().height() + 2)};
}

QSize StateChip::minimumSizeHint() const
{
    return {14 + 2 * chipPadding, sizeHint().height()};
}

void StateChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    const QColor color = isEnabled() ? stateColor(theme, m_tone, m_stale) : theme.disabled;
    const bool moving =
        m_tone == Tone::Progressing && !m_stale && !Look::reducedMotion() && m_iconName.isEmpty();
    if (moving && !m_motion->isActive())
        m_motion->start();
    const double turn = moving ? ringTurn() : 0;
    if (m_shape == Shape::Chip) {
        const QRect box(0, (height() - chipHeight(font())) / 2, std::min(width(), sizeHint().width()),
                        chipHeight(font()));
        const ToneColors &colors = m_stale ? theme.neutral : theme.tone(m_tone);
        paintBox(&painter, box, colors.tint,
                 theme.variant == Theme::Variant::HighContrast ? theme.control : QColor(),
                 box.height() / 2.0);
        const QRectF place(box.left() + chipPadding, box.top() + (box.height() - chipIcon) / 2.0, chipIcon,
                           chipIcon);
        if (m_iconName.isEmpty())
            paintStateIcon(&painter, place, m_tone, color, turn);
        else
            paintIcon(&painter, place, m_iconName, color);
        painter.setFont(chipFont(font()));
        painter.setPen(color);
        const QRect text = box.adjusted(chipPadding + chipIcon + chipGap, 0, -chipPadding, 0);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(m_word, Qt::ElideRight, text.width() + 2));
        return;
    }
    const int side = plainIcon(font());
    const QRectF place(0, (height() - side) / 2.0, side, side);
    if (m_iconName.isEmpty())
        paintStateIcon(&painter, place, m_tone, color, turn);
    else
        paintIcon(&painter, place, m_iconName, color);
    painter.setPen(color);
    const QRect text = rect().adjusted(side + 6, 0, 0, 0);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(m_word, Qt::ElideRight, text.width() + 2));
}

void StateChip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    QWidget::changeEvent(event);
}

ProgressRing::ProgressRing(QWidget *parent, int side)
    : QWidget(parent)
    , m_side(side)
    , m_motion(new QTimer(this))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleRole(this, QAccessible::Indicator);
    setAccessibleName(tr("Working"));
    m_motion->setInterval(50);
    connect(m_motion, &QTimer::timeout, this, [this] {
        if (isVisible() && !visibleRegion().isEmpty())
            update();
        else
            m_motion->stop();
    });
}

void ProgressRing::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!Look::reducedMotion() && !m_motion->isActive())
        m_motion->start();
    paintStateIcon(&painter, rect(), Tone::Progressing, Look::theme().progressing.foreground, ringTurn());
}

int paintStateChip(QPainter *painter, const QRect &rect, Qt::Alignment alignment, const QFont &base,
                   Tone tone, const QString &word, bool stale)
{
    const Theme &theme = Look::theme();
    const int height = chipHeight(base);
    const int width = std::min(rect.width(), chipWidth(base, word));
    const QRect box(alignment & Qt::AlignRight ? rect.right() + 1 - width : rect.left(),
                    rect.top() + (rect.height() - height) / 2, width, height);
    const ToneColors &colors = stale ? theme.neutral : theme.tone(tone);
    painter->save();
    paintBox(painter, box, colors.tint,
             theme.variant == Theme::Variant::HighContrast ? theme.control : QColor(), height / 2.0);
    paintStateIcon(
        painter, QRectF(box.left() + chipPadding, box.top() + (height - chipIcon) / 2.0, chipIcon, chipIcon),
        tone, colors.foreground);
    painter->setFont(chipFont(base));
    painter->setPen(colors.foreground);
    const QRect text = box.adjusted(chipPadding + chipIcon + chipGap, 0, -chipPadding, 0);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(word, Qt::ElideRight, text.width() + 2));
    painter->restore();
    return width;
}

} // namespace easel
