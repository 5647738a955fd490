// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/tolerant.h"

namespace easel {

// Environment (2.16).
struct EnvironmentView : ViewBase
{
    explicit EnvironmentView(const QJsonObject &source);

    QString type; // topology-ocm, topology-ocm-byop
    QString hubNamespace;
    QJsonObject placement; // OCM's PlacementSpec
    JsonPointer placementPointer;
    QJsonObject rolloutStrategy; // All, Progressive, ProgressivePerGroup
    TolerantReader::Reference placementRef;
    QString ownerPool;            // empty when made by hand
    QStringList selectedClusters; // status
    std::optional<qint64> clusterCount;

    bool usesExistingPlacement() const { return type == u"topology-ocm-byop"; }
};

// ScalingPolicy (2.8).
struct ScalingPolicyView : ViewBase
{
    explicit ScalingPolicyView(const QJsonObject &source);

    struct Rule
    {
        QString family; // empty: CPU
        std::optional<qint64> up;
        std::optional<qint64> down;
        QString upDuration;
        QString downDuration;
        JsonPointer pointer;
    };
    struct Bounds
    {
        QString family; // empty: CPU
        std::optional<qint64> min;
        std::optional<qint64> max;
        JsonPointer pointer;
    };
    std::optional<Rule> cpu;
    QList<Rule> gpus;
    std::optional<Bounds> cpuBounds;
    QList<Bounds> gpuBounds;
    QString cooldown;
    QString abort;

    bool hasRuleFor(const QString &family) const;
};

} // namespace easel
