// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/rules.h"

#include "core/base/text.h"
#include "core/domain/effectivesettings.h"
#include "core/domain/kinds.h"
#include "core/domain/names.h"
#include "core/domain/relations.h"
#include "core/domain/rulebook.h"

#include <algorithm>

namespace easel {

namespace rules {

Judge::Judge(const QJsonObject &judged, const ObjectSet &all, const RuleContext &about)
    : object(judged)
    , set(all)
    , context(about)
    , self(refOf(judged))
{}

void Judge::add(const char *rule, Finding::Severity severity, const JsonPointer &pointer,
                const QString &sentence)
{
    const Finding finding{QString::fromLatin1(rule), severity, pointer, cleanedLine(sentence)};
    if (!findings.contains(finding))
        findings.append(finding);
}

void Judge::checkName()
{
    const auto problem = nameProblem(self.group(), self.kind, self.name);
    if (problem)
        refuse(problem->rule.toLatin1().constData(), at(u"metadata.name"), problem->sentence);
}

Existence Judge::exists(const QString &groupKind, const QString &namespaceName, const QString &name) const
{
    if (!set.find(groupKind, namespaceName, name).isEmpty())
        return Existence::Yes;
    return set.isComplete(groupKind) ? Existence::No : Existence::Unknown;
}

QStringList Judge::users(const QStringList &groupKinds) const
{
    QStringList names;
    for (const QString &groupKind : groupKinds) {
        const QList<QJsonObject> objects = set.all(groupKind);
        for (const QJsonObject &other : objects) {
            const ObjectRef ref = refOf(other);
            if (ref == self)
                continue;
            const QList<Relation> relations = referencesOf(other, set.systemNamespace);
            for (const Relation &relation : relations) {
                if (!relation.owns && relation.to == self) {
                    names << (ref.namespaceName == self.namespaceName || ref.namespaceName.isEmpty()
                                  ? ref.name
                                  : ref.namespaceName + u'/' + ref.name);
                    break;
                }
            }
        }
    }
    return names;
}

QJsonValue Judge::before(QStringView path) const
{
    return valueAt(context.before, path);
}

QJsonValue Judge::after(QStringView path) const
{
    return valueAt(object, path);
}

bool Judge::changed(QStringView path) const
{
    const QJsonValue was = before(path);
    const QJsonValue is = after(path);
    if (isMissing(was) && isMissing(is))
        return false;
    return !jsonEqual(was, is);
}

std::optional<ProjectView> Judge::projectOf(const QString &namespaceName) const
{
    const QJsonObject found = set.find(spectro("Project"), namespaceName, namespaceName);
    if (found.isEmpty())
        return std::nullopt;
    return ProjectView(found);
}

std::optional<ProjectView> Judge::project() const
{
    return projectOf(self.namespaceName);
}

Existence Judge::palette(const QString &namespaceName, const QString &ownSettings) const
{
    // The object being judged may be newer than the one in the set.
    const EffectiveSettings settings =
        effectiveSettings(set, namespaceName, ownSettings, deleting() ? QJsonObject() : object);
    switch (settings.palette().state) {
    case EffectiveIntegration::State::On:
        return Existence::Yes;
    case EffectiveIntegration::State::Unknown:
        return Existence::Unknown;
    case EffectiveIntegration::State::Off:
        break;
    }
    return Existence::No;
}

QString list(const QStringList &names)
{
    return nameList(names, 1000);
}

} // namespace rules

QList<Finding> checkObject(const QJsonObject &object, const ObjectSet &surroundings,
                           const RuleContext &context)
{
    rules::Judge judge(object, surroundings, context);
    const QString group = judge.self.group();
    const QString &kind = judge.self.kind;
    using Check = void (*)(rules::Judge &);
    static const QHash<QString, Check> checks = {
        {QStringLiteral("Tenant"), rules::checkTenant},
        {QStringLiteral("Project"), rules::checkProject},
        {QStringLiteral("Settings"), rules::checkSettings},
        {QStringLiteral("Compute"), rules::checkCompute},
        {QStringLiteral("ComputeConfig"), rules::checkComputeConfig},
        {QStringLiteral("ComputePool"), rules::checkPool},
        {QStringLiteral("ComputePoolEvaluation"), rules::checkEvaluation},
        {QStringLiteral("ScalingPolicy"), rules::checkScalingPolicy},
        {QStringLiteral("ProfileBundle"), rules::checkBundle},
        {QStringLiteral("WorkloadProfile"), rules::checkWorkloadProfile},
        {QStringLiteral("DefinitionRevision"), rules::checkRevision},
        {QStringLiteral("ComponentDefinition"), rules::checkDefinition},
        {QStringLiteral("TraitDefinition"), rules::checkDefinition},
        {QStringLiteral("PolicyDefinition"), rules::checkDefinition},
        {QStringLiteral("VariableSet"), rules::checkVariableSet},
        {QStringLiteral("Environment"), rules::checkEnvironment},
        {QStringLiteral("AIWorkload"), rules::checkDeployment},
        {QStringLiteral("WorkloadDeployment"), rules::checkWorkloadDeployment},
        {QStringLiteral("Workload"), rules::checkWorkload},
    };
    if (group == spectroGroup) {
        if (const Check check = checks.value(kind, nullptr))
            check(judge);
    } else if (group == u"source.toolkit.fluxcd.io" && kind.endsWith(u"Repository")) {
        rules::checkRepository(judge);
    } else if (group == u"fleetconfig.open-cluster-management.io" && kind == u"Spoke") {
        rules::checkSpoke(judge);
    } else if (group.isEmpty() && kind == u"Secret") {
        rules::checkClusterRecord(judge);
    }
    return judge.findings;
}

void allowOldRefusals(QList<Finding> &findings, const QList<Finding> &before)
{
    for (Finding &finding : findings) {
        const bool isOld = std::any_of(before.begin(), before.end(), [&finding](const Finding &old) {
            return old.rule == finding.rule && old.pointer == finding.pointer &&
                   old.sentence == finding.sentence;
        });
        if (isOld && finding.severity == Finding::Severity::Refuse)
            finding.severity = Finding::Severity::Warn;
    }
}

QList<QPair<QString, QString>> leftOutRules()
{
    const QString machines =
        rules::Rules::tr("needs the choice of machines or clusters of the decision core");
    const QString network = rules::Rules::tr("needs an answer from Palette or from the cluster itself");
    const QString clock = rules::Rules::tr("needs the time of day; rules are pure functions");
    const QString rendering =
        rules::Rules::tr("needs the parameters that the rendering engine reads from definitions");
    return {
        {QStringLiteral("COM-3"), clock},    {QStringLiteral("POOL-14"), machines},
        {QStringLiteral("PB-9"), network},   {QStringLiteral("WP-4"), rendering},
        {QStringLiteral("ENV-4"), machines}, {QStringLiteral("BYO-1"), network},
        {QStringLiteral("BYO-2"), network},  {QStringLiteral("BYO-3"), network},
        {QStringLiteral("BYO-4"), network},  {QStringLiteral("BYO-5"), network},
        {QStringLiteral("BYO-6"), network},
    };
}

} // namespace easel
