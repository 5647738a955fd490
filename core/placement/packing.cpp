// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/packing.h"

#include <QHash>

#include <algorithm>

namespace easel {

namespace {

constexpr int maxModels = 64;

quint64 bitOf(qsizetype index)
{
    return quint64(1) << index;
}

} // namespace

QStringList packingPolicyNames()
{
    return {QStringLiteral("Random"),     QStringLiteral("DotProd"), QStringLiteral("GpuClustering"),
            QStringLiteral("GpuPacking"), QStringLiteral("BestFit"), QStringLiteral("FGD"),
            QStringLiteral("Easel")};
}

QString packingPolicyName(PackingPolicy policy)
{
    return packingPolicyNames().at(int(policy));
}

bool packingPolicyFrom(QStringView name, PackingPolicy *policy)
{
    const QStringList names = packingPolicyNames();
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (name.compare(names.at(i), Qt::CaseInsensitive) == 0) {
            *policy = PackingPolicy(i);
            return true;
        }
    }
    return false;
}

int PackingState::freeTotal() const
{
    int total = 0;
    for (int i = 0; i < gpus; ++i)
        total += freeMilli[i];
    return total;
}

int PackingState::wholeFree() const
{
    int whole = 0;
    while (whole < gpus && freeMilli[gpus - 1 - whole] == packingWholeGpu)
        ++whole;
    return whole;
}

bool PackingClass::fits(const PackingState &state) const
{
    if (state.cpuMilli < cpuMilli)
        return false;
    if (gpus == 0)
        return true;
    return (models & bitOf(state.model)) != 0 && state.gpus >= gpus &&
           state.freeMilli[state.gpus - gpus] >= gpuMilli;
}

int PackingClass::bestFitDevice(const PackingState &state) const
{
    int device = 0;
    while (device < state.gpus && state.freeMilli[device] < gpuMilli)
        ++device;
    return device;
}

PackingState PackingClass::placedOn(const PackingState &state, int device) const
{
    PackingState after = state;
    after.cpuMilli -= cpuMilli;
    if (gpus == 0)
        return after;
    for (int i = device; i < device + gpus; ++i)
        after.freeMilli[i] = quint16(after.freeMilli[i] - gpuMilli);
    std::sort(after.freeMilli, after.freeMilli + after.gpus);
    return after;
}

PackingFleet packingFleet(const std::vector<PackingMachine> &machines, const std::vector<PackingItem> &items,
                          PackingDemand *demand)
{
    PackingFleet fleet;
    QHash<QString, int> models;
    fleet.states.reserve(machines.size());
    fleet.memoryMiB.reserve(machines.size());
    for (const PackingMachine &machine : machines) {
        auto model = models.constFind(machine.model);
        if (model == models.constEnd()) {
            // Beyond 64 models the rest count as one: still right for items that take any model.
            const int index = std::min<int>(int(models.size()), maxModels - 1);
            if (fleet.models.size() <= index)
                fleet.models << machine.model;
            model = models.insert(machine.model, index);
        }
        PackingState state;
        state.cpuMilli = machine.cpuMilli;
        state.model = quint8(*model);
        state.gpus = quint8(std::clamp(machine.gpus, 0, packingMaxGpus));
        for (int i = 0; i < state.gpus; ++i)
            state.freeMilli[i] = packingWholeGpu;
        fleet.gpuMilli += qint64(state.gpus) * packingWholeGpu;
        fleet.states.push_back(state);
        fleet.memoryMiB.push_back(machine.memoryMiB);
    }

    demand->items.clear();
    demand->items.reserve(items.size());
    QHash<QString, int> classes;
    for (const PackingItem &item : items) {
        PackingClass wanted;
        wanted.cpuMilli = item.cpuMilli;
        wanted.gpus = item.gpus;
        wanted.gpuMilli = item.gpus == 0 ? 0 : item.gpuMilli;
        if (!item.models.isEmpty() && item.gpus > 0) {
            wanted.models = 0;
            for (const QString &name : item.models) {
                const auto model = models.constFind(name);
                if (model != models.constEnd())
                    wanted.models |= bitOf(*model);
            }
        }
        const QString key = QStringLiteral("%1/%2/%3/%4")
                                .arg(wanted.cpuMilli)
                                .arg(wanted.gpus)
                                .arg(wanted.gpuMilli)
                                .arg(wanted.models);
        auto found = classes.constFind(key);
        if (found == classes.constEnd()) {
            found = classes.insert(key, int(fleet.classes.size()));
            fleet.classes.push_back(wanted);
        }
        ++fleet.classes[size_t(*found)].count;
        demand->items.push_back({*found, item.memoryMiB});
    }
    return fleet;
}

} // namespace easel
