// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QJsonValue>

namespace easel {

// One edit of a document. Set makes missing maps on the way, appends with a last token "-"; Remove of
// something absent is no error and changes nothing.
struct YamlEdit
{
    enum class Operation { Set, Remove };
    Operation operation = Operation::Set;
    JsonPointer pointer;
    QJsonValue value;
};

// Edits the text of one document (0-based index) in place: comments, key order, quoting style, indentation,
// blank lines and line ends of all that is not touched stay byte for byte. New keys go at the end of their
// map. A scalar keeps its quoting style where that still says the same. The result is read again; if it does
// not hold exactly the wished value, nothing is returned but an error (Kind::Syntax) and the caller keeps the
// old text.
Result<QByteArray> patchYaml(const QByteArray &text, int document, const QList<YamlEdit> &edits);

// The edits that turn one value into another: smallest maps and scalars; lists are replaced item by item when
// they have the same length or only grow at the end, else whole.
QList<YamlEdit> editsBetween(const QJsonValue &from, const QJsonValue &to);

} // namespace easel
