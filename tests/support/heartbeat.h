// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <algorithm>
#include <ctime>

namespace easel {

// Measures how long the event loop of its thread was busy between two beats. The thread's own processor time
// counts: a machine that runs other things beside the test must not make it fail. Waiting is caught by the
// clock on the wall, with more patience.
class Heartbeat : public QObject
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, this, [this] { beat(); });
        restart();
    }
    void restart()
    {
        m_longestBusy = 0;
        m_longestGap = 0;
        m_wall.start();
        m_busy = busyNow();
        m_timer.start(2);
    }
    double longestBusyMs() const { return m_longestBusy; }
    qint64 longestGapMs() const { return m_longestGap; }

private:
    static double busyNow()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1000 + double(time.tv_nsec) / 1e6;
    }
    void beat()
    {
        const double now = busyNow();
        m_longestBusy = std::max(m_longestBusy, now - m_busy);
        m_longestGap = std::max(m_longestGap, m_wall.restart());
        m_busy = now;
    }

    QTimer m_timer;
    QElapsedTimer m_wall;
    double m_busy = 0;
    double m_longestBusy = 0;
    qint64 m_longestGap = 0;
};

} // namespace easel
