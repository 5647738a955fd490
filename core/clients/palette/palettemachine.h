// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettemeta.h"

#include <optional>

namespace easel {

// A machine of a cluster: a node that runs, is being built or goes away. Its uid is its own, not the host's.
struct PaletteMachine
{
    struct Maintenance
    {
        QString action; // "cordon", "uncordon"
        QString state;  // "Initiated", "InProgress", "Completed", "Failed"
        QString message;
    };
    PaletteMeta meta;
    QString hostUid;
    std::optional<qint64> cpuCores;
    std::optional<qint64> memoryMiB;
    std::optional<qint64> diskGiB;
    QString state; // "Pending", "Provisioning", "Provisioned", "Running", "Deleting", "Deleted", "Failed"...
    bool ready = false;
    QString health; // open set
    QDateTime heartbeat;
    QList<PaletteCondition> conditions;
    QStringList addresses;
    Maintenance maintenance;

    const QString &uid() const { return meta.uid; }
};

PaletteMachine readPaletteMachine(const QJsonObject &item);

enum class MachineMaintenance { Cordon, Uncordon };

} // namespace easel
