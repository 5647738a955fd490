// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tolerant.h"

namespace easel {

// One machine of the inventory: HostDetail of 2.4, from a Compute's status or an inventory snapshot.
struct HostView
{
    struct Gpu
    {
        QString family; // as the inventory says; "Unknown" or empty when nobody could name it
        QString model;
        qint64 count = 0;
        std::optional<qint64> memoryMiB; // of one GPU
        bool fromTag = false;
        QString vendor;
        bool migCapable = false;
        QString migStrategy;
        bool operator==(const Gpu &) const = default;
    };
    QString hostUid;
    QString displayName;
    QString state;        // available, in-use, unhealthy, unpaired, unknown
    QString paletteState; // the word that Palette has for it
    QString paletteHealth;
    QString message;
    QStringList roles;
    QString architecture;
    std::optional<qint64> cpuCount;
    std::optional<qint64> memoryMiB;
    QList<Gpu> gpus;
    QMap<QString, QString> tags;
    QString ip;
    QString nic;
    QString mac;
    QString subnet;
    QString gateway;
    int nicCount = 0; // without those that containers and overlays made; 0 = not known
    QString usedByCluster;
    QString usedByClusterUid;
    QString usedByPool;     // "<namespace>/<pool>"
    QString reservedBy;     // the same
    QString paletteProject; // uid; empty = not known
    QString nodeUid;        // of a node: the Node's own
    QString systemUuid;     // of a node: its machine's, lower case without dashes; empty = not known

    QMap<QString, qint64> gpusByFamily() const;
    QString name() const { return displayName.isEmpty() ? hostUid : displayName; }
    bool matches(const QMap<QString, QString> &resourceGroups) const; // every pair equals a tag
    bool operator==(const HostView &) const = default;
    QStringList rolesInEffect() const; // "control-plane", "worker": the tag, else what is said, else by GPUs
};
// HostDetail of 2.4. GPUs without a family get one by the built-in table and by tags (3.b).
HostView readHost(const TolerantReader &reader, const QString &hostUid = {});

struct ComputeView : ViewBase
{
    explicit ComputeView(const QJsonObject &source);

    QString settings;
    QMap<QString, QString> selector;
    QString paletteProjectUid;
    QList<HostView> hosts;
    QString lastRefreshTime;
    bool truncated = false;
};

} // namespace easel
