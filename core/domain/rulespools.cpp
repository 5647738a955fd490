// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of ComputePool, ComputePoolEvaluation and ScalingPolicy (2.6 to 2.8).
#include "core/domain/bundleview.h"
#include "core/domain/computeview.h"
#include "core/domain/deploymentview.h"
#include "core/domain/environmentview.h"
#include "core/domain/names.h"
#include "core/domain/rulebook.h"
#include "core/domain/state.h"
#include "core/domain/versions.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace easel::rules {

namespace {

QList<HostView> hostsOf(const Judge &judge)
{
    QList<HostView> hosts;
    const QList<QJsonObject> computes = judge.set.all(spectro("Compute"), judge.self.namespaceName);
    for (const QJsonObject &compute : computes)
        hosts += ComputeView(compute).hosts;
    return hosts;
}

// QHostAddress also takes inet_aton's short forms ("10.61" is 10.0.0.61); here an address is written in full.
QHostAddress writtenAddress(const QString &text)
{
    static const QRegularExpression v4(QStringLiteral("\\A[0-9]{1,3}(\\.[0-9]{1,3}){3}\\z"));
    const bool v6 = text.contains(u':') && !text.contains(u'%');
    return v6 || v4.match(text).hasMatch() ? QHostAddress(text) : QHostAddress();
}

void checkAddress(Judge &judge, const PoolRequest &request, const ClusterConfigView &config)
{
    if (config.vip.isEmpty()) {
        if (!config.overlayEnabled.value_or(false) || config.overlayCidr.isEmpty())
            judge.refuse("POOL-6", config.vipPointer,
                         Rules::tr("Reserve a free address and enter it as control plane address."));
        return;
    }
    const auto taken = [&](const QString &who) {
        judge.refuse("POOL-5", config.vipPointer,
                     Rules::tr("Control plane address %1 is not valid or is already used by %2.")
                         .arg(config.vip, who));
    };
    const QHostAddress address = writtenAddress(config.vip);
    if (address.isNull()) {
        taken(Rules::tr("another machine"));
        return;
    }
    const qint64 nodes = config.controlPlane ? config.controlPlane->nodeCount.value_or(0) : 0;
    const bool singleNode = nodes == 1 && config.nodeTotal() == 1;
    const QList<HostView> hosts = hostsOf(judge);
    for (const HostView &host : hosts) {
        if (!host.ip.isEmpty() && QHostAddress(host.ip) == address && !singleNode)
            taken(Rules::tr("machine %1").arg(host.name()));
    }
    const QList<QJsonObject> pools = judge.set.all(spectro("ComputePool"));
    for (const QJsonObject &object : pools) {
        const PoolView pool(object);
        if (pool.namespaceName == judge.self.namespaceName && pool.name == request.poolName)
            continue;
        for (const ClusterConfigView &cluster : pool.clusters) {
            if (QHostAddress(cluster.vip) == address && !cluster.vip.isEmpty())
                taken(Rules::tr("pool %1").arg(pool.name));
        }
    }
    for (const ClusterConfigView &cluster : request.clusters) {
        if (cluster.name != config.name && !cluster.vip.isEmpty() && QHostAddress(cluster.vip) == address)
            taken(Rules::tr("cluster %1").arg(cluster.name));
    }
    // The tenant network that the wanted hosts' tags give, where they agree on one.
    QStringList subnets;
    for (const HostView &host : hosts) {
        if (!host.matches(request.workerGroups) || !host.matches(request.controlPlaneGroups))
            continue;
        for (const char *prefix : {"net-iso-", "aviz-"}) {
            const QString subnet = host.tags.value(QLatin1String(prefix) + QStringLiteral("subnet-ipv4"));
            const QString bits =
                host.tags.value(QLatin1String(prefix) + QStringLiteral("subnet-prefix-length"));
            if (!subnet.isEmpty() && !bits.isEmpty() && !subnets.contains(subnet + u'/' + bits))
                subnets << subnet + u'/' + bits;
        }
    }
    if (subnets.size() == 1) {
        const auto range = QHostAddress::parseSubnet(subnets.first());
        if (range.second >= 0 && !address.isInSubnet(range))
            judge.refuse("POOL-7", config.vipPointer,
                         Rules::tr("%1 is outside the tenant network %2; the hosts would refuse it.")
                             .arg(config.vip, subnets.first()));
    }
}

void checkBundleOfPool(Judge &judge, const PoolRequest &request)
{
    const JsonPointer pointer = request.bundle.pointer.isEmpty()
                                    ? request.base / QStringLiteral("profileBundleRef")
                                    : request.bundle.pointer;
    const QString &name = request.bundle.name;
    const Existence there = name.isEmpty()
                                ? Existence::No
                                : judge.exists(spectro("ProfileBundle"), request.bundle.namespaceName, name);
    if (there == Existence::No) {
        judge.refuse("POOL-8", pointer,
                     name.isEmpty() ? Rules::tr("Choose a bundle with a cluster profile.")
                                    : Rules::tr("Bundle %1 does not exist.").arg(name));
        return;
    }
    if (there == Existence::Unknown)
        return;
    const BundleView bundle(judge.set.find(spectro("ProfileBundle"), request.bundle.namespaceName, name));
    if (!bundle.needsClusterProfiles()) {
        judge.refuse(
            "POOL-8", pointer,
            Rules::tr("Bundle %1 has no cluster profile. Choose an Infrastructure or Fullstack bundle.")
                .arg(name));
        return;
    }
    for (const ClusterConfigView &cluster : request.clusters) {
        const QString cloud = cluster.cloudType.isEmpty() ? QStringLiteral("edge-native") : cluster.cloudType;
        const qsizetype count = bundle.fullProfileCount(cloud);
        if (count != 1)
            judge.refuse(
                "POOL-9", pointer,
                Rules::tr("Bundle %1 must have exactly one infrastructure or full profile for %2; it has %3.")
                    .arg(name, cloud, QString::number(count)));
        QStringList missing;
        for (const BundleView::ClusterProfile &profile : bundle.clusterProfiles) {
            if (!sameEnum(profile.cloudType, cloud))
                continue;
            const QJsonObject values = cluster.profileVariables.value(profile.name).toObject();
            for (const BundleView::ProfileVariable &variable : profile.variables) {
                if (variable.ask && variable.value.isEmpty() && isMissing(values.value(variable.name)))
                    missing << variable.name;
            }
        }
        if (!missing.isEmpty())
            judge.refuse("POOL-10", cluster.pointer / QStringLiteral("variables"),
                         Rules::tr("Enter a value for %1.").arg(list(missing)));
    }
}

} // namespace

void checkPoolRequest(Judge &judge, const PoolRequest &request)
{
    const auto project = judge.project();
    std::optional<ComputeConfigView> defaults;
    bool defaultsKnown = false;
    if (project) {
        const QJsonObject found = judge.set.find(
            spectro("ComputeConfig"), project->computeConfig.namespaceName, project->computeConfig.name);
        if (!found.isEmpty())
            defaults.emplace(found);
        defaultsKnown = !found.isEmpty() || judge.set.isComplete(spectro("ComputeConfig"));
    }
    PoolRequest resolved = request;
    for (ClusterConfigView &cluster : resolved.clusters)
        cluster = withDefaults(cluster, defaults ? &defaults->defaults : nullptr);

    for (const ClusterConfigView &cluster : std::as_const(resolved.clusters)) {
        checkClusterConfig(judge, cluster, {"POOL-4"}, defaultsKnown);
        if (defaultsKnown || !cluster.vip.isEmpty())
            checkAddress(judge, resolved, cluster);
        QList<NodePoolView> pools = cluster.workers.value_or(QList<NodePoolView>());
        if (cluster.controlPlane)
            pools.prepend(*cluster.controlPlane);
        for (const NodePoolView &pool : std::as_const(pools)) {
            if (pool.hasGpu && (pool.gpuFamily.isEmpty() || pool.gpuCount.value_or(0) < 1))
                judge.refuse("POOL-11", pool.pointer / QStringLiteral("gpu"),
                             Rules::tr("Give both a GPU family and a number of GPUs per node."));
        }
    }
    checkBundleOfPool(judge, resolved);

    if (judge.creating() && project) {
        const StateText state = stateOf(project->object);
        const bool reported = !valueAt(project->object, u"status").isUndefined();
        if (reported && state.tone != Tone::Good)
            judge.refuse("POOL-12", {},
                         Rules::tr("Project %1 is not ready: %2")
                             .arg(project->name, state.reason.isEmpty() ? state.word : state.reason));
        else if (judge.palette(project->namespaceName) == Existence::No)
            judge.refuse(
                "POOL-12", {},
                Rules::tr("Project %1 is not ready: %2")
                    .arg(project->name, Rules::tr("No Palette integration is in effect for namespace %1.")
                                            .arg(project->namespaceName)));
    } else if (judge.creating() && judge.exists(spectro("Project"), judge.self.namespaceName,
                                                judge.self.namespaceName) == Existence::No) {
        judge.refuse("POOL-12", {},
                     Rules::tr("Project %1 is not ready: %2")
                         .arg(judge.self.namespaceName, Rules::tr("it does not exist.")));
    }

    if (!request.scalingPolicy.isEmpty()) {
        const JsonPointer pointer = request.base / QStringLiteral("scalingPolicyRef");
        const QJsonObject found =
            judge.set.find(spectro("ScalingPolicy"), judge.self.namespaceName, request.scalingPolicy);
        if (found.isEmpty()) {
            if (judge.set.isComplete(spectro("ScalingPolicy")))
                judge.refuse("POOL-15", pointer,
                             Rules::tr("Scaling policy %1 does not exist.").arg(request.scalingPolicy));
        } else {
            const ScalingPolicyView policy(found);
            QStringList families;
            for (const ClusterConfigView &cluster : std::as_const(resolved.clusters)) {
                if (!cluster.workers)
                    continue;
                for (const NodePoolView &pool : *cluster.workers) {
                    if (!pool.gpuFamily.isEmpty() && !families.contains(pool.gpuFamily))
                        families << pool.gpuFamily;
                }
            }
            for (const QString &family : std::as_const(families)) {
                const bool cpuOnly = policy.cpu && policy.gpus.isEmpty();
                if (!cpuOnly && !policy.hasRuleFor(family))
                    judge.refuse("POOL-15", pointer,
                                 Rules::tr("Scaling policy %1 has no rule for %2.")
                                     .arg(request.scalingPolicy, family));
            }
        }
    }
    if (request.networkIsolation && judge.context.plainHub)
        judge.refuse("POOL-19", request.base / QStringLiteral("networkIsolation"),
                     Rules::tr("This hub has no network isolation provider."));
}

void checkPool(Judge &judge)
{
    const PoolView pool(judge.object);
    if (judge.deleting()) {
        QStringList deployments;
        const QList<QJsonObject> all = judge.set.all(spectro("AIWorkload"), pool.namespaceName);
        for (const QJsonObject &object : all) {
            const DeploymentView deployment(object);
            if (deployment.computePool.name == pool.name)
                deployments << deployment.name;
        }
        for (const QString &name : pool.deployments) {
            const QString shortName = name.section(u'/', -1);
            const bool gone =
                judge.exists(spectro("AIWorkload"), pool.namespaceName, shortName) == Existence::No;
            const QJsonObject found = judge.set.find(spectro("AIWorkload"), pool.namespaceName, shortName);
            // The deployment that owns a pool is no reason to keep it.
            const bool owner = !found.isEmpty() && DeploymentView(found).dedicated.has_value();
            if (!gone && !owner && !deployments.contains(shortName))
                deployments << shortName;
        }
        if (!deployments.isEmpty() && !judge.context.cascade)
            judge.refuse("POOL-20", {},
                         Rules::tr("%n deployments run on pool %1: %2. Delete them too, or stop.", nullptr,
                                   int(deployments.size()))
                             .arg(pool.name, list(deployments)));
        return;
    }
    judge.checkName();
    if (judge.creating() && judge.set.contains(judge.self))
        judge.refuse("POOL-1", at(u"metadata.name"),
                     Rules::tr("Project %1 has a pool %2 already.").arg(pool.namespaceName, pool.name));
    const JsonPointer variantPointer = at(u"spec.clusterVariant");
    const bool oneVariant =
        pool.variant == PoolView::Variant::Dedicated || pool.variant == PoolView::Variant::Shared;
    if (!oneVariant)
        judge.refuse("POOL-2", variantPointer, Rules::tr("Choose either a dedicated or a shared pool."));

    if (judge.updating()) {
        const PoolView old(judge.context.before);
        if (old.variant != pool.variant && oneVariant)
            judge.refuse("POOL-3", variantPointer,
                         Rules::tr("A pool cannot change between dedicated and shared. Create a new pool."));
        const auto fixed = [&](const JsonPointer &pointer, const QString &was, const QString &is) {
            if (was != is)
                judge.refuse("POOL-16", pointer,
                             Rules::tr("%1 cannot change after creation.").arg(pointer.toFieldPath()));
        };
        if (old.variant == PoolView::Variant::Shared && pool.variant == old.variant) {
            const auto namesOf = [](const PoolView &view) {
                QSet<QString> names;
                for (const ClusterConfigView &cluster : view.clusters)
                    names.insert(cluster.name);
                return names;
            };
            // A list that came to differ from what was built may be put right.
            const QStringList built = old.builtClusters();
            const QSet<QString> names = namesOf(pool);
            if (names != namesOf(old) && names != QSet<QString>(built.begin(), built.end())) {
                const JsonPointer clusters = at(u"spec.clusterVariant.shared.clusters");
                judge.refuse("POOL-16", clusters,
                             Rules::tr("%1 cannot change after creation.").arg(clusters.toFieldPath()));
            }
        }
        for (const ClusterConfigView &cluster : pool.clusters) {
            const auto match =
                std::find_if(old.clusters.begin(), old.clusters.end(),
                             [&](const ClusterConfigView &other) { return other.name == cluster.name; });
            if (match == old.clusters.end())
                continue;
            const JsonPointer edge = cluster.vipPointer.parent();
            fixed(cluster.pointer / QStringLiteral("cloudType"), match->cloudType, cluster.cloudType);
            fixed(cluster.vipPointer, match->vip, cluster.vip);
            const auto overlay = [](const ClusterConfigView &config) {
                return QStringLiteral("%1 %2 %3")
                    .arg(config.overlayEnabled.value_or(false))
                    .arg(config.overlayCidr, config.overlayType);
            };
            fixed(edge / QStringLiteral("networkOverlayConfig"), overlay(*match), overlay(cluster));
            fixed(edge / QStringLiteral("isTwoNode"), QString::number(match->isTwoNode.value_or(false)),
                  QString::number(cluster.isTwoNode.value_or(false)));
            const auto sizeOf = [](const ClusterConfigView &config) {
                return config.controlPlane ? config.controlPlane->nodeCount : std::nullopt;
            };
            const auto size = sizeOf(cluster);
            if (size && sizeOf(*match) && *size != *sizeOf(*match) && *size != 1 && *size != 3 && *size != 5)
                judge.refuse("POOL-21", cluster.controlPlane->pointer / QStringLiteral("nodeCount"),
                             Rules::tr("Change the control plane between 1, 3 and 5 only."));
        }
        if (old.bundle.isSet() && old.bundle.name != pool.bundle.name) {
            const QJsonObject was =
                judge.set.find(spectro("ProfileBundle"), old.bundle.namespaceName, old.bundle.name);
            const QJsonObject is =
                judge.set.find(spectro("ProfileBundle"), pool.bundle.namespaceName, pool.bundle.name);
            const auto base = [](const QJsonObject &found, const QString &name) {
                return baseOf(found.isEmpty() ? QJsonObject{{QStringLiteral("metadata"),
                                                             QJsonObject{{QStringLiteral("name"), name}}}}
                                              : found);
            };
            const QString oldBase = base(was, old.bundle.name);
            if (oldBase != base(is, pool.bundle.name) ||
                old.bundle.namespaceName != pool.bundle.namespaceName)
                judge.refuse(
                    "POOL-17", pool.bundle.pointer,
                    Rules::tr("Choose another version of %1; a pool cannot switch to a different bundle.")
                        .arg(oldBase));
        }
        if (old.scalingPolicy.isEmpty() && !pool.scalingPolicy.isEmpty() && !pool.phase.isEmpty() &&
            !sameEnum(pool.phase, u"Running"))
            judge.refuse(
                "SCP-5", pool.pointerOf(u"spec.scalingPolicyRef"),
                Rules::tr("Pool %1 must be running before scaling can be switched on.").arg(pool.name));
    }

    PoolRequest request;
    request.poolName = pool.name;
    request.bundle = pool.bundle;
    request.clusters = pool.clusters;
    request.scalingPolicy = pool.scalingPolicy;
    request.controlPlaneGroups = pool.controlPlaneResourceGroups;
    request.workerGroups = pool.workerResourceGroups;
    request.base = at(u"spec");
    request.networkIsolation = pool.networkIsolation;
    checkPoolRequest(judge, request);
    QStringList names;
    if (pool.variant == PoolView::Variant::Shared) {
        for (const ClusterConfigView &cluster : pool.clusters) {
            if (!isWorkerPoolName(cluster.name) || names.contains(cluster.name))
                judge.refuse("POOL-2", cluster.pointer.parent() / QStringLiteral("name"),
                             Rules::tr("Cluster name '%1' is repeated or not valid.").arg(cluster.name));
            names << cluster.name;
        }
    }
}

void checkEvaluation(Judge &judge)
{
    if (judge.deleting())
        return;
    judge.checkName();
    const bool pool = !isMissing(judge.after(u"spec.poolRef"));
    const bool plan = !isMissing(judge.after(u"spec.template"));
    if (pool == plan)
        judge.refuse("EVAL-1", at(u"spec"), Rules::tr("Choose a pool or a template, not both."));
    const QString time = judge.after(u"status.inventoryTime").toString();
    if (!time.isEmpty())
        judge.inform("EVAL-2", at(u"status.inventoryTime"),
                     Rules::tr("Decided on an inventory of %1.").arg(time));
}

void checkScalingPolicy(Judge &judge)
{
    const ScalingPolicyView policy(judge.object);
    if (judge.deleting()) {
        const QStringList users = judge.users({spectro("ComputePool"), spectro("AIWorkload")});
        if (!users.isEmpty())
            judge.refuse("SCP-6", {},
                         Rules::tr("Policy %1 is used by pools %2.").arg(policy.name, list(users)));
        return;
    }
    judge.checkName();
    if (!policy.cpu && policy.gpus.isEmpty())
        judge.refuse("SCP-1", at(u"spec"),
                     Rules::tr("A scaling policy needs a CPU rule or at least one GPU rule."));
    QList<ScalingPolicyView::Rule> all = policy.gpus;
    if (policy.cpu)
        all.prepend(*policy.cpu);
    const auto checkDuration = [&](const QString &text, const JsonPointer &pointer) {
        if (text.isEmpty())
            return;
        const auto duration = parseDuration(text);
        if (!duration || *duration < std::chrono::minutes(1))
            judge.refuse("SCP-4", pointer,
                         Rules::tr("'%1' is not a duration. Write for example 5m.").arg(text));
    };
    for (const ScalingPolicyView::Rule &rule : std::as_const(all)) {
        if (rule.up && rule.down && *rule.down > *rule.up - 10)
            judge.refuse(
                "SCP-2", rule.pointer / QStringLiteral("scaleDownThreshold"),
                Rules::tr(
                    "The scale-down threshold must be at least 10 points below the scale-up threshold."));
        checkDuration(rule.upDuration, rule.pointer / QStringLiteral("scaleUpDuration"));
        checkDuration(rule.downDuration, rule.pointer / QStringLiteral("scaleDownDuration"));
    }
    checkDuration(policy.cooldown, at(u"spec.cooldownDuration"));
    checkDuration(policy.abort, at(u"spec.abortDuration"));
    QList<ScalingPolicyView::Bounds> bounds = policy.gpuBounds;
    if (policy.cpuBounds)
        bounds.append(*policy.cpuBounds);
    for (const ScalingPolicyView::Bounds &bound : std::as_const(bounds)) {
        const bool cpu = bound.family.isEmpty();
        const bool hasRule = cpu ? policy.cpu.has_value() : policy.hasRuleFor(bound.family);
        if (!hasRule || (bound.min && bound.max && *bound.min > *bound.max))
            judge.refuse("SCP-3", bound.pointer,
                         Rules::tr("%1 has bounds but no rule, or its minimum is above its maximum.")
                             .arg(cpu ? QStringLiteral("CPU") : bound.family));
    }
}

} // namespace easel::rules
