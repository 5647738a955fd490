// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/clusterprofile.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

namespace {

QStringList namesOf(const QJsonValue &references)
{
    QStringList names;
    for (const QJsonObject &reference : objects(references))
        names << readPaletteRef(reference).text();
    return names;
}

} // namespace

ProfilePack readProfilePack(const QJsonObject &pack)
{
    ProfilePack result;
    result.name = text(pack[u"name"]);
    result.layer = text(pack[u"layer"]);
    result.type = text(pack[u"type"]);
    result.tag = text(pack[u"tag"]);
    result.version = text(pack[u"version"]);
    result.packUid = text(pack[u"packUid"]);
    result.registryUid = text(pack[u"registryUid"]);
    result.values = pack[u"values"].toString();
    result.manifests = namesOf(pack[u"manifests"]);
    result.invalid = flag(pack[u"isInvalid"]);
    result.invalidReason = longText(pack[u"inValidReason"]);
    return result;
}

ProfileContent readProfileContent(const QJsonObject &content)
{
    ProfileContent result;
    result.uid = text(content[u"uid"]);
    result.type = text(content[u"type"]);
    result.cloudType = text(content[u"cloudType"]);
    // "version" of a template counts saves; "profileVersion" is what people call the version.
    result.version = text(content[u"profileVersion"]);
    for (const QJsonObject &pack : objects(content[u"packs"]))
        result.packs << readProfilePack(pack);
    return result;
}

ClusterProfile readClusterProfile(const QJsonObject &object)
{
    ClusterProfile profile;
    profile.meta = readPaletteMeta(object[u"metadata"].toObject());
    const QJsonObject summary = object[u"specSummary"].toObject();
    const QJsonObject spec = summary.isEmpty() ? object[u"spec"].toObject() : summary;
    profile.version = text(spec[u"version"]);
    for (const QJsonObject &version : objects(spec[u"versions"]))
        profile.versions << ClusterProfile::Version{text(version[u"uid"]), text(version[u"version"])};
    const QJsonObject published = spec[u"published"].toObject();
    const QJsonObject draft = spec[u"draft"].toObject();
    profile.isPublished = flag(object[u"status"][u"isPublished"]);
    // An unpublished profile may carry an empty published part.
    const bool usesDraft = published.isEmpty() || (!profile.isPublished && !draft.isEmpty());
    profile.content = readProfileContent(usesDraft ? draft : published);
    for (const QJsonObject &cluster : objects(object[u"status"][u"inUseClusters"]))
        profile.clusters << readPaletteRef(cluster);
    return profile;
}

ProfileVersionRow readProfileVersionRow(const QJsonObject &item)
{
    return {text(item[u"metadata"][u"uid"]), text(item[u"metadata"][u"name"]),
            text(item[u"spec"][u"version"]), text(item[u"spec"][u"cloudType"])};
}

ProfilePack readPackEntity(const QJsonObject &item)
{
    ProfilePack pack = readProfilePack(item[u"spec"].toObject());
    pack.packUid = text(item[u"metadata"][u"uid"]);
    if (pack.name.isEmpty())
        pack.name = text(item[u"metadata"][u"name"]);
    return pack;
}

} // namespace easel
