// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/clusterprofile.h"

#include <optional>

namespace easel {

// A cluster as Palette tells about it. No call has everything: the search list and the overview have the
// health, the cluster by itself has conditions, packs and repave. State words are open sets.
struct PaletteCluster
{
    struct Health
    {
        QString state; // "Healthy", "UnHealthy", "Unknown"; empty while the cluster is young
        QDateTime heartbeat;
        QString agentVersion;
        QList<PaletteCondition> conditions;
    };
    struct Pack
    {
        QString name;
        QString profileUid;
        QString type;
        QString version;
        QDateTime started;
        QDateTime ended;
        PaletteCondition condition;
        bool isReady() const { return condition.type == u"Ready" && condition.isTrue(); }
        bool hasFailed() const { return condition.type == u"Error"; }
    };
    struct Profile
    {
        QString uid;
        QString name;
        QString type;
        QString version;
        QString cloudType;
        QList<ProfilePack> packs;
    };
    struct Pool // a summary; the pools themselves are in the cloud configuration
    {
        bool isControlPlane = false;
        int size = 0;
        int healthy = 0;
        int inMaintenance = 0;
        QStringList labels;
    };
    struct Endpoint
    {
        QString host;
        int port = 0;
    };
    struct Kube
    {
        bool hasKubeconfig = false;
        bool hasClientKubeconfig = false;
        bool hasManifest = false;
        QString version; // Kubernetes
    };
    struct Import
    {
        bool isBrownfield = false;
        QString state;
        QString link; // a ready kubectl command; the manifest behind it holds credentials
    };
    struct Apply
    {
        QString action; // "DownloadAndInstall", "DownloadAndInstallLater"
        bool canBeApplied = false;
    };

    PaletteMeta meta;
    QString cloudType;      // "edge-native", "generic", "nested"
    QString clusterType;    // "PureManage", "AlloyMonitor"...
    QString cloudConfigUid; // names the pools and machines
    PaletteRef project;
    QList<Profile> profiles;
    QList<Pool> pools;
    QString state; // "Pending", "Provisioning", "Running", "Deleting", "Deleted", "Error", "Importing"
    Health health;
    QList<PaletteCondition> conditions;
    QList<Pack> packs;
    QString repaveState; // "Pending", "Approved", "Reverted"; empty: none
    std::optional<Kube> kube;
    std::optional<Import> import;
    std::optional<Apply> apply;
    QList<Endpoint> endpoints;
    bool hasNotifications = false;
    bool hasStatus = false; // false of a cluster by itself: it was purged

    const QString &uid() const { return meta.uid; }
    bool isReady() const;      // running and healthy
    bool isGone() const;       // deleted; Palette keeps such clusters readable for days
    int conditionsMet() const; // of conditions.size()
};

// An item of the search list ("specSummary"), an overview or a cluster by itself ("spec").
PaletteCluster readPaletteCluster(const QJsonObject &object);

} // namespace easel
