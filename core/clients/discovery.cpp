// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/discovery.h"

#include <QJsonArray>

namespace easel {

namespace {

QStringList stringsOf(const QJsonValue &value)
{
    QStringList strings;
    for (const auto &item : value.toArray())
        strings << item.toString();
    return strings;
}

} // namespace

const char *const discoveryAccept =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
    "application/json";

bool isAggregatedDiscovery(const QJsonObject &document)
{
    return document.value(u"kind").toString() == u"APIGroupDiscoveryList";
}

QList<ResourceType> typesOfAggregated(const QJsonObject &document, QStringList &problems)
{
    QList<ResourceType> types;
    for (const auto &item : document.value(u"items").toArray()) {
        const QString group = item[u"metadata"][u"name"].toString();
        for (const auto &versionValue : item[u"versions"].toArray()) {
            const QJsonObject version = versionValue.toObject();
            const QString versionName = version.value(u"version").toString();
            if (version.value(u"freshness").toString() == u"Stale")
                problems << group + u'/' + versionName;
            for (const auto &value : version.value(u"resources").toArray()) {
                const QJsonObject resource = value.toObject();
                ResourceType type;
                type.group = group;
                type.version = versionName;
                type.kind = resource[u"responseKind"][u"kind"].toString();
                type.plural = resource.value(u"resource").toString();
                type.singular = resource.value(u"singularResource").toString();
                type.shortNames = stringsOf(resource.value(u"shortNames"));
                type.categories = stringsOf(resource.value(u"categories"));
                type.verbs = stringsOf(resource.value(u"verbs"));
                type.namespaced = resource.value(u"scope").toString() == u"Namespaced";
                // A parent that only carries subresources has no verbs and no kind of its own.
                if (!type.plural.isEmpty() && !type.kind.isEmpty() && !type.verbs.isEmpty())
                    types << type;
            }
        }
    }
    return types;
}

QStringList groupVersionsOf(const QJsonObject &document)
{
    if (document.value(u"kind").toString() == u"APIVersions")
        return stringsOf(document.value(u"versions"));
    QStringList groupVersions;
    for (const auto &group : document.value(u"groups").toArray()) {
        const QString preferred = group[u"preferredVersion"][u"groupVersion"].toString();
        if (!preferred.isEmpty())
            groupVersions << preferred;
        for (const auto &version : group[u"versions"].toArray()) {
            const QString groupVersion = version[u"groupVersion"].toString();
            if (!groupVersion.isEmpty() && groupVersion != preferred)
                groupVersions << groupVersion;
        }
    }
    return groupVersions;
}

QList<ResourceType> typesOfResourceList(const QJsonObject &document, const QString &groupVersion)
{
    QList<ResourceType> types;
    for (const auto &value : document.value(u"resources").toArray()) {
        const QJsonObject resource = value.toObject();
        ResourceType type;
        type.plural = resource.value(u"name").toString();
        if (type.plural.isEmpty() || type.plural.contains(u'/'))
            continue;
        type.group = groupVersion.contains(u'/') ? groupVersion.section(u'/', 0, 0) : QString();
        type.version = groupVersion.section(u'/', -1);
        type.kind = resource.value(u"kind").toString();
        type.singular = resource.value(u"singularName").toString();
        type.shortNames = stringsOf(resource.value(u"shortNames"));
        type.categories = stringsOf(resource.value(u"categories"));
        type.verbs = stringsOf(resource.value(u"verbs"));
        type.namespaced = resource.value(u"namespaced").toBool();
        types << type;
    }
    return types;
}

} // namespace easel
