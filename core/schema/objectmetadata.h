// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schema/schema.h"

namespace easel {

// How the names of a kind are checked: custom resources are DNS subdomains; other kinds only must fit into a
// URL here, the server knows more about each of them.
enum class NameRule { Subdomain, PathSegment };

// What the API server says about apiVersion, kind and metadata of an object at `pointer`. `embedded`: an
// object inside another one (x-kubernetes-embedded-resource) may leave out metadata and its name.
void checkMetadata(const QJsonObject &object, const JsonPointer &pointer, NameRule rule, bool embedded,
                   bool strict, QList<SchemaFinding> *findings);

// Whether this can be the key of a label; of an annotation in lower case.
bool isMetadataKey(const QString &key);

} // namespace easel
