// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/notice.h"

#include "app/views/parts/banner.h"

#include <QAbstractButton>
#include <QHBoxLayout>

namespace easel {

Notice::Notice(QWidget *parent)
    : QWidget(parent)
    , m_banner(new Banner(Tone::Bad, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 16, 0);
    row->addWidget(m_banner);
    hide();
}

void Notice::say(Tone tone, const QString &strong, const QString &text)
{
    m_banner->setTone(tone);
    m_banner->setTexts(strong, text);
    m_banner->clearActions();
    m_isForNow = false;
    show();
}

void Notice::sayForNow(Tone tone, const QString &strong, const QString &text)
{
    say(tone, strong, text);
    m_isForNow = true;
}

void Notice::momentPassed()
{
    if (m_isForNow)
        hide();
}

QAbstractButton *Notice::addButton(const QString &text)
{
    return m_banner->addButton(text);
}

QAbstractButton *Notice::addLink(const QString &text)
{
    return m_banner->addLink(text);
}

void Notice::addClose()
{
    connect(addButton(tr("Close")), &QAbstractButton::clicked, this, &QWidget::hide);
}

} // namespace easel
