// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/palette/hosttags.h"

#include "core/base/text.h"
#include "core/clients/palette/palettejson.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::HostTags)
};

QString shown(const QMap<QString, QString> &tags, const QString &key)
{
    if (!tags.contains(key))
        return Text::tr("not set");
    const QString value = cleanedLine(tags.value(key));
    return value.isEmpty() ? Text::tr("set without a value") : u'\'' + value + u'\'';
}

} // namespace

Result<QMap<QString, QString>> changedLabels(const EdgeHost &now, const HostTagChange &change)
{
    const QMap<QString, QString> tags = now.meta.tags();
    QStringList changed(change.set.keyBegin(), change.set.keyEnd());
    changed += change.remove;
    std::sort(changed.begin(), changed.end());
    if (change.seen) {
        QStringList differences;
        for (const QString &key : changed) {
            const bool same = tags.contains(key) == change.seen->contains(key) &&
                              tags.value(key) == change.seen->value(key);
            if (!same) {
                differences << Text::tr("%1 is now %2, it was %3")
                                   .arg(cleanedLine(key), shown(tags, key), shown(*change.seen, key));
            }
        }
        if (!differences.isEmpty()) {
            return failure(Error::Kind::Conflict,
                           Text::tr("Somebody changed the tags of %1 meanwhile: %2")
                               .arg(cleanedLine(now.meta.name), differences.join(u"; ")),
                           Text::tr("Look at the tags as they are now, then decide again."));
        }
    }
    QMap<QString, QString> labels = now.meta.labels;
    for (const QString &key : change.remove)
        labels.remove(key);
    for (auto it = change.set.begin(); it != change.set.end(); ++it)
        labels.insert(it.key(), paletteLabelValue(it.value()));
    return labels;
}

QJsonObject hostLabelsBody(const EdgeHost &host, const QMap<QString, QString> &labels)
{
    return {{QStringLiteral("metadata"),
             QJsonObject{{QStringLiteral("uid"), host.uid()},
                         {QStringLiteral("name"), host.meta.name},
                         {QStringLiteral("labels"), palettejson::mapObject(labels)}}}};
}

} // namespace easel
