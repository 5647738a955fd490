// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/watchframing.h"

#include "core/clients/jsonscan.h"

namespace easel {

namespace {

bool isBlank(const QByteArray &bytes, qsizetype from, qsizetype end)
{
    for (qsizetype i = from; i < end; ++i) {
        const char c = bytes.at(i);
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            return false;
    }
    return true;
}

} // namespace

WatchFraming::WatchFraming(qsizetype longestLine)
    : m_longestLine(longestLine)
{}

bool WatchFraming::feed(const QByteArray &bytes, QList<QByteArray> &lines)
{
    m_pending += bytes;
    qsizetype begin = 0;
    for (;;) {
        const qsizetype end = m_pending.indexOf('\n', std::max(begin, m_searched));
        if (end < 0)
            break;
        if (end - begin > m_longestLine)
            return false;
        qsizetype lineEnd = end;
        if (lineEnd > begin && m_pending.at(lineEnd - 1) == '\r')
            --lineEnd;
        if (!isBlank(m_pending, begin, lineEnd))
            lines << m_pending.mid(begin, lineEnd - begin);
        begin = end + 1;
    }
    if (begin > 0)
        m_pending.remove(0, begin);
    m_searched = m_pending.size();
    return m_pending.size() <= m_longestLine;
}

bool WatchFraming::hasPartialLine() const
{
    return !isBlank(m_pending, 0, m_pending.size());
}

WatchEventKind watchEventKind(const QByteArray &event)
{
    const QByteArray type = jsonMember(event, "type");
    if (type == "\"BOOKMARK\"")
        return WatchEventKind::Bookmark;
    return type == "\"ERROR\"" ? WatchEventKind::Error : WatchEventKind::Object;
}

} // namespace easel
