// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/context/surroundings.h"
#include "app/views/parts/conditiontimeline.h"
#include "app/views/parts/keyvaluegrid.h"

namespace easel {

// What the Summary and Why tabs say about one object. Pure: made from values.
struct ObjectSummary
{
    Tone tone = Tone::Neutral;
    QString stateWord;
    QString reason; // why it is not as it should be; empty when all is well
    QString more;   // what else stands in the way
    QList<KeyValue> rows;
    QList<KeyValue> variables; // of a VariableSet: each with its value
    QList<ConditionEntry> conditions;
    QStringList reasons; // from symptom to cause, for Why
};

// row, columns and knowledge may be empty (an object of a kind without a table; relations not read yet).
ObjectSummary summaryOf(const QJsonObject &object, const ResourceType &type, const QList<Column> &columns,
                        const Row *row, const Knowledge &knowledge);

QList<ConditionEntry> conditionsOf(const QJsonObject &object, const ResourceType &type);

// An object's name as a link of a KeyValueGrid, and back.
QString linkOf(const ObjectRef &ref);
ObjectRef refFromLink(const QString &link);

} // namespace easel
