// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/kubepaths.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QUrl>

namespace easel {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::KubePaths)
};

bool isSegment(const QString &text)
{
    return !text.isEmpty() && text != u"." && text != u".." && !text.contains(u'/') && !text.contains(u'%');
}

tl::unexpected<Error> badName(const QString &name)
{
    return failure(Error::Kind::Invalid, Text::tr("'%1' cannot be a name").arg(cleanedLine(name)),
                   Text::tr("Give the name of one object."));
}

} // namespace

Result<QString> collectionPath(const ResourceType &type, const QString &namespaceName)
{
    QString path = type.group.isEmpty() ? QStringLiteral("/api") : QStringLiteral("/apis/") + type.group;
    path += u'/' + type.version;
    if (type.namespaced && !namespaceName.isEmpty()) {
        if (!isSegment(namespaceName))
            return badName(namespaceName);
        path += QStringLiteral("/namespaces/") + namespaceName;
    }
    return path + u'/' + type.plural;
}

Result<QString> objectPath(const ResourceType &type, const QString &namespaceName, const QString &name,
                           const QString &subresource)
{
    if (!isSegment(name))
        return badName(name);
    if (type.namespaced && namespaceName.isEmpty()) {
        return failure(Error::Kind::Invalid,
                       Text::tr("%1 '%2' needs a namespace").arg(type.kind, cleanedLine(name)),
                       Text::tr("Say in which namespace it is."));
    }
    Result<QString> path = collectionPath(type, namespaceName);
    if (!path)
        return path;
    *path += u'/' + name;
    if (!subresource.isEmpty())
        *path += u'/' + subresource;
    return path;
}

} // namespace easel
