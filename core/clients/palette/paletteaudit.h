// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettemeta.h"

namespace easel {

// Who did what in Palette.
struct PaletteAudit
{
    PaletteMeta meta;
    QString action; // "create", "update", "delete", "publish", "deploy", "activity", "action"
    QString message;
    QString content;
    QString actorType; // "user", "system", "service"
    QString actor;     // e-mail of a user, name of a service
    PaletteRef project;
    QString resourceKind;
    PaletteRef resource;

    QDateTime time() const { return meta.created; }
};

PaletteAudit readPaletteAudit(const QJsonObject &item);

// Empty members ask for everything.
struct AuditQuery
{
    QDateTime from;
    QDateTime until;
    QString projectUid;
    QString userUid;
    QString resourceKind;
    QString resourceUid;
    QString action;
};

} // namespace easel
