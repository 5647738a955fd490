// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PaletteClient about cluster profiles.
#include "core/clients/palette/paletteclient.h"

#include "core/base/text.h"

#include <QCoreApplication>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteProfiles)
};

constexpr auto reads = PaletteRequest::Effect::Read;

QJsonObject queryBody(const ProfileQuery &query)
{
    QJsonObject filter;
    if (!query.name.isEmpty()) {
        filter.insert(u"profileName", QJsonObject{{u"contains"_s, query.name}, {u"ignoreCase"_s, true}});
    }
    if (!query.types.isEmpty())
        filter.insert(u"profileType", QJsonArray::fromStringList(query.types));
    if (!query.cloudTypes.isEmpty())
        filter.insert(u"environment", QJsonArray::fromStringList(query.cloudTypes));
    return {{u"filter"_s, filter}, {u"sort"_s, QJsonArray()}};
}

} // namespace

Call<PaletteList<ClusterProfile>> PaletteClient::profiles(const ProfileQuery &query,
                                                          const PageProgress<ClusterProfile> &progress)
{
    return m_ask.pages<ClusterProfile>(
        paletteRequest("POST", reads, u"/v1/dashboard/clusterprofiles"_s, {},
                       Text::tr("list cluster profiles"), queryBody(query)),
        {readClusterProfile, [](const ClusterProfile &profile) { return profile.meta.uid; }}, progress);
}

Call<QList<ProfileVersionRow>> PaletteClient::profileVersions()
{
    return m_ask.items<ProfileVersionRow>(paletteRequest("GET", reads,
                                                         u"/v1/dashboard/clusterprofiles/metadata"_s, {},
                                                         Text::tr("list cluster profiles")),
                                          readProfileVersionRow);
}

Call<ClusterProfile> PaletteClient::profile(const QString &uid)
{
    Result<PaletteRequest> request =
        paletteRequest("GET", reads, u"/v1/clusterprofiles/%1"_s, {uid},
                       Text::tr("read cluster profile %1").arg(cleanedLine(uid)));
    if (request)
        addQuery(request->query, u"resourceType"_s, u"spectrocluster"_s);
    return m_ask.value<ClusterProfile>(request, readClusterProfile);
}

Call<QList<ProfilePack>> PaletteClient::profilePacks(const QString &uid)
{
    return m_ask.items<ProfilePack>(
        paletteRequest("GET", reads, u"/v1/clusterprofiles/%1/packs"_s, {uid},
                       Text::tr("list the packs of cluster profile %1").arg(cleanedLine(uid))),
        readPackEntity);
}

Call<QList<ProfileVariable>> PaletteClient::profileVariables(const QString &uid)
{
    return m_ask.items<ProfileVariable>(
        paletteRequest("GET", reads, u"/v1/clusterprofiles/%1/variables"_s, {uid},
                       Text::tr("list the variables of cluster profile %1").arg(cleanedLine(uid))),
        readProfileVariable, u"variables"_s);
}

} // namespace easel
