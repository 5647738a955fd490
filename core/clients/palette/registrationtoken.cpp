// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/registrationtoken.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

RegistrationToken readRegistrationToken(const QJsonObject &item)
{
    RegistrationToken token;
    token.meta = readPaletteMeta(item[u"metadata"].toObject());
    const QJsonValue spec = item[u"spec"];
    token.secret = spec[u"token"].toString();
    token.expires = time(spec[u"expiry"]);
    token.project = readPaletteRef(spec[u"defaultProject"].toObject());
    token.active = flag(item[u"status"][u"isActive"]);
    return token;
}

QJsonObject registrationTokenBody(const RegistrationTokenRequest &request)
{
    QJsonObject spec;
    if (!request.projectUid.isEmpty())
        spec.insert(u"defaultProjectUid", request.projectUid);
    if (request.expires.isValid())
        spec.insert(u"expiry", timeText(request.expires));
    return {{QStringLiteral("metadata"), QJsonObject{{QStringLiteral("name"), request.name}}},
            {QStringLiteral("spec"), spec}};
}

} // namespace easel
