// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/placement/explainclusters.h"

#include "core/base/text.h"
#include "core/placement/placementadvice.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace easel {

using namespace Qt::StringLiterals;

namespace {

using Rule = PlacementReason::Rule;
using Sync = PlacementOutcome::Sync;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(easel::ExplainClusters)
};

QString stageName(EnvironmentChoice::Stage stage)
{
    switch (stage) {
    case EnvironmentChoice::Stage::Visible:
        return Text::tr("visible", "clusters, after a number");
    case EnvironmentChoice::Stage::Labels:
        return Text::tr("labels", "clusters whose labels match, after a number");
    case EnvironmentChoice::Stage::Claims:
        return Text::tr("claims", "clusters whose claims match, after a number");
    case EnvironmentChoice::Stage::Taints:
        return Text::tr("taints", "clusters whose taints are tolerated, after a number");
    case EnvironmentChoice::Stage::Healthy:
        return Text::tr("healthy", "clusters, after a number");
    case EnvironmentChoice::Stage::Chosen:
        break;
    }
    return Text::tr("chosen", "clusters, after a number");
}

QString scoreName(const QString &prioritizer)
{
    const QString gpu = u"ResourceAllocatableGPU"_s;
    if (prioritizer == u"ResourceAllocatableCPU")
        return Text::tr("Free CPUs");
    if (prioritizer == u"ResourceAllocatableMemory")
        return Text::tr("Free memory");
    if (prioritizer == gpu)
        return Text::tr("Free GPUs");
    if (prioritizer.startsWith(gpu + u'/'))
        return Text::tr("Free %1").arg(prioritizer.mid(gpu.size() + 1));
    if (prioritizer == u"Balance")
        return Text::tr("Balance");
    if (prioritizer == u"Steady")
        return Text::tr("Steady");
    return prioritizer;
}

QString ruleName(const PlacementReason &reason)
{
    switch (reason.rule) {
    case Rule::NotDecided:
        return Text::tr("Decision");
    case Rule::Deleting:
        return Text::tr("Deleting");
    case Rule::ClusterSet:
        return Text::tr("Cluster set");
    case Rule::Health:
        return Text::tr("Health");
    case Rule::LabelSelector:
        return Text::tr("Label");
    case Rule::ClaimSelector:
        return Text::tr("Claim");
    case Rule::CelSelector:
        return Text::tr("CEL");
    case Rule::Taint:
    case Rule::TolerationEnded:
    case Rule::NewCluster:
        return Text::tr("Taint");
    case Rule::NumberOfClusters:
        return Text::tr("Score");
    case Rule::Spread:
        break;
    }
    return Text::tr("Spread");
}

ExplainedReason explained(const PlacementReason &reason)
{
    ExplainedReason text;
    text.rule = ruleName(reason);
    text.needed = reason.needed;
    text.actual = reason.actual.isEmpty() ? u"–"_s : reason.actual;
    text.sentence = reasonSentence(reason);
    text.brief = reasonBrief(reason);
    if (reason.rule == Rule::NumberOfClusters) {
        bool isNumber = false;
        const qint64 needed = reason.needed.toLongLong(&isNumber);
        if (isNumber)
            text.shortBy = std::max<qint64>(0, needed - reason.actual.toLongLong());
    }
    return text;
}

QString gpusOf(const PlacementCluster &cluster)
{
    QStringList families;
    for (auto it = cluster.gpus.cbegin(); it != cluster.gpus.cend(); ++it)
        families << u"%1 %2"_s.arg(it.value()).arg(cleanedLine(it.key()));
    return families.join(u", "_s);
}

class Explainer
{
public:
    Explainer(const EnvironmentChoice &choice, const ClusterExplainOptions &options)
        : m_choice(choice)
        , m_outcome(choice.outcome)
        , m_options(options)
    {
        const PlacementScores &scores = m_outcome.scores;
        for (size_t row = 0; row < scores.clusters.size(); ++row)
            m_rows.insert(choice.world.clusters()[size_t(scores.clusters[row])]->name, row);
        orderScores();
    }

    Explanation run()
    {
        m_text.snapshot = clusterSnapshot(m_choice.world, m_choice.request);
        ExplainedPart part;
        for (const qsizetype score : std::as_const(m_order)) {
            const PrioritizerWeight &weight = m_outcome.scores.prioritizers.at(score);
            part.scores.append({scoreName(weight.name), weight.weight});
        }
        addItems(&part);
        int before = 0;
        for (const auto &stage : m_choice.funnel) {
            part.funnel.append({stageName(stage.stage), stage.clusters,
                                part.funnel.isEmpty() ? 0 : std::max(0, before - stage.clusters)});
            before = stage.clusters;
        }
        part.cut = cutOf(part);
        m_text.parts << part;
        judge();
        addSentences();
        return m_text;
    }

private:
    // As the placement lists them, those that count without being named after them: forms list them so, too.
    void orderScores()
    {
        const QList<PrioritizerWeight> &scores = m_outcome.scores.prioritizers;
        QStringList named;
        for (const PrioritizerConfig &config : m_choice.request.placement.spec.prioritizers) {
            named << (config.hasAddOn ? u"AddOn/%1/%2"_s.arg(config.resourceName, config.scoreName)
                                      : config.builtIn);
        }
        const auto placeOf = [&](qsizetype score) {
            const qsizetype place = named.indexOf(scores.at(score).name);
            return place < 0 ? named.size() : place;
        };
        for (qsizetype i = 0; i < scores.size(); ++i)
            m_order << i;
        std::stable_sort(m_order.begin(), m_order.end(),
                         [&](qsizetype a, qsizetype b) { return placeOf(a) < placeOf(b); });
    }

    ExplainedItem itemOf(const QString &name) const
    {
        ExplainedItem item;
        item.name = name;
        item.object = m_choice.objects.value(name);
        if (const int place = m_choice.world.clusterAt(name); place >= 0)
            item.has = gpusOf(*m_choice.world.clusters()[size_t(place)]);
        const auto row = m_rows.constFind(name);
        if (row == m_rows.constEnd())
            return item;
        item.total = m_outcome.scores.totals[*row];
        for (const qsizetype score : std::as_const(m_order))
            item.scores << m_outcome.scores.part(*row, score);
        return item;
    }

    void addItems(ExplainedPart *part)
    {
        for (const EnvironmentChoice::Chosen &chosen : m_choice.chosen) {
            ExplainedItem item = itemOf(chosen.cluster);
            item.state = chosen.isNew ? ExplainedItem::State::New : ExplainedItem::State::Stays;
            part->ranked << item;
        }
        part->chosen = int(part->ranked.size());
        int advised = 0;
        for (const EnvironmentChoice::NotChosen &left : m_choice.notChosen) {
            ExplainedItem item = itemOf(left.cluster);
            item.state = left.leaves  ? ExplainedItem::State::Leaves
                         : item.total ? ExplainedItem::State::Fits
                                      : ExplainedItem::State::LeftOut;
            for (const PlacementReason &reason : left.reasons)
                item.reasons << explained(reason);
            if (const int place = m_choice.world.clusterAt(left.cluster);
                place >= 0 && !left.reasons.isEmpty())
                item.fix = fixOf(m_choice.request.placement.spec, *m_choice.world.clusters()[size_t(place)],
                                 left.reasons.first());
            if (advised < m_options.advised && !(m_options.isStopped && m_options.isStopped())) {
                ++advised;
                item.help = helpFor(left.cluster);
            }
            (item.total ? part->ranked : part->leftOut) << item;
        }
        part->leftOutTotal = int(part->leftOut.size());
    }

    QStringList helpFor(const QString &cluster) const
    {
        const auto advice = whatWouldHelp(m_choice.world, m_choice.request, m_outcome, cluster);
        if (!advice)
            return {};
        QStringList help = advice->changes;
        QString then = Text::tr("Then it is chosen.");
        if (!advice->displaced.isEmpty())
            then = Text::tr("Then it is chosen instead of %1.").arg(nameList(advice->displaced));
        if (!advice->alsoQualify.isEmpty())
            then += u' ' +
                    Text::tr("It also lets in %n cluster(s): %1.", nullptr, int(advice->alsoQualify.size()))
                        .arg(nameList(advice->alsoQualify));
        return help << then;
    }

    QString cutOf(const ExplainedPart &part) const
    {
        if (part.chosen == 0 || part.chosen >= part.ranked.size())
            return {};
        const ExplainedItem &last = part.ranked.at(part.chosen - 1);
        const ExplainedItem &next = part.ranked.at(part.chosen);
        if (!last.total || !next.total)
            return {};
        QString text = Text::tr("Cut after %n.", "clusters", part.chosen);
        const qint64 gap = *last.total - *next.total;
        if (gap > 0)
            text += u' ' + Text::tr("%1 is %2 behind %3.").arg(next.name, signedNumber(gap), last.name);
        else if (gap == 0 && last.state != ExplainedItem::State::Stays)
            text += u' ' + Text::tr("%1 and %2 tie; names decide.").arg(last.name, next.name);
        else
            text += u' ' + Text::tr("%1 is not far enough ahead of %2.").arg(next.name, last.name);
        if (m_choice.request.hub == PlacementHub::Plain)
            text += u' ' +
                    Text::tr("Moves need a gain above %1.").arg(signedNumber(m_choice.request.moveThreshold));
        return text;
    }

    void judge()
    {
        const int chosen = int(m_choice.chosen.size());
        for (const Finding &finding : m_choice.findings) {
            if (finding.severity == Finding::Severity::Refuse) {
                m_text.tone = Tone::Bad;
                m_text.heading = finding.sentence;
                return;
            }
        }
        if (m_outcome.sync == Sync::Open) {
            m_text.tone = Tone::Unknown;
            m_text.heading = Text::tr("CEL decides about %n cluster(s), and CEL is not evaluated here.",
                                      nullptr, int(m_outcome.undecided.size()));
            return;
        }
        if (m_outcome.sync != Sync::Ok && m_outcome.sync != Sync::Warning) {
            m_text.tone = m_outcome.sync == Sync::Skipped ? Tone::Neutral : Tone::Bad;
            m_text.heading = m_outcome.sync == Sync::Skipped ? Text::tr("Nothing is decided here now.")
                                                             : Text::tr("Nothing can be decided.");
            if (!m_outcome.syncError.isEmpty())
                m_text.sentences << m_outcome.syncError;
            return;
        }
        const auto asked = m_choice.request.placement.spec.numberOfClusters;
        const bool changes = std::any_of(m_choice.chosen.begin(), m_choice.chosen.end(),
                                         [](const auto &each) { return each.isNew; }) ||
                             std::any_of(m_choice.notChosen.begin(), m_choice.notChosen.end(),
                                         [](const auto &each) { return each.leaves; });
        if (chosen == 0) {
            m_text.tone = Tone::Warning;
            m_text.heading = asked == 0                    ? Text::tr("The placement asks for no cluster.")
                             : m_choice.findings.isEmpty() ? Text::tr("No cluster would be chosen.")
                                                           : m_choice.findings.first().sentence;
        } else if (asked && *asked > chosen) {
            m_text.tone = Tone::Warning;
            m_text.heading =
                Text::tr("Only %1 of %n cluster(s) would be chosen.", nullptr, int(*asked)).arg(chosen);
        } else {
            m_text.tone = Tone::Good;
            m_text.heading = changes
                                 ? Text::tr("%n cluster(s) would be chosen.", nullptr, chosen)
                                 : Text::tr("%n cluster(s) chosen; nothing would change.", nullptr, chosen);
        }
    }

    void addSentences()
    {
        for (const Finding &finding : m_choice.findings) {
            if (finding.sentence != m_text.heading)
                m_text.sentences << finding.sentence;
        }
        if (!m_choice.moves.isEmpty()) {
            QStringList moves;
            for (const EnvironmentChoice::Move &move : m_choice.moves) {
                moves << (move.gain
                              ? Text::tr("%1 → %2, gain %3").arg(move.from, move.to, signedNumber(*move.gain))
                              : Text::tr("%1 → %2").arg(move.from, move.to));
            }
            m_text.changeTitle = Text::tr("%n move(s)", nullptr, int(moves.size()));
            m_text.change = moves.join(u"; "_s) + u'.';
        }
        if (!m_choice.rollout.problem.isEmpty())
            m_text.sentences << m_choice.rollout.problem;
        const QList<RolloutStep> &steps = m_choice.rollout.steps;
        for (qsizetype i = 0; steps.size() > 1 && i < steps.size(); ++i) {
            m_text.sentences << (groupName(steps.at(i)).isEmpty()
                                     ? Text::tr("Rollout step %1: %2.")
                                           .arg(QString::number(i + 1), nameList(steps.at(i).clusters))
                                     : Text::tr("Rollout step %1, %2: %3.")
                                           .arg(QString::number(i + 1), groupName(steps.at(i)),
                                                nameList(steps.at(i).clusters)));
        }
        if (steps.size() == 1 && steps.first().atATime > 0 &&
            steps.first().atATime < steps.first().clusters.size()) {
            m_text.sentences << Text::tr("Rollout: %n cluster(s) at a time.", nullptr,
                                         int(steps.first().atATime));
        }
        m_text.sentences << m_outcome.notes << m_outcome.warnings << m_choice.request.placement.spec.notes;
    }

    QString groupName(const RolloutStep &step) const
    {
        for (const DecisionGroup &group : m_outcome.groups) {
            if (step.groups.size() == 1 && group.index == step.groups.first())
                return group.name;
        }
        return {};
    }

    const EnvironmentChoice &m_choice;
    const PlacementOutcome &m_outcome;
    const ClusterExplainOptions &m_options;
    QHash<QString, size_t> m_rows;
    QList<qsizetype> m_order; // of the scores, as they are shown
    Explanation m_text;
};

QJsonObject mapJson(const QMap<QString, QString> &map)
{
    QJsonObject json;
    for (auto it = map.cbegin(); it != map.cend(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

} // namespace

Explanation explainClusters(const EnvironmentChoice &choice, const ClusterExplainOptions &options)
{
    return Explainer(choice, options).run();
}

QString clusterSnapshot(const PlacementWorld &world, const PlacementRequest &request)
{
    QJsonArray all;
    const QString key = request.placement.namespaceName + u'/' + request.placement.name;
    const PlacementWorld::Load load = world.loadOfOthers(key);
    for (size_t i = 0; i < world.clusters().size(); ++i) {
        const PlacementCluster &cluster = *world.clusters()[i];
        QJsonObject json{{u"name"_s, cluster.name},
                         {u"labels"_s, mapJson(cluster.labels)},
                         {u"claims"_s, mapJson(cluster.claims)},
                         {u"set"_s, cluster.exclusiveSet},
                         {u"deleting"_s, cluster.deleting},
                         {u"health"_s, cluster.healthy ? QString() : cluster.health},
                         {u"load"_s, i < load.counts.size() ? load.counts[i] : 0}};
        if (cluster.cpu)
            json.insert(u"cpu"_s, *cluster.cpu);
        if (cluster.memory)
            json.insert(u"memory"_s, *cluster.memory);
        QJsonObject gpus;
        for (auto it = cluster.gpus.cbegin(); it != cluster.gpus.cend(); ++it)
            gpus.insert(it.key(), it.value());
        json.insert(u"gpus"_s, gpus);
        QJsonArray taints;
        for (const ClusterTaint &taint : cluster.taints)
            taints << QJsonArray{taint.text(), taint.addedMs ? QJsonValue(*taint.addedMs) : QJsonValue()};
        json.insert(u"taints"_s, taints);
        QJsonArray scores;
        for (const PrioritizerConfig &config : request.placement.spec.prioritizers) {
            const AddOnScores *own =
                config.hasAddOn ? world.addOnScores(cluster.name, config.resourceName) : nullptr;
            if (own && own->values.contains(config.scoreName))
                scores << QJsonArray{own->values.value(config.scoreName),
                                     own->validUntilMs ? QJsonValue(*own->validUntilMs) : QJsonValue()};
        }
        json.insert(u"scores"_s, scores);
        all << json;
    }
    QJsonArray sets;
    for (const PlacementClusterSet &set : world.sets())
        sets << QJsonArray{set.name, set.selectorType, set.labelSelector};
    QJsonArray decisions;
    const QList<DecisionObject> own = world.decisionsOf(key);
    for (const DecisionObject &decision : own) {
        for (const DecisionObject::Entry &entry : decision.entries)
            decisions << entry.cluster;
    }
    return snapshotHash(
        QJsonDocument(QJsonArray{all, sets,
                                 QJsonArray::fromStringList(world.boundSets(request.placement.namespaceName)),
                                 decisions})
            .toJson(QJsonDocument::Compact));
}

} // namespace easel
