// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"
#include "core/base/result.h"

#include <QJsonObject>

#include <memory>
#include <optional>

namespace easel {

// One disagreement of an object with its schema. The texts follow the API server's wording.
struct SchemaFinding
{
    JsonPointer pointer;
    QString reason; // FieldValueRequired, FieldValueInvalid, FieldValueNotSupported, FieldValueTypeInvalid,
                    // Unknown...
    QString message;
};

// What a form or an editor wants to know about one field.
struct FieldInfo
{
    QString type; // object, array, string, integer, number, boolean, int-or-string, any
    QString format;
    QString description;
    QStringList enumValues;
    QJsonValue defaultValue;
    QString pattern;
    bool required = false; // by its parent
    bool nullable = false;
    bool keepsUnknown = false;
    QStringList properties;     // names below, in schema order
    bool hasAdditional = false; // map with free keys
    std::optional<double> minimum;
    std::optional<double> maximum;
    std::optional<qint64> maxLength; // of a text, in characters
    std::optional<qint64> maxItems;  // of a list
};

// A structural schema (the subset of OpenAPI v3 that CRDs allow) of one kind and version. Immutable.
class Schema
{
public:
    // From a CustomResourceDefinition's spec.versions[].schema.openAPIV3Schema.
    static Result<std::shared_ptr<const Schema>> fromCrd(const QJsonObject &crd, const QString &version);
    // From a hub's OpenAPI v3 document: the component with this x-kubernetes-group-version-kind; $refs are
    // resolved.
    static Result<std::shared_ptr<const Schema>> fromOpenApi(const QJsonObject &document,
                                                             const QString &group, const QString &version,
                                                             const QString &kind);
    // Easel's own CRDs (resources/crds); null for other kinds. Made once, shared.
    static std::shared_ptr<const Schema> builtin(const QString &group, const QString &version,
                                                 const QString &kind);
    static const QList<QJsonObject> &builtinCrds(); // as installed by "Prepare this hub"

    virtual ~Schema() = default;
    // What the API server's structural validation says (without CEL), after pruning and defaulting. strict:
    // unknown fields are findings too, as with fieldValidation=Strict.
    virtual QList<SchemaFinding> validate(const QJsonObject &object, bool strict) const = 0;
    virtual QJsonObject withDefaults(const QJsonObject &object) const = 0;
    virtual std::optional<FieldInfo>
    field(const JsonPointer &pointer) const = 0; // nullopt: not in the schema
};

} // namespace easel
