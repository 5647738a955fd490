// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/objectset.h"

#include "core/domain/kinds.h"

#include <algorithm>

namespace easel {

namespace {

constexpr int orderOfUnknownKinds = 500;

int applyOrderOf(const ObjectRef &ref)
{
    const KindInfo *info = kindInfo(ref);
    return info ? info->applyOrder : orderOfUnknownKinds;
}

bool byPlace(const ObjectRef &a, const ObjectRef &b)
{
    return a.namespaceName != b.namespaceName ? a.namespaceName < b.namespaceName : a.name < b.name;
}

} // namespace

ObjectRef refOf(const QJsonObject &object)
{
    const QJsonObject metadata = object.value(u"metadata").toObject();
    return {object.value(u"apiVersion").toString(), object.value(u"kind").toString(),
            metadata.value(u"namespace").toString(), metadata.value(u"name").toString()};
}

void ObjectSet::insert(const QJsonObject &object)
{
    const ObjectRef ref = refOf(object);
    if (!m_objects.contains(ref))
        m_byKind[ref.groupKind()].append(ref);
    m_objects.insert(ref, object);
}

void ObjectSet::remove(const ObjectRef &ref)
{
    if (m_objects.remove(ref) > 0)
        m_byKind[ref.groupKind()].removeOne(ref);
}

QJsonObject ObjectSet::find(const QString &groupKind, const QString &namespaceName, const QString &name) const
{
    const qsizetype dot = groupKind.indexOf(u'.');
    const QString kind = dot < 0 ? groupKind : groupKind.left(dot);
    const QString apiVersion =
        dot < 0 ? QStringLiteral("v1") : groupKind.mid(dot + 1) + QStringLiteral("/v1");
    return find({apiVersion, kind, namespaceName, name});
}

QList<QJsonObject> ObjectSet::all(const QString &groupKind, const QString &namespaceName) const
{
    QList<ObjectRef> refs = m_byKind.value(groupKind);
    if (!namespaceName.isEmpty())
        refs.removeIf([&](const ObjectRef &ref) { return ref.namespaceName != namespaceName; });
    std::sort(refs.begin(), refs.end(), byPlace);
    QList<QJsonObject> found;
    found.reserve(refs.size());
    for (const ObjectRef &ref : std::as_const(refs))
        found.append(m_objects.value(ref));
    return found;
}

QList<QJsonObject> ObjectSet::objects() const
{
    QList<ObjectRef> refs = m_objects.keys();
    std::sort(refs.begin(), refs.end(), [](const ObjectRef &a, const ObjectRef &b) {
        const int orderA = applyOrderOf(a);
        const int orderB = applyOrderOf(b);
        if (orderA != orderB)
            return orderA < orderB;
        if (a.groupKind() != b.groupKind())
            return a.groupKind() < b.groupKind();
        return byPlace(a, b);
    });
    QList<QJsonObject> found;
    found.reserve(refs.size());
    for (const ObjectRef &ref : std::as_const(refs))
        found.append(m_objects.value(ref));
    return found;
}

} // namespace easel
