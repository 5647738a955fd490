// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/conditions.h"
#include "core/engine/workqueue.h"

#include <QJsonArray>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ObjectRef pool(const QString &name)
{
    return {u"spectrocloud.com/v1alpha1"_s, u"ComputePool"_s, u"ice"_s, name};
}

// Works that end when the test says so.
struct Works
{
    QStringList begun;
    QHash<QString, QList<Promise<WorkDone>>> open;
    WorkQueue::Work work()
    {
        return [this](const ObjectRef &ref) {
            begun << ref.name;
            Promise<WorkDone> promise;
            open[ref.name] << promise;
            return promise.call();
        };
    }
    void end(const QString &name, const Result<WorkDone> &result = WorkDone{})
    {
        open[name].takeFirst().finish(result);
    }
};

} // namespace

class TestWorkQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anObjectWaitsOnceAndIsWorkedOnAlone()
    {
        Works works;
        WorkQueue queue(works.work(), {});
        queue.add(pool(u"a"_s));
        queue.add(pool(u"a"_s));
        queue.add(pool(u"b"_s));
        QCOMPARE(queue.waiting(), 2);
        QVERIFY(works.begun.isEmpty()); // not before start(), and never inside add()
        queue.start();
        QTRY_COMPARE(works.begun, (QStringList{u"a"_s, u"b"_s}));
        // Named while it is worked on: once more afterwards, not beside.
        queue.add(pool(u"a"_s));
        queue.add(pool(u"a"_s));
        QTest::qWait(20);
        QCOMPARE(works.begun.size(), 2);
        works.end(u"a"_s);
        QTRY_COMPARE(works.begun, (QStringList{u"a"_s, u"b"_s, u"a"_s}));
        works.end(u"a"_s);
        works.end(u"b"_s);
        QTRY_COMPARE(queue.working(), 0);
        QTest::qWait(20);
        QCOMPARE(works.begun.size(), 3);
    }

    void notMoreAtOnceThanAllowed()
    {
        Works works;
        WorkQueue::Tuning tuning;
        tuning.atOnce = 2;
        WorkQueue queue(works.work(), tuning);
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            queue.add(pool(name));
        queue.start();
        QTRY_COMPARE(works.begun.size(), 2);
        QTest::qWait(20);
        QCOMPARE(works.begun.size(), 2);
        works.end(u"b"_s);
        QTRY_COMPARE(works.begun, (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    }

    void notFasterThanAllowed()
    {
        Works works;
        WorkQueue::Tuning tuning;
        tuning.atOnce = 100;
        tuning.burst = 3;
        tuning.perSecond = 0.001;
        WorkQueue queue(works.work(), tuning);
        for (int i = 0; i < 10; ++i)
            queue.add(pool(QString::number(i)));
        queue.start();
        QTRY_COMPARE(works.begun.size(), 3);
        QTest::qWait(50);
        QCOMPARE(works.begun.size(), 3);
    }

    void failuresComeBackLaterAndLater()
    {
        Works works;
        WorkQueue::Tuning tuning;
        tuning.firstBackoff = 1ms;
        tuning.mostBackoff = 5ms;
        WorkQueue queue(works.work(), tuning);
        QList<int> told;
        connect(&queue, &WorkQueue::failed, this,
                [&told](const ObjectRef &, const Error &, int failures) { told << failures; });
        queue.add(pool(u"a"_s));
        queue.start();
        for (int i = 1; i <= 3; ++i) {
            QTRY_COMPARE(works.begun.size(), i);
            works.end(u"a"_s, failure(Error::Kind::Network, u"gone"_s));
        }
        QTRY_COMPARE(works.begun.size(), 4);
        QCOMPARE(told, (QList<int>{1, 2, 3}));
        works.end(u"a"_s);
        QTRY_COMPARE(queue.failures(pool(u"a"_s)), 0);
    }

    void laterMeansTheEarliestOfTheTimes()
    {
        Works works;
        WorkQueue queue(works.work(), {});
        queue.start();
        queue.addAfter(pool(u"a"_s), 1h);
        queue.addAfter(pool(u"a"_s), 10ms);
        queue.addAfter(pool(u"a"_s), 1h);
        QTRY_COMPARE(works.begun.size(), 1);
        works.end(u"a"_s, WorkDone{10ms});
        QTRY_COMPARE(works.begun.size(), 2);
    }

    void stoppingCancelsAndForgets()
    {
        Works works;
        WorkQueue queue(works.work(), {});
        queue.add(pool(u"a"_s));
        queue.start();
        QTRY_COMPARE(works.begun.size(), 1);
        queue.add(pool(u"a"_s));
        queue.addAfter(pool(u"b"_s), 1ms);
        queue.stop();
        QVERIFY(works.open[u"a"_s].first().isCanceled());
        QTest::qWait(20);
        QCOMPARE(works.begun.size(), 1);
        QCOMPARE(queue.waiting(), 0);
    }

    void aTransitionMovesItsTimeOnlyWhenTheStateDoes()
    {
        QJsonObject status;
        const QDateTime first(QDate(2030, 1, 1), QTime(8, 0), Qt::UTC);
        setCondition(status, {u"Valid"_s, ConditionState::True, u"Valid"_s, {}}, first, 1);
        setCondition(status, {u"Valid"_s, ConditionState::True, u"Fine"_s, u"x"_s}, first.addSecs(60), 2);
        QCOMPARE(sinceOf(status, u"Valid"), first);
        QCOMPARE(reasonOf(status, u"Valid"), u"Fine"_s);
        setCondition(status, {u"Valid"_s, ConditionState::False, u"CCF1"_s, u"y"_s}, first.addSecs(90), 2);
        QCOMPARE(sinceOf(status, u"Valid"), first.addSecs(90));
        QCOMPARE(status[u"conditions"].toArray().size(), 1);
        summariseReady(status, {u"Valid"_s}, first.addSecs(90), 2);
        QVERIFY(isFalse(status, u"Ready", u"CCF1"));
        QCOMPARE(conditionOf(status, u"Ready")[u"message"].toString(), u"y"_s);
        removeCondition(status, u"Valid");
        QVERIFY(conditionOf(status, u"Valid").isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestWorkQueue)
#include "tst_workqueue.moc"
