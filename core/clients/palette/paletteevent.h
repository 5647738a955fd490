// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettemeta.h"

namespace easel {

// Something that happened to a cluster or a machine, as Palette noted it.
struct PaletteEvent
{
    PaletteMeta meta;
    QString reason;
    QString message;
    QString severity; // "Info", "Warning", "Error"; open set
    QString component;
    QString host;
    QString objectKind;
    PaletteRef object;

    QDateTime time() const { return meta.created; }
    bool isFailure() const; // error, or a reason that begins with "Failed"
};

PaletteEvent readPaletteEvent(const QJsonObject &item);

enum class PaletteEventKind { Cluster, EdgeHost };

} // namespace easel
