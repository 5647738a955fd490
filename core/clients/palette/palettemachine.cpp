// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettemachine.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

PaletteMachine readPaletteMachine(const QJsonObject &item)
{
    PaletteMachine machine;
    machine.meta = readPaletteMeta(item[u"metadata"].toObject());
    const QJsonValue spec = item[u"spec"];
    machine.hostUid = text(spec[u"edgeHostUid"]);
    machine.cpuCores = integer(spec[u"instanceType"][u"numCPUs"]);
    machine.memoryMiB = integer(spec[u"instanceType"][u"memoryMiB"]);
    machine.diskGiB = integer(spec[u"instanceType"][u"diskGiB"]);
    const QJsonValue status = item[u"status"];
    machine.state = text(status[u"instanceState"]);
    machine.ready = flag(status[u"ready"]);
    machine.health = text(status[u"health"][u"state"]);
    machine.heartbeat = time(status[u"health"][u"lastHeartBeatTimestamp"]);
    for (const QJsonObject &condition : objects(status[u"health"][u"conditions"]))
        machine.conditions << readPaletteCondition(condition);
    for (const QJsonObject &address : objects(status[u"addresses"])) {
        const QString shown = text(address[u"address"]);
        if (!shown.isEmpty())
            machine.addresses << shown;
    }
    const QJsonValue maintenance = status[u"maintenanceStatus"];
    machine.maintenance = {text(maintenance[u"action"]), text(maintenance[u"state"]),
                           longText(maintenance[u"message"])};
    return machine;
}

} // namespace easel
