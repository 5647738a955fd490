// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QStringList>

#include <optional>

namespace easel {

// A PlacementSpec as rows of a form. Reading and writing back what was read gives the same JSON; what a form
// does not show (CEL, fields that nobody knows) stays where it is.

// One requirement of a predicate or of a decision group.
struct ClusterCondition
{
    bool claim = false; // of a cluster claim, not of a label
    QString key;
    QString op = QStringLiteral("In"); // In, NotIn, Exists, DoesNotExist
    QStringList values;
    bool inMap = false; // stands in matchLabels
    bool takesValues() const { return op == u"In" || op == u"NotIn"; }
    bool operator==(const ClusterCondition &) const = default;
};
// `selector` is a requiredClusterSelector or a groupClusterSelector.
QList<ClusterCondition> clusterConditions(const QJsonObject &selector);
QJsonObject withClusterConditions(QJsonObject selector, const QList<ClusterCondition> &conditions);

// The predicates, of which one must hold.
QList<QList<ClusterCondition>> placementConditions(const QJsonObject &placement);
QJsonObject withPlacementConditions(QJsonObject placement, const QList<QList<ClusterCondition>> &sets);

// What a prioritizer is called: "Steady", "ResourceAllocatableGPU/NVIDIA-L40S", "AddOn/<object>/<score>".
struct PlacementWeight
{
    QString name;
    int weight = 1;
    bool operator==(const PlacementWeight &) const = default;
};
QList<PlacementWeight> placementWeights(const QJsonObject &placement);
QJsonObject withPlacementWeights(QJsonObject placement, const QList<PlacementWeight> &weights);

struct PlacementTolerationRow
{
    QString key;
    QString op = QStringLiteral("Exists"); // Exists, Equal
    QString value;
    QString effect; // empty: every effect
    QString seconds;
    bool operator==(const PlacementTolerationRow &) const = default;
};
QList<PlacementTolerationRow> placementTolerations(const QJsonObject &placement);
QJsonObject withPlacementTolerations(QJsonObject placement, const QList<PlacementTolerationRow> &rows);

struct PlacementSpreadRow
{
    bool claim = false;
    QString key;
    int maxSkew = 1;
    bool hard = true; // DoNotSchedule
    bool operator==(const PlacementSpreadRow &) const = default;
};
QList<PlacementSpreadRow> placementSpread(const QJsonObject &placement);
QJsonObject withPlacementSpread(QJsonObject placement, const QList<PlacementSpreadRow> &rows);

struct PlacementGroupRow
{
    QString name;
    QList<ClusterCondition> conditions;
    bool operator==(const PlacementGroupRow &) const = default;
};
QList<PlacementGroupRow> placementGroups(const QJsonObject &placement);
QJsonObject withPlacementGroups(QJsonObject placement, const QList<PlacementGroupRow> &rows);

// "region=arctic|alpine, claim:gpu.family, !old" in one line, and back; for groups. Nothing: it cannot be
// understood.
QString conditionsText(const QList<ClusterCondition> &conditions);
std::optional<QList<ClusterCondition>> conditionsFromText(const QString &text);

} // namespace easel
