// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/plan.h"

namespace easel {

// The objects of "Prepare this hub": the system namespace and Easel's CRDs, labelled and with their revision.
// Rule 0.2: a CRD without Easel's label is never changed; a newer revision is never taken back.
PlanRequest prepareHubRequest(const QString &systemNamespace);

// What recognition found, for `easel hub check` and the start screen.
struct HubCheck
{
    HubMode mode = HubMode::Unknown;
    QString serverVersion;
    QString user;
    QString systemNamespace;
    QStringList missingCrds;
    QStringList olderCrds;
    QStringList newerCrds;
    QStringList notes; // sentences
};
Call<HubCheck> checkHub(Source *source, QObject *context);

} // namespace easel
