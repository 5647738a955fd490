// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/palettereport.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PaletteReport)
};

using Check = PaletteCapabilities::Check;

// What Easel does, and the right that Palette asks for it.
struct Need
{
    const char *permission;
    QString what;
};

QList<Need> needs()
{
    return {{"edgehost.list", Text::tr("see machines")},
            {"edgehost.update", Text::tr("tag machines")},
            {"clusterProfile.get", Text::tr("read cluster profiles")},
            {"cluster.create", Text::tr("make clusters")},
            {"cluster.delete", Text::tr("delete clusters")}};
}

ReportLine projectLine(const PaletteCapabilities &found, const QString &projectUid)
{
    if (projectUid.isEmpty())
        return {Tone::Neutral, Text::tr("%n projects are visible", nullptr, int(found.projects.size())),
                Text::tr("Choose one: machines and clusters belong to projects.")};
    const auto project =
        std::find_if(found.projects.cbegin(), found.projects.cend(),
                     [&](const PaletteRef &candidate) { return candidate.uid == projectUid; });
    if (project == found.projects.cend())
        return {Tone::Bad,
                Text::tr("Project %1 is not among those that this key sees").arg(cleanedLine(projectUid)),
                Text::tr("Check the project's uid, then the role of the key's owner.")};
    return {Tone::Good, Text::tr("Project %1").arg(cleanedLine(project->text())), {}};
}

ReportLine checkLine(Check check, const PaletteCapabilities::Answer &answer)
{
    if (!answer.answers)
        return {Tone::Bad, Text::tr("Cannot %1").arg(PaletteCapabilities::checkText(check)),
                errorSentence(answer.error)};
    const int count = int(std::max<qint64>(0, answer.count));
    if (answer.count < 0)
        return {Tone::Good, Text::tr("Can %1").arg(PaletteCapabilities::checkText(check)), {}};
    switch (check) {
    case Check::Machines:
        return {Tone::Good, Text::tr("%n machines", nullptr, count), {}};
    case Check::Clusters:
        return {Tone::Good, Text::tr("%n clusters", nullptr, count), {}};
    case Check::Profiles:
        return {Tone::Good, Text::tr("%n versions of cluster profiles", nullptr, count), {}};
    }
    return {};
}

// Without a project: in any of them.
bool mayDo(const PaletteCapabilities &found, const QString &permission, const QString &projectUid)
{
    if (found.may(permission, projectUid) || !projectUid.isEmpty())
        return found.may(permission, projectUid);
    return std::any_of(found.projectPermissions.cbegin(), found.projectPermissions.cend(),
                       [&](const QStringList &permissions) { return permissions.contains(permission); });
}

} // namespace

QList<ReportLine> paletteReport(const PaletteCapabilities &found, const QString &projectUid)
{
    QList<ReportLine> lines;
    QString who = cleanedLine(found.user.text());
    if (!found.email.isEmpty() && found.email != found.user.name)
        who = who.isEmpty() ? cleanedLine(found.email) : who + u", "_s + cleanedLine(found.email);
    lines << ReportLine{
        Tone::Good,
        who.isEmpty() ? Text::tr("Signed in")
        : found.tenant.text().isEmpty()
            ? Text::tr("Signed in as %1").arg(who)
            : Text::tr("Signed in as %1 of tenant %2").arg(who, cleanedLine(found.tenant.text())),
        {}};
    lines << ReportLine{found.version == PaletteCapabilities::Version::Unknown ? Tone::Unknown : Tone::Good,
                        Text::tr("Palette's version: %1").arg(found.versionText()),
                        {}};
    lines << projectLine(found, projectUid);
    for (const Check check : {Check::Machines, Check::Clusters, Check::Profiles}) {
        // Outside every project Palette answers with empty lists, which say nothing.
        if (found.checks.contains(check) && (!projectUid.isEmpty() || check == Check::Profiles))
            lines << checkLine(check, found.checks.value(check));
    }
    if (!found.permissionsKnown) {
        lines << ReportLine{Tone::Unknown, Text::tr("Palette does not tell what this key may do"),
                            Text::tr("Everything is offered; Palette refuses what is not allowed.")};
        return lines;
    }
    QStringList allowed;
    QStringList refused;
    const QList<Need> all = needs();
    for (const Need &need : all)
        (mayDo(found, QLatin1String(need.permission), projectUid) ? allowed : refused) << need.what;
    if (!allowed.isEmpty())
        lines << ReportLine{Tone::Good, Text::tr("May %1").arg(nameList(allowed, 10)), {}};
    if (!refused.isEmpty())
        lines << ReportLine{Tone::Warning, Text::tr("May not %1").arg(nameList(refused, 10)),
                            Text::tr("An administrator of the tenant can give the role for it.")};
    return lines;
}

Tone worstOf(const QList<ReportLine> &lines)
{
    Tone worst = Tone::Good;
    for (const ReportLine &line : lines) {
        if (line.tone == Tone::Bad)
            return Tone::Bad;
        if (line.tone == Tone::Warning)
            worst = Tone::Warning;
    }
    return worst;
}

} // namespace easel
