// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/yaml/yamltext.h"

#include <string>
#include <vector>

namespace easel {

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

// One tree a document, in order. Structure only: duplicate keys and types are the converter's business.
Result<std::vector<YamlTree>> parseYamlTrees(const QByteArray &text, const std::vector<YamlSegment> &segments,
                                             const YamlLines &lines, const YamlLimits &limits);

} // namespace easel
