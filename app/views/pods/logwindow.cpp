// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/logwindow.h"

#include "app/look/typography.h"
#include "app/models/resourcetablemodel.h"
#include "app/views/pods/logpanel.h"
#include "core/base/text.h"
#include "core/placement/labelselector.h"

#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int mostPods = 50; // connections at once

} // namespace

const QStringList &LogWindow::workloadKinds()
{
    static const QStringList kinds{QStringLiteral("Deployment.apps"), QStringLiteral("StatefulSet.apps"),
                                   QStringLiteral("DaemonSet.apps"), QStringLiteral("ReplicaSet.apps"),
                                   QStringLiteral("Job.batch")};
    return kinds;
}

LogWindow::LogWindow(AppContext *context, const QList<ObjectRef> &objects, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_context(context)
    , m_panel(new LogPanel(context, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("logWindow"));
    const bool isOne = objects.size() == 1;
    setWindowTitle(isOne ? tr("Logs of %1").arg(cleanedLine(objects.first().name))
                         : tr("Logs of %n object(s)", nullptr, int(objects.size())));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    resize(scaledWidth(this, 1000), 640);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panel);
    connect(context, &AppContext::sourceAboutToChange, this, [this] {
        m_leases.clear();
        close();
    });
    m_panel->setNote(tr("Looking for the pods…"));
    m_left = 1;
    for (const ObjectRef &object : objects) {
        if (object.kind == u"Pod")
            m_pods.append(object);
        else
            findPods(object);
    }
    step();
}

void LogWindow::findPods(const ObjectRef &workload)
{
    ++m_left;
    m_reading.emplace_back(m_context->source()->fetch(workload));
    m_reading.back().call().then(this, [this, workload](const Result<QJsonObject> &found) {
        if (!found) {
            m_problems << errorSentence(found.error());
            step();
            return;
        }
        const QJsonObject selector = found->value(u"spec").toObject().value(u"selector").toObject();
        const auto parsed = LabelSelector::parse(selector);
        const ResourceType *pods = m_context->source()->catalog().find(u"", u"Pod");
        // An empty selector would be every pod of the namespace.
        if (!parsed || parsed->requirements().empty() || !pods) {
            m_problems << tr("%1 does not say which pods are its own.").arg(cleanedLine(workload.name));
            step();
            return;
        }
        QStringList terms;
        for (const LabelSelector::Requirement &requirement : parsed->requirements())
            terms << requirement.text;
        m_leases.push_back(m_context->source()->store({*pods, workload.namespaceName, terms.join(u',')}));
        ResourceStore *store = m_leases.back().get();
        if (!store) {
            step();
            return;
        }
        connect(store, &ResourceStore::truthChanged, this,
                [this, workload, store] { takePods(workload, store); });
        takePods(workload, store);
    });
}

void LogWindow::takePods(const ObjectRef &workload, ResourceStore *store)
{
    const Truth::Phase phase = store->truth().phase;
    if (phase == Truth::Phase::Idle || phase == Truth::Phase::Loading || m_listed.contains(workload))
        return;
    m_listed.insert(workload);
    if (phase == Truth::Phase::Failed && store->truth().error)
        m_problems << errorSentence(*store->truth().error);
    for (int position = 0; position < store->count(); ++position) {
        const ObjectRef pod = refOfRow(store->type(), store->view(position));
        if (pod.namespaceName == workload.namespaceName && !m_pods.contains(pod))
            m_pods.append(pod);
    }
    step();
}

void LogWindow::step()
{
    if (--m_left > 0)
        return;
    if (m_podsKnown)
        return;
    m_podsKnown = true;
    if (m_pods.isEmpty()) {
        m_panel->setNote(m_problems.isEmpty() ? tr("There is no pod now.") : m_problems.join(u' '));
        return;
    }
    if (m_pods.size() > mostPods) {
        m_context->toast(
            tr("The logs of the first %1 of %2 pods are shown").arg(mostPods).arg(m_pods.size()));
        m_pods.resize(mostPods);
    }
    readPods();
}

// Which containers there are only the pods themselves know.
void LogWindow::readPods()
{
    m_left = int(m_pods.size());
    for (const ObjectRef &pod : std::as_const(m_pods)) {
        m_reading.emplace_back(m_context->source()->fetch(pod));
        m_reading.back().call().then(this, [this, pod](const Result<QJsonObject> &found) {
            if (found)
                m_found.insert(pod, *found);
            if (--m_left > 0)
                return;
            QList<ContainerRef> containers;
            for (const ObjectRef &each : std::as_const(m_pods)) {
                // A pod that is gone says so by itself, as its log cannot be read.
                containers.append({each.namespaceName, each.name, mainContainerOf(m_found.value(each))});
            }
            m_panel->setContainers(containers);
        });
    }
}

void showLogsOf(AppContext *context, const QList<ObjectRef> &objects, QWidget *parent)
{
    if (!context->source() || objects.isEmpty())
        return;
    auto *window = new LogWindow(context, objects, parent);
    window->show();
    window->panel()->focusText();
}

} // namespace easel
