// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/decisiongroups.h"

#include "core/placement/clusterfilters.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostClustersInAnObject = 100;

// nothing: not a number and not a percentage
std::optional<qsizetype> groupLength(const QJsonValue &asked, qsizetype clusters)
{
    double length = 0;
    if (asked.isString()) {
        const QByteArray text = asked.toString().toUtf8();
        if (!text.endsWith('%'))
            return std::nullopt;
        const char *begin = text.constData() + (text.startsWith('+') ? 1 : 0);
        const char *end = text.constData() + text.size() - 1;
        double percent = 0;
        const auto [stop, error] = std::from_chars(begin, end, percent);
        if (error != std::errc() || stop != end)
            return std::nullopt;
        // In doubles and in this order, as the scheduler does: 28 % of 25 are 8.
        length = std::ceil(percent / 100 * double(clusters));
    } else if (asked.isDouble()) {
        length = asked.toDouble();
    }
    if (!(length > 0) || length > double(clusters))
        return clusters;
    return qsizetype(length);
}

void cutInto(QList<DecisionGroup> *groups, const QString &name, const QStringList &clusters, qsizetype length)
{
    for (qsizetype begin = 0; begin < clusters.size(); begin += length)
        groups->append(DecisionGroup{name, int(groups->size()), clusters.mid(begin, length)});
}

} // namespace

GroupedClusters groupClusters(const PlacementWorld &world, const PlacementSpec &spec,
                              const std::vector<int> &chosen)
{
    GroupedClusters result;
    std::vector<int> rest = chosen;
    std::sort(rest.begin(), rest.end()); // places are in the order of names
    const auto length = groupLength(spec.clustersPerGroup, qsizetype(rest.size()));
    if (!length) {
        result.problem =
            u"%1 invalid type: string is not a percentage"_s.arg(spec.clustersPerGroup.toString());
        return result;
    }
    for (const DecisionGroupSpec &group : spec.groups) {
        const auto selector = compileSelector(group.selector);
        if (!selector) {
            result.problem = selector.error().message;
            return result;
        }
        QStringList members;
        std::vector<int> others;
        for (const int cluster : rest) {
            const PlacementCluster &facts = *world.clusters()[size_t(cluster)];
            // The scheduler has no CEL here.
            if (matchCluster({selector->labels, selector->claims, {}}, facts) == SelectorMatch::Yes)
                members << facts.name;
            else
                others.push_back(cluster);
        }
        rest = std::move(others);
        cutInto(&result.groups, group.name, members, *length);
    }
    QStringList members;
    for (const int cluster : rest)
        members << world.clusters()[size_t(cluster)]->name;
    cutInto(&result.groups, {}, members, *length);
    if (result.groups.isEmpty())
        result.groups << DecisionGroup();
    return result;
}

QList<DecisionResult> decisionObjects(const QString &placement, const QList<DecisionGroup> &groups)
{
    QList<DecisionResult> objects;
    for (const DecisionGroup &group : groups) {
        qsizetype begin = 0;
        do {
            objects << DecisionResult{u"%1-decision-%2"_s.arg(placement).arg(objects.size() + 1), group.name,
                                      group.index, group.clusters.mid(begin, mostClustersInAnObject)};
            begin += mostClustersInAnObject;
        } while (begin < group.clusters.size());
    }
    return objects;
}

} // namespace easel
