// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamlconvert.h"

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/yaml/yamlscalar.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <unordered_map>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Yaml)
};

// Ends the walk; never leaves this file.
struct Abort
{
    Error error;
};

class Converter
{
public:
    Converter(const YamlTree &tree, const YamlLines &lines, const YamlLimits &limits, YamlDocument &document)
        : m_tree(tree)
        , m_lines(lines)
        , m_limits(limits)
        , m_document(document)
    {}

    void run()
    {
        if (m_tree.root < 0) {
            m_document.value = QJsonValue(QJsonValue::Null);
            return;
        }
        m_document.value = convert(m_tree.root, JsonPointer(), 0, true).value;
    }

private:
    // Marks of documents with more values than this would cost more than they help; ancestors' marks are used
    // then.
    static constexpr qsizetype mostMarks = 200'000;

    struct Built
    {
        QJsonValue value;
        int nodes = 1;
        int depth = 1;
    };

    const YamlNode &at(int index) const { return m_tree.nodes[static_cast<size_t>(index)]; }

    [[noreturn]] void stop(qsizetype byte, const QString &message) const
    {
        throw Abort{yamlError(m_lines.markAt(byte), message)};
    }

    void mark(const JsonPointer &pointer, qsizetype byte)
    {
        if (m_marking && m_document.marks.size() < mostMarks)
            m_document.marks.insert(pointer, m_lines.markAt(byte));
    }

    void warn(qsizetype byte, const QString &message)
    {
        if (m_document.warnings.size() < 100)
            m_document.warnings.append({m_lines.markAt(byte), message});
    }

    void count(qsizetype byte, int nodes)
    {
        m_nodes += nodes;
        if (m_nodes > m_limits.maxNodes)
            stop(byte, Text::tr("the document has more than %L1 values when its aliases are written out")
                           .arg(m_limits.maxNodes));
    }

    Built convert(int index, const JsonPointer &pointer, int depth, bool marking)
    {
        const YamlNode &node = at(index);
        if (depth > m_limits.maxDepth)
            stop(node.start,
                 Text::tr("the document is nested more than %L1 levels deep").arg(m_limits.maxDepth));
        if (marking && depth == 0)
            mark(pointer, node.content);
        switch (node.kind) {
        case YamlNode::Kind::Null:
            count(node.start, 1);
            return {QJsonValue(QJsonValue::Null), 1, 1};
        case YamlNode::Kind::Scalar:
            count(node.start, 1);
            return {scalar(node), 1, 1};
        case YamlNode::Kind::Alias:
            return alias(node, pointer, depth);
        case YamlNode::Kind::Sequence:
            return sequence(node, pointer, depth);
        case YamlNode::Kind::Map:
            return map(node, pointer, depth);
        }
        return {};
    }

    // An aliased value is converted once; each further use costs its size only in the count, so a bomb ends
    // at once.
    Built alias(const YamlNode &node, const JsonPointer &pointer, int depth)
    {
        auto known = m_aliased.find(node.target);
        if (known == m_aliased.end()) {
            const qint64 before = m_nodes;
            const bool marking = m_marking;
            m_marking = false;
            const Built built = convert(node.target, pointer, depth, false);
            m_marking = marking;
            m_nodes = before;
            known = m_aliased.emplace(node.target, built).first;
        }
        count(node.start, known->second.nodes);
        if (depth + known->second.depth > m_limits.maxDepth + 1)
            stop(node.start,
                 Text::tr("the document is nested more than %L1 levels deep").arg(m_limits.maxDepth));
        return known->second;
    }

    Built sequence(const YamlNode &node, const JsonPointer &pointer, int depth)
    {
        count(node.start, 1);
        Built built;
        QJsonArray array;
        for (const int child : node.children) {
            const JsonPointer below = pointerBelow(pointer, QString::number(array.size()));
            mark(below, at(child).implicit ? at(child).start : at(child).content);
            const Built item = convert(child, below, depth + 1, true);
            built.nodes += item.nodes;
            built.depth = std::max(built.depth, item.depth + 1);
            array.append(item.value);
        }
        built.value = array;
        return built;
    }

    JsonPointer pointerBelow(const JsonPointer &pointer, const QString &token) const
    {
        return m_marking && m_document.marks.size() < mostMarks ? pointer / token : JsonPointer();
    }

    Built map(const YamlNode &node, const JsonPointer &pointer, int depth)
    {
        count(node.start, 1);
        Built built;
        QJsonObject object;
        QHash<QString, qsizetype> seen;
        QList<QJsonObject> merged;
        for (size_t i = 0; i + 1 < node.children.size(); i += 2) {
            const YamlNode *key = &at(node.children[i]);
            const qsizetype byte = key->start;
            while (key->kind == YamlNode::Kind::Alias)
                key = &at(key->target);
            if (key->kind == YamlNode::Kind::Null)
                stop(byte, Text::tr("a key is empty"));
            if (key->kind != YamlNode::Kind::Scalar)
                stop(byte, Text::tr("a key must be text, not a list or a map"));
            const QString name = textFromUtf8(key->text);
            if (key->tag == YamlNode::Tag::Plain) {
                if (name == u"<<") {
                    merge(node.children[i + 1], depth, merged, built);
                    continue;
                }
                const QString other =
                    otherReading(QByteArrayView(key->text.data(), qsizetype(key->text.size())));
                if (!other.isEmpty())
                    warn(byte, Text::tr("some tools read the key '%1' as %2; quote it")
                                   .arg(cleanedLine(name), other));
            }
            const auto before = seen.constFind(name);
            if (before != seen.constEnd())
                stop(byte, Text::tr("the key '%1' stands twice in the same map; the first is on line %2")
                               .arg(cleanedLine(name.left(100)))
                               .arg(m_lines.markAt(*before).line));
            seen.insert(name, byte);
            const JsonPointer below = pointerBelow(pointer, name);
            mark(below, byte);
            const Built value = convert(node.children[i + 1], below, depth + 1, true);
            built.nodes += value.nodes;
            built.depth = std::max(built.depth, value.depth + 1);
            object.insert(name, value.value);
        }
        // Own keys win over merged ones, earlier merged maps over later ones.
        for (const QJsonObject &from : std::as_const(merged)) {
            for (auto it = from.begin(); it != from.end(); ++it) {
                if (!object.contains(it.key()))
                    object.insert(it.key(), it.value());
            }
        }
        built.value = object;
        return built;
    }

    void merge(int child, int depth, QList<QJsonObject> &merged, Built &built)
    {
        const bool marking = m_marking;
        m_marking = false;
        const Built from = convert(child, JsonPointer(), depth + 1, false);
        m_marking = marking;
        built.nodes += from.nodes;
        built.depth = std::max(built.depth, from.depth);
        const QString refusal = Text::tr("'<<' merges maps only");
        if (from.value.isObject()) {
            merged << from.value.toObject();
            return;
        }
        if (!from.value.isArray())
            stop(at(child).start, refusal);
        const QJsonArray list = from.value.toArray();
        for (const auto &item : list) {
            if (!item.isObject())
                stop(at(child).start, refusal);
            merged << item.toObject();
        }
    }

    QJsonValue scalar(const YamlNode &node)
    {
        const QByteArrayView text(node.text.data(), qsizetype(node.text.size()));
        const auto asString = [&text] { return QJsonValue(textFromUtf8(text)); };
        if (node.tag == YamlNode::Tag::Quoted || node.tag == YamlNode::Tag::String)
            return asString();
        const QJsonValue value = plainValue(text);
        if (value.isUndefined())
            stop(node.content, Text::tr("%1 is not a number that Kubernetes can hold; quote it if it is text")
                                   .arg(QString::fromUtf8(text).left(40)));
        switch (node.tag) {
        case YamlNode::Tag::Plain: {
            const QString other = otherReading(text);
            if (!other.isEmpty())
                warn(node.content, Text::tr("some tools read '%1' as %2; quote it")
                                       .arg(cleanedLine(QString::fromUtf8(text)), other));
            if (value.isDouble() && text.size() > 15 && QByteArrayView(scalarText(value, false)) != text &&
                text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0)
                warn(node.content, Text::tr("the number %1 has more digits than can be kept exactly")
                                       .arg(QString::fromUtf8(text).left(60)));
            return value;
        }
        case YamlNode::Tag::Integer:
            if (value.isDouble() && value.toInteger(1) == value.toInteger(2))
                return value;
            break;
        case YamlNode::Tag::Float:
            if (value.isDouble())
                return value;
            break;
        case YamlNode::Tag::Bool:
            if (value.isBool())
                return value;
            break;
        case YamlNode::Tag::Null:
            if (value.isNull())
                return value;
            break;
        case YamlNode::Tag::Quoted:
        case YamlNode::Tag::String:
            break;
        }
        stop(node.start, Text::tr("the tag in front does not fit '%1'")
                             .arg(cleanedLine(QString::fromUtf8(text).left(40))));
    }

    const YamlTree &m_tree;
    const YamlLines &m_lines;
    const YamlLimits &m_limits;
    YamlDocument &m_document;
    qint64 m_nodes = 0;
    bool m_marking = true;
    std::unordered_map<int, Built> m_aliased;
};

} // namespace

Result<Done> convertYamlTree(const YamlTree &tree, const YamlLines &lines, const YamlLimits &limits,
                             YamlDocument &document)
{
    try {
        Converter(tree, lines, limits, document).run();
    } catch (const Abort &abort) {
        return failure(abort.error);
    }
    return Done{};
}

} // namespace easel
