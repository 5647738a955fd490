// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/access.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QString RbacVersion = u"rbac.authorization.k8s.io/v1"_s;
const QString Everything = u"*"_s;
const QString Everybody = u"system:authenticated"_s;

QStringList texts(const QJsonValue &list)
{
    QStringList texts;
    const QJsonArray array = list.toArray();
    for (const auto &text : array)
        texts << text.toString();
    return texts;
}

bool names(const QStringList &list, const QString &one)
{
    return list.contains(Everything) || list.contains(one);
}

// As Kubernetes compares: "*/log" is every kind's log, "*" everything.
bool namesResource(const QStringList &list, const QString &resource)
{
    if (names(list, resource))
        return true;
    const qsizetype slash = resource.indexOf(u'/');
    return slash >= 0 && list.contains(u"*/"_s + resource.mid(slash + 1));
}

bool allows(const AccessRule &rule, const AccessRequest &request)
{
    return names(rule.verbs, request.verb) && names(rule.groups, request.apiGroup) &&
           namesResource(rule.resources, request.resource) &&
           (rule.names.isEmpty() || rule.names.contains(request.name));
}

} // namespace

QList<AccessRule> accessRules(const QJsonArray &rules)
{
    QList<AccessRule> result;
    for (const auto &rule : rules)
        result << AccessRule{texts(rule[u"verbs"]), texts(rule[u"apiGroups"]), texts(rule[u"resources"]),
                             texts(rule[u"resourceNames"])};
    return result;
}

AccessBook::AccessBook(const QList<QJsonObject> &objects)
{
    for (const QJsonObject &object : objects) {
        const ObjectRef self = refOf(object);
        if (self.group() != u"rbac.authorization.k8s.io")
            continue;
        if (self.kind.endsWith(u"Role")) {
            if (!m_roles.contains(self))
                m_roleOrder << self;
            m_roles.insert(self, accessRules(object.value(u"rules").toArray()));
        } else if (self.kind.endsWith(u"RoleBinding")) {
            Binding binding;
            binding.self = self;
            const QJsonObject role = object.value(u"roleRef").toObject();
            binding.role.apiVersion = RbacVersion;
            binding.role.kind = role.value(u"kind").toString();
            binding.role.name = role.value(u"name").toString();
            if (binding.role.kind == u"Role")
                binding.role.namespaceName = self.namespaceName;
            const QJsonArray subjects = object.value(u"subjects").toArray();
            for (const auto &subject : subjects) {
                if (subject[u"kind"].toString() == u"Group")
                    binding.groups << subject[u"name"].toString();
            }
            m_bindings << binding;
        }
    }
}

// A ClusterRoleBinding reaches everything, a RoleBinding what is in its namespace.
bool AccessBook::reaches(const ObjectRef &binding, const QString &namespaceName)
{
    return binding.namespaceName.isEmpty() || binding.namespaceName == namespaceName;
}

QStringList AccessBook::groups() const
{
    QStringList groups;
    for (const Binding &binding : m_bindings)
        groups += binding.groups;
    groups.sort();
    groups.removeDuplicates();
    return groups;
}

QList<AccessChain> AccessBook::rights(const QStringList &groups, const QString &namespaceName) const
{
    QList<AccessChain> chains;
    for (const Binding &binding : m_bindings) {
        if (!reaches(binding.self, namespaceName))
            continue;
        for (const QString &group : binding.groups) {
            if (!groups.contains(group) && group != Everybody)
                continue;
            const QList<AccessRule> rules = m_roles.value(binding.role);
            for (const AccessRule &rule : rules)
                chains << AccessChain{group, binding.self, binding.role, rule};
        }
    }
    return chains;
}

AccessDecision AccessBook::decide(const AccessRequest &request) const
{
    AccessDecision decision;
    const QList<AccessChain> rights = this->rights(request.groups, request.namespaceName);
    for (const AccessChain &chain : rights) {
        if (allows(chain.rule, request))
            decision.chains << chain;
    }
    if (decision.isAllowed())
        return decision;
    for (const ObjectRef &role : m_roleOrder) {
        const bool inReach = role.namespaceName.isEmpty() || role.namespaceName == request.namespaceName;
        const QList<AccessRule> rules = m_roles.value(role);
        const bool would = std::any_of(rules.begin(), rules.end(),
                                       [&](const AccessRule &rule) { return allows(rule, request); });
        if (!inReach || !would)
            continue;
        AccessDecision::Lack lack{role, {}};
        for (const Binding &binding : m_bindings) {
            if (binding.role == role && reaches(binding.self, request.namespaceName))
                lack.bindings << binding.self;
        }
        decision.lacks << lack;
    }
    // Those that somebody has already come first (one group more in a binding is enough), then those that
    // give least beside it.
    std::stable_sort(decision.lacks.begin(), decision.lacks.end(),
                     [this](const AccessDecision::Lack &a, const AccessDecision::Lack &b) {
                         if (a.bindings.isEmpty() != b.bindings.isEmpty())
                             return b.bindings.isEmpty();
                         return m_roles.value(a.role).size() < m_roles.value(b.role).size();
                     });
    return decision;
}

} // namespace easel
