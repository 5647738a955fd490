// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettemeta.h"

namespace easel {

// A project of Palette: the scope that machines, clusters and profiles lie in.
struct PaletteProject
{
    PaletteMeta meta;
    QList<PaletteRef> clusters; // that use it; the health figures of Palette overlap and are not read
    bool disabled = false;
};

// An item of the projects' dashboard list, or of the list of names alone.
PaletteProject readPaletteProject(const QJsonObject &item);

} // namespace easel
