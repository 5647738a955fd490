// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engineworld.h"

#include "core/domain/kinds.h"

#include <QJsonDocument>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

struct Parsed
{
    QString uid;
    QJsonObject object;
};

// managedFields are large and nobody here reads them.
QJsonObject parsed(const QByteArray &raw)
{
    QJsonObject object = QJsonDocument::fromJson(raw).object();
    QJsonObject metadata = object[u"metadata"].toObject();
    if (metadata.contains(u"managedFields")) {
        metadata.remove(u"managedFields");
        object.insert(u"metadata", metadata);
    }
    return object;
}

QString versionOf(const QJsonObject &object)
{
    return object[u"metadata"][u"resourceVersion"].toString();
}

} // namespace

EngineWorld::EngineWorld(Source *source, QObject *parent)
    : QObject(parent)
    , m_source(source)
{
    m_objects.systemNamespace = source->systemNamespace();
}

EngineWorld::~EngineWorld()
{
    for (const auto &kind : m_kinds)
        kind->lease->disconnect(this); // stores say goodbye to their rows while the kinds here go
}

QStringList EngineWorld::kinds()
{
    return {
        u"Tenant"_s,        u"Project"_s,       u"Settings"_s,   u"Compute"_s,     u"ComputeConfig"_s,
        u"ProfileBundle"_s, u"ScalingPolicy"_s, u"AIWorkload"_s, u"Environment"_s, u"ComputePoolEvaluation"_s,
        u"ComputePool"_s};
}

QString EngineWorld::groupKind(QStringView kind)
{
    return kind.toString() + u'.' + spectroGroup;
}

QJsonObject EngineWorld::find(QStringView kind, const QString &namespaceName, const QString &name) const
{
    return m_objects.find(groupKind(kind), namespaceName, name);
}

const ResourceType *EngineWorld::type(const ObjectRef &ref) const
{
    return m_source->catalog().findFor(ref);
}

const ResourceType *EngineWorld::type(const QString &group, const QString &kind) const
{
    return m_source->catalog().find(group, kind);
}

void EngineWorld::start()
{
    const QStringList all = kinds();
    for (const QString &name : all) {
        const ResourceType *type = m_source->catalog().find(spectroGroup, name);
        if (!type) {
            Q_EMIT failed(makeError(Error::Kind::Unsupported,
                                    tr("This hub does not serve the kind %1.").arg(name),
                                    tr("Prepare this hub first.")));
            return;
        }
        auto kind = std::make_unique<Kind>();
        kind->kind = name;
        kind->lease = m_source->store({*type, {}, {}});
        m_kinds.push_back(std::move(kind));
    }
    for (const auto &kind : m_kinds)
        watch(*kind);
    checkReady();
}

void EngineWorld::watch(Kind &kind)
{
    ResourceStore *store = kind.lease.get();
    connect(store, &ResourceStore::rowsInserted, this,
            [this, &kind](int first, int last) { mark(kind, first, last); });
    connect(store, &ResourceStore::rowsChanged, this,
            [this, &kind](int first, int last) { mark(kind, first, last); });
    connect(store, &ResourceStore::rowsAboutToBeRemoved, this, [this, &kind, store](int first, int last) {
        for (int i = first; i <= last; ++i) {
            const QString uid = store->view(i).uid();
            kind.dirty.remove(uid);
            const auto known = kind.refs.find(uid);
            if (known == kind.refs.end())
                continue;
            const ObjectRef ref = *known;
            kind.refs.erase(known);
            // Made anew under the same name, it may be here already with another uid.
            if (m_objects.find(ref)[u"metadata"][u"uid"].toString() != uid)
                continue;
            m_objects.remove(ref);
            m_overlays.remove(ref);
            m_hub.remove(ref);
            Q_EMIT removed(ref);
        }
    });
    connect(store, &ResourceStore::truthChanged, this, [this, store] {
        if (store->truth().phase == Truth::Phase::Failed && store->truth().error)
            Q_EMIT failed(*store->truth().error);
        checkReady();
    });
    if (store->count() > 0)
        mark(kind, 0, store->count() - 1);
}

void EngineWorld::mark(Kind &kind, int first, int last)
{
    for (int i = first; i <= last; ++i)
        kind.dirty.insert(kind.lease->view(i).uid());
    parse(kind);
}

void EngineWorld::parse(Kind &kind)
{
    if (kind.parsing || kind.dirty.isEmpty())
        return;
    QList<std::pair<QString, QByteArray>> batch;
    for (const QString &uid : std::as_const(kind.dirty)) {
        if (const int position = kind.lease->indexOf(uid); position >= 0)
            batch.append({uid, kind.lease->view(position).raw()});
    }
    kind.dirty.clear();
    kind.parsing = true;
    runInPool([batch]() -> Result<QList<Parsed>> {
        QList<Parsed> objects;
        for (const auto &[uid, raw] : batch)
            objects.append({uid, parsed(raw)});
        return objects;
    }).then(this, [this, &kind](const Result<QList<Parsed>> &objects) {
        kind.parsing = false;
        for (const Parsed &one : objects.value_or(QList<Parsed>()))
            take(kind, one.uid, one.object);
        parse(kind);
        checkReady();
    });
}

void EngineWorld::take(Kind &kind, const QString &uid, const QJsonObject &object)
{
    if (object.isEmpty() || kind.lease->indexOf(uid) < 0) // gone in the meantime
        return;
    const ObjectRef ref = refOf(object);
    kind.refs.insert(uid, ref);
    if (const auto overlay = m_overlays.constFind(ref); overlay != m_overlays.cend()) {
        const QString said = object[u"metadata"][u"uid"].toString();
        // Versions of one server count up (and are documented to do so since Kubernetes 1.35).
        const bool arrived =
            !overlay->version.isEmpty() && versionOf(object).toULongLong() >= overlay->version.toULongLong();
        if (said != overlay->uid || arrived) {
            m_overlays.erase(overlay);
            m_hub.remove(ref);
        }
    }
    put(ref, object);
    Q_EMIT changed(ref);
}

void EngineWorld::put(const ObjectRef &ref, QJsonObject object)
{
    if (const auto overlay = m_overlays.constFind(ref); overlay != m_overlays.cend()) {
        m_hub.insert(ref, object);
        object.insert(u"status", overlay->status);
    }
    m_objects.insert(object);
}

void EngineWorld::setStatus(const ObjectRef &ref, const QString &uid, const QJsonObject &status,
                            const QString &version)
{
    const QJsonObject now = m_objects.find(ref);
    if (now.isEmpty() || now[u"metadata"][u"uid"].toString() != uid)
        return;
    const QJsonObject hub = m_hub.value(ref, now);
    m_overlays.insert(ref, {uid, status, version});
    put(ref, hub);
}

void EngineWorld::dropStatus(const ObjectRef &ref)
{
    if (m_overlays.remove(ref) == 0)
        return;
    const QJsonObject hub = m_hub.take(ref);
    if (!hub.isEmpty() && m_objects.contains(ref))
        m_objects.insert(hub);
}

QJsonObject EngineWorld::hubStatus(const ObjectRef &ref) const
{
    const auto hub = m_hub.constFind(ref);
    return (hub != m_hub.cend() ? *hub : m_objects.find(ref))[u"status"].toObject();
}

void EngineWorld::checkReady()
{
    if (m_ready || m_kinds.empty())
        return;
    for (const auto &kind : m_kinds) {
        const bool listed = kind->lease->truth().phase == Truth::Phase::Live;
        if (!listed || kind->parsing || !kind->dirty.isEmpty())
            return;
    }
    for (const auto &kind : m_kinds)
        m_objects.setComplete(groupKind(kind->kind));
    m_ready = true;
    Q_EMIT ready();
}

} // namespace easel

#include "moc_engineworld.cpp"
