// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machineexplanation.h"

#include "core/domain/gpufamilies.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <array>
#include <bit>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::MachineExplanation)
};

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
        std::vector<std::pair<int, int>> close; // failing rules, position
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
        text.relaxations = machineRelaxations(m_fleet, m_requests, m_options.choice, plan, pool);
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
                                           {u"bought"_s, change.bought},
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
