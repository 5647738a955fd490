// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/planchecks.h"

#include "core/domain/kinds.h"
#include "core/domain/relations.h"
#include "core/domain/rules.h"
#include "core/placement/machinefindings.h"
#include "core/quota/quotarules.h"

#include <algorithm>
#include <optional>

namespace easel {

namespace {

bool isDeletion(const PlanItem &item)
{
    return item.change == PlanItem::Change::Delete || item.change == PlanItem::Change::NotInFolder;
}

RuleContext::Intent intentOf(const PlanItem &item)
{
    if (isDeletion(item))
        return RuleContext::Intent::Delete;
    return item.live.isEmpty() ? RuleContext::Intent::Create : RuleContext::Intent::Update;
}

bool hasRefusal(const QList<Finding> &findings)
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding &finding) { return finding.severity == Finding::Severity::Refuse; });
}

} // namespace

Plan judgedPlan(Plan plan, ObjectSet surroundings, bool plainHub)
{
    std::optional<RelationIndex> before;
    for (PlanItem &item : plan.items) {
        if (!isDeletion(item) || item.live.isEmpty())
            continue;
        if (!before) {
            for (const PlanItem &other : std::as_const(plan.items)) {
                if (isDeletion(other) && !other.live.isEmpty())
                    surroundings.insert(other.live);
            }
            before.emplace(surroundings);
        }
        item.goesWith = before->deletedWith(item.ref);
    }
    for (const PlanItem &item : std::as_const(plan.items)) {
        if (item.change == PlanItem::Change::Delete)
            surroundings.remove(item.ref);
        else if (!isDeletion(item) && !item.wanted.isEmpty())
            surroundings.insert(item.result.isEmpty() ? item.wanted : item.result);
    }
    // Quota is judged with everything in the plan done: several pools together (3.a.4).
    const QuotaBook book(surroundings);
    for (PlanItem &item : plan.items) {
        if (item.change == PlanItem::Change::Unchanged)
            continue;
        RuleContext context;
        context.intent = intentOf(item);
        context.before = item.live;
        context.plainHub = plainHub;
        const QJsonObject object = isDeletion(item)        ? item.live
                                   : item.result.isEmpty() ? item.wanted
                                                           : item.result;
        if (object.isEmpty())
            continue;
        // Rules look for others of the same name; the object itself is none.
        surroundings.remove(item.ref);
        // Machines that the pool has already are known by its own status.
        const bool choosesMachines = plainHub && !isDeletion(item) && item.ref.kind == u"ComputePool" &&
                                     item.ref.group() == spectroGroup;
        const auto judge = [&](const QJsonObject &judged) {
            QList<Finding> findings =
                checkObject(judged, surroundings, context) + quotaFindings(book, judged, context);
            if (choosesMachines) {
                surroundings.insert(judged);
                findings += machineFindings(judged, surroundings, plan.testedAt.toMSecsSinceEpoch());
                surroundings.remove(item.ref);
            }
            return findings;
        };
        item.findings = judge(object);
        if (context.intent == RuleContext::Intent::Update && hasRefusal(item.findings))
            allowOldRefusals(item.findings, judge(item.live));
        if (!isDeletion(item))
            surroundings.insert(object);
        else if (item.change == PlanItem::Change::NotInFolder)
            surroundings.insert(item.live);
    }
    return plan;
}

} // namespace easel
