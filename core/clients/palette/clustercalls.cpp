// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PaletteClient about clusters as a whole.
#include "core/clients/palette/paletteclient.h"
#include "core/clients/palette/palettejson.h"

#include "core/base/text.h"

#include <QCoreApplication>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteClusters)
};

constexpr auto reads = PaletteRequest::Effect::Read;
constexpr auto repeatable = PaletteRequest::Effect::Repeatable;
constexpr auto once = PaletteRequest::Effect::Once;

PageReader<PaletteCluster> clusterReader()
{
    return {readPaletteCluster, [](const PaletteCluster &cluster) { return cluster.meta.uid; }};
}

QStringList readTags(const QJsonObject &object)
{
    return palettejson::texts(object[u"tags"]);
}

QString readState(const QJsonObject &object)
{
    return palettejson::text(object[u"status"][u"state"]);
}

QString shown(const QString &uid)
{
    return cleanedLine(uid);
}

} // namespace

Call<Done> PaletteClient::checkClusterName(const QString &name)
{
    Result<PaletteRequest> request = paletteRequest("GET", reads, u"/v1/spectroclusters/validate/name"_s, {},
                                                    Text::tr("use the cluster name %1").arg(shown(name)));
    addQuery(request->query, u"name"_s, name);
    return m_ask.done(request);
}

Call<ClusterValidation> PaletteClient::validateCluster(const ClusterRequest &request)
{
    return m_ask.value<ClusterValidation>(
        paletteRequest("POST", reads, u"/v1/spectroclusters/edge-native/validate"_s, {},
                       Text::tr("check cluster %1").arg(shown(request.name)), clusterBody(request)),
        readClusterValidation);
}

Call<QString> PaletteClient::createCluster(const ClusterRequest &request)
{
    return m_ask.created(paletteRequest("POST", once, u"/v1/spectroclusters/edge-native"_s, {},
                                        Text::tr("create cluster %1").arg(shown(request.name)),
                                        clusterBody(request)));
}

Call<PaletteList<PaletteCluster>> PaletteClient::findClusters(const QString &label, const QString &value)
{
    // Labels are compared here: a filter that Palette does not know is ignored or finds nothing, and a
    // cluster that is overlooked would be made twice.
    const SearchFilter alive{{SearchCondition::yesNo(u"isDeleted"_s, false)}};
    return searchClusters(alive).map(
        this,
        [label,
         value](const Result<PaletteList<PaletteCluster>> &all) -> Result<PaletteList<PaletteCluster>> {
            if (!all)
                return failure(all.error());
            PaletteList<PaletteCluster> found;
            found.truth = all->truth;
            for (const PaletteCluster &cluster : all->items) {
                const auto tag = cluster.meta.labels.constFind(label);
                if (tag != cluster.meta.labels.cend() && *tag == value && !cluster.isGone())
                    found.items << cluster;
            }
            return found;
        });
}

Call<PaletteList<PaletteCluster>> PaletteClient::searchClusters(const SearchFilter &filter,
                                                                const PageProgress<PaletteCluster> &progress)
{
    return m_ask.pages<PaletteCluster>(paletteRequest("POST", reads,
                                                      u"/v1/dashboard/spectroclusters/search"_s, {},
                                                      Text::tr("list clusters"), searchBody(filter)),
                                       clusterReader(), progress);
}

Call<PaletteCluster> PaletteClient::cluster(const QString &uid, int tries)
{
    const QString attempt = Text::tr("read cluster %1").arg(shown(uid));
    Result<PaletteRequest> request =
        paletteRequest("GET", reads, u"/v1/spectroclusters/%1"_s, {uid}, attempt);
    if (request)
        request->tries = tries;
    return m_ask.value<PaletteCluster>(request, readPaletteCluster)
        .map(this, [attempt](const Result<PaletteCluster> &cluster) -> Result<PaletteCluster> {
            if (cluster && !cluster->hasStatus) {
                return failure(makeError(Error::Kind::NotFound,
                                         Text::tr("Palette holds only the remains of this cluster"))
                                   .tried(attempt));
            }
            return cluster;
        });
}

Call<PaletteCluster> PaletteClient::clusterOverview(const QString &uid)
{
    return m_ask.value<PaletteCluster>(paletteRequest("GET", reads,
                                                      u"/v1/dashboard/spectroclusters/%1/overview"_s, {uid},
                                                      Text::tr("read cluster %1").arg(shown(uid))),
                                       readPaletteCluster);
}

Call<QString> PaletteClient::clusterState(const QString &uid)
{
    return m_ask.value<QString>(paletteRequest("GET", reads, u"/v1/spectroclusters/%1/status"_s, {uid},
                                               Text::tr("read the state of cluster %1").arg(shown(uid))),
                                readState);
}

Call<QStringList> PaletteClient::clusterTags()
{
    return m_ask.value<QStringList>(paletteRequest("GET", reads, u"/v1/spectroclusters/tags"_s, {},
                                                   Text::tr("list the tags of clusters")),
                                    readTags);
}

Call<QList<SearchProperty>> PaletteClient::clusterProperties()
{
    return m_ask.value<QList<SearchProperty>>(
        paletteRequest("GET", reads, u"/v1/dashboard/spectroclusters/search/schema"_s, {},
                       Text::tr("ask what clusters can be searched by")),
        readSearchProperties);
}

Call<QByteArray> PaletteClient::kubeconfig(const QString &uid, KubeconfigKind kind)
{
    const QString attempt = Text::tr("fetch the kubeconfig of cluster %1").arg(shown(uid));
    QString pattern;
    switch (kind) {
    case KubeconfigKind::Admin:
        pattern = u"/v1/spectroclusters/%1/assets/adminKubeconfig"_s;
        break;
    case KubeconfigKind::Client:
        pattern = u"/v1/spectroclusters/%1/assets/kubeconfigclient"_s;
        break;
    case KubeconfigKind::User:
        pattern = u"/v1/spectroclusters/%1/assets/kubeconfig"_s;
        break;
    }
    Result<PaletteRequest> request = paletteRequest("GET", reads, pattern, {uid}, attempt);
    if (request) {
        request->accept = "application/octet-stream";
        if (kind == KubeconfigKind::User)
            addQuery(request->query, u"frp"_s, u"true"_s);
    }
    return m_ask.bytes(request).map(this, [attempt](const Result<QByteArray> &body) -> Result<QByteArray> {
        if (!body && body.error().kind == Error::Kind::NotFound) {
            Error error = body.error();
            error.advice =
                Text::tr("The cluster has none yet, or Palette gives none out: it has none of clusters "
                         "that were imported.");
            return failure(error);
        }
        if (!body)
            return failure(body.error());
        const Result<QByteArray> text = kubeconfigText(*body);
        if (!text)
            return failure(text.error().tried(attempt));
        return text;
    });
}

Call<Done> PaletteClient::changeProfiles(const QString &uid, const ProfileChange &change)
{
    Result<PaletteRequest> request = paletteRequest(
        "PATCH", once, u"/v1/spectroclusters/%1/profiles"_s, {uid},
        Text::tr("change the profiles of cluster %1").arg(shown(uid)), profileChangeBody(change));
    if (request)
        addQuery(request->query, u"resolveNotification"_s, u"true"_s);
    return m_ask.done(request);
}

Call<ClusterValidation> PaletteClient::checkProfiles(const QString &uid, const QList<ProfileUse> &profiles)
{
    return m_ask.value<ClusterValidation>(
        paletteRequest("POST", reads, u"/v1/spectroclusters/%1/validate/packs"_s, {uid},
                       Text::tr("check the profiles of cluster %1").arg(shown(uid)),
                       profileCheckBody(profiles)),
        readClusterValidation);
}

Call<RepavePreview> PaletteClient::previewRepave(const QString &uid, const QList<ProfileUse> &profiles)
{
    return m_ask.value<RepavePreview>(
        paletteRequest("POST", reads, u"/v1/spectroclusters/%1/validate/repave"_s, {uid},
                       Text::tr("ask which machines of cluster %1 would be rebuilt").arg(shown(uid)),
                       profileCheckBody(profiles)),
        readRepavePreview);
}

Call<Repave> PaletteClient::repave(const QString &uid)
{
    return m_ask.value<Repave>(
        paletteRequest("GET", reads, u"/v1/spectroclusters/%1/repave/status"_s, {uid},
                       Text::tr("read whether machines of cluster %1 are rebuilt").arg(shown(uid))),
        readRepave);
}

Call<Done> PaletteClient::approveRepave(const QString &uid)
{
    return m_ask.done(paletteRequest("PATCH", once, u"/v1/spectroclusters/%1/repave/approve"_s, {uid},
                                     Text::tr("approve the rebuild of cluster %1").arg(shown(uid))));
}

Call<PaletteList<PaletteCluster>> PaletteClient::clustersWaitingForRepave()
{
    Result<PaletteRequest> request =
        paletteRequest("GET", reads, u"/v1/dashboard/spectroclusters/repaveStatus"_s, {},
                       Text::tr("list clusters that wait for approval"));
    addQuery(request->query, u"repaveState"_s, u"Pending"_s);
    return m_ask.pages<PaletteCluster>(request, clusterReader());
}

Call<Done> PaletteClient::removeCluster(const QString &uid, bool force)
{
    Result<PaletteRequest> request =
        paletteRequest("DELETE", repeatable, u"/v1/spectroclusters/%1"_s, {uid},
                       force ? Text::tr("force the deletion of cluster %1").arg(shown(uid))
                             : Text::tr("delete cluster %1").arg(shown(uid)));
    if (request && force)
        addQuery(request->query, u"forceDelete"_s, u"true"_s);
    return m_ask.done(request);
}

Call<QString> PaletteClient::importCluster(const ImportRequest &request)
{
    return m_ask.created(paletteRequest("POST", once, u"/v1/spectroclusters/generic/import"_s, {},
                                        Text::tr("import cluster %1").arg(shown(request.name)),
                                        importBody(request)));
}

Call<QByteArray> PaletteClient::importManifest(const QString &uid)
{
    Result<PaletteRequest> request =
        paletteRequest("GET", reads, u"/v1/spectroclusters/%1/import/manifest"_s, {uid},
                       Text::tr("fetch the manifest that imports cluster %1").arg(shown(uid)));
    if (request)
        request->accept = "application/octet-stream";
    return m_ask.bytes(request);
}

Call<Done> PaletteClient::giveImportFullPermission(const QString &uid)
{
    return m_ask.done(paletteRequest("PATCH", once, u"/v1/spectroclusters/%1/import/upgrade"_s, {uid},
                                     Text::tr("give Palette full permission on cluster %1").arg(shown(uid))));
}

} // namespace easel
