// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/packingexperiment.h"

#include "core/placement/packingengine.h"

#include <algorithm>
#include <numeric>

namespace easel {

namespace {

constexpr double arrivedPercent = 130;

template <typename T>
void shuffle(std::vector<T> &list, quint64 *random)
{
    for (size_t i = list.size(); i > 1; --i)
        std::swap(list[i - 1], list[size_t(packingRandom(random, i))]);
}

// Which items arrive, as indices into the demand.
std::vector<qint32> arrivalsOf(const PackingFleet &fleet, const PackingDemand &demand, quint64 *random)
{
    std::vector<qint32> arrivals(demand.items.size());
    std::iota(arrivals.begin(), arrivals.end(), 0);
    shuffle(arrivals, random);
    const auto asked = [&](qint32 item) {
        return fleet.classes[size_t(demand.items[size_t(item)].itemClass)].totalMilli();
    };
    const auto limit = qint64(double(fleet.gpuMilli) * arrivedPercent / 100);
    qint64 total = 0;
    for (const qint32 item : arrivals)
        total += asked(item);
    if (total == 0)
        return arrivals;
    while (total > limit) {
        total -= asked(arrivals.back());
        arrivals.pop_back();
    }
    const size_t count = demand.items.size();
    while (true) {
        const auto item = qint32(packingRandom(random, count));
        total += asked(item);
        if (total > limit)
            return arrivals;
        arrivals.push_back(item);
    }
}

} // namespace

std::vector<PackingRun> runPackingExperiment(const std::vector<PackingMachine> &machines,
                                             std::vector<PackingItem> items,
                                             const PackingExperiment &experiment)
{
    std::stable_sort(items.begin(), items.end(),
                     [](const PackingItem &a, const PackingItem &b) { return a.name < b.name; });
    PackingDemand demand;
    const PackingFleet fleet = packingFleet(machines, items, &demand);
    PackingStates states;
    const auto rule = packingRule(experiment.policy, fleet, &states);

    std::vector<PackingRun> runs;
    for (int seed = experiment.firstSeed; seed <= experiment.lastSeed; ++seed) {
        auto random = quint64(seed);
        const std::vector<qint32> arrivals = arrivalsOf(fleet, demand, &random);
        std::vector<qint32> ties(machines.size());
        std::iota(ties.begin(), ties.end(), 0);
        shuffle(ties, &random);
        PackingEngine engine(&fleet, &states, rule.get(), std::move(ties), random);

        PackingRun run;
        run.seed = seed;
        qint64 arrived = 0;
        const double all = double(std::max<qint64>(fleet.gpuMilli, 1));
        for (const qint32 index : arrivals) {
            const PackingDemand::Arrival &item = demand.items[size_t(index)];
            const PackingClass &itemClass = fleet.classes[size_t(item.itemClass)];
            arrived += itemClass.totalMilli();
            const bool placed = engine.place(item.itemClass, item.memoryMiB) >= 0;
            ++(placed ? run.placed : run.refused);
            if (arrived <= fleet.gpuMilli) {
                run.at100 = 100 * double(engine.allocatedMilli()) / all;
                run.refusedCpuOnlyAt100 += !placed && itemClass.gpus == 0 ? 1 : 0;
            }
        }
        run.at130 = 100 * double(engine.allocatedMilli()) / all;
        runs.push_back(run);
    }
    return runs;
}

} // namespace easel
