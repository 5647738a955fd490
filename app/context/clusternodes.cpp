// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/clusternodes.h"

#include "app/context/appcontext.h"
#include "core/base/text.h"
#include "core/clients/kubeconfig.h"
#include "core/domain/kinds.h"
#include "core/domain/kubeconfigsecret.h"
#include "core/domain/nodegpus.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int mostAtOnce = 3;
constexpr auto pause = 5min; // between two readings of one cluster
constexpr auto gatherFor = 50ms;
constexpr int pageSize = 250; // a Node is tens of kilobytes
const QString labelPrefix = u"easel.spectrocloud.com/"_s;

ResourceType nodes()
{
    ResourceType type;
    type.version = u"v1"_s;
    type.kind = u"Node"_s;
    type.plural = u"nodes"_s;
    return type;
}

QMap<QString, QString> labelsOf(const Row &row)
{
    QMap<QString, QString> labels;
    for (const QByteArray &line : row.labels.split('\n')) {
        const qsizetype equals = line.indexOf('=');
        if (equals > 0)
            labels.insert(QString::fromUtf8(line.first(equals)), QString::fromUtf8(line.sliced(equals + 1)));
    }
    return labels;
}

struct Page
{
    QList<HostView> hosts;
    QString continueToken;
};

} // namespace

ClusterNodes::ClusterNodes(AppContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(gatherFor);
    connect(&m_soon, &QTimer::timeout, this, &ClusterNodes::follow);
    connect(context->source(), &Source::catalogChanged, this, &ClusterNodes::leaseSecrets);
}

ClusterNodes::~ClusterNodes()
{
    for (const auto &[key, cluster] : m_clusters)
        cluster->call.cancel();
}

void ClusterNodes::setLooking(bool looking)
{
    m_looking = looking;
    if (!looking)
        return;
    leaseSecrets();
    follow();
}

void ClusterNodes::leaseSecrets()
{
    Source *source = m_context->source();
    const ResourceType *type = source && m_looking ? source->catalog().find({}, u"Secret"_s) : nullptr;
    if (!type || !type->can(u"list") || m_secrets)
        return;
    m_secrets = source->store({*type, {}, labelPrefix + u"cluster-kubeconfig"_s});
    if (!m_secrets)
        return;
    for (const auto signal :
         {&ResourceStore::rowsInserted, &ResourceStore::rowsChanged, &ResourceStore::rowsRemoved})
        connect(m_secrets.get(), signal, &m_soon, qOverload<>(&QTimer::start));
    connect(m_secrets.get(), &ResourceStore::truthChanged, this, &ClusterNodes::changed);
    m_soon.start();
}

void ClusterNodes::follow()
{
    if (!m_secrets)
        return;
    std::map<QString, ClusterPtr> kept;
    for (const Row &row : m_secrets->rows()) {
        const QMap<QString, QString> labels = labelsOf(row);
        if (!labels.contains(labelPrefix + u"cluster-kubeconfig"_s))
            continue;
        const QString key = row.namespaceName + u'/' + row.name;
        const auto known = m_clusters.find(key);
        const ClusterPtr cluster = known != m_clusters.end() ? known->second : std::make_shared<Cluster>();
        if (known == m_clusters.end()) {
            cluster->again.setSingleShot(true);
            connect(&cluster->again, &QTimer::timeout, this, &ClusterNodes::follow);
        }
        cluster->secret = {u"v1"_s, u"Secret"_s, row.namespaceName, row.name};
        cluster->name = labels.value(labelPrefix + u"cluster"_s, row.name);
        const QString pool = labels.value(labelPrefix + u"pool"_s);
        cluster->pool = pool.isEmpty() ? ObjectRef()
                                       : ObjectRef{spectroGroup + u"/v1alpha1"_s, u"ComputePool"_s,
                                                   row.namespaceName, pool};
        // Another kubeconfig may do what the last one could not.
        const bool isNew =
            std::exchange(cluster->resourceVersion, row.resourceVersion) != row.resourceVersion;
        const bool isDue = !cluster->again.isActive() || (isNew && cluster->error);
        if (m_looking && isDue && !cluster->loading && !row.deleting)
            cluster->waiting = true;
        kept.emplace(key, cluster);
    }
    const bool differs = kept.size() != m_clusters.size();
    for (const auto &[key, cluster] : m_clusters) {
        if (!kept.contains(key))
            cluster->call.cancel();
    }
    m_clusters = std::move(kept);
    readNext();
    if (differs)
        Q_EMIT changed();
}

void ClusterNodes::refresh()
{
    for (const auto &[key, cluster] : m_clusters)
        cluster->waiting = !cluster->loading;
    readNext();
    Q_EMIT changed();
}

bool ClusterNodes::isReading() const
{
    return std::any_of(m_clusters.begin(), m_clusters.end(),
                       [](const auto &entry) { return entry.second->loading || entry.second->waiting; });
}

void ClusterNodes::readNext()
{
    auto reading = std::count_if(m_clusters.begin(), m_clusters.end(),
                                 [](const auto &entry) { return entry.second->loading; });
    for (const auto &[key, cluster] : m_clusters) {
        if (!cluster->waiting || cluster->loading)
            continue;
        if (!m_looking) {
            cluster->waiting = false; // whoever looks again asks again
            continue;
        }
        if (reading >= mostAtOnce)
            return;
        ++reading;
        read(cluster);
    }
}

void ClusterNodes::read(const ClusterPtr &cluster)
{
    cluster->waiting = false;
    cluster->loading = true;
    cluster->coming.clear();
    const auto weak = std::weak_ptr<Cluster>(cluster);
    const QString attempt = tr("read the nodes of %1").arg(cleanedLine(cluster->name));
    cluster->call =
        m_context->source()
            ->fetch(cluster->secret)
            .chain(this,
                   [attempt](const Result<QJsonObject> &secret) {
                       if (!secret)
                           return Call<Connection>::ready(failure(secret.error().tried(attempt)));
                       return runInPool(
                           [text = kubeconfigInSecret(*secret)] { return selfContainedConnection(text); });
                   })
            .chain(this, [this, weak, attempt](const Result<Connection> &connection) {
                const ClusterPtr alive = weak.lock();
                if (!connection || !alive)
                    return Call<Done>::ready(failure(connection ? makeError(Error::Kind::Canceled, {})
                                                                : connection.error().tried(attempt)));
                // Nobody would see that this server might be another one.
                if (connection->server.insecureSkipVerify) {
                    const Error error =
                        makeError(Error::Kind::Tls,
                                  tr("%1 cannot be reached: its kubeconfig asks not to check the certificate")
                                      .arg(connection->server.url.authority()));
                    return Call<Done>::ready(failure(error.tried(attempt)));
                }
                alive->client = std::make_unique<KubeClient>(connection->server, connection->identity);
                return readPage(alive, {});
            });
    cluster->call.then(this, [this, weak](const Result<Done> &done) {
        if (const ClusterPtr alive = weak.lock())
            finish(alive, done);
    });
    Q_EMIT changed();
}

Call<Done> ClusterNodes::readPage(const ClusterPtr &cluster, const QString &token)
{
    ListOptions options;
    options.limit = pageSize;
    options.continueToken = token;
    const QString server = cluster->client->server().url.authority();
    const auto weak = std::weak_ptr<Cluster>(cluster);
    return cluster->client->list(nodes(), options)
        .chain(
            this,
            [server, name = cluster->name, pool = cluster->pool,
             id = cluster->secret.namespaceName + u'/' + cluster->secret.name](const Result<ListPage> &page) {
                if (!page) {
                    Error error = page.error();
                    const bool isAway = error.kind == Error::Kind::Network ||
                                        error.kind == Error::Kind::Timeout || error.kind == Error::Kind::Tls;
                    if (isAway)
                        error.message = tr("%1 cannot be reached: %2").arg(server, error.message);
                    return Call<Page>::ready(failure(error));
                }
                return runInPool([page = *page, name, pool, id]() -> Result<Page> {
                    Page read{{}, page.continueToken};
                    const QJsonArray items = QJsonDocument::fromJson(page.body).object()[u"items"].toArray();
                    for (const auto &item : items) {
                        HostView host = hostFromNode(item.toObject(), name);
                        host.hostUid = id + u'/' + host.displayName; // names are a cluster's own
                        if (!pool.name.isEmpty())
                            host.usedByPool = pool.namespaceName + u'/' + pool.name;
                        read.hosts << host;
                    }
                    return read;
                });
            })
        .chain(this, [this, weak](const Result<Page> &page) {
            const ClusterPtr alive = weak.lock();
            if (!page || !alive)
                return Call<Done>::ready(failure(page ? makeError(Error::Kind::Canceled, {}) : page.error()));
            alive->coming += page->hosts;
            return page->continueToken.isEmpty() ? Call<Done>::ready(Done())
                                                 : readPage(alive, page->continueToken);
        });
}

void ClusterNodes::finish(const ClusterPtr &cluster, const Result<Done> &done)
{
    cluster->loading = false;
    // Its identity goes with it; not inside an answer of its own.
    if (cluster->client)
        cluster->client.release()->deleteLater();
    const QList<HostView> read = std::exchange(cluster->coming, {});
    if (done) {
        cluster->hosts = read;
        cluster->asOf = QDateTime::currentDateTimeUtc();
        cluster->error.reset();
    } else if (done.error().kind != Error::Kind::Canceled) {
        cluster->error = done.error(); // what was there stays, older
    }
    cluster->again.start(pause);
    readNext();
    Q_EMIT changed();
}

QList<SourceMachines> ClusterNodes::machines() const
{
    QList<SourceMachines> all;
    if (m_secrets && m_secrets->truth().phase == Truth::Phase::Failed && m_secrets->truth().error) {
        // Clusters that nobody can see are not clusters that are not there.
        SourceMachines unknown;
        unknown.source.kind = MachineSource::Kind::Nodes;
        unknown.source.title = tr("nodes of connected clusters");
        unknown.source.cluster = MachineSource::Cluster::Connected;
        unknown.source.id = u"nodes:secrets"_s;
        unknown.source.error = m_secrets->truth().error;
        all << unknown;
    }
    for (const auto &[key, cluster] : m_clusters) {
        SourceMachines machines = nodeMachines({}, cluster->name);
        machines.source.cluster = MachineSource::Cluster::Connected;
        machines.source.id = u"nodes:secret:"_s + key;
        machines.source.object = cluster->pool.name.isEmpty() ? cluster->secret : cluster->pool;
        machines.source.asOf = cluster->asOf;
        machines.source.error = cluster->error;
        machines.source.loading = cluster->loading || cluster->waiting;
        machines.source.interval = std::chrono::duration_cast<std::chrono::seconds>(pause);
        machines.hosts = cluster->hosts;
        all << machines;
    }
    return all;
}

} // namespace easel
