// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/kubeclient.h"
#include "core/placement/machineinventory.h"
#include "core/store/source.h"

#include <QTimer>

#include <map>

namespace easel {

class AppContext;

// Nodes of the clusters that the open hub is connected with: those of pools and brought ones, whose
// kubeconfig lies on the hub in a Secret (resource-model 3.m). Each is a source of machines of its own. They
// are read only while somebody looks, with the person's own right to read the Secret, a few at a time and no
// more often than every few minutes; a kubeconfig is held no longer than its cluster is read.
class ClusterNodes : public QObject
{
    Q_OBJECT

public:
    explicit ClusterNodes(AppContext *context, QObject *parent = nullptr);
    ~ClusterNodes() override;

    void setLooking(bool looking);
    void refresh(); // all of them again, as soon as it is their turn
    bool isReading() const;
    QList<SourceMachines> machines() const; // by namespace and name of the Secret

Q_SIGNALS:
    void changed();

private:
    struct Cluster
    {
        ObjectRef secret;
        QString resourceVersion;
        QString name;   // "firn-train-9zc7t"
        ObjectRef pool; // empty: a brought one
        std::unique_ptr<KubeClient> client;
        QList<HostView> hosts;
        QList<HostView> coming;
        QDateTime asOf;
        std::optional<Error> error;
        bool waiting = false;
        bool loading = false;
        Call<Done> call;
        QTimer again;
    };
    using ClusterPtr = std::shared_ptr<Cluster>;

    void leaseSecrets();
    void follow();
    void readNext();
    void read(const ClusterPtr &cluster);
    Call<Done> readPage(const ClusterPtr &cluster, const QString &token);
    void finish(const ClusterPtr &cluster, const Result<Done> &done);

    AppContext *m_context;
    StoreLease m_secrets;
    std::map<QString, ClusterPtr> m_clusters; // by "namespace/name" of the Secret
    QTimer m_soon;
    bool m_looking = false;
};

} // namespace easel
