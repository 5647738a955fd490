// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/resourcetype.h"
#include "core/domain/objectset.h"

namespace easel {

// An object as it is handed over: without status and server fields (rule C4's list), Secrets as stubs
// (section 5).
QJsonObject exportable(const QJsonObject &object);

// The kinds that a whole hub is handed over with: Easel's, as far as users edit them; one version of each.
QList<ResourceType> exportedTypes(const ApiCatalog &catalog);

// Writes objects into a folder by the workspace layout: temporary files, fsync, rename; existing files are
// patched, so a second export of the same objects changes no byte. Returns the files written, relative. Runs
// on the pool.
Call<QStringList> exportToFolder(const QString &root, const QString &workspaceName,
                                 const QList<QJsonObject> &objects, const QString &systemNamespace);

// Multi-document YAML of objects, in apply order, for "Export YAML" and "Copy".
QByteArray exportText(const QList<QJsonObject> &objects);

} // namespace easel
