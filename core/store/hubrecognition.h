// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/source.h"

namespace easel {

// What kind of hub this is and where its system objects are (resource-model 0.2).
struct HubRecognition
{
    HubMode mode = HubMode::Unknown;
    QString systemNamespace;
};

// wantedNamespace: the connection's own setting, which comes first. Never fails for a missing right: what may
// not be read is guessed from discovery, as the model says.
Call<HubRecognition> recogniseHub(KubeClient *client, const ApiCatalog &catalog,
                                  const QString &wantedNamespace, QObject *context);

} // namespace easel
