// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/source.h"

namespace easel {

// Opens a source and tells once whether it became live, or why not.
Call<Done> openSource(Source *source);

// Every object of a kind; waits until the list is whole. The source's extractors must keep raw bytes.
Call<QList<QJsonObject>> objectsOf(Source *source, const ResourceType &type,
                                   const QString &namespaceName = {});

// The same for several kinds, one after the other, in the order given.
Call<QList<QJsonObject>> objectsOf(Source *source, const QList<ResourceType> &types);

} // namespace easel
