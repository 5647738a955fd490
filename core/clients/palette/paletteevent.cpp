// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/paletteevent.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

bool PaletteEvent::isFailure() const
{
    return severity.compare(u"error", Qt::CaseInsensitive) == 0 || reason.startsWith(u"Failed");
}

PaletteEvent readPaletteEvent(const QJsonObject &item)
{
    PaletteEvent event;
    event.meta = readPaletteMeta(item[u"metadata"].toObject());
    event.reason = text(item[u"reason"]);
    event.message = longText(item[u"message"]);
    event.severity = text(item[u"severity"]);
    event.component = text(item[u"source"][u"component"]);
    event.host = text(item[u"source"][u"host"]);
    const bool hasRelated = item[u"relatedObject"].isObject();
    const QJsonObject object = item[hasRelated ? u"relatedObject" : u"involvedObject"].toObject();
    event.objectKind = text(object[u"kind"]);
    event.object = readPaletteRef(object);
    return event;
}

} // namespace easel
