// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/workspacesnapshot.h"

#include <atomic>

namespace easel {

// Bounds of a workspace; tests make them small.
struct WorkspaceLimits
{
    int maxFiles = 50'000;
    qint64 maxBytes = 16 * 1024 * 1024;
};

// Reading a folder in three pure steps, all for pool threads: list, read each file, put together. canceled
// ends the first and makes its result worthless.
WorkspaceListing listWorkspace(const QString &root, const WorkspaceLimits &limits,
                               const std::atomic_bool &canceled);
WorkspaceFilePtr readWorkspaceFile(const WorkspaceListing &listing, const WorkspaceEntry &entry,
                                   const WorkspaceLimits &limits);
WorkspaceSnapshotPtr assembleWorkspace(WorkspaceListing listing, QHash<QString, WorkspaceFilePtr> files);

// All three steps at once, in this thread: for what is on the pool already (exports) and for tools without a
// window.
Result<WorkspaceSnapshotPtr> readWorkspaceNow(const QString &root, const WorkspaceLimits &limits = {});

// A snapshot in which some files were read again (or are gone: null).
WorkspaceSnapshotPtr workspaceWith(const WorkspaceSnapshotPtr &before,
                                   const QHash<QString, WorkspaceFilePtr> &files);

// The entry of a file as it is on the disk now; nullopt when it is gone.
std::optional<WorkspaceEntry> workspaceEntry(const QString &root, const QString &relativeFile);
Result<QByteArray> workspaceBytes(const QString &root, const QString &relativeFile,
                                  const WorkspaceLimits &limits);

// What tells two values of one object apart, as short text; starts with "w", which no hub's resourceVersion
// does.
QString workspaceVersionOf(const QJsonObject &object);

// A Secret with data or stringData.
bool holdsSecretValues(const QJsonObject &object);

} // namespace easel
