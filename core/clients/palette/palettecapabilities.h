// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/clients/palette/palettemeta.h"
#include "core/clients/palette/searchproperty.h"

#include <QHash>
#include <QMap>

namespace easel {

// What the Palette behind a connection is and what its user may do there: found out once at sign-in.
struct PaletteCapabilities
{
    // Palette tells tenants no version; 4.10 took the old list of projects away.
    enum class Version { Unknown, Before410, From410 };
    enum class Check { Machines, Clusters, Profiles };
    struct Answer
    {
        bool answers = false;
        qint64 count = -1; // how many Palette says there are; -1: it does not say
        Error error;       // when it does not answer
    };

    PaletteRef user;
    QString email;
    PaletteRef tenant;
    QList<PaletteRef> projects; // that the user sees
    Version version = Version::Unknown;
    // Whether Palette said what the user may do. Otherwise everything is offered, and a 403 tells.
    bool permissionsKnown = false;
    QStringList tenantPermissions;                 // "edgehost.list", "cluster.create"
    QMap<QString, QStringList> projectPermissions; // by project uid
    QMap<Check, Answer> checks;                    // the lists that Easel lives on, in the chosen project
    QList<SearchProperty> hostProperties;          // what searches may ask for
    QList<SearchProperty> clusterProperties;

    // Yes when nobody knows.
    bool may(const QString &permission, const QString &projectUid) const;
    QString versionText() const; // "4.10 or newer"
    static QString checkText(Check check);
};

} // namespace easel
