// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/paletteaudit.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

PaletteAudit readPaletteAudit(const QJsonObject &item)
{
    PaletteAudit audit;
    audit.meta = readPaletteMeta(item[u"metadata"].toObject());
    const QJsonValue spec = item[u"spec"];
    audit.action = text(spec[u"actionType"]);
    audit.message = longText(spec[u"actionMsg"]);
    audit.content = longText(spec[u"contentMsg"]);
    const QJsonValue actor = spec[u"actor"];
    audit.actorType = text(actor[u"actorType"]);
    audit.actor = text(actor[u"user"][u"emailId"]);
    if (audit.actor.isEmpty())
        audit.actor = text(actor[u"serviceName"]);
    audit.project = readPaletteRef(actor[u"project"].toObject());
    const QJsonObject resource = spec[u"resource"].toObject();
    audit.resourceKind = text(resource[u"kind"]);
    audit.resource = readPaletteRef(resource);
    if (audit.resource.name.isEmpty())
        audit.resource.name = text(resource[u"label"]);
    return audit;
}

} // namespace easel
