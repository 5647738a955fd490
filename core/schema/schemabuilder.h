// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/schema/schemanode.h"

#include <QJsonObject>

namespace easel {

// From an openAPIV3Schema of a CRD: no references.
Result<SchemaTree> buildSchemaTree(const QJsonObject &schema);

// From a component of an OpenAPI v3 document; `schemas` is the document's components.schemas, by which
// references are resolved. Defaults that only stand for Go's zero values are left out.
Result<SchemaTree> buildSchemaTree(const QString &component, const QJsonObject &schemas);

// A pattern of Go's regexp package (RE2) as Qt's engine (PCRE) needs it to say the same: Go's "$" is only the
// very end, PCRE's also matches before a last newline.
QString patternForQt(const QString &pattern);

// The fields of metadata with types and descriptions, for schemas that leave metadata open, as CRDs do.
void addObjectMetadata(SchemaTree *tree, SchemaNode *metadata);

} // namespace easel
