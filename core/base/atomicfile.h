// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"

#include <QByteArray>

namespace easel {

// Replaces a file or writes a new one, readable by its owner only: temporary file beside it, fsync, rename.
// An error leaves the old file as it was; its sentence names the file and what the system said. Makes the
// folder when missing.
Result<Done> writePrivateFile(const QString &path, const QByteArray &content);

// The same for a file whose place somebody chose: rights as usual, the folder is there.
Result<Done> writeChosenFile(const QString &path, const QByteArray &content);

// The folder, made with rights for its owner only.
Result<Done> makePrivateFolder(const QString &path);

} // namespace easel
