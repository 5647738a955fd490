// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/organisationrows.h"

#include "app/views/objectsummary.h"
#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/domain/projectview.h"

#include <QCoreApplication>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ObjectSummary)
};

constexpr int MostLinks = 12;

QString spectro(const char *kind)
{
    return QLatin1String(kind) + u'.' + spectroGroup;
}

KeyValue groupsRow(const QString &role, const QStringList &groups)
{
    if (groups.isEmpty())
        return {role, {ValuePart::aside(Text::tr("no group"))}, {}};
    QStringList clean;
    for (const QString &group : groups)
        clean << cleanedLine(group);
    return {role, {ValuePart::plain(clean.join(QStringLiteral(", ")))}, {}};
}

KeyValue linksRow(const QString &title, const QList<QJsonObject> &objects)
{
    KeyValue row{title, {}, {}};
    for (qsizetype i = 0; i < qMin<qsizetype>(objects.size(), MostLinks); ++i) {
        if (i > 0)
            row.value.append(ValuePart::plain(QStringLiteral(", ")));
        const ObjectRef ref = refOf(objects.at(i));
        row.value.append(ValuePart::linkTo(cleanedLine(ref.name), linkOf(ref)));
    }
    if (objects.size() > MostLinks)
        row.value.append(
            ValuePart::aside(Text::tr(" and %n more", nullptr, int(objects.size()) - MostLinks)));
    if (objects.isEmpty())
        row.value = {ValuePart::aside(Text::tr("none"))};
    return row;
}

QList<QJsonObject> projectsOf(const ObjectSet &objects, const QString &tenant)
{
    QList<QJsonObject> projects = objects.all(spectro("Project"));
    erase_if(projects,
             [&](const QJsonObject &project) { return ProjectView(project).tenant.name != tenant; });
    return projects;
}

QString namespacesText(const ProjectView &project)
{
    const QStringList &allowed = project.allowedNamespaces;
    const QStringList &forbidden = project.disallowedNamespaces;
    if (allowed.isEmpty() || allowed.contains(QStringLiteral("*"))) {
        return forbidden.isEmpty() ? Text::tr("any")
                                   : Text::tr("any but %1").arg(cleanedLine(nameList(forbidden, 6)));
    }
    return cleanedLine(nameList(allowed, 8));
}

} // namespace

QList<KeyValue> organisationRows(const QJsonObject &object, const Knowledge &knowledge)
{
    const ObjectRef self = refOf(object);
    if (self.group() != spectroGroup)
        return {};
    static const ObjectSet none;
    const ObjectSet &objects = knowledge.objects ? *knowledge.objects : none;
    QList<KeyValue> rows;
    if (self.kind == u"Tenant") {
        const TenantView tenant(object);
        rows << groupsRow(Text::tr("Administrators"), tenant.groups);
        if (knowledge.objects) {
            const QList<QJsonObject> projects = projectsOf(objects, tenant.name);
            rows << linksRow(Text::tr("Projects"), projects);
            QList<QJsonObject> pools;
            for (const QJsonObject &project : projects)
                pools += objects.all(spectro("ComputePool"), refOf(project).namespaceName);
            rows << linksRow(Text::tr("Pools"), pools);
        }
    } else if (self.kind == u"Project") {
        const ProjectView project(object);
        rows << groupsRow(Text::tr("Administrators"), project.admins)
             << groupsRow(Text::tr("Editors"), project.editors)
             << groupsRow(Text::tr("Viewers"), project.viewers);
        const QJsonObject tenant = objects.find(spectro("Tenant"), {}, project.tenant.name);
        if (!tenant.isEmpty())
            rows << groupsRow(Text::tr("Of the tenant"), TenantView(tenant).groups);
        rows << KeyValue{Text::tr("Namespaces"),
                         {ValuePart::plain(namespacesText(project))},
                         Text::tr("Namespaces on the clusters that workloads may go to")};
        if (knowledge.objects) {
            rows << linksRow(Text::tr("Pools"), objects.all(spectro("ComputePool"), project.namespaceName))
                 << linksRow(Text::tr("Deployments"),
                             objects.all(spectro("AIWorkload"), project.namespaceName));
        }
    }
    return rows;
}

} // namespace easel
