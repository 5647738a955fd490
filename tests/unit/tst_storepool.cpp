// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storepool.h"

#include <QPointer>
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

struct Counts
{
    int made = 0;
    int ended = 0;
    int refreshed = 0;
};

class CountingFeed : public StoreFeeder
{
public:
    CountingFeed(Counts *counts, const std::shared_ptr<ResourceStore> &store)
        : m_counts(counts)
    {
        ++counts->made;
        Row row;
        row.uid = u"1"_s;
        row.name = u"one"_s;
        store->apply({{row}, {}});
        store->setTruth({Truth::Phase::Live});
    }
    ~CountingFeed() override { ++m_counts->ended; }
    void refresh() override { ++m_counts->refreshed; }

private:
    Counts *m_counts;
};

StoreKey key(const QString &plural, const QString &namespaceName = {})
{
    StoreKey made;
    made.type.plural = plural;
    made.namespaceName = namespaceName;
    return made;
}

} // namespace

class TestStorePool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_counts = {};
        m_pool = std::make_unique<StorePool>(
            [](const ResourceType &) { return std::make_shared<NameExtractor>(); },
            [this](const StoreKey &, const std::shared_ptr<ResourceStore> &store) {
                return std::make_unique<CountingFeed>(&m_counts, store);
            });
        m_pool->setGrace(std::chrono::milliseconds(40));
    }
    void cleanup() { m_pool.reset(); }

    void oneKeyIsOneStore()
    {
        StoreLease first = m_pool->lease(key(u"pools"_s));
        StoreLease second = m_pool->lease(key(u"pools"_s));
        StoreLease other = m_pool->lease(key(u"pools"_s, u"vision"_s));
        QCOMPARE(first.get(), second.get());
        QVERIFY(first.get() != other.get());
        QCOMPARE(m_counts.made, 2);
        QCOMPARE(m_pool->count(), 2);
    }

    void graceKeepsTheStoreFed()
    {
        ResourceStore *store = nullptr;
        {
            const StoreLease lease = m_pool->lease(key(u"pools"_s));
            store = lease.get();
        }
        QCOMPARE(m_counts.ended, 0);
        const StoreLease again = m_pool->lease(key(u"pools"_s));
        QCOMPARE(again.get(), store);
        QTest::qWait(120); // a stopped grace must not fire
        QCOMPARE(m_counts.ended, 0);
        QCOMPARE(m_counts.made, 1);
        QCOMPARE(again->count(), 1);
    }

    void endsAfterTheGrace()
    {
        QPointer<ResourceStore> store;
        {
            const StoreLease lease = m_pool->lease(key(u"pools"_s));
            store = lease.get();
        }
        QTRY_COMPARE(m_counts.ended, 1);
        QTRY_VERIFY(store.isNull());
        QCOMPARE(m_pool->count(), 0);
        const StoreLease fresh = m_pool->lease(key(u"pools"_s));
        QCOMPARE(m_counts.made, 2);
        QCOMPARE(fresh->truth().phase, Truth::Phase::Live);
    }

    void movedLeaseIsReleasedOnce()
    {
        StoreLease first = m_pool->lease(key(u"pools"_s));
        StoreLease second = std::move(first);
        second = m_pool->lease(key(u"deployments"_s));
        QTRY_COMPARE(m_counts.ended, 1);
        QTest::qWait(100);
        QCOMPARE(m_counts.ended, 1);
        QCOMPARE(m_pool->count(), 1);
    }

    void leaseOutlivesThePool()
    {
        StoreLease lease = m_pool->lease(key(u"pools"_s));
        m_pool.reset();
        QCOMPARE(m_counts.ended, 1);
        QCOMPARE(lease->count(), 1);
        QCOMPARE(lease->truth().phase, Truth::Phase::Offline);
        lease = StoreLease();
    }

    void refreshReachesEveryFeeder()
    {
        const StoreLease first = m_pool->lease(key(u"pools"_s));
        const StoreLease second = m_pool->lease(key(u"deployments"_s));
        {
            const StoreLease dropped = m_pool->lease(key(u"projects"_s));
        }
        m_pool->refresh();
        QCOMPARE(m_counts.refreshed, 3);
        QCOMPARE(m_pool->leaseCount(key(u"pools"_s)), 1);
        QCOMPARE(m_pool->leaseCount(key(u"projects"_s)), 0);
    }

    void kindWithoutExtractorHasNoStore()
    {
        StorePool pool([](const ResourceType &) { return RowExtractorPtr(); }, {});
        QVERIFY(!pool.lease(key(u"pools"_s)));
        QCOMPARE(pool.count(), 0);
    }

private:
    Counts m_counts;
    std::unique_ptr<StorePool> m_pool;
};

QTEST_GUILESS_MAIN(TestStorePool)
#include "tst_storepool.moc"
