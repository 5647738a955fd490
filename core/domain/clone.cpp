// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/domain/clone.h"

#include "core/base/jsonpointer.h"
#include "core/domain/kinds.h"
#include "core/domain/objectset.h"
#include "core/domain/poolview.h"
#include "core/domain/versions.h"

#include <QJsonArray>

namespace easel {

namespace {

const QStringList &serverFields()
{
    static const QStringList fields = {
        QStringLiteral("uid"),
        QStringLiteral("resourceVersion"),
        QStringLiteral("generation"),
        QStringLiteral("creationTimestamp"),
        QStringLiteral("managedFields"),
        QStringLiteral("selfLink"),
        QStringLiteral("deletionTimestamp"),
        QStringLiteral("deletionGracePeriodSeconds"),
        QStringLiteral("ownerReferences"),
        QStringLiteral("finalizers"),
    };
    return fields;
}

QString pathOf(const JsonPointer &pointer)
{
    return pointer.toFieldPath();
}

template <typename Predicate>
void dropKeys(QJsonObject &metadata, const QString &map, Predicate gone, QStringList *dropped)
{
    QJsonObject values = metadata.value(map).toObject();
    if (values.isEmpty())
        return;
    const QStringList keys = values.keys();
    for (const QString &key : keys) {
        if (!gone(key))
            continue;
        values.remove(key);
        if (dropped)
            dropped->append(pathOf(JsonPointer::of({QStringLiteral("metadata"), map, key})));
    }
    if (values.isEmpty())
        metadata.remove(map);
    else
        metadata.insert(map, values);
}

} // namespace

bool isEngineLabel(const QString &key)
{
    static const QStringList keys = {
        QStringLiteral("easel.spectrocloud.com/tenant"),
        QStringLiteral("easel.spectrocloud.com/project"),
        QStringLiteral("easel.spectrocloud.com/pool"),
        QStringLiteral("easel.spectrocloud.com/cluster"),
        QStringLiteral("easel.spectrocloud.com/deployment"),
        QStringLiteral("easel.spectrocloud.com/workload-deployment"),
        QStringLiteral("easel.spectrocloud.com/component"),
    };
    return keys.contains(key) || key.startsWith(u"easel.spectrocloud.com/gpu.") ||
           key.startsWith(u"applyset.kubernetes.io/");
}

bool isEngineAnnotation(const QString &key)
{
    static const QStringList keys = {
        QStringLiteral("easel.spectrocloud.com/created-namespace"),
        QStringLiteral("easel.spectrocloud.com/cluster-status"),
        QStringLiteral("easel.spectrocloud.com/adopt-cluster-uid"),
        QStringLiteral("easel.spectrocloud.com/force-conflicts"),
        QStringLiteral("kubectl.kubernetes.io/last-applied-configuration"),
        QStringLiteral("reconcile.fluxcd.io/requestedAt"),
    };
    return keys.contains(key) || key.startsWith(u"applyset.kubernetes.io/");
}

QJsonObject withoutServerFields(const QJsonObject &object, QStringList *dropped)
{
    QJsonObject result = object;
    if (result.contains(u"status")) {
        result.remove(QStringLiteral("status"));
        if (dropped)
            dropped->append(QStringLiteral("status"));
    }
    QJsonObject metadata = result.value(u"metadata").toObject();
    for (const QString &field : serverFields()) {
        if (!metadata.contains(field))
            continue;
        metadata.remove(field);
        if (dropped)
            dropped->append(QStringLiteral("metadata.") + field);
    }
    result.insert(QStringLiteral("metadata"), metadata);
    return result;
}

Clone cloneOf(const QJsonObject &object, const QString &newName)
{
    Clone clone;
    const ObjectRef self = refOf(object);
    clone.object = withoutServerFields(object, &clone.dropped);
    QJsonObject metadata = clone.object.value(u"metadata").toObject();
    // A brought cluster's record is a cluster by its labels; any other object has them from the engine.
    const bool record = self.group().isEmpty() && self.kind == u"Secret";
    if (!record)
        dropKeys(metadata, QStringLiteral("labels"), isEngineLabel, &clone.dropped);
    dropKeys(metadata, QStringLiteral("annotations"), isEngineAnnotation, &clone.dropped);
    metadata.insert(QStringLiteral("name"), newName);
    metadata.remove(QStringLiteral("generateName"));
    QJsonObject annotations = metadata.value(u"annotations").toObject();
    annotations.insert(QStringLiteral("easel.spectrocloud.com/cloned-from"),
                       self.namespaceName.isEmpty() ? self.name : self.namespaceName + u'/' + self.name);
    metadata.insert(QStringLiteral("annotations"), annotations);
    clone.object.insert(QStringLiteral("metadata"), metadata);
    if (self.group() != spectroGroup)
        return clone;

    if (self.kind == u"ProfileBundle" || self.kind == u"WorkloadProfile") {
        const auto old = Version::parse(versionOf(object));
        const VersioningType counting = old ? old->type() : VersioningType::Basic;
        clone.object = withVersion(clone.object, newName, Version::first(counting).canonical());
        QJsonObject spec = clone.object.value(u"spec").toObject();
        if (spec.contains(u"revisionNotes")) { // they speak of the other one's history
            spec.remove(QStringLiteral("revisionNotes"));
            clone.object.insert(QStringLiteral("spec"), spec);
            clone.dropped.append(QStringLiteral("spec.revisionNotes"));
        }
    } else if (self.kind == u"Project") {
        metadata.insert(QStringLiteral("namespace"), newName); // PRJ-1
        clone.object.insert(QStringLiteral("metadata"), metadata);
    } else if (self.kind == u"ComputePool") {
        const PoolView pool(object);
        for (const ClusterConfigView &cluster : pool.clusters) {
            if (!cluster.vip.isEmpty())
                clone.toDecide.append(cluster.vipPointer.toFieldPath());
        }
    } else if (self.kind == u"AIWorkload") {
        QJsonValue root = clone.object;
        const JsonPointer poolName =
            JsonPointer::of({QStringLiteral("spec"), QStringLiteral("compute"), QStringLiteral("dedicated"),
                             QStringLiteral("poolName")});
        if (poolName.exists(root)) { // the default is the deployment's own name
            poolName.remove(root);
            clone.dropped.append(poolName.toFieldPath());
        }
        clone.object = root.toObject();
        for (const char *path : {"spec.compute.dedicated.paletteClusterDeploymentConfig.edge.vip",
                                 "spec.clusterVariant.dedicated.paletteClusterDeploymentConfig.edge.vip",
                                 "spec.paletteClusterDeploymentConfig.edge.vip"}) {
            const QString text = QString::fromLatin1(path);
            if (!isMissing(valueAt(object, text)))
                clone.toDecide.append(text);
        }
    }
    return clone;
}

} // namespace easel
