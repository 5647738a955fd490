// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/kubeclient.h"
#include "core/clients/signin/kubeconfigidentity.h"

#include <chrono>

namespace easel {

// What one look at a hub found.
struct HubHealth
{
    QDateTime at;
    QString version; // "v1.36.2"
    std::chrono::milliseconds latency{
        -1};                    // of a question over a connection that stands; -1: none was answered
    SubjectInfo subject;        // whom the server takes us for; no user: it does not tell
    QDateTime expiresAt;        // of the token or certificate; null: not known
    std::optional<Error> error; // why it cannot be used, by the first question that failed
};

// Signs in, asks for the version twice (the second time tells how far away the hub is) and who we are. It
// never fails, health tells; canceling it gives up.
Call<HubHealth> lookAtHub(const std::shared_ptr<KubeconfigIdentity> &identity, QObject *context);

} // namespace easel
