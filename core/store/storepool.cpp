// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storepool.h"

#include <QPointer>
#include <QTimer>

namespace easel {

struct StorePool::Entry
{
    StoreKey key;
    std::shared_ptr<ResourceStore> store;
    std::unique_ptr<StoreFeeder> feeder; // dies before the store it feeds
    QTimer grace;
    int leases = 0;
    int onScreen = 0; // of these
};

StorePool::StorePool(Source::ExtractorFactory extractors, FeederFactory feeders, QObject *parent)
    : QObject(parent)
    , m_extractors(std::move(extractors))
    , m_feeders(std::move(feeders))
{}

StorePool::~StorePool()
{
    const auto entries = std::exchange(m_entries, {});
    for (const std::shared_ptr<Entry> &entry : entries) {
        entry->feeder.reset();
        Truth truth = entry->store->truth();
        if (entry->leases == 0 || truth.phase == Truth::Phase::Failed)
            continue;
        truth.phase = Truth::Phase::Offline;
        truth.nextTry = {};
        entry->store->setTruth(truth);
    }
}

StoreLease StorePool::lease(const StoreKey &key)
{
    std::shared_ptr<Entry> entry = m_entries.value(key);
    if (!entry) {
        RowExtractorPtr extractor = m_extractors ? m_extractors(key.type) : nullptr;
        if (!extractor)
            return {};
        entry = std::make_shared<Entry>();
        entry->key = key;
        entry->store = std::make_shared<ResourceStore>(key.type, key.namespaceName, std::move(extractor));
        entry->grace.setSingleShot(true);
        connect(&entry->grace, &QTimer::timeout, this, [this, key] {
            // Freed from the event loop: the timer that speaks here is part of the entry.
            QMetaObject::invokeMethod(
                this, [doomed = m_entries.take(key)] {}, Qt::QueuedConnection);
        });
        m_entries.insert(key, entry);
        // After the entry is in: a feeder that reports at once finds its store.
        if (m_feeders)
            entry->feeder = m_feeders(key, entry->store);
    }
    entry->grace.stop();
    ++entry->leases;
    const std::weak_ptr<Entry> weak(entry);
    return StoreLease(
        entry->store,
        [pool = QPointer<StorePool>(this), weak] {
            if (pool)
                pool->release(weak);
        },
        [pool = QPointer<StorePool>(this), weak](bool onScreen) {
            if (pool)
                pool->show(weak, onScreen);
        });
}

void StorePool::show(const std::weak_ptr<Entry> &weak, bool onScreen)
{
    const std::shared_ptr<Entry> entry = weak.lock();
    if (!entry)
        return;
    entry->onScreen += onScreen ? 1 : -1;
    if (entry->feeder)
        entry->feeder->setOnScreen(entry->onScreen > 0);
}

void StorePool::release(const std::weak_ptr<Entry> &weak)
{
    const std::shared_ptr<Entry> entry = weak.lock();
    if (entry && --entry->leases == 0)
        entry->grace.start(m_grace);
}

void StorePool::refresh()
{
    // A copy: a feeder that fails at once may drop a lease.
    const QList<std::shared_ptr<Entry>> entries = m_entries.values();
    for (const std::shared_ptr<Entry> &entry : entries) {
        if (entry->feeder)
            entry->feeder->refresh();
    }
}

void StorePool::forEach(
    const std::function<void(const StoreKey &key, ResourceStore &store, StoreFeeder *feeder)> &visit) const
{
    const QList<std::shared_ptr<Entry>> entries = m_entries.values();
    for (const std::shared_ptr<Entry> &entry : entries)
        visit(entry->key, *entry->store, entry->feeder.get());
}

int StorePool::count() const
{
    return int(m_entries.size());
}

int StorePool::leaseCount(const StoreKey &key) const
{
    const std::shared_ptr<Entry> entry = m_entries.value(key);
    return entry ? entry->leases : 0;
}

void StorePool::setGrace(std::chrono::milliseconds grace)
{
    m_grace = grace;
}

} // namespace easel
