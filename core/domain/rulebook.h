// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inner side of rules.h: what the rule functions of the families share. Not for other rooms.

#include "core/domain/poolview.h"
#include "core/domain/projectview.h"
#include "core/domain/rules.h"
#include "core/domain/settingsview.h"

#include <QCoreApplication>

#include <functional>

namespace easel::rules {

enum class Existence {
    Yes,
    No,
    Unknown
}; // Unknown: not in the set, and the set does not hold all of the kind

class Judge
{
public:
    Judge(const QJsonObject &judged, const ObjectSet &all, const RuleContext &about);

    const QJsonObject &object;
    const ObjectSet &set;
    const RuleContext &context;
    const ObjectRef self;
    QList<Finding> findings;

    bool creating() const { return context.intent == RuleContext::Intent::Create; }
    bool updating() const { return context.intent == RuleContext::Intent::Update; }
    bool deleting() const { return context.intent == RuleContext::Intent::Delete; }

    void refuse(const char *rule, const JsonPointer &pointer, const QString &sentence)
    {
        add(rule, Finding::Severity::Refuse, pointer, sentence);
    }
    void warn(const char *rule, const JsonPointer &pointer, const QString &sentence)
    {
        add(rule, Finding::Severity::Warn, pointer, sentence);
    }
    void inform(const char *rule, const JsonPointer &pointer, const QString &sentence)
    {
        add(rule, Finding::Severity::Inform, pointer, sentence);
    }
    void add(const char *rule, Finding::Severity severity, const JsonPointer &pointer,
             const QString &sentence);

    void checkName(); // the kind's rule of section 4
    Existence exists(const QString &groupKind, const QString &namespaceName, const QString &name) const;
    // Names of the objects of these kinds that refer to this one: "ComputePool firn-train".
    QStringList users(const QStringList &groupKinds) const;
    QJsonValue before(QStringView path) const; // of the object as it is now
    QJsonValue after(QStringView path) const;
    bool changed(QStringView path) const; // C13 equal counts as equal

    std::optional<ProjectView> project() const; // of this object's namespace
    std::optional<ProjectView> projectOf(const QString &namespaceName) const;
    // Is a Palette integration in effect for a project's namespace (3.e)?
    Existence palette(const QString &namespaceName, const QString &ownSettings = {}) const;
};

inline JsonPointer at(QStringView fieldPath)
{
    QStringList tokens;
    for (const auto part : fieldPath.split(u'.'))
        tokens.append(part.toString());
    return JsonPointer(tokens);
}

// The sentences of all rules stand in one context.
class Rules
{
    Q_DECLARE_TR_FUNCTIONS(easel::Rules)
};

inline QString spectro(const char *kind)
{
    return QString::fromLatin1(kind) + QStringLiteral(".spectrocloud.com");
}

QString list(const QStringList &names); // every name, cleaned: a refusal hides nothing

// CCF-1 to CCF-9 for one cluster. `rule` maps a CCF id to the id to report ("CCF-1" or "POOL-4").
struct ClusterRuleIds
{
    const char *one = nullptr; // set: every finding has this id
    const char *of(const char *own) const { return one ? one : own; }
};
void checkClusterConfig(Judge &judge, const ClusterConfigView &config, ClusterRuleIds ids, bool sizeKnown);

// POOL-4 to POOL-12, 15 and 19 for one new or changed pool or the dedicated part of a deployment.
struct PoolRequest
{
    QString poolName;
    TolerantReader::Reference bundle;
    QList<ClusterConfigView> clusters;
    QString scalingPolicy;
    QMap<QString, QString> controlPlaneGroups;
    QMap<QString, QString> workerGroups;
    JsonPointer base;
    bool networkIsolation = false;
};
void checkPoolRequest(Judge &judge, const PoolRequest &request);

void checkTenant(Judge &judge);
void checkProject(Judge &judge);
void checkSettings(Judge &judge);
void checkCompute(Judge &judge);
void checkComputeConfig(Judge &judge);
void checkPool(Judge &judge);
void checkEvaluation(Judge &judge);
void checkScalingPolicy(Judge &judge);
void checkBundle(Judge &judge);
void checkWorkloadProfile(Judge &judge);
void checkRevision(Judge &judge);
void checkDefinition(Judge &judge);
void checkVariableSet(Judge &judge);
void checkEnvironment(Judge &judge);
void checkRepository(Judge &judge);
void checkDeployment(Judge &judge);
void checkWorkloadDeployment(Judge &judge);
void checkWorkload(Judge &judge);
void checkSpoke(Judge &judge);
void checkClusterRecord(Judge &judge);

// WD-4 and AIW-7.
void checkTargetNamespace(Judge &judge, const char *rule, const QString &target, const JsonPointer &pointer);

} // namespace easel::rules
