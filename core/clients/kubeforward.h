// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/podstreams.h"
#include "core/clients/signedlanes.h"

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

namespace easel {

// Listens on 127.0.0.1; every connection gets a WebSocket connection of its own, because the channels of one
// belong to one connection in the pod.
class KubeForward : public PortForward
{
    Q_OBJECT

public:
    KubeForward(SignedLanes *lanes, QString namespaceName, QString pod, int remotePort, int localPort,
                QObject *parent);
    ~KubeForward() override;

    QString namespaceName() const override { return m_namespace; }
    QString pod() const override { return m_pod; }
    int remotePort() const override { return m_remotePort; }
    int localPort() const override { return m_localPort; }
    int connections() const override { return m_open; }
    int connectionsSeen() const override { return m_seen; }
    qint64 bytesIn() const override { return m_in; }
    qint64 bytesOut() const override { return m_out; }
    QString problem() const override { return m_problem; }
    void stop() override;

private:
    void take(QTcpSocket *local);

    QPointer<SignedLanes> m_lanes;
    QString m_namespace;
    QString m_pod;
    int m_remotePort;
    int m_localPort = 0;
    QTcpServer m_server;
    QList<QPointer<QObject>> m_pairs;
    int m_open = 0;
    int m_seen = 0;
    qint64 m_in = 0;
    qint64 m_out = 0;
    QString m_problem;
};

} // namespace easel
