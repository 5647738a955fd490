// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signedlanes.h"

#include "core/base/log.h"
#include "core/clients/signedstream.h"

namespace easel {

SignedLanes::SignedLanes(std::shared_ptr<IdentitySource> source, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
{
    connect(m_source.get(), &IdentitySource::changed, this, &SignedLanes::outdated);
}

SignedLanes::~SignedLanes() = default;

ServerAddress SignedLanes::server() const
{
    return m_lanes ? m_lanes->server() : m_source->server();
}

bool SignedLanes::isSame(const Connection &other) const
{
    return m_connection.server == other.server && m_connection.identity == other.identity;
}

Lanes *SignedLanes::lanesFor(const Connection &made)
{
    const Connection connection = m_source->latest().value_or(made);
    if (m_lanes && isSame(connection))
        return m_lanes.get();
    const bool isFirst = m_lanes == nullptr;
    if (m_lanes)
        setAside();
    m_connection = connection;
    m_lanes = std::make_unique<Lanes>(connection.server, connection.identity);
    ++m_generation;
    qCDebug(lcNet) << "lanes of generation" << m_generation;
    if (!isFirst)
        Q_EMIT renewed();
    return m_lanes.get();
}

// What was sent must be told its answer; streams are opened anew by who hears renewed().
void SignedLanes::setAside()
{
    Lanes *old = m_lanes.release();
    old->setParent(this);
    connect(old, &Lanes::idle, old, &QObject::deleteLater);
    if (old->isIdle())
        old->deleteLater();
}

void SignedLanes::startAfresh()
{
    if (!m_lanes)
        return;
    setAside();
    m_lanes = std::make_unique<Lanes>(m_connection.server, m_connection.identity);
    ++m_generation;
    qCDebug(lcNet) << "new connections, lanes of generation" << m_generation;
}

Call<HttpReply> SignedLanes::send(const HttpRequest &request)
{
    // Of an identity that never changes there is nothing to wait for and nothing to make up for.
    if (!m_source->canRenew() && m_lanes)
        return m_lanes->send(request);
    return m_source->connection().chain(
        this, [this, request](const Result<Connection> &connection) -> Call<HttpReply> {
            if (!connection)
                return Call<HttpReply>::ready(failure(connection.error()));
            const Call<HttpReply> sent = lanesFor(*connection)->send(request);
            if (!m_source->canRenew())
                return sent;
            return sent.chain(this, [this, request, used = m_connection](const Result<HttpReply> &reply) {
                return reply && reply->status == 401 ? sendAgain(request, used, reply)
                                                     : Call<HttpReply>::ready(reply);
            });
        });
}

Call<HttpReply> SignedLanes::sendAgain(const HttpRequest &request, const Connection &used,
                                       const Result<HttpReply> &refusal)
{
    return m_source->renewed(used).chain(
        this, [this, request, used, refusal](const Result<Connection> &newer) -> Call<HttpReply> {
            if (!newer)
                return Call<HttpReply>::ready(failure(newer.error()));
            if (newer->identity == used.identity && newer->server == used.server)
                return Call<HttpReply>::ready(refusal);
            return lanesFor(*newer)->send(request);
        });
}

HttpStream *SignedLanes::stream(const HttpRequest &request, QObject *parent)
{
    return new SignedStream(this, request, parent);
}

void SignedLanes::drop(const Error &error)
{
    if (m_lanes) {
        m_lanes.release()->deleteLater(); // a stream of it may be speaking
        m_connection = {};
    }
    Q_EMIT dropped(error);
}

} // namespace easel
