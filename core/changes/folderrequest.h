// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/changes/plan.h"

namespace easel {

class WorkspaceSource;

// What a workspace folder brings to a hub.
struct FolderRequest
{
    PlanRequest request;
    QStringList unreadable; // sentences with their places; a folder with any is not to be planned
    QStringList notServed;  // left out: the hub does not serve their kinds
    QStringList secrets;    // left out: a folder holds no values of Secrets (resource-model section 5)
};

// Reads the whole folder and makes the request for makePlan(). The folder's extractors must keep raw bytes
// (RawExtractor). Both sources stay the caller's; neither is changed.
Call<FolderRequest> folderRequest(WorkspaceSource *folder, const Source *hub, QObject *context);

} // namespace easel
