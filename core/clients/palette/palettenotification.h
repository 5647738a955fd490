// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettemeta.h"

namespace easel {

// What Palette offers to do: a pack or a profile has a newer version.
struct PaletteNotification
{
    PaletteMeta meta;
    QString type;
    QString action;
    QString message;
    QString link;
    QString objectKind;
    PaletteRef object;
    bool acknowledged = false;
    bool done = false;
    bool informational = false;
};

PaletteNotification readPaletteNotification(const QJsonObject &item);

enum class PaletteNotificationKind { Cluster, ClusterProfile };

} // namespace easel
