// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/poolremedy.h"

#include "core/base/text.h"
#include "core/domain/gpufamilies.h"
#include "core/placement/machinepools.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

// Each is planned anew; with a hundred thousand machines that is what a remedy costs.
constexpr int mostTried = 4;
constexpr int mostRounds = 8;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PoolRemedy)
};

// The pool asking for what the request says now. `said`: whether that is all that differs.
QJsonObject asking(QJsonObject object, const MachineRequest &was, const MachineRequest &now, bool *said)
{
    MachineRequest rest = was;
    rest.count = now.count;
    rest.cpuCount = now.cpuCount;
    rest.memoryMiB = now.memoryMiB;
    rest.gpuFamily = now.gpuFamily;
    rest.gpuCount = now.gpuCount;
    *said = rest == now;
    if (rest == was)
        return object;
    const PoolView pool(object);
    QJsonValue value = object;
    for (const ClusterConfigView &cluster : pool.clusters) {
        QList<NodePoolView> own = cluster.workers.value_or(QList<NodePoolView>());
        if (cluster.controlPlane)
            own << *cluster.controlPlane;
        for (const NodePoolView &nodePool : std::as_const(own)) {
            const QString name =
                pool.clusters.size() > 1 ? cluster.name + u'/' + nodePool.name : nodePool.name;
            if (name != was.name || nodePool.controlPlane != was.controlPlane)
                continue;
            const auto write = [&](const char *part, const char *key, const auto &before, const auto &after) {
                const JsonPointer place = *part ? nodePool.pointer / QLatin1String(part) : nodePool.pointer;
                if (before != after)
                    (place / QLatin1String(key)).set(value, after);
            };
            write("", "nodeCount", was.count, now.count);
            write("cpu", "cpuCount", was.cpuCount, now.cpuCount);
            write("memory", "memoryMiB", was.memoryMiB, now.memoryMiB);
            write("gpu", "family", was.gpuFamily, now.gpuFamily);
            write("gpu", "gpuCount", was.gpuCount, now.gpuCount);
            return value.toObject();
        }
    }
    *said = false; // the ComputeConfig says it
    return object;
}

class Remedies
{
public:
    Remedies(const QList<QJsonObject> &pools, const PlannedPools &planned, const ObjectSet &objects,
             const QuotaBook &book, const QList<HostView> &inventory, const MachineOptions &options)
        : m_pools(pools)
        , m_planned(planned)
        , m_objects(objects)
        , m_book(book)
        , m_inventory(inventory)
        , m_options(options)
    {
        QStringList names;
        for (const PlannedProject &project : planned.projects) {
            names += project.pools;
            m_machines += project.fleet.index().count();
            m_nodePools += int(project.wanted.size());
        }
        m_demand = machineDemand(objects, names);
    }

    std::optional<PoolRemedy> run() const
    {
        if (m_planned.isComplete() || (m_planned.quota.admitted && m_machines == 0))
            return std::nullopt;   // admitted, or nobody knows
        QList<Candidate> complete; // as far as machines go
        if (m_planned.missing == 0 || m_machines == 0) {
            complete << asIs();
            complete.last().decision = m_planned.quota;
        }
        for (int attempt = 0; complete.isEmpty() && attempt < mostTried; ++attempt) {
            auto candidate = relaxed(attempt);
            if (!candidate || !judge(&*candidate))
                continue;
            if (candidate->decision.admitted)
                return told(*candidate);
            complete << *candidate;
        }
        for (const Candidate &candidate : std::as_const(complete)) {
            if (const auto wait = withQuota(candidate, QuotaRelaxation::Kind::Wait))
                return wait;
        }
        if (auto fewer = withFewer())
            return fewer;
        for (const Candidate &candidate : std::as_const(complete)) {
            if (const auto raised = withQuota(candidate, QuotaRelaxation::Kind::RaiseLimits))
                return raised;
        }
        return std::nullopt;
    }

private:
    struct Candidate
    {
        QList<QList<MachineRequest>> requests; // by project
        QList<QHash<int, MachineRules>> amended;
        QMap<std::pair<qsizetype, qsizetype>, qint64> bought; // by project and node pool
        QStringList whats;
        bool needsMore = false;
        // After judge():
        QList<QJsonObject> pools;
        QuotaDecision decision;
    };

    Candidate asIs() const
    {
        Candidate candidate;
        candidate.pools = m_pools;
        for (const PlannedProject &project : m_planned.projects) {
            candidate.requests << project.wanted;
            candidate.amended << QHash<int, MachineRules>();
        }
        return candidate;
    }

    QString named(const MachineRequest &request, const QString &what) const
    {
        return m_nodePools > 1 ? Text::tr("%1: %2", "node pool, change of it").arg(request.name, what) : what;
    }

    // For every node pool that lacks machines the change that comes at this place among those which complete
    // it.
    std::optional<Candidate> relaxed(int attempt) const
    {
        Candidate candidate = asIs();
        bool isNew = attempt == 0;
        for (qsizetype p = 0; p < m_planned.projects.size(); ++p) {
            const MachineExplanation &explained = m_planned.projects.at(p).machines;
            for (qsizetype i = 0; i < explained.nodePools.size(); ++i) {
                if (explained.plan.nodePools.at(i).missing() <= 0)
                    continue;
                QList<MachineRelaxation> all = explained.nodePools.at(i).relaxations;
                all.removeIf([](const MachineRelaxation &change) { return !change.completes; });
                // What only has to be asked for comes before what others would have to do.
                std::stable_partition(all.begin(), all.end(), [](const MachineRelaxation &change) {
                    return change.amended.isEmpty() && change.bought == 0;
                });
                if (all.isEmpty())
                    return std::nullopt;
                isNew = isNew || attempt < all.size();
                take(all.at(std::min<qsizetype>(attempt, all.size() - 1)), p, i, &candidate);
            }
        }
        return isNew ? std::optional(candidate) : std::nullopt;
    }

    void take(const MachineRelaxation &change, qsizetype project, qsizetype nodePool,
              Candidate *candidate) const
    {
        QList<MachineRequest> &requests = candidate->requests[project];
        const MachineRequest was = requests.at(nodePool);
        for (MachineRequest &other : requests) { // they share one network
            if (other.owner == was.owner && clusterOf(other) == clusterOf(was)) {
                other.vip = change.request.vip;
                other.overlay = change.request.overlay;
            }
        }
        requests[nodePool] = change.request;
        for (auto it = change.amended.cbegin(); it != change.amended.cend(); ++it)
            candidate->amended[project][it.key()] |= *it;
        candidate->needsMore = candidate->needsMore || !change.amended.isEmpty() || change.bought > 0;
        candidate->whats << named(was, change.what);
        if (change.bought > 0)
            candidate->bought.insert({project, nodePool}, change.bought);
    }

    static QString clusterOf(const MachineRequest &request)
    {
        return request.name.contains(u'/') ? request.name.section(u'/', 0, 0) : QString();
    }

    // False: machines are missing. Else the decision about quota is known.
    bool judge(Candidate *candidate) const
    {
        candidate->pools = m_pools;
        for (qsizetype p = 0; p < m_planned.projects.size(); ++p) {
            for (qsizetype i = 0; i < m_planned.projects.at(p).wanted.size(); ++i) {
                const MachineRequest &was = m_planned.projects.at(p).wanted.at(i);
                for (QJsonObject &object : candidate->pools) {
                    const QJsonObject meta = object[u"metadata"].toObject();
                    if (meta[u"namespace"].toString() + u'/' + meta[u"name"].toString() != was.owner)
                        continue;
                    bool said = true;
                    object = asking(object, was, candidate->requests.at(p).at(i), &said);
                    candidate->needsMore = candidate->needsMore || !said;
                    if (!said && was.wantsGpu &&
                        was.gpuDemand() != candidate->requests.at(p).at(i).gpuDemand())
                        return false; // quota could not be asked about it
                }
            }
        }
        QList<QPair<QString, MachineHold>> taken;
        QList<MachinePlan> plans;
        QList<MachineFleet> fleets;
        for (qsizetype p = 0; p < m_planned.projects.size(); ++p) {
            const PlannedProject &project = m_planned.projects.at(p);
            // What earlier projects take is theirs: of this plan, not of the one before.
            MachineFleet fleet =
                p == 0 ? project.fleet : machineFleet(m_objects, project.namespaceName, m_inventory);
            for (const auto &[uid, hold] : std::as_const(taken))
                fleet.hold(uid, hold);
            QList<MachineRequest> requests = candidate->requests.at(p);
            for (qsizetype i = 0; i < requests.size(); ++i)
                requests[i].count -= candidate->bought.value({p, i}); // those come beside the others
            MachineOptions options = m_options;
            for (auto it = candidate->amended.at(p).cbegin(); it != candidate->amended.at(p).cend(); ++it)
                options.amended[it.key()] |= *it;
            plans << planMachines(fleet, requests, options, m_demand);
            for (const NodePoolChoice &choice : std::as_const(plans.last().nodePools)) {
                if (choice.missing() > 0 && m_machines > 0)
                    return false;
                for (const int position : choice.chosen)
                    taken.append(
                        {fleet.host(position).hostUid, {choice.request.owner, choice.request.name, true}});
            }
            fleets << fleet;
        }
        QList<QuotaChange> changes;
        for (const QJsonObject &object : std::as_const(candidate->pools)) {
            for (qsizetype p = 0; p < m_planned.projects.size(); ++p) {
                if (m_planned.projects.at(p).namespaceName == object[u"metadata"][u"namespace"].toString())
                    addQuotaChanges(&changes, machineQuotaChanges(m_book, m_objects.find(refOf(object)),
                                                                  object, fleets.at(p), plans.at(p)));
            }
        }
        candidate->decision = decide(m_book.ledger(), changes);
        return true;
    }

    // Quota's own ways out: they were tried on the ledger with what the candidate asks, and move no machine.
    std::optional<PoolRemedy> withQuota(const Candidate &candidate, QuotaRelaxation::Kind kind) const
    {
        for (const QuotaRelaxation &relaxation : candidate.decision.relaxations) {
            if (relaxation.kind != kind)
                continue;
            PoolRemedy remedy = told(candidate);
            remedy.limits = relaxation.limits;
            remedy.needsMore = remedy.needsMore || kind == QuotaRelaxation::Kind::Wait;
            remedy.sentence = candidate.whats.isEmpty()
                                  ? relaxation.sentence
                                  : Text::tr("%1. %2", "change of a request, change of limits")
                                        .arg(candidate.whats.join(u"; "_s), relaxation.sentence);
            return remedy;
        }
        return std::nullopt;
    }

    // As many machines as there are and quota allows.
    std::optional<PoolRemedy> withFewer() const
    {
        Candidate candidate = asIs();
        for (qsizetype p = 0; p < m_planned.projects.size() && m_machines > 0; ++p) {
            const MachinePlan &plan = m_planned.projects.at(p).machines.plan;
            for (qsizetype i = 0; i < plan.nodePools.size(); ++i)
                candidate.requests[p][i].count = plan.nodePools.at(i).chosen.size();
        }
        for (int round = 0; round < mostRounds; ++round) {
            if (!judge(&candidate))
                return std::nullopt;
            if (candidate.decision.admitted)
                break;
            if (!reduce(&candidate))
                return std::nullopt;
        }
        if (!candidate.decision.admitted)
            return std::nullopt;
        for (qsizetype p = 0; p < candidate.requests.size(); ++p) {
            for (qsizetype i = 0; i < candidate.requests.at(p).size(); ++i) {
                const MachineRequest &was = m_planned.projects.at(p).wanted.at(i);
                const MachineRequest &now = candidate.requests.at(p).at(i);
                if (now.count == was.count)
                    continue;
                if (now.count <= 0)
                    return std::nullopt; // nothing is no request
                candidate.whats << named(
                    was,
                    Text::tr("Ask for %n machine(s) instead of %1", nullptr, int(now.count)).arg(was.count));
            }
        }
        return told(candidate);
    }

    bool reduce(Candidate *candidate) const
    {
        for (const QuotaReason &reason : std::as_const(candidate->decision.reasons)) {
            for (QList<MachineRequest> &requests : candidate->requests) {
                for (MachineRequest &request : requests) {
                    const bool meant =
                        reason.level == QuotaReason::Level::Tenant
                            ? m_book.ledger().project(request.owner.section(u'/', 0, 0)).tenant ==
                                  reason.scope
                            : request.owner.section(u'/', 0, 0) == reason.project;
                    if (!meant || !request.wantsGpu || request.gpuCount <= 0 || request.count <= 0 ||
                        !sameGpuFamily(request.gpuFamily, reason.family))
                        continue;
                    request.count = std::max<qint64>(
                        0, request.count - (reason.shortBy + request.gpuCount - 1) / request.gpuCount);
                    return true; // the same shortfall may be in several reasons
                }
            }
        }
        return false;
    }

    PoolRemedy told(const Candidate &candidate) const
    {
        PoolRemedy remedy;
        remedy.pools = candidate.pools;
        remedy.needsMore = candidate.needsMore;
        remedy.sentence = Text::tr("%1; then this fits.", "change").arg(candidate.whats.join(u"; "_s));
        return remedy;
    }

    const QList<QJsonObject> &m_pools;
    const PlannedPools &m_planned;
    const ObjectSet &m_objects;
    const QuotaBook &m_book;
    const QList<HostView> &m_inventory;
    const MachineOptions &m_options;
    QList<MachineRequest> m_demand;
    int m_machines = 0;
    int m_nodePools = 0;
};

} // namespace

std::optional<PoolRemedy> poolRemedy(const QList<QJsonObject> &pools, const PlannedPools &planned,
                                     const ObjectSet &objects, const QuotaBook &book,
                                     const QList<HostView> &inventory, const MachineOptions &options)
{
    return Remedies(pools, planned, objects, book, inventory, options).run();
}

} // namespace easel
