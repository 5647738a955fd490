// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/machinepool.h"

#include "core/clients/palette/palettejson.h"

#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace palettejson;

namespace {

std::optional<int> number(const QJsonValue &value)
{
    const std::optional<qint64> read = integer(value);
    return read ? std::optional(int(*read)) : std::nullopt;
}

void put(QJsonObject &object, QStringView key, const QString &value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}

void put(QJsonObject &object, QStringView key, const std::optional<int> &value)
{
    if (value)
        object.insert(key, *value);
}

void put(QJsonObject &object, QStringView key, const QMap<QString, QString> &value)
{
    if (!value.isEmpty())
        object.insert(key, mapObject(value));
}

QJsonObject nicBody(const EdgeHost::Nic &nic)
{
    QJsonObject body;
    put(body, u"nicName", nic.name);
    put(body, u"macAddr", nic.mac);
    put(body, u"ip", nic.ip);
    put(body, u"subnet", nic.subnet);
    put(body, u"gateway", nic.gateway);
    if (!nic.dns.isEmpty())
        body.insert(u"dns", QJsonArray::fromStringList(nic.dns));
    if (nic.isDefault)
        body.insert(u"isDefault", true);
    return body;
}

PoolHost readPoolHost(const QJsonObject &host)
{
    PoolHost result;
    result.hostUid = text(host[u"hostUid"]);
    result.hostName = text(host[u"hostName"]);
    result.address = text(host[u"hostAddress"]);
    result.twoNodePriority = text(host[u"twoNodeCandidatePriority"]);
    if (host[u"nic"].isObject())
        result.nic = readEdgeHostNic(host[u"nic"].toObject());
    // Before 4.x these stood beside it; they still come back.
    const QString nicName = text(host[u"nicName"]);
    const QString staticIp = text(host[u"staticIP"]);
    if (!nicName.isEmpty() || !staticIp.isEmpty()) {
        EdgeHost::Nic nic = result.nic.value_or(EdgeHost::Nic());
        if (nic.name.isEmpty())
            nic.name = nicName;
        if (nic.ip.isEmpty())
            nic.ip = staticIp;
        result.nic = nic;
    }
    return result;
}

QJsonObject poolHostBody(const PoolHost &host)
{
    QJsonObject body{{QStringLiteral("hostUid"), host.hostUid}};
    put(body, u"hostName", host.hostName);
    put(body, u"twoNodeCandidatePriority", host.twoNodePriority);
    if (host.nic) {
        const QJsonObject nic = nicBody(*host.nic);
        if (!nic.isEmpty())
            body.insert(u"nic", nic);
    }
    return body;
}

} // namespace

bool PaletteMachinePool::isTwoNode() const
{
    return std::any_of(hosts.begin(), hosts.end(),
                       [](const PoolHost &host) { return !host.twoNodePriority.isEmpty(); });
}

PaletteMachinePool readMachinePool(const QJsonObject &pool)
{
    PaletteMachinePool result;
    result.name = text(pool[u"name"]);
    for (const QJsonObject &host : objects(pool[u"hosts"]))
        result.hosts << readPoolHost(host);
    result.isControlPlane = flag(pool[u"isControlPlane"]);
    result.useControlPlaneAsWorker = flag(pool[u"useControlPlaneAsWorker"]);
    result.labels = texts(pool[u"labels"]);
    result.additionalLabels = textMap(pool[u"additionalLabels"]);
    result.additionalAnnotations = textMap(pool[u"additionalAnnotations"]);
    result.additionalTags = textMap(pool[u"additionalTags"]);
    for (const QJsonObject &taint : objects(pool[u"taints"])) {
        result.taints << PaletteMachinePool::Taint{text(taint[u"key"]), text(taint[u"value"]),
                                                   text(taint[u"effect"])};
    }
    const QJsonValue strategy = pool[u"updateStrategy"];
    result.updateStrategy = text(strategy[u"type"]);
    result.maxSurge = text(strategy[u"maxSurge"]);
    result.maxUnavailable = text(strategy[u"maxUnavailable"]);
    result.architecture = text(pool[u"machinePoolProperties"][u"archType"]);
    result.minSize = number(pool[u"minSize"]);
    result.maxSize = number(pool[u"maxSize"]);
    result.nodeRepaveInterval = number(pool[u"nodeRepaveInterval"]);
    result.skipK8sUpgrade = text(pool[u"skipK8sUpgrade"]);
    result.overrideKubeadmConfiguration = pool[u"overrideKubeadmConfiguration"].toString();
    result.overrideHealthCheckConfiguration = pool[u"overrideHealthCheckConfiguration"].toString();
    result.overrideClusterApiConfig = pool[u"overrideClusterAPIConfig"].toString();
    return result;
}

QJsonObject machinePoolBody(const PaletteMachinePool &pool)
{
    QJsonArray hosts;
    for (const PoolHost &host : pool.hosts)
        hosts.append(poolHostBody(host));
    QJsonObject config{{QStringLiteral("name"), pool.name},
                       {QStringLiteral("size"), int(pool.hosts.size())},
                       {QStringLiteral("isControlPlane"), pool.isControlPlane}};
    const QStringList labels =
        pool.labels.isEmpty()
            ? QStringList{pool.isControlPlane ? QStringLiteral("control-plane") : QStringLiteral("worker")}
            : pool.labels;
    config.insert(u"labels", QJsonArray::fromStringList(labels));
    if (pool.isControlPlane)
        config.insert(u"useControlPlaneAsWorker", pool.useControlPlaneAsWorker);
    put(config, u"additionalLabels", pool.additionalLabels);
    put(config, u"additionalAnnotations", pool.additionalAnnotations);
    put(config, u"additionalTags", pool.additionalTags);
    if (!pool.taints.isEmpty()) {
        QJsonArray taints;
        for (const PaletteMachinePool::Taint &taint : pool.taints) {
            QJsonObject body{{QStringLiteral("key"), taint.key}};
            put(body, u"value", taint.value);
            put(body, u"effect", taint.effect);
            taints.append(body);
        }
        config.insert(u"taints", taints);
    }
    QJsonObject strategy;
    put(strategy, u"type", pool.updateStrategy);
    put(strategy, u"maxSurge", pool.maxSurge);
    put(strategy, u"maxUnavailable", pool.maxUnavailable);
    if (!strategy.isEmpty())
        config.insert(u"updateStrategy", strategy);
    if (!pool.architecture.isEmpty()) {
        config.insert(u"machinePoolProperties", QJsonObject{{QStringLiteral("archType"), pool.architecture}});
    }
    put(config, u"minSize", pool.minSize);
    put(config, u"maxSize", pool.maxSize);
    if (!pool.isControlPlane) {
        put(config, u"nodeRepaveInterval", pool.nodeRepaveInterval);
        put(config, u"skipK8sUpgrade", pool.skipK8sUpgrade);
        put(config, u"overrideKubeadmConfiguration", pool.overrideKubeadmConfiguration);
    }
    put(config, u"overrideHealthCheckConfiguration", pool.overrideHealthCheckConfiguration);
    put(config, u"overrideClusterAPIConfig", pool.overrideClusterApiConfig);
    return {{QStringLiteral("cloudConfig"), QJsonObject{{QStringLiteral("edgeHosts"), hosts}}},
            {QStringLiteral("poolConfig"), config}};
}

ClusterNetwork readClusterNetwork(const QJsonObject &clusterConfig)
{
    ClusterNetwork network;
    const QJsonValue endpoint = clusterConfig[u"controlPlaneEndpoint"];
    network.endpointHost = text(endpoint[u"host"]);
    network.endpointType = text(endpoint[u"type"]);
    network.ddnsSearchDomain = text(endpoint[u"ddnsSearchDomain"]);
    const QJsonValue overlay = clusterConfig[u"overlayNetworkConfiguration"];
    network.overlay = flag(overlay[u"enable"]);
    network.overlayCidr = text(overlay[u"cidr"]);
    network.ntpServers = texts(clusterConfig[u"ntpServers"]);
    const QJsonArray keys = clusterConfig[u"sshKeys"].toArray();
    for (const auto &key : keys)
        network.sshKeys << key.toString(); // as they are: they are written back
    if (clusterConfig[u"staticIp"].isBool())
        network.staticIp = clusterConfig[u"staticIp"].toBool();
    network.isTwoNode = flag(clusterConfig[u"isTwoNodeCluster"]);
    return network;
}

QJsonObject clusterNetworkBody(const ClusterNetwork &network)
{
    QJsonObject body;
    QJsonObject endpoint;
    put(endpoint, u"host", network.endpointHost);
    put(endpoint, u"ddnsSearchDomain", network.ddnsSearchDomain);
    if (!endpoint.isEmpty() || !network.endpointType.isEmpty()) {
        endpoint.insert(u"type",
                        network.endpointType.isEmpty() ? QStringLiteral("VIP") : network.endpointType);
        body.insert(u"controlPlaneEndpoint", endpoint);
    }
    if (network.overlay) {
        QJsonObject overlay{{QStringLiteral("enable"), true}};
        put(overlay, u"cidr", network.overlayCidr);
        body.insert(u"overlayNetworkConfiguration", overlay);
    }
    if (!network.ntpServers.isEmpty())
        body.insert(u"ntpServers", QJsonArray::fromStringList(network.ntpServers));
    if (!network.sshKeys.isEmpty())
        body.insert(u"sshKeys", QJsonArray::fromStringList(network.sshKeys));
    if (network.staticIp)
        body.insert(u"staticIp", *network.staticIp);
    if (network.isTwoNode)
        body.insert(u"isTwoNodeCluster", true);
    return body;
}

CloudConfig readCloudConfig(const QJsonObject &object)
{
    CloudConfig config;
    config.meta = readPaletteMeta(object[u"metadata"].toObject());
    config.network = readClusterNetwork(object[u"spec"][u"clusterConfig"].toObject());
    for (const QJsonObject &pool : objects(object[u"spec"][u"machinePoolConfig"]))
        config.pools << readMachinePool(pool);
    return config;
}

} // namespace easel
