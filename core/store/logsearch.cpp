// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/logsearch.h"

#include <algorithm>

namespace easel {

namespace {

constexpr qsizetype slice = 2 * 1024 * 1024; // bytes of one turn

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

} // namespace

bool logLineHolds(QByteArrayView line, const QByteArray &asciiNeedle)
{
    const auto found = std::search(line.begin(), line.end(), asciiNeedle.begin(), asciiNeedle.end(),
                                   [](char a, char b) { return lower(a) == b; });
    return found != line.end() || asciiNeedle.isEmpty();
}

LogSearch::LogSearch(const LogBuffer *buffer, QObject *parent)
    : QObject(parent)
    , m_buffer(buffer)
{}

void LogSearch::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    m_folded = text.toLower().toUtf8();
    m_isAscii = std::all_of(m_folded.cbegin(), m_folded.cend(), [](char c) { return quint8(c) < 0x80; });
    m_hits.clear();
    m_next = m_buffer->first();
    if (isActive())
        go();
    else
        Q_EMIT changed();
}

void LogSearch::update()
{
    while (!m_hits.empty() && m_hits.front() < m_buffer->first())
        m_hits.pop_front();
    if (isActive() && !m_again)
        go();
}

void LogSearch::go()
{
    m_again = false;
    if (!isActive())
        return;
    m_next = std::max(m_next, m_buffer->first());
    qsizetype done = 0;
    for (; m_next < m_buffer->end() && done < slice; ++m_next) {
        const QByteArrayView line = m_buffer->at(m_next).text;
        done += line.size() + 16;
        const bool holds = m_isAscii ? logLineHolds(line, m_folded)
                                     : QString::fromUtf8(line).contains(m_text, Qt::CaseInsensitive);
        if (holds)
            m_hits.push_back(m_next);
    }
    if (!isComplete()) {
        m_again = true;
        QMetaObject::invokeMethod(this, &LogSearch::go, Qt::QueuedConnection);
    }
    Q_EMIT changed();
}

bool LogSearch::isHit(qint64 number) const
{
    return std::binary_search(m_hits.begin(), m_hits.end(), number);
}

qsizetype LogSearch::indexOf(qint64 number) const
{
    return std::lower_bound(m_hits.begin(), m_hits.end(), number) - m_hits.begin();
}

qint64 LogSearch::next(qint64 number) const
{
    if (m_hits.empty())
        return -1;
    const auto found = std::upper_bound(m_hits.begin(), m_hits.end(), number);
    return found == m_hits.end() ? m_hits.front() : *found;
}

qint64 LogSearch::previous(qint64 number) const
{
    if (m_hits.empty())
        return -1;
    const auto found = std::lower_bound(m_hits.begin(), m_hits.end(), number);
    return found == m_hits.begin() ? m_hits.back() : *(found - 1);
}

} // namespace easel
