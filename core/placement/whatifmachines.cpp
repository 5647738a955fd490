// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/whatifmachines.h"

#include "core/domain/kinds.h"

#include <QJsonArray>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QJsonArray clustersOf(const QJsonObject &pool)
{
    return pool[u"status"][u"clusters"].toArray();
}

QJsonObject withClusters(QJsonObject pool, const QJsonArray &clusters)
{
    QJsonObject status = pool[u"status"].toObject();
    status.insert(u"clusters"_s, clusters);
    pool.insert(u"status"_s, status);
    return pool;
}

QString uidOf(const QJsonValue &host)
{
    return host[u"hostUid"].toString();
}

// By what names a Compute may call a machine (2.4).
bool isMachine(const QJsonObject &detail, const QSet<QString> &uids)
{
    for (const char *key : {"hostUid", "id", "uid", "name"}) {
        if (const QString said = detail[QLatin1String(key)].toString(); !said.isEmpty())
            return uids.contains(said);
    }
    return false;
}

QJsonObject fated(QJsonObject detail, MachineFate fate)
{
    detail.insert(u"state"_s, fate == MachineFate::Freed ? u"available"_s : u"unhealthy"_s);
    detail.remove(u"inUseBy"_s);
    detail.remove(u"reservedBy"_s);
    return detail;
}

QJsonObject hostEntry(const HostView &host, const NodePoolChoice &choice, const QString &nodePool)
{
    const MachineRequest &request = choice.request;
    QJsonObject entry{{u"hostUid"_s, host.hostUid},
                      {u"nodePool"_s, nodePool},
                      {u"role"_s, request.controlPlane ? u"control-plane"_s : u"worker"_s},
                      {u"state"_s, u"reserved"_s}};
    const QMap<QString, qint64> gpus = host.gpusByFamily();
    // A status has room for one family; what was asked for goes first.
    QString family = gpus.isEmpty() ? QString() : gpus.firstKey();
    for (auto it = gpus.cbegin(); it != gpus.cend(); ++it) {
        if (request.wantsGpu && it.key().compare(request.gpuFamily, Qt::CaseInsensitive) == 0)
            family = it.key();
    }
    if (!family.isEmpty()) {
        entry.insert(u"family"_s, family);
        entry.insert(u"gpuCount"_s, gpus.value(family));
    }
    return entry;
}

} // namespace

QSet<QString> machinesOfPool(const QJsonObject &pool)
{
    QSet<QString> uids;
    const QJsonArray clusters = clustersOf(pool);
    for (const auto &cluster : clusters) {
        const QJsonArray hosts = cluster[u"hosts"].toArray();
        for (const auto &host : hosts)
            uids.insert(uidOf(host));
    }
    return uids;
}

QList<QJsonObject> poolsWithMachine(const ObjectSet &objects, const QString &uid)
{
    QList<QJsonObject> holders;
    const QList<QJsonObject> pools = objects.all(u"ComputePool."_s + spectroGroup);
    for (const QJsonObject &pool : pools) {
        if (machinesOfPool(pool).contains(uid))
            holders << pool;
    }
    return holders;
}

QJsonObject withoutMachine(const QJsonObject &pool, const QString &uid)
{
    QJsonArray clusters = clustersOf(pool);
    for (QJsonValueRef cluster : clusters) {
        QJsonObject value = cluster.toObject();
        QJsonArray hosts = value[u"hosts"].toArray();
        for (qsizetype i = hosts.size() - 1; i >= 0; --i) {
            if (uidOf(hosts.at(i)) == uid)
                hosts.removeAt(i);
        }
        value.insert(u"hosts"_s, hosts);
        cluster = value;
    }
    return withClusters(pool, clusters);
}

QJsonObject withMachines(const QJsonObject &pool, const MachineFleet &fleet, const MachinePlan &plan)
{
    const PoolView view(pool);
    const QSet<QString> had = machinesOfPool(pool);
    if (had.isEmpty() && !view.attached.isEmpty())
        return pool;
    QHash<QString, QJsonObject> known;
    QJsonArray clusters = clustersOf(pool);
    for (const auto &cluster : std::as_const(clusters)) {
        const QJsonArray hosts = cluster[u"hosts"].toArray();
        for (const auto &host : hosts)
            known.insert(uidOf(host), host.toObject());
    }
    QMap<QString, QJsonArray> hostsOf; // by cluster
    for (const NodePoolChoice &choice : plan.nodePools) {
        const bool several = view.clusters.size() > 1;
        const QString cluster = several                   ? choice.request.name.section(u'/', 0, 0)
                                : view.clusters.isEmpty() ? u"main"_s
                                                          : view.clusters.first().name;
        const QString nodePool = several ? choice.request.name.section(u'/', 1) : choice.request.name;
        for (const int position : choice.chosen) {
            const HostView &host = fleet.host(position);
            QJsonObject entry = known.value(host.hostUid);
            if (entry.isEmpty() || entry[u"nodePool"].toString() != nodePool)
                entry = hostEntry(host, choice, nodePool);
            hostsOf[cluster].append(entry);
        }
    }
    for (QJsonValueRef cluster : clusters) {
        QJsonObject value = cluster.toObject();
        // The one cluster of a dedicated pool may have any name.
        const QString name =
            hostsOf.size() == 1 && clusters.size() == 1 ? hostsOf.firstKey() : value[u"name"].toString();
        value.insert(u"hosts"_s, hostsOf.take(name));
        cluster = value;
    }
    for (auto it = hostsOf.cbegin(); it != hostsOf.cend(); ++it)
        clusters.append(QJsonObject{{u"name"_s, it.key()}, {u"hosts"_s, *it}});
    return withClusters(pool, clusters);
}

void setMachineFate(MachineFate fate, const QSet<QString> &uids, ObjectSet *objects,
                    QList<HostView> *inventory)
{
    if (uids.isEmpty())
        return;
    const QList<QJsonObject> computes = objects->all(u"Compute."_s + spectroGroup);
    for (QJsonObject compute : computes) {
        QJsonObject status = compute[u"status"].toObject();
        const QJsonValue details = status[u"edgeHostDetails"];
        bool found = false;
        if (details.isArray()) {
            QJsonArray list = details.toArray();
            for (QJsonValueRef entry : list) {
                if (isMachine(entry.toObject(), uids)) {
                    entry = fated(entry.toObject(), fate);
                    found = true;
                }
            }
            status.insert(u"edgeHostDetails"_s, list);
        } else {
            QJsonObject map = details.toObject();
            for (const QString &uid : uids) {
                if (!map.contains(uid))
                    continue;
                map.insert(uid, fated(map[uid].toObject(), fate));
                found = true;
            }
            status.insert(u"edgeHostDetails"_s, map);
        }
        if (!found)
            continue;
        compute.insert(u"status"_s, status);
        objects->insert(compute);
    }
    for (HostView &host : *inventory) {
        if (!uids.contains(host.hostUid))
            continue;
        host.state = fate == MachineFate::Freed ? u"available"_s : u"unhealthy"_s;
        host.usedByCluster.clear();
        host.usedByClusterUid.clear();
        host.usedByPool.clear();
        host.reservedBy.clear();
    }
}

} // namespace easel
