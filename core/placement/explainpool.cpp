// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/explainpool.h"

#include "core/base/text.h"
#include "core/domain/gputext.h"
#include "core/placement/explainquota.h"
#include "core/placement/machinepools.h"
#include "core/placement/poolremedy.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ExplainPool)
};

QString gibibytes(qint64 mebibytes)
{
    return Text::tr("%1 GiB").arg(QLocale().toString((mebibytes + 512) / 1024));
}

// What is true of the machines that are left after a rule.
QString stageName(MachineRule rule, const MachineRequest &request)
{
    switch (rule) {
    case MachineRule::NotTagged:
        return Text::tr("Offered");
    case MachineRule::OtherPaletteProject:
        return Text::tr("In this Palette project");
    case MachineRule::Unpaired:
        return Text::tr("Paired");
    case MachineRule::InUse:
        return Text::tr("Not in use");
    case MachineRule::Unhealthy:
        return Text::tr("Healthy");
    case MachineRule::Reserved:
        return Text::tr("Not reserved");
    case MachineRule::WrongRole:
        return request.controlPlane ? Text::tr("For control planes") : Text::tr("For workers");
    case MachineRule::WrongArchitecture:
        return request.architecture;
    case MachineRule::ResourceGroupMismatch: {
        QStringList pairs;
        for (auto it = request.resourceGroups.cbegin(); it != request.resourceGroups.cend(); ++it)
            pairs << u"%1 = %2"_s.arg(it.key(), *it);
        return pairs.join(u", "_s);
    }
    case MachineRule::TooFewCpus:
        return Text::tr("%n CPU(s) or more", nullptr, int(request.cpuCount));
    case MachineRule::TooLittleMemory:
        return Text::tr("%1 or more").arg(gibibytes(request.memoryMiB));
    case MachineRule::GpuNotWanted:
        return Text::tr("Without GPUs");
    case MachineRule::NoGpu:
        return Text::tr("With GPUs");
    case MachineRule::GpuFamilyMismatch:
        return request.gpuFamily;
    case MachineRule::TooFewGpus:
        return Text::tr("%n GPU(s) or more", nullptr, int(request.gpuCount));
    case MachineRule::GpuMemoryTooSmall:
        return Text::tr("%1 a GPU or more").arg(gibibytes(request.gpuMemoryMiB));
    case MachineRule::NetworkMismatch:
        break;
    }
    return Text::tr("Network fits");
}

QString ruleName(MachineRule rule)
{
    switch (rule) {
    case MachineRule::NotTagged:
        return Text::tr("Not offered");
    case MachineRule::OtherPaletteProject:
        return Text::tr("Palette project");
    case MachineRule::Unpaired:
        return Text::tr("Not paired");
    case MachineRule::InUse:
        return Text::tr("In use");
    case MachineRule::Unhealthy:
        return Text::tr("Unhealthy");
    case MachineRule::Reserved:
        return Text::tr("Reserved");
    case MachineRule::WrongRole:
        return Text::tr("Role");
    case MachineRule::WrongArchitecture:
        return Text::tr("Architecture");
    case MachineRule::ResourceGroupMismatch:
        return Text::tr("Resource group");
    case MachineRule::TooFewCpus:
        return Text::tr("CPUs");
    case MachineRule::TooLittleMemory:
        return Text::tr("Memory");
    case MachineRule::GpuNotWanted:
        return Text::tr("GPUs not wanted");
    case MachineRule::NoGpu:
        return Text::tr("No GPU");
    case MachineRule::GpuFamilyMismatch:
        return Text::tr("GPU family");
    case MachineRule::TooFewGpus:
        return Text::tr("GPUs");
    case MachineRule::GpuMemoryTooSmall:
        return Text::tr("GPU memory");
    case MachineRule::NetworkMismatch:
        break;
    }
    return Text::tr("Network");
}

ExplainedReason explained(const MachineFailure &failure)
{
    return {ruleName(failure.rule), failure.needed, failure.actual.isEmpty() ? u"–"_s : failure.actual,
            failure.shortBy, machineFailureSentence(failure)};
}

// "8 NVIDIA-H100, 128 CPUs, 1,024 GiB"
QString shapeOf(const HostView &host)
{
    QStringList words;
    if (const QMap<QString, qint64> gpus = host.gpusByFamily(); !gpus.isEmpty())
        words << cleanedLine(gpuText(gpus));
    if (host.cpuCount)
        words << Text::tr("%n CPU(s)", nullptr, int(*host.cpuCount));
    if (host.memoryMiB)
        words << gibibytes(*host.memoryMiB);
    return words.join(u", "_s);
}

// How much of the machine is asked for: the mean over GPUs, CPUs and memory, as far as both are known.
std::optional<qint64> askedShare(const HostView &host, const MachineRequest &request)
{
    double sum = 0;
    int count = 0;
    const auto add = [&](qint64 asked, qint64 has) {
        if (has <= 0 || asked <= 0)
            return;
        sum += std::min(1.0, double(asked) / double(has));
        ++count;
    };
    add(request.cpuCount, host.cpuCount.value_or(0));
    add(request.memoryMiB, host.memoryMiB.value_or(0));
    qint64 gpus = 0;
    const QMap<QString, qint64> families = host.gpusByFamily();
    for (const qint64 each : families)
        gpus += each;
    if (gpus > 0) {
        sum += std::min(1.0, double(request.wantsGpu ? request.gpuCount : 0) / double(gpus));
        ++count;
    }
    if (count == 0)
        return std::nullopt;
    return qRound64(sum / count * 100);
}

class Explainer
{
public:
    Explainer(const MachineFleet &fleet, const NodePoolChoice &choice, const NodePoolExplanation &explained,
              int most)
        : m_fleet(fleet)
        , m_choice(choice)
        , m_explained(explained)
        , m_most(most)
    {}

    ExplainedPart run()
    {
        ExplainedPart part;
        part.kind = ExplainedPart::Kind::Machines;
        part.title = m_choice.request.name;
        part.sentence = m_explained.sentence;
        addFunnel(&part);
        addRanked(&part);
        if (!m_explained.margin.isEmpty())
            part.cut = m_explained.margin;
        for (const MachineMiss &miss : m_explained.nearest) {
            ExplainedItem item = itemOf(miss.position);
            if (isHeld(miss.position))
                item.state = ExplainedItem::State::Leaves;
            for (const MachineFailure &failure : miss.failures)
                item.reasons << explained(failure);
            part.leftOut << item;
        }
        part.leftOutTotal = m_explained.total - m_choice.eligible;
        for (const MachineRelaxation &change : m_explained.relaxations)
            part.help << change.sentence;
        return part;
    }

private:
    ExplainedItem itemOf(int position) const
    {
        ExplainedItem item;
        item.name = m_fleet.nameOf(position);
        item.id = m_fleet.host(position).hostUid;
        item.has = shapeOf(m_fleet.host(position));
        return item;
    }

    void addFunnel(ExplainedPart *part) const
    {
        part->funnel.append({Text::tr("In inventory"), m_explained.total, 0});
        for (const MachineFunnelStage &stage : m_explained.funnel) {
            if (stage.dropped > 0)
                part->funnel.append({stageName(stage.rule, m_choice.request), stage.left, stage.dropped});
        }
        const int chosen = int(m_choice.chosen.size());
        part->funnel.append({Text::tr("Chosen"), chosen, std::max(0, m_choice.eligible - chosen)});
    }

    void addRanked(ExplainedPart *part) const
    {
        QSet<int> chosen;
        for (qsizetype i = 0; i < m_choice.chosen.size(); ++i) {
            const int position = m_choice.chosen.at(i);
            chosen.insert(position);
            ExplainedItem item = itemOf(position);
            item.state =
                m_choice.costs.at(i).foreign ? ExplainedItem::State::New : ExplainedItem::State::Stays;
            item.total = askedShare(m_fleet.host(position), m_choice.request);
            item.because = becauseOf(m_choice.costs.at(i));
            part->ranked << item;
        }
        part->chosen = int(part->ranked.size());
        const auto addOther = [&](int position) {
            ExplainedItem item = itemOf(position);
            item.state = isHeld(position) ? ExplainedItem::State::Leaves : ExplainedItem::State::Fits;
            item.total = askedShare(m_fleet.host(position), m_choice.request);
            part->ranked << item;
        };
        if (m_choice.runnerUp >= 0) {
            addOther(m_choice.runnerUp);
            ExplainedItem &item = part->ranked.last();
            item.because = becauseOf(m_choice.runnerUpCost);
        }
        for (int position = 0; position < m_fleet.size() && part->ranked.size() < part->chosen + m_most;
             ++position) {
            const bool fits = m_choice.failing[size_t(position)] == 0 && position != m_choice.runnerUp &&
                              !chosen.contains(position) && !m_fleet.index().machine(position).gone;
            if (fits && isAllowed(position))
                addOther(position);
        }
    }

    // By this node pool.
    bool isHeld(int position) const
    {
        const MachineHold *hold = m_fleet.holdOf(position);
        return hold && hold->owner == m_choice.request.owner && hold->nodePool == m_choice.request.name;
    }

    bool isAllowed(int position) const
    {
        const QStringList &hosts = m_choice.request.hosts;
        return hosts.isEmpty() || hosts.contains(m_fleet.host(position).hostUid);
    }

    // What choosing compares (MachineCost), in its order.
    static QString becauseOf(const MachineCost &cost)
    {
        QStringList words;
        if (!cost.foreign)
            words << Text::tr("The pool has it already.");
        words << (cost.surplus > 0 ? Text::tr("%n GPU(s) that nobody asked for.", nullptr, int(cost.surplus))
                                   : Text::tr("No GPU left over."));
        QStringList over;
        if (cost.gpuMemoryMiB > 0)
            over << Text::tr("%1 of GPU memory").arg(gibibytes(cost.gpuMemoryMiB));
        if (cost.cpuCount > 0)
            over << Text::tr("%n CPU(s)", nullptr, int(cost.cpuCount));
        if (cost.memoryMiB > 0)
            over << gibibytes(cost.memoryMiB);
        if (!over.isEmpty())
            words << Text::tr("Spare: %1.").arg(over.join(u", "_s));
        return words.join(u' ');
    }

    const MachineFleet &m_fleet;
    const NodePoolChoice &m_choice;
    const NodePoolExplanation &m_explained;
    const int m_most;
};

} // namespace

QList<ExplainedPart> explainNodePools(const MachineFleet &fleet, const MachineExplanation &explained,
                                      int most)
{
    QList<ExplainedPart> parts;
    for (qsizetype i = 0; i < explained.nodePools.size(); ++i)
        parts << Explainer(fleet, explained.plan.nodePools.at(i), explained.nodePools.at(i), most).run();
    return parts;
}

PlannedPools planPools(const QList<QJsonObject> &pools, const ObjectSet &objects, const QuotaBook &book,
                       const QList<HostView> &inventory, const PoolPlanOptions &options)
{
    PlannedPools all;
    QStringList names;
    for (const QJsonObject &object : pools) {
        const PoolView pool(object);
        names << pool.namespaceName + u'/' + pool.name;
        auto project =
            std::find_if(all.projects.begin(), all.projects.end(), [&pool](const PlannedProject &known) {
                return known.namespaceName == pool.namespaceName;
            });
        if (project == all.projects.end()) {
            all.projects.append(PlannedProject());
            project = all.projects.end() - 1;
            project->namespaceName = pool.namespaceName;
        }
        const ComputeConfigView config = computeConfigOf(objects, pool.namespaceName);
        project->pools << names.last();
        project->wanted += machineRequests(pool, config.isSet() ? &config : nullptr);
    }
    const QList<MachineRequest> demand = machineDemand(objects, names);
    MachineExplainOptions how;
    how.choice = options.machines;
    how.nearest = options.most;
    Explanation &text = all.explanation;
    QList<QPair<QString, MachineHold>> taken; // by the Projects before
    QStringList snapshots;
    int machines = 0;
    bool changed = false;
    bool wants = false;
    for (PlannedProject &project : all.projects) {
        project.fleet = machineFleet(objects, project.namespaceName, inventory);
        for (const auto &[uid, hold] : std::as_const(taken))
            project.fleet.hold(uid, hold);
        machines += project.fleet.index().count();
        text.groupingTags += project.fleet.index().groupingTags();
        wants = wants || !project.wanted.isEmpty();
        project.machines = explainMachines(project.fleet, project.wanted, how, demand);
        const MachinePlan &plan = project.machines.plan;
        project.diff = planDiff(project.fleet, plan);
        project.capacity = machineCapacity(project.fleet, project.wanted);
        snapshots << plan.snapshot;
        QList<ExplainedPart> parts = explainNodePools(project.fleet, project.machines, options.most);
        for (qsizetype i = 0; i < parts.size(); ++i) {
            const NodePoolChoice &choice = plan.nodePools.at(i);
            if (pools.size() > 1)
                parts[i].title = choice.request.owner + u": "_s + parts.at(i).title;
            all.missing += std::max<qint64>(0, choice.missing());
            for (qsizetype c = 0; c < choice.chosen.size(); ++c) {
                changed = changed || choice.costs.at(c).foreign;
                taken.append({project.fleet.host(choice.chosen.at(c)).hostUid,
                              {choice.request.owner, choice.request.name, true}});
            }
        }
        text.parts += parts;
        text.sentences << machinePlanSentence(plan);
        const bool had = std::any_of(project.diff.nodePools.begin(), project.diff.nodePools.end(),
                                     [](const MachinePlanDiff::NodePool &pool) {
                                         return !pool.kept.isEmpty() || !pool.givenBack.isEmpty();
                                     });
        if (had)
            text.sentences += project.diff.sentences(project.fleet);
        else if (plan.strandedBefore != 0 || plan.strandedAfter != 0)
            text.sentences << strandedSentence(plan.strandedBefore, plan.strandedAfter);
        text.sentences << project.capacity.sentence;
    }
    text.groupingTags.removeDuplicates();
    text.snapshot = snapshots.size() == 1 ? snapshots.first() : snapshotHash(snapshots.join(u' ').toUtf8());
    for (const QJsonObject &object : pools) {
        const PlannedProject &project =
            *std::find_if(all.projects.begin(), all.projects.end(), [&object](const PlannedProject &known) {
                return known.namespaceName == object[u"metadata"][u"namespace"].toString();
            });
        addQuotaChanges(&all.changes, machineQuotaChanges(book, objects.find(refOf(object)), object,
                                                          project.fleet, project.machines.plan));
    }
    all.quota = addQuota(&text, book.ledger(), all.changes);
    all.remedy = poolRemedy(pools, all, objects, book, inventory, options.machines);
    if (all.remedy)
        text.remedy = all.remedy->sentence;

    const bool one = pools.size() == 1;
    if (!all.quota.admitted) {
        text.tone = Tone::Bad;
        text.heading =
            machines == 0
                ? (one ? Text::tr("Quota refuses this pool.") : Text::tr("Quota refuses these pools."))
            : all.missing > 0 ? (one ? Text::tr("Quota refuses this pool, and %n machine(s) are missing.",
                                                nullptr, int(all.missing))
                                     : Text::tr("Quota refuses these pools, and %n machine(s) are missing.",
                                                nullptr, int(all.missing)))
            : one             ? Text::tr("Quota refuses this pool; the machines would be there.")
                              : Text::tr("Quota refuses these pools; the machines would be there.");
    } else if (machines == 0) {
        text.tone = Tone::Unknown;
        text.heading = Text::tr("No machine is known in %1.").arg(all.projects.value(0).namespaceName);
    } else if (!wants) {
        text.tone = Tone::Unknown;
        text.heading =
            one ? Text::tr("The pool asks for no machines.") : Text::tr("The pools ask for no machines.");
    } else if (all.missing > 0) {
        text.tone = Tone::Bad;
        text.heading = Text::tr("%n machine(s) are missing.", nullptr, int(all.missing));
    } else {
        text.tone = Tone::Good;
        text.heading = changed ? Text::tr("There are machines for every node.")
                       : one   ? Text::tr("The pool has the machines it asks for.")
                               : Text::tr("The pools have the machines they ask for.");
    }
    return all;
}

ExplainedPool explainPool(const QJsonObject &pool, const ObjectSet &objects, const QuotaBook &book,
                          const QList<HostView> &inventory, const PoolPlanOptions &options)
{
    const PlannedPools planned = planPools({pool}, objects, book, inventory, options);
    const PlannedProject &project = planned.projects.first();
    return {planned.explanation,    project.fleet,   project.machines, planned.changes,
            planned.quota.admitted, planned.missing, planned.remedy};
}

Explanation explainPool(const QJsonObject &pool, const ObjectSet &objects, const QList<HostView> &inventory,
                        const PoolPlanOptions &options)
{
    return planPools({pool}, objects, QuotaBook(objects), inventory, options).explanation;
}

} // namespace easel
