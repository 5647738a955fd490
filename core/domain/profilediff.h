// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/objectset.h"

namespace easel {

// A cluster profile that a bundle refers to, with everything that the bundle says about it.
struct ProfileLayer
{
    struct Pack
    {
        QString name;
        QString values; // YAML text, as the bundle has it
        bool operator==(const Pack &) const = default;
    };
    QString cloudType;
    QString name;
    QString uid;
    QString version;
    QString type; // infra, cluster, add-on
    QList<Pack> packs;
    QList<QPair<QString, QString>> variables; // name, value; empty: asked for
    bool operator==(const ProfileLayer &) const = default;
};
// The full or infrastructure profile first, then add-ons as they stand.
QList<ProfileLayer> profileLayers(const QJsonObject &bundle);

// One difference between two versions of a bundle.
struct ProfileDifference
{
    QString profile;
    QString what; // for people: "Version", "Variable driverBranch", "Values of pack calico"
    QString from; // "–" where there was nothing
    QString to;
    bool operator==(const ProfileDifference &) const = default;
};
QList<ProfileDifference> profileDifferences(const QJsonObject &from, const QJsonObject &to);

// Pools whose clusters are built from the bundle: "glaciology/firn-train".
QStringList poolsWithBundle(const ObjectSet &objects, const QString &namespaceName, const QString &bundle);

// A bundle that holds a cluster profile of this name, in whatever version.
struct ProfileUser
{
    ObjectRef bundle;
    QString version; // of the cluster profile there
    int pools = 0;   // with that bundle
    bool operator==(const ProfileUser &) const = default;
};
// All but the bundle itself, by namespace and name.
QList<ProfileUser> otherUsersOf(const ProfileLayer &layer, const ObjectSet &objects, const ObjectRef &bundle);

} // namespace easel
