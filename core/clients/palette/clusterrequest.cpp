// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/clusterrequest.h"

#include "core/clients/palette/palettejson.h"

#include <QJsonArray>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QJsonArray profilesBody(const QList<ProfileUse> &profiles)
{
    QJsonArray list;
    for (const ProfileUse &profile : profiles) {
        QJsonObject body{{u"uid"_s, profile.uid}};
        if (!profile.replaces.isEmpty())
            body.insert(u"replaceWithProfile", profile.replaces);
        QJsonArray variables;
        for (auto it = profile.variables.begin(); it != profile.variables.end(); ++it)
            variables.append(QJsonObject{{u"name"_s, it.key()}, {u"value"_s, it.value()}});
        if (!variables.isEmpty())
            body.insert(u"variables", variables);
        QJsonArray packs;
        for (const ProfileUse::PackValues &pack : profile.packValues) {
            QJsonObject values{{u"name"_s, pack.name}, {u"values"_s, pack.values}};
            if (!pack.tag.isEmpty())
                values.insert(u"tag", pack.tag);
            if (!pack.type.isEmpty())
                values.insert(u"type", pack.type);
            packs.append(values);
        }
        if (!packs.isEmpty())
            body.insert(u"packValues", packs);
        list.append(body);
    }
    return list;
}

QJsonObject metadataBody(const QString &name, const QMap<QString, QString> &labels,
                         const QString &description)
{
    QJsonObject metadata{{u"name"_s, name}};
    if (!labels.isEmpty()) {
        QJsonObject written;
        for (auto it = labels.begin(); it != labels.end(); ++it)
            written.insert(it.key(), paletteLabelValue(it.value()));
        metadata.insert(u"labels", written);
    }
    if (!description.isEmpty())
        metadata.insert(u"annotations", QJsonObject{{u"description"_s, description}});
    return metadata;
}

} // namespace

QJsonObject clusterBody(const ClusterRequest &request)
{
    QJsonArray pools;
    for (const PaletteMachinePool &pool : request.pools)
        pools.append(machinePoolBody(pool));
    QJsonObject spec{{u"profiles"_s, profilesBody(request.profiles)},
                     {u"cloudConfig"_s, clusterNetworkBody(request.network)},
                     {u"machinepoolconfig"_s, pools}};
    QJsonObject config;
    if (!request.timezone.isEmpty())
        config.insert(u"timezone", request.timezone);
    if (request.updateWorkerPoolsInParallel)
        config.insert(u"updateWorkerPoolsInParallel", *request.updateWorkerPoolsInParallel);
    if (!config.isEmpty())
        spec.insert(u"clusterConfig", config);
    return {{u"metadata"_s, metadataBody(request.name, request.labels, request.description)},
            {u"spec"_s, spec}};
}

QJsonObject profileChangeBody(const ProfileChange &change)
{
    return {
        {u"profiles"_s, profilesBody(change.profiles)},
        {u"spcApplySettings"_s, QJsonObject{{u"actionType"_s, change.stageOnly ? u"DownloadAndInstallLater"_s
                                                                               : u"DownloadAndInstall"_s}}}};
}

QJsonObject profileCheckBody(const QList<ProfileUse> &profiles)
{
    return {{u"profiles"_s, profilesBody(profiles)}};
}

QJsonObject importBody(const ImportRequest &request)
{
    QJsonObject config;
    if (request.readOnly)
        config.insert(u"importMode", u"read-only"_s); // left out: full permission
    QJsonObject proxy;
    if (!request.httpProxy.isEmpty())
        proxy.insert(u"httpProxy", request.httpProxy);
    if (!request.httpsProxy.isEmpty())
        proxy.insert(u"httpsProxy", request.httpsProxy);
    if (!request.noProxy.isEmpty())
        proxy.insert(u"noProxy", request.noProxy);
    if (!proxy.isEmpty())
        config.insert(u"proxy", proxy);
    QJsonObject spec{{u"clusterConfig"_s, config}};
    if (!request.hostUids.isEmpty()) {
        spec.insert(u"edgeConfig",
                    QJsonObject{{u"edgeHostUids"_s, QJsonArray::fromStringList(request.hostUids)}});
    }
    return {{u"metadata"_s, metadataBody(request.name, request.labels, request.description)},
            {u"spec"_s, spec}};
}

} // namespace easel
