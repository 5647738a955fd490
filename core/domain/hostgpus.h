// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/edgehost.h"
#include "core/domain/computeview.h"
#include "core/domain/gpufamilies.h"

namespace easel {

// Gives every GPU of a host the family of its text where none is known, then puts the host's tags
// palette.ai/gpu-family, -count, -memory-mib and /override to use (3.b): field by field where device data is
// missing, in place of it with the override. Doing it twice changes nothing.
void nameGpus(HostView &host, const GpuFamilyTable &table = GpuFamilyTable::inUse());

// A machine as Palette's client read it: its state by 2.4, its GPUs by 3.b.
HostView hostFromPalette(const EdgeHost &edgeHost, const GpuFamilyTable &table = GpuFamilyTable::inUse());

// The same as Palette's API sends it (search item or detail).
HostView hostFromPalette(const QJsonObject &edgeHost, const GpuFamilyTable &table = GpuFamilyTable::inUse());

} // namespace easel
