// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/clusterword.h"

namespace easel {

namespace {

constexpr int mostEvents = 50;

} // namespace

ClusterWord::ClusterWord(PaletteDesk *desk, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &ClusterWord::ask);
    connect(desk, &PaletteDesk::connectionsChanged, this, [this] {
        lookForConnection();
        Q_EMIT changed();
        ask();
    });
}

void ClusterWord::setCluster(const QString &uid, const QString &projectUid)
{
    if (uid == m_uid && projectUid == m_projectUid)
        return;
    m_uid = uid;
    m_projectUid = projectUid;
    forget();
    lookForConnection();
    Q_EMIT changed();
    ask();
}

void ClusterWord::setLooking(bool looking)
{
    m_looking = looking;
    if (!looking)
        m_again.stop(); // Palette is left alone while nobody looks
    else if (!m_again.isActive())
        ask();
}

void ClusterWord::setPauses(std::chrono::milliseconds building, std::chrono::milliseconds running)
{
    m_whileBuilding = building;
    m_whileRunning = running;
}

void ClusterWord::forget()
{
    ++m_round;
    m_asking = false;
    m_again.stop();
    m_cluster.reset();
    m_events.clear();
    m_error.reset();
}

// Projects' uids are Palette's own: a connection to the same one sees the same clusters.
void ClusterWord::lookForConnection()
{
    PaletteConnection found;
    const QList<PaletteConnection> all = m_desk->connections();
    for (const PaletteConnection &connection : all) {
        if (!m_projectUid.isEmpty() && connection.project.uid == m_projectUid) {
            found = connection;
            break;
        }
    }
    if (found == m_connection)
        return;
    m_connection = found;
    forget();
}

void ClusterWord::ask()
{
    if (m_uid.isEmpty() || !m_connection.isSet() || m_asking || !m_looking)
        return;
    m_asking = true;
    const int round = m_round;
    const QString uid = m_uid;
    m_desk->client(m_connection.id)
        .then(this, [this, round, uid](const Result<std::shared_ptr<PaletteClient>> &client) {
            if (round != m_round)
                return;
            if (!client) {
                take(failure(client.error()), failure(client.error()));
                return;
            }
            const auto held = *client; // for as long as it is asked
            // One try: what is wrong is told while somebody looks, and they are asked again soon anyway.
            held->cluster(uid, 1).then(this, [this, round, uid, held](const Result<PaletteCluster> &cluster) {
                if (round != m_round)
                    return;
                if (!cluster) {
                    take(cluster, failure(cluster.error()));
                    return;
                }
                held->events(PaletteEventKind::Cluster, uid, mostEvents)
                    .then(this, [this, round, held, cluster](const Result<QList<PaletteEvent>> &events) {
                        if (round == m_round)
                            take(cluster, events);
                    });
            });
        });
}

void ClusterWord::take(const Result<PaletteCluster> &cluster, const Result<QList<PaletteEvent>> &events)
{
    m_asking = false;
    m_error.reset();
    // What was told before stays, older, when Palette does not answer.
    if (cluster)
        m_cluster = *cluster;
    else
        m_error = cluster.error();
    if (events)
        m_events = *events;
    else if (!m_error)
        m_error = events.error();
    if (!m_error)
        m_asOf = QDateTime::currentDateTimeUtc();
    const bool isSettled = m_cluster && m_cluster->state == u"Running";
    if (m_looking)
        m_again.start(isSettled ? m_whileRunning : m_whileBuilding);
    Q_EMIT changed();
}

} // namespace easel
