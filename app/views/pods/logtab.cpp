// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/logtab.h"

#include "app/views/pods/logpanel.h"
#include "core/store/podaccess.h"

#include <QVBoxLayout>

namespace easel {

LogTab::LogTab(AppContext *context, QWidget *parent)
    : DetailTab(context, parent)
    , m_panel(new LogPanel(context, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panel);
}

bool LogTab::hasLogs(const DetailSubject &subject, Source *source)
{
    return subject.ref.groupKind() == u"Pod" && podStreamsOf(source);
}

void LogTab::reset()
{
    m_panel->clear();
}

void LogTab::showSubject()
{
    if (hasLogs(subject(), context()->source()) && !subject().object.isEmpty())
        m_panel->setContainers(containersOf(subject().object), mainContainerOf(subject().object));
}

void LogTab::showEvent(QShowEvent *event)
{
    DetailTab::showEvent(event);
    m_panel->setActive(true);
}

void LogTab::hideEvent(QHideEvent *event)
{
    DetailTab::hideEvent(event);
    m_panel->setActive(false);
}

} // namespace easel
