// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/base/call.h"

#include <QSet>
#include <QWidget>

#include <vector>

namespace easel {

class LogPanel;

// The logs of several pods, or of all pods of workloads, in one window, their lines in the order of time.
class LogWindow : public QWidget
{
    Q_OBJECT

public:
    LogWindow(AppContext *context, const QList<ObjectRef> &objects, QWidget *parent = nullptr);
    LogPanel *panel() const { return m_panel; }

    // Kinds whose pods have a selector: "Deployment.apps"...
    static const QStringList &workloadKinds();

private:
    void findPods(const ObjectRef &workload);
    void takePods(const ObjectRef &workload, ResourceStore *store);
    void step(); // one of the things that were waited for is there
    void readPods();

    AppContext *m_context;
    LogPanel *m_panel;
    std::vector<ScopedCall<QJsonObject>> m_reading;
    std::vector<StoreLease> m_leases; // of the pods of workloads, until they are known
    QSet<ObjectRef> m_listed;         // workloads whose pods are known
    QList<ObjectRef> m_pods;
    QStringList m_problems;
    QHash<ObjectRef, QJsonObject> m_found;
    int m_left = 0;
    bool m_podsKnown = false;
};

void showLogsOf(AppContext *context, const QList<ObjectRef> &objects, QWidget *parent);

} // namespace easel
