// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizards/poolmodel.h"

#include "core/domain/projectview.h"
#include "core/placement/machinepools.h"
#include "core/quota/quotarules.h"

#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const JsonPointer variantPointer = JsonPointer::of({u"spec"_s, u"clusterVariant"_s});
const JsonPointer sharedClusters = variantPointer / u"shared"_s / u"clusters"_s;
const QString configKey = u"paletteClusterDeploymentConfig"_s;

QJsonObject newCluster()
{
    return {{u"cloudType"_s, u"edge-native"_s}, {u"nodePoolRequirements"_s, QJsonObject()}};
}

QJsonObject newPool()
{
    return {
        {u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
        {u"kind"_s, u"ComputePool"_s},
        {u"metadata"_s, QJsonObject{{u"name"_s, QString()}, {u"namespace"_s, QString()}}},
        {u"spec"_s, QJsonObject{{u"clusterVariant"_s,
                                 QJsonObject{{u"dedicated"_s, QJsonObject{{configKey, newCluster()}}}}}}}};
}

} // namespace

PoolModel::PoolModel(Draft *draft, Surroundings *surroundings, QObject *parent)
    : ClusterModel(draft, surroundings, newPool(), parent)
{
    start();
}

bool PoolModel::isShared() const
{
    return pool().variant == PoolView::Variant::Shared;
}

QStringList PoolModel::clusterNames() const
{
    QStringList names;
    const PoolView view = pool();
    for (const ClusterConfigView &cluster : view.clusters)
        names << cluster.name;
    if (names.isEmpty())
        names << QString();
    return names;
}

JsonPointer PoolModel::configPointer(int cluster) const
{
    const PoolView view = pool();
    if (cluster < view.clusters.size() && !view.clusters.at(cluster).pointer.isEmpty())
        return view.clusters.at(cluster).pointer;
    return isShared() ? sharedClusters / cluster / configKey : variantPointer / u"dedicated"_s / configKey;
}

ClusterConfigView PoolModel::own(int cluster) const
{
    const PoolView view = pool();
    return cluster < view.clusters.size() ? view.clusters.at(cluster) : ClusterConfigView();
}

ClusterModel::Place PoolModel::place(int cluster) const
{
    const JsonPointer config = configPointer(cluster);
    const ClusterConfigView view = own(cluster);
    const JsonPointer pools = config / u"nodePoolRequirements"_s;
    Place place;
    place.controlPlane = pools / u"controlPlanePool"_s;
    place.workers = pools / u"workerPools"_s;
    // Beside the config in the older form.
    place.edge = view.cidrPointer.isEmpty() ? config / u"edge"_s : view.cidrPointer.parent().parent();
    place.overlay = place.edge / u"networkOverlayConfig"_s;
    const JsonPointer beside = config.parent() / u"sshKeys"_s;
    const bool older = beside.exists(object()) && !(config / u"sshKeys"_s).exists(object());
    place.sshKeys = older ? beside : config / u"sshKeys"_s;
    return place;
}

std::optional<ClusterConfigView> PoolModel::defaults() const
{
    const ComputeConfigView config = computeConfigOf(objects(), project());
    return config.isSet() ? std::optional<ClusterConfigView>(config.defaults) : std::nullopt;
}

QString PoolModel::configName() const
{
    return computeConfigOf(objects(), project()).name;
}

QList<PoolConsequence> PoolModel::consequences() const
{
    return isEdit() ? poolConsequences(original(), object(), objects()) : QList<PoolConsequence>();
}

void PoolModel::setShared(bool shared)
{
    if (shared == isShared())
        return;
    QJsonValue root = object();
    const PoolView view = pool();
    QJsonObject first = newCluster();
    if (!view.clusters.isEmpty() && view.clusters.first().pointer.get(root).isObject())
        first = view.clusters.first().pointer.get(root).toObject();
    (variantPointer / u"dedicated"_s).remove(root);
    (variantPointer / u"shared"_s).remove(root);
    if (shared)
        sharedClusters.set(root, QJsonArray{QJsonObject{{u"name"_s, u"main"_s}, {configKey, first}}});
    else
        (variantPointer / u"dedicated"_s / configKey).set(root, first);
    setCluster(0);
    replace(root.toObject());
}

void PoolModel::setProject(const QString &project)
{
    if (project == this->project())
        return;
    QJsonValue root = object();
    JsonPointer::of({u"metadata"_s, u"namespace"_s}).set(root, project);
    // A bundle and a policy belong to one project.
    JsonPointer::of({u"spec"_s, u"profileBundleRef"_s}).remove(root);
    JsonPointer::of({u"spec"_s, u"scalingPolicyRef"_s}).remove(root);
    replace(root.toObject());
}

void PoolModel::setClusterNames(const QStringList &names)
{
    QJsonValue root = object();
    QJsonArray clusters = sharedClusters.get(root).toArray();
    while (clusters.size() > names.size())
        clusters.removeLast();
    for (qsizetype i = 0; i < names.size(); ++i) {
        QJsonObject cluster =
            i < clusters.size() ? clusters.at(i).toObject() : QJsonObject{{configKey, newCluster()}};
        cluster.insert(u"name"_s, names.at(i));
        if (i < clusters.size())
            clusters.replace(i, cluster);
        else
            clusters.append(cluster);
    }
    sharedClusters.set(root, clusters);
    setCluster(std::min(cluster(), std::max(0, int(names.size()) - 1)));
    replace(root.toObject());
}

bool PoolModel::isNameTaken() const
{
    return !isEdit() && !name().isEmpty() &&
           !objects().find(u"ComputePool.spectrocloud.com"_s, project(), name()).isEmpty();
}

QMap<QString, QString> PoolModel::resourceGroups(bool controlPlane) const
{
    const PoolView view = pool();
    return controlPlane ? view.controlPlaneResourceGroups : view.workerResourceGroups;
}

void PoolModel::setResourceGroups(bool controlPlane, const QList<QStringList> &rows)
{
    QJsonObject map;
    for (const QStringList &row : rows) {
        if (!row.at(0).isEmpty())
            map.insert(row.at(0), row.at(1));
    }
    set(variantPointer / (controlPlane ? u"controlPlaneResourceGroups"_s : u"workerResourceGroups"_s), map);
}

QList<PoolModel::NodePool> PoolModel::nodePools() const
{
    QList<NodePool> controlPlanes;
    QList<NodePool> workers;
    const PoolView view = pool();
    const bool several = view.clusters.size() > 1;
    for (int i = 0; i < view.clusters.size(); ++i) {
        const ClusterConfigView cluster = effect(i);
        const auto title = [&](const QString &name) { return several ? cluster.name + u'/' + name : name; };
        if (cluster.controlPlane)
            controlPlanes.append({i, -1, title(cluster.controlPlane->name)});
        const QList<NodePoolView> pools = cluster.workers.value_or(QList<NodePoolView>());
        for (int worker = 0; worker < pools.size(); ++worker)
            workers.append({i, worker, title(pools.at(worker).name)});
    }
    return controlPlanes + workers;
}

NodePoolView PoolModel::effectOf(const NodePool &nodePool) const
{
    const ClusterConfigView cluster = effect(nodePool.cluster);
    if (nodePool.controlPlane())
        return cluster.controlPlane.value_or(NodePoolView());
    return cluster.workers.value_or(QList<NodePoolView>()).value(nodePool.worker);
}

QStringList PoolModel::pins(const NodePool &nodePool) const
{
    return effectOf(nodePool).hosts;
}

JsonPointer PoolModel::nodePoolPointer(const NodePool &nodePool) const
{
    const ClusterConfigView cluster = own(nodePool.cluster);
    if (nodePool.controlPlane())
        return cluster.controlPlane ? cluster.controlPlane->pointer : place(nodePool.cluster).controlPlane;
    if (cluster.workers && nodePool.worker < cluster.workers->size())
        return cluster.workers->at(nodePool.worker).pointer;
    return place(nodePool.cluster).workers / nodePool.worker;
}

void PoolModel::setPins(const NodePool &nodePool, const QStringList &hosts)
{
    if (!nodePool.controlPlane() && !own(nodePool.cluster).workers) {
        // The ComputeConfig's workers have to become the pool's own first.
        setCluster(nodePool.cluster);
        takeOverWorkers();
    }
    set(nodePoolPointer(nodePool) / u"hosts"_s, QJsonArray::fromStringList(hosts));
}

bool PoolModel::hasPins() const
{
    const QList<NodePool> all = nodePools();
    return std::any_of(all.begin(), all.end(),
                       [this](const NodePool &each) { return !pins(each).isEmpty(); });
}

QJsonObject PoolModel::withoutPins(const NodePool &nodePool) const
{
    QJsonValue root = object();
    (nodePoolPointer(nodePool) / u"hosts"_s).remove(root);
    return root.toObject();
}

void PoolModel::setVariable(const QString &profile, const QString &name, const QString &value)
{
    set(configPointer(cluster()) / u"variables"_s / profile / name, value);
}

QList<Finding> PoolModel::judged(const RuleContext &context) const
{
    QList<Finding> findings = checkObject(object(), objects(), context);
    if (book())
        findings += quotaFindings(*book(), object(), context);
    if (context.intent == RuleContext::Intent::Update && !context.before.isEmpty()) {
        QList<Finding> before = checkObject(context.before, objects(), context);
        if (book())
            before += quotaFindings(*book(), context.before, context);
        allowOldRefusals(findings, before);
    }
    return findings;
}

} // namespace easel
