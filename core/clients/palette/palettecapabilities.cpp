// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettecapabilities.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteCapabilities)
};

} // namespace

bool PaletteCapabilities::may(const QString &permission, const QString &projectUid) const
{
    return !permissionsKnown || tenantPermissions.contains(permission) ||
           projectPermissions.value(projectUid).contains(permission);
}

QString PaletteCapabilities::versionText() const
{
    switch (version) {
    case Version::Before410:
        return Text::tr("older than 4.10");
    case Version::From410:
        return Text::tr("4.10 or newer");
    case Version::Unknown:
        break;
    }
    return Text::tr("not known");
}

QString PaletteCapabilities::checkText(Check check)
{
    switch (check) {
    case Check::Machines:
        return Text::tr("list machines");
    case Check::Clusters:
        return Text::tr("list clusters");
    case Check::Profiles:
        return Text::tr("list cluster profiles");
    }
    return {};
}

} // namespace easel
