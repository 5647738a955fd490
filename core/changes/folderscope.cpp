// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/changes/folderscope.h"

#include "core/domain/kinds.h"
#include "core/store/objectlists.h"

#include <QJsonArray>
#include <QSet>

namespace easel {

QStringList takeOutEngineObjects(PlanRequest &request)
{
    QStringList names;
    request.objects.removeIf([&names](const DraftObject &object) {
        const KindInfo *info = kindInfo(object.ref);
        if (!info || info->userEditable)
            return false;
        names << object.ref.text();
        return true;
    });
    return names;
}

Call<QList<QJsonObject>> notInFolder(Source *hub, const PlanRequest &request, QObject *context)
{
    using Objects = QList<QJsonObject>;
    QSet<QString> namespaces;
    QSet<QString> kinds;
    QSet<ObjectRef> wanted;
    for (const DraftObject &object : request.objects) {
        if (!object.ref.namespaceName.isEmpty())
            namespaces.insert(object.ref.namespaceName);
        kinds.insert(object.ref.groupKind());
        wanted.insert(object.ref);
    }
    QList<ResourceType> types;
    QSet<QString> seen; // one version of a kind; discovery gives the preferred one first
    for (const ResourceType &type : hub->catalog().types()) {
        const KindInfo *info = kindInfo(type.group, type.kind);
        const bool isOurs = type.group == spectroGroup && info && info->userEditable && type.can(u"list");
        if (!isOurs || seen.contains(type.groupKind()) ||
            (!info->namespaced && !kinds.contains(type.groupKind())))
            continue;
        seen.insert(type.groupKind());
        types << type;
    }
    return objectsOf(hub, types)
        .map(context, [namespaces, wanted](const Result<Objects> &live) -> Result<Objects> {
            if (!live)
                return live;
            Objects missing;
            for (const QJsonObject &object : *live) {
                const ObjectRef ref = refOf(object);
                const bool isSpokenOf = ref.namespaceName.isEmpty() || namespaces.contains(ref.namespaceName);
                const bool isOwned = !object[u"metadata"][u"ownerReferences"].toArray().isEmpty();
                if (isSpokenOf && !isOwned && !wanted.contains(ref))
                    missing << object;
            }
            return missing;
        });
}

} // namespace easel
