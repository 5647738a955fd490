// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/resourcestore.h"
#include "tests/support/storewatcher.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

class NameExtractor : public RowExtractor
{
public:
    const QList<Column> &columns() const override { return m_columns; }
    std::optional<Row> extract(std::string_view) const override { return std::nullopt; }

private:
    QList<Column> m_columns{{u"name"_s, u"Name"_s}};
};

Row row(const QString &uid, int version = 1)
{
    Row made;
    made.uid = uid;
    made.resourceVersion = QString::number(version);
    made.namespaceName = u"vision"_s;
    made.name = u"n-"_s + uid;
    made.cells = {Cell(made.name), Cell(qint64(version))};
    return made;
}

QStringList uids(const ResourceStore &store)
{
    QStringList all;
    for (const Row &each : store.rows())
        all << each.uid;
    return all;
}

std::unique_ptr<ResourceStore> makeStore()
{
    ResourceType type;
    type.kind = u"Thing"_s;
    type.plural = u"things"_s;
    return std::make_unique<ResourceStore>(type, QString(), std::make_shared<NameExtractor>());
}

} // namespace

class TestResourceStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void insertsAtTheEndInOneRange();
    void changesInContiguousRuns();
    void lastUpsertOfAUidWins();
    void sameRowAgainMakesNoSignal();
    void removesInRangesFromTheEnd();
    void removalAndUpsertOfOneUidIsANewRow();
    void generationRemovesWhatItDidNotMention();
    void secondBeginForgetsTheFirst();
    void removalDuringAGenerationCounts();
    void clearIsOneRemoval();
    void findsByName();
    void truthSaysWhatChanged();
    void randomHistories_data();
    void randomHistories();
    void manyScatteredRemovalsAreQuick();
};

void TestResourceStore::insertsAtTheEndInOneRange()
{
    auto store = makeStore();
    StoreWatcher watcher(store.get());
    QSignalSpy inserted(store.get(), &ResourceStore::rowsInserted);
    store->apply({{row(u"a"_s), row(u"b"_s)}, {}});
    store->apply({{row(u"c"_s)}, {}});
    QCOMPARE(inserted, (QList<QList<QVariant>>{{0, 1}, {2, 2}}));
    QCOMPARE(uids(*store), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(store->indexOf(u"c"_s), 2);
    QCOMPARE(store->indexOf(u"x"_s), -1);
    QCOMPARE(watcher.problem(), QString());
}

void TestResourceStore::changesInContiguousRuns()
{
    auto store = makeStore();
    for (int i = 0; i < 8; ++i)
        store->apply({{row(QString::number(i))}, {}});
    StoreWatcher watcher(store.get());
    QSignalSpy changed(store.get(), &ResourceStore::rowsChanged);
    store->apply({{row(u"6"_s, 2), row(u"1"_s, 2), row(u"2"_s, 2), row(u"4"_s, 2), row(u"3"_s, 2)}, {}});
    QCOMPARE(changed, (QList<QList<QVariant>>{{1, 4}, {6, 6}}));
    QCOMPARE(watcher.problem(), QString());
}

void TestResourceStore::lastUpsertOfAUidWins()
{
    auto store = makeStore();
    StoreWatcher watcher(store.get());
    store->apply({{row(u"a"_s, 1), row(u"b"_s, 1), row(u"a"_s, 3)}, {}});
    QCOMPARE(store->count(), 2);
    QCOMPARE(store->at(store->indexOf(u"a"_s)).resourceVersion, u"3"_s);
    store->apply({{row(u"a"_s, 4), row(u"a"_s, 5)}, {}});
    QCOMPARE(store->at(store->indexOf(u"a"_s)).resourceVersion, u"5"_s);
    QCOMPARE(watcher.changed, 1);
    QCOMPARE(watcher.problem(), QString());
}

void TestResourceStore::sameRowAgainMakesNoSignal()
{
    auto store = makeStore();
    store->apply({{row(u"a"_s), row(u"b"_s)}, {}});
    StoreWatcher watcher(store.get());
    store->apply({{row(u"a"_s)}, {u"unknown"_s}});
    store->replaceAll({row(u"b"_s), row(u"a"_s)});
    QCOMPARE(watcher.signalCount, 0);
    QCOMPARE(watcher.problem(), QString());
}

void TestResourceStore::removesInRangesFromTheEnd()
{
    auto store = makeStore();
    for (int i = 0; i < 8; ++i)
        store->apply({{row(QString::number(i))}, {}});
    StoreWatcher watcher(store.get());
    QSignalSpy removed(store.get(), &ResourceStore::rowsRemoved);
    store->apply({{}, {u"5"_s, u"1"_s, u"2"_s, u"5"_s, u"7"_s}});
    QCOMPARE(removed, (QList<QList<QVariant>>{{7, 7}, {5, 5}, {1, 2}}));
    QCOMPARE(uids(*store), (QStringList{u"0"_s, u"3"_s, u"4"_s, u"6"_s}));
    QCOMPARE(store->indexOf(u"6"_s), 3);
    QCOMPARE(watcher.problem(), QString());
}

void TestResourceStore::removalAndUpsertOfOneUidIsANewRow()
{
    auto store = makeStore();
    store->apply({{row(u"a"_s), row(u"b"_s)}, {}});
    StoreWatcher watcher(store.get());
    store->apply({{row(u"a"_s, 2)}, {u"a"_s}});
    QCOMPARE(uids(*store), (QStringList{u"b"_s, u"a"_s}));
    QCOMPARE(watcher.problem(), QString());
}

void TestResourceStore::generationRemovesWhatItDidNotMention()
{
    auto store = makeStore();
    store->apply({{row(u"a"_s), row(u"b"_s), row(u"c"_s)}, {}});
    StoreWatcher watcher(store.get());
    store->beginGeneration();
    store->apply({{row(u"c"_s)}, {}});
    QCOMPARE(store->count(), 3); // rows stay until the list is whole
    store->apply({{row(u"d"_s), row(u"a"_s, 2)}, {}});
    store->endGeneration();
    QCOMPARE(uids(*store), (QStringList{u"a"_s, u"c"_s, u"d"_s}));
    QCOMPARE(watcher.removed, 1);
    QCOMPARE(watcher.changed, 1);
    QCOMPARE(watcher.inserted, 1);
    store->endGeneration(); // nothing is open: nothing happens
    QCOMPARE(store->count(), 3);
    QCOMPARE(watcher.problem(), QString());
}

void TestResourceStore::secondBeginForgetsTheFirst()
{
    auto store = makeStore();
    store->beginGeneration();
    store->apply({{row(u"a"_s), row(u"b"_s)}, {}});
    store->beginGeneration();
    store->apply({{row(u"b"_s)}, {}});
    store->endGeneration();
    QCOMPARE(uids(*store), QStringList{u"b"_s});
}

void TestResourceStore::removalDuringAGenerationCounts()
{
    auto store = makeStore();
    store->beginGeneration();
    store->apply({{row(u"a"_s), row(u"b"_s)}, {}});
    store->apply({{}, {u"a"_s}});
    store->endGeneration();
    QCOMPARE(uids(*store), QStringList{u"b"_s});
}

void TestResourceStore::clearIsOneRemoval()
{
    auto store = makeStore();
    QList<Row> many;
    for (int i = 0; i < 2000; ++i)
        many << row(QString::number(i));
    store->replaceAll(many);
    StoreWatcher watcher(store.get());
    store->clear();
    QCOMPARE(store->count(), 0);
    QCOMPARE(watcher.signalCount, 1);
    QCOMPARE(watcher.removed, 2000);
    store->clear();
    QCOMPARE(watcher.signalCount, 1);
    store->apply({{row(u"1"_s)}, {}});
    QCOMPARE(store->indexOf(u"1"_s), 0);
    QCOMPARE(watcher.problem(), QString());
}

void TestResourceStore::findsByName()
{
    auto store = makeStore();
    store->apply({{row(u"a"_s), row(u"b"_s)}, {}});
    QVERIFY(store->find(u"vision"_s, u"n-b"_s));
    QCOMPARE(store->find(u"vision"_s, u"n-b"_s)->uid, u"b"_s);
    QVERIFY(!store->find(u"other"_s, u"n-b"_s));
}

void TestResourceStore::truthSaysWhatChanged()
{
    auto store = makeStore();
    QSignalSpy spy(store.get(), &ResourceStore::truthChanged);
    Truth truth;
    truth.phase = Truth::Phase::Loading;
    truth.loaded = 10;
    store->setTruth(truth);
    store->setTruth(truth);
    QCOMPARE(spy.count(), 1);
    truth.loaded = 20;
    store->setTruth(truth);
    QCOMPARE(spy.count(), 2);
    truth.error = makeError(Error::Kind::Forbidden, u"no"_s);
    store->setTruth(truth);
    QCOMPARE(spy.count(), 3);
}

void TestResourceStore::randomHistories_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 60; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

// A simple map is the truth; the store and a follower of its signals must agree with it after every step.
void TestResourceStore::randomHistories()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    auto store = makeStore();
    StoreWatcher watcher(store.get());
    QMap<QString, Row> expected;
    bool open = false;
    QMap<QString, Row> listed;
    const int space = 1 + int(random.bounded(60));
    for (int step = 0; step < 200; ++step) {
        const int action = int(random.bounded(20));
        if (action == 0) {
            store->beginGeneration();
            open = true;
            listed.clear();
        } else if (action == 1 && open) {
            store->endGeneration();
            open = false;
            expected = listed;
        } else if (action == 2 && random.bounded(4) == 0) {
            store->clear();
            expected.clear();
            listed.clear();
        } else {
            Delta delta;
            const int upserts = int(random.bounded(8));
            for (int i = 0; i < upserts; ++i)
                delta.upserts << row(QString::number(random.bounded(space)), int(random.bounded(4)));
            const int removals = int(random.bounded(6));
            for (int i = 0; i < removals; ++i)
                delta.removals << QString::number(random.bounded(space));
            store->apply(delta);
            for (const QString &uid : delta.removals) {
                expected.remove(uid);
                listed.remove(uid);
            }
            for (const Row &each : delta.upserts) {
                expected.insert(each.uid, each);
                if (open)
                    listed.insert(each.uid, each);
            }
        }
        QCOMPARE(watcher.problem(), QString());
        QMap<QString, Row> held;
        for (const Row &each : store->rows())
            held.insert(each.uid, each);
        QCOMPARE(qsizetype(store->count()), held.size());
        QVERIFY(held == expected);
    }
}

void TestResourceStore::manyScatteredRemovalsAreQuick()
{
    auto store = makeStore();
    QList<Row> many;
    QList<Row> half;
    for (int i = 0; i < 10000; ++i) {
        many << row(QString::number(i));
        if (i % 2)
            half << many.last();
    }
    store->replaceAll(many);
    QElapsedTimer timer;
    timer.start();
    store->replaceAll(half);
    const qint64 scattered = timer.restart();
    QCOMPARE(store->count(), 5000);
    QCOMPARE(store->indexOf(u"9999"_s), 4999);
    qInfo("5,000 scattered removals of 10,000 rows: %lld ms", scattered);
    QVERIFY2(scattered < 60'000, "it hangs"); // how long it takes is for the bench
}

QTEST_GUILESS_MAIN(TestResourceStore)
#include "tst_resourcestore.moc"
