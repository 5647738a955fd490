// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/yaml/yamltext.h"

#include "core/base/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Yaml)
};

bool isMarkerLine(const QByteArray &text, qsizetype line, const char *marker)
{
    if (line + 3 > text.size() || qstrncmp(text.constData() + line, marker, 3) != 0)
        return false;
    return line + 3 == text.size() || isYamlBlank(text[line + 3]) || isYamlBreak(text[line + 3]);
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
            while (p < next && isYamlBlank(text[p]))
                ++p;
            const bool alone = p >= next || isYamlBreak(text[p]) || text[p] == '#';
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
            while (p < next && (isYamlBlank(text[p]) || isYamlBreak(text[p])))
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
        while (byte < text.size() && isYamlBlank(text[byte]))
            ++byte;
        if (byte < text.size() && !isYamlBreak(text[byte]) && text[byte] != '#')
            return failure(yamlError(
                lines.markAt(byte),
                Text::tr("text stands behind '...'; the next document begins on a line of its own")));
    }
    return Done{};
}

} // namespace easel
