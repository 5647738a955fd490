// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/execcredential.h"
#include "core/clients/signin/searchpath.h"

namespace easel {

// A command as it would be run: what a person agrees to.
struct ExecCommand
{
    ExecSpec spec;
    QString program; // absolute path; empty: not found
    QString kubeconfigFile;
    QString contextName;
    SearchPath search;

    // SHA-256 in hex of everything that decides what runs: command, program, arguments, environment, how it
    // is called and the file it stands in. Anything else means asking again.
    QByteArray hash() const;
    // Arguments and the values of variables as they may be shown: what looks like a secret is hidden.
    QStringList shownArguments() const;
    QStringList shownEnvironment() const; // "AWS_PROFILE=prod", in order
    // "The command 'aws' was not found...", with the kubeconfig's own hint.
    Error notFound() const;
};

// Finds the program as kubectl does: a name in the folders, a path with a slash beside the kubeconfig.
ExecCommand resolvedCommand(const ExecSpec &spec, const QString &kubeconfigFile, const QString &contextName,
                            const SearchPath &search);

} // namespace easel
