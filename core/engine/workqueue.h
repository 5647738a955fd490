// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/call.h"
#include "core/clients/palette/tokenbucket.h"
#include "core/clients/resourcetype.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <deque>

namespace easel {

// When to look at the object again although nothing is heard of it; nothing: only then.
struct WorkDone
{
    std::optional<std::chrono::milliseconds> again;
};

// What is to be looked at. Level-triggered: an object waits once, however often it is named; one that is
// named while it is worked on is worked on once more. Never two works on one object at a time. Failures come
// back later and later.
class WorkQueue : public QObject
{
    Q_OBJECT

public:
    using Time = std::chrono::milliseconds;
    struct Tuning
    {
        int atOnce = 6;
        double perSecond = 50;
        int burst = 200;
        Time firstBackoff{1'000};
        Time mostBackoff{300'000};
    };
    using Work = std::function<Call<WorkDone>(const ObjectRef &ref)>;
    WorkQueue(Work work, Tuning tuning, QObject *parent = nullptr);
    ~WorkQueue() override;

    void add(const ObjectRef &ref);
    void addAfter(const ObjectRef &ref, Time delay); // an earlier time that is known counts
    void remove(const ObjectRef &ref);               // the object is gone: back-off and times are forgotten
    void start();
    void stop(); // what is under way is canceled, everything is forgotten

    int waiting() const { return int(m_waiting.size()); }
    int working() const { return int(m_working.size()); }
    int failures(const ObjectRef &ref) const { return m_failures.value(ref); }

Q_SIGNALS:
    void failed(const easel::ObjectRef &ref, const easel::Error &error, int failures);
    void changed();

private:
    void serve();
    void begin(const ObjectRef &ref);
    void ended(const ObjectRef &ref, const Result<WorkDone> &result);
    void wake();

    Work m_work;
    Tuning m_tuning;
    TokenBucket m_bucket;
    QElapsedTimer m_clock;
    bool m_started = false;
    std::deque<ObjectRef> m_waiting;
    QSet<ObjectRef> m_isWaiting;
    QHash<ObjectRef, Call<WorkDone>> m_working;
    QSet<ObjectRef> m_again; // named while worked on
    QHash<ObjectRef, qint64> m_due;
    QHash<ObjectRef, int> m_failures;
    QTimer m_timer;
};

} // namespace easel
