// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/structuralschema.h"

#include "core/schema/schemabuilder.h"
#include "core/schema/schemafinding.h"
#include "core/schema/schemavalidator.h"

#include <QSet>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

bool isIndex(const QString &token)
{
    if (token == "-"_L1)
        return true;
    bool number = false;
    token.toUInt(&number);
    return number;
}

QStringList orderedProperties(const SchemaNode &node)
{
    QStringList names;
    for (const QString &name : node.required) {
        if (node.properties.contains(name) && !names.contains(name))
            names += name;
    }
    QStringList others = node.properties.keys();
    others.sort();
    for (const QString &name : others) {
        if (!names.contains(name))
            names += name;
    }
    return names;
}

// As people write an object, whatever is required.
QStringList rootProperties(const SchemaNode &root)
{
    QStringList names;
    for (const QString &name : {u"apiVersion"_s, u"kind"_s, u"metadata"_s, u"spec"_s}) {
        if (root.properties.contains(name))
            names += name;
    }
    for (const QString &name : orderedProperties(root)) {
        if (!names.contains(name) && name != "status"_L1)
            names += name;
    }
    if (root.properties.contains("status"_L1))
        names += u"status"_s;
    return names;
}

QString typeName(const SchemaNode &node)
{
    if (node.intOrString)
        return u"int-or-string"_s;
    if (node.types.isEmpty())
        return node.properties.isEmpty() ? u"any"_s : u"object"_s;
    return node.types.first();
}

} // namespace

StructuralSchema::StructuralSchema(SchemaTree tree, Identity identity)
    : m_tree(std::move(tree))
    , m_identity(std::move(identity))
{
    completeRoot();
}

void StructuralSchema::completeRoot()
{
    SchemaNode *root = m_tree.root;
    if (root->types.isEmpty())
        root->types = {u"object"_s};
    for (const QString &name : {u"apiVersion"_s, u"kind"_s}) {
        if (!root->properties.contains(name)) {
            SchemaNode *node = m_tree.add();
            node->types = {u"string"_s};
            root->properties.insert(name, node);
        }
    }
    const SchemaNode *given = root->properties.value(u"metadata"_s);
    if (given != nullptr && given->resolved().properties.size() > 2)
        return; // described by the hub
    SchemaNode *metadata = m_tree.add();
    if (given != nullptr)
        metadata->properties = given->resolved().properties;
    addObjectMetadata(&m_tree, metadata);
    root->properties.insert(u"metadata"_s, metadata);
}

QList<SchemaFinding> StructuralSchema::validate(const QJsonObject &object, bool strict) const
{
    QList<SchemaFinding> findings;
    const JsonPointer top;
    checkMetadata(object, top, m_identity.names, false, strict, &findings);
    const QString apiVersion =
        m_identity.group.isEmpty() ? m_identity.version : m_identity.group + u'/' + m_identity.version;
    if (const QJsonValue kind = object.value("kind"_L1);
        kind.isString() && kind.toString() != m_identity.kind)
        findings.append(invalidValue(top / u"kind"_s, kind, u"must be "_s + m_identity.kind));
    if (const QJsonValue given = object.value("apiVersion"_L1);
        given.isString() && given.toString() != apiVersion)
        findings.append(invalidValue(top / u"apiVersion"_s, given, u"must be "_s + apiVersion));

    QList<SchemaFinding> unknown;
    const SchemaNode *root = m_tree.root;
    QJsonObject value = prunedValue(object, root, top, true, strict ? &unknown : nullptr).toObject();
    findings.append(unknown);
    value = defaultedValue(withoutNulls(value, root), root).toObject();
    if (m_identity.dropsStatus)
        value.remove("status"_L1);
    // Metadata is checked as such above; what a CRD says about its name still counts.
    const QJsonValue metadata = value.value("metadata"_L1);
    QList<SchemaFinding> structural;
    validateValue(value, *root, top, &structural);
    QSet<JsonPointer> said;
    for (const SchemaFinding &finding : std::as_const(findings))
        said.insert(finding.pointer);
    for (const SchemaFinding &finding : std::as_const(structural)) {
        const QStringList &tokens = finding.pointer.tokens();
        const bool meta =
            !tokens.isEmpty() && (tokens.first() == "metadata"_L1 || tokens.first() == "kind"_L1 ||
                                  tokens.first() == "apiVersion"_L1);
        if (!meta || !said.contains(finding.pointer))
            findings.append(finding);
    }
    checkEmbedded(value, root, top, strict, true, &findings);
    checkLists(value, root, top, &findings);
    return findings;
}

QJsonObject StructuralSchema::withDefaults(const QJsonObject &object) const
{
    return defaultedValue(withoutNulls(object, m_tree.root), m_tree.root).toObject();
}

std::optional<FieldInfo> StructuralSchema::field(const JsonPointer &pointer) const
{
    const SchemaNode *raw = m_tree.root;
    const SchemaNode *node = &raw->resolved();
    bool required = false;
    for (const QString &token : pointer.tokens()) {
        required = node->required.contains(token) && node->properties.contains(token);
        if (const SchemaNode *property = node->properties.value(token))
            raw = property;
        else if (node->items != nullptr && isIndex(token))
            raw = node->items;
        else if (node->additional != nullptr)
            raw = node->additional;
        else
            return std::nullopt;
        node = &raw->resolved();
    }
    FieldInfo info;
    info.type = typeName(*node);
    info.format = node->format;
    info.description = raw->description.isEmpty() ? node->description : raw->description;
    for (const auto &value : node->enumeration)
        info.enumValues += value.isString() ? value.toString() : valueText(value);
    info.defaultValue = raw->hasDefault() ? raw->defaultValue : node->defaultValue;
    info.pattern = node->pattern;
    info.required = required;
    info.nullable = node->nullable;
    info.keepsUnknown = node->keepsUnknown || node->anyAdditional;
    info.properties = pointer.isEmpty() ? rootProperties(*node) : orderedProperties(*node);
    info.hasAdditional = node->additional != nullptr || node->anyAdditional;
    info.minimum = node->minimum;
    info.maximum = node->maximum;
    info.maxLength = node->maxLength;
    info.maxItems = node->maxItems;
    return info;
}

} // namespace easel
