// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machineexplanation.h"

#include "core/domain/gpufamilies.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <array>
#include <bit>
#include <map>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::MachineExplanation)
};

// Rules that a person may give up by asking for something else.
constexpr MachineRules requestRules = bitOf(MachineRule::WrongArchitecture) |
                                      bitOf(MachineRule::ResourceGroupMismatch) |
                                      bitOf(MachineRule::TooFewCpus) | bitOf(MachineRule::TooLittleMemory) |
                                      bitOf(MachineRule::GpuFamilyMismatch) | bitOf(MachineRule::TooFewGpus) |
                                      bitOf(MachineRule::GpuMemoryTooSmall);

// The largest value, at most `asked`, that `needed` of the machines reach; what the most able has if there
// are fewer.
qint64 reached(std::vector<qint64> values, qint64 needed)
{
    std::sort(values.begin(), values.end(), std::greater<>());
    return values[size_t(std::min<qint64>(std::max<qint64>(needed, 1), qint64(values.size())) - 1)];
}

class Explainer
{
public:
    Explainer(const MachineFleet &fleet, const QList<MachineRequest> &requests,
              const MachineExplainOptions &options, const QList<MachineRequest> &demand)
        : m_fleet(fleet)
        , m_requests(requests)
        , m_options(options)
        , m_demand(demand)
    {}

    MachineExplanation run()
    {
        MachineExplanation all;
        all.plan = planMachines(m_fleet, m_requests, m_options.choice, m_demand);
        for (int pool = 0; pool < all.plan.nodePools.size(); ++pool)
            all.nodePools << explain(all.plan, pool);
        return all;
    }

private:
    NodePoolExplanation explain(const MachinePlan &plan, int pool)
    {
        const NodePoolChoice &choice = plan.nodePools.at(pool);
        NodePoolExplanation text;
        std::array<int, machineRuleCount> dropped{};
        std::array<std::vector<int>, machineRuleCount> alone; // machines that fail only this rule
        std::vector<std::pair<int, int>> close;               // failing rules, position
        const QStringList &hosts = choice.request.hosts;
        const QSet<QString> pins(hosts.begin(), hosts.end());
        for (int position = 0; position < m_fleet.size(); ++position) {
            if (m_fleet.index().machine(position).gone ||
                (!pins.isEmpty() && !pins.contains(m_fleet.host(position).hostUid)))
                continue;
            ++text.total;
            const MachineRules rules = choice.failing[size_t(position)];
            if (rules == 0)
                continue;
            const int first = std::countr_zero(rules);
            ++dropped[size_t(first)];
            const int failing = std::popcount(rules);
            if (failing == 1)
                alone[size_t(first)].push_back(position);
            noteClose(close, failing, position);
        }
        int left = text.total;
        for (int rule = 0; rule < machineRuleCount; ++rule) {
            left -= dropped[size_t(rule)];
            text.funnel.append({MachineRule(rule), dropped[size_t(rule)], left});
        }
        for (const auto &[failing, position] : close)
            text.nearest.append({position, machineFailures(m_fleet, choice.request, position,
                                                           choice.failing[size_t(position)])});
        if (choice.missing() > 0)
            text.relaxations = relaxations(plan, pool, alone);
        if (!choice.chosen.isEmpty() && choice.runnerUp >= 0) {
            text.margin = u"%1: %2"_s.arg(
                m_fleet.nameOf(choice.chosen.last()),
                machineMarginSentence(m_fleet, choice.costs.last(), choice.runnerUpCost, choice.runnerUp));
        }
        text.sentence = sentenceOf(choice, dropped);
        return text;
    }

    // Keeps the nearest, fewest rules first, then as they stand in the inventory.
    void noteClose(std::vector<std::pair<int, int>> &close, int failing, int position) const
    {
        const auto size = size_t(std::max(m_options.nearest, 0));
        if (size == 0 || (close.size() == size && close.back().first <= failing))
            return;
        const auto at = std::upper_bound(close.begin(), close.end(), failing,
                                         [](int value, const auto &entry) { return value < entry.first; });
        close.insert(at, {failing, position});
        if (close.size() > size)
            close.pop_back();
    }

    QString sentenceOf(const NodePoolChoice &choice, const std::array<int, machineRuleCount> &dropped) const
    {
        if (choice.missing() <= 0) {
            return Text::tr("%1: %2 of %n eligible machine(s).", nullptr, choice.eligible)
                .arg(choice.request.name)
                .arg(choice.chosen.size());
        }
        // POOL-14
        std::vector<std::pair<int, int>> most;
        for (int rule = 0; rule < machineRuleCount; ++rule) {
            if (dropped[size_t(rule)] > 0)
                most.emplace_back(-dropped[size_t(rule)], rule);
        }
        std::sort(most.begin(), most.end());
        QStringList reasons;
        for (size_t i = 0; i < std::min<size_t>(3, most.size()); ++i)
            reasons << u"%1 %2"_s.arg(machineRuleName(MachineRule(most[i].second))).arg(-most[i].first);
        return Text::tr("Not enough hosts for %1: %2 needed, %3 fit. %4")
            .arg(choice.request.name)
            .arg(choice.request.count)
            .arg(choice.chosen.size())
            .arg(reasons.join(u", "_s))
            .trimmed();
    }

    QList<MachineRelaxation> relaxations(const MachinePlan &plan, int pool,
                                         const std::array<std::vector<int>, machineRuleCount> &alone)
    {
        QList<MachineRelaxation> all;
        for (int rule = 0; rule < machineRuleCount; ++rule) {
            if (!alone[size_t(rule)].empty())
                addRelaxation(all, plan, pool, MachineRule(rule), alone[size_t(rule)]);
        }
        if (all.isEmpty())
            addSeveral(all, plan, pool);
        std::stable_sort(all.begin(), all.end(), [](const MachineRelaxation &a, const MachineRelaxation &b) {
            return std::pair(!a.completes, a.missingAfter) < std::pair(!b.completes, b.missingAfter);
        });
        return all;
    }

    void addRelaxation(QList<MachineRelaxation> &all, const MachinePlan &plan, int pool, MachineRule rule,
                       const std::vector<int> &machines)
    {
        const NodePoolChoice &choice = plan.nodePools.at(pool);
        const qint64 needed = choice.missing();
        MachineRelaxation change;
        change.rules = bitOf(rule);
        change.request = choice.request;
        if ((change.rules & (requestRules | machineStateRules)) == 0)
            return;
        QString what;
        if ((change.rules & machineStateRules) != 0) {
            QStringList names;
            for (const int position : machines) {
                if (change.freed.size() >= needed)
                    break;
                change.freed.insert(position);
                names << m_fleet.nameOf(position);
            }
            what = freeingText(rule, names);
        } else if (rule == MachineRule::GpuFamilyMismatch || rule == MachineRule::WrongArchitecture) {
            // The kind that most of them have.
            std::map<QString, int> kinds;
            for (const int position : machines)
                ++kinds[rule == MachineRule::WrongArchitecture
                            ? m_fleet.host(position).architecture
                            : m_fleet.index().familyName(m_fleet.index().machine(position).family)];
            const auto best = std::max_element(
                kinds.begin(), kinds.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
            if (best->first.isEmpty())
                return;
            if (rule == MachineRule::WrongArchitecture) {
                what = Text::tr("Take architecture %1 instead of %2")
                           .arg(best->first, change.request.architecture);
                change.request.architecture = best->first;
            } else {
                what = Text::tr("Take %1 instead of %2").arg(best->first, change.request.gpuFamily);
                change.request.gpuFamily = best->first;
            }
        } else if (rule == MachineRule::ResourceGroupMismatch) {
            what = dropGroup(change.request, machines);
        } else {
            what = lower(change.request, rule, machines, needed);
        }
        verify(all, plan, pool, std::move(change), what);
    }

    static QString freeingText(MachineRule rule, const QStringList &names)
    {
        const QString list =
            names.size() > 4
                ? names.mid(0, 4).join(u", "_s) + Text::tr(" and %n other(s)", nullptr, int(names.size()) - 4)
                : names.join(u", "_s);
        if (rule == MachineRule::Unhealthy)
            return Text::tr("Get %1 ready").arg(list);
        if (rule == MachineRule::Unpaired)
            return Text::tr("Pair %1").arg(list);
        return Text::tr("Free %1").arg(list);
    }

    // The one pair of the group that most of the machines lack.
    QString dropGroup(MachineRequest &request, const std::vector<int> &machines) const
    {
        QString best;
        int most = 0;
        for (auto pair = request.resourceGroups.cbegin(); pair != request.resourceGroups.cend(); ++pair) {
            int only = 0;
            for (const int position : machines) {
                const QMap<QString, QString> &tags = m_fleet.host(position).tags;
                bool others = true;
                for (auto other = request.resourceGroups.cbegin(); other != request.resourceGroups.cend();
                     ++other)
                    others = others && (other.key() == pair.key() ||
                                        (tags.contains(other.key()) && tags.value(other.key()) == *other));
                only += others ? 1 : 0;
            }
            if (only > most) {
                most = only;
                best = pair.key();
            }
        }
        if (best.isEmpty()) {
            request.resourceGroups.clear();
            return Text::tr("Ask for no resource groups");
        }
        const QString value = request.resourceGroups.take(best);
        return Text::tr("Do not ask for %1=%2").arg(best, value);
    }

    QString lower(MachineRequest &request, MachineRule rule, const std::vector<int> &machines,
                  qint64 needed) const
    {
        std::vector<qint64> values;
        for (const int position : machines) {
            const Machine &machine = m_fleet.index().machine(position);
            switch (rule) {
            case MachineRule::TooFewCpus:
                values.push_back(machine.cpuCount);
                break;
            case MachineRule::TooLittleMemory:
                values.push_back(machine.memoryMiB);
                break;
            case MachineRule::TooFewGpus:
                values.push_back(gpusOfFamily(m_fleet, request.gpuFamily, position));
                break;
            default:
                values.push_back(machine.gpuMemoryMiB);
                break;
            }
        }
        const qint64 value = std::max<qint64>(reached(values, needed), 0);
        const auto lowered = [value](const QString &what, qint64 *field) {
            const QString text = Text::tr("Lower %1 from %2 to %3").arg(what).arg(*field).arg(value);
            *field = value;
            return text;
        };
        switch (rule) {
        case MachineRule::TooFewCpus:
            return lowered(Text::tr("CPUs"), &request.cpuCount);
        case MachineRule::TooLittleMemory:
            return lowered(Text::tr("memory (MiB)"), &request.memoryMiB);
        case MachineRule::TooFewGpus:
            return lowered(Text::tr("GPUs of a machine"), &request.gpuCount);
        default:
            return lowered(Text::tr("memory of a GPU (MiB)"), &request.gpuMemoryMiB);
        }
    }

    // No machine fails one rule only: the machines that fail fewest, with all that would have to change.
    void addSeveral(QList<MachineRelaxation> &all, const MachinePlan &plan, int pool)
    {
        const NodePoolChoice &choice = plan.nodePools.at(pool);
        std::map<MachineRules, std::vector<int>> groups;
        for (int position = 0; position < m_fleet.size(); ++position) {
            const MachineRules rules = choice.failing[size_t(position)];
            if (rules != 0 && (rules & ~(requestRules | machineStateRules)) == 0)
                groups[rules].push_back(position);
        }
        const auto best = std::min_element(groups.begin(), groups.end(), [](const auto &a, const auto &b) {
            return std::pair(std::popcount(a.first), -qint64(a.second.size())) <
                   std::pair(std::popcount(b.first), -qint64(b.second.size()));
        });
        if (best == groups.end())
            return;
        MachineRelaxation change;
        change.rules = best->first;
        change.request = choice.request;
        QStringList parts;
        for (int i = 0; i < machineRuleCount; ++i) {
            const auto rule = MachineRule(i);
            if ((best->first & bitOf(rule)) == 0)
                continue;
            if ((bitOf(rule) & machineStateRules) != 0) {
                if (!change.freed.isEmpty())
                    continue;
                QStringList names;
                for (const int position : best->second) {
                    if (change.freed.size() >= choice.missing())
                        break;
                    change.freed.insert(position);
                    names << m_fleet.nameOf(position);
                }
                parts << freeingText(rule, names);
            } else if (rule == MachineRule::GpuFamilyMismatch) {
                const QString family =
                    m_fleet.index().familyName(m_fleet.index().machine(best->second.front()).family);
                parts << Text::tr("Take %1 instead of %2").arg(family, change.request.gpuFamily);
                change.request.gpuFamily = family;
            } else if (rule == MachineRule::WrongArchitecture) {
                const QString architecture = m_fleet.host(best->second.front()).architecture;
                parts << Text::tr("Take architecture %1 instead of %2")
                             .arg(architecture, change.request.architecture);
                change.request.architecture = architecture;
            } else if (rule == MachineRule::ResourceGroupMismatch) {
                change.request.resourceGroups.clear();
                parts << Text::tr("Ask for no resource groups");
            } else {
                parts << lower(change.request, rule, best->second, choice.missing());
            }
        }
        verify(all, plan, pool, std::move(change), parts.join(u"; "_s));
    }

    // Nothing is offered that the planner did not confirm.
    void verify(QList<MachineRelaxation> &all, const MachinePlan &plan, int pool, MachineRelaxation change,
                const QString &what)
    {
        QList<MachineRequest> requests = m_requests;
        requests[pool] = change.request;
        MachineOptions options = m_options.choice;
        options.freed += change.freed;
        const MachinePlan tried = planMachines(m_fleet, requests, options, {});
        const NodePoolChoice &choice = tried.nodePools.at(pool);
        change.more = choice.eligible - plan.nodePools.at(pool).eligible;
        change.missingAfter = std::max<qint64>(0, choice.missing());
        change.completes = change.missingAfter == 0;
        if (change.missingAfter >= plan.nodePools.at(pool).missing())
            return;
        change.sentence = Text::tr("%1: adds %n machine(s).", nullptr, change.more).arg(what);
        change.sentence += u' ' + (change.completes ? Text::tr("Then the node pool is complete.")
                                                    : Text::tr("Then it still lacks %n machine(s).", nullptr,
                                                               int(change.missingAfter)));
        all << change;
    }

    const MachineFleet &m_fleet;
    QList<MachineRequest> m_requests;
    MachineExplainOptions m_options;
    QList<MachineRequest> m_demand;
};

QJsonObject toJson(const MachineCost &cost)
{
    return {{u"surplusGpus"_s, cost.surplus},
            {u"otherDemand"_s, cost.opportunity},
            {u"extraGpuMemoryMiB"_s, cost.gpuMemoryMiB},
            {u"extraCpus"_s, cost.cpuCount},
            {u"extraMemoryMiB"_s, cost.memoryMiB},
            {u"held"_s, !cost.foreign}};
}

} // namespace

MachineExplanation explainMachines(const MachineFleet &fleet, const QList<MachineRequest> &requests,
                                   const MachineExplainOptions &options, const QList<MachineRequest> &demand)
{
    return Explainer(fleet, requests, options, demand).run();
}

QJsonObject toJson(const MachineFleet &fleet, const MachineExplanation &explanation)
{
    QJsonArray pools;
    for (int i = 0; i < explanation.nodePools.size(); ++i) {
        const NodePoolChoice &choice = explanation.plan.nodePools.at(i);
        const NodePoolExplanation &text = explanation.nodePools.at(i);
        QJsonArray chosen;
        for (int c = 0; c < choice.chosen.size(); ++c) {
            QJsonObject machine = toJson(choice.costs.at(c));
            machine.insert(u"host"_s, fleet.host(choice.chosen.at(c)).hostUid);
            machine.insert(u"name"_s, fleet.nameOf(choice.chosen.at(c)));
            chosen.append(machine);
        }
        QJsonArray funnel;
        for (const MachineFunnelStage &stage : text.funnel)
            funnel.append(QJsonObject{{u"rule"_s, machineRuleName(stage.rule)},
                                      {u"dropped"_s, stage.dropped},
                                      {u"left"_s, stage.left}});
        QJsonArray nearest;
        for (const MachineMiss &miss : text.nearest) {
            QJsonArray failures;
            for (const MachineFailure &failure : miss.failures)
                failures.append(QJsonObject{{u"rule"_s, machineRuleName(failure.rule)},
                                            {u"needed"_s, failure.needed},
                                            {u"actual"_s, failure.actual},
                                            {u"short"_s, failure.shortBy},
                                            {u"sentence"_s, machineFailureSentence(failure)}});
            nearest.append(QJsonObject{{u"host"_s, fleet.host(miss.position).hostUid},
                                       {u"name"_s, fleet.nameOf(miss.position)},
                                       {u"failures"_s, failures}});
        }
        QJsonArray relaxations;
        for (const MachineRelaxation &change : text.relaxations) {
            QJsonArray rules;
            for (int rule = 0; rule < machineRuleCount; ++rule) {
                if ((change.rules & bitOf(MachineRule(rule))) != 0)
                    rules.append(machineRuleName(MachineRule(rule)));
            }
            relaxations.append(QJsonObject{{u"rules"_s, rules},
                                           {u"sentence"_s, change.sentence},
                                           {u"more"_s, change.more},
                                           {u"missingAfter"_s, change.missingAfter},
                                           {u"completes"_s, change.completes}});
        }
        pools.append(QJsonObject{{u"name"_s, choice.request.name},
                                 {u"need"_s, choice.request.count},
                                 {u"fitting"_s, choice.eligible},
                                 {u"missing"_s, std::max<qint64>(0, choice.missing())},
                                 {u"machines"_s, text.total},
                                 {u"chosen"_s, chosen},
                                 {u"funnel"_s, funnel},
                                 {u"nearest"_s, nearest},
                                 {u"relaxations"_s, relaxations},
                                 {u"margin"_s, text.margin},
                                 {u"sentence"_s, text.sentence}});
    }
    QJsonArray whole;
    for (const WholeMachines &entry : explanation.plan.whole)
        whole.append(QJsonObject{{u"family"_s, entry.family},
                                 {u"gpus"_s, entry.gpus},
                                 {u"freeBefore"_s, entry.freeBefore},
                                 {u"freeAfter"_s, entry.freeAfter}});
    return {{u"snapshot"_s, explanation.plan.snapshot},
            {u"complete"_s, explanation.plan.isComplete()},
            {u"sentence"_s, machinePlanSentence(explanation.plan)},
            {u"nodePools"_s, pools},
            {u"wholeMachines"_s, whole},
            {u"strandedBefore"_s, explanation.plan.strandedBefore},
            {u"strandedAfter"_s, explanation.plan.strandedAfter}};
}

} // namespace easel
