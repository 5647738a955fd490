// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/clusterchoice.h"

#include "core/placement/clusterfilters.h"
#include "core/placement/clusterscores.h"
#include "core/placement/clusterspread.h"
#include "core/placement/decisiongroups.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <numeric>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Rule = PlacementReason::Rule;
using Sync = PlacementOutcome::Sync;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Placement)
};

// Clusters of one set; nothing for a type that is not known.
struct SetMembers
{
    bool known = true;
    QString exclusive; // by label
    std::optional<LabelSelector> selector;
    QString problem;

    bool contains(const PlacementCluster &cluster) const
    {
        if (!exclusive.isEmpty())
            return cluster.exclusiveSet == exclusive;
        return selector && selector->matches(cluster.labels);
    }
};

SetMembers membersOf(const PlacementClusterSet &set)
{
    SetMembers members;
    if (set.selectorType.isEmpty() || set.selectorType == u"ExclusiveClusterSetLabel") {
        members.exclusive = set.name;
    } else if (set.selectorType != u"LabelSelector") {
        members.problem = u"selectorType is not right: %1"_s.arg(set.selectorType);
    } else if (set.hasLabelSelector) { // none at all matches nothing
        auto selector = LabelSelector::parse(set.labelSelector);
        if (selector)
            members.selector = std::move(*selector);
        else
            members.problem = selector.error().message;
    }
    return members;
}

// One reconcile of one placement.
class Reconcile
{
public:
    Reconcile(const PlacementWorld &world, const PlacementRequest &request)
        : m_world(world)
        , m_request(request)
        , m_spec(request.placement.spec)
        , m_plain(request.hub == PlacementHub::Plain)
        , m_chosenNow(world.clusters().size())
        , m_reasons(world.clusters().size())
        , m_key(request.placement.namespaceName + u'/' + request.placement.name)
        , m_own(world.decisionsOf(m_key))
        , m_taints(m_spec.tolerations, request.nowMs, m_plain)
    {
        for (const DecisionObject &decision : m_own) {
            for (const DecisionObject::Entry &entry : decision.entries) {
                const int cluster = world.clusterAt(entry.cluster);
                if (cluster >= 0)
                    m_chosenNow[size_t(cluster)] = true;
            }
        }
    }

    PlacementOutcome run()
    {
        m_out.notes = m_spec.notes;
        if (m_spec.usesCel())
            m_out.notEvaluated << u"cel"_s;
        if (m_request.placement.deleting || m_request.placement.disabled) {
            nothingWritten(Sync::Skipped, m_request.placement.deleting
                                              ? Text::tr("the placement is being deleted.")
                                              : Text::tr("its scheduling is switched off."));
        } else if (!findCandidates()) {
            nothingWritten(Sync::Error, m_out.syncError);
        } else {
            decide();
        }
        collectReasons();
        return std::move(m_out);
    }

private:
    const PlacementCluster &facts(int cluster) const { return *m_world.clusters()[size_t(cluster)]; }
    QList<PlacementReason> &reasonsOf(int cluster) { return m_reasons[size_t(cluster)]; }

    bool findCandidates();
    bool findSetMembers();
    void decide();
    // Each filter leaves m_left; false with m_problem when the placement is misconfigured.
    bool filterByHealth();
    bool filterByPredicates();
    bool filterByTaints();
    bool score();
    bool choose();
    std::vector<size_t> ranking() const;
    void explainRank(const std::vector<int> &ranked);
    void findRequeue();
    void bind(const GroupedClusters &grouped);
    void setConditions();
    PlacementCondition satisfied() const;
    void nothingWritten(Sync sync, const QString &why);
    void keepDecisions(Sync sync, const QString &why);
    void collectReasons();

    const PlacementWorld &m_world;
    const PlacementRequest &m_request;
    const PlacementSpec &m_spec;
    const bool m_plain;
    std::vector<bool> m_chosenNow; // before this run, by place
    std::vector<QList<PlacementReason>> m_reasons;
    const QString m_key;
    const QList<DecisionObject> m_own;
    const TaintFilter m_taints;

    QStringList m_bound;
    QStringList m_eligible; // sets
    std::vector<int> m_left;
    std::vector<int> m_chosen;
    std::optional<QString> m_problem; // what the scheduler calls misconfigured
    PlacementOutcome m_out;
};

bool Reconcile::findCandidates()
{
    if (m_plain) {
        if (!m_spec.clusterSets.isEmpty())
            m_out.notes << Text::tr("Cluster sets play no part on this hub; clusterSets is ignored.");
        for (size_t i = 0; i < m_world.clusters().size(); ++i) {
            if (facts(int(i)).deleting)
                reasonsOf(int(i)) << PlacementReason{Rule::Deleting};
            else
                m_left.push_back(int(i));
        }
    } else if (!findSetMembers()) {
        return false;
    }
    m_out.candidates = int(m_left.size());
    return true;
}

bool Reconcile::findSetMembers()
{
    m_bound = m_world.boundSets(m_request.placement.namespaceName);
    for (const QString &set : std::as_const(m_bound)) {
        if (m_spec.clusterSets.isEmpty() || m_spec.clusterSets.contains(set))
            m_eligible << set;
    }
    std::vector<SetMembers> eligible;
    std::vector<std::pair<QString, SetMembers>> others;
    for (const PlacementClusterSet &set : m_world.sets()) {
        SetMembers members = membersOf(set);
        if (!m_eligible.contains(set.name)) {
            others.emplace_back(set.name, std::move(members));
        } else if (members.problem.isEmpty()) {
            eligible.push_back(std::move(members));
        } else {
            m_out.syncError =
                u"failed to get clusters from ClusterSet \"%1\": %2"_s.arg(set.name, members.problem);
            return false;
        }
    }
    const QString needed = m_eligible.join(u", "_s);
    for (size_t i = 0; i < m_world.clusters().size(); ++i) {
        const PlacementCluster &cluster = facts(int(i));
        const bool member = std::any_of(eligible.begin(), eligible.end(),
                                        [&](const SetMembers &set) { return set.contains(cluster); });
        if (cluster.deleting) {
            reasonsOf(int(i)) << PlacementReason{Rule::Deleting};
        } else if (member) {
            m_left.push_back(int(i));
            continue;
        }
        if (!member) {
            QStringList in;
            for (const auto &[name, set] : others) {
                if (set.contains(cluster))
                    in << name;
            }
            reasonsOf(int(i)) << PlacementReason{Rule::ClusterSet, -1, needed, in.join(u", "_s)};
        }
    }
    return true;
}

void Reconcile::decide()
{
    const bool decided = filterByPredicates() && filterByTaints() && filterByHealth() && score() && choose();
    if (m_out.sync == Sync::Open || m_out.sync == Sync::Panic)
        return;
    if (!decided && m_plain) {
        keepDecisions(Sync::Misconfigured, *m_problem);
        return;
    }
    if (!decided)
        m_chosen.clear();
    const GroupedClusters grouped = groupClusters(m_world, m_spec, m_chosen);
    if (!grouped.problem.isEmpty()) {
        m_problem = u':' + grouped.problem;
        if (m_plain) {
            keepDecisions(Sync::Misconfigured, *m_problem);
            return;
        }
    }
    if (m_problem)
        m_out.sync = Sync::Misconfigured;
    else if (!m_out.warnings.isEmpty())
        m_out.sync = Sync::Warning;
    m_out.selected = qint64(m_chosen.size());
    bind(grouped);
    setConditions();
    if (!m_problem)
        return;
    // Nothing is in a decision object that the problem stood before.
    for (const int cluster : decided ? m_chosen : m_left) {
        if (!m_out.clusters.contains(facts(cluster).name))
            reasonsOf(cluster) << PlacementReason{Rule::NotDecided, -1, *m_problem, {}};
    }
}

bool Reconcile::filterByHealth()
{
    if (!m_plain)
        return true;
    std::vector<int> passed;
    for (const int cluster : m_left) {
        if (facts(cluster).healthy || m_chosenNow[size_t(cluster)])
            passed.push_back(cluster);
        else
            reasonsOf(cluster) << PlacementReason{Rule::Health, -1, {}, facts(cluster).health};
    }
    m_left = std::move(passed);
    return true;
}

bool Reconcile::filterByPredicates()
{
    if (m_spec.predicates.isEmpty() || m_left.empty())
        return true;
    std::vector<CompiledSelector> selectors;
    for (const ClusterSelectorSpec &predicate : m_spec.predicates) {
        auto selector = compileSelector(predicate);
        if (!selector) {
            m_problem = u"Predicate:"_s + selector.error().message;
            return false;
        }
        selectors.push_back(std::move(*selector));
    }
    std::vector<int> passed;
    for (const int cluster : m_left) {
        auto best = SelectorMatch::No;
        for (const CompiledSelector &selector : selectors) {
            const SelectorMatch match = matchCluster(selector, facts(cluster));
            if (match == SelectorMatch::Yes || (match == SelectorMatch::Open && best == SelectorMatch::No))
                best = match;
            if (best == SelectorMatch::Yes)
                break;
        }
        if (best == SelectorMatch::Yes) {
            passed.push_back(cluster);
            continue;
        }
        (best == SelectorMatch::Open ? m_out.undecided : m_out.droppedByPredicates) << facts(cluster).name;
        for (size_t i = 0; i < selectors.size(); ++i)
            explainMismatch(selectors[i], int(i), facts(cluster), &reasonsOf(cluster));
    }
    m_left = std::move(passed);
    if (!m_out.undecided.isEmpty()) {
        const QString why = Text::tr("CEL selectors are not evaluated, and %n cluster(s) depend on them.",
                                     nullptr, int(m_out.undecided.size()));
        for (const int cluster : m_left)
            reasonsOf(cluster) << PlacementReason{Rule::NotDecided, -1, why, {}};
        nothingWritten(Sync::Open, why);
        return false;
    }
    return true;
}

bool Reconcile::filterByTaints()
{
    if (m_left.empty())
        return true;
    if (const QString problem = m_taints.problem(); !problem.isEmpty()) {
        m_problem = u"TaintToleration:"_s + problem;
        return false;
    }
    std::vector<int> passed;
    for (const int cluster : m_left) {
        const bool chosen = m_chosenNow[size_t(cluster)];
        if (m_taints.passes(facts(cluster), chosen)) {
            passed.push_back(cluster);
            continue;
        }
        m_out.droppedByTaints << facts(cluster).name;
        m_taints.explain(facts(cluster), chosen, &reasonsOf(cluster));
    }
    m_left = std::move(passed);
    return true;
}

bool Reconcile::score()
{
    const auto prioritizers = prioritizersOf(m_spec, m_request.hub);
    if (!prioritizers) {
        m_problem = u':' + prioritizers.error().message;
        return false;
    }
    m_out.scores = scoreClusters(m_world, m_request, *prioritizers, m_left, m_chosenNow, &m_out.warnings);
    return true;
}

// Rows of the scores, best first.
std::vector<size_t> Reconcile::ranking() const
{
    std::vector<size_t> rows(m_left.size());
    std::iota(rows.begin(), rows.end(), size_t(0));
    // On a plain hub a newcomer must be better by more than the threshold.
    const qint64 bonus = m_plain ? std::max<qint64>(0, m_request.moveThreshold) : 0;
    const auto rank = [&](size_t row) {
        const bool chosen = m_chosenNow[size_t(m_left[row])];
        return m_out.scores.totals[row] + (chosen ? bonus : 0);
    };
    std::sort(rows.begin(), rows.end(), [&](size_t a, size_t b) {
        const qint64 left = rank(a);
        const qint64 right = rank(b);
        if (left != right)
            return left > right;
        const bool leftChosen = bonus > 0 && m_chosenNow[size_t(m_left[a])];
        const bool rightChosen = bonus > 0 && m_chosenNow[size_t(m_left[b])];
        return leftChosen != rightChosen ? leftChosen : a < b; // rows are in the order of names
    });
    return rows;
}

bool Reconcile::choose()
{
    const std::vector<size_t> rows = ranking();
    std::vector<int> ranked;
    PlacementScores sorted;
    sorted.prioritizers = m_out.scores.prioritizers;
    const auto width = qsizetype(sorted.prioritizers.size());
    sorted.parts.reserve(m_out.scores.parts.size());
    for (const size_t row : rows) {
        ranked.push_back(m_left[row]);
        sorted.clusters.push_back(m_left[row]);
        sorted.totals.push_back(m_out.scores.totals[row]);
        const auto begin = m_out.scores.parts.begin() + qsizetype(row) * width;
        sorted.parts.insert(sorted.parts.end(), begin, begin + width);
    }
    m_out.scores = std::move(sorted);
    m_out.scored = true;
    const qint64 asked = m_spec.numberOfClusters.value_or(qint64(ranked.size()));
    if (asked < 0 && !m_plain) {
        // The scheduler cuts a list there and crashes.
        m_out.scored = false;
        m_out.scores = {};
        nothingWritten(Sync::Panic, Text::tr("the scheduler crashes on a negative numberOfClusters."));
        m_out.syncError = u"runtime error: slice bounds out of range [:%1]"_s.arg(asked);
        return false;
    }
    if (asked < 0) {
        m_problem = Text::tr("numberOfClusters is %1; it must not be negative.").arg(asked);
        return false;
    }
    const auto most = std::min(size_t(asked), ranked.size());
    if (m_plain && !m_spec.spread.isEmpty()) {
        SpreadChoice spread = chooseSpread(m_world, m_spec.spread, ranked, most);
        m_chosen = std::move(spread.chosen);
        for (const auto &[cluster, reason] : spread.barred)
            reasonsOf(cluster) << reason;
    } else {
        m_chosen.assign(ranked.begin(), ranked.begin() + qsizetype(most));
        if (!m_spec.spread.isEmpty())
            m_out.notes << Text::tr("spreadPolicy is declared, but the scheduler does not run it.");
    }
    explainRank(ranked);
    findRequeue();
    return true;
}

void Reconcile::explainRank(const std::vector<int> &ranked)
{
    std::vector<bool> chosen(m_world.clusters().size());
    for (const int cluster : m_chosen)
        chosen[size_t(cluster)] = true;
    QString last;
    for (size_t row = 0; row < ranked.size(); ++row) {
        if (chosen[size_t(ranked[row])])
            last = QString::number(m_out.scores.totals[row]);
    }
    for (size_t row = 0; row < ranked.size(); ++row) {
        if (chosen[size_t(ranked[row])] || !reasonsOf(ranked[row]).isEmpty())
            continue;
        reasonsOf(ranked[row]) << PlacementReason{Rule::NumberOfClusters, -1, last,
                                                  QString::number(m_out.scores.totals[row])};
    }
}

void Reconcile::findRequeue()
{
    const auto consider = [&](int cluster, bool chosen) {
        const auto end = m_taints.endsAt(facts(cluster), chosen);
        if (end && (!m_out.requeueAfterMs || *end - m_request.nowMs < *m_out.requeueAfterMs))
            m_out.requeueAfterMs = *end - m_request.nowMs;
    };
    for (size_t i = 0; i < m_chosenNow.size(); ++i) {
        if (m_chosenNow[i])
            consider(int(i), true);
    }
    if (!m_plain) // the scheduler looks at what was chosen before
        return;
    for (const int cluster : m_chosen)
        consider(cluster, true);
}

// Writes the decision objects as the scheduler does: the status first, labels only when it did not change.
void Reconcile::bind(const GroupedClusters &grouped)
{
    m_out.groups = grouped.groups;
    m_out.decisions = decisionObjects(m_request.placement.name, grouped.groups);
    QSet<QString> written;
    for (const DecisionResult &decision : std::as_const(m_out.decisions)) {
        DecisionObject object{m_request.placement.namespaceName,
                              decision.name,
                              m_request.placement.name,
                              decision.group,
                              decision.index,
                              {}};
        for (const QString &cluster : decision.clusters)
            object.entries << DecisionObject::Entry{cluster, {}};
        const DecisionObject *before = m_world.decision(object.key());
        if (before && before->entries != object.entries && !m_plain) {
            if (before->group != object.group || before->index != object.index ||
                before->placement != object.placement) {
                m_out.staleLabels << u"%1: label group=\"%2\" index=%3"_s.arg(decision.name, before->group)
                                         .arg(before->index);
            }
            object.placement = before->placement;
            object.group = before->group;
            object.index = before->index;
        }
        written.insert(object.key());
        m_out.objects << object;
    }
    for (const DecisionObject &before : m_own) {
        if (!written.contains(before.key()))
            m_out.removed << before.key();
    }
    for (const DecisionGroup &group : grouped.groups)
        m_out.clusters << group.clusters;
    m_out.clusters.sort();
}

PlacementCondition Reconcile::satisfied() const
{
    PlacementCondition condition{u"PlacementSatisfied"_s, u"False"_s, {}, {}};
    const qint64 missing =
        m_problem && m_chosen.empty()
            ? 0
            : m_spec.numberOfClusters.value_or(qint64(m_chosen.size())) - qint64(m_chosen.size());
    if (!m_plain && m_bound.isEmpty()) {
        condition.reason = u"NoManagedClusterSetBindings"_s;
        condition.message = u"No valid ManagedClusterSetBindings found in placement namespace"_s;
    } else if (!m_plain && m_eligible.isEmpty()) {
        condition.reason = u"NoIntersection"_s;
        condition.message = u"None of ManagedClusterSets [%1] is bound to placement namespace"_s.arg(
            m_spec.clusterSets.join(u','));
    } else if (!m_plain && m_out.candidates == 0) {
        condition.reason = u"AllManagedClusterSetsEmpty"_s;
        condition.message =
            u"All ManagedClusterSets [%1] have no member ManagedCluster"_s.arg(m_eligible.join(u','));
    } else if (m_chosen.empty()) {
        condition.reason = u"NoManagedClusterMatched"_s;
        condition.message = u"No ManagedCluster matches any of the cluster predicate"_s;
    } else if (missing == 0) {
        condition.status = u"True"_s;
        condition.reason = u"AllDecisionsScheduled"_s;
        condition.message = u"All cluster decisions scheduled"_s;
    } else {
        condition.reason = u"NotAllDecisionsScheduled"_s;
        condition.message = u"%1 cluster decisions unscheduled"_s.arg(missing);
    }
    return condition;
}

void Reconcile::setConditions()
{
    PlacementCondition misconfigured{u"PlacementMisconfigured"_s, u"False"_s, u"Succeedconfigured"_s,
                                     u"Placement configurations check pass"_s};
    if (m_problem)
        misconfigured = {misconfigured.type, u"True"_s, u"Misconfigured"_s, *m_problem};
    m_out.conditions = m_request.placement.conditions;
    for (const PlacementCondition &condition : {misconfigured, satisfied()}) {
        m_out.conditions.removeIf(
            [&](const PlacementCondition &before) { return before.type == condition.type; });
        m_out.conditions << condition;
    }
    std::sort(m_out.conditions.begin(), m_out.conditions.end(),
              [](const PlacementCondition &a, const PlacementCondition &b) { return a.type < b.type; });
}

void Reconcile::nothingWritten(Sync sync, const QString &why)
{
    m_out.sync = sync;
    m_out.selected = m_request.placement.selected;
    m_out.conditions = m_request.placement.conditions;
    m_out.decisions.clear();
    QSet<QString> kept;
    for (const DecisionObject &decision : m_own) {
        DecisionResult result{decision.name, decision.group, decision.index, {}};
        for (const DecisionObject::Entry &entry : decision.entries) {
            result.clusters << entry.cluster;
            kept.insert(entry.cluster);
        }
        m_out.decisions << result;
        m_out.groups << DecisionGroup{decision.group, decision.index, result.clusters};
    }
    m_out.clusters = kept.values();
    m_out.clusters.sort();
    if (sync == Sync::Open)
        return; // every cluster has its reasons
    for (QList<PlacementReason> &reasons : m_reasons) {
        if (reasons.isEmpty())
            reasons << PlacementReason{Rule::NotDecided, -1, why, {}};
    }
}

// Plain hubs: what is wrong with a placement takes no cluster away from anybody.
void Reconcile::keepDecisions(Sync sync, const QString &why)
{
    const QString shown = why.startsWith(u':') ? why.mid(1) : why;
    nothingWritten(sync, shown);
    m_out.syncError = shown;
    m_out.selected = qint64(m_out.clusters.size());
    m_problem = shown;
    setConditions();
    m_out.conditions.removeIf(
        [](const PlacementCondition &condition) { return condition.type == u"PlacementSatisfied"; });
    m_out.conditions << PlacementCondition{u"PlacementSatisfied"_s, u"False"_s, u"Misconfigured"_s,
                                           Text::tr("The clusters chosen before stay.")};
}

void Reconcile::collectReasons()
{
    const QSet<QString> chosen(m_out.clusters.begin(), m_out.clusters.end());
    for (size_t i = 0; i < m_reasons.size(); ++i) {
        if (!m_reasons[i].isEmpty() && !chosen.contains(facts(int(i)).name))
            m_out.leftOut.push_back({facts(int(i)).name, std::move(m_reasons[i])});
    }
}

} // namespace

PlacementOutcome decidePlacement(const PlacementWorld &world, const PlacementRequest &request)
{
    return Reconcile(world, request).run();
}

void applyOutcome(PlacementWorld *world, const PlacementOutcome &outcome)
{
    for (const QString &key : outcome.removed)
        world->removeDecision(key);
    for (const DecisionObject &object : outcome.objects)
        world->setDecision(object);
}

QString placementSyncName(PlacementOutcome::Sync sync)
{
    switch (sync) {
    case Sync::Ok:
        return u"ok"_s;
    case Sync::Warning:
        return u"warning"_s;
    case Sync::Misconfigured:
        return u"misconfigured"_s;
    case Sync::Error:
        return u"error"_s;
    case Sync::Skipped:
        return u"skipped"_s;
    case Sync::Panic:
        return u"panic"_s;
    case Sync::Open:
        break;
    }
    return u"notEvaluated"_s;
}

} // namespace easel
