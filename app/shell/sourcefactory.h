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

// A workspace folder. Errors say what is missing; a folder without easel.yaml is Error::Kind::NotFound.
Result<OpenableSource> workspaceSource(const QString &folder);
// A context of kubeconfig files joined as in $KUBECONFIG (empty: the default ones). Reads files; contacts and
// runs nothing before the source is opened.
Result<OpenableSource> hubSource(const QString &kubeconfig, const QString &context,
                                 const SignInServices &services);

// Where the sample lies: beside the installed binary or in the source tree; empty when neither is there.
QString sampleFolder();
// A copy of the sample below the folder that the user may edit; made once, kept afterwards.
Result<QString> copyOfSample(const QString &workFolder);

// How many YAML files a workspace has, for the list of recent ones.
int yamlFilesIn(const QString &folder);

} // namespace easel
