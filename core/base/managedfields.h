// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

namespace easel {

// metadata.managedFields, whose trees are written in FieldsV1: "f:name" is a field, "k:{...}" an item of a
// list by its keys, "v:..." one by its value, "i:0" one by its place, "." the map or the list itself.
QJsonArray managedFields(const QJsonObject &live);

// What stands in a key after its two letters: {"name":"x"} of "k:", the value of "v:".
QJsonValue fieldsV1Value(const QString &key);
// The item of a list that a key means; -1 when it is not there.
int fieldsV1Item(const QJsonArray &list, const QString &key);

// Every field that somebody wrote, down to the values, with its manager: the one who wrote last where several
// say the same. Names are cleaned for the eye.
QHash<JsonPointer, QString> fieldOwners(const QJsonObject &live);

} // namespace easel
