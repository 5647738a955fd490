// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/printedtable.h"

#include "core/clients/jsonscan.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace easel {

QList<PrinterColumn> printedColumns(const QByteArray &table)
{
    const QJsonArray definitions = QJsonDocument::fromJson(jsonMember(table, "columnDefinitions")).array();
    QList<PrinterColumn> columns;
    for (qsizetype i = 0; i < definitions.size(); ++i) {
        const QJsonObject definition = definitions.at(i).toObject();
        const QString name = definition[u"name"].toString();
        static const QStringList everywhere{QStringLiteral("Name"), QStringLiteral("Namespace"),
                                            QStringLiteral("Age"), QStringLiteral("Created At")};
        if (name.isEmpty() || definition[u"format"].toString() == u"name" || everywhere.contains(name))
            continue;
        PrinterColumn column;
        column.name = name;
        column.path = QStringLiteral(".cells[%1]").arg(i);
        // A time is printed as an age in words, which would not grow: text.
        const QString type = definition[u"type"].toString();
        column.type = type == u"date" ? QStringLiteral("string") : type;
        column.description = definition[u"description"].toString();
        column.priority = definition[u"priority"].toInt();
        // Easel's own state stands under that heading; the server's word is there for who wants it.
        if (name == u"Status")
            column.priority = std::max(1, column.priority);
        columns.append(column);
    }
    return columns;
}

QByteArray printedObject(std::string_view json)
{
    const QByteArray whole(json.data(), qsizetype(json.size()));
    QByteArray row = whole;
    if (const QByteArray rows = jsonMember(whole, "rows"); rows.startsWith('['))
        row = rows.sliced(1).chopped(1).trimmed();
    const QByteArray cells = jsonMember(row, "cells");
    const QByteArray object = jsonMember(row, "object");
    if (cells.isEmpty() || !object.startsWith('{') || jsonMember(object, "metadata").isEmpty())
        return whole;
    return "{\"cells\":" + cells + ',' + object.sliced(1);
}

} // namespace easel
