// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace easel {

class ResourceFilterModel;

// One cell of a CSV line, quoted where it has to be; texts cannot turn into formulas of a spreadsheet.
QString csvCell(const QString &text, bool isText);

// The given rows and columns (of the model, in the order wanted) as text for the clipboard.
// Aligned columns with a heading, as people see them.
QString rowsAsText(const ResourceFilterModel &model, const QList<int> &rows, const QList<int> &columns);
// RFC 4180, comma, UTF-8; numbers and times as machines want them. Cells that a spreadsheet would run as a
// formula get a quote in front.
QString rowsAsCsv(const ResourceFilterModel &model, const QList<int> &rows, const QList<int> &columns);

} // namespace easel
