// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubepodstreams.h"

#include "core/clients/kubeexec.h"
#include "core/clients/kubeforward.h"
#include "core/clients/kubelog.h"

namespace easel {

LogStream *KubePodStreams::log(const LogRequest &request, QObject *parent)
{
    return new KubeLog(m_lanes, request, parent);
}

ExecSession *KubePodStreams::exec(const ExecRequest &request, QObject *parent)
{
    return new KubeExec(m_lanes, request, parent);
}

PortForward *KubePodStreams::forward(const QString &namespaceName, const QString &pod, int remotePort,
                                     int localPort, QObject *parent)
{
    return new KubeForward(m_lanes, namespaceName, pod, remotePort, localPort, parent);
}

} // namespace easel
