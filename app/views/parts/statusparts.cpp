// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/statusparts.h"

#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"
#include "app/views/parts/statechip.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QStyle>
#include <QTimer>

namespace easel {

namespace {

class ShortDivider : public QWidget
{
public:
    using QWidget::QWidget;
    QSize sizeHint() const override { return {33, 12}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const int top = (height() - 12) / 2;
        paintHairline(&painter, QPointF(16, top), QPointF(16, top + 12), Look::theme().border);
    }
};

} // namespace

StatusStrip::StatusStrip(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleRole(this, QAccessible::StatusBar);
    setAccessibleName(tr("Status"));
    m_row->setContentsMargins(12, 1, 12, 0);
    m_row->setSpacing(0);
    m_row->addStretch(1);
}

void StatusStrip::addLeft(QWidget *piece)
{
    if (m_left > 0) {
        auto *divider = new ShortDivider(this);
        divider->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
        m_row->insertWidget(m_left++, divider);
    }
    m_row->insertWidget(m_left++, piece);
}

void StatusStrip::addRight(QWidget *piece)
{
    m_row->addSpacing(16);
    m_row->addWidget(piece);
}

QSize StatusStrip::sizeHint() const
{
    return {400, std::max(24, QFontMetrics(textFont(TextRole::Small, font())).height() + 8)};
}

void StatusStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Look::theme().sunken);
    paintHairline(&painter, QPointF(0, 0), QPointF(width(), 0), Look::theme().border);
}

StatusPiece::StatusPiece(QWidget *parent)
    : QAbstractButton(parent)
    , m_motion(new QTimer(this))
{
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_motion->setInterval(50);
    connect(m_motion, &QTimer::timeout, this, [this] {
        if (isVisible())
            update();
        else
            m_motion->stop();
    });
}

void StatusPiece::setIconName(const QString &name)
{
    m_iconName = name;
    updateGeometry();
    update();
}

void StatusPiece::setTone(std::optional<Tone> tone)
{
    m_tone = tone;
    if (m_tone != Tone::Progressing)
        m_motion->stop();
    updateGeometry();
    update();
}

void StatusPiece::setClickable(bool clickable)
{
    m_clickable = clickable;
    setFocusPolicy(clickable ? Qt::TabFocus : Qt::NoFocus);
    setCursor(clickable ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void StatusPiece::setStrong(bool strong)
{
    m_strong = strong;
    updateGeometry();
    update();
}

void StatusPiece::setNote(const QString &note)
{
    if (m_note == note)
        return;
    m_note = note;
    updateGeometry();
    update();
}

QFont StatusPiece::textFontInUse() const
{
    return m_strong ? textFont(TextRole::Strong, font()) : textFont(TextRole::Small, font());
}

QSize StatusPiece::sizeHint() const
{
    int width = qCeil(tabularWidth(textFontInUse(), text())) + 2;
    if (!m_iconName.isEmpty() || m_tone)
        width += 14 + 6;
    if (!m_note.isEmpty())
        width += qCeil(tabularWidth(font(), m_note)) + 7;
    return {width, QFontMetrics(textFontInUse()).height() + 4};
}

QSize StatusPiece::minimumSizeHint() const
{
    return {30, sizeHint().height()};
}

void StatusPiece::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    int x = 0;
    const auto place = [this](const QRect &rect) {
        return QStyle::visualRect(layoutDirection(), this->rect(), rect);
    };
    if (m_tone) {
        const bool moving = *m_tone == Tone::Progressing && !Look::reducedMotion();
        if (moving && !m_motion->isActive())
            m_motion->start();
        const int side = m_strong ? 14 : 12;
        paintStateIcon(&painter, place(QRect(x, (height() - side) / 2, side, side)), *m_tone,
                       stateColor(theme, *m_tone), moving ? ringTurn() : 0);
        x += 14 + 6;
    } else if (!m_iconName.isEmpty()) {
        paintIcon(&painter, place(QRect(x, (height() - 14) / 2, 14, 14)), m_iconName, theme.text2);
        x += 14 + 6;
    }
    QFont font = textFontInUse();
    if (m_clickable && underMouse())
        font.setUnderline(true);
    painter.setFont(font);
    painter.setPen(m_strong && m_tone            ? stateColor(theme, *m_tone)
                   : m_clickable && underMouse() ? theme.text
                                                 : theme.text2);
    const int note = m_note.isEmpty() ? 0 : qCeil(tabularWidth(this->font(), m_note)) + 7;
    const QString shown = painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - x - note + 2);
    drawTabular(&painter, place(QRect(x, 0, width() - x - note, height())),
                QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter), shown);
    if (note > 0) {
        painter.setFont(this->font());
        painter.setPen(theme.text2);
        drawTabular(&painter, place(QRect(width() - note, 0, note, height())),
                    QStyle::visualAlignment(layoutDirection(), Qt::AlignRight | Qt::AlignVCenter), m_note);
    }
}

BudgetMeter::BudgetMeter(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    setAccessibleRole(this, QAccessible::ProgressBar);
}

void BudgetMeter::setBudget(const QString &caption, int used, int limit, const QString &text)
{
    m_caption = caption;
    m_used = used;
    m_limit = std::max(1, limit);
    m_text = text;
    setAccessibleName(caption);
    setAccessibleDescription(text);
    updateGeometry();
    update();
}

QSize BudgetMeter::sizeHint() const
{
    const QFont small = textFont(TextRole::Small, font());
    return {qCeil(tabularWidth(small, m_caption)) + 6 + 64 + 6 + qCeil(tabularWidth(small, m_text)) + 2,
            QFontMetrics(small).height() + 4};
}

void BudgetMeter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    painter.setFont(textFont(TextRole::Small, font()));
    painter.setPen(theme.text2);
    const auto place = [this](const QRect &rect) {
        return QStyle::visualRect(layoutDirection(), this->rect(), rect);
    };
    const int caption = qCeil(tabularWidth(painter.font(), m_caption));
    painter.drawText(place(QRect(0, 0, caption + 2, height())),
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, m_caption);
    const QRect bar = place(QRect(caption + 6, (height() - 8) / 2, 64, 8));
    paintBox(&painter, bar, theme.free.fill, theme.control, 0);
    const int filled = (bar.width() - 2) * std::clamp(m_used, 0, m_limit) / m_limit;
    painter.fillRect(QStyle::visualRect(layoutDirection(), bar,
                                        QRect(bar.left() + 1, bar.top() + 1, filled, bar.height() - 2)),
                     theme.attached);
    drawTabular(&painter, place(QRect(caption + 6 + 64 + 6, 0, width() - caption - 76, height())),
                Qt::AlignLeft | Qt::AlignVCenter, m_text);
}

ToneCount::ToneCount(Tone tone, int count, QWidget *parent)
    : QAbstractButton(parent)
    , m_tone(tone)
{
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCount(count);
}

void ToneCount::setCount(int count, const QString &word)
{
    m_count = count;
    setText(QLocale().toString(count));
    const QString name = word.isEmpty() ? toneName(m_tone) : word;
    setAccessibleName(tr("%1: %n", "a state and how many objects are in it", count).arg(name));
    setToolTip(tr("Only %1").arg(name));
    updateGeometry();
    update();
}

void ToneCount::setStale(bool stale)
{
    m_stale = stale;
    update();
}

QSize ToneCount::sizeHint() const
{
    const QFont small = textFont(TextRole::Small, font());
    return {6 + 12 + 6 + qCeil(tabularWidth(small, text())) + 6, smallControlHeight(QFontMetricsF(font()))};
}

void ToneCount::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    if (isChecked() || underMouse() || isDown())
        paintBox(&painter, rect(), isChecked() ? theme.selection : mixed(theme.hover, theme.text, 0.04),
                 isChecked() ? theme.control : QColor(), 4);
    const QColor color = stateColor(theme, m_tone, m_stale);
    const auto place = [this](const QRect &rect) {
        return QStyle::visualRect(layoutDirection(), this->rect(), rect);
    };
    paintStateIcon(&painter, place(QRect(6, (height() - 12) / 2, 12, 12)), m_tone, color);
    painter.setFont(textFont(TextRole::Small, font()));
    painter.setPen(color);
    drawTabular(&painter, place(QRect(24, 0, width() - 30, height())), Qt::AlignRight | Qt::AlignVCenter,
                text());
}

TabBadge::TabBadge(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAccessibleRole(this, QAccessible::StaticText);
    hide();
}

void TabBadge::setCount(int count, Tone tone)
{
    m_count = count;
    m_tone = tone;
    setAccessibleName(QLocale().toString(count));
    setVisible(count > 0);
    resize(sizeHint());
    update();
}

QSize TabBadge::sizeHint() const
{
    if (m_count <= 0)
        return {0, 0};
    const QFont caption = textFont(TextRole::CaptionStrong, font());
    const int height = std::max(16, QFontMetrics(caption).height() + 1);
    return {std::max(height, qCeil(tabularWidth(caption, QLocale().toString(m_count))) + 10), height};
}

void TabBadge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ToneColors &colors = Look::theme().tone(m_tone);
    paintBox(&painter, rect(), colors.tint, QColor(), height() / 2.0);
    painter.setFont(textFont(TextRole::CaptionStrong, font()));
    painter.setPen(colors.foreground);
    drawTabular(&painter, rect(), Qt::AlignCenter, QLocale().toString(m_count));
}

} // namespace easel
