// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/palettemeta.h"

namespace easel {

// One layer of a cluster profile.
struct ProfilePack
{
    QString name;
    QString layer; // "os", "k8s", "cni", "csi", "addon", "kernel"
    QString type;  // "spectro", "helm", "manifest", "oci"
    QString tag;
    QString version;
    QString packUid;
    QString registryUid;
    QString values; // YAML text; only in a profile by itself, not in lists
    QStringList manifests;
    bool invalid = false;
    QString invalidReason;
};

// The content of a profile, published or draft.
struct ProfileContent
{
    QString uid;
    QString type;      // "cluster", "infra", "add-on", "system"
    QString cloudType; // "edge-native", "all"
    QString version;
    QList<ProfilePack> packs;

    // Both fill the one infrastructure place of a cluster.
    bool isInfrastructure() const { return type == u"infra" || type == u"cluster"; }
};

// A cluster profile: one version by itself (own uid), or a row of the list that has one row a name.
struct ClusterProfile
{
    struct Version
    {
        QString uid;
        QString version;
    };
    PaletteMeta meta;
    QString version;         // of this uid; in the list the latest
    QList<Version> versions; // all of this name, each a profile of its own
    ProfileContent content;  // published; the draft where nothing is
    bool isPublished = false;
    QList<PaletteRef> clusters; // that use it

    const QString &uid() const { return meta.uid; }
};

ClusterProfile readClusterProfile(const QJsonObject &object);
ProfilePack readProfilePack(const QJsonObject &pack);
ProfileContent readProfileContent(const QJsonObject &content);

// A row of the light list: one a version.
struct ProfileVersionRow
{
    QString uid;
    QString name;
    QString version;
    QString cloudType;
};
ProfileVersionRow readProfileVersionRow(const QJsonObject &item);

// A pack with its YAML, as .../packs lists them.
ProfilePack readPackEntity(const QJsonObject &item);

} // namespace easel
