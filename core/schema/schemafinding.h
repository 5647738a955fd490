// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schema/schema.h"

namespace easel {

// The reasons of Status causes, as the API server writes them; `unknown` stands for its strict decoding
// errors.
namespace reasons {
inline const QString required = QStringLiteral("FieldValueRequired");
inline const QString invalid = QStringLiteral("FieldValueInvalid");
inline const QString wrongType = QStringLiteral("FieldValueTypeInvalid");
inline const QString notSupported = QStringLiteral("FieldValueNotSupported");
inline const QString duplicate = QStringLiteral("FieldValueDuplicate");
inline const QString tooLong = QStringLiteral("FieldValueTooLong");
inline const QString tooMany = QStringLiteral("FieldValueTooMany");
inline const QString unknown = QStringLiteral("Unknown");
} // namespace reasons

// The server's words are kept as they are, also in other languages: people compare them with what kubectl
// says.
QString valueText(const QJsonValue &value);    // as in its messages: "text" with quotes, 5, {"a":1}
QString jsonTypeName(const QJsonValue &value); // object, array, string, integer, number, boolean, null
bool isWholeNumber(const QJsonValue &value);   // 3 and 3.0, as for the API server
SchemaFinding invalidValue(const JsonPointer &at, const QJsonValue &value, const QString &detail);
SchemaFinding wrongType(const JsonPointer &at, const QJsonValue &value, const QString &wanted);

} // namespace easel
