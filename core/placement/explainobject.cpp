// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/explainobject.h"

#include "core/domain/deploymentview.h"
#include "core/domain/environmentview.h"
#include "core/domain/kinds.h"
#include "core/placement/clusterrecords.h"
#include "core/placement/explainmoves.h"
#include "core/placement/explainpool.h"
#include "core/placement/explainquota.h"
#include "core/quota/poolcapacity.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ExplainObject)
};

QString kindOf(const QJsonObject &object)
{
    const ObjectRef ref = refOf(object);
    return ref.group() == spectroGroup ? ref.kind : QString();
}

QJsonObject found(const ObjectSet &objects, const char *kind, const QString &place, const QString &name)
{
    return objects.find(QString::fromLatin1(kind) + u'.' + spectroGroup, place, name);
}

bool isWaiting(const QJsonObject &deployment)
{
    const QString phase = deployment[u"status"][u"phase"].toString();
    return sameEnum(phase, u"Pending") || sameEnum(phase, u"WaitingForCompute");
}

Explanation explainEnvironment(const ExplainSubject &subject)
{
    const PlacementHub hub =
        placementHubOf(subject.object, *subject.objects, subject.managed, subject.workspace);
    Explanation text = explainClusters(
        chooseForEnvironment(subject.object, *subject.objects, hub, subject.nowMs), subject.clusters);
    if (text.change.isEmpty())
        return text;
    const ObjectRef environment = refOf(subject.object);
    const QList<QJsonObject> all =
        subject.objects->all(u"AIWorkload."_s + spectroGroup, environment.namespaceName);
    const auto moving = std::count_if(all.begin(), all.end(), [&](const QJsonObject &object) {
        return DeploymentView(object).environment.name == environment.name;
    });
    if (moving > 0)
        text.change += u' ' + Text::tr("%n deployment(s) would move with it.", nullptr, int(moving));
    return text;
}

// Whether the GPUs that a deployment asks for are free on its pool (3.a.6).
Explanation explainCapacity(const DeploymentView &deployment, const QJsonObject &pool,
                            const ExplainSubject &subject)
{
    const ObjectSet &objects = *subject.objects;
    PoolCapacityInput input;
    input.pool = pool;
    const QuotaBook book(objects);
    for (const ClusterConfigView &cluster : book.clustersOf(pool)) {
        const QMap<QString, qint64> demand = cluster.gpuDemand();
        for (auto it = demand.cbegin(); it != demand.cend(); ++it)
            input.demand[it.key()] += *it;
    }
    const QString own = deployment.name;
    const QList<QJsonObject> all = objects.all(u"AIWorkload."_s + spectroGroup, deployment.namespaceName);
    for (const QJsonObject &other : all) {
        const DeploymentView view(other);
        if (view.name != own && view.poolName() == refOf(pool).name && !isWaiting(other))
            input.deployments.append({other, {}});
    }
    const PoolCapacity capacity(input);
    Explanation text;
    text.tone = Tone::Good;
    text.heading = Text::tr("Pool %1 has room for it.").arg(refOf(pool).name);
    const QMap<QString, qint64> asked = deployment.gpusAsked();
    for (auto it = asked.cbegin(); it != asked.cend(); ++it) {
        const QuotaWaterfall fall = capacity.waterfall(it.key(), *it);
        text.waterfalls << fall;
        if (fall.fits())
            continue;
        text.tone = Tone::Bad;
        text.heading = Text::tr("Pool %1 has not enough free GPUs.").arg(refOf(pool).name);
        text.refusals.append(
            {Text::tr("Free in pool %1").arg(refOf(pool).name), QString::number(*it),
             QString::number(fall.headroom.value_or(0)), fall.shortBy(),
             Text::tr("%1 %2 GPUs are asked for and %3 are free: %4 too few.")
                 .arg(QString::number(*it), it.key(), QString::number(fall.headroom.value_or(0)),
                      QString::number(fall.shortBy()))});
    }
    if (asked.isEmpty())
        text.heading = Text::tr("It asks for no GPUs, so nothing is held up by them.");
    return text;
}

// The pool that a deployment asks for on its own.
Explanation explainDedicated(const DeploymentView &deployment, const ExplainSubject &subject)
{
    const QuotaBook book(*subject.objects);
    QJsonObject wish = subject.object;
    wish.remove(u"status"_s);
    Explanation text;
    text.snapshot = quotaSnapshot(book.ledger(), {deployment.namespaceName});
    // It may be in the book already, with what it claims; then nothing grows.
    const bool held = !book.ledger().holding(QuotaBook::holdingOf(subject.object)).isEmpty();
    const bool admitted =
        addQuota(&text, book.ledger(), book.changesBetween(held ? subject.object : QJsonObject(), wish))
            .admitted;
    text.tone = admitted ? Tone::Good : Tone::Bad;
    text.heading = admitted ? Text::tr("Quota admits the pool it asks for.")
                            : Text::tr("Quota refuses the pool it asks for.");
    return text;
}

std::optional<Explanation> explainDeployment(const ExplainSubject &subject)
{
    const ObjectSet &objects = *subject.objects;
    const DeploymentView deployment(subject.object);
    if (deployment.environment.isSet()) {
        const QJsonObject environment =
            found(objects, "Environment", deployment.namespaceName, deployment.environment.name);
        if (!environment.isEmpty()) {
            ExplainSubject placed = subject;
            placed.object = environment;
            Explanation text = explainEnvironment(placed);
            text.sentences.prepend(
                Text::tr("Environment %1 decides where it runs.").arg(deployment.environment.name));
            return text;
        }
    }
    const QString name = deployment.poolName();
    const QJsonObject pool =
        name.isEmpty() ? QJsonObject() : found(objects, "ComputePool", deployment.namespaceName, name);
    if (pool.isEmpty()) {
        if (deployment.dedicated)
            return explainDedicated(deployment, subject);
        return std::nullopt;
    }
    if (isRefusedByQuota(pool) || !sameEnum(pool[u"status"][u"phase"].toString(), u"Running")) {
        Explanation text = explainPool(pool, objects, subject.inventory, {subject.machines, 200});
        text.sentences.prepend(Text::tr("It waits for pool %1.").arg(name));
        return text;
    }
    return explainCapacity(deployment, pool, subject);
}

} // namespace

bool canBeExplained(const QString &groupKind)
{
    static const QStringList kinds{u"Environment."_s + spectroGroup, u"ComputePool."_s + spectroGroup,
                                   u"AIWorkload."_s + spectroGroup,  u"Project."_s + spectroGroup,
                                   u"Tenant."_s + spectroGroup,      u"Compute."_s + spectroGroup};
    return kinds.contains(groupKind);
}

bool isExplained(const QJsonObject &object, const ObjectSet &objects)
{
    const QString kind = kindOf(object);
    if (kind == u"Environment" || kind == u"ComputePool")
        return true;
    if (kind == u"AIWorkload")
        return isWaiting(object);
    if (kind == u"Compute")
        return !objects.all(u"ComputePool."_s + spectroGroup, refOf(object).namespaceName).isEmpty();
    if (kind != u"Project" && kind != u"Tenant")
        return false;
    const QJsonArray usage = object[u"status"][u"gpuUsage"].toArray();
    if (std::any_of(usage.begin(), usage.end(),
                    [](const QJsonValue &line) { return line[u"overBy"].toInteger() > 0; }))
        return true;
    const QString name = object[u"metadata"][u"name"].toString();
    QStringList projects{name};
    if (kind == u"Tenant") {
        projects.clear();
        const QList<QJsonObject> all = objects.all(u"Project."_s + spectroGroup);
        for (const QJsonObject &project : all) {
            if (project[u"spec"][u"tenantRef"][u"name"].toString() == name)
                projects << project[u"metadata"][u"name"].toString();
        }
    }
    return !poolsRefusedByQuota(objects, projects).isEmpty();
}

std::optional<Explanation> explain(const ExplainSubject &subject)
{
    const QString kind = kindOf(subject.object);
    if (!subject.objects)
        return std::nullopt;
    if (kind == u"Environment")
        return explainEnvironment(subject);
    if (kind == u"ComputePool")
        return explainPool(subject.object, *subject.objects, subject.inventory,
                           {subject.machines, subject.mostMachines});
    if (kind == u"AIWorkload")
        return explainDeployment(subject);
    if (kind == u"Compute")
        return poolMoves(refOf(subject.object).namespaceName, *subject.objects, subject.inventory)
            .explanation();
    if (kind == u"Project" || kind == u"Tenant")
        return explainQuota(QuotaBook(*subject.objects), subject.object, *subject.objects);
    return std::nullopt;
}

PlacementHub placementHubOf(const QJsonObject &environment, const ObjectSet &objects, bool managed,
                            bool workspace)
{
    if (!workspace)
        return managed ? PlacementHub::OpenClusterManagement : PlacementHub::Plain;
    const EnvironmentView view(environment);
    if (view.usesExistingPlacement())
        return PlacementHub::OpenClusterManagement;
    const bool hasManaged = !objects.all(u"ManagedCluster.cluster.open-cluster-management.io"_s).isEmpty();
    return hasManaged && clusterRecords(view.namespaceName, objects).isEmpty()
               ? PlacementHub::OpenClusterManagement
               : PlacementHub::Plain;
}

} // namespace easel
