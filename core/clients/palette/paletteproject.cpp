// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/paletteproject.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

PaletteProject readPaletteProject(const QJsonObject &item)
{
    PaletteProject project;
    project.meta = readPaletteMeta(item[u"metadata"].toObject());
    const QJsonValue status = item[u"status"];
    for (const QJsonObject &cluster : objects(status[u"usage"][u"clusters"]))
        project.clusters << readPaletteRef(cluster);
    // In the dashboard list the state lies one level deeper than in the project itself.
    project.disabled = flag(status[u"status"][u"isDisabled"]) || flag(status[u"isDisabled"]);
    return project;
}

} // namespace easel
