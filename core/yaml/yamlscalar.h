// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>

#include <optional>

namespace easel {

// What a plain (unquoted) scalar means by the YAML 1.2 core schema. Undefined for .inf and .nan, which JSON
// cannot hold.
QJsonValue plainValue(QByteArrayView text);

// How tools of YAML 1.1 (kubectl before conversion, PyYAML, Ansible) would read a plain scalar where that
// differs from plainValue(); empty when all agree.
QString otherReading(QByteArrayView text);

// Whether `text` can stand unquoted and is read as this very string by every tool. `flow`: inside {} or [].
bool isPlainSafe(const QString &text, bool flow);

QByteArray doubleQuoted(const QString &text);
// Nothing when single quotes cannot hold the text on one line.
std::optional<QByteArray> singleQuoted(const QString &text);
// Whether a literal block ("|") can hold the text exactly.
bool isLiteralSafe(const QString &text);
// "|-" and the lines below it, each behind `indent` spaces and without a line end after the last one.
QByteArray literalBlock(const QString &text, int indent, const QByteArray &lineEnd);
// A number, bool or null; strings quoted where they must be.
QByteArray scalarText(const QJsonValue &value, bool flow);

} // namespace easel
