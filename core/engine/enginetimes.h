// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QUrl>

#include <chrono>
#include <functional>

namespace easel {

// How long the engine waits for what (resource-model 0.2, 0.3 C16, 2.4, 3.j.5, 3.l.1). Tests make it short.
struct EngineTimes
{
    using Time = std::chrono::milliseconds;

    // The Lease.
    Time leaseDuration{30'000};
    Time leaseRenew{10'000};
    Time leaseRetry{5'000};
    Time leaseGiveUp{25'000}; // without a renewal: off, before anybody else may take over

    // Looking at Palette and at clusters.
    Time inventory{30'000};
    Time clusters{30'000};
    Time settings{300'000};      // an integration that was verified
    Time settingsFailed{60'000}; // and one that was not
    Time reach{120'000};         // of a running cluster's API
    Time building{10'000};       // of a cluster that is built, changed or deleted

    // The state machine of pools.
    Time waiting{60'000};
    Time statusGap{2'000};
    Time provisioning{90 * 60'000};
    Time connecting{30 * 60'000};
    Time unhealthy{5 * 60'000};
    Time healthyAgain{2 * 60'000};
    Time reservation{15 * 60'000};
    Time abortScaling{30 * 60'000};
    Time retryUnit{60'000}; // automatic retries after 1, 2, 4, 8 and 15 of them

    // Where NVIDIA is asked about a key; no Settings say it.
    QUrl ngc{QStringLiteral("https://authn.nvidia.com")};

    std::function<QDateTime()> clock = [] { return QDateTime::currentDateTimeUtc(); };
};

} // namespace easel
