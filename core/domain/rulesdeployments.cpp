// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of app and model deployments, workload deployments, workloads and brought clusters (2.17
// to 2.20, 3.m).
#include "core/domain/bundleview.h"
#include "core/domain/deploymentview.h"
#include "core/domain/gputext.h"
#include "core/domain/names.h"
#include "core/domain/rulebook.h"
#include "core/domain/state.h"
#include "core/domain/variables.h"
#include "core/domain/workloadview.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace easel::rules {

namespace {

// Major and minor of "v1.32.1+k3s" or ">=1.31"; -1 when it says none.
int kubernetesNumber(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("([0-9]+)\\.([0-9]+)(?:\\.([0-9]+))?"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return -1;
    return match.captured(1).toInt() * 1000000 + match.captured(2).toInt() * 1000 + match.captured(3).toInt();
}

void checkRequirements(Judge &judge, const BundleView &bundle, const PoolView &pool,
                       const JsonPointer &pointer)
{
    const auto need = [&](const QString &requirement, const QString &value) {
        judge.refuse(
            "AIW-11", pointer,
            Rules::tr("Bundle %1 needs %2; %3 has %4.").arg(bundle.name, requirement, pool.name, value));
    };
    const BundleView::Requirements &wanted = bundle.requirements;
    const qint64 nodes = pool.nodeTotal();
    if (wanted.minNodes && nodes > 0 && nodes < *wanted.minNodes)
        need(Rules::tr("%n nodes", nullptr, int(*wanted.minNodes)), QString::number(nodes));
    const QMap<QString, qint64> gpus = pool.gpuDemand();
    for (const BundleView::GpuRequirement &gpu : wanted.gpus) {
        if (!gpu.minCount || pool.clusters.isEmpty())
            continue;
        qint64 has = 0;
        for (auto it = gpus.begin(); it != gpus.end(); ++it) {
            if (it.key().compare(gpu.family, Qt::CaseInsensitive) == 0)
                has += it.value();
        }
        if (has < *gpu.minCount)
            need(QStringLiteral("%1 %2").arg(*gpu.minCount).arg(gpu.family), QString::number(has));
    }
    const int minimum = kubernetesNumber(wanted.kubernetes);
    for (const PoolClusterStatus &cluster : pool.clusterStates) {
        const int version = kubernetesNumber(cluster.kubernetesVersion);
        if (minimum > 0 && version >= 0 && version < minimum)
            need(Rules::tr("Kubernetes %1").arg(QString(wanted.kubernetes).remove(QStringLiteral(">="))),
                 cluster.kubernetesVersion);
    }
}

// The bundle that packages a profile among those of a deployment; empty when none is known to.
QJsonObject bundleOf(const Judge &judge, const DeploymentView &view, const TolerantReader::Reference &profile)
{
    for (const auto &ref : view.bundles) {
        const QJsonObject object = judge.set.find(spectro("ProfileBundle"), ref.namespaceName, ref.name);
        if (object.isEmpty())
            continue;
        const BundleView bundle(object);
        for (const BundleView::WorkloadProfile &item : bundle.workloadProfiles) {
            if (item.ref.name == profile.name && item.ref.namespaceName == profile.namespaceName)
                return object;
        }
    }
    return {};
}

// Variables can only be judged when everything that may declare them is known.
bool variablesKnown(const Judge &judge, const QJsonObject &bundle, bool viaBundle)
{
    return judge.set.isComplete(spectro("VariableSet")) && (!viaBundle || !bundle.isEmpty());
}

void checkFixedParts(Judge &judge)
{
    static const QStringList mayChange = {QStringLiteral("displayName"), QStringLiteral("description"),
                                          QStringLiteral("links"), QStringLiteral("suspend")};
    const QJsonObject was = judge.before(u"spec").toObject();
    const QJsonObject is = judge.after(u"spec").toObject();
    QStringList keys = was.keys() + is.keys();
    keys.removeDuplicates();
    for (const QString &key : std::as_const(keys)) {
        if (mayChange.contains(key) || (isMissing(was.value(key)) && isMissing(is.value(key))))
            continue;
        if (!jsonEqual(was.value(key), is.value(key)))
            judge.refuse(
                "AIW-12", at(u"spec") / key,
                Rules::tr("A deployment does not change. Clone it, adjust the clone, then delete this one."));
    }
}

void checkPoolChoice(Judge &judge, const DeploymentView &view)
{
    const QString &name = view.computePool.name;
    const QJsonObject found = judge.set.find(spectro("ComputePool"), view.namespaceName, name);
    // Choosing is judged where there is a choice: for a new deployment. What runs keeps running on a degraded
    // pool.
    const bool choosing = judge.creating();
    if (found.isEmpty()) {
        if (judge.set.isComplete(spectro("ComputePool")))
            judge.refuse("AIW-3", view.computePool.pointer,
                         Rules::tr("Pool %1 is %2. Choose a running pool.").arg(name, Rules::tr("missing")));
        return;
    }
    const PoolView pool(found);
    if (choosing) {
        const StateText state = stateOf(found);
        const bool reported = !pool.phase.isEmpty() || pool.deleting;
        if (reported && (pool.deleting || !sameEnum(pool.phase, u"Running")))
            judge.refuse("AIW-3", view.computePool.pointer,
                         Rules::tr("Pool %1 is %2. Choose a running pool.").arg(name, state.word));
        if (pool.variant == PoolView::Variant::Dedicated) {
            const QList<QJsonObject> others = judge.set.all(spectro("AIWorkload"), view.namespaceName);
            for (const QJsonObject &object : others) {
                const DeploymentView other(object);
                if (other.name != view.name && other.poolName() == name) {
                    judge.refuse("AIW-4", view.computePool.pointer,
                                 Rules::tr("Pool %1 is dedicated to %2.").arg(name, other.name));
                    break;
                }
            }
        }
        // AIW-8 as far as the pool itself says what is free (3.a.6).
        const QJsonArray capacity = valueAt(found, u"status.capacity").toArray();
        for (auto it = view.gpuRequests.begin(); it != view.gpuRequests.end(); ++it) {
            for (const auto &item : capacity) {
                const QJsonObject row = item.toObject();
                if (row.value(u"family").toString().compare(it.key(), Qt::CaseInsensitive) != 0 ||
                    !row.value(u"free").isDouble() || it.value() <= row.value(u"free").toInteger())
                    continue;
                judge.add("AIW-8", pool.allowOvercommit ? Finding::Severity::Warn : Finding::Severity::Refuse,
                          at(u"spec.gpuResources.requests") / it.key(),
                          Rules::tr("Pool %1 has %2 %3 GPUs free; this deployment asks for %4.")
                              .arg(name, QString::number(row.value(u"free").toInteger()), it.key(),
                                   QString::number(it.value())));
            }
        }
    }
    for (const auto &ref : view.bundles) {
        const QJsonObject object = judge.set.find(spectro("ProfileBundle"), ref.namespaceName, ref.name);
        if (!object.isEmpty())
            checkRequirements(judge, BundleView(object), pool, ref.pointer);
    }
}

void checkBundles(Judge &judge, const DeploymentView &view)
{
    const QString wanted = view.isModel ? QStringLiteral("model") : QStringLiteral("application");
    bool fits = false;
    bool uncertain = false;
    for (const auto &ref : view.bundles) {
        const QJsonObject object = judge.set.find(spectro("ProfileBundle"), ref.namespaceName, ref.name);
        if (object.isEmpty()) {
            if (judge.set.isComplete(spectro("ProfileBundle")))
                judge.refuse("AIW-5", ref.pointer, Rules::tr("Bundle %1 does not exist.").arg(ref.name));
            else
                uncertain = true;
            continue;
        }
        const BundleView bundle(object);
        if (!bundle.needsWorkloadProfiles())
            continue;
        for (const BundleView::WorkloadProfile &item : bundle.workloadProfiles) {
            const QJsonObject profile =
                judge.set.find(spectro("WorkloadProfile"), item.ref.namespaceName, item.ref.name);
            if (profile.isEmpty())
                uncertain = uncertain || !judge.set.isComplete(spectro("WorkloadProfile"));
            else
                fits = fits || WorkloadProfileView(profile).profileType == wanted;
        }
    }
    if (!fits && !uncertain)
        judge.refuse("AIW-5", at(u"spec.profileBundleRefs"),
                     view.isModel ? Rules::tr("None of the chosen bundles has a model profile.")
                                  : Rules::tr("None of the chosen bundles has an application profile."));
}

void checkParts(Judge &judge, const DeploymentView &view)
{
    QStringList names;
    QStringList missing;
    JsonPointer missingPointer;
    for (const DeploymentView::Part &part : view.parts) {
        const QString derived = view.name + u'-' + part.name;
        if (!isConfigName(part.name) || names.contains(part.name) || derived.size() > 63)
            judge.refuse("AIW-14", part.pointer / QStringLiteral("name"),
                         Rules::tr("Deployment part '%1' is not valid or is repeated.").arg(part.name));
        names << part.name;
        if (part.profile.isSet() && judge.exists(spectro("WorkloadProfile"), part.profile.namespaceName,
                                                 part.profile.name) == Existence::No)
            judge.refuse("WD-2", part.pointer / QStringLiteral("workloadProfileRef"),
                         Rules::tr("Profile %1 does not exist.").arg(part.profile.name));
        const QJsonObject bundle = bundleOf(judge, view, part.profile);
        if (!variablesKnown(judge, bundle, true))
            continue;
        const VariableResolution resolution = resolveVariables(
            judge.set, view.namespaceName, bundle, part.profile.name, part.variables, judge.context.plainHub);
        const JsonPointer base = part.pointer / QStringLiteral("variables");
        for (const Finding &finding : resolution.findings) {
            const JsonPointer pointer(base.tokens() + finding.pointer.tokens());
            if (finding.rule == u"V5") { // one sentence for all of them
                if (missing.contains(finding.pointer.last()))
                    continue;
                missing << finding.pointer.last();
                if (missingPointer.isEmpty())
                    missingPointer = pointer;
                continue;
            }
            const QByteArray rule = finding.rule == u"V3" ? QByteArray("WD-6") : finding.rule.toLatin1();
            judge.add(rule.constData(), finding.severity, pointer, finding.sentence);
        }
    }
    if (!missing.isEmpty())
        judge.refuse("AIW-6", missingPointer, Rules::tr("Enter a value for %1.").arg(list(missing)));
}

} // namespace

void checkTargetNamespace(Judge &judge, const char *rule, const QString &target, const JsonPointer &pointer)
{
    const auto project = judge.project();
    if (!project || target.isEmpty())
        return;
    // `default` may be used only where it is a project's own namespace (section 4).
    const bool loneDefault =
        target == u"default" && judge.exists(spectro("Project"), target, target) == Existence::No;
    if (!project->allowsNamespace(target) || loneDefault)
        judge.refuse(
            rule, pointer,
            Rules::tr("Project %1 does not allow workloads in namespace %2.").arg(project->name, target));
}

void checkDeployment(Judge &judge)
{
    const DeploymentView view(judge.object);
    if (judge.deleting()) {
        if (view.dedicated) {
            QString policy = view.dedicated->config.deletionPolicy;
            const QJsonObject pool =
                judge.set.find(spectro("ComputePool"), view.namespaceName, view.dedicated->poolName);
            if (!pool.isEmpty()) {
                const PoolView live(pool);
                if (!live.clusters.isEmpty() && !live.clusters.first().deletionPolicy.isEmpty())
                    policy = live.clusters.first().deletionPolicy;
            }
            judge.warn(
                "AIW-13", {},
                Rules::tr("This also deletes pool %1 and its cluster (%2).")
                    .arg(view.dedicated->poolName, policy.isEmpty() ? QStringLiteral("delete") : policy));
        }
        return;
    }
    judge.checkName();
    if (judge.creating() && judge.set.contains(judge.self))
        judge.refuse("AIW-1", at(u"metadata.name"),
                     Rules::tr("Project %1 has a deployment %2 already.").arg(view.namespaceName, view.name));
    if (judge.updating()) {
        checkFixedParts(judge);
    }
    if (view.computeChoices() != 1)
        judge.refuse("AIW-2", at(u"spec.compute"),
                     Rules::tr("Choose a running pool, a new dedicated pool or an environment."));
    if (view.computePool.isSet())
        checkPoolChoice(judge, view);
    if (view.environment.isSet() && judge.exists(spectro("Environment"), view.environment.namespaceName,
                                                 view.environment.name) == Existence::No)
        judge.refuse("WD-3", view.environment.pointer,
                     Rules::tr("Environment %1 does not exist.").arg(view.environment.name));
    checkBundles(judge, view);
    checkParts(judge, view);
    checkTargetNamespace(judge, "AIW-7", view.targetNamespace, view.pointerOf(u"spec.targetNamespace"));
    if (view.dedicated) {
        PoolRequest request;
        request.poolName = view.dedicated->poolName;
        request.bundle = view.dedicated->bundle;
        request.clusters = {view.dedicated->config};
        request.scalingPolicy = view.dedicated->scalingPolicy;
        request.controlPlaneGroups = view.dedicated->controlPlaneResourceGroups;
        request.workerGroups = view.dedicated->workerResourceGroups;
        request.base = view.pointerOf(u"spec.compute.dedicated");
        checkPoolRequest(judge, request); // AIW-9
    }
    if (view.isModel && !view.modelId.isEmpty()) {
        const auto project = judge.project();
        bool allowed = !project || isModelAllowed(project->governance, view.modelSource, view.modelId);
        if (project && !project->tenant.name.isEmpty()) {
            const QJsonObject tenant = judge.set.find(spectro("Tenant"), {}, project->tenant.name);
            if (!tenant.isEmpty())
                allowed =
                    allowed && isModelAllowed(TenantView(tenant).governance, view.modelSource, view.modelId);
        }
        if (!allowed)
            judge.refuse("AIW-10", at(u"spec.model.id"),
                         Rules::tr("Model %1 is not allowed in this project.").arg(view.modelId));
    }
    for (const DeploymentView::Link &link : view.links) {
        const QString scheme = QUrl(link.url).scheme().toLower();
        if (link.name.isEmpty() || (scheme != u"http" && scheme != u"https"))
            judge.refuse(
                "AIW-LINK", link.pointer / QStringLiteral("url"),
                Rules::tr("A link needs a name and an address that starts with http:// or https://."));
    }
}

void checkWorkloadDeployment(Judge &judge)
{
    if (judge.deleting())
        return;
    judge.checkName();
    const WorkloadDeploymentView view(judge.object);
    if (!view.profile.isSet() || judge.exists(spectro("WorkloadProfile"), view.profile.namespaceName,
                                              view.profile.name) == Existence::No)
        judge.refuse("WD-2", view.pointerOf(u"spec.workloadProfileRef"),
                     Rules::tr("Profile %1 does not exist.").arg(view.profile.name));
    if (!view.environment.isSet() || judge.exists(spectro("Environment"), view.environment.namespaceName,
                                                  view.environment.name) == Existence::No)
        judge.refuse("WD-3", view.pointerOf(u"spec.environmentRef"),
                     Rules::tr("Environment %1 does not exist.").arg(view.environment.name));
    checkTargetNamespace(judge, "WD-4", view.targetNamespace, at(u"spec.targetNamespace"));
    if (judge.updating()) {
        const WorkloadDeploymentView old(judge.context.before);
        const auto fixed = [&](bool same, const JsonPointer &pointer, const QString &field) {
            if (!same)
                judge.refuse("WD-7", pointer, Rules::tr("Clone the deployment to change its %1.").arg(field));
        };
        fixed(old.profile.name == view.profile.name &&
                  old.profile.namespaceName == view.profile.namespaceName,
              view.pointerOf(u"spec.workloadProfileRef"), Rules::tr("profile"));
        fixed(old.environment.name == view.environment.name &&
                  old.environment.namespaceName == view.environment.namespaceName,
              view.pointerOf(u"spec.environmentRef"), Rules::tr("environment"));
        fixed(old.targetNamespace == view.targetNamespace, at(u"spec.targetNamespace"),
              Rules::tr("namespace"));
    }
    // The bundle comes through the app deployment it is part of; one made by hand has none.
    QJsonObject bundle;
    const QString parent = view.labels.value(QStringLiteral("easel.spectrocloud.com/deployment"));
    if (!parent.isEmpty()) {
        const QJsonObject deployment = judge.set.find(spectro("AIWorkload"), view.namespaceName, parent);
        if (!deployment.isEmpty())
            bundle = bundleOf(judge, DeploymentView(deployment), view.profile);
    }
    if (!variablesKnown(judge, bundle, !parent.isEmpty()))
        return;
    const VariableResolution resolution = resolveVariables(
        judge.set, view.namespaceName, bundle, view.profile.name, view.variables, judge.context.plainHub);
    const JsonPointer base = at(u"spec.variables");
    for (const Finding &finding : resolution.findings) {
        const QByteArray rule = finding.rule == u"V3" ? QByteArray("WD-6") : finding.rule.toLatin1();
        judge.add(rule.constData(), finding.severity, JsonPointer(base.tokens() + finding.pointer.tokens()),
                  finding.sentence);
    }
}

void checkWorkload(Judge &judge)
{
    if (judge.creating() || judge.updating() || judge.deleting())
        judge.refuse("WL-1", {},
                     Rules::tr("Workloads are written by the engine. Edit the deployment instead."));
}

void checkSpoke(Judge &judge)
{
    if (judge.deleting()) {
        QStringList works;
        const QString groupKind = QStringLiteral("ManifestWork.work.open-cluster-management.io");
        const QList<QJsonObject> all = judge.set.all(groupKind, judge.self.name);
        for (const QJsonObject &work : all) {
            const QJsonObject labels = valueAt(work, u"metadata.labels").toObject();
            const bool ours = labels.contains(u"easel.spectrocloud.com/workload-deployment") ||
                              labels.contains(u"work.open-cluster-management.io/manifestworkreplicaset");
            const bool agent = !valueAt(work, u"metadata.ownerReferences").toArray().isEmpty() ||
                               refOf(work).name.startsWith(u"addon-");
            if (!ours && !agent)
                works << refOf(work).name;
        }
        if (!works.isEmpty())
            judge.refuse("SPK-2", {},
                         Rules::tr("Cluster %1 still has manually made ManifestWorks: %2.")
                             .arg(judge.self.name, list(works)));
        return;
    }
    judge.checkName();
    const QString secret = judge.after(u"spec.kubeconfig.secretReference.name").toString();
    const bool inCluster = judge.after(u"spec.kubeconfig.inCluster").toBool();
    if (!inCluster && (secret.isEmpty() || judge.exists(QStringLiteral("Secret"), judge.self.namespaceName,
                                                        secret) == Existence::No))
        judge.refuse("SPK-1", at(u"spec.kubeconfig.secretReference"),
                     Rules::tr("The kubeconfig Secret %1 is missing.").arg(secret));
}

// A kubeconfig Secret that stands for a brought cluster (3.m).
void checkClusterRecord(Judge &judge)
{
    if (judge.deleting())
        return;
    const QJsonObject labels = judge.after(u"metadata.labels").toObject();
    if (!labels.contains(u"easel.spectrocloud.com/cluster-kubeconfig") ||
        labels.value(u"easel.spectrocloud.com/source").toString() != u"brought")
        return;
    const QString name = labels.value(u"easel.spectrocloud.com/cluster").toString();
    const JsonPointer pointer = at(u"metadata.labels") / QStringLiteral("easel.spectrocloud.com/cluster");
    if (!isBroughtClusterName(name)) {
        judge.refuse(
            "BYO-7", pointer,
            Rules::tr("Cluster name must be 1 to 46 lower-case letters, digits or hyphens, starting with "
                      "a letter."));
        return;
    }
    const QList<QJsonObject> others = judge.set.all(QStringLiteral("Secret"), judge.self.namespaceName);
    for (const QJsonObject &other : others) {
        const QJsonObject otherLabels = valueAt(other, u"metadata.labels").toObject();
        if (refOf(other) != judge.self &&
            otherLabels.contains(u"easel.spectrocloud.com/cluster-kubeconfig") &&
            otherLabels.value(u"easel.spectrocloud.com/cluster").toString() == name)
            judge.refuse("BYO-7", pointer, Rules::tr("There is a cluster named %1 already.").arg(name));
    }
}

} // namespace easel::rules
