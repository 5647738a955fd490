// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace easel {

// A column that a CRD asks printers to show (additionalPrinterColumns).
struct PrinterColumn
{
    QString name;
    QString path; // JSONPath: ".spec.replicas", ".status.conditions[?(@.type==\"Ready\")].status"
    QString type; // integer, number, string, boolean, date
    QString description;
    int priority = 0; // above 0: only when somebody wants more
    bool operator==(const PrinterColumn &) const = default;
};

// A kind as a server serves it. Plain value; equal when group, version and plural are.
struct ResourceType
{
    QString group; // "" for the core group
    QString version;
    QString kind;
    QString plural;
    QString singular;
    QStringList shortNames;
    QStringList categories;
    QStringList verbs;
    bool namespaced = true;
    QList<PrinterColumn> columns{}; // of custom resources, once their CRD was read
    // Its columns are the server's, and rows are asked for as the server prints them (meta.k8s.io Table).
    bool printed = false;

    QString apiVersion() const { return group.isEmpty() ? version : group + u'/' + version; }
    QString groupKind() const
    {
        return group.isEmpty() ? kind : kind + u'.' + group;
    } // "Project.spectrocloud.com"
    bool can(QStringView verb) const { return verbs.contains(verb); }
    bool isValid() const { return !plural.isEmpty(); }
    bool operator==(const ResourceType &other) const
    {
        return plural == other.plural && group == other.group && version == other.version;
    }
    friend size_t qHash(const ResourceType &type, size_t seed = 0)
    {
        return qHashMulti(seed, type.group, type.version, type.plural);
    }
};

// Names one object. The namespace is empty for cluster-wide kinds.
struct ObjectRef
{
    QString apiVersion;
    QString kind;
    QString namespaceName;
    QString name;

    QString group() const { return apiVersion.contains(u'/') ? apiVersion.section(u'/', 0, 0) : QString(); }
    QString groupKind() const { return group().isEmpty() ? kind : kind + u'.' + group(); }
    QString text() const // "Project glaciology/glaciology", for people and logs
    {
        return kind + u' ' + (namespaceName.isEmpty() ? name : namespaceName + u'/' + name);
    }
    // The version does not tell objects apart; the group does.
    bool operator==(const ObjectRef &other) const
    {
        return name == other.name && kind == other.kind && namespaceName == other.namespaceName &&
               group() == other.group();
    }
    friend size_t qHash(const ObjectRef &ref, size_t seed = 0)
    {
        return qHashMulti(seed, ref.kind, ref.namespaceName, ref.name, ref.group());
    }
};

// All kinds of one server, from aggregated discovery or its fall-back. When a group serves several versions,
// find() by kind gives the preferred one.
class ApiCatalog
{
public:
    ApiCatalog() = default;
    explicit ApiCatalog(QList<ResourceType> types);

    const QList<ResourceType> &types() const { return m_types; }
    const ResourceType *find(QStringView group, QStringView kind, QStringView version = {}) const;
    const ResourceType *findFor(const ObjectRef &ref) const;
    // What people type: plural, singular, short name or kind, any case, "plural.group" too.
    const ResourceType *findByWord(QStringView word) const;
    bool hasGroup(QStringView group) const;
    bool isEmpty() const { return m_types.isEmpty(); }

private:
    QList<ResourceType> m_types; // server order: preferred version of each group first
};

} // namespace easel
