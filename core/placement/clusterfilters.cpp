// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/clusterfilters.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
#include <limits>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

// 3.i: these taints mean that a cluster is leaving.
bool marksLeaving(const ClusterTaint &taint)
{
    return taint.key == u"fleetconfig.open-cluster-management.io/workload-cleanup" ||
           taint.key == u"fleetconfig.open-cluster-management.io/terminating";
}

void explain(const LabelSelector &selector, PlacementReason::Rule rule, int predicate,
             const QMap<QString, QString> &values, QList<PlacementReason> *reasons)
{
    for (const LabelSelector::Requirement &requirement : selector.requirements()) {
        if (requirement.matches(values))
            continue;
        const auto found = values.constFind(requirement.key);
        QString actual;
        if (found != values.constEnd())
            actual = found->isEmpty() ? u""_s : *found; // empty, but not missing
        reasons->append(PlacementReason{rule, predicate, requirement.text, actual});
    }
}

} // namespace

Result<CompiledSelector> compileSelector(const ClusterSelectorSpec &spec)
{
    auto labels = LabelSelector::parse(spec.labels);
    if (!labels)
        return failure(labels.error());
    // Claims have expressions only.
    auto claims =
        LabelSelector::parse({{u"matchExpressions"_s, spec.claims.value(u"matchExpressions").toArray()}});
    if (!claims)
        return failure(claims.error());
    return CompiledSelector{std::move(*labels), std::move(*claims), spec.cel};
}

SelectorMatch matchCluster(const CompiledSelector &selector, const PlacementCluster &cluster)
{
    if (!selector.labels.matches(cluster.labels) || !selector.claims.matches(cluster.claims))
        return SelectorMatch::No;
    return selector.cel.isEmpty() ? SelectorMatch::Yes : SelectorMatch::Open;
}

void explainMismatch(const CompiledSelector &selector, int predicate, const PlacementCluster &cluster,
                     QList<PlacementReason> *reasons)
{
    const qsizetype before = reasons->size();
    if (before == 0)
        reasons->reserve(4);
    explain(selector.labels, PlacementReason::Rule::LabelSelector, predicate, cluster.labels, reasons);
    explain(selector.claims, PlacementReason::Rule::ClaimSelector, predicate, cluster.claims, reasons);
    if (reasons->size() != before)
        return;
    for (const QString &expression : selector.cel)
        reasons->append(PlacementReason{PlacementReason::Rule::CelSelector, predicate, expression, {}});
}

QString TaintFilter::problem() const
{
    for (const PlacementToleration &toleration : m_tolerations) {
        if (toleration.key.isEmpty() && toleration.op != u"Exists")
            return u"If the key is empty, operator must be Exists."_s;
        if (toleration.op == u"Exists" && !toleration.value.isEmpty())
            return u"If the operator is Exists, the value should be empty."_s;
    }
    return {};
}

QString TaintFilter::effectOf(const ClusterTaint &taint) const
{
    if (m_plainHub && marksLeaving(taint) && taint.effect != u"NoSelect")
        return u"NoSelectIfNew"_s;
    return taint.effect;
}

std::optional<qint64> TaintFilter::endOf(const ClusterTaint &taint, qint64 seconds) const
{
    if (!taint.addedMs)
        return std::nullopt;
    if (!m_plainHub) // Go's durations are nanoseconds in 64 bits and wrap
        return *taint.addedMs + qint64(quint64(seconds) * 1'000'000'000U) / 1'000'000;
    constexpr qint64 most = std::numeric_limits<qint64>::max();
    if (seconds > (most - std::max<qint64>(0, *taint.addedMs)) / 1000)
        return most;
    return *taint.addedMs + std::max(seconds, -most / 4000) * 1000;
}

TaintFilter::Verdict TaintFilter::verdict(const ClusterTaint &taint, bool chosen) const
{
    const QString effect = effectOf(taint);
    if (effect == u"PreferNoSelect" || (effect == u"NoSelectIfNew" && chosen))
        return {true, {}, {}};
    Verdict verdict;
    for (const PlacementToleration &toleration : m_tolerations) {
        if (!toleration.effect.isEmpty() && toleration.effect != taint.effect)
            continue;
        if (!toleration.key.isEmpty() && toleration.key != taint.key)
            continue;
        const bool equal = toleration.op.isEmpty() || toleration.op == u"Equal";
        if (equal ? toleration.value != taint.value : toleration.op != u"Exists")
            continue;
        if (!toleration.seconds)
            return {true, {}, {}};
        const auto end = endOf(taint, *toleration.seconds);
        if (end && m_nowMs < *end)
            return {true, *end == std::numeric_limits<qint64>::max() ? std::nullopt : end, {}};
        verdict.endedMs = std::max(verdict.endedMs.value_or(std::numeric_limits<qint64>::min()),
                                   end.value_or(std::numeric_limits<qint64>::min()));
    }
    return verdict;
}

bool TaintFilter::passes(const PlacementCluster &cluster, bool chosen) const
{
    return std::all_of(cluster.taints.begin(), cluster.taints.end(),
                       [&](const ClusterTaint &taint) { return verdict(taint, chosen).tolerated; });
}

void TaintFilter::explain(const PlacementCluster &cluster, bool chosen, QList<PlacementReason> *reasons) const
{
    using Rule = PlacementReason::Rule;
    for (const ClusterTaint &taint : cluster.taints) {
        const Verdict found = verdict(taint, chosen);
        if (found.tolerated)
            continue;
        PlacementReason reason{Rule::Taint, -1, taint.text(), {}};
        if (found.endedMs) {
            reason.rule = Rule::TolerationEnded;
            if (*found.endedMs != std::numeric_limits<qint64>::min())
                reason.actual = QDateTime::fromMSecsSinceEpoch(*found.endedMs, Qt::UTC).toString(Qt::ISODate);
        } else if (effectOf(taint) == u"NoSelectIfNew") {
            reason.rule = Rule::NewCluster;
        }
        reasons->append(reason);
    }
}

std::optional<qint64> TaintFilter::endsAt(const PlacementCluster &cluster, bool chosen) const
{
    std::optional<qint64> first;
    for (const ClusterTaint &taint : cluster.taints) {
        const Verdict found = verdict(taint, chosen);
        if (!found.tolerated)
            return std::nullopt;
        if (found.untilMs && (!first || *found.untilMs < *first))
            first = found.untilMs;
    }
    return first;
}

} // namespace easel
