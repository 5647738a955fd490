// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/operation.h"

class QWidget;

namespace easel {

class AppContext;

// Why the object of a journal entry cannot be made again, or changed back, on this source (may be null);
// empty when it can.
QString whyNotRestored(const JournalEntry &entry, const Source *source);

// Opens the plan that leads back to what the entry's object was before: it is made again, or its labels,
// annotations and fields are set back. Comments and order of a file that is still there stay.
void restoreObject(AppContext *context, const JournalEntry &entry, QWidget *parent);

// What the journal holds of one step of an operation of this run.
JournalEntry journalEntryOf(const ApplyOperation &operation, int step);

} // namespace easel
