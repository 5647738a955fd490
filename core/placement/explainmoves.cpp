// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/explainmoves.h"

#include "core/domain/kinds.h"
#include "core/placement/machineplandiff.h"
#include "core/placement/machinepools.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ExplainMoves)
};

} // namespace

PoolMoves poolMoves(const QString &namespaceName, const ObjectSet &objects, const QList<HostView> &inventory)
{
    PoolMoves all;
    all.namespaceName = namespaceName;
    all.fleet = machineFleet(objects, namespaceName, inventory);
    QList<MachineRequest> wanted;
    const ComputeConfigView config = computeConfigOf(objects, namespaceName);
    const QList<QJsonObject> pools = objects.all(u"ComputePool."_s + spectroGroup, namespaceName);
    for (const QJsonObject &pool : pools)
        wanted += machineRequests(PoolView(pool), config.isSet() ? &config : nullptr);
    all.moves = consolidateMachines(all.fleet, wanted);
    return all;
}

QString PoolMoves::moveSentence(const MachineMove &move) const
{
    return Text::tr("%1, %2: from %3 to %4 frees %n GPU(s).", "pool, node pool, machine, machine",
                    int(move.gpusFreed))
        .arg(move.pool.section(u'/', 1), move.nodePool, fleet.nameOf(move.from), fleet.nameOf(move.to));
}

QJsonObject PoolMoves::toJson() const
{
    QJsonArray list;
    for (const MachineMove &move : moves.moves) {
        list << QJsonObject{{u"pool"_s, move.pool},
                            {u"nodePool"_s, move.nodePool},
                            {u"from"_s, fleet.host(move.from).hostUid},
                            {u"to"_s, fleet.host(move.to).hostUid},
                            {u"gpusFreed"_s, move.gpusFreed},
                            {u"sentence"_s, moveSentence(move)}};
    }
    return {{u"namespace"_s, namespaceName},
            {u"snapshot"_s, fleet.hash()},
            {u"machines"_s, fleet.index().count()},
            {u"sentence"_s, moves.sentence},
            {u"moves"_s, list},
            {u"strandedBefore"_s, moves.strandedBefore},
            {u"strandedAfter"_s, moves.strandedAfter},
            {u"wholeGpus"_s, moves.largest},
            {u"wholeBefore"_s, moves.wholeBefore},
            {u"wholeAfter"_s, moves.wholeAfter}};
}

Explanation PoolMoves::explanation() const
{
    Explanation text;
    text.snapshot = fleet.hash();
    text.tone = moves.moves.isEmpty() ? Tone::Good : Tone::Warning;
    text.heading = moves.sentence;
    text.sentences << strandedSentence(moves.strandedBefore, moves.strandedAfter);
    for (const MachineMove &move : moves.moves)
        text.help << moveSentence(move);
    return text;
}

} // namespace easel
