// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/workqueue.h"

#include "core/clients/backoff.h"

#include <algorithm>

namespace easel {

WorkQueue::WorkQueue(Work work, Tuning tuning, QObject *parent)
    : QObject(parent)
    , m_work(std::move(work))
    , m_tuning(tuning)
    , m_bucket(tuning.perSecond, tuning.burst, Time(0))
{
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &WorkQueue::serve);
}

WorkQueue::~WorkQueue()
{
    stop();
}

void WorkQueue::add(const ObjectRef &ref)
{
    m_due.remove(ref);
    if (m_working.contains(ref)) {
        m_again.insert(ref);
        return;
    }
    if (m_isWaiting.contains(ref))
        return;
    m_isWaiting.insert(ref);
    m_waiting.push_back(ref);
    wake();
    Q_EMIT changed();
}

void WorkQueue::addAfter(const ObjectRef &ref, Time delay)
{
    if (m_isWaiting.contains(ref))
        return;
    const qint64 due = m_clock.elapsed() + std::max<qint64>(0, delay.count());
    const auto known = m_due.constFind(ref);
    if (known != m_due.cend() && *known <= due)
        return;
    m_due.insert(ref, due);
    wake();
}

void WorkQueue::remove(const ObjectRef &ref)
{
    m_due.remove(ref);
    m_failures.remove(ref);
    m_again.remove(ref);
    if (m_isWaiting.remove(ref))
        m_waiting.erase(std::remove(m_waiting.begin(), m_waiting.end(), ref), m_waiting.end());
}

void WorkQueue::start()
{
    m_started = true;
    wake();
}

void WorkQueue::stop()
{
    m_started = false;
    m_timer.stop();
    m_waiting.clear();
    m_isWaiting.clear();
    m_again.clear();
    m_due.clear();
    m_failures.clear();
    const QList<Call<WorkDone>> calls = m_working.values();
    m_working.clear();
    for (const Call<WorkDone> &call : calls)
        call.cancel();
}

// Later, never inside what named the object: several are often named at once.
void WorkQueue::wake()
{
    if (!m_started)
        return;
    qint64 wait = -1;
    if (!m_waiting.empty() && int(m_working.size()) < m_tuning.atOnce)
        wait = m_bucket.waitFor(Time(m_clock.elapsed())).count();
    for (const qint64 due : std::as_const(m_due)) {
        const qint64 left = std::max<qint64>(0, due - m_clock.elapsed());
        wait = wait < 0 ? left : std::min(wait, left);
    }
    if (wait < 0)
        m_timer.stop();
    else if (!m_timer.isActive() || m_timer.remainingTime() > wait)
        m_timer.start(Time(wait));
}

void WorkQueue::serve()
{
    if (!m_started)
        return;
    const qint64 now = m_clock.elapsed();
    QList<ObjectRef> due;
    for (auto it = m_due.cbegin(); it != m_due.cend(); ++it) {
        if (it.value() <= now)
            due << it.key();
    }
    for (const ObjectRef &ref : std::as_const(due))
        add(ref);
    while (!m_waiting.empty() && int(m_working.size()) < m_tuning.atOnce && m_bucket.take(Time(now))) {
        const ObjectRef ref = m_waiting.front();
        m_waiting.pop_front();
        m_isWaiting.remove(ref);
        begin(ref);
    }
    wake();
    Q_EMIT changed();
}

void WorkQueue::begin(const ObjectRef &ref)
{
    const Call<WorkDone> call = m_work(ref);
    m_working.insert(ref, call);
    call.then(this, [this, ref](const Result<WorkDone> &result) {
        if (m_working.remove(ref) > 0) // not canceled by stop()
            ended(ref, result);
    });
}

void WorkQueue::ended(const ObjectRef &ref, const Result<WorkDone> &result)
{
    const bool again = m_again.remove(ref);
    if (!result) {
        const int failures = ++m_failures[ref];
        Q_EMIT failed(ref, result.error(), failures);
        addAfter(ref, backoffDelay(failures - 1, m_tuning.firstBackoff, m_tuning.mostBackoff));
    } else {
        m_failures.remove(ref);
        if (result->again)
            addAfter(ref, *result->again);
    }
    if (again)
        add(ref);
    wake();
    Q_EMIT changed();
}

} // namespace easel
