// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/whatiftrial.h"

#include "core/base/text.h"
#include "core/domain/deploymentview.h"
#include "core/domain/gpufamilies.h"
#include "core/domain/kinds.h"
#include "core/domain/projectview.h"
#include "core/placement/explainpool.h"
#include "core/placement/explainquota.h"
#include "core/placement/whatifmachines.h"
#include "core/quota/quotaeffect.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Kind = WhatIfChange::Kind;
using Verdict = WhatIfStep::Verdict;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::WhatIf)
};

// A remedy may need a remedy of its own.
constexpr int remediesDeep = 2;

QString spectro(const char *kind)
{
    return QLatin1String(kind) + u'.' + spectroGroup;
}

QStringList ownProjects(const QuotaLedger &ledger, const QString &tenant, const QString &project)
{
    QStringList projects = tenant.isEmpty() ? QStringList() : ledger.projects(tenant);
    if (!project.isEmpty() && !projects.contains(project))
        projects << project;
    return projects;
}

// The part of a ledger that belongs to a tenant, also when no project does.
QuotaLedger partOf(const QuotaLedger &ledger, const QString &tenant, const QString &project = {})
{
    QuotaLedger part = ledger.excerpt(ownProjects(ledger, tenant, project));
    if (ledger.hasTenant(tenant))
        part.setTenant(tenant, ledger.tenantLimits(tenant));
    return part;
}

QString number(qint64 value)
{
    return QLocale().toString(value);
}

// "8 NVIDIA-H100 and 4 NVIDIA-L40S"
QString gpusText(const QMap<QString, qint64> &gpus)
{
    QStringList words;
    for (auto it = gpus.cbegin(); it != gpus.cend(); ++it) {
        if (*it != 0)
            words << u"%1 %2"_s.arg(number(*it), cleanedLine(it.key()));
    }
    return nameList(words);
}

} // namespace

int WhatIfResult::count(WhatIfStep::Verdict verdict) const
{
    return int(std::count_if(steps.begin(), steps.end(),
                             [verdict](const WhatIfStep &step) { return step.verdict == verdict; }));
}

bool WhatIfResult::isRefused() const
{
    return count(Verdict::Refused) > 0 || count(Verdict::Impossible) > 0 || !together.admitted;
}

void WhatIfTrial::setBase(const std::shared_ptr<const ObjectSet> &objects, const QList<HostView> &inventory)
{
    m_objects = objects;
    m_base = {};
    m_base.objects = *objects;
    m_base.book = QuotaBook(*objects);
    m_base.inventory = inventory;
    m_taken.clear();
    m_machines.clear();
    const auto note = [this](const HostView &host) {
        if (!m_machines.contains(host.hostUid))
            m_machines.insert(host.hostUid, {host.gpusByFamily(), host.state == u"available"});
    };
    const QList<QJsonObject> computes = objects->all(spectro("Compute"));
    for (const QJsonObject &compute : computes) {
        const QList<HostView> hosts = ComputeView(compute).hosts;
        std::for_each(hosts.begin(), hosts.end(), note);
    }
    std::for_each(inventory.begin(), inventory.end(), note);
    const QList<QJsonObject> pools = objects->all(spectro("ComputePool"));
    for (const QJsonObject &pool : pools)
        m_base.held += machinesOfPool(pool);
}

WhatIfResult WhatIfTrial::run(const QList<WhatIfChange> &changes, const std::function<bool()> &isStopped)
{
    WhatIfResult result;
    if (!hasBase())
        return result;
    size_t same = 0;
    while (same < m_taken.size() && qsizetype(same) < changes.size() &&
           m_taken[same].change == changes.at(qsizetype(same)))
        ++same;
    m_taken.resize(same);
    for (qsizetype i = qsizetype(same); i < changes.size(); ++i) {
        if (isStopped && isStopped())
            return result;
        State state = m_taken.empty() ? m_base : m_taken.back().after;
        const WhatIfStep step = take(changes.at(i), &state, remediesDeep);
        m_taken.push_back({changes.at(i), step, std::move(state)});
    }
    for (const Taken &taken : m_taken)
        result.steps << taken.step;
    sumUp(changes, m_taken.empty() ? m_base : m_taken.back().after, &result);
    if (!result.together.admitted && result.count(Verdict::Refused) + result.count(Verdict::Impossible) == 0)
        result.remedy = remedyTogether(changes, result);
    return result;
}

WhatIfStep WhatIfTrial::take(const WhatIfChange &change, State *state, int ways) const
{
    WhatIfStep step;
    if (!change.on) {
        step.verdict = Verdict::Off;
        step.sentence = Text::tr("Left out.");
        return step;
    }
    if (change.kind == Kind::MachineLost) {
        takeLoss(change, state, &step);
        return step;
    }
    const auto edit = whatIfEdit(change, state->objects);
    if (!edit) {
        step.verdict = Verdict::Impossible;
        step.sentence = edit.error().message;
        return step;
    }
    std::optional<PoolRemedy> ofPool;
    step.object = refOf(edit->after);
    step.isNew = edit->before.isEmpty();
    step.fields = edit->fields;
    const State before = *state;
    if (!state->written.contains(step.object))
        state->written << step.object;
    switch (change.kind) {
    case Kind::NewPool:
    case Kind::Resize:
        ofPool = takePool(*edit, state, &step);
        break;
    case Kind::Limit:
    case Kind::Guarantee:
        takeNumbers(change, *edit, state, &step);
        break;
    case Kind::ProjectMoved:
        takeMove(change, *edit, state, &step);
        break;
    case Kind::MachineLost:
        break;
    }
    const Judgement rules = judge(change, *edit, before, *state, &step);
    if (!step.explanation.refusals.isEmpty())
        step.verdict = Verdict::Refused;
    else if (step.verdict == Verdict::Fits &&
             (!step.needs.isEmpty() || step.explanation.tone == Tone::Warning))
        step.verdict = Verdict::Warns;
    step.explanation.tone = step.verdict == Verdict::Refused ? Tone::Bad
                            : step.verdict == Verdict::Warns ? Tone::Warning
                                                             : Tone::Good;
    if (step.sentence.isEmpty())
        step.sentence = step.explanation.heading;
    step.explanation.heading = step.sentence;
    if (step.verdict == Verdict::Refused && ways > 0)
        seekRemedy(change, *edit, before, rules, ofPool, ways - 1, &step);
    return step;
}

void WhatIfTrial::takeNumbers(const WhatIfChange &change, const WhatIfEdit &edit, State *state,
                              WhatIfStep *step) const
{
    const bool ofTenant = change.project.isEmpty();
    const QString tenant = ofTenant ? change.tenant : state->book.ledger().project(change.project).tenant;
    state->tenants.insert(tenant);
    const QuotaLedger before = partOf(state->book.ledger(), tenant, change.project);
    state->objects.insert(edit.after);
    state->book.put(edit.after);
    const QuotaLedger after = partOf(state->book.ledger(), tenant, change.project);

    QStringList families{change.family};
    if (change.family == u"*") {
        families.clear();
        for (const QuotaLedger &ledger : {before, after}) {
            const QList<GpuUsage> lines =
                ofTenant ? ledger.tenantUsage(tenant) : ledger.projectUsage(change.project);
            for (const GpuUsage &line : lines) {
                if (line.limitFrom == LimitFrom::Wildcard && !families.contains(line.family))
                    families << line.family;
            }
        }
    }
    QStringList rooms;
    for (const QString &family : std::as_const(families)) {
        const QuotaEffect effect = ofTenant ? tenantEffect(before, after, tenant, family)
                                            : projectEffect(before, after, change.project, family);
        if (families.size() == 1)
            rooms << effect.roomSentence();
        else if (effect.isChange())
            rooms << u"%1: %2"_s.arg(cleanedLine(family), effect.roomSentence());
        for (const QString &sentence : {effect.lessSentence(), effect.moreSentence()}) {
            if (!sentence.isEmpty())
                step->follows << sentence;
        }
        step->explanation.waterfalls << effect.waterfall;
    }
    rooms.removeAll(QString());
    step->sentence = rooms.isEmpty() ? Text::tr("Nobody's room changes now.") : rooms.join(u' ');
}

std::optional<PoolRemedy> WhatIfTrial::takePool(const WhatIfEdit &edit, State *state, WhatIfStep *step) const
{
    const QString project = step->object.namespaceName;
    state->tenants.insert(state->book.ledger().project(project).tenant);
    const ExplainedPool tried =
        explainPool(edit.after, state->objects, state->book, state->inventory, {{}, 30});
    step->explanation = tried.explanation;
    for (const NodePoolChoice &choice : tried.machines.plan.nodePools) {
        if (choice.missing() <= 0)
            continue;
        const QString name = cleanedLine(choice.request.name);
        step->explanation.refusals.append(
            {Text::tr("Machines for %1", "node pool").arg(name), number(choice.request.count),
             number(qsizetype(choice.chosen.size())), choice.missing(),
             Text::tr("%1 needs %2 machines; %3 fit.")
                 .arg(name, number(choice.request.count), number(qsizetype(choice.chosen.size())))});
    }
    // What was tried was tried with less than this judgement.
    step->explanation.remedy.clear();
    const QSet<QString> had = machinesOfPool(edit.before);
    const QJsonObject after = withMachines(edit.after, tried.fleet, tried.machines.plan);
    const QSet<QString> has = machinesOfPool(after);
    QSet<QString> freed = had;
    freed.subtract(has);
    state->objects.insert(after);
    state->book.put(after);
    state->held.unite(has).subtract(freed);
    setMachineFate(MachineFate::Freed, freed, &state->objects, &state->inventory);
    QStringList got;
    QStringList back;
    for (const QString &uid : has) {
        const int position = tried.fleet.index().positionOf(uid);
        if (!had.contains(uid) && position >= 0)
            got << cleanedLine(tried.fleet.nameOf(position));
    }
    for (const QString &uid : std::as_const(freed)) {
        const int position = tried.fleet.index().positionOf(uid);
        back << cleanedLine(position >= 0 ? tried.fleet.nameOf(position) : uid);
    }
    got.sort();
    back.sort();
    if (!got.isEmpty())
        step->follows << Text::tr("It would get %1.", "machines").arg(nameList(got));
    if (!back.isEmpty())
        step->follows << Text::tr("It gives back %1. Their GPUs count as releasing until Palette shows them "
                                  "ready again.",
                                  "machines")
                             .arg(nameList(back));
    return tried.remedy;
}

void WhatIfTrial::takeMove(const WhatIfChange &change, const WhatIfEdit &edit, State *state,
                           WhatIfStep *step) const
{
    const QString from = state->book.ledger().project(change.project).tenant;
    const QString to = change.tenant;
    state->tenants << from << to;
    const QList<GpuUsage> lines = state->book.ledger().projectUsage(change.project);
    state->objects.insert(edit.after);
    state->book.put(edit.after);

    // What it holds comes anew to the other tenant; its own limit was settled before.
    QuotaLedger there = partOf(state->book.ledger(), to, change.project);
    there.removeHolding(change.project);
    QList<QuotaChange> changes;
    QMap<QString, qint64> used;
    QMap<QString, qint64> kept;
    for (const GpuUsage &line : lines) {
        if (line.used() > 0) {
            changes.append({change.project, line.family, line.used(), line.used()});
            used.insert(line.family, line.used());
        }
        if (line.guaranteed > 0)
            kept.insert(line.family, line.guaranteed);
    }
    const QuotaDecision decision = decide(there, changes);
    for (const QuotaReason &reason : decision.reasons) {
        if (reason.level != QuotaReason::Level::Project)
            step->explanation.refusals << explainedReason(reason);
    }
    const bool fits = step->explanation.refusals.isEmpty();
    for (const QuotaChange &moved : std::as_const(changes))
        step->explanation.waterfalls << tenantWaterfall(there, to, moved.family, moved.delta);

    const QString tenantFrom = cleanedLine(from);
    const QString tenantTo = cleanedLine(to);
    const QString project = cleanedLine(change.project);
    step->sentence = used.isEmpty() ? Text::tr("%1 holds no GPUs that would move.").arg(project)
                     : fits         ? Text::tr("%1 has room for the %2 of %3.", "tenant, GPUs, project")
                                  .arg(tenantTo, gpusText(used), project)
                            : Text::tr("%1 has no room for the %2 of %3.", "tenant, GPUs, project")
                                  .arg(tenantTo, gpusText(used), project);
    const int pools = int(state->objects.all(spectro("ComputePool"), change.project).size());
    const int apps = int(state->objects.all(spectro("AIWorkload"), change.project).size());
    if (!used.isEmpty())
        step->follows << Text::tr("%1 would count for %2 and no more for %3.", "GPUs, tenant, tenant")
                             .arg(gpusText(used), tenantTo, tenantFrom);
    if (!kept.isEmpty())
        step->follows << Text::tr("Its guarantees (%1) would be kept out of the limits of %2.")
                             .arg(gpusText(kept), tenantTo);
    step->follows << Text::tr("Every pool and app would have to be made anew in the other project: %1, %2.")
                         .arg(Text::tr("%n pool(s)", nullptr, pools),
                              Text::tr("%n app deployment(s)", nullptr, apps));
    const ProjectView view(edit.after);
    const TenantView target(state->objects.find(spectro("Tenant"), {}, to));
    if (!view.settings.isSet())
        step->follows << (target.settings.isSet()
                              ? Text::tr("It would take the settings of %1 (%2).", "tenant, name of Settings")
                                    .arg(tenantTo, cleanedLine(target.settings.name))
                              : Text::tr("It would have no settings: %1 has none.").arg(tenantTo));
    const TenantView source(state->objects.find(spectro("Tenant"), {}, from));
    if (source.groups != target.groups)
        step->follows << Text::tr("It would be administered by %1, no more by %2.", "groups, groups")
                             .arg(target.groups.isEmpty() ? Text::tr("nobody") : nameList(target.groups),
                                  source.groups.isEmpty() ? Text::tr("nobody") : nameList(source.groups));
}

void WhatIfTrial::takeLoss(const WhatIfChange &change, State *state, WhatIfStep *step) const
{
    const auto machine = m_machines.constFind(change.machine);
    if (machine == m_machines.constEnd()) {
        step->verdict = Verdict::Impossible;
        step->sentence = Text::tr("No machine %1 is known.").arg(cleanedLine(change.machine));
        return;
    }
    if (state->lost.contains(change.machine)) {
        step->verdict = Verdict::Impossible;
        step->sentence = Text::tr("It is lost already.");
        return;
    }
    state->lost.insert(change.machine);
    state->held.remove(change.machine);
    setMachineFate(MachineFate::Lost, {change.machine}, &state->objects, &state->inventory);
    step->follows << Text::tr("Nothing is written: this happens, nobody sets it.");
    const QString gpus = gpusText(machine->gpus);
    const QList<QJsonObject> holders = poolsWithMachine(state->objects, change.machine);
    if (holders.isEmpty()) {
        step->sentence = gpus.isEmpty() ? Text::tr("No pool holds it.")
                                        : Text::tr("No pool holds it; %1 fewer are there to give.").arg(gpus);
        step->explanation.tone = Tone::Good;
        step->explanation.heading = step->sentence;
        return;
    }
    QStringList sentences;
    for (const QJsonObject &holder : holders) {
        const QJsonObject pool = withoutMachine(holder, change.machine);
        const ObjectRef ref = refOf(pool);
        const QString name = cleanedLine(ref.namespaceName + u'/' + ref.name);
        const QStringList apps = PoolView(pool).deployments;
        state->tenants.insert(state->book.ledger().project(ref.namespaceName).tenant);
        state->objects.insert(pool);
        state->book.put(pool);
        const ExplainedPool tried =
            explainPool(pool, state->objects, state->book, state->inventory, {{}, 30});
        const QSet<QString> had = machinesOfPool(pool);
        const QJsonObject after = withMachines(pool, tried.fleet, tried.machines.plan);
        QSet<QString> fresh = machinesOfPool(after);
        fresh.subtract(had);
        QStringList names;
        for (const QString &uid : std::as_const(fresh))
            names << cleanedLine(tried.fleet.nameOf(tried.fleet.index().positionOf(uid)));
        names.sort();
        step->explanation = tried.explanation;
        if (!tried.admitted)
            sentences << Text::tr("%1 loses %2, and quota refuses what could take its place.", "pool, GPUs")
                             .arg(name, gpus.isEmpty() ? Text::tr("a machine") : gpus);
        else if (names.isEmpty())
            sentences << Text::tr("%1 loses %2 and waits: no other machine fits.", "pool, GPUs")
                             .arg(name, gpus.isEmpty() ? Text::tr("a machine") : gpus);
        else
            sentences << Text::tr("%1 loses %2; %3 would take its place.", "pool, GPUs, machines")
                             .arg(name, gpus.isEmpty() ? Text::tr("a machine") : gpus, nameList(names));
        if (tried.admitted) {
            state->objects.insert(after);
            state->book.put(after);
            state->held.unite(fresh);
        }
        step->verdict = Verdict::Warns;
        if (!apps.isEmpty())
            step->follows
                << Text::tr("These run on it: %1.", "app deployments on a pool").arg(nameList(apps));
        for (const ExplainedPart &part : std::as_const(step->explanation.parts)) {
            if (!part.help.isEmpty())
                step->explanation.help << part.help.first();
        }
    }
    step->sentence = sentences.join(u' ');
    step->explanation.heading = step->sentence;
    step->explanation.tone = Tone::Warning;
}

void WhatIfTrial::sumUp(const QList<WhatIfChange> &changes, const State &state, WhatIfResult *result) const
{
    // Numbers before and after.
    const QuotaLedger &now = m_base.book.ledger();
    const QuotaLedger &then = state.book.ledger();
    QStringList tenants(state.tenants.begin(), state.tenants.end());
    tenants.removeAll(QString());
    tenants.sort();
    const auto addLines = [&](const QString &tenant, const QString &project) {
        const auto usage = [&](const QuotaLedger &ledger, const QString &family) {
            return project.isEmpty() ? ledger.tenantUsage(tenant, family)
                                     : ledger.projectUsage(project, family);
        };
        QStringList families;
        for (const QuotaLedger *ledger : {&now, &then}) {
            const QList<GpuUsage> lines =
                project.isEmpty() ? ledger->tenantUsage(tenant) : ledger->projectUsage(project);
            for (const GpuUsage &line : lines) {
                if (!families.contains(line.family, Qt::CaseInsensitive))
                    families << line.family;
            }
        }
        families.sort();
        for (const QString &family : std::as_const(families)) {
            const WhatIfLine line{tenant, project, usage(now, family), usage(then, family)};
            if (!(line.before == line.after))
                result->lines << line;
        }
    };
    for (const QString &tenant : std::as_const(tenants)) {
        addLines(tenant, {});
        const QStringList projects = then.projects(tenant);
        for (const QString &project : projects)
            addLines(tenant, project);
    }

    QMap<QString, WhatIfFamily> families;
    for (auto machine = m_machines.cbegin(); machine != m_machines.cend(); ++machine) {
        const bool lost = state.lost.contains(machine.key());
        // What a pool of this list gives back is available then.
        const bool freed = m_base.held.contains(machine.key()) && !state.held.contains(machine.key());
        const bool freeBefore = machine->available && !m_base.held.contains(machine.key());
        const bool freeAfter = !lost && (machine->available || freed) && !state.held.contains(machine.key());
        for (auto gpus = machine->gpus.cbegin(); gpus != machine->gpus.cend(); ++gpus) {
            WhatIfFamily &family = families[gpus.key()];
            family.family = gpus.key();
            family.installedBefore += *gpus;
            family.installedAfter += lost ? 0 : *gpus;
            family.freeBefore += freeBefore ? *gpus : 0;
            family.freeAfter += freeAfter ? *gpus : 0;
        }
    }
    for (const WhatIfFamily &family : std::as_const(families)) {
        if (family.installedBefore != family.installedAfter || family.freeBefore != family.freeAfter)
            result->families << family;
    }

    // All at once: limits as they would be, then what grows (3.a.4). A project that moves is judged alone.
    QuotaBook limits = m_base.book;
    for (const ObjectRef &ref : state.written) {
        if (ref.kind == u"Tenant" ||
            (ref.kind == u"Project" && then.project(ref.name).tenant == now.project(ref.name).tenant))
            limits.put(state.objects.find(ref));
    }
    QList<QuotaChange> grown;
    for (const WhatIfLine &line : std::as_const(result->lines)) {
        const qint64 delta = line.after.used() - line.before.used();
        if (!line.project.isEmpty() && delta != 0)
            grown.append({line.project, line.after.family, delta, 1});
    }
    result->together = decide(limits.ledger(), grown);

    for (const ObjectRef &ref : state.written) {
        WhatIfEdit edit{m_base.objects.find(ref), state.objects.find(ref), {}};
        edit.after.remove(u"status"_s);
        result->edits << edit;
    }
    const auto rank = [](const WhatIfEdit &edit) {
        const QString kind = edit.after[u"kind"].toString();
        return kind == u"Tenant" ? 0 : kind == u"Project" ? 1 : 2;
    };
    std::stable_sort(result->edits.begin(), result->edits.end(),
                     [&](const WhatIfEdit &a, const WhatIfEdit &b) { return rank(a) < rank(b); });

    const int counted = int(result->steps.size()) - result->count(Verdict::Off);
    const int refused = result->count(Verdict::Refused);
    const int impossible = result->count(Verdict::Impossible);
    if (counted == 0) {
        result->heading = changes.isEmpty() ? QString() : Text::tr("Nothing is tried out: all is left out.");
    } else if (refused > 0 && result->together.admitted && impossible == 0) {
        result->tone = Tone::Bad;
        result->heading = Text::tr("%n of these changes cannot be made in this order.", nullptr, refused);
    } else if (refused + impossible > 0) {
        result->tone = Tone::Bad;
        result->heading = Text::tr("%n of these changes cannot be made.", nullptr, refused + impossible);
    } else if (!result->together.admitted) {
        // Limits are written before pools, whatever the order here.
        result->tone = Tone::Bad;
        result->heading = Text::tr("Each fits in this order, but not all of them at once: %1")
                              .arg(result->together.reasons.first().sentence);
    } else if (const int warned = result->count(Verdict::Warns); warned > 0) {
        result->tone = Tone::Warning;
        result->heading = Text::tr("All of it is possible, with %n change(s) to look at.", nullptr, warned);
    } else {
        result->tone = Tone::Good;
        result->heading = Text::tr("All of it fits.");
    }
    QJsonArray told;
    for (const WhatIfChange &change : changes)
        told << change.toJson();
    QByteArray content = QJsonDocument(told).toJson(QJsonDocument::Compact);
    content += quotaSnapshot(now, now.projects()).toUtf8();
    for (const WhatIfStep &step : std::as_const(result->steps))
        content += step.explanation.snapshot.toUtf8();
    result->snapshot = snapshotHash(content);
}

} // namespace easel
