// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wizards/clustermodel.h"

#include <QMap>

namespace easel {

// The draft's ComputePool: one cluster of its own, or several that deployments share.
class PoolModel : public ClusterModel
{
    Q_OBJECT

public:
    PoolModel(Draft *draft, Surroundings *surroundings, QObject *parent = nullptr);

    bool isPool() const override { return true; }
    QStringList clusterNames() const override;
    using ClusterModel::own;
    using ClusterModel::place;
    ClusterConfigView own(int cluster) const override;
    Place place(int cluster) const override;
    std::optional<ClusterConfigView> defaults() const override;
    QString configName() const override;
    QList<PoolConsequence> consequences() const override;
    bool isFixed() const override { return isEdit(); }

    PoolView pool() const { return PoolView(object()); }
    bool isShared() const;
    void setShared(bool shared); // what the first cluster says stays
    void setProject(const QString &project);
    // Of a shared pool, in order; the clusters themselves stay with their place in the list.
    void setClusterNames(const QStringList &names);
    bool isNameTaken() const;
    const QJsonObject &original() const { return before(); } // Edit: the pool as it exists

    // Tags that machines must have; for control planes or workers of every cluster.
    QMap<QString, QString> resourceGroups(bool controlPlane) const;
    void setResourceGroups(bool controlPlane, const QList<QStringList> &rows);

    // Node pools in the order of machineRequests(): control planes, then workers.
    struct NodePool
    {
        int cluster = 0;
        int worker = -1; // -1: the control plane
        QString title;   // as its request is called
        bool controlPlane() const { return worker < 0; }
    };
    QList<NodePool> nodePools() const;
    NodePoolView effectOf(const NodePool &nodePool) const;
    // Machines chosen by hand; empty: Easel chooses.
    QStringList pins(const NodePool &nodePool) const;
    void setPins(const NodePool &nodePool, const QStringList &hosts);
    bool hasPins() const;
    // The pool with one node pool's choice left to Easel.
    QJsonObject withoutPins(const NodePool &nodePool) const;

    // A value of a cluster profile's variable.
    void setVariable(const QString &profile, const QString &name, const QString &value);

protected:
    QString untitled() const override { return tr("New pool"); }
    QList<Finding> judged(const RuleContext &context) const override;

private:
    JsonPointer configPointer(int cluster) const;
    JsonPointer nodePoolPointer(const NodePool &nodePool) const;
};

} // namespace easel
