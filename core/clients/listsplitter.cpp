// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/listsplitter.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstring>

namespace easel {

namespace {

// What stands before the items is a few hundred bytes.
constexpr qsizetype longestHead = 1024 * 1024;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Behind the quote that closes the string whose quote stands at `open`; -1 when it is still open. Everything
// before `from` is known to be inside.
qsizetype endOfString(const QByteArray &text, qsizetype open, qsizetype from)
{
    for (qsizetype at = std::max(from, open + 1); at < text.size();) {
        const auto *quote =
            static_cast<const char *>(std::memchr(text.constData() + at, '"', std::size_t(text.size() - at)));
        if (!quote)
            return -1;
        const qsizetype end = quote - text.constData();
        qsizetype slash = end;
        while (slash > open + 1 && text.at(slash - 1) == '\\')
            --slash;
        at = end + 1;
        if ((end - slash) % 2 == 0)
            return at;
    }
    return -1;
}

} // namespace

ListSplitter::ListSplitter(qsizetype pageBytes)
    : m_pageBytes(pageBytes)
{}

void ListSplitter::feed(const QByteArray &bytes)
{
    switch (m_part) {
    case Part::Head: {
        const bool hopeless = m_frame.size() > longestHead; // looked through, and no items began
        m_frame += bytes;
        if (!hopeless)
            scanHead();
        break;
    }
    case Part::Items:
        m_pending += bytes;
        scanItems();
        break;
    case Part::Tail:
        m_frame += bytes;
        break;
    }
}

void ListSplitter::scanHead()
{
    int depth = 0;
    // Items that have not begun by then never will: no list, meta() says so.
    for (qsizetype at = 0; at < std::min(m_frame.size(), longestHead);) {
        const char c = m_frame.at(at);
        if (c == '"') {
            const qsizetype end = endOfString(m_frame, at, 0);
            if (end < 0)
                return;
            const QByteArrayView word = QByteArrayView(m_frame).sliced(at, end - at);
            const bool items = depth == 1 && (word == "\"items\"" || word == "\"rows\"");
            at = end;
            if (!items)
                continue;
            const auto skipSpace = [this, &at] {
                while (at < m_frame.size() && isSpace(m_frame.at(at)))
                    ++at;
            };
            skipSpace();
            if (at >= m_frame.size() || m_frame.at(at) != ':')
                continue; // a value of that name, or not there yet
            ++at;
            skipSpace();
            if (at >= m_frame.size() || m_frame.at(at) != '[')
                continue; // null, or not there yet
            ++at;
            m_pending = m_frame.mid(at);
            m_frame.truncate(at);
            m_part = Part::Items;
            scanItems();
            return;
        }
        if (c == '{' || c == '[')
            ++depth;
        else if (c == '}' || c == ']')
            --depth;
        ++at;
    }
}

void ListSplitter::scanItems()
{
    const qsizetype size = m_pending.size();
    while (m_at < size) {
        if (m_string >= 0) {
            const qsizetype end = endOfString(m_pending, m_string, m_at);
            if (end < 0) {
                m_at = size;
                return;
            }
            m_at = end;
            m_string = -1;
            continue;
        }
        switch (m_pending.at(m_at)) {
        case '"':
            m_string = m_at;
            break;
        case '{':
        case '[':
            ++m_depth;
            break;
        case '}':
            if (--m_depth == 0)
                m_end = m_at + 1;
            break;
        case ']':
            if (--m_depth < 0) {
                m_part = Part::Tail;
                m_frame += m_pending.mid(m_at);
                m_pending.truncate(m_end);
                return;
            }
            break;
        default:
            break;
        }
        ++m_at;
    }
}

QByteArray ListSplitter::takePage(bool rest)
{
    const bool over = rest || m_part == Part::Tail;
    if (m_end == 0 || (m_end < m_pageBytes && !over))
        return {};
    qsizetype begin = 0;
    while (begin < m_end && (m_pending.at(begin) == ',' || isSpace(m_pending.at(begin))))
        ++begin;
    QByteArray page;
    page.reserve(m_end - begin + 128); // with room for what reads it
    page += "{\"items\":[";
    page.append(m_pending.constData() + begin, m_end - begin);
    page += "]}";
    m_pending.remove(0, m_end);
    m_at = std::max<qsizetype>(0, m_at - m_end);
    if (m_string >= 0)
        m_string -= m_end;
    m_end = 0;
    return page;
}

std::optional<ListMeta> ListSplitter::meta() const
{
    if (m_part == Part::Head && m_frame.size() > longestHead)
        return std::nullopt; // what it holds was never looked through
    const QJsonObject frame = QJsonDocument::fromJson(m_frame).object();
    if (!frame.contains(u"items") && !frame.contains(u"rows"))
        return std::nullopt;
    return listMetaOf(m_frame);
}

} // namespace easel
