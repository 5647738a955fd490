// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/context/inventoryfeed.h"

#include "app/context/appcontext.h"
#include "app/context/clusternodes.h"
#include "core/base/atomicfile.h"
#include "core/base/log.h"
#include "core/domain/hostgpus.h"
#include "core/domain/names.h"
#include "core/store/workspacesource.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto shortestPause = 60s; // between two lists of one connection
constexpr auto gatherFor = 150ms;
constexpr auto betweenPages = 1000ms; // while a list arrives
constexpr qsizetype longestHistory = 32 * 1024 * 1024;

struct Work
{
    std::shared_ptr<const MachineInventory> inventory;
    std::shared_ptr<const MachineHistory> history;
    QList<Row> rows;
    QList<MachineFinding> findings;
    QHash<QString, QList<HostView>> bySource;
};

// The labels of GPU feature discovery are all that rows keep of a node, and all that is asked here.
QList<QJsonObject> nodesIn(const ResourceStore &store)
{
    QList<QJsonObject> objects;
    for (const Row &row : store.rows()) {
        QJsonObject labels;
        for (const QByteArray &line : row.labels.split('\n')) {
            const qsizetype equals = line.indexOf('=');
            if (equals > 0)
                labels.insert(QString::fromUtf8(line.first(equals)),
                              QString::fromUtf8(line.sliced(equals + 1)));
        }
        objects << QJsonObject{
            {u"kind"_s, u"Node"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, row.name}, {u"uid"_s, row.uid}, {u"labels"_s, labels}}}};
    }
    return objects;
}

const ResourceType *nodeType(const Source *source)
{
    const ResourceType *type =
        source && !source->isWorkspace() ? source->catalog().find({}, u"Node"_s) : nullptr;
    return type && type->can(u"list") ? type : nullptr;
}

void append(const QString &path, const QByteArray &lines)
{
    if (lines.isEmpty() || path.isEmpty())
        return;
    QFile file(path);
    if (!makePrivateFolder(QFileInfo(path).absolutePath()) ||
        !file.open(QIODevice::WriteOnly | QIODevice::Append) || file.write(lines) != lines.size()) {
        qCWarning(lcStore).noquote() << "states of machines are not kept:" << file.errorString();
        return;
    }
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

} // namespace

InventoryFeed::InventoryFeed(AppContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_surroundings(context->surroundings())
    , m_inventory(std::make_shared<MachineInventory>())
    , m_history(std::make_shared<MachineHistory>())
    , m_historyFile(context->paths().usageFolder + u"/machines.jsonl"_s)
{
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &InventoryFeed::work);
    connect(context->palette(), &PaletteDesk::connectionsChanged, this, &InventoryFeed::takeConnections);
    connect(context, &AppContext::sourceAboutToChange, this, [this] {
        m_soon.stop();
        m_nodes = {};
        m_others.clear();
        delete std::exchange(m_clusters, nullptr);
        m_surroundings = nullptr;
        for (auto &[id, own] : m_own)
            own->call.cancel();
        m_own.clear();
    });
    if (!m_surroundings)
        return;
    connect(m_surroundings, &Surroundings::changed, this, &InventoryFeed::soon);
    if (Source *source = context->source()) {
        connect(source, &Source::stateChanged, this, &InventoryFeed::truthChanged);
        connect(source, &Source::catalogChanged, this, &InventoryFeed::leaseNodes);
        if (auto *workspace = qobject_cast<WorkspaceSource *>(source))
            connect(workspace, &WorkspaceSource::inventoryChanged, this, &InventoryFeed::soon);
    }
    if (context->source() && !context->source()->isWorkspace()) {
        m_clusters = new ClusterNodes(context, this);
        connect(m_clusters, &ClusterNodes::changed, this, &InventoryFeed::soon);
    }
    connect(context, &AppContext::otherWindowsChanged, this, [this] {
        if (m_looking)
            leaseOthers();
    });
    readHistory();
    leaseNodes();
    takeConnections();
    soon();
}

InventoryFeed::~InventoryFeed()
{
    for (auto &[id, own] : m_own)
        own->call.cancel();
}

void InventoryFeed::readHistory()
{
    runInPool([file = m_historyFile]() -> Result<std::shared_ptr<const MachineHistory>> {
        auto history = std::make_shared<MachineHistory>();
        QFile lines(file);
        if (!lines.open(QIODevice::ReadOnly))
            return history; // nothing was seen before
        const QByteArray text = lines.readAll();
        history->read(text);
        lines.close();
        // Only the newest of each machine count.
        if (text.size() > longestHistory) {
            if (const auto written = writePrivateFile(file, history->text()); !written)
                qCWarning(lcStore).noquote() << errorSentence(written.error());
        }
        return history;
    }).then(this, [this](const Result<std::shared_ptr<const MachineHistory>> &history) {
        if (history)
            m_history = *history;
        m_historyRead = true;
        soon();
    });
}

void InventoryFeed::leaseNodes()
{
    const ResourceType *type = nodeType(m_context->source());
    if (!type) {
        m_nodes = {};
        return;
    }
    if (m_nodes && m_nodes->type() == *type)
        return;
    m_nodes = m_context->source()->store({*type, {}, {}});
    if (!m_nodes)
        return;
    watch(m_nodes.get());
    soon();
}

// What other windows have open is read there anyway, or nearly so.
void InventoryFeed::leaseOthers()
{
    const Source *own = m_context->source();
    if (!own || own->isWorkspace())
        return; // a folder is looked at as it was written
    std::vector<OtherHub> kept;
    for (Source *source : m_context->sourcesOfOtherWindows()) {
        const ResourceType *type = nodeType(source);
        const auto isSame = [source](const OtherHub &other) { return other.source == source; };
        const bool isTwice = source->address().isEmpty() || own->address() == source->address() ||
                             std::any_of(kept.begin(), kept.end(), [source](const OtherHub &other) {
                                 return other.source->address() == source->address();
                             });
        if (isTwice)
            continue;
        const auto known = std::find_if(m_others.begin(), m_others.end(), isSame);
        if (known != m_others.end() && known->nodes) {
            kept.push_back(std::move(*known));
            continue;
        }
        if (!type) {
            // Its kinds are not known yet.
            connect(source, &Source::catalogChanged, this, &InventoryFeed::leaseOthers, Qt::UniqueConnection);
            continue;
        }
        OtherHub other{source, source->store({*type, {}, {}})};
        if (!other.nodes)
            continue;
        watch(other.nodes.get());
        connect(source, &QObject::destroyed, this, &InventoryFeed::soon);
        kept.push_back(std::move(other));
    }
    m_others = std::move(kept);
    soon();
}

void InventoryFeed::watch(const ResourceStore *store)
{
    for (const auto signal :
         {&ResourceStore::rowsInserted, &ResourceStore::rowsChanged, &ResourceStore::rowsRemoved})
        connect(store, signal, this, &InventoryFeed::soon);
}

void InventoryFeed::takeConnections()
{
    const QList<PaletteConnection> connections = m_context->palette()->connections();
    std::map<QString, std::shared_ptr<Own>> kept;
    for (const PaletteConnection &connection : connections) {
        const auto known = m_own.find(connection.id);
        if (known != m_own.end() && known->second->connection == connection) {
            kept.insert(*known);
            continue;
        }
        auto own = std::make_shared<Own>();
        own->connection = connection;
        own->again.setSingleShot(true);
        connect(&own->again, &QTimer::timeout, this, [this, weak = std::weak_ptr<Own>(own)] {
            if (const auto alive = weak.lock(); alive && m_looking)
                ask(alive);
        });
        kept.emplace(connection.id, own);
    }
    for (auto &[id, own] : m_own) {
        if (!kept.contains(id) || kept.at(id) != own)
            own->call.cancel();
    }
    m_own = std::move(kept);
    if (m_looking)
        setLooking(true);
    soon();
}

void InventoryFeed::setLooking(bool looking)
{
    m_looking = looking;
    if (m_clusters)
        m_clusters->setLooking(looking);
    if (!looking)
        return;
    leaseOthers();
    for (auto &[id, own] : m_own) {
        const bool isOld = !own->asOf.isValid() ||
                           own->asOf.secsTo(QDateTime::currentDateTimeUtc()) > qint64(shortestPause.count());
        if (!own->loading && isOld && !own->again.isActive())
            ask(own);
    }
}

void InventoryFeed::refresh()
{
    for (auto &[id, own] : m_own) {
        if (!own->loading)
            ask(own);
    }
    if (m_clusters)
        m_clusters->refresh();
}

void InventoryFeed::ask(const std::shared_ptr<Own> &own)
{
    own->loading = true;
    own->again.stop();
    own->coming.clear();
    own->told.clear();
    own->taking.start();
    Q_EMIT truthChanged();
    const auto weak = std::weak_ptr<Own>(own);
    own->call = m_context->palette()
                    ->client(own->connection.id)
                    .chain(this, [this, weak](const Result<std::shared_ptr<PaletteClient>> &client) {
                        const auto alive = weak.lock();
                        if (!client || !alive)
                            return Call<PaletteList<EdgeHost>>::ready(
                                failure(client ? makeError(Error::Kind::Canceled, {}) : client.error()));
                        alive->client = *client;
                        return (*client)->searchHosts(
                            {}, [this, weak](const QList<EdgeHost> &page, const ListTruth &truth) {
                                const auto there = weak.lock();
                                if (!there)
                                    return;
                                for (const EdgeHost &host : page) {
                                    const HostView listed = hostFromPalette(host);
                                    there->coming << there->told.value(listed.hostUid, listed);
                                }
                                there->announced = truth.announced;
                                if (!there->known)
                                    soon(); // the first page at once, the others now and then
                            });
                    });
    own->call.then(this, [this, weak](const Result<PaletteList<EdgeHost>> &list) {
        if (const auto alive = weak.lock())
            finish(alive, list);
    });
}

void InventoryFeed::finish(const std::shared_ptr<Own> &own, const Result<PaletteList<EdgeHost>> &list)
{
    own->loading = false;
    if (list) {
        own->hosts = std::exchange(own->coming, {});
        own->known = true;
        own->asOf = QDateTime::currentDateTimeUtc();
        own->error.reset();
    } else {
        // What was there stays, older.
        if (!own->known)
            own->hosts = std::exchange(own->coming, {});
        own->error = list.error();
    }
    // A list that takes long is not asked for all the time: others use Palette, too.
    const std::chrono::milliseconds pause = std::max<std::chrono::milliseconds>(
        shortestPause, 4 * std::chrono::milliseconds(own->taking.elapsed()));
    own->again.start(pause);
    Q_EMIT truthChanged();
    soon();
}

QList<SourceMachines> InventoryFeed::ownMachines() const
{
    QList<SourceMachines> all;
    for (const auto &[id, own] : m_own) {
        SourceMachines machines;
        machines.source.kind = MachineSource::Kind::Own;
        machines.source.id = u"own:"_s + id;
        machines.source.title =
            own->connection.title.isEmpty() ? own->connection.place() : own->connection.title;
        machines.source.asOf = own->asOf;
        machines.source.error = own->error;
        machines.source.loading = own->loading;
        machines.source.announced = own->announced;
        machines.source.interval = shortestPause;
        machines.hosts = own->known ? own->hosts : own->coming;
        all << machines;
    }
    return all;
}

QList<SourceMachines> InventoryFeed::nodes() const
{
    QList<SourceMachines> all;
    if (m_nodes && m_nodes->count() > 0) {
        SourceMachines machines = nodeMachines(
            nodesIn(*m_nodes.get()), m_context->source() ? m_context->source()->title() : QString());
        machines.source.asOf = m_nodes->truth().since;
        all << machines;
    }
    for (const OtherHub &other : m_others) {
        if (!other.source || !other.nodes)
            continue;
        const Truth &truth = other.nodes->truth();
        if (other.nodes->count() == 0 && truth.phase != Truth::Phase::Failed)
            continue;
        SourceMachines machines = nodeMachines(nodesIn(*other.nodes.get()), other.source->title());
        machines.source.id = u"nodes:window:"_s + other.source->address();
        machines.source.cluster = MachineSource::Cluster::OtherWindow;
        machines.source.asOf = truth.since;
        machines.source.error = truth.error;
        all << machines;
    }
    if (m_clusters)
        all += m_clusters->machines();
    return all;
}

void InventoryFeed::soon()
{
    if (m_soon.isActive())
        return;
    const bool coming = isAsking() || (m_clusters && m_clusters->isReading());
    const bool arriving = coming && m_since.isValid() && m_since.elapsed() < betweenPages.count();
    m_soon.start(!m_worked ? 0ms : arriving ? betweenPages : gatherFor);
}

void InventoryFeed::work()
{
    if (!m_surroundings || !m_context->source() || !m_historyRead)
        return;
    if (m_busy) {
        m_again = true;
        return;
    }
    m_busy = true;
    QList<InventorySnapshot> snapshots;
    if (const auto *workspace = qobject_cast<WorkspaceSource *>(m_context->source()))
        snapshots = workspace->inventory();
    m_surroundings->objects().then(this, [this, snapshots](
                                             const Result<std::shared_ptr<const ObjectSet>> &objects) {
        if (!objects || !m_context->source()) {
            m_busy = false;
            return;
        }
        m_objects = *objects;
        const QList<SourceMachines> others = ownMachines() + nodes();
        const bool said = m_context->source()->mode() == HubMode::Vendor;
        runInPool([objects = *objects, snapshots, others, said, history = m_history,
                   file = m_historyFile]() -> Result<Work> {
            Work work;
            const QList<SourceMachines> sources = machineSources(*objects, snapshots) + others;
            for (const SourceMachines &source : sources)
                work.bySource.insert(source.source.id, source.hosts);
            const auto inventory = std::make_shared<MachineInventory>(mergeMachines(sources, *objects, said));
            work.rows = machineRows(*inventory);
            work.findings = machineFindings(*inventory);
            auto seen = std::make_shared<MachineHistory>(*history);
            append(file, seen->note(*inventory, QDateTime::currentDateTimeUtc()));
            work.inventory = inventory;
            work.history = seen;
            return work;
        }).then(this, [this](const Result<Work> &work) {
            m_busy = false;
            m_worked = true;
            m_since.start();
            if (work) {
                m_inventory = work->inventory;
                m_history = work->history;
                m_rows = work->rows;
                m_findings = work->findings;
                m_bySource = work->bySource;
                Q_EMIT renewed();
            }
            if (std::exchange(m_again, false))
                soon();
        });
    });
}

QList<HostView> InventoryFeed::machinesOf(const QString &sourceId) const
{
    const auto own = sourceId.startsWith(u"own:") ? m_own.find(sourceId.sliced(4)) : m_own.end();
    if (own == m_own.end())
        return m_bySource.value(sourceId);
    return own->second->known ? own->second->hosts : own->second->coming;
}

bool InventoryFeed::isAsking() const
{
    return std::any_of(m_own.begin(), m_own.end(), [](const auto &entry) { return entry.second->loading; });
}

QString InventoryFeed::connectionOf(const QString &uid) const
{
    const InventoryMachine *machine = m_inventory->find(uid);
    if (!machine)
        return {};
    QList<int> sources = machine->alsoIn;
    sources.prepend(machine->source);
    for (const int at : std::as_const(sources)) {
        const MachineSource &source = m_inventory->sources.at(at);
        if (source.kind == MachineSource::Kind::Own && m_own.contains(source.id.sliced(4)))
            return source.id.sliced(4);
    }
    return {};
}

bool InventoryFeed::isOfFolder() const
{
    return m_context->source() && m_context->source()->isWorkspace();
}

QMap<QString, QString> InventoryFeed::tagsIn(const QString &connection, const QString &uid) const
{
    const QList<HostView> hosts = machinesOf(u"own:"_s + connection);
    for (const HostView &host : hosts) {
        if (host.hostUid == uid)
            return host.tags;
    }
    return {};
}

void InventoryFeed::takeHost(const QString &connection, const EdgeHost &host)
{
    const auto own = m_own.find(connection);
    if (own == m_own.end())
        return;
    const HostView told = hostFromPalette(host);
    own->second->told.insert(told.hostUid, told);
    for (QList<HostView> *list : {&own->second->hosts, &own->second->coming}) {
        for (HostView &known : *list) {
            if (known.hostUid == told.hostUid)
                known = told;
        }
    }
    soon();
}

std::chrono::seconds InventoryFeed::warnAfter() const
{
    const auto *workspace = qobject_cast<const WorkspaceSource *>(m_context->source());
    const auto limit = workspace ? parseDuration(workspace->settings().inventoryWarnAfter) : std::nullopt;
    return limit ? std::chrono::duration_cast<std::chrono::seconds>(*limit) : std::chrono::seconds(24h);
}

Truth InventoryFeed::truth() const
{
    Truth truth;
    const Source *source = m_context->source();
    if (!source || !m_surroundings)
        return truth;
    truth.phase = Truth::Phase::Live;
    const ResourceStore *computes = m_surroundings->store(u"Compute.spectrocloud.com"_s);
    if (source->catalog().isEmpty()) {
        const SourceState link = source->state();
        const bool failed = link.phase == SourceState::Phase::Failed;
        truth.phase = failed ? Truth::Phase::Failed : Truth::Phase::Loading;
        truth.error = link.error;
        truth.nextTry = link.nextTry;
    } else if (computes) {
        truth = computes->truth();
        if (truth.phase == Truth::Phase::Idle)
            truth.phase = Truth::Phase::Loading;
    }
    // Somebody's own connection is enough to show machines.
    const bool hasOwn = std::any_of(m_own.begin(), m_own.end(), [](const auto &entry) {
        return entry.second->known || !entry.second->coming.isEmpty();
    });
    if (truth.phase == Truth::Phase::Failed && hasOwn)
        truth.phase = Truth::Phase::Live;
    const bool waits = m_rows.isEmpty() && isAsking();
    if (truth.phase == Truth::Phase::Live && (!m_worked || waits))
        truth.phase = Truth::Phase::Loading;
    return truth;
}

} // namespace easel
