// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/quota/gpuestatefeed.h"

#include "app/models/resourcetablemodel.h"
#include "core/domain/hostgpus.h"
#include "core/domain/kinds.h"
#include "core/store/workspacesource.h"

#include <QJsonDocument>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QStringList &kindsBehind()
{
    // Tenants and projects first: whatever else is there belongs to them.
    static const QStringList kinds{u"Tenant."_s + spectroGroup,     u"ComputeConfig."_s + spectroGroup,
                                   u"Project."_s + spectroGroup,    u"ComputePool."_s + spectroGroup,
                                   u"AIWorkload."_s + spectroGroup, u"Compute."_s + spectroGroup};
    return kinds;
}

int rankOf(Truth::Phase phase)
{
    switch (phase) {
    case Truth::Phase::Live:
    case Truth::Phase::Offline:
        return 0;
    case Truth::Phase::Stale:
        return 1;
    case Truth::Phase::Idle:
    case Truth::Phase::Loading:
        return 2;
    case Truth::Phase::Failed:
        return 3;
    }
    return 0;
}

QList<HostView> hostsOf(const QList<QJsonObject> &objects)
{
    QList<HostView> hosts;
    for (const QJsonObject &object : objects) {
        ReadRecord record;
        hosts << readHost(TolerantReader(object, &record));
    }
    return hosts;
}

std::optional<QSet<QString>> keysIn(const GpuEstate &estate, const Scope &scope)
{
    if (scope.kind == Scope::Kind::All)
        return std::nullopt;
    QSet<QString> keys;
    const QList<GpuScope> scopes = estate.scopes();
    for (const GpuScope &candidate : scopes) {
        if (scope.kind == Scope::Kind::Tenant ? candidate.tenant == scope.name
                                              : candidate.project == scope.name)
            keys.insert(candidate.key());
    }
    return keys;
}

} // namespace

GpuEstateFeed::GpuEstateFeed(AppContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_surroundings(context->surroundings())
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &GpuEstateFeed::work);
    if (!m_surroundings)
        return;
    connect(m_surroundings, &Surroundings::storesChanged, this, &GpuEstateFeed::follow);
    // Whether all kinds have been listed once is only known from their truth.
    connect(m_surroundings, &Surroundings::changed, this, [this] {
        if (m_startOver)
            m_soon.start();
    });
    connect(context, &AppContext::scopeChanged, &m_soon, qOverload<>(&QTimer::start));
    if (Source *source = context->source()) {
        connect(source, &Source::stateChanged, this, &GpuEstateFeed::truthChanged);
        connect(source, &Source::catalogChanged, this, &GpuEstateFeed::truthChanged);
        if (auto *workspace = qobject_cast<WorkspaceSource *>(source)) {
            connect(workspace, &WorkspaceSource::inventoryChanged, this, [this] {
                m_inventoryChanged = true;
                m_soon.start();
            });
        }
    }
    connect(context, &AppContext::sourceAboutToChange, this, [this] {
        m_soon.stop();
        m_surroundings = nullptr;
    });
    follow();
}

void GpuEstateFeed::setOnScreen(bool onScreen)
{
    if (m_surroundings)
        m_surroundings->look(this, onScreen ? kindsBehind() : QStringList());
}

void GpuEstateFeed::follow()
{
    for (const QString &kind : kindsBehind()) {
        if (ResourceStore *store = m_surroundings->store(kind))
            followStore(store);
    }
    m_startOver = true;
    m_soon.start();
    Q_EMIT truthChanged();
}

void GpuEstateFeed::followStore(ResourceStore *store)
{
    store->disconnect(this);
    connect(store, &ResourceStore::rowsInserted, this,
            [this, store](int first, int last) { note(store, first, last, false); });
    connect(store, &ResourceStore::rowsChanged, this,
            [this, store](int first, int last) { note(store, first, last, false); });
    connect(store, &ResourceStore::rowsAboutToBeRemoved, this,
            [this, store](int first, int last) { note(store, first, last, true); });
    connect(store, &ResourceStore::truthChanged, this, [this] {
        if (m_startOver)
            m_soon.start();
        Q_EMIT truthChanged();
    });
}

void GpuEstateFeed::note(const ResourceStore *store, int first, int last, bool gone)
{
    if (m_startOver)
        return; // all rows are read anew anyway
    for (int position = first; position <= last; ++position) {
        const Row row = store->at(position);
        const ObjectRef ref = refOfRow(store->type(), row);
        m_events.insert(store->type().kind + u'/' + row.uid, {ref, gone ? QByteArray() : row.raw});
    }
    m_soon.start();
}

Truth GpuEstateFeed::truth() const
{
    Truth worst;
    worst.phase = Truth::Phase::Live;
    const Source *source = m_context->source();
    if (!m_surroundings || !source)
        return {};
    if (source->catalog().isEmpty()) {
        // Nothing is known about any kind yet: the link itself says how true that is.
        const SourceState link = source->state();
        const bool failed = link.phase == SourceState::Phase::Failed;
        worst.phase = failed ? Truth::Phase::Failed : Truth::Phase::Loading;
        worst.error = link.error;
        worst.nextTry = link.nextTry;
        return worst;
    }
    for (const QString &kind : kindsBehind()) {
        const ResourceStore *store = m_surroundings->store(kind);
        // Who may not read some machines still sees quota.
        const bool needed = !kind.startsWith(u"Compute.");
        if (store && (needed || store->truth().phase != Truth::Phase::Failed) &&
            rankOf(store->truth().phase) > rankOf(worst.phase))
            worst = store->truth();
    }
    if (worst.phase == Truth::Phase::Idle)
        worst.phase = Truth::Phase::Loading;
    return worst;
}

void GpuEstateFeed::work()
{
    if (m_busy || !m_surroundings || !m_context->source())
        return; // whoever is busy looks again
    if (m_startOver) {
        const Truth::Phase phase = truth().phase;
        if (phase == Truth::Phase::Loading ||
            (phase == Truth::Phase::Failed && !m_surroundings->isComplete()))
            return;
    }
    QList<Event> events;
    const bool whole = std::exchange(m_startOver, false);
    if (whole) {
        m_events.clear();
        for (const QString &kind : kindsBehind()) {
            if (const ResourceStore *store = m_surroundings->store(kind)) {
                for (const Row &row : store->rows())
                    events << Event{refOfRow(store->type(), row), row.raw};
            }
        }
        m_said = m_context->source()->mode() == HubMode::Vendor;
        m_estate = std::make_shared<GpuEstate>(m_said);
        m_inventoryChanged = true;
    } else {
        // A name may have gone and come back as another object.
        for (const bool gone : {true, false}) {
            for (const Event &event : std::as_const(m_events)) {
                if (event.raw.isEmpty() == gone)
                    events << event;
            }
        }
        m_events.clear();
    }
    std::optional<QList<QJsonObject>> inventory;
    if (std::exchange(m_inventoryChanged, false)) {
        inventory.emplace();
        if (const auto *workspace = qobject_cast<WorkspaceSource *>(m_context->source())) {
            const QList<InventorySnapshot> snapshots = workspace->inventory();
            for (const InventorySnapshot &snapshot : snapshots)
                *inventory += snapshot.hosts;
        }
    }
    m_busy = true;
    runInPool([estate = m_estate, events, inventory, whole, scope = m_context->scope()]() -> Result<GpuNews> {
        for (const Event &event : events) {
            if (event.raw.isEmpty())
                estate->remove(event.ref);
            else
                estate->put(QJsonDocument::fromJson(event.raw).object());
        }
        if (inventory)
            estate->setInventory(hostsOf(*inventory));
        GpuNews news;
        news.whole = whole;
        news.change = estate->take();
        news.totals = estate->totals();
        news.matters = gpuMatters(*estate, keysIn(*estate, scope));
        news.pools = int(estate->pools().size());
        const QList<GpuScope> scopes = estate->scopes();
        for (const GpuScope &known : scopes)
            ++(known.isTenant() ? news.tenants : news.projects);
        for (const GpuMachine &machine : estate->machines()) {
            if (!machine.gpus.isEmpty())
                ++news.machines;
        }
        for (const GpuFamilyTotal &total : std::as_const(news.totals))
            news.gpus += total.installed;
        return news;
    }).then(this, [this](const Result<GpuNews> &told) {
        m_busy = false;
        if (told && !m_startOver)
            Q_EMIT news(*told);
        if (m_startOver || m_inventoryChanged || !m_events.isEmpty())
            m_soon.start();
    });
}

} // namespace easel
