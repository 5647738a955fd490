// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/names.h"

#include "core/domain/kinds.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Names)
};

// Anchored at the true end: '$' alone would let a trailing line feed through.
class Pattern
{
public:
    explicit Pattern(const char *text)
        : m_expression(QStringLiteral("\\A(?:") + QString::fromLatin1(text) + QStringLiteral(")\\z"))
    {}
    bool fits(QStringView text) const { return m_expression.match(text.toString()).hasMatch(); }

private:
    QRegularExpression m_expression;
};

QString labelSentence(const QString &kindTitle)
{
    return Text::tr(
               "%1 name must be at most 63 lower-case letters, digits or hyphens, and start and end with a "
               "letter or "
               "digit.")
        .arg(kindTitle);
}

QString poolSentence()
{
    return Text::tr(
        "Name must be 3 to 33 characters: lower-case letters, digits and hyphens, starting with a letter and "
        "ending with a letter or digit.");
}

} // namespace

bool isReservedNamespace(QStringView name)
{
    static const Pattern pattern(
        "kube-.*|tenant-.*|managed-cluster-set-.*|open-cluster-management.*|easel-system|"
        "mural-system|flux-system|cert-manager");
    return pattern.fits(name);
}

bool isSupersededGroup(QStringView group)
{
    return group == u"mural.sh" || group == u"palette.ai";
}

QString supersededProblem(const QString &group)
{
    if (!isSupersededGroup(group))
        return {};
    return Text::tr(
               "Group %1 is superseded by spectrocloud.com. Easel shows what is in it and never writes it.")
        .arg(group);
}

bool isDnsLabel(QStringView name)
{
    static const Pattern pattern("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    return pattern.fits(name);
}

bool isPoolName(QStringView name)
{
    static const Pattern pattern("[a-z][a-z0-9-]{1,31}[a-z0-9]");
    return pattern.fits(name);
}

bool isWorkerPoolName(QStringView name)
{
    static const Pattern pattern("[a-z]([-a-z0-9]{0,30}[a-z0-9])?");
    return pattern.fits(name) && name != u"control-plane-pool";
}

bool isVersionedName(QStringView name)
{
    static const Pattern pattern("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    return name.size() <= 63 && pattern.fits(name);
}

bool isVersionedBase(QStringView base)
{
    return base.size() <= 47 && isVersionedName(base);
}

bool isDefinitionName(QStringView name)
{
    static const Pattern pattern("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");
    return pattern.fits(name);
}

bool isConfigName(QStringView name)
{
    static const Pattern pattern("[a-z0-9]([-a-z0-9]{0,27}[a-z0-9])?");
    return pattern.fits(name);
}

bool isVariableName(QStringView name)
{
    static const Pattern pattern("[A-Za-z_][A-Za-z0-9_-]{0,252}");
    return pattern.fits(name);
}

bool isBroughtClusterName(QStringView name)
{
    static const Pattern pattern("[a-z]([-a-z0-9]{0,44}[a-z0-9])?");
    return pattern.fits(name);
}

bool isProjectDisplayName(QStringView name)
{
    static const Pattern pattern("[A-Za-z0-9]([A-Za-z0-9 ]{0,61}[A-Za-z0-9])?");
    return pattern.fits(name);
}

bool isGroupName(QStringView name)
{
    static const Pattern pattern("[^\\s](.{0,251}[^\\s])?");
    return pattern.fits(name) && !name.startsWith(u"system:");
}

bool isTagKey(QStringView key)
{
    static const Pattern pattern("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");
    return pattern.fits(key);
}

bool isGpuFamily(QStringView family)
{
    static const Pattern pattern("[A-Za-z0-9]([A-Za-z0-9.-]{0,46}[A-Za-z0-9])?");
    return pattern.fits(family);
}

bool isKubernetesLabelValue(QStringView value)
{
    static const Pattern pattern("([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?");
    return pattern.fits(value);
}

QString groupProblem(const QString &group)
{
    return isGroupName(group) ? QString() : Text::tr("Group '%1' is not allowed.").arg(group);
}

QString tagProblem(const QString &key, const QString &value)
{
    return isTagKey(key) && value.size() <= 63 ? QString() : Text::tr("Tag '%1' is not valid.").arg(key);
}

QString slugOf(const QString &displayName)
{
    static const QRegularExpression spaces(QStringLiteral("\\s+"));
    return displayName.trimmed().toLower().replace(spaces, QStringLiteral("-"));
}

std::optional<std::chrono::milliseconds> parseDuration(QStringView text)
{
    static const QRegularExpression whole(QStringLiteral("\\A([0-9]+(\\.[0-9]+)?(ms|s|m|h))+\\z"));
    static const QRegularExpression part(QStringLiteral("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)"));
    const QString string = text.toString();
    if (!whole.match(string).hasMatch())
        return std::nullopt;
    double total = 0;
    auto parts = part.globalMatch(string);
    while (parts.hasNext()) {
        const QRegularExpressionMatch match = parts.next();
        const QString unit = match.captured(2);
        const double factor = unit == u"ms" ? 1 : unit == u"s" ? 1000 : unit == u"m" ? 60000 : 3600000;
        total += match.captured(1).toDouble() * factor;
    }
    if (total > 9e15)
        return std::nullopt;
    return std::chrono::milliseconds(qint64(total));
}

std::optional<NameProblem> nameProblem(QStringView group, QStringView kind, const QString &name)
{
    const auto problem = [](bool fine, const char *rule,
                            const QString &sentence) -> std::optional<NameProblem> {
        if (fine)
            return std::nullopt;
        return NameProblem{QString::fromLatin1(rule), sentence};
    };
    if (group.endsWith(u"source.toolkit.fluxcd.io") &&
        (kind == u"HelmRepository" || kind == u"OCIRepository"))
        return problem(isDnsLabel(name), "REPO-1",
                       Text::tr("Repository name may use lower-case letters, digits and hyphens."));
    if (group == u"fleetconfig.open-cluster-management.io" && kind == u"Spoke")
        return problem(
            isBroughtClusterName(name), "BYO-7",
            Text::tr("Cluster name must be 1 to 46 lower-case letters, digits or hyphens, starting with "
                     "a letter."));
    if (group != spectroGroup)
        return std::nullopt;

    if (kind == u"Tenant") {
        static const Pattern pattern("[a-z0-9]([-a-z0-9]{0,54}[a-z0-9])?");
        return problem(
            pattern.fits(name), "TEN-1",
            Text::tr(
                "Tenant name must be 1 to 56 lower-case letters, digits or hyphens, and start and end with a "
                "letter or digit."));
    }
    if (kind == u"Project") {
        if (isReservedNamespace(name))
            return NameProblem{QStringLiteral("PRJ-2"),
                               Text::tr("'%1' is reserved. Choose another project name.").arg(name)};
        return problem(isDnsLabel(name), "PRJ-2", labelSentence(Text::tr("Project")));
    }
    if (kind == u"Settings")
        return problem(isDnsLabel(name), "SET-1", labelSentence(Text::tr("Settings")));
    if (kind == u"ComputePool")
        return problem(isPoolName(name), "POOL-1", poolSentence());
    if (kind == u"AIWorkload")
        return problem(isPoolName(name), "AIW-1", poolSentence());
    if (kind == u"ComputePoolEvaluation") {
        static const Pattern pattern("[a-z][-a-z0-9]{1,50}[a-z0-9]");
        return problem(pattern.fits(name), "NAME", labelSentence(Text::tr("Evaluation")));
    }
    if (kind == u"ProfileBundle")
        return problem(
            isVersionedName(name), "PB-1",
            Text::tr("Bundle name may use lower-case letters, digits, hyphens and periods, at most 47 "
                     "characters."));
    if (kind == u"WorkloadProfile")
        return problem(isVersionedName(name), "WP-1",
                       Text::tr("Profile name may use lower-case letters, digits, hyphens and periods, at "
                                "most 47 characters, "
                                "and start and end with a letter or digit."));
    if (kind == u"ComponentDefinition" || kind == u"TraitDefinition" || kind == u"PolicyDefinition")
        return problem(isDefinitionName(name), "DEF-1",
                       Text::tr("Definition name must be at most 40 lower-case letters, digits or hyphens."));
    if (kind == u"VariableSet")
        return problem(name == u"mural-variables", "VAR-7",
                       Text::tr("Variables live in one set per namespace, named mural-variables."));
    if (kind == u"Environment")
        return problem(isDnsLabel(name), "ENV-1", labelSentence(Text::tr("Environment")));
    if (kind == u"WorkloadDeployment")
        return problem(isDnsLabel(name), "WD-1", labelSentence(Text::tr("Workload deployment")));
    if (kind == u"Compute" || kind == u"ComputeConfig" || kind == u"ScalingPolicy" || kind == u"Workload") {
        const KindInfo *info = kindInfo(group, kind);
        return problem(isDnsLabel(name), "NAME", labelSentence(info ? info->singularTitle : kind.toString()));
    }
    return std::nullopt;
}

} // namespace easel
