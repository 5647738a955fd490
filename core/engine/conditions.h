// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>

namespace easel {

// Conditions in a status that is being put together (Kubernetes' metav1.Condition).
enum class ConditionState { True, False, Unknown };

struct EngineCondition
{
    QString type;
    ConditionState state = ConditionState::Unknown;
    QString reason; // one word, for code
    QString message;
};

// The time of the last transition moves only when the state does. `generation` 0: left out.
void setCondition(QJsonObject &status, const EngineCondition &condition, const QDateTime &now,
                  qint64 generation);
void removeCondition(QJsonObject &status, QStringView type);
// Empty when there is none.
QJsonObject conditionOf(const QJsonObject &status, QStringView type);
bool isTrue(const QJsonObject &status, QStringView type);
bool isFalse(const QJsonObject &status, QStringView type, QStringView reason = {});
QString reasonOf(const QJsonObject &status, QStringView type);
QDateTime sinceOf(const QJsonObject &status, QStringView type); // invalid when there is none

// Ready from the others (resource-model 0.4): the first that is not true says why.
void summariseReady(QJsonObject &status, const QStringList &types, const QDateTime &now, qint64 generation);

QString apiTime(const QDateTime &time); // RFC 3339, whole seconds
QDateTime fromApiTime(const QString &text);

} // namespace easel
