// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/schemafinding.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace easel {

using namespace Qt::StringLiterals;

bool isWholeNumber(const QJsonValue &value)
{
    return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
}

QString valueText(const QJsonValue &value)
{
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

QString jsonTypeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return u"boolean"_s;
    case QJsonValue::Double:
        return isWholeNumber(value) ? u"integer"_s : u"number"_s;
    case QJsonValue::String:
        return u"string"_s;
    case QJsonValue::Array:
        return u"array"_s;
    case QJsonValue::Object:
        return u"object"_s;
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return u"null"_s;
}

SchemaFinding invalidValue(const JsonPointer &at, const QJsonValue &value, const QString &detail)
{
    return {at, reasons::invalid, u"Invalid value: %1: %2"_s.arg(valueText(value), detail)};
}

SchemaFinding wrongType(const JsonPointer &at, const QJsonValue &value, const QString &wanted)
{
    const QString type = jsonTypeName(value);
    return {at, reasons::wrongType,
            u"Invalid value: \"%1\": %2 in body must be of type %3: \"%1\""_s.arg(type, at.toFieldPath(),
                                                                                  wanted)};
}

} // namespace easel
