// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/resourcetype.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>
#include <optional>
#include <string_view>
#include <variant>

namespace easel {

// What a state means, hence its icon shape and colour (design: "state = icon shape + word + colour").
enum class Tone : quint8 {
    Good,
    Progressing,
    Deleting,
    Warning,
    Waiting,
    Bad,
    Neutral,
    Paused,
    Unknown,
};

enum class CellType : quint8 {
    Text,
    State,    // text is the word; the row's tone and reason belong to it
    Number,   // qint64 or double, right-aligned
    Age,      // qint64 milliseconds since the epoch, shown as an age; never sorted as text
    Gpus,     // text "8 H100, 2 L4", sorted by the number in front
    Quantity, // Kubernetes quantity as text, sorted by value
    Flag,     // qint64 0 or 1
};

struct Column
{
    QString id;    // what filters use: "status", "gpus"; lower case, no spaces
    QString title; // translated
    CellType type = CellType::Text;
    int width = 12;        // mean characters
    bool shown = true;     // by default
    int priority = 0;      // columns with higher numbers are dropped first when narrow
    QString description{}; // translated help, may be empty
};

using Cell = std::variant<std::monostate, QString, qint64, double>;

// One object as a table knows it. Built off the GUI thread, never changed after.
struct Row
{
    QString uid; // the store's key; workspace objects get "file:<group kind>/<namespace>/<name>"
    QString resourceVersion;
    QString namespaceName;
    QString name;
    qint64 createdMs = 0; // 0 = not known (workspace)
    Tone tone = Tone::Neutral;
    bool deleting = false;
    QString stateWord;   // "Waiting for compute"; empty for kinds without a state
    QString stateReason; // first failing condition's message, cleaned
    QList<Cell> cells;   // one per column of the extractor
    QByteArray raw;      // compact JSON for kinds that need it (group spectrocloud.com), else empty
    QByteArray labels;   // "k=v\n" lines, sorted: for label: filters without a parse
    ObjectRef target;    // derived rows: the object behind the row; else empty
    bool operator==(const Row &) const = default;
};

// Turns one object's bytes into a row. Pure and thread-safe: it runs on pool threads.
class RowExtractor
{
public:
    virtual ~RowExtractor() = default;
    virtual const QList<Column> &columns() const = 0;
    // Must not fail on a shape it does not know (rule C11); nullopt only when there is no metadata.name.
    virtual std::optional<Row> extract(std::string_view json) const = 0;
    virtual bool keepsRaw() const { return false; }
};

using RowExtractorPtr = std::shared_ptr<const RowExtractor>;

} // namespace easel

// Rows are moved by memmove when others are removed before them.
Q_DECLARE_TYPEINFO(easel::ObjectRef, Q_RELOCATABLE_TYPE);
Q_DECLARE_TYPEINFO(easel::Row, Q_RELOCATABLE_TYPE);
