// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/parts/sectionheader.h"

#include "app/look/controls.h"
#include "app/look/icons.h"
#include "app/look/look.h"
#include "app/look/typography.h"
#include "app/views/parts/accessiblerole.h"

#include <QHBoxLayout>
#include <QLabel>

namespace easel {

SectionHeader::SectionHeader(const QString &text, Level level, QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_note(new QLabel(this))
    , m_aside(new QLabel(this))
{
    setAccessibleRole(this, QAccessible::Heading);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(8);
    for (QLabel *label : {m_text, m_note, m_aside})
        label->setTextFormat(Qt::PlainText);
    switch (level) {
    case Level::Caption:
        setTextRole(m_text, TextRole::SmallStrong);
        setSecondaryText(m_text);
        break;
    case Level::Block:
        setTextRole(m_text, TextRole::Strong);
        break;
    case Level::Panel:
        setTextRole(m_text, TextRole::Heading);
        break;
    case Level::Page:
        setTextRole(m_text, TextRole::Title);
        break;
    }
    setTextRole(m_aside, TextRole::Small);
    setSecondaryText(m_note);
    setSecondaryText(m_aside);
    m_row->addWidget(m_icon);
    m_row->addWidget(m_text);
    m_row->addSpacing(level == Level::Page ? 4 : 0);
    m_row->addWidget(m_note);
    m_row->addStretch(1);
    m_row->addWidget(m_aside);
    m_icon->hide();
    m_note->hide();
    m_aside->hide();
    setText(text);
    if (Look::instance())
        connect(Look::instance(), &Look::themeChanged, this, &SectionHeader::renewIcon);
}

void SectionHeader::setText(const QString &text)
{
    m_text->setText(text);
    setAccessibleName(text);
}

QString SectionHeader::text() const
{
    return m_text->text();
}

void SectionHeader::setIconName(const QString &name)
{
    m_iconName = name;
    renewIcon();
}

void SectionHeader::renewIcon()
{
    m_icon->setVisible(!m_iconName.isEmpty());
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(iconPixmap(m_iconName, Look::theme().text, 16, devicePixelRatioF()));
}

void SectionHeader::setNote(const QString &text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

void SectionHeader::setAside(const QString &text)
{
    m_aside->setText(text);
    m_aside->setVisible(!text.isEmpty());
}

void SectionHeader::addWidget(QWidget *widget)
{
    m_row->addWidget(widget);
}

} // namespace easel
