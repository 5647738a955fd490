// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/logwindow.h"

#include "app/look/typography.h"
#include "app/views/pods/logpanel.h"
#include "core/base/text.h"

#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int mostPods = 50; // connections at once

} // namespace

LogWindow::LogWindow(AppContext *context, const QList<ObjectRef> &pods, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_panel(new LogPanel(context, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("logWindow"));
    setWindowTitle(tr("Logs of %n pod(s)", nullptr, int(pods.size())));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    resize(scaledWidth(this, 1000), 640);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panel);
    connect(context, &AppContext::sourceAboutToChange, this, &QWidget::close);
    read(pods.mid(0, mostPods));
    if (pods.size() > mostPods) {
        context->toast(tr("The logs of the first %1 of %2 pods are shown").arg(mostPods).arg(pods.size()));
    }
}

// Which containers there are only the pods themselves know.
void LogWindow::read(const QList<ObjectRef> &pods)
{
    m_left = int(pods.size());
    for (const ObjectRef &pod : pods) {
        m_reading.emplace_back(m_context->source()->fetch(pod));
        m_reading.back().call().then(this, [this, pod, pods](const Result<QJsonObject> &found) {
            if (found)
                m_found.insert(pod, *found);
            if (--m_left > 0)
                return;
            QList<ContainerRef> containers;
            for (const ObjectRef &each : pods) {
                const QJsonObject object = m_found.value(each);
                // A pod that is gone says so by itself, as its log cannot be read.
                if (object.isEmpty())
                    containers.append({each.namespaceName, each.name, {}});
                else
                    containers.append({each.namespaceName, each.name, mainContainerOf(object)});
            }
            m_panel->setContainers(containers);
        });
    }
}

void showLogsOf(AppContext *context, const QList<ObjectRef> &pods, QWidget *parent)
{
    if (!context->source() || pods.isEmpty())
        return;
    auto *window = new LogWindow(context, pods, parent);
    window->show();
    window->panel()->focusText();
}

} // namespace easel
