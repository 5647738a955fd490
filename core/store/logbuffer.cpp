// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/logbuffer.h"

#include <QDate>
#include <QDateTime>
#include <QString>

#include <cstring>

namespace easel {

namespace {

constexpr qint64 nanosecondsPerSecond = 1'000'000'000;

// Two or more digits at a place of the line, -1 where they are none.
int digits(QByteArrayView text, qsizetype at, qsizetype count)
{
    int value = 0;
    for (qsizetype i = at; i < at + count; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// Days since 1970 of a proleptic Gregorian date: QDate is too slow for a million lines a second.
qint64 daysFrom(int year, int month, int day)
{
    const int y = month <= 2 ? year - 1 : year;
    const int era = (y >= 0 ? y : y - 399) / 400;
    const int yearOfEra = y - era * 400;
    const int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return qint64(era) * 146097 + dayOfEra - 719468;
}

} // namespace

LogBuffer::LogBuffer(qsizetype bytes, qsizetype lines)
    : m_bound(std::max<qsizetype>(bytes, 2))
    , m_mostLines(std::max<qsizetype>(lines, 1))
{}

void LogBuffer::dropOldest()
{
    m_lines.pop_front();
    ++m_first;
    ++m_dropped;
}

void LogBuffer::append(int stream, qint64 nanoseconds, QByteArrayView text)
{
    const qsizetype length = std::min({text.size(), longestLine, m_bound - 1});
    const qsizetype room = length + 1; // so that no two lines begin at the same byte, empty ones either
    if (qsizetype(m_lines.size()) >= m_mostLines)
        dropOldest();
    // A line never goes round the end of the ring.
    if (m_write + room > m_bound) {
        while (!m_lines.empty() && qsizetype(m_lines.front().at) >= m_write)
            dropOldest();
        m_write = 0;
    }
    while (!m_lines.empty() && qsizetype(m_lines.front().at) >= m_write &&
           qsizetype(m_lines.front().at) < m_write + room)
        dropOldest();
    const qsizetype needed = m_write + room;
    if (needed > qsizetype(m_bytes.size())) {
        if (needed > qsizetype(m_bytes.capacity()))
            m_bytes.reserve(std::size_t(std::min(m_bound, std::max<qsizetype>(needed * 2, 64 * 1024))));
        m_bytes.resize(std::size_t(needed));
    }
    if (length > 0)
        std::memcpy(m_bytes.data() + m_write, text.data(), std::size_t(length));
    m_lines.push_back({quint32(m_write), quint32(length), stream, nanoseconds});
    m_write += room;
}

void LogBuffer::clear()
{
    m_first += qint64(m_lines.size());
    m_lines.clear();
    m_write = 0;
}

LogLine LogBuffer::at(qint64 number) const
{
    if (number < m_first || number >= end())
        return {};
    const Place &place = m_lines[std::size_t(number - m_first)];
    return {number, place.nanoseconds, place.stream,
            QByteArrayView(m_bytes.data() + place.at, qsizetype(place.length))};
}

LogStamp logStamp(QByteArrayView line)
{
    // 2026-11-29T07:05:09.123456789Z, the fraction of any length, or an offset in place of the Z.
    const int year = digits(line, 0, 4);
    const int month = digits(line, 5, 2);
    const int day = digits(line, 8, 2);
    const int hour = digits(line, 11, 2);
    const int minute = digits(line, 14, 2);
    const int second = digits(line, 17, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || minute < 0 || second < 0 ||
        line[4] != '-' || line[10] != 'T')
        return {};
    qsizetype at = 19;
    qint64 fraction = 0;
    if (at < line.size() && line[at] == '.') {
        qint64 weight = nanosecondsPerSecond / 10;
        for (++at; at < line.size() && line[at] >= '0' && line[at] <= '9'; ++at, weight /= 10)
            fraction += weight * (line[at] - '0');
    }
    if (at >= line.size())
        return {};
    qint64 offset = 0;
    if (line[at] == 'Z') {
        ++at;
    } else if (line[at] == '+' || line[at] == '-') {
        const int hours = digits(line, at + 1, 2);
        const int minutes = digits(line, at + 4, 2);
        if (hours < 0 || minutes < 0)
            return {};
        offset = (line[at] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
        at += 6;
    } else {
        return {};
    }
    const qint64 seconds = daysFrom(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
    if (at < line.size() && line[at] == ' ')
        ++at;
    return {seconds * nanosecondsPerSecond + fraction, at};
}

QString logTime(qint64 nanoseconds)
{
    const qint64 seconds = nanoseconds / nanosecondsPerSecond;
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")) +
           QStringLiteral(".%1Z").arg(nanoseconds % nanosecondsPerSecond, 9, 10, QLatin1Char('0'));
}

} // namespace easel
