// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PoolReconciler from the evaluation to a cluster that Palette has built.
#include "core/engine/poolreconciler.h"

#include "core/base/text.h"
#include "core/domain/hostgpus.h"
#include "core/domain/kinds.h"
#include "core/domain/state.h"
#include "core/engine/palettewords.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

bool isPaletteReady(const PaletteCluster &cluster)
{
    return cluster.isReady();
}

QString problemOf(const PaletteCluster &cluster)
{
    QStringList problems;
    for (const PaletteCondition &condition : cluster.conditions) {
        if (condition.status.compare(u"False", Qt::CaseInsensitive) == 0 && !condition.message.isEmpty())
            problems << cleanedLine(condition.message);
    }
    for (const PaletteCondition &condition : cluster.health.conditions) {
        if (!condition.message.isEmpty())
            problems << cleanedLine(condition.message);
    }
    return problems.mid(0, 3).join(u' ');
}

} // namespace

PoolReconciler::Step PoolReconciler::nextOfBuild(const PassPtr &pass, const QJsonObject &pool,
                                                 PoolState &state)
{
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    if (const Step step = dropClusters(pass, pool, state); step.action.isValid() || step.again)
        return step;
    const bool reserved =
        state.isTrue(u"QuotaReserved") && state.isTrue(u"HostsReserved") &&
        std::all_of(clusters.begin(), clusters.end(),
                    [&](const ClusterConfigView &cluster) { return !state.hosts(cluster.name).isEmpty(); });
    if (!reserved) {
        if (!pass->asked) {
            if (!state.isPhase(u"Waiting"))
                state.setPhase(u"Evaluating"_s);
            return askAdmission(pass, state);
        }
        // Refused: said with every reason, and looked at again when something changes.
        save(pass->ref, state);
        const Step evaluation = writeEvaluation(pass, pool, u"DoesNotFit"_s);
        return evaluation.action.isValid() ? evaluation : Step::wait(context().times.waiting);
    }
    // Machines are not kept for ever for a cluster that cannot be asked for.
    if (const Step step = expire(pass, pool, state); step.action.isValid() || step.again)
        return step;
    state.setPhase(u"Evaluating"_s);
    save(pass->ref, state);
    const QJsonArray finalizers = pool[u"metadata"][u"finalizers"].toArray();
    if (!pass->memory->finalizer && !finalizers.contains(u"easel.spectrocloud.com/computepool"_s))
        return Step::act(addFinalizer(pool));
    if (const Step step = settleHosts(pass, state); step.action.isValid())
        return step;
    if (const Step step = writeEvaluation(pass, pool, u"Reserved"_s); step.action.isValid())
        return step;
    if (const Step step = takeLeases(pass, pool, state); step.action.isValid())
        return step;
    for (const ClusterConfigView &cluster : clusters) {
        if (state.uidOf(cluster.name).isEmpty())
            return request(pass, pool, state, cluster);
    }
    return Step::wait();
}

// Clusters that the spec named once, before anything was built, give back what was reserved for them.
PoolReconciler::Step PoolReconciler::dropClusters(const PassPtr &pass, const QJsonObject &pool,
                                                  PoolState &state)
{
    QStringList names = state.clusterNames();
    const PoolView view(pool);
    for (const ClusterConfigView &cluster : view.clusters)
        names.removeAll(cluster.name);
    if (names.isEmpty() || state.hasAnyUid())
        return Step::wait();
    for (const QString &name : std::as_const(names)) {
        // It may have been asked for by an engine that was killed then.
        if (!state.hosts(name).isEmpty() && !pass->memory->searched.contains(name))
            return search(pass, pool, name);
    }
    for (const QString &name : std::as_const(names))
        state.removeCluster(name);
    save(pass->ref, state);
    giveUpReservation(pass->ref, u"OtherClusters"_s, tr("It names other clusters than machines were for."));
    return Step::wait(std::chrono::milliseconds(100));
}

// A reservation ends when no cluster was asked for in time, and Palette has none of this pool either.
PoolReconciler::Step PoolReconciler::expire(const PassPtr &pass, const QJsonObject &pool, PoolState &state)
{
    const bool old = state.age(u"HostsReserved") >= context().times.reservation;
    const QStringList names = state.reservedClusters();
    if (!old || names.isEmpty() || !state.isTrue(u"HostsReserved"))
        return Step::wait();
    for (const QString &name : names) {
        if (pass->memory->searched.contains(name))
            continue;
        const QString key = u"search "_s + name;
        const QDateTime tried = pass->memory->triedAt.value(key);
        if (tried.isValid() && tried.msecsTo(context().now()) < context().times.waiting.count())
            return Step::wait(context().times.waiting);
        pass->memory->triedAt.insert(key, context().now());
        return search(pass, pool, name);
    }
    giveUpReservation(pass->ref, u"NotRequested"_s, tr("No cluster was requested for it in time."));
    return Step::wait(std::chrono::milliseconds(100));
}

PoolReconciler::Step PoolReconciler::request(const PassPtr &pass, const QJsonObject &pool, PoolState &state,
                                             const ClusterConfigView &cluster)
{
    Q_UNUSED(state)
    const QString &name = cluster.name;
    if (!pass->memory->searched.contains(name))
        return search(pass, pool, name);
    if (!pass->memory->hostsRead.contains(name))
        return readHosts(pass, pool, name);
    return create(pass, pool, cluster);
}

// A create whose answer was lost, or whose engine was killed, made a cluster all the same: it is found by the
// pool's label before another one is made.
PoolReconciler::Step PoolReconciler::search(const PassPtr &pass, const QJsonObject &pool,
                                            const QString &cluster)
{
    const QString uid = pool[u"metadata"][u"uid"].toString();
    return Step::act(
        pass->feed->client()
            ->findClusters(poolUidLabel, uid)
            .map(this,
                 [this, pass, cluster](const Result<PaletteList<PaletteCluster>> &found) -> Result<Done> {
                     PoolState state(context().world->find(pass->ref), context().now());
                     if (!found) {
                         if (state.isPhase(u"Failed"))
                             context().log->warn(pass->ref, errorSentence(found.error()));
                         else
                             fail(state, u"ClusterRequested"_s, u"PaletteUnreachable"_s, found.error());
                         save(pass->ref, state);
                         return Done{};
                     }
                     for (const PaletteCluster &one : found->items) {
                         if (one.meta.labels.value(poolClusterLabel) != cluster)
                             continue;
                         QJsonObject entry = state.cluster(cluster);
                         entry.insert(u"paletteUid", one.uid());
                         entry.insert(u"paletteName", one.meta.name);
                         entry.insert(u"paletteProjectUid", pass->feed->projectUid());
                         entry.insert(u"state", one.state);
                         state.setCluster(cluster, entry);
                         QList<PoolClusterStatus::Host> hosts = state.hosts(cluster);
                         for (PoolClusterStatus::Host &host : hosts) {
                             if (host.state == u"reserved")
                                 host.state = u"attached"_s;
                         }
                         state.setHosts(cluster, hosts);
                         context().log->info(
                             pass->ref,
                             tr("Cluster %1 is there already; it is taken on.").arg(one.meta.name));
                         pass->accepted.reset(); // the spec has to agree with it
                         save(pass->ref, state);
                         return Done{};
                     }
                     if (!found->truth.isComplete()) {
                         Error error = makeError(
                             Error::Kind::Protocol,
                             tr("Palette listed %1 clusters, not all of them").arg(found->truth.text()));
                         fail(state, u"ClusterRequested"_s, u"ListIncomplete"_s,
                              error.tried(tr("look whether the cluster is there already")));
                         save(pass->ref, state);
                         return Done{};
                     }
                     pass->memory->searched.insert(cluster);
                     return Done{};
                 }));
}

// The inventory may be old by now: each machine is read once more before the cluster is asked for.
PoolReconciler::Step PoolReconciler::readHosts(const PassPtr &pass, const QJsonObject &pool,
                                               const QString &cluster)
{
    PoolState state(pool, context().now());
    struct Reading
    {
        int waiting = 0;
        QList<HostView> hosts;
        std::optional<Error> error;
        QStringList gone;
        Promise<Done> promise;
    };
    const auto reading = std::make_shared<Reading>();
    const QList<PoolClusterStatus::Host> hosts = state.hosts(cluster);
    reading->waiting = int(hosts.size());
    const auto finish = [this, pass, cluster, reading] {
        PoolState now(context().world->find(pass->ref), context().now());
        if (reading->error) {
            fail(now, u"ClusterRequested"_s, u"PaletteUnreachable"_s, *reading->error);
            save(pass->ref, now);
            reading->promise.finish(Done{});
            return;
        }
        QStringList unfit = reading->gone;
        for (const HostView &host : std::as_const(reading->hosts)) {
            pass->feed->putHost(host);
            if (host.state != u"available")
                unfit << host.name();
        }
        if (unfit.isEmpty()) {
            pass->memory->hostsRead.insert(cluster);
        } else {
            for (const QString &gone : std::as_const(reading->gone))
                m_admission.avoid(gone, std::chrono::minutes(5));
            pass->asked = false;
            giveUpReservation(pass->ref, u"NotEnoughHosts"_s,
                              tr("No longer free and healthy: %1.").arg(nameList(unfit)));
        }
        reading->promise.finish(Done{});
    };
    for (const PoolClusterStatus::Host &host : hosts) {
        pass->feed->client()
            ->host(host.hostUid)
            .then(this, [reading, uid = host.hostUid, finish](const Result<EdgeHost> &found) {
                if (found)
                    reading->hosts << hostFromPalette(*found);
                else if (found.error().kind == Error::Kind::NotFound)
                    reading->gone << uid;
                else if (!reading->error)
                    reading->error = found.error();
                if (--reading->waiting == 0)
                    finish();
            });
    }
    return Step::act(reading->promise.call());
}

// The machines are free for others again; the pool is evaluated anew. Leases that remain are swept.
void PoolReconciler::giveUpReservation(const ObjectRef &ref, const QString &reason, const QString &message)
{
    const QJsonObject pool = context().world->find(ref);
    PoolState state(pool, context().now());
    const QStringList names = state.clusterNames();
    for (const QString &name : names) {
        if (state.uidOf(name).isEmpty())
            state.setHosts(name, {});
    }
    state.set(u"HostsReserved"_s, ConditionState::False, reason, message);
    if (!state.isPhase(u"Failed"))
        state.setPhase(u"Waiting"_s);
    if (const auto memory = m_memory.value(ref)) {
        memory->leases.clear();
        memory->hostsRead.clear();
        memory->validated.clear();
    }
    context().log->info(ref, message);
    save(ref, state);
    // Only what the hub knows to be given up is given to others.
    context().status->settle(ref).then(this, [this](const Result<Done> &settled) {
        if (settled && context().mayAct())
            m_leases.sweep();
    });
    context().wake(ref);
}

PoolReconciler::Step PoolReconciler::create(const PassPtr &pass, const QJsonObject &pool,
                                            const ClusterConfigView &cluster)
{
    const PoolView view(pool);
    const std::optional<BundleView> bundle = bundleOf(view);
    PoolState state(pool, context().now());
    const QString name = cluster.name;
    if (!bundle) {
        fail(state, u"ClusterRequested"_s, u"BundleMissing"_s,
             makeError(Error::Kind::NotFound, tr("Bundle %1 does not exist.").arg(view.bundle.name)));
        save(pass->ref, state);
        return Step::wait();
    }
    ClusterRequest request;
    request.name = state.cluster(name)[u"paletteName"].toString();
    request.labels = {{poolUidLabel, pool[u"metadata"][u"uid"].toString()}, {poolClusterLabel, name}};
    request.description = view.description;
    request.profiles = wantedProfiles(*bundle, cluster);
    request.network = wantedNetwork(cluster);
    request.pools = wantedPools(cluster, state.hosts(name), namesOf(pass->feed, state.hostUids()));
    const auto refused = [this, pass, name](const Error &error) {
        PoolState now(context().world->find(pass->ref), context().now());
        const bool again = isWorthAnotherTry(error);
        pass->memory->searched.remove(name); // whatever happened, it is looked for before the next try
        pass->memory->validated.remove(name);
        if (error.kind == Error::Kind::OutcomeUnknown && pass->memory->createTries++ < 3)
            return; // at once: it may well be there
        // The name is this pool's alone: who has it may be the cluster whose answer was lost.
        if (error.kind == Error::Kind::Conflict && !pass->memory->conflicted.contains(name)) {
            pass->memory->conflicted.insert(name);
            return;
        }
        fail(now, u"ClusterRequested"_s, again ? u"PaletteUnreachable"_s : u"PaletteRejected"_s, error);
        save(pass->ref, now);
    };
    PaletteClient *client = pass->feed->client();
    if (!pass->memory->validated.contains(name)) {
        return Step::act(
            client->checkClusterName(request.name)
                .chain(this,
                       [client, request](const Result<Done> &good) {
                           return good ? client->validateCluster(request)
                                       : Call<ClusterValidation>::ready(failure(good.error()));
                       })
                .map(this,
                     [pass, name, refused](const Result<ClusterValidation> &validation) -> Result<Done> {
                         if (!validation) {
                             refused(validation.error());
                             return Done{};
                         }
                         if (!validation->isValid()) {
                             QStringList problems;
                             for (const ClusterValidation::Problem &problem : validation->problems)
                                 problems << (problem.where.isEmpty() ? cleanedLine(problem.message)
                                                                      : cleanedLine(problem.where) + u": "_s +
                                                                            cleanedLine(problem.message));
                             Error error = makeError(Error::Kind::Invalid, problems.mid(0, 5).join(u' '));
                             error.reason = validation->problems.first().code;
                             refused(error.tried(tr("check the cluster")));
                             return Done{};
                         }
                         pass->memory->validated.insert(name);
                         return Done{};
                     }));
    }
    context().log->info(pass->ref, tr("Palette is asked for cluster %1.").arg(request.name));
    return Step::act(client->createCluster(request).map(
        this,
        [this, pass, name, refused,
         bundleName = view.bundle.name](const Result<QString> &uid) -> Result<Done> {
            if (!uid) {
                refused(uid.error());
                return Done{};
            }
            PoolState now(context().world->find(pass->ref), context().now());
            QJsonObject entry = now.cluster(name);
            entry.insert(u"paletteUid", *uid);
            entry.insert(u"paletteProjectUid", pass->feed->projectUid());
            entry.insert(u"state", u"Pending"_s);
            entry.insert(u"bundle", bundleName);
            now.setCluster(name, entry);
            QList<PoolClusterStatus::Host> hosts = now.hosts(name);
            for (PoolClusterStatus::Host &host : hosts)
                host.state = u"attached"_s;
            now.setHosts(name, hosts);
            save(pass->ref, now);
            return Done{};
        }));
}

// The cluster as it was seen last: in the list, or by itself.
const PaletteCluster *PoolReconciler::seen(const PassPtr &pass, const QString &uid)
{
    const auto own = pass->memory->read.constFind(uid);
    if (own != pass->memory->read.constEnd() && !(pass->feed->clustersAt() > pass->memory->readAt.value(uid)))
        return &*own;
    // A list that came after it says more, also when the cluster is not in it any more.
    pass->memory->read.remove(uid);
    return pass->feed->cluster(uid);
}

PoolReconciler::Step PoolReconciler::readCluster(const PassPtr &pass, const QString &cluster,
                                                 const QString &uid)
{
    return Step::act(pass->feed->client()->clusterOverview(uid).map(
        this, [this, pass, cluster, uid](const Result<PaletteCluster> &found) -> Result<Done> {
            pass->memory->triedAt.insert(uid, context().now());
            if (found && !found->isGone()) {
                pass->memory->read.insert(uid, *found);
                pass->memory->readAt.insert(uid, context().now());
                return Done{};
            }
            const bool vanished = found || found.error().kind == Error::Kind::NotFound;
            if (!vanished) {
                context().log->warn(pass->ref, errorSentence(found.error()));
                return Done{};
            }
            PoolState state(context().world->find(pass->ref), context().now());
            const Error error =
                makeError(Error::Kind::NotFound, tr("Cluster %1 is no longer in Palette.")
                                                     .arg(state.cluster(cluster)[u"paletteName"].toString()));
            fail(state, u"ClusterProvisioned"_s, u"ClusterGone"_s, error);
            QJsonObject entry = state.cluster(cluster);
            entry.insert(u"state", u"Deleted"_s);
            entry.remove(u"health");
            state.setCluster(cluster, entry);
            save(pass->ref, state);
            return Done{};
        }));
}

// What Palette says about a cluster, into the status. True: something changed.
bool PoolReconciler::mirror(PoolState &state, const QString &name, const PaletteCluster &cluster)
{
    const QJsonObject before = state.cluster(name);
    QJsonObject entry = before;
    entry.insert(u"state", cluster.state.left(60));
    if (!cluster.health.state.isEmpty())
        entry.insert(u"health", cluster.health.state.left(60));
    if (cluster.kube && !cluster.kube->version.isEmpty())
        entry.insert(u"kubernetesVersion", cluster.kube->version.left(60));
    if (entry == before)
        return false;
    state.setCluster(name, entry);
    return true;
}

PoolReconciler::Step PoolReconciler::nextOfProvisioning(const PassPtr &pass, const QJsonObject &pool,
                                                        PoolState &state)
{
    if (!state.isTrue(u"ClusterRequested"))
        state.set(u"ClusterRequested"_s, ConditionState::True, u"Requested"_s);
    state.setPhase(u"Provisioning"_s);
    bool ready = true;
    int met = 0;
    int all = 0;
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    for (const ClusterConfigView &cluster : clusters) {
        const QString uid = state.uidOf(cluster.name);
        const PaletteCluster *known = seen(pass, uid);
        const QDateTime tried = pass->memory->triedAt.value(uid);
        const bool listedSince = known || !pass->feed->clustersAreComplete();
        if (!known && (!tried.isValid() || !listedSince ||
                       tried.msecsTo(context().now()) >= context().times.building.count())) {
            save(pass->ref, state);
            if (tried.isValid() && tried.msecsTo(context().now()) < context().times.building.count())
                return Step::wait(context().times.building);
            return readCluster(pass, cluster.name, uid);
        }
        if (!known) {
            ready = false;
            continue;
        }
        mirror(state, cluster.name, *known);
        // The list has no conditions; the cluster by itself has.
        const QList<PaletteCondition> conditions =
            known->conditions.isEmpty() ? pass->memory->conditions.value(uid) : known->conditions;
        met += int(std::count_if(conditions.begin(), conditions.end(),
                                 [](const PaletteCondition &condition) { return condition.isTrue(); }));
        all += int(conditions.size());
        if (known->isGone()) {
            save(pass->ref, state);
            return readCluster(pass, cluster.name, uid);
        }
        if (sameEnum(known->state, u"Error")) {
            const QString conditionsKey = u"conditions "_s + uid;
            if (known->conditions.isEmpty() && !pass->memory->triedAt.contains(conditionsKey + u'!')) {
                pass->memory->triedAt.insert(conditionsKey + u'!', context().now());
                return readConditions(pass, uid); // they say why
            }
            PaletteCluster whole = *known;
            if (whole.conditions.isEmpty())
                whole.conditions = pass->memory->conditions.value(uid);
            const QString why = problemOf(whole);
            fail(state, u"ClusterProvisioned"_s, u"PaletteError"_s,
                 makeError(Error::Kind::Invalid,
                           why.isEmpty()
                               ? tr("Palette could not build cluster %1.").arg(known->meta.name)
                               : tr("Palette could not build cluster %1: %2").arg(known->meta.name, why)));
            save(pass->ref, state);
            return Step::wait();
        }
        ready = ready && isPaletteReady(*known);
    }
    if (ready) {
        state.set(u"ClusterProvisioned"_s, ConditionState::True, u"Provisioned"_s);
        state.setPhase(u"Connecting"_s);
        save(pass->ref, state);
        return nextOfConnecting(pass, context().world->find(pass->ref), state);
    }
    const QString progress = all > 0 ? tr("%1 of %2 steps are done.").arg(met).arg(all) : QString();
    state.set(u"ClusterProvisioned"_s, ConditionState::Unknown, u"Provisioning"_s, progress);
    state.set(u"Ready"_s, ConditionState::False, u"Provisioning"_s, progress);
    if (state.age(u"ClusterRequested") >= context().times.provisioning)
        fail(state, u"ClusterProvisioned"_s, u"Timeout"_s,
             makeError(Error::Kind::Invalid,
                       tr("The cluster was not ready after %1.")
                           .arg(ageText(std::chrono::duration_cast<std::chrono::seconds>(
                               context().times.provisioning))),
                       tr("Look at its conditions and events in Palette.")));
    save(pass->ref, state);
    pass->feed->wantClusters(true);
    for (const ClusterConfigView &cluster : clusters) {
        const QString uid = state.uidOf(cluster.name);
        const QDateTime tried = pass->memory->triedAt.value(u"conditions "_s + uid);
        if (state.isPhase(u"Provisioning") &&
            (!tried.isValid() || tried.msecsTo(context().now()) >= context().times.building.count()))
            return readConditions(pass, uid);
    }
    return Step::wait(context().times.building);
}

PoolReconciler::Step PoolReconciler::readConditions(const PassPtr &pass, const QString &uid)
{
    pass->memory->triedAt.insert(u"conditions "_s + uid, context().now());
    return Step::act(pass->feed->client()->cluster(uid).map(
        this, [pass, uid](const Result<PaletteCluster> &found) -> Result<Done> {
            if (found)
                pass->memory->conditions.insert(uid, found->conditions);
            return Done{}; // only for people: what went wrong is met again by whoever needs the answer
        }));
}

} // namespace easel
