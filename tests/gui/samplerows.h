// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/resourcestore.h"

namespace easel::testing {

// A kind of the tests' own with every type of cell, and rows for it.
class SampleExtractor : public RowExtractor
{
public:
    const QList<Column> &columns() const override
    {
        static const QList<Column> columns{
            {QStringLiteral("name"), QStringLiteral("Name"), CellType::Text, 20, true, 0, {}},
            {QStringLiteral("status"), QStringLiteral("Status"), CellType::State, 16, true, 0, {}},
            {QStringLiteral("project"), QStringLiteral("Project"), CellType::Text, 12, true, 2, {}},
            {QStringLiteral("gpus"), QStringLiteral("GPUs asked"), CellType::Gpus, 10, true, 0, {}},
            {QStringLiteral("memory"), QStringLiteral("Memory"), CellType::Quantity, 8, true, 4, {}},
            {QStringLiteral("parts"), QStringLiteral("Parts"), CellType::Number, 6, true, 5, {}},
            {QStringLiteral("paused"), QStringLiteral("Paused"), CellType::Flag, 6, false, 6, {}},
            {QStringLiteral("age"), QStringLiteral("Age"), CellType::Age, 6, true, 9, {}},
        };
        return columns;
    }
    std::optional<Row> extract(std::string_view) const override { return std::nullopt; }
};

inline RowList packedList(const QList<Row> &rows)
{
    RowList list;
    for (const Row &row : rows)
        list.append(row);
    return list;
}

inline ResourceType sampleType()
{
    ResourceType type;
    type.group = QStringLiteral("spectrocloud.com");
    type.version = QStringLiteral("v1alpha1");
    type.kind = QStringLiteral("AIWorkload");
    type.plural = QStringLiteral("aiworkloads");
    type.verbs = {QStringLiteral("get"), QStringLiteral("list"), QStringLiteral("watch")};
    return type;
}

constexpr qint64 sampleNow = 1'760'000'000'000; // the clock of the tests

struct SampleRow
{
    QString name;
    QString project = QStringLiteral("vision");
    Tone tone = Tone::Good;
    QString word = QStringLiteral("Running");
    QString reason = {};
    QString gpus = {};
    QString memory = {};
    qint64 parts = 0;
    bool paused = false;
    qint64 ageSeconds = 3600;
    QByteArray labels = {};

    Row row() const
    {
        Row result;
        result.uid = QStringLiteral("uid-") + project + u'/' + name;
        result.resourceVersion = QStringLiteral("1");
        result.namespaceName = project;
        result.name = name;
        result.createdMs = sampleNow - ageSeconds * 1000;
        result.tone = tone;
        result.stateWord = word;
        result.stateReason = reason;
        result.cells = {name, word, project, gpus, memory, parts, qint64(paused), result.createdMs};
        result.labels = labels;
        return result;
    }
};

} // namespace easel::testing
