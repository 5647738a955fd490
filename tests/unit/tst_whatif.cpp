// SPDX-License-Identifier: GPL-3.0-or-later
// Changes tried out on a small estate: every kind of change, with refusals, numbers and what would help.
#include "core/placement/explainpool.h"
#include "core/placement/whatiftrial.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using Kind = WhatIfChange::Kind;
using Verdict = WhatIfStep::Verdict;

namespace {

// JSON is written with ' here: moc 6.4 loses classes after raw strings.
QJsonObject json(QString text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.replace(u'\'', u'"').toUtf8()).object();
    if (object.isEmpty())
        qFatal("not JSON: %s", qPrintable(text));
    return object;
}

QJsonObject tenant(const QString &name, const QString &limits, const QString &group)
{
    return json(u"{'apiVersion':'spectrocloud.com/v1alpha1','kind':'Tenant','metadata':{'name':'%1'},"
                "'spec':{'tenantRoleMapping':{'groups':['%3']},'gpuResources':{'limits':%2}}}"_s.arg(
                    name, limits, group));
}

QJsonObject project(const QString &name, const QString &tenant, const QString &resources)
{
    return json(u"{'apiVersion':'spectrocloud.com/v1alpha1','kind':'Project',"
                "'metadata':{'name':'%1','namespace':'%1','labels':{'palette.ai/tenant-name':'%2'}},"
                "'spec':{'displayName':'Team','tenantRef':{'name':'%2'},"
                "'computeConfigRef':{'name':'lab','namespace':'%1'},'gpuResources':%3}}"_s.arg(name, tenant,
                                                                                               resources));
}

QJsonObject config(const QString &space)
{
    return json(u"{'apiVersion':'spectrocloud.com/v1alpha1','kind':'ComputeConfig',"
                "'metadata':{'name':'lab','namespace':'%1'},'spec':{'paletteClusterConfig':{'defaults':{"
                "'controlPlanePool':{'nodeCount':1,'workerNodeEligible':false}}}}}"_s.arg(space));
}

QJsonObject pool(const QString &space, const QString &name, int nodes, const QStringList &machines)
{
    QStringList hosts{u"{'hostUid':'cpu-%1','nodePool':'control-plane-pool','role':'control-plane',"
                      "'state':'attached'}"_s.arg(name)};
    for (const QString &machine : machines)
        hosts << u"{'hostUid':'%1','nodePool':'w','role':'worker','family':'NVIDIA-H100','gpuCount':8,"
                 "'state':'attached'}"_s.arg(machine);
    return json(
        u"{'apiVersion':'spectrocloud.com/v1alpha1','kind':'ComputePool',"
        "'metadata':{'name':'%2','namespace':'%1'},'spec':{'profileBundleRef':{'name':'metal-v1',"
        "'namespace':'%1'},'clusterVariant':{'dedicated':{'paletteClusterDeploymentConfig':{"
        "'cloudType':'edge-native','nodePoolRequirements':{'workerPools':[{'name':'w','nodeCount':%3,"
        "'gpu':{'family':'NVIDIA-H100','gpuCount':8}}]}}}}},"
        "'status':{'phase':'Running','deployments':['%2-app'],'clusters':[{'name':'main','hosts':[%4]}]}}"_s
            .arg(space, name)
            .arg(nodes)
            .arg(hosts.join(u',')));
}

QString host(const QString &uid, const QString &state, int gpus)
{
    return u"'%1':{'displayName':'%1','state':'%2','architecture':'amd64','cpuCount':64,'memoryMiB':262144,"
           "'gpus':[%3],'tags':{'palette.ai':'true'}}"_s.arg(
               uid, state,
               gpus > 0 ? u"{'family':'NVIDIA-H100','count':%1,'memoryMiB':81559}"_s.arg(gpus) : QString());
}

// Tenant lab: limit 32 H100, 8 of each other family. vision (limit 16, guarantee 8) has 8 in ice,
// language (guarantee 12) has 8 in text; three H100 machines and two without GPUs are free.
std::shared_ptr<ObjectSet> estate()
{
    auto set = std::make_shared<ObjectSet>();
    set->insert(tenant(u"lab"_s, u"{'NVIDIA-H100':32,'*':8,'NVIDIA-T4':0}"_s, u"lab-admins"_s));
    set->insert(tenant(u"field"_s, u"{'NVIDIA-H100':4}"_s, u"field-admins"_s));
    set->insert(
        project(u"vision"_s, u"lab"_s, u"{'limits':{'NVIDIA-H100':16},'requests':{'NVIDIA-H100':8}}"_s));
    set->insert(project(u"language"_s, u"lab"_s, u"{'requests':{'NVIDIA-H100':12}}"_s));
    set->insert(pool(u"vision"_s, u"ice"_s, 1, {u"h1"_s}));
    set->insert(pool(u"language"_s, u"text"_s, 1, {u"h2"_s}));
    const QString hosts = QStringList{host(u"h1"_s, u"in-use"_s, 8),       host(u"h2"_s, u"in-use"_s, 8),
                                      host(u"h3"_s, u"available"_s, 8),    host(u"h4"_s, u"available"_s, 8),
                                      host(u"h5"_s, u"available"_s, 8),    host(u"cpu-ice"_s, u"in-use"_s, 0),
                                      host(u"cpu-text"_s, u"in-use"_s, 0), host(u"c1"_s, u"available"_s, 0),
                                      host(u"c2"_s, u"available"_s, 0)}
                              .join(u',');
    for (const QString &space : {u"vision"_s, u"language"_s}) {
        set->insert(config(space));
        set->insert(json(u"{'apiVersion':'spectrocloud.com/v1alpha1','kind':'Compute',"
                         "'metadata':{'name':'default','namespace':'%1'},"
                         "'status':{'edgeHostDetails':{%2}}}"_s.arg(space, hosts)));
    }
    for (const char *kind : {"Tenant", "Project", "ComputeConfig", "ComputePool", "Compute"})
        set->setComplete(QLatin1String(kind) + u".spectrocloud.com"_s);
    return set;
}

WhatIfChange limitOf(const QString &project, const QString &tenant, std::optional<qint64> amount)
{
    WhatIfChange change;
    change.kind = Kind::Limit;
    change.project = project;
    change.tenant = tenant;
    change.family = u"nvidia-h100"_s; // as people type it
    change.amount = amount;
    return change;
}

WhatIfChange guaranteeOf(const QString &project, std::optional<qint64> amount)
{
    WhatIfChange change = limitOf(project, {}, amount);
    change.kind = Kind::Guarantee;
    return change;
}

WhatIfChange newPool(const QString &project, const QString &name, int machines)
{
    WhatIfChange change;
    change.kind = Kind::NewPool;
    change.project = project;
    change.pool = name;
    change.family = u"NVIDIA-H100"_s;
    change.amount = machines;
    change.address = u"10.0.0.9"_s;
    return change;
}

WhatIfChange resize(const QString &project, const QString &name, int machines)
{
    WhatIfChange change;
    change.kind = Kind::Resize;
    change.project = project;
    change.pool = name;
    change.nodePool = u"w"_s;
    change.amount = machines;
    return change;
}

WhatIfChange lost(const QString &machine)
{
    WhatIfChange change;
    change.kind = Kind::MachineLost;
    change.machine = machine;
    return change;
}

WhatIfChange move(const QString &project, const QString &tenant)
{
    WhatIfChange change;
    change.kind = Kind::ProjectMoved;
    change.project = project;
    change.tenant = tenant;
    return change;
}

const WhatIfLine *lineOf(const WhatIfResult &result, const QString &tenant, const QString &project)
{
    for (const WhatIfLine &line : result.lines) {
        if (line.tenant == tenant && line.project == project && line.after.family == u"NVIDIA-H100")
            return &line;
    }
    return nullptr;
}

QString all(const WhatIfStep &step)
{
    QStringList texts{step.sentence};
    for (const ExplainedReason &reason : step.explanation.refusals)
        texts << u"%1 needed %2 actual %3 short %4: %5"_s.arg(reason.rule, reason.needed, reason.actual)
                     .arg(reason.shortBy)
                     .arg(reason.sentence);
    texts << step.explanation.remedy;
    texts += step.explanation.help;
    texts += step.follows;
    texts += step.needs;
    for (const WhatIfField &field : step.fields)
        texts << field.text();
    return texts.join(u'\n');
}

#define HAS(text, part)                                                                                      \
    do {                                                                                                     \
        const QString whole = (text);                                                                        \
        QVERIFY2(whole.contains(part), qPrintable(whole));                                                   \
    } while (false)

} // namespace

class WhatIfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_trial = WhatIfTrial();
        m_trial.setBase(estate());
    }
    void nothing();
    void newPoolFits();
    void newPoolIsRefused();
    void machinesRunOut();
    void poolsTakeDifferentMachines();
    void resizes();
    void limits();
    void limitBelowGuaranteesIsRefused();
    void wildcardLimit();
    void guarantees();
    void machineIsLost();
    void projectMoves();
    void orderCounts();
    void limitsAreWrittenFirst();
    void whatIsGone();
    void offDoesNotCount();
    void keepsWhatItKnows();
    void refusalsSayAll_data();
    void refusalsSayAll();
    void remediesAreJudgedAsAWhole();
    void anyRemedyIsAccepted();
    void survivesAsJson();
    void agreesWithTheExplanation();

private:
    WhatIfResult run(const QList<WhatIfChange> &changes) { return m_trial.run(changes); }
    WhatIfTrial m_trial;
};

void WhatIfTest::nothing()
{
    const WhatIfResult result = run({});
    QVERIFY(result.steps.isEmpty());
    QVERIFY(result.lines.isEmpty());
    QVERIFY(!result.isRefused());
    QVERIFY(result.edits.isEmpty());
}

void WhatIfTest::newPoolFits()
{
    const WhatIfResult result = run({newPool(u"vision"_s, u"snow"_s, 1)});
    const WhatIfStep &step = result.steps.first();
    // There is no Palette in effect, so it cannot be made now; GPUs and machines are there.
    QVERIFY2(step.verdict == Verdict::Warns, qPrintable(all(step)));
    HAS(step.needs.join(u'\n'), u"Project vision is not ready");
    HAS(all(step), u"It would get c1 and h3.");
    HAS(all(step), u"workerPools[0].nodeCount: not set → 1");
    QVERIFY(step.isNew);
    QCOMPARE(step.object.text(), u"ComputePool vision/snow"_s);
    const WhatIfLine *line = lineOf(result, u"lab"_s, u"vision"_s);
    QVERIFY(line);
    QCOMPARE(line->before.used(), 8);
    QCOMPARE(line->after.used(), 16);
    QCOMPARE(line->after.headroom, 0);
    QCOMPARE(lineOf(result, u"lab"_s, {})->after.used(), 24);
    QVERIFY(result.together.admitted);
    QCOMPARE(result.families.size(), 1);
    QCOMPARE(result.families.first().freeBefore, 24);
    QCOMPARE(result.families.first().freeAfter, 16);
    QCOMPARE(result.edits.size(), 1);
    QVERIFY(result.edits.first().before.isEmpty());
    QVERIFY(!result.edits.first().after.contains(u"status"));
    QCOMPARE(result.edits.first().after[u"spec"][u"profileBundleRef"][u"name"].toString(), u"metal-v1"_s);
}

void WhatIfTest::newPoolIsRefused()
{
    const WhatIfResult result = run({newPool(u"vision"_s, u"snow"_s, 2)});
    const WhatIfStep &step = result.steps.first();
    QCOMPARE(step.verdict, Verdict::Refused);
    QVERIFY2(step.explanation.refusals.size() == 2, qPrintable(all(step)));
    QCOMPARE(step.explanation.refusals.last().rule, u"Kept for other projects of lab"_s);
    QCOMPARE(step.explanation.refusals.last().shortBy, 4);
    const ExplainedReason &reason = step.explanation.refusals.first();
    QCOMPARE(reason.rule, u"Limit of project vision"_s);
    QCOMPARE(reason.needed, u"24"_s);
    QCOMPARE(reason.actual, u"16"_s);
    QCOMPARE(reason.shortBy, 8);
    QVERIFY(!step.explanation.help.isEmpty());
    QVERIFY(result.isRefused());
    QVERIFY(!result.together.admitted);
    QCOMPARE(result.tone, Tone::Bad);
    // What would help does: one machine, or the limit that is named.
    QVERIFY(run({newPool(u"vision"_s, u"snow"_s, 1)}).together.admitted);
    const WhatIfResult raised =
        run({limitOf(u"vision"_s, {}, 24), limitOf({}, u"lab"_s, 36), newPool(u"vision"_s, u"snow"_s, 2)});
    QVERIFY(raised.together.admitted);
    QVERIFY(!raised.isRefused());
}

void WhatIfTest::machinesRunOut()
{
    const WhatIfResult result =
        run({limitOf({}, u"lab"_s, 99), limitOf(u"vision"_s, {}, 99), newPool(u"vision"_s, u"snow"_s, 4)});
    const WhatIfStep &step = result.steps.last();
    QCOMPARE(step.verdict, Verdict::Refused);
    const ExplainedReason &reason = step.explanation.refusals.first();
    QCOMPARE(reason.rule, u"Machines for workers"_s);
    QCOMPARE(reason.needed, u"4"_s);
    QCOMPARE(reason.actual, u"3"_s);
    QCOMPARE(reason.shortBy, 1);
    HAS(step.sentence, u"1 machine");
    QVERIFY(result.together.admitted); // quota does not mind
}

void WhatIfTest::poolsTakeDifferentMachines()
{
    const WhatIfResult result = run({limitOf(u"vision"_s, {}, {}), newPool(u"vision"_s, u"snow"_s, 1),
                                     newPool(u"language"_s, u"word"_s, 1)});
    HAS(all(result.steps.at(1)), u"It would get c1 and h3.");
    HAS(all(result.steps.at(2)), u"It would get c2 and h4.");
    QCOMPARE(lineOf(result, u"lab"_s, u"language"_s)->after.used(), 16);
}

void WhatIfTest::resizes()
{
    WhatIfResult result = run({resize(u"vision"_s, u"ice"_s, 2)});
    QCOMPARE(result.steps.first().verdict, Verdict::Fits);
    HAS(all(result.steps.first()), u"workerPools[0].nodeCount: 1 → 2");
    HAS(all(result.steps.first()), u"It would get h3.");
    QCOMPARE(lineOf(result, u"lab"_s, u"vision"_s)->after.use.attached, 16);
    QCOMPARE(result.edits.first().before[u"status"][u"phase"].toString(), u"Running"_s);

    // Giving back is always admitted, and what comes back can be had by others of the list.
    result = run({lost(u"h3"_s), lost(u"h4"_s), lost(u"h5"_s), resize(u"language"_s, u"text"_s, 0),
                  resize(u"vision"_s, u"ice"_s, 2)});
    QVERIFY2(result.steps.at(3).verdict != Verdict::Refused, qPrintable(all(result.steps.at(3))));
    HAS(all(result.steps.at(3)), u"It gives back h2.");
    QCOMPARE(lineOf(result, u"lab"_s, u"language"_s)->after.used(), 0);
    // The guarantee of language is free again: 12 of 32 are kept.
    QCOMPARE(lineOf(result, u"lab"_s, {})->after.unusedGuarantees, 12);
    QVERIFY2(result.steps.at(4).verdict == Verdict::Fits, qPrintable(all(result.steps.at(4))));
    HAS(all(result.steps.at(4)), u"It would get h2.");
}

void WhatIfTest::limits()
{
    WhatIfResult result = run({limitOf(u"vision"_s, {}, 24)});
    const WhatIfStep &step = result.steps.first();
    QCOMPARE(step.verdict, Verdict::Fits);
    HAS(all(step), u"spec.gpuResources.limits.NVIDIA-H100: 16 → 24");
    HAS(step.sentence, u"12 more fit; 8 before"); // 32 − 16 − 4 kept for language
    QCOMPARE(lineOf(result, u"lab"_s, u"vision"_s)->after.limit, 24);
    QVERIFY(!lineOf(result, u"lab"_s, {}));

    result = run({limitOf({}, u"lab"_s, 20)});
    QCOMPARE(result.steps.first().verdict, Verdict::Fits);
    result = run({limitOf(u"vision"_s, {}, 8), resize(u"vision"_s, u"ice"_s, 2)});
    QCOMPARE(result.steps.last().verdict, Verdict::Refused);

    // Below what is used: allowed, and said.
    result = run({guaranteeOf(u"vision"_s, {}), guaranteeOf(u"language"_s, {}), limitOf({}, u"lab"_s, 10)});
    QCOMPARE(result.steps.last().verdict, Verdict::Warns);
    HAS(all(result.steps.last()), u"16 NVIDIA-H100 GPUs are in use, 6 more than the new limit.");
    QCOMPARE(lineOf(result, u"lab"_s, {})->after.overBy, 6);
}

void WhatIfTest::limitBelowGuaranteesIsRefused()
{
    const WhatIfResult result = run({limitOf({}, u"lab"_s, 16)});
    const WhatIfStep &step = result.steps.first();
    QCOMPARE(step.verdict, Verdict::Refused);
    const ExplainedReason &reason = step.explanation.refusals.first();
    QCOMPARE(reason.rule, u"TEN-6"_s);
    QCOMPARE(reason.needed, u"20"_s);
    QCOMPARE(reason.actual, u"16"_s);
    QCOMPARE(reason.shortBy, 4);
    QCOMPARE(step.explanation.remedy, u"A limit of 20 would be accepted."_s);
    QVERIFY(run({limitOf({}, u"lab"_s, 20)}).steps.first().explanation.refusals.isEmpty());
}

void WhatIfTest::wildcardLimit()
{
    WhatIfChange change = limitOf({}, u"lab"_s, 4);
    change.family = u"*"_s;
    const WhatIfResult result = run({change});
    QCOMPARE(result.steps.first().fields.first().pointer.last(), u"*"_s);
    QVERIFY(result.steps.first().verdict != Verdict::Refused);
    change.amount.reset();
    QVERIFY(run({change}).steps.first().fields.first().to.isUndefined());
}

void WhatIfTest::guarantees()
{
    // 12 are language's: 20 more for vision is its limit of 16 and the tenant's 32.
    WhatIfResult result = run({guaranteeOf(u"vision"_s, 24)});
    const WhatIfStep &step = result.steps.first();
    QCOMPARE(step.verdict, Verdict::Refused);
    QCOMPARE(step.explanation.refusals.size(), 2);
    const ExplainedReason &own = step.explanation.refusals.first();
    QCOMPARE(own.rule, u"PRJ-7"_s);
    QCOMPARE(own.needed, u"24"_s);
    QCOMPARE(own.actual, u"16"_s);
    QCOMPARE(own.shortBy, 8);
    const ExplainedReason &sum = step.explanation.refusals.last();
    QCOMPARE(sum.rule, u"PRJ-8"_s);
    QCOMPARE(sum.needed, u"36"_s);
    QCOMPARE(sum.actual, u"32"_s);
    QCOMPARE(sum.shortBy, 4);
    QCOMPARE(step.explanation.remedy, u"A guarantee of 16 would be accepted."_s);
    result = run({guaranteeOf(u"vision"_s, 16)});
    QVERIFY2(result.steps.first().explanation.refusals.isEmpty(), qPrintable(all(result.steps.first())));
    // What is kept for vision is gone for language.
    HAS(all(result.steps.first()), u"language");
    QCOMPARE(lineOf(result, u"lab"_s, u"language"_s)->after.reservedForOthers, 8);

    // A limit below the own guarantee names it, too.
    result = run({limitOf(u"vision"_s, {}, 4)});
    QCOMPARE(result.steps.first().explanation.refusals.first().rule, u"PRJ-7"_s);
    HAS(all(result.steps.first()), u"A limit of 8 would be accepted.");
}

void WhatIfTest::machineIsLost()
{
    WhatIfResult result = run({lost(u"h1"_s)});
    const WhatIfStep &step = result.steps.first();
    QCOMPARE(step.verdict, Verdict::Warns);
    HAS(step.sentence, u"vision/ice loses 8 NVIDIA-H100; h3 would take its place.");
    HAS(all(step), u"These run on it: ice-app.");
    HAS(all(step), u"Nothing is written");
    QVERIFY(step.fields.isEmpty());
    QVERIFY(result.edits.isEmpty());
    QCOMPARE(result.families.first().installedAfter, 32);
    QCOMPARE(result.families.first().freeAfter, 16);
    QVERIFY(result.lines.isEmpty()); // the same number from another machine

    result = run({lost(u"h3"_s), lost(u"h4"_s), lost(u"h5"_s), lost(u"h1"_s)});
    HAS(result.steps.first().sentence, u"No pool holds it; 8 NVIDIA-H100 fewer are there to give.");
    HAS(result.steps.last().sentence, u"vision/ice loses 8 NVIDIA-H100 and waits: no other machine fits.");
    QCOMPARE(lineOf(result, u"lab"_s, u"vision"_s)->after.use.claimed, 8);
    QCOMPARE(lineOf(result, u"lab"_s, u"vision"_s)->after.use.attached, 0);

    result = run({lost(u"h3"_s), lost(u"h3"_s), lost(u"nobody"_s)});
    QCOMPARE(result.count(Verdict::Impossible), 2);
}

void WhatIfTest::projectMoves()
{
    WhatIfResult result = run({move(u"vision"_s, u"field"_s)});
    const WhatIfStep &step = result.steps.first();
    QCOMPARE(step.verdict, Verdict::Refused);
    QStringList rules;
    for (const ExplainedReason &reason : step.explanation.refusals)
        rules << reason.rule;
    QVERIFY2(rules.contains(u"PRJ-6") && rules.contains(u"Limit of tenant field") && rules.contains(u"PRJ-8"),
             qPrintable(all(step)));
    const ExplainedReason &limit = step.explanation.refusals.first();
    QCOMPARE(limit.needed, u"8"_s);
    QCOMPARE(limit.actual, u"4"_s);
    QCOMPARE(limit.shortBy, 4);
    HAS(step.sentence, u"field has no room for the 8 NVIDIA-H100 of vision.");
    QCOMPARE(step.explanation.remedy,
             u"With these limits a new project in field with the same pools would fit: "
             "Limit of tenant field: 8 NVIDIA-H100."_s);
    HAS(all(step), u"8 NVIDIA-H100 would count for field and no more for lab.");
    HAS(all(step), u"It would be administered by field-admins, no more by lab-admins.");
    HAS(all(step), u"spec.tenantRef.name: lab → field");
    HAS(all(step), u"1 pool");
    QCOMPARE(lineOf(result, u"lab"_s, {})->after.used(), 8);
    QCOMPARE(lineOf(result, u"field"_s, {})->after.used(), 8);

    result = run({limitOf({}, u"field"_s, 8), move(u"vision"_s, u"field"_s)});
    HAS(result.steps.last().sentence, u"field has room for the 8 NVIDIA-H100 of vision.");
    QCOMPARE(result.steps.last().explanation.remedy,
             u"A new project in field with the same pools would fit."_s);
    QCOMPARE(result.steps.last().explanation.refusals.size(), 1);
}

void WhatIfTest::orderCounts()
{
    const WhatIfChange more = limitOf(u"vision"_s, {}, 24);
    const WhatIfChange room = limitOf({}, u"lab"_s, 36);
    const WhatIfChange two = newPool(u"vision"_s, u"snow"_s, 2);
    WhatIfResult result = run({room, two, more});
    QCOMPARE(result.steps.at(1).verdict, Verdict::Refused);
    QVERIFY(result.together.admitted);
    HAS(result.heading, u"in this order");
    result = run({room, more, two});
    QVERIFY(result.steps.last().verdict != Verdict::Refused);
    QVERIFY(!result.isRefused());
    // What is written begins with what sets limits, in either order.
    QCOMPARE(run({two, more}).edits.first().after[u"kind"].toString(), u"Project"_s);
}

void WhatIfTest::limitsAreWrittenFirst()
{
    const WhatIfResult result = run({newPool(u"vision"_s, u"snow"_s, 1), limitOf(u"vision"_s, {}, 8)});
    QVERIFY(result.steps.first().verdict != Verdict::Refused);
    QCOMPARE(result.steps.last().verdict, Verdict::Warns);
    QVERIFY(!result.together.admitted);
    HAS(result.heading, u"not all of them at once");
    // Tried with all of it: the limit as it would have to be.
    QCOMPARE(result.remedy, u"Leave out one of them; then the rest fits at once: Limit of project vision: 8 "
                            "nvidia-h100."_s);
    // With a higher limit it fits as well; that is said where it is another than now.
    const WhatIfResult more = run({limitOf({}, u"lab"_s, 99), limitOf(u"vision"_s, {}, 40),
                                   newPool(u"vision"_s, u"snow"_s, 2), limitOf(u"vision"_s, {}, 8)});
    QVERIFY(!more.together.admitted);
    HAS(more.remedy, u"Raise the limit of project vision for NVIDIA-H100 from 8 to 24; then this fits.");
}

void WhatIfTest::whatIsGone()
{
    WhatIfChange pool = resize(u"vision"_s, u"gone"_s, 2);
    const WhatIfResult result =
        run({pool, limitOf(u"nobody"_s, {}, 1), limitOf({}, u"nobody"_s, 1), limitOf(u"vision"_s, {}, 16),
             newPool(u"vision"_s, u"ice"_s, 1), move(u"vision"_s, u"nobody"_s)});
    QCOMPARE(result.count(Verdict::Impossible), 6);
    HAS(result.steps.at(0).sentence, u"There is no pool gone in vision.");
    HAS(result.steps.at(3).sentence, u"It is so already");
    HAS(result.steps.at(4).sentence, u"There is a pool ice in vision already.");
    QVERIFY(result.edits.isEmpty());
    QVERIFY(result.lines.isEmpty());
}

void WhatIfTest::offDoesNotCount()
{
    WhatIfChange change = limitOf(u"vision"_s, {}, 24);
    change.on = false;
    const WhatIfResult result = run({change});
    QCOMPARE(result.steps.first().verdict, Verdict::Off);
    QVERIFY(result.lines.isEmpty() && result.edits.isEmpty());
}

void WhatIfTest::keepsWhatItKnows()
{
    const QList<WhatIfChange> changes{limitOf(u"vision"_s, {}, 24), newPool(u"vision"_s, u"snow"_s, 2),
                                      resize(u"language"_s, u"text"_s, 2), lost(u"h1"_s)};
    const WhatIfResult whole = run(changes);
    // Grown one by one, then with the middle taken out and put back: the same answer.
    WhatIfTrial other;
    other.setBase(estate());
    for (qsizetype i = 1; i <= changes.size(); ++i)
        other.run(changes.mid(0, i));
    other.run({changes.at(0), changes.at(2)});
    const WhatIfResult again = other.run(changes);
    QCOMPARE(again.steps, whole.steps);
    QCOMPARE(again.lines, whole.lines);
    QCOMPARE(again.snapshot, whole.snapshot);
    // Other data, other answer.
    auto changed = estate();
    changed->insert(tenant(u"lab"_s, u"{'NVIDIA-H100':24}"_s, u"lab-admins"_s));
    other.setBase(changed);
    QVERIFY(other.run(changes).snapshot != whole.snapshot);
    // Who is stopped says so with nothing.
    QVERIFY(other.run(changes.mid(1), [] { return true; }).steps.isEmpty());
}

void WhatIfTest::refusalsSayAll_data()
{
    QTest::addColumn<QList<WhatIfChange>>("changes");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("remedy");
    const auto row = [](const char *name, const QList<WhatIfChange> &changes, const QString &rule,
                        const QString &remedy) { QTest::newRow(name) << changes << rule << remedy; };
    row("limit of a project", {newPool(u"vision"_s, u"snow"_s, 2)}, u"Limit of project vision"_s,
        u"workers: Ask for 1 machine(s) instead of 2; then this fits."_s);
    row("machines",
        {limitOf({}, u"lab"_s, 99), limitOf(u"vision"_s, {}, 99), newPool(u"vision"_s, u"snow"_s, 4)},
        u"Machines for workers"_s, u"workers: Ask for 3 machine(s) instead of 4; then this fits."_s);
    row("TEN-6", {limitOf({}, u"lab"_s, 16)}, u"TEN-6"_s, u"A limit of 20 would be accepted."_s);
    WhatIfChange others = guaranteeOf(u"vision"_s, 4);
    others.family = u"NVIDIA-L4"_s;
    WhatIfChange wildcard = limitOf({}, u"lab"_s, 2);
    wildcard.family = u"*"_s;
    row("TEN-6 of all others", {others, wildcard}, u"TEN-6"_s, u"A limit of 4 would be accepted."_s);
    row("PRJ-7 by a limit", {limitOf(u"vision"_s, {}, 4)}, u"PRJ-7"_s, u"A limit of 8 would be accepted."_s);
    row("PRJ-7 and PRJ-8", {guaranteeOf(u"vision"_s, 24)}, u"PRJ-7"_s,
        u"A guarantee of 16 would be accepted."_s);
    row("PRJ-8", {limitOf(u"vision"_s, {}, 64), guaranteeOf(u"vision"_s, 40)}, u"PRJ-8"_s,
        u"A guarantee of 20 would be accepted."_s);
    WhatIfChange any = guaranteeOf(u"vision"_s, 4);
    any.family = u"*"_s;
    row("PRJ-11", {any}, u"PRJ-11"_s, u"With GPU family NVIDIA-H100 it would be accepted."_s);
    row("TEN-4, a number", {limitOf(u"language"_s, {}, -3)}, u"TEN-4"_s,
        u"A limit of 12 would be accepted."_s); // its guarantee
    WhatIfChange name = limitOf({}, u"lab"_s, 20);
    name.family = u"nvidia h100 (sxm)"_s;
    row("TEN-4, a family", {name}, u"TEN-4"_s, u"With GPU family NVIDIA-H100 it would be accepted."_s);
    WhatIfChange none = newPool(u"vision"_s, u"snow"_s, 1);
    none.gpusPerMachine = 0;
    row("POOL-11", {none}, u"POOL-11"_s, u"With 1 GPU(s) a machine it would be accepted."_s);
    row("POOL-1", {newPool(u"vision"_s, u"Snow Field!"_s, 1)}, u"POOL-1"_s,
        u"With the name snow-field it would be accepted."_s);
    row("a name, and then quota", {newPool(u"vision"_s, u"Snow Field!"_s, 2)}, u"POOL-1"_s,
        u"New pool vision/snow-field: 2 machine(s) with 8 NVIDIA-H100 each, and with it: "
        "workers: Ask for 1 machine(s) instead of 2; then this fits."_s);
    row("PRJ-6", {limitOf({}, u"field"_s, 8), move(u"vision"_s, u"field"_s)}, u"PRJ-6"_s,
        u"A new project in field with the same pools would fit."_s);
}

void WhatIfTest::refusalsSayAll()
{
    QFETCH(QList<WhatIfChange>, changes);
    QFETCH(QString, rule);
    QFETCH(QString, remedy);
    const WhatIfResult result = run(changes);
    const WhatIfStep &step = result.steps.last();
    QCOMPARE(step.verdict, Verdict::Refused);
    bool named = false;
    for (const ExplainedReason &reason : step.explanation.refusals) {
        named = named || reason.rule == rule;
        QVERIFY2(!reason.needed.isEmpty() && reason.needed != u"–", qPrintable(all(step)));
        QVERIFY2(!reason.actual.isEmpty() && reason.actual != u"–", qPrintable(all(step)));
        bool counted = false;
        const qint64 needed = reason.needed.toLongLong(&counted);
        if (counted && reason.actual.toLongLong() != 0 && reason.rule != u"POOL-21")
            QCOMPARE(reason.shortBy, std::abs(needed - reason.actual.toLongLong()));
        QVERIFY(!reason.sentence.isEmpty());
    }
    QVERIFY2(named, qPrintable(all(step)));
    QCOMPARE(step.explanation.remedy, remedy);
    if (step.instead.isEmpty())
        return;
    const WhatIfResult then = run(changes.mid(0, changes.size() - 1) + step.instead);
    QVERIFY2(then.count(Verdict::Refused) == 0 && then.count(Verdict::Impossible) == 0,
             qPrintable(all(then.steps.last())));
}

// What one rule would let through another refuses: such things are not offered.
void WhatIfTest::remediesAreJudgedAsAWhole()
{
    // A limit of 8 would do for PRJ-7 but is what it has already: nothing would change then.
    WhatIfResult result = run({limitOf(u"vision"_s, {}, 8), guaranteeOf(u"vision"_s, 9)});
    QCOMPARE(result.steps.last().verdict, Verdict::Refused);
    QCOMPARE(result.steps.last().explanation.remedy,
             u"With these limits it would be accepted: Limit of project vision: 9 NVIDIA-H100."_s);
    QCOMPARE(result.steps.last().instead.size(), 2);

    // The machines are gone as well: only both together help.
    result = run({lost(u"h3"_s), lost(u"h4"_s), lost(u"h5"_s), newPool(u"vision"_s, u"snow"_s, 2)});
    const WhatIfStep &none = result.steps.last();
    QCOMPARE(none.verdict, Verdict::Refused);
    HAS(none.explanation.remedy, u"Free h1, h2");
    HAS(none.explanation.remedy, u"Raise the limit of project vision for NVIDIA-H100 from 16 to 24");
    QVERIFY(none.instead.isEmpty()); // no change of the list frees machines
}

void WhatIfTest::anyRemedyIsAccepted()
{
    quint32 random = 7;
    const auto below = [&random](quint32 bound) {
        random = random * 1664525U + 1013904223U;
        return int((random >> 8) % bound);
    };
    const QStringList projects{u"vision"_s, u"language"_s};
    int refused = 0;
    int tried = 0;
    for (int round = 0; round < 80; ++round) {
        QList<WhatIfChange> changes;
        for (int i = below(4); i >= 0; --i) {
            const QString project = projects.at(below(2));
            switch (below(6)) {
            case 0:
                changes << newPool(project, u"new-%1"_s.arg(i), 1 + below(4));
                break;
            case 1:
                changes << resize(project, project == u"vision" ? u"ice"_s : u"text"_s, below(5));
                break;
            case 2:
                changes << limitOf(project, {}, 4 * below(9));
                break;
            case 3:
                changes << limitOf({}, u"lab"_s, 4 * below(12));
                break;
            case 4:
                changes << guaranteeOf(project, 4 * below(9));
                break;
            case 5:
                changes << lost(u"h%1"_s.arg(1 + below(5)));
                break;
            }
        }
        const WhatIfResult result = run(changes);
        if (result.count(Verdict::Refused) == 0 && !result.together.admitted &&
            result.count(Verdict::Impossible) == 0)
            QVERIFY2(!result.remedy.isEmpty(), qPrintable(result.heading));
        for (qsizetype i = 0; i < changes.size(); ++i) {
            const WhatIfStep step = result.steps.at(i);
            if (step.verdict != Verdict::Refused)
                continue;
            ++refused;
            QVERIFY2(!step.explanation.remedy.isEmpty(), qPrintable(whatIfTitle(changes.at(i)) + all(step)));
            if (step.instead.isEmpty())
                continue;
            ++tried;
            const WhatIfResult then = run(changes.mid(0, i) + step.instead);
            for (qsizetype j = i; j < then.steps.size(); ++j) {
                QVERIFY2(then.steps.at(j).verdict != Verdict::Refused &&
                             then.steps.at(j).verdict != Verdict::Impossible,
                         qPrintable(step.explanation.remedy + u'\n' + all(then.steps.at(j))));
            }
        }
    }
    QVERIFY2(refused > 25 && tried > 20, qPrintable(u"%1 refused, %2 tried"_s.arg(refused).arg(tried)));
}

void WhatIfTest::survivesAsJson()
{
    WhatIfChange pool = newPool(u"vision"_s, u"snow"_s, 2);
    pool.cpuCount = 32;
    pool.memoryMiB = 1024;
    pool.bundle = u"metal-v1"_s;
    pool.on = false;
    for (const WhatIfChange &change :
         {pool, resize(u"vision"_s, u"ice"_s, 0), limitOf({}, u"lab"_s, {}), guaranteeOf(u"vision"_s, 3),
          lost(u"h1"_s), move(u"vision"_s, u"field"_s)}) {
        QVERIFY(!whatIfTitle(change).isEmpty());
        QVERIFY(WhatIfChange::fromJson(change.toJson()) == change);
    }
    QVERIFY(!WhatIfChange::fromJson({{u"kind"_s, u"other"_s}}));
}

// The same machines as the detail of a pool says.
void WhatIfTest::agreesWithTheExplanation()
{
    const WhatIfResult result = run({newPool(u"vision"_s, u"snow"_s, 2)});
    const Explanation explained = explainPool(result.edits.first().after, *estate());
    QCOMPARE(result.steps.first().explanation.parts.size(), explained.parts.size());
    QCOMPARE(result.steps.first().explanation.parts.last().ranked.first().name,
             explained.parts.last().ranked.first().name);
    QCOMPARE(result.steps.first().explanation.refusals, explained.refusals);
    QCOMPARE(result.steps.first().explanation.snapshot, explained.snapshot);
}

QTEST_GUILESS_MAIN(WhatIfTest)
#include "tst_whatif.moc"
