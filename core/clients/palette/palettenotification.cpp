// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettenotification.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

PaletteNotification readPaletteNotification(const QJsonObject &item)
{
    PaletteNotification notification;
    notification.meta = readPaletteMeta(item[u"metadata"].toObject());
    notification.type = text(item[u"type"]);
    const QJsonValue action = item[u"action"];
    notification.action = text(action[u"actionType"]);
    notification.message = longText(action[u"actionMessage"]);
    notification.link = text(action[u"link"]);
    notification.acknowledged = flag(action[u"ack"]);
    notification.done = flag(action[u"isDone"]);
    notification.informational = flag(action[u"isInfo"]);
    const QJsonObject object = item[u"relatedObject"].toObject();
    notification.objectKind = text(object[u"kind"]);
    notification.object = readPaletteRef(object);
    return notification;
}

} // namespace easel
