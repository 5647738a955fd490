// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/searchfilter.h"

#include <QJsonArray>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QString operatorOf(SearchCondition::Compare compare)
{
    switch (compare) {
    case SearchCondition::Compare::Equal:
        return u"eq"_s;
    case SearchCondition::Compare::Contains:
        return u"contains"_s;
    case SearchCondition::Compare::BeginsWith:
        return u"beginsWith"_s;
    case SearchCondition::Compare::Greater:
        return u"gt"_s;
    case SearchCondition::Compare::GreaterOrEqual:
        return u"gte"_s;
    case SearchCondition::Compare::Less:
        return u"lt"_s;
    case SearchCondition::Compare::LessOrEqual:
        return u"lte"_s;
    }
    return {};
}

QJsonObject conditionBody(const SearchCondition &condition)
{
    QJsonObject body{{u"property"_s, condition.property}};
    switch (condition.type) {
    case SearchCondition::Type::Text:
        body.insert(u"type", u"string"_s);
        body.insert(
            u"condition",
            QJsonObject{
                {u"string"_s, QJsonObject{{u"operator"_s, operatorOf(condition.compare)},
                                          {u"negation"_s, condition.negated},
                                          {u"ignoreCase"_s, condition.ignoreCase},
                                          {u"match"_s, QJsonObject{{u"conjunction"_s, u"or"_s},
                                                                   {u"values"_s, QJsonArray::fromStringList(
                                                                                     condition.values)}}}}}});
        break;
    case SearchCondition::Type::Flag:
        body.insert(u"type", u"bool"_s);
        body.insert(u"condition",
                    QJsonObject{{u"bool"_s, QJsonObject{{u"value"_s, condition.flag != condition.negated}}}});
        break;
    case SearchCondition::Type::Integer:
        body.insert(u"type", u"int"_s);
        body.insert(
            u"condition",
            QJsonObject{{u"int"_s, QJsonObject{{u"operator"_s, operatorOf(condition.compare)},
                                               {u"negation"_s, condition.negated},
                                               {u"match"_s,
                                                QJsonObject{{u"conjunction"_s, u"or"_s},
                                                            {u"values"_s, QJsonArray{condition.number}}}}}}});
        break;
    }
    return body;
}

} // namespace

SearchCondition SearchCondition::text(const QString &property, const QStringList &values, Compare compare)
{
    SearchCondition condition;
    condition.property = property;
    condition.values = values;
    condition.compare = compare;
    return condition;
}

SearchCondition SearchCondition::yesNo(const QString &property, bool flag)
{
    SearchCondition condition;
    condition.property = property;
    condition.type = Type::Flag;
    condition.flag = flag;
    return condition;
}

SearchCondition SearchCondition::integer(const QString &property, qint64 number, Compare compare)
{
    SearchCondition condition;
    condition.property = property;
    condition.type = Type::Integer;
    condition.number = number;
    condition.compare = compare;
    return condition;
}

SearchCondition SearchCondition::tag(const QString &key, const QString &value)
{
    return text(u"tags"_s, {value.isEmpty() ? key : key + u':' + value});
}

SearchCondition SearchCondition::no() const
{
    SearchCondition condition = *this;
    condition.negated = !negated;
    return condition;
}

QJsonObject searchBody(const SearchFilter &filter)
{
    // No "sort": before 4.10 only fields of clusters are accepted, 4.10 refuses some of them; rows are sorted
    // here.
    QJsonObject all{{u"conjunction"_s, u"and"_s}};
    QJsonArray groups;
    if (!filter.conditions.isEmpty()) {
        QJsonArray filters;
        for (const SearchCondition &condition : filter.conditions)
            filters.append(conditionBody(condition));
        groups.append(QJsonObject{{u"conjunction"_s, u"and"_s}, {u"filters"_s, filters}});
    }
    all.insert(u"filterGroups", groups);
    return {{u"filter"_s, all}, {u"sort"_s, QJsonArray()}};
}

} // namespace easel
