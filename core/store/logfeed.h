// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/podstreams.h"
#include "core/store/logbuffer.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <memory>
#include <vector>

namespace easel {

class Source;

// Puts the lines of several logs in the order of their times as far as waiting a moment allows. Time is
// given, so that it can be tested.
class LogMerge
{
public:
    static constexpr qint64 patienceMs = 400; // how long a line waits for an earlier one of another log
    static constexpr qsizetype mostWaiting = 512 * 1024; // bytes of one log; then it should pause

    explicit LogMerge(int streams);
    // Whole lines with their times. Lines up to (and with) `after` are known already.
    void take(int stream, const QByteArray &lines, qint64 nowMs, qint64 after = 0);
    void close(int stream); // nothing comes from it any more
    void open(int stream);
    // Moves what may go to the buffer; true when something did. Everything, when all.
    bool release(LogBuffer &buffer, qint64 nowMs, bool all = false);
    bool isFull(int stream) const { return m_streams[std::size_t(stream)].bytes > mostWaiting; }
    bool isEmpty() const;
    qint64 lastTime(int stream) const { return m_streams[std::size_t(stream)].last; }

private:
    struct Line
    {
        qint64 nanoseconds = 0;
        qint64 arrivedMs = 0;
        QByteArray text;
    };
    struct Stream
    {
        std::deque<Line> lines;
        qsizetype bytes = 0;
        qint64 last = 0;
        bool open = true;
    };
    std::vector<Stream> m_streams;
};

// The logs of one or several containers in one bounded buffer. A log that breaks off is taken up again behind
// its last line, by itself after a while and when the hub is back; one that ended too, because a container
// that is started again has a new one.
class LogFeed : public QObject
{
    Q_OBJECT

public:
    enum class Phase { Waiting, Live, Ended, Failed };
    struct State
    {
        ContainerRef of;
        Phase phase = Phase::Waiting;
        QString problem; // why not, a sentence
    };

    explicit LogFeed(QObject *parent = nullptr);
    ~LogFeed() override;

    // Begins anew with these; the buffer is emptied.
    void show(Source *source, const QList<ContainerRef> &containers, bool previous, int tailLines);
    void stop();
    // Nothing more is read: what is on the screen stays there, and the server waits.
    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }
    void retry(); // what failed or ended

    const LogBuffer &buffer() const { return m_buffer; }
    const QList<State> &states() const { return m_states; }
    void clear();

Q_SIGNALS:
    void changed();       // lines came or went; at most some twenty times a second
    void statesChanged(); // of a log

private:
    struct Stream
    {
        QPointer<LogStream> log;
        qint64 after = 0;     // time of the last line before it was opened again
        int tries = 0;        // in vain since the last line
        bool looking = false; // whether there is more: nothing is said before there is
        std::unique_ptr<QTimer> again;
    };
    void openLog(int index, bool again, bool looking = false);
    void openLater(int index);
    void sourceChanged();
    void flush();
    void setPhase(int index, Phase phase, const QString &problem = {});

    QPointer<Source> m_source;
    QList<State> m_states;
    std::vector<Stream> m_streams;
    std::unique_ptr<LogMerge> m_merge;
    LogBuffer m_buffer;
    QTimer m_flush;
    QElapsedTimer m_clock;
    bool m_previous = false;
    int m_tailLines = -1;
    bool m_paused = false;
    bool m_wasLive = true;
};

} // namespace easel
