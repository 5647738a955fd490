// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PoolReconciler that makes clusters known to Open Cluster Management (2.20, 3.k, 3.l.1): by a
// Spoke where the hub has fleetconfig, by labels where people register clusters themselves.
#include "core/engine/poolreconciler.h"

#include "core/domain/kinds.h"
#include "core/domain/rules.h"
#include "core/domain/spokeview.h"
#include "core/engine/enginewrites.h"

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QString clusterGroup = u"cluster.open-cluster-management.io"_s;
const QString workGroup = u"work.open-cluster-management.io"_s;
const QString labelPrefix = u"easel.spectrocloud.com/"_s;
const QString gpuLabel = labelPrefix + u"gpu."_s;

// Objects of a list's answer, which do not name their kind themselves.
QList<QJsonObject> itemsOf(const ListPage &page, const ResourceType &type)
{
    QList<QJsonObject> objects;
    const QJsonArray items = QJsonDocument::fromJson(page.body).object()[u"items"].toArray();
    for (const auto &item : items) {
        QJsonObject object = item.toObject();
        object.insert(u"apiVersion", type.apiVersion());
        object.insert(u"kind", type.kind);
        objects << object;
    }
    return objects;
}

bool belongsTo(const QJsonObject &object, const ObjectRef &pool)
{
    const QJsonObject labels = object[u"metadata"][u"labels"].toObject();
    return labels[labelPrefix + u"pool"_s].toString() == pool.name &&
           labels[labelPrefix + u"project"_s].toString() == pool.namespaceName;
}

} // namespace

PoolReconciler::Registry PoolReconciler::registry() const
{
    if (context().world->type(fleetGroup, u"Spoke"_s))
        return Registry::Spokes;
    return context().world->type(clusterGroup, u"ManagedCluster"_s) ? Registry::Clusters : Registry::None;
}

// What selectors match, on Spokes and ManagedClusters.
QJsonObject PoolReconciler::clusterLabels(const ObjectRef &pool, const PoolState &state,
                                          const QString &cluster)
{
    QJsonObject labels{{labelPrefix + u"pool"_s, pool.name},
                       {labelPrefix + u"project"_s, pool.namespaceName},
                       {labelPrefix + u"source"_s, u"pool"_s}};
    QMap<QString, qint64> gpus;
    const QList<PoolClusterStatus::Host> hosts = state.hosts(cluster);
    for (const PoolClusterStatus::Host &host : hosts) {
        if (!host.family.isEmpty() && host.state != u"releasing")
            gpus[host.family] += host.gpuCount;
    }
    for (auto it = gpus.begin(); it != gpus.end(); ++it)
        labels.insert(gpuLabel + it.key(), QString::number(*it));
    return labels;
}

void PoolReconciler::sayNotRegistered(const ObjectRef &pool, const QString &reason, const QString &message)
{
    PoolState state(context().world->find(pool), context().now());
    state.set(u"ClusterRegistered"_s, ConditionState::False, reason, message);
    state.set(u"Ready"_s, ConditionState::False, reason, message);
    save(pool, state);
}

// Nothing when the cluster is registered and its agents are ready.
std::optional<PoolReconciler::Step> PoolReconciler::nextOfRegistration(const PassPtr &pass, PoolState &state,
                                                                       const QString &cluster)
{
    const auto memory = pass->memory;
    if (memory->registered.contains(cluster))
        return std::nullopt;
    if (late(pass, state,
             state.isTrue(u"ClusterRegistered") ? u"ControllersInstalled"_s : u"ClusterRegistered"_s))
        return Step::wait();
    const QString key = u"spoke "_s + cluster;
    const QDateTime tried = memory->triedAt.value(key);
    if (tried.isValid() && tried.msecsTo(context().now()) < context().times.building.count())
        return Step::wait(context().times.building);
    if (!m_fleet) {
        memory->triedAt.insert(key, context().now());
        return learnFleet(pass);
    }
    if (!memory->spokes.contains(cluster)) {
        memory->triedAt.insert(key, context().now());
        return writeSpoke(pass, state, cluster);
    }
    memory->triedAt.insert(key, context().now());
    return lookAtSpoke(pass, state, cluster);
}

// Which Hub is joined, and whether a Spoke can name a Secret of another namespace: versions differ in that,
// and the hub's own schema says it.
PoolReconciler::Step PoolReconciler::learnFleet(const PassPtr &pass)
{
    const ResourceType *spoke = context().world->type(fleetGroup, u"Spoke"_s);
    const ResourceType *hub = context().world->type(fleetGroup, u"Hub"_s);
    if (!hub) {
        sayNotRegistered(pass->ref, u"NoHub"_s,
                         tr("This hub serves Spokes, but no Hub that they could join."));
        return Step::wait(context().times.waiting);
    }
    ResourceType definitions;
    definitions.group = u"apiextensions.k8s.io"_s;
    definitions.version = u"v1"_s;
    definitions.kind = u"CustomResourceDefinition"_s;
    definitions.plural = u"customresourcedefinitions"_s;
    definitions.namespaced = false;
    return Step::act(
        context()
            .client->get(definitions, {}, spoke->plural + u'.' + spoke->group)
            .chain(this,
                   [this, spoke = *spoke, hub = *hub](const Result<QJsonObject> &found) -> Call<Fleet> {
                       if (!found)
                           return Call<Fleet>::ready(failure(found.error()));
                       Fleet fleet;
                       const QJsonArray versions = (*found)[u"spec"][u"versions"].toArray();
                       for (const auto &version : versions) {
                           QJsonValue schema = version[u"schema"][u"openAPIV3Schema"];
                           for (const QString &field : {u"spec"_s, u"kubeconfig"_s, u"secretReference"_s})
                               schema = schema[u"properties"][field];
                           if (version[u"name"].toString() == spoke.version)
                               fleet.namesSecretsElsewhere =
                                   schema[u"properties"].toObject().contains(u"namespace");
                       }
                       return context().client->list(hub, {}).map(
                           this, [fleet, hub](const Result<ListPage> &page) -> Result<Fleet> {
                               if (!page)
                                   return failure(page.error());
                               Fleet whole = fleet;
                               // There is one; were there more, the one where Spokes are expected counts.
                               const QList<QJsonObject> hubs = itemsOf(*page, hub);
                               for (const QJsonObject &one : hubs) {
                                   const ObjectRef ref = refOf(one);
                                   if (whole.hub.name.isEmpty() || ref.namespaceName == spokeNamespace)
                                       whole.hub = ref;
                               }
                               return whole;
                           });
                   })
            .map(this, [this, pass](const Result<Fleet> &fleet) -> Result<Done> {
                if (!fleet)
                    sayNotRegistered(pass->ref, errorKindName(fleet.error().kind),
                                     errorSentence(fleet.error()));
                else if (fleet->hub.name.isEmpty())
                    sayNotRegistered(pass->ref, u"NoHub"_s, tr("There is no Hub that clusters could join."));
                else
                    m_fleet = *fleet;
                if (m_fleet) // the same pass goes on with it
                    pass->memory->triedAt.removeIf([](std::pair<const QString &, QDateTime &> tried) {
                        return tried.first.startsWith(u"spoke ");
                    });
                return Done{};
            }));
}

PoolReconciler::Step PoolReconciler::writeSpoke(const PassPtr &pass, const PoolState &state,
                                                const QString &cluster)
{
    const ResourceType type = *context().world->type(fleetGroup, u"Spoke"_s);
    const QJsonObject entry = state.cluster(cluster);
    const QString name = entry[u"paletteName"].toString();
    const QString secret = entry[u"kubeconfigSecretRef"][u"name"].toString();
    // Its own name there: pools of all projects meet in that namespace.
    const QString copy = name + u"-kubeconfig"_s;
    const bool elsewhere = m_fleet->namesSecretsElsewhere;
    QJsonObject labels = clusterLabels(pass->ref, state, cluster);
    labels.insert(u"app.kubernetes.io/managed-by"_s, u"easel"_s);
    QJsonObject reference{{u"name"_s, elsewhere ? secret : copy}, {u"kubeconfigKey"_s, u"kubeconfig"_s}};
    if (elsewhere)
        reference.insert(u"namespace", pass->ref.namespaceName);
    const QJsonObject spoke{
        {u"metadata"_s,
         QJsonObject{{u"name"_s, name}, {u"namespace"_s, spokeNamespace}, {u"labels"_s, labels}}},
        {u"spec"_s, QJsonObject{{u"hubRef"_s, QJsonObject{{u"name"_s, m_fleet->hub.name},
                                                          {u"namespace"_s, m_fleet->hub.namespaceName}}},
                                {u"kubeconfig"_s, QJsonObject{{u"secretReference"_s, reference}}}}}};
    enum class Place { Free, Ours, Others, Leaving };
    return Step::act(
        context()
            .client->get(type, spokeNamespace, name)
            .map(this,
                 [pass](const Result<QJsonObject> &found) -> Result<Place> {
                     if (!found)
                         return found.error().kind == Error::Kind::NotFound ? Result<Place>(Place::Free)
                                                                            : failure(found.error());
                     if ((*found)[u"metadata"].toObject().contains(u"deletionTimestamp"))
                         return Place::Leaving;
                     return belongsTo(*found, pass->ref) ? Place::Ours : Place::Others;
                 })
            .chain(
                this,
                [this, pass, name, secret, copy, elsewhere](const Result<Place> &place) -> Call<bool> {
                    if (!place)
                        return Call<bool>::ready(failure(place.error()));
                    if (*place == Place::Others || *place == Place::Leaving) {
                        sayNotRegistered(
                            pass->ref, *place == Place::Others ? u"NameTaken"_s : u"Leaving"_s,
                            *place == Place::Others
                                ? tr("Spoke %1 is there already and does not belong to this pool.").arg(name)
                                : tr("A former Spoke %1 is still being removed.").arg(name));
                        return Call<bool>::ready(false);
                    }
                    if (elsewhere)
                        return Call<bool>::ready(true);
                    return copyKubeconfig(pass->ref, secret, copy)
                        .map(this, [](const Result<Done> &copied) -> Result<bool> {
                            return copied ? Result<bool>(true) : failure(copied.error());
                        });
                })
            .chain(this,
                   [this, type, spoke](const Result<bool> &go) -> Call<bool> {
                       if (!go || !*go)
                           return Call<bool>::ready(go);
                       return context()
                           .client->apply(type, spoke, asEngineAlone())
                           .map(this, [](const Result<WriteResult> &written) -> Result<bool> {
                               return written ? Result<bool>(true) : failure(written.error());
                           });
                   })
            .map(this, [this, pass, cluster, name](const Result<bool> &written) -> Result<Done> {
                if (!written) {
                    sayNotRegistered(pass->ref, errorKindName(written.error().kind),
                                     errorSentence(written.error()));
                } else if (*written) {
                    context().log->info(pass->ref, tr("Spoke %1 asks for its registration.").arg(name));
                    pass->memory->spokes.insert(cluster);
                    PoolState now(context().world->find(pass->ref), context().now());
                    QJsonObject known = now.cluster(cluster);
                    known.insert(u"managedClusterName", name);
                    now.setCluster(cluster, known);
                    save(pass->ref, now);
                }
                return Done{};
            }));
}

// Without the label of a cluster's record: it is none, only what the Spoke reads.
Call<Done> PoolReconciler::copyKubeconfig(const ObjectRef &pool, const QString &secret, const QString &copy)
{
    const ResourceType secrets = secretType();
    return context()
        .client->get(secrets, pool.namespaceName, secret)
        .chain(this, [this, secrets, pool, copy](const Result<QJsonObject> &found) -> Call<Done> {
            if (!found)
                return Call<Done>::ready(failure(found.error()));
            const QJsonObject labels{{labelPrefix + u"pool"_s, pool.name},
                                     {labelPrefix + u"project"_s, pool.namespaceName},
                                     {u"app.kubernetes.io/managed-by"_s, u"easel"_s}};
            const QJsonObject object{
                {u"metadata"_s,
                 QJsonObject{{u"name"_s, copy}, {u"namespace"_s, spokeNamespace}, {u"labels"_s, labels}}},
                {u"type"_s, u"Opaque"_s},
                {u"data"_s, QJsonObject{{u"kubeconfig"_s, (*found)[u"data"][u"kubeconfig"]}}}};
            return context()
                .client->apply(secrets, object, asEngineAlone())
                .map(this, [](const Result<WriteResult> &written) -> Result<Done> {
                    return written ? Result<Done>(Done{}) : failure(written.error());
                });
        });
}

PoolReconciler::Step PoolReconciler::lookAtSpoke(const PassPtr &pass, const PoolState &state,
                                                 const QString &cluster)
{
    const ResourceType type = *context().world->type(fleetGroup, u"Spoke"_s);
    const QString name = state.cluster(cluster)[u"paletteName"].toString();
    return Step::act(
        context()
            .client->get(type, spokeNamespace, name)
            .chain(this, [this, pass, cluster, name](const Result<QJsonObject> &found) -> Call<Done> {
                if (!found && found.error().kind == Error::Kind::NotFound)
                    pass->memory->spokes.remove(cluster); // somebody took it away: it is written again
                if (!found) {
                    sayNotRegistered(pass->ref, errorKindName(found.error().kind),
                                     errorSentence(found.error()));
                    return Call<Done>::ready(Done{});
                }
                const SpokeView spoke(*found);
                if (!spoke.isJoined()) {
                    sayNotRegistered(pass->ref, u"Joining"_s,
                                     tr("Spoke %1 joins the hub. %2").arg(name, spoke.words()).trimmed());
                    return Call<Done>::ready(Done{});
                }
                // The labels by which Environments find it.
                return labelCluster(pass, cluster)
                    .map(this,
                         [this, pass, cluster, name, spoke](const Result<bool> &labelled) -> Result<Done> {
                             if (!labelled) {
                                 sayNotRegistered(pass->ref, errorKindName(labelled.error().kind),
                                                  errorSentence(labelled.error()));
                                 return Done{};
                             }
                             if (!*labelled) {
                                 sayNotRegistered(pass->ref, u"Joining"_s,
                                                  tr("Spoke %1 says that it joined; ManagedCluster %1 is not "
                                                     "there yet.")
                                                      .arg(name));
                                 return Done{};
                             }
                             sayAgents(pass, cluster, spoke);
                             return Done{};
                         });
            }));
}

// Of a cluster that runs: a registration that somebody took away is asked for again.
PoolReconciler::Step PoolReconciler::missSpoke(const PassPtr &pass, const QString &cluster)
{
    const ResourceType type = *context().world->type(fleetGroup, u"Spoke"_s);
    const PoolState state(context().world->find(pass->ref), context().now());
    const QString name = state.cluster(cluster)[u"paletteName"].toString();
    pass->memory->triedAt.insert(u"spoke "_s + cluster, context().now());
    return Step::act(
        context()
            .client->get(type, spokeNamespace, name)
            .map(this, [this, pass, cluster, name](const Result<QJsonObject> &found) -> Result<Done> {
                if (found)
                    return Done{};
                if (found.error().kind != Error::Kind::NotFound) {
                    context().log->warn(pass->ref, errorSentence(found.error()));
                    return Done{};
                }
                const QString words = tr("Spoke %1 is gone; its registration is asked for again.").arg(name);
                context().log->warn(pass->ref, words);
                pass->memory->spokes.remove(cluster);
                pass->memory->registered.remove(cluster);
                pass->memory->withAgents.remove(cluster);
                sayNotRegistered(pass->ref, u"SpokeGone"_s, words);
                return Done{};
            }));
}

// Of all clusters together: the conditions are true when they are true of each.
void PoolReconciler::sayAgents(const PassPtr &pass, const QString &cluster, const SpokeView &spoke)
{
    PoolState state(context().world->find(pass->ref), context().now());
    const SpokeView::Agents agents = spoke.agents();
    if (agents == SpokeView::Agents::Waited) {
        const QString message =
            tr("The agents of cluster %1 are not ready yet. %2").arg(spoke.name, spoke.words()).trimmed();
        state.set(u"ControllersInstalled"_s, ConditionState::False, u"Waiting"_s, message);
        state.set(u"Ready"_s, ConditionState::False, u"Waiting"_s, message);
    } else {
        pass->memory->registered.insert(cluster);
        if (agents == SpokeView::Agents::Ready)
            pass->memory->withAgents.insert(cluster);
    }
    bool all = true;
    const QList<ClusterConfigView> clusters = clustersOf(context().world->find(pass->ref));
    for (const ClusterConfigView &one : clusters)
        all = all && (one.name == cluster || pass->memory->registered.contains(one.name));
    if (all)
        state.set(u"ClusterRegistered"_s, ConditionState::True, u"Joined"_s);
    save(pass->ref, state);
}

// False: there is no such ManagedCluster. True also where the hub does not serve the kind.
Call<bool> PoolReconciler::labelCluster(const PassPtr &pass, const QString &cluster)
{
    const ResourceType *type = context().world->type(clusterGroup, u"ManagedCluster"_s);
    const PoolState state(context().world->find(pass->ref), context().now());
    const QString name = state.cluster(cluster)[u"paletteName"].toString();
    if (!type || name.isEmpty())
        return Call<bool>::ready(type == nullptr);
    const QJsonObject labels = clusterLabels(pass->ref, state, cluster);
    return context()
        .client
        ->mergePatch(*type, {}, name, QJsonObject{{u"metadata"_s, QJsonObject{{u"labels"_s, labels}}}},
                     asEngine())
        .map(this, [](const Result<WriteResult> &written) -> Result<bool> {
            if (!written && written.error().kind == Error::Kind::NotFound)
                return false;
            if (!written)
                return failure(written.error());
            return true;
        });
}

// Where people register clusters themselves: one that they did register is labelled, whenever that was.
PoolReconciler::Step PoolReconciler::adoptCluster(const PassPtr &pass, const QString &cluster)
{
    pass->memory->triedAt.insert(u"managed "_s + cluster, context().now());
    return Step::act(labelCluster(pass, cluster)
                         .map(this, [this, pass, cluster](const Result<bool> &labelled) -> Result<Done> {
                             if (!labelled)
                                 context().log->warn(pass->ref, errorSentence(labelled.error()));
                             if (!labelled || !*labelled)
                                 return Done{};
                             PoolState now(context().world->find(pass->ref), context().now());
                             QJsonObject entry = now.cluster(cluster);
                             entry.insert(u"managedClusterName", entry[u"paletteName"]);
                             now.setCluster(cluster, entry);
                             save(pass->ref, now);
                             return Done{};
                         }));
}

bool PoolReconciler::mayAdopt(const PassPtr &pass, const PoolState &state, const QString &cluster) const
{
    const QDateTime tried = pass->memory->triedAt.value(u"managed "_s + cluster);
    const bool pause = tried.isValid() && tried.msecsTo(context().now()) < context().times.reach.count();
    return registry() == Registry::Clusters && !pause &&
           state.cluster(cluster)[u"managedClusterName"].toString().isEmpty();
}

// Nothing when the cluster is known to nobody any more. Before its fate: what drains it needs it.
std::optional<PoolReconciler::Step> PoolReconciler::removeRegistration(const PassPtr &pass, PoolState &state,
                                                                       const QString &cluster)
{
    const auto memory = pass->memory;
    const QString name = state.cluster(cluster)[u"paletteName"].toString();
    const QString key = u"unregister "_s + cluster;
    const bool managed = !state.cluster(cluster)[u"managedClusterName"].toString().isEmpty();
    const Registry kind = registry();
    const bool isNothing = kind == Registry::None || (kind == Registry::Clusters && !managed);
    if (isNothing || name.isEmpty() || state.uidOf(cluster).isEmpty() ||
        memory->unregistered.contains(cluster))
        return std::nullopt;
    const QDateTime tried = memory->triedAt.value(key);
    if (tried.isValid() && tried.msecsTo(context().now()) < context().times.building.count())
        return Step::wait(context().times.building);
    memory->triedAt.insert(key, context().now());
    save(pass->ref, state);
    if (kind == Registry::Clusters)
        return unlabelCluster(pass, cluster, name);
    const ResourceType type = *context().world->type(fleetGroup, u"Spoke"_s);
    return Step::act(
        context()
            .client->get(type, spokeNamespace, name)
            .chain(this, [this, pass, type, cluster, name](const Result<QJsonObject> &found) -> Call<Done> {
                const bool gone = !found && found.error().kind == Error::Kind::NotFound;
                if (!found && !gone)
                    return Call<Done>::ready(failure(found.error()));
                if (found && (SpokeView(*found).isHubItself() || !belongsTo(*found, pass->ref))) {
                    pass->memory->unregistered.insert(cluster); // not the pool's to remove
                    return Call<Done>::ready(Done{});
                }
                if (gone)
                    return dropCopy(pass, cluster, name);
                return removeSpoke(pass, type, *found);
            }));
}

// The copy that the Spoke read; it needed it until the end.
Call<Done> PoolReconciler::dropCopy(const PassPtr &pass, const QString &cluster, const QString &name)
{
    const ResourceType secrets = secretType();
    const QString copy = name + u"-kubeconfig"_s;
    return context()
        .client->get(secrets, spokeNamespace, copy)
        .chain(this,
               [this, pass, secrets, copy](const Result<QJsonObject> &found) -> Call<Done> {
                   const bool gone = !found && found.error().kind == Error::Kind::NotFound;
                   if (gone || (found && !belongsTo(*found, pass->ref)))
                       return Call<Done>::ready(Done{});
                   if (!found)
                       return Call<Done>::ready(failure(found.error()));
                   return removeObject(secrets, {u"v1"_s, u"Secret"_s, spokeNamespace, copy});
               })
        .map(this, [pass, cluster](const Result<Done> &dropped) -> Result<Done> {
            if (dropped)
                pass->memory->unregistered.insert(cluster);
            return dropped;
        });
}

Call<Done> PoolReconciler::removeSpoke(const PassPtr &pass, const ResourceType &type,
                                       const QJsonObject &spoke)
{
    const SpokeView view(spoke);
    const auto block = [this, pass](const QString &reason, const QString &message) {
        PoolState state(context().world->find(pass->ref), context().now());
        state.set(u"DeletionBlocked"_s, ConditionState::True, reason, message);
        save(pass->ref, state);
    };
    const auto free = [this, pass] {
        PoolState state(context().world->find(pass->ref), context().now());
        state.remove(u"DeletionBlocked");
        save(pass->ref, state);
    };
    if (view.deleting && !view.cleanupProblem().isEmpty()) {
        block(u"CleanupFailed"_s, tr("Spoke %1 cannot be removed: %2").arg(view.name, view.cleanupProblem()));
        return Call<Done>::ready(Done{});
    }
    // Works that somebody made by hand keep the Spoke for ever (SPK-2).
    const ResourceType *works = context().world->type(workGroup, u"ManifestWork"_s);
    ListOptions options;
    options.namespaceName = view.name;
    Call<QList<QJsonObject>> found = Call<QList<QJsonObject>>::ready(QList<QJsonObject>());
    if (works)
        found = context()
                    .client->list(*works, options)
                    .map(this, [works = *works](const Result<ListPage> &page) -> Result<QList<QJsonObject>> {
                        if (!page)
                            return failure(page.error());
                        return itemsOf(*page, works);
                    });
    return found.chain(
        this, [this, type, spoke, view, block, free](const Result<QList<QJsonObject>> &all) -> Call<Done> {
            if (!all)
                return Call<Done>::ready(failure(all.error()));
            ObjectSet set;
            set.insert(spoke);
            for (const QJsonObject &work : *all)
                set.insert(work);
            RuleContext intent;
            intent.intent = RuleContext::Intent::Delete;
            const QList<Finding> findings = checkObject(spoke, set, intent);
            for (const Finding &finding : findings) {
                if (finding.severity != Finding::Severity::Refuse)
                    continue;
                block(finding.rule, finding.sentence);
                return Call<Done>::ready(Done{});
            }
            free();
            if (view.deleting)
                return Call<Done>::ready(Done{}); // its controller drains the cluster
            return removeObject(type, refOf(spoke));
        });
}

PoolReconciler::Step PoolReconciler::unlabelCluster(const PassPtr &pass, const QString &cluster,
                                                    const QString &name)
{
    const ResourceType type = *context().world->type(clusterGroup, u"ManagedCluster"_s);
    return Step::act(
        context()
            .client->get(type, {}, name)
            .chain(this,
                   [this, pass, type, name](const Result<QJsonObject> &found) -> Call<Done> {
                       const bool gone = !found && found.error().kind == Error::Kind::NotFound;
                       if (gone || (found && !belongsTo(*found, pass->ref)))
                           return Call<Done>::ready(Done{});
                       if (!found)
                           return Call<Done>::ready(failure(found.error()));
                       QJsonObject labels;
                       const QJsonObject has = (*found)[u"metadata"][u"labels"].toObject();
                       for (const QString &key : has.keys()) {
                           static const QStringList own{labelPrefix + u"pool"_s, labelPrefix + u"project"_s,
                                                        labelPrefix + u"source"_s};
                           if (own.contains(key) || key.startsWith(gpuLabel))
                               labels.insert(key, QJsonValue::Null);
                       }
                       return context()
                           .client
                           ->mergePatch(type, {}, name,
                                        QJsonObject{{u"metadata"_s, QJsonObject{{u"labels"_s, labels}}}},
                                        asEngine())
                           .map(this, [](const Result<WriteResult> &written) -> Result<Done> {
                               if (!written && written.error().kind != Error::Kind::NotFound)
                                   return failure(written.error());
                               return Done{};
                           });
                   })
            .map(this, [pass, cluster](const Result<Done> &done) -> Result<Done> {
                if (done)
                    pass->memory->unregistered.insert(cluster);
                return done;
            }));
}

} // namespace easel
