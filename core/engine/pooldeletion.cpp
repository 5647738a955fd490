// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PoolReconciler that takes a pool away (3.k), step by step until only the finalizer is left.
#include "core/engine/poolreconciler.h"

#include "core/base/text.h"
#include "core/domain/clusterfate.h"
#include "core/domain/kinds.h"
#include "core/domain/poolrequests.h"
#include "core/domain/rules.h"
#include "core/domain/state.h"
#include "core/engine/enginewrites.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::minutes forceOffered{20};

} // namespace

Call<Done> PoolReconciler::removeObject(const ResourceType &type, const ObjectRef &ref)
{
    return context()
        .client->remove(type, ref.namespaceName, ref.name)
        .map(this, [](const Result<Done> &gone) -> Result<Done> {
            if (!gone && gone.error().kind != Error::Kind::NotFound)
                return failure(gone.error());
            return Done{};
        });
}

PoolReconciler::Step PoolReconciler::nextOfDeletion(const PassPtr &pass, const QJsonObject &pool)
{
    const QJsonArray finalizers = pool[u"metadata"][u"finalizers"].toArray();
    if (!finalizers.contains(u"easel.spectrocloud.com/computepool"_s))
        return Step::wait(); // nothing outside was ever done for it, or all is taken away
    PoolState state(pool, context().now());
    const auto memory = pass->memory;
    state.setPhase(u"Deleting"_s);
    state.set(u"Ready"_s, ConditionState::False, u"Deleting"_s);

    // Deployments run on it.
    RuleContext intent;
    intent.intent = RuleContext::Intent::Delete;
    const QList<Finding> findings = checkObject(pool, context().world->objects(), intent);
    for (const Finding &finding : findings) {
        if (finding.severity != Finding::Severity::Refuse)
            continue;
        state.set(u"DeletionBlocked"_s, ConditionState::True, finding.rule, finding.sentence);
        save(pass->ref, state);
        return Step::wait(context().times.waiting);
    }

    // Which clusters there are: those of the status, and one whose create lost its answer.
    const bool outside = state.hasAnyUid() || !state.hostUids().isEmpty();
    if (outside && !pass->feed) {
        state.set(u"DeletionBlocked"_s, ConditionState::True, u"PaletteUnreachable"_s,
                  pass->placeError ? errorSentence(*pass->placeError) : QString());
        save(pass->ref, state);
        return Step::wait(context().times.waiting);
    }
    if (pass->feed && !memory->searched.contains(u"*"_s) && outside) {
        save(pass->ref, state);
        const QString uid = pool[u"metadata"][u"uid"].toString();
        return Step::act(
            pass->feed->client()
                ->findClusters(poolUidLabel, uid)
                .map(this, [this, pass](const Result<PaletteList<PaletteCluster>> &found) -> Result<Done> {
                    if (!found)
                        return failure(found.error());
                    if (!found->truth.isComplete())
                        return failure(
                            Error::Kind::Protocol,
                            tr("Palette listed %1 clusters, not all of them.").arg(found->truth.text()));
                    PoolState now(context().world->find(pass->ref), context().now());
                    for (const PaletteCluster &cluster : found->items) {
                        const QString name = cluster.meta.labels.value(poolClusterLabel, u"main"_s);
                        QJsonObject entry = now.cluster(name);
                        entry.insert(u"paletteUid", cluster.uid());
                        entry.insert(u"paletteName", cluster.meta.name);
                        now.setCluster(name, entry);
                    }
                    save(pass->ref, now);
                    pass->memory->searched.insert(u"*"_s);
                    return Done{};
                }));
    }
    // Each goes or stays by its own policy; without one nothing is destroyed and nothing left behind.
    const PoolView view(pool);
    const QStringList names = state.clusterNames();
    const auto isThere = [&state](const QString &name) {
        return !state.uidOf(name).isEmpty() &&
               !sameEnum(state.cluster(name)[u"state"].toString(), u"Deleted");
    };
    QStringList going;
    QStringList unknown;
    for (const QString &name : names) {
        const ClusterFate fate = clusterFate(view, name);
        if (isThere(name) && fate == ClusterFate::Deleted)
            going << name;
        else if (isThere(name) && fate == ClusterFate::Unknown)
            unknown << name;
    }
    if (!unknown.isEmpty()) {
        state.set(u"DeletionBlocked"_s, ConditionState::True, u"PolicyUnknown"_s,
                  tr("Nobody says what becomes of cluster %1. Name it in the pool's spec again, with a "
                     "deletion policy.")
                      .arg(cleanedLine(nameList(unknown))));
        save(pass->ref, state);
        return Step::wait(context().times.waiting);
    }

    // The Environment, so that nothing new is placed there.
    const ObjectRef environment{spectroGroup + u"/v1beta1"_s, u"Environment"_s, pass->ref.namespaceName,
                                pass->ref.name};
    const QJsonObject made = context().world->find(environment);
    const bool isOurs =
        made[u"metadata"][u"labels"][u"easel.spectrocloud.com/pool"].toString() == pass->ref.name;
    if (isOurs && !made[u"metadata"].toObject().contains(u"deletionTimestamp") &&
        !memory->searched.contains(u"environment"_s)) {
        state.remove(u"DeletionBlocked");
        save(pass->ref, state);
        memory->searched.insert(u"environment"_s);
        return Step::act(removeObject(*context().world->type(environment), environment));
    }

    // Whoever drains a cluster for Open Cluster Management needs it to be there.
    bool drains = false;
    for (const QString &name : names) {
        const std::optional<Step> step = removeRegistration(pass, state, name);
        if (step && step->action.isValid())
            return *step;
        drains = drains || step;
    }
    if (drains)
        return Step::wait(context().times.building);

    // All at once: none waits for another one to be gone.
    for (const QString &name : std::as_const(going)) {
        if (const Step step = deleteCluster(pass, pool, state, name, going); step.action.isValid())
            return step;
    }
    if (!going.isEmpty())
        return Step::wait(context().times.building);
    state.remove(u"DeletionBlocked");
    // Machines: given back when Palette says that they are free; an orphaned cluster keeps its own.
    const QString holder = HostLeases::holderOf(pool);
    for (const QString &name : names) {
        QList<PoolClusterStatus::Host> hosts = state.hosts(name);
        if (hosts.isEmpty())
            continue;
        const bool keepsThem = clusterFate(view, name) == ClusterFate::Kept || state.uidOf(name).isEmpty();
        if (!keepsThem) {
            bool changed = false;
            for (PoolClusterStatus::Host &host : hosts) {
                changed = changed || host.state != u"releasing";
                host.state = u"releasing"_s;
            }
            if (changed) {
                state.setHosts(name, hosts);
                save(pass->ref, state);
            }
            const Step step = releaseHosts(pass, pool, state);
            return step.action.isValid() ? step : Step::wait(context().times.building);
        }
        save(pass->ref, state);
        const QString uid = hosts.first().hostUid;
        return Step::act(
            m_leases.drop(holder, pass->place ? pass->place->host : QString(), uid)
                .map(this, [this, pass, name, uid](const Result<Done> &dropped) -> Result<Done> {
                    if (!dropped)
                        return failure(dropped.error());
                    PoolState now(context().world->find(pass->ref), context().now());
                    QList<PoolClusterStatus::Host> left = now.hosts(name);
                    left.removeIf([&](const PoolClusterStatus::Host &host) { return host.hostUid == uid; });
                    now.setHosts(name, left);
                    save(pass->ref, now);
                    return Done{};
                }));
    }
    save(pass->ref, state);
    // The kubeconfig goes with the cluster; an orphan keeps it, as a cluster that was brought.
    for (const QString &name : names) {
        const QString secret = state.cluster(name)[u"kubeconfigSecretRef"][u"name"].toString();
        if (secret.isEmpty() || memory->searched.contains(u"secret "_s + secret))
            continue;
        const ObjectRef ref{u"v1"_s, u"Secret"_s, pass->ref.namespaceName, secret};
        Call<Done> done;
        if (clusterFate(view, name) == ClusterFate::Kept) {
            const QJsonObject labels{{u"easel.spectrocloud.com/pool"_s, QJsonValue::Null},
                                     {u"easel.spectrocloud.com/source"_s, u"brought"_s}};
            done =
                context()
                    .client
                    ->mergePatch(secretType(), ref.namespaceName, ref.name,
                                 QJsonObject{{u"metadata"_s, QJsonObject{{u"labels"_s, labels}}}}, asEngine())
                    .map(this, [](const Result<WriteResult> &written) -> Result<Done> {
                        if (!written && written.error().kind != Error::Kind::NotFound)
                            return failure(written.error());
                        return Done{};
                    });
        } else {
            done = removeObject(secretType(), ref);
        }
        return Step::act(done.map(this, [memory, secret](const Result<Done> &result) -> Result<Done> {
            if (result)
                memory->searched.insert(u"secret "_s + secret);
            return result;
        }));
    }
    const QList<QJsonObject> evaluations = context().world->objects().all(
        EngineWorld::groupKind(u"ComputePoolEvaluation"), pass->ref.namespaceName);
    for (const QJsonObject &evaluation : evaluations) {
        const ObjectRef ref = refOf(evaluation);
        const bool isThisPools = evaluation[u"spec"][u"poolRef"][u"name"].toString() == pass->ref.name &&
                                 evaluation[u"spec"][u"mode"].toString() == u"Reserve";
        if (!isThisPools || memory->searched.contains(u"evaluation "_s + ref.name))
            continue;
        memory->searched.insert(u"evaluation "_s + ref.name);
        return Step::act(removeObject(*context().world->type(ref), ref));
    }
    if (memory->searched.contains(u"finalizer"_s))
        return Step::wait(context().times.building);
    context().log->info(pass->ref, tr("Everything that belonged to it is gone."));
    return Step::act(context().status->settle(pass->ref).chain(
        this, [this, pass, memory](const Result<Done> &settled) -> Call<Done> {
            const bool isGone = !settled && settled.error().kind == Error::Kind::NotFound;
            if (!settled && !isGone)
                return Call<Done>::ready(failure(settled.error()));
            return removeFinalizer(context().world->find(pass->ref))
                .map(this, [memory](const Result<Done> &removed) -> Result<Done> {
                    if (removed)
                        memory->searched.insert(u"finalizer"_s);
                    return removed;
                });
        }));
}

PoolReconciler::Step PoolReconciler::deleteCluster(const PassPtr &pass, const QJsonObject &pool,
                                                   PoolState &state, const QString &cluster,
                                                   const QStringList &going)
{
    const auto memory = pass->memory;
    const QString uid = state.uidOf(cluster);
    const QString key = u"delete "_s + uid;
    const QDateTime tried = memory->triedAt.value(key);
    const QDateTime since = fromApiTime(pool[u"metadata"][u"deletionTimestamp"].toString());
    const bool stuck =
        since.isValid() && since.msecsTo(context().now()) >= std::chrono::milliseconds(forceOffered).count();
    if (stuck)
        state.set(
            u"DeletionBlocked"_s, ConditionState::True, u"PaletteStuck"_s,
            tr("Palette has not deleted the cluster yet. It can be forced; hosts may need a reset by hand."));
    else
        state.remove(u"DeletionBlocked");
    save(pass->ref, state);
    // Asked for once, it is for every cluster that goes.
    const bool asked = pool[u"metadata"][u"annotations"].toObject().contains(forceDeleteAnnotation);
    if (!asked)
        memory->forced.clear();
    const bool force = asked && !memory->forced.contains(uid);
    QStringList others;
    for (const QString &name : going) {
        if (name != cluster)
            others << state.uidOf(name);
    }
    if (tried.isValid() && tried.msecsTo(context().now()) < context().times.building.count() && !force)
        return Step::wait(context().times.building);
    memory->triedAt.insert(key, context().now());
    PaletteClient *client = pass->feed->client();
    struct Seen
    {
        QString state;
    };
    return Step::act(
        client->clusterState(uid)
            .map(this,
                 [](const Result<QString> &found) -> Result<Seen> {
                     if (found)
                         return Seen{*found};
                     if (found.error().kind == Error::Kind::NotFound)
                         return Seen{u"Deleted"_s};
                     return failure(found.error());
                 })
            .chain(this,
                   [this, pass, pool, client, cluster, uid, force,
                    others](const Result<Seen> &seen) -> Call<Done> {
                       if (!seen)
                           return Call<Done>::ready(failure(seen.error()));
                       PoolState now(context().world->find(pass->ref), context().now());
                       QJsonObject entry = now.cluster(cluster);
                       const bool gone = seen->state.isEmpty() || sameEnum(seen->state, u"Deleted");
                       entry.insert(u"state", gone ? u"Deleted"_s : seen->state);
                       entry.remove(u"health");
                       now.setCluster(cluster, entry);
                       save(pass->ref, now);
                       if (gone)
                           return Call<Done>::ready(Done{});
                       if (sameEnum(seen->state, u"Deleting") && !force)
                           return Call<Done>::ready(Done{});
                       context().log->info(pass->ref, force ? tr("The deletion of its cluster is forced.")
                                                            : tr("Its cluster is deleted."));
                       return client->removeCluster(uid, force)
                           .chain(
                               this,
                               [this, pass, pool, force, uid,
                                others](const Result<Done> &removed) -> Call<Done> {
                                   if (!removed && removed.error().kind != Error::Kind::NotFound)
                                       return Call<Done>::ready(failure(removed.error()));
                                   pass->memory->triedAt.remove(u"delete "_s + uid); // looked at at once
                                   if (!force) {
                                       pass->memory->triedAt.insert(
                                           u"delete "_s + uid,
                                           context().now().addMSecs(200 - context().times.building.count()));
                                       return Call<Done>::ready(Done{});
                                   }
                                   QSet<QString> &forced = pass->memory->forced;
                                   forced.insert(uid);
                                   const bool isLast =
                                       std::all_of(others.begin(), others.end(), [&](const QString &other) {
                                           return forced.contains(other);
                                       });
                                   return isLast ? removeAnnotation(pool, forceDeleteAnnotation)
                                                 : Call<Done>::ready(Done{});
                               });
                   }));
}

} // namespace easel
