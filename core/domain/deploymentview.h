// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/poolview.h"

namespace easel {

// AIWorkload (2.19): an app or model deployment.
struct DeploymentView : ViewBase
{
    explicit DeploymentView(const QJsonObject &source);

    struct Link
    {
        QString name;
        QString url;
        JsonPointer pointer;
    };
    struct Part // workloadDeploymentConfigs[]
    {
        QString name;
        TolerantReader::Reference profile;
        QJsonObject variables; // name -> TypedValue or plain scalar
        QMap<QString, QString> labels;
        QMap<QString, QString> annotations;
        JsonPointer pointer;
    };
    struct AccessUrl
    {
        QString name;
        QString url;
        QString cluster;
    };
    struct Dedicated
    {
        QString poolName;
        TolerantReader::Reference bundle;
        QMap<QString, QString> controlPlaneResourceGroups;
        QMap<QString, QString> workerResourceGroups;
        QString scalingPolicy;
        ClusterConfigView config;
    };

    bool isModel = false;
    QString displayName;
    QString description;
    QList<Link> links;
    QList<TolerantReader::Reference> bundles;
    TolerantReader::Reference computePool;
    TolerantReader::Reference environment;
    std::optional<Dedicated> dedicated;
    QString modelSource;
    QString modelId;
    QString servedName;
    QString targetNamespace; // default: the object's name
    QList<Part> parts;
    QMap<QString, qint64> gpuRequests;
    bool suspended = false;
    // status
    QList<AccessUrl> accessUrls;
    QStringList workloadDeployments;

    // The pool it runs on or owns; for an environment empty.
    QString poolName() const;
    int computeChoices() const; // how many of pool, dedicated, environment are given: must be 1
    // What it asks of the machines: the requests, or for a new pool what the pool would ask.
    QMap<QString, qint64> gpusAsked() const;
};

// WorkloadDeployment (2.17).
struct WorkloadDeploymentView : ViewBase
{
    explicit WorkloadDeploymentView(const QJsonObject &source);

    TolerantReader::Reference profile;
    TolerantReader::Reference environment;
    QString targetNamespace;
    QJsonObject variables;
    QMap<QString, QString> workloadLabels;
    QMap<QString, QString> workloadAnnotations;
    bool suspended = false;
    QStringList clusters; // status
};

// Workload (2.18): what was sent to one cluster.
struct WorkloadView : ViewBase
{
    explicit WorkloadView(const QJsonObject &source);

    QString cluster;
    QString targetNamespace;
    QString workloadDeployment; // from the label
    QJsonArray components;
};

} // namespace easel
