// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/paletteclient.h"
#include "core/domain/computeview.h"
#include "core/engine/enginetimes.h"

#include <QElapsedTimer>
#include <QTimer>

namespace easel {

// The machines and clusters of one Palette project, asked for once for everybody: one search of each in an
// interval. Searches of many pages are stretched so that standing still costs at most a request a second.
class PaletteFeed : public QObject
{
    Q_OBJECT

public:
    PaletteFeed(std::shared_ptr<PaletteSession> session, const QString &projectUid, const EngineTimes &times,
                QObject *parent = nullptr);

    PaletteClient *client() { return &m_client; }
    const QString &projectUid() const { return m_client.projectUid(); }
    QString host() const; // of the address

    // Machines; asked for from the first call of wantHosts() on.
    void wantHosts(std::chrono::milliseconds every);
    void refreshHosts(); // now, for somebody who cannot go on without
    bool hasHosts() const { return m_hostsAt.isValid(); }
    QDateTime hostsAt() const { return m_hostsAt; }
    const QList<HostView> &hosts() const { return m_hosts; }
    const ListTruth &hostsTruth() const { return m_hostsTruth; }
    const std::optional<Error> &hostsError() const { return m_hostsError; } // of the last search
    std::chrono::milliseconds hostsEvery() const;                           // stretched
    void putHost(const HostView &host);                                     // one that was read by itself

    // Clusters.
    void wantClusters(bool building); // building: something is expected to change soon
    void refreshClusters();
    QDateTime clustersAt() const { return m_clustersAt; }
    bool clustersAreComplete() const { return m_clustersAt.isValid() && m_clustersTruth.isComplete(); }
    const PaletteCluster *cluster(const QString &uid) const;
    const std::optional<Error> &clustersError() const { return m_clustersError; }

Q_SIGNALS:
    void hostsChanged();    // a search ended, also with an error
    void clustersChanged(); // the same

private:
    void planHosts();
    void planClusters();

    EngineTimes m_times;
    PaletteClient m_client; // of the pools
    PaletteClient m_lister; // of what is looked at now and then
    QList<HostView> m_hosts;
    QDateTime m_hostsAt;
    ListTruth m_hostsTruth;
    std::optional<Error> m_hostsError;
    std::optional<std::chrono::milliseconds> m_hostsWanted;
    QHash<QString, PaletteCluster> m_clusters;
    QDateTime m_clustersAt;
    ListTruth m_clustersTruth;
    std::optional<Error> m_clustersError;
    bool m_clustersWanted = false;
    bool m_building = false;
    int m_hostFailures = 0;
    int m_clusterFailures = 0;
    ScopedCall<QList<HostView>> m_hostSearch;
    ScopedCall<PaletteList<PaletteCluster>> m_clusterSearch;
    bool m_hostsBusy = false;
    bool m_clustersBusy = false;
    QTimer m_hostTimer;
    QTimer m_clusterTimer;
};

} // namespace easel
