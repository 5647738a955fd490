// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotawhatif.h"

#include "core/base/call.h"
#include "core/domain/kinds.h"

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
    for (const QJsonValue &value : changes) {
        QuotaChange change{value[u"project"].toString(), value[u"family"].toString(),
                           value[u"delta"].toInteger(), std::max<qint64>(1, value[u"step"].toInteger(1))};
        if (change.project.isEmpty() || change.family.isEmpty() || change.delta == 0)
            return failure(Error::Kind::Invalid,
                           Text::tr("A change needs a project, a family and a delta that is not 0."));
        into->changes.append(change);
    }
    const QJsonArray removed = spec[u"remove"].toArray();
    for (const QJsonValue &value : removed) {
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
        for (const QJsonValue &item : items) {
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
    for (const QJsonValue &document : documents) {
        const QJsonArray list = document.isArray() ? document.toArray() : QJsonArray{document};
        for (const QJsonValue &item : list) {
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

WhatIfOutcome tryOut(const ObjectSet &now, const WhatIf &changes)
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
            if (rules.contains(finding.rule))
                outcome.remarks.append({ref, finding});
        }
    }
    return outcome;
}

} // namespace easel
