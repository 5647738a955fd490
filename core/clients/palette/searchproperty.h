// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

namespace easel {

// A property that a search may ask for, as Palette says of itself.
struct SearchProperty
{
    struct Value
    {
        QString value;
        QString shown;
    };
    QString name;
    QString displayName;
    QString type;        // "string", "int", "float", "bool", "date", "keyValue"
    QList<Value> values; // empty: any
    bool hidden = false;
    bool deprecated = false;
};

QList<SearchProperty> readSearchProperties(const QJsonObject &schema);

} // namespace easel
