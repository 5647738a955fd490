// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/admission.h"

#include "core/base/text.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/state.h"
#include "core/engine/conditions.h"
#include "core/engine/poolplan.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds gather{20};

QString poolKind()
{
    return EngineWorld::groupKind(u"ComputePool");
}

bool isOlder(const QJsonObject &a, const QJsonObject &b)
{
    const QJsonObject left = a[u"metadata"].toObject();
    const QJsonObject right = b[u"metadata"].toObject();
    const QString leftTime = left[u"creationTimestamp"].toString();
    const QString rightTime = right[u"creationTimestamp"].toString();
    if (leftTime != rightTime)
        return leftTime < rightTime; // RFC 3339 in UTC sorts as text
    if (left[u"name"] != right[u"name"])
        return left[u"name"].toString() < right[u"name"].toString();
    return left[u"namespace"].toString() < right[u"namespace"].toString();
}

// Wants machines and has none: also one that nobody has looked at yet, which must not lose for that.
bool waits(const QJsonObject &pool)
{
    const QJsonObject status = pool[u"status"].toObject();
    const QString phase = status[u"phase"].toString();
    const bool early =
        phase.isEmpty() || phase == u"Pending" || phase == u"Evaluating" || phase == u"Waiting";
    return early && !pool[u"metadata"].toObject().contains(u"deletionTimestamp") &&
           !isFalse(status, u"Accepted") && !isTrue(status, u"HostsReserved");
}

QJsonObject withCondition(QJsonObject pool, const EngineCondition &condition)
{
    QJsonObject status = pool[u"status"].toObject();
    setCondition(status, condition, QDateTime(QDate(2000, 1, 1), QTime(0, 0), Qt::UTC), 0);
    pool.insert(u"status", status);
    return pool;
}

QJsonArray rejectedJson(const MachineFleet &fleet, const NodePoolChoice &choice)
{
    QMap<int, std::pair<int, QStringList>> byRule;
    for (int position = 0; position < fleet.size(); ++position) {
        const MachineRules rules =
            choice.failing.size() > size_t(position) ? choice.failing[size_t(position)] : 0;
        if (rules == 0 || fleet.index().machine(position).gone)
            continue;
        for (int rule = 0; rule < machineRuleCount; ++rule) {
            if (!(rules & bitOf(MachineRule(rule))))
                continue;
            auto &[count, examples] = byRule[rule];
            ++count;
            if (examples.size() < 5)
                examples << fleet.host(position).hostUid;
            break;
        }
    }
    QJsonArray list;
    for (auto it = byRule.cbegin(); it != byRule.cend(); ++it)
        list.append(QJsonObject{{u"reason"_s, machineRuleName(MachineRule(it.key()))},
                                {u"count"_s, it->first},
                                {u"examples"_s, QJsonArray::fromStringList(it->second)}});
    return list;
}

AdmissionResult::Host chosenHost(const MachineFleet &fleet, const NodePoolChoice &choice, int position,
                                 bool severalClusters, const QString &onlyCluster)
{
    AdmissionResult::Host host;
    host.cluster = severalClusters ? choice.request.name.section(u'/', 0, 0) : onlyCluster;
    host.nodePool = severalClusters ? choice.request.name.section(u'/', 1) : choice.request.name;
    host.controlPlane = choice.request.controlPlane;
    host.hostUid = fleet.host(position).hostUid;
    const QMap<QString, qint64> gpus = fleet.host(position).gpusByFamily();
    for (auto it = gpus.begin(); it != gpus.end(); ++it) {
        if (it.value() > host.gpuCount) {
            host.family = it.key();
            host.gpuCount = it.value();
        }
    }
    return host;
}

} // namespace

QJsonObject asCounted(const QJsonObject &pool)
{
    const QJsonObject status = pool[u"status"].toObject();
    if (!isTrue(status, u"QuotaReserved"))
        return withCondition(pool, {u"QuotaReserved"_s, ConditionState::False, u"NotDecided"_s, {}});
    const bool built = isTrue(status, u"ClusterRequested");
    if (built && !isTrue(status, u"ScalingActive"))
        return withCondition(pool, {u"ScalingActive"_s, ConditionState::False, u"QuotaExceeded"_s, {}});
    return pool;
}

QuotaBook engineLedger(const ObjectSet &objects)
{
    QuotaBook book;
    for (const QString &kind : {u"Tenant"_s, u"ComputeConfig"_s, u"Project"_s}) {
        const QList<QJsonObject> all = objects.all(EngineWorld::groupKind(kind));
        for (const QJsonObject &object : all)
            book.put(object);
    }
    const QList<QJsonObject> pools = objects.all(poolKind());
    for (const QJsonObject &pool : pools)
        book.put(asCounted(pool));
    return book;
}

Admission::Admission(EngineContext *context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Admission::decideAll);
}

Call<AdmissionResult> Admission::ask(const ObjectRef &ref, PaletteFeed *feed)
{
    Asked asked;
    asked.feed = feed;
    m_asked.insert(ref, asked);
    if (!m_timer.isActive())
        m_timer.start(gather);
    return asked.promise.call();
}

void Admission::avoid(const QString &hostUid, std::chrono::milliseconds howLong)
{
    m_avoid.insert(hostUid, m_clock.elapsed() + howLong.count());
}

MachineFleet engineFleet(const ObjectSet &objects, const QString &namespaceName, const QList<HostView> &hosts)
{
    // Palette's list knows all machines, and newer than what Computes said of them.
    ObjectSet lean = objects;
    const QList<QJsonObject> computes = objects.all(EngineWorld::groupKind(u"Compute"), namespaceName);
    for (QJsonObject compute : computes) {
        compute.remove(u"status");
        lean.insert(compute);
    }
    return machineFleet(lean, namespaceName, hosts);
}

AdmissionResult admissionOf(const QJsonObject &pool, const MachineFleet &fleet, const QuotaBook &book,
                            const QList<MachineRequest> &wanted, const ObjectSet &objects,
                            const QDateTime &inventoryTime)
{
    const ObjectRef ref = refOf(pool);
    PoolView view(pool);
    view.clusters = resolvedClusters(view, computeConfigOf(objects, ref.namespaceName));
    const QList<MachineRequest> requests = machineRequests(view, nullptr);
    const QString owner = ref.namespaceName + u'/' + ref.name;
    QList<MachineRequest> others;
    for (const MachineRequest &request : wanted) {
        if (request.owner != owner)
            others << request;
    }
    MachineOptions options;
    for (int position = 0; position < fleet.size(); ++position) {
        // What it has it keeps, however the machine feels today.
        const MachineHold *hold = fleet.holdOf(position);
        if (hold && hold->owner == owner)
            options.amended.insert(position, machineStateRules);
    }
    const MachinePlan plan = planMachines(fleet, requests, options, others);

    AdmissionResult result;
    result.inventoryTime = inventoryTime;
    result.ledger = book.ledger().projectUsage(ref.namespaceName);
    QJsonObject after = pool; // as the ledger would see it when it were admitted
    after = withCondition(after, {u"QuotaReserved"_s, ConditionState::True, u"Reserved"_s, {}});
    if (isTrue(pool[u"status"].toObject(), u"ClusterRequested"))
        after = withCondition(after, {u"ScalingActive"_s, ConditionState::True, u"Scaling"_s, {}});
    const QuotaDecision decision =
        decide(book.ledger(), machineQuotaChanges(book, asCounted(pool), after, fleet, plan));
    result.quotaAdmitted = decision.admitted;
    result.reasons = decision.reasons;
    result.relaxations = decision.relaxations;
    result.hostsFound = plan.isComplete();
    const bool several = view.clusters.size() > 1;
    const QString only = view.clusters.isEmpty() ? u"main"_s : view.clusters.first().name;
    QStringList short_;
    for (const NodePoolChoice &choice : plan.nodePools) {
        QJsonArray chosen;
        for (const int position : choice.chosen) {
            chosen.append(fleet.host(position).hostUid);
            result.hosts << chosenHost(fleet, choice, position, several, only);
        }
        const QJsonArray rejected = rejectedJson(fleet, choice);
        result.nodePools.append(
            QJsonObject{{u"cluster"_s, several ? choice.request.name.section(u'/', 0, 0) : only},
                        {u"name"_s, several ? choice.request.name.section(u'/', 1) : choice.request.name},
                        {u"need"_s, choice.request.count},
                        {u"fitting"_s, choice.eligible},
                        {u"chosen"_s, chosen},
                        {u"rejected"_s, rejected}});
        if (choice.missing() > 0) {
            QStringList reasons;
            for (const auto &reason : rejected)
                reasons << QStringLiteral("%1 %2")
                               .arg(reason[u"count"].toInt())
                               .arg(reason[u"reason"].toString());
            short_ << Admission::tr("Not enough hosts for %1: %2 needed, %3 fit. %4")
                          .arg(choice.request.name, QString::number(choice.request.count),
                               QString::number(choice.chosen.size()),
                               reasons.isEmpty() ? Admission::tr("No machine is listed.")
                                                 : nameList(reasons, 4) + u'.');
        }
    }
    result.hostsSentence = short_.join(u' ');
    if (!result.hostsFound)
        result.hosts.clear();
    return result;
}

void Admission::decideAll()
{
    const QHash<ObjectRef, Asked> asked = std::exchange(m_asked, {});
    const ObjectSet &objects = m_context->world->objects();
    // Everybody who wants machines and has none yet, and those of the asked that change.
    QList<QJsonObject> candidates;
    QJsonObject youngest;
    const QList<QJsonObject> pools = objects.all(poolKind());
    for (const QJsonObject &pool : pools) {
        if (asked.contains(refOf(pool)) && (youngest.isEmpty() || isOlder(youngest, pool)))
            youngest = pool;
    }
    // Also of namespaces where nobody asks now: a tenant's limit is for all of its projects.
    for (auto it = asked.cbegin(); it != asked.cend(); ++it)
        m_feeds.insert(it.key().namespaceName, it->feed);
    const auto feedOf = [this](const QString &space) -> PaletteFeed * {
        PaletteFeed *feed = m_feeds.value(space);
        return feed && feed->hasHosts() ? feed : nullptr;
    };
    for (const QJsonObject &pool : pools) {
        const ObjectRef ref = refOf(pool);
        if (asked.contains(ref) || (isOlder(pool, youngest) && waits(pool) && feedOf(ref.namespaceName)))
            candidates << pool;
    }
    std::sort(candidates.begin(), candidates.end(), isOlder);

    QuotaBook book = engineLedger(objects);
    const QList<MachineRequest> wanted = machineDemand(objects);
    QHash<QString, MachineFleet> fleets;
    for (const QJsonObject &pool : std::as_const(candidates)) {
        const ObjectRef ref = refOf(pool);
        PaletteFeed *feed = feedOf(ref.namespaceName);
        auto known = fleets.find(ref.namespaceName);
        if (known == fleets.end()) {
            known = fleets.insert(ref.namespaceName, engineFleet(objects, ref.namespaceName, feed->hosts()));
            for (auto it = m_avoid.cbegin(); it != m_avoid.cend(); ++it) {
                if (it.value() > m_clock.elapsed() &&
                    known->holderOf(known->index().positionOf(it.key())).isEmpty())
                    known->hold(it.key(), {u"?"_s, {}, true});
            }
        }
        MachineFleet &fleet = *known;

        const AdmissionResult result = admissionOf(pool, fleet, book, wanted, objects, feed->hostsAt());

        // Decided: the next one sees it, whether this one is told now or asks again.
        QJsonObject taken = m_take(pool, result);
        book.put(asCounted(taken));
        for (const AdmissionResult::Host &host : std::as_const(result.hosts)) {
            if (result.isAdmitted())
                fleet.hold(host.hostUid, {ref.namespaceName + u'/' + ref.name, host.nodePool, true});
        }
        const auto asker = asked.constFind(ref);
        if (asker != asked.cend()) {
            m_context->status->set(ref, taken[u"status"].toObject());
            asker->promise.finish(result);
        } else if (result.isAdmitted()) {
            m_context->wake(ref); // it asks itself now
        }
    }
    for (auto it = asked.cbegin(); it != asked.cend(); ++it) {
        if (!objects.contains(it.key()))
            it->promise.finish(failure(Error::Kind::NotFound, tr("The pool is gone.")));
    }
}

} // namespace easel

#include "moc_admission.cpp"
