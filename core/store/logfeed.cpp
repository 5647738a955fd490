// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/logfeed.h"

#include "core/clients/backoff.h"
#include "core/store/podaccess.h"
#include "core/store/source.h"

#include <algorithm>

namespace easel {

namespace {

constexpr int flushMs = 50;
constexpr std::chrono::milliseconds firstPause{1000};
constexpr std::chrono::milliseconds longestPause{30'000};

} // namespace

LogMerge::LogMerge(int streams)
    : m_streams(std::size_t(streams))
{}

void LogMerge::take(int stream, const QByteArray &lines, qint64 nowMs, qint64 after)
{
    Stream &to = m_streams[std::size_t(stream)];
    qsizetype begin = 0;
    while (begin < lines.size()) {
        qsizetype end = lines.indexOf('\n', begin);
        if (end < 0)
            end = lines.size();
        QByteArrayView line = QByteArrayView(lines).sliced(begin, end - begin);
        begin = end + 1;
        if (line.endsWith('\r'))
            line.chop(1);
        const LogStamp stamp = logStamp(line);
        // A line without a time stays behind the one before it.
        const qint64 time = stamp.nanoseconds ? stamp.nanoseconds : to.last;
        if (after > 0 && time <= after)
            continue;
        to.last = std::max(to.last, time);
        to.lines.push_back({to.last, nowMs, line.sliced(stamp.length).toByteArray()});
        to.bytes += line.size();
    }
}

void LogMerge::close(int stream)
{
    m_streams[std::size_t(stream)].open = false;
}

void LogMerge::open(int stream)
{
    m_streams[std::size_t(stream)].open = true;
}

bool LogMerge::isEmpty() const
{
    return std::all_of(m_streams.begin(), m_streams.end(),
                       [](const Stream &stream) { return stream.lines.empty(); });
}

bool LogMerge::release(LogBuffer &buffer, qint64 nowMs, bool all)
{
    bool released = false;
    for (;;) {
        int earliest = -1;
        bool somebodyMayBeEarlier = false;
        for (std::size_t i = 0; i < m_streams.size(); ++i) {
            const Stream &stream = m_streams[i];
            if (stream.lines.empty()) {
                somebodyMayBeEarlier = somebodyMayBeEarlier || stream.open;
                continue;
            }
            if (earliest < 0 ||
                stream.lines.front().nanoseconds < m_streams[std::size_t(earliest)].lines.front().nanoseconds)
                earliest = int(i);
        }
        if (earliest < 0)
            return released;
        Stream &from = m_streams[std::size_t(earliest)];
        const Line &line = from.lines.front();
        const bool waitedLong = nowMs - line.arrivedMs >= patienceMs;
        const bool alone = m_streams.size() == 1;
        if (somebodyMayBeEarlier && !waitedLong && !alone && !all && from.bytes <= mostWaiting)
            return released;
        buffer.append(earliest, line.nanoseconds, line.text);
        from.bytes -= line.text.size();
        from.lines.pop_front();
        if (from.lines.empty())
            from.bytes = 0;
        released = true;
    }
}

LogFeed::LogFeed(QObject *parent)
    : QObject(parent)
{
    m_flush.setInterval(flushMs);
    m_flush.setSingleShot(true);
    connect(&m_flush, &QTimer::timeout, this, &LogFeed::flush);
    m_clock.start();
}

LogFeed::~LogFeed()
{
    stop();
}

void LogFeed::show(Source *source, const QList<ContainerRef> &containers, bool previous, int tailLines)
{
    stop();
    if (m_source)
        m_source->disconnect(this);
    m_source = source;
    m_previous = previous;
    m_tailLines = tailLines;
    m_paused = false;
    m_buffer.clear();
    m_states.clear();
    m_streams.clear();
    m_merge = std::make_unique<LogMerge>(int(containers.size()));
    for (const ContainerRef &container : containers)
        m_states.append({container, Phase::Waiting, {}});
    m_streams.resize(std::size_t(containers.size()));
    if (source) {
        m_wasLive = source->state().phase == SourceState::Phase::Live;
        connect(source, &Source::stateChanged, this, &LogFeed::sourceChanged);
    }
    for (int i = 0; i < m_states.size(); ++i)
        openLog(i, false);
    Q_EMIT changed();
    Q_EMIT statesChanged();
}

void LogFeed::openLog(int index, bool again, bool looking)
{
    PodStreams *pods = podStreamsOf(m_source);
    if (!pods)
        return;
    Stream &stream = m_streams[std::size_t(index)];
    LogRequest request;
    request.of = m_states.at(index).of;
    request.previous = m_previous;
    request.follow = !m_previous;
    request.tailLines = m_tailLines;
    stream.after = again ? m_merge->lastTime(index) : 0;
    stream.looking = looking;
    if (stream.after > 0) {
        request.sinceTime = logTime(stream.after);
        request.tailLines = -1;
    }
    if (stream.again)
        stream.again->stop();
    delete stream.log;
    stream.log = pods->log(request, this);
    stream.log->setPaused(m_paused);
    if (!looking) {
        m_merge->open(index);
        setPhase(index, Phase::Waiting);
    }
    connect(stream.log, &LogStream::opened, this, [this, index] {
        if (!m_streams[std::size_t(index)].looking)
            setPhase(index, Phase::Live);
    });
    connect(stream.log, &LogStream::lines, this, [this, index](const QByteArray &bytes) {
        Stream &from = m_streams[std::size_t(index)];
        from.tries = 0;
        m_merge->take(index, bytes, m_clock.elapsed(), from.after);
        if (from.looking && m_merge->lastTime(index) > from.after) {
            from.looking = false;
            m_merge->open(index);
            setPhase(index, Phase::Live);
        }
        // Others may be behind: what is early waits with the server, not here.
        if (m_states.size() > 1 && m_merge->isFull(index))
            from.log->setPaused(true);
        if (m_states.size() == 1)
            m_merge->release(m_buffer, m_clock.elapsed());
        if (!m_flush.isActive())
            m_flush.start();
    });
    connect(stream.log, &LogStream::ended, this, [this, index] {
        m_merge->close(index);
        setPhase(index, Phase::Ended);
        openLater(index);
        if (!m_flush.isActive())
            m_flush.start();
    });
    connect(stream.log, &LogStream::failed, this, [this, index](const Error &error) {
        if (error.kind == Error::Kind::Canceled)
            return;
        m_merge->close(index);
        const bool wasLooking = m_streams[std::size_t(index)].looking;
        if (!wasLooking)
            setPhase(index, Phase::Failed, errorSentence(error));
        // A container that waits to be started is refused with 400 until it is.
        if (error.isTransient() || (wasLooking && error.kind == Error::Kind::Invalid))
            openLater(index);
        if (!m_flush.isActive())
            m_flush.start();
    });
}

void LogFeed::openLater(int index)
{
    if (m_previous)
        return;
    Stream &stream = m_streams[std::size_t(index)];
    if (!stream.again) {
        stream.again = std::make_unique<QTimer>();
        stream.again->setSingleShot(true);
        connect(stream.again.get(), &QTimer::timeout, this, [this, index] {
            if (m_paused)
                return; // nobody looks; setPaused() makes up for it
            openLog(index, true, m_states.at(index).phase == Phase::Ended);
        });
    }
    stream.again->start(backoffDelay(stream.tries++, firstPause, longestPause));
}

void LogFeed::setPhase(int index, Phase phase, const QString &problem)
{
    State &state = m_states[index];
    if (state.phase == phase && state.problem == problem)
        return;
    state.phase = phase;
    state.problem = problem;
    Q_EMIT statesChanged();
}

// A log of a quiet program cannot tell that its connection is dead: the link of the hub can.
void LogFeed::sourceChanged()
{
    const bool isLive = m_source && m_source->state().phase == SourceState::Phase::Live;
    const bool isBack = isLive && !m_wasLive;
    m_wasLive = isLive;
    if (!isBack || m_previous)
        return;
    for (int i = 0; i < m_states.size(); ++i) {
        if (m_states.at(i).phase != Phase::Ended)
            openLog(i, true);
    }
}

void LogFeed::retry()
{
    for (int i = 0; i < m_states.size(); ++i) {
        if (m_states.at(i).phase == Phase::Failed || m_states.at(i).phase == Phase::Ended)
            openLog(i, true);
    }
}

void LogFeed::flush()
{
    if (!m_merge)
        return;
    m_merge->release(m_buffer, m_clock.elapsed());
    if (!m_paused) {
        for (std::size_t i = 0; i < m_streams.size(); ++i) {
            if (m_streams[i].log && !m_merge->isFull(int(i)))
                m_streams[i].log->setPaused(false);
        }
    }
    if (!m_merge->isEmpty())
        m_flush.start();
    Q_EMIT changed();
}

void LogFeed::setPaused(bool paused)
{
    m_paused = paused;
    for (int i = 0; i < m_states.size(); ++i) {
        Stream &stream = m_streams[std::size_t(i)];
        if (stream.log)
            stream.log->setPaused(paused);
        if (!paused && stream.again && !stream.again->isActive() && m_states.at(i).phase != Phase::Live)
            openLater(i);
    }
}

void LogFeed::clear()
{
    m_buffer.clear();
    Q_EMIT changed();
}

void LogFeed::stop()
{
    m_flush.stop();
    for (const Stream &stream : m_streams)
        delete stream.log;
    m_streams.clear();
    m_states.clear();
}

} // namespace easel
