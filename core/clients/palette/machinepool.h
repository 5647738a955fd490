// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/edgehost.h"

#include <optional>

namespace easel {

// A machine of a pool of an edge-native cluster.
struct PoolHost
{
    QString hostUid;
    QString hostName;
    std::optional<EdgeHost::Nic> nic; // the address that the machine gets; cannot change later
    QString twoNodePriority;          // "primary", "secondary"; empty: no two-node cluster
    QString address;                  // only read
};

// A pool of machines, read from a cluster's cloud configuration or to be made. An update replaces everything,
// the machines too: change what was read, never build it anew.
struct PaletteMachinePool
{
    struct Taint
    {
        QString key;
        QString value;
        QString effect; // "NoSchedule", "PreferNoSchedule", "NoExecute"
        bool operator==(const Taint &) const = default;
    };
    QString name;
    QList<PoolHost> hosts; // how many there are is the pool's size
    bool isControlPlane = false;
    bool useControlPlaneAsWorker = false;
    QStringList labels;                      // "control-plane" or "worker"; empty: by isControlPlane
    QMap<QString, QString> additionalLabels; // of the Kubernetes nodes
    QMap<QString, QString> additionalAnnotations;
    QMap<QString, QString> additionalTags;
    QList<Taint> taints;
    QString updateStrategy; // "RollingUpdateScaleOut", "RollingUpdateScaleIn", "OverrideScaling"
    QString maxSurge;       // of OverrideScaling
    QString maxUnavailable;
    QString architecture; // "amd64", "arm64"
    std::optional<int> minSize;
    std::optional<int> maxSize;
    std::optional<int> nodeRepaveInterval; // workers only, as the three below
    QString skipK8sUpgrade;                // "enabled", "disabled"
    QString overrideKubeadmConfiguration;
    QString overrideHealthCheckConfiguration;
    QString overrideClusterApiConfig;

    bool isTwoNode() const;
};

PaletteMachinePool readMachinePool(const QJsonObject &pool);
QJsonObject machinePoolBody(const PaletteMachinePool &pool); // {cloudConfig, poolConfig}

// Network and access of an edge-native cluster as a whole.
struct ClusterNetwork
{
    QString endpointHost; // the virtual address of the control plane
    QString endpointType; // "VIP", "IP", "External", "DDNS"; empty: "VIP" when there is a host
    QString ddnsSearchDomain;
    bool overlay = false;
    QString overlayCidr;
    QStringList ntpServers;
    QStringList sshKeys; // public
    std::optional<bool> staticIp;
    bool isTwoNode = false;
};
ClusterNetwork readClusterNetwork(const QJsonObject &clusterConfig);
QJsonObject clusterNetworkBody(const ClusterNetwork &network);

// What a cluster's cloud configuration holds (its uid is PaletteCluster::cloudConfigUid).
struct CloudConfig
{
    PaletteMeta meta;
    ClusterNetwork network;
    QList<PaletteMachinePool> pools;
};
CloudConfig readCloudConfig(const QJsonObject &object);

} // namespace easel
