// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamltree.h"

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/yaml/yamlscalar.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Yaml)
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isBreak(char c)
{
    return c == '\n' || c == '\r';
}

bool isFlowMark(char c)
{
    return c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
}

// Thrown through yaml-cpp, which is exception-safe; never leaves this file.
struct Abort
{
    Error error;
};

// The plain words for what yaml-cpp says; others are passed on.
QString plainMessage(const std::string &message)
{
    const auto starts = [&message](const char *words) { return message.rfind(words, 0) == 0; };
    if (starts("end of map flow not found"))
        return Text::tr("the '{' that was opened is not closed before here");
    if (starts("end of sequence flow not found"))
        return Text::tr("the '[' that was opened is not closed before here");
    if (starts("end of map not found"))
        return Text::tr("this line does not fit the keys above it; check its indentation");
    if (starts("end of sequence not found"))
        return Text::tr("this line does not fit the list above it; check its indentation");
    if (starts("illegal map value"))
        return Text::tr("a ':' is not expected here; quote the text or check the indentation");
    if (starts("illegal map key"))
        return Text::tr("a key is not expected here; check the indentation");
    if (starts("illegal block entry"))
        return Text::tr("a '-' is not expected here; check the indentation");
    if (starts("illegal flow end"))
        return Text::tr("this bracket closes nothing");
    if (starts("illegal EOF in scalar"))
        return Text::tr("the quote that was opened is not closed");
    if (starts("illegal document indicator in scalar"))
        return Text::tr("the quote that was opened is not closed before the next document");
    if (starts("illegal tab"))
        return Text::tr("a tab is used for indentation; use spaces");
    if (starts("the referenced anchor is not defined"))
        return Text::tr("this alias names an anchor that is not defined above it");
    if (starts("unknown escape character"))
        return Text::tr("an unknown escape stands in these double quotes");
    if (starts("unknown token"))
        return Text::tr("this character cannot begin a value; quote the text");
    return cleanedLine(QString::fromStdString(message));
}

class Builder : public YAML::EventHandler
{
public:
    Builder(const QByteArray &text, const std::vector<YamlSegment> &segments, const YamlLines &lines,
            const YamlLimits &limits, qsizetype offset)
        : m_text(text)
        , m_segments(segments)
        , m_lines(lines)
        , m_limits(limits)
        , m_offset(offset)
    {}

    std::vector<YamlTree> trees;

    // The quote behind the last thing that was understood: where an unclosed one opened.
    qsizetype quoteAhead() const
    {
        qsizetype p = 0;
        for (const YamlTree &one : trees) {
            for (const YamlNode &node : one.nodes)
                p = std::max(p, node.end);
        }
        while (p < m_text.size() && m_text[p] != '"' && m_text[p] != '\'')
            p = m_text[p] == '#' ? m_lines.nextLine(p) : p + 1;
        return p;
    }

    void OnDocumentStart(const YAML::Mark &mark) override
    {
        // yaml-cpp 0.7 does not go on behind some texts that begin with a ',' and calls them a document for
        // ever.
        if (trees.size() >= m_segments.size()) {
            stop(std::min<qsizetype>(m_offset + mark.pos, m_text.size()),
                 Text::tr(
                     "this belongs to no document; check the commas, brackets and '---' lines before it"));
        }
        m_limit = m_segments[trees.size()].endByte;
        trees.emplace_back();
        m_anchors.clear();
        m_stack.clear();
    }

    void OnDocumentEnd() override {}

    void OnAnchor(const YAML::Mark &mark, const std::string &) override { Q_UNUSED(mark) }

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const int index = addNode(YamlNode::Kind::Null, mark, anchor);
        YamlNode &node = at(index);
        node.open = false;
        // At the end of a text yaml-cpp forgets the tag; anywhere else a tag makes a value of nothing.
        const QByteArray properties = m_text.mid(node.start, node.content - node.start).simplified();
        if (properties.startsWith('!') || properties.contains(" !"))
            stop(node.start, Text::tr("this tag stands in front of nothing; write the value"));
        placeNull(node, m_offset + mark.pos);
    }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const auto found = m_anchors.find(anchor);
        const int index = addNode(YamlNode::Kind::Alias, mark, 0);
        YamlNode &node = at(index);
        node.open = false;
        if (found == m_anchors.end() || at(found->second).open)
            stop(node.start, Text::tr("this alias stands inside the value that it repeats"));
        node.target = found->second;
        tree().hasAliases = true;
        node.end = node.start;
        while (node.end < m_limit && !isBlank(m_text[node.end]) && !isBreak(m_text[node.end]) &&
               !isFlowMark(m_text[node.end]))
            ++node.end;
    }

    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        const int index = addNode(YamlNode::Kind::Scalar, mark, anchor);
        YamlNode &node = at(index);
        node.open = false;
        node.tag = scalarTag(tag, node.start);
        node.text = value;
        placeScalar(node);
        checkKey(index);
    }

    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override
    {
        openCollection(YamlNode::Kind::Sequence, mark, tag, anchor, style);
    }
    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override
    {
        openCollection(YamlNode::Kind::Map, mark, tag, anchor, style);
    }
    void OnSequenceEnd() override { closeCollection(); }
    void OnMapEnd() override { closeCollection(); }

private:
    YamlTree &tree() { return trees.back(); }
    YamlNode &at(int index) { return trees.back().nodes[static_cast<size_t>(index)]; }

    [[noreturn]] void stop(qsizetype byte, const QString &message) const
    {
        throw Abort{yamlError(m_lines.markAt(byte), message)};
    }

    int addNode(YamlNode::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        auto &nodes = tree().nodes;
        const qsizetype start = m_offset + mark.pos;
        if (static_cast<int>(nodes.size()) >= m_limits.maxNodes)
            stop(start, Text::tr("the document has more than %L1 values").arg(m_limits.maxNodes));
        const bool nests = kind == YamlNode::Kind::Map || kind == YamlNode::Kind::Sequence;
        if (nests && static_cast<int>(m_stack.size()) >= m_limits.maxDepth)
            stop(start, Text::tr("the document is nested more than %L1 levels deep").arg(m_limits.maxDepth));
        const int index = static_cast<int>(nodes.size());
        YamlNode &node = nodes.emplace_back();
        node.kind = kind;
        node.start = std::min(start, m_text.size());
        node.content = skipProperties(node.start);
        node.hasProperties = node.content != node.start;
        node.end = node.content;
        if (m_stack.empty()) {
            tree().root = index;
        } else {
            YamlNode &parent = at(m_stack.back());
            nodes[static_cast<size_t>(index)].parent = m_stack.back();
            nodes[static_cast<size_t>(index)].flow = parent.flow;
            parent.children.push_back(index);
        }
        if (anchor != 0)
            m_anchors[anchor] = index;
        return index;
    }

    // Over "&anchor" and "!tag" in any order and the white space and comments behind them.
    qsizetype skipProperties(qsizetype from) const
    {
        qsizetype p = from;
        while (p < m_limit && (m_text[p] == '&' || m_text[p] == '!')) {
            while (p < m_limit && !isBlank(m_text[p]) && !isBreak(m_text[p]) && !isFlowMark(m_text[p]))
                ++p;
            p = skipToContent(p);
        }
        return p;
    }

    qsizetype skipToContent(qsizetype p) const
    {
        while (p < m_limit) {
            if (isBlank(m_text[p]) || isBreak(m_text[p])) {
                ++p;
            } else if (m_text[p] == '#') {
                while (p < m_limit && m_text[p] != '\n')
                    ++p;
            } else {
                break;
            }
        }
        return p;
    }

    YamlNode::Tag scalarTag(const std::string &tag, qsizetype byte) const
    {
        if (tag == "?" || tag.empty())
            return YamlNode::Tag::Plain;
        if (tag == "!")
            return YamlNode::Tag::Quoted;
        static const std::unordered_map<std::string, YamlNode::Tag> known{
            {"tag:yaml.org,2002:str", YamlNode::Tag::String},
            {"tag:yaml.org,2002:int", YamlNode::Tag::Integer},
            {"tag:yaml.org,2002:float", YamlNode::Tag::Float},
            {"tag:yaml.org,2002:bool", YamlNode::Tag::Bool},
            {"tag:yaml.org,2002:null", YamlNode::Tag::Null},
        };
        const auto found = known.find(tag);
        if (found == known.end())
            refuseTag(tag, byte);
        return found->second;
    }

    [[noreturn]] void refuseTag(const std::string &tag, qsizetype byte) const
    {
        QString name = QString::fromStdString(tag);
        if (name.startsWith(u"tag:yaml.org,2002:"))
            name = QStringLiteral("!!") + name.mid(18);
        stop(byte, Text::tr("the tag %1 is not known here").arg(cleanedLine(name)));
    }

    // Tabs may indent what stands inside brackets (JSON), and nothing else.
    void checkIndentation(const YamlNode &node) const
    {
        if (node.flow && node.parent >= 0)
            return;
        for (qsizetype p = m_lines.lineStart(node.start); p < node.start && isBlank(m_text[p]); ++p) {
            if (m_text[p] == '\t')
                stop(p, Text::tr("a tab is used for indentation; use spaces"));
        }
    }

    // yaml-cpp takes "key" without a ':' as a key with a null; for YAML and for people that is half a line.
    void checkKey(int index)
    {
        const YamlNode &node = at(index);
        if (node.parent < 0)
            return;
        const YamlNode &parent = at(node.parent);
        if (parent.kind != YamlNode::Kind::Map || parent.flow || parent.children.size() % 2 == 0)
            return;
        qsizetype before = node.start;
        while (before > 0 && isBlank(m_text[before - 1]))
            --before;
        if (before > 0 && m_text[before - 1] == '?')
            return;
        qsizetype p = node.end;
        while (p < m_limit && isBlank(m_text[p]))
            ++p;
        if (p >= m_limit || m_text[p] != ':')
            stop(node.start, Text::tr("'%1' has no ':' behind it; a key needs one")
                                 .arg(cleanedLine(QString::fromStdString(node.text).left(60))));
    }

    void openCollection(YamlNode::Kind kind, const YAML::Mark &mark, const std::string &tag,
                        YAML::anchor_t anchor, YAML::EmitterStyle::value style)
    {
        const int index = addNode(kind, mark, anchor);
        YamlNode &node = at(index);
        const char *own = kind == YamlNode::Kind::Map ? "tag:yaml.org,2002:map" : "tag:yaml.org,2002:seq";
        if (!tag.empty() && tag != "?" && tag != "!" && tag != own)
            refuseTag(tag, node.start);
        node.flow = style == YAML::EmitterStyle::Flow || (node.parent >= 0 && at(node.parent).flow);
        if (!node.flow) {
            node.column = node.content - m_lines.lineStart(node.content);
            checkIndentation(node);
        }
        m_stack.push_back(index);
    }

    void closeCollection()
    {
        const int index = m_stack.back();
        m_stack.pop_back();
        YamlNode &node = at(index);
        node.open = false;
        if (!node.children.empty())
            node.end = std::max(node.end, at(node.children.back()).end);
        const char opener = node.content < m_text.size() ? m_text[node.content] : '\0';
        if (!node.flow || (opener != '{' && opener != '['))
            return; // block style, or the one pair of "[a: b]"
        qsizetype p = node.children.empty() ? node.content + 1 : node.end;
        while (true) {
            p = skipToContent(p);
            if (p < m_limit && (m_text[p] == ',' || m_text[p] == ':'))
                ++p;
            else
                break;
        }
        node.end = p < m_limit ? p + 1 : p;
    }

    void placeScalar(YamlNode &node)
    {
        const char c = node.content < m_limit ? m_text[node.content] : '\0';
        if (!node.flow)
            checkIndentation(node);
        if (c == '"' || c == '\'')
            placeQuoted(node, c);
        else if ((c == '|' || c == '>') && !node.flow)
            placeBlock(node);
        else
            placePlain(node);
    }

    void placeQuoted(YamlNode &node, char quote)
    {
        for (qsizetype p = node.content + 1; p < m_limit; ++p) {
            if (quote == '"' && m_text[p] == '\\') {
                ++p;
            } else if (m_text[p] == quote) {
                if (quote == '\'' && p + 1 < m_limit && m_text[p + 1] == '\'') {
                    ++p;
                    continue;
                }
                node.end = p + 1;
                return;
            }
        }
        // yaml-cpp accepts this at the end of the text.
        stop(node.content, Text::tr("the quote that opens here is not closed"));
    }

    void placeBlock(YamlNode &node)
    {
        const qsizetype header = m_lines.lineEnd(node.content);
        qsizetype indentation = -1;
        bool keeps = false;
        for (qsizetype p = node.content + 1; p < header && !isBlank(m_text[p]); ++p) {
            if (m_text[p] == '+')
                keeps = true;
            else if (m_text[p] >= '1' && m_text[p] <= '9')
                indentation = m_text[p] - '0';
        }
        const qsizetype outer = node.parent >= 0 ? at(node.parent).column : -1;
        if (indentation > 0)
            indentation += std::max<qsizetype>(outer, 0);
        node.end = header;
        for (qsizetype line = m_lines.nextLine(header); line < m_limit; line = m_lines.nextLine(line)) {
            const qsizetype end = std::min(m_lines.lineEnd(line), m_limit);
            qsizetype p = line;
            while (p < end && m_text[p] == ' ')
                ++p;
            const bool blank = p == end;
            if (!blank) {
                if (indentation < 0) {
                    if (p - line <= outer)
                        break;
                    indentation = p - line;
                }
                if (p - line < indentation)
                    break;
            }
            if (!blank || keeps || (indentation >= 0 && p - line > indentation))
                node.end = end;
        }
    }

    void placePlain(YamlNode &node)
    {
        std::string folded;
        qsizetype p = node.content;
        int breaks = 0;
        bool first = true;
        while (p < m_limit) {
            qsizetype q = p;
            while (q < m_limit && !isBreak(m_text[q])) {
                const char next = q + 1 < m_limit ? m_text[q + 1] : '\n';
                if (m_text[q] == '#' && q > p && isBlank(m_text[q - 1]))
                    break;
                if (m_text[q] == ':' && (isBlank(next) || isBreak(next) || (node.flow && isFlowMark(next))))
                    break;
                if (node.flow && (isFlowMark(m_text[q]) || m_text[q] == '?'))
                    break;
                ++q;
            }
            qsizetype end = q;
            while (end > p && isBlank(m_text[end - 1]))
                --end;
            if (!first)
                folded += breaks > 1 ? std::string(static_cast<size_t>(breaks - 1), '\n') : std::string(" ");
            first = false;
            folded.append(m_text.constData() + p, static_cast<size_t>(end - p));
            node.end = end;
            if (folded.size() >= node.text.size() || (q < m_limit && !isBreak(m_text[q])))
                return;
            breaks = 0;
            while (q < m_limit && (isBlank(m_text[q]) || isBreak(m_text[q]))) {
                if (m_text[q] == '\n')
                    ++breaks;
                ++q;
            }
            p = q;
        }
    }

    // A null may be unwritten; yaml-cpp then reports where the next thing stands.
    void placeNull(YamlNode &node, qsizetype reported)
    {
        static const QRegularExpression word(QStringLiteral("\\A(?:~|null|Null|NULL)(?=[\\s,\\]\\}#]|\\z)"));
        qsizetype low = 0;    // the first byte where its text could stand
        qsizetype outer = -1; // the column that its text must be beyond when it stands on a further line
        if (node.parent >= 0) {
            const YamlNode &parent = at(node.parent);
            outer = parent.flow ? -1 : parent.column;
            const auto siblings = parent.children.size();
            if (parent.kind == YamlNode::Kind::Map) {
                if (siblings % 2 == 1) { // a key
                    node.implicit = !m_text.mid(node.content, 4).startsWith('~') &&
                                    !m_text.mid(node.content, 4).toLower().startsWith("null");
                    node.end =
                        node.implicit ? node.content : node.content + (m_text[node.content] == '~' ? 1 : 4);
                    return;
                }
                const YamlNode &key = at(parent.children[siblings - 2]);
                low = key.end;
                qsizetype p = skipToContent(low);
                if (p < m_limit && m_text[p] == ':')
                    low = p + 1;
            } else {
                low = siblings > 1 ? at(parent.children[siblings - 2]).end : parent.content;
                const qsizetype p = skipToContent(low);
                const char mark = parent.flow ? (siblings > 1 ? ',' : '[') : '-';
                if (p < m_limit && m_text[p] == mark)
                    low = p + 1;
            }
        } else {
            low = m_segments[trees.size() - 1].firstByte;
        }
        const qsizetype content = node.content;
        const bool sameLine = m_lines.lineStart(content) <= low;
        const qsizetype column = content - m_lines.lineStart(content);
        const bool inReach = reported >= low && content < m_limit && (sameLine || column > outer);
        if (inReach && word.match(QString::fromUtf8(m_text.mid(content, 5))).hasMatch()) {
            node.end = content + (m_text[content] == '~' ? 1 : 4);
            return;
        }
        node.implicit = true;
        node.start = node.content = node.end = low;
        node.hasProperties = false;
    }

    const QByteArray &m_text;
    const std::vector<YamlSegment> &m_segments;
    const YamlLines &m_lines;
    const YamlLimits &m_limits;
    const qsizetype m_offset;
    qsizetype m_limit = 0;
    std::vector<int> m_stack;
    std::unordered_map<YAML::anchor_t, int> m_anchors;
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

bool isMarkerLine(const QByteArray &text, qsizetype line, const char *marker)
{
    if (line + 3 > text.size() || qstrncmp(text.constData() + line, marker, 3) != 0)
        return false;
    return line + 3 == text.size() || isBlank(text[line + 3]) || isBreak(text[line + 3]);
}

// Positions of the first wrong byte of UTF-8, or -1.
qsizetype firstWrongByte(const QByteArray &text)
{
    const auto *bytes = reinterpret_cast<const unsigned char *>(text.constData());
    const qsizetype size = text.size();
    for (qsizetype i = 0; i < size;) {
        const unsigned char c = bytes[i];
        if (c < 0x80) {
            ++i;
            continue;
        }
        int more = 0;
        uint value = 0;
        uint least = 0;
        if (c >= 0xc2 && c <= 0xdf) {
            more = 1;
            value = c & 0x1fU;
            least = 0x80;
        } else if (c >= 0xe0 && c <= 0xef) {
            more = 2;
            value = c & 0x0fU;
            least = 0x800;
        } else if (c >= 0xf0 && c <= 0xf4) {
            more = 3;
            value = c & 0x07U;
            least = 0x10000;
        } else {
            return i;
        }
        if (i + more >= size)
            return i;
        for (int k = 1; k <= more; ++k) {
            if ((bytes[i + k] & 0xc0U) != 0x80U)
                return i;
            value = (value << 6U) | (bytes[i + k] & 0x3fU);
        }
        if (value < least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
            return i;
        i += more + 1;
    }
    return -1;
}

// A directive belongs before "---". yaml-cpp takes one behind a document's values, too, and passes over what
// is in that line; Kubernetes' own reader refuses it. -1: there is none.
qsizetype directiveWithin(const QByteArray &text, const YamlSegment &segment, const YamlTree &tree)
{
    qsizetype byte = segment.firstByte;
    if (tree.root >= 0) {
        const YamlNode &root = tree.nodes[static_cast<std::size_t>(tree.root)];
        if (!root.implicit)
            byte = std::max(byte, root.end);
    }
    for (; byte < segment.endByte; ++byte) {
        if (text[byte] == '%' && (byte == 0 || text[byte - 1] == '\n'))
            return byte;
    }
    return -1;
}

} // namespace

YamlLines::YamlLines(const QByteArray &text)
    : m_text(text)
{
    m_starts.push_back(0);
    for (qsizetype p = text.indexOf('\n'); p >= 0; p = text.indexOf('\n', p + 1))
        m_starts.push_back(p + 1);
}

YamlMark YamlLines::markAt(qsizetype byte) const
{
    const auto above = std::upper_bound(m_starts.begin(), m_starts.end(), byte);
    const qsizetype line = above - m_starts.begin();
    qsizetype p = *(above - 1);
    if (p == 0 && m_text.startsWith("\xef\xbb\xbf"))
        p = 3;
    int column = 1;
    for (; p < byte && p < m_text.size(); ++p) {
        const auto c = static_cast<unsigned char>(m_text[p]);
        if ((c & 0xc0U) != 0x80U)
            column += c >= 0xf0U ? 2 : 1;
    }
    return {static_cast<int>(line), column};
}

qsizetype YamlLines::lineStart(qsizetype byte) const
{
    return *(std::upper_bound(m_starts.begin(), m_starts.end(), byte) - 1);
}

qsizetype YamlLines::nextLine(qsizetype byte) const
{
    const auto above = std::upper_bound(m_starts.begin(), m_starts.end(), byte);
    return above == m_starts.end() ? m_text.size() : *above;
}

qsizetype YamlLines::lineEnd(qsizetype byte) const
{
    const auto above = std::upper_bound(m_starts.begin(), m_starts.end(), byte);
    if (above == m_starts.end())
        return m_text.size();
    const qsizetype end = *above - 1;
    return end > 0 && m_text[end - 1] == '\r' ? end - 1 : end;
}

Error yamlError(const YamlMark &mark, const QString &message)
{
    return makeError(Error::Kind::Syntax,
                     mark.line > 0 ? QCoreApplication::translate("easel::Yaml", "line %1, column %2")
                                             .arg(mark.line)
                                             .arg(mark.column) +
                                         QStringLiteral(": ") + message
                                   : message);
}

Result<Done> checkYamlText(const QByteArray &text, const YamlLines &lines, const YamlLimits &limits)
{
    if (text.size() > limits.maxBytes)
        return failure(yamlError({1, 1}, Text::tr("the text has %1; more than %2 is not read")
                                             .arg(byteText(text.size()), byteText(limits.maxBytes))));
    if (text.startsWith("\xff\xfe") || text.startsWith("\xfe\xff"))
        return failure(yamlError({1, 1}, Text::tr("the text is UTF-16; save it as UTF-8")));
    if (const qsizetype wrong = firstWrongByte(text); wrong >= 0)
        return failure(yamlError(lines.markAt(wrong), Text::tr("the text is not UTF-8 here")));
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f)
            return failure(yamlError(lines.markAt(i),
                                     Text::tr("a control character (U+%1) stands here")
                                         .arg(QString::number(c, 16).toUpper().rightJustified(4, u'0'))));
        // Readers of YAML do not agree on whether a line ends here.
        if (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))
            return failure(yamlError(
                lines.markAt(i), Text::tr("a carriage return without a line feed stands here; save the text "
                                          "with the line ends of Unix or Windows")));
    }
    return Done{};
}

std::vector<YamlSegment> yamlSegments(const QByteArray &text)
{
    std::vector<YamlSegment> segments;
    const qsizetype begin = text.startsWith("\xef\xbb\xbf") ? 3 : 0;
    YamlSegment current;
    current.marker = current.firstByte = begin;
    bool open = false;   // a document has begun
    bool between = true; // before the first document or after "...": only directives and comments
    for (qsizetype line = begin; line < text.size();) {
        qsizetype next = text.indexOf('\n', line);
        next = next < 0 ? text.size() : next + 1;
        if (isMarkerLine(text, line, "---")) {
            if (open) {
                current.endByte = line;
                segments.push_back(current);
            }
            current = {};
            current.marker = line;
            current.hasMarker = true;
            qsizetype p = line + 3;
            while (p < next && isBlank(text[p]))
                ++p;
            const bool alone = p >= next || isBreak(text[p]) || text[p] == '#';
            current.firstByte = alone ? next : line + 3;
            open = true;
            between = false;
        } else if (isMarkerLine(text, line, "...")) {
            if (open) {
                current.endByte = line;
                segments.push_back(current);
            }
            open = false;
            between = true;
        } else if (between) {
            qsizetype p = line;
            while (p < next && (isBlank(text[p]) || isBreak(text[p])))
                ++p;
            const bool silent = p >= next || text[p] == '#' || (p == line && text[p] == '%');
            if (!silent) {
                const bool isFirst = segments.empty();
                current = {};
                current.marker = current.firstByte = isFirst ? begin : line;
                open = true;
                between = false;
            }
        }
        line = next;
    }
    if (open) {
        current.endByte = text.size();
        segments.push_back(current);
    }
    return segments;
}

Result<Done> checkYamlSegments(const QByteArray &text, const std::vector<YamlSegment> &segments,
                               const YamlLines &lines)
{
    for (const YamlSegment &segment : segments) {
        if (segment.firstByte > 0 &&
            QByteArrayView(text).sliced(segment.firstByte).startsWith("\xef\xbb\xbf"))
            return failure(
                yamlError(lines.markAt(segment.firstByte),
                          Text::tr("a mark of the encoding (U+FEFF) stands here; it belongs to the "
                                   "beginning of the text, once")));
    }
    for (qsizetype line = 0; line < text.size(); line = lines.nextLine(line)) {
        if (!isMarkerLine(text, line, "..."))
            continue;
        qsizetype byte = line + 3;
        while (byte < text.size() && isBlank(text[byte]))
            ++byte;
        if (byte < text.size() && !isBreak(text[byte]) && text[byte] != '#')
            return failure(yamlError(
                lines.markAt(byte),
                Text::tr("text stands behind '...'; the next document begins on a line of its own")));
    }
    return Done{};
}

Result<std::vector<YamlTree>> parseYamlTrees(const QByteArray &text, const std::vector<YamlSegment> &segments,
                                             const YamlLines &lines, const YamlLimits &limits)
{
    if (const auto checked = checkYamlSegments(text, segments, lines); !checked)
        return tl::unexpected(checked.error());
    const qsizetype offset = text.startsWith("\xef\xbb\xbf") ? 3 : 0;
    Builder builder(text, segments, lines, limits, offset);
    try {
        std::istringstream stream(
            std::string(text.constData() + offset, static_cast<size_t>(text.size() - offset)));
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Abort &abort) {
        return failure(abort.error);
    } catch (const YAML::DeepRecursion &exception) {
        return failure(
            yamlError(lines.markAt(offset + exception.mark.pos),
                      Text::tr("the document is nested more than %L1 levels deep").arg(limits.maxDepth)));
    } catch (const YAML::Exception &exception) {
        const qsizetype byte = std::clamp<qsizetype>(offset + exception.mark.pos, 0, text.size());
        const QByteArray line = text.mid(lines.lineStart(byte), lines.lineEnd(byte) - lines.lineStart(byte));
        qsizetype blanks = 0;
        while (blanks < line.size() && isBlank(line[blanks]))
            ++blanks;
        if (const qsizetype tab = line.left(blanks).indexOf('\t'); tab >= 0)
            return failure(yamlError(lines.markAt(lines.lineStart(byte) + tab),
                                     Text::tr("a tab is used for indentation; use spaces")));
        if (exception.msg == YAML::ErrorMsg::EOF_IN_SCALAR) {
            if (const qsizetype quote = builder.quoteAhead(); quote < text.size())
                return failure(
                    yamlError(lines.markAt(quote), Text::tr("the quote that opens here is not closed")));
        }
        return failure(yamlError(lines.markAt(byte), plainMessage(exception.msg)));
    } catch (const std::exception &exception) {
        return failure(yamlError({1, 1}, cleanedLine(QString::fromUtf8(exception.what()))));
    }
    if (builder.trees.size() != segments.size())
        return failure(yamlError(
            {1, 1}, Text::tr("the documents of this text cannot be told apart; check its '---' lines")));
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (const qsizetype percent = directiveWithin(text, segments[i], builder.trees[i]); percent >= 0)
            return failure(yamlError(lines.markAt(percent),
                                     Text::tr("a line with '%' in front stands behind the values of this "
                                              "document; quote it if it is text")));
    }
    return std::move(builder.trees);
}

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
