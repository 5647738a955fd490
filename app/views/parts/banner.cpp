// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/banner.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/painting.h"
#include "app/look/stateicon.h"
#include "app/views/parts/accessiblerole.h"
#include "app/views/parts/flowlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int padding = 12;
constexpr int iconSide = 14;

} // namespace

Banner::Banner(Tone tone, QWidget *parent)
    : QWidget(parent)
    , m_tone(tone)
    , m_label(new FlowLabel(this))
    , m_aside(new QLabel(this))
    , m_row(new QHBoxLayout(this))
    , m_actions(new QWidget(this))
    , m_actionRow(new QHBoxLayout(m_actions))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    setAccessibleRole(this, QAccessible::AlertMessage);
    m_label->setTextFormat(Qt::RichText);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_label->setFocusPolicy(Qt::NoFocus);
    m_aside->hide();
    m_actionRow->setContentsMargins(0, 0, 0, 0);
    m_actionRow->setSpacing(8);
    m_actions->hide();
    arrange();
}

void Banner::arrange()
{
    // Layout items of the former arrangement; the widgets stay. Deleting m_texts' item deletes m_texts.
    while (QLayoutItem *item = m_row->takeAt(0))
        delete item;
    const bool line = m_layout == Layout::Line;
    m_row->setContentsMargins(padding + (m_iconShown ? iconSide + 10 : 0), line ? 4 : 9, line ? 4 : padding,
                              line ? 4 : 9);
    m_row->setSpacing(8);
    m_texts = new QVBoxLayout;
    m_texts->setSpacing(8);
    m_texts->addWidget(m_label);
    m_row->addLayout(m_texts, 1);
    if (line) {
        m_row->addWidget(m_aside);
        m_row->addWidget(m_actions);
        setMinimumHeight(36);
    } else if (m_layout == Layout::Beside) {
        m_row->addWidget(m_actions, 0, Qt::AlignTop);
        setMinimumHeight(0);
    } else {
        m_texts->addWidget(m_actions, 0, Qt::AlignLeft);
        setMinimumHeight(0);
    }
}

void Banner::setTone(Tone tone)
{
    m_tone = tone;
    setTexts(m_strong, m_text);
    update();
}

void Banner::setIconName(const QString &name)
{
    m_iconName = name;
    update();
}

void Banner::setIconShown(bool shown)
{
    m_iconShown = shown;
    arrange();
    update();
}

void Banner::setLayoutKind(Layout layout)
{
    m_layout = layout;
    arrange();
    setTexts(m_strong, m_text);
}

void Banner::setTexts(const QString &strong, const QString &text)
{
    m_strong = strong;
    m_text = text;
    const QString shown = m_longest > 0 ? breakable(text, m_longest) : text;
    QString html;
    if (!strong.isEmpty())
        html = QStringLiteral("<span style=\"font-weight:600\">%1</span>").arg(strong.toHtmlEscaped());
    if (!text.isEmpty()) {
        if (m_layout == Layout::Line)
            html += QStringLiteral(" %1").arg(shown.toHtmlEscaped());
        else
            html += QStringLiteral("%1%2").arg(html.isEmpty() ? QString() : QStringLiteral("<br>"),
                                               shown.toHtmlEscaped());
    }
    if (m_longest > 0)
        m_label->setTextInteractionFlags(shown == text ? Qt::TextSelectableByMouse : Qt::NoTextInteraction);
    m_label->setText(html);
    describe();
}

void Banner::setLongestWord(int characters)
{
    m_longest = characters;
    setTexts(m_strong, m_text);
}

void Banner::setAside(const QString &text)
{
    m_aside->setText(text);
    m_aside->setTextFormat(Qt::PlainText);
    m_aside->setVisible(!text.isEmpty());
}

void Banner::setStale(bool stale)
{
    m_stale = stale;
    update();
}

QString Banner::strongText() const
{
    return m_strong;
}

QString Banner::text() const
{
    return m_text;
}

void Banner::describe()
{
    setAccessibleName(m_text.isEmpty() ? m_strong : m_strong + u' ' + m_text);
    m_label->setAccessibleName(accessibleName());
}

QAbstractButton *Banner::addButton(const QString &text)
{
    auto *button = new QPushButton(text, m_actions);
    setSmallControl(button);
    m_actionRow->addWidget(button);
    m_actions->show();
    return button;
}

QAbstractButton *Banner::addLink(const QString &text, bool chevron)
{
    auto *button = new QPushButton(text, m_actions);
    setButtonKind(button, ButtonKind::Link);
    m_actionRow->addWidget(button);
    if (chevron) {
        auto *arrow = new QLabel(m_actions);
        arrow->setPixmap(icon(QStringLiteral("chevron-right"), IconInk::Link).pixmap(12, 12));
        m_actionRow->addWidget(arrow);
    }
    if (m_layout == Layout::Line)
        m_row->setContentsMargins(m_row->contentsMargins().left(), 4, padding, 4);
    m_actions->show();
    return button;
}

void Banner::clearActions()
{
    while (QLayoutItem *item = m_actionRow->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    m_actions->hide();
}

void Banner::paintEvent(QPaintEvent *)
{
    const Theme &theme = Look::theme();
    QPainter painter(this);
    const ToneColors &colors = m_stale ? theme.neutral : theme.tone(m_tone);
    paintBox(&painter, rect(), colors.tint, m_stale ? theme.control : colors.foreground, 6);
    if (!m_iconShown)
        return;
    const int y = m_layout == Layout::Line && height() <= 48
                      ? (height() - iconSide) / 2
                      : m_row->contentsMargins().top() + (fontMetrics().height() - iconSide) / 2 + 1;
    const QRect place(layoutDirection() == Qt::RightToLeft ? width() - padding - iconSide : padding, y,
                      iconSide, iconSide);
    if (m_iconName.isEmpty())
        paintStateIcon(&painter, place, m_tone, colors.foreground);
    else
        paintIcon(&painter, place, m_iconName, colors.foreground);
}

} // namespace easel
