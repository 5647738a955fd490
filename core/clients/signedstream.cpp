// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/signedstream.h"

namespace easel {

SignedStream::SignedStream(SignedLanes *lanes, HttpRequest request, QObject *parent)
    : HttpStream(parent)
    , m_lanes(lanes)
    , m_request(std::move(request))
{
    connect(lanes, &SignedLanes::dropped, this, &SignedStream::fail);
    m_waiting = lanes->source()->connection();
    m_waiting.call().then(this, [this](const Result<Connection> &found) {
        if (m_over)
            return;
        if (found)
            begin(*found);
        else
            fail(found.error());
    });
}

SignedStream::~SignedStream()
{
    abort();
}

void SignedStream::begin(const Connection &connection)
{
    if (!m_lanes)
        return;
    const QPointer<SignedStream> guard(this); // others learn of new lanes and may want no more of this one
    Lanes *lanes = m_lanes->lanesFor(connection);
    if (!guard || m_over)
        return;
    m_used = m_lanes->m_connection;
    m_inner = lanes->stream(m_request, this);
    connect(m_inner, &HttpStream::headersArrived, this, &HttpStream::headersArrived);
    connect(m_inner, &HttpStream::readyRead, this, &HttpStream::readyRead);
    connect(m_inner, &HttpStream::ended, this, [this] {
        if (!std::exchange(m_over, true))
            Q_EMIT ended();
    });
    connect(m_inner, &HttpStream::failed, this, [this](const Error &error) {
        if (error.status == 401 && !m_triedAgain && m_lanes && m_lanes->source()->canRenew())
            refused(error);
        else
            fail(error);
    });
}

void SignedStream::refused(const Error &error)
{
    m_triedAgain = true;
    m_waiting = m_lanes->source()->renewed(m_used);
    m_waiting.call().then(this, [this, error](const Result<Connection> &newer) {
        if (m_over)
            return;
        if (!newer) {
            fail(newer.error());
        } else if (newer->identity == m_used.identity && newer->server == m_used.server) {
            fail(error);
        } else {
            if (m_inner)
                m_inner->deleteLater();
            begin(*newer);
        }
    });
}

void SignedStream::fail(const Error &error)
{
    if (std::exchange(m_over, true))
        return;
    if (m_inner)
        m_inner->abort();
    Q_EMIT failed(error);
}

void SignedStream::abort()
{
    m_over = true;
    m_waiting = Call<Connection>();
    if (m_inner)
        m_inner->abort();
}

void SignedStream::setInactivity(std::chrono::milliseconds inactivity)
{
    m_request.inactivity = inactivity;
    if (m_inner)
        m_inner->setInactivity(inactivity);
}

} // namespace easel
