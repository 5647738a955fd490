// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/resourcetype.h"

#include <algorithm>

namespace easel {

namespace {

bool same(QStringView a, QStringView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

bool isCalled(const ResourceType &type, QStringView word)
{
    return same(type.plural, word) || same(type.singular, word) || same(type.kind, word) ||
           std::any_of(type.shortNames.begin(), type.shortNames.end(),
                       [word](const QString &shortName) { return same(shortName, word); });
}

} // namespace

ApiCatalog::ApiCatalog(QList<ResourceType> types)
    : m_types(std::move(types))
{}

const ResourceType *ApiCatalog::find(QStringView group, QStringView kind, QStringView version) const
{
    for (const ResourceType &type : m_types) {
        if (type.kind == kind && type.group == group && (version.isEmpty() || type.version == version))
            return &type;
    }
    return nullptr;
}

const ResourceType *ApiCatalog::findFor(const ObjectRef &ref) const
{
    const QString version = ref.apiVersion.section(u'/', -1);
    if (const ResourceType *exact = find(ref.group(), ref.kind, version))
        return exact;
    return find(ref.group(), ref.kind); // a version that is no longer served
}

const ResourceType *ApiCatalog::findByWord(QStringView word) const
{
    word = word.trimmed();
    if (word.isEmpty())
        return nullptr;
    for (const ResourceType &type : m_types) {
        if (isCalled(type, word))
            return &type;
    }
    // "plural.group", or "plural.version.group" as kubectl takes it.
    const qsizetype dot = word.indexOf(u'.');
    if (dot <= 0)
        return nullptr;
    const QStringView name = word.left(dot);
    const QStringView rest = word.mid(dot + 1);
    const ResourceType *byVersion = nullptr;
    for (const ResourceType &type : m_types) {
        if (!isCalled(type, name))
            continue;
        if (same(type.group, rest))
            return &type;
        if (!byVersion && same(QString(type.version + u'.' + type.group), rest))
            byVersion = &type;
    }
    return byVersion;
}

bool ApiCatalog::hasGroup(QStringView group) const
{
    return std::any_of(m_types.begin(), m_types.end(),
                       [group](const ResourceType &type) { return type.group == group; });
}

} // namespace easel
