// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machinechoice.h"

#include "core/domain/gputext.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::MachineChoice)
};

constexpr int noBody = -1;
constexpr qsizetype mostShapes = 12;

struct Candidate
{
    int position = 0;
    MachineCost cost;
    qint64 turn = 0; // of topology, between surplus and the rest
};

// Other shapes that machines may be wanted for, and which machines would do. Only free machines matter.
class OtherDemand
{
public:
    OtherDemand(const MachineFleet &fleet, const QList<MachineRequest> &shapes)
    {
        QList<MachineRequest> distinct;
        for (MachineRequest shape : shapes) {
            const qint64 count = std::max<qint64>(shape.count, 1);
            shape.owner.clear();
            shape.name.clear();
            shape.hosts.clear();
            shape.vip.clear();
            shape.networkHosts.clear();
            shape.count = 0;
            const qsizetype known = distinct.indexOf(shape);
            if (known < 0) {
                distinct << shape;
                m_shapes.push_back({shape, count, 0, {}});
            } else {
                m_shapes[size_t(known)].count += count;
            }
        }
        std::stable_sort(m_shapes.begin(), m_shapes.end(),
                         [](const Shape &a, const Shape &b) { return a.count > b.count; });
        if (m_shapes.size() > size_t(mostShapes))
            m_shapes.resize(size_t(mostShapes));
        for (Shape &shape : m_shapes) {
            shape.failing = failingRules(fleet, shape.request);
            shape.eligible = std::count(shape.failing.begin(), shape.failing.end(), MachineRules(0));
        }
    }

    // Each shape's demand is spread over the machines that would do; the sum over the shapes that a machine
    // serves is what taking it costs the others. The shape itself is the same for all and left out.
    double opportunity(int position, const MachineRequest &own) const
    {
        double sum = 0;
        for (const Shape &shape : m_shapes) {
            if (shape.failing[size_t(position)] == 0 && !isSameShape(shape.request, own))
                sum += double(shape.count) / double(shape.eligible);
        }
        return sum;
    }

    // Whether anybody wants it; also one that is in use, once it is given back.
    bool fitsAny(int position) const
    {
        return std::any_of(m_shapes.begin(), m_shapes.end(), [position](const Shape &shape) {
            return (shape.failing[size_t(position)] & ~machineStateRules) == 0;
        });
    }

private:
    struct Shape
    {
        MachineRequest request;
        qint64 count = 0;
        qint64 eligible = 0;
        std::vector<MachineRules> failing;
    };

    static bool isSameShape(const MachineRequest &a, const MachineRequest &b)
    {
        return a.controlPlane == b.controlPlane && a.architecture == b.architecture &&
               a.cpuCount == b.cpuCount && a.memoryMiB == b.memoryMiB && a.wantsGpu == b.wantsGpu &&
               sameGpuFamilyText(a.gpuFamily, b.gpuFamily) && a.gpuCount == b.gpuCount &&
               a.gpuMemoryMiB == b.gpuMemoryMiB && a.resourceGroups == b.resourceGroups;
    }
    static bool sameGpuFamilyText(const QString &a, const QString &b)
    {
        return a.compare(b, Qt::CaseInsensitive) == 0;
    }

    std::vector<Shape> m_shapes;
};

MachineCost costOf(const MachineFleet &fleet, const MachineRequest &request, int position,
                   const OtherDemand &others)
{
    const Machine &machine = fleet.index().machine(position);
    MachineCost cost;
    cost.foreign =
        request.owner.isEmpty() || fleet.isFree(position) || fleet.holderOf(position) != request.owner;
    cost.surplus = surplusGpus(fleet, request, position);
    cost.opportunity = others.opportunity(position, request);
    cost.gpuMemoryMiB =
        request.wantsGpu ? std::max<qint64>(0, machine.gpuMemoryMiB - request.gpuMemoryMiB) : 0;
    cost.cpuCount = std::max<qint64>(0, machine.cpuCount - request.cpuCount);
    cost.memoryMiB = std::max<qint64>(0, machine.memoryMiB - request.memoryMiB);
    return cost;
}

class Planner
{
public:
    Planner(const MachineFleet &fleet, const QList<MachineRequest> &requests, const MachineOptions &options,
            const QList<MachineRequest> &demand)
        : m_fleet(fleet)
        , m_options(options)
        , m_others(fleet, requests + demand)
        , m_holder(size_t(fleet.size()), noBody)
    {
        for (const MachineRequest &request : requests)
            m_wanted += std::max<qint64>(request.count, 0);
        for (const MachineRequest &request : requests) {
            add(request, failingRules(fleet, request));
            putInOrder(&m_pools.back());
        }
    }
    // For supply() alone: any order will do.
    Planner(const MachineFleet &fleet, const QList<MachineRequest> &requests, const MachineOptions &options,
            const MachinePlan &known)
        : m_fleet(fleet)
        , m_options(options)
        , m_others(fleet, {})
        , m_holder(size_t(fleet.size()), noBody)
    {
        for (const MachineRequest &request : requests)
            m_wanted += std::max<qint64>(request.count, 0);
        for (qsizetype i = 0; i < requests.size(); ++i) {
            const bool isKnown =
                i < known.nodePools.size() && known.nodePools.at(i).request == requests.at(i);
            add(requests.at(i),
                isKnown ? known.nodePools.at(i).failing : failingRules(fleet, requests.at(i)));
        }
    }

    QList<MachineSupply> supply()
    {
        serve();
        QList<MachineSupply> all;
        for (const Pool &pool : m_pools)
            all << MachineSupply{pool.choice.eligible,
                                 std::max<qint64>(0, pool.choice.request.count - qint64(pool.has.size()))};
        return all;
    }

    MachinePlan run()
    {
        serve();
        MachinePlan plan;
        plan.snapshot = m_fleet.hash();
        for (int pool = 0; pool < int(m_pools.size()); ++pool)
            plan.nodePools << finish(pool);
        account(plan);
        return plan;
    }

private:
    struct Pool
    {
        NodePoolChoice choice;
        std::vector<Candidate> order; // the first that can matter
        size_t next = 0;              // before it none is free
        std::vector<int> has;
    };

    void serve()
    {
        for (int pool = 0; pool < int(m_pools.size()); ++pool) {
            for (qint64 i = 0; i < m_pools[size_t(pool)].choice.request.count; ++i) {
                if (!serveOne(pool))
                    break;
            }
        }
    }

    void add(const MachineRequest &request, std::vector<MachineRules> failing)
    {
        Pool pool;
        pool.choice.request = request;
        pool.choice.failing = std::move(failing);
        for (auto machine = m_options.amended.cbegin(); machine != m_options.amended.cend(); ++machine)
            pool.choice.failing[size_t(machine.key())] &= ~*machine;
        // A machine that one node pool of an owner has is none for another one of it: what is built does not
        // change places when something beside it grows. A status may not say which one has it.
        for (int position = 0; position < m_fleet.size(); ++position) {
            const MachineHold *hold = m_fleet.holdOf(position);
            if (hold && hold->owner == request.owner && !hold->nodePool.isEmpty() &&
                hold->nodePool != request.name)
                pool.choice.failing[size_t(position)] |= bitOf(MachineRule::InUse);
        }
        const QSet<QString> pins(request.hosts.begin(), request.hosts.end());
        for (int position = 0; position < m_fleet.size(); ++position) {
            if (pool.choice.failing[size_t(position)] != 0)
                continue;
            if (!pins.isEmpty() && !pins.contains(m_fleet.host(position).hostUid))
                continue;
            pool.order.push_back({position, {}, 0});
        }
        pool.choice.eligible = int(pool.order.size());
        m_pools.push_back(std::move(pool));
    }

    void putInOrder(Pool *pool)
    {
        for (Candidate &candidate : pool->order)
            candidate.cost = costOf(m_fleet, pool->choice.request, candidate.position, m_others);
        const auto before = [this](const Candidate &a, const Candidate &b) { return comesBefore(a, b); };
        // At most `m_wanted` machines are ever taken: what comes later in the order is never reached.
        const auto reach = std::min<qint64>(m_wanted + 1, qint64(pool->order.size()));
        if (m_options.topology != MachineOptions::Topology::None) {
            std::sort(pool->order.begin(), pool->order.end(), before);
            takeTurns(*pool);
        }
        std::partial_sort(pool->order.begin(), pool->order.begin() + reach, pool->order.end(), before);
        pool->order.resize(size_t(reach));
    }

    bool comesBefore(const Candidate &a, const Candidate &b) const
    {
        const auto key = [](const Candidate &c) {
            return std::tuple(c.cost.foreign, c.cost.surplus, c.turn, c.cost.opportunity, c.cost.gpuMemoryMiB,
                              c.cost.cpuCount, c.cost.memoryMiB);
        };
        const auto left = key(a);
        const auto right = key(b);
        if (left != right)
            return left < right;
        const HostView &first = m_fleet.host(a.position);
        const HostView &second = m_fleet.host(b.position);
        const int names = first.name().compare(second.name());
        return names != 0 ? names < 0 : first.hostUid < second.hostUid;
    }

    // Among machines with the same surplus: all of one value of the topology first (packing), or one of each
    // in turn (spreading). What was taken before, with less surplus, counts.
    void takeTurns(Pool &pool) const
    {
        const bool packing = m_options.topology == MachineOptions::Topology::Pack;
        std::map<QString, qint64> taken;
        qint64 left = pool.choice.request.count;
        for (size_t begin = 0; begin < pool.order.size();) {
            size_t end = begin;
            std::map<QString, std::vector<size_t>> values;
            const auto tier = [&](size_t i) {
                return std::tuple(pool.order[i].cost.foreign, pool.order[i].cost.surplus);
            };
            for (; end < pool.order.size() && tier(end) == tier(begin); ++end)
                values[valueOf(pool.order[end].position)].push_back(end);
            if (packing)
                packTier(pool, values, taken, left);
            else
                for (const auto &[value, members] : values) {
                    qint64 turn = taken[value];
                    for (const size_t member : members)
                        pool.order[member].turn = turn++;
                }
            // What will be taken of this tier, for the next one.
            std::vector<size_t> inOrder(end - begin);
            for (size_t i = begin; i < end; ++i)
                inOrder[i - begin] = i;
            std::stable_sort(inOrder.begin(), inOrder.end(),
                             [&pool](size_t a, size_t b) { return pool.order[a].turn < pool.order[b].turn; });
            for (const size_t member : inOrder) {
                if (left <= 0)
                    break;
                ++taken[valueOf(pool.order[member].position)];
                --left;
            }
            begin = end;
        }
    }

    void packTier(Pool &pool, const std::map<QString, std::vector<size_t>> &values,
                  const std::map<QString, qint64> &taken, qint64 left) const
    {
        std::vector<std::pair<QString, qint64>> rest; // value, how many it has
        for (const auto &[value, members] : values)
            rest.emplace_back(value, qint64(members.size()));
        for (qint64 turn = 0; !rest.empty(); ++turn) {
            // One where the pool is already; else the smallest that is enough; else the largest.
            const auto rank = [&](const std::pair<QString, qint64> &value) {
                const auto known = taken.find(value.first);
                const bool here = known != taken.end() && known->second > 0;
                const bool enough = value.second >= left;
                return std::tuple(!here, !enough, enough ? value.second : -value.second);
            };
            const auto best = std::min_element(
                rest.begin(), rest.end(), [&](const auto &a, const auto &b) { return rank(a) < rank(b); });
            for (const size_t member : values.at(best->first))
                pool.order[member].turn = turn;
            left = std::max<qint64>(0, left - best->second);
            rest.erase(best);
        }
    }

    QString valueOf(int position) const { return m_fleet.host(position).tags.value(m_options.topologyKey); }

    static qint64 price(const MachineCost &cost) { return cost.foreign ? cost.surplus : 0; }
    qint64 priceFor(int pool, int position) const
    {
        const MachineRequest &request = m_pools[size_t(pool)].choice.request;
        const bool own = !request.owner.isEmpty() && !m_fleet.isFree(position) &&
                         m_fleet.holderOf(position) == request.owner;
        return own ? 0 : surplusGpus(m_fleet, request, position);
    }
    bool mayHave(int pool, int position) const
    {
        const NodePoolChoice &choice = m_pools[size_t(pool)].choice;
        return choice.failing[size_t(position)] == 0 &&
               (choice.request.hosts.isEmpty() ||
                choice.request.hosts.contains(m_fleet.host(position).hostUid));
    }

    const Candidate *firstFree(int pool)
    {
        Pool &each = m_pools[size_t(pool)];
        while (each.next < each.order.size() && m_holder[size_t(each.order[each.next].position)] != noBody)
            ++each.next;
        return each.next < each.order.size() ? &each.order[each.next] : nullptr;
    }

    void give(int pool, int position)
    {
        m_holder[size_t(position)] = pool;
        m_pools[size_t(pool)].has.push_back(position);
    }
    // It is given to another pool at once: what was taken is never free again.
    void takeBack(int pool, int position) { std::erase(m_pools[size_t(pool)].has, position); }

    // One more machine for the node pool, at the least surplus in all: a free one, or one of another pool
    // that moves on to a free one (the shortest augmenting path of a min-cost flow over the node pools).
    bool serveOne(int pool)
    {
        const Candidate *free = firstFree(pool);
        // Nothing is cheaper than no surplus.
        if (free && (price(free->cost) == 0 || m_pools.size() == 1)) {
            give(pool, free->position);
            return true;
        }
        constexpr qint64 never = std::numeric_limits<qint64>::max() / 4;
        const auto count = m_pools.size();
        struct Step
        {
            qint64 distance = never;
            int from = noBody;     // the pool that takes ...
            int position = noBody; // ... this machine from the pool the step leads to
        };
        std::vector<Step> steps(count);
        steps[size_t(pool)].distance = 0;
        for (size_t round = 0; round < count; ++round) {
            bool changed = false;
            for (size_t x = 0; x < count; ++x) {
                if (steps[x].distance >= never)
                    continue;
                for (size_t y = 0; y < count; ++y) {
                    if (x == y)
                        continue;
                    for (const int position : m_pools[y].has) {
                        if (!mayHave(int(x), position))
                            continue;
                        const qint64 distance =
                            steps[x].distance + priceFor(int(x), position) - priceFor(int(y), position);
                        if (distance < steps[y].distance) {
                            steps[y] = {distance, int(x), position};
                            changed = true;
                        }
                    }
                }
            }
            if (!changed)
                break;
        }
        qint64 best = never;
        int last = noBody;
        for (size_t x = 0; x < count; ++x) {
            if (steps[x].distance >= never)
                continue;
            const Candidate *end = firstFree(int(x));
            if (end && steps[x].distance + price(end->cost) < best) {
                best = steps[x].distance + price(end->cost);
                last = int(x);
            }
        }
        if (last == noBody)
            return false;
        const int end = firstFree(last)->position;
        // From the end: each pool takes the machine after it and gives up its own to the one before.
        int taken = end;
        int at = last;
        for (size_t guard = 0; at != pool && guard < count; ++guard) {
            const Step step = steps[size_t(at)];
            takeBack(at, step.position);
            give(at, taken);
            taken = step.position;
            at = step.from;
        }
        give(pool, taken);
        return true;
    }

    NodePoolChoice finish(int pool)
    {
        Pool &each = m_pools[size_t(pool)];
        NodePoolChoice &choice = each.choice;
        std::vector<Candidate> chosen;
        for (const int position : each.has)
            chosen.push_back({position, costOf(m_fleet, choice.request, position, m_others), 0});
        std::sort(chosen.begin(), chosen.end(),
                  [this](const Candidate &a, const Candidate &b) { return comesBefore(a, b); });
        for (const Candidate &candidate : chosen) {
            choice.chosen << candidate.position;
            choice.costs << candidate.cost;
        }
        if (const Candidate *next = firstFree(pool)) {
            choice.runnerUp = next->position;
            choice.runnerUpCost = next->cost;
        }
        return std::move(choice);
    }

    // Not offered to whoever asks: its GPUs are not theirs to strand or to keep.
    static bool isElsewhere(const MachinePlan &plan, int position)
    {
        constexpr MachineRules elsewhere =
            bitOf(MachineRule::NotTagged) | bitOf(MachineRule::OtherPaletteProject);
        return !plan.nodePools.isEmpty() &&
               (plan.nodePools.first().failing[size_t(position)] & elsewhere) != 0;
    }

    // The node pool, one of those planned, that has the machine now.
    const MachineRequest *holderAmong(const MachinePlan &plan, int position) const
    {
        const MachineHold *hold = m_fleet.holdOf(position);
        if (!hold)
            return nullptr;
        for (const NodePoolChoice &choice : plan.nodePools) {
            if (choice.request.owner == hold->owner && choice.request.name == hold->nodePool)
                return &choice.request;
        }
        return nullptr;
    }

    void account(MachinePlan &plan) const
    {
        std::map<std::pair<QString, qint64>, WholeMachines, std::greater<>> whole;
        QStringList families;
        for (const NodePoolChoice &choice : plan.nodePools) {
            if (choice.request.wantsGpu && !families.contains(choice.request.gpuFamily, Qt::CaseInsensitive))
                families << choice.request.gpuFamily;
        }
        for (int position = 0; position < m_fleet.size(); ++position) {
            const Machine &machine = m_fleet.index().machine(position);
            if (const MachineRequest *had = machine.gpuTotal > 0 ? holderAmong(plan, position) : nullptr) {
                plan.strandedBefore += surplusGpus(m_fleet, *had, position);
                if (m_holder[size_t(position)] == noBody && !isElsewhere(plan, position) &&
                    !m_others.fitsAny(position))
                    plan.strandedAfter += machine.gpuTotal; // given back, and nobody wants it
            }
            if (!m_fleet.isFree(position) || isElsewhere(plan, position))
                continue;
            if (machine.gpuTotal > 0 && !m_others.fitsAny(position)) {
                plan.strandedBefore += machine.gpuTotal;
                plan.strandedAfter += machine.gpuTotal;
            }
            for (const QString &family : std::as_const(families)) {
                const qint64 gpus = gpusOfFamily(m_fleet, family, position);
                if (gpus == 0)
                    continue;
                WholeMachines &entry = whole[{family, gpus}];
                entry.family = family;
                entry.gpus = gpus;
                ++entry.freeBefore;
                entry.freeAfter += m_holder[size_t(position)] == noBody ? 1 : 0;
            }
        }
        plan.strandedAfter += plan.surplus();
        for (const auto &[key, entry] : whole)
            plan.whole << entry;
        std::stable_sort(plan.whole.begin(), plan.whole.end(),
                         [](const WholeMachines &a, const WholeMachines &b) { return a.gpus > b.gpus; });
    }

    const MachineFleet &m_fleet;
    MachineOptions m_options;
    OtherDemand m_others;
    std::vector<Pool> m_pools;
    std::vector<int> m_holder; // pool by position
    qint64 m_wanted = 0;
};

} // namespace

bool MachinePlan::isComplete() const
{
    return std::all_of(nodePools.begin(), nodePools.end(),
                       [](const NodePoolChoice &choice) { return choice.missing() <= 0; });
}

qint64 MachinePlan::surplus() const
{
    qint64 sum = 0;
    for (const NodePoolChoice &choice : nodePools) {
        for (const MachineCost &cost : choice.costs)
            sum += cost.surplus;
    }
    return sum;
}

MachinePlan planMachines(const MachineFleet &fleet, const QList<MachineRequest> &requests,
                         const MachineOptions &options, const QList<MachineRequest> &demand)
{
    return Planner(fleet, requests, options, demand).run();
}

QList<MachineSupply> machineSupply(const MachineFleet &fleet, const MachinePlan &plan,
                                   const QList<MachineRequest> &requests, const MachineOptions &options)
{
    return Planner(fleet, requests, options, plan).supply();
}

QString machineMarginSentence(const MachineFleet &fleet, const MachineCost &winner, const MachineCost &other,
                              int otherPosition)
{
    const QString name = fleet.nameOf(otherPosition);
    if (winner.foreign != other.foreign)
        return Text::tr("The pool has it already; %1 is free.").arg(name);
    if (winner.surplus != other.surplus) {
        return winner.surplus == 0
                   ? Text::tr("It has no surplus GPUs; %1 has %2.").arg(name).arg(other.surplus)
                   : Text::tr("Its surplus is %1 GPUs; that of %2 is %3.")
                         .arg(winner.surplus)
                         .arg(name)
                         .arg(other.surplus);
    }
    if (winner.opportunity < other.opportunity)
        return Text::tr("Other pools need %1 more: it stays free for them.").arg(name);
    const auto excess = [&](const QString &what, qint64 own, qint64 theirs) {
        return Text::tr("It is nearer to what is asked: %1 too many %2, %3 on %4.")
            .arg(own)
            .arg(what)
            .arg(theirs)
            .arg(name);
    };
    if (winner.gpuMemoryMiB < other.gpuMemoryMiB)
        return excess(Text::tr("MiB of GPU memory"), winner.gpuMemoryMiB, other.gpuMemoryMiB);
    if (winner.cpuCount < other.cpuCount)
        return excess(Text::tr("CPUs"), winner.cpuCount, other.cpuCount);
    if (winner.memoryMiB < other.memoryMiB)
        return excess(Text::tr("MiB of memory"), winner.memoryMiB, other.memoryMiB);
    return Text::tr("%1 is as good; names decide, or the topology that was asked for.").arg(name);
}

QString machinePlanSentence(const MachinePlan &plan)
{
    qint64 chosen = 0;
    qint64 missing = 0;
    for (const NodePoolChoice &choice : plan.nodePools) {
        chosen += choice.chosen.size();
        missing += std::max<qint64>(0, choice.missing());
    }
    QStringList sentences;
    sentences << Text::tr("%n machine(s) chosen.", nullptr, int(chosen));
    if (missing > 0)
        sentences << Text::tr("%n machine(s) missing.", nullptr, int(missing));
    if (plan.surplus() > 0)
        sentences << Text::tr("%n surplus GPU(s): nobody else can use them.", nullptr, int(plan.surplus()));
    else if (!plan.whole.isEmpty())
        sentences << Text::tr("No surplus GPUs.");
    if (!plan.whole.isEmpty()) {
        const WholeMachines &largest = plan.whole.first();
        sentences << Text::tr("Keeps %1 of %2 whole %3-GPU %4 machines free.")
                         .arg(largest.freeAfter)
                         .arg(largest.freeBefore)
                         .arg(largest.gpus)
                         .arg(shortFamily(largest.family));
    }
    return sentences.join(u' ');
}

} // namespace easel
