// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/tarreader.h"

#include "core/base/text.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::TarReader)
};

constexpr qsizetype blockSize = 512;
constexpr qint64 longestText = 1024 * 1024; // of names and pax headers
constexpr qsizetype longestName = 4000;
constexpr qsizetype longestPart = 255; // of a name, as file systems have it

// Octal digits, or a binary number where the first bit is set (GNU).
std::optional<qint64> numberIn(const QByteArray &block, qsizetype at, qsizetype length)
{
    if (quint8(block.at(at)) & 0x80) {
        quint64 value = quint8(block.at(at)) & 0x7f;
        for (qsizetype i = at + 1; i < at + length; ++i) {
            if (value >> 55)
                return std::nullopt;
            value = (value << 8) | quint8(block.at(i));
        }
        return qint64(value);
    }
    const QByteArray digits = block.mid(at, length).replace('\0', ' ').trimmed();
    if (digits.isEmpty())
        return 0;
    bool isNumber = false;
    const qint64 value = digits.toLongLong(&isNumber, 8);
    if (!isNumber || value < 0)
        return std::nullopt;
    return value;
}

QByteArray textIn(const QByteArray &block, qsizetype at, qsizetype length)
{
    const QByteArray bytes = block.mid(at, length);
    const qsizetype end = bytes.indexOf('\0');
    return end < 0 ? bytes : bytes.left(end);
}

} // namespace

TarReader::TarReader(Sink *sink)
    : m_sink(sink)
{}

QString TarReader::whyNot(const QString &name)
{
    if (name.isEmpty())
        return Text::tr("it has no name");
    if (name.startsWith(u'/') || name.startsWith(u'\\') || (name.size() > 1 && name.at(1) == u':'))
        return Text::tr("its name is absolute");
    if (name.size() > longestName)
        return Text::tr("its name is too long");
    const QStringList parts = name.split(u'/');
    for (const QString &part : parts) {
        if (part == u"..")
            return Text::tr("its name leads out of the folder");
        if (part.toUtf8().size() > longestPart)
            return Text::tr("its name is too long");
    }
    if (cleaned(name) != name || name.contains(u'\n') || name.contains(u'\t') || name.contains(u'\\'))
        return Text::tr("its name holds characters that no file name should have");
    return {};
}

bool TarReader::fail(const QString &problem)
{
    m_problem = problem;
    m_pending.clear();
    return false;
}

bool TarReader::feed(const QByteArray &bytes)
{
    if (!m_problem.isEmpty())
        return false;
    qsizetype at = 0;
    while (at < bytes.size()) {
        if (m_sawEnd)
            return true; // tar fills its last record with zeros
        if (m_left > 0) {
            const qsizetype take = qsizetype(std::min<qint64>(m_left, bytes.size() - at));
            const QByteArray piece = bytes.mid(at, take);
            at += take;
            m_left -= take;
            if (m_part == Part::File) {
                if (!m_sink->data(piece))
                    return fail(Text::tr("a file could not be written"));
            } else if (m_part != Part::Skip) {
                m_text += piece;
            }
            if (m_left == 0 && !finishPart())
                return false;
            continue;
        }
        if (m_padding > 0) {
            const qsizetype take = qsizetype(std::min<qint64>(m_padding, bytes.size() - at));
            at += take;
            m_padding -= take;
            continue;
        }
        const qsizetype take = std::min(blockSize - m_pending.size(), bytes.size() - at);
        m_pending += bytes.mid(at, take);
        at += take;
        if (m_pending.size() < blockSize)
            continue;
        const QByteArray block = std::exchange(m_pending, {});
        if (block.count('\0') == blockSize) {
            m_sawEnd = m_sawZeros;
            m_sawZeros = true;
            continue;
        }
        m_sawZeros = false;
        if (!readHeader(block))
            return false;
    }
    return true;
}

bool TarReader::readHeader(const QByteArray &block)
{
    qint64 sum = 0;
    for (qsizetype i = 0; i < blockSize; ++i)
        sum += i >= 148 && i < 156 ? ' ' : quint8(block.at(i));
    if (numberIn(block, 148, 8) != sum)
        return fail(Text::tr("what came is no archive"));
    const std::optional<qint64> inHeader = numberIn(block, 124, 12);
    if (!inHeader)
        return fail(Text::tr("the archive is broken"));
    const char type = block.at(156);
    const bool isHelp = type == 'L' || type == 'K' || type == 'x' || type == 'g';
    const qint64 size = isHelp ? *inHeader : m_nextSize.value_or(*inHeader);
    m_left = size;
    m_padding = (blockSize - size % blockSize) % blockSize;
    m_text.clear();
    if (isHelp) {
        if (size > longestText)
            return fail(Text::tr("the archive is broken"));
        m_part = type == 'L'   ? Part::LongName
                 : type == 'K' ? Part::LongLink
                 : type == 'x' ? Part::Pax
                               : Part::GlobalPax;
        return m_left > 0 || finishPart();
    }
    QByteArray rawName = textIn(block, 0, 100);
    if (block.mid(257, 5) == "ustar" && block.at(262) == '\0') {
        const QByteArray prefix = textIn(block, 345, 155);
        if (!prefix.isEmpty())
            rawName = prefix + '/' + rawName;
    }
    QString name = QString::fromUtf8(m_nextName.value_or(rawName));
    m_nextName.reset();
    m_nextSize.reset();
    const bool isFolder = type == '5' || ((type == '0' || type == '\0') && name.endsWith(u'/'));
    const bool isFile = !isFolder && (type == '0' || type == '\0' || type == '7');
    if (isFolder)
        m_left = m_padding = 0;
    if (!isFile && !isFolder) {
        // Links have no content in an archive, whatever size they say.
        if (type == '1' || type == '2')
            m_left = m_padding = 0;
        m_part = Part::Skip;
        m_sink->refused(cleanedLine(name), type == '1' || type == '2'
                                               ? Text::tr("it is a link")
                                               : Text::tr("it is no file and no folder"));
        return true;
    }
    while (name.startsWith(u"./"))
        name.remove(0, 2);
    while (name.endsWith(u'/'))
        name.chop(1);
    if (isFolder && (name.isEmpty() || name == u"."))
        return true;
    const QString reason = whyNot(name);
    if (!reason.isEmpty()) {
        m_part = Part::Skip;
        m_sink->refused(cleanedLine(name.left(longestPart)), reason);
        return true;
    }
    Entry entry;
    entry.kind = isFolder ? Entry::Kind::Folder : Entry::Kind::File;
    QStringList parts = name.split(u'/', Qt::SkipEmptyParts);
    parts.removeAll(QStringLiteral("."));
    entry.name = parts.join(u'/');
    entry.size = size;
    entry.executable = isFile && (numberIn(block, 100, 8).value_or(0) & 0100);
    if (entry.name.isEmpty()) {
        m_part = Part::Skip;
        m_sink->refused(cleanedLine(name), Text::tr("it has no name"));
        return true;
    }
    if (!m_sink->begin(entry))
        return fail(Text::tr("a file could not be written"));
    m_part = isFile ? Part::File : Part::Skip;
    return m_left > 0 || finishPart();
}

bool TarReader::finishPart()
{
    switch (m_part) {
    case Part::File:
        if (!m_sink->end())
            return fail(Text::tr("a file could not be written"));
        break;
    case Part::LongName:
        m_nextName = textIn(m_text, 0, m_text.size());
        break;
    case Part::Pax:
        readPax(m_text);
        break;
    case Part::LongLink:
    case Part::GlobalPax:
    case Part::Skip:
        break;
    }
    m_part = Part::Skip;
    m_text.clear();
    return true;
}

// Records of "LENGTH KEY=VALUE\n".
void TarReader::readPax(const QByteArray &text)
{
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype space = text.indexOf(' ', at);
        if (space < 0)
            return;
        const qlonglong length = text.mid(at, space - at).toLongLong();
        if (length <= space - at + 1 || length > text.size() - at)
            return;
        const QByteArray record = text.mid(space + 1, at + length - space - 2);
        const qsizetype equals = record.indexOf('=');
        const QByteArray key = record.left(equals);
        const QByteArray value = record.mid(equals + 1);
        if (key == "path") {
            m_nextName = value;
        } else if (key == "size") {
            bool isNumber = false;
            const qint64 size = value.toLongLong(&isNumber);
            if (isNumber && size >= 0)
                m_nextSize = size;
        }
        at += length;
    }
}

} // namespace easel
