// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamlpatch.h"

#include "core/yaml/yamlconvert.h"
#include "core/yaml/yamlscalar.h"
#include "core/yaml/yamlwriterparts.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <memory>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Yaml)
};

bool isBlankOnly(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return isYamlBlank(c) || isYamlBreak(c); });
}

struct Refusal
{
    Error error;
};

// One state of the document's text, read.
class Page
{
public:
    Page(QByteArray bytes, int firstLine)
        : text(std::move(bytes))
        , lines(text)
        , m_firstLine(firstLine)
    {
        const YamlLimits limits;
        const auto segments = yamlSegments(text);
        auto trees = parseYamlTrees(text, segments, lines, limits);
        if (!trees)
            throw Refusal{shifted(trees.error())};
        if (trees->size() > 1)
            throw Refusal{yamlError({}, Text::tr("the edit would make a second document"))};
        if (!trees->empty())
            tree = std::move(trees->front());
        YamlDocument document;
        if (const auto converted = convertYamlTree(tree, lines, limits, document); !converted)
            throw Refusal{shifted(converted.error())};
        value = document.value;
    }

    QByteArray text;
    YamlLines lines;
    YamlTree tree;
    QJsonValue value;

    const YamlNode &at(int index) const { return tree.nodes[static_cast<size_t>(index)]; }
    int keyAt(const YamlNode &map, int position) const
    {
        return map.children[static_cast<size_t>(position) * 2];
    }
    int valueAt(const YamlNode &map, int position) const
    {
        return map.children[static_cast<size_t>(position) * 2 + 1];
    }
    static int entries(const YamlNode &map) { return static_cast<int>(map.children.size() / 2); }
    static int items(const YamlNode &list) { return static_cast<int>(list.children.size()); }

    int entryOf(const YamlNode &map, const QString &key) const
    {
        const std::string wanted = key.toStdString();
        for (int i = 0; i < entries(map); ++i) {
            const YamlNode *node = &at(keyAt(map, i));
            while (node->kind == YamlNode::Kind::Alias)
                node = &at(node->target);
            if (node->kind == YamlNode::Kind::Scalar && node->text == wanted)
                return i;
        }
        return -1;
    }

    [[noreturn]] void refuse(qsizetype byte, const QString &message) const
    {
        YamlMark mark = lines.markAt(byte);
        mark.line += m_firstLine - 1;
        throw Refusal{yamlError(mark, message)};
    }

    int lineOf(qsizetype byte) const { return lines.markAt(byte).line + m_firstLine - 1; }

    qsizetype skipToContent(qsizetype p) const
    {
        while (p < text.size()) {
            if (isYamlBlank(text[p]) || text[p] == '\n' || text[p] == '\r') {
                ++p;
            } else if (text[p] == '#') {
                while (p < text.size() && text[p] != '\n')
                    ++p;
            } else {
                break;
            }
        }
        return p;
    }

    // Behind the ':' of the key whose value this is.
    qsizetype afterColon(int index) const
    {
        const YamlNode &node = at(index);
        const YamlNode &parent = at(node.parent);
        for (int i = 0; i < entries(parent); ++i) {
            if (valueAt(parent, i) == index) {
                const qsizetype p = skipToContent(at(keyAt(parent, i)).end);
                return p < text.size() && text[p] == ':' ? p + 1 : at(keyAt(parent, i)).end;
            }
        }
        return node.content;
    }

    // Where an entry begins: its key, or the '?' of an explicit one.
    qsizetype entryStart(const YamlNode &map, int position) const
    {
        const qsizetype key = at(keyAt(map, position)).start;
        qsizetype p = key;
        while (p > 0 && isYamlBlank(text[p - 1]))
            --p;
        return p > 0 && p < key && text[p - 1] == '?' ? p - 1 : key;
    }

    qsizetype dashOf(const YamlNode &list, int position) const
    {
        return skipToContent(position == 0 ? list.content
                                           : at(list.children[static_cast<size_t>(position) - 1]).end);
    }

    bool isFirstOnLine(qsizetype byte) const
    {
        const qsizetype start = lines.lineStart(byte);
        return isBlankOnly(QByteArrayView(text).sliced(start, byte - start));
    }

    bool inFlow(const YamlNode &node) const { return node.parent >= 0 && at(node.parent).flow; }

    // Whether new flow text near this node must be JSON.
    bool isJson(int index) const
    {
        for (int i = index; i >= 0; i = at(i).parent) {
            const YamlNode &node = at(i);
            if (node.flow && node.kind == YamlNode::Kind::Map && !node.children.empty())
                return text.mid(at(node.children.front()).content, 1) == "\"";
        }
        return false;
    }

private:
    Error shifted(Error error) const
    {
        if (m_firstLine <= 1)
            return error;
        const YamlMark mark = markOfError(error);
        if (mark.line == 0)
            return error;
        const QString before = yamlError(mark, QString()).message;
        const QString after = yamlError({mark.line + m_firstLine - 1, mark.column}, QString()).message;
        error.message.replace(before, after);
        return error;
    }

    int m_firstLine;
};

class Patcher
{
public:
    Patcher(QByteArray text, int firstLine, QByteArray lineEnd, bool literals)
        : m_text(std::move(text))
        , m_firstLine(firstLine)
        , m_lineEnd(std::move(lineEnd))
        , m_literals(literals)
    {}

    const QByteArray &text() const { return m_text; }
    QJsonValue value() { return page().value; }
    bool hasAliases() { return page().tree.hasAliases; }

    void set(const QStringList &tokens, const QJsonValue &value)
    {
        const Page &now = page();
        if (jsonEqual(JsonPointer(tokens).get(now.value), value))
            return;
        if (now.tree.root < 0) {
            writeEmpty(nested(tokens, 0, value));
            return;
        }
        int found = now.tree.root;
        qsizetype depth = 0;
        for (; depth < tokens.size(); ++depth) {
            const int next = childOf(found, tokens, depth);
            if (next < 0)
                break;
            found = next;
        }
        if (depth == tokens.size())
            replace(found, tokens, value);
        else
            insert(found, tokens, depth, nested(tokens, depth + 1, value));
    }

    void remove(const QStringList &tokens)
    {
        const Page &now = page();
        if (!JsonPointer(tokens).exists(now.value) || now.tree.root < 0)
            return;
        if (tokens.isEmpty()) {
            replace(now.tree.root, tokens, QJsonValue(QJsonValue::Null));
            return;
        }
        int parent = now.tree.root;
        for (qsizetype depth = 0; depth + 1 < tokens.size(); ++depth) {
            parent = childOf(parent, tokens, depth);
            if (parent < 0)
                now.refuse(0, Text::tr("the place of the value was not found"));
        }
        const YamlNode &node = now.at(parent);
        if (node.kind == YamlNode::Kind::Alias)
            refuseAlias(parent);
        if (node.kind == YamlNode::Kind::Map) {
            const int entry = now.entryOf(node, tokens.last());
            if (entry < 0)
                now.refuse(
                    node.content,
                    Text::tr("'%1' comes from a '<<' merge and cannot be removed here").arg(tokens.last()));
            removeEntry(parent, entry, tokens);
        } else {
            removeItem(parent, tokens.last().toInt(), tokens);
        }
    }

private:
    const Page &page()
    {
        if (!m_page)
            m_page = std::make_unique<Page>(m_text, m_firstLine);
        return *m_page;
    }

    struct Splice
    {
        qsizetype from;
        qsizetype to;
        QByteArray with;
    };

    // Splices do not overlap; the text is read again when it is next looked at.
    void splice(QList<Splice> splices)
    {
        std::stable_sort(splices.begin(), splices.end(),
                         [](const Splice &a, const Splice &b) { return a.from < b.from; });
        for (auto it = splices.crbegin(); it != splices.crend(); ++it)
            m_text.replace(it->from, it->to - it->from, it->with);
        m_page.reset();
    }

    static QJsonValue nested(const QStringList &tokens, qsizetype from, const QJsonValue &value)
    {
        QJsonValue made = value;
        for (qsizetype i = tokens.size() - 1; i >= from; --i) {
            if (tokens.at(i) == u"-")
                made = QJsonArray{made};
            else
                made = QJsonObject{{tokens.at(i), made}};
        }
        return made;
    }

    [[noreturn]] void refuseAlias(int index)
    {
        const YamlNode &node = page().at(index);
        page().refuse(
            node.start,
            Text::tr("this is an alias of the value on line %1; edit it there, or write it out here first")
                .arg(page().lineOf(page().at(node.target).start)));
    }

    // -1 when there is no such child; aliases on the way are refused.
    int childOf(int index, const QStringList &tokens, qsizetype depth)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        if (node.kind == YamlNode::Kind::Alias)
            refuseAlias(index);
        const QString &token = tokens.at(depth);
        if (node.kind == YamlNode::Kind::Map) {
            const int entry = now.entryOf(node, token);
            if (entry >= 0)
                return now.valueAt(node, entry);
            if (depth + 1 < tokens.size() && JsonPointer(tokens.first(depth + 1)).exists(now.value))
                now.refuse(node.content,
                           Text::tr("'%1' comes from a '<<' merge and cannot be edited here").arg(token));
            return -1;
        }
        if (node.kind == YamlNode::Kind::Sequence) {
            bool isNumber = false;
            const int position = token.toInt(&isNumber);
            if (isNumber && position >= 0 && position < Page::items(node))
                return node.children[static_cast<size_t>(position)];
        }
        return -1;
    }

    YamlShape shape()
    {
        YamlShape shape;
        shape.lineEnd = m_lineEnd;
        shape.literals = m_literals;
        shape.keptLiterals = false; // blank lines of the text may follow
        bool haveStep = false;
        bool haveSequence = false;
        for (const YamlNode &node : page().tree.nodes) {
            if (node.flow || node.parent < 0 || node.children.empty())
                continue;
            const YamlNode &parent = page().at(node.parent);
            if (parent.kind != YamlNode::Kind::Map)
                continue;
            const int columns = static_cast<int>(node.column - parent.column);
            if (node.kind == YamlNode::Kind::Map && !haveStep && columns > 0) {
                shape.step = columns;
                haveStep = true;
            } else if (node.kind == YamlNode::Kind::Sequence && !haveSequence && columns >= 0) {
                shape.sequenceStep = columns;
                haveSequence = true;
            }
            if (haveStep && haveSequence)
                break;
        }
        if (haveStep && !haveSequence)
            shape.sequenceStep = shape.step;
        return shape;
    }

    static YamlPlace placeOf(const QStringList &tokens)
    {
        if (tokens.isEmpty())
            return YamlPlace::Root;
        if (tokens.last() == u"metadata")
            return YamlPlace::Metadata;
        bool isNumber = false;
        tokens.last().toInt(&isNumber);
        return isNumber || tokens.last() == u"-" ? YamlPlace::Item : YamlPlace::Inside;
    }

    void writeEmpty(const QJsonValue &value)
    {
        QByteArray made = yamlBlockValue(value, 0, true, shape(), YamlPlace::Root).mid(1) + m_lineEnd;
        if (!m_text.isEmpty() && !m_text.endsWith('\n'))
            made = m_lineEnd + made;
        m_text += made;
        m_page.reset();
    }

    // --- values
    // ---------------------------------------------------------------------------------------------------

    void replace(int index, const QStringList &tokens, const QJsonValue &value)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        const bool full = !node.children.empty();
        if (full && node.kind == YamlNode::Kind::Map && value.isObject() && !value.toObject().isEmpty()) {
            const QList<YamlEdit> edits = editsBetween(JsonPointer(tokens).get(now.value), value);
            for (const YamlEdit &edit : edits) {
                const QStringList below = tokens + edit.pointer.tokens();
                if (edit.operation == YamlEdit::Operation::Set)
                    set(below, edit.value);
                else
                    remove(below);
            }
            return;
        }
        if (full && node.kind == YamlNode::Kind::Sequence && value.isArray() && !value.toArray().isEmpty()) {
            replaceItems(tokens, JsonPointer(tokens).get(now.value).toArray(), value.toArray());
            return;
        }
        if (now.inFlow(node))
            replaceInFlow(index, value);
        else if ((value.isObject() && !value.toObject().isEmpty()) ||
                 (value.isArray() && !value.toArray().isEmpty()))
            replaceByBlock(index, tokens, value);
        else
            replaceByLeaf(index, value);
    }

    // Items that stay keep their text: what is equal at both ends is not touched.
    void replaceItems(const QStringList &tokens, const QJsonArray &before, const QJsonArray &after)
    {
        qsizetype head = 0;
        while (head < before.size() && head < after.size() && jsonEqual(before.at(head), after.at(head)))
            ++head;
        qsizetype tail = 0;
        while (tail < before.size() - head && tail < after.size() - head &&
               jsonEqual(before.at(before.size() - 1 - tail), after.at(after.size() - 1 - tail)))
            ++tail;
        const qsizetype had = before.size() - head - tail;
        const qsizetype wants = after.size() - head - tail;
        for (qsizetype i = 0; i < std::min(had, wants); ++i)
            set(tokens + QStringList{QString::number(head + i)}, after.at(head + i));
        for (qsizetype i = had - 1; i >= wants; --i)
            remove(tokens + QStringList{QString::number(head + i)});
        for (qsizetype i = had; i < wants; ++i)
            insertItem(tokens, static_cast<int>(head + i), after.at(head + i));
    }

    void replaceInFlow(int index, const QJsonValue &value)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        const bool json = now.isJson(node.parent);
        const char old = node.content < m_text.size() ? m_text[node.content] : '\0';
        QByteArray made;
        if (value.isString() && node.kind == YamlNode::Kind::Scalar && (old == '"' || old == '\''))
            made = old == '"' ? doubleQuoted(value.toString())
                              : singleQuoted(value.toString()).value_or(doubleQuoted(value.toString()));
        else
            made = yamlFlow(value, json);
        if (node.implicit) {
            const bool hasColon = node.content > 0 && m_text[node.content - 1] == ':';
            splice({{node.content, node.content, (hasColon ? " " : ": ") + made}});
        } else {
            splice({{node.content, node.end, made}});
        }
    }

    // The text that stands for a scalar or an empty container, in the style of the old one where that holds
    // it.
    QByteArray styled(const YamlNode &node, const QJsonValue &value, int indent) const
    {
        if (value.isObject())
            return "{}";
        if (value.isArray())
            return "[]";
        if (!value.isString())
            return scalarText(value, false);
        const QString text = value.toString();
        const char old =
            node.kind == YamlNode::Kind::Scalar && node.content < m_text.size() ? m_text[node.content] : '\0';
        if (old == '"')
            return doubleQuoted(text);
        if (old == '\'')
            return singleQuoted(text).value_or(doubleQuoted(text));
        const bool oneLine = !text.contains(u'\n');
        const bool kept = text.endsWith(u"\n\n"); // "|+" would take blank lines below it for its own
        if (old == '|' || old == '>') {
            if (m_literals && !kept && !text.isEmpty() && isLiteralSafe(oneLine ? text + u'\n' : text)) {
                QByteArray block = literalBlock(text, indent, m_lineEnd);
                if (old == '>' && text.indexOf(u'\n') < 0)
                    block[0] = '>';
                return block;
            }
            return scalarText(value, false);
        }
        if (m_literals && !kept && !oneLine && isLiteralSafe(text))
            return literalBlock(text, indent, m_lineEnd);
        return scalarText(value, false);
    }

    struct Extent
    {
        qsizetype headEnd;   // behind what stands on the first line
        qsizetype bodyStart; // further lines of the value
        qsizetype bodyEnd;
    };

    // A block scalar's first line may hold a comment behind its "|"; what stands on one line ends there.
    Extent extentOf(const YamlNode &node) const
    {
        const char c = node.content < m_text.size() ? m_text[node.content] : '\0';
        const YamlLines &lines = m_page->lines;
        if (node.kind == YamlNode::Kind::Scalar && (c == '|' || c == '>')) {
            qsizetype p = node.content;
            while (p < m_text.size() && !isYamlBlank(m_text[p]) && m_text[p] != '\n' && m_text[p] != '\r')
                ++p;
            const qsizetype line = lines.lineEnd(node.content);
            return {p, line, std::max(line, node.end)};
        }
        const qsizetype line = lines.lineEnd(node.end);
        return {node.end, line, line};
    }

    static QPair<QByteArray, QByteArray> headAndTail(const QByteArray &text)
    {
        qsizetype cut = text.indexOf('\n');
        if (cut < 0)
            return {text, QByteArray()};
        if (cut > 0 && text[cut - 1] == '\r')
            --cut;
        return {text.left(cut), text.mid(cut)};
    }

    bool isBlockCollection(const YamlNode &node) const { return !node.children.empty() && !node.flow; }

    // Where the block below this node's key (or dash) starts and ends when it stands on lines of its own.
    bool standsBelow(const YamlNode &node) const
    {
        return node.parent >= 0 && m_page->isFirstOnLine(node.content);
    }

    int indentBelow(const YamlNode &node, const QJsonValue &value)
    {
        if (node.parent < 0)
            return value.isString() ? 2 : 0;
        const YamlNode &parent = page().at(node.parent);
        const int column = static_cast<int>(parent.column);
        if (parent.kind == YamlNode::Kind::Sequence)
            return column + 2;
        const YamlShape how = shape();
        return column + (value.isArray() ? how.sequenceStep : how.step);
    }

    int literalIndent(const YamlNode &node, const QJsonValue &value)
    {
        const char c = node.content < m_text.size() ? m_text[node.content] : '\0';
        if (node.kind == YamlNode::Kind::Scalar && (c == '|' || c == '>')) {
            const qsizetype line = page().lines.nextLine(node.content);
            qsizetype p = line;
            while (p < node.end && m_text[p] == ' ')
                ++p;
            if (p > line && p < node.end)
                return static_cast<int>(p - line);
        }
        return indentBelow(node, value);
    }

    // Behind ':' or '-' and any anchor or tag, where a value on the same line would follow a blank.
    qsizetype anchorPoint(int index)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        if (node.hasProperties) {
            qsizetype p = node.start;
            qsizetype end = p;
            while (p < node.content && (m_text[p] == '&' || m_text[p] == '!')) {
                while (p < node.content && !isYamlBlank(m_text[p]) && m_text[p] != '\n' && m_text[p] != '\r')
                    ++p;
                end = p;
                p = now.skipToContent(p);
            }
            return end;
        }
        return now.afterColon(index);
    }

    void replaceByLeaf(int index, const QJsonValue &value)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        const auto [head, tail] = headAndTail(styled(node, value, literalIndent(node, value)));
        if (isBlockCollection(node)) {
            const qsizetype end = now.lines.lineEnd(node.end);
            if (standsBelow(node) && now.at(node.parent).kind == YamlNode::Kind::Map) {
                const qsizetype point = anchorPoint(index);
                // Blank lines and comments in between stay, unless a literal block would take them for its
                // text.
                const qsizetype from =
                    now.lines.lineEnd(tail.isEmpty() ? now.lines.lineStart(node.content) - 1 : point);
                splice({{point, point, ' ' + head}, {from, end, tail}});
            } else {
                splice({{node.content, end, head + tail}});
            }
            return;
        }
        if (node.implicit) {
            const qsizetype line = now.lines.lineEnd(node.content);
            if (node.parent < 0) {
                writeEmpty(value);
                return;
            }
            splice({{node.content, node.content, ' ' + head}, {line, line, tail}});
            return;
        }
        const Extent extent = extentOf(node);
        splice({{node.content, extent.headEnd, head}, {extent.bodyStart, extent.bodyEnd, tail}});
    }

    void replaceByBlock(int index, const QStringList &tokens, const QJsonValue &value)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        const int indent = indentBelow(node, value);
        const bool inMap = node.parent >= 0 && now.at(node.parent).kind == YamlNode::Kind::Map;
        const QByteArray made = yamlBlockValue(value, indent, !inMap, shape(), placeOf(tokens));
        if (node.parent < 0 && node.implicit) {
            writeEmpty(value);
            return;
        }
        if (isBlockCollection(node)) {
            const qsizetype end = now.lines.lineEnd(node.end);
            if (standsBelow(node) && inMap) {
                const qsizetype from = now.lines.lineEnd(now.lines.lineStart(node.content) - 1);
                splice({{from, end, made}});
            } else {
                splice({{node.content, end, made.mid(inMap ? 0 : 1)}});
            }
            return;
        }
        const Extent extent = extentOf(node);
        if (inMap) {
            // "key: old  # why" becomes "key: # why" with the block below.
            qsizetype from = node.content;
            while (from > 0 && isYamlBlank(m_text[from - 1]) && !node.implicit)
                --from;
            if (now.lines.lineStart(node.content) > anchorPoint(index) && !node.implicit) {
                // The old value stands on a line of its own: that line goes.
                from = now.lines.lineEnd(now.lines.lineStart(node.content) - 1);
            }
            splice({{from, extent.headEnd, QByteArray()}, {extent.bodyStart, extent.bodyEnd, made}});
        } else {
            const auto [head, tail] = headAndTail(made);
            splice({{node.content, extent.headEnd, node.implicit ? head : head.mid(1)},
                    {extent.bodyStart, extent.bodyEnd, tail}});
        }
    }

    // --- new entries
    // ----------------------------------------------------------------------------------------------

    void insert(int index, const QStringList &tokens, qsizetype depth, const QJsonValue &value)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        const QStringList here = tokens.first(depth);
        const QString &token = tokens.at(depth);
        const QJsonValue wrapped =
            token == u"-" ? QJsonValue(QJsonArray{value}) : QJsonValue(QJsonObject{{token, value}});
        switch (node.kind) {
        case YamlNode::Kind::Alias:
            refuseAlias(index);
        case YamlNode::Kind::Null:
            replace(index, here, wrapped);
            return;
        case YamlNode::Kind::Scalar:
            now.refuse(node.content,
                       Text::tr("a single value stands here, not a map that could hold '%1'").arg(token));
        case YamlNode::Kind::Map:
            if (node.children.empty())
                replace(index, here, QJsonObject{{token, value}});
            else if (node.flow)
                insertInFlow(index, token, value);
            else
                insertInMap(index, token, value);
            return;
        case YamlNode::Kind::Sequence: {
            const int size = Page::items(node);
            if (token != u"-" && token != QString::number(size))
                now.refuse(node.content, Text::tr("the list has fewer items than '%1' asks for").arg(token));
            if (node.children.empty())
                replace(index, here, QJsonArray{value});
            else
                insertItem(here, size, value);
            return;
        }
        }
    }

    void insertInMap(int index, const QString &key, const QJsonValue &value)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        const int column = static_cast<int>(node.column);
        const qsizetype line = now.lines.lineEnd(node.end);
        splice({{line, line,
                 m_lineEnd + QByteArray(column, ' ') + yamlBlockEntry(key, value, column, shape())}});
    }

    void insertInFlow(int index, const QString &key, const QJsonValue &value)
    {
        const bool json = page().isJson(index);
        const QByteArray name = json ? doubleQuoted(key) : yamlFlow(QJsonValue(key), false);
        addToFlow(index, Page::entries(page().at(index)), name + ": " + yamlFlow(value, json));
    }

    // As the first, a middle or the last one, on a line of its own when its neighbours are.
    void addToFlow(int index, int position, const QByteArray &made)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        const char opener = m_text[node.content];
        if (opener != '{' && opener != '[')
            now.refuse(
                node.content,
                Text::tr("a map without braces inside a list cannot be added to; write the braces first"));
        const bool isMap = node.kind == YamlNode::Kind::Map;
        const auto startOf = [&](int i) {
            return now.at(node.children[static_cast<size_t>(isMap ? 2 * i : i)]).start;
        };
        const int size = isMap ? Page::entries(node) : Page::items(node);
        const int neighbour = std::min(position, size - 1);
        const qsizetype start = startOf(neighbour);
        QByteArray gap = " ";
        if (now.isFirstOnLine(start) && now.lines.lineStart(start) > node.content) {
            const qsizetype line = now.lines.lineStart(start);
            gap = m_lineEnd + m_text.mid(line, start - line);
        }
        if (position < size) {
            splice({{start, start, made + ',' + gap}});
            return;
        }
        const qsizetype end = now.at(node.children.back()).end;
        const qsizetype p = now.skipToContent(end);
        if (p < m_text.size() && m_text[p] == ',')
            splice({{p + 1, p + 1, gap + made}});
        else
            splice({{end, end, ',' + gap + made}});
    }

    void insertItem(const QStringList &tokens, int position, const QJsonValue &value)
    {
        int index = page().tree.root;
        for (qsizetype depth = 0; depth < tokens.size(); ++depth)
            index = childOf(index, tokens, depth);
        const Page &now = page();
        const YamlNode &node = now.at(index);
        if (node.kind == YamlNode::Kind::Alias)
            refuseAlias(index);
        if (node.flow) {
            addToFlow(index, position, yamlFlow(value, now.isJson(index)));
            return;
        }
        const int column = static_cast<int>(node.column);
        const QByteArray made = '-' + yamlBlockValue(value, column + 2, true, shape(), YamlPlace::Item);
        if (position < Page::items(node)) {
            const qsizetype dash = now.dashOf(node, position);
            splice({{dash, dash, made + m_lineEnd + QByteArray(column, ' ')}});
        } else {
            const qsizetype line = now.lines.lineEnd(node.end);
            splice({{line, line, m_lineEnd + QByteArray(column, ' ') + made}});
        }
    }

    // --- removing
    // -------------------------------------------------------------------------------------------------

    void removeEntry(int index, int entry, const QStringList &tokens)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        const int size = Page::entries(node);
        if (size == 1) {
            replace(index, tokens.first(tokens.size() - 1), QJsonObject());
            return;
        }
        const qsizetype start = now.entryStart(node, entry);
        const qsizetype end =
            std::max(now.at(now.valueAt(node, entry)).end, now.at(now.keyAt(node, entry)).end);
        const qsizetype next = entry + 1 < size ? now.entryStart(node, entry + 1) : -1;
        const qsizetype before = entry > 0 ? now.at(now.valueAt(node, entry - 1)).end : -1;
        cut(node.flow, start, end, before, next);
    }

    void removeItem(int index, int position, const QStringList &tokens)
    {
        const Page &now = page();
        const YamlNode &node = now.at(index);
        const int size = Page::items(node);
        if (size == 1) {
            replace(index, tokens.first(tokens.size() - 1), QJsonArray());
            return;
        }
        const auto child = [&](int i) -> const YamlNode & {
            return now.at(node.children[static_cast<size_t>(i)]);
        };
        const qsizetype start = node.flow ? child(position).start : now.dashOf(node, position);
        const qsizetype next = position + 1 < size
                                   ? (node.flow ? child(position + 1).start : now.dashOf(node, position + 1))
                                   : -1;
        cut(node.flow, start, child(position).end, position > 0 ? child(position - 1).end : -1, next);
    }

    void cut(bool flow, qsizetype start, qsizetype end, qsizetype before, qsizetype next)
    {
        const YamlLines &lines = page().lines;
        if (flow) {
            if (next >= 0)
                splice({{start, next, QByteArray()}});
            else
                splice({{before, end, QByteArray()}});
            return;
        }
        const qsizetype line = lines.lineStart(start);
        if (page().isFirstOnLine(start)) {
            const qsizetype below = lines.nextLine(end);
            if (below >= m_text.size() && !m_text.endsWith('\n') && line > 0)
                splice({{lines.lineEnd(line - 1), m_text.size(), QByteArray()}});
            else
                splice({{line, below, QByteArray()}});
            return;
        }
        // "- name: x": the dash stays and the next key moves up to it, unless comments stand between.
        if (next >= 0 && isBlankOnly(QByteArrayView(m_text).sliced(end, next - end)))
            splice({{start, next, QByteArray()}});
        else
            splice({{start, lines.lineEnd(end), QByteArray()}});
    }

    QByteArray m_text;
    int m_firstLine;
    QByteArray m_lineEnd;
    bool m_literals;
    std::unique_ptr<Page> m_page;
};

void collectEdits(const QJsonValue &from, const QJsonValue &to, const JsonPointer &pointer,
                  QList<YamlEdit> &edits)
{
    if (jsonEqual(from, to))
        return;
    if (from.isObject() && to.isObject()) {
        const QJsonObject before = from.toObject();
        const QJsonObject after = to.toObject();
        // Removing comes last, so that a map never runs empty on the way.
        for (auto it = after.begin(); it != after.end(); ++it) {
            if (before.contains(it.key()))
                collectEdits(before.value(it.key()), it.value(), pointer / it.key(), edits);
            else
                edits.append({YamlEdit::Operation::Set, pointer / it.key(), it.value()});
        }
        for (auto it = before.begin(); it != before.end(); ++it) {
            if (!after.contains(it.key()))
                edits.append({YamlEdit::Operation::Remove, pointer / it.key(), {}});
        }
        return;
    }
    if (from.isArray() && to.isArray() && !from.toArray().isEmpty()) {
        const QJsonArray before = from.toArray();
        const QJsonArray after = to.toArray();
        if (after.size() >= before.size()) {
            bool grows = true;
            for (qsizetype i = 0; i < before.size() && after.size() > before.size() && grows; ++i)
                grows = jsonEqual(before.at(i), after.at(i));
            if (grows) {
                for (qsizetype i = 0; i < before.size(); ++i)
                    collectEdits(before.at(i), after.at(i), pointer / i, edits);
                for (qsizetype i = before.size(); i < after.size(); ++i)
                    edits.append({YamlEdit::Operation::Set, pointer / QStringLiteral("-"), after.at(i)});
                return;
            }
        }
    }
    edits.append({YamlEdit::Operation::Set, pointer, to});
}

Result<QByteArray> patchedBody(const QByteArray &body, int firstLine, const QByteArray &lineEnd,
                               const QList<YamlEdit> &edits, bool literals)
{
    try {
        // Work on whole lines: a text without a line end at its end gets one for the while, where that says
        // the same.
        QByteArray whole = body;
        bool added = false;
        if (!body.isEmpty() && !body.endsWith('\n')) {
            whole += lineEnd;
            added = jsonEqual(Page(whole, firstLine).value, Page(body, firstLine).value);
        }
        Patcher patcher(added ? whole : body, firstLine, lineEnd, literals);
        QJsonValue wanted = patcher.value();
        const bool hadAliases = patcher.hasAliases();
        for (const YamlEdit &edit : edits) {
            if (edit.operation == YamlEdit::Operation::Remove || edit.value.isUndefined()) {
                patcher.remove(edit.pointer.tokens());
                if (edit.pointer.isEmpty())
                    wanted = QJsonValue(QJsonValue::Null);
                else
                    edit.pointer.remove(wanted);
            } else {
                patcher.set(edit.pointer.tokens(), edit.value);
                if (!edit.pointer.set(wanted, edit.value))
                    return failure(Error::Kind::Syntax,
                                   Text::tr("there is no place for %1").arg(edit.pointer.toString()));
            }
        }
        if (jsonEqual(patcher.value(), wanted)) {
            if (!added || !patcher.text().endsWith(lineEnd))
                return patcher.text();
            // By what stands there: a text may have line ends of both kinds.
            const QByteArray bare = patcher.text().chopped(patcher.text().endsWith("\r\n") ? 2 : 1);
            return jsonEqual(Page(bare, firstLine).value, wanted) ? bare : patcher.text();
        }
        // A literal block at the very end needs the line end that the text did not have.
        if (!body.endsWith('\n') && jsonEqual(Page(patcher.text() + lineEnd, firstLine).value, wanted))
            return patcher.text() + lineEnd;
        return failure(
            Error::Kind::Syntax,
            hadAliases
                ? Text::tr("the value is repeated elsewhere in the document by an alias, so editing it here "
                           "would change that too; edit the text")
                : Text::tr("this cannot be edited in place; edit the text"));
    } catch (const Refusal &refusal) {
        return failure(refusal.error);
    }
}

// Whether a map or list in lines of its own begins on the first line: behind "---" none can stand.
bool beginsWithBlock(const QByteArray &body)
{
    try {
        const Page page(body, 1);
        if (page.tree.root < 0)
            return false;
        const YamlNode &root = page.tree.nodes[static_cast<size_t>(page.tree.root)];
        const bool isCollection = root.kind == YamlNode::Kind::Map || root.kind == YamlNode::Kind::Sequence;
        return isCollection && !root.flow && page.lines.lineStart(root.content) == 0;
    } catch (const Refusal &) {
        return false;
    }
}

} // namespace

Result<QByteArray> patchYaml(const QByteArray &text, int document, const QList<YamlEdit> &edits)
{
    const YamlLimits limits;
    if (text.size() > limits.maxBytes)
        return tl::unexpected(checkYamlText(text, YamlLines(QByteArray()), limits).error());
    const YamlLines lines(text);
    if (const auto checked = checkYamlText(text, lines, limits); !checked)
        return tl::unexpected(checked.error());
    auto segments = yamlSegments(text);
    if (segments.empty()) { // nothing, or comments only
        YamlSegment whole;
        whole.marker = whole.firstByte = text.startsWith("\xef\xbb\xbf") ? 3 : 0;
        whole.endByte = text.size();
        segments.push_back(whole);
    }
    if (const auto checked = checkYamlSegments(text, segments, lines); !checked)
        return tl::unexpected(checked.error());
    if (document < 0 || document >= static_cast<int>(segments.size()))
        return failure(Error::Kind::Syntax, Text::tr("the text has no document number %1").arg(document + 1));
    const YamlSegment segment = segments[static_cast<size_t>(document)];
    const QByteArray body = text.mid(segment.firstByte, segment.endByte - segment.firstByte);
    QByteArray lineEnd = "\n";
    const qsizetype firstBreak =
        body.contains('\n') ? segment.firstByte + body.indexOf('\n') : text.indexOf('\n');
    if (firstBreak > 0 && text[firstBreak - 1] == '\r')
        lineEnd = "\r\n";
    // A literal block takes deeper comment lines below it for its text; then the same is tried with quotes.
    Result<QByteArray> made = patchedBody(body, lines.markAt(segment.firstByte).line, lineEnd, edits, true);
    if (!made)
        made = patchedBody(body, lines.markAt(segment.firstByte).line, lineEnd, edits, false);
    if (!made)
        return made;
    const QByteArray rest = text.mid(segment.endByte);
    if (!rest.isEmpty() && !made->isEmpty() && !made->endsWith('\n'))
        *made += lineEnd;
    QByteArray front = text.left(segment.firstByte);
    // "---" ended the text, or a blank or comment behind it did.
    const bool apart = segment.marker + 3 == segment.firstByte && !made->isEmpty() &&
                       QByteArrayView(" \t\r\n").contains(made->at(0));
    if (segment.hasMarker && !front.endsWith('\n') && !made->isEmpty() && (!apart || beginsWithBlock(*made)))
        front += lineEnd;
    return front + *made + rest;
}

QList<YamlEdit> editsBetween(const QJsonValue &from, const QJsonValue &to)
{
    QList<YamlEdit> edits;
    if (to.isUndefined()) {
        if (!from.isUndefined())
            edits.append({YamlEdit::Operation::Remove, JsonPointer(), {}});
        return edits;
    }
    collectEdits(from, to, JsonPointer(), edits);
    return edits;
}

} // namespace easel
