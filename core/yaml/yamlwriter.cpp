// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamlwriter.h"

#include "core/yaml/yamlscalar.h"
#include "core/yaml/yamlwriterparts.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

namespace easel {

namespace {

// Longer simple keys are not allowed (YAML 1.2, 7.4.2: 1024 characters).
constexpr qsizetype longestKey = 1000;

QStringList firstKeys(YamlPlace place)
{
    switch (place) {
    case YamlPlace::Root:
        return {QStringLiteral("apiVersion"), QStringLiteral("kind"), QStringLiteral("metadata"),
                QStringLiteral("type"),       QStringLiteral("spec"), QStringLiteral("data"),
                QStringLiteral("status")};
    case YamlPlace::Metadata:
        return {QStringLiteral("name"), QStringLiteral("namespace")};
    case YamlPlace::Item:
        return {QStringLiteral("name"), QStringLiteral("key")};
    case YamlPlace::Inside:
        break;
    }
    return {};
}

YamlPlace placeBelow(const QString &key)
{
    return key == u"metadata" ? YamlPlace::Metadata : YamlPlace::Inside;
}

class Writer
{
public:
    explicit Writer(YamlShape shape)
        : m_shape(std::move(shape))
    {}

    QByteArray out;

    // The value behind "key:" or "-", with the blank in front and without a line end behind. `indent` is the
    // column that a block below may start at; sequences below a key stand two columns in.
    void valueAfter(const QJsonValue &value, int indent, bool afterDash, YamlPlace place)
    {
        if (value.isObject() && !value.toObject().isEmpty()) {
            if (afterDash) {
                out += ' ';
                object(value.toObject(), indent, true, place);
            } else {
                out += m_shape.lineEnd;
                object(value.toObject(), indent, false, place);
            }
        } else if (value.isArray() && !value.toArray().isEmpty()) {
            out += afterDash ? QByteArray(" ") : m_shape.lineEnd;
            array(value.toArray(), indent, afterDash);
        } else {
            out += ' ' + leaf(value, indent);
        }
    }

    QByteArray leaf(const QJsonValue &value, int indent) const
    {
        if (value.isObject())
            return "{}";
        if (value.isArray())
            return "[]";
        if (value.isString() && m_shape.literals && isLiteralSafe(value.toString()) &&
            (m_shape.keptLiterals || !value.toString().endsWith(u"\n\n")))
            return literalBlock(value.toString(), indent, m_shape.lineEnd);
        return scalarText(value, false);
    }

    void entry(const QString &key, const QJsonValue &value, int indent)
    {
        const QByteArray name = scalarText(QJsonValue(key), false);
        if (name.size() > longestKey)
            out += "? " + name + m_shape.lineEnd + QByteArray(indent, ' ');
        else
            out += name;
        out += ':';
        valueAfter(value, indent + (value.isArray() ? m_shape.sequenceStep : m_shape.step), false,
                   placeBelow(key));
    }

    void object(const QJsonObject &object, int indent, bool firstInline, YamlPlace place)
    {
        QStringList keys = object.keys();
        if (m_shape.kubernetesOrder) {
            QStringList first;
            for (const QString &key : firstKeys(place)) {
                if (keys.removeOne(key))
                    first << key;
            }
            keys = first + keys;
        }
        bool isFirst = true;
        for (const QString &key : std::as_const(keys)) {
            if (!isFirst)
                out += m_shape.lineEnd;
            if (!isFirst || !firstInline)
                out += QByteArray(indent, ' ');
            entry(key, object.value(key), indent);
            isFirst = false;
        }
    }

    void array(const QJsonArray &array, int indent, bool firstInline)
    {
        bool isFirst = true;
        for (const auto &item : array) {
            if (!isFirst)
                out += m_shape.lineEnd;
            if (!isFirst || !firstInline)
                out += QByteArray(indent, ' ');
            out += '-';
            valueAfter(item, indent + 2, true, YamlPlace::Item);
            isFirst = false;
        }
    }

private:
    YamlShape m_shape;
};

void flowInto(QByteArray &out, const QJsonValue &value, bool json)
{
    if (value.isObject()) {
        out += '{';
        const QJsonObject object = value.toObject();
        bool first = true;
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!first)
                out += ", ";
            first = false;
            out += json ? doubleQuoted(it.key()) : scalarText(QJsonValue(it.key()), true);
            out += ": ";
            flowInto(out, it.value(), json);
        }
        out += '}';
    } else if (value.isArray()) {
        out += '[';
        bool first = true;
        const QJsonArray array = value.toArray();
        for (const auto &item : array) {
            if (!first)
                out += ", ";
            first = false;
            flowInto(out, item, json);
        }
        out += ']';
    } else if (value.isString() && json) {
        out += doubleQuoted(value.toString());
    } else {
        out += scalarText(value, true);
    }
}

} // namespace

QByteArray yamlFlow(const QJsonValue &value, bool json)
{
    QByteArray out;
    flowInto(out, value, json);
    return out;
}

QByteArray yamlBlockEntry(const QString &key, const QJsonValue &value, int indent, const YamlShape &shape)
{
    Writer writer(shape);
    writer.entry(key, value, indent);
    return writer.out;
}

QByteArray yamlBlockValue(const QJsonValue &value, int indent, bool afterDash, const YamlShape &shape,
                          YamlPlace place)
{
    Writer writer(shape);
    writer.valueAfter(value, indent, afterDash, place);
    return writer.out;
}

QByteArray writeYaml(const QJsonValue &value, const YamlWriteOptions &options)
{
    YamlShape shape;
    shape.kubernetesOrder = options.kubernetesOrder;
    Writer writer(shape);
    if (value.isObject() && !value.toObject().isEmpty())
        writer.object(value.toObject(), 0, false, YamlPlace::Root);
    else if (value.isArray() && !value.toArray().isEmpty())
        writer.array(value.toArray(), 0, false);
    else
        writer.out = writer.leaf(value, 2);
    return writer.out + '\n';
}

QByteArray writeYamlDocuments(const QList<QJsonValue> &documents, const YamlWriteOptions &options)
{
    QByteArray out;
    for (qsizetype i = 0; i < documents.size(); ++i) {
        if (i > 0)
            out += "---\n";
        out += writeYaml(documents.at(i), options);
    }
    return out;
}

QByteArray yamlScalar(const QJsonValue &value)
{
    if (value.isObject() || value.isArray())
        return yamlFlow(value, false);
    return scalarText(value, false);
}

} // namespace easel
