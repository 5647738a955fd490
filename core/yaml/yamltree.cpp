// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamltree.h"

#include "core/base/text.h"

#include <QCoreApplication>
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
        while (node.end < m_limit && !isYamlBlank(m_text[node.end]) && !isYamlBreak(m_text[node.end]) &&
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
            while (p < m_limit && !isYamlBlank(m_text[p]) && !isYamlBreak(m_text[p]) &&
                   !isFlowMark(m_text[p]))
                ++p;
            p = skipToContent(p);
        }
        return p;
    }

    qsizetype skipToContent(qsizetype p) const
    {
        while (p < m_limit) {
            if (isYamlBlank(m_text[p]) || isYamlBreak(m_text[p])) {
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
        for (qsizetype p = m_lines.lineStart(node.start); p < node.start && isYamlBlank(m_text[p]); ++p) {
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
        while (before > 0 && isYamlBlank(m_text[before - 1]))
            --before;
        if (before > 0 && m_text[before - 1] == '?')
            return;
        qsizetype p = node.end;
        while (p < m_limit && isYamlBlank(m_text[p]))
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
        for (qsizetype p = node.content + 1; p < header && !isYamlBlank(m_text[p]); ++p) {
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
            while (q < m_limit && !isYamlBreak(m_text[q])) {
                const char next = q + 1 < m_limit ? m_text[q + 1] : '\n';
                if (m_text[q] == '#' && q > p && isYamlBlank(m_text[q - 1]))
                    break;
                if (m_text[q] == ':' &&
                    (isYamlBlank(next) || isYamlBreak(next) || (node.flow && isFlowMark(next))))
                    break;
                if (node.flow && (isFlowMark(m_text[q]) || m_text[q] == '?'))
                    break;
                ++q;
            }
            qsizetype end = q;
            while (end > p && isYamlBlank(m_text[end - 1]))
                --end;
            if (!first)
                folded += breaks > 1 ? std::string(static_cast<size_t>(breaks - 1), '\n') : std::string(" ");
            first = false;
            folded.append(m_text.constData() + p, static_cast<size_t>(end - p));
            node.end = end;
            if (folded.size() >= node.text.size() || (q < m_limit && !isYamlBreak(m_text[q])))
                return;
            breaks = 0;
            while (q < m_limit && (isYamlBlank(m_text[q]) || isYamlBreak(m_text[q]))) {
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
        while (blanks < line.size() && isYamlBlank(line[blanks]))
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

} // namespace easel
