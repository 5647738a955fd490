// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/yaml/yamlreader.h"

#include <string>
#include <vector>

namespace easel {

// Where the lines of a text begin. Columns count UTF-16 units, as Qt's editors do.
class YamlLines
{
public:
    explicit YamlLines(const QByteArray &text);
    YamlMark markAt(qsizetype byte) const;
    qsizetype lineStart(qsizetype byte) const;
    qsizetype lineEnd(qsizetype byte) const;  // of the line's content, before "\r\n" or "\n"
    qsizetype nextLine(qsizetype byte) const; // first byte of the line below, or the text's end

private:
    const QByteArray m_text; // shared, not copied
    std::vector<qsizetype> m_starts;
};

// One node of the text as it is written: nothing resolved, spans known. Positions are bytes of the whole
// text.
struct YamlNode
{
    enum class Kind : quint8 { Null, Scalar, Map, Sequence, Alias };
    enum class Tag : quint8 { Plain, Quoted, String, Integer, Float, Bool, Null };
    Kind kind = Kind::Null;
    Tag tag = Tag::Plain;
    bool flow = false;          // {} or []; for scalars: stands inside one
    bool implicit = false;      // a null that is not written
    bool hasProperties = false; // a tag or an anchor stands in front
    bool open = true;           // not ended yet while the tree grows
    int target = -1;            // Alias: the node it repeats
    int parent = -1;
    qsizetype start = 0;       // with tag and anchor
    qsizetype content = 0;     // without them
    qsizetype end = 0;         // behind the last byte; block collections end with their last entry
    qsizetype column = 0;      // block collections: bytes from the line's start to the keys or dashes
    std::string text;          // Scalar: decoded
    std::vector<int> children; // Map: key, value, key, value...
};

struct YamlTree
{
    std::vector<YamlNode> nodes;
    int root = -1; // -1: no document at all
    bool hasAliases = false;
};

// The documents of a text, by their "---" lines.
struct YamlSegment
{
    qsizetype marker = 0;    // where "---" stands; equal to firstByte when there is none
    qsizetype firstByte = 0; // after the marker's line, or after "---" when content follows on it
    qsizetype endByte = 0;
    bool hasMarker = false;
};

// Size, encoding, control characters: what must hold before a parser sees the text.
Result<Done> checkYamlText(const QByteArray &text, const YamlLines &lines, const YamlLimits &limits);
std::vector<YamlSegment> yamlSegments(const QByteArray &text);
// Readers of YAML do not agree on U+FEFF in front of a document (a mark of the encoding, or text), nor on
// text behind "...".
Result<Done> checkYamlSegments(const QByteArray &text, const std::vector<YamlSegment> &segments,
                               const YamlLines &lines);

// One tree a document, in order. Structure only: duplicate keys and types are the converter's business.
Result<std::vector<YamlTree>> parseYamlTrees(const QByteArray &text, const std::vector<YamlSegment> &segments,
                                             const YamlLines &lines, const YamlLimits &limits);

// Types, merge keys, duplicates, aliases, limits; fills value, marks and warnings of `document`.
Result<Done> convertYamlTree(const YamlTree &tree, const YamlLines &lines, const YamlLimits &limits,
                             YamlDocument &document);

Error yamlError(const YamlMark &mark, const QString &message);

} // namespace easel
