// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettecluster.h"

#include "core/clients/palette/palettejson.h"

#include <algorithm>

namespace easel {

using namespace palettejson;

namespace {

bool same(const QString &word, QStringView other)
{
    return word.compare(other, Qt::CaseInsensitive) == 0;
}

PaletteCluster::Profile readProfile(const QJsonObject &profile)
{
    const ProfileContent content = readProfileContent(profile);
    return {content.uid,     text(profile[u"name"]), content.type,
            content.version, content.cloudType,      content.packs};
}

PaletteCluster::Pack readPack(const QJsonObject &pack)
{
    return {text(pack[u"name"]),
            text(pack[u"profileUid"]),
            text(pack[u"type"]),
            text(pack[u"version"]),
            time(pack[u"startTime"]),
            time(pack[u"endTime"]),
            readPaletteCondition(pack[u"condition"].toObject())};
}

PaletteCluster::Pool readPool(const QJsonObject &pool)
{
    return {flag(pool[u"isControlPlane"]), int(integer(pool[u"size"]).value_or(0)),
            int(integer(pool[u"healthy"]).value_or(0)), int(integer(pool[u"maintenanceMode"]).value_or(0)),
            texts(pool[u"labels"])};
}

PaletteCluster::Health readHealth(const QJsonValue &health)
{
    PaletteCluster::Health result;
    result.state = text(health[u"state"]);
    result.heartbeat = time(health[u"lastHeartBeatTimestamp"]);
    result.agentVersion = text(health[u"agentVersion"]);
    for (const QJsonObject &condition : objects(health[u"conditions"]))
        result.conditions << readPaletteCondition(condition);
    return result;
}

void readSpec(PaletteCluster &cluster, const QJsonObject &spec)
{
    const QJsonValue cloudConfig = spec[u"cloudConfig"];  // of summaries
    const QJsonValue reference = spec[u"cloudConfigRef"]; // of the cluster by itself
    cluster.cloudType = text(spec[u"cloudType"]);
    if (cluster.cloudType.isEmpty())
        cluster.cloudType = text(cloudConfig[u"cloudType"]);
    if (cluster.cloudType.isEmpty())
        cluster.cloudType = text(reference[u"kind"]);
    cluster.clusterType = text(spec[u"clusterType"]);
    cluster.cloudConfigUid = text(reference[u"uid"]);
    if (cluster.cloudConfigUid.isEmpty())
        cluster.cloudConfigUid = text(cloudConfig[u"uid"]);
    cluster.project = readPaletteRef(spec[u"projectMeta"].toObject());
    for (const QJsonObject &profile : objects(spec[u"clusterProfileTemplates"]))
        cluster.profiles << readProfile(profile);
    if (cluster.profiles.isEmpty() && spec[u"clusterProfileTemplate"].isObject())
        cluster.profiles << readProfile(spec[u"clusterProfileTemplate"].toObject());
    for (const QJsonObject &pool : objects(cloudConfig[u"machinePools"]))
        cluster.pools << readPool(pool);
}

void readStatus(PaletteCluster &cluster, const QJsonObject &status)
{
    cluster.state = text(status[u"state"]);
    cluster.health = readHealth(status[u"health"]);
    for (const QJsonObject &condition : objects(status[u"conditions"]))
        cluster.conditions << readPaletteCondition(condition);
    for (const QJsonObject &pack : objects(status[u"packs"]))
        cluster.packs << readPack(pack);
    cluster.repaveState = text(status[u"repave"][u"state"]);
    if (status[u"kubeMeta"].isObject()) {
        const QJsonValue kube = status[u"kubeMeta"];
        cluster.kube = {flag(kube[u"hasKubeConfig"]), flag(kube[u"hasKubeConfigClient"]),
                        flag(kube[u"hasManifest"]), text(kube[u"kubernetesVersion"])};
    }
    if (status[u"clusterImport"].isObject()) {
        const QJsonValue import = status[u"clusterImport"];
        cluster.import = {flag(import[u"isBrownfield"]), text(import[u"state"]), text(import[u"importLink"])};
    }
    if (status[u"spcApply"].isObject()) {
        const QJsonValue apply = status[u"spcApply"];
        cluster.apply = {text(apply[u"actionType"]), flag(apply[u"canBeApplied"])};
    }
    for (const QJsonObject &endpoint : objects(status[u"apiEndpoints"])) {
        cluster.endpoints << PaletteCluster::Endpoint{text(endpoint[u"host"]),
                                                      int(integer(endpoint[u"port"]).value_or(0))};
    }
    cluster.hasNotifications = flag(status[u"notifications"][u"isAvailable"]);
}

} // namespace

bool PaletteCluster::isReady() const
{
    return same(state, u"Running") && same(health.state, u"Healthy");
}

bool PaletteCluster::isGone() const
{
    return same(state, u"Deleted");
}

int PaletteCluster::conditionsMet() const
{
    return int(std::count_if(conditions.begin(), conditions.end(),
                             [](const PaletteCondition &condition) { return condition.isTrue(); }));
}

PaletteCluster readPaletteCluster(const QJsonObject &object)
{
    PaletteCluster cluster;
    cluster.meta = readPaletteMeta(object[u"metadata"].toObject());
    const QJsonObject summary = object[u"specSummary"].toObject();
    readSpec(cluster, summary.isEmpty() ? object[u"spec"].toObject() : summary);
    const QJsonObject status = object[u"status"].toObject();
    cluster.hasStatus = !status.isEmpty();
    readStatus(cluster, status);
    return cluster;
}

} // namespace easel
