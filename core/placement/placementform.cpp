// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/placementform.h"

#include <QJsonArray>

#include <algorithm>
#include <optional>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

void put(QJsonObject *object, const QString &key, const QJsonValue &value)
{
    const bool empty = value.isUndefined() || (value.isArray() && value.toArray().isEmpty()) ||
                       (value.isObject() && value.toObject().isEmpty()) ||
                       (value.isString() && value.toString().isEmpty());
    if (empty)
        object->remove(key);
    else
        object->insert(key, value);
}

QStringList texts(const QJsonValue &list)
{
    QStringList all;
    const QJsonArray array = list.toArray();
    for (const auto &item : array)
        all << item.toVariant().toString();
    return all;
}

void addExpressions(QList<ClusterCondition> *conditions, const QJsonObject &selector, bool claim)
{
    const QJsonArray expressions = selector[u"matchExpressions"].toArray();
    for (const auto &item : expressions) {
        ClusterCondition condition;
        condition.claim = claim;
        condition.key = item[u"key"].toString();
        condition.op = item[u"operator"].toString();
        condition.values = texts(item[u"values"]);
        *conditions << condition;
    }
}

QJsonArray expressionsOf(const QList<ClusterCondition> &conditions, bool claim, const QJsonArray &before)
{
    QJsonArray expressions;
    for (const ClusterCondition &condition : conditions) {
        if (condition.claim != claim || (condition.inMap && !claim))
            continue;
        // What else stands in an expression stays with its key.
        QJsonObject expression;
        const auto known = std::find_if(before.begin(), before.end(), [&](const QJsonValue &item) {
            return item[u"key"].toString() == condition.key;
        });
        if (known != before.end())
            expression = (*known).toObject();
        expression.insert(u"key"_s, condition.key);
        expression.insert(u"operator"_s, condition.op);
        if (condition.takesValues() || !condition.values.isEmpty())
            expression.insert(u"values"_s, QJsonArray::fromStringList(condition.values));
        else
            expression.remove(u"values"_s);
        expressions << expression;
    }
    return expressions;
}

// Items of a list that have the same key keep what rows do not show.
QJsonObject itemBefore(const QJsonArray &before, const QString &key, const QString &value)
{
    for (const auto &item : before) {
        if (item[key].toString() == value)
            return item.toObject();
    }
    return {};
}

QJsonObject coordinateOf(const QString &name)
{
    if (name.startsWith(u"AddOn/")) {
        return {{u"type"_s, u"AddOn"_s},
                {u"addOn"_s, QJsonObject{{u"resourceName"_s, name.section(u'/', 1, 1)},
                                         {u"scoreName"_s, name.section(u'/', 2)}}}};
    }
    return {{u"type"_s, u"BuiltIn"_s}, {u"builtIn"_s, name}};
}

QString nameOf(const QJsonValue &coordinate)
{
    if (coordinate[u"type"].toString() == u"AddOn")
        return u"AddOn/"_s + coordinate[u"addOn"][u"resourceName"].toString() + u'/' +
               coordinate[u"addOn"][u"scoreName"].toString();
    return coordinate[u"builtIn"].toString();
}

} // namespace

QList<ClusterCondition> clusterConditions(const QJsonObject &selector)
{
    QList<ClusterCondition> conditions;
    const QJsonObject labels = selector[u"labelSelector"].toObject();
    const QJsonObject map = labels[u"matchLabels"].toObject();
    for (auto it = map.begin(); it != map.end(); ++it)
        conditions << ClusterCondition{false, it.key(), u"In"_s, {it.value().toVariant().toString()}, true};
    addExpressions(&conditions, labels, false);
    addExpressions(&conditions, selector[u"claimSelector"].toObject(), true);
    return conditions;
}

QJsonObject withClusterConditions(QJsonObject selector, const QList<ClusterCondition> &given)
{
    // A map holds one value a key and nothing but equality.
    QList<ClusterCondition> conditions = given;
    QStringList inMap;
    for (ClusterCondition &condition : conditions) {
        condition.inMap = condition.inMap && !condition.claim && condition.op == u"In" &&
                          condition.values.size() == 1 && !inMap.contains(condition.key);
        if (condition.inMap)
            inMap << condition.key;
    }
    QJsonObject labels = selector[u"labelSelector"].toObject();
    QJsonObject map;
    for (const ClusterCondition &condition : std::as_const(conditions)) {
        if (condition.inMap)
            map.insert(condition.key, condition.values.first());
    }
    put(&labels, u"matchLabels"_s, map);
    put(&labels, u"matchExpressions"_s,
        expressionsOf(conditions, false, labels[u"matchExpressions"].toArray()));
    put(&selector, u"labelSelector"_s, labels);
    QJsonObject claims = selector[u"claimSelector"].toObject();
    put(&claims, u"matchExpressions"_s,
        expressionsOf(conditions, true, claims[u"matchExpressions"].toArray()));
    put(&selector, u"claimSelector"_s, claims);
    return selector;
}

QList<QList<ClusterCondition>> placementConditions(const QJsonObject &placement)
{
    QList<QList<ClusterCondition>> sets;
    const QJsonArray predicates = placement[u"predicates"].toArray();
    for (const auto &predicate : predicates)
        sets << clusterConditions(predicate[u"requiredClusterSelector"].toObject());
    return sets;
}

QJsonObject withPlacementConditions(QJsonObject placement, const QList<QList<ClusterCondition>> &sets)
{
    const QJsonArray before = placement[u"predicates"].toArray();
    QJsonArray predicates;
    for (qsizetype i = 0; i < sets.size(); ++i) {
        QJsonObject predicate = before.at(i).toObject();
        const QJsonObject selector =
            withClusterConditions(predicate[u"requiredClusterSelector"].toObject(), sets.at(i));
        // One without any condition takes every cluster; an empty form means no predicate.
        if (selector.isEmpty())
            continue;
        predicate.insert(u"requiredClusterSelector"_s, selector);
        predicates << predicate;
    }
    put(&placement, u"predicates"_s, predicates);
    return placement;
}

QList<PlacementWeight> placementWeights(const QJsonObject &placement)
{
    QList<PlacementWeight> weights;
    const QJsonArray list = placement[u"prioritizerPolicy"][u"configurations"].toArray();
    for (const auto &item : list)
        weights << PlacementWeight{nameOf(item[u"scoreCoordinate"]), item[u"weight"].toInt(1)};
    return weights;
}

QJsonObject withPlacementWeights(QJsonObject placement, const QList<PlacementWeight> &weights)
{
    QJsonObject policy = placement[u"prioritizerPolicy"].toObject();
    const QJsonArray before = policy[u"configurations"].toArray();
    QJsonArray list;
    for (const PlacementWeight &weight : weights) {
        QJsonObject item{{u"scoreCoordinate"_s, coordinateOf(weight.name)}};
        bool known = false;
        for (const auto &old : before) {
            if (nameOf(old[u"scoreCoordinate"]) != weight.name)
                continue;
            item = old.toObject();
            known = true;
            break;
        }
        if (!known || item.value(u"weight").toInt(1) != weight.weight)
            item.insert(u"weight"_s, weight.weight);
        list << item;
    }
    put(&policy, u"configurations"_s, list);
    put(&placement, u"prioritizerPolicy"_s, policy);
    return placement;
}

QList<PlacementTolerationRow> placementTolerations(const QJsonObject &placement)
{
    QList<PlacementTolerationRow> rows;
    const QJsonArray list = placement[u"tolerations"].toArray();
    for (const auto &item : list) {
        rows << PlacementTolerationRow{item[u"key"].toString(), item[u"operator"].toString(u"Equal"_s),
                                       item[u"value"].toString(), item[u"effect"].toString(),
                                       item[u"tolerationSeconds"].isUndefined()
                                           ? QString()
                                           : QString::number(item[u"tolerationSeconds"].toInteger())};
    }
    return rows;
}

QJsonObject withPlacementTolerations(QJsonObject placement, const QList<PlacementTolerationRow> &rows)
{
    const QJsonArray before = placement[u"tolerations"].toArray();
    QJsonArray list;
    for (const PlacementTolerationRow &row : rows) {
        QJsonObject item = itemBefore(before, u"key"_s, row.key);
        put(&item, u"key"_s, row.key);
        if (row.op != u"Equal" || item.contains(u"operator") || item.isEmpty())
            item.insert(u"operator"_s, row.op);
        put(&item, u"value"_s, row.op == u"Exists" ? QString() : row.value);
        put(&item, u"effect"_s, row.effect);
        bool isNumber = false;
        const qint64 seconds = row.seconds.toLongLong(&isNumber);
        put(&item, u"tolerationSeconds"_s,
            isNumber ? QJsonValue(seconds) : QJsonValue(QJsonValue::Undefined));
        list << item;
    }
    put(&placement, u"tolerations"_s, list);
    return placement;
}

QList<PlacementSpreadRow> placementSpread(const QJsonObject &placement)
{
    QList<PlacementSpreadRow> rows;
    const QJsonArray list = placement[u"spreadPolicy"][u"spreadConstraints"].toArray();
    for (const auto &item : list) {
        rows << PlacementSpreadRow{item[u"topologyKeyType"].toString() == u"Claim",
                                   item[u"topologyKey"].toString(), item[u"maxSkew"].toInt(1),
                                   item[u"whenUnsatisfiable"].toString() == u"DoNotSchedule"};
    }
    return rows;
}

QJsonObject withPlacementSpread(QJsonObject placement, const QList<PlacementSpreadRow> &rows)
{
    QJsonObject policy = placement[u"spreadPolicy"].toObject();
    const QJsonArray before = policy[u"spreadConstraints"].toArray();
    QJsonArray list;
    for (const PlacementSpreadRow &row : rows) {
        QJsonObject item = itemBefore(before, u"topologyKey"_s, row.key);
        item.insert(u"topologyKey"_s, row.key);
        item.insert(u"topologyKeyType"_s, row.claim ? u"Claim"_s : u"Label"_s);
        if (row.maxSkew != 1 || item.contains(u"maxSkew"))
            item.insert(u"maxSkew"_s, row.maxSkew);
        if (row.hard || item.contains(u"whenUnsatisfiable"))
            item.insert(u"whenUnsatisfiable"_s, row.hard ? u"DoNotSchedule"_s : u"ScheduleAnyway"_s);
        list << item;
    }
    put(&policy, u"spreadConstraints"_s, list);
    put(&placement, u"spreadPolicy"_s, policy);
    return placement;
}

QList<PlacementGroupRow> placementGroups(const QJsonObject &placement)
{
    QList<PlacementGroupRow> rows;
    const QJsonArray list = placement[u"decisionStrategy"][u"groupStrategy"][u"decisionGroups"].toArray();
    for (const auto &item : list) {
        rows << PlacementGroupRow{item[u"groupName"].toString(),
                                  clusterConditions(item[u"groupClusterSelector"].toObject())};
    }
    return rows;
}

QJsonObject withPlacementGroups(QJsonObject placement, const QList<PlacementGroupRow> &rows)
{
    QJsonObject strategy = placement[u"decisionStrategy"].toObject();
    QJsonObject groups = strategy[u"groupStrategy"].toObject();
    const QJsonArray before = groups[u"decisionGroups"].toArray();
    QJsonArray list;
    for (const PlacementGroupRow &row : rows) {
        QJsonObject item = itemBefore(before, u"groupName"_s, row.name);
        item.insert(u"groupName"_s, row.name);
        item.insert(u"groupClusterSelector"_s,
                    withClusterConditions(item[u"groupClusterSelector"].toObject(), row.conditions));
        list << item;
    }
    put(&groups, u"decisionGroups"_s, list);
    put(&strategy, u"groupStrategy"_s, groups);
    put(&placement, u"decisionStrategy"_s, strategy);
    return placement;
}

QString conditionsText(const QList<ClusterCondition> &conditions)
{
    QStringList words;
    for (const ClusterCondition &condition : conditions) {
        const QString key = condition.claim ? u"claim:"_s + condition.key : condition.key;
        if (condition.op == u"Exists")
            words << key;
        else if (condition.op == u"DoesNotExist")
            words << u'!' + key;
        else
            words << key + (condition.op == u"NotIn" ? u"!="_s : u"="_s) + condition.values.join(u'|');
    }
    return words.join(u", "_s);
}

std::optional<QList<ClusterCondition>> conditionsFromText(const QString &text)
{
    QList<ClusterCondition> conditions;
    const QStringList words = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &part : words) {
        QString word = part.trimmed();
        ClusterCondition condition;
        const bool absent = word.startsWith(u'!');
        if (absent)
            word = word.mid(1);
        const qsizetype equal = word.indexOf(u'=');
        const bool differs = equal > 0 && word.at(equal - 1) == u'!';
        condition.key = equal < 0 ? word : word.left(equal - (differs ? 1 : 0)).trimmed();
        if (condition.key.startsWith(u"claim:")) {
            condition.claim = true;
            condition.key = condition.key.mid(6);
        }
        if (condition.key.isEmpty() || condition.key.contains(u' ') || (absent && equal >= 0))
            return std::nullopt;
        condition.op = equal >= 0 ? (differs ? u"NotIn"_s : u"In"_s)
                       : absent   ? u"DoesNotExist"_s
                                  : u"Exists"_s;
        if (equal >= 0) {
            const QStringList values = word.mid(equal + 1).split(u'|');
            for (const QString &value : values)
                condition.values << value.trimmed();
        }
        conditions << condition;
    }
    return conditions;
}

} // namespace easel
