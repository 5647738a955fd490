// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headless/rawrows.h"

#include "core/base/text.h"
#include "core/domain/kinds.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

namespace {

QString cellText(const Column &column, const Cell &cell, qint64 nowMs)
{
    if (const auto *text = std::get_if<QString>(&cell))
        return cleanedLine(*text);
    if (const auto *number = std::get_if<qint64>(&cell)) {
        switch (column.type) {
        case CellType::Age:
            return *number > 0 ? ageText(std::chrono::seconds((nowMs - *number) / 1000)) : QString();
        case CellType::Flag:
            return *number ? QCoreApplication::translate("easel::TableText", "yes")
                           : QCoreApplication::translate("easel::TableText", "no");
        default:
            return QString::number(*number);
        }
    }
    if (const auto *number = std::get_if<double>(&cell))
        return QString::number(*number, 'g', 6);
    return {};
}

QStringList headingsOf(const QList<Column> &columns)
{
    QStringList headings;
    for (const Column &column : columns) {
        if (column.shown)
            headings << column.title.toUpper();
    }
    return headings;
}

QList<QStringList> cellsOf(const QList<Column> &columns, const QList<Row> &rows, qint64 nowMs)
{
    QList<QStringList> lines;
    for (const Row &row : rows) {
        QStringList line;
        for (qsizetype i = 0; i < columns.size(); ++i) {
            if (columns.at(i).shown)
                line << (i < row.cells.size() ? cellText(columns.at(i), row.cells.at(i), nowMs) : QString());
        }
        lines << line;
    }
    return lines;
}

QList<qsizetype> widthsOf(const QList<Column> &columns)
{
    QList<qsizetype> widths;
    for (const Column &column : columns) {
        if (column.shown)
            widths << std::max<qsizetype>(column.title.size(), column.width);
    }
    return widths;
}

QByteArray joined(const QList<QStringList> &lines, const QList<qsizetype> &widths)
{
    QString text;
    for (const QStringList &line : lines) {
        QString whole;
        for (qsizetype column = 0; column < line.size(); ++column)
            whole += line.at(column).leftJustified(int(widths.at(column) + 3));
        while (whole.endsWith(u' '))
            whole.chop(1);
        text += whole + u'\n';
    }
    return text.toUtf8();
}

} // namespace

RowExtractorPtr columnsOnly(const ResourceType &type)
{
    return rowExtractorFor(type);
}

RowExtractorPtr columnsAndObjects(const ResourceType &type)
{
    return std::make_shared<RawExtractor>(rowExtractorFor(type));
}

QByteArray tableText(const QList<Column> &columns, const QList<Row> &rows, qint64 nowMs)
{
    const QList<QStringList> lines = QList<QStringList>{headingsOf(columns)} + cellsOf(columns, rows, nowMs);
    QList<qsizetype> widths(lines.first().size(), 0);
    for (const QStringList &line : lines) {
        for (qsizetype column = 0; column < line.size(); ++column)
            widths[column] = std::max(widths.at(column), line.at(column).size());
    }
    return joined(lines, widths);
}

QByteArray tableHeading(const QList<Column> &columns)
{
    return joined({headingsOf(columns)}, widthsOf(columns));
}

QByteArray tableLines(const QList<Column> &columns, const QList<Row> &rows, qint64 nowMs)
{
    return joined(cellsOf(columns, rows, nowMs), widthsOf(columns));
}

} // namespace easel
