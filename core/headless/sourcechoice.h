// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/objectlists.h"

namespace easel {

// Which source a verb works on, as its options say.
struct SourceChoice
{
    QString workspace;      // a folder; else a hub
    QStringList kubeconfig; // empty: $KUBECONFIG or ~/.kube/config
    QString context;        // empty: the kubeconfig's current one
    bool allowExec = false; // runs the command of the user although nobody agreed to it before
};

class Console;

// Whom a verb signs in as, and what it says about that.
class VerbSignIn;

struct ChosenSource
{
    std::shared_ptr<VerbSignIn> signIn; // before the source, which uses it to its end
    std::unique_ptr<Source> source;
    QString defaultNamespace; // of the context; empty for a workspace
};

// Makes the source and does not open it. Errors: no such context, unreadable kubeconfig, sign-in that is not
// supported.
Result<ChosenSource> makeSource(const SourceChoice &choice, Source::ExtractorFactory factory,
                                Console *console);

} // namespace easel
