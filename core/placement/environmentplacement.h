// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/finding.h"
#include "core/domain/objectset.h"
#include "core/placement/clusterchoice.h"
#include "core/placement/rolloutorder.h"

namespace easel {

// Which clusters an Environment (resource-model 2.16, 3.i) picks, as its screens show it.
struct EnvironmentChoice
{
    struct Chosen
    {
        QString cluster;
        QString source; // pool, brought, ocm
        std::optional<qint64> total;
        bool isNew = false;
    };
    struct NotChosen
    {
        QString cluster;
        std::optional<qint64> total; // of those that passed every filter
        bool leaves = false;         // it is chosen now
        QList<PlacementReason> reasons;
    };
    struct Move
    {
        QString from;
        QString to;
        std::optional<qint64> gain; // nothing when `from` no longer passes the filters
    };
    enum class Stage : quint8 { Visible, Labels, Claims, Taints, Healthy, Chosen };
    struct FunnelStage
    {
        Stage stage = Stage::Visible;
        int clusters = 0;
    };

    PlacementWorld world;
    PlacementRequest request;
    PlacementOutcome outcome;
    QList<Chosen> chosen;       // best first
    QList<NotChosen> notChosen; // those with a score first, best first; then by name
    QList<Move> moves;
    QList<FunnelStage> funnel; // Healthy only on plain hubs
    QHash<QString, ObjectRef>
        objects; // by cluster: the ManagedCluster, the pool or the brought cluster's Secret
    RolloutOrder rollout;
    QList<Finding> findings; // ENV-2, ENV-3, ENV-4, ENV-7
};

// `environment` may be a draft. `objects`: on a hub with Open Cluster Management its cluster kinds; on a
// plain hub Projects, Tenants, ComputePools, Secrets and Environments, whose status says what is chosen now.
EnvironmentChoice chooseForEnvironment(const QJsonObject &environment, const ObjectSet &objects,
                                       PlacementHub hub, qint64 nowMs, qint64 moveThreshold = 20);

// The Placement an Environment gets on a hub with Open Cluster Management: "<namespace>-<environment>", cut.
QString placementNameOf(const QString &namespaceName, const QString &environment);

} // namespace easel
