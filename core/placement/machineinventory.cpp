// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machineinventory.h"

#include "core/base/text.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/gputext.h"
#include "core/domain/names.h"
#include "core/domain/nodegpus.h"
#include "core/domain/state.h"
#include "core/placement/machinepools.h"
#include "core/store/workspacesource.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::MachineInventory)
};

QString orNone(const QString &text)
{
    return text.isEmpty() ? u"–"_s : cleanedLine(text);
}

QByteArray labelLines(const QMap<QString, QString> &labels)
{
    QByteArray lines;
    for (auto it = labels.begin(); it != labels.end(); ++it)
        lines += it.key().toUtf8() + '=' + it.value().toUtf8() + '\n';
    return lines;
}

// Tags as one knows them from Palette: "rack:r7", "spare".
QString tagsText(const QMap<QString, QString> &tags)
{
    QStringList texts;
    for (auto it = tags.begin(); it != tags.end(); ++it) {
        if (it.key() != u"hall" && it.key() != u"rack" && !it.key().startsWith(u"palette.ai"))
            texts << (it.value().isEmpty() ? it.key() : it.key() + u':' + it.value());
    }
    return texts.join(u", "_s);
}

StateText stateText(const InventoryMachine &machine)
{
    using State = GpuMachine::State;
    StateText state = stateOfPhase(machine.host.state);
    state.reason = cleanedLine(machine.host.message);
    const QString pool = cleanedLine(machine.use.pool);
    switch (machine.use.state) {
    case State::Reserved:
        return {Tone::Neutral, Text::tr("Reserved"), Text::tr("Reserved by %1.").arg(pool)};
    case State::Releasing:
        return {Tone::Progressing, Text::tr("Releasing"), Text::tr("%1 is giving it back.").arg(pool)};
    case State::Held:
        return {Tone::Neutral, Text::tr("In use"), state.reason};
    case State::Free:
    case State::Unhealthy:
    case State::Unpaired:
    case State::Unknown:
        break;
    }
    return state;
}

Row rowOf(const MachineInventory &inventory, const InventoryMachine &machine)
{
    const HostView &host = machine.host;
    Row row;
    row.uid = u"machine:"_s + host.hostUid;
    row.name = host.name();
    row.target = inventory.sourceOf(machine).object;
    row.namespaceName = row.target.namespaceName;
    row.labels = labelLines(host.tags);
    const StateText state = stateText(machine);
    row.tone = state.tone;
    row.stateWord = state.word;
    row.stateReason = state.reason;
    QString usedBy = machine.use.pool;
    if (usedBy.isEmpty())
        usedBy = host.usedByCluster;
    QString gpus = gpuText(host.gpusByFamily());
    if (machine.isFromTags())
        gpus = Text::tr("%1, from tags", "GPUs").arg(gpus);
    QStringList sources{inventory.sourceOf(machine).title};
    for (const int other : machine.alsoIn)
        sources << inventory.sources.at(other).title;
    // A machine that never registered is reported with zeros, which nobody counted.
    const qint64 cpus = host.cpuCount.value_or(0);
    const qint64 mebibytes = host.memoryMiB.value_or(0);
    row.cells = {cleanedLine(row.name),
                 row.stateWord,
                 gpus,
                 cpus > 0 ? Cell(cpus) : Cell(),
                 mebibytes > 0 ? u"%1Mi"_s.arg(mebibytes) : u"–"_s,
                 orNone(host.tags.value(u"hall"_s)),
                 orNone(host.tags.value(u"rack"_s)),
                 orNone(usedBy),
                 orNone(host.rolesInEffect().join(u", "_s)),
                 orNone(host.architecture),
                 orNone(host.ip),
                 orNone(tagsText(host.tags)),
                 cleanedLine(sources.join(u", "_s))};
    return row;
}

qint64 smallestCard(const HostView &host)
{
    qint64 smallest = 0;
    for (const HostView::Gpu &gpu : host.gpus) {
        const qint64 memory = gpu.memoryMiB.value_or(0);
        if (memory > 0 && (smallest == 0 || memory < smallest))
            smallest = memory;
    }
    return smallest;
}

QString hardwareKey(const HostView &host, bool withGpus)
{
    QString key =
        u"%1|%2|%3"_s.arg(host.architecture).arg(host.cpuCount.value_or(0)).arg(host.memoryMiB.value_or(0));
    if (withGpus)
        key += u'|' + gpuText(host.gpusByFamily(), false) + u'|' + QString::number(smallestCard(host));
    return key;
}

void count(MachineInventory *inventory)
{
    QMap<QString, FamilyNumbers> families;
    QHash<QString, int> places;
    for (const InventoryMachine &machine : std::as_const(inventory->machines)) {
        const GpuMachine::State state = machine.use.state;
        for (auto gpu = machine.use.gpus.begin(); gpu != machine.use.gpus.end(); ++gpu) {
            FamilyNumbers &numbers = families[gpu.key()];
            numbers.family = gpu.key();
            numbers.installed += *gpu;
            ++numbers.machines;
            switch (state) {
            case GpuMachine::State::Free:
                numbers.free += *gpu;
                break;
            case GpuMachine::State::Held:
            case GpuMachine::State::Releasing:
                numbers.used += *gpu;
                break;
            case GpuMachine::State::Reserved:
                numbers.reserved += *gpu;
                break;
            case GpuMachine::State::Unhealthy:
                numbers.unhealthy += *gpu;
                break;
            case GpuMachine::State::Unpaired:
            case GpuMachine::State::Unknown:
                numbers.other += *gpu;
                break;
            }
        }
        const QString key = hardwareKey(machine.host, true);
        auto place = places.constFind(key);
        if (place == places.cend()) {
            place = places.insert(key, int(inventory->groups.size()));
            HardwareGroup group;
            group.architecture = machine.host.architecture;
            group.cpuCount = machine.host.cpuCount.value_or(0);
            group.memoryMiB = machine.host.memoryMiB.value_or(0);
            group.gpus = machine.use.gpus;
            group.gpuMemoryMiB = smallestCard(machine.host);
            inventory->groups << group;
        }
        HardwareGroup &group = inventory->groups[*place];
        ++group.machines;
        group.free += state == GpuMachine::State::Free;
        group.used += state == GpuMachine::State::Held || state == GpuMachine::State::Releasing;
        group.reserved += state == GpuMachine::State::Reserved;
        group.unhealthy += state == GpuMachine::State::Unhealthy;
        group.uids << machine.host.hostUid;
    }
    inventory->families = families.values();
    std::stable_sort(inventory->groups.begin(), inventory->groups.end(),
                     [](const HardwareGroup &a, const HardwareGroup &b) {
                         const qint64 left = gpuTotal(a.gpus);
                         const qint64 right = gpuTotal(b.gpus);
                         return std::tie(right, b.cpuCount, b.memoryMiB) <
                                std::tie(left, a.cpuCount, a.memoryMiB);
                     });
}

Column column(const char *id, const char *title, CellType type, int width, bool shown, int priority)
{
    return {QString::fromLatin1(id),
            QCoreApplication::translate("easel::Columns", title),
            type,
            width,
            shown,
            priority,
            {}};
}

QString shownList(const MachineInventory &inventory, const QStringList &uids)
{
    QStringList names;
    for (const QString &uid : uids) {
        const InventoryMachine *machine = inventory.find(uid);
        names << cleanedLine(machine ? machine->host.name() : uid);
    }
    return nameList(names, 6);
}

// Which of the known machines a node runs on.
class NodeMatcher
{
public:
    explicit NodeMatcher(const MachineInventory *inventory)
        : m_inventory(inventory)
    {
        for (int at = 0; at < inventory->machines.size(); ++at) {
            const HostView &host = inventory->machines.at(at).host;
            m_byName.insert(host.name().toLower(), at);
            if (host.name() != host.hostUid)
                m_byName.insert(host.hostUid.toLower(), at);
            // "edge-" and the id of the system, unless a site gives ids of its own (resource-model 2.4).
            static constexpr QStringView start = u"edge-";
            if (host.hostUid.startsWith(start) && host.hostUid.size() > start.size())
                m_bySystem.insert(host.hostUid.sliced(start.size()).toLower().remove(u'-'), at);
        }
    }
    // Two windows, or a hub that is one of its own clusters, may show one node twice.
    void note(const HostView &node, int at)
    {
        if (!node.nodeUid.isEmpty())
            m_byNode.insert(node.nodeUid, at);
    }
    int certain(const HostView &node) const
    {
        if (const int at = m_byNode.value(node.nodeUid, -1); at >= 0)
            return at;
        if (const int at = m_bySystem.value(node.systemUuid, -1); at >= 0 && isFree(at))
            return at;
        for (const int at : m_byName.values(node.displayName.toLower())) {
            const QString &user = m_inventory->machines.at(at).host.usedByCluster;
            if (!user.isEmpty() && user == node.usedByCluster && isFree(at))
                return at;
        }
        return -1;
    }
    int likely(const HostView &node) const
    {
        for (const int at : m_byName.values(node.displayName.toLower())) {
            if (isFree(at) && !isSpare(at))
                return at;
        }
        return -1;
    }

private:
    // Palette itself says now that no cluster has it: the node only has the same name. A snapshot may be
    // older than the cluster.
    bool isSpare(int at) const
    {
        const InventoryMachine &machine = m_inventory->machines.at(at);
        return machine.host.state == u"available" &&
               m_inventory->sourceOf(machine).kind < MachineSource::Kind::Snapshot;
    }
    bool isFree(int at) const { return !m_inventory->machines.at(at).node; }

    const MachineInventory *m_inventory;
    QMultiHash<QString, int> m_byName;
    QHash<QString, int> m_bySystem;
    QHash<QString, int> m_byNode;
};

template <typename Add>
void putNodes(const QList<SourceMachines> &sources, const QList<int> &order, MachineInventory *inventory,
              const Add &add)
{
    NodeMatcher matcher(inventory);
    const auto put = [&](const HostView &node, int source, int at) {
        InventoryMachine &machine = inventory->machines[at];
        matcher.note(node, at);
        if (machine.source != source && !machine.alsoIn.contains(source))
            machine.alsoIn << source;
        // Whoever read the whole node knows more than who saw its labels.
        if (machine.node && machine.node->cpuCount && !node.cpuCount)
            return;
        machine.node = node;
        if (inventory->sources.at(machine.source).kind == MachineSource::Kind::Nodes) {
            const QString uid = machine.host.hostUid;
            machine.host = node;
            machine.host.hostUid = uid;
        }
    };
    // What is certain first, so that a name alone takes no machine from the node that runs on it.
    QList<std::pair<int, const HostView *>> rest;
    for (const int source : order) {
        if (sources.at(source).source.kind != MachineSource::Kind::Nodes)
            continue;
        for (const HostView &node : sources.at(source).hosts) {
            if (node.hostUid.isEmpty())
                continue;
            if (const int at = matcher.certain(node); at >= 0)
                put(node, source, at);
            else
                rest << std::pair(source, &node);
        }
    }
    for (const auto &[source, node] : std::as_const(rest)) {
        int at = matcher.certain(*node); // by now another source may have brought it
        if (at < 0)
            at = matcher.likely(*node);
        if (at >= 0) {
            put(*node, source, at);
            continue;
        }
        HostView own = *node;
        if (inventory->positions.contains(own.hostUid))
            own.hostUid = own.usedByCluster + u'/' + own.hostUid;
        if (inventory->positions.contains(own.hostUid))
            continue; // told twice by one source
        matcher.note(own, int(inventory->machines.size()));
        add(own, source);
    }
}

bool reportsGpus(const HostView &host)
{
    return std::any_of(host.gpus.begin(), host.gpus.end(),
                       [](const HostView::Gpu &gpu) { return gpu.count > 0; });
}

} // namespace

bool MachineSource::operator==(const MachineSource &other) const
{
    return kind == other.kind && cluster == other.cluster && id == other.id && title == other.title &&
           asOf == other.asOf && error.has_value() == other.error.has_value() &&
           (!error || error->message == other.error->message) && loading == other.loading &&
           truncated == other.truncated && announced == other.announced && machines == other.machines &&
           interval == other.interval && object == other.object;
}

bool InventoryMachine::isFromTags() const
{
    return std::any_of(host.gpus.begin(), host.gpus.end(),
                       [](const HostView::Gpu &gpu) { return gpu.fromTag && gpu.count > 0; });
}

const InventoryMachine *MachineInventory::find(const QString &uid) const
{
    const auto found = positions.constFind(uid);
    return found == positions.cend() ? nullptr : &machines.at(*found);
}

const MachineSource &MachineInventory::sourceOf(const InventoryMachine &machine) const
{
    static const MachineSource none;
    return machine.source < sources.size() ? sources.at(machine.source) : none;
}

QList<SourceMachines> machineSources(const ObjectSet &objects, const QList<InventorySnapshot> &snapshots)
{
    QList<SourceMachines> result;
    const QList<QJsonObject> computes = objects.all(u"Compute.spectrocloud.com"_s);
    for (const QJsonObject &object : computes) {
        const ComputeView compute(object);
        SourceMachines known;
        known.source.kind = MachineSource::Kind::Compute;
        known.source.title = compute.namespaceName + u'/' + compute.name;
        known.source.id = u"compute:"_s + known.source.title;
        known.source.asOf = QDateTime::fromString(compute.lastRefreshTime, Qt::ISODate);
        known.source.truncated = compute.truncated;
        known.source.object = refOf(object);
        const auto total = valueAt(object, u"status.totals.hosts");
        if (total.isDouble())
            known.source.announced = total.toInteger();
        const auto interval = parseDuration(valueAt(object, u"spec.refreshInterval").toString());
        known.source.interval =
            interval ? std::chrono::duration_cast<std::chrono::seconds>(*interval) : std::chrono::seconds(30);
        known.hosts = compute.hosts;
        // The Compute lists only what its selector offers; it need not repeat the tags.
        for (HostView &host : known.hosts) {
            for (auto tag = compute.selector.cbegin(); tag != compute.selector.cend(); ++tag) {
                if (!host.tags.contains(tag.key()))
                    host.tags.insert(tag.key(), tag.value());
            }
        }
        result << known;
    }
    for (const InventorySnapshot &snapshot : snapshots) {
        SourceMachines known;
        known.source.kind = MachineSource::Kind::Snapshot;
        known.source.id = u"snapshot:"_s + snapshot.file;
        known.source.title = snapshot.source.isEmpty() ? snapshot.file : snapshot.source;
        known.source.asOf = snapshot.capturedAt;
        known.hosts = inventoryHosts({snapshot});
        result << known;
    }
    return result;
}

SourceMachines nodeMachines(const QList<QJsonObject> &nodes, const QString &cluster)
{
    SourceMachines known;
    known.source.kind = MachineSource::Kind::Nodes;
    known.source.id = u"nodes:"_s + cluster;
    known.source.title = Text::tr("nodes of %1", "cluster").arg(cluster);
    for (const QJsonObject &node : nodes)
        known.hosts << hostFromNode(node, cluster);
    return known;
}

MachineInventory mergeMachines(const QList<SourceMachines> &sources, const ObjectSet &objects, bool said)
{
    MachineInventory inventory;
    QList<int> order;
    for (int i = 0; i < sources.size(); ++i) {
        inventory.sources << sources.at(i).source;
        inventory.sources.last().machines = int(sources.at(i).hosts.size());
        order << i;
    }
    std::stable_sort(order.begin(), order.end(), [&sources](int a, int b) {
        return sources.at(a).source.kind < sources.at(b).source.kind;
    });
    const auto add = [&](const HostView &host, int at) {
        inventory.positions.insert(host.hostUid, int(inventory.machines.size()));
        InventoryMachine machine;
        machine.host = host;
        machine.source = at;
        if (sources.at(at).source.kind == MachineSource::Kind::Nodes)
            machine.node = host;
        inventory.machines << machine;
    };
    for (const int at : std::as_const(order)) {
        if (sources.at(at).source.kind == MachineSource::Kind::Nodes)
            break; // they are the last
        for (const HostView &host : sources.at(at).hosts) {
            if (host.hostUid.isEmpty())
                continue;
            const auto known = inventory.positions.constFind(host.hostUid);
            if (known == inventory.positions.cend()) {
                add(host, at);
                continue;
            }
            InventoryMachine &machine = inventory.machines[*known];
            if (machine.source != at && !machine.alsoIn.contains(at))
                machine.alsoIn << at;
        }
    }
    putNodes(sources, order, &inventory, add);
    QList<HostView> others; // beside the Computes, whose machines the estate reads itself
    for (const InventoryMachine &machine : std::as_const(inventory.machines)) {
        if (inventory.sourceOf(machine).kind != MachineSource::Kind::Compute)
            others << machine.host;
    }
    GpuEstate estate = GpuEstate::fromObjects(objects, others, said);
    estate.take();
    const QHash<QString, GpuMachine> &uses = estate.machines();
    for (InventoryMachine &machine : inventory.machines) {
        const auto use = uses.constFind(machine.host.hostUid);
        if (use != uses.cend()) {
            machine.use = *use;
        } else {
            machine.use.uid = machine.host.hostUid;
            machine.use.name = machine.host.name();
            machine.use.gpus = machine.host.gpusByFamily();
            machine.use.tags = machine.host.tags;
        }
        machine.use.gpus.removeIf([](const auto &entry) { return entry.value() <= 0; });
    }
    count(&inventory);
    return inventory;
}

const QList<Column> &machineColumns()
{
    static const QList<Column> columns = {
        column("name", QT_TRANSLATE_NOOP("easel::Columns", "Machine"), CellType::Text, 22, true, 0),
        column("status", QT_TRANSLATE_NOOP("easel::Columns", "State"), CellType::State, 14, true, 0),
        column("gpus", QT_TRANSLATE_NOOP("easel::Columns", "GPUs"), CellType::Gpus, 12, true, 1),
        column("cpu", QT_TRANSLATE_NOOP("easel::Columns", "CPU"), CellType::Number, 6, true, 6),
        column("memory", QT_TRANSLATE_NOOP("easel::Columns", "Memory"), CellType::Quantity, 10, true, 6),
        column("hall", QT_TRANSLATE_NOOP("easel::Columns", "Hall"), CellType::Text, 8, true, 4),
        column("rack", QT_TRANSLATE_NOOP("easel::Columns", "Rack"), CellType::Text, 8, true, 5),
        column("usedby", QT_TRANSLATE_NOOP("easel::Columns", "Used by"), CellType::Text, 18, true, 2),
        column("roles", QT_TRANSLATE_NOOP("easel::Columns", "Roles"), CellType::Text, 16, true, 7),
        column("architecture", QT_TRANSLATE_NOOP("easel::Columns", "Architecture"), CellType::Text, 10, false,
               8),
        column("ip", QT_TRANSLATE_NOOP("easel::Columns", "IP"), CellType::Text, 14, false, 8),
        column("tags", QT_TRANSLATE_NOOP("easel::Columns", "Tags"), CellType::Text, 24, false, 8),
        column("source", QT_TRANSLATE_NOOP("easel::Columns", "Source"), CellType::Text, 20, true, 9),
    };
    return columns;
}

QList<Row> machineRows(const MachineInventory &inventory)
{
    QList<Row> rows;
    rows.reserve(inventory.machines.size());
    for (const InventoryMachine &machine : inventory.machines)
        rows << rowOf(inventory, machine);
    std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) { return a.uid < b.uid; });
    return rows;
}

QString sourceAgeWarning(const MachineSource &source, const QDateTime &now, std::chrono::seconds warnAfter)
{
    if (!source.asOf.isValid())
        return source.kind == MachineSource::Kind::Snapshot ? Text::tr("Nobody says when this was captured.")
                                                            : QString();
    const std::chrono::seconds age(source.asOf.secsTo(now));
    const bool isSnapshot = source.kind == MachineSource::Kind::Snapshot;
    const std::chrono::seconds limit = isSnapshot ? warnAfter : 3 * source.interval;
    if (limit.count() <= 0 || age <= limit)
        return {};
    const QString reason = source.error ? errorSentence(*source.error)
                           : isSnapshot ? Text::tr("Take a new snapshot.")
                                        : QString();
    return Text::tr("Inventory is %1 old. %2", "age, reason (COM-3)").arg(ageText(age), reason).trimmed();
}

QList<MachineFinding> machineFindings(const MachineInventory &inventory)
{
    QList<MachineFinding> findings;
    MachineFinding unnamed{u"COM-4"_s, Finding::Severity::Inform, {}, {}, {}};
    MachineFinding notReady{u"COM-5"_s, Finding::Severity::Inform, {}, {}, {}};
    MachineFinding fromTags{u"INV-1"_s, Finding::Severity::Warn, {}, {}, {}};
    // Machines of the same make: what those with drivers report is what the others have.
    struct Make
    {
        QMap<QString, int> withGpus; // by family and count
        QString family;
        qint64 count = 0;
        qint64 memoryMiB = 0;
        QStringList without;
    };
    QMap<QString, Make> makes;
    for (const InventoryMachine &machine : inventory.machines) {
        const HostView &host = machine.host;
        if (inventory.sourceOf(machine).kind == MachineSource::Kind::Nodes)
            continue;
        const bool isOffered = host.tags.value(u"palette.ai"_s) == u"true";
        if (isOffered && (host.state == u"unhealthy" || host.state == u"unpaired"))
            notReady.uids << host.hostUid;
        const bool isUnknown = std::any_of(host.gpus.begin(), host.gpus.end(), [](const HostView::Gpu &gpu) {
            return gpu.count > 0 && isUnknownGpuFamily(gpu.family);
        });
        if (isUnknown)
            unnamed.uids << host.hostUid;
        if (machine.isFromTags()) {
            fromTags.uids << host.hostUid;
            continue;
        }
        if (host.cpuCount.value_or(0) <= 0 || host.memoryMiB.value_or(0) <= 0 || isUnknown)
            continue;
        Make &make = makes[hardwareKey(host, false)];
        if (!reportsGpus(host)) {
            make.without << host.hostUid;
            continue;
        }
        const QMap<QString, qint64> gpus = host.gpusByFamily();
        ++make.withGpus[gpus.firstKey() + u'|' + QString::number(gpus.first())];
        if (gpus.size() == 1) {
            make.family = gpus.firstKey();
            make.count = gpus.first();
            make.memoryMiB = smallestCard(host);
        }
    }
    for (const Make &make : std::as_const(makes)) {
        // Only where all others agree, and most of the make has them.
        const bool agreed = make.withGpus.size() == 1 && !make.family.isEmpty() &&
                            make.withGpus.first() >= 2 && make.without.size() < make.withGpus.first();
        if (!agreed || make.without.isEmpty())
            continue;
        MachineFinding finding{u"INV-2"_s, Finding::Severity::Warn, {}, make.without, {}};
        finding.mend = {{u"palette.ai/gpu-family"_s, make.family},
                        {u"palette.ai/gpu-count"_s, QString::number(make.count)}};
        if (make.memoryMiB > 0)
            finding.mend.insert(u"palette.ai/gpu-memory-mib"_s, QString::number(make.memoryMiB));
        finding.sentence =
            Text::tr("%n machine(s) report no GPUs although %1 others of the same make report %2 each: %3. A "
                     "driver may be missing; tags can say it meanwhile.",
                     nullptr, int(make.without.size()))
                .arg(QLocale().toString(make.withGpus.first()), gpuText({{make.family, make.count}}),
                     shownList(inventory, make.without));
        findings << finding;
    }
    if (!unnamed.uids.isEmpty()) {
        unnamed.sentence =
            Text::tr("%n machine(s) report GPUs that Easel cannot name: %1. Tag them palette.ai/gpu-family.",
                     nullptr, int(unnamed.uids.size()))
                .arg(shownList(inventory, unnamed.uids));
        unnamed.mend = {{u"palette.ai/gpu-family"_s, QString()}};
        findings << unnamed;
    }
    if (!fromTags.uids.isEmpty()) {
        fromTags.sentence =
            Text::tr("GPUs of %n machine(s) are known from tags alone: %1. Install the driver "
                     "there, so that the machine reports them itself.",
                     nullptr, int(fromTags.uids.size()))
                .arg(shownList(inventory, fromTags.uids));
        findings << fromTags;
    }
    if (!notReady.uids.isEmpty()) {
        notReady.sentence =
            Text::tr("%n tagged machine(s) are not ready: %1.", nullptr, int(notReady.uids.size()))
                .arg(shownList(inventory, notReady.uids));
        findings << notReady;
    }
    return findings;
}

QList<MachineChange> machineChanges(const QList<HostView> &before, const QList<HostView> &after)
{
    QHash<QString, const HostView *> old;
    for (const HostView &host : before)
        old.insert(host.hostUid, &host);
    QList<MachineChange> changes;
    QSet<QString> seen;
    for (const HostView &now : after) {
        seen.insert(now.hostUid);
        const HostView *was = old.value(now.hostUid);
        if (!was) {
            changes << MachineChange{MachineChange::What::Came, now.hostUid, now.name(), {}};
            continue;
        }
        QStringList differences;
        const auto note = [&](const QString &what, const QString &a, const QString &b) {
            if (a != b)
                differences
                    << Text::tr("%1: %2, was %3", "what, now, before").arg(what, orNone(b), orNone(a));
        };
        note(Text::tr("state"), was->state, now.state);
        note(Text::tr("GPUs"), gpuText(was->gpusByFamily()), gpuText(now.gpusByFamily()));
        note(Text::tr("CPUs"), QString::number(was->cpuCount.value_or(0)),
             QString::number(now.cpuCount.value_or(0)));
        note(Text::tr("memory"), u"%1 MiB"_s.arg(was->memoryMiB.value_or(0)),
             u"%1 MiB"_s.arg(now.memoryMiB.value_or(0)));
        // Palette knows clusters, the engine pools as well: like is compared with like where both say it.
        const bool byCluster = !was->usedByCluster.isEmpty() && !now.usedByCluster.isEmpty();
        const auto user = [byCluster](const HostView &host) {
            return byCluster || host.usedByPool.isEmpty() ? host.usedByCluster : host.usedByPool;
        };
        note(Text::tr("used by"), user(*was), user(now));
        note(Text::tr("address"), was->ip, now.ip);
        note(Text::tr("name"), was->displayName, now.displayName);
        QStringList keys = was->tags.keys();
        for (auto tag = now.tags.cbegin(); tag != now.tags.cend(); ++tag) {
            if (!keys.contains(tag.key()))
                keys << tag.key();
        }
        keys.sort();
        for (const QString &key : std::as_const(keys)) {
            const auto shown = [&key](const QMap<QString, QString> &tags) {
                return !tags.contains(key)         ? Text::tr("not set", "tag")
                       : tags.value(key).isEmpty() ? Text::tr("set", "tag without a value")
                                                   : tags.value(key);
            };
            if (was->tags.contains(key) != now.tags.contains(key) ||
                was->tags.value(key) != now.tags.value(key))
                note(Text::tr("tag %1").arg(cleanedLine(key)), shown(was->tags), shown(now.tags));
        }
        if (!differences.isEmpty())
            changes << MachineChange{MachineChange::What::Changed, now.hostUid, now.name(), differences};
    }
    for (const HostView &host : before) {
        if (!seen.contains(host.hostUid))
            changes << MachineChange{MachineChange::What::Went, host.hostUid, host.name(), {}};
    }
    std::sort(changes.begin(), changes.end(), [](const MachineChange &a, const MachineChange &b) {
        return std::tie(a.name, a.uid) < std::tie(b.name, b.uid);
    });
    return changes;
}

} // namespace easel
