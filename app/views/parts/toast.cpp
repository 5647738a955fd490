// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/toast.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/plaintip.h"
#include "app/look/stateicon.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>

namespace easel {

Toast::Toast(QWidget *window)
    : QWidget(window)
    , m_label(new QLabel(this))
    , m_undo(new QPushButton(tr("Undo"), this))
    , m_close(new QPushButton(this))
    , m_end(new QTimer(this))
{
    setAccessibleRole(this, QAccessible::Notification);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12 + 14 + 8, 6, 6, 6);
    row->setSpacing(8);
    m_label->setTextFormat(Qt::PlainText);
    row->addWidget(m_label, 1);
    setButtonKind(m_undo, ButtonKind::Link);
    row->addWidget(m_undo);
    m_close->setIcon(icon(QStringLiteral("x")));
    m_close->setAccessibleName(tr("Close"));
    setButtonKind(m_close, ButtonKind::Flat);
    setSmallControl(m_close);
    row->addWidget(m_close);
    m_end->setSingleShot(true);
    m_end->setInterval(6000);
    connect(m_end, &QTimer::timeout, this, &QWidget::hide);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        hide();
        if (const auto undo = std::exchange(m_undoCall, {}))
            undo();
    });
    window->installEventFilter(this);
    hide();
}

void Toast::say(const QString &text, std::function<void()> undo)
{
    m_text = text;
    m_undoCall = std::move(undo);
    m_undo->setVisible(static_cast<bool>(m_undoCall));
    setAccessibleName(text);
    place();
    show();
    raise();
    m_end->start();
    QAccessibleEvent shown(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&shown);
}

QString Toast::text() const
{
    return m_text;
}

void Toast::place()
{
    const QWidget *window = parentWidget();
    const int width = std::min(window->width() - 32, std::max(scaledWidth(this, 360), 360));
    const int height = std::max(40, sizeHint().height());
    const int actions =
        (m_undoCall ? m_undo->sizeHint().width() + 8 : 0) + m_close->sizeHint().width() + 8 + 6;
    m_label->setText(m_label->fontMetrics().elidedText(m_text, Qt::ElideMiddle, width - 34 - actions));
    m_label->setToolTip(plainTip(m_text));
    const int x = layoutDirection() == Qt::RightToLeft ? 16 : window->width() - width - 16;
    setGeometry(x, window->height() - height - 40, width, height);
}

void Toast::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Look::theme();
    paintBox(&painter, rect(), theme.raised, theme.control, 6);
    const QRect place(layoutDirection() == Qt::RightToLeft ? width() - 26 : 12, (height() - 14) / 2, 14, 14);
    paintStateIcon(&painter, place, Tone::Good, theme.good.foreground);
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    return QWidget::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent *event)
{
    m_end->stop();
    QWidget::enterEvent(event);
}

void Toast::leaveEvent(QEvent *event)
{
    if (isVisible())
        m_end->start();
    QWidget::leaveEvent(event);
}

} // namespace easel
