// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/placementfeed.h"

#include "app/context/appcontext.h"
#include "core/placement/clusterrecords.h"
#include "core/placement/machinepools.h"
#include "core/placement/placementworld.h"
#include "core/quota/quotabeside.h"
#include "core/store/workspacesource.h"

#include <QJsonDocument>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

// Shown beside the ledger where it can be read; nobody has to see it.
bool isBeside(const ResourceType &type)
{
    const QList<QuotaKindBeside> &kinds = quotaKindsBeside();
    return std::any_of(kinds.begin(), kinds.end(),
                       [&type](const QuotaKindBeside &kind) { return kind.groupKind() == type.groupKind(); });
}

} // namespace

PlacementFeed::PlacementFeed(AppContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    m_changed.setSingleShot(true);
    m_changed.setInterval(150);
    connect(&m_changed, &QTimer::timeout, this, &PlacementFeed::changed);
    connect(context, &AppContext::sourceAboutToChange, this, [this] {
        m_leases.clear();
        m_seen.clear();
        m_seenKnown = false;
    });
    if (Source *source = context->source()) {
        connect(source, &Source::catalogChanged, this, &PlacementFeed::lease);
        // A snapshot that is taken while somebody plans counts at once.
        if (auto *workspace = qobject_cast<WorkspaceSource *>(source))
            connect(workspace, &WorkspaceSource::inventoryChanged, &m_changed, qOverload<>(&QTimer::start));
    }
    if (Surroundings *surroundings = context->surroundings()) {
        connect(surroundings, &Surroundings::changed, &m_changed, qOverload<>(&QTimer::start));
        connect(surroundings, &Surroundings::organisationChanged, this, &PlacementFeed::leaseRecords);
    }
}

PlacementFeed::~PlacementFeed()
{
    for (auto &[key, lease] : m_leases) {
        if (lease)
            lease->disconnect(this);
    }
}

bool PlacementFeed::isManaged() const
{
    const Source *source = m_context->source();
    return source && source->catalog().find(u"cluster.open-cluster-management.io"_s, u"ManagedCluster"_s);
}

bool PlacementFeed::isWorkspace() const
{
    return m_context->source() && m_context->source()->isWorkspace();
}

QList<HostView> PlacementFeed::inventory() const
{
    const auto *workspace = qobject_cast<const WorkspaceSource *>(m_context->source());
    return workspace ? inventoryHosts(workspace->inventory()) : QList<HostView>();
}

void PlacementFeed::setNamespace(const QString &namespaceName)
{
    if (m_namespace == namespaceName && !m_leases.empty())
        return;
    m_namespace = namespaceName;
    m_seenKnown = false;
    lease();
    leaseRecords();
}

void PlacementFeed::keep(const StoreKey &key, std::map<QString, StoreLease> *kept)
{
    const QString id = key.type.groupKind() + u' ' + key.namespaceName;
    if (kept->count(id) > 0)
        return;
    StoreLease lease = m_context->source()->store(key);
    if (!lease)
        return;
    ResourceStore *store = lease.get();
    const auto touch = [this] {
        if (!m_changed.isActive())
            m_changed.start();
    };
    connect(store, &ResourceStore::rowsInserted, this, touch);
    connect(store, &ResourceStore::rowsChanged, this, touch);
    connect(store, &ResourceStore::rowsRemoved, this, touch);
    connect(store, &ResourceStore::truthChanged, this, touch);
    (*kept)[id] = std::move(lease);
}

void PlacementFeed::lease()
{
    Source *source = m_context->source();
    if (!source)
        return;
    const QStringList kinds = placementGroupKinds() << u"Placement.cluster.open-cluster-management.io"_s;
    for (const QString &groupKind : kinds) {
        const QString kind = groupKind.section(u'.', 0, 0); // ManagedClusters are among the surroundings
        const ResourceType *type = source->catalog().find(groupKind.section(u'.', 1), kind);
        if (type && type->can(u"list") && kind != u"ManagedCluster")
            keep({*type, {}, {}}, &m_leases);
    }
    for (const QuotaKindBeside &kind : quotaKindsBeside()) {
        const ResourceType *type = source->catalog().find(kind.group, kind.kind);
        if (type && type->can(u"list"))
            keep({*type, kind.namespaced ? m_namespace : QString(), {}}, &m_leases);
    }
    if (!m_seenKnown)
        leaseRecords();
}

void PlacementFeed::leaseRecords()
{
    Surroundings *surroundings = m_context->surroundings();
    Source *source = m_context->source();
    const ResourceType *type = source ? source->catalog().find({}, u"Secret"_s) : nullptr;
    if (!type || !surroundings || m_namespace.isEmpty() || (isManaged() && !isWorkspace())) {
        m_seenKnown = type != nullptr || (isManaged() && !isWorkspace());
        return;
    }
    surroundings->objects().then(
        this, [this, type = *type](const Result<std::shared_ptr<const ObjectSet>> &objects) {
            if (!objects || !m_context->source())
                return;
            m_seen = namespacesSeenFrom(m_namespace, **objects);
            m_seenKnown = true;
            for (const QString &place : std::as_const(m_seen))
                keep({type, place, u"easel.spectrocloud.com/cluster-kubeconfig"_s}, &m_leases);
            m_changed.start();
        });
}

bool PlacementFeed::isComplete() const
{
    const Surroundings *surroundings = m_context->surroundings();
    return surroundings && surroundings->isComplete() && m_seenKnown &&
           std::all_of(m_leases.begin(), m_leases.end(), [](const auto &entry) {
               const Truth::Phase phase = entry.second->truth().phase;
               return phase != Truth::Phase::Idle && phase != Truth::Phase::Loading;
           });
}

QString PlacementFeed::problem() const
{
    for (const auto &[id, lease] : m_leases) {
        const Truth &truth = lease->truth();
        if (truth.phase != Truth::Phase::Failed || !truth.error || isBeside(lease->type()))
            continue;
        const QString place = id.section(u' ', 1);
        // Nobody has to see the tenant's own clusters; those that can be read still count.
        if (truth.error->kind == Error::Kind::Forbidden)
            return place.isEmpty()
                       ? tr("You may not read %1, so they do not count here.").arg(lease->type().plural)
                       : tr("You may not read the clusters of namespace %1, so they do not "
                            "count here.")
                             .arg(place);
        return tr("Clusters could not be read: %1").arg(errorSentence(*truth.error));
    }
    return {};
}

Call<std::shared_ptr<const ObjectSet>> PlacementFeed::objects()
{
    using Objects = std::shared_ptr<const ObjectSet>;
    Surroundings *surroundings = m_context->surroundings();
    if (!surroundings)
        return Call<Objects>::ready(failure(Error::Kind::Unsupported, tr("No hub and no folder is open.")));
    return surroundings->objects().chain(this, [this](const Result<Objects> &known) {
        if (!known)
            return Call<Objects>::ready(failure(known.error()));
        QList<QByteArrayList> lists;
        for (const auto &[id, lease] : m_leases)
            lists << lease->rows().raws();
        return runInPool([objects = *known, lists]() -> Result<Objects> {
            auto all = std::make_shared<ObjectSet>(*objects);
            for (const QByteArrayList &raws : lists) {
                for (const QByteArray &raw : raws) {
                    const QJsonObject object = QJsonDocument::fromJson(raw).object();
                    if (!object.isEmpty())
                        all->insert(object);
                }
            }
            return Objects(std::move(all));
        });
    });
}

} // namespace easel
