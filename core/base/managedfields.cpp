// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/managedfields.h"

#include "core/base/text.h"

#include <QJsonDocument>

#include <algorithm>

namespace easel {

namespace {

void take(const QJsonObject &tree, const QJsonValue &value, const JsonPointer &place, const QString &manager,
          QHash<JsonPointer, QString> &owners)
{
    bool below = false;
    for (auto it = tree.begin(); it != tree.end(); ++it) {
        if (it.key() == u".")
            continue;
        below = true;
        const QJsonObject part = it.value().toObject();
        if (value.isArray()) {
            const QJsonArray list = value.toArray();
            if (const int index = fieldsV1Item(list, it.key()); index >= 0)
                take(part, list.at(index), place / qsizetype(index), manager, owners);
        } else if (it.key().startsWith(u"f:")) {
            const QString name = it.key().mid(2);
            if (const QJsonValue field = value[name]; !field.isUndefined())
                take(part, field, place / name, manager, owners);
        }
    }
    if (!below && !place.isEmpty())
        owners.insert(place, manager);
}

} // namespace

QJsonArray managedFields(const QJsonObject &live)
{
    return live.value(u"metadata").toObject().value(u"managedFields").toArray();
}

QJsonValue fieldsV1Value(const QString &key)
{
    return QJsonDocument::fromJson("[" + key.mid(2).toUtf8() + "]").array().first();
}

int fieldsV1Item(const QJsonArray &list, const QString &key)
{
    if (key.startsWith(u"i:")) {
        const int index = key.mid(2).toInt();
        return index < list.size() ? index : -1;
    }
    const QJsonValue wanted = fieldsV1Value(key);
    for (int i = 0; i < list.size(); ++i) {
        if (key.startsWith(u"v:")) {
            if (jsonEqual(list.at(i), wanted))
                return i;
            continue;
        }
        const QJsonObject fields = wanted.toObject();
        const QJsonObject item = list.at(i).toObject();
        bool all = !fields.isEmpty() && list.at(i).isObject();
        for (auto it = fields.begin(); it != fields.end() && all; ++it)
            all = jsonEqual(item.value(it.key()), it.value());
        if (all)
            return i;
    }
    return -1;
}

QHash<JsonPointer, QString> fieldOwners(const QJsonObject &live)
{
    QList<QJsonObject> entries;
    for (const QJsonValueConstRef entry : managedFields(live))
        entries << entry.toObject();
    // Times are RFC 3339 in UTC: as texts they stand in their order.
    std::stable_sort(entries.begin(), entries.end(), [](const QJsonObject &a, const QJsonObject &b) {
        return a.value(u"time").toString() < b.value(u"time").toString();
    });
    QHash<JsonPointer, QString> owners;
    for (const QJsonObject &entry : std::as_const(entries)) {
        const QString manager = cleanedLine(entry.value(u"manager").toString());
        if (!manager.isEmpty())
            take(entry.value(u"fieldsV1").toObject(), live, {}, manager, owners);
    }
    return owners;
}

} // namespace easel
