// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/edgehost.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

namespace {

EdgeHost::Gpu readGpu(const QJsonObject &gpu)
{
    EdgeHost::Gpu result;
    result.vendor = text(gpu[u"vendor"]);
    result.model = text(gpu[u"model"]);
    result.memory = text(gpu[u"memory"]);
    result.count = std::max<qint64>(0, integer(gpu[u"gpuCount"]).value_or(0));
    result.migCapable = flag(gpu[u"migCapable"]);
    result.migStrategy = text(gpu[u"migStrategy"]);
    result.addresses = textMap(gpu[u"addresses"]);
    return result;
}

void readDevice(EdgeHost &host, const QJsonObject &device)
{
    host.hasDevice = true;
    host.architecture = text(device[u"archType"]);
    host.cpuCores = integer(device[u"cpu"][u"cores"]);
    host.memoryMiB = integer(device[u"memory"][u"sizeInMB"]);
    for (const QJsonObject &gpu : objects(device[u"gpus"]))
        host.gpus << readGpu(gpu);
    for (const QJsonObject &nic : objects(device[u"nics"]))
        host.nics << readEdgeHostNic(nic);
    for (const QJsonObject &disk : objects(device[u"disks"]))
        host.disks << EdgeHost::Disk{text(disk[u"controller"]), text(disk[u"vendor"]),
                                     integer(disk[u"size"])};
    const QJsonValue os = device[u"os"];
    host.os = {text(os[u"family"]), text(os[u"version"]), text(os[u"kernel"]), text(os[u"kernelVersion"])};
    host.secureBoot = flag(device[u"secureBoot"]);
    host.hostState = text(device[u"hostState"]);
    host.hostType = text(device[u"hostType"]);
}

} // namespace

EdgeHost::Nic readEdgeHostNic(const QJsonObject &nic)
{
    return {text(nic[u"nicName"]), text(nic[u"macAddr"]), text(nic[u"ip"]),       text(nic[u"subnet"]),
            text(nic[u"gateway"]), texts(nic[u"dns"]),    flag(nic[u"isDefault"])};
}

EdgeHost readEdgeHost(const QJsonObject &object)
{
    EdgeHost host;
    const bool isNameRow = !object.contains(u"metadata") && object.contains(u"uid");
    if (isNameRow) {
        host.meta.uid = text(object[u"uid"]);
        host.meta.name = text(object[u"name"]);
        host.architecture = text(object[u"archType"]);
        host.state = text(object[u"state"]);
        host.health = text(object[u"healthState"]);
        return host;
    }
    host.meta = readPaletteMeta(object[u"metadata"].toObject());
    const QJsonValue spec = object[u"spec"];
    const QJsonValue status = object[u"status"];
    const QJsonObject device = spec[u"device"].toObject();
    if (!device.isEmpty())
        readDevice(host, device);
    if (host.meta.uid.isEmpty()) // the same by default
        host.meta.uid = text(spec[u"host"][u"hostUid"]);
    host.hostAddress = text(spec[u"host"][u"hostAddress"]);
    host.macAddress = text(spec[u"host"][u"macAddress"]);
    host.project = readPaletteRef(spec[u"projectMeta"].toObject());
    if (host.project.uid.isEmpty())
        host.project = readPaletteRef(spec[u"host"][u"project"].toObject());
    if (host.project.uid.isEmpty())
        host.project.uid = text(object[u"aclmeta"][u"projectUid"]);
    for (const QJsonObject &profile : objects(spec[u"clusterProfileTemplates"]))
        host.profiles << readPaletteRef(profile);

    host.state = text(status[u"state"]);
    host.health = text(status[u"health"][u"state"]);
    host.healthMessage = text(status[u"health"][u"message"]);
    host.agentVersion = text(status[u"health"][u"agentVersion"]);
    // The second is deprecated and still the one seen live.
    for (const char16_t *key : {u"inUseClustersRef", u"inUseClusters"}) {
        for (const QJsonObject &cluster : objects(status[QStringView(key)])) {
            const PaletteRef reference = readPaletteRef(cluster);
            const bool known =
                std::any_of(host.clusters.cbegin(), host.clusters.cend(),
                            [&](const PaletteRef &other) { return other.uid == reference.uid; });
            if (!reference.text().isEmpty() && !known)
                host.clusters << reference;
        }
    }
    return host;
}

} // namespace easel
