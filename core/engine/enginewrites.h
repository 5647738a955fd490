// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/kubeclient.h"

namespace easel {

// How the engine writes to the hub: under its own name.
inline WriteOptions asEngine()
{
    WriteOptions options;
    options.fieldManager = QStringLiteral("easel-engine");
    return options;
}

// An apply of fields in which nobody else has a word.
inline WriteOptions asEngineAlone(const QString &subresource = {})
{
    WriteOptions options = asEngine();
    options.force = true;
    options.subresource = subresource;
    return options;
}

// Every hub has it; no discovery needs to tell of it.
inline ResourceType secretType()
{
    ResourceType type;
    type.version = QStringLiteral("v1");
    type.kind = QStringLiteral("Secret");
    type.plural = QStringLiteral("secrets");
    return type;
}

} // namespace easel
