// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/schemabuilder.h"

#include <QCoreApplication>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepest = 200; // nested schemas in one document; references do not count

// Fields of a schema object whose names are not clear from SchemaNode.
const QString schemaPrefix = u"#/components/schemas/"_s;

class Builder
{
public:
    Builder(SchemaTree *tree, const QJsonObject *schemas)
        : m_tree(tree)
        , m_schemas(schemas)
    {}

    SchemaNode *component(const QString &name)
    {
        if (const auto known = m_components.constFind(name); known != m_components.cend())
            return *known;
        SchemaNode *node = m_tree->add();
        m_components.insert(name, node); // before reading it: schemas of Kubernetes refer to themselves
        if (m_schemas == nullptr || !m_schemas->contains(name)) {
            if (m_problem.isEmpty())
                m_problem = u"the schema refers to %1, which is not there"_s.arg(name);
            return node;
        }
        read(node, m_schemas->value(name).toObject(), 0);
        return node;
    }

    SchemaNode *build(const QJsonObject &schema, int depth)
    {
        SchemaNode *node = m_tree->add();
        read(node, schema, depth);
        return node;
    }

    const QString &problem() const { return m_problem; }

private:
    std::optional<QString> reference(const QJsonObject &schema) const
    {
        QString reference = schema.value("$ref"_L1).toString();
        if (reference.isEmpty()) {
            const QJsonArray all = schema.value("allOf"_L1).toArray();
            if (all.size() == 1 && !schema.contains("properties"_L1) && !schema.contains("type"_L1))
                reference = all.first().toObject().value("$ref"_L1).toString();
        }
        if (!reference.startsWith(schemaPrefix))
            return std::nullopt;
        return reference.mid(schemaPrefix.size());
    }

    void read(SchemaNode *node, const QJsonObject &schema, int depth)
    {
        if (depth > deepest) {
            m_problem = u"the schema is nested too deeply"_s;
            return;
        }
        node->description = schema.value("description"_L1).toString();
        if (const auto name = reference(schema)) {
            node->target = component(*name);
            // A chain that ends where it began describes nothing; without this resolved() would not end.
            for (const SchemaNode *step = node->target; step != nullptr; step = step->target) {
                if (step == node) {
                    node->target = nullptr;
                    break;
                }
            }
            return;
        }
        readScalars(node, schema);
        readParts(node, schema, depth);
        if (m_schemas != nullptr && node->types == QStringList(u"object"_s) && node->properties.isEmpty() &&
            node->additional == nullptr)
            node->keepsUnknown = true; // RawExtension and the like: free objects
        if (m_schemas != nullptr && node->types.isEmpty() && node->properties.isEmpty())
            node->keepsUnknown = true;
    }

    static std::optional<qint64> count(const QJsonValue &value)
    {
        if (!value.isDouble())
            return std::nullopt;
        return value.toInteger(qint64(value.toDouble()));
    }

    static std::optional<double> number(const QJsonValue &value)
    {
        if (!value.isDouble())
            return std::nullopt;
        return value.toDouble();
    }

    static QStringList texts(const QJsonValue &value)
    {
        QStringList list;
        const QJsonArray array = value.toArray();
        for (const auto &item : array)
            list.append(item.toString());
        return list;
    }

    void readScalars(SchemaNode *node, const QJsonObject &schema)
    {
        node->intOrString = schema.value("x-kubernetes-int-or-string"_L1).toBool() ||
                            schema.value("format"_L1).toString() == "int-or-string"_L1;
        if (node->intOrString)
            node->types = {u"integer"_s, u"string"_s};
        else if (const QString type = schema.value("type"_L1).toString(); !type.isEmpty())
            node->types = {type};
        if (!node->intOrString)
            node->format = schema.value("format"_L1).toString();
        node->pattern = schema.value("pattern"_L1).toString();
        if (!node->pattern.isEmpty()) {
            node->expression.setPattern(patternForQt(node->pattern));
            node->expression.optimize();
        }
        node->enumeration = schema.value("enum"_L1).toArray();
        node->defaultValue = schema.value("default"_L1);
        node->required = texts(schema.value("required"_L1));
        node->nullable = schema.value("nullable"_L1).toBool();
        node->keepsUnknown = schema.value("x-kubernetes-preserve-unknown-fields"_L1).toBool();
        node->embedded = schema.value("x-kubernetes-embedded-resource"_L1).toBool();
        node->minimum = number(schema.value("minimum"_L1));
        node->maximum = number(schema.value("maximum"_L1));
        node->exclusiveMinimum = schema.value("exclusiveMinimum"_L1).toBool();
        node->exclusiveMaximum = schema.value("exclusiveMaximum"_L1).toBool();
        node->multipleOf = number(schema.value("multipleOf"_L1));
        node->minLength = count(schema.value("minLength"_L1));
        node->maxLength = count(schema.value("maxLength"_L1));
        node->minItems = count(schema.value("minItems"_L1));
        node->maxItems = count(schema.value("maxItems"_L1));
        node->minProperties = count(schema.value("minProperties"_L1));
        node->maxProperties = count(schema.value("maxProperties"_L1));
        node->uniqueItems = schema.value("uniqueItems"_L1).toBool();
        node->listType = schema.value("x-kubernetes-list-type"_L1).toString();
        node->listKeys = texts(schema.value("x-kubernetes-list-map-keys"_L1));
    }

    void readParts(SchemaNode *node, const QJsonObject &schema, int depth)
    {
        const QJsonObject properties = schema.value("properties"_L1).toObject();
        for (auto property = properties.begin(); property != properties.end(); ++property) {
            const QJsonObject child = property.value().toObject();
            SchemaNode *built = build(child, depth + 1);
            if (m_schemas != nullptr && zeroDefault(child, node->required.contains(property.key())))
                built->defaultValue = QJsonValue::Undefined;
            node->properties.insert(property.key(), built);
        }
        if (const QJsonValue items = schema.value("items"_L1); items.isObject())
            node->items = build(items.toObject(), depth + 1);
        const QJsonValue additional = schema.value("additionalProperties"_L1);
        if (additional.isObject())
            node->additional = build(additional.toObject(), depth + 1);
        else
            node->anyAdditional = additional.toBool();
        node->allOf = list(schema.value("allOf"_L1), depth);
        node->anyOf = list(schema.value("anyOf"_L1), depth);
        node->oneOf = list(schema.value("oneOf"_L1), depth);
        if (const QJsonValue negated = schema.value("not"_L1); negated.isObject())
            node->negated = build(negated.toObject(), depth + 1);
    }

    // What the generator of OpenAPI writes for every Go field that is not a pointer.
    static bool zeroDefault(const QJsonObject &schema, bool required)
    {
        const QJsonValue value = schema.value("default"_L1);
        if (value.isObject() && value.toObject().isEmpty())
            return !schema.contains("type"_L1);
        return required &&
               (value == QJsonValue(0) || value == QJsonValue(QString()) || value == QJsonValue(false));
    }

    std::vector<const SchemaNode *> list(const QJsonValue &value, int depth)
    {
        std::vector<const SchemaNode *> built;
        const QJsonArray array = value.toArray();
        for (const auto &item : array)
            built.push_back(build(item.toObject(), depth + 1));
        return built;
    }

    SchemaTree *m_tree;
    const QJsonObject *m_schemas;
    QHash<QString, SchemaNode *> m_components;
    QString m_problem;
};

Result<SchemaTree> finished(SchemaTree tree, const QString &problem)
{
    if (!problem.isEmpty())
        return failure(Error::Kind::Invalid, problem);
    return tree;
}

QString say(const char *text)
{
    return QCoreApplication::translate("easel::Schema", text);
}

} // namespace

Result<SchemaTree> buildSchemaTree(const QJsonObject &schema)
{
    SchemaTree tree;
    Builder builder(&tree, nullptr);
    tree.root = builder.build(schema, 0);
    return finished(std::move(tree), builder.problem());
}

Result<SchemaTree> buildSchemaTree(const QString &component, const QJsonObject &schemas)
{
    SchemaTree tree;
    Builder builder(&tree, &schemas);
    tree.root = builder.component(component);
    return finished(std::move(tree), builder.problem());
}

QString patternForQt(const QString &pattern)
{
    if (pattern.contains("(?m"_L1)) // there "$" also ends lines, in both engines
        return pattern;
    QString result;
    result.reserve(pattern.size() + 4);
    bool inClass = false;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QChar c = pattern.at(i);
        if (c == u'\\' && i + 1 < pattern.size()) {
            result += c;
            result += pattern.at(++i);
        } else if (inClass) {
            inClass = c != u']';
            result += c;
        } else if (c == u'[') {
            inClass = true;
            result += c;
            // A "]" right after the opening is a member of the class.
            if (i + 1 < pattern.size() && pattern.at(i + 1) == u'^')
                result += pattern.at(++i);
            if (i + 1 < pattern.size() && pattern.at(i + 1) == u']')
                result += pattern.at(++i);
        } else if (c == u'$') {
            result += "\\z"_L1;
        } else {
            result += c;
        }
    }
    return result;
}

void addObjectMetadata(SchemaTree *tree, SchemaNode *metadata)
{
    struct Field
    {
        const char *name;
        const char *type;
        const char *description;
    };
    static constexpr Field fields[] = {
        {"name", "string", QT_TRANSLATE_NOOP("easel::Schema", "Name of the object. Cannot change.")},
        {"namespace", "string",
         QT_TRANSLATE_NOOP("easel::Schema", "Namespace of the object. Cannot change.")},
        {"labels", "map",
         QT_TRANSLATE_NOOP("easel::Schema", "Short texts by which objects are found and grouped.")},
        {"annotations", "map",
         QT_TRANSLATE_NOOP("easel::Schema", "Notes of any length for people and programs.")},
        {"generateName", "string",
         QT_TRANSLATE_NOOP("easel::Schema", "Beginning of a name that the server completes.")},
        {"finalizers", "list",
         QT_TRANSLATE_NOOP("easel::Schema",
                           "Work that must be done before the object goes away. Set by programs.")},
        {"ownerReferences", "objects",
         QT_TRANSLATE_NOOP("easel::Schema", "Objects with which this one is deleted. Set by programs.")},
        {"uid", "string", QT_TRANSLATE_NOOP("easel::Schema", "Unique id. Set by the server.")},
        {"resourceVersion", "string",
         QT_TRANSLATE_NOOP("easel::Schema", "Version of the stored object. Set by the server.")},
        {"generation", "integer",
         QT_TRANSLATE_NOOP("easel::Schema", "Counts changes of the spec. Set by the server.")},
        {"creationTimestamp", "string",
         QT_TRANSLATE_NOOP("easel::Schema", "When the object was made. Set by the server.")},
        {"deletionTimestamp", "string",
         QT_TRANSLATE_NOOP("easel::Schema", "When the object goes away. Set by the server.")},
        {"deletionGracePeriodSeconds", "integer",
         QT_TRANSLATE_NOOP("easel::Schema", "Seconds until the object goes away. Set by the server.")},
        {"selfLink", "string", QT_TRANSLATE_NOOP("easel::Schema", "No longer used.")},
        {"managedFields", "objects",
         QT_TRANSLATE_NOOP("easel::Schema", "Which program set which field. Set by the server.")},
    };
    metadata->types = {u"object"_s};
    if (metadata->description.isEmpty())
        metadata->description =
            say(QT_TRANSLATE_NOOP("easel::Schema", "Name, namespace, labels and annotations."));
    for (const Field &field : fields) {
        const QString name = QLatin1String(field.name);
        if (const SchemaNode *given = metadata->properties.value(name)) {
            SchemaNode *described = tree->add(); // a CRD may narrow the name
            *described = given->resolved();
            if (described->description.isEmpty())
                described->description = say(field.description);
            metadata->properties.insert(name, described);
            continue;
        }
        SchemaNode *node = tree->add();
        node->description = say(field.description);
        node->nullable = true;
        const QLatin1String type(field.type);
        if (type == "map"_L1) {
            SchemaNode *value = tree->add();
            value->types = {u"string"_s};
            node->types = {u"object"_s};
            node->additional = value;
        } else if (type == "list"_L1) {
            SchemaNode *item = tree->add();
            item->types = {u"string"_s};
            node->types = {u"array"_s};
            node->items = item;
        } else if (type == "objects"_L1) {
            SchemaNode *item = tree->add();
            item->types = {u"object"_s};
            item->keepsUnknown = true;
            node->types = {u"array"_s};
            node->items = item;
        } else {
            node->types = {QString(type)};
        }
        metadata->properties.insert(name, node);
    }
}

} // namespace easel
