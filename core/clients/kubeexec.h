// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/channelprotocol.h"
#include "core/clients/kubechannel.h"
#include "core/clients/podstreams.h"

namespace easel {

// exec and attach over channels in a WebSocket connection.
class KubeExec : public ExecSession
{
    Q_OBJECT

public:
    // protocols: what is offered to the server, version 5 and 4 when nothing is said.
    KubeExec(SignedLanes *lanes, const ExecRequest &request, QObject *parent,
             const QList<QByteArray> &protocols = {});
    ~KubeExec() override;

    void write(const QByteArray &bytes) override;
    void endInput() override;
    void resize(int columns, int rows) override;
    void setPaused(bool paused) override;
    void stop() override;

private:
    void take(const QByteArray &message);
    void conclude(const Result<int> &exitCode);

    KubeChannel *m_channel;
    QString m_attempt;
    QString m_protocol; // empty before it is open
    int m_columns = 0;  // as wished before it is open
    int m_rows = 0;
    QByteArray m_status;
    bool m_over = false;
};

} // namespace easel
