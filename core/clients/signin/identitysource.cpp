// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signin/identitysource.h"

#include "core/base/log.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSslCertificate>

namespace easel {

namespace {

// A server that refuses everything must not make a command run without end.
constexpr qint64 leastPause = 10'000;
// Many ask at once what just failed.
constexpr qint64 failureCounts = 5'000;
constexpr qint64 mostMargin = 30'000;

} // namespace

Call<Connection> IdentitySource::connection()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (m_current && (m_freshUntil.isNull() || now < m_freshUntil))
        return Call<Connection>::ready(*m_current);
    if (!isMaking()) {
        if (m_failure && m_failedAt.msecsTo(now) < failureCounts)
            return Call<Connection>::ready(failure(*m_failure));
        begin(false);
    }
    return shared();
}

void IdentitySource::askAgain()
{
    m_failure.reset();
}

Call<Connection> IdentitySource::renewed(const Connection &refused)
{
    if (isMaking())
        return shared();
    const bool isNewer =
        m_current && !(m_current->identity == refused.identity && m_current->server == refused.server);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const bool tooSoon = m_renewedAt.isValid() && m_renewedAt.msecsTo(now) < leastPause;
    if (isNewer || !canRenew() || (tooSoon && m_current))
        return Call<Connection>::ready(m_current.value_or(refused));
    m_renewedAt = now;
    begin(true);
    return shared();
}

void IdentitySource::forget()
{
    m_current.reset();
    m_failure.reset();
    m_renewedAt = {};
    ++m_generation;
    m_making = {};
    m_busy = false;
}

void IdentitySource::begin(bool refused)
{
    m_busy = true;
    m_making = make(refused);
    m_making.then(this, [this, generation = m_generation](const Result<Connection> &made) {
        if (generation != m_generation)
            return;
        m_busy = false;
        m_failure.reset();
        if (!made) {
            m_current.reset();
            if (made.error().kind != Error::Kind::Canceled) {
                m_failure = made.error();
                m_failedAt = QDateTime::currentDateTimeUtc();
            }
            qCDebug(lcNet) << "no identity:" << errorKindName(made.error().kind) << made.error().reason;
            return;
        }
        const QDateTime now = QDateTime::currentDateTimeUtc();
        m_current = *made;
        m_freshUntil = {};
        if (made->expiresAt.isValid()) {
            // A little early: what is sent must arrive while it counts.
            const qint64 life = std::max<qint64>(0, now.msecsTo(made->expiresAt));
            m_freshUntil = made->expiresAt.addMSecs(-std::min(mostMargin, life / 5));
        }
    });
}

// A handle of its own for each asker: canceling it leaves the others alone. Who waited for what was forgotten
// meanwhile gets its successor.
Call<Connection> IdentitySource::shared()
{
    Promise<Connection> promise;
    m_making.then(this, [this, promise, generation = m_generation](const Result<Connection> &made) {
        if (generation == m_generation)
            promise.finish(made);
        else
            connection().then(this, [promise](const Result<Connection> &next) { promise.finish(next); });
    });
    return promise.call();
}

FixedIdentity::FixedIdentity(ServerAddress server, Identity identity, QObject *parent)
    : IdentitySource(parent)
    , m_connection{std::move(server), std::move(identity), {}}
{}

QString FixedIdentity::signInText() const
{
    return signInTextOf(m_connection.identity);
}

Call<Connection> FixedIdentity::make(bool refused)
{
    Q_UNUSED(refused)
    return Call<Connection>::ready(m_connection);
}

QString signInTextOf(const Identity &identity)
{
    if (!identity.bearerToken.isEmpty())
        return IdentitySource::tr("token");
    if (!identity.clientCertificatePem.isEmpty())
        return IdentitySource::tr("client certificate");
    if (!identity.basicUser.isEmpty())
        return IdentitySource::tr("password");
    return IdentitySource::tr("no sign-in");
}

QDateTime endOf(const Identity &identity)
{
    if (!identity.bearerToken.isEmpty()) {
        const QByteArrayList parts = identity.bearerToken.split('.');
        if (parts.size() != 3)
            return {};
        const auto claims = QByteArray::fromBase64Encoding(
            parts.at(1), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!claims)
            return {};
        const double seconds = QJsonDocument::fromJson(*claims).object().value(u"exp").toDouble();
        // Up to the year 9999: what is beyond is no time.
        return seconds > 0 && seconds < 253'402'300'800.0
                   ? QDateTime::fromSecsSinceEpoch(qint64(seconds), Qt::UTC)
                   : QDateTime();
    }
    if (identity.clientCertificatePem.isEmpty())
        return {};
    const QList<QSslCertificate> chain = QSslCertificate::fromData(identity.clientCertificatePem, QSsl::Pem);
    return chain.isEmpty() ? QDateTime() : chain.first().expiryDate();
}

} // namespace easel
