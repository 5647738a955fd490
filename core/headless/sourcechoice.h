// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/source.h"

namespace easel {

// Which source a verb works on, as its options say.
struct SourceChoice
{
    QString workspace;      // a folder; else a hub
    QStringList kubeconfig; // empty: $KUBECONFIG or ~/.kube/config
    QString context;        // empty: the kubeconfig's current one
};

struct ChosenSource
{
    std::unique_ptr<Source> source;
    QString defaultNamespace; // of the context; empty for a workspace
};

// Makes the source and does not open it. Errors: no such context, unreadable kubeconfig, sign-in that is not
// supported.
Result<ChosenSource> makeSource(const SourceChoice &choice, Source::ExtractorFactory factory);

// Opens a source and tells once whether it became live, or why not.
Call<Done> openSource(Source *source);

// Every object of a kind; waits until the list is whole. The source's extractors must keep raw bytes.
Call<QList<QJsonObject>> objectsOf(Source *source, const ResourceType &type,
                                   const QString &namespaceName = {});

// The same for several kinds, one after the other, in the order given.
Call<QList<QJsonObject>> objectsOf(Source *source, const QList<ResourceType> &types);

} // namespace easel
