// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/operation.h"
#include "core/clients/palette/paletteconnections.h"

namespace easel {

class PaletteDesk;

// An entry of the journal for something of Palette that is changed with a connection of the person's own: its
// place, who, the kind (PaletteObject::Host, ::Token) and the name. Time, title, verb and outcome are still
// to be told.
JournalEntry paletteEntry(const PaletteConnection &connection, QStringView kind, const QString &name,
                          const QString &uid);

// How it ended. Whoever gave up waiting does not know whether Palette did it.
void setOutcome(JournalEntry *entry, const Error *error);

// Why an entry about Palette cannot be taken back from the journal; empty when it can. A machine gets its old
// tags with HostTagJob, which leaves them alone where somebody changed them since.
QString whyNotTakenBack(const JournalEntry &entry, const PaletteDesk *desk);

} // namespace easel
