// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace easel {

Q_DECLARE_LOGGING_CATEGORY(lcNet)     // easel.net: requests and lanes
Q_DECLARE_LOGGING_CATEGORY(lcWatch)   // easel.watch: reflectors
Q_DECLARE_LOGGING_CATEGORY(lcStore)   // easel.store
Q_DECLARE_LOGGING_CATEGORY(lcFiles)   // easel.files: workspace reading and writing
Q_DECLARE_LOGGING_CATEGORY(lcChanges) // easel.changes: plans, applies, the journal
Q_DECLARE_LOGGING_CATEGORY(lcEngine)  // easel.engine: what the engine does
Q_DECLARE_LOGGING_CATEGORY(lcUi)      // easel.ui

// Sends every line through redacted() to stderr. Installed once by main().
void installRedactingMessageHandler();

} // namespace easel
