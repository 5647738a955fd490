// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/source.h"

#include <chrono>

namespace easel {

// What keeps one store true: a reflector or a folder. It feeds from its construction on; destroying it ends
// that.
class StoreFeeder
{
public:
    virtual ~StoreFeeder() = default;
    virtual void refresh() = 0;                                    // F5: get everything again
    virtual void setOnScreen(bool onScreen) { Q_UNUSED(onScreen) } // somebody looks at the rows now
};

// The shared stores of one source: made at the first lease, counted, and freed with their feeder when no
// lease came back within the grace. GUI thread only. Leases may outlive the pool; their stores then keep
// their rows and say Offline.
class StorePool : public QObject
{
    Q_OBJECT

public:
    using FeederFactory = std::function<std::unique_ptr<StoreFeeder>(
        const StoreKey &key, const std::shared_ptr<ResourceStore> &store)>;

    // A null extractor of the factory gives an empty lease.
    StorePool(Source::ExtractorFactory extractors, FeederFactory feeders, QObject *parent = nullptr);
    ~StorePool() override;

    StoreLease lease(const StoreKey &key);
    void refresh(); // every store that is looked at or in its grace
    void forEach(const std::function<void(const StoreKey &key, ResourceStore &store, StoreFeeder *feeder)>
                     &visit) const;
    int count() const; // stores alive, those in their grace included
    int leaseCount(const StoreKey &key) const;
    void setGrace(std::chrono::milliseconds grace); // half a minute unless a test says otherwise

private:
    struct Entry;
    void release(const std::weak_ptr<Entry> &entry);
    void show(const std::weak_ptr<Entry> &entry, bool onScreen);

    Source::ExtractorFactory m_extractors;
    FeederFactory m_feeders;
    std::chrono::milliseconds m_grace{30'000};
    QHash<StoreKey, std::shared_ptr<Entry>> m_entries;
};

} // namespace easel
