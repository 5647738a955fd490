// SPDX-License-Identifier: GPL-3.0-or-later
// What rules say of a change that is tried out, and what would be accepted in its place: nothing is offered
// that was not judged as a whole again.
#include "core/base/text.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/names.h"
#include "core/domain/projectview.h"
#include "core/domain/rules.h"
#include "core/placement/whatiftrial.h"
#include "core/quota/quotarules.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Kind = WhatIfChange::Kind;
using Verdict = WhatIfStep::Verdict;

constexpr int mostRounds = 3;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WhatIf)
};

// Rules about what is tried out; the others are about the rest of the object.
bool isAboutGpus(const QString &rule)
{
    static const QSet<QString> rules = {u"TEN-4"_s,  u"TEN-5"_s,   u"TEN-6"_s,   u"TEN-7"_s,
                                        u"PRJ-4"_s,  u"PRJ-6"_s,   u"PRJ-7"_s,   u"PRJ-8"_s,
                                        u"PRJ-9"_s,  u"PRJ-10"_s,  u"PRJ-11"_s,  u"PRJ-14"_s,
                                        u"POOL-1"_s, u"POOL-11"_s, u"POOL-18"_s, u"POOL-21"_s};
    return rules.contains(rule);
}

RuleContext contextOf(const QJsonObject &before)
{
    RuleContext context;
    context.before = before;
    context.intent = before.isEmpty() ? RuleContext::Intent::Create : RuleContext::Intent::Update;
    return context;
}

QString number(qint64 value)
{
    return QLocale().toString(value);
}

WhatIfChange limitChange(const QString &tenant, const QString &project, const QString &family, qint64 amount)
{
    WhatIfChange change;
    change.kind = Kind::Limit;
    change.tenant = project.isEmpty() ? tenant : QString();
    change.project = project;
    change.family = family;
    change.amount = amount;
    return change;
}

QString titles(const QList<WhatIfChange> &changes)
{
    QStringList words;
    for (const WhatIfChange &change : changes)
        words << whatIfTitle(change);
    return words.join(u"; "_s);
}

bool isRefused(const WhatIfStep &step)
{
    return step.verdict == Verdict::Refused || step.verdict == Verdict::Impossible;
}

// The guarantees that a limit has to cover: under the wildcard those of the family that needs most.
qint64 guaranteedUnder(const QuotaLedger &ledger, const QString &tenant, const QString &key)
{
    if (key != u"*")
        return ledger.tenantUsage(tenant, key).guaranteed;
    qint64 most = 0;
    const QList<GpuUsage> lines = ledger.tenantUsage(tenant);
    for (const GpuUsage &line : lines) {
        if (line.limitFrom == LimitFrom::Wildcard)
            most = std::max(most, line.guaranteed);
    }
    return most;
}

// A name of a pool as near as can be to what was typed.
QString poolNameFor(const QString &typed)
{
    QString name;
    for (const QChar c : typed.toLower()) {
        const bool good = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (good || (!name.isEmpty() && !name.endsWith(u'-')))
            name += good ? c : QChar(u'-');
    }
    while (name.endsWith(u'-') || (!name.isEmpty() && !isPoolName(name)))
        name.chop(1);
    return name;
}

} // namespace

// Rules about the object as it would be; those it breaks already are not held against the change.
WhatIfTrial::Judgement WhatIfTrial::judge(const WhatIfChange &change, const WhatIfEdit &edit,
                                          const State &before, const State &after, WhatIfStep *step) const
{
    Judgement told;
    const RuleContext context = contextOf(edit.before);
    // What is new must not meet itself.
    const ObjectSet &around = edit.before.isEmpty() ? before.objects : after.objects;
    QList<Finding> findings =
        checkObject(edit.after, around, context) + quotaFindings(before.book, edit.after, context);
    QList<Finding> old;
    if (!edit.before.isEmpty()) {
        old = checkObject(edit.before, before.objects, context) +
              quotaFindings(before.book, edit.before, context);
        allowOldRefusals(findings, old);
    }
    const QuotaLedger &ledger = after.book.ledger();
    const auto atLeast = [&told](qint64 amount) {
        told.least = std::max(told.least.value_or(amount), amount);
    };
    const auto atMost = [&told](qint64 amount) { told.most = std::min(told.most.value_or(amount), amount); };
    for (const Finding &finding : std::as_const(findings)) {
        // Told with its numbers already, or not new.
        if (finding.rule == u"POOL-13" || old.contains(finding) ||
            finding.severity == Finding::Severity::Inform)
            continue;
        if (finding.severity == Finding::Severity::Warn) {
            if (isAboutGpus(finding.rule)) {
                step->follows << finding.sentence;
                if (step->explanation.tone != Tone::Bad)
                    step->explanation.tone = Tone::Warning;
            }
            continue;
        }
        if (!isAboutGpus(finding.rule)) {
            step->needs << finding.sentence;
            continue;
        }
        ExplainedReason reason{finding.rule, u"–"_s, u"–"_s, 0, finding.sentence};
        const auto numbers = [&reason](qint64 needed, qint64 actual, qint64 shortBy) {
            reason.needed = number(needed);
            reason.actual = number(actual);
            reason.shortBy = shortBy;
        };
        told.refuses = true;
        const QString family = finding.pointer.last();
        if (finding.rule == u"TEN-6") {
            const qint64 kept = guaranteedUnder(ledger, change.tenant, family);
            const qint64 limit = gpuLimit(ledger.tenantLimits(change.tenant), family).value_or(0);
            numbers(kept, limit, kept - limit);
            atLeast(kept);
        } else if (finding.rule == u"PRJ-7") {
            const QuotaProject project = ledger.project(change.project);
            const qint64 kept = ledger.projectUsage(change.project, family).guaranteed;
            const qint64 limit = gpuLimit(project.limits, family).value_or(0);
            numbers(kept, limit, kept - limit);
            if (change.kind == Kind::Limit)
                atLeast(kept);
            else
                atMost(limit);
            told.limits << limitChange({}, change.project, family, kept);
        } else if (finding.rule == u"PRJ-8") {
            const QString tenant = ledger.project(change.project).tenant;
            const qint64 kept = ledger.tenantUsage(tenant, family).guaranteed;
            const qint64 limit = gpuLimit(ledger.tenantLimits(tenant), family).value_or(0);
            numbers(kept, limit, kept - limit);
            if (change.kind == Kind::Guarantee && change.amount)
                atMost(*change.amount - (kept - limit));
            told.limits << limitChange(tenant, {}, family, kept);
        } else if (finding.rule == u"PRJ-6") {
            reason.needed = ProjectView(edit.before).tenant.name;
            reason.actual = change.tenant;
        } else if (finding.rule == u"PRJ-4") {
            reason.needed = Text::tr("a tenant that stays");
            reason.actual = change.tenant;
        } else if (finding.rule == u"TEN-4" && change.amount.value_or(0) < 0) {
            numbers(0, *change.amount, -*change.amount);
            atLeast(0);
        } else if (finding.rule == u"TEN-4" || finding.rule == u"PRJ-11") {
            reason.needed = Text::tr("a GPU family");
            reason.actual = change.family;
            told.families << GpuFamilyTable::inUse().familyNamed(change.family);
            const QString tenant = change.project.isEmpty()
                                       ? change.tenant
                                       : before.book.ledger().project(change.project).tenant;
            const QList<GpuUsage> lines =
                before.book.ledger().projectUsage(change.project) + before.book.ledger().tenantUsage(tenant);
            for (const GpuUsage &line : lines)
                told.families << line.family;
        } else if (finding.rule == u"POOL-11") {
            numbers(1, change.gpusPerMachine, 1 - change.gpusPerMachine);
            told.gpusPerMachine = 1;
        } else if (finding.rule == u"POOL-1") {
            reason.needed = Text::tr("a name for a pool");
            reason.actual = change.pool;
            told.name = poolNameFor(change.pool);
        } else if (finding.rule == u"POOL-21") {
            reason.needed = Text::tr("1, 3 or 5");
            reason.actual = number(change.amount.value_or(1));
            told.amounts = {1, 3, 5};
        }
        step->explanation.refusals << reason;
    }
    return told;
}

QList<WhatIfTrial::Way> WhatIfTrial::waysOf(const WhatIfChange &change, const Judgement &rules) const
{
    QList<Way> ways;
    WhatIfChange other = change;
    for (const QString &family : rules.families) {
        if (isUnknownGpuFamily(family) || family == u"*" || !isGpuFamily(family))
            continue;
        other.family = family;
        ways.append({{other}, Text::tr("With GPU family %1 it would be accepted.").arg(cleanedLine(family))});
    }
    other = change;
    if (!rules.name.isEmpty()) {
        other.pool = rules.name;
        ways.append({{other}, Text::tr("With the name %1 it would be accepted.").arg(rules.name)});
        other = change;
    }
    if (rules.gpusPerMachine > 0) {
        other.gpusPerMachine = rules.gpusPerMachine;
        ways.append(
            {{other},
             Text::tr("With %n GPU(s) a machine it would be accepted.", nullptr, int(rules.gpusPerMachine))});
        other = change;
    }
    QList<qint64> amounts = rules.amounts;
    const qint64 wish = change.amount.value_or(1);
    std::stable_sort(amounts.begin(), amounts.end(),
                     [wish](qint64 a, qint64 b) { return std::abs(a - wish) < std::abs(b - wish); });
    for (const qint64 amount : std::as_const(amounts)) {
        other.amount = amount;
        ways.append(
            {{other},
             Text::tr("%n machine(s) instead of %1 would be accepted.", nullptr, int(amount)).arg(wish)});
    }
    if (change.kind == Kind::Limit && rules.least) {
        other.amount = rules.least;
        ways.append({{other}, Text::tr("A limit of %1 would be accepted.").arg(number(*rules.least))});
        other.amount.reset();
        ways.append({{other}, Text::tr("No limit would be accepted.")});
    }
    if (change.kind == Kind::Guarantee) {
        const auto amount = rules.most ? rules.most : rules.least;
        if (amount && *amount >= 0) {
            other.amount = amount;
            ways.append({{other}, Text::tr("A guarantee of %1 would be accepted.").arg(number(*amount))});
        }
        if (!rules.limits.isEmpty()) {
            ways.append({rules.limits + QList{change},
                         Text::tr("With these limits it would be accepted: %1.").arg(titles(rules.limits))});
        }
        other.amount.reset();
        if (change.amount)
            ways.append({{other}, Text::tr("No guarantee would be accepted.")});
    }
    return ways;
}

// Nothing, where the list has no changes that do the same.
std::optional<WhatIfTrial::Way> WhatIfTrial::wayOf(const WhatIfChange &change, const State &before,
                                                   const PoolRemedy &remedy) const
{
    if (remedy.needsMore)
        return std::nullopt;
    Way way{{}, remedy.sentence};
    for (const QuotaRelaxation::NewLimit &limit : remedy.limits) {
        const bool ofTenant = limit.level != QuotaReason::Level::Project;
        way.changes << limitChange(ofTenant ? limit.scope : QString(), ofTenant ? QString() : limit.scope,
                                   limit.family, limit.to);
    }
    WhatIfChange other = change;
    const PoolView pool(remedy.pools.first());
    for (const ClusterConfigView &cluster : pool.clusters) {
        const QList<NodePoolView> own = cluster.workers.value_or(QList<NodePoolView>());
        for (const NodePoolView &nodePool : own) {
            if (change.kind == Kind::NewPool) {
                other.amount = nodePool.nodeCount;
                other.cpuCount = nodePool.cpuCount.value_or(0);
                other.memoryMiB = nodePool.memoryMiB.value_or(0);
                other.family = nodePool.gpuFamily;
                other.gpusPerMachine = nodePool.gpuCount.value_or(change.gpusPerMachine);
            } else if (nodePool.name == change.nodePool ||
                       cluster.name + u'/' + nodePool.name == change.nodePool) {
                other.amount = nodePool.nodeCount;
            }
        }
    }
    const auto asked = whatIfEdit(other, before.objects);
    if (!asked || asked->after[u"spec"] != remedy.pools.first()[u"spec"])
        return std::nullopt;
    way.changes << other;
    return way;
}

bool WhatIfTrial::isAccepted(const Way &way, const State &before) const
{
    State state = before;
    return std::none_of(way.changes.begin(), way.changes.end(),
                        [&](const WhatIfChange &change) { return isRefused(take(change, &state, 0)); });
}

void WhatIfTrial::seekRemedy(const WhatIfChange &change, const WhatIfEdit &edit, const State &before,
                             const Judgement &rules, const std::optional<PoolRemedy> &ofPool, int ways,
                             WhatIfStep *step) const
{
    if (change.kind == Kind::ProjectMoved) {
        step->explanation.remedy = moveRemedy(change, edit, before);
        return;
    }
    const QList<Way> ofRules = waysOf(change, rules);
    QList<Way> all = ofRules;
    if (ofPool) {
        if (const auto way = wayOf(change, before, *ofPool))
            all << *way;
    }
    for (const Way &way : std::as_const(all)) {
        if (isAccepted(way, before)) {
            step->instead = way.changes;
            step->explanation.remedy = way.sentence;
            return;
        }
    }
    if (ofPool && !rules.refuses && ofPool->limits.isEmpty()) {
        step->explanation.remedy = ofPool->sentence; // rules see the same pool
        return;
    }
    if (ofPool && !rules.refuses) {
        // Its limits have to be accepted as well.
        State state = before;
        bool accepted = true;
        for (const QuotaRelaxation::NewLimit &limit : ofPool->limits) {
            const bool ofTenant = limit.level != QuotaReason::Level::Project;
            accepted =
                accepted &&
                !isRefused(take(limitChange(ofTenant ? limit.scope : QString(),
                                            ofTenant ? QString() : limit.scope, limit.family, limit.to),
                                &state, 0));
        }
        if (accepted) {
            step->explanation.remedy = ofPool->sentence;
            return;
        }
    }
    if (ways <= 0)
        return;
    for (const Way &way : ofRules) { // what rules refuse is mended, and what is refused then is looked at
        State state = before;
        const WhatIfStep tried = take(way.changes.last(), &state, ways);
        if (way.changes.size() != 1 || tried.explanation.remedy.isEmpty())
            continue;
        step->instead = tried.instead;
        step->explanation.remedy = Text::tr("%1, and with it: %2", "a change instead, what would help it")
                                       .arg(whatIfTitle(way.changes.last()), tried.explanation.remedy);
        return;
    }
}

// A project stays where it is (PRJ-6). A new one with its numbers, its pools anew: judged like any new
// project.
QString WhatIfTrial::moveRemedy(const WhatIfChange &change, const WhatIfEdit &edit, const State &before) const
{
    const QString name = change.project + u"-moved"_s;
    QJsonObject object = edit.after;
    QJsonObject meta = object[u"metadata"].toObject();
    meta.insert(u"name"_s, name);
    meta.insert(u"namespace"_s, name);
    object.insert(u"metadata"_s, meta);
    object.remove(u"status"_s);
    const QList<GpuUsage> lines = before.book.ledger().projectUsage(change.project);
    QList<WhatIfChange> limits;
    for (int round = 0; round <= mostRounds; ++round) {
        State state = before;
        for (const WhatIfChange &limit : std::as_const(limits)) {
            if (isRefused(take(limit, &state, 0)))
                return {};
        }
        const QList<Finding> findings = checkObject(object, state.objects, contextOf({}));
        state.book.put(object);
        QList<QuotaChange> changes;
        for (const GpuUsage &line : lines) {
            if (line.used() > 0)
                changes.append({name, line.family, line.used(), line.used()});
        }
        const QuotaDecision decision = decide(state.book.ledger(), changes);
        bool accepted = decision.admitted;
        const auto raise = [&limits, &change](const QString &family, qint64 amount) {
            for (WhatIfChange &limit : limits) {
                if (sameGpuFamily(limit.family, family)) {
                    limit.amount = std::max(*limit.amount, amount);
                    return;
                }
            }
            limits << limitChange(change.tenant, {}, family, amount);
        };
        for (const Finding &finding : findings) {
            if (finding.severity != Finding::Severity::Refuse || !isAboutGpus(finding.rule))
                continue;
            accepted = false;
            if (finding.rule != u"PRJ-8")
                return {}; // not for want of GPUs
            const QString family = finding.pointer.last();
            raise(family, state.book.ledger().tenantUsage(change.tenant, family).guaranteed);
        }
        if (accepted) {
            const QString tenant = cleanedLine(change.tenant);
            return limits.isEmpty()
                       ? Text::tr("A new project in %1 with the same pools would fit.").arg(tenant)
                       : Text::tr("With these limits a new project in %1 with the same pools would fit: %2.")
                             .arg(tenant, titles(limits));
        }
        for (const QuotaReason &reason : decision.reasons) {
            if (reason.level == QuotaReason::Level::Project)
                return {}; // more than its own limit: smaller pools
            raise(reason.family, reason.needed);
        }
    }
    return {};
}

bool WhatIfTrial::isAccepted(const QList<WhatIfChange> &changes) const
{
    State state = m_base;
    WhatIfResult result;
    for (const WhatIfChange &change : changes)
        result.steps << take(change, &state, 0);
    sumUp(changes, state, &result);
    return !result.isRefused();
}

// Limits are written before pools, whatever the order in the list: other limits, or less in the list.
QString WhatIfTrial::remedyTogether(const QList<WhatIfChange> &changes, const WhatIfResult &result) const
{
    for (const QuotaRelaxation &relaxation : result.together.relaxations) {
        if (relaxation.kind != QuotaRelaxation::Kind::RaiseLimits)
            continue;
        QList<WhatIfChange> other = changes;
        for (const QuotaRelaxation::NewLimit &limit : relaxation.limits) {
            const bool ofTenant = limit.level != QuotaReason::Level::Project;
            const WhatIfChange raised =
                limitChange(ofTenant ? limit.scope : QString(), ofTenant ? QString() : limit.scope,
                            limit.family, limit.to);
            const auto same = std::find_if(other.rbegin(), other.rend(), [&](const WhatIfChange &known) {
                return known.kind == Kind::Limit && known.project == raised.project &&
                       (!ofTenant || known.tenant == raised.tenant) &&
                       sameGpuFamily(known.family, raised.family);
            });
            if (same != other.rend()) // the last one counts
                same->amount = raised.amount;
            else
                other.prepend(raised);
        }
        if (isAccepted(other))
            return relaxation.sentence;
    }
    for (qsizetype i = changes.size() - 1; i >= 0; --i) {
        QList<WhatIfChange> other = changes;
        if (!other.at(i).on)
            continue;
        other[i].on = false;
        if (isAccepted(other))
            return Text::tr("Leave out one of them; then the rest fits at once: %1.")
                .arg(whatIfTitle(changes.at(i)));
    }
    return {};
}

} // namespace easel
