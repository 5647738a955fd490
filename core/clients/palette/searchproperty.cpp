// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/searchproperty.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

QList<SearchProperty> readSearchProperties(const QJsonObject &schema)
{
    QList<SearchProperty> properties;
    for (const QJsonObject &item : objects(schema[u"schema"][u"properties"])) {
        SearchProperty property;
        property.name = text(item[u"name"]);
        property.displayName = text(item[u"displayName"]);
        property.type = text(item[u"type"]);
        for (const QJsonObject &value : objects(item[u"enumValues"])) {
            property.values << SearchProperty::Value{text(value[u"value"]), text(value[u"displayValue"])};
        }
        if (property.values.isEmpty()) {
            for (const QString &value : texts(item[u"enum"]))
                property.values << SearchProperty::Value{value, value};
        }
        property.hidden = flag(item[u"hideDisplay"]);
        property.deprecated = flag(item[u"isDeprecated"]);
        properties << property;
    }
    return properties;
}

} // namespace easel
