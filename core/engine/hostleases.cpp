// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/hostleases.h"

#include "core/engine/conditions.h"
#include "core/engine/enginelease.h"
#include "core/engine/enginewrites.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

// Machines' Leases among the others of the namespace.
const QString hostLeaseLabel = u"easel.spectrocloud.com/host-lease"_s;
const QString hostAnnotation = u"easel.spectrocloud.com/host"_s;

QString holderIn(const QJsonObject &lease)
{
    return lease[u"spec"][u"holderIdentity"].toString();
}

} // namespace

HostLeases::HostLeases(EngineContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{}

QString HostLeases::nameOf(const QString &paletteHost, const QString &hostUid)
{
    const QByteArray digest =
        QCryptographicHash::hash((paletteHost + u'|' + hostUid).toUtf8(), QCryptographicHash::Sha256);
    return u"host-"_s + QString::fromLatin1(digest.toHex().left(20));
}

QString HostLeases::holderOf(const QJsonObject &pool)
{
    const QJsonObject metadata = pool[u"metadata"].toObject();
    return QStringLiteral("%1/%2/%3")
        .arg(metadata[u"namespace"].toString(), metadata[u"name"].toString(), metadata[u"uid"].toString());
}

// Does a pool of this holder have the machine in its status?
bool HostLeases::isAlive(const QString &holder, const QString &hostUid) const
{
    const QJsonObject pool =
        m_context->world->find(u"ComputePool", holder.section(u'/', 0, 0), holder.section(u'/', 1, 1));
    if (pool.isEmpty() || pool[u"metadata"][u"uid"].toString() != holder.section(u'/', 2))
        return false;
    const QJsonArray clusters = pool[u"status"][u"clusters"].toArray();
    for (const auto &cluster : clusters) {
        const QJsonArray hosts = cluster[u"hosts"].toArray();
        for (const auto &host : hosts) {
            if (host[u"hostUid"].toString() == hostUid)
                return true;
        }
    }
    return false;
}

Call<HostLeases::Taken> HostLeases::take(const QJsonObject &pool, const QString &paletteHost,
                                         const QString &hostUid)
{
    const QString name = nameOf(paletteHost, hostUid);
    const QString now = m_context->now().toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s) + u"000Z"_s;
    const QJsonObject body{
        {u"metadata"_s, QJsonObject{{u"name"_s, name},
                                    {u"namespace"_s, m_context->systemNamespace},
                                    {u"labels"_s, QJsonObject{{hostLeaseLabel, u"true"_s}}},
                                    {u"annotations"_s, QJsonObject{{hostAnnotation, hostUid}}}}},
        {u"spec"_s, QJsonObject{{u"holderIdentity"_s, holderOf(pool)}, {u"acquireTime"_s, now}}}};
    return m_context->client->create(EngineLease::leaseType(), body, asEngine())
        .chain(this, [this, pool, name, body](const Result<WriteResult> &made) -> Call<Taken> {
            if (made)
                return Call<Taken>::ready(Taken{});
            if (made.error().kind != Error::Kind::Conflict) // also "already exists"
                return Call<Taken>::ready(failure(made.error()));
            return takeOver(pool, name, body);
        });
}

Call<HostLeases::Taken> HostLeases::takeOver(const QJsonObject &pool, const QString &name,
                                             const QJsonObject &body)
{
    return m_context->client->get(EngineLease::leaseType(), m_context->systemNamespace, name)
        .chain(this, [this, pool, name, body](const Result<QJsonObject> &lease) -> Call<Taken> {
            if (!lease)
                return Call<Taken>::ready(failure(lease.error()));
            const QString holder = holderIn(*lease);
            if (holder == holderOf(pool))
                return Call<Taken>::ready(Taken{});
            const QString host = (*lease)[u"metadata"][u"annotations"][hostAnnotation].toString();
            if (isAlive(holder, host))
                return Call<Taken>::ready(Taken{holder});
            QJsonObject patch{{u"spec"_s, body[u"spec"]}};
            patch.insert(u"metadata",
                         QJsonObject{{u"resourceVersion"_s, (*lease)[u"metadata"][u"resourceVersion"]}});
            return m_context->client
                ->mergePatch(EngineLease::leaseType(), m_context->systemNamespace, name, patch, asEngine())
                .map(this, [](const Result<WriteResult> &taken) -> Result<Taken> {
                    if (!taken)
                        return failure(taken.error());
                    return Taken{};
                });
        });
}

Call<Done> HostLeases::drop(const QString &holder, const QString &paletteHost, const QString &hostUid)
{
    const QString name = nameOf(paletteHost, hostUid);
    return m_context->client->get(EngineLease::leaseType(), m_context->systemNamespace, name)
        .chain(this, [this, holder, name](const Result<QJsonObject> &lease) -> Call<Done> {
            if (!lease) {
                return Call<Done>::ready(lease.error().kind == Error::Kind::NotFound
                                             ? Result<Done>(Done{})
                                             : failure(lease.error()));
            }
            if (holderIn(*lease) != holder)
                return Call<Done>::ready(Done{});
            DeleteOptions options;
            options.resourceVersion = (*lease)[u"metadata"][u"resourceVersion"].toString();
            return m_context->client
                ->remove(EngineLease::leaseType(), m_context->systemNamespace, name, options)
                .map(this, [](const Result<Done> &gone) -> Result<Done> {
                    if (!gone && gone.error().kind != Error::Kind::NotFound)
                        return failure(gone.error());
                    return Done{};
                });
        });
}

Call<Done> HostLeases::sweep()
{
    ListOptions options;
    options.namespaceName = m_context->systemNamespace;
    options.labelSelector = hostLeaseLabel;
    options.limit = 0;
    return m_context->client->list(EngineLease::leaseType(), options)
        .map(this, [this](const Result<ListPage> &page) -> Result<Done> {
            if (!page)
                return failure(page.error());
            const QJsonArray items = QJsonDocument::fromJson(page->body).object()[u"items"].toArray();
            for (const auto &item : items) {
                const QJsonObject lease = item.toObject();
                const QJsonObject metadata = lease[u"metadata"].toObject();
                const QString host = metadata[u"annotations"][hostAnnotation].toString();
                if (isAlive(holderIn(lease), host) || !m_context->mayAct())
                    continue;
                DeleteOptions precondition;
                precondition.resourceVersion = metadata[u"resourceVersion"].toString();
                const QString name = metadata[u"name"].toString();
                m_context->log->info({},
                                     tr("Machine %1 is free again: its pool %2 is gone or does not have it.")
                                         .arg(host, holderIn(lease).section(u'/', 0, 1)));
                m_context->client->remove(EngineLease::leaseType(), m_context->systemNamespace, name,
                                          precondition);
            }
            return Done{};
        });
}

} // namespace easel

#include "moc_hostleases.cpp"
