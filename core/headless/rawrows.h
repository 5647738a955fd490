// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/resourcestore.h"

namespace easel {

// The columns of another extractor and the whole object beside them.
class RawExtractor : public RowExtractor
{
public:
    explicit RawExtractor(RowExtractorPtr columns)
        : m_inner(std::move(columns))
    {}
    const QList<Column> &columns() const override { return m_inner->columns(); }
    std::optional<Row> extract(std::string_view json) const override;
    bool keepsRaw() const override { return true; }

private:
    RowExtractorPtr m_inner;
};

// Factories for sources: Easel's columns, with and without the objects.
RowExtractorPtr columnsOnly(const ResourceType &type);
RowExtractorPtr columnsAndObjects(const ResourceType &type);

// Rows as text in columns with headings. Everything is cleaned of control characters.
QByteArray tableText(const QList<Column> &columns, const QList<Row> &rows, qint64 nowMs);

// The same for rows that come one after the other: widths are those that the columns ask for.
QByteArray tableHeading(const QList<Column> &columns);
QByteArray tableLines(const QList<Column> &columns, const QList<Row> &rows, qint64 nowMs);

} // namespace easel
