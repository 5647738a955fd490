// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/repave.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

namespace {

QString versionOf(const QJsonValue &pack)
{
    const QString tag = text(pack[u"tag"]);
    return tag.isEmpty() ? text(pack[u"version"]) : tag;
}

QList<RepaveReason> readReasons(const QJsonValue &reasons)
{
    QList<RepaveReason> list;
    for (const QJsonObject &item : objects(reasons)) {
        RepaveReason reason;
        reason.code = text(item[u"code"]);
        reason.message = longText(item[u"message"]);
        const QJsonValue current = item[u"pack"][u"current"];
        const QJsonValue target = item[u"pack"][u"target"];
        reason.pack = text(target[u"name"]);
        if (reason.pack.isEmpty())
            reason.pack = text(current[u"name"]);
        reason.fromVersion = versionOf(current);
        reason.toVersion = versionOf(target);
        reason.keys = texts(item[u"pack"][u"diffConfigKeys"]);
        list << reason;
    }
    return list;
}

} // namespace

Repave readRepave(const QJsonObject &object)
{
    const QJsonValue status = object[u"status"];
    Repave repave;
    repave.state = text(status[u"state"]);
    repave.message = longText(status[u"message"]);
    repave.changed = time(status[u"repaveTransitionTime"]);
    repave.source = text(object[u"spec"][u"source"]);
    repave.reasons = readReasons(object[u"spec"][u"reasons"]);
    return repave;
}

RepavePreview readRepavePreview(const QJsonObject &object)
{
    return {flag(object[u"isRepaveRequired"]), readReasons(object[u"reasons"])};
}

} // namespace easel
