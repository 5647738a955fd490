// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/settings.h"
#include "core/base/result.h"
#include "core/clients/signin/kubeconfigidentity.h"
#include "core/store/source.h"

#include <memory>

namespace easel {

// A source ready to be opened, and how it is remembered.
struct OpenableSource
{
    std::unique_ptr<Source> source;
    RecentSource recent;
};

// A folder that was found to be a workspace.
struct WorkspacePlace
{
    QString path;  // canonical
    int files = 0; // YAML files in it, for the list of recent ones
};

// What reads the disk is for the pool.

// Errors say what is missing; a folder without easel.yaml is Error::Kind::NotFound.
Result<WorkspacePlace> findWorkspace(const QString &folder);
// Where the sample lies: beside the installed binary or in the source tree; empty when neither is there.
QString sampleFolder();
// A copy of the sample below the folder that the user may edit; made once, kept afterwards.
Result<QString> copyOfSample(const QString &workFolder);

// Of what was read; contacts and runs nothing before the source is opened.
OpenableSource workspaceSource(const WorkspacePlace &place);
Result<OpenableSource> hubSource(const QString &kubeconfig, const ContextReading &reading,
                                 const SignInServices &services, const ViewAs &viewAs = {});

// The files of a kubeconfig that are joined as in $KUBECONFIG; empty: the default ones.
QStringList kubeconfigFiles(const QString &kubeconfig);

} // namespace easel
