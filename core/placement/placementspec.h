// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

#include <optional>

namespace easel {

// Label, claim and CEL selector of a predicate or a decision group, as written: what is wrong in one shows
// only when a cluster is there to be judged.
struct ClusterSelectorSpec
{
    QJsonObject labels;
    QJsonObject claims;
    QStringList cel;
};

struct PlacementToleration
{
    QString key;
    QString op; // Exists, Equal; empty is Equal
    QString value;
    QString effect; // empty: every effect
    std::optional<qint64> seconds;
};

struct PrioritizerConfig
{
    bool hasCoordinate = false;
    QString type; // BuiltIn, AddOn
    QString builtIn;
    bool hasAddOn = false;
    QString resourceName;
    QString scoreName;
    qint64 weight = 0;
};

struct SpreadConstraint
{
    QString topologyKey;
    bool claim = false; // the key names a cluster claim, not a label
    qint64 maxSkew = 1;
    bool doNotSchedule = false; // else ScheduleAnyway
};

struct DecisionGroupSpec
{
    QString name;
    ClusterSelectorSpec selector;
};

// Open Cluster Management's PlacementSpec.
struct PlacementSpec
{
    QStringList clusterSets;
    std::optional<qint64> numberOfClusters;
    QList<ClusterSelectorSpec> predicates; // one must hold; none: every cluster
    QList<PlacementToleration> tolerations;
    QString mode; // Additive, Exact; empty is Additive
    QList<PrioritizerConfig> prioritizers;
    QList<DecisionGroupSpec> groups;
    QJsonValue clustersPerGroup; // a number or "25%"; undefined: all in one
    QList<SpreadConstraint> spread;
    QStringList notes; // sentences about values of an unknown shape, which are left out

    bool usesCel() const;
};

// Reads tolerantly: what cannot be understood is left out and noted. `defaulted` fills in what an API server
// would (coordinate type BuiltIn, weight 1), for specs that never went through one.
PlacementSpec readPlacementSpec(const QJsonObject &spec, bool defaulted);

struct PlacementCondition
{
    QString type;
    QString status;
    QString reason;
    QString message;
    bool operator==(const PlacementCondition &) const = default;
};

// A Placement object.
struct PlacementObject
{
    QString namespaceName;
    QString name;
    PlacementSpec spec;
    bool deleting = false;
    bool disabled = false; // by annotation
    qint64 selected = 0;   // status
    QList<PlacementCondition> conditions;
};
PlacementObject readPlacement(const QJsonObject &object, bool defaulted = false);

} // namespace easel
