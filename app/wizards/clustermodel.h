// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/objectmodel.h"
#include "core/base/call.h"
#include "core/domain/poolchange.h"
#include "core/domain/pooldefaults.h"
#include "core/quota/quotabook.h"

namespace easel {

// An object that says what clusters are like: a ComputePool with one cluster or several, or a ComputeConfig
// with the defaults. Pages show one cluster at a time.
class ClusterModel : public ObjectModel
{
    Q_OBJECT

public:
    using ObjectModel::ObjectModel;

    // Where the parts of a cluster are written when it does not have them yet.
    struct Place
    {
        JsonPointer controlPlane;
        JsonPointer workers;
        JsonPointer edge;
        JsonPointer sshKeys;
        JsonPointer overlay; // edge.networkOverlayConfig
    };

    virtual bool isPool() const = 0;
    virtual QStringList clusterNames() const = 0; // at least one
    virtual ClusterConfigView own(int cluster) const = 0;
    virtual Place place(int cluster) const = 0;
    // What the Project's ComputeConfig says; nothing where there is none, or for a ComputeConfig itself.
    virtual std::optional<ClusterConfigView> defaults() const { return std::nullopt; }
    virtual QString configName() const { return {}; }
    // Edit: what the change does to machines; nothing where nothing runs.
    virtual QList<PoolConsequence> consequences() const { return {}; }
    // May not change any more (POOL-16).
    virtual bool isFixed() const { return false; }

    int cluster() const { return m_cluster; }
    void setCluster(int cluster);
    ClusterConfigView own() const { return own(m_cluster); }
    ClusterConfigView effect(int cluster) const;
    ClusterConfigView effect() const { return effect(m_cluster); }
    Place place() const { return place(m_cluster); }

    QString project() const;
    // Of machines, clusters and limits that are known.
    const QStringList &gpuFamilies() const { return m_families; }
    const QuotaBook *book() const { return m_book.get(); } // null: not counted yet
    // Workers of the cluster, as they are in effect, become its own to be changed.
    void takeOverWorkers();
    // "from lab-defaults", "built in"; empty for what the object says itself.
    QString sourceNote(ValueSource source) const;

    // The sentence of the first refusal about a field of a node pool of a cluster; worker -1: control plane.
    // Also where the value comes from the ComputeConfig.
    QString nodePoolRefusal(int cluster, int worker, const QString &field) const;
    // The first refusal whose pointer names one of these tokens, within a cluster.
    QString refusalNaming(int cluster, const QStringList &tokens) const;

protected:
    void objectsRead() override;

private:
    struct Known
    {
        std::shared_ptr<const QuotaBook> book;
        QStringList families;
    };

    bool isOf(const Finding &finding, int cluster) const;

    int m_cluster = 0;
    std::shared_ptr<const QuotaBook> m_book;
    QStringList m_families;
    ScopedCall<Known> m_reading;
};

// The first of these paths ("memory.memoryMiB") that an object has, else the first: values are written where
// they stand (rule C3).
JsonPointer writtenAt(const QJsonObject &object, const JsonPointer &base, const QStringList &paths);

} // namespace easel
