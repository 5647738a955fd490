// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/machineplandiff.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::MachinePlan)
};

QJsonArray hostsJson(const MachineFleet &fleet, const QList<int> &positions)
{
    QJsonArray hosts;
    for (const int position : positions)
        hosts << fleet.host(position).hostUid;
    return hosts;
}

} // namespace

MachinePlanDiff planDiff(const MachineFleet &fleet, const MachinePlan &plan)
{
    MachinePlanDiff diff;
    diff.strandedBefore = plan.strandedBefore;
    diff.strandedAfter = plan.strandedAfter;
    QSet<QString> owners;
    QHash<int, qsizetype> chosenFor; // position to node pool
    for (const NodePoolChoice &choice : plan.nodePools) {
        owners.insert(choice.request.owner);
        for (const int position : choice.chosen)
            chosenFor.insert(position, diff.nodePools.size());
        diff.nodePools.append({choice.request.owner, choice.request.name, {}, {}, {}});
    }
    owners.remove(QString());
    const auto entryOf = [&diff](const QString &owner, const QString &name) -> MachinePlanDiff::NodePool & {
        const auto known = std::find_if(diff.nodePools.begin(), diff.nodePools.end(), [&](const auto &pool) {
            return pool.owner == owner && pool.name == name;
        });
        if (known != diff.nodePools.end())
            return *known;
        diff.nodePools.append({owner, name, {}, {}, {}}); // a node pool that is wanted no more
        return diff.nodePools.last();
    };
    const qsizetype planned = plan.nodePools.size();
    for (int position = 0; position < fleet.size(); ++position) {
        if (fleet.index().machine(position).gone)
            continue;
        const qsizetype pool = chosenFor.value(position, -1);
        const bool free = fleet.isFree(position);
        const QString holder = free ? QString() : fleet.holderOf(position);
        const bool held = owners.contains(holder);
        const MachineHold *hold = held ? fleet.holdOf(position) : nullptr;
        const QString before = hold ? hold->nodePool : QString();
        const bool stays = pool >= 0 && held && diff.nodePools.at(pool).owner == holder &&
                           (before.isEmpty() || diff.nodePools.at(pool).name == before);
        if (stays)
            diff.nodePools[pool].kept << position;
        else if (pool >= 0)
            diff.nodePools[pool].added << position;
        if (held && !stays)
            entryOf(holder, before).givenBack << position;
    }
    Q_ASSERT(diff.nodePools.size() >= planned);
    // In the order of choice, the best first.
    for (qsizetype i = 0; i < planned; ++i) {
        const QList<int> &order = plan.nodePools.at(i).chosen;
        for (QList<int> *list : {&diff.nodePools[i].kept, &diff.nodePools[i].added}) {
            std::sort(list->begin(), list->end(),
                      [&order](int a, int b) { return order.indexOf(a) < order.indexOf(b); });
        }
    }
    return diff;
}

QString machineNames(const MachineFleet &fleet, const QList<int> &positions, qsizetype most)
{
    QStringList names;
    for (const int position : positions) {
        if (names.size() < most)
            names << fleet.nameOf(position);
    }
    const QString list = names.join(u", "_s);
    const qsizetype more = positions.size() - names.size();
    return more > 0 ? list + Text::tr(" and %n other(s)", nullptr, int(more)) : list;
}

QString strandedSentence(qint64 before, qint64 after)
{
    return Text::tr("GPUs that nobody can use: %1 before, %2 after.")
        .arg(QLocale().toString(before), QLocale().toString(after));
}

QStringList MachinePlanDiff::sentences(const MachineFleet &fleet) const
{
    QStringList all;
    for (const NodePool &pool : nodePools) {
        QStringList parts;
        if (!pool.added.isEmpty())
            parts << Text::tr("adds %1", "machines").arg(machineNames(fleet, pool.added));
        if (!pool.kept.isEmpty())
            parts << Text::tr("keeps %n machine(s)", nullptr, int(pool.kept.size()));
        if (!pool.givenBack.isEmpty())
            parts << Text::tr("gives back %1", "machines").arg(machineNames(fleet, pool.givenBack));
        if (!parts.isEmpty())
            all << Text::tr("%1: %2.", "node pool, what changes")
                       .arg(pool.name.isEmpty() ? pool.owner : pool.name, parts.join(u", "_s));
    }
    all << strandedSentence(strandedBefore, strandedAfter);
    return all;
}

QJsonObject MachinePlanDiff::toJson(const MachineFleet &fleet) const
{
    QJsonArray pools;
    for (const NodePool &pool : nodePools) {
        pools << QJsonObject{{u"pool"_s, pool.owner},
                             {u"nodePool"_s, pool.name},
                             {u"kept"_s, hostsJson(fleet, pool.kept)},
                             {u"added"_s, hostsJson(fleet, pool.added)},
                             {u"givenBack"_s, hostsJson(fleet, pool.givenBack)}};
    }
    return {
        {u"nodePools"_s, pools}, {u"strandedBefore"_s, strandedBefore}, {u"strandedAfter"_s, strandedAfter}};
}

} // namespace easel
