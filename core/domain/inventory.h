// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/domain/computeview.h"

#include <QDateTime>

namespace easel {

// What machines look like outside Palette: in a Compute's status on a hub, and in the snapshots of a
// workspace.

// HostDetail of 2.4; what is not known is left out. readHost() reads it back.
QJsonObject hostDetail(const HostView &host);

// Compute.status.edgeHostDetails: by host uid.
QJsonObject edgeHostDetails(const QList<HostView> &hosts);

// The text of a snapshot file (section 5): one machine a line, sorted by uid, so that two snapshots differ
// only where machines do. `source` is for people: "palette.example, project north".
QByteArray inventoryText(const QList<HostView> &hosts, const QDateTime &capturedAt, const QString &source);

// Such a file read back. Errors (Syntax): no snapshot.
struct InventoryText
{
    QList<HostView> hosts;
    QDateTime capturedAt; // invalid: it does not say
    QString source;
};
Result<InventoryText> readInventoryText(const QByteArray &text);

// Where a workspace keeps the snapshot of a Palette and one of its projects, relative to its root; an empty
// uid: the whole tenant.
QString inventoryFile(const QString &paletteHost, const QString &projectUid);

} // namespace easel
