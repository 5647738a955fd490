// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tolerant.h"

namespace easel {

// An entry of a VariableSet or of a bundle's variableSet (2.15).
struct VariableView
{
    QString name;
    QString type;
    QJsonValue value{QJsonValue::Undefined}; // typed
    QString description;
    bool required = false;
    bool locked = false;
    QString inputType;
    JsonPointer pointer;
};
QList<VariableView> readVariables(const TolerantReader &reader, TolerantReader::Paths paths);

struct VariableSetView : ViewBase
{
    explicit VariableSetView(const QJsonObject &source);
    QList<VariableView> variables;
};

struct BundleView : ViewBase
{
    explicit BundleView(const QJsonObject &source);

    struct ProfileVariable
    {
        QString name;
        QString value;
        bool ask = false;
    };
    struct ClusterProfile
    {
        QString cloudType;
        QString name;
        QString uid;
        QString version;
        QString type; // infra, cluster, add-on
        QList<ProfileVariable> variables;
        JsonPointer pointer;
    };
    struct WorkloadProfile
    {
        TolerantReader::Reference ref;
        QString alias;
        QJsonObject variables;
        JsonPointer pointer;
    };
    struct GpuRequirement
    {
        QString family;
        std::optional<qint64> minCount;
        std::optional<qint64> minMemoryMiB;
    };
    struct Requirements
    {
        std::optional<qint64> minNodes;
        std::optional<qint64> cpuCount;
        std::optional<qint64> memoryMiB;
        QList<GpuRequirement> gpus;
        QString kubernetes; // ">=1.31"
    };

    QString displayName;
    QString description;
    QString revisionNotes;
    QString type;    // infrastructure, application, fullstack; as stored when unknown
    QString base;    // 3.h
    QString version; // 3.h
    QList<ClusterProfile> clusterProfiles;
    QList<WorkloadProfile> workloadProfiles;
    QList<VariableView> variables;
    QStringList helmRepositories;
    QStringList ociRepositories;
    Requirements requirements;

    bool needsClusterProfiles() const { return type == u"infrastructure" || type == u"fullstack"; }
    bool needsWorkloadProfiles() const { return type == u"application" || type == u"fullstack"; }
    // How many of infra and cluster type there are for a cloud type: must be one.
    qsizetype fullProfileCount(const QString &cloudType) const;
};

} // namespace easel
