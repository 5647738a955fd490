// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/enginelease.h"

#include "core/base/text.h"
#include "core/engine/enginewrites.h"

#include <QSysInfo>
#include <QUuid>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QString leaseName()
{
    return u"easel-engine"_s;
}

// MicroTime, as the API wants it.
QString microTime(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s) + u"000Z"_s;
}

LeaseHolder holderIn(const QJsonObject &lease)
{
    const QJsonObject spec = lease[u"spec"].toObject();
    return {cleanedLine(spec[u"holderIdentity"].toString()),
            QDateTime::fromString(spec[u"acquireTime"].toString(), Qt::ISODateWithMs),
            QDateTime::fromString(spec[u"renewTime"].toString(), Qt::ISODateWithMs)};
}

} // namespace

Call<LeaseHolder> readLeaseHolder(KubeClient *client, const QString &namespaceName, QObject *context)
{
    return client->get(EngineLease::leaseType(), namespaceName, leaseName())
        .map(context, [](const Result<QJsonObject> &lease) -> Result<LeaseHolder> {
            if (!lease && lease.error().kind == Error::Kind::NotFound)
                return LeaseHolder();
            if (!lease)
                return failure(lease.error());
            return holderIn(*lease);
        });
}

EngineLease::EngineLease(KubeClient *client, const QString &namespaceName, const QString &identity,
                         const EngineTimes &times, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_namespace(namespaceName)
    , m_identity(identity)
    , m_times(times)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &EngineLease::look);
    m_watchdog.setSingleShot(true);
    m_watchdog.setTimerType(Qt::PreciseTimer);
    connect(&m_watchdog, &QTimer::timeout, this, [this] {
        if (m_held && !mayAct())
            drop(tr("It could not be renewed for %1.")
                     .arg(ageText(std::chrono::duration_cast<std::chrono::seconds>(m_times.leaseGiveUp))));
    });
}

EngineLease::~EngineLease() = default;

QString EngineLease::ownIdentity(const QString &user)
{
    return QStringLiteral("%1@%2/%3")
        .arg(user.isEmpty() ? u"unknown"_s : user, QSysInfo::machineHostName(),
             QUuid::createUuid().toString(QUuid::WithoutBraces));
}

ResourceType EngineLease::leaseType()
{
    ResourceType type;
    type.group = u"coordination.k8s.io"_s;
    type.version = u"v1"_s;
    type.kind = u"Lease"_s;
    type.plural = u"leases"_s;
    type.singular = u"lease"_s;
    type.namespaced = true;
    return type;
}

void EngineLease::start()
{
    m_started = true;
    look();
}

qint64 EngineLease::sinceRenewed() const
{
    return std::max(m_renewed.elapsed(), QDateTime::currentMSecsSinceEpoch() - m_renewedWallMs);
}

bool EngineLease::mayAct() const
{
    return m_held && sinceRenewed() < m_times.leaseGiveUp.count();
}

void EngineLease::look()
{
    m_get = m_client->get(leaseType(), m_namespace, leaseName());
    m_get.call().then(this, [this](const Result<QJsonObject> &lease) { looked(lease); });
}

void EngineLease::looked(const Result<QJsonObject> &lease)
{
    if (!m_started)
        return;
    if (!lease) {
        if (lease.error().kind == Error::Kind::NotFound)
            write({});
        else
            failed(lease.error());
        return;
    }
    see(*lease);
    const bool ours = m_holder.identity == m_identity;
    if (m_held && !ours) {
        drop(m_holder.identity.isEmpty() ? tr("Somebody emptied the Lease.")
                                         : tr("%1 took it.").arg(m_holder.identity));
        return;
    }
    const qint64 said = (*lease)[u"spec"][u"leaseDurationSeconds"].toInteger(0) * 1000;
    const qint64 duration = std::max<qint64>(said, m_times.leaseDuration.count());
    if (ours || m_holder.identity.isEmpty() || m_seenSince.elapsed() >= duration) {
        write(*lease);
        return;
    }
    m_error.reset();
    m_next.start(m_times.leaseRetry);
    Q_EMIT changed();
}

void EngineLease::see(const QJsonObject &lease)
{
    const QJsonObject spec = lease[u"spec"].toObject();
    m_holder = holderIn(lease);
    const QString seen = m_holder.identity + u'\n' + spec[u"renewTime"].toString() + u'\n' +
                         lease[u"metadata"][u"resourceVersion"].toString();
    if (seen != m_seen || !m_seenSince.isValid()) {
        m_seen = seen;
        m_seenSince.start();
    }
}

QJsonObject EngineLease::specFor(const QJsonObject &lease) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QJsonObject before = lease[u"spec"].toObject();
    const bool ours = before[u"holderIdentity"].toString() == m_identity;
    const qint64 seconds = std::max<qint64>(1, (m_times.leaseDuration.count() + 999) / 1000);
    QJsonObject spec{{u"holderIdentity"_s, m_identity},
                     {u"leaseDurationSeconds"_s, seconds},
                     {u"renewTime"_s, microTime(now)},
                     {u"acquireTime"_s, ours ? before[u"acquireTime"] : QJsonValue(microTime(now))}};
    if (!ours)
        spec.insert(u"leaseTransitions",
                    before[u"leaseTransitions"].toInteger(0) + (lease.isEmpty() ? 0 : 1));
    return spec;
}

void EngineLease::write(const QJsonObject &lease)
{
    m_sending.start();
    m_sendingWallMs = QDateTime::currentMSecsSinceEpoch();
    QJsonObject metadata{{u"name"_s, leaseName()}, {u"namespace"_s, m_namespace}};
    if (lease.isEmpty()) {
        m_write = m_client->create(
            leaseType(), QJsonObject{{u"metadata"_s, metadata}, {u"spec"_s, specFor(lease)}}, asEngine());
    } else {
        // Only what was read is replaced: of two who want it the server lets one through.
        metadata = {{u"resourceVersion"_s, lease[u"metadata"][u"resourceVersion"]}};
        m_write = m_client->mergePatch(leaseType(), m_namespace, leaseName(),
                                       QJsonObject{{u"metadata"_s, metadata}, {u"spec"_s, specFor(lease)}},
                                       asEngine());
    }
    m_write.call().then(this, [this](const Result<WriteResult> &result) { written(result); });
}

void EngineLease::written(const Result<WriteResult> &result)
{
    if (!m_started)
        return;
    if (!result) {
        failed(result.error());
        return;
    }
    see(result->object);
    m_renewed = m_sending;
    m_renewedWallMs = m_sendingWallMs;
    if (sinceRenewed() >= m_times.leaseGiveUp.count()) { // the answer took so long that it says nothing
        if (m_held)
            drop(tr("Its renewal was answered too late."));
        else
            m_next.start(m_times.leaseRetry);
        return;
    }
    m_error.reset();
    m_watchdog.start(std::chrono::milliseconds(m_times.leaseGiveUp.count() - sinceRenewed()));
    m_next.start(m_times.leaseRenew);
    if (!std::exchange(m_held, true))
        Q_EMIT acquired();
    Q_EMIT changed();
}

void EngineLease::failed(const Error &error)
{
    if (error.kind == Error::Kind::Canceled)
        return;
    // A conflict: somebody else wrote; what is there now decides.
    const bool conflict = error.kind == Error::Kind::Conflict;
    if (!conflict)
        m_error = error;
    m_next.start(conflict ? std::min(m_times.leaseRetry, EngineTimes::Time(200)) : m_times.leaseRetry);
    if (m_held && !mayAct())
        drop(errorSentence(error));
    Q_EMIT changed();
}

void EngineLease::drop(const QString &sentence)
{
    m_held = false;
    m_watchdog.stop();
    if (m_started && !m_next.isActive())
        m_next.start(m_times.leaseRetry);
    Q_EMIT lost(sentence);
    Q_EMIT changed();
}

Call<Done> EngineLease::release()
{
    m_started = false;
    m_next.stop();
    m_watchdog.stop();
    m_get = Call<QJsonObject>();
    m_write = Call<WriteResult>();
    if (!std::exchange(m_held, false))
        return Call<Done>::ready(Done{});
    return m_client->get(leaseType(), m_namespace, leaseName())
        .chain(this, [this](const Result<QJsonObject> &lease) -> Call<Done> {
            if (!lease || (*lease)[u"spec"][u"holderIdentity"].toString() != m_identity)
                return Call<Done>::ready(Done{});
            const QJsonObject patch{{u"metadata"_s, QJsonObject{{u"resourceVersion"_s,
                                                                 (*lease)[u"metadata"][u"resourceVersion"]}}},
                                    {u"spec"_s, QJsonObject{{u"holderIdentity"_s, QString()}}}};
            return m_client->mergePatch(leaseType(), m_namespace, leaseName(), patch, asEngine())
                .map(this, [](const Result<WriteResult> &) -> Result<Done> { return Done{}; });
        });
}

} // namespace easel

#include "moc_enginelease.cpp"
