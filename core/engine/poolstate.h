// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/poolview.h"
#include "core/engine/conditions.h"

#include <QJsonArray>

namespace easel {

// The status of a pool (2.6) while it is worked on.
class PoolState
{
public:
    PoolState(const QJsonObject &pool, const QDateTime &now);

    const QJsonObject &status() const { return m_status; }
    const QDateTime &now() const { return m_now; }
    qint64 generation() const { return m_generation; }

    QString phase() const { return m_status[u"phase"].toString(); }
    void setPhase(const QString &phase) { m_status.insert(u"phase", phase); }
    bool isPhase(QStringView phase) const { return this->phase() == phase; }

    void set(const QString &type, ConditionState state, const QString &reason, const QString &message = {});
    void remove(QStringView type) { removeCondition(m_status, type); }
    bool isTrue(QStringView type) const { return easel::isTrue(m_status, type); }
    bool isFalse(QStringView type, QStringView reason = {}) const
    {
        return easel::isFalse(m_status, type, reason);
    }
    // How long the condition is as it is; 0 when there is none.
    std::chrono::milliseconds age(QStringView type) const;

    QStringList clusterNames() const;
    QJsonObject cluster(const QString &name) const; // empty when it is not there yet
    void setCluster(const QString &name, const QJsonObject &cluster);
    void removeCluster(const QString &name);
    QString uidOf(const QString &cluster) const { return this->cluster(cluster)[u"paletteUid"].toString(); }
    bool hasAnyUid() const;
    QList<PoolClusterStatus::Host> hosts(const QString &cluster) const;
    void setHosts(const QString &cluster, const QList<PoolClusterStatus::Host> &hosts);
    QStringList hostUids() const;         // of all clusters
    QStringList reservedClusters() const; // with machines, not asked for in Palette yet
    bool hasReleasing() const;

    void setValue(const QString &key, const QJsonValue &value) { m_status.insert(key, value); }
    void removeValue(QStringView key) { m_status.remove(key); }

    // What went wrong last, and when it is tried again by itself (nothing: not).
    void setError(const QString &step, const QString &code, const QString &message, const QString &reference);
    void clearError() { m_status.remove(u"lastError"); }
    int retries() const { return m_status[u"retry"][u"count"].toInt(); }
    QDateTime nextRetry() const { return fromApiTime(m_status[u"retry"][u"nextAt"].toString()); }
    void setRetry(int count, const QDateTime &nextAt);

private:
    QJsonObject m_status;
    QDateTime m_now;
    qint64 m_generation;
};

} // namespace easel
