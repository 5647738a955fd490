// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/clusterspread.h"

#include <algorithm>
#include <map>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr int noTopology = -1;

// How many clusters are chosen in each topology of one constraint.
struct Topologies
{
    QStringList values;
    std::vector<qint64> chosen;

    // The skew if one more were chosen in `topology`.
    qint64 skewWith(int topology) const
    {
        qint64 least = chosen[size_t(topology)] + 1;
        for (size_t i = 0; i < chosen.size(); ++i) {
            if (int(i) != topology)
                least = std::min(least, chosen[i]);
        }
        return chosen[size_t(topology)] + 1 - least;
    }
};

// Clusters with the same topology of every constraint differ only in rank.
struct Bucket
{
    std::vector<int> topologies; // one a constraint
    std::vector<size_t> ranks;
    size_t next = 0;

    bool isEmpty() const { return next == ranks.size(); }
};

class Spread
{
public:
    Spread(const PlacementWorld &world, const QList<SpreadConstraint> &constraints,
           const std::vector<int> &ranked)
        : m_constraints(constraints)
        , m_ranked(ranked)
        , m_topologies(size_t(constraints.size()))
    {
        std::map<std::vector<int>, size_t> places;
        for (size_t rank = 0; rank < ranked.size(); ++rank) {
            std::vector<int> topologies = topologiesOf(*world.clusters()[size_t(ranked[rank])]);
            const auto [place, isNew] = places.try_emplace(topologies, m_buckets.size());
            if (isNew)
                m_buckets.push_back({std::move(topologies), {}, 0});
            m_buckets[place->second].ranks.push_back(rank);
        }
    }

    SpreadChoice choose(size_t most)
    {
        SpreadChoice choice;
        while (choice.chosen.size() < most) {
            Bucket *best = nullptr;
            std::vector<bool> bestOrder;
            for (Bucket &bucket : m_buckets) {
                if (bucket.isEmpty() || barringConstraint(bucket) >= 0)
                    continue;
                std::vector<bool> order = softViolations(bucket);
                if (!best || order < bestOrder ||
                    (order == bestOrder && bucket.ranks[bucket.next] < best->ranks[best->next])) {
                    best = &bucket;
                    bestOrder = std::move(order);
                }
            }
            if (!best)
                break;
            choice.chosen.push_back(m_ranked[best->ranks[best->next++]]);
            for (size_t i = 0; i < m_topologies.size(); ++i) {
                if (best->topologies[i] != noTopology)
                    ++m_topologies[i].chosen[size_t(best->topologies[i])];
            }
        }
        for (const Bucket &bucket : m_buckets) {
            const int barring = barringConstraint(bucket);
            for (size_t i = bucket.next; barring >= 0 && i < bucket.ranks.size(); ++i)
                choice.barred.emplace_back(m_ranked[bucket.ranks[i]], reason(bucket, size_t(barring)));
        }
        return choice;
    }

private:
    std::vector<int> topologiesOf(const PlacementCluster &cluster)
    {
        std::vector<int> places;
        for (qsizetype i = 0; i < m_constraints.size(); ++i) {
            const SpreadConstraint &constraint = m_constraints.at(i);
            const QMap<QString, QString> &values = constraint.claim ? cluster.claims : cluster.labels;
            const auto found = values.constFind(constraint.topologyKey);
            if (found == values.constEnd()) {
                places.push_back(noTopology);
                continue;
            }
            Topologies &topologies = m_topologies[size_t(i)];
            qsizetype place = topologies.values.indexOf(*found);
            if (place < 0) {
                place = topologies.values.size();
                topologies.values << *found;
                topologies.chosen.push_back(0);
            }
            places.push_back(int(place));
        }
        return places;
    }

    bool violates(const Bucket &bucket, size_t constraint) const
    {
        const int topology = bucket.topologies[constraint];
        return topology == noTopology ||
               m_topologies[constraint].skewWith(topology) > m_constraints.at(qsizetype(constraint)).maxSkew;
    }

    int barringConstraint(const Bucket &bucket) const // -1: none
    {
        for (size_t i = 0; i < m_topologies.size(); ++i) {
            if (m_constraints.at(qsizetype(i)).doNotSchedule && violates(bucket, i))
                return int(i);
        }
        return -1;
    }

    std::vector<bool> softViolations(const Bucket &bucket) const
    {
        std::vector<bool> order;
        for (size_t i = 0; i < m_topologies.size(); ++i)
            order.push_back(!m_constraints.at(qsizetype(i)).doNotSchedule && violates(bucket, i));
        return order;
    }

    PlacementReason reason(const Bucket &bucket, size_t constraint) const
    {
        const SpreadConstraint &asked = m_constraints.at(qsizetype(constraint));
        const int topology = bucket.topologies[constraint];
        return {PlacementReason::Rule::Spread, -1, asked.topologyKey,
                topology == noTopology ? QString() : m_topologies[constraint].values.at(topology)};
    }

    const QList<SpreadConstraint> &m_constraints;
    const std::vector<int> &m_ranked;
    std::vector<Topologies> m_topologies;
    std::vector<Bucket> m_buckets;
};

} // namespace

SpreadChoice chooseSpread(const PlacementWorld &world, const QList<SpreadConstraint> &constraints,
                          const std::vector<int> &ranked, size_t most)
{
    return Spread(world, constraints, ranked).choose(most);
}

} // namespace easel
