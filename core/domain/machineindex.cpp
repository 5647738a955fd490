// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/machineindex.h"

#include "core/domain/hostgpus.h"
#include "core/domain/nodegpus.h"

#include <algorithm>
#include <limits>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QList<int> noPositions;

QString folded(const QString &name)
{
    return name.toLower();
}

Machine::State stateOf(const HostView &host)
{
    static const QHash<QString, Machine::State> states = {
        {u"available"_s, Machine::State::Available},
        {u"in-use"_s, Machine::State::InUse},
        {u"unhealthy"_s, Machine::State::Unhealthy},
        {u"unpaired"_s, Machine::State::Unpaired},
    };
    return states.value(host.state, Machine::State::Unknown);
}

template <typename Small>
Small clamped(qint64 value)
{
    return Small(std::clamp<qint64>(value, 0, std::numeric_limits<Small>::max()));
}

void insertSorted(QList<int> &positions, int position)
{
    if (positions.isEmpty() || positions.last() < position) {
        positions.append(position);
        return;
    }
    const auto at = std::lower_bound(positions.begin(), positions.end(), position);
    if (*at != position)
        positions.insert(at, position);
}

void removeSorted(QList<int> &positions, int position)
{
    const auto at = std::lower_bound(positions.begin(), positions.end(), position);
    if (at != positions.end() && *at == position)
        positions.erase(at);
}

} // namespace

MachineIndex::MachineIndex(const QList<HostView> &hosts)
{
    m_hosts.reserve(hosts.size());
    m_machines.reserve(hosts.size());
    m_positions.reserve(hosts.size());
    for (const HostView &host : hosts)
        put(host);
}

MachineIndex MachineIndex::fromObjects(const QList<QJsonObject> &objects)
{
    MachineIndex index;
    for (const QJsonObject &object : objects) {
        if (object[u"kind"].toString() == u"Node") {
            index.put(hostFromNode(object));
        } else if (object[u"spec"][u"device"].isObject()) {
            index.put(hostFromPalette(object));
        } else {
            ReadRecord record;
            index.put(readHost(TolerantReader(object, &record)));
        }
    }
    return index;
}

quint16 MachineIndex::intern(QStringList &names, const QString &name)
{
    if (name.isEmpty())
        return 0;
    // A fleet has tens of families and two architectures.
    const auto found = std::find_if(names.begin() + 1, names.end(), [&](const QString &known) {
        return known.compare(name, Qt::CaseInsensitive) == 0;
    });
    if (found != names.end())
        return quint16(found - names.begin());
    if (names.size() > std::numeric_limits<quint16>::max())
        return 0;
    names.append(name);
    return quint16(names.size() - 1);
}

int MachineIndex::put(const HostView &host)
{
    int position = m_positions.value(host.hostUid, -1);
    if (position >= 0) {
        leave(position);
        m_hosts[position] = host;
    } else {
        position = int(m_hosts.size());
        m_hosts.append(host);
        m_machines.append(Machine());
        m_positions.insert(host.hostUid, position);
    }
    enter(position);
    return position;
}

bool MachineIndex::remove(const QString &hostUid)
{
    const auto found = m_positions.constFind(hostUid);
    if (found == m_positions.cend())
        return false;
    leave(*found);
    m_machines[*found] = Machine();
    m_machines[*found].gone = true;
    m_hosts[*found] = HostView();
    m_positions.erase(found);
    return true;
}

void MachineIndex::enter(int position)
{
    const HostView &host = m_hosts.at(position);
    Machine machine;
    machine.state = stateOf(host);
    machine.memoryMiB = host.memoryMiB.value_or(-1);
    machine.cpuCount = host.cpuCount ? clamped<qint32>(*host.cpuCount) : -1;
    machine.architecture = intern(m_architectures, host.architecture);
    machine.nicCount = clamped<quint16>(host.nicCount);
    machine.reserved = !host.reservedBy.isEmpty();
    for (const QString &role : host.rolesInEffect())
        machine.roles |= role == u"worker" ? Machine::Worker : Machine::ControlPlane;

    QMap<QString, qint64> byFamily; // folded: "nvidia-h100" and "NVIDIA-H100" are one
    qint64 total = 0;
    for (const HostView::Gpu &gpu : host.gpus) {
        if (gpu.count > 0)
            byFamily[folded(gpu.family.isEmpty() ? unknownGpuFamily() : gpu.family)] += gpu.count;
        total += gpu.count;
    }
    machine.gpuTotal = clamped<qint32>(total);
    machine.severalFamilies = byFamily.size() > 1;
    QString main;
    for (auto it = byFamily.begin(); it != byFamily.end(); ++it) {
        if (main.isEmpty() || it.value() > byFamily.value(main))
            main = it.key();
        insertSorted(m_byFamily[it.key()], position);
    }
    machine.gpuCount = clamped<qint32>(byFamily.value(main));
    for (const HostView::Gpu &gpu : host.gpus) {
        const QString family = gpu.family.isEmpty() ? unknownGpuFamily() : gpu.family;
        if (gpu.count <= 0)
            continue;
        const quint16 id = intern(m_families, family);
        if (folded(family) != main)
            continue;
        machine.family = id;
        if (gpu.memoryMiB) {
            const auto memory = clamped<qint32>(*gpu.memoryMiB);
            machine.gpuMemoryMiB = machine.gpuMemoryMiB < 0 ? memory : std::min(machine.gpuMemoryMiB, memory);
        }
    }
    for (auto it = host.tags.begin(); it != host.tags.end(); ++it)
        insertSorted(m_byTag[it.key()][it.value()], position);
    m_machines[position] = machine;
}

void MachineIndex::leave(int position)
{
    const HostView &host = m_hosts.at(position);
    for (const HostView::Gpu &gpu : host.gpus) {
        const auto list = m_byFamily.find(folded(gpu.family.isEmpty() ? unknownGpuFamily() : gpu.family));
        if (list != m_byFamily.end())
            removeSorted(*list, position);
    }
    for (auto it = host.tags.begin(); it != host.tags.end(); ++it)
        removeSorted(m_byTag[it.key()][it.value()], position);
}

quint16 MachineIndex::familyId(const QString &family) const
{
    for (qsizetype i = 1; i < m_families.size(); ++i) {
        if (sameGpuFamily(m_families.at(i), family))
            return quint16(i);
    }
    return 0;
}

quint16 MachineIndex::architectureId(const QString &architecture) const
{
    for (qsizetype i = 1; i < m_architectures.size(); ++i) {
        if (m_architectures.at(i).compare(architecture, Qt::CaseInsensitive) == 0)
            return quint16(i);
    }
    return 0;
}

QStringList MachineIndex::families() const
{
    QStringList names = m_families.mid(1);
    names.removeIf([&](const QString &name) { return withFamily(name).isEmpty(); });
    names.sort(Qt::CaseInsensitive);
    return names;
}

const QList<int> &MachineIndex::withFamily(const QString &family) const
{
    const auto found = m_byFamily.constFind(folded(family));
    return found == m_byFamily.cend() ? noPositions : *found;
}

const QList<int> &MachineIndex::withTag(const QString &key, const QString &value) const
{
    const auto values = m_byTag.constFind(key);
    if (values == m_byTag.cend())
        return noPositions;
    const auto found = values->constFind(value);
    return found == values->cend() ? noPositions : *found;
}

QMap<QString, QList<int>> MachineIndex::groupedBy(const QString &tagKey) const
{
    QMap<QString, QList<int>> groups;
    const QHash<QString, QList<int>> values = m_byTag.value(tagKey);
    for (auto it = values.begin(); it != values.end(); ++it) {
        if (!it->isEmpty())
            groups.insert(it.key(), *it);
    }
    return groups;
}

QStringList MachineIndex::groupingTags() const
{
    QStringList keys;
    for (auto tag = m_byTag.cbegin(); tag != m_byTag.cend(); ++tag) {
        qsizetype values = 0;
        bool shared = false;
        for (const QList<int> &machines : *tag) {
            values += machines.isEmpty() ? 0 : 1;
            shared = shared || machines.size() > 1;
        }
        if (values > 1 && shared && !tag.key().startsWith(u"palette.ai"))
            keys << tag.key();
    }
    keys.sort();
    return keys;
}

QList<MachineIndex::Totals> MachineIndex::totals() const
{
    QMap<QString, Totals> byFamily;
    for (qsizetype i = 0; i < m_machines.size(); ++i) {
        const QMap<QString, qint64> gpus = m_hosts.at(i).gpusByFamily();
        for (auto it = gpus.begin(); it != gpus.end(); ++it) {
            if (it.value() <= 0)
                continue;
            Totals &totals = byFamily[folded(it.key())];
            totals.family = m_families.value(familyId(it.key()));
            totals.cards += it.value();
            ++totals.machines;
            switch (m_machines.at(i).state) {
            case Machine::State::Available:
                totals.available += it.value();
                break;
            case Machine::State::InUse:
                totals.inUse += it.value();
                break;
            case Machine::State::Unhealthy:
                totals.unhealthy += it.value();
                break;
            case Machine::State::Unpaired:
            case Machine::State::Unknown:
                totals.other += it.value();
                break;
            }
        }
    }
    return byFamily.values();
}

} // namespace easel
