// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/deletiontree.h"

#include "core/base/text.h"
#include "core/domain/kinds.h"
#include "core/domain/poolview.h"

#include <QLocale>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

QString spectro(const char *kind)
{
    return QLatin1String(kind) + u'.' + spectroGroup;
}

QString noteOf(const QJsonObject &object)
{
    const ObjectRef ref = refOf(object);
    if (ref.groupKind() == spectro("ComputePool")) {
        const PoolView pool(object);
        QStringList gpus;
        for (auto it = pool.attached.cbegin(); it != pool.attached.cend(); ++it) {
            if (*it > 0)
                gpus << u"%1 %2"_s.arg(QLocale().toString(*it), cleanedLine(it.key()));
        }
        if (!gpus.isEmpty())
            return nameList(gpus);
    }
    return cleanedLine(object[u"status"][u"phase"].toString());
}

int rankOf(const ObjectRef &ref)
{
    const KindInfo *info = kindInfo(ref);
    return info ? info->applyOrder : 1000;
}

void sortNodes(QList<DeletionNode> *nodes)
{
    std::sort(nodes->begin(), nodes->end(), [](const DeletionNode &a, const DeletionNode &b) {
        if (a.isBlocked() != b.isBlocked())
            return a.isBlocked();
        if (a.below.isEmpty() != b.below.isEmpty())
            return b.below.isEmpty();
        if (rankOf(a.ref) != rankOf(b.ref))
            return rankOf(a.ref) < rankOf(b.ref);
        return a.ref.kind != b.ref.kind ? a.ref.kind < b.ref.kind : a.ref.name < b.ref.name;
    });
}

} // namespace

int DeletionNode::count() const
{
    int count = int(below.size());
    for (const DeletionNode &node : below)
        count += node.count();
    return count;
}

bool DeletionNode::isBlocked() const
{
    return !blocks.isEmpty() ||
           std::any_of(below.begin(), below.end(), [](const DeletionNode &node) { return node.isBlocked(); });
}

DeletionNode deletionTree(const ObjectRef &root, const QList<ObjectRef> &all,
                          const QHash<ObjectRef, QString> &blockers, const RelationIndex &relations,
                          const ObjectSet &objects)
{
    QList<ObjectRef> shown;
    QSet<ObjectRef> known{root};
    const auto add = [&](const ObjectRef &ref) {
        if (!known.contains(ref)) {
            known.insert(ref);
            shown << ref;
        }
    };
    std::for_each(all.begin(), all.end(), add);
    for (auto it = blockers.cbegin(); it != blockers.cend(); ++it)
        add(it.key());

    // The one that takes fewest others along is the nearest.
    QHash<ObjectRef, ObjectRef> parents;
    QHash<ObjectRef, qsizetype> reach;
    for (const ObjectRef &ref : std::as_const(shown)) {
        const QList<ObjectRef> with = relations.deletedWith(ref);
        reach.insert(ref, with.size());
        for (const ObjectRef &other : with) {
            if (other == ref || !known.contains(other))
                continue;
            const auto parent = parents.constFind(other);
            if (parent == parents.constEnd() || reach.value(*parent) > with.size())
                parents.insert(other, ref);
        }
    }
    QHash<ObjectRef, QList<ObjectRef>> children;
    for (const ObjectRef &ref : std::as_const(shown)) {
        // Two that take each other along would hang in the air.
        QSet<ObjectRef> above{ref};
        ObjectRef up = parents.value(ref);
        bool rooted = true;
        while (!up.name.isEmpty()) {
            if (above.contains(up)) {
                rooted = false;
                break;
            }
            above.insert(up);
            up = parents.value(up);
        }
        children[rooted && parents.contains(ref) ? parents.value(ref) : root] << ref;
        if (!rooted)
            parents.remove(ref);
    }
    const std::function<DeletionNode(const ObjectRef &)> build = [&](const ObjectRef &ref) {
        DeletionNode node;
        node.ref = ref;
        node.note = noteOf(objects.find(ref));
        node.blocks = blockers.value(ref);
        for (const ObjectRef &child : children.value(ref))
            node.below << build(child);
        sortNodes(&node.below);
        return node;
    };
    return build(root);
}

QList<ObjectRef> deletionBlockers(const ObjectRef &ref, const ObjectSet &objects)
{
    QList<ObjectRef> blockers;
    if (ref.groupKind() == spectro("Tenant")) {
        const QList<QJsonObject> projects = objects.all(spectro("Project"));
        for (const QJsonObject &project : projects) {
            if (project[u"spec"][u"tenantRef"][u"name"].toString() == ref.name)
                blockers << refOf(project);
        }
    } else if (ref.groupKind() == spectro("Project")) {
        const QString place = ref.namespaceName.isEmpty() ? ref.name : ref.namespaceName;
        for (const char *kind : {"ComputePool", "AIWorkload"}) {
            const QList<QJsonObject> own = objects.all(spectro(kind), place);
            for (const QJsonObject &object : own)
                blockers << refOf(object);
        }
        const QList<QJsonObject> secrets = objects.all(u"Secret"_s, place);
        for (const QJsonObject &secret : secrets) {
            if (secret[u"metadata"][u"labels"][u"easel.spectrocloud.com/source"].toString() == u"brought")
                blockers << refOf(secret);
        }
    }
    return blockers;
}

} // namespace easel
