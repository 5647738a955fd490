// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/conditions.h"

#include <QJsonArray>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QString word(ConditionState state)
{
    switch (state) {
    case ConditionState::True:
        return u"True"_s;
    case ConditionState::False:
        return u"False"_s;
    case ConditionState::Unknown:
        break;
    }
    return u"Unknown"_s;
}

} // namespace

QString apiTime(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ssZ"_s);
}

QDateTime fromApiTime(const QString &text)
{
    return QDateTime::fromString(text, Qt::ISODateWithMs);
}

void setCondition(QJsonObject &status, const EngineCondition &condition, const QDateTime &now,
                  qint64 generation)
{
    QJsonObject entry{{u"type"_s, condition.type},
                      {u"status"_s, word(condition.state)},
                      {u"reason"_s, condition.reason},
                      {u"message"_s, condition.message.left(8'000)},
                      {u"lastTransitionTime"_s, apiTime(now)}};
    if (generation > 0)
        entry.insert(u"observedGeneration", generation);
    QJsonArray list = status[u"conditions"].toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QJsonObject before = list.at(i).toObject();
        if (before[u"type"].toString() != condition.type)
            continue;
        if (before[u"status"] == entry[u"status"])
            entry.insert(u"lastTransitionTime", before[u"lastTransitionTime"]);
        list.replace(i, entry);
        status.insert(u"conditions", list);
        return;
    }
    list.append(entry);
    status.insert(u"conditions", list);
}

void removeCondition(QJsonObject &status, QStringView type)
{
    QJsonArray list = status[u"conditions"].toArray();
    for (qsizetype i = list.size() - 1; i >= 0; --i) {
        if (list.at(i)[u"type"].toString() == type)
            list.removeAt(i);
    }
    status.insert(u"conditions", list);
}

QJsonObject conditionOf(const QJsonObject &status, QStringView type)
{
    const QJsonArray list = status[u"conditions"].toArray();
    for (const auto &entry : list) {
        if (entry[u"type"].toString() == type)
            return entry.toObject();
    }
    return {};
}

bool isTrue(const QJsonObject &status, QStringView type)
{
    return conditionOf(status, type)[u"status"].toString() == u"True";
}

bool isFalse(const QJsonObject &status, QStringView type, QStringView reason)
{
    const QJsonObject condition = conditionOf(status, type);
    return condition[u"status"].toString() == u"False" &&
           (reason.isEmpty() || condition[u"reason"].toString() == reason);
}

QString reasonOf(const QJsonObject &status, QStringView type)
{
    return conditionOf(status, type)[u"reason"].toString();
}

QDateTime sinceOf(const QJsonObject &status, QStringView type)
{
    return fromApiTime(conditionOf(status, type)[u"lastTransitionTime"].toString());
}

void summariseReady(QJsonObject &status, const QStringList &types, const QDateTime &now, qint64 generation)
{
    for (const QString &type : types) {
        const QJsonObject condition = conditionOf(status, type);
        if (condition.isEmpty() || condition[u"status"].toString() == u"True")
            continue;
        const bool isOff = condition[u"status"].toString() == u"False";
        setCondition(status,
                     {u"Ready"_s, isOff ? ConditionState::False : ConditionState::Unknown,
                      condition[u"reason"].toString(), condition[u"message"].toString()},
                     now, generation);
        return;
    }
    setCondition(status, {u"Ready"_s, ConditionState::True, u"Ready"_s, {}}, now, generation);
}

} // namespace easel
