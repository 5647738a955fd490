// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/jsonpointer.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QHash>
#include <QJsonValue>

namespace easel {

// Bounds against documents made to exhaust a reader. Checked while converting, so an alias bomb stops early.
struct YamlLimits
{
    qint64 maxBytes = 16 * 1024 * 1024; // resource-model section 5
    int maxNodes = 1'000'000;           // nodes produced, aliases counted each time they are used
    int maxDepth = 100;
};

// 1-based; zero = unknown.
struct YamlMark
{
    int line = 0;
    int column = 0;
};

// Something a person should know about a document that can be read.
struct YamlWarning
{
    YamlMark mark;
    QString message;
};

// One document of a YAML stream: its value typed by the YAML 1.2 core rules, where everything stands, and
// which bytes of the text are its own (from after the "---" line to before the next one).
struct YamlDocument
{
    QJsonValue value;                   // Null for an empty document
    QHash<JsonPointer, YamlMark> marks; // key position for map entries, item position for sequence items
    QList<YamlWarning> warnings; // plain yes/no/on/off, other 1.1 spellings that tools read differently
    qsizetype firstByte = 0;
    qsizetype endByte = 0;
    int firstLine = 1;

    YamlMark markOf(const JsonPointer &pointer) const; // nearest known ancestor's mark
};

// Reads every document of a stream. Duplicate keys, tabs in indentation, unknown tags, non-string-able keys
// and broken limits are errors (Kind::Syntax) whose message holds "line L, column C". JSON is YAML here.
// Pure: run it on the pool for anything that is not tiny.
Result<QList<YamlDocument>> readYaml(const QByteArray &text, const YamlLimits &limits = {});

// The one document of a text; an error when there are several.
Result<YamlDocument> readYamlDocument(const QByteArray &text, const YamlLimits &limits = {});

// Line and column that a Syntax error of readYaml speaks of; zero when it names none.
YamlMark markOfError(const Error &error);

} // namespace easel
