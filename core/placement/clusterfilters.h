// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/placement/placementreason.h"
#include "core/placement/placementspec.h"
#include "core/placement/placementworld.h"

namespace easel {

struct CompiledSelector
{
    LabelSelector labels;
    LabelSelector claims;
    QStringList cel;
};
Result<CompiledSelector> compileSelector(const ClusterSelectorSpec &spec);

// Open: labels and claims hold, and a CEL expression has the last word.
enum class SelectorMatch : quint8 { No, Yes, Open };
SelectorMatch matchCluster(const CompiledSelector &selector, const PlacementCluster &cluster);
// Every requirement that does not hold.
void explainMismatch(const CompiledSelector &selector, int predicate, const PlacementCluster &cluster,
                     QList<PlacementReason> *reasons);

// Taints of clusters against the tolerations of one placement at one time.
class TaintFilter
{
public:
    // plainHub: the marks of a leaving cluster keep new work away whatever their effect, and an expiry
    // never wraps.
    TaintFilter(const QList<PlacementToleration> &tolerations, qint64 nowMs, bool plainHub)
        : m_tolerations(tolerations)
        , m_nowMs(nowMs)
        , m_plainHub(plainHub)
    {}

    // What the scheduler says about tolerations it does not take; empty when they are fine.
    QString problem() const;
    // chosen: the cluster is in the placement's decisions now.
    bool passes(const PlacementCluster &cluster, bool chosen) const;
    void explain(const PlacementCluster &cluster, bool chosen, QList<PlacementReason> *reasons) const;
    // When the first toleration that lets the cluster pass ends; nothing when none does, or it does not pass.
    std::optional<qint64> endsAt(const PlacementCluster &cluster, bool chosen) const;

private:
    struct Verdict
    {
        bool tolerated = false;
        std::optional<qint64> untilMs;
        std::optional<qint64> endedMs; // a matching toleration that is over; lowest value: since ever
    };
    Verdict verdict(const ClusterTaint &taint, bool chosen) const;
    QString effectOf(const ClusterTaint &taint) const;
    std::optional<qint64> endOf(const ClusterTaint &taint, qint64 seconds) const;

    const QList<PlacementToleration> &m_tolerations;
    qint64 m_nowMs;
    bool m_plainHub;
};

} // namespace easel
