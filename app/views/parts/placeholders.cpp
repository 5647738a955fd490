// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/placeholders.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace easel {

Skeleton::Skeleton(QWidget *parent)
    : QWidget(parent)
    , m_delay(new QTimer(this))
{
    setAccessibleRole(this, QAccessible::StaticText);
    m_delay->setSingleShot(true);
    m_delay->setInterval(200);
    connect(m_delay, &QTimer::timeout, this, [this] {
        m_bars = true;
        update();
    });
}

void Skeleton::setColumns(const QList<int> &widths)
{
    if (m_columns == widths)
        return;
    m_columns = widths;
    update();
}

void Skeleton::setProgressText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    update();
}

void Skeleton::start()
{
    m_bars = false;
    m_delay->start();
    update();
}

void Skeleton::stop()
{
    m_delay->stop();
    m_bars = false;
    update();
}

QSize Skeleton::sizeHint() const
{
    return {300, 4 * Look::rowHeight()};
}

void Skeleton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    painter.fillRect(rect(), theme.surface);
    if (!m_bars)
        return;
    const int step = Look::rowHeight();
    const int rows = std::clamp(height() / step - 1, 1, 12);
    static constexpr int shares[] = {55, 43, 62, 71, 64, 56, 42, 52, 57, 66, 48, 78, 60};
    int pick = 0;
    for (int row = 0; row < rows; ++row) {
        int x = 0;
        for (const int column : m_columns) {
            const int width = std::max(16, (column - 16) * shares[pick++ % 13] / 100);
            painter.fillRect(QRect(x + 8, row * step + (step - 8) / 2, width, 8), theme.selectionIdle);
            x += column;
        }
        paintHairline(&painter, QPointF(0, (row + 1) * step - 1), QPointF(width(), (row + 1) * step - 1),
                      theme.border);
    }
    if (!m_text.isEmpty()) {
        painter.setFont(textFont(TextRole::Small, font()));
        painter.setPen(theme.text2);
        drawTabular(&painter, QRectF(12, rows * step, width() - 24, step), Qt::AlignLeft | Qt::AlignVCenter,
                    m_text);
    }
}

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_second(new QLabel(this))
    , m_button(new QPushButton(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 96, 16, 16);
    column->setSpacing(4);
    for (QLabel *label : {m_icon, m_sentence, m_second}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        column->addWidget(label);
    }
    m_icon->setWordWrap(false);
    m_icon->setTextFormat(Qt::AutoText);
    setSecondaryText(m_second);
    column->insertSpacing(1, 4);
    column->addSpacing(6);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(1);
    m_button->hide();
    m_second->hide();
    connect(m_button, &QPushButton::clicked, this, &EmptyState::actionTriggered);
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, &EmptyState::renewIcon);
}

void EmptyState::setContent(const QString &iconName, const QString &sentence, const QString &second)
{
    m_iconName = iconName;
    renewIcon();
    m_sentence->setText(sentence);
    m_second->setText(second);
    m_second->setVisible(!second.isEmpty());
    setAccessibleName(second.isEmpty() ? sentence : sentence + u' ' + second);
}

void EmptyState::setAction(const QString &text, const QString &iconName, bool primary)
{
    m_button->setText(text);
    m_button->setIcon(iconName.isEmpty() ? QIcon() : icon(iconName));
    setButtonKind(m_button, primary ? ButtonKind::Primary : ButtonKind::Normal);
    m_button->setVisible(!text.isEmpty());
}

void EmptyState::setTopSpace(int pixels)
{
    layout()->setContentsMargins(16, pixels, 16, 16);
}

void EmptyState::renewIcon()
{
    m_icon->setVisible(!m_iconName.isEmpty());
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(iconPixmap(m_iconName, Look::theme().text2, 24, devicePixelRatioF()));
}

} // namespace easel
