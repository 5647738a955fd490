// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/poolstate.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

PoolState::PoolState(const QJsonObject &pool, const QDateTime &now)
    : m_status(pool[u"status"].toObject())
    , m_now(now)
    , m_generation(pool[u"metadata"][u"generation"].toInteger())
{}

void PoolState::set(const QString &type, ConditionState state, const QString &reason, const QString &message)
{
    setCondition(m_status, {type, state, reason, message}, m_now, m_generation);
}

std::chrono::milliseconds PoolState::age(QStringView type) const
{
    const QDateTime since = sinceOf(m_status, type);
    return std::chrono::milliseconds(since.isValid() ? std::max<qint64>(0, since.msecsTo(m_now)) : 0);
}

QStringList PoolState::clusterNames() const
{
    QStringList names;
    const QJsonArray clusters = m_status[u"clusters"].toArray();
    for (const auto &cluster : clusters)
        names << cluster[u"name"].toString();
    return names;
}

QJsonObject PoolState::cluster(const QString &name) const
{
    const QJsonArray clusters = m_status[u"clusters"].toArray();
    for (const auto &cluster : clusters) {
        if (cluster[u"name"].toString() == name)
            return cluster.toObject();
    }
    return {};
}

void PoolState::setCluster(const QString &name, const QJsonObject &cluster)
{
    QJsonObject entry = cluster;
    entry.insert(u"name", name);
    QJsonArray clusters = m_status[u"clusters"].toArray();
    for (qsizetype i = 0; i < clusters.size(); ++i) {
        if (clusters.at(i)[u"name"].toString() == name) {
            clusters.replace(i, entry);
            m_status.insert(u"clusters", clusters);
            return;
        }
    }
    clusters.append(entry);
    m_status.insert(u"clusters", clusters);
}

void PoolState::removeCluster(const QString &name)
{
    QJsonArray clusters = m_status[u"clusters"].toArray();
    for (qsizetype i = clusters.size() - 1; i >= 0; --i) {
        if (clusters.at(i)[u"name"].toString() == name)
            clusters.removeAt(i);
    }
    m_status.insert(u"clusters", clusters);
}

bool PoolState::hasAnyUid() const
{
    const QStringList names = clusterNames();
    return std::any_of(names.begin(), names.end(),
                       [this](const QString &name) { return !uidOf(name).isEmpty(); });
}

QList<PoolClusterStatus::Host> PoolState::hosts(const QString &name) const
{
    QList<PoolClusterStatus::Host> hosts;
    const QJsonArray list = cluster(name)[u"hosts"].toArray();
    for (const auto &host : list)
        hosts.append({host[u"hostUid"].toString(), host[u"nodePool"].toString(), host[u"role"].toString(),
                      host[u"family"].toString(), host[u"gpuCount"].toInteger(), host[u"state"].toString()});
    return hosts;
}

void PoolState::setHosts(const QString &name, const QList<PoolClusterStatus::Host> &hosts)
{
    QJsonArray list;
    for (const PoolClusterStatus::Host &host : hosts) {
        QJsonObject entry{{u"hostUid"_s, host.hostUid},
                          {u"nodePool"_s, host.nodePool},
                          {u"role"_s, host.role},
                          {u"state"_s, host.state}};
        if (!host.family.isEmpty()) {
            entry.insert(u"family", host.family);
            entry.insert(u"gpuCount", host.gpuCount);
        }
        list.append(entry);
    }
    QJsonObject entry = cluster(name);
    entry.insert(u"hosts", list);
    setCluster(name, entry);
}

QStringList PoolState::hostUids() const
{
    QStringList uids;
    const QStringList names = clusterNames();
    for (const QString &name : names) {
        const QList<PoolClusterStatus::Host> all = hosts(name);
        for (const PoolClusterStatus::Host &host : all)
            uids << host.hostUid;
    }
    return uids;
}

QStringList PoolState::reservedClusters() const
{
    QStringList names = clusterNames();
    names.removeIf([this](const QString &name) { return !uidOf(name).isEmpty() || hosts(name).isEmpty(); });
    return names;
}

bool PoolState::hasReleasing() const
{
    const QStringList names = clusterNames();
    for (const QString &name : names) {
        const QList<PoolClusterStatus::Host> all = hosts(name);
        if (std::any_of(all.begin(), all.end(),
                        [](const PoolClusterStatus::Host &host) { return host.state == u"releasing"; }))
            return true;
    }
    return false;
}

void PoolState::setError(const QString &step, const QString &code, const QString &message,
                         const QString &reference)
{
    QJsonObject error{{u"step"_s, step},
                      {u"code"_s, code.left(250)},
                      {u"message"_s, message.left(4'000)},
                      {u"at"_s, apiTime(m_now)}};
    if (!reference.isEmpty())
        error.insert(u"ref", reference.left(250));
    m_status.insert(u"lastError", error);
}

void PoolState::setRetry(int count, const QDateTime &nextAt)
{
    QJsonObject retry{{u"count"_s, count}};
    if (nextAt.isValid())
        retry.insert(u"nextAt", apiTime(nextAt));
    m_status.insert(u"retry", retry);
}

} // namespace easel
