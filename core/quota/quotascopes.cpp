// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotascopes.h"

#include "core/domain/kinds.h"

#include <QJsonArray>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

QList<QuotaScope> quotaScopes(const QuotaLedger &ledger)
{
    QList<QuotaScope> scopes;
    QSet<QString> placed;
    const QStringList tenants = ledger.tenants();
    for (const QString &tenant : tenants) {
        scopes.append({tenant, {}, ledger.tenantUsage(tenant)});
        const QStringList projects = ledger.projects(tenant);
        for (const QString &project : projects) {
            scopes.append({tenant, project, ledger.projectUsage(project)});
            placed.insert(project);
        }
    }
    const QStringList projects = ledger.projects();
    for (const QString &project : projects) {
        if (!placed.contains(project))
            scopes.append({ledger.project(project).tenant, project, ledger.projectUsage(project)});
    }
    return scopes;
}

QuotaScope quotaScopeSaid(const QJsonObject &object)
{
    const ObjectRef ref = refOf(object);
    QuotaScope scope;
    if (ref.kind == u"Tenant") {
        scope.tenant = ref.name;
    } else {
        scope.tenant = object[u"spec"][u"tenantRef"][u"name"].toString();
        scope.project = ref.name;
    }
    const QJsonArray lines = object[u"status"][u"gpuUsage"].toArray();
    for (const auto &line : lines)
        scope.lines.append(GpuUsage::fromJson(line.toObject()));
    return scope;
}

QList<QuotaScope> quotaScopesSaid(const ObjectSet &objects)
{
    QList<QuotaScope> scopes;
    for (const QString &kind : {u"Tenant"_s, u"Project"_s}) {
        const QList<QJsonObject> all = objects.all(kind + u'.' + spectroGroup);
        for (const QJsonObject &object : all) {
            if (QuotaScope scope = quotaScopeSaid(object); !scope.lines.isEmpty())
                scopes.append(std::move(scope));
        }
    }
    std::stable_sort(scopes.begin(), scopes.end(),
                     [](const QuotaScope &a, const QuotaScope &b) { return a.tenant < b.tenant; });
    return scopes;
}

} // namespace easel
