// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/topbar.h"

#include "app/context/appcontext.h"
#include "app/look/icons.h"
#include "app/look/plaintip.h"
#include "app/shell/connectionpiece.h"
#include "app/shell/gofield.h"
#include "app/shell/mainwindow.h"
#include "app/shell/windowmenus.h"
#include "app/views/parts/statusparts.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

namespace easel {

namespace {

QToolButton *barButton(QWidget *parent, const QString &iconName, const QString &text)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setAutoRaise(true);
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

} // namespace

TopBar::TopBar(MainWindow *window, QWidget *parent)
    : QWidget(parent)
    , m_back(barButton(this, QStringLiteral("chevron-left"), tr("Back")))
    , m_forward(barButton(this, QStringLiteral("chevron-right"), tr("Forward")))
    , m_go(new GoField(this))
    , m_activity(barButton(this, QStringLiteral("bell"), tr("Activity")))
    , m_doubt(new StatusPiece(this))
    , m_context(window->context())
{
    setFixedHeight(44);
    auto *menu = barButton(this, QStringLiteral("menu"), tr("Menu"));
    m_activity->setCheckable(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 12, 0);
    row->setSpacing(4);
    row->addWidget(m_back);
    row->addWidget(m_forward);
    row->addSpacing(4);
    row->addWidget(m_go, 10);
    row->addStretch(1);
    m_doubt->setObjectName(QStringLiteral("doubt"));
    m_doubt->setTone(Tone::Bad);
    m_doubt->setStrong(true);
    m_doubt->setClickable(true);
    m_doubt->hide();
    row->addWidget(m_doubt);
    row->addSpacing(8);
    row->addWidget(new ConnectionPiece(window->context(), this));
    row->addSpacing(4);
    row->addWidget(m_activity);
    row->addWidget(menu);
    connect(m_doubt, &QAbstractButton::clicked, this, [this] { popUpConnectionMenu(m_context, m_doubt); });
    connect(m_context, &AppContext::sourceChanged, this, [this] {
        if (m_context->source())
            connect(m_context->source(), &Source::stateChanged, this, &TopBar::showDoubt);
        showDoubt();
    });
    connect(m_back, &QToolButton::clicked, window, &MainWindow::goBack);
    connect(m_forward, &QToolButton::clicked, window, &MainWindow::goForward);
    connect(m_go, &QPushButton::clicked, window, [window] { window->openPalette(); });
    connect(m_activity, &QToolButton::toggled, window, &MainWindow::setActivityShown);
    connect(menu, &QToolButton::clicked, window, [window, menu] { popUpWindowMenu(window, menu); });
}

void TopBar::setHistory(bool canGoBack, bool canGoForward)
{
    m_back->setEnabled(canGoBack);
    m_forward->setEnabled(canGoForward);
}

void TopBar::showDoubt()
{
    const Source *source = m_context->source();
    const QString doubt = source ? source->doubt() : QString();
    m_doubt->setVisible(!doubt.isEmpty());
    if (doubt.isEmpty())
        return;
    m_doubt->setText(doubt);
    m_doubt->setAccessibleName(doubt);
    m_doubt->setAccessibleDescription(source->doubtSentence());
    m_doubt->setToolTip(plainTip(source->doubtSentence()));
}

void TopBar::setActivityShown(bool shown)
{
    const QSignalBlocker blocker(m_activity);
    m_activity->setChecked(shown);
}

QWidget *TopBar::goField() const
{
    return m_go;
}

} // namespace easel
