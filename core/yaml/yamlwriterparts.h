// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace easel {

// Where a map stands, which decides what keys come first.
enum class YamlPlace { Root, Metadata, Item, Inside };

// How blocks are laid out; the patcher follows the text that it edits.
struct YamlShape
{
    QByteArray lineEnd = "\n";
    int step = 2;         // columns from a key to the map below it
    int sequenceStep = 2; // columns from a key to the dashes below it
    bool kubernetesOrder = true;
    bool literals = true;     // text of several lines as literal blocks
    bool keptLiterals = true; // also with "|+", which takes blank lines below it for its own
};

// Pieces of the writer that the patcher puts into existing text. No piece ends with a line end.

// {a: 1, b: [x]}; `json`: every key and string in double quotes, so that a JSON file stays one.
QByteArray yamlFlow(const QJsonValue &value, bool json);
// "key: value" whose first line stands at column `indent` (the blanks in front of it are not written).
QByteArray yamlBlockEntry(const QString &key, const QJsonValue &value, int indent, const YamlShape &shape);
// What follows "key:" or "-": a blank and a scalar, or the block at column `indent`, behind a line end after
// a key and behind a blank after a dash.
QByteArray yamlBlockValue(const QJsonValue &value, int indent, bool afterDash, const YamlShape &shape,
                          YamlPlace place);

} // namespace easel
