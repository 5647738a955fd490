// SPDX-License-Identifier: GPL-3.0-or-later
// Resource-model 3.f: the roles that Tenants and Projects come to.
#include "core/domain/access.h"
#include "core/domain/kinds.h"
#include "core/domain/projectview.h"
#include "core/yaml/yamlreader.h"

#include <QJsonArray>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

const QString RbacGroup = u"rbac.authorization.k8s.io"_s;
const QString FluxGroup = u"source.toolkit.fluxcd.io"_s;
const QString FleetGroup = u"fleetconfig.open-cluster-management.io"_s;

const QStringList Reading{u"get"_s, u"list"_s, u"watch"_s};
const QStringList Writing{u"create"_s, u"update"_s, u"patch"_s, u"delete"_s};

QStringList spectroPlurals()
{
    QStringList plurals;
    for (const KindInfo &info : knownKinds()) {
        if (info.group == spectroGroup && info.namespaced)
            plurals << info.plural;
    }
    return plurals;
}

QJsonArray jsonOf(const QList<AccessRule> &rules)
{
    QJsonArray list;
    for (const AccessRule &rule : rules) {
        QJsonObject json{{u"apiGroups"_s, QJsonArray::fromStringList(rule.groups)},
                         {u"resources"_s, QJsonArray::fromStringList(rule.resources)},
                         {u"verbs"_s, QJsonArray::fromStringList(rule.verbs)}};
        if (!rule.names.isEmpty())
            json.insert(u"resourceNames"_s, QJsonArray::fromStringList(rule.names));
        list.append(json);
    }
    return list;
}

QJsonObject metadataOf(const QString &name, const QString &namespaceName)
{
    QJsonObject metadata{{u"name"_s, name},
                         {u"labels"_s, QJsonObject{{u"app.kubernetes.io/managed-by"_s, u"easel"_s}}}};
    if (!namespaceName.isEmpty())
        metadata.insert(u"namespace"_s, namespaceName);
    return metadata;
}

// A role and the binding of the same name.
class Writer
{
public:
    QList<QJsonObject> objects;

    void role(const QString &namespaceName, const QString &name, const QList<AccessRule> &rules)
    {
        objects << QJsonObject{{u"apiVersion"_s, RbacGroup + u"/v1"_s},
                               {u"kind"_s, namespaceName.isEmpty() ? u"ClusterRole"_s : u"Role"_s},
                               {u"metadata"_s, metadataOf(name, namespaceName)},
                               {u"rules"_s, jsonOf(rules)}};
    }
    void bind(const QString &namespaceName, const QString &name, const QString &role,
              const QStringList &groups)
    {
        QJsonArray subjects;
        QStringList seen;
        for (const QString &group : groups) {
            if (seen.contains(group))
                continue;
            seen << group;
            subjects.append(
                QJsonObject{{u"apiGroup"_s, RbacGroup}, {u"kind"_s, u"Group"_s}, {u"name"_s, group}});
        }
        if (subjects.isEmpty())
            return;
        const bool wide = namespaceName.isEmpty();
        objects << QJsonObject{{u"apiVersion"_s, RbacGroup + u"/v1"_s},
                               {u"kind"_s, wide ? u"ClusterRoleBinding"_s : u"RoleBinding"_s},
                               {u"metadata"_s, metadataOf(name, namespaceName)},
                               {u"roleRef"_s, QJsonObject{{u"apiGroup"_s, RbacGroup},
                                                          {u"kind"_s, wide ? u"ClusterRole"_s : u"Role"_s},
                                                          {u"name"_s, role}}},
                               {u"subjects"_s, subjects}};
    }
    void both(const QString &namespaceName, const QString &name, const QList<AccessRule> &rules,
              const QStringList &groups)
    {
        role(namespaceName, name, rules);
        bind(namespaceName, name, name, groups);
    }
};

// The tenant's copy of a template; it is the source for all its projects and may have been edited (3.f.1).
QList<AccessRule> rulesOf(const ObjectSet &objects, const QString &tenant, ProjectRole role)
{
    static const QHash<ProjectRole, QString> names{{ProjectRole::Viewer, u"viewer"_s},
                                                   {ProjectRole::Editor, u"editor"_s},
                                                   {ProjectRole::Admin, u"admin"_s}};
    const QString name = u"mural-project-rbac-"_s + names.value(role);
    for (const QString &space : {u"tenant-"_s + tenant, objects.systemNamespace}) {
        const QJsonObject map = objects.find(u"ConfigMap"_s, space, name);
        const auto document = readYamlDocument(map[u"data"][u"rules.yaml"].toString().toUtf8());
        if (map.isEmpty() || !document || !document->value.isArray())
            continue;
        return accessRules(document->value.toArray());
    }
    return templateRules(role);
}

} // namespace

QList<AccessRule> templateRules(ProjectRole role)
{
    const QStringList repositories{u"helmrepositories"_s, u"ocirepositories"_s};
    QList<AccessRule> rules{
        {Reading, {spectroGroup}, spectroPlurals(), {}},
        {Reading, {FluxGroup}, repositories, {}},
        {Reading,
         {QString()},
         {u"pods"_s, u"services"_s, u"events"_s, u"configmaps"_s, u"persistentvolumeclaims"_s},
         {}},
        {{u"get"_s}, {QString()}, {u"pods/log"_s}, {}}};
    if (role == ProjectRole::Viewer)
        return rules;
    rules << AccessRule{Writing,
                        {spectroGroup},
                        {u"computepools"_s, u"computepoolevaluations"_s, u"scalingpolicies"_s,
                         u"profilebundles"_s, u"workloadprofiles"_s, u"workloaddeployments"_s,
                         u"aiworkloads"_s, u"environments"_s, u"variablesets"_s, u"componentdefinitions"_s,
                         u"traitdefinitions"_s, u"policydefinitions"_s},
                        {}}
          << AccessRule{Writing, {FluxGroup}, repositories, {}}
          << AccessRule{Writing, {QString()}, {u"configmaps"_s}, {}}
          // Not patch: its answer shows the content.
          << AccessRule{{u"create"_s, u"update"_s, u"delete"_s}, {QString()}, {u"secrets"_s}, {}};
    if (role == ProjectRole::Editor)
        return rules;
    rules << AccessRule{Writing, {spectroGroup}, {u"settings"_s, u"computes"_s, u"computeconfigs"_s}, {}}
          << AccessRule{{u"get"_s, u"list"_s}, {QString()}, {u"secrets"_s}, {}}
          << AccessRule{{u"get"_s, u"update"_s, u"patch"_s}, {spectroGroup}, {u"projects"_s}, {}};
    return rules;
}

QList<QJsonObject> engineAccess(const ObjectSet &objects)
{
    Writer writer;
    QHash<QString, QStringList> groupsOfTenant; // all groups of its projects
    QHash<QString, QStringList> adminsOfTenant;
    const QString system = objects.systemNamespace;
    const QStringList definitions{u"componentdefinitions"_s, u"traitdefinitions"_s, u"policydefinitions"_s,
                                  u"variablesets"_s};
    const QList<QJsonObject> tenants = objects.all(u"Tenant."_s + spectroGroup);
    const QList<QJsonObject> projects = objects.all(u"Project."_s + spectroGroup);
    for (const QJsonObject &object : tenants) {
        const TenantView tenant(object);
        adminsOfTenant.insert(tenant.name, tenant.groups);
    }
    if (!projects.isEmpty())
        writer.role(system, u"easel-definitions-viewer"_s, {{Reading, {spectroGroup}, definitions, {}}});
    for (const QJsonObject &object : projects) {
        const ProjectView project(object);
        const QString &name = project.name;
        const QString &space = project.namespaceName;
        const QString &tenant = project.tenant.name;
        QStringList plurals = spectroPlurals();
        QList<AccessRule> adminRules = rulesOf(objects, tenant, ProjectRole::Admin);
        writer.both(
            space, u"prj-%1-tnt-adm"_s.arg(name),
            adminRules +
                QList<AccessRule>{{{u"*"_s}, {spectroGroup}, plurals, {}},
                                  {{u"*"_s}, {FleetGroup}, {u"hubs"_s, u"spokes"_s}, {}},
                                  {{u"*"_s}, {FluxGroup}, {u"helmrepositories"_s, u"ocirepositories"_s}, {}},
                                  {{u"*"_s},
                                   {QString()},
                                   {u"configmaps"_s, u"events"_s, u"persistentvolumeclaims"_s, u"pods"_s,
                                    u"secrets"_s, u"services"_s, u"serviceaccounts"_s},
                                   {}},
                                  {{u"*"_s}, {u"apps"_s}, {u"*"_s}, {}},
                                  {{u"update"_s}, {spectroGroup}, {u"projects/quota"_s}, {}}},
            adminsOfTenant.value(tenant));
        writer.both(space, u"prj-%1-admin"_s.arg(name), adminRules, project.admins);
        writer.both(space, u"prj-%1-editor"_s.arg(name), rulesOf(objects, tenant, ProjectRole::Editor),
                    project.editors);
        writer.both(space, u"prj-%1-viewer"_s.arg(name), rulesOf(objects, tenant, ProjectRole::Viewer),
                    project.viewers);
        const QStringList groups = project.admins + project.editors + project.viewers;
        writer.bind(system, u"prj-%1-definitions"_s.arg(name), u"easel-definitions-viewer"_s, groups);
        groupsOfTenant[tenant] += groups;
    }
    for (const QJsonObject &object : tenants) {
        const TenantView tenant(object);
        const QString &name = tenant.name;
        const QString space = tenant.ownNamespace();
        const AccessRule seesTenant{{u"get"_s}, {spectroGroup}, {u"tenants"_s}, {name}};
        writer.both({}, u"tnt-%1-adm"_s.arg(name),
                    {{{u"create"_s}, {spectroGroup}, {u"projects"_s, u"settings"_s, u"computeconfigs"_s}, {}},
                     {{u"create"_s}, {QString()}, {u"secrets"_s, u"namespaces"_s}, {}},
                     seesTenant},
                    tenant.groups);
        writer.both(space, u"tnt-%1-adm-view"_s.arg(name),
                    {{Reading, {spectroGroup}, {u"settings"_s, u"computes"_s, u"variablesets"_s}, {}},
                     {Reading, {QString()}, {u"configmaps"_s}, {}}},
                    tenant.groups);
        const QString viewer = u"tnt-%1-viewer"_s.arg(name);
        const QStringList groups = groupsOfTenant.value(name);
        writer.both(space, viewer, {{Reading, {spectroGroup}, {u"settings"_s}, {}}}, groups);
        writer.both({}, viewer, {seesTenant}, groups);
    }
    return writer.objects;
}

} // namespace easel
