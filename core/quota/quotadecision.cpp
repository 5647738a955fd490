// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quota/quotadecision.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <map>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Quota)
};

// Changes of one project in one family, added up.
struct Growth
{
    QString project;
    QString tenant;
    QString family; // as the ledger spells it
    qint64 delta = 0;
    qint64 step = 1;
    GpuUsage before;
};

// The changes of one tenant in one family.
struct TenantGrowth
{
    GpuUsage before;
    qint64 delta = 0;
    std::map<QString, qint64> unused; // after the changes, by project
    qint64 unusedSum = 0;
};

using Key = std::pair<QString, QString>;

QString who(QuotaReason::Level level, const QString &name)
{
    return level == QuotaReason::Level::Project ? Text::tr("Project %1").arg(cleanedLine(name))
                                                : Text::tr("Tenant %1").arg(cleanedLine(name));
}

QString sentenceOf(const QuotaReason &reason, const QStringList &keptFor)
{
    const QString family = cleanedLine(reason.family);
    QString sentence;
    if (reason.level == QuotaReason::Level::Guarantee) {
        sentence = Text::tr("%1 %2 GPUs are kept for %3; this request would need %4 of them.")
                       .arg(reason.kept)
                       .arg(family, nameList(keptFor, 5))
                       .arg(std::min(reason.kept, reason.shortBy));
    } else if (reason.limit == 0) {
        sentence = Text::tr("%1 does not allow %2 GPUs.").arg(who(reason.level, reason.scope), family);
    } else {
        sentence = Text::tr("%1 may hold %2 %3 GPUs; %4 are in use and this adds %5: %6 too many.")
                       .arg(who(reason.level, reason.scope))
                       .arg(reason.limit)
                       .arg(family)
                       .arg(reason.used)
                       .arg(reason.requested)
                       .arg(reason.shortBy);
    }
    if (reason.releasing > 0) {
        sentence +=
            u' ' + Text::tr("%1 are being released; try again when that has finished.").arg(reason.releasing);
    }
    return sentence;
}

std::map<Key, Growth> addedUp(const QuotaLedger &ledger, const QList<QuotaChange> &changes)
{
    std::map<Key, Growth> growths;
    for (const QuotaChange &change : changes) {
        Growth &growth = growths[{change.project, change.family.toLower()}];
        growth.project = change.project;
        growth.delta += change.delta;
        growth.step = std::max(growth.step, change.step);
        growth.family = change.family;
    }
    for (auto &[key, growth] : growths) {
        growth.tenant = ledger.project(growth.project).tenant;
        growth.before = ledger.projectUsage(growth.project, growth.family);
        growth.family = growth.before.family;
        // Nobody gives back more than is held.
        growth.delta = std::max(growth.delta, -growth.before.used());
    }
    return growths;
}

std::map<Key, TenantGrowth> tenantsOf(const QuotaLedger &ledger, const std::map<Key, Growth> &growths)
{
    std::map<Key, TenantGrowth> tenants;
    for (const auto &[key, growth] : growths) {
        const auto [found, isNew] = tenants.try_emplace({growth.tenant, key.second});
        TenantGrowth &tenant = found->second;
        if (isNew) {
            tenant.before = ledger.tenantUsage(growth.tenant, growth.family);
            const auto unused = ledger.unusedGuarantees(growth.tenant, growth.family);
            for (const auto &[project, left] : unused)
                tenant.unused[project] = left;
        }
        tenant.delta += growth.delta;
        const bool deleting = ledger.project(growth.project).deleting;
        const qint64 after = growth.before.used() + growth.delta;
        tenant.unused[growth.project] = deleting ? 0 : std::max<qint64>(0, growth.before.guaranteed - after);
    }
    for (auto &[key, tenant] : tenants) {
        for (const auto &[project, left] : tenant.unused)
            tenant.unusedSum += left;
    }
    return tenants;
}

// The ledger when everything that is being released is free.
QuotaLedger afterReleasing(const QuotaLedger &ledger)
{
    QuotaLedger later = ledger;
    for (const QString &project : later.projects()) {
        GpuUseByFamily use;
        const QList<GpuUsage> lines = later.projectUsage(project);
        for (const GpuUsage &line : lines) {
            use[line.family] = line.use;
            use[line.family].releasing = 0;
        }
        later.setHolding(project, project, use);
    }
    return later;
}

std::optional<QuotaRelaxation> waiting(const QuotaLedger &part, const QList<QuotaChange> &changes,
                                       const QList<QuotaReason> &reasons)
{
    qint64 releasing = 0;
    for (const QuotaReason &reason : reasons)
        releasing = std::max(releasing, reason.releasing);
    if (releasing == 0 || !refusalReasons(afterReleasing(part), changes).isEmpty())
        return std::nullopt;
    QuotaRelaxation wait;
    wait.kind = QuotaRelaxation::Kind::Wait;
    wait.changes = changes;
    wait.sentence = Text::tr("Wait until the %n GPUs that are being released are free; then this fits.",
                             nullptr, int(releasing));
    return wait;
}

// Fewer cards for those who grow, in whole steps, until it fits.
std::optional<QuotaRelaxation> askingForLess(const QuotaLedger &part, std::map<Key, Growth> growths,
                                             const QList<QuotaReason> &reasons)
{
    QList<QuotaReason> left = reasons;
    QList<QuotaChange> changes;
    while (!left.isEmpty()) {
        bool progress = false;
        for (const QuotaReason &reason : std::as_const(left)) {
            // A tenant's shortfall is taken from its growing projects in turn.
            for (auto &[key, growth] : growths) {
                const bool meant = reason.level == QuotaReason::Level::Tenant
                                       ? growth.tenant == reason.scope
                                       : growth.project == reason.project;
                if (!meant || growth.delta <= 0 || key.second != reason.family.toLower())
                    continue;
                const qint64 steps = (reason.shortBy + growth.step - 1) / growth.step;
                growth.delta = std::max<qint64>(0, growth.delta - steps * growth.step);
                progress = true;
                break;
            }
            if (progress)
                break; // judged again: the same shortfall may be in several reasons
        }
        if (!progress)
            return std::nullopt;
        changes.clear();
        for (const auto &[key, growth] : growths)
            changes.append({growth.project, growth.family, growth.delta, growth.step});
        left = refusalReasons(part, changes);
    }
    QStringList parts;
    for (const auto &[key, growth] : growths) {
        const bool wasRefused = std::any_of(reasons.begin(), reasons.end(), [&](const QuotaReason &reason) {
            return reason.family.toLower() == key.second;
        });
        if (wasRefused && growth.delta > 0)
            parts
                << Text::tr("%1 %2 for %3").arg(growth.delta).arg(growth.family, cleanedLine(growth.project));
    }
    if (parts.isEmpty())
        return std::nullopt; // nothing is no request
    QuotaRelaxation less;
    less.kind = QuotaRelaxation::Kind::AskForLess;
    less.changes = changes;
    less.sentence = Text::tr("Ask for %1; that fits now.").arg(parts.join(u", "_s));
    return less;
}

std::optional<QuotaRelaxation> higherLimits(QuotaLedger part, const QList<QuotaChange> &changes,
                                            const QList<QuotaReason> &reasons)
{
    QuotaRelaxation raise;
    raise.kind = QuotaRelaxation::Kind::RaiseLimits;
    raise.changes = changes;
    QStringList parts;
    for (const QuotaReason &reason : reasons) {
        const auto level = reason.level == QuotaReason::Level::Project ? QuotaReason::Level::Project
                                                                       : QuotaReason::Level::Tenant;
        const auto same = std::find_if(raise.limits.begin(), raise.limits.end(), [&](const auto &limit) {
            return limit.level == level && limit.scope == reason.scope && limit.family == reason.family;
        });
        if (same != raise.limits.end())
            same->to = std::max(same->to, reason.needed);
        else
            raise.limits.append({level, reason.scope, reason.family, reason.limit, reason.needed});
    }
    const auto setLimit = [](QMap<QString, qint64> limits, const QuotaRelaxation::NewLimit &limit) {
        limits.removeIf(
            [&](const auto &entry) { return entry.key().compare(limit.family, Qt::CaseInsensitive) == 0; });
        limits.insert(limit.family, limit.to);
        return limits;
    };
    for (const QuotaRelaxation::NewLimit &limit : std::as_const(raise.limits)) {
        if (limit.level == QuotaReason::Level::Tenant) {
            part.setTenant(limit.scope, setLimit(part.tenantLimits(limit.scope), limit));
        } else {
            QuotaProject project = part.project(limit.scope);
            project.limits = setLimit(project.limits, limit);
            part.setProject(limit.scope, project);
        }
        parts << Text::tr("the limit of %1 for %2 from %3 to %4")
                     .arg(limit.level == QuotaReason::Level::Tenant
                              ? Text::tr("tenant %1").arg(cleanedLine(limit.scope))
                              : Text::tr("project %1").arg(cleanedLine(limit.scope)),
                          cleanedLine(limit.family))
                     .arg(limit.from)
                     .arg(limit.to);
    }
    if (!refusalReasons(part, changes).isEmpty())
        return std::nullopt;
    raise.sentence = Text::tr("Raise %1; then this fits.").arg(parts.join(Text::tr(" and ")));
    return raise;
}

} // namespace

QString quotaLevelWord(QuotaReason::Level level)
{
    switch (level) {
    case QuotaReason::Level::Project:
        return u"project"_s;
    case QuotaReason::Level::Tenant:
        return u"tenant"_s;
    case QuotaReason::Level::Guarantee:
        break;
    }
    return u"guarantee"_s;
}

QList<QuotaReason> refusalReasons(const QuotaLedger &ledger, const QList<QuotaChange> &changes)
{
    QList<QuotaReason> reasons;
    const std::map<Key, Growth> growths = addedUp(ledger, changes);
    const std::map<Key, TenantGrowth> tenants = tenantsOf(ledger, growths);
    for (const auto &[key, growth] : growths) {
        if (growth.delta <= 0)
            continue;
        QuotaReason reason;
        reason.project = growth.project;
        reason.family = growth.family;
        const auto refuse = [&](QuotaReason::Level level, const QString &scope, const GpuUsage &usage,
                                qint64 requested, qint64 kept, const QStringList &keptFor) {
            QuotaReason said = reason;
            said.level = level;
            said.scope = scope;
            said.limit = *usage.limit;
            said.limitFrom = usage.limitFrom;
            said.used = usage.used();
            said.requested = requested;
            said.kept = kept;
            said.needed = usage.used() + requested + kept;
            said.shortBy = said.needed - said.limit;
            said.releasing = usage.use.releasing;
            said.sentence = sentenceOf(said, keptFor);
            // Of a tenant's limit it is enough to hear once.
            const bool heard = std::any_of(reasons.begin(), reasons.end(), [&](const QuotaReason &other) {
                return level == QuotaReason::Level::Tenant && other.level == level && other.scope == scope &&
                       other.family == said.family;
            });
            if (!heard)
                reasons.append(said);
        };
        const qint64 after = growth.before.used() + growth.delta;
        if (growth.before.limit && after > *growth.before.limit)
            refuse(QuotaReason::Level::Project, growth.project, growth.before, growth.delta, 0, {});
        const TenantGrowth &tenant = tenants.at({growth.tenant, key.second});
        if (!tenant.before.limit)
            continue;
        const qint64 tenantAfter = tenant.before.used() + tenant.delta;
        if (tenant.delta > 0 && tenantAfter > *tenant.before.limit)
            refuse(QuotaReason::Level::Tenant, growth.tenant, tenant.before, tenant.delta, 0, {});
        const auto own = tenant.unused.find(growth.project);
        const qint64 kept = tenant.unusedSum - (own == tenant.unused.end() ? 0 : own->second);
        if (kept > 0 && tenantAfter + kept > *tenant.before.limit) {
            QStringList keptFor;
            for (const auto &[project, left] : tenant.unused) {
                if (left > 0 && project != growth.project)
                    keptFor << project;
            }
            refuse(QuotaReason::Level::Guarantee, growth.tenant, tenant.before, tenant.delta, kept, keptFor);
        }
    }
    return reasons;
}

QuotaDecision decide(const QuotaLedger &ledger, const QList<QuotaChange> &changes)
{
    QuotaDecision decision;
    decision.reasons = refusalReasons(ledger, changes);
    decision.admitted = decision.reasons.isEmpty();
    if (decision.admitted)
        return decision;
    const std::map<Key, Growth> growths = addedUp(ledger, changes);
    QStringList projects;
    for (const auto &[key, growth] : growths)
        projects << growth.project;
    const QuotaLedger part = ledger.excerpt(projects);
    const auto add = [&](std::optional<QuotaRelaxation> relaxation) {
        if (relaxation)
            decision.relaxations.append(*std::move(relaxation));
    };
    add(waiting(part, changes, decision.reasons));
    add(askingForLess(part, growths, decision.reasons));
    add(higherLimits(part, changes, decision.reasons));
    return decision;
}

QJsonObject QuotaReason::toJson() const
{
    QJsonObject json{{u"rule"_s, QLatin1String(rule)},
                     {u"level"_s, quotaLevelWord(level)},
                     {u"scope"_s, scope},
                     {u"project"_s, project},
                     {u"family"_s, family},
                     {u"limit"_s, limit},
                     {u"limitFrom"_s, limitFromWord(limitFrom)},
                     {u"used"_s, used},
                     {u"requested"_s, requested},
                     {u"needed"_s, needed},
                     {u"actual"_s, limit},
                     {u"short"_s, shortBy},
                     {u"releasing"_s, releasing},
                     {u"sentence"_s, sentence}};
    if (kept > 0)
        json.insert(u"kept"_s, kept);
    return json;
}

QJsonObject QuotaRelaxation::toJson() const
{
    QJsonArray changeList;
    for (const QuotaChange &change : changes) {
        changeList.append(QJsonObject{
            {u"project"_s, change.project}, {u"family"_s, change.family}, {u"delta"_s, change.delta}});
    }
    QJsonArray limitList;
    for (const NewLimit &limit : limits) {
        limitList.append(QJsonObject{{u"level"_s, quotaLevelWord(limit.level)},
                                     {u"scope"_s, limit.scope},
                                     {u"family"_s, limit.family},
                                     {u"from"_s, limit.from},
                                     {u"to"_s, limit.to}});
    }
    const QString word = kind == Kind::Wait         ? u"wait"_s
                         : kind == Kind::AskForLess ? u"ask-for-less"_s
                                                    : u"raise-limits"_s;
    return {
        {u"kind"_s, word}, {u"changes"_s, changeList}, {u"limits"_s, limitList}, {u"sentence"_s, sentence}};
}

QJsonObject QuotaDecision::toJson() const
{
    QJsonArray reasonList;
    for (const QuotaReason &reason : reasons)
        reasonList.append(reason.toJson());
    QJsonArray relaxationList;
    for (const QuotaRelaxation &relaxation : relaxations)
        relaxationList.append(relaxation.toJson());
    return {{u"decision"_s, admitted ? u"Admit"_s : u"Refuse"_s},
            {u"reasons"_s, reasonList},
            {u"relaxations"_s, relaxationList}};
}

} // namespace easel
