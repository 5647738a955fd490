// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/placementjson.h"

#include <QJsonArray>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

void insertList(QJsonObject *json, const QString &key, const QStringList &list)
{
    if (!list.isEmpty())
        json->insert(key, QJsonArray::fromStringList(list));
}

QJsonArray decisionsJson(const QList<DecisionResult> &decisions)
{
    QJsonArray list;
    for (const DecisionResult &decision : decisions) {
        list << QJsonObject{{u"name"_s, decision.name},
                            {u"group"_s, decision.group},
                            {u"index"_s, decision.index},
                            {u"clusters"_s, QJsonArray::fromStringList(decision.clusters)}};
    }
    return list;
}

QJsonArray conditionsJson(const QList<PlacementCondition> &conditions)
{
    QJsonArray list;
    for (const PlacementCondition &condition : conditions) {
        list << QJsonObject{{u"type"_s, condition.type},
                            {u"status"_s, condition.status},
                            {u"reason"_s, condition.reason},
                            {u"message"_s, condition.message}};
    }
    return list;
}

QJsonArray prioritizersJson(const PlacementScores &scores)
{
    QJsonArray list;
    for (const PrioritizerWeight &prioritizer : scores.prioritizers)
        list << QJsonArray{prioritizer.name, prioritizer.weight};
    return list;
}

QJsonObject scoresJson(const PlacementWorld &world, const PlacementScores &scores)
{
    QJsonObject json;
    for (size_t row = 0; row < scores.clusters.size(); ++row) {
        QJsonArray parts{scores.totals[row]};
        for (qsizetype i = 0; i < scores.prioritizers.size(); ++i) {
            const auto part = scores.part(row, i);
            parts << (part ? QJsonValue(*part) : QJsonValue());
        }
        json.insert(world.clusters()[size_t(scores.clusters[row])]->name, parts);
    }
    return json;
}

QJsonArray leftOutJson(const std::vector<LeftOutCluster> &leftOut)
{
    QJsonArray list;
    for (const LeftOutCluster &cluster : leftOut) {
        QJsonArray reasons;
        for (const PlacementReason &reason : cluster.reasons) {
            QJsonObject json{{u"rule"_s, reasonRuleName(reason.rule)},
                             {u"needed"_s, reason.needed},
                             {u"actual"_s, reason.actual.isNull() ? QJsonValue() : QJsonValue(reason.actual)},
                             {u"text"_s, reasonSentence(reason)}};
            if (reason.predicate >= 0)
                json.insert(u"predicate"_s, reason.predicate);
            reasons << json;
        }
        list << QJsonObject{{u"cluster"_s, cluster.cluster}, {u"reasons"_s, reasons}};
    }
    return list;
}

} // namespace

QJsonObject placementJson(const PlacementWorld &world, const PlacementOutcome &outcome)
{
    QJsonObject json{{u"sync"_s, placementSyncName(outcome.sync)}};
    if (!outcome.syncError.isEmpty())
        json.insert(u"syncError"_s, outcome.syncError);
    if (outcome.sync != PlacementOutcome::Sync::Open) {
        json.insert(u"selected"_s, outcome.selected);
        json.insert(u"decisions"_s, decisionsJson(outcome.decisions));
        json.insert(u"conditions"_s, conditionsJson(outcome.conditions));
    }
    if (outcome.candidates)
        json.insert(u"candidates"_s, *outcome.candidates);
    QJsonObject dropped;
    insertList(&dropped, u"predicates"_s, outcome.droppedByPredicates);
    insertList(&dropped, u"taints"_s, outcome.droppedByTaints);
    if (!dropped.isEmpty())
        json.insert(u"dropped"_s, dropped);
    if (outcome.scored) {
        json.insert(u"prioritizers"_s, prioritizersJson(outcome.scores));
        json.insert(u"scores"_s, scoresJson(world, outcome.scores));
    }
    if (outcome.requeueAfterMs)
        json.insert(u"requeueAfterSeconds"_s, *outcome.requeueAfterMs / 1000);
    insertList(&json, u"staleLabels"_s, outcome.staleLabels);
    insertList(&json, u"notEvaluated"_s, outcome.notEvaluated);
    insertList(&json, u"undecided"_s, outcome.undecided);
    insertList(&json, u"warnings"_s, outcome.warnings);
    insertList(&json, u"notes"_s, outcome.notes);
    json.insert(u"leftOut"_s, leftOutJson(outcome.leftOut));
    return json;
}

} // namespace easel
