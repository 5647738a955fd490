// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

#include <functional>

namespace easel {

// A map of texts as rows of a RowsEditor; keys that are not for typing are left out.
inline QList<QStringList> rowsOfMap(const QJsonObject &map,
                                    const std::function<bool(const QString &)> &isHidden)
{
    QList<QStringList> rows;
    for (auto it = map.begin(); it != map.end(); ++it) {
        if (!isHidden(it.key()))
            rows.append({it.key(), it.value().toString()});
    }
    return rows;
}

// And back: hidden keys stay as they were.
inline QJsonObject mapWithRows(const QJsonObject &before, const QList<QStringList> &rows,
                               const std::function<bool(const QString &)> &isHidden)
{
    QJsonObject map;
    for (auto it = before.begin(); it != before.end(); ++it) {
        if (isHidden(it.key()))
            map.insert(it.key(), it.value());
    }
    for (const QStringList &row : rows) {
        if (!row.at(0).isEmpty() && !isHidden(row.at(0)))
            map.insert(row.at(0), row.at(1));
    }
    return map;
}

} // namespace easel
