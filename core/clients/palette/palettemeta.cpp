// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/palettemeta.h"

#include "core/clients/palette/palettejson.h"

namespace easel {

using namespace palettejson;

namespace {

constexpr QStringView noValue = u"spectro__tag";

} // namespace

QMap<QString, QString> PaletteMeta::tags() const
{
    QMap<QString, QString> tags;
    for (auto it = labels.begin(); it != labels.end(); ++it)
        tags.insert(it.key(), paletteTagValue(it.value()));
    return tags;
}

QStringList PaletteMeta::tagTexts() const
{
    QStringList texts;
    const QMap<QString, QString> all = tags();
    for (auto it = all.begin(); it != all.end(); ++it)
        texts << (it.value().isEmpty() ? it.key() : it.key() + u':' + it.value());
    return texts;
}

PaletteMeta readPaletteMeta(const QJsonObject &metadata)
{
    PaletteMeta meta;
    meta.uid = text(metadata[u"uid"]);
    meta.name = text(metadata[u"name"]);
    meta.labels = textMap(metadata[u"labels"]);
    meta.annotations = textMap(metadata[u"annotations"]);
    meta.created = time(metadata[u"creationTimestamp"]);
    meta.modified = time(metadata[u"lastModifiedTimestamp"]);
    meta.deleted = time(metadata[u"deletionTimestamp"]);
    return meta;
}

PaletteRef readPaletteRef(const QJsonObject &reference)
{
    return {text(reference[u"uid"]), text(reference[u"name"])};
}

QString paletteLabelValue(const QString &tagValue)
{
    return tagValue.isEmpty() ? noValue.toString() : tagValue;
}

QString paletteTagValue(const QString &labelValue)
{
    return labelValue == noValue ? QString() : labelValue;
}

PaletteCondition readPaletteCondition(const QJsonObject &condition)
{
    return {text(condition[u"type"]), text(condition[u"status"]), text(condition[u"reason"]),
            longText(condition[u"message"]), time(condition[u"lastTransitionTime"])};
}

} // namespace easel
