// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machinecapacity.h"

#include <QCoreApplication>

#include <algorithm>
#include <bit>
#include <limits>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::MachineCapacity)
};

constexpr qsizetype mostNodePools = 16;

// Moving on from where an earlier move led is one move, unless somebody has taken what that one left.
void noteMove(MachineConsolidation *result, MachineMove move)
{
    QList<MachineMove> &moves = result->moves;
    const auto earlier = std::find_if(moves.begin(), moves.end(), [&move](const MachineMove &each) {
        return each.to == move.from && each.pool == move.pool && each.nodePool == move.nodePool;
    });
    if (earlier != moves.end() && std::none_of(earlier, moves.end(), [&](const MachineMove &later) {
            return later.to == earlier->from;
        })) {
        move.from = earlier->from;
        move.gpusFreed += earlier->gpusFreed;
        moves.erase(earlier);
    }
    moves << move;
}

} // namespace

QString machineShapeText(const MachineRequest &request)
{
    QStringList parts{request.architecture};
    if (request.cpuCount > 0)
        parts << Text::tr("%n CPU(s)", nullptr, int(request.cpuCount));
    if (request.memoryMiB > 0)
        parts << Text::tr("%1 MiB of memory").arg(request.memoryMiB);
    if (request.wantsGpu) {
        parts << (request.gpuMemoryMiB > 0 ? Text::tr("%1 %2 with %3 MiB each")
                                                 .arg(request.gpuCount)
                                                 .arg(request.gpuFamily)
                                                 .arg(request.gpuMemoryMiB)
                                           : u"%1 %2"_s.arg(request.gpuCount).arg(request.gpuFamily));
    }
    for (auto group = request.resourceGroups.cbegin(); group != request.resourceGroups.cend(); ++group)
        parts << group.key() + u'=' + group.value();
    return parts.join(u", "_s);
}

MachineCapacity machineCapacity(const MachineFleet &fleet, const QList<MachineRequest> &shape)
{
    struct Want
    {
        MachineRequest request;
        QStringList names;
        qint64 count = 0;
    };
    QList<Want> wants;
    for (const MachineRequest &request : shape) {
        if (request.count <= 0)
            continue;
        MachineRequest plain = request;
        plain.name.clear();
        plain.owner.clear();
        plain.hosts.clear(); // more pools of this shape cannot have the same machines
        plain.networkHosts.clear();
        plain.count = 0;
        const auto same = std::find_if(wants.begin(), wants.end(),
                                       [&plain](const Want &want) { return want.request == plain; });
        if (same == wants.end()) {
            wants << Want{plain, {request.name}, request.count};
        } else {
            same->names << request.name;
            same->count += request.count;
        }
    }
    if (wants.size() > mostNodePools)
        wants.resize(mostNodePools);

    MachineCapacity capacity;
    if (wants.isEmpty())
        return capacity;
    // Machines by which of the wants they could serve.
    std::vector<quint32> serves(size_t(fleet.size()), 0);
    for (qsizetype i = 0; i < wants.size(); ++i) {
        const std::vector<MachineRules> failing = failingRules(fleet, wants.at(i).request);
        for (size_t position = 0; position < failing.size(); ++position)
            serves[position] |= failing[position] == 0 ? quint32(1) << i : 0;
    }
    std::vector<qint64> exactly(size_t(1) << wants.size(), 0);
    for (const quint32 which : serves)
        ++exactly[which];
    // Machines that serve nobody outside a group, for every group: sums over subsets.
    std::vector<qint64> within = exactly;
    for (qsizetype i = 0; i < wants.size(); ++i) {
        for (size_t group = 0; group < within.size(); ++group) {
            if ((group >> i & 1) != 0)
                within[group] += within[group ^ (size_t(1) << i)];
        }
    }
    const size_t everyone = within.size() - 1;
    capacity.pools = std::numeric_limits<qint64>::max();
    size_t tightest = 0;
    for (size_t group = 1; group <= everyone; ++group) {
        qint64 wanted = 0;
        for (qsizetype i = 0; i < wants.size(); ++i)
            wanted += (group >> i & 1) != 0 ? wants.at(i).count : 0;
        const qint64 serving = within[everyone] - within[everyone ^ group];
        const qint64 fit = serving / wanted;
        if (fit < capacity.pools ||
            (fit == capacity.pools && std::popcount(group) < std::popcount(tightest))) {
            capacity.pools = fit;
            capacity.machinesThatFit = serving;
            capacity.machinesAPool = wanted;
            tightest = group;
        }
    }
    for (qsizetype i = 0; i < wants.size(); ++i) {
        if ((tightest >> i & 1) != 0)
            capacity.limitedBy += wants.at(i).names;
    }
    capacity.sentence = Text::tr("Room for %n more pool(s).", nullptr, int(capacity.pools)) + u' ' +
                        Text::tr("Runs out first: %1, with %2 machines that fit and %3 a pool.")
                            .arg(capacity.limitedBy.join(u", "_s))
                            .arg(capacity.machinesThatFit)
                            .arg(capacity.machinesAPool);
    return capacity;
}

MachineShopping machineShopping(const MachineFleet &fleet, const QList<MachineRequest> &shape, qint64 pools)
{
    MachineShopping shopping;
    shopping.pools = pools;
    QList<MachineRequest> requests;
    QSet<QString> owners;
    for (MachineRequest request : shape) {
        request.count *= pools;
        owners.insert(request.owner);
        request.owner.clear();
        request.hosts.clear();
        requests << request;
    }
    shopping.plan = planMachines(fleet, requests);
    QSet<int> spoken;
    for (const NodePoolChoice &choice : shopping.plan.nodePools) {
        if (choice.missing() <= 0)
            continue;
        MachineShopping::Item item;
        item.request = choice.request;
        item.missing = choice.missing();
        qint64 repairable = 0;
        QList<int> held;
        for (int position = 0; position < fleet.size(); ++position) {
            const MachineRules rules = choice.failing[size_t(position)];
            if (rules == 0 || (rules & ~machineStateRules) != 0 || spoken.contains(position))
                continue;
            const QString holder = fleet.holderOf(position);
            if (!holder.isEmpty() && owners.contains(holder))
                continue;
            if ((rules & (bitOf(MachineRule::InUse) | bitOf(MachineRule::Reserved))) != 0)
                held << position;
            else if (repairable < item.missing) {
                ++repairable;
                spoken.insert(position);
            }
        }
        item.repair = repairable;
        std::stable_sort(held.begin(), held.end(), [&](int a, int b) {
            return std::pair(surplusGpus(fleet, item.request, a), fleet.nameOf(a)) <
                   std::pair(surplusGpus(fleet, item.request, b), fleet.nameOf(b));
        });
        item.free = held.mid(0, item.missing - item.repair);
        for (const int position : std::as_const(item.free))
            spoken.insert(position);
        item.buy = item.missing - item.repair - item.free.size();
        QStringList sentences;
        if (item.repair > 0)
            sentences << Text::tr("Get %n machine(s) paired and healthy.", nullptr, int(item.repair));
        if (!item.free.isEmpty()) {
            QStringList names;
            for (const int position : item.free.mid(0, 5)) {
                const QString holder = fleet.holderOf(position);
                names << (holder.isEmpty() ? fleet.nameOf(position)
                                           : u"%1 (%2)"_s.arg(fleet.nameOf(position), holder));
            }
            if (item.free.size() > names.size())
                names << u"…"_s;
            sentences << Text::tr("Free %n machine(s): %1.", nullptr, int(item.free.size()))
                             .arg(names.join(u", "_s));
        }
        sentences << Text::tr("Or buy %n machine(s): %1.", nullptr, int(item.missing))
                         .arg(machineShapeText(item.request));
        item.sentence = item.free.isEmpty() && item.repair == 0
                            ? Text::tr("Buy %n machine(s): %1.", nullptr, int(item.missing))
                                  .arg(machineShapeText(item.request))
                            : sentences.join(u' ');
        shopping.items << item;
    }
    return shopping;
}

MachineConsolidation consolidateMachines(const MachineFleet &fleet, const QList<MachineRequest> &pools)
{
    MachineConsolidation result;
    for (int position = 0; position < fleet.size(); ++position)
        result.largest = std::max<qint64>(result.largest, fleet.index().machine(position).gpuTotal);
    const auto countWhole = [&](const MachineFleet &state) {
        int whole = 0;
        for (int position = 0; position < state.size() && result.largest > 0; ++position)
            whole += state.isFree(position) && state.index().machine(position).gpuTotal == result.largest;
        return whole;
    };
    result.wholeBefore = countWhole(fleet);

    struct Held
    {
        int position;
        qint64 surplus;
        qsizetype pool;
    };
    // Node pools that ask for the same are served together: one plan for all of them.
    QList<MachineRequest> shapes;
    std::vector<std::vector<Held>> heldBy;
    QList<qsizetype> shapeOf;
    for (const MachineRequest &pool : pools) {
        MachineRequest shape = pool;
        shape.name.clear();
        shape.owner.clear(); // its own machines are what it moves away from
        shape.hosts.clear();
        shape.count = 0;
        qsizetype known = shapes.indexOf(shape);
        if (known < 0) {
            known = shapes.size();
            shapes << shape;
            heldBy.emplace_back();
        }
        shapeOf << known;
    }
    QHash<QString, qsizetype> byName;
    for (qsizetype pool = 0; pool < pools.size(); ++pool)
        byName.insert(pools.at(pool).owner + u'\n' + pools.at(pool).name, pool);
    for (int position = 0; position < fleet.size(); ++position) {
        const MachineHold *hold = fleet.holdOf(position);
        const qsizetype pool = hold ? byName.value(hold->owner + u'\n' + hold->nodePool, -1) : -1;
        if (pool < 0)
            continue;
        const qint64 surplus = surplusGpus(fleet, pools.at(pool), position);
        result.strandedBefore += surplus;
        if (surplus > 0)
            heldBy[size_t(shapeOf.at(pool))].push_back({position, surplus, pool});
    }
    for (std::vector<Held> &held : heldBy) {
        std::stable_sort(held.begin(), held.end(),
                         [](const Held &a, const Held &b) { return a.surplus > b.surplus; });
    }
    result.strandedAfter = result.strandedBefore;

    // A machine that was given back may serve another node pool: again until nothing moves. Each move takes
    // surplus away, so that ends.
    MachineFleet state = fleet;
    for (bool moved = true; moved;) {
        moved = false;
        for (qsizetype s = 0; s < shapes.size(); ++s) {
            std::vector<Held> &held = heldBy[size_t(s)];
            if (held.empty())
                continue;
            MachineRequest all = shapes.at(s);
            all.count = qint64(held.size());
            const NodePoolChoice choice = planMachines(state, {all}).nodePools.first();
            const auto fitting = std::min<size_t>(held.size(), size_t(choice.chosen.size()));
            for (size_t i = 0; i < fitting && choice.costs.at(qsizetype(i)).surplus < held[i].surplus; ++i) {
                Held &each = held[i];
                const MachineRequest &pool = pools.at(each.pool);
                const int to = choice.chosen.at(qsizetype(i));
                const qint64 freed = each.surplus - choice.costs.at(qsizetype(i)).surplus;
                noteMove(&result, {pool.owner, pool.name, each.position, to, freed});
                result.strandedAfter -= freed;
                state.release(state.host(each.position).hostUid);
                state.hold(state.host(to).hostUid, {pool.owner, pool.name, false});
                each.position = to;
                each.surplus -= freed;
                moved = true;
            }
            std::erase_if(held, [](const Held &each) { return each.surplus <= 0; });
            std::stable_sort(held.begin(), held.end(),
                             [](const Held &a, const Held &b) { return a.surplus > b.surplus; });
        }
    }
    result.wholeAfter = countWhole(state);
    result.sentence = result.moves.isEmpty()
                          ? Text::tr("No move frees a GPU.")
                          : Text::tr("Frees %1 GPUs by %n move(s);", nullptr, int(result.moves.size()))
                                    .arg(result.strandedBefore - result.strandedAfter) +
                                u' ' +
                                Text::tr("whole %1-GPU machines free: %2 before, %3 after.")
                                    .arg(result.largest)
                                    .arg(result.wholeBefore)
                                    .arg(result.wholeAfter);
    return result;
}

} // namespace easel
