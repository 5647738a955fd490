// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettemeta.h"

namespace easel {

// With this token a new machine registers itself. Tokens belong to the tenant; the project is where its
// machines begin.
struct RegistrationToken
{
    PaletteMeta meta;
    QString secret;    // the token itself: for the person who asked, never for a log
    QDateTime expires; // invalid: never
    PaletteRef project;
    bool active = false;
};

RegistrationToken readRegistrationToken(const QJsonObject &item);

struct RegistrationTokenRequest
{
    QString name;
    QString projectUid; // empty: none
    QDateTime expires;
};
QJsonObject registrationTokenBody(const RegistrationTokenRequest &request);

} // namespace easel
