// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/clusterrecords.h"

#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/domain/poolview.h"
#include "core/domain/projectview.h"
#include "core/domain/state.h"
#include "core/domain/tenantview.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QString labelPrefix = u"easel.spectrocloud.com/"_s;

// Clusters of a family carry the label gpu.<Family>; a claim gpu.family stands for it where there is only
// one.
void setGpus(PlacementCluster *cluster, const QMap<QString, qint64> &gpus)
{
    cluster->gpus = gpus;
    for (auto it = gpus.begin(); it != gpus.end(); ++it)
        cluster->labels.insert(labelPrefix + u"gpu."_s + it.key(), QString::number(it.value()));
    if (gpus.size() == 1)
        cluster->claims.insert(u"gpu.family"_s, gpus.firstKey());
}

// Nobody knows better: a cluster that was never looked at counts as healthy.
void setHealth(PlacementCluster *cluster, const QString &phase, const QString &reason)
{
    if (phase.isEmpty())
        return;
    const StateText state = stateOfPhase(phase);
    cluster->healthy = state.tone == Tone::Good;
    cluster->health = reason.isEmpty() ? state.word : state.word + u": "_s + reason;
}

void setVersion(PlacementCluster *cluster, const QString &version)
{
    if (!version.isEmpty())
        cluster->claims.insert(u"kubeversion.open-cluster-management.io"_s, version);
}

QList<ClusterRecord> recordsOfPool(const QJsonObject &object)
{
    QList<ClusterRecord> records;
    const PoolView pool(object);
    for (const PoolClusterStatus &state : pool.clusterStates) {
        ClusterRecord record;
        record.namespaceName = pool.namespaceName;
        record.source = u"pool"_s;
        record.object = refOf(object);
        PlacementCluster &cluster = record.cluster;
        cluster.name = state.paletteName.isEmpty() ? pool.name + u'-' + state.name : state.paletteName;
        cluster.labels = pool.labels;
        cluster.labels.insert(labelPrefix + u"project"_s, pool.namespaceName);
        cluster.labels.insert(labelPrefix + u"pool"_s, pool.name);
        cluster.labels.insert(labelPrefix + u"source"_s, u"pool"_s);
        cluster.labels.insert(labelPrefix + u"cluster"_s, cluster.name);
        cluster.deleting = pool.deleting;
        QMap<QString, qint64> gpus;
        for (const PoolClusterStatus::Host &host : state.hosts) {
            if (host.gpuCount > 0 && !sameEnum(host.state, u"releasing"))
                gpus[host.family] += host.gpuCount;
        }
        setGpus(&cluster, gpus);
        setVersion(&cluster, state.kubernetesVersion);
        setHealth(&cluster, state.health.isEmpty() ? state.state : state.health, {});
        records << record;
    }
    return records;
}

std::optional<ClusterRecord> recordOfSecret(const QJsonObject &object)
{
    ReadRecord notes;
    const TolerantReader reader(object, &notes);
    const QMap<QString, QString> labels = reader.textMap({u"metadata.labels"});
    if (!labels.contains(labelPrefix + u"cluster-kubeconfig"_s) ||
        labels.value(labelPrefix + u"source"_s) == u"pool" || labels.contains(labelPrefix + u"pool"_s))
        return std::nullopt;
    ClusterRecord record;
    record.object = refOf(object);
    record.namespaceName = record.object.namespaceName;
    record.source = labels.value(labelPrefix + u"source"_s, u"brought"_s);
    // What the last check of the cluster found, in the form of a ManagedCluster as far as it says it.
    const QString text = reader.textMap({u"metadata.annotations"}).value(labelPrefix + u"cluster-status"_s);
    const QJsonObject found = QJsonDocument::fromJson(text.toUtf8()).object();
    const TolerantReader status(found, &notes);
    PlacementCluster &cluster = record.cluster;
    cluster.name = labels.value(labelPrefix + u"cluster"_s, record.object.name);
    cluster.labels = labels;
    cluster.deleting = reader.has({u"metadata.deletionTimestamp"});
    cluster.claims = status.textMap({u"claims"});
    cluster.cpu = quantityAmount(status.text({u"allocatable.cpu"}));
    cluster.memory = quantityAmount(status.text({u"allocatable.memory"}));
    const QJsonArray taints = status.list({u"taints"});
    for (const auto &taint : taints)
        cluster.taints << readTaint(taint.toObject());
    QMap<QString, qint64> gpus = status.numberMap({u"gpus"});
    const QString gpuLabel = labelPrefix + u"gpu."_s;
    for (auto it = labels.begin(); gpus.isEmpty() && it != labels.end(); ++it) {
        if (it.key().startsWith(gpuLabel) && it.value().toLongLong() > 0)
            gpus.insert(it.key().mid(gpuLabel.size()), it.value().toLongLong());
    }
    setGpus(&cluster, gpus);
    setVersion(&cluster, status.text({u"version"}));
    setHealth(&cluster, status.text({u"health"}), cleanedLine(status.texts({u"problems"}).value(0)));
    return record;
}

} // namespace

QStringList namespacesSeenFrom(const QString &namespaceName, const ObjectSet &objects)
{
    QStringList seen{namespaceName};
    const QJsonObject project = objects.find(u"Project.spectrocloud.com"_s, {}, namespaceName);
    if (!project.isEmpty()) {
        const QString tenant = ProjectView(project).tenant.name;
        const QJsonObject object = objects.find(u"Tenant.spectrocloud.com"_s, {}, tenant);
        if (!object.isEmpty())
            seen << TenantView(object).ownNamespace();
    }
    if (!seen.contains(objects.systemNamespace))
        seen << objects.systemNamespace;
    return seen;
}

QList<ClusterRecord> clusterRecords(const QString &namespaceName, const ObjectSet &objects)
{
    QMap<QString, ClusterRecord> byName;
    const QStringList seen = namespacesSeenFrom(namespaceName, objects);
    for (const QString &place : seen) {
        QList<ClusterRecord> records;
        const QList<QJsonObject> pools = objects.all(u"ComputePool.spectrocloud.com"_s, place);
        for (const QJsonObject &pool : pools)
            records << recordsOfPool(pool);
        const QList<QJsonObject> secrets = objects.all(u"Secret"_s, place);
        for (const QJsonObject &secret : secrets) {
            if (const auto record = recordOfSecret(secret))
                records << *record;
        }
        for (const ClusterRecord &record : std::as_const(records)) {
            if (!byName.contains(record.cluster.name))
                byName.insert(record.cluster.name, record);
        }
    }
    return byName.values();
}

} // namespace easel
