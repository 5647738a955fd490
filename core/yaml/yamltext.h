// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/yaml/yamlreader.h"

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

inline bool isYamlBlank(char c)
{
    return c == ' ' || c == '\t';
}

inline bool isYamlBreak(char c)
{
    return c == '\n' || c == '\r';
}

Error yamlError(const YamlMark &mark, const QString &message);

} // namespace easel
