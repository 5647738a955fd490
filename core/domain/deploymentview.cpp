// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/deploymentview.h"

#include "core/domain/gputext.h"

namespace easel {

namespace {

// "URLs under any status key containing url|endpoint" (2.19, also read): texts, lists of texts, lists of
// objects.
void collectUrls(const QJsonValue &value, QList<DeploymentView::AccessUrl> &urls)
{
    if (value.isString()) {
        if (value.toString().startsWith(u"http"))
            urls.append({QString(), value.toString(), QString()});
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const auto &item : array)
            collectUrls(item, urls);
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        const QString url = readAlias(object, {u"url", u"endpoint", u"address"}).value.toString();
        if (url.startsWith(u"http")) {
            urls.append({object.value(u"name").toString(), url, object.value(u"cluster").toString()});
            return;
        }
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it.value().toString().startsWith(u"http"))
                urls.append({it.key(), it.value().toString(), QString()});
        }
    }
}

} // namespace

DeploymentView::DeploymentView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    isModel = sameEnum(labels.value(QStringLiteral("palette.ai/aiworkload-type")), u"model");
    displayName = reader.text({u"spec.displayName"});
    description = reader.text({u"spec.description"});
    for (const TolerantReader &link : reader.items({u"spec.links"}))
        links.append({link.text({u"name"}), link.text({u"url"}), link.base()});

    if (reader.has({u"spec.profileBundleRefs"})) {
        const AliasHit found = reader.hit({u"spec.profileBundleRefs"});
        const QJsonArray refs = found.value.toArray();
        if (!found.value.isArray())
            reader.note(found.pointer);
        for (qsizetype i = 0; i < refs.size(); ++i)
            bundles.append(TolerantReader::referenceOf(refs.at(i), namespaceName, found.pointer / i));
    } else if (reader.has({u"spec.profileBundleRef"})) {
        bundles.append(reader.reference({u"spec.profileBundleRef"}, namespaceName));
    }
    computePool = reader.reference({u"spec.compute.computePoolRef", u"spec.computePoolRef"}, namespaceName);
    environment = reader.reference({u"spec.compute.environmentRef", u"spec.environmentRef"}, namespaceName);
    const AliasHit own = readAlias(source, {u"spec.compute.dedicated", u"spec.clusterVariant.dedicated"});
    if (own.value.isObject() || !isMissing(valueAt(source, u"spec.paletteClusterDeploymentConfig"))) {
        const TolerantReader beside =
            reader.child({u"spec.compute.dedicated", u"spec.clusterVariant.dedicated", u"spec"});
        Dedicated pool;
        pool.poolName = beside.text({u"poolName"}, name);
        pool.bundle = beside.reference({u"profileBundleRef"}, namespaceName);
        pool.controlPlaneResourceGroups = beside.textMap({u"controlPlaneResourceGroups"});
        pool.workerResourceGroups = beside.textMap({u"workerResourceGroups"});
        pool.scalingPolicy =
            beside.reference({u"scalingPolicyRef", u"scalingPolicy", u"autoscaling.policyRef"}, namespaceName)
                .name;
        pool.config = readClusterConfig(beside.child({u"paletteClusterDeploymentConfig"}), beside);
        dedicated = pool;
    }
    modelSource = reader.text({u"spec.model.source"});
    modelId = reader.text({u"spec.model.id"});
    servedName = reader.text({u"spec.model.servedName"});
    targetNamespace = reader.text({u"spec.targetNamespace"}, name);
    for (const TolerantReader &item : reader.items({u"spec.workloadDeploymentConfigs"})) {
        Part part;
        part.name = item.text({u"name"});
        part.profile =
            item.reference({u"workloadProfileRef", u"profileRef", u"workloadProfile"}, namespaceName);
        part.variables = item.map({u"variables"});
        part.labels = item.textMap({u"metadata.labels"});
        part.annotations = item.textMap({u"metadata.annotations"});
        part.pointer = item.base();
        parts.append(part);
    }
    gpuRequests = reader.numberMap({u"spec.gpuResources.requests"});
    suspended = reader.flag({u"spec.suspend"});

    for (const TolerantReader &item : reader.items({u"status.accessUrls"})) {
        if (const QString url = item.text({u"url"}); !url.isEmpty())
            accessUrls.append({item.text({u"name"}), url, item.text({u"cluster"})});
    }
    if (accessUrls.isEmpty()) {
        const QJsonObject status = source.value(u"status").toObject();
        for (auto it = status.begin(); it != status.end(); ++it) {
            if (it.key().contains(u"url", Qt::CaseInsensitive) ||
                it.key().contains(u"endpoint", Qt::CaseInsensitive))
                collectUrls(it.value(), accessUrls);
        }
    }
    for (const TolerantReader &item : reader.items({u"status.workloadDeployments"}))
        workloadDeployments.append(item.text({u"name"}));
}

QString DeploymentView::poolName() const
{
    if (computePool.isSet())
        return computePool.name;
    return dedicated ? dedicated->poolName : QString();
}

int DeploymentView::computeChoices() const
{
    return int(computePool.isSet()) + int(environment.isSet()) + int(dedicated.has_value());
}

QMap<QString, qint64> DeploymentView::gpusAsked() const
{
    if (gpuRequests.isEmpty() && dedicated)
        return dedicated->config.gpuDemand();
    return gpuRequests;
}

WorkloadDeploymentView::WorkloadDeploymentView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    profile = reader.reference({u"spec.workloadProfileRef", u"spec.profileRef", u"spec.workloadProfile"},
                               namespaceName);
    environment = reader.reference({u"spec.environmentRef", u"spec.environment", u"spec.environmentName"},
                                   namespaceName);
    targetNamespace = reader.text({u"spec.targetNamespace"});
    variables = reader.map({u"spec.variables"});
    workloadLabels = reader.textMap({u"spec.workload.metadata.labels"});
    workloadAnnotations = reader.textMap({u"spec.workload.metadata.annotations"});
    suspended = reader.flag({u"spec.suspend"}) ||
                annotations.value(QStringLiteral("rendering.spectrocloud.com/suspend")) == u"true";
    for (const TolerantReader &cluster : reader.items({u"status.clusters"}))
        clusters.append(cluster.text({u"name", u"clusterName"}));
}

WorkloadView::WorkloadView(const QJsonObject &source)
    : ViewBase(source)
{
    const TolerantReader reader(source, &record);
    cluster =
        reader.text({u"spec.clusterName"}, labels.value(QStringLiteral("easel.spectrocloud.com/cluster")));
    targetNamespace = reader.text({u"spec.targetNamespace"});
    workloadDeployment = labels.value(QStringLiteral("easel.spectrocloud.com/workload-deployment"));
    components = reader.list({u"spec.workload.components", u"spec.components"});
}

} // namespace easel
