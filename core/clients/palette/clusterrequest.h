// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/palette/machinepool.h"

namespace easel {

// A profile that a cluster is to have. A version of a profile is a profile of its own with its own uid.
struct ProfileUse
{
    struct PackValues // replaces the whole YAML of that pack
    {
        QString name;
        QString tag;
        QString type; // "spectro", "helm", "manifest", "oci"
        QString values;
    };
    QString uid;
    QString replaces; // uid of the attached profile that this one takes the place of; without it a second
                      // copy is added
    QMap<QString, QString> variables;
    QList<PackValues> packValues; // empty: the profile as it is
};

// A new edge-native cluster.
struct ClusterRequest
{
    QString name;
    QMap<QString, QString> labels;
    QString description;
    QList<ProfileUse> profiles;
    ClusterNetwork network;
    QList<PaletteMachinePool> pools;
    QString timezone;
    std::optional<bool> updateWorkerPoolsInParallel;
};
QJsonObject clusterBody(const ClusterRequest &request); // of create and of validate

// Profiles to add or to put in place of others; those that are not named stay (PATCH).
struct ProfileChange
{
    QList<ProfileUse> profiles;
    bool stageOnly = false; // "DownloadAndInstallLater"
};
QJsonObject profileChangeBody(const ProfileChange &change);
QJsonObject profileCheckBody(const QList<ProfileUse> &profiles); // of the checks before

// A cluster that runs already and is to be shown in Palette.
struct ImportRequest
{
    QString name;
    QMap<QString, QString> labels;
    QString description;
    bool readOnly = true;
    QString httpProxy;
    QString httpsProxy;
    QString noProxy;
    QStringList hostUids; // of the cluster's machines, where Palette knows them
};
QJsonObject importBody(const ImportRequest &request);

} // namespace easel
