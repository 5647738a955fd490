// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/placement/packing.h"

namespace easel {

// CSV files of the public "openb" trace (Alibaba cluster-trace-gpu-v2023), and any with the same columns; the
// order of columns does not matter, others are left alone. Errors name the line.
// Machines: sn, cpu_milli, memory_mib, gpu, model.
Result<std::vector<PackingMachine>> readPackingMachines(const QByteArray &csv);
// Items: name, cpu_milli, memory_mib, num_gpu, gpu_milli, and gpu_spec (models, separated by |) if there is
// one.
Result<std::vector<PackingItem>> readPackingItems(const QByteArray &csv);

} // namespace easel
