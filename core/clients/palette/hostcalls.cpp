// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PaletteClient about machines and the tokens by which they register.
#include "core/clients/palette/paletteclient.h"
#include "core/clients/palette/palettejson.h"

#include "core/base/text.h"

#include <QCoreApplication>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteHosts)
};

constexpr auto reads = PaletteRequest::Effect::Read;
constexpr auto repeatable = PaletteRequest::Effect::Repeatable;
constexpr auto once = PaletteRequest::Effect::Once;

QStringList readTags(const QJsonObject &object)
{
    return palettejson::texts(object[u"tags"]);
}

// What withHardware() works on.
struct HardwareRun
{
    QList<EdgeHost> hosts;
    qsizetype at = 0;
    Promise<QList<EdgeHost>> promise;
};

void nextHardware(PaletteClient *client, const std::shared_ptr<HardwareRun> &run)
{
    while (run->at < run->hosts.size() && run->hosts.at(run->at).hasDevice)
        ++run->at;
    if (run->at >= run->hosts.size() || run->promise.isCanceled()) {
        run->promise.finish(run->hosts);
        return;
    }
    const Call<EdgeHost> call = client->host(run->hosts.at(run->at).uid());
    run->promise.onCancel([call] { call.cancel(); });
    call.then(client, [client, run](const Result<EdgeHost> &host) {
        // Deleted since the list was made: its row stays as the list had it.
        if (!host && host.error().kind != Error::Kind::NotFound) {
            run->promise.finish(failure(host.error()));
            return;
        }
        if (host)
            run->hosts[run->at] = *host;
        ++run->at;
        nextHardware(client, run);
    });
}

} // namespace

Call<PaletteList<EdgeHost>> PaletteClient::searchHosts(const SearchFilter &filter,
                                                       const PageProgress<EdgeHost> &progress)
{
    return m_ask.pages<EdgeHost>(paletteRequest("POST", reads, u"/v1/dashboard/edgehosts/search"_s, {},
                                                Text::tr("list machines"), searchBody(filter)),
                                 {readEdgeHost, [](const EdgeHost &host) { return host.meta.uid; }},
                                 progress);
}

Call<QList<EdgeHost>> PaletteClient::hostNames(bool unusedOnly)
{
    Result<PaletteRequest> request =
        paletteRequest("GET", reads, u"/v1/edgehosts/metadata"_s, {}, Text::tr("list machines"));
    addQuery(request->query, u"type"_s, u"edge-native"_s);
    if (unusedOnly)
        addQuery(request->query, u"quickFilter"_s, u"unusedEdgeHosts"_s);
    return m_ask.items<EdgeHost>(request, readEdgeHost, u"edgeHosts"_s);
}

Call<EdgeHost> PaletteClient::host(const QString &uid)
{
    return m_ask.value<EdgeHost>(paletteRequest("GET", reads, u"/v1/edgehosts/%1"_s, {uid},
                                                Text::tr("read machine %1").arg(cleanedLine(uid))),
                                 readEdgeHost);
}

Call<QList<EdgeHost>> PaletteClient::withHardware(const QList<EdgeHost> &hosts)
{
    auto run = std::make_shared<HardwareRun>();
    run->hosts = hosts;
    nextHardware(this, run);
    return run->promise.call();
}

Call<QList<EdgeHost>> PaletteClient::hostsOfCluster(const QString &clusterUid)
{
    return m_ask.items<EdgeHost>(
        paletteRequest("GET", reads, u"/v1/spectroclusters/%1/edge-native/edgeHosts"_s, {clusterUid},
                       Text::tr("list the machines of cluster %1").arg(cleanedLine(clusterUid))),
        readEdgeHost);
}

Call<QStringList> PaletteClient::hostTags()
{
    return m_ask.value<QStringList>(
        paletteRequest("GET", reads, u"/v1/edgehosts/tags"_s, {}, Text::tr("list the tags of machines")),
        readTags);
}

Call<EdgeHost> PaletteClient::changeHostTags(const QString &uid, const HostTagChange &change)
{
    // Two changes of one machine at once would each write all labels as they were before the other.
    const Call<EdgeHost> before = m_tagging.value(uid);
    Call<EdgeHost> call;
    if (before.isValid() && !before.isFinished()) {
        Promise<Done> turn;
        before.then(this, [turn](const Result<EdgeHost> &) { turn.finish(Done()); });
        call = turn.call().chain(this, [this, uid, change](const Result<Done> &go) {
            return go ? writeHostTags(uid, change) : Call<EdgeHost>::ready(failure(go.error()));
        });
    } else {
        call = writeHostTags(uid, change);
    }
    m_tagging.insert(uid, call);
    call.then(this, [this, uid](const Result<EdgeHost> &) {
        if (m_tagging.value(uid).isFinished())
            m_tagging.remove(uid);
    });
    return call;
}

Call<EdgeHost> PaletteClient::writeHostTags(const QString &uid, const HostTagChange &change)
{
    const QString attempt = Text::tr("change the tags of machine %1").arg(cleanedLine(uid));
    const auto readBack = [this, uid, attempt](const QMap<QString, QString> &wanted,
                                               const Result<Done> &written) {
        return host(uid).map(
            this, [wanted, written, attempt](const Result<EdgeHost> &now) -> Result<EdgeHost> {
                if (now && now->meta.labels == wanted)
                    return now;
                if (!written)
                    return failure(written.error());
                if (!now && now.error().kind == Error::Kind::Canceled)
                    return now;
                if (!now) {
                    return failure(
                        makeError(Error::Kind::OutcomeUnknown,
                                  Text::tr("Palette took the tags, but they could not be read back: %1")
                                      .arg(now.error().message),
                                  now.error().advice)
                            .tried(attempt));
                }
                return failure(
                    makeError(Error::Kind::Conflict,
                              Text::tr("Palette took the tags, but now it shows others: %1")
                                  .arg(cleanedLine(now->meta.tagTexts().join(u", "))),
                              Text::tr("Somebody else may have changed them at the same time; look at "
                                       "them, then try again."))
                        .tried(attempt));
            });
    };
    return host(uid).chain(
        this, [this, uid, change, attempt, readBack](const Result<EdgeHost> &now) -> Call<EdgeHost> {
            if (!now)
                return Call<EdgeHost>::ready(failure(now.error()));
            const Result<QMap<QString, QString>> labels = changedLabels(*now, change);
            if (!labels)
                return Call<EdgeHost>::ready(failure(labels.error().tried(attempt)));
            if (*labels == now->meta.labels)
                return Call<EdgeHost>::ready(now);
            // Not repeatable: the labels belong to the moment of the read.
            return m_ask
                .done(paletteRequest("PUT", once, u"/v1/edgehosts/%1/meta"_s, {uid}, attempt,
                                     hostLabelsBody(*now, *labels)))
                .chain(this, [labels = *labels, readBack](const Result<Done> &written) -> Call<EdgeHost> {
                    if (!written && written.error().kind != Error::Kind::OutcomeUnknown)
                        return Call<EdgeHost>::ready(failure(written.error()));
                    return readBack(labels, written);
                });
        });
}

Call<QList<SearchProperty>> PaletteClient::hostProperties()
{
    return m_ask.value<QList<SearchProperty>>(
        paletteRequest("GET", reads, u"/v1/dashboard/edgehosts/search/schema"_s, {},
                       Text::tr("ask what machines can be searched by")),
        readSearchProperties);
}

Call<QList<RegistrationToken>> PaletteClient::registrationTokens()
{
    return m_ask.items<RegistrationToken>(
        tenantRequest(paletteRequest("GET", reads, u"/v1/edgehosts/tokens"_s, {},
                                     Text::tr("list registration tokens"))),
        readRegistrationToken);
}

Call<RegistrationToken> PaletteClient::registrationToken(const QString &uid)
{
    return m_ask.value<RegistrationToken>(
        tenantRequest(paletteRequest("GET", reads, u"/v1/edgehosts/tokens/%1"_s, {uid},
                                     Text::tr("read registration token %1").arg(cleanedLine(uid)))),
        readRegistrationToken);
}

Call<RegistrationToken> PaletteClient::createRegistrationToken(const RegistrationTokenRequest &request)
{
    // The answer has only the uid.
    return m_ask
        .created(tenantRequest(
            paletteRequest("POST", once, u"/v1/edgehosts/tokens"_s, {},
                           Text::tr("create registration token %1").arg(cleanedLine(request.name)),
                           registrationTokenBody(request))))
        .chain(this, [this, request](const Result<QString> &uid) {
            if (!uid)
                return Call<RegistrationToken>::ready(failure(uid.error()));
            return registrationToken(*uid).map(
                this,
                [request, uid = *uid](const Result<RegistrationToken> &read) -> Result<RegistrationToken> {
                    if (read || read.error().kind == Error::Kind::Canceled)
                        return read;
                    // It is made all the same; a later list tells the rest.
                    RegistrationToken made;
                    made.meta.uid = uid;
                    made.meta.name = request.name;
                    made.project.uid = request.projectUid;
                    made.expires = request.expires;
                    made.active = true;
                    return made;
                });
        });
}

Call<Done> PaletteClient::setRegistrationTokenActive(const QString &uid, bool active)
{
    const QString attempt = active ? Text::tr("switch registration token %1 on").arg(cleanedLine(uid))
                                   : Text::tr("switch registration token %1 off").arg(cleanedLine(uid));
    return m_ask.done(tenantRequest(paletteRequest("PUT", repeatable, u"/v1/edgehosts/tokens/%1/state"_s,
                                                   {uid}, attempt, QJsonObject{{u"isActive"_s, active}})));
}

Call<Done> PaletteClient::removeRegistrationToken(const QString &uid)
{
    return m_ask.done(
        tenantRequest(paletteRequest("DELETE", repeatable, u"/v1/edgehosts/tokens/%1"_s, {uid},
                                     Text::tr("delete registration token %1").arg(cleanedLine(uid)))));
}

} // namespace easel
