// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/placementfix.h"

#include "core/base/text.h"
#include "core/placement/labelselector.h"
#include "core/placement/placementform.h"
#include "core/placement/placementreason.h"
#include "core/placement/placementspec.h"
#include "core/placement/placementworld.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Kind = PlacementFix::Kind;
using Rule = PlacementReason::Rule;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::PlacementFix)
};

PlacementFix fixOfSelector(const PlacementSpec &spec, const PlacementReason &reason)
{
    if (reason.predicate < 0 || reason.predicate >= spec.predicates.size())
        return {};
    const bool claim = reason.rule == Rule::ClaimSelector;
    const ClusterSelectorSpec &predicate = spec.predicates.at(reason.predicate);
    const auto selector = LabelSelector::parse(claim ? predicate.claims : predicate.labels);
    if (!selector)
        return {};
    for (const LabelSelector::Requirement &requirement : selector->requirements()) {
        if (requirement.text != reason.needed || requirement.op != LabelSelector::Operator::In)
            continue;
        if (!reason.actual.isNull())
            return {Kind::AllowValue, reason.predicate, claim, requirement.key, reason.actual, {}};
        // A cluster says its claims of itself, and Easel's own labels follow from what it is.
        if (!claim && !requirement.values.isEmpty() &&
            !requirement.key.startsWith(u"easel.spectrocloud.com/"))
            return {Kind::SetLabel, reason.predicate, false, requirement.key, requirement.values.first(), {}};
    }
    return {};
}

} // namespace

PlacementFix fixOf(const PlacementSpec &spec, const PlacementCluster &cluster, const PlacementReason &reason)
{
    switch (reason.rule) {
    case Rule::LabelSelector:
    case Rule::ClaimSelector:
        return fixOfSelector(spec, reason);
    case Rule::Taint:
    case Rule::TolerationEnded:
    case Rule::NewCluster:
        for (const ClusterTaint &taint : cluster.taints) {
            if (taint.text() == reason.needed)
                return {Kind::Tolerate, -1, false, taint.key, taint.value, taint.effect};
        }
        return {};
    case Rule::Health:
        return {Kind::OpenCluster, -1, false, {}, {}, {}};
    case Rule::NotDecided:
    case Rule::Deleting:
    case Rule::ClusterSet:
    case Rule::CelSelector:
    case Rule::NumberOfClusters:
    case Rule::Spread:
        break;
    }
    return {};
}

QString fixText(const PlacementFix &fix)
{
    switch (fix.kind) {
    case Kind::AllowValue:
        return fix.value.isEmpty() ? Text::tr("Allow none")
                                   : Text::tr("Allow %1").arg(cleanedLine(fix.value));
    case Kind::Tolerate:
        return Text::tr("Tolerate");
    case Kind::SetLabel:
        return Text::tr("Add label…");
    case Kind::OpenCluster:
        return Text::tr("Open cluster");
    case Kind::None:
        break;
    }
    return {};
}

QJsonObject withFix(QJsonObject placement, const PlacementFix &fix)
{
    if (fix.kind == Kind::Tolerate) {
        QList<PlacementTolerationRow> rows = placementTolerations(placement);
        rows << PlacementTolerationRow{fix.key, u"Equal"_s, fix.value, fix.effect, {}};
        return withPlacementTolerations(placement, rows);
    }
    QList<QList<ClusterCondition>> sets = placementConditions(placement);
    if (fix.kind != Kind::AllowValue || fix.predicate < 0 || fix.predicate >= sets.size())
        return placement;
    for (ClusterCondition &condition : sets[fix.predicate]) {
        if (condition.claim != fix.claim || condition.key != fix.key || condition.op != u"In" ||
            condition.values.contains(fix.value))
            continue;
        condition.values << fix.value;
        condition.inMap = false; // matchLabels takes one value
        break;
    }
    return withPlacementConditions(placement, sets);
}

} // namespace easel
