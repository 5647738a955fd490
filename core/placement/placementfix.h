// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace easel {

struct PlacementCluster;
struct PlacementReason;
struct PlacementSpec;

// The next step for a cluster that fails a rule, as a screen offers it with one click. It gets past the first
// rule that fails; whether the cluster is chosen then is decided anew (whatWouldHelp() tries all of it).
struct PlacementFix
{
    enum class Kind : quint8 {
        None,
        AllowValue,  // the placement takes `value` of label or claim `key` in `predicate`, too
        Tolerate,    // the placement tolerates the taint key=value:effect
        SetLabel,    // the cluster gets the label key=value
        OpenCluster, // its health is the matter
    };
    Kind kind = Kind::None;
    int predicate = -1;
    bool claim = false;
    QString key;
    QString value;
    QString effect;

    bool changesPlacement() const { return kind == Kind::AllowValue || kind == Kind::Tolerate; }
    bool operator==(const PlacementFix &) const = default;
};

PlacementFix fixOf(const PlacementSpec &spec, const PlacementCluster &cluster, const PlacementReason &reason);

// "Allow antarctic"; empty for None.
QString fixText(const PlacementFix &fix);

// The placement (a PlacementSpec as JSON, all else as it was) with one that changes it.
QJsonObject withFix(QJsonObject placement, const PlacementFix &fix);

} // namespace easel
