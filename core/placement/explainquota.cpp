// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/explainquota.h"

#include "core/domain/kinds.h"
#include "core/placement/machinepools.h"
#include "core/quota/quotabeside.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ExplainQuota)
};

QString ruleOf(const QuotaReason &reason)
{
    switch (reason.level) {
    case QuotaReason::Level::Project:
        return Text::tr("Limit of project %1").arg(reason.scope);
    case QuotaReason::Level::Tenant:
        return Text::tr("Limit of tenant %1").arg(reason.scope);
    case QuotaReason::Level::Guarantee:
        break;
    }
    return Text::tr("Kept for other projects of %1").arg(reason.scope);
}

QJsonObject numbers(const QMap<QString, qint64> &map)
{
    QJsonObject json;
    for (auto it = map.cbegin(); it != map.cend(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

QStringList projectsOf(const QJsonObject &scope, const QuotaLedger &ledger)
{
    const QString name = scope[u"metadata"][u"name"].toString();
    return scope[u"kind"].toString() == u"Tenant" ? ledger.projects(name) : QStringList{name};
}

} // namespace

ExplainedReason explainedReason(const QuotaReason &reason)
{
    return {ruleOf(reason), QString::number(reason.needed), QString::number(reason.limit), reason.shortBy,
            reason.sentence};
}

QuotaDecision addQuota(Explanation *explanation, const QuotaLedger &ledger, const QList<QuotaChange> &changes)
{
    const QuotaDecision decision = decide(ledger, changes);
    for (const QuotaReason &reason : decision.reasons)
        explanation->refusals << explainedReason(reason);
    for (const QuotaChange &change : changes) {
        if (change.delta > 0)
            explanation->waterfalls << projectWaterfall(ledger, change.project, change.family, change.delta);
    }
    for (const QuotaRelaxation &relaxation : decision.relaxations)
        explanation->help << relaxation.sentence;
    return decision;
}

bool isRefusedByQuota(const QJsonObject &pool)
{
    const QJsonArray conditions = pool[u"status"][u"conditions"].toArray();
    return std::any_of(conditions.begin(), conditions.end(), [](const QJsonValue &condition) {
        return condition[u"type"].toString() == u"QuotaReserved" &&
               condition[u"status"].toString() == u"False" &&
               condition[u"reason"].toString() == u"QuotaExceeded";
    });
}

QList<QJsonObject> poolsRefusedByQuota(const ObjectSet &objects, const QStringList &projects)
{
    QList<QJsonObject> refused;
    for (const QString &project : projects) {
        const QList<QJsonObject> pools = objects.all(u"ComputePool."_s + spectroGroup, project);
        std::copy_if(pools.begin(), pools.end(), std::back_inserter(refused), isRefusedByQuota);
    }
    return refused;
}

QString quotaSnapshot(const QuotaLedger &ledger, const QStringList &projects)
{
    QJsonArray all;
    QStringList tenants;
    for (const QString &project : projects) {
        const QString tenant = ledger.project(project).tenant;
        if (!tenants.contains(tenant))
            tenants << tenant;
    }
    tenants.sort();
    for (const QString &tenant : std::as_const(tenants)) {
        all << tenant << numbers(ledger.tenantLimits(tenant));
        const QStringList own = tenant.isEmpty() ? projects : ledger.projects(tenant);
        for (const QString &project : own) {
            const QuotaProject said = ledger.project(project);
            all << project << numbers(said.limits) << numbers(said.guarantees) << said.deleting;
            const QList<GpuUsage> usage = ledger.projectUsage(project);
            for (const GpuUsage &line : usage)
                all << line.toJson();
        }
    }
    return snapshotHash(QJsonDocument(all).toJson(QJsonDocument::Compact));
}

Explanation explainQuota(const QuotaBook &book, const QJsonObject &scope, const ObjectSet &objects)
{
    const QuotaLedger &ledger = book.ledger();
    const bool isTenant = scope[u"kind"].toString() == u"Tenant";
    const QString name = scope[u"metadata"][u"name"].toString();
    const QStringList projects = projectsOf(scope, ledger);

    Explanation text;
    text.snapshot = quotaSnapshot(ledger, projects);
    const QList<QJsonObject> refused = poolsRefusedByQuota(objects, projects);
    QStringList pools;
    QList<QuotaChange> together;
    for (const QJsonObject &pool : refused) {
        pools << pool[u"metadata"][u"name"].toString();
        QJsonObject wish = pool;
        wish.remove(u"status"_s);
        const QList<QuotaChange> changes = book.changesBetween({}, wish);
        addQuotaChanges(&together, changes);
        if (addQuota(&text, ledger, changes).admitted)
            text.sentences << Text::tr("%1 would be admitted now.").arg(pools.last());
    }
    // One thing for all of them.
    const QuotaDecision all = decide(ledger, together);
    if (!all.relaxations.isEmpty())
        text.remedy = all.relaxations.first().sentence;
    // Families that no refusal has shown already.
    const QList<GpuUsage> usage = isTenant ? ledger.tenantUsage(name) : ledger.projectUsage(name);
    QStringList over;
    for (const GpuUsage &line : usage) {
        if (line.overBy > 0)
            over << Text::tr("%1 of %2").arg(line.overBy).arg(line.family);
        const bool shown =
            std::any_of(text.waterfalls.begin(), text.waterfalls.end(),
                        [&line](const QuotaWaterfall &fall) { return fall.resource == line.family; });
        if (!shown && !(isTenant && line.family == u"*"))
            text.waterfalls << (isTenant ? tenantWaterfall(ledger, name, line.family)
                                         : projectWaterfall(ledger, name, line.family));
    }
    const bool nothing = text.waterfalls.isEmpty();
    // What Kubernetes and Kueue keep in the same namespaces, in the same form.
    QList<QJsonObject> others;
    for (const QuotaKindBeside &kind : quotaKindsBeside())
        others += objects.all(kind.groupKind());
    text.waterfalls += quotaBeside(others, projects);
    if (!text.refusals.isEmpty()) {
        text.tone = Tone::Bad;
        text.heading =
            Text::tr("Quota holds up %n pool(s): %1.", nullptr, int(pools.size())).arg(pools.join(u", "_s));
    } else if (!over.isEmpty()) {
        text.tone = Tone::Bad;
        text.heading = Text::tr("More is in use than the limit allows: %1.").arg(over.join(u", "_s));
    } else if (nothing) {
        text.heading = Text::tr("There are no GPU limits and no GPUs in use.");
    } else {
        text.tone = Tone::Good;
        text.heading = Text::tr("Quota holds nothing up.");
    }
    return text;
}

} // namespace easel
