// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/surroundings.h"

#include "core/domain/kinds.h"

#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace easel {

namespace {

const QString tenantKind = QStringLiteral("Tenant.spectrocloud.com");
const QString projectKind = QStringLiteral("Project.spectrocloud.com");

// Easel's own kinds and those that its own refer to. Secrets are left alone.
bool isKept(const KindInfo &info)
{
    static const QStringList further{
        QStringLiteral("ManagedCluster.cluster.open-cluster-management.io"),
        QStringLiteral("Spoke.fleetconfig.open-cluster-management.io"),
        QStringLiteral("HelmRepository.source.toolkit.fluxcd.io"),
        QStringLiteral("OCIRepository.source.toolkit.fluxcd.io"),
    };
    return info.easelCrd || further.contains(info.kind + u'.' + info.group);
}

} // namespace

Surroundings::Surroundings(Source *source, QObject *parent)
    : QObject(parent)
    , m_source(source)
{
    m_changed.setSingleShot(true);
    m_changed.setInterval(150);
    connect(&m_changed, &QTimer::timeout, this, [this] {
        if (m_organisationDirty)
            readOrganisation();
        Q_EMIT changed();
    });
    connect(source, &Source::catalogChanged, this, &Surroundings::lease);
    lease();
}

Surroundings::~Surroundings()
{
    for (auto &[kind, lease] : m_leases) {
        if (lease)
            lease->disconnect(this);
    }
}

void Surroundings::lease()
{
    bool differs = false;
    for (const KindInfo &info : knownKinds()) {
        if (!isKept(info))
            continue;
        const ResourceType *type = m_source->catalog().find(info.group, info.kind);
        const QString groupKind = info.kind + u'.' + info.group;
        const auto known = m_leases.find(groupKind);
        if (!type || !type->can(u"list")) {
            if (known != m_leases.end()) {
                m_leases.erase(known);
                differs = true;
            }
            continue;
        }
        if (known != m_leases.end() && known->second->type() == *type)
            continue;
        StoreLease lease = m_source->store({*type, {}, {}});
        if (!lease)
            continue;
        ResourceStore *store = lease.get();
        const bool organisation = groupKind == tenantKind || groupKind == projectKind;
        const auto touch = [this, organisation] {
            ++m_revision;
            m_organisationDirty = m_organisationDirty || organisation;
            if (!m_changed.isActive())
                m_changed.start();
        };
        connect(store, &ResourceStore::rowsInserted, this, touch);
        connect(store, &ResourceStore::rowsChanged, this, touch);
        connect(store, &ResourceStore::rowsRemoved, this, touch);
        // When it was last heard of matters to no object.
        connect(store, &ResourceStore::truthChanged, this,
                [touch, store, phase = store->truth().phase]() mutable {
                    if (std::exchange(phase, store->truth().phase) != phase)
                        touch();
                });
        m_leases[groupKind] = std::move(lease);
        differs = true;
    }
    if (differs) {
        tellLeases();
        ++m_revision;
        m_organisationDirty = true;
        m_changed.start();
        Q_EMIT storesChanged();
    }
}

void Surroundings::look(const QObject *viewer, const QStringList &groupKinds)
{
    if (!m_lookers.contains(viewer)) {
        connect(viewer, &QObject::destroyed, this, [this, viewer] {
            m_lookers.remove(viewer);
            tellLeases();
        });
    }
    m_lookers.insert(viewer, groupKinds);
    tellLeases();
}

void Surroundings::tellLeases()
{
    QSet<QString> seen;
    for (const QStringList &kinds : std::as_const(m_lookers))
        seen += QSet<QString>(kinds.cbegin(), kinds.cend());
    for (auto &[kind, lease] : m_leases)
        lease.setOnScreen(seen.contains(kind));
}

ResourceStore *Surroundings::store(const QString &groupKind) const
{
    const auto found = m_leases.find(groupKind);
    return found == m_leases.end() ? nullptr : found->second.get();
}

QList<ResourceStore *> Surroundings::stores() const
{
    QList<ResourceStore *> result;
    for (const auto &[kind, lease] : m_leases)
        result.append(lease.get());
    return result;
}

bool Surroundings::isComplete() const
{
    // A hub that has not told its kinds yet has told nothing.
    return !m_source->catalog().isEmpty() &&
           std::all_of(m_leases.begin(), m_leases.end(), [](const auto &entry) {
               const Truth::Phase phase = entry.second->truth().phase;
               return phase != Truth::Phase::Idle && phase != Truth::Phase::Loading;
           });
}

Call<std::shared_ptr<const ObjectSet>> Surroundings::objects()
{
    if (m_set && m_setRevision == m_revision)
        return Call<std::shared_ptr<const ObjectSet>>::ready(m_set);
    // Many wait for the same set: one that gives up its call does not take it from the others.
    const auto waitForPending = [this] {
        const Promise<std::shared_ptr<const ObjectSet>> own;
        m_pending.then(this,
                       [own](const Result<std::shared_ptr<const ObjectSet>> &result) { own.finish(result); });
        return own.call();
    };
    if (m_pending.isValid() && m_pendingRevision == m_revision)
        return waitForPending();
    struct Part
    {
        QString groupKind;
        QByteArrayList raws;
        bool complete = false;
    };
    QList<Part> parts;
    for (const auto &[kind, lease] : m_leases) {
        const Truth::Phase phase = lease->truth().phase;
        parts.append(
            {kind, lease->rows().raws(), phase == Truth::Phase::Live || phase == Truth::Phase::Offline});
    }
    const quint64 revision = m_revision;
    m_pendingRevision = revision;
    m_pending = runInPool([parts, systemNamespace = m_source->systemNamespace()]() {
        auto set = std::make_shared<ObjectSet>();
        set->systemNamespace = systemNamespace;
        for (const Part &part : parts) {
            for (const QByteArray &raw : part.raws) {
                const QJsonObject object = QJsonDocument::fromJson(raw).object();
                if (!object.isEmpty())
                    set->insert(object);
            }
            if (part.complete)
                set->setComplete(part.groupKind);
        }
        return Result<std::shared_ptr<const ObjectSet>>(std::move(set));
    });
    m_pending.then(this, [this, revision](const Result<std::shared_ptr<const ObjectSet>> &result) {
        if (result && revision >= m_setRevision) {
            m_set = *result;
            m_setRevision = revision;
        }
    });
    return waitForPending();
}

Call<Knowledge> Surroundings::knowledge(const QJsonObject &further)
{
    return objects().chain(this, [this, further](const Result<std::shared_ptr<const ObjectSet>> &result) {
        if (!result)
            return Call<Knowledge>::ready(tl::unexpected(result.error()));
        const std::shared_ptr<const ObjectSet> objects = *result;
        const bool isKnown = further.isEmpty() || objects->contains(refOf(further));
        if (isKnown && m_knowledge.objects == objects)
            return Call<Knowledge>::ready(m_knowledge);
        auto call = runInPool([objects, further, isKnown]() {
            std::shared_ptr<const ObjectSet> all = objects;
            if (!isKnown) {
                auto more = std::make_shared<ObjectSet>(*objects);
                more->insert(further);
                all = std::move(more);
            }
            return Result<Knowledge>(Knowledge{all, std::make_shared<const RelationIndex>(*all)});
        });
        if (isKnown) {
            call.then(this, [this](const Result<Knowledge> &made) {
                if (made)
                    m_knowledge = *made;
            });
        }
        return call;
    });
}

void Surroundings::readOrganisation()
{
    m_organisationDirty = false;
    QStringList tenants;
    QHash<QString, QString> tenantOfProject;
    if (const ResourceStore *store = this->store(tenantKind)) {
        for (int position = 0; position < store->count(); ++position)
            tenants.append(store->view(position).name());
    }
    if (const ResourceStore *store = this->store(projectKind)) {
        for (const Row &row : store->rows()) {
            const QJsonObject object = QJsonDocument::fromJson(row.raw).object();
            QString tenant = object[u"spec"][u"tenantRef"][u"name"].toString();
            if (tenant.isEmpty())
                tenant = object[u"metadata"][u"labels"][u"palette.ai/tenant-name"].toString();
            tenantOfProject.insert(row.namespaceName.isEmpty() ? row.name : row.namespaceName, tenant);
            // A tenant may be visible only through its projects (resource-model 2.1).
            if (!tenant.isEmpty() && !tenants.contains(tenant))
                tenants.append(tenant);
        }
    }
    tenants.sort();
    if (tenants == m_tenants && tenantOfProject == m_tenantOfProject)
        return;
    m_tenants = tenants;
    m_tenantOfProject = tenantOfProject;
    Q_EMIT organisationChanged();
}

QStringList Surroundings::tenants() const
{
    return m_tenants;
}

QStringList Surroundings::projectsOf(const QString &tenant) const
{
    QStringList projects;
    for (auto project = m_tenantOfProject.cbegin(); project != m_tenantOfProject.cend(); ++project) {
        if (tenant.isEmpty() || project.value() == tenant)
            projects.append(project.key());
    }
    projects.sort();
    return projects;
}

QString Surroundings::tenantOf(const QString &project) const
{
    return m_tenantOfProject.value(project);
}

QSet<QString> Surroundings::namespacesOf(const QString &tenant) const
{
    const QStringList projects = projectsOf(tenant);
    QSet<QString> namespaces(projects.cbegin(), projects.cend());
    namespaces.insert(QStringLiteral("tenant-") + tenant);
    return namespaces;
}

} // namespace easel
