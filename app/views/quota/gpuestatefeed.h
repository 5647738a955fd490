// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/appcontext.h"
#include "core/quota/gpumatters.h"

#include <QPointer>

namespace easel {

// What the dashboard is told: everything, or what became different.
struct GpuNews
{
    bool whole = false;
    GpuEstate::Change change;
    QList<GpuFamilyTotal> totals;
    QList<GpuMatter> matters; // of the window's scope
    int tenants = 0;
    int projects = 0;
    int pools = 0;
    int machines = 0; // with GPUs
    qint64 gpus = 0;
};

// Keeps a GpuEstate in step with the context's stores: it is fed and asked on the pool, event by event, one
// job at a time, and the news come back to the GUI thread.
class GpuEstateFeed : public QObject
{
    Q_OBJECT

public:
    explicit GpuEstateFeed(AppContext *context, QObject *parent = nullptr);

    // As true as the worst of the kinds behind it.
    Truth truth() const;
    // The hub decides by rules of its own; only what it says itself is shown.
    bool isSaid() const { return m_said; }
    void setOnScreen(bool onScreen); // somebody looks at what comes of it

Q_SIGNALS:
    void news(const easel::GpuNews &news);
    void truthChanged();

private:
    void follow();
    void followStore(ResourceStore *store);
    void note(const ResourceStore *store, int first, int last, bool gone);
    void start();
    void work();

    AppContext *m_context;
    QPointer<Surroundings> m_surroundings;
    std::shared_ptr<GpuEstate> m_estate; // whoever works has it for itself
    struct Event
    {
        ObjectRef ref;
        QByteArray raw; // empty: it is gone
    };
    QHash<QString, Event> m_events; // the last of each object
    QTimer m_soon;
    bool m_said = false;
    bool m_busy = false;
    bool m_startOver = true;
    bool m_inventoryChanged = true;
};

} // namespace easel
