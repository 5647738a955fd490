// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/computeview.h"
#include "core/domain/objectset.h"
#include "core/store/source.h"

#include <QPointer>
#include <QTimer>

#include <map>

namespace easel {

class AppContext;

// What decisions about clusters and machines look at, beyond what every screen knows: records of clusters on
// a plain hub (Secrets of the namespaces that a project sees, never their values), the kinds of Open Cluster
// Management where they are served, and machines of a workspace's snapshots. Holds leases while it lives.
class PlacementFeed : public QObject
{
    Q_OBJECT

public:
    explicit PlacementFeed(AppContext *context, QObject *parent = nullptr);
    ~PlacementFeed() override;

    // Whose clusters: a project's namespace. Empty: nobody's; what lies beside quota in every namespace.
    void setNamespace(const QString &namespaceName);
    bool isComplete() const; // every list was read once, or cannot be read
    QString problem() const; // a sentence: what could not be read; empty when all is there
    bool isManaged() const;  // ManagedClusters are served
    bool isWorkspace() const;
    QList<HostView> inventory() const;
    // Surroundings and these; parsed on the pool.
    Call<std::shared_ptr<const ObjectSet>> objects();

Q_SIGNALS:
    void changed(); // at most a few times a second

private:
    void lease();
    void leaseRecords();
    void keep(const StoreKey &key, std::map<QString, StoreLease> *kept);

    AppContext *m_context;
    QString m_namespace;
    std::map<QString, StoreLease> m_leases; // by kind and namespace
    QStringList m_seen;                     // namespaces whose records count
    bool m_seenKnown = false;
    QTimer m_changed;
};

} // namespace easel
