// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schema/objectmetadata.h"
#include "core/schema/schema.h"
#include "core/schema/schemanode.h"

namespace easel {

// The steps that the API server takes with a custom resource, one by one. All work on copies.

// Without the fields that the schema does not know; they are added to `unknown` when it is given. At a
// resource's root apiVersion, kind and metadata always stay.
QJsonValue prunedValue(const QJsonValue &value, const SchemaNode *node, const JsonPointer &at, bool root,
                       QList<SchemaFinding> *unknown);

// Without the nulls that neither are allowed nor have a default.
QJsonValue withoutNulls(const QJsonValue &value, const SchemaNode *node);

// With the defaults of fields that are missing or null.
QJsonValue defaultedValue(const QJsonValue &value, const SchemaNode *node);

// Types, bounds, patterns, formats, enums, required fields, combinations.
void validateValue(const QJsonValue &value, const SchemaNode &node, const JsonPointer &at,
                   QList<SchemaFinding> *findings);

// Repeated items of lists of type set and map.
void checkLists(const QJsonValue &value, const SchemaNode *node, const JsonPointer &at,
                QList<SchemaFinding> *findings);

// apiVersion, kind and metadata of objects inside the object.
void checkEmbedded(const QJsonValue &value, const SchemaNode *node, const JsonPointer &at, bool strict,
                   bool root, QList<SchemaFinding> *findings);

} // namespace easel
