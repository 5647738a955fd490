// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"

#include <QJsonArray>

namespace easel {

// Kubernetes' role based access control as values: who may do what, and through which bindings. Pure; the
// roles come from a hub, or from resource-model 3.f, which says what the engine makes of Tenants and
// Projects.

struct AccessRule
{
    QStringList verbs; // "*" = all
    QStringList groups;
    QStringList resources; // plural, or plural/subresource
    QStringList names;     // empty = all
    bool operator==(const AccessRule &) const = default;
};

QList<AccessRule> accessRules(const QJsonArray &rules); // PolicyRules of a Role

struct AccessRequest
{
    QStringList groups; // somebody is in; system:authenticated is added
    QString verb;
    QString apiGroup;
    QString resource;      // "computepools", "pods/log"
    QString namespaceName; // empty: in all of them, or the kind has none
    QString name;          // empty: any
};

// One way from a group to a right.
struct AccessChain
{
    QString group;
    ObjectRef binding;
    ObjectRef role;
    AccessRule rule;
    bool operator==(const AccessChain &) const = default;
};

struct AccessDecision
{
    QList<AccessChain> chains; // every one that allows it
    bool isAllowed() const { return !chains.isEmpty(); }
    // Not allowed: what is missing. Roles that would allow it where it is asked for, with a binding that
    // could be extended; empty when no role allows it at all.
    struct Lack
    {
        ObjectRef role;
        QList<ObjectRef> bindings; // of this role, which name other groups
    };
    QList<Lack> lacks;
};

class AccessBook
{
public:
    AccessBook() = default;
    // Role, ClusterRole, RoleBinding and ClusterRoleBinding; everything else is passed over.
    explicit AccessBook(const QList<QJsonObject> &objects);

    AccessDecision decide(const AccessRequest &request) const;
    QStringList groups() const; // that any binding names, sorted
    bool isEmpty() const { return m_bindings.isEmpty(); }

    // What somebody may do in a namespace, one line a rule and way there.
    QList<AccessChain> rights(const QStringList &groups, const QString &namespaceName) const;

private:
    struct Binding
    {
        ObjectRef self;
        ObjectRef role;
        QStringList groups;
    };
    static bool reaches(const ObjectRef &binding, const QString &namespaceName);

    QHash<ObjectRef, QList<AccessRule>> m_roles;
    QList<ObjectRef> m_roleOrder;
    QList<Binding> m_bindings;
};

// The roles and bindings that the engine makes of these Tenants and Projects (3.f.2), rules of a project from
// its tenant's template where the set has it (ConfigMap, key rules.yaml), else from 3.f.3.
QList<QJsonObject> engineAccess(const ObjectSet &objects);

enum class ProjectRole { Viewer, Editor, Admin };
QList<AccessRule> templateRules(ProjectRole role); // 3.f.3

} // namespace easel
