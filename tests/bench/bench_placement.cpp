// SPDX-License-Identifier: GPL-3.0-or-later
// One placement over 5,000 clusters with every reason as a sentence, and 1,000 placements over 1,000
// clusters, each written down before the next. Prints milliseconds (the median of several runs) and seconds
// of processor time: it is one thread, and other work on the machine does not count.
#include "core/placement/clusterchoice.h"

#include <QJsonArray>
#include <QRandomGenerator>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

constexpr int runs = 15;
const QString group = u"cluster.open-cluster-management.io"_s;

QJsonObject objectOf(const char *version, const char *kind, const QJsonObject &metadata,
                     const QJsonObject &spec)
{
    return {{u"apiVersion"_s, group + u'/' + QLatin1String(version)},
            {u"kind"_s, QLatin1String(kind)},
            {u"metadata"_s, metadata},
            {u"spec"_s, spec}};
}

PlacementWorld worldOf(int clusters, QRandomGenerator *random)
{
    PlacementWorld world;
    world.add(objectOf("v1beta2", "ManagedClusterSet", {{u"name"_s, u"fleet"_s}}, {}));
    world.add(objectOf("v1beta2", "ManagedClusterSetBinding",
                       {{u"name"_s, u"fleet"_s}, {u"namespace"_s, u"team"_s}}, {}));
    for (int i = 0; i < clusters; ++i) {
        PlacementCluster cluster;
        cluster.name = u"cluster-%1"_s.arg(i, 5, 10, QLatin1Char('0'));
        cluster.labels = {{group + u"/clusterset"_s, random->bounded(50) == 0 ? u"other"_s : u"fleet"_s},
                          {u"region"_s, u"region-%1"_s.arg(random->bounded(10))},
                          {u"tier"_s, u"tier-%1"_s.arg(random->bounded(4))},
                          {u"vendor"_s, u"metal"_s},
                          {u"cloud"_s, u"Own"_s}};
        cluster.claims = {
            {u"kubeversion.open-cluster-management.io"_s, u"v1.33.%1"_s.arg(random->bounded(9))},
            {u"gpu.family"_s, random->bounded(3) == 0 ? u"NVIDIA-H100"_s : u"NVIDIA-L40S"_s}};
        if (random->bounded(8) == 0)
            cluster.taints << ClusterTaint{u"maintenance"_s, {}, u"NoSelect"_s, 0};
        cluster.cpu = double(16 + random->bounded(512));
        cluster.memory = double(random->bounded(1024)) * 1073741824.0;
        world.addCluster(cluster);
    }
    return world;
}

PlacementRequest requestFor(int number, QRandomGenerator *random, int clusters)
{
    const auto expression = [](const QString &key, const QStringList &values) {
        return QJsonObject{
            {u"key"_s, key}, {u"operator"_s, u"In"_s}, {u"values"_s, QJsonArray::fromStringList(values)}};
    };
    const auto region = [&] { return u"region-%1"_s.arg(random->bounded(10)); };
    const auto predicate = [&](const QString &claim) {
        const QJsonObject labels{
            {u"matchExpressions"_s, QJsonArray{expression(u"region"_s, {region(), region(), region()})}}};
        const QJsonObject claims{{u"matchExpressions"_s, QJsonArray{expression(u"gpu.family"_s, {claim})}}};
        return QJsonObject{{u"requiredClusterSelector"_s,
                            QJsonObject{{u"labelSelector"_s, labels}, {u"claimSelector"_s, claims}}}};
    };
    const auto score = [](const char *name) {
        return QJsonObject{{u"weight"_s, 2},
                           {u"scoreCoordinate"_s,
                            QJsonObject{{u"type"_s, u"BuiltIn"_s}, {u"builtIn"_s, QLatin1String(name)}}}};
    };
    PlacementRequest request;
    request.placement.namespaceName = u"team"_s;
    request.placement.name = u"placement-%1"_s.arg(number);
    request.nowMs = 1'900'000'000'000;
    request.placement.spec = readPlacementSpec(
        {{u"numberOfClusters"_s, clusters},
         {u"predicates"_s, QJsonArray{predicate(u"NVIDIA-H100"_s), predicate(u"NVIDIA-L40S"_s)}},
         {u"tolerations"_s, QJsonArray{QJsonObject{{u"key"_s, u"other"_s}, {u"operator"_s, u"Exists"_s}}}},
         {u"prioritizerPolicy"_s,
          QJsonObject{{u"configurations"_s,
                       QJsonArray{score("ResourceAllocatableCPU"), score("ResourceAllocatableMemory")}}}}},
        false);
    return request;
}

// Sentences of every reason, as a screen that shows all of them would need.
qsizetype explain(const PlacementOutcome &outcome)
{
    qsizetype length = 0;
    for (const LeftOutCluster &left : outcome.leftOut) {
        for (const PlacementReason &reason : left.reasons)
            length += reasonSentence(reason).size();
    }
    return length;
}

double secondsSince(std::clock_t begin)
{
    return double(std::clock() - begin) / CLOCKS_PER_SEC;
}

void check(bool good, const char *what)
{
    if (good)
        return;
    std::fprintf(stderr, "bench_placement: %s\n", what);
    std::exit(1);
}

} // namespace

int main()
{
    QRandomGenerator random(4);
    {
        const PlacementWorld world = worldOf(5000, &random);
        const PlacementRequest request = requestFor(0, &random, 100);
        std::vector<double> decided;
        std::vector<double> explained;
        for (int run = 0; run < runs; ++run) {
            const std::clock_t begin = std::clock();
            const PlacementOutcome outcome = decidePlacement(world, request);
            decided.push_back(secondsSince(begin) * 1000);
            check(explain(outcome) > 100'000, "no reasons");
            explained.push_back(secondsSince(begin) * 1000);
            check(outcome.clusters.size() == 100 && outcome.leftOut.size() == 4900, "a wrong decision");
        }
        std::sort(decided.begin(), decided.end());
        std::sort(explained.begin(), explained.end());
        std::printf("decided %.3f\nexplained %.3f\n", decided[runs / 2], explained[runs / 2]);
    }
    PlacementWorld world = worldOf(1000, &random);
    std::vector<PlacementRequest> requests;
    for (int i = 0; i < 1000; ++i)
        requests.push_back(requestFor(i, &random, 10));
    const std::clock_t begin = std::clock();
    qsizetype chosen = 0;
    for (const PlacementRequest &request : requests) {
        const PlacementOutcome outcome = decidePlacement(world, request);
        chosen += outcome.clusters.size();
        applyOutcome(&world, outcome);
    }
    const double seconds = secondsSince(begin);
    check(chosen == 10'000, "clusters are missing");
    std::printf("thousand %.3f\n", seconds);
    return 0;
}
