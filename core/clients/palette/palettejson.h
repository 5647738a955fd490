// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QJsonValue>
#include <QMap>
#include <QStringList>

#include <optional>

// Reads values as Palette sends them: any of them may be null, missing or of another type, and then counts as
// not set. QJsonValue's operator[] walks over such values, so whole paths can be read.
namespace easel::palettejson {

QString text(const QJsonValue &value);     // one clean line; numbers become text
QString longText(const QJsonValue &value); // keeps line breaks
bool flag(const QJsonValue &value);
std::optional<qint64> integer(const QJsonValue &value); // also a number written as text
QDateTime time(const QJsonValue &value); // UTC; invalid for Go's zero time ("0001-01-01T00:00:00Z")
QStringList texts(const QJsonValue &value);
QMap<QString, QString> textMap(const QJsonValue &value); // as it is: it may be written back
QList<QJsonObject> objects(const QJsonValue &value);     // what is no object is left out

// For bodies: RFC 3339 in UTC with milliseconds.
QString timeText(const QDateTime &time);
QJsonObject mapObject(const QMap<QString, QString> &map);

} // namespace easel::palettejson
