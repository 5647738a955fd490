// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/surroundings.h"
#include "app/views/parts/keyvaluegrid.h"

namespace easel {

// What the Summary says about a Tenant or Project beyond its columns: groups and roles, namespaces, and the
// projects, pools and deployments in it as links. Nothing for other kinds.
QList<KeyValue> organisationRows(const QJsonObject &object, const Knowledge &knowledge);

} // namespace easel
