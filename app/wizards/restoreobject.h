// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/operation.h"

class QWidget;

namespace easel {

class AppContext;

// Why the object of a journal entry cannot be made again, or changed back, on this source (may be null);
// empty when it can.
QString whyNotRestored(const JournalEntry &entry, const Source *source);
// The same of any entry: also of what was changed in Palette, whatever source is open.
QString whyNotRestored(const JournalEntry &entry, const AppContext *context);

// Opens the plan that leads back to what the entry's object was before: it is made again, or its labels,
// annotations and fields are set back. Comments and order of a file that is still there stay. A machine in
// Palette gets its old tags after a question, unless somebody changed them since.
void restoreObject(AppContext *context, const JournalEntry &entry, QWidget *parent);

// The same for several objects of this source in one plan. What cannot be restored, or not without filling in
// credentials, is left out and named.
void restoreObjects(AppContext *context, const QList<JournalEntry> &entries, QWidget *parent);
// Of the steps of an operation that were done, those that restoreObjects() leads back.
QList<JournalEntry> restorableEntries(const ApplyOperation &operation, const Source *source);

// What the journal holds of one step of an operation of this run.
JournalEntry journalEntryOf(const ApplyOperation &operation, int step);

} // namespace easel
