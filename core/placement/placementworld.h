// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/labelselector.h"

#include <QHash>
#include <QJsonObject>
#include <QMap>
#include <QSet>

#include <memory>
#include <optional>

namespace easel {

struct ClusterTaint
{
    QString key;
    QString value;
    QString effect; // NoSelect, PreferNoSelect, NoSelectIfNew
    std::optional<qint64> addedMs;

    QString text() const; // "gpu=yes:NoSelect"
};

// A cluster as placement sees it: a ManagedCluster, or a record of a plain hub.
struct PlacementCluster
{
    QString name;
    QMap<QString, QString> labels;
    QMap<QString, QString> claims;
    QString exclusiveSet; // a label; set when the cluster is added to a world
    QList<ClusterTaint> taints;
    // Allocatable, in cores and bytes; only where the cluster says its capacity too.
    std::optional<double> cpu;
    std::optional<double> memory;
    QMap<QString, qint64> gpus; // by family
    bool deleting = false;
    bool healthy = true; // plain hubs; Open Cluster Management turns bad health into taints
    QString health;      // for people: "Degraded: 2 of 5 nodes are not ready"

    qint64 gpuCount(QStringView family) const; // empty: all families
};

struct PlacementClusterSet
{
    QString name;
    QString selectorType; // empty is ExclusiveClusterSetLabel
    bool hasLabelSelector = false;
    QJsonObject labelSelector;
};

struct AddOnScores
{
    std::optional<qint64> validUntilMs;
    QHash<QString, qint64> values;
};

// A PlacementDecision object as it stands on the hub.
struct DecisionObject
{
    struct Entry
    {
        QString cluster;
        QString reason;
        bool operator==(const Entry &) const = default;
    };
    QString namespaceName;
    QString name;
    QString placement; // label; empty when there is none
    QString group;     // label
    int index = -1;    // label
    QList<Entry> entries;

    QString key() const { return namespaceName + u'/' + name; }
    QString placementKey() const { return namespaceName + u'/' + placement; }
};

// Everything a placement is decided on, with the indexes that keep a decision fast. A value; decisions of
// other placements count for Balance, so it is updated with each decision that is made.
class PlacementWorld
{
public:
    // Takes ManagedCluster, ManagedClusterSet, ManagedClusterSetBinding, AddOnPlacementScore and
    // PlacementDecision; the later of two objects of one name counts. False: of no interest here.
    bool add(const QJsonObject &object);
    void addCluster(const PlacementCluster &cluster);
    void setDecision(const DecisionObject &decision);
    void removeDecision(const QString &key);

    // By name. Places in this list name clusters everywhere else. Shared, so that a copy of the world for a
    // what-if costs little.
    using ClusterPtr = std::shared_ptr<const PlacementCluster>;
    const std::vector<ClusterPtr> &clusters() const { return m_clusters; }
    int clusterAt(const QString &name) const; // -1: none
    const QMap<QString, PlacementClusterSet> &sets() const { return m_sets; }
    // Sets bound in a namespace that exist: a binding is taken by its own name, as the scheduler does.
    QStringList boundSets(const QString &namespaceName) const;
    const AddOnScores *addOnScores(const QString &cluster, const QString &resource) const;

    // A placement's own decision objects, by number.
    QList<DecisionObject> decisionsOf(const QString &placementKey) const;
    const DecisionObject *decision(const QString &key) const;
    // How often each cluster of clusters() is in decisions of other placements, and the most that any cluster
    // has, also one that is not here.
    struct Load
    {
        std::vector<int> counts;
        int most = 0;
    };
    Load loadOfOthers(const QString &placementKey) const;

    // Sentences about values that could not be read and were left out.
    const QStringList &problems() const { return m_problems; }

private:
    void addManagedCluster(const QJsonObject &object);
    void addScores(const QJsonObject &object);
    void addDecision(const QJsonObject &object);
    void count(const DecisionObject &decision, int step);

    std::vector<ClusterPtr> m_clusters;
    QMap<QString, PlacementClusterSet> m_sets;
    QMap<QString, QSet<QString>> m_bindings; // namespace -> names
    QHash<QString, QHash<QString, AddOnScores>> m_scores;
    QHash<QString, DecisionObject> m_decisions;
    QHash<QString, QStringList> m_decisionsOf; // placement key -> keys
    QHash<QString, int> m_load;                // cluster -> decisions it is in
    QStringList m_problems;
};

// An allocatable amount in cores or bytes; nothing for what is no quantity.
std::optional<double> quantityAmount(const QString &text);
ClusterTaint readTaint(const QJsonObject &taint);

// The kinds of a hub with Open Cluster Management that decide a placement, as group kinds.
QStringList placementGroupKinds();

} // namespace easel
