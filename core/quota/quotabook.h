// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"
#include "core/domain/poolview.h"
#include "core/quota/quotadecision.h"

#include <QSet>

namespace easel {

// The ledger of what objects say: Tenants, Projects, ComputePools, dedicated pools that deployments ask for,
// and the ComputeConfigs whose defaults pools take. Kept up object by object. A plain value.
class QuotaBook
{
public:
    QuotaBook() = default;
    explicit QuotaBook(const ObjectSet &objects);

    void put(const QJsonObject &object); // other kinds are not for this book
    void remove(const ObjectRef &ref);
    const QuotaLedger &ledger() const { return m_ledger; }

    // What a ComputePool, or an AIWorkload with a pool of its own, holds beside what is in the book.
    GpuUseByFamily useOf(const QJsonObject &object) const;
    // The pool an object holds GPUs as ("vision/crevasse-train"); empty when it holds none.
    static QString holdingOf(const QJsonObject &object);
    // One change a family of a pool that was (may be empty) and is to be (may be empty); steps are nodes.
    QList<QuotaChange> changesBetween(const QJsonObject &before, const QJsonObject &after) const;
    // Clusters of a pool, or the one of a deployment's own pool, with defaults in effect (3.d).
    QList<ClusterConfigView> clustersOf(const QJsonObject &object) const;

    static bool isOfInterest(const ObjectRef &ref);

private:
    void refresh(const QString &namespaceName, const QString &poolName);
    void refreshAll(const QString &namespaceName);
    std::optional<ClusterConfigView> defaultsOf(const QString &namespaceName) const;

    QuotaLedger m_ledger;
    QHash<QString, QHash<QString, QJsonObject>> m_pools;       // namespace, name
    QHash<QString, QHash<QString, QJsonObject>> m_deployments; // namespace, name of the pool it asks for
    QHash<QString, QString> m_poolOfDeployment;                // "namespace/deployment" -> pool
    QHash<QString, QString> m_configOfProject;                 // "namespace/name" of the config
    QHash<QString, ClusterConfigView> m_configs;
};

// GPUs of one pool by state (3.a.3). Defaults: of its project's ComputeConfig, may be null.
GpuUseByFamily poolUse(const PoolView &pool, const ClusterConfigView *defaults);

} // namespace easel
