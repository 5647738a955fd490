// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/tablecopy.h"

#include "app/models/celltext.h"
#include "app/models/resourcefiltermodel.h"
#include "app/models/resourcetablemodel.h"

namespace easel {

QString csvCell(const QString &text, bool isText)
{
    QString cell = text;
    // Spreadsheets run what begins like this; names come from servers (rule C17).
    if (isText && !cell.isEmpty() && QStringView(u"=+-@\t\r").contains(cell[0]))
        cell.prepend(u'\'');
    if (cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r'))
        cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return cell;
}

QString rowsAsText(const ResourceFilterModel &model, const QList<int> &rows, const QList<int> &columns)
{
    const ResourceTableModel *table = model.table();
    if (!table)
        return {};
    QList<QStringList> lines;
    QStringList head;
    for (const int column : columns)
        head.append(table->columns().at(column).title);
    lines.append(head);
    for (const int position : rows) {
        const auto row = model.rowAt(position);
        if (!row)
            continue;
        QStringList line;
        for (const int column : columns)
            line.append(cellText(table->columns().at(column), *row, column, table->nowMs()));
        lines.append(line);
    }
    QList<qsizetype> widths(columns.size(), 0);
    for (const QStringList &line : std::as_const(lines)) {
        for (qsizetype i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], line.at(i).size());
    }
    QString text;
    for (const QStringList &line : std::as_const(lines)) {
        QString out;
        for (qsizetype i = 0; i < line.size(); ++i) {
            const bool right = isRightAligned(table->columns().at(columns.at(i)).type);
            out += right ? line.at(i).rightJustified(widths.at(i)) : line.at(i).leftJustified(widths.at(i));
            out += u"   ";
        }
        while (out.endsWith(u' '))
            out.chop(1);
        text += out + u'\n';
    }
    return text;
}

QString rowsAsCsv(const ResourceFilterModel &model, const QList<int> &rows, const QList<int> &columns)
{
    const ResourceTableModel *table = model.table();
    if (!table)
        return {};
    QString text;
    QStringList line;
    for (const int column : columns)
        line.append(csvCell(table->columns().at(column).title, true));
    text += line.join(u',') + QStringLiteral("\r\n");
    for (const int position : rows) {
        const auto row = model.rowAt(position);
        if (!row)
            continue;
        line.clear();
        for (const int column : columns) {
            const bool isText =
                column < row->cells.size() && std::holds_alternative<QString>(row->cells.at(column));
            line.append(csvCell(cellPlainText(table->columns().at(column), *row, column), isText));
        }
        text += line.join(u',') + QStringLiteral("\r\n");
    }
    return text;
}

} // namespace easel
