// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/gpufamilies.h"
#include "core/quota/quotawaterfall.h"

#include <QJsonObject>

#include <map>
#include <tuple>

namespace easel {

// Kueue counts per flavor (a kind of node) and resource.
struct FlavorResource
{
    QString flavor;
    QString resource;
    bool operator==(const FlavorResource &) const = default;
    bool operator<(const FlavorResource &other) const
    {
        return std::tie(flavor, resource) < std::tie(other.flavor, other.resource);
    }
};

// Quota of Kueue's ClusterQueues and Cohorts, with the formulas of its scheduler (pkg/cache/scheduler): what
// a queue may still take from its own and by borrowing. Read only; Kueue admits, Easel shows why not.
class KueueForest
{
public:
    struct Quota
    {
        qint64 nominal = 0;
        std::optional<qint64> borrowingLimit;
        std::optional<qint64> lendingLimit;
        bool operator==(const Quota &) const = default;
    };
    enum class Fit { Fits, MayPreempt, NoFit };
    struct Decision
    {
        Fit fit = Fit::NoFit;
        int borrowHeight = 0; // of the lowest cohort it fits into without borrowing; 0 = no borrowing
        qint64 shortBy = 0;
        QString sentence;
    };

    KueueForest() = default;
    // ClusterQueue, Cohort and ResourceFlavor objects of any served version; others are passed over.
    static KueueForest fromObjects(const QList<QJsonObject> &objects,
                                   const GpuFamilyTable &table = GpuFamilyTable::inUse());

    void setQueue(const QString &name, const QString &cohort, const std::map<FlavorResource, Quota> &quotas);
    void setCohort(const QString &name, const QString &parent, const std::map<FlavorResource, Quota> &quotas);
    void addUsage(const QString &queue, const FlavorResource &what, qint64 amount); // below 0 takes off

    QStringList queues() const;
    QStringList cohorts() const;
    std::vector<FlavorResource> resourcesOf(const QString &queue) const;
    QString familyOf(const QString &flavor) const; // by the flavor's node labels; empty when they do not say
    QStringList problems() const;                  // cohorts that are their own parents

    // Of a queue, or with cohort = true of a cohort.
    qint64 subtreeQuota(const QString &name, const FlavorResource &what, bool cohort = false) const;
    qint64 localQuota(const QString &name, const FlavorResource &what, bool cohort = false) const;
    qint64 usage(const QString &name, const FlavorResource &what, bool cohort = false) const;
    qint64 available(const QString &name, const FlavorResource &what,
                     bool cohort = false) const; // may be < 0
    qint64 potential(const QString &name, const FlavorResource &what, bool cohort = false) const;

    Decision decide(const QString &queue, const FlavorResource &what, qint64 amount) const;
    QuotaWaterfall waterfall(const QString &queue, const FlavorResource &what, qint64 asked = 0) const;

private:
    struct Node
    {
        QString name;
        int parent = -1;
        bool cohort = false;
        std::map<FlavorResource, Quota> quotas;
        std::map<FlavorResource, qint64> subtree; // summed up
        std::map<FlavorResource, qint64> usage;
        std::vector<int> children;
    };
    int cohortNode(const QString &name);
    int find(const QString &name, bool cohort) const;
    void place(int node, const QString &parent);
    void sumUp(int node); // and all above
    const Quota &quotaAt(int node, const FlavorResource &what) const;
    qint64 subtreeAt(int node, const FlavorResource &what) const;
    qint64 localAt(int node, const FlavorResource &what) const;
    qint64 usageAt(int node, const FlavorResource &what) const;
    qint64 localAvailable(int node, const FlavorResource &what) const;
    qint64 availableAt(int node, const FlavorResource &what) const;
    qint64 potentialAt(int node, const FlavorResource &what) const;
    int heightOf(int node) const;

    std::vector<Node> m_nodes;
    QHash<QString, int> m_queues;
    QHash<QString, int> m_cohorts;
    QHash<QString, QString> m_families;
    QStringList m_problems;
};

} // namespace easel
