// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/podstreams.h"

namespace easel {

class SignedLanes;

// Logs, commands and ports of the pods of one API server.
class KubePodStreams : public PodStreams
{
public:
    explicit KubePodStreams(SignedLanes *lanes)
        : m_lanes(lanes)
    {}
    LogStream *log(const LogRequest &request, QObject *parent) override;
    ExecSession *exec(const ExecRequest &request, QObject *parent) override;
    PortForward *forward(const QString &namespaceName, const QString &pod, int remotePort, int localPort,
                         QObject *parent) override;

private:
    SignedLanes *m_lanes;
};

} // namespace easel
