// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace easel {

// Why a cluster is not chosen: one failing rule with what it needs and what is there. Texts are values of the
// objects; reasonSentence() makes a sentence of them only when somebody looks.
struct PlacementReason
{
    enum class Rule : quint8 {
        NotDecided,       // nothing was decided; needed: what stopped it
        Deleting,         // the cluster is being deleted
        ClusterSet,       // needed: the sets that count; actual: the sets it is in
        Health,           // plain hubs; actual: what is wrong
        LabelSelector,    // needed: a requirement; actual: the label's value, null when there is none
        ClaimSelector,    // same of a claim
        CelSelector,      // needed: the expression, which is not evaluated
        Taint,            // needed: a toleration of this taint
        TolerationEnded,  // needed: the taint; actual: when the toleration ended
        NewCluster,       // needed: the taint, which keeps out clusters that are not chosen yet
        NumberOfClusters, // needed: total score of the last chosen; actual: its own
        Spread,           // needed: the constraint; actual: its topology
    };
    Rule rule = Rule::NotDecided;
    int predicate = -1; // which entry of `predicates`, from 0
    QString needed{};
    QString actual{};
};

// The rule as JSON and scripts know it ("labelSelector").
QString reasonRuleName(PlacementReason::Rule rule);
// "Label region is us; predicate 1 needs region=eu."
QString reasonSentence(const PlacementReason &reason);
// The same without the rule, for a row that has it beside it: "region is us, needs eu or asia".
QString reasonBrief(const PlacementReason &reason);

// A cluster that is not chosen, with every rule that failed at the stage where it fell out.
struct LeftOutCluster
{
    QString cluster;
    QList<PlacementReason> reasons;
};

} // namespace easel
