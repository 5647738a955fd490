// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"
#include "core/placement/explainmoves.h"
#include "core/placement/explainobject.h"
#include "core/placement/explainpool.h"
#include "core/placement/explainquota.h"
#include "core/placement/machinepools.h"
#include "core/placement/placementfix.h"
#include "core/store/workspacesource.h"
#include "core/yaml/yamlreader.h"
#include "tests/support/objects.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace easel::tests;
using namespace Qt::StringLiterals;

// Explanations of what is decided in the sample workspace.
class TestExplanation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void clusters();
    void fixes();
    void movesAndRollout();
    void tooFewClusters();
    void nothingDecided();
    void adviceIsBoundedAndVerified();
    void clusterSnapshots();
    void machines();
    void missingMachines();
    void remediesAreJudgedAsAWhole();
    void quotaRefusal();
    void projectsAndTenants();
    void poolsTogether();
    void movesOfAProject();
    void deployments();
    void whatIsExplained();
    void whoDecides();
    void texts();

private:
    QJsonObject found(const char *kind, const QString &place, const QString &name) const
    {
        return m_objects.find(QString::fromLatin1(kind) + u".spectrocloud.com"_s, place, name);
    }
    ExplainSubject subject(const QJsonObject &object, int advised = 0) const
    {
        ExplainSubject all;
        all.object = object;
        all.objects = std::make_shared<const ObjectSet>(m_objects);
        all.inventory = m_inventory;
        all.workspace = true;
        all.nowMs = 1'900'000'000'000;
        all.clusters.advised = advised;
        return all;
    }
    Explanation explained(const QJsonObject &object, int advised = 0) const
    {
        const auto text = explain(subject(object, advised));
        return text ? *text : Explanation();
    }
    // field-stations with other values of its placement.
    QJsonObject fieldStations(const QJsonObject &changes) const
    {
        QJsonValue root = found("Environment", u"glaciology"_s, u"field-stations"_s);
        for (auto it = changes.begin(); it != changes.end(); ++it) {
            JsonPointer({u"spec"_s, u"topology"_s, u"properties"_s, u"placement"_s, it.key()})
                .set(root, it.value());
        }
        return root.toObject();
    }
    static const ExplainedItem *itemOf(const QList<ExplainedItem> &items, const QString &name)
    {
        for (const ExplainedItem &item : items) {
            if (item.name == name)
                return &item;
        }
        return nullptr;
    }

    ObjectSet m_objects;
    QList<HostView> m_inventory;
};

void TestExplanation::initTestCase()
{
    QCoreApplication::installTranslator(new EnglishPlurals(this));
    const QString folder = QStringLiteral(EASEL_SOURCE_DIR "/resources/sample");
    QDirIterator files(folder, {u"*.yaml"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto documents = readYaml(file.readAll());
        QVERIFY(documents.has_value());
        for (const YamlDocument &document : *documents) {
            QJsonObject object = document.value.toObject();
            // As a workspace reads it: the namespace is the folder's.
            QJsonObject metadata = object[u"metadata"].toObject();
            if (!metadata.contains(u"namespace") && file.fileName().contains(u"/projects/"_s))
                metadata.insert(u"namespace"_s, file.fileName().section(u'/', -2, -2));
            object.insert(u"metadata"_s, metadata);
            m_objects.insert(object);
        }
    }
    m_objects.systemNamespace = u"mural-system"_s;
    QFile snapshot(folder + u"/inventory/palette.borealis.example/66f1c0aa0000000000000001.json"_s);
    QVERIFY(snapshot.open(QIODevice::ReadOnly));
    InventorySnapshot machines;
    machines.file = snapshot.fileName();
    const QJsonArray hosts = QJsonDocument::fromJson(snapshot.readAll())[u"hosts"].toArray();
    for (const auto &host : hosts)
        machines.hosts << host.toObject();
    m_inventory = inventoryHosts({machines});
    QVERIFY(m_inventory.size() > 100);
}

void TestExplanation::clusters()
{
    const Explanation text = explained(found("Environment", u"glaciology"_s, u"field-stations"_s));
    QCOMPARE(text.tone, Tone::Good);
    QCOMPARE(text.heading, u"3 clusters chosen; nothing would change."_s);
    QCOMPARE(text.parts.size(), 1);
    const ExplainedPart &part = text.parts.first();
    QStringList stages;
    for (const ExplainedStage &stage : part.funnel)
        stages << u"%1 %2 %3"_s.arg(stage.name).arg(stage.left).arg(stage.dropped);
    QCOMPARE(stages, (QStringList{u"visible 11 0"_s, u"labels 7 4"_s, u"claims 7 0"_s, u"taints 7 0"_s,
                                  u"healthy 5 2"_s, u"chosen 3 2"_s}));
    QCOMPARE(part.chosen, 3);
    QCOMPARE(part.ranked.size(), 5);
    QCOMPARE(part.cut,
             u"Cut after 3. station-cirque is 400 behind station-north. Moves need a gain above 20."_s);
    // Sums of weighted scores are the totals.
    for (const ExplainedItem &item : part.ranked) {
        qint64 sum = 0;
        for (qsizetype i = 0; i < part.scores.size(); ++i)
            sum += part.scores.at(i).weight * item.scores.at(i).value_or(0);
        QCOMPARE(sum, item.total.value_or(-1));
    }
    const ExplainedItem &first = part.ranked.first();
    QCOMPARE(first.name, u"station-delta"_s);
    QCOMPARE(first.has, u"12 NVIDIA-L40S"_s);
    QVERIFY(scoreSums(part, first).contains(u"Free NVIDIA-L40S 3 × 100 = 300"_s));
    const ExplainedItem *cirque = itemOf(part.ranked, u"station-cirque"_s);
    QVERIFY(cirque);
    QCOMPARE(cirque->state, ExplainedItem::State::Fits);
    QCOMPARE(cirque->reasons.first().rule, u"Score"_s);
    QCOMPARE(cirque->reasons.first().needed, u"167"_s);
    QCOMPARE(cirque->reasons.first().actual, u"-233"_s);
    QCOMPARE(cirque->reasons.first().shortBy, 400);
    const ExplainedItem *dome = itemOf(part.leftOut, u"station-dome"_s);
    QVERIFY(dome);
    QCOMPARE(dome->reasons.first().rule, u"Health"_s);
    QCOMPARE(part.leftOutTotal, 6);
}

// What one click offers gets past the rule that failed first, and touches nothing else.
void TestExplanation::fixes()
{
    using Kind = PlacementFix::Kind;
    const QJsonObject environment = found("Environment", u"glaciology"_s, u"field-stations"_s);
    const ExplainedPart part = explained(environment).parts.first();
    const auto itemNamed = [&part](const QString &name) {
        const ExplainedItem *item = itemOf(part.leftOut, name);
        return item ? *item : ExplainedItem();
    };
    const ExplainedItem south = itemNamed(u"station-south"_s);
    QCOMPARE(south.fix, (PlacementFix{Kind::AllowValue, 0, false, u"region"_s, u"antarctic"_s, {}}));
    QCOMPARE(fixText(south.fix), u"Allow antarctic"_s);
    QCOMPARE(south.reasons.first().brief, u"region is antarctic, needs arctic or alpine"_s);
    const ExplainedItem train = itemNamed(u"firn-train-9zc7t"_s);
    QCOMPARE(train.fix, (PlacementFix{Kind::SetLabel, 0, false, u"region"_s, u"arctic"_s, {}}));
    QCOMPARE(train.reasons.first().brief, u"region is not set, needs arctic or alpine"_s);
    QCOMPARE(train.object.name, u"firn-train"_s);
    QCOMPARE(itemNamed(u"station-dome"_s).fix.kind, Kind::OpenCluster);

    const QJsonObject placement = environment[u"spec"][u"topology"][u"properties"][u"placement"].toObject();
    const QJsonObject allowed = withFix(placement, south.fix);
    const ExplainedPart then = explained(fieldStations(allowed)).parts.first();
    QVERIFY(!itemOf(then.leftOut, u"station-south"_s));
    QCOMPARE(withFix(allowed, south.fix), allowed); // allowed already
    QCOMPARE(withFix(placement, train.fix), placement);

    // A taint: the one that failed, and only with its own value and effect.
    const PlacementSpec spec = readPlacementSpec(placement, true);
    PlacementCluster cluster;
    cluster.taints << ClusterTaint{u"other"_s, {}, u"NoSelect"_s, {}}
                   << ClusterTaint{u"gpu"_s, u"broken"_s, u"NoSelect"_s, {}};
    const PlacementFix tolerate = fixOf(
        spec, cluster, PlacementReason{PlacementReason::Rule::Taint, -1, cluster.taints.last().text(), {}});
    QCOMPARE(tolerate, (PlacementFix{Kind::Tolerate, -1, false, u"gpu"_s, u"broken"_s, u"NoSelect"_s}));
    const QJsonArray tolerations = withFix(placement, tolerate)[u"tolerations"].toArray();
    QCOMPARE(tolerations.last().toObject(),
             object("{\"key\": \"gpu\", \"value\": \"broken\", \"effect\": \"NoSelect\"}"));
    PlacementSpec engines;
    engines.predicates << ClusterSelectorSpec{
        object("{\"matchLabels\": {\"easel.spectrocloud.com/source\": \"pool\"}}"), {}, {}};
    QCOMPARE(fixOf(engines, cluster,
                   PlacementReason{
                       PlacementReason::Rule::LabelSelector, 0, u"easel.spectrocloud.com/source=pool"_s, {}})
                 .kind,
             Kind::None);
    // What nothing here mends has none.
    for (const auto rule : {PlacementReason::Rule::Deleting, PlacementReason::Rule::CelSelector,
                            PlacementReason::Rule::NumberOfClusters})
        QCOMPARE(fixOf(spec, cluster, PlacementReason{rule, 0, u"region=arctic"_s, {}}).kind, Kind::None);
}

void TestExplanation::movesAndRollout()
{
    QJsonObject environment = fieldStations({{u"numberOfClusters"_s, 2}});
    QJsonObject status = environment[u"status"].toObject();
    status.insert(u"selectedClusters"_s, QJsonArray{QJsonObject{{u"name"_s, u"station-cirque"_s}},
                                                    QJsonObject{{u"name"_s, u"station-fjord"_s}}});
    environment.insert(u"status"_s, status);
    QJsonValue root = environment;
    JsonPointer({u"spec"_s, u"topology"_s, u"properties"_s, u"placement"_s, u"decisionStrategy"_s})
        .set(root, object("{\"groupStrategy\": {\"clustersPerDecisionGroup\": 1}}"));
    JsonPointer(
        {u"spec"_s, u"topology"_s, u"properties"_s, u"manifestWorkReplicaSet"_s, u"rolloutStrategy"_s})
        .set(root, object("{\"type\": \"ProgressivePerGroup\"}"));
    const Explanation text = explained(root.toObject());
    QCOMPARE(text.heading, u"2 clusters would be chosen."_s);
    QCOMPARE(text.changeTitle, u"1 move"_s);
    QVERIFY2(text.change.startsWith(u"station-cirque → station-delta, gain "_s) &&
                 text.change.endsWith(u". 1 deployment would move with it."),
             qPrintable(text.change));
    QVERIFY(text.sentences.contains(u"Rollout step 1: station-delta."_s));
    QVERIFY(text.sentences.contains(u"Rollout step 2: station-fjord."_s));
    QCOMPARE(itemOf(text.parts.first().ranked, u"station-cirque"_s)->state, ExplainedItem::State::Leaves);
    QCOMPARE(itemOf(text.parts.first().ranked, u"station-delta"_s)->state, ExplainedItem::State::New);
}

void TestExplanation::tooFewClusters()
{
    const Explanation text = explained(fieldStations({{u"numberOfClusters"_s, 9}}));
    QCOMPARE(text.tone, Tone::Warning);
    QCOMPARE(text.heading, u"Only 5 of 9 clusters would be chosen."_s);
    const Explanation none = explained(found("Environment", u"vision"_s, u"summer-camp"_s));
    QCOMPARE(none.heading, u"No cluster matches these labels now."_s);
    QVERIFY(none.parts.first().ranked.isEmpty());
}

void TestExplanation::nothingDecided()
{
    const Explanation wrong = explained(
        fieldStations({{u"predicates"_s, value("[{\"requiredClusterSelector\": {\"labelSelector\": "
                                               "{\"matchExpressions\": [{\"key\": \"a\", \"operator\": "
                                               "\"Near\"}]}}}]")}}));
    QCOMPARE(wrong.tone, Tone::Bad);
    QCOMPARE(wrong.heading, u"Nothing can be decided."_s);
    QVERIFY(!wrong.sentences.isEmpty());
    const Explanation cel =
        explained(fieldStations({{u"predicates"_s, value("[{\"requiredClusterSelector\": {\"celSelector\": "
                                                         "{\"celExpressions\": [\"true\"]}}}]")}}));
    QCOMPARE(cel.heading, u"This hub cannot evaluate celSelector."_s);
}

// What is said to help was decided again: the cluster is chosen then.
void TestExplanation::adviceIsBoundedAndVerified()
{
    const QJsonObject environment = found("Environment", u"glaciology"_s, u"field-stations"_s);
    const auto advised = [](const Explanation &text) {
        int count = 0;
        for (const ExplainedPart &part : text.parts) {
            for (const ExplainedItem &item : part.ranked + part.leftOut)
                count += item.help.isEmpty() ? 0 : 1;
        }
        return count;
    };
    QCOMPARE(advised(explained(environment)), 0);
    QCOMPARE(advised(explained(environment, 1)), 1);
    const Explanation text = explained(environment, 20);
    const ExplainedItem *cirque = itemOf(text.parts.first().ranked, u"station-cirque"_s);
    QCOMPARE(cirque->help, (QStringList{u"Ask for 4 clusters."_s, u"Then it is chosen."_s}));
    const Explanation four = explained(fieldStations({{u"numberOfClusters"_s, 4}}));
    QVERIFY(itemOf(four.parts.first().ranked, u"station-cirque"_s)->isChosen());
    const QStringList dome = itemOf(text.parts.first().leftOut, u"station-dome"_s)->help;
    QVERIFY2(dome.value(0).startsWith(u"Get the cluster healthy ("), qPrintable(dome.join(u' ')));

    ExplainSubject stopped = subject(environment, 20);
    int asked = 0;
    stopped.clusters.isStopped = [&asked] { return ++asked > 2; };
    QCOMPARE(advised(*explain(stopped)), 2);
}

void TestExplanation::clusterSnapshots()
{
    const QJsonObject environment = found("Environment", u"glaciology"_s, u"field-stations"_s);
    const QString before = explained(environment).snapshot;
    QCOMPARE(before.size(), 16);
    QCOMPARE(explained(environment).snapshot, before);
    // Another question about the same clusters.
    QCOMPARE(explained(fieldStations({{u"numberOfClusters"_s, 2}})).snapshot, before);
    ObjectSet changed = m_objects;
    QJsonObject secret = changed.find(u"Secret"_s, u"glaciology"_s, u"station-fjord-kubeconfig"_s);
    QJsonObject metadata = secret[u"metadata"].toObject();
    QJsonObject labels = metadata[u"labels"].toObject();
    labels.insert(u"region"_s, u"desert"_s);
    metadata.insert(u"labels"_s, labels);
    secret.insert(u"metadata"_s, metadata);
    changed.insert(secret);
    ExplainSubject other = subject(environment);
    other.objects = std::make_shared<const ObjectSet>(changed);
    QVERIFY(explain(other)->snapshot != before);
}

void TestExplanation::machines()
{
    const Explanation text = explained(found("ComputePool", u"glaciology"_s, u"firn-train"_s));
    QCOMPARE(text.tone, Tone::Good);
    QCOMPARE(text.heading, u"The pool has the machines it asks for."_s);
    QCOMPARE(text.parts.size(), 2);
    const ExplainedPart &workers = text.parts.at(1);
    QCOMPARE(workers.kind, ExplainedPart::Kind::Machines);
    QCOMPARE(workers.chosen, 2);
    QCOMPARE(workers.ranked.first().name, u"h100-b2-01"_s);
    QCOMPARE(workers.ranked.first().state, ExplainedItem::State::Stays);
    QVERIFY(workers.ranked.first().has.startsWith(u"8 H100, "_s));
    QVERIFY(workers.ranked.first().total.value_or(0) > 50);
    // Each stage leaves what the one before left, less what it drops; the last are the chosen.
    for (qsizetype i = 1; i < workers.funnel.size(); ++i)
        QCOMPARE(workers.funnel.at(i).left, workers.funnel.at(i - 1).left - workers.funnel.at(i).dropped);
    QCOMPARE(workers.funnel.last().left, 2);
    QVERIFY(workers.leftOutTotal >= workers.leftOut.size());
    for (const ExplainedItem &item : workers.leftOut)
        QVERIFY(!item.reasons.isEmpty() && !item.reasons.first().sentence.isEmpty());

    // Lists are cut, counts are not.
    const Explanation few =
        explainPool(found("ComputePool", u"glaciology"_s, u"firn-train"_s), m_objects, m_inventory, {{}, 3});
    QCOMPARE(few.parts.at(1).leftOut.size(), 3);
    QCOMPARE(few.parts.at(1).leftOutTotal, workers.leftOutTotal);
    QVERIFY(explanationText(few).contains(u"And %1 more machines"_s.arg(workers.leftOutTotal - 3)));
}

void TestExplanation::missingMachines()
{
    const Explanation text = explained(found("ComputePool", u"stations"_s, u"station-infer"_s));
    QCOMPARE(text.tone, Tone::Bad);
    QCOMPARE(text.heading, u"3 machines are missing."_s);
    QVERIFY(text.parts.first().help.first().startsWith(u"Take architecture arm64 instead of amd64"_s));
    const ExplainedItem &miss = text.parts.first().leftOut.first();
    QCOMPARE(miss.reasons.first().rule, u"Architecture"_s);
    QCOMPARE(miss.reasons.first().needed, u"amd64"_s);
    QCOMPARE(miss.reasons.first().actual, u"arm64"_s);
    // Machines and quota of what it would get then: both were asked again.
    QVERIFY2(text.remedy.contains(u"; then this fits."), qPrintable(text.remedy));
    QVERIFY(explanationText(text).contains(text.remedy));
}

void TestExplanation::remediesAreJudgedAsAWhole()
{
    // Another family would have the machines, but the project may hold none of it: the planner alone would
    // offer it.
    QJsonValue wish = found("ComputePool", u"stations"_s, u"station-infer"_s);
    JsonPointer({u"metadata"_s, u"name"_s}).set(wish, u"another"_s);
    JsonPointer({u"status"_s}).remove(wish);
    const QJsonObject pool = wish.toObject();
    const PlannedPools before = planPools({pool}, m_objects, QuotaBook(m_objects), m_inventory);
    QVERIFY(before.missing > 0 && before.remedy);
    ObjectSet objects = m_objects;
    for (const QString &family :
         {u"*"_s, u"NVIDIA-L4"_s, u"NVIDIA-L40S"_s, u"NVIDIA-T4"_s, u"NVIDIA-H100"_s}) {
        QJsonValue project = objects.find(u"Project.spectrocloud.com"_s, u"stations"_s, u"stations"_s);
        JsonPointer({u"spec"_s, u"gpuResources"_s, u"limits"_s, family}).set(project, 0);
        objects.insert(project.toObject());
    }
    const QuotaBook book(objects);
    const PlannedPools refused = planPools({pool}, objects, book, m_inventory);
    QVERIFY(refused.missing > 0 || !refused.quota.admitted);
    if (refused.remedy && !refused.remedy->needsMore) {
        // As far as objects say it, it is tried here once more.
        for (const QuotaRelaxation::NewLimit &limit : refused.remedy->limits) {
            const bool ofTenant = limit.level != QuotaReason::Level::Project;
            QJsonValue scope =
                objects.find(ofTenant ? u"Tenant.spectrocloud.com"_s : u"Project.spectrocloud.com"_s,
                             ofTenant ? QString() : limit.scope, limit.scope);
            JsonPointer({u"spec"_s, u"gpuResources"_s, u"limits"_s, limit.family}).set(scope, limit.to);
            objects.insert(scope.toObject());
        }
        const PlannedPools again = planPools(refused.remedy->pools, objects, QuotaBook(objects), m_inventory);
        QVERIFY2(again.isComplete(), qPrintable(again.explanation.heading + refused.remedy->sentence));
    }
    QVERIFY2(refused.remedy && refused.remedy->sentence != before.remedy->sentence,
             refused.remedy ? qPrintable(refused.remedy->sentence) : "none");
}

void TestExplanation::quotaRefusal()
{
    const Explanation text = explained(found("ComputePool", u"interns"_s, u"interns-burst"_s));
    QCOMPARE(text.heading, u"Quota refuses this pool; the machines would be there."_s);
    QCOMPARE(text.refusals.size(), 1);
    const ExplainedReason &reason = text.refusals.first();
    QCOMPARE(reason.rule, u"Limit of tenant sandbox"_s);
    QCOMPARE(reason.needed, u"24"_s);
    QCOMPARE(reason.actual, u"8"_s);
    QCOMPARE(reason.shortBy, 16);
    QCOMPARE(
        text.help,
        QStringList{u"Raise the limit of tenant sandbox for NVIDIA-H100 from 8 to 24; then this fits."_s});
    QCOMPARE(text.waterfalls.size(), 1);
    QCOMPARE(text.remedy, text.help.first());
    QCOMPARE(text.waterfalls.first().shortBy(), 16);
    // Where no machines are known, quota still decides.
    const Explanation blind = explainPool(found("ComputePool", u"interns"_s, u"interns-burst"_s), m_objects);
    QCOMPARE(blind.heading, u"Quota refuses this pool."_s);
}

void TestExplanation::projectsAndTenants()
{
    const Explanation interns = explained(found("Project", u"interns"_s, u"interns"_s));
    QCOMPARE(interns.heading, u"Quota holds up 1 pool: interns-burst."_s);
    QCOMPARE(interns.refusals.size(), 1);
    const Explanation vision = explained(found("Project", u"vision"_s, u"vision"_s));
    QVERIFY(vision.refusals.isEmpty());
    QVERIFY(!vision.waterfalls.isEmpty());
    QCOMPARE(vision.snapshot.size(), 16);
    const Explanation sandbox = explained(found("Tenant", {}, u"sandbox"_s));
    QCOMPARE(sandbox.heading, u"Quota holds up 1 pool: interns-burst."_s);
    const Explanation borealis = explained(found("Tenant", {}, u"borealis"_s));
    QCOMPARE(borealis.heading, u"Quota holds nothing up."_s);
    // Kubernetes' own quota of the namespace stands in the same list.
    ObjectSet more = m_objects;
    more.insert(object("{\"apiVersion\": \"v1\", \"kind\": \"ResourceQuota\", \"metadata\": {\"name\": "
                       "\"gpus\", \"namespace\": \"vision\"}, \"spec\": {\"hard\": "
                       "{\"requests.nvidia.com/gpu\": \"8\"}}}"));
    const QJsonObject project = found("Project", u"vision"_s, u"vision"_s);
    const Explanation both = explainQuota(QuotaBook(more), project, more);
    QCOMPARE(both.waterfalls.size(), vision.waterfalls.size() + 1);
    QCOMPARE(both.waterfalls.last().levels.first().name, u"vision/gpus"_s);
}

void TestExplanation::poolsTogether()
{
    // The wish of two pools, each of which fits alone.
    QList<QJsonObject> pools;
    for (const QString &name : {u"one"_s, u"two"_s}) {
        QJsonValue pool = found("ComputePool", u"glaciology"_s, u"firn-train"_s);
        JsonPointer({u"metadata"_s, u"name"_s}).set(pool, name);
        QJsonObject wish = pool.toObject();
        wish.remove(u"status"_s);
        pools << wish;
    }
    const QuotaBook book(m_objects);
    const PlannedPools alone = planPools({pools.first()}, m_objects, book, m_inventory);
    const PlannedPools both = planPools(pools, m_objects, book, m_inventory);
    QCOMPARE(both.projects.size(), 1);
    QCOMPARE(both.explanation.parts.size(), 2 * alone.explanation.parts.size());
    QVERIFY(both.explanation.parts.first().title.startsWith(u"glaciology/one: "_s));
    QSet<int> taken;
    for (const NodePoolChoice &choice : both.projects.first().machines.plan.nodePools) {
        for (const int position : choice.chosen) {
            QVERIFY(!taken.contains(position));
            taken.insert(position);
        }
    }
    QCOMPARE(both.changes.size(), alone.changes.size());
    QCOMPARE(both.changes.first().delta, 2 * alone.changes.first().delta);
    // In two Projects that share machines: the second does not get what the first has.
    QJsonValue other = pools.last();
    JsonPointer({u"metadata"_s, u"namespace"_s}).set(other, u"vision"_s);
    const PlannedPools across = planPools({pools.first(), other.toObject()}, m_objects, book, m_inventory);
    QCOMPARE(across.projects.size(), 2);
    QSet<QString> uids;
    int chosen = 0;
    for (const PlannedProject &project : across.projects) {
        for (const NodePoolChoice &choice : project.machines.plan.nodePools) {
            for (const int position : choice.chosen) {
                uids.insert(project.fleet.host(position).hostUid);
                ++chosen;
            }
        }
    }
    QVERIFY(chosen > 0);
    QCOMPARE(uids.size(), chosen);
    QCOMPARE(across.explanation.snapshot.size(), 16);
}

void TestExplanation::movesOfAProject()
{
    const Explanation text = explained(found("Compute", u"glaciology"_s, u"default"_s));
    QVERIFY(!text.heading.isEmpty());
    QCOMPARE(text.snapshot.size(), 16);
    const PoolMoves moves = poolMoves(u"glaciology"_s, m_objects, m_inventory);
    QCOMPARE(text.help.size(), moves.moves.moves.size());
}

void TestExplanation::deployments()
{
    // It runs on a pool with room.
    const Explanation again = explained(found("AIWorkload", u"interns"_s, u"hello-again"_s));
    QCOMPARE(again.heading, u"Pool interns-lab has room for it."_s);
    QCOMPARE(again.waterfalls.size(), 1);
    QVERIFY(again.waterfalls.first().fits());
    // The pool it names is refused.
    QJsonValue burst = found("AIWorkload", u"interns"_s, u"hello-again"_s);
    JsonPointer({u"spec"_s, u"compute"_s, u"computePoolRef"_s})
        .set(burst, object("{\"name\": \"interns-burst\"}"));
    const Explanation refused = explained(burst.toObject());
    QCOMPARE(refused.heading, u"Quota refuses this pool; the machines would be there."_s);
    QCOMPARE(refused.sentences.first(), u"It waits for pool interns-burst."_s);
    // More than is free.
    QJsonValue many = found("AIWorkload", u"interns"_s, u"hello-again"_s);
    JsonPointer({u"spec"_s, u"compute"_s, u"gpuResources"_s, u"requests"_s, u"NVIDIA-H100"_s}).set(many, 99);
    JsonPointer({u"spec"_s, u"gpuResources"_s, u"requests"_s, u"NVIDIA-H100"_s}).set(many, 99);
    const Explanation full = explained(many.toObject());
    QCOMPARE(full.heading, u"Pool interns-lab has not enough free GPUs."_s);
    QVERIFY(full.refusals.first().shortBy > 0);
    QVERIFY(!explain(subject(resource("spectrocloud.com/v1alpha1", "AIWorkload", u"interns/lost"_s))));
}

void TestExplanation::whatIsExplained()
{
    QVERIFY(isExplained(found("Environment", u"glaciology"_s, u"firn-train"_s), m_objects));
    QVERIFY(isExplained(found("ComputePool", u"glaciology"_s, u"firn-train"_s), m_objects));
    QVERIFY(isExplained(found("AIWorkload", u"interns"_s, u"hello-again"_s), m_objects));
    QVERIFY(!isExplained(found("AIWorkload", u"glaciology"_s, u"melt-chat"_s), m_objects));
    QVERIFY(isExplained(found("Project", u"interns"_s, u"interns"_s), m_objects));
    QVERIFY(!isExplained(found("Project", u"speech"_s, u"speech"_s), m_objects));
    QVERIFY(isExplained(found("Tenant", {}, u"sandbox"_s), m_objects));
    QVERIFY(!isExplained(found("Settings", u"glaciology"_s, u"glaciology-settings"_s), m_objects));
    QVERIFY(canBeExplained(u"Tenant.spectrocloud.com"_s));
    QVERIFY(!canBeExplained(u"Secret"_s));
}

void TestExplanation::whoDecides()
{
    const QJsonObject own = found("Environment", u"glaciology"_s, u"field-stations"_s);
    const QJsonObject existing = found("Environment", u"stations"_s, u"ice-shelf"_s);
    QCOMPARE(placementHubOf(own, m_objects, true, false), PlacementHub::OpenClusterManagement);
    QCOMPARE(placementHubOf(own, m_objects, false, false), PlacementHub::Plain);
    QCOMPARE(placementHubOf(own, m_objects, true, true), PlacementHub::Plain);
    QCOMPARE(placementHubOf(existing, m_objects, true, true), PlacementHub::OpenClusterManagement);
    ObjectSet managedOnly;
    managedOnly.insert(resource("cluster.open-cluster-management.io/v1", "ManagedCluster", u"a"_s));
    QCOMPARE(placementHubOf(own, managedOnly, false, true), PlacementHub::OpenClusterManagement);
}

void TestExplanation::texts()
{
    const Explanation text = explained(found("Environment", u"glaciology"_s, u"field-stations"_s), 20);
    const QString copied = explanationText(text);
    QVERIFY(copied.startsWith(u"3 clusters chosen; nothing would change.\n"_s));
    QVERIFY(copied.contains(u"\n  labels: 7 left, 4 out\n"_s));
    QVERIFY(copied.contains(u"\n  station-delta, Stays, 12 NVIDIA-L40S, total 600\n"_s));
    QVERIFY(copied.contains(u"\n    Ask for 4 clusters.\n    Then it is chosen.\n"_s));
    QVERIFY(copied.endsWith(u"\nSnapshot %1\n"_s.arg(text.snapshot)));
    const QString refused =
        explanationText(explained(found("ComputePool", u"interns"_s, u"interns-burst"_s)));
    QVERIFY(refused.contains(u"NVIDIA-H100: Tenant sandbox: limit 8, 16 attached; 8 over"_s));
    // What a server wrote does not break lines.
    Explanation odd;
    odd.heading = u"a\nb\x1b[31m"_s;
    QCOMPARE(explanationText(odd).count(u'\n'), 1);
    QCOMPARE(signedNumber(-33), u"−33"_s);
}

QTEST_GUILESS_MAIN(TestExplanation)
#include "tst_explanation.moc"
