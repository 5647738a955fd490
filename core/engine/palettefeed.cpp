// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/palettefeed.h"

#include "core/clients/backoff.h"
#include "core/domain/hostgpus.h"

#include <algorithm>

namespace easel {

namespace {

using Time = std::chrono::milliseconds;
// Of the one request a second that standing still may cost, most is for the long list.
constexpr int hostPageMs = 1'250;
constexpr int clusterPageMs = 6'000;

Time stretched(Time wanted, int pages, int pageMs)
{
    return std::max(wanted, pages > 1 ? Time(qint64(pages) * pageMs) : Time(0));
}

} // namespace

PaletteFeed::PaletteFeed(std::shared_ptr<PaletteSession> session, const QString &projectUid,
                         const EngineTimes &times, QObject *parent)
    : QObject(parent)
    , m_times(times)
    , m_client(std::move(session), projectUid)
    , m_lister(m_client.session(), projectUid)
{
    m_lister.setPace(PaletteRequest::Pace::Unhurried);
    m_hostTimer.setSingleShot(true);
    m_clusterTimer.setSingleShot(true);
    connect(&m_hostTimer, &QTimer::timeout, this, &PaletteFeed::refreshHosts);
    connect(&m_clusterTimer, &QTimer::timeout, this, &PaletteFeed::refreshClusters);
}

QString PaletteFeed::host() const
{
    return m_client.session()->server().url.host();
}

void PaletteFeed::wantHosts(Time every)
{
    const bool first = !m_hostsWanted;
    m_hostsWanted = first ? every : std::min(*m_hostsWanted, every);
    if (first)
        refreshHosts();
}

Time PaletteFeed::hostsEvery() const
{
    return stretched(m_hostsWanted.value_or(m_times.inventory), m_hostsTruth.pages, hostPageMs);
}

void PaletteFeed::refreshHosts()
{
    if (std::exchange(m_hostsBusy, true))
        return;
    m_hostSearch = m_lister.searchHosts()
                       .chain(this,
                              [this](const Result<PaletteList<EdgeHost>> &found) -> Call<QList<EdgeHost>> {
                                  if (!found)
                                      return Call<QList<EdgeHost>>::ready(failure(found.error()));
                                  m_hostsTruth = found->truth;
                                  return m_lister.withHardware(found->items);
                              })
                       .chain(this, [](const Result<QList<EdgeHost>> &found) -> Call<QList<HostView>> {
                           if (!found)
                               return Call<QList<HostView>>::ready(failure(found.error()));
                           return runInPool([items = *found]() -> Result<QList<HostView>> {
                               QList<HostView> hosts;
                               hosts.reserve(items.size());
                               for (const EdgeHost &item : items)
                                   hosts << hostFromPalette(item);
                               return hosts;
                           });
                       });
    m_hostSearch.call().then(this, [this](const Result<QList<HostView>> &hosts) {
        m_hostsBusy = false;
        if (hosts) {
            m_hosts = *hosts;
            for (HostView &host : m_hosts) {
                if (host.paletteProject.isEmpty()) // the list is of this project
                    host.paletteProject = projectUid();
            }
            m_hostsAt = m_times.clock();
            m_hostsError.reset();
            m_hostFailures = 0;
        } else {
            m_hostsError = hosts.error();
            ++m_hostFailures;
        }
        planHosts();
        Q_EMIT hostsChanged();
    });
}

void PaletteFeed::planHosts()
{
    if (!m_hostsWanted)
        return;
    m_hostTimer.start(m_hostFailures > 0
                          ? backoffDelay(m_hostFailures - 1, std::chrono::seconds(2), hostsEvery())
                          : hostsEvery());
}

void PaletteFeed::putHost(const HostView &host)
{
    for (HostView &known : m_hosts) {
        if (known.hostUid == host.hostUid) {
            const QString project = known.paletteProject;
            known = host;
            if (known.paletteProject.isEmpty())
                known.paletteProject = project;
            return;
        }
    }
}

void PaletteFeed::wantClusters(bool building)
{
    const bool first = !std::exchange(m_clustersWanted, true);
    const bool sooner = building && !m_building;
    m_building = m_building || building;
    if (first)
        refreshClusters();
    else if (sooner && !m_clustersBusy)
        planClusters();
}

void PaletteFeed::refreshClusters()
{
    if (std::exchange(m_clustersBusy, true))
        return;
    PaletteClient &client = m_building ? m_client : m_lister;
    m_clusterSearch = client.searchClusters({{SearchCondition::yesNo(QStringLiteral("isDeleted"), false)}});
    m_clusterSearch.call().then(this, [this](const Result<PaletteList<PaletteCluster>> &found) {
        m_clustersBusy = false;
        m_building = false; // who still waits says so again
        if (found) {
            m_clusters.clear();
            for (const PaletteCluster &cluster : found->items)
                m_clusters.insert(cluster.uid(), cluster);
            m_clustersTruth = found->truth;
            m_clustersAt = m_times.clock();
            m_clustersError.reset();
            m_clusterFailures = 0;
        } else {
            m_clustersError = found.error();
            ++m_clusterFailures;
        }
        planClusters();
        Q_EMIT clustersChanged();
    });
}

void PaletteFeed::planClusters()
{
    if (!m_clustersWanted)
        return;
    const Time every =
        m_building ? m_times.building : stretched(m_times.clusters, m_clustersTruth.pages, clusterPageMs);
    m_clusterTimer.start(m_clusterFailures > 0
                             ? backoffDelay(m_clusterFailures - 1, std::chrono::seconds(2), m_times.clusters)
                             : every);
}

const PaletteCluster *PaletteFeed::cluster(const QString &uid) const
{
    const auto found = m_clusters.constFind(uid);
    return found == m_clusters.cend() ? nullptr : &*found;
}

} // namespace easel

#include "moc_palettefeed.cpp"
