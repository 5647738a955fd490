// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/placementadvice.h"

#include "core/placement/clusterfilters.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Rule = PlacementReason::Rule;

// Each round mends one stage; a cluster passes set, predicates, taints, score and spread.
constexpr int mostRounds = 12;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PlacementAdvice)
};

class Adviser
{
public:
    Adviser(const PlacementWorld &world, const PlacementRequest &request, const QString &cluster)
        : m_cluster(cluster)
    {
        m_advice.world = world;
        m_advice.request = request;
    }

    std::optional<PlacementAdvice> run(const PlacementOutcome &before)
    {
        m_advice.outcome = before;
        for (int round = 0; round < mostRounds; ++round) {
            const QList<PlacementReason> reasons = reasonsNow();
            if (reasons.isEmpty() || !mend(reasons))
                return std::nullopt;
            m_advice.outcome = decidePlacement(m_advice.world, m_advice.request);
            if (m_advice.outcome.clusters.contains(m_cluster)) {
                compare(before);
                return std::move(m_advice);
            }
        }
        return std::nullopt;
    }

private:
    PlacementSpec &spec() { return m_advice.request.placement.spec; }
    QList<PlacementReason> reasonsNow() const
    {
        for (const LeftOutCluster &left : m_advice.outcome.leftOut) {
            if (left.cluster == m_cluster)
                return left.reasons;
        }
        return {};
    }

    bool mend(const QList<PlacementReason> &reasons)
    {
        for (const PlacementReason &reason : reasons) {
            if (reason.rule == Rule::Deleting)
                return false;
        }
        switch (reasons.first().rule) {
        case Rule::ClusterSet:
            return mendSet(reasons.first());
        case Rule::LabelSelector:
        case Rule::ClaimSelector:
        case Rule::CelSelector:
            return mendPredicate(reasons);
        case Rule::Taint:
        case Rule::TolerationEnded:
        case Rule::NewCluster:
            return mendTaints();
        case Rule::NumberOfClusters:
            return mendNumber();
        case Rule::Spread:
            return mendSpread(reasons.first());
        case Rule::Health:
            return mendHealth(reasons.first());
        case Rule::NotDecided:
        case Rule::Deleting:
            break;
        }
        return false;
    }

    bool mendHealth(const PlacementReason &reason)
    {
        PlacementCluster changed = *m_advice.world.clusters()[size_t(m_advice.world.clusterAt(m_cluster))];
        changed.healthy = true;
        changed.health.clear();
        m_advice.world.addCluster(changed);
        m_advice.changes << (reason.actual.isEmpty()
                                 ? Text::tr("Get the cluster healthy.")
                                 : Text::tr("Get the cluster healthy (%1).").arg(reason.actual));
        return true;
    }

    void setLabel(const QString &key, const QString &value)
    {
        PlacementCluster changed = *m_advice.world.clusters()[size_t(m_advice.world.clusterAt(m_cluster))];
        changed.labels.insert(key, value);
        m_advice.world.addCluster(changed);
    }

    bool mendSet(const PlacementReason &reason)
    {
        // Into a set that counts already...
        const QStringList wanted = reason.needed.split(u", "_s, Qt::SkipEmptyParts);
        for (const QString &name : wanted) {
            const PlacementClusterSet set = m_advice.world.sets().value(name);
            if (!set.selectorType.isEmpty() && set.selectorType != u"ExclusiveClusterSetLabel")
                continue;
            setLabel(u"cluster.open-cluster-management.io/clusterset"_s, name);
            m_advice.changes << Text::tr("Move the cluster into cluster set %1.").arg(name);
            return true;
        }
        // ... or the set it is in counts from now on.
        const QString own = reason.actual.section(u", "_s, 0, 0);
        if (own.isEmpty())
            return false;
        const QString place = m_advice.request.placement.namespaceName;
        if (!m_advice.world.boundSets(place).contains(own)) {
            m_advice.world.add({{u"apiVersion"_s, u"cluster.open-cluster-management.io/v1beta2"_s},
                                {u"kind"_s, u"ManagedClusterSetBinding"_s},
                                {u"metadata"_s, QJsonObject{{u"name"_s, own}, {u"namespace"_s, place}}}});
            m_advice.changes << Text::tr("Bind cluster set %1 in namespace %2.").arg(own, place);
        }
        if (!spec().clusterSets.isEmpty() && !spec().clusterSets.contains(own)) {
            spec().clusterSets << own;
            m_advice.changes << Text::tr("Add cluster set %1 to the placement.").arg(own);
        }
        return true;
    }

    // The predicate that the cluster misses by the least.
    bool mendPredicate(const QList<PlacementReason> &reasons)
    {
        QMap<int, int> misses;
        QSet<int> open;
        for (const PlacementReason &reason : reasons) {
            ++misses[reason.predicate];
            if (reason.rule == Rule::CelSelector)
                open.insert(reason.predicate);
        }
        int best = -1;
        for (auto it = misses.begin(); it != misses.end(); ++it) {
            if (!open.contains(it.key()) && spec().predicates.at(it.key()).cel.isEmpty() &&
                (best < 0 || it.value() < misses.value(best)))
                best = it.key();
        }
        if (best < 0)
            return false;
        for (const PlacementReason &reason : reasons) {
            if (reason.predicate != best)
                continue;
            ClusterSelectorSpec &predicate = spec().predicates[best];
            if (!mendRequirement(reason,
                                 reason.rule == Rule::ClaimSelector ? &predicate.claims : &predicate.labels))
                return false;
        }
        return true;
    }

    bool mendRequirement(const PlacementReason &reason, QJsonObject *selector)
    {
        const auto parsed = LabelSelector::parse(*selector);
        if (!parsed)
            return false;
        QJsonArray kept;
        bool found = false;
        for (LabelSelector::Requirement requirement : parsed->requirements()) {
            if (found || requirement.text != reason.needed) {
                kept << expressionOf(requirement);
                continue;
            }
            found = true;
            const bool takesValues = requirement.op == LabelSelector::Operator::In;
            if (takesValues && !reason.actual.isNull()) {
                requirement.values << reason.actual;
                kept << expressionOf(requirement);
                m_advice.changes << Text::tr("Allow '%1' for %2.").arg(reason.actual, requirement.key);
            } else if (takesValues && reason.rule == Rule::LabelSelector) {
                kept << expressionOf(requirement);
                setLabel(requirement.key, requirement.values.first());
                m_advice.changes << Text::tr("Give the cluster the label %1=%2.")
                                        .arg(requirement.key, requirement.values.first());
            } else {
                m_advice.changes << Text::tr("Drop the requirement %1.").arg(requirement.text);
            }
        }
        *selector = {{u"matchExpressions"_s, kept}};
        return found;
    }

    static QJsonObject expressionOf(const LabelSelector::Requirement &requirement)
    {
        using Operator = LabelSelector::Operator;
        const QString word = requirement.op == Operator::In       ? u"In"_s
                             : requirement.op == Operator::NotIn  ? u"NotIn"_s
                             : requirement.op == Operator::Exists ? u"Exists"_s
                                                                  : u"DoesNotExist"_s;
        QJsonObject expression{{u"key"_s, requirement.key}, {u"operator"_s, word}};
        if (!requirement.values.isEmpty())
            expression.insert(u"values"_s, QJsonArray::fromStringList(requirement.values));
        return expression;
    }

    bool mendTaints()
    {
        const PlacementCluster &cluster =
            *m_advice.world.clusters()[size_t(m_advice.world.clusterAt(m_cluster))];
        bool mended = false;
        for (const ClusterTaint &taint : cluster.taints) {
            PlacementCluster alone;
            alone.taints << taint;
            const TaintFilter filter(spec().tolerations, m_advice.request.nowMs,
                                     m_advice.request.hub == PlacementHub::Plain);
            if (filter.passes(alone, false))
                continue;
            spec().tolerations << PlacementToleration{taint.key, u"Equal"_s, taint.value, taint.effect, {}};
            m_advice.changes << Text::tr("Tolerate taint %1.").arg(taint.text());
            mended = true;
        }
        return mended;
    }

    bool mendNumber()
    {
        const PlacementScores &scores = m_advice.outcome.scores;
        for (size_t row = 0; row < scores.clusters.size(); ++row) {
            if (m_advice.world.clusters()[size_t(scores.clusters[row])]->name != m_cluster)
                continue;
            // Its place in the order; under a spread the order of choice differs, so one more each round.
            const qint64 before = spec().numberOfClusters.value_or(0);
            const qint64 place = spec().spread.isEmpty() ? qint64(row) + 1 : before + 1;
            if (place <= before)
                return false;
            spec().numberOfClusters = place;
            const QString sentence = Text::tr("Ask for %n cluster(s).", nullptr, int(place));
            if (m_asked < 0) {
                m_asked = m_advice.changes.size();
                m_advice.changes << sentence;
            }
            m_advice.changes[m_asked] = sentence;
            return true;
        }
        return false;
    }

    bool mendSpread(const PlacementReason &reason)
    {
        for (SpreadConstraint &constraint : spec().spread) {
            if (constraint.topologyKey != reason.needed || !constraint.doNotSchedule)
                continue;
            constraint.doNotSchedule = false;
            m_advice.changes << Text::tr("Let %1 be spread unevenly.").arg(constraint.topologyKey);
            return true;
        }
        return false;
    }

    void compare(const PlacementOutcome &before)
    {
        const auto qualified = [this](const PlacementOutcome &outcome) {
            QSet<QString> names;
            for (const int cluster : outcome.scores.clusters)
                names.insert(m_advice.world.clusters()[size_t(cluster)]->name);
            return names;
        };
        const QSet<QString> old = qualified(before);
        const QSet<QString> all = qualified(m_advice.outcome);
        for (const QString &name : all) {
            if (name != m_cluster && !old.contains(name))
                m_advice.alsoQualify << name;
        }
        m_advice.alsoQualify.sort();
        for (const QString &name : before.clusters) {
            if (!m_advice.outcome.clusters.contains(name))
                m_advice.displaced << name;
        }
    }

    const QString m_cluster;
    PlacementAdvice m_advice;
    qsizetype m_asked = -1; // where changes says how many clusters
};

} // namespace

std::optional<PlacementAdvice> whatWouldHelp(const PlacementWorld &world, const PlacementRequest &request,
                                             const PlacementOutcome &outcome, const QString &cluster)
{
    if (world.clusterAt(cluster) < 0)
        return std::nullopt;
    return Adviser(world, request, cluster).run(outcome);
}

} // namespace easel
