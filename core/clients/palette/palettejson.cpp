// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettejson.h"

#include "core/base/text.h"

#include <QJsonArray>

#include <cmath>

namespace easel::palettejson {

namespace {

QString rawText(const QJsonValue &value)
{
    if (value.isDouble()) {
        const double number = value.toDouble();
        return std::floor(number) == number && std::abs(number) < 9.0e15 ? QString::number(value.toInteger())
                                                                         : QString::number(number);
    }
    return value.toString();
}

} // namespace

QString text(const QJsonValue &value)
{
    return cleanedLine(rawText(value));
}

QString longText(const QJsonValue &value)
{
    return cleaned(value.toString());
}

bool flag(const QJsonValue &value)
{
    return value.isString() ? value.toString().compare(u"true", Qt::CaseInsensitive) == 0 : value.toBool();
}

std::optional<qint64> integer(const QJsonValue &value)
{
    if (value.isDouble()) {
        const double number = value.toDouble();
        return std::abs(number) < 9.0e15 ? std::optional(static_cast<qint64>(number)) : std::nullopt;
    }
    bool isNumber = false;
    const qint64 number = value.toString().trimmed().toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

QDateTime time(const QJsonValue &value)
{
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC();
    return time.date().year() <= 1 ? QDateTime() : time;
}

QStringList texts(const QJsonValue &value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const auto &item : array) {
        const QString line = text(item);
        if (!line.isEmpty())
            list << line;
    }
    return list;
}

QMap<QString, QString> textMap(const QJsonValue &value)
{
    QMap<QString, QString> map;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        map.insert(it.key(), rawText(it.value()));
    return map;
}

QList<QJsonObject> objects(const QJsonValue &value)
{
    QList<QJsonObject> list;
    const QJsonArray array = value.toArray();
    for (const auto &item : array) {
        if (item.isObject())
            list << item.toObject();
    }
    return list;
}

QString timeText(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QJsonObject mapObject(const QMap<QString, QString> &map)
{
    QJsonObject object;
    for (auto it = map.begin(); it != map.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

} // namespace easel::palettejson
