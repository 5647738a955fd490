// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotarules.h"

#include "core/base/text.h"
#include "core/domain/deploymentview.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/projectview.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Rules)
};

using Severity = Finding::Severity;

Finding finding(const char *rule, Severity severity, const JsonPointer &pointer, const QString &sentence)
{
    return {QLatin1String(rule), severity, pointer, cleanedLine(sentence)};
}

JsonPointer gpuResources(const char *part)
{
    return JsonPointer({u"spec"_s, u"gpuResources"_s, QLatin1String(part)});
}

// The key a family's limit stands under.
JsonPointer limitPointer(const QMap<QString, qint64> &limits, const QString &family)
{
    for (auto it = limits.begin(); it != limits.end(); ++it) {
        if (sameGpuFamily(it.key(), family))
            return gpuResources("limits") / it.key();
    }
    return gpuResources("limits") / u"*"_s;
}

void findOverLimit(QList<Finding> &findings, const char *rule, const QList<GpuUsage> &lines,
                   const QMap<QString, qint64> &limits)
{
    for (const GpuUsage &line : lines) {
        if (line.overBy <= 0)
            continue;
        findings << finding(rule, Severity::Warn, limitPointer(limits, line.family),
                            Text::tr("%1 %2 GPUs are in use, %3 more than the new limit. Nothing is taken "
                                     "away, but no more can be added.")
                                .arg(line.used())
                                .arg(line.family)
                                .arg(line.overBy));
    }
}

QList<Finding> tenantFindings(const QuotaBook &book, const QJsonObject &object)
{
    QList<Finding> findings;
    const TenantView tenant(object);
    QuotaLedger part = book.ledger().excerpt(book.ledger().projects(tenant.name));
    part.setTenant(tenant.name, tenant.gpuLimits);
    findOverLimit(findings, "TEN-7", part.tenantUsage(tenant.name), tenant.gpuLimits);
    return findings;
}

QList<Finding> projectFindings(const QuotaBook &book, const QJsonObject &object)
{
    QList<Finding> findings;
    const ProjectView view(object);
    const QString name = view.namespaceName.isEmpty() ? view.name : view.namespaceName;
    QStringList others = book.ledger().projects(view.tenant.name);
    others << name;
    QuotaLedger part = book.ledger().excerpt(others);
    if (book.ledger().hasTenant(view.tenant.name))
        part.setTenant(view.tenant.name, book.ledger().tenantLimits(view.tenant.name));
    part.setProject(name, {view.tenant.name, view.gpuLimits, view.gpuRequests, view.deleting});
    QList<GpuUsage> lines = part.projectUsage(name);
    findOverLimit(findings, "PRJ-14", lines, view.gpuLimits);
    for (const GpuUsage &line : lines) {
        const qint64 unused = part.unusedGuarantee(name, line.family);
        if (unused <= 0 || !line.tenantLimit)
            continue;
        // Could the project take all of it now? Its own limit is another matter (PRJ-7).
        const qint64 free = *line.tenantLimit - part.tenantUsage(view.tenant.name, line.family).used() -
                            line.reservedForOthers;
        if (free >= unused)
            continue;
        findings << finding(
            "PRJ-10", Severity::Warn, gpuResources("requests") / line.family,
            Text::tr("Only %1 of the %2 guaranteed %3 GPUs are free now; others hold the rest.")
                .arg(std::max<qint64>(0, free))
                .arg(unused)
                .arg(line.family));
    }
    return findings;
}

// The node pools an object itself says, with their pointers; not those that defaults bring.
QList<NodePoolView> saidNodePools(const QJsonObject &object)
{
    QList<ClusterConfigView> clusters;
    if (refOf(object).kind == u"ComputePool") {
        clusters = PoolView(object).clusters;
    } else if (const DeploymentView deployment(object); deployment.dedicated) {
        clusters = {deployment.dedicated->config};
    }
    QList<NodePoolView> pools;
    for (const ClusterConfigView &cluster : std::as_const(clusters)) {
        if (cluster.controlPlane)
            pools << *cluster.controlPlane;
        pools << cluster.workers.value_or(QList<NodePoolView>());
    }
    return pools;
}

JsonPointer placeOf(const QList<NodePoolView> &pools, const QString &family, const char *key)
{
    for (const NodePoolView &pool : pools) {
        if (sameGpuFamily(pool.gpuFamily, family))
            return pool.pointer / QLatin1String(key);
    }
    return JsonPointer({u"spec"_s});
}

GpuUseByFamily difference(GpuUseByFamily of, const GpuUseByFamily &less)
{
    for (auto it = less.begin(); it != less.end(); ++it) {
        const auto same = std::find_if(of.keyBegin(), of.keyEnd(),
                                       [&](const QString &key) { return sameGpuFamily(key, it.key()); });
        of[same == of.keyEnd() ? it.key() : *same] -= *it;
    }
    return of;
}

QList<Finding> poolFindings(const QuotaBook &book, const QJsonObject &object, const RuleContext &context)
{
    QList<Finding> findings;
    const QString key = QuotaBook::holdingOf(object);
    const QString project = refOf(object).namespaceName;
    if (key.isEmpty() || !book.ledger().hasProject(project))
        return findings;
    // A deployment whose pool exists is judged by the pool.
    const bool looking = context.intent == RuleContext::Intent::Look;
    GpuUseByFamily after = book.useOf(object);
    GpuUseByFamily before;
    if (context.intent == RuleContext::Intent::Update && !context.before.isEmpty())
        before = book.useOf(context.before);
    // A hub decided on what it has; a file that no hub saw is a wish.
    const bool decided = looking && !object[u"status"][u"conditions"].isUndefined();
    if (decided)
        before = after;

    QuotaLedger part = book.ledger().excerpt({project});
    part.setHolding(u"\n"_s + key, project, difference(before, book.ledger().holding(key)));
    QList<QuotaChange> changes;
    QMap<QString, qint64> steps;
    const QList<ClusterConfigView> clusters = book.clustersOf(object);
    QList<NodePoolView> workers;
    for (const ClusterConfigView &cluster : clusters)
        workers << cluster.workers.value_or(QList<NodePoolView>());
    for (const NodePoolView &pool : std::as_const(workers)) {
        if (!pool.gpuFamily.isEmpty())
            steps[pool.gpuFamily.toLower()] = std::max<qint64>(1, pool.gpuCount.value_or(1));
    }
    const GpuUseByFamily growth = difference(after, before);
    for (auto it = growth.begin(); it != growth.end(); ++it) {
        if (it->used() != 0)
            changes.append({project, it.key(), it->used(), steps.value(it.key().toLower(), 1)});
    }
    const QList<NodePoolView> said = saidNodePools(object);
    const QuotaDecision decision = decide(part, changes);
    for (const QuotaReason &reason : decision.reasons)
        findings << finding("POOL-13", Severity::Refuse, placeOf(said, reason.family, "gpu"),
                            reason.sentence);
    if (!decision.relaxations.isEmpty())
        findings << finding("POOL-13", Severity::Inform,
                            placeOf(said, decision.reasons.constFirst().family, "gpu"),
                            decision.relaxations.constFirst().sentence);

    // POOL-18, when the pool has what it asks for now.
    part.setHolding(u"\n"_s + key, project, difference(after, book.ledger().holding(key)));
    for (const NodePoolView &pool : std::as_const(workers)) {
        const qint64 most = pool.maxNodeCount.value_or(0);
        const qint64 more = (most - pool.nodeCount.value_or(1)) * pool.gpuCount.value_or(0);
        if (more <= 0 || pool.gpuFamily.isEmpty())
            continue;
        const GpuUsage usage = part.projectUsage(project, pool.gpuFamily);
        // Its own guarantee is free for it; `headroom` says so already.
        const qint64 left = std::max<qint64>(0, usage.headroom.value_or(more));
        if (more > left)
            findings << finding("POOL-18", Severity::Warn, placeOf(said, pool.gpuFamily, "maxNodeCount"),
                                Text::tr("Scaling up to %1 nodes would need %2 %3 GPUs more than the quota "
                                         "allows now.")
                                    .arg(most)
                                    .arg(more - left)
                                    .arg(pool.gpuFamily));
    }
    return findings;
}

} // namespace

QList<Finding> quotaFindings(const QuotaBook &book, const QJsonObject &object, const RuleContext &context)
{
    const ObjectRef ref = refOf(object);
    if (ref.group() != spectroGroup || context.intent == RuleContext::Intent::Delete)
        return {}; // giving back is always admitted
    if (ref.kind == u"Tenant")
        return tenantFindings(book, object);
    if (ref.kind == u"Project")
        return projectFindings(book, object);
    if (ref.kind == u"ComputePool" || ref.kind == u"AIWorkload")
        return poolFindings(book, object, context);
    return {};
}

QList<Finding> checkQuota(const QJsonObject &object, const ObjectSet &surroundings,
                          const RuleContext &context)
{
    static const QSet<QString> judged = {u"Tenant"_s, u"Project"_s, u"ComputePool"_s, u"AIWorkload"_s};
    if (refOf(object).group() != spectroGroup || !judged.contains(refOf(object).kind))
        return {};
    return quotaFindings(QuotaBook(surroundings), object, context);
}

} // namespace easel
