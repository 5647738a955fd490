// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/workspacereader.h"

namespace easel {

// What a write did. The snapshot is set when the disk turned out, or was made, different from the one that
// was given: also after a refusal, so that people see what is there now.
struct WorkspaceOutcome
{
    Result<WriteResult> result = WriteResult{};
    WorkspaceSnapshotPtr snapshot;
};

// Pure steps for pool threads; the caller runs one at a time for a workspace.
WorkspaceOutcome applyToWorkspace(const WorkspaceSnapshotPtr &snapshot, const QJsonObject &object,
                                  const WriteOptions &options, const WorkspaceLimits &limits);
WorkspaceOutcome mergeIntoWorkspace(const WorkspaceSnapshotPtr &snapshot, const ObjectRef &ref,
                                    const QJsonObject &patch, const WriteOptions &options,
                                    const WorkspaceLimits &limits);
WorkspaceOutcome removeFromWorkspace(const WorkspaceSnapshotPtr &snapshot, const ObjectRef &ref,
                                     const DeleteOptions &options, const WorkspaceLimits &limits);
WorkspaceOutcome replaceTextInWorkspace(const WorkspaceSnapshotPtr &snapshot, const ObjectRef &ref,
                                        const QByteArray &text, const WriteOptions &options,
                                        const WorkspaceLimits &limits);

// The document of an object as it stands in its file now. Secrets with values and encrypted files come
// without them.
Result<ObjectText> textInWorkspace(const WorkspaceSnapshotPtr &snapshot, const ObjectRef &ref,
                                   const WorkspaceLimits &limits);

} // namespace easel
