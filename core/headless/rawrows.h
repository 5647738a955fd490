// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/rawextractor.h"

namespace easel {

// Factories for sources: Easel's columns, with and without the objects.
RowExtractorPtr columnsOnly(const ResourceType &type);
RowExtractorPtr columnsAndObjects(const ResourceType &type);

// Rows as text in columns with headings. Everything is cleaned of control characters.
QByteArray tableText(const QList<Column> &columns, const QList<Row> &rows, qint64 nowMs);

// The same for rows that come one after the other: widths are those that the columns ask for.
QByteArray tableHeading(const QList<Column> &columns);
QByteArray tableLines(const QList<Column> &columns, const QList<Row> &rows, qint64 nowMs);

} // namespace easel
