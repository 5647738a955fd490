// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machinerules.h"

#include "core/domain/gpufamilies.h"
#include "core/domain/gpumemory.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QHostAddress>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::MachineRules)
};

constexpr MachineRules allRules = (MachineRules(1) << machineRuleCount) - 1;

bool acceptsRole(const MachineRequest &request, quint8 roles)
{
    if (!request.controlPlane)
        return (roles & Machine::Worker) != 0;
    return (roles & Machine::ControlPlane) != 0 || (request.workerEligible && (roles & Machine::Worker) != 0);
}

QString roleWord(quint8 roles)
{
    QStringList words;
    if ((roles & Machine::ControlPlane) != 0)
        words << u"control-plane"_s;
    if ((roles & Machine::Worker) != 0)
        words << u"worker"_s;
    return words.join(u'+');
}

// The tenant network that a machine's tags name; empty when they do not.
QString isolationSubnet(const HostView &host)
{
    for (const QString &prefix : {u"net-iso-"_s, u"aviz-"_s}) {
        const QString subnet = host.tags.value(prefix + u"subnet-ipv4"_s);
        const QString length = host.tags.value(prefix + u"subnet-prefix-length"_s);
        if (!subnet.isEmpty() && !length.isEmpty())
            return subnet + u'/' + length;
        if (subnet.contains(u'/'))
            return subnet;
    }
    return {};
}

bool isOutside(const QString &vip, const QString &subnet)
{
    if (vip.isEmpty() || subnet.isEmpty())
        return false;
    const auto network = QHostAddress::parseSubnet(subnet);
    return !network.first.isNull() && !QHostAddress(vip).isInSubnet(network);
}

qint64 memoryOfFamily(const HostView &host, const QString &family)
{
    qint64 least = -1;
    for (const HostView::Gpu &gpu : host.gpus) {
        if (gpu.count > 0 && sameGpuFamily(gpu.family, family))
            least = gpu.memoryMiB ? (least < 0 ? *gpu.memoryMiB : std::min(least, *gpu.memoryMiB)) : least;
    }
    return least;
}

quint64 textDigest(const QString &text, quint64 digest)
{
    for (const QChar c : text) {
        digest ^= c.unicode();
        digest *= 0x100000001b3U;
    }
    return (digest ^ 0xff) * 0x100000001b3U;
}

} // namespace

QString machineRuleName(MachineRule rule)
{
    static const QStringList names{u"NotTagged"_s,
                                   u"OtherPaletteProject"_s,
                                   u"Unpaired"_s,
                                   u"InUse"_s,
                                   u"Unhealthy"_s,
                                   u"Reserved"_s,
                                   u"WrongRole"_s,
                                   u"WrongArchitecture"_s,
                                   u"ResourceGroupMismatch"_s,
                                   u"TooFewCpus"_s,
                                   u"TooLittleMemory"_s,
                                   u"GpuNotWanted"_s,
                                   u"NoGpu"_s,
                                   u"GpuFamilyMismatch"_s,
                                   u"TooFewGpus"_s,
                                   u"GpuMemoryTooSmall"_s,
                                   u"NetworkMismatch"_s};
    return names.at(int(rule));
}

MachineFleet::MachineFleet(MachineIndex index, QHash<QString, MachineHold> holds,
                           QMap<QString, QString> selector, QString paletteProject)
    : m_index(std::move(index))
    , m_holds(std::move(holds))
    , m_held(size_t(m_index.size()), 0)
    , m_selector(std::move(selector))
    , m_paletteProject(std::move(paletteProject))
{
    for (auto hold = m_holds.cbegin(); hold != m_holds.cend(); ++hold) {
        const int position = m_index.positionOf(hold.key());
        if (position >= 0)
            m_held[size_t(position)] = 1;
    }
    for (int position = 0; position < m_index.size(); ++position)
        m_digest += digestOf(position);
}

// Order of machines does not count, so that the digest can follow a change.
quint64 MachineFleet::digestOf(int position) const
{
    const Machine &machine = m_index.machine(position);
    if (machine.gone)
        return 0;
    const HostView &host = m_index.host(position);
    quint64 digest = 0xcbf29ce484222325U;
    for (const QString *text :
         {&host.hostUid, &host.displayName, &host.state, &host.architecture, &host.ip, &host.usedByCluster,
          &host.usedByPool, &host.reservedBy, &host.paletteProject})
        digest = textDigest(*text, digest);
    for (const qint64 number :
         {machine.memoryMiB, qint64(machine.cpuCount), qint64(machine.roles), qint64(machine.nicCount)})
        digest = (digest ^ quint64(number)) * 0x100000001b3U;
    for (const HostView::Gpu &gpu : host.gpus) {
        digest = textDigest(gpu.family, digest);
        digest = (digest ^ quint64(gpu.count)) * 0x100000001b3U;
        digest = (digest ^ quint64(gpu.memoryMiB.value_or(-1))) * 0x100000001b3U;
    }
    for (auto tag = host.tags.cbegin(); tag != host.tags.cend(); ++tag)
        digest = textDigest(tag.value(), textDigest(tag.key(), digest));
    if (const MachineHold *hold = holdOf(position))
        digest = textDigest(hold->nodePool, textDigest(hold->owner, digest)) ^ (hold->reserved ? 1 : 0);
    // Sums of similar numbers must not meet.
    digest ^= digest >> 32;
    digest *= 0xd6e8feb86659fd93U;
    return digest ^ digest >> 32;
}

const MachineHold *MachineFleet::holdOf(int position) const
{
    if (m_held[size_t(position)] == 0)
        return nullptr;
    const auto hold = m_holds.constFind(m_index.host(position).hostUid);
    return hold == m_holds.cend() ? nullptr : &*hold;
}

QString MachineFleet::holderOf(int position) const
{
    const MachineHold *hold = holdOf(position);
    if (hold)
        return hold->owner;
    const HostView &host = m_index.host(position);
    return host.usedByPool.isEmpty() ? host.reservedBy : host.usedByPool;
}

bool MachineFleet::isFree(int position) const
{
    const Machine &machine = m_index.machine(position);
    return !machine.gone && machine.state == Machine::State::Available && !machine.reserved &&
           m_held[size_t(position)] == 0;
}

QString MachineFleet::hash() const
{
    quint64 digest = textDigest(m_paletteProject, m_digest);
    for (auto tag = m_selector.cbegin(); tag != m_selector.cend(); ++tag)
        digest = textDigest(tag.value(), textDigest(tag.key(), digest));
    return QString::number(digest, 16).rightJustified(16, u'0');
}

void MachineFleet::remove(const QString &hostUid)
{
    const int position = m_index.positionOf(hostUid);
    if (position < 0)
        return;
    m_digest -= digestOf(position);
    m_index.remove(hostUid);
    m_holds.remove(hostUid);
    m_held[size_t(position)] = 0;
}

void MachineFleet::hold(const QString &hostUid, const MachineHold &hold)
{
    const int position = m_index.positionOf(hostUid);
    if (position < 0)
        return;
    m_digest -= digestOf(position);
    m_holds.insert(hostUid, hold);
    m_held[size_t(position)] = 1;
    m_digest += digestOf(position);
}

void MachineFleet::release(const QString &hostUid)
{
    const int position = m_index.positionOf(hostUid);
    if (position < 0)
        return;
    m_digest -= digestOf(position);
    m_holds.remove(hostUid);
    m_held[size_t(position)] = 0;
    HostView host = m_index.host(position);
    host.state = u"available"_s;
    host.usedByCluster.clear();
    host.usedByClusterUid.clear();
    host.usedByPool.clear();
    host.reservedBy.clear();
    m_index.put(host);
    m_digest += digestOf(position);
}

qint64 gpusOfFamily(const MachineFleet &fleet, const QString &family, int position)
{
    const Machine &machine = fleet.index().machine(position);
    if (!machine.severalFamilies)
        return machine.family != 0 && sameGpuFamily(fleet.index().familyName(machine.family), family)
                   ? machine.gpuCount
                   : 0;
    qint64 count = 0;
    for (const HostView::Gpu &gpu : fleet.host(position).gpus)
        count += sameGpuFamily(gpu.family, family) ? gpu.count : 0;
    return count;
}

qint64 surplusGpus(const MachineFleet &fleet, const MachineRequest &request, int position)
{
    const qint64 wished = request.wantsGpu ? request.gpuCount : 0;
    return std::max<qint64>(0, fleet.index().machine(position).gpuTotal - wished);
}

HostView machineThatFits(const MachineFleet &fleet, const MachineRequest &request)
{
    HostView host;
    host.hostUid = u"new"_s;
    host.state = u"available"_s;
    host.architecture = request.architecture;
    host.cpuCount = request.cpuCount;
    host.memoryMiB = request.memoryMiB;
    host.nicCount = 1;
    host.paletteProject = fleet.paletteProject();
    host.tags = fleet.selector();
    host.tags.insert(request.resourceGroups);
    host.tags.insert(u"palette.ai/role"_s, request.controlPlane ? u"control-plane"_s : u"worker"_s);
    if (request.wantsGpu)
        host.gpus = {{request.gpuFamily,
                      request.gpuFamily,
                      request.gpuCount,
                      request.gpuMemoryMiB,
                      false,
                      {},
                      false,
                      {}}};
    return host;
}

std::vector<MachineRules> failingRules(const MachineFleet &fleet, const MachineRequest &request,
                                       MachineRules relaxed)
{
    const MachineIndex &index = fleet.index();
    const int size = index.size();
    std::vector<MachineRules> failing(size_t(size), 0);

    const auto needTags = [&](const QMap<QString, QString> &tags, MachineRule rule) {
        if ((relaxed & bitOf(rule)) != 0 || tags.isEmpty())
            return;
        std::vector<quint8> matching(size_t(size), 0);
        for (auto tag = tags.cbegin(); tag != tags.cend(); ++tag) {
            for (const int position : index.withTag(tag.key(), tag.value()))
                ++matching[size_t(position)];
        }
        const auto all = quint8(std::min<qsizetype>(tags.size(), 255));
        for (size_t position = 0; position < failing.size(); ++position)
            failing[position] |= matching[position] < all ? bitOf(rule) : 0;
    };
    needTags(fleet.selector(), MachineRule::NotTagged);
    needTags(request.resourceGroups, MachineRule::ResourceGroupMismatch);

    const quint16 architecture = index.architectureId(request.architecture);
    const quint16 family = index.familyId(request.gpuFamily);
    const bool pinned = !request.hosts.isEmpty();
    const bool checkProject = !fleet.paletteProject().isEmpty();
    QSet<QString> pins(request.hosts.begin(), request.hosts.end());
    for (int position = 0; position < size; ++position) {
        MachineRules &rules = failing[size_t(position)];
        const Machine &machine = index.machine(position);
        if (machine.gone) {
            rules = allRules;
            continue;
        }
        const auto fail = [&rules](bool failed, MachineRule rule) { rules |= failed ? bitOf(rule) : 0; };
        if (checkProject) {
            const QString &project = fleet.host(position).paletteProject;
            fail(!project.isEmpty() && project != fleet.paletteProject(), MachineRule::OtherPaletteProject);
        }
        // Machines of the pool itself count as free for it.
        const MachineHold *hold = fleet.holdOf(position);
        const bool busy = machine.state == Machine::State::InUse || machine.reserved || hold;
        const bool own = busy && !request.owner.isEmpty() && fleet.holderOf(position) == request.owner;
        fail(machine.state == Machine::State::Unpaired, MachineRule::Unpaired);
        fail(!own && (machine.state == Machine::State::InUse || (hold && !hold->reserved)),
             MachineRule::InUse);
        fail(machine.state == Machine::State::Unhealthy || machine.state == Machine::State::Unknown,
             MachineRule::Unhealthy);
        fail(!own && (machine.reserved || (hold && hold->reserved)), MachineRule::Reserved);
        fail(!acceptsRole(request, machine.roles), MachineRule::WrongRole);
        fail(machine.architecture != architecture || architecture == 0, MachineRule::WrongArchitecture);
        fail(machine.cpuCount < request.cpuCount && request.cpuCount > 0, MachineRule::TooFewCpus);
        fail(request.memoryMiB > 0 && !memoryFits(machine.memoryMiB, request.memoryMiB),
             MachineRule::TooLittleMemory);
        if (!request.wantsGpu) {
            fail(machine.gpuTotal > 0 && !(pinned && pins.contains(fleet.host(position).hostUid)),
                 MachineRule::GpuNotWanted);
        } else if (machine.gpuTotal == 0) {
            fail(true, MachineRule::NoGpu);
        } else {
            const qint64 count = !machine.severalFamilies
                                     ? (machine.family == family && family != 0 ? machine.gpuCount : 0)
                                     : gpusOfFamily(fleet, request.gpuFamily, position);
            fail(count == 0, MachineRule::GpuFamilyMismatch);
            // How many there are of another family says something too: what is needed besides.
            fail((count == 0 ? machine.gpuTotal : count) < request.gpuCount, MachineRule::TooFewGpus);
            if (request.gpuMemoryMiB > 0) {
                const qint64 memory = machine.severalFamilies && count > 0
                                          ? memoryOfFamily(fleet.host(position), request.gpuFamily)
                                          : machine.gpuMemoryMiB;
                fail(!memoryFits(memory, request.gpuMemoryMiB), MachineRule::GpuMemoryTooSmall);
            }
        }
        if (machine.nicCount > 1 || !request.vip.isEmpty()) {
            const HostView &host = fleet.host(position);
            fail((machine.nicCount > 1 && !request.overlay && !request.networkHosts.contains(host.hostUid)) ||
                     isOutside(request.vip, isolationSubnet(host)),
                 MachineRule::NetworkMismatch);
        }
    }
    for (MachineRules &rules : failing)
        rules = rules == allRules ? rules : rules & ~relaxed;
    return failing;
}

MachineFailure machineFailure(const MachineFleet &fleet, const MachineRequest &request, int position,
                              MachineRule rule)
{
    const Machine &machine = fleet.index().machine(position);
    const HostView &host = fleet.host(position);
    MachineFailure failure;
    failure.rule = rule;
    const auto tags = [&](const QMap<QString, QString> &wanted) {
        QStringList needed;
        QStringList actual;
        for (auto tag = wanted.cbegin(); tag != wanted.cend(); ++tag) {
            const auto own = host.tags.constFind(tag.key());
            if (own != host.tags.cend() && *own == tag.value())
                continue;
            needed << tag.key() + u'=' + tag.value();
            actual << (own == host.tags.cend() ? Text::tr("no tag %1").arg(tag.key())
                                               : tag.key() + u'=' + *own);
        }
        failure.needed = needed.join(u", "_s);
        failure.actual = actual.join(u", "_s);
    };
    const auto amounts = [&](qint64 needed, qint64 actual) {
        failure.needed = QString::number(needed);
        failure.actual = actual < 0 ? Text::tr("unknown") : QString::number(actual);
        failure.shortBy = needed - std::max<qint64>(actual, 0);
    };
    switch (rule) {
    case MachineRule::NotTagged:
        tags(fleet.selector());
        break;
    case MachineRule::OtherPaletteProject:
        failure.needed = fleet.paletteProject();
        failure.actual = host.paletteProject;
        break;
    case MachineRule::Unpaired:
    case MachineRule::Unhealthy:
        failure.needed = u"available"_s;
        failure.actual = host.message.isEmpty() ? host.state : host.state + u": "_s + host.message;
        break;
    case MachineRule::InUse:
    case MachineRule::Reserved: {
        const QString holder = fleet.holderOf(position);
        failure.needed = u"available"_s;
        failure.actual =
            holder.isEmpty() ? (host.usedByCluster.isEmpty() ? host.state : host.usedByCluster) : holder;
        break;
    }
    case MachineRule::WrongRole:
        failure.needed = request.controlPlane
                             ? (request.workerEligible ? u"control-plane, worker"_s : u"control-plane"_s)
                             : u"worker"_s;
        failure.actual = roleWord(machine.roles);
        break;
    case MachineRule::WrongArchitecture:
        failure.needed = request.architecture;
        failure.actual = host.architecture.isEmpty() ? Text::tr("unknown") : host.architecture;
        break;
    case MachineRule::ResourceGroupMismatch:
        tags(request.resourceGroups);
        break;
    case MachineRule::TooFewCpus:
        amounts(request.cpuCount, machine.cpuCount);
        break;
    case MachineRule::TooLittleMemory:
        amounts(request.memoryMiB, machine.memoryMiB);
        break;
    case MachineRule::GpuNotWanted:
        failure.needed = u"0"_s;
        failure.actual = QString::number(machine.gpuTotal);
        break;
    case MachineRule::NoGpu:
        amounts(request.gpuCount, 0);
        break;
    case MachineRule::GpuFamilyMismatch: {
        failure.needed = request.gpuFamily;
        QStringList families;
        for (const HostView::Gpu &gpu : host.gpus) {
            if (gpu.count > 0 && !families.contains(gpu.family))
                families << gpu.family;
        }
        failure.actual = families.join(u", "_s);
        break;
    }
    case MachineRule::TooFewGpus: {
        const qint64 own = gpusOfFamily(fleet, request.gpuFamily, position);
        amounts(request.gpuCount, own > 0 ? own : machine.gpuTotal);
        break;
    }
    case MachineRule::GpuMemoryTooSmall: {
        const qint64 own = memoryOfFamily(host, request.gpuFamily);
        amounts(request.gpuMemoryMiB, own >= 0 ? own : machine.gpuMemoryMiB);
        break;
    }
    case MachineRule::NetworkMismatch: {
        const QString subnet = isolationSubnet(host);
        if (isOutside(request.vip, subnet)) {
            failure.needed = request.vip;
            failure.actual = subnet;
        } else {
            failure.needed = Text::tr("an overlay network, or an entry for it");
            failure.actual = Text::tr("%n network card(s)", nullptr, machine.nicCount);
        }
        break;
    }
    }
    return failure;
}

QList<MachineFailure> machineFailures(const MachineFleet &fleet, const MachineRequest &request, int position,
                                      MachineRules rules)
{
    QList<MachineFailure> failures;
    for (int rule = 0; rule < machineRuleCount; ++rule) {
        if ((rules & bitOf(MachineRule(rule))) != 0)
            failures << machineFailure(fleet, request, position, MachineRule(rule));
    }
    return failures;
}

QString machineFailureSentence(const MachineFailure &failure)
{
    const QString &needed = failure.needed;
    const QString &actual = failure.actual;
    switch (failure.rule) {
    case MachineRule::NotTagged:
        return Text::tr("It is not offered: it needs the tag %1 and has %2.").arg(needed, actual);
    case MachineRule::OtherPaletteProject:
        return Text::tr("It belongs to Palette project %1, not %2.").arg(actual, needed);
    case MachineRule::Unpaired:
        return Text::tr("It is not paired yet.");
    case MachineRule::InUse:
        return Text::tr("It is in use: %1.").arg(actual);
    case MachineRule::Unhealthy:
        return Text::tr("It is not ready: %1.").arg(actual);
    case MachineRule::Reserved:
        return Text::tr("It is reserved by %1.").arg(actual);
    case MachineRule::WrongRole:
        return Text::tr("Its role is %1; %2 is needed.").arg(actual, needed);
    case MachineRule::WrongArchitecture:
        return Text::tr("Its architecture is %1; %2 is needed.").arg(actual, needed);
    case MachineRule::ResourceGroupMismatch:
        return Text::tr("It has %1; %2 is needed.").arg(actual, needed);
    case MachineRule::TooFewCpus:
        return Text::tr("CPUs: %1; %2 are needed.").arg(actual, needed);
    case MachineRule::TooLittleMemory:
        return Text::tr("Memory: %1 MiB; %2 MiB are needed.").arg(actual, needed);
    case MachineRule::GpuNotWanted:
        return Text::tr("GPUs: %1; this node pool wants none.").arg(actual);
    case MachineRule::NoGpu:
        return Text::tr("It has no GPU; %1 are needed.").arg(needed);
    case MachineRule::GpuFamilyMismatch:
        return Text::tr("Its GPUs are %1; %2 is needed.").arg(actual, needed);
    case MachineRule::TooFewGpus:
        return Text::tr("GPUs: %1; %2 are needed.").arg(actual, needed);
    case MachineRule::GpuMemoryTooSmall:
        return Text::tr("Memory of a GPU: %1 MiB; %2 MiB are needed.").arg(actual, needed);
    case MachineRule::NetworkMismatch:
        return Text::tr("Network: %1; %2 is needed.").arg(actual, needed);
    }
    return {};
}

} // namespace easel
