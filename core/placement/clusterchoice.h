// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/placementreason.h"
#include "core/placement/placementspec.h"
#include "core/placement/placementworld.h"

namespace easel {

// Who decides. On a hub with Open Cluster Management Easel predicts its scheduler, quirks included; on a
// plain hub it decides itself, by the same filters, scores, weights and order, without the quirks that lose
// decisions:
//
// clang-format off
// | The scheduler                                                       | On a plain hub                      |
// |---------------------------------------------------------------------|-------------------------------------|
// | empties the decisions of a misconfigured placement                  | decisions stay                      |
// | deletes every decision object for a bad group length                | decisions stay                      |
// | deletes the objects behind the first bad group selector             | decisions stay                      |
// | fails the whole reconcile for one set of an unknown type            | sets play no part                   |
// | empties decisions when the last binding goes                        | sets play no part                   |
// | panics on a negative number of clusters                             | misconfigured, decisions stay       |
// | moves for any gain, so Balance and Steady take turns                | only above `moveThreshold`          |
// | misses the end of a toleration of a cluster that was just chosen    | it counts for the next look         |
// | takes a coordinate without a type for an AddOn without a name       | it is a BuiltIn                     |
// | an expiry that does not fit its clock's range wraps to the past     | never ends                          |
// | does not know ResourceAllocatableGPU: misconfigured                 | scores by GPUs, all or of a family  |
// | ignores spreadPolicy                                                | does what its API describes         |
// | turns bad health into taints only                                   | skips unhealthy new clusters        |
// clang-format on
//
// CEL selectors are evaluated by neither: `notEvaluated` says so.
enum class PlacementHub : quint8 { OpenClusterManagement, Plain };

struct PlacementRequest
{
    PlacementObject placement;
    PlacementHub hub = PlacementHub::OpenClusterManagement;
    qint64 nowMs = 0;
    qint64 moveThreshold = 20; // points of total score; plain hubs
};

struct PrioritizerWeight
{
    QString name; // "Balance", "AddOn/gpu/free"
    qint64 weight = 0;
    bool operator==(const PrioritizerWeight &) const = default;
};

// Clusters that passed the filters, best first.
struct PlacementScores
{
    QList<PrioritizerWeight> prioritizers; // by name
    std::vector<int> clusters;             // places in the world's list
    std::vector<qint64> totals;
    std::vector<std::optional<qint64>> parts; // row by row; nothing: no score, which counts 0

    std::optional<qint64> part(size_t row, qsizetype prioritizer) const
    {
        return parts[row * size_t(prioritizers.size()) + size_t(prioritizer)];
    }
};

struct DecisionGroup
{
    QString name;
    int index = 0;
    QStringList clusters; // by name
};

// A decision object as the reconcile leaves it, with the labels it is meant to have.
struct DecisionResult
{
    QString name;
    QString group;
    int index = 0;
    QStringList clusters;
    bool operator==(const DecisionResult &) const = default;
};

// The state after one reconcile.
struct PlacementOutcome
{
    enum class Sync : quint8 {
        Ok,
        Warning, // done, but a score had expired; it is tried again
        Misconfigured,
        Error,   // nothing written
        Skipped, // being deleted, or switched off by annotation
        Panic,   // the scheduler crashes; nothing written
        Open,    // depends on CEL
    };
    Sync sync = Sync::Ok;
    QString syncError;
    QStringList warnings;     // sentences of the scheduler
    QStringList notes;        // sentences of Easel
    QStringList notEvaluated; // "cel"
    qint64 selected = 0;
    QStringList clusters; // chosen, by name; empty when nothing was decided
    QList<DecisionGroup> groups;
    QList<DecisionResult> decisions;
    QList<PlacementCondition> conditions; // by type
    std::optional<int> candidates;
    QStringList droppedByPredicates;
    QStringList droppedByTaints;
    QStringList undecided; // CEL has the last word on these
    bool scored = false;
    PlacementScores scores;
    std::optional<qint64> requeueAfterMs;
    QStringList staleLabels;
    std::vector<LeftOutCluster> leftOut; // by name

    // The decision objects after it, for PlacementWorld; and those that are gone.
    QList<DecisionObject> objects;
    QStringList removed; // keys
};

PlacementOutcome decidePlacement(const PlacementWorld &world, const PlacementRequest &request);

// Writes an outcome into a world: what the next placement, or the next reconcile, sees.
void applyOutcome(PlacementWorld *world, const PlacementOutcome &outcome);

QString placementSyncName(PlacementOutcome::Sync sync); // "ok", "notEvaluated"

} // namespace easel
