// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PoolReconciler from a cluster that Palette has built to a pool that can be used.
#include "core/engine/poolreconciler.h"

#include "core/base/text.h"
#include "core/clients/kubeconfig.h"
#include "core/domain/kinds.h"
#include "core/engine/enginewrites.h"

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

// By Palette's name where there are several: cluster "train" of pool "firn" is not pool "firn-train".
QString kubeconfigSecretOf(const QString &pool, const QString &paletteName, bool shared)
{
    return (shared ? paletteName : pool) + u"-kubeconfig"_s;
}

} // namespace

// The time for connecting is over: the condition says what it waited for, and the pool has failed.
bool PoolReconciler::late(const PassPtr &pass, PoolState &state, const QString &condition)
{
    if (state.age(u"ClusterProvisioned") < context().times.connecting)
        return false;
    const QString said = conditionOf(state.status(), condition)[u"message"].toString();
    fail(state, condition, u"Timeout"_s,
         makeError(Error::Kind::Invalid, tr("It was not done after %1. %2")
                                             .arg(ageText(std::chrono::duration_cast<std::chrono::seconds>(
                                                      context().times.connecting)),
                                                  said)));
    save(pass->ref, state);
    return true;
}

PoolReconciler::Step PoolReconciler::nextOfConnecting(const PassPtr &pass, const QJsonObject &pool,
                                                      PoolState &state)
{
    const bool first = !state.isPhase(u"Connecting");
    state.setPhase(u"Connecting"_s);
    if (first)
        save(pass->ref, state);
    const bool joins = registry() == Registry::Spokes;
    bool waits = false;
    const QList<ClusterConfigView> clusters = clustersOf(pool);
    for (const ClusterConfigView &cluster : clusters) {
        const QString name = cluster.name;
        const QJsonObject entry = state.cluster(name);
        const bool stored = !entry[u"kubeconfigSecretRef"].toObject().isEmpty();
        const QDateTime tried = pass->memory->triedAt.value((stored ? u"reach "_s : u"connect "_s) + name);
        const bool pause =
            tried.isValid() && tried.msecsTo(context().now()) < context().times.building.count();
        if (!stored) {
            if (late(pass, state, u"KubeconfigStored"_s))
                return Step::wait();
            if (!pass->memory->kubeconfigs.contains(name))
                return pause ? Step::wait(context().times.building) : fetchKubeconfig(pass, name);
            return storeKubeconfig(pass, pool, name);
        }
        if (joins) {
            // Where clusters join the hub nobody here has to reach them; once, for what they say of
            // themselves.
            if (!tried.isValid())
                return reach(pass, pool, name);
            const std::optional<Step> step = nextOfRegistration(pass, state, name);
            if (step && (step->action.isValid() || state.isPhase(u"Failed")))
                return *step;
            waits = waits || step;
            continue;
        }
        if (!pass->memory->reachedAt.contains(name)) {
            if (late(pass, state, u"ClusterRegistered"_s))
                return Step::wait();
            return pause ? Step::wait(context().times.building) : reach(pass, pool, name);
        }
        if (mayAdopt(pass, state, name))
            return adoptCluster(pass, name);
    }
    if (waits)
        return Step::wait(context().times.building);
    if (!state.isTrue(u"KubeconfigStored"))
        state.set(u"KubeconfigStored"_s, ConditionState::True, u"Stored"_s);
    if (!state.isTrue(u"ClusterRegistered"))
        state.set(u"ClusterRegistered"_s, ConditionState::True, joins ? u"Joined"_s : u"ApiReached"_s);
    if (!state.isTrue(u"ControllersInstalled"))
        state.set(u"ControllersInstalled"_s, ConditionState::True,
                  pass->memory->withAgents.isEmpty() ? u"NotNeeded"_s : u"Installed"_s);
    save(pass->ref, state);
    if (const Step step = writeEnvironment(pass, pool, state); step.action.isValid())
        return step;
    if (const Step step = writeEvaluation(pass, context().world->find(pass->ref), u"Consumed"_s);
        step.action.isValid())
        return step;
    state = PoolState(context().world->find(pass->ref), context().now());
    state.set(u"EnvironmentReady"_s, ConditionState::True, u"Made"_s);
    state.setValue(u"environmentRef"_s, QJsonObject{{u"name"_s, pass->ref.name}});
    state.setPhase(u"Running"_s);
    state.set(u"Ready"_s, ConditionState::True, u"Running"_s);
    state.clearError();
    state.removeValue(u"retry");
    pass->memory->compared = state.generation();
    save(pass->ref, state);
    return Step::wait(std::chrono::milliseconds(10));
}

PoolReconciler::Step PoolReconciler::fetchKubeconfig(const PassPtr &pass, const QString &cluster)
{
    PoolState state(context().world->find(pass->ref), context().now());
    const QString uid = state.uidOf(cluster);
    PaletteClient *client = pass->feed->client();
    pass->memory->triedAt.insert(u"connect "_s + cluster, context().now());
    return Step::act(client->kubeconfig(uid, KubeconfigKind::Admin)
                         .chain(this,
                                [client, uid](const Result<QByteArray> &admin) {
                                    const bool other =
                                        !admin && (admin.error().kind == Error::Kind::Forbidden ||
                                                   admin.error().kind == Error::Kind::NotFound);
                                    return other ? client->kubeconfig(uid, KubeconfigKind::Client)
                                                 : Call<QByteArray>::ready(admin);
                                })
                         .map(this, [this, pass, cluster](const Result<QByteArray> &text) -> Result<Done> {
                             PoolState now(context().world->find(pass->ref), context().now());
                             Result<QByteArray> usable = text;
                             if (text) {
                                 if (const auto access = selfContainedConnection(*text); !access)
                                     usable = failure(access.error());
                             }
                             if (!usable) {
                                 now.set(u"KubeconfigStored"_s, ConditionState::False,
                                         errorKindName(usable.error().kind), errorSentence(usable.error()));
                                 save(pass->ref, now);
                                 return Done{};
                             }
                             pass->memory->kubeconfigs.insert(cluster, *usable);
                             return Done{};
                         }));
}

PoolReconciler::Step PoolReconciler::storeKubeconfig(const PassPtr &pass, const QJsonObject &pool,
                                                     const QString &cluster)
{
    const PoolView view(pool);
    const PoolState state(pool, context().now());
    const QString name = kubeconfigSecretOf(view.name, state.cluster(cluster)[u"paletteName"].toString(),
                                            view.variant == PoolView::Variant::Shared);
    QJsonObject labels{{u"easel.spectrocloud.com/cluster-kubeconfig"_s, u"true"_s},
                       {u"easel.spectrocloud.com/cluster"_s, state.cluster(cluster)[u"paletteName"]},
                       {u"easel.spectrocloud.com/pool"_s, view.name},
                       {u"easel.spectrocloud.com/project"_s, view.namespaceName},
                       {u"easel.spectrocloud.com/source"_s, u"pool"_s},
                       {u"app.kubernetes.io/managed-by"_s, u"easel"_s}};
    QMap<QString, qint64> gpus;
    const QList<PoolClusterStatus::Host> hosts = state.hosts(cluster);
    for (const PoolClusterStatus::Host &host : hosts) {
        if (!host.family.isEmpty())
            gpus[host.family] += host.gpuCount;
    }
    for (auto it = gpus.begin(); it != gpus.end(); ++it)
        labels.insert(u"easel.spectrocloud.com/gpu."_s + it.key(), QString::number(*it));
    const QJsonObject secret{
        {u"metadata"_s,
         QJsonObject{{u"name"_s, name},
                     {u"namespace"_s, view.namespaceName},
                     {u"labels"_s, labels},
                     {u"annotations"_s, QJsonObject{{u"easel.spectrocloud.com/keys"_s, u"kubeconfig"_s}}}}},
        {u"type"_s, u"Opaque"_s},
        {u"data"_s, QJsonObject{{u"kubeconfig"_s,
                                 QString::fromLatin1(pass->memory->kubeconfigs.value(cluster).toBase64())}}}};
    return Step::act(
        context()
            .client->apply(secretType(), secret, asEngineAlone())
            .map(this, [this, pass, cluster, name](const Result<WriteResult> &written) -> Result<Done> {
                if (!written)
                    return failure(written.error());
                PoolState now(context().world->find(pass->ref), context().now());
                QJsonObject entry = now.cluster(cluster);
                entry.insert(u"kubeconfigSecretRef",
                             QJsonObject{{u"name"_s, name}, {u"key"_s, u"kubeconfig"_s}});
                now.setCluster(cluster, entry);
                save(pass->ref, now);
                return Done{};
            }));
}

// The cluster's own API, with the kubeconfig that was stored.
PoolReconciler::Step PoolReconciler::reach(const PassPtr &pass, const QJsonObject &pool,
                                           const QString &cluster)
{
    const PoolState state(pool, context().now());
    const QString secret = state.cluster(cluster)[u"kubeconfigSecretRef"][u"name"].toString();
    pass->memory->triedAt.insert(u"reach "_s + cluster, context().now());
    const QByteArray known = pass->memory->kubeconfigs.value(cluster);
    const Call<QByteArray> text =
        !known.isEmpty()
            ? Call<QByteArray>::ready(known)
            : context()
                  .client->get(secretType(), pass->ref.namespaceName, secret)
                  .map(this, [](const Result<QJsonObject> &found) -> Result<QByteArray> {
                      if (!found)
                          return failure(found.error());
                      return QByteArray::fromBase64((*found)[u"data"][u"kubeconfig"].toString().toLatin1());
                  });
    struct Reached
    {
        QString version;
        QString server;
    };
    return Step::act(text.chain(this,
                                [this](const Result<QByteArray> &kubeconfig) -> Call<Reached> {
                                    if (!kubeconfig)
                                        return Call<Reached>::ready(failure(kubeconfig.error()));
                                    const auto access = selfContainedConnection(*kubeconfig);
                                    if (!access)
                                        return Call<Reached>::ready(failure(access.error()));
                                    auto *client = new KubeClient(access->server, access->identity, this);
                                    return client->version().map(
                                        this,
                                        [client, server = access->server.url.toString()](
                                            const Result<ServerVersion> &version) -> Result<Reached> {
                                            client->deleteLater();
                                            if (!version)
                                                return failure(version.error());
                                            return Reached{version->gitVersion, server};
                                        });
                                })
                         .map(this, [this, pass, cluster](const Result<Reached> &reached) -> Result<Done> {
                             pass->memory->kubeconfigs.remove(cluster); // not kept longer than it is needed
                             PoolState now(context().world->find(pass->ref), context().now());
                             if (!reached) {
                                 if (!pass->memory->reachErrors.contains(cluster))
                                     pass->memory->unreachableSince.insert(cluster, context().now());
                                 pass->memory->reachErrors.insert(cluster, reached.error());
                                 if (!now.isTrue(u"ClusterRegistered") && registry() != Registry::Spokes)
                                     now.set(u"ClusterRegistered"_s, ConditionState::False, u"Unreachable"_s,
                                             errorSentence(reached.error()));
                                 save(pass->ref, now);
                                 return Done{};
                             }
                             pass->memory->reachErrors.remove(cluster);
                             pass->memory->unreachableSince.remove(cluster);
                             pass->memory->reachedAt.insert(cluster, context().now());
                             QJsonObject entry = now.cluster(cluster);
                             QString version = reached->version;
                             if (version.startsWith(u'v'))
                                 version.remove(0, 1);
                             entry.insert(u"kubernetesVersion", version.left(60));
                             entry.insert(u"apiEndpoint", reached->server);
                             now.setCluster(cluster, entry);
                             save(pass->ref, now);
                             return Done{};
                         }));
}

PoolReconciler::Step PoolReconciler::writeEnvironment(const PassPtr &pass, const QJsonObject &pool,
                                                      PoolState &state)
{
    QJsonArray selected;
    QStringList names = state.clusterNames();
    std::sort(names.begin(), names.end());
    for (const QString &name : std::as_const(names))
        selected.append(
            QJsonObject{{u"name"_s, state.cluster(name)[u"paletteName"]}, {u"source"_s, u"pool"_s}});
    const QString text = QString::fromUtf8(QJsonDocument(selected).toJson(QJsonDocument::Compact));
    const ObjectRef ref{spectroGroup + u"/v1beta1"_s, u"Environment"_s, pass->ref.namespaceName,
                        pass->ref.name};
    const ResourceType *type = context().world->type(ref);
    if (pass->memory->environment == text || !type)
        return Step::wait();
    const QString project = u"easel.spectrocloud.com/project"_s;
    const QString poolLabel = u"easel.spectrocloud.com/pool"_s;
    const QJsonObject matches{{project, pass->ref.namespaceName}, {poolLabel, pass->ref.name}};
    const QJsonObject predicate{
        {u"requiredClusterSelector"_s,
         QJsonObject{{u"labelSelector"_s, QJsonObject{{u"matchLabels"_s, matches}}}}}};
    const QJsonObject properties{
        {u"hubNamespace"_s, u"managed-cluster-set-global"_s},
        {u"placement"_s, QJsonObject{{u"predicates"_s, QJsonArray{predicate}}}},
        {u"manifestWorkReplicaSet"_s,
         QJsonObject{{u"manifestWorkTemplate"_s,
                      QJsonObject{{u"lifecycle"_s,
                                   QJsonObject{{u"spokeNamespace"_s,
                                                QJsonObject{{u"create"_s, true}, {u"orphan"_s, false}}},
                                               {u"workload"_s, QJsonObject{{u"orphan"_s, false}}}}}}},
                     {u"rolloutStrategy"_s, QJsonObject{{u"type"_s, u"All"_s}, {u"all"_s, QJsonObject()}}}}}};
    const QJsonObject owner{{u"apiVersion"_s, pass->ref.apiVersion},
                            {u"kind"_s, u"ComputePool"_s},
                            {u"name"_s, pass->ref.name},
                            {u"uid"_s, pool[u"metadata"][u"uid"]},
                            {u"controller"_s, true}};
    const QJsonObject identity{{u"name"_s, pass->ref.name}, {u"namespace"_s, pass->ref.namespaceName}};
    QJsonObject metadata = identity;
    metadata.insert(
        u"labels", QJsonObject{{poolLabel, pass->ref.name}, {u"easel.spectrocloud.com/source"_s, u"pool"_s}});
    metadata.insert(u"ownerReferences", QJsonArray{owner});
    const QJsonObject object{
        {u"metadata"_s, metadata},
        {u"spec"_s, QJsonObject{{u"topology"_s, QJsonObject{{u"type"_s, u"topology-ocm"_s},
                                                            {u"properties"_s, properties}}}}}};
    return Step::act(
        context()
            .client->apply(*type, object, asEngineAlone())
            .chain(
                this,
                [this, type = *type, identity, selected](const Result<WriteResult> &made) {
                    if (!made)
                        return Call<WriteResult>::ready(failure(made.error()));
                    // The pool's own Environment selects the pool's own clusters; there is nothing to
                    // weigh.
                    QJsonObject status{{u"phase"_s, u"Ready"_s},
                                       {u"selectedClusters"_s, selected},
                                       {u"notSelected"_s, QJsonArray()},
                                       {u"numberOfSelectedClusters"_s, selected.size()},
                                       {u"observedGeneration"_s, made->object[u"metadata"][u"generation"]},
                                       {u"evaluatedAt"_s, apiTime(context().now())}};
                    const qint64 generation = made->object[u"metadata"][u"generation"].toInteger();
                    for (const QString &condition : {u"TopologyValid"_s, u"PlacementSatisfied"_s, u"Ready"_s})
                        setCondition(status, {condition, ConditionState::True, u"PoolClusters"_s, {}},
                                     context().now(), generation);
                    return context().client->apply(
                        type, QJsonObject{{u"metadata"_s, identity}, {u"status"_s, status}},
                        asEngineAlone(u"status"_s));
                })
            .map(this, [pass, text](const Result<WriteResult> &written) -> Result<Done> {
                if (!written)
                    return failure(written.error());
                pass->memory->environment = text;
                return Done{};
            }));
}

} // namespace easel
