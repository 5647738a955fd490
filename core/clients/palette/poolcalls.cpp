// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PaletteClient about the machine pools of a cluster.
#include "core/clients/palette/paletteclient.h"

#include "core/base/text.h"

#include <QCoreApplication>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PalettePools)
};

constexpr auto reads = PaletteRequest::Effect::Read;
constexpr auto repeatable = PaletteRequest::Effect::Repeatable;
constexpr auto once = PaletteRequest::Effect::Once;

} // namespace

Call<CloudConfig> PaletteClient::cloudConfig(const QString &configUid)
{
    return m_ask.value<CloudConfig>(paletteRequest("GET", reads, u"/v1/cloudconfigs/edge-native/%1"_s,
                                                   {configUid},
                                                   Text::tr("read the machine pools of a cluster")),
                                    readCloudConfig);
}

Call<Done> PaletteClient::updateClusterNetwork(const QString &configUid, const ClusterNetwork &network)
{
    return m_ask.done(paletteRequest("PUT", repeatable, u"/v1/cloudconfigs/edge-native/%1/clusterConfig"_s,
                                     {configUid}, Text::tr("change the network settings of a cluster"),
                                     QJsonObject{{u"clusterConfig"_s, clusterNetworkBody(network)}}));
}

Call<Done> PaletteClient::addMachinePool(const QString &configUid, const PaletteMachinePool &pool)
{
    return m_ask.done(paletteRequest("POST", once, u"/v1/cloudconfigs/edge-native/%1/machinePools"_s,
                                     {configUid}, Text::tr("add machine pool %1").arg(cleanedLine(pool.name)),
                                     machinePoolBody(pool)));
}

Call<Done> PaletteClient::updateMachinePool(const QString &configUid, const PaletteMachinePool &pool)
{
    return m_ask.done(paletteRequest(
        "PUT", repeatable, u"/v1/cloudconfigs/edge-native/%1/machinePools/%2"_s, {configUid, pool.name},
        Text::tr("change machine pool %1").arg(cleanedLine(pool.name)), machinePoolBody(pool)));
}

Call<Done> PaletteClient::removeMachinePool(const QString &configUid, const QString &pool)
{
    return m_ask.done(paletteRequest("DELETE", repeatable,
                                     u"/v1/cloudconfigs/edge-native/%1/machinePools/%2"_s, {configUid, pool},
                                     Text::tr("delete machine pool %1").arg(cleanedLine(pool))));
}

Call<QList<PaletteMachine>> PaletteClient::machines(const QString &configUid, const QString &pool)
{
    return m_ask.items<PaletteMachine>(
        paletteRequest("GET", reads, u"/v1/cloudconfigs/edge-native/%1/machinePools/%2/machines"_s,
                       {configUid, pool}, Text::tr("list the machines of pool %1").arg(cleanedLine(pool))),
        readPaletteMachine);
}

Call<Done> PaletteClient::removeMachine(const QString &configUid, const QString &pool,
                                        const QString &machineUid)
{
    return m_ask.done(paletteRequest(
        "DELETE", repeatable, u"/v1/cloudconfigs/edge-native/%1/machinePools/%2/machines/%3"_s,
        {configUid, pool, machineUid}, Text::tr("take a machine out of pool %1").arg(cleanedLine(pool))));
}

Call<Done> PaletteClient::setMaintenance(const QString &configUid, const QString &pool,
                                         const QString &machineUid, MachineMaintenance maintenance)
{
    const bool cordon = maintenance == MachineMaintenance::Cordon;
    return m_ask.done(paletteRequest(
        "PUT", repeatable, u"/v1/cloudconfigs/edge-native/%1/machinePools/%2/machines/%3/maintenance"_s,
        {configUid, pool, machineUid},
        cordon ? Text::tr("take a machine of pool %1 into maintenance").arg(cleanedLine(pool))
               : Text::tr("take a machine of pool %1 out of maintenance").arg(cleanedLine(pool)),
        QJsonObject{{u"action"_s, cordon ? u"cordon"_s : u"uncordon"_s}}));
}

} // namespace easel
