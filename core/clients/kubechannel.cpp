// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubechannel.h"

#include "core/clients/lanesetup.h"

namespace easel {

KubeChannel::KubeChannel(SignedLanes *lanes, Result<WebSocketRequest> request, QString attempt,
                         QObject *parent)
    : QObject(parent)
    , m_lanes(lanes)
    , m_request(std::move(request))
    , m_attempt(std::move(attempt))
{
    if (!m_request) {
        QMetaObject::invokeMethod(
            this, [this] { fail(m_request.error()); }, Qt::QueuedConnection);
        return;
    }
    connect(lanes, &SignedLanes::dropped, this, &KubeChannel::fail);
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

KubeChannel::~KubeChannel()
{
    close();
}

void KubeChannel::begin(const Connection &connection)
{
    m_used = connection;
    const Result<LaneSetup> setup = laneSetup(connection.server, connection.identity);
    if (!setup) {
        fail(setup.error());
        return;
    }
    m_link = new WebSocketLink(*setup, *m_request, this);
    m_link->setPaused(m_paused);
    connect(m_link, &WebSocketLink::opened, this, &KubeChannel::opened);
    connect(m_link, &WebSocketLink::message, this, &KubeChannel::message);
    connect(m_link, &WebSocketLink::written, this, &KubeChannel::written);
    connect(m_link, &WebSocketLink::closed, this, [this](int code, const QString &reason) {
        if (!std::exchange(m_over, true))
            Q_EMIT closed(code, reason);
    });
    connect(m_link, &WebSocketLink::failed, this, [this](const Error &error) {
        if (error.status == 401 && !m_triedAgain && m_lanes && m_lanes->source()->canRenew())
            refused(error);
        else
            fail(error);
    });
}

void KubeChannel::refused(const Error &error)
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
            if (m_link)
                m_link->deleteLater();
            begin(*newer);
        }
    });
}

void KubeChannel::fail(const Error &error)
{
    if (m_over)
        return;
    close();
    Q_EMIT failed(error.tried(m_attempt));
}

void KubeChannel::send(const QByteArray &bytes)
{
    if (m_link && !m_over)
        m_link->send(bytes);
}

void KubeChannel::setPaused(bool paused)
{
    m_paused = paused;
    if (m_link)
        m_link->setPaused(paused);
}

void KubeChannel::close()
{
    m_over = true;
    m_waiting = Call<Connection>();
    if (m_link)
        m_link->close();
}

} // namespace easel
