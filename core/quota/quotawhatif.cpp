// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotawhatif.h"

#include "core/base/call.h"
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
    Q_DECLARE_TR_FUNCTIONS(easel::Quota)
};

Result<Done> takeChanges(const QJsonObject &spec, WhatIf *into)
{
    const QJsonArray changes = spec[u"changes"].toArray();
    for (const auto &value : changes) {
        QuotaChange change{value[u"project"].toString(), value[u"family"].toString(),
                           value[u"delta"].toInteger(), std::max<qint64>(1, value[u"step"].toInteger(1))};
        if (change.project.isEmpty() || change.family.isEmpty() || change.delta == 0)
            return failure(Error::Kind::Invalid,
                           Text::tr("A change needs a project, a family and a delta that is not 0."));
        into->changes.append(change);
    }
    const QJsonArray removed = spec[u"remove"].toArray();
    for (const auto &value : removed) {
        const ObjectRef ref{spectroGroup + u"/v1alpha1"_s, value[u"kind"].toString(),
                            value[u"namespace"].toString(), value[u"name"].toString()};
        if (ref.name.isEmpty() || !QuotaBook::isOfInterest(ref))
            return failure(
                Error::Kind::Invalid,
                Text::tr("What is removed needs a kind (Tenant, Project, ComputeConfig, ComputePool "
                         "or AIWorkload), a namespace and a name."));
        into->removed.append(ref);
    }
    return Done{};
}

Result<Done> takeObject(const QJsonValue &value, WhatIf *into)
{
    const QJsonObject object = value.toObject();
    if (value.isNull())
        return Done{};
    if (object[u"apiVersion"].toString().startsWith(u"easel.dev/") && object[u"kind"].toString() == u"WhatIf")
        return takeChanges(object[u"spec"].toObject(), into);
    if (object[u"items"].isArray() && object[u"kind"].toString().endsWith(u"List")) {
        const QJsonArray items = object[u"items"].toArray();
        for (const auto &item : items) {
            if (const auto taken = takeObject(item, into); !taken)
                return taken;
        }
        return Done{};
    }
    const ObjectRef ref = refOf(object);
    if (!QuotaBook::isOfInterest(ref))
        return failure(
            Error::Kind::Invalid,
            Text::tr("%1 holds no GPUs and limits none.")
                .arg(ref.kind.isEmpty() ? Text::tr("A document without a kind") : ref.kind),
            Text::tr("Give Tenants, Projects, ComputeConfigs, ComputePools, AIWorkloads or a WhatIf."));
    const bool lost = ref.namespaceName.isEmpty() && ref.kind != u"Tenant" && ref.kind != u"Project";
    if (ref.name.isEmpty() || lost)
        return failure(Error::Kind::Invalid, Text::tr("A %1 has no name or no namespace.").arg(ref.kind));
    into->objects.append(object);
    return Done{};
}

bool isAboutLimits(const ObjectRef &ref)
{
    return ref.kind == u"Tenant" || ref.kind == u"Project";
}

} // namespace

Result<WhatIf> readWhatIf(const QJsonArray &documents)
{
    WhatIf whatIf;
    for (const auto &document : documents) {
        const QJsonArray list = document.isArray() ? document.toArray() : QJsonArray{document};
        for (const auto &item : list) {
            if (const auto taken = takeObject(item, &whatIf); !taken)
                return failure(taken.error());
        }
    }
    return whatIf;
}

bool WhatIfOutcome::isRefused() const
{
    return !decision.admitted || std::any_of(remarks.begin(), remarks.end(), [](const Remark &remark) {
        return remark.finding.severity == Finding::Severity::Refuse;
    });
}

namespace {

using Remark = WhatIfOutcome::Remark;

// What a rule about limits and guarantees counts.
void addNumbers(Remark *remark, const QJsonObject &object, const QuotaLedger &after)
{
    const QString rule = remark->finding.rule;
    const QString family = remark->finding.pointer.last();
    if (rule == u"TEN-6") {
        const TenantView tenant(object);
        qint64 most = 0;
        const QList<GpuUsage> lines = after.tenantUsage(tenant.name);
        for (const GpuUsage &line : lines) {
            if (sameGpuFamily(line.family, family) ||
                (family == u"*" && line.limitFrom == LimitFrom::Wildcard))
                most = std::max(most, line.guaranteed);
        }
        remark->needed = most;
        remark->actual = gpuLimit(tenant.gpuLimits, family);
    } else if (rule == u"PRJ-7") {
        const ProjectView project(object);
        remark->needed = project.gpuRequests.value(family);
        remark->actual = gpuLimit(project.gpuLimits, family);
    } else if (rule == u"PRJ-8") {
        const QString tenant = ProjectView(object).tenant.name;
        remark->needed = after.tenantUsage(tenant, family).guaranteed;
        remark->actual = gpuLimit(after.tenantLimits(tenant), family);
    }
}

// The limit, written where the object is that a file changes, or else beside it.
void setLimit(const QuotaRelaxation::NewLimit &limit, const ObjectSet &now, WhatIf *changes)
{
    const bool ofTenant = limit.level != QuotaReason::Level::Project;
    const QString kind = ofTenant ? u"Tenant"_s : u"Project"_s;
    const auto write = [&limit](QJsonObject object) {
        QJsonValue value = object;
        const JsonPointer map({u"spec"_s, u"gpuResources"_s, u"limits"_s});
        QString key = limit.family;
        const QStringList keys = map.get(value).toObject().keys();
        for (const QString &known : keys) {
            if (sameGpuFamily(known, limit.family))
                key = known;
        }
        (map / key).set(value, limit.to);
        return value.toObject();
    };
    for (QJsonObject &object : changes->objects) {
        if (refOf(object).kind == kind && refOf(object).name == limit.scope) {
            object = write(object);
            return;
        }
    }
    const QJsonObject object =
        now.find(kind + u'.' + spectroGroup, ofTenant ? QString() : limit.scope, limit.scope);
    if (!object.isEmpty())
        changes->objects.append(write(object));
}

WhatIfOutcome judged(const ObjectSet &now, const WhatIf &changes);

// Mends what refuses, round by round, until nothing does.
QString remedyOf(const ObjectSet &now, WhatIf changes, WhatIfOutcome outcome)
{
    constexpr int mostRounds = 4;
    QStringList parts;
    for (int round = 0; round < mostRounds; ++round) {
        bool mended = false;
        bool byRules = false;
        for (const Remark &remark : std::as_const(outcome.remarks)) {
            if (remark.finding.severity != Finding::Severity::Refuse)
                continue;
            byRules = true;
            if (!remark.needed || !remark.actual)
                return {}; // not for a number
            const bool guarantee = remark.finding.rule != u"TEN-6";
            for (QJsonObject &object : changes.objects) {
                if (!(refOf(object) == remark.object))
                    continue;
                QJsonValue value = object;
                const qint64 has = remark.finding.pointer.get(value).toInteger();
                const qint64 then = guarantee ? has - (*remark.needed - *remark.actual) : *remark.needed;
                if (then < 0 || then == has)
                    return {};
                remark.finding.pointer.set(value, then);
                object = value.toObject();
                mended = true;
                const QString what = guarantee ? Text::tr("Lower the guarantee of %1 for %2 from %3 to %4")
                                               : Text::tr("Raise the limit of %1 for %2 from %3 to %4");
                parts << what.arg(remark.object.name, remark.finding.pointer.last()).arg(has).arg(then);
            }
            if (mended)
                break; // judged again: one number may be in several reasons
        }
        if (byRules && !mended)
            return {};
        if (!byRules) {
            const QList<QuotaRelaxation> &ways = outcome.decision.relaxations;
            if (ways.isEmpty())
                return {};
            // Rules do not ask how much is asked for, nor when.
            if (ways.first().kind != QuotaRelaxation::Kind::RaiseLimits) {
                parts << ways.first().sentence;
                return parts.join(u". "_s);
            }
            QStringList raised;
            for (const QuotaRelaxation::NewLimit &limit : ways.first().limits) {
                setLimit(limit, now, &changes);
                raised << Text::tr("Raise the limit of %1 for %2 from %3 to %4")
                              .arg(limit.scope, limit.family)
                              .arg(limit.from)
                              .arg(limit.to);
            }
            parts += raised;
        }
        outcome = judged(now, changes);
        if (!outcome.isRefused())
            return Text::tr("%1; then this fits.").arg(parts.join(u"; "_s));
    }
    return {};
}

} // namespace

WhatIfOutcome tryOut(const ObjectSet &now, const WhatIf &changes)
{
    WhatIfOutcome outcome = judged(now, changes);
    if (outcome.isRefused())
        outcome.remedy = remedyOf(now, changes, outcome);
    return outcome;
}

namespace {

WhatIfOutcome judged(const ObjectSet &now, const WhatIf &changes)
{
    WhatIfOutcome outcome;
    // Limits first: what grows is judged with the limits as they will be (3.a.4).
    QuotaBook before(now);
    ObjectSet then = now;
    for (const QJsonObject &object : changes.objects) {
        if (isAboutLimits(refOf(object)))
            before.put(object);
        then.insert(object);
    }
    for (const ObjectRef &ref : changes.removed) {
        if (isAboutLimits(ref))
            before.remove(ref);
        then.remove(ref);
    }
    const QuotaBook after(then);
    outcome.ledger = after.ledger();

    QMap<QString, QMap<QString, qint64>> steps; // project, folded family
    for (const QJsonObject &object : changes.objects) {
        if (QuotaBook::holdingOf(object).isEmpty())
            continue;
        const QList<QuotaChange> own = after.changesBetween({}, object);
        for (const QuotaChange &change : own) {
            qint64 &step = steps[change.project][change.family.toLower()];
            step = step == 0 ? change.step : std::min(step, change.step);
        }
    }
    QList<QuotaChange> all;
    QStringList projects = before.ledger().projects() + after.ledger().projects();
    projects.removeDuplicates();
    for (const QString &project : std::as_const(projects)) {
        QList<GpuUsage> lines = after.ledger().projectUsage(project) + before.ledger().projectUsage(project);
        QStringList seen;
        for (const GpuUsage &line : std::as_const(lines)) {
            const QString family = line.family.toLower();
            if (seen.contains(family))
                continue;
            seen << family;
            const qint64 delta = after.ledger().projectUsage(project, line.family).used() -
                                 before.ledger().projectUsage(project, line.family).used();
            if (delta != 0)
                all.append(
                    {project, line.family, delta, std::max<qint64>(1, steps.value(project).value(family))});
        }
    }
    all += changes.changes;
    outcome.decision = decide(before.ledger(), all);
    for (qsizetype i = 0; i < changes.changes.size(); ++i) {
        const QuotaChange &change = changes.changes.at(i);
        GpuUse more;
        more.claimed = change.delta;
        outcome.ledger.setHolding(u"\n%1"_s.arg(i), change.project, {{change.family, more}});
    }
    QMap<std::pair<QString, QString>, qint64> growing;
    for (const QuotaChange &change : std::as_const(all))
        growing[{change.project, before.ledger().familyName(change.family)}] += change.delta;
    for (auto it = growing.begin(); it != growing.end(); ++it) {
        if (it.value() > 0)
            outcome.waterfalls.append(
                projectWaterfall(before.ledger(), it.key().first, it.key().second, it.value()));
    }

    static const QSet<QString> rules = {u"TEN-4"_s,  u"TEN-5"_s,  u"TEN-6"_s,   u"TEN-7"_s,  u"TEN-8"_s,
                                        u"PRJ-6"_s,  u"PRJ-7"_s,  u"PRJ-8"_s,   u"PRJ-9"_s,  u"PRJ-10"_s,
                                        u"PRJ-11"_s, u"PRJ-14"_s, u"POOL-11"_s, u"POOL-18"_s};
    for (const QJsonObject &object : changes.objects) {
        const ObjectRef ref = refOf(object);
        RuleContext context;
        context.before = now.find(ref);
        context.intent = context.before.isEmpty() ? RuleContext::Intent::Create : RuleContext::Intent::Update;
        const QList<Finding> findings =
            checkObject(object, then, context) + quotaFindings(after, object, context);
        for (const Finding &finding : findings) {
            if (!rules.contains(finding.rule))
                continue;
            outcome.remarks.append({ref, finding, {}, {}});
            if (finding.severity == Finding::Severity::Refuse)
                addNumbers(&outcome.remarks.last(), object, after.ledger());
        }
    }
    return outcome;
}

} // namespace

} // namespace easel
