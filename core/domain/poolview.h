// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tolerant.h"

namespace easel {

// Requirements of one node pool, per node (2.5, 3.c). What is not set is to be found by 3.d.
struct NodePoolView
{
    QString name;
    bool controlPlane = false;
    std::optional<qint64> nodeCount;
    std::optional<qint64> minNodeCount;
    std::optional<qint64> maxNodeCount;
    bool workerNodeEligible = false;
    bool eligibleSet = false; // said here, not by default
    QString architecture;
    std::optional<qint64> cpuCount;
    std::optional<qint64> memoryMiB;
    QString gpuFamily;
    std::optional<qint64> gpuCount;
    std::optional<qint64> gpuMemory; // MiB for one GPU
    bool hasGpu = false;             // a gpu block is there, complete or not
    QMap<QString, QString> labels;
    QMap<QString, QString> annotations;
    QJsonArray taints;
    QString updateStrategy;
    QStringList hosts;
    JsonPointer pointer;

    // GPUs of all its nodes by family (3.a.3): nothing for a control plane that may not run workloads.
    QMap<QString, qint64> gpuDemand() const;
};

// One cluster's paletteClusterDeploymentConfig, or the defaults of a ComputeConfig read the same way.
struct ClusterConfigView
{
    QString name; // name of a shared pool's cluster; "main" for a dedicated one
    QString cloudType;
    QString vip;
    std::optional<bool> overlayEnabled;
    QString overlayCidr;
    QString overlayType;
    std::optional<QStringList> ntpServers;
    std::optional<QStringList> sshKeys;
    std::optional<bool> isTwoNode;
    QString deletionPolicy; // empty: the default, delete
    QJsonObject profileVariables;
    QJsonObject hostNetworks; // edge.hosts
    std::optional<NodePoolView> controlPlane;
    std::optional<QList<NodePoolView>> workers;
    JsonPointer pointer;
    JsonPointer vipPointer;
    JsonPointer cidrPointer;

    QMap<QString, qint64> gpuDemand() const;
    qint64 nodeTotal() const;
};

// `beside` is the object that holds the config: edge, sshKeys and deletionPolicy may stand there (older
// form).
ClusterConfigView readClusterConfig(const TolerantReader &config, const TolerantReader &beside);
NodePoolView readNodePool(const TolerantReader &reader, bool controlPlane);

// What is in effect (3.d): the pool's own values over the ComputeConfig's over the built-in ones. Scalars:
// the first one set; objects field by field; labels and annotations by key; lists replace.
ClusterConfigView withDefaults(const ClusterConfigView &own, const ClusterConfigView *defaults);

struct ComputeConfigView : ViewBase
{
    explicit ComputeConfigView(const QJsonObject &source);
    ClusterConfigView defaults;
};

struct PoolClusterStatus
{
    QString name;
    QString paletteUid;
    QString paletteName;
    QString state;
    QString health;
    QString kubernetesVersion;
    QString apiEndpoint;
    QString kubeconfigSecret;
    QString managedClusterName;
    struct Host
    {
        QString hostUid;
        QString nodePool;
        QString role;
        QString family;
        qint64 gpuCount = 0;
        QString state;
    };
    QList<Host> hosts;
};

struct PoolView : ViewBase
{
    enum class Variant { None, Dedicated, Shared, Both };

    explicit PoolView(const QJsonObject &source);

    QString description;
    TolerantReader::Reference bundle;
    Variant variant = Variant::None;
    QMap<QString, QString> controlPlaneResourceGroups;
    QMap<QString, QString> workerResourceGroups;
    QList<ClusterConfigView> clusters;
    bool allowOvercommit = false;
    QString scalingPolicy;
    bool networkIsolation = false;
    // status
    QList<PoolClusterStatus> clusterStates;
    QStringList deployments;
    QString environmentRef;
    QMap<QString, qint64> attached;
    QMap<QString, qint64> claimed;
    QMap<QString, qint64> releasing;

    QMap<QString, qint64> gpuDemand() const; // the current wish
    qint64 nodeTotal() const;
    QString variantText() const; // translated
    // The clusters that were asked for in Palette, by name: what a shared pool keeps for good; empty before.
    QStringList builtClusters() const;
    // A cluster as it was resolved when its machines were reserved (status.resolvedSpec); nothing before
    // that.
    std::optional<ClusterConfigView> resolvedConfig(const QString &cluster) const;
};

} // namespace easel
