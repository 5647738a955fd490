// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <deque>
#include <vector>

namespace easel {

// One line as it is kept; the text lives until the next append().
struct LogLine
{
    qint64 number = 0;      // counts all lines ever, never again the same
    qint64 nanoseconds = 0; // since 1970; 0: the line said no time
    int stream = 0;
    QByteArrayView text; // without its line feed, as it was sent
};

// The last lines of one or several logs, in a ring of bytes that never grows beyond its bound however fast
// they come: the oldest lines go.
class LogBuffer
{
public:
    static constexpr qsizetype usualBytes = 32 * 1024 * 1024;
    static constexpr qsizetype usualLines = 250'000;
    static constexpr qsizetype longestLine = 64 * 1024; // longer ones are cut

    explicit LogBuffer(qsizetype bytes = usualBytes, qsizetype lines = usualLines);

    void append(int stream, qint64 nanoseconds, QByteArrayView text);
    void clear(); // numbers go on

    qint64 first() const { return m_first; } // number of the oldest line that is kept
    qint64 end() const { return m_first + qint64(m_lines.size()); }
    qsizetype size() const { return qsizetype(m_lines.size()); }
    bool isEmpty() const { return m_lines.empty(); }
    qint64 dropped() const { return m_dropped; } // lines that had to go
    LogLine at(qint64 number) const;
    qsizetype bytesHeld() const { return qsizetype(m_bytes.capacity()); }

private:
    struct Place
    {
        quint32 at = 0;
        quint32 length = 0;
        qint32 stream = 0;
        qint64 nanoseconds = 0;
    };
    void dropOldest();

    qsizetype m_bound;
    qsizetype m_mostLines;
    std::vector<char> m_bytes;
    std::deque<Place> m_lines;
    qsizetype m_write = 0;
    qint64 m_first = 0;
    qint64 m_dropped = 0;
};

// The time that stands before a line of a pod's log and where the text begins behind it. No time: 0 and 0.
struct LogStamp
{
    qint64 nanoseconds = 0;
    qsizetype length = 0;
};
LogStamp logStamp(QByteArrayView line);

// RFC 3339 with all nine digits, in UTC.
QString logTime(qint64 nanoseconds);

} // namespace easel
