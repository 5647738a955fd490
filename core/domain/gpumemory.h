// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include <optional>

namespace easel {

// Palette's free text for one GPU's memory, in MiB (3.b): "81559 MiB", "80GB", "24"; units count in powers of
// 1024; without a unit the size says which one is meant. nullopt: not readable.
std::optional<qint64> gpuMemoryMiB(QStringView text);

// Cards and hosts report less than their nominal size: 46068 of 49152 MiB is a 48 GiB card.
bool memoryFits(qint64 reportedMiB, qint64 askedMiB);

} // namespace easel
