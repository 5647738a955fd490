// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/plan.h"

namespace easel {

// Takes objects out of the request that only the engine writes (rule WL-1; an export holds none of them
// either) and names them.
QStringList takeOutEngineObjects(PlanRequest &request);

// Easel's objects on the hub that the request lacks, in the namespaces that it speaks of: a folder may hold
// the objects of one project only, and then says nothing about others. Objects without a namespace count when
// the request has some of their kind; what another object owns goes with its owner and is left out.
Call<QList<QJsonObject>> notInFolder(Source *hub, const PlanRequest &request, QObject *context);

} // namespace easel
