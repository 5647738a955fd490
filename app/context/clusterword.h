// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/palettedesk.h"

#include <QTimer>

#include <chrono>

namespace easel {

// What Palette says about one cluster: its own conditions and what happened to it. Asked for with the
// person's own connection to the cluster's project, again and again while somebody looks, more often while it
// is built.
class ClusterWord : public QObject
{
    Q_OBJECT

public:
    explicit ClusterWord(PaletteDesk *desk, QObject *parent = nullptr);

    void setCluster(const QString &uid, const QString &projectUid);
    const QString &uid() const { return m_uid; }
    void setLooking(bool looking);
    // Between two askings, while the cluster is built and once it runs.
    void setPauses(std::chrono::milliseconds building, std::chrono::milliseconds running);

    bool hasConnection() const { return m_connection.isSet(); }
    QString server() const { return m_connection.server.url.host(); }
    // As it was told last; older than now where there is an error.
    const std::optional<PaletteCluster> &cluster() const { return m_cluster; }
    const QList<PaletteEvent> &events() const { return m_events; } // newest first
    const std::optional<Error> &error() const { return m_error; }
    QDateTime asOf() const { return m_asOf; }

Q_SIGNALS:
    void changed();

private:
    void lookForConnection();
    void ask();
    void take(const Result<PaletteCluster> &cluster, const Result<QList<PaletteEvent>> &events);
    void forget();

    PaletteDesk *m_desk;
    QString m_uid;
    QString m_projectUid;
    PaletteConnection m_connection;
    std::optional<PaletteCluster> m_cluster;
    QList<PaletteEvent> m_events;
    std::optional<Error> m_error;
    QDateTime m_asOf;
    int m_round = 0; // answers about another cluster or connection do not count
    bool m_asking = false;
    bool m_looking = false;
    QTimer m_again;
    std::chrono::milliseconds m_whileBuilding{10'000};
    std::chrono::milliseconds m_whileRunning{30'000};
};

} // namespace easel
