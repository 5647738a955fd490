// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PoolReconciler about clusters that run: health, scaling, updates, repave.
#include "core/engine/poolreconciler.h"

#include "core/base/text.h"
#include "core/domain/environmentview.h"
#include "core/domain/kinds.h"
#include "core/domain/names.h"
#include "core/domain/poolrequests.h"
#include "core/domain/state.h"
#include "core/engine/enginewrites.h"
#include "core/engine/palettewords.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

// The wish as a spec can hold it: node counts of worker pools by name.
void setCounts(QJsonObject &config, const QMap<QString, int> &counts)
{
    QJsonObject requirements = config[u"nodePoolRequirements"].toObject();
    QJsonArray workers = requirements[u"workerPools"].toArray();
    for (qsizetype i = 0; i < workers.size(); ++i) {
        QJsonObject worker = workers.at(i).toObject();
        const auto count = counts.constFind(worker[u"name"].toString());
        if (count != counts.cend())
            worker.insert(u"nodeCount", *count);
        workers.replace(i, worker);
    }
    requirements.insert(u"workerPools", workers);
    config.insert(u"nodePoolRequirements", requirements);
}

} // namespace

// Do machines per node pool differ from what is wanted?
bool PoolReconciler::countsDiffer(const QJsonObject &pool, const PoolState &state) const
{
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    for (const ClusterConfigView &cluster : clusters) {
        QMap<QString, qint64> have;
        const QList<PoolClusterStatus::Host> hosts = state.hosts(cluster.name);
        for (const PoolClusterStatus::Host &host : hosts) {
            if (host.state != u"releasing")
                ++have[host.nodePool];
        }
        const QList<NodePoolView> nodePools = nodePoolsOf(cluster);
        for (const NodePoolView &nodePool : nodePools) {
            if (have.take(nodePool.name) != nodePool.nodeCount.value_or(nodePool.controlPlane ? 0 : 1))
                return true;
        }
        if (std::any_of(have.begin(), have.end(), [](qint64 count) { return count > 0; }))
            return true;
    }
    return false;
}

PoolReconciler::Step PoolReconciler::nextOfRunning(const PassPtr &pass, const QJsonObject &pool,
                                                   PoolState &state)
{
    const auto memory = pass->memory;
    if (state.generation() < memory->awaited)
        return Step::wait(std::chrono::milliseconds(100));
    const bool refused = state.isFalse(u"Accepted");
    if (memory->comparing != state.generation()) {
        memory->comparing = state.generation();
        memory->same.clear();
        // Conditions say for which generation they were last true: nothing to compare after a mere restart.
        const qint64 ready = conditionOf(state.status(), u"Ready")[u"observedGeneration"].toInteger();
        if (ready == state.generation() && (state.isPhase(u"Running") || state.isPhase(u"Degraded")))
            memory->compared = state.generation();
    }
    const bool moving = state.isPhase(u"Scaling") || state.isPhase(u"Updating");
    if (!refused && !pass->asked && countsDiffer(pool, state)) {
        const bool wasRefused = state.isFalse(u"ScalingActive", u"QuotaExceeded") ||
                                state.isFalse(u"ScalingActive", u"NotEnoughHosts");
        const QDateTime tried = memory->triedAt.value(u"scale"_s);
        const bool pause = wasRefused && tried.isValid() &&
                           tried.msecsTo(context().now()) < context().times.waiting.count() &&
                           conditionOf(state.status(), u"ScalingActive")[u"observedGeneration"].toInteger() ==
                               state.generation();
        if (!pause) {
            memory->triedAt.insert(u"scale"_s, context().now());
            memory->same.clear();
            return askAdmission(pass, state);
        }
    }
    if (!refused && (moving || state.isTrue(u"ScalingActive") || memory->compared != state.generation()))
        return nextOfChange(pass, pool, state);
    return judgeHealth(pass, pool, state);
}

PoolReconciler::Step PoolReconciler::nextOfChange(const PassPtr &pass, const QJsonObject &pool,
                                                  PoolState &state)
{
    const auto memory = pass->memory;
    if (state.isTrue(u"ScalingActive")) {
        auto limit = context().times.abortScaling;
        const QString policy = PoolView(pool).scalingPolicy;
        const QJsonObject object = context().world->find(u"ScalingPolicy", pass->ref.namespaceName, policy);
        if (!policy.isEmpty() && !object.isEmpty()) {
            if (const auto said = parseDuration(ScalingPolicyView(object).abort))
                limit = *said;
        }
        if (state.age(u"ScalingActive") >= limit)
            return abortScaling(pass, pool, state);
        state.setPhase(u"Scaling"_s);
        save(pass->ref, state);
        if (const Step step = settleHosts(pass, state); step.action.isValid())
            return step;
        if (const Step step = takeLeases(pass, pool, state); step.action.isValid())
            return step;
    }
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    for (const ClusterConfigView &cluster : clusters) {
        if (!memory->same.contains(cluster.name))
            return compare(pass, pool, cluster);
    }
    // Everything was told; now Palette has to be there.
    bool ready = true;
    QStringList pending; // uids of clusters whose machines wait for somebody's yes
    for (const ClusterConfigView &cluster : clusters) {
        const QString uid = state.uidOf(cluster.name);
        const PaletteCluster *known = seen(pass, uid);
        if (!known) {
            save(pass->ref, state);
            const QDateTime tried = memory->triedAt.value(uid);
            if (tried.isValid() && tried.msecsTo(context().now()) < context().times.building.count())
                return Step::wait(context().times.building);
            return readCluster(pass, cluster.name, uid);
        }
        mirror(state, cluster.name, *known);
        if (known->repaveState.compare(u"Pending", Qt::CaseInsensitive) == 0) {
            pending << uid;
        }
        int size = 0;
        int healthy = 0;
        for (const PaletteCluster::Pool &one : known->pools) {
            size += one.size;
            healthy += one.healthy;
        }
        int wanted = 0;
        const QList<PoolClusterStatus::Host> hosts = state.hosts(cluster.name);
        for (const PoolClusterStatus::Host &host : hosts)
            wanted += host.state == u"releasing" ? 0 : 1;
        const bool sizes = known->pools.isEmpty() || (size == wanted && healthy >= wanted);
        const bool applied = !known->apply || known->apply->action.isEmpty() || known->apply->canBeApplied;
        ready = ready && known->isReady() && sizes && applied;
    }
    if (!pending.isEmpty() && pool[u"metadata"][u"annotations"].toObject().contains(approveRepaveAnnotation))
        return approveRepave(pass, pool, pending);
    if (!pending.isEmpty() || !ready) {
        if (!pending.isEmpty()) {
            state.setPhase(u"Updating"_s);
            state.set(u"Ready"_s, ConditionState::Unknown, u"RepaveNeedsApproval"_s,
                      tr("Palette rebuilds its machines one after the other once somebody approves it."));
        }
        save(pass->ref, state);
        pass->feed->wantClusters(true);
        const Step release = releaseHosts(pass, pool, state);
        if (release.action.isValid())
            return release;
        return Step::wait(context().times.building);
    }
    const PoolView view(pool);
    for (const ClusterConfigView &cluster : clusters) {
        QList<PoolClusterStatus::Host> hosts = state.hosts(cluster.name);
        for (PoolClusterStatus::Host &host : hosts) {
            if (host.state == u"reserved")
                host.state = u"attached"_s;
        }
        state.setHosts(cluster.name, hosts);
        QJsonObject entry = state.cluster(cluster.name);
        entry.insert(u"bundle", view.bundle.name);
        state.setCluster(cluster.name, entry);
    }
    if (state.isTrue(u"ScalingActive"))
        state.set(u"ScalingActive"_s, ConditionState::False, u"Done"_s);
    if (!countsDiffer(pool, state)) // a wish that was refused is not in effect
        state.setValue(u"resolvedSpec"_s, resolvedSpec(view, clusters));
    state.setPhase(u"Running"_s);
    state.set(u"Ready"_s, ConditionState::True, u"Running"_s);
    state.clearError();
    state.removeValue(u"retry");
    memory->compared = state.generation();
    save(pass->ref, state);
    return Step::wait(std::chrono::milliseconds(10));
}

// What Palette has against what is wanted; the first difference is told.
PoolReconciler::Step PoolReconciler::compare(const PassPtr &pass, const QJsonObject &pool,
                                             const ClusterConfigView &cluster)
{
    const PoolView view(pool);
    const std::optional<BundleView> bundle = bundleOf(view);
    PoolState state(pool, context().now());
    const QString uid = state.uidOf(cluster.name);
    const QList<PaletteMachinePool> wanted =
        wantedPools(cluster, state.hosts(cluster.name), namesOf(pass->feed, state.hostUids()));
    const ClusterNetwork network = wantedNetwork(cluster);
    PaletteClient *client = pass->feed->client();
    struct Found
    {
        PaletteCluster cluster;
        CloudConfig config;
    };
    return Step::act(
        client->cluster(uid)
            .chain(this,
                   [this, client](const Result<PaletteCluster> &found) -> Call<Found> {
                       if (!found)
                           return Call<Found>::ready(failure(found.error()));
                       return client->cloudConfig(found->cloudConfigUid)
                           .map(this, [cluster = *found](const Result<CloudConfig> &config) -> Result<Found> {
                               if (!config)
                                   return failure(config.error());
                               return Found{cluster, *config};
                           });
                   })
            .chain(this,
                   [this, pass, cluster, bundle, wanted, network,
                    bundleName = view.bundle.name](const Result<Found> &found) -> Call<Done> {
                       PoolState now(context().world->find(pass->ref), context().now());
                       if (!found) {
                           if (found.error().kind == Error::Kind::NotFound) {
                               fail(now, u"ClusterProvisioned"_s, u"ClusterGone"_s, found.error());
                               save(pass->ref, now);
                               return Call<Done>::ready(Done{});
                           }
                           return Call<Done>::ready(failure(found.error()));
                       }
                       PoolChange change = nextPoolChange(found->config, wanted, network);
                       if (change.kind == PoolChange::Kind::None && bundle) {
                           change.profiles = profileChanges(found->cluster.profiles, *bundle, cluster);
                           if (!change.profiles.isEmpty())
                               change.kind = PoolChange::Kind::ChangeProfiles;
                       }
                       if (change.kind == PoolChange::Kind::None) {
                           pass->memory->same.insert(cluster.name);
                           return Call<Done>::ready(Done{});
                       }
                       const bool scales = now.isTrue(u"ScalingActive") ||
                                           change.kind == PoolChange::Kind::RemoveMachine ||
                                           change.kind == PoolChange::Kind::RemovePool;
                       now.setPhase(scales ? u"Scaling"_s : u"Updating"_s);
                       now.set(u"Ready"_s, ConditionState::Unknown, scales ? u"Scaling"_s : u"Updating"_s);
                       save(pass->ref, now);
                       return doChange(pass, found->cluster, change);
                   }));
}

Call<Done> PoolReconciler::doChange(const PassPtr &pass, const PaletteCluster &cluster,
                                    const PoolChange &change)
{
    PaletteClient *client = pass->feed->client();
    const QString config = cluster.cloudConfigUid;
    pass->memory->read.remove(cluster.uid()); // what was seen before it says nothing now
    pass->memory->triedAt.remove(cluster.uid());
    Call<Done> done;
    switch (change.kind) {
    case PoolChange::Kind::None:
        return Call<Done>::ready(Done{});
    case PoolChange::Kind::AddPool:
        context().log->info(pass->ref, tr("Machine pool %1 is added.").arg(change.pool.name));
        done = client->addMachinePool(config, change.pool);
        break;
    case PoolChange::Kind::UpdatePool:
        context().log->info(
            pass->ref, tr("Machine pool %1 is changed: %n machines.", nullptr, int(change.pool.hosts.size()))
                           .arg(change.pool.name));
        done = client->updateMachinePool(config, change.pool);
        break;
    case PoolChange::Kind::RemoveMachine:
        context().log->info(pass->ref,
                            tr("Machine %1 leaves pool %2.").arg(change.hostUid, change.pool.name));
        done = client->machines(config, change.pool.name)
                   .chain(this, [client, config, change](const Result<QList<PaletteMachine>> &machines) {
                       if (!machines)
                           return Call<Done>::ready(failure(machines.error()));
                       for (const PaletteMachine &machine : *machines) {
                           if (machine.hostUid == change.hostUid && !sameEnum(machine.state, u"Deleting"))
                               return client->removeMachine(config, change.pool.name, machine.uid());
                       }
                       // It is not there, or goes already: the pool is written without it.
                       return client->updateMachinePool(config, change.pool);
                   });
        break;
    case PoolChange::Kind::RemovePool:
        context().log->info(pass->ref, tr("Machine pool %1 is removed.").arg(change.pool.name));
        done = client->removeMachinePool(config, change.pool.name);
        break;
    case PoolChange::Kind::UpdateNetwork:
        done = client->updateClusterNetwork(config, change.network);
        break;
    case PoolChange::Kind::ChangeProfiles:
        context().log->info(pass->ref, tr("Its profiles are changed."));
        done = client->changeProfiles(cluster.uid(), {change.profiles, false});
        break;
    }
    return done.map(this, [this, pass](const Result<Done> &result) -> Result<Done> {
        if (result)
            return Done{};
        const Error &error = result.error();
        if (isWorthAnotherTry(error) || error.kind == Error::Kind::Canceled)
            return failure(error); // compared again later
        PoolState now(context().world->find(pass->ref), context().now());
        const bool scaling = now.isTrue(u"ScalingActive");
        fail(now, scaling ? u"ScalingActive"_s : u"ClusterProvisioned"_s, u"PaletteRejected"_s, error);
        if (!scaling) // the cluster itself stands
            now.set(u"ClusterProvisioned"_s, ConditionState::True, u"Provisioned"_s);
        save(pass->ref, now);
        return Done{};
    });
}

// Said once, it is for all clusters that wait for it.
PoolReconciler::Step PoolReconciler::approveRepave(const PassPtr &pass, const QJsonObject &pool,
                                                   const QStringList &uids)
{
    context().log->info(pass->ref, tr("The rebuild of its machines was approved."));
    Call<Done> all = Call<Done>::ready(Done{});
    for (const QString &uid : uids) {
        all = all.chain(this, [this, pass, uid](const Result<Done> &before) -> Call<Done> {
            if (!before)
                return Call<Done>::ready(before);
            pass->memory->read.remove(uid);
            pass->memory->triedAt.remove(uid);
            return pass->feed->client()->approveRepave(uid).map(
                this, [this, pass](const Result<Done> &approved) -> Result<Done> {
                    if (!approved && isWorthAnotherTry(approved.error()))
                        return failure(approved.error());
                    if (!approved)
                        context().log->warn(pass->ref, errorSentence(approved.error()));
                    return Done{};
                });
        });
    }
    return Step::act(all.chain(this, [this, pass, pool](const Result<Done> &approved) -> Call<Done> {
        if (!approved)
            return Call<Done>::ready(approved);
        pass->feed->refreshClusters();
        return removeAnnotation(pool, approveRepaveAnnotation);
    }));
}

// The step took too long: what is not attached yet is given back, and the wish is what the pool has.
PoolReconciler::Step PoolReconciler::abortScaling(const PassPtr &pass, const QJsonObject &pool,
                                                  PoolState &state)
{
    const PoolView view(pool);
    QMap<QString, QMap<QString, int>> counts; // cluster, node pool
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    for (const ClusterConfigView &cluster : clusters) {
        QList<PoolClusterStatus::Host> hosts = state.hosts(cluster.name);
        for (PoolClusterStatus::Host &host : hosts) {
            if (host.state == u"reserved")
                host.state = u"releasing"_s;
            if (host.state == u"attached")
                ++counts[cluster.name][host.nodePool];
        }
        for (const NodePoolView &nodePool : nodePoolsOf(cluster))
            counts[cluster.name][nodePool.name] += 0;
        state.setHosts(cluster.name, hosts);
    }
    state.set(u"ScalingActive"_s, ConditionState::False, u"Aborted"_s,
              tr("It took too long; the pool stays as large as it is."));
    state.setPhase(u"Running"_s);
    state.set(u"Ready"_s, ConditionState::True, u"Running"_s);
    pass->memory->same.clear();
    pass->memory->comparing = 0;
    pass->memory->compared = 0;
    save(pass->ref, state);
    context().log->warn(pass->ref, tr("Scaling was given up; the pool stays as large as it is."));
    QJsonObject spec = pool[u"spec"].toObject();
    QJsonObject variant = spec[u"clusterVariant"].toObject();
    const QString own = u"paletteClusterDeploymentConfig"_s;
    if (QJsonObject dedicated = variant[u"dedicated"].toObject(); !dedicated.isEmpty()) {
        QJsonObject config = dedicated[own].toObject();
        setCounts(config, counts.value(u"main"_s));
        dedicated.insert(own, config);
        variant.insert(u"dedicated", dedicated);
    } else {
        QJsonObject shared = variant[u"shared"].toObject();
        QJsonArray list = shared[u"clusters"].toArray();
        for (qsizetype i = 0; i < list.size(); ++i) {
            QJsonObject cluster = list.at(i).toObject();
            QJsonObject config = cluster[own].toObject();
            setCounts(config, counts.value(cluster[u"name"].toString()));
            cluster.insert(own, config);
            list.replace(i, cluster);
        }
        shared.insert(u"clusters", list);
        variant.insert(u"shared", shared);
    }
    const ResourceType type = *context().world->type(pass->ref);
    return Step::act(
        context()
            .status->settle(pass->ref)
            .chain(this,
                   [this, pass, type](const Result<Done> &settled) -> Call<QJsonObject> {
                       if (!settled)
                           return Call<QJsonObject>::ready(failure(settled.error()));
                       return context().client->get(type, pass->ref.namespaceName, pass->ref.name);
                   })
            .chain(this,
                   [this, pass, type, variant,
                    given = state.generation()](const Result<QJsonObject> &now) -> Call<WriteResult> {
                       if (!now)
                           return Call<WriteResult>::ready(failure(now.error()));
                       const QJsonObject metadata = (*now)[u"metadata"].toObject();
                       // Somebody wished for something else meanwhile; that counts.
                       if (metadata[u"generation"].toInteger() != given)
                           return Call<WriteResult>::ready(WriteResult{*now, {}, false});
                       const QJsonObject patch{
                           {u"metadata"_s, QJsonObject{{u"resourceVersion"_s, metadata[u"resourceVersion"]}}},
                           {u"spec"_s, QJsonObject{{u"clusterVariant"_s, variant}}}};
                       return context().client->mergePatch(type, pass->ref.namespaceName, pass->ref.name,
                                                           patch, asEngine());
                   })
            .map(this, [pass](const Result<WriteResult> &written) -> Result<Done> {
                if (!written)
                    return failure(written.error());
                // Until the watch brings it, the old wish would be scaled for once more.
                pass->memory->awaited = written->object[u"metadata"][u"generation"].toInteger();
                return Done{};
            }));
}

PoolReconciler::Step PoolReconciler::judgeHealth(const PassPtr &pass, const QJsonObject &pool,
                                                 PoolState &state)
{
    const auto memory = pass->memory;
    const QDateTime now = context().now();
    bool healthy = true;
    bool unseen = false; // one that is to be asked for by itself, but was so just now
    QString why;
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    for (const ClusterConfigView &cluster : clusters) {
        const QString uid = state.uidOf(cluster.name);
        const PaletteCluster *known = seen(pass, uid);
        const bool missing = !known && pass->feed->clustersAt().isValid(); // also of a list that is cut short
        if ((known && known->isGone()) || missing) {
            const QDateTime tried = memory->triedAt.value(uid);
            if (!tried.isValid() || tried.msecsTo(now) >= context().times.building.count())
                return readCluster(pass, cluster.name, uid); // gone for certain only when asked for by itself
            unseen = true;
        }
        if (known) {
            mirror(state, cluster.name, *known);
            if (!known->isReady()) {
                healthy = false;
                why = clusters.size() > 1
                          ? tr("Palette says about %1: %2, %3.")
                                .arg(known->meta.name, known->state, known->health.state)
                          : tr("Palette says: %1, %2.").arg(known->state, known->health.state);
            }
            const bool pending = known->repaveState.compare(u"Pending", Qt::CaseInsensitive) == 0;
            if (pending) { // by Palette itself, without a change of ours
                state.setPhase(u"Updating"_s);
                memory->same.insert(cluster.name);
                save(pass->ref, state);
                return nextOfChange(pass, pool, state);
            }
        }
        const auto isDue = [&](const QString &key, EngineTimes::Time every) {
            if (memory->triedAt.contains(key))
                return memory->triedAt.value(key).msecsTo(now) >= every.count();
            // Not all clusters at once after a start.
            const int spread = int(qHash(pass->ref) % size_t(std::max<qint64>(1, every.count())));
            memory->triedAt.insert(key, now.addMSecs(-spread));
            return false;
        };
        // The API itself, less often while all is well.
        const bool failing = memory->reachErrors.contains(cluster.name);
        if (isDue(u"reach "_s + cluster.name, failing ? context().times.clusters : context().times.reach)) {
            save(pass->ref, state);
            return reach(pass, pool, cluster.name);
        }
        // Not of one that was ready before the hub had fleetconfig: it has no Spoke to miss.
        const bool joined = conditionOf(state.status(), u"ClusterRegistered"_s)[u"reason"] == u"Joined"_s;
        if (joined && registry() == Registry::Spokes &&
            isDue(u"spoke "_s + cluster.name, context().times.reach)) {
            save(pass->ref, state);
            return missSpoke(pass, cluster.name);
        }
        if (mayAdopt(pass, state, cluster.name)) {
            save(pass->ref, state);
            return adoptCluster(pass, cluster.name);
        }
    }
    std::optional<QDateTime> unreachable; // the one that is it longest
    QString whoIsNot;
    for (auto it = memory->unreachableSince.cbegin(); it != memory->unreachableSince.cend(); ++it) {
        // One that only joined the hub was never in reach from here.
        const bool wasReached = !state.cluster(it.key())[u"apiEndpoint"].toString().isEmpty();
        if (!wasReached || (unreachable && *unreachable <= *it))
            continue;
        unreachable = *it;
        whoIsNot = it.key();
    }

    if (healthy)
        memory->unhealthySince = {};
    else if (!memory->unhealthySince.isValid())
        memory->unhealthySince = now;
    if (!healthy || unreachable)
        memory->healthySince = {};
    else if (!memory->healthySince.isValid())
        memory->healthySince = now;

    const auto limit = context().times.unhealthy.count();
    const bool degradedByHealth =
        memory->unhealthySince.isValid() && memory->unhealthySince.msecsTo(now) >= limit;
    const bool degradedByReach = unreachable && unreachable->msecsTo(now) >= limit;
    if (state.isPhase(u"Running") && (degradedByHealth || degradedByReach)) {
        state.setPhase(u"Degraded"_s);
        const QString message = degradedByHealth ? why : errorSentence(memory->reachErrors.value(whoIsNot));
        state.set(u"Ready"_s, ConditionState::False, degradedByHealth ? u"Unhealthy"_s : u"Unreachable"_s,
                  message);
    } else if (state.isPhase(u"Degraded") && memory->healthySince.isValid() &&
               memory->healthySince.msecsTo(now) >= context().times.healthyAgain.count()) {
        state.setPhase(u"Running"_s);
        state.set(u"Ready"_s, ConditionState::True, u"Running"_s);
    }
    save(pass->ref, state, true);
    if (const Step step = releaseHosts(pass, pool, state); step.action.isValid())
        return step;
    if (state.hasReleasing() || unseen)
        return Step::wait(context().times.building);
    const bool waits = !healthy || unreachable || state.isPhase(u"Degraded");
    return Step::wait(waits ? std::min(context().times.clusters, context().times.healthyAgain)
                            : context().times.reach);
}

} // namespace easel
