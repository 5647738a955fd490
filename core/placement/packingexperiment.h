// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/packing.h"

namespace easel {

// The packing experiment of "Beware of Fragmentation" (USENIX ATC '23): the items in the order of their
// names, shuffled by a seed, made longer by drawing from them again (or shorter) until they ask for 130 % of
// the fleet's GPUs, arrive one by one and never leave. What fits nowhere is left out.
struct PackingRun
{
    int seed = 0;
    double at100 = 0; // GPUs given out, in % of all, when those asked for so far reach 100 %
    double at130 = 0;
    qint64 placed = 0;
    qint64 refused = 0;
    qint64 refusedCpuOnlyAt100 = 0; // of those without GPUs, while at most 100 % had been asked for
};

struct PackingExperiment
{
    PackingPolicy policy = PackingPolicy::Easel;
    int firstSeed = 42;
    int lastSeed = 51;
};

// Runs seed after seed; the same seeds give the same numbers everywhere. Seeds may be split among threads.
std::vector<PackingRun> runPackingExperiment(const std::vector<PackingMachine> &machines,
                                             std::vector<PackingItem> items,
                                             const PackingExperiment &experiment);

} // namespace easel
