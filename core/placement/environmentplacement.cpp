// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/environmentplacement.h"

#include "core/domain/environmentview.h"
#include "core/placement/clusterfilters.h"
#include "core/placement/clusterrecords.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Stage = EnvironmentChoice::Stage;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::Placement)
};

// Sources of clusters for people: where a record is from, or the label of a ManagedCluster.
using Sources = QHash<QString, QString>;

class EnvironmentRun
{
public:
    EnvironmentRun(const QJsonObject &environment, const ObjectSet &objects, PlacementHub hub)
        : m_view(environment)
        , m_objects(objects)
        , m_hub(hub)
    {}

    EnvironmentChoice run(qint64 nowMs, qint64 moveThreshold)
    {
        m_choice.request.hub = m_hub;
        m_choice.request.nowMs = nowMs;
        m_choice.request.moveThreshold = moveThreshold;
        const bool ready = m_hub == PlacementHub::Plain ? preparePlain() : prepareManaged();
        if (!ready)
            return std::move(m_choice);
        const QStringList before = chosenBefore();
        m_choice.outcome = decidePlacement(m_choice.world, m_choice.request);
        collectChosen(before);
        collectNotChosen(before);
        collectMoves();
        makeFunnel();
        m_choice.rollout = rolloutOrder(m_view.rolloutStrategy, m_choice.outcome.groups);
        findProblems();
        return std::move(m_choice);
    }

private:
    bool prepareManaged();
    bool preparePlain();
    void addDecisionsOf(const EnvironmentView &environment);
    QStringList chosenBefore() const;
    void collectChosen(const QStringList &before);
    void collectNotChosen(const QStringList &before);
    void collectMoves();
    void makeFunnel();
    int countByLabels() const;
    void findProblems();
    void refuse(const char *rule, Finding::Severity severity, const QString &sentence,
                const JsonPointer &pointer)
    {
        m_choice.findings << Finding{QString::fromLatin1(rule), severity, pointer, sentence};
    }

    const EnvironmentView m_view;
    const ObjectSet &m_objects;
    const PlacementHub m_hub;
    Sources m_sources;
    QHash<QString, qint64> m_totals;
    EnvironmentChoice m_choice;
};

bool EnvironmentRun::prepareManaged()
{
    for (const QString &kind : placementGroupKinds()) {
        const QList<QJsonObject> all = m_objects.all(kind);
        for (const QJsonObject &object : all) {
            m_choice.world.add(object);
            if (kind == u"ManagedCluster.cluster.open-cluster-management.io") {
                const ObjectRef ref = refOf(object);
                m_choice.objects.insert(ref.name, ref);
            }
        }
    }
    for (const auto &cluster : m_choice.world.clusters())
        m_sources.insert(cluster->name, cluster->labels.value(u"easel.spectrocloud.com/source"_s, u"ocm"_s));
    const bool existing = m_view.usesExistingPlacement();
    const QString name =
        existing ? m_view.placementRef.name : placementNameOf(m_view.namespaceName, m_view.name);
    const QString place = existing && !m_view.placementRef.namespaceName.isEmpty()
                              ? m_view.placementRef.namespaceName
                              : m_view.hubNamespace;
    const QJsonObject object = m_objects.find(u"Placement.cluster.open-cluster-management.io"_s, place, name);
    PlacementObject &placement = m_choice.request.placement;
    placement = readPlacement(object);
    placement.namespaceName = place;
    placement.name = name;
    if (!existing) {
        placement.spec = readPlacementSpec(m_view.placement, true);
        return true;
    }
    if (object.isEmpty()) {
        refuse("ENV-2", Finding::Severity::Refuse,
               Text::tr("Choose the clusters by labels or enter an existing Placement."),
               m_view.placementRef.pointer);
        return false;
    }
    return true;
}

bool EnvironmentRun::preparePlain()
{
    if (m_view.usesExistingPlacement()) {
        refuse("ENV-7", Finding::Severity::Refuse,
               Text::tr("This hub cannot evaluate %1.").arg(u"placementRef"_s), m_view.placementRef.pointer);
        return false;
    }
    const QList<ClusterRecord> records = clusterRecords(m_view.namespaceName, m_objects);
    for (const ClusterRecord &record : records) {
        m_choice.world.addCluster(record.cluster);
        m_sources.insert(record.cluster.name, record.source);
        m_choice.objects.insert(record.cluster.name, record.object);
    }
    const QList<QJsonObject> environments = m_objects.all(u"Environment.spectrocloud.com"_s);
    for (const QJsonObject &object : environments) {
        const EnvironmentView other(object);
        if (other.name != m_view.name || other.namespaceName != m_view.namespaceName)
            addDecisionsOf(other);
    }
    addDecisionsOf(m_view);
    PlacementObject &placement = m_choice.request.placement;
    placement.namespaceName = m_view.namespaceName;
    placement.name = m_view.name;
    placement.spec = readPlacementSpec(m_view.placement, true);
    placement.deleting = m_view.deleting;
    placement.selected = m_view.selectedClusters.size();
    return true;
}

void EnvironmentRun::addDecisionsOf(const EnvironmentView &environment)
{
    DecisionObject decision{
        environment.namespaceName, environment.name + u"-decision-1"_s, environment.name, {}, 0, {}};
    for (const QString &cluster : environment.selectedClusters)
        decision.entries << DecisionObject::Entry{cluster, {}};
    if (!decision.entries.isEmpty())
        m_choice.world.setDecision(decision);
}

QStringList EnvironmentRun::chosenBefore() const
{
    QStringList before;
    const PlacementObject &placement = m_choice.request.placement;
    const QList<DecisionObject> own =
        m_choice.world.decisionsOf(placement.namespaceName + u'/' + placement.name);
    for (const DecisionObject &decision : own) {
        for (const DecisionObject::Entry &entry : decision.entries)
            before << entry.cluster;
    }
    return before;
}

void EnvironmentRun::collectChosen(const QStringList &before)
{
    const QSet<QString> chosen(m_choice.outcome.clusters.begin(), m_choice.outcome.clusters.end());
    const PlacementScores &scores = m_choice.outcome.scores;
    QSet<QString> placed;
    for (size_t row = 0; row < scores.clusters.size(); ++row) {
        const QString &name = m_choice.world.clusters()[size_t(scores.clusters[row])]->name;
        m_totals.insert(name, scores.totals[row]);
        if (!chosen.contains(name))
            continue;
        placed.insert(name);
        m_choice.chosen << EnvironmentChoice::Chosen{name, m_sources.value(name), scores.totals[row],
                                                     !before.contains(name)};
    }
    for (const QString &name : std::as_const(m_choice.outcome.clusters)) {
        if (!placed.contains(name)) // kept without a decision
            m_choice.chosen << EnvironmentChoice::Chosen{name, m_sources.value(name), std::nullopt, false};
    }
}

void EnvironmentRun::collectNotChosen(const QStringList &before)
{
    for (const LeftOutCluster &left : m_choice.outcome.leftOut) {
        std::optional<qint64> total;
        if (const auto found = m_totals.constFind(left.cluster); found != m_totals.constEnd())
            total = *found;
        m_choice.notChosen << EnvironmentChoice::NotChosen{left.cluster, total, before.contains(left.cluster),
                                                           left.reasons};
    }
    std::stable_sort(m_choice.notChosen.begin(), m_choice.notChosen.end(), [](const auto &a, const auto &b) {
        if (a.total.has_value() != b.total.has_value())
            return a.total.has_value();
        return a.total && *a.total > *b.total;
    });
}

// Who comes for whom: the best newcomer for the one that leaves with the least.
void EnvironmentRun::collectMoves()
{
    QList<EnvironmentChoice::NotChosen> leaving;
    std::copy_if(m_choice.notChosen.rbegin(), m_choice.notChosen.rend(), std::back_inserter(leaving),
                 [](const EnvironmentChoice::NotChosen &each) { return each.leaves; });
    qsizetype next = 0;
    for (const EnvironmentChoice::Chosen &chosen : std::as_const(m_choice.chosen)) {
        if (!chosen.isNew || next == leaving.size())
            continue;
        const EnvironmentChoice::NotChosen &from = leaving.at(next++);
        EnvironmentChoice::Move move{from.cluster, chosen.cluster, std::nullopt};
        if (from.total && chosen.total)
            move.gain = *chosen.total - *from.total;
        m_choice.moves << move;
    }
}

// Candidates that the labels of some predicate take.
int EnvironmentRun::countByLabels() const
{
    std::vector<LabelSelector> selectors;
    for (const ClusterSelectorSpec &predicate : m_choice.request.placement.spec.predicates) {
        auto selector = LabelSelector::parse(predicate.labels);
        if (!selector)
            return 0;
        selectors.push_back(std::move(*selector));
    }
    QSet<QString> strangers; // no candidates
    for (const LeftOutCluster &left : m_choice.outcome.leftOut) {
        const auto rule = left.reasons.first().rule;
        if (rule == PlacementReason::Rule::Deleting || rule == PlacementReason::Rule::ClusterSet)
            strangers.insert(left.cluster);
    }
    return int(std::count_if(
        m_choice.world.clusters().begin(), m_choice.world.clusters().end(), [&](const auto &cluster) {
            return !strangers.contains(cluster->name) &&
                   (selectors.empty() ||
                    std::any_of(selectors.begin(), selectors.end(), [&](const LabelSelector &selector) {
                        return selector.matches(cluster->labels);
                    }));
        }));
}

void EnvironmentRun::makeFunnel()
{
    const PlacementOutcome &outcome = m_choice.outcome;
    if (!outcome.candidates)
        return;
    const int claims =
        *outcome.candidates - int(outcome.droppedByPredicates.size()) - int(outcome.undecided.size());
    const int taints = claims - int(outcome.droppedByTaints.size());
    m_choice.funnel = {{Stage::Visible, *outcome.candidates},
                       {Stage::Labels, countByLabels()},
                       {Stage::Claims, claims},
                       {Stage::Taints, taints}};
    if (m_hub == PlacementHub::Plain) {
        const auto sick = std::count_if(outcome.leftOut.begin(), outcome.leftOut.end(), [](const auto &left) {
            return left.reasons.first().rule == PlacementReason::Rule::Health;
        });
        m_choice.funnel << EnvironmentChoice::FunnelStage{Stage::Healthy, taints - int(sick)};
    }
    m_choice.funnel << EnvironmentChoice::FunnelStage{Stage::Chosen, int(m_choice.chosen.size())};
}

void EnvironmentRun::findProblems()
{
    const PlacementOutcome &outcome = m_choice.outcome;
    const PlacementObject &placement = m_choice.request.placement;
    if (m_hub == PlacementHub::OpenClusterManagement &&
        m_choice.world.boundSets(placement.namespaceName).isEmpty()) {
        refuse("ENV-3", Finding::Severity::Refuse,
               Text::tr("Namespace %1 has no ManagedClusterSetBinding; placement would select nothing.")
                   .arg(placement.namespaceName),
               m_view.placementPointer);
    } else if (outcome.scored && outcome.scores.clusters.empty()) {
        refuse("ENV-4", Finding::Severity::Warn, Text::tr("No cluster matches these labels now."),
               m_view.placementPointer);
    }
    if (m_hub == PlacementHub::Plain && !outcome.notEvaluated.isEmpty())
        refuse("ENV-7", Finding::Severity::Refuse,
               Text::tr("This hub cannot evaluate %1.").arg(u"celSelector"_s), m_view.placementPointer);
}

} // namespace

EnvironmentChoice chooseForEnvironment(const QJsonObject &environment, const ObjectSet &objects,
                                       PlacementHub hub, qint64 nowMs, qint64 moveThreshold)
{
    return EnvironmentRun(environment, objects, hub).run(nowMs, moveThreshold);
}

QString placementNameOf(const QString &namespaceName, const QString &environment)
{
    constexpr qsizetype longest = 63;
    constexpr qsizetype kept = 54;
    const QString name = namespaceName + u'-' + environment;
    if (name.size() <= longest)
        return name;
    const QByteArray hash = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex();
    return name.left(kept) + u'-' + QString::fromLatin1(hash.left(8));
}

} // namespace easel
