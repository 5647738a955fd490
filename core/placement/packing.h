// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>
#include <limits>
#include <vector>

namespace easel {

// Packing: items that arrive one by one onto machines that are shared, some items taking a part of a GPU.
// Amounts are thousandths (milli) of a core and of a GPU; memory is in MiB.

struct PackingMachine
{
    QString name;
    qint32 cpuMilli = 0;
    qint64 memoryMiB = 0;
    int gpus = 0; // at most packingMaxGpus
    QString model;
};

struct PackingItem
{
    QString name;
    qint32 cpuMilli = 0;
    qint64 memoryMiB = 0;
    int gpus = 0;
    int gpuMilli = 0;   // of each GPU: 1000 when it asks for more than one, or for a whole one
    QStringList models; // any of these; empty: every model
};

constexpr int packingMaxGpus = 16;
constexpr int packingWholeGpu = 1000;

// Random takes any machine that fits. Easel is our own rule; see packingrules.h for all of them.
enum class PackingPolicy { Random, DotProd, GpuClustering, GpuPacking, BestFit, Fgd, Easel };

QStringList packingPolicyNames(); // in the order of the enum
QString packingPolicyName(PackingPolicy policy);
bool packingPolicyFrom(QStringView name, PackingPolicy *policy); // ignores case

// What is left on a machine, as far as a rule may look at it: machines in the same state get the same score.
struct PackingState
{
    qint32 cpuMilli = 0;
    quint16 freeMilli[packingMaxGpus] = {}; // of each GPU, ascending
    quint8 gpus = 0;
    quint8 model = 0;     // index into PackingFleet's models
    quint32 affinity = 0; // bit 0: shares of GPUs run here, bit n: items with n GPUs do

    bool operator==(const PackingState &other) const = default;
    int freeTotal() const;
    int wholeFree() const;
    int largestFree() const { return gpus == 0 ? 0 : freeMilli[gpus - 1]; }
};

// Items that are the same but for their memory. `models` is a bit for each model of the fleet.
struct PackingClass
{
    qint32 cpuMilli = 0;
    int gpus = 0;
    int gpuMilli = 0;
    quint64 models = ~quint64(0);
    qint64 count = 0; // in the demand

    bool isShare() const { return gpus == 1 && gpuMilli < packingWholeGpu; }
    bool sameAs(const PackingClass &other) const
    {
        return cpuMilli == other.cpuMilli && gpus == other.gpus && gpuMilli == other.gpuMilli &&
               models == other.models;
    }
    int totalMilli() const { return gpus * gpuMilli; }
    bool fits(const PackingState &state) const;
    // The GPU with the least that is enough, as index into freeMilli; only for items with GPUs that fit.
    int bestFitDevice(const PackingState &state) const;
    // With an item on it: a share on `device`, whole GPUs on those that are free.
    PackingState placedOn(const PackingState &state, int device) const;
};

// Machines of a fleet and the classes of a demand, with models as numbers. At most 64 models.
struct PackingFleet
{
    std::vector<PackingState> states; // of each machine, empty
    std::vector<qint64> memoryMiB;    // of each machine
    std::vector<PackingClass> classes;
    QStringList models;
    qint64 gpuMilli = 0; // of all machines
};

// Arrivals as indices into PackingFleet::classes.
struct PackingDemand
{
    struct Arrival
    {
        int itemClass = 0;
        qint64 memoryMiB = 0;
    };
    std::vector<Arrival> items; // in the order of the items given
};

// Interns machines and items. Items asking for models that no machine has keep an empty set of models.
PackingFleet packingFleet(const std::vector<PackingMachine> &machines, const std::vector<PackingItem> &items,
                          PackingDemand *demand);

} // namespace easel
