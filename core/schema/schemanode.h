// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonValue>
#include <QRegularExpression>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace easel {

// One node of a schema, as read. Nodes refer to each other by plain pointers into the tree's list, so that
// recursive OpenAPI documents need no special care.
struct SchemaNode
{
    const SchemaNode *target = nullptr; // set: a reference with a description of its own, nothing else
    QStringList types;                  // none: any type; two for int-or-string
    QString format;
    QString description;
    QString pattern;
    QRegularExpression expression; // the pattern, compiled; not valid when it cannot be
    QJsonArray enumeration;
    QJsonValue defaultValue = QJsonValue::Undefined;
    QStringList required;
    QHash<QString, const SchemaNode *> properties;
    const SchemaNode *items = nullptr;
    const SchemaNode *additional = nullptr;
    bool anyAdditional = false; // additionalProperties: true
    bool nullable = false;
    bool intOrString = false;
    bool keepsUnknown = false;
    bool embedded = false;
    bool exclusiveMinimum = false;
    bool exclusiveMaximum = false;
    bool uniqueItems = false;
    std::optional<double> minimum;
    std::optional<double> maximum;
    std::optional<double> multipleOf;
    std::optional<qint64> minLength;
    std::optional<qint64> maxLength;
    std::optional<qint64> minItems;
    std::optional<qint64> maxItems;
    std::optional<qint64> minProperties;
    std::optional<qint64> maxProperties;
    QString listType; // atomic, set, map
    QStringList listKeys;
    std::vector<const SchemaNode *> allOf;
    std::vector<const SchemaNode *> anyOf;
    std::vector<const SchemaNode *> oneOf;
    const SchemaNode *negated = nullptr;

    const SchemaNode &resolved() const
    {
        const SchemaNode *node = this;
        while (node->target != nullptr)
            node = node->target;
        return *node;
    }
    bool hasDefault() const { return !defaultValue.isUndefined() && !defaultValue.isNull(); }
};

// Owner of the nodes of one schema.
struct SchemaTree
{
    std::vector<std::unique_ptr<SchemaNode>> nodes;
    SchemaNode *root = nullptr;

    SchemaNode *add()
    {
        nodes.push_back(std::make_unique<SchemaNode>());
        return nodes.back().get();
    }
};

} // namespace easel
