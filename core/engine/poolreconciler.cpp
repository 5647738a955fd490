// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/poolreconciler.h"

#include "core/base/text.h"
#include "core/domain/deploymentview.h"
#include "core/domain/hostgpus.h"
#include "core/domain/kinds.h"
#include "core/domain/poolrequests.h"
#include "core/domain/rules.h"
#include "core/domain/state.h"
#include "core/domain/versions.h"
#include "core/engine/enginewrites.h"
#include "core/engine/evaluationstatus.h"
#include "core/engine/palettewords.h"
#include "core/quota/poolcapacity.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostSteps = 200;
constexpr std::chrono::minutes sweepEvery{10};
constexpr int retryAfter[] = {1, 2, 4, 8, 15}; // times EngineTimes::retryUnit

const QString finalizerName = u"easel.spectrocloud.com/computepool"_s;

QJsonObject familyMap(const GpuUseByFamily &use, qint64 GpuUse::*member)
{
    QJsonObject map;
    for (auto it = use.begin(); it != use.end(); ++it) {
        if (it.value().*member > 0)
            map.insert(it.key(), it.value().*member);
    }
    return map;
}

// Machines, and that quota is reserved.
QSet<QString> heldBy(const QJsonObject &pool)
{
    QSet<QString> held;
    const QJsonObject status = pool[u"status"].toObject();
    if (isTrue(status, u"QuotaReserved"))
        held.insert(u"quota"_s);
    const QJsonArray clusters = status[u"clusters"].toArray();
    for (const auto &cluster : clusters) {
        const QJsonArray hosts = cluster[u"hosts"].toArray();
        for (const auto &host : hosts)
            held.insert(host[u"hostUid"].toString());
    }
    return held;
}

// Phases in which somebody waits for Palette.
bool isMoving(const QString &phase)
{
    static const QStringList moving{u"Provisioning"_s, u"Connecting"_s, u"Scaling"_s, u"Updating"_s,
                                    u"Deleting"_s};
    return moving.contains(phase);
}

} // namespace

PoolReconciler::PoolReconciler(EngineContext *context, PaletteHub *palette, QObject *parent)
    : Reconciler(context, parent)
    , m_palette(palette)
    , m_admission(context)
    , m_leases(context)
{
    m_admission.setTake(
        [this](const QJsonObject &pool, const AdmissionResult &result) { return take(pool, result); });
    connect(&m_sweep, &QTimer::timeout, this, [this] {
        if (this->context().mayAct())
            m_leases.sweep();
    });
    m_sweep.start(sweepEvery);
}

PoolReconciler::~PoolReconciler() = default;

void PoolReconciler::gone(const ObjectRef &ref)
{
    m_memory.remove(ref);
    m_results.remove(ref);
}

QList<ObjectRef> PoolReconciler::concernedBy(const ObjectRef &ref) const
{
    QList<ObjectRef> concerned;
    const bool isPool = ref.kind == u"ComputePool";
    static const QStringList deciding{u"Tenant"_s,   u"Project"_s,       u"ComputeConfig"_s, u"Compute"_s,
                                      u"Settings"_s, u"ProfileBundle"_s, u"AIWorkload"_s};
    if (!isPool && !deciding.contains(ref.kind))
        return {};
    if (isPool) {
        // Only who gives something back lets others go on.
        const QJsonObject pool = context().world->find(ref);
        const QSet<QString> now = pool.isEmpty() ? QSet<QString>() : heldBy(pool);
        const QSet<QString> before = m_held.value(ref);
        if (now.isEmpty())
            m_held.remove(ref);
        else
            m_held.insert(ref, now);
        if ((before - now).isEmpty())
            return {};
    }
    const QList<QJsonObject> pools = context().world->objects().all(EngineWorld::groupKind(u"ComputePool"));
    for (const QJsonObject &pool : pools) {
        const ObjectRef other = refOf(pool);
        const QString phase = pool[u"status"][u"phase"].toString();
        const bool deleting = pool[u"metadata"].toObject().contains(u"deletionTimestamp");
        // Who waits for quota, machines, a bundle; and deletions that wait for deployments.
        const bool waits = phase == u"Waiting" || phase == u"Pending" || phase.isEmpty();
        const bool scales = isFalse(pool[u"status"].toObject(), u"ScalingActive") && !isPool;
        if (ref.kind == u"AIWorkload" ? other.namespaceName == ref.namespaceName
                                      : waits || scales || (deleting && !isPool))
            concerned << other;
    }
    concerned.removeAll(ref);
    return concerned;
}

std::shared_ptr<PoolReconciler::Memory> PoolReconciler::memoryOf(const QJsonObject &pool)
{
    std::shared_ptr<Memory> &memory = m_memory[refOf(pool)];
    const QString uid = pool[u"metadata"][u"uid"].toString();
    if (!memory || memory->uid != uid) {
        memory = std::make_shared<Memory>();
        memory->uid = uid;
    }
    return memory;
}

Call<Done> PoolReconciler::learnHubUid()
{
    if (!m_hubUid.isEmpty())
        return Call<Done>::ready(Done{});
    ResourceType type;
    type.version = u"v1"_s;
    type.kind = u"Namespace"_s;
    type.plural = u"namespaces"_s;
    type.namespaced = false;
    return context()
        .client->get(type, {}, u"kube-system"_s)
        .chain(this, [this](const Result<QJsonObject> &space) -> Call<Done> {
            if (!space)
                return Call<Done>::ready(failure(space.error()));
            m_hubUid = (*space)[u"metadata"][u"uid"].toString();
            // The first pass of this process: what others left behind goes before machines are chosen.
            return m_leases.sweep();
        });
}

Call<WorkDone> PoolReconciler::reconcile(const ObjectRef &ref)
{
    const auto pass = std::make_shared<Pass>();
    pass->ref = ref;
    return learnHubUid()
        .chain(this,
               [this, ref](const Result<Done> &known) -> Call<PalettePlace> {
                   if (!known)
                       return Call<PalettePlace>::ready(failure(known.error()));
                   return m_palette->placeOf(ref.namespaceName);
               })
        .chain(this, [this, pass](const Result<PalettePlace> &place) -> Call<WorkDone> {
            if (m_hubUid.isEmpty())
                return Call<WorkDone>::ready(failure(place.error()));
            if (place) {
                pass->place = *place;
                pass->feed = m_palette->feedOf(*place);
                watch(pass->feed);
            } else {
                pass->placeError = place.error();
            }
            return go(pass);
        });
}

Call<WorkDone> PoolReconciler::go(const PassPtr &pass)
{
    if (!context().mayAct())
        return Call<WorkDone>::ready(failure(Error::Kind::Canceled, tr("The engine stops.")));
    if (++pass->steps > mostSteps)
        return Call<WorkDone>::ready(WorkDone{std::chrono::seconds(5)});
    const Step step = next(pass);
    if (!step.action.isValid())
        return Call<WorkDone>::ready(WorkDone{step.again});
    return step.action.chain(this, [this, pass](const Result<Done> &done) -> Call<WorkDone> {
        if (!done)
            return Call<WorkDone>::ready(failure(done.error()));
        return go(pass);
    });
}

void PoolReconciler::watch(PaletteFeed *feed)
{
    if (m_watched.contains(feed))
        return;
    m_watched.insert(feed);
    connect(feed, &PaletteFeed::clustersChanged, this, [this, feed] { clustersChanged(feed); });
    connect(feed, &PaletteFeed::hostsChanged, this, [this, feed] {
        for (auto it = m_memory.cbegin(); it != m_memory.cend(); ++it) {
            const QString phase = context().world->find(it.key())[u"status"][u"phase"].toString();
            if ((*it)->feed == feed && (phase == u"Waiting" || phase == u"Evaluating" || phase.isEmpty()))
                context().wake(it.key());
        }
    });
    connect(feed, &QObject::destroyed, this, [this, feed] { m_watched.remove(feed); });
}

void PoolReconciler::clustersChanged(PaletteFeed *feed)
{
    for (auto it = m_memory.cbegin(); it != m_memory.cend(); ++it) {
        if ((*it)->feed != feed)
            continue;
        const QJsonObject pool = context().world->find(it.key());
        const QString phase = pool[u"status"][u"phase"].toString();
        bool wake = isMoving(phase) || phase == u"Degraded";
        const QJsonArray clusters = pool[u"status"][u"clusters"].toArray();
        for (const auto &entry : clusters) {
            const QString uid = entry[u"paletteUid"].toString();
            const PaletteCluster *cluster = feed->cluster(uid);
            QString digest = QStringLiteral("not listed");
            if (cluster) {
                digest = cluster->state + u'|' + cluster->health.state + u'|' + cluster->repaveState;
                for (const PaletteCluster::Pool &one : cluster->pools)
                    digest += QStringLiteral("|%1/%2").arg(one.healthy).arg(one.size);
            }
            if (!uid.isEmpty() && std::exchange((*it)->digests[uid], digest) != digest)
                wake = true;
        }
        if (wake)
            context().wake(it.key());
    }
}

PoolReconciler::Step PoolReconciler::next(const PassPtr &pass)
{
    const QJsonObject pool = context().world->find(pass->ref);
    if (pool.isEmpty())
        return Step::wait();
    pass->memory = memoryOf(pool);
    pass->memory->feed = pass->feed;
    if (pool[u"metadata"].toObject().contains(u"deletionTimestamp"))
        return nextOfDeletion(pass, pool);

    PoolState state(pool, context().now());
    const bool built = state.isTrue(u"ClusterRequested") || state.hasAnyUid();
    const bool specChanged = state.status()[u"observedGeneration"].toInteger() != state.generation();
    const bool failed = state.isPhase(u"Failed");
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    const bool requested = !clusters.isEmpty() && std::all_of(clusters.begin(), clusters.end(),
                                                              [&](const ClusterConfigView &cluster) {
                                                                  return !state.uidOf(cluster.name).isEmpty();
                                                              });
    if (!accept(pass, pool, state)) {
        save(pass->ref, state);
        if (!built || !pass->feed)
            return Step::wait(context().times.waiting);
        // What is built is looked after as it was wanted before; nothing more is built.
        if (!requested)
            return failed ? nextOfFailed(pass, pool, state) : Step::wait(context().times.waiting);
    }
    if (failed) {
        PoolState before(pool, context().now());
        const QJsonObject annotations = pool[u"metadata"][u"annotations"].toObject();
        const bool asked = annotations.contains(retryPoolAnnotation);
        const QDateTime due = before.nextRetry();
        const bool isDue = due.isValid() && due <= before.now();
        if (!specChanged && !asked && !isDue)
            return nextOfFailed(pass, pool, state);
        // Forward: the count stays until it works, so that waiting grows.
        state.setRetry(isDue ? state.retries() : state.retries() + 1, {});
        state.clearError();
        state.setPhase(built ? u"Provisioning"_s : u"Evaluating"_s);
        for (const QString &condition :
             {u"ClusterRequested"_s, u"ClusterProvisioned"_s, u"KubeconfigStored"_s, u"ClusterRegistered"_s,
              u"ControllersInstalled"_s, u"EnvironmentReady"_s}) {
            // Its time begins again; what is there is found again at once.
            const bool timed = condition == u"ClusterRequested" || condition == u"ClusterProvisioned";
            if (!state.isTrue(condition) || (built && timed))
                state.remove(condition);
        }
        pass->memory->searched.clear();
        pass->memory->hostsRead.clear();
        pass->memory->validated.clear();
        pass->memory->conflicted.clear();
        pass->memory->read.clear();
        save(pass->ref, state);
        if (asked)
            return Step::act(removeAnnotation(pool, retryPoolAnnotation));
        return next(pass);
    }
    if (!requested)
        return nextOfBuild(pass, pool, state);
    pass->feed->wantClusters(isMoving(state.phase()));
    if (!state.isTrue(u"ClusterProvisioned"))
        return nextOfProvisioning(pass, pool, state);
    if (!state.isTrue(u"EnvironmentReady") || !state.isTrue(u"ClusterRegistered") ||
        !state.isTrue(u"KubeconfigStored") || state.isPhase(u"Connecting") || state.isPhase(u"Provisioning"))
        return nextOfConnecting(pass, pool, state);
    return nextOfRunning(pass, pool, state);
}

// False: its spec is refused. The state says so; nothing new is done for it.
bool PoolReconciler::accept(const PassPtr &pass, const QJsonObject &pool, PoolState &state)
{
    if (!pass->accepted) // once a pass: it looks at every other pool
        pass->accepted = judgeSpec(pass, pool, state);
    return *pass->accepted;
}

bool PoolReconciler::judgeSpec(const PassPtr &pass, const QJsonObject &pool, PoolState &state)
{
    if (state.phase().isEmpty())
        state.setPhase(u"Pending"_s);
    const bool known = state.status()[u"observedGeneration"].toInteger() == state.generation();
    state.setValue(u"observedGeneration"_s, state.generation());
    const auto refuse = [&state](const QString &rule, const QString &sentence) {
        state.set(u"Accepted"_s, ConditionState::False, rule, sentence);
        const bool builds = state.hasAnyUid() || state.isPhase(u"Failed");
        if (!builds) {
            state.setPhase(u"Pending"_s);
            state.set(u"Ready"_s, ConditionState::False, rule, sentence);
        }
        return false;
    };
    // Not by generation: what is built may also become known later, by the label of a cluster.
    const PoolView view(pool);
    const QStringList built = view.builtClusters();
    QSet<QString> wanted;
    for (const ClusterConfigView &cluster : view.clusters)
        wanted.insert(cluster.name);
    if (!built.isEmpty() && wanted != QSet<QString>(built.begin(), built.end()))
        return refuse(u"POOL-16"_s,
                      tr("%1 cannot change after creation.").arg(u"spec.clusterVariant.shared.clusters"_s));
    const bool settled = state.hasAnyUid() && known && state.isTrue(u"Accepted");
    if (settled)
        return pass->feed != nullptr;
    const ObjectSet &objects = context().world->objects();
    const QString space = pass->ref.namespaceName;
    const QList<Finding> findings = checkObject(pool, objects);
    for (const Finding &finding : findings) {
        if (finding.severity == Finding::Severity::Refuse)
            return refuse(finding.rule, finding.sentence);
    }
    if (context().world->find(u"Project", space, space).isEmpty())
        return refuse(u"POOL-12"_s, tr("Project %1 is not ready: it does not exist.").arg(space));
    if (!pass->feed)
        return refuse(u"POOL-12"_s,
                      tr("Project %1 is not ready: %2")
                          .arg(space, pass->placeError ? errorSentence(*pass->placeError) : QString()));
    const QStringList names = state.clusterNames();
    for (const QString &name : names) {
        const QString was = state.cluster(name)[u"bundle"].toString();
        if (was.isEmpty() || was == view.bundle.name)
            continue;
        const auto base = [&](const QString &bundle) {
            const QJsonObject found =
                objects.find(EngineWorld::groupKind(u"ProfileBundle"), view.bundle.namespaceName, bundle);
            return baseOf(found.isEmpty() ? QJsonObject{{u"metadata"_s, QJsonObject{{u"name"_s, bundle}}}}
                                          : found);
        };
        if (base(was) != base(view.bundle.name))
            return refuse(u"POOL-17"_s,
                          tr("Choose another version of %1; a pool cannot switch to a different bundle.")
                              .arg(base(was)));
    }
    state.set(u"Accepted"_s, ConditionState::True, u"Accepted"_s);
    return true;
}

PoolReconciler::Step PoolReconciler::nextOfFailed(const PassPtr &pass, const QJsonObject &pool,
                                                  PoolState &state)
{
    save(pass->ref, state);
    if (pass->feed) {
        if (const Step step = expire(pass, pool, state); step.action.isValid())
            return step;
        if (!PoolState(context().world->find(pass->ref), context().now()).reservedClusters().isEmpty())
            return Step::wait(context().times.waiting);
    }
    const QDateTime due = state.nextRetry();
    if (!due.isValid())
        return Step::wait();
    return Step::wait(std::chrono::milliseconds(std::max<qint64>(0, state.now().msecsTo(due))));
}

void PoolReconciler::fail(PoolState &state, const QString &condition, const QString &reason,
                          const Error &error)
{
    const QString sentence = errorSentence(error);
    state.set(condition, ConditionState::False, reason, sentence);
    state.set(u"Ready"_s, ConditionState::False, reason, sentence);
    state.setError(condition, error.reason.isEmpty() ? reason : error.reason, sentence, error.reference);
    state.setPhase(u"Failed"_s);
    const int count = state.retries();
    if (isWorthAnotherTry(error) && count < int(std::size(retryAfter)))
        state.setRetry(count + 1,
                       state.now().addMSecs(context().times.retryUnit.count() * retryAfter[count]));
    else
        state.setRetry(count, {});
}

void PoolReconciler::save(const ObjectRef &ref, PoolState &state, bool whole)
{
    QJsonObject pool = context().world->find(ref);
    if (pool.isEmpty() || (!whole && pool[u"status"].toObject() == state.status()))
        return;
    pool.insert(u"status", state.status());
    const ComputeConfigView config = computeConfigOf(context().world->objects(), ref.namespaceName);
    const GpuUseByFamily use =
        poolUse(PoolView(asCounted(pool)), config.isSet() ? &config.defaults : nullptr);
    state.setValue(u"gpu"_s, QJsonObject{{u"claimed"_s, familyMap(use, &GpuUse::claimed)},
                                         {u"attached"_s, familyMap(use, &GpuUse::attached)},
                                         {u"releasing"_s, familyMap(use, &GpuUse::releasing)},
                                         {u"surplus"_s, familyMap(use, &GpuUse::surplus)}});
    // Deployments that run on it, and what they leave free.
    QStringList deployments;
    PoolCapacityInput input;
    const QList<QJsonObject> workloads =
        context().world->objects().all(EngineWorld::groupKind(u"AIWorkload"), ref.namespaceName);
    for (const QJsonObject &workload : workloads) {
        if (DeploymentView(workload).computePool.name != ref.name)
            continue;
        deployments << workload[u"metadata"][u"name"].toString();
        input.deployments.append({workload, {}});
    }
    state.setValue(u"deployments"_s, QJsonArray::fromStringList(deployments));
    input.pool = pool;
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    for (const ClusterConfigView &cluster : clusters) {
        const QMap<QString, qint64> demand = cluster.gpuDemand();
        for (auto it = demand.begin(); it != demand.end(); ++it)
            input.demand[it.key()] += it.value();
    }
    QJsonArray capacity;
    const QList<CapacityLine> lines = PoolCapacity(input).lines();
    for (const CapacityLine &line : lines)
        capacity.append(QJsonObject{{u"family"_s, line.family},
                                    {u"total"_s, line.total},
                                    {u"requested"_s, line.requested},
                                    {u"free"_s, line.free()}});
    state.setValue(u"capacity"_s, capacity);
    const QString before = context().world->find(ref)[u"status"][u"phase"].toString();
    if (before != state.phase())
        context().log->info(ref, state.phase());
    context().status->set(ref, state.status());
}

QList<ClusterConfigView> PoolReconciler::clustersOf(const QJsonObject &pool) const
{
    const ObjectRef ref = refOf(pool);
    PoolView view(pool);
    // What was built is what there is, whatever the spec came to name (POOL-16).
    if (const QStringList built = view.builtClusters(); !built.isEmpty()) {
        view.clusters.removeIf(
            [&](const ClusterConfigView &cluster) { return !built.contains(cluster.name); });
        for (const QString &name : built) {
            const bool isNamed =
                std::any_of(view.clusters.begin(), view.clusters.end(),
                            [&](const ClusterConfigView &cluster) { return cluster.name == name; });
            if (isNamed)
                continue;
            ClusterConfigView was = view.resolvedConfig(name).value_or(ClusterConfigView());
            was.name = name;
            view.clusters << was;
        }
    }
    return resolvedClusters(view, computeConfigOf(context().world->objects(), ref.namespaceName));
}

std::optional<BundleView> PoolReconciler::bundleOf(const PoolView &pool) const
{
    const QJsonObject bundle =
        context().world->find(u"ProfileBundle", pool.bundle.namespaceName, pool.bundle.name);
    return bundle.isEmpty() ? std::nullopt : std::optional<BundleView>(BundleView(bundle));
}

QMap<QString, QString> PoolReconciler::namesOf(PaletteFeed *feed, const QStringList &hosts) const
{
    QMap<QString, QString> names;
    const QSet<QString> wanted(hosts.begin(), hosts.end());
    for (const HostView &host : feed->hosts()) {
        if (wanted.contains(host.hostUid))
            names.insert(host.hostUid, host.name());
    }
    return names;
}

// What an admission means for the status.
QJsonObject PoolReconciler::take(const QJsonObject &pool, const AdmissionResult &result)
{
    PoolState state(pool, context().now());
    const ObjectRef ref = refOf(pool);
    m_results.insert(ref, result);
    const PoolView view(pool);
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    const bool built = state.isTrue(u"ClusterRequested");
    QJsonObject after = pool;
    const auto finish = [&] {
        after.insert(u"status", state.status());
        return after;
    };
    if (built) {
        if (!result.isAdmitted()) {
            state.set(u"ScalingActive"_s, ConditionState::False,
                      result.quotaAdmitted ? u"NotEnoughHosts"_s : u"QuotaExceeded"_s,
                      result.quotaAdmitted ? result.hostsSentence : sentencesOf(result.reasons));
            return finish();
        }
        for (const ClusterConfigView &cluster : clusters) {
            QList<PoolClusterStatus::Host> hosts = state.hosts(cluster.name);
            QStringList known;
            for (const PoolClusterStatus::Host &host : std::as_const(hosts))
                known << host.hostUid;
            QStringList chosen;
            for (const AdmissionResult::Host &host : result.hosts)
                chosen << host.hostUid;
            const QList<NodePoolView> nodePools = nodePoolsOf(cluster);
            QStringList names;
            for (const NodePoolView &nodePool : nodePools) {
                names << nodePool.name;
                qint64 have = 0;
                for (const PoolClusterStatus::Host &host : std::as_const(hosts))
                    have += host.nodePool == nodePool.name && host.state != u"releasing" ? 1 : 0;
                const qint64 want = nodePool.nodeCount.value_or(nodePool.controlPlane ? 0 : 1);
                for (const AdmissionResult::Host &host : result.hosts) {
                    const bool here = host.cluster == cluster.name && host.nodePool == nodePool.name;
                    if (have >= want || !here || known.contains(host.hostUid))
                        continue;
                    hosts.append({host.hostUid, nodePool.name,
                                  host.controlPlane ? u"control-plane"_s : u"worker"_s, host.family,
                                  host.gpuCount, u"reserved"_s});
                    ++have;
                }
                // What goes: first those that the choice would not take again.
                for (const bool anyOfThem : {false, true}) {
                    for (qsizetype i = hosts.size() - 1; i >= 0 && have > want; --i) {
                        PoolClusterStatus::Host &host = hosts[i];
                        const bool keep = chosen.contains(host.hostUid) && !anyOfThem;
                        if (host.nodePool != nodePool.name || host.state == u"releasing" || keep)
                            continue;
                        host.state = u"releasing"_s;
                        --have;
                    }
                }
            }
            for (PoolClusterStatus::Host &host : hosts) {
                if (!names.contains(host.nodePool))
                    host.state = u"releasing"_s;
            }
            state.setHosts(cluster.name, hosts);
        }
        state.set(u"ScalingActive"_s, ConditionState::True, u"Scaling"_s);
        state.setValue(u"resolvedSpec"_s, resolvedSpec(view, clusters));
        state.setPhase(u"Scaling"_s);
        return finish();
    }
    const bool isBegun = state.hasAnyUid(); // one of several clusters was refused by Palette
    if (!result.quotaAdmitted && isBegun) {
        // What is built holds its quota.
        state.set(u"HostsReserved"_s, ConditionState::False, u"QuotaExceeded"_s, sentencesOf(result.reasons));
        state.set(u"Ready"_s, ConditionState::False, u"QuotaExceeded"_s, sentencesOf(result.reasons));
    } else if (!result.quotaAdmitted) {
        state.set(u"QuotaReserved"_s, ConditionState::False, u"QuotaExceeded"_s, sentencesOf(result.reasons));
        state.remove(u"HostsReserved");
        state.set(u"Ready"_s, ConditionState::False, u"QuotaExceeded"_s, sentencesOf(result.reasons));
    } else {
        state.set(u"QuotaReserved"_s, ConditionState::True, u"Reserved"_s);
        if (result.hostsFound) {
            state.set(u"HostsReserved"_s, ConditionState::True, u"Reserved"_s);
            state.set(u"Ready"_s, ConditionState::False, u"NotBuilt"_s);
        } else {
            state.set(u"HostsReserved"_s, ConditionState::False, u"NotEnoughHosts"_s, result.hostsSentence);
            state.set(u"Ready"_s, ConditionState::False, u"NotEnoughHosts"_s, result.hostsSentence);
        }
    }
    for (const ClusterConfigView &cluster : clusters) {
        if (!state.uidOf(cluster.name).isEmpty())
            continue; // built in part, before the engine was stopped
        QList<PoolClusterStatus::Host> hosts;
        for (const AdmissionResult::Host &host : result.hosts) {
            if (result.isAdmitted() && host.cluster == cluster.name)
                hosts.append({host.hostUid, host.nodePool,
                              host.controlPlane ? u"control-plane"_s : u"worker"_s, host.family,
                              host.gpuCount, u"reserved"_s});
        }
        QJsonObject entry = state.cluster(cluster.name);
        entry.insert(u"paletteName", paletteClusterName(m_hubUid, ref.namespaceName, ref.name, cluster.name,
                                                        view.variant == PoolView::Variant::Shared));
        state.setCluster(cluster.name, entry);
        state.setHosts(cluster.name, hosts);
    }
    if (result.isAdmitted()) {
        state.setValue(u"resolvedSpec"_s, resolvedSpec(view, clusters));
        state.setPhase(u"Evaluating"_s);
    } else {
        if (!isBegun)
            state.removeValue(u"resolvedSpec"); // it takes the project's defaults of the day it gets machines
        state.setPhase(u"Waiting"_s);
    }
    return finish();
}

PoolReconciler::Step PoolReconciler::askAdmission(const PassPtr &pass, PoolState &state)
{
    if (!pass->feed->hasHosts()) {
        save(pass->ref, state);
        pass->feed->wantHosts(context().times.inventory); // and wakes us
        if (pass->feed->hostsError())
            context().log->warn(pass->ref, errorSentence(*pass->feed->hostsError()));
        return Step::wait(context().times.waiting);
    }
    pass->asked = true;
    pass->memory->leases.clear();
    pass->memory->hostsRead.clear();
    pass->memory->validated.clear();
    save(pass->ref, state);
    return Step::act(m_admission.ask(pass->ref, pass->feed)
                         .map(this, [this, pass](const Result<AdmissionResult> &result) -> Result<Done> {
                             if (!result && result.error().kind == Error::Kind::NotFound)
                                 return Done{}; // deleted in the meantime
                             if (!result)
                                 return failure(result.error());
                             PoolState decided(context().world->find(pass->ref), context().now());
                             save(pass->ref, decided, true);
                             return Done{};
                         }));
}

PoolReconciler::Step PoolReconciler::writeEvaluation(const PassPtr &pass, const QJsonObject &pool,
                                                     const QString &phase)
{
    const QJsonObject metadata = pool[u"metadata"].toObject();
    const qint64 generation = metadata[u"generation"].toInteger();
    const QString name = QStringLiteral("%1-g%2").arg(pass->ref.name).arg(generation);
    const ObjectRef ref{pass->ref.apiVersion, u"ComputePoolEvaluation"_s, pass->ref.namespaceName, name};
    const ResourceType *type = context().world->type(ref);
    PoolState state(pool, context().now());
    QJsonObject status = context().world->find(ref)[u"status"].toObject();
    status.insert(u"phase", phase);
    if (const auto known = m_results.constFind(pass->ref); known != m_results.cend()) {
        const AdmissionResult &result = *known;
        putAdmission(status, result);
        QJsonArray checks;
        for (const char *passed : {"Project", "Settings", "Palette", "Bundle", "Name", "Vip"})
            checks.append(evaluationCheck(QString::fromLatin1(passed), true));
        const QJsonArray decided = admissionChecks(result);
        for (const auto &check : decided)
            checks.append(check);
        status.insert(u"checks", checks);
    }
    if (phase == u"Reserved" && state.isTrue(u"HostsReserved")) {
        const QDateTime since = sinceOf(state.status(), u"HostsReserved");
        status.insert(
            u"reservation",
            QJsonObject{{u"hosts"_s, QJsonArray::fromStringList(state.hostUids())},
                        {u"since"_s, apiTime(since)},
                        {u"expiresAt"_s, apiTime(since.addMSecs(context().times.reservation.count()))}});
    } else if (phase == u"DoesNotFit") {
        status.remove(u"reservation");
    }
    // What was decided counts, not that it was looked at again.
    QJsonObject said = status;
    said.remove(u"inventoryTime");
    said.remove(u"decidedAt");
    const QString text = name + QString::fromUtf8(QJsonDocument(said).toJson(QJsonDocument::Compact));
    if (pass->memory->evaluation == text || !type)
        return Step::wait();
    status.insert(u"decidedAt", apiTime(context().now()));
    const QJsonObject owner{{u"apiVersion"_s, pass->ref.apiVersion},
                            {u"kind"_s, u"ComputePool"_s},
                            {u"name"_s, pass->ref.name},
                            {u"uid"_s, metadata[u"uid"]},
                            {u"controller"_s, true}};
    const QJsonObject identity{{u"name"_s, name}, {u"namespace"_s, pass->ref.namespaceName}};
    QJsonObject whole = identity;
    whole.insert(u"ownerReferences", QJsonArray{owner});
    whole.insert(u"labels", QJsonObject{{u"easel.spectrocloud.com/pool"_s, pass->ref.name}});
    const QJsonObject object{{u"metadata"_s, whole},
                             {u"spec"_s, QJsonObject{{u"poolRef"_s, QJsonObject{{u"name"_s, pass->ref.name}}},
                                                     {u"mode"_s, u"Reserve"_s},
                                                     {u"poolGeneration"_s, generation}}}};
    return Step::act(
        context()
            .client->apply(*type, object, asEngineAlone())
            .chain(this,
                   [this, type = *type, identity, status](const Result<WriteResult> &made) {
                       if (!made)
                           return Call<WriteResult>::ready(failure(made.error()));
                       return context().client->apply(
                           type, QJsonObject{{u"metadata"_s, identity}, {u"status"_s, status}},
                           asEngineAlone(u"status"_s));
                   })
            .map(this, [this, pass, text, name](const Result<WriteResult> &written) -> Result<Done> {
                if (!written && written.error().kind != Error::Kind::NotFound) // its pool may be going
                    return failure(written.error());
                pass->memory->evaluation = text;
                PoolState now(context().world->find(pass->ref), context().now());
                now.setValue(u"evaluationRef"_s, QJsonObject{{u"name"_s, name}});
                save(pass->ref, now);
                return Done{};
            }));
}

Call<Done> PoolReconciler::addFinalizer(const QJsonObject &pool)
{
    const ObjectRef ref = refOf(pool);
    const ResourceType *type = context().world->type(ref);
    const QJsonObject metadata{{u"name"_s, ref.name},
                               {u"namespace"_s, ref.namespaceName},
                               {u"uid"_s, pool[u"metadata"][u"uid"]},
                               {u"finalizers"_s, QJsonArray{finalizerName}}};
    return context()
        .client->apply(*type, QJsonObject{{u"metadata"_s, metadata}}, asEngine())
        .map(this, [this, ref](const Result<WriteResult> &written) -> Result<Done> {
            if (!written)
                return failure(written.error());
            if (const auto memory = m_memory.value(ref))
                memory->finalizer = true;
            return Done{};
        });
}

Call<Done> PoolReconciler::removeFinalizer(const QJsonObject &pool)
{
    const ObjectRef ref = refOf(pool);
    const ResourceType *type = context().world->type(ref);
    // What this manager no longer says it takes back: its own finalizer, nobody else's.
    const QJsonObject metadata{
        {u"name"_s, ref.name}, {u"namespace"_s, ref.namespaceName}, {u"uid"_s, pool[u"metadata"][u"uid"]}};
    return context()
        .client->apply(*type, QJsonObject{{u"metadata"_s, metadata}}, asEngine())
        .map(this, [](const Result<WriteResult> &written) -> Result<Done> {
            if (!written && written.error().kind != Error::Kind::NotFound)
                return failure(written.error());
            return Done{};
        });
}

Call<Done> PoolReconciler::removeAnnotation(const QJsonObject &pool, const QString &name)
{
    const ObjectRef ref = refOf(pool);
    const ResourceType *type = context().world->type(ref);
    const QJsonObject metadata{{u"annotations"_s, QJsonObject{{name, QJsonValue::Null}}}};
    return context()
        .client
        ->mergePatch(*type, ref.namespaceName, ref.name, QJsonObject{{u"metadata"_s, metadata}}, asEngine())
        .map(this, [](const Result<WriteResult> &written) -> Result<Done> {
            if (!written)
                return failure(written.error());
            return Done{};
        });
}

PoolReconciler::Step PoolReconciler::settleHosts(const PassPtr &pass, const PoolState &state)
{
    QString hosts;
    const QStringList names = state.clusterNames();
    for (const QString &name : names) {
        const QList<PoolClusterStatus::Host> all = state.hosts(name);
        for (const PoolClusterStatus::Host &host : all)
            hosts += host.hostUid + u' ' + host.state + u'\n';
    }
    if (pass->memory->settled == hosts)
        return Step::wait();
    return Step::act(context().status->settle(pass->ref).map(
        this, [pass, hosts](const Result<Done> &settled) -> Result<Done> {
            if (settled)
                pass->memory->settled = hosts;
            return settled;
        }));
}

PoolReconciler::Step PoolReconciler::takeLeases(const PassPtr &pass, const QJsonObject &pool,
                                                PoolState &state)
{
    const QStringList names = state.clusterNames();
    for (const QString &name : names) {
        const QList<PoolClusterStatus::Host> hosts = state.hosts(name);
        for (const PoolClusterStatus::Host &host : hosts) {
            if (host.state == u"releasing" || pass->memory->leases.contains(host.hostUid))
                continue;
            const QString uid = host.hostUid;
            return Step::act(
                m_leases.take(pool, pass->place->host, uid)
                    .map(this, [this, pass, uid](const Result<HostLeases::Taken> &taken) -> Result<Done> {
                        if (!taken)
                            return failure(taken.error());
                        if (taken->other.isEmpty()) {
                            pass->memory->leases.insert(uid);
                            return Done{};
                        }
                        m_admission.avoid(uid, std::chrono::minutes(1));
                        giveUpReservation(pass->ref, u"Reserved"_s,
                                          tr("Machine %1 was reserved by %2 in the meantime.")
                                              .arg(uid, taken->other.section(u'/', 0, 1)));
                        return Done{};
                    }));
        }
    }
    return Step::wait();
}

PoolReconciler::Step PoolReconciler::releaseHosts(const PassPtr &pass, const QJsonObject &pool,
                                                  PoolState &state)
{
    const QStringList names = state.clusterNames();
    for (const QString &name : names) {
        const QList<PoolClusterStatus::Host> hosts = state.hosts(name);
        for (const PoolClusterStatus::Host &host : hosts) {
            if (host.state != u"releasing")
                continue;
            const QString uid = host.hostUid;
            const QString key = u"release "_s + uid;
            const QDateTime tried = pass->memory->triedAt.value(key);
            const auto pause = context().times.building;
            if (tried.isValid() && tried.msecsTo(context().now()) < pause.count())
                continue;
            pass->memory->triedAt.insert(key, context().now());
            const QString holder = HostLeases::holderOf(pool);
            return Step::act(pass->feed->client()->host(uid).chain(
                this, [this, pass, name, uid, holder](const Result<EdgeHost> &found) -> Call<Done> {
                    const bool gone = !found && found.error().kind == Error::Kind::NotFound;
                    if (!found && !gone) {
                        context().log->warn(pass->ref, errorSentence(found.error()));
                        return Call<Done>::ready(Done{}); // looked at again later
                    }
                    if (found) {
                        const HostView view = hostFromPalette(*found);
                        pass->feed->putHost(view);
                        if (view.state == u"in-use")
                            return Call<Done>::ready(Done{});
                    }
                    return m_leases.drop(holder, pass->place->host, uid)
                        .map(this, [this, pass, name, uid](const Result<Done> &dropped) -> Result<Done> {
                            if (!dropped)
                                return failure(dropped.error());
                            pass->memory->leases.remove(uid);
                            PoolState now(context().world->find(pass->ref), context().now());
                            QList<PoolClusterStatus::Host> left = now.hosts(name);
                            left.removeIf([&](const PoolClusterStatus::Host &one) {
                                return one.hostUid == uid && one.state == u"releasing";
                            });
                            now.setHosts(name, left);
                            save(pass->ref, now);
                            return Done{};
                        });
                }));
        }
    }
    return Step::wait();
}

} // namespace easel

#include "moc_poolreconciler.cpp"
