// SPDX-License-Identifier: GPL-3.0-or-later
// The sample workspace: everything in it reads, says what screens need, and is wrong only where it means to
// be.
#include "core/domain/kinds.h"
#include "core/domain/rules.h"
#include "core/quota/quotarules.h"
#include "core/store/workspacesource.h"
#include "tests/support/callspy.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;

class TestSample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsWithoutAWord();
    void everyKindIsThere();
    void fitsItsSchemas();
    void findingsAreMeant();
    void rowsSayTheirState();
    void wizardHasSomethingToChoose();
    void inventory();
    void nothingSecret();

private:
    QList<QJsonObject> all(const QString &kind, const QString &group = spectroGroup);
    QJsonObject one(const QString &kind, const QString &space, const QString &name);
    const ResourceStore *rows(const QString &kind, const QString &group = spectroGroup);

    std::unique_ptr<WorkspaceSource> m_source;
    std::vector<StoreLease> m_leases;
};

void TestSample::initTestCase()
{
    m_source = std::make_unique<WorkspaceSource>(QStringLiteral(EASEL_SOURCE_DIR "/resources/sample"),
                                                 rowExtractorFor);
    m_source->open();
    QTRY_COMPARE_WITH_TIMEOUT(m_source->state().phase, SourceState::Phase::Live, 60'000);
}

const ResourceStore *TestSample::rows(const QString &kind, const QString &group)
{
    const ResourceType *type = m_source->catalog().find(group, kind);
    if (!type)
        return nullptr;
    m_leases.push_back(m_source->store({*type, {}, {}}));
    const ResourceStore *store = m_leases.back().get();
    return QTest::qWaitFor([store] { return store->truth().phase == Truth::Phase::Live; }, 20'000) ? store
                                                                                                   : nullptr;
}

QList<QJsonObject> TestSample::all(const QString &kind, const QString &group)
{
    QList<QJsonObject> objects;
    const ResourceStore *store = rows(kind, group);
    if (!store)
        return objects;
    for (const Row &row : store->rows()) {
        const auto object =
            await(m_source->fetch({store->type().apiVersion(), kind, row.namespaceName, row.name}));
        if (object)
            objects << *object;
    }
    return objects;
}

QJsonObject TestSample::one(const QString &kind, const QString &space, const QString &name)
{
    const ResourceType *type = m_source->catalog().find(spectroGroup, kind);
    return await(m_source->fetch({type->apiVersion(), kind, space, name})).value_or(QJsonObject());
}

void TestSample::readsWithoutAWord()
{
    for (const WorkspaceProblem &problem : m_source->problems())
        qWarning("%s:%d: %s", qPrintable(problem.file), problem.line, qPrintable(problem.sentence));
    QCOMPARE(m_source->problems().size(), 0);
    QCOMPARE(m_source->title(), u"borealis"_s);
    QCOMPARE(m_source->systemNamespace(), u"easel-system"_s);
    QCOMPARE(m_source->settings().hubContext, u"hub-north"_s);
}

void TestSample::everyKindIsThere()
{
    int total = 0;
    for (const KindInfo &kind : knownKinds()) {
        if (!kind.easelCrd)
            continue;
        const ResourceStore *store = rows(kind.kind, kind.group);
        QVERIFY2(store && store->count() > 0, qPrintable(kind.kind));
        total += store->count();
    }
    QVERIFY2(total >= 80, qPrintable(QString::number(total)));
    // A few of other owners, too.
    for (const auto &[group, kind] :
         {std::pair{u"fleetconfig.open-cluster-management.io"_s, u"Spoke"_s},
          std::pair{u"cluster.open-cluster-management.io"_s, u"ManagedCluster"_s},
          std::pair{u"cluster.open-cluster-management.io"_s, u"Placement"_s},
          std::pair{u"source.toolkit.fluxcd.io"_s, u"HelmRepository"_s},
          std::pair{u"source.toolkit.fluxcd.io"_s, u"OCIRepository"_s},
          std::pair{u"helm.toolkit.fluxcd.io"_s, u"HelmRelease"_s}, std::pair{QString(), u"Secret"_s}}) {
        const ResourceStore *store = rows(kind, group);
        QVERIFY2(store && store->count() > 0, qPrintable(kind));
    }
    const auto count = [this](const QString &kind) { return rows(kind)->count(); };
    QCOMPARE(count(u"Tenant"_s), 3);
    QCOMPARE(count(u"Project"_s), 7);
    QCOMPARE(count(u"ComputePool"_s), 12);
    QCOMPARE(count(u"AIWorkload"_s), 23);
    QVERIFY(count(u"ProfileBundle"_s) >= 30);
    QVERIFY(count(u"VariableSet"_s) >= 2);
}

void TestSample::fitsItsSchemas()
{
    int judged = 0;
    for (const KindInfo &kind : knownKinds()) {
        if (!kind.easelCrd)
            continue;
        const auto schema = await(m_source->schemaOf(kind.type()));
        QVERIFY2(schema && *schema, qPrintable(kind.kind));
        for (const QJsonObject &object : all(kind.kind)) {
            const QString name = object.value(u"metadata").toObject().value(u"name").toString();
            for (const SchemaFinding &finding : (*schema)->validate(object, true)) {
                qWarning("%s %s: %s: %s", qPrintable(kind.kind), qPrintable(name),
                         qPrintable(finding.pointer.toFieldPath()), qPrintable(finding.message));
                QFAIL("an object of the sample does not fit its schema");
            }
            ++judged;
        }
    }
    QVERIFY2(judged > 200, qPrintable(QString::number(judged)));
}

void TestSample::findingsAreMeant()
{
    ObjectSet objects;
    for (const ResourceType &type : m_source->catalog().types()) {
        for (const QJsonObject &object : all(type.kind, type.group))
            objects.insert(object);
        objects.setComplete(type.groupKind());
    }
    QStringList refused;
    QHash<QString, QSet<QString>> warned; // rule -> kinds
    const QuotaBook book(objects);
    // What the objects' own status says of quota is what the ledger makes of them.
    for (const char *kind : {"Tenant", "Project"}) {
        for (const QJsonObject &object : objects.all(QLatin1String(kind) + u'.' + spectroGroup)) {
            const QString name = refOf(object).name;
            const QList<GpuUsage> lines = QLatin1String(kind) == u"Tenant" ? book.ledger().tenantUsage(name)
                                                                           : book.ledger().projectUsage(name);
            const QJsonArray said = object[u"status"][u"gpuUsage"].toArray();
            QCOMPARE(lines.size(), said.size());
            for (qsizetype i = 0; i < lines.size(); ++i) {
                const QByteArray is = QJsonDocument(lines.at(i).toJson()).toJson(QJsonDocument::Compact);
                const QByteArray should = QJsonDocument(said.at(i).toObject()).toJson(QJsonDocument::Compact);
                QVERIFY2(is == should, (name.toUtf8() + ": " + is + "\nnot " + should).constData());
            }
        }
    }
    for (const QJsonObject &object : objects.objects()) {
        const ObjectRef ref = refOf(object);
        for (const Finding &finding : checkObject(object, objects) + quotaFindings(book, object)) {
            if (finding.severity == Finding::Severity::Refuse)
                refused << finding.rule + u' ' + ref.text() + u": "_s + finding.sentence;
            else if (finding.severity == Finding::Severity::Warn)
                warned[finding.rule].insert(ref.kind);
        }
    }
    refused.sort();
    QCOMPARE(
        refused.join(u'\n'),
        QStringList(
            {u"AIW-6 AIWorkload interns/hello-again: Enter a value for greeting."_s,
             u"PB-5 ProfileBundle glaciology/metal-k8s-v3: Cluster profile edge-base-draft 1.5.0 is a draft or no longer exists."_s,
             u"WP-3 WorkloadProfile interns/dream-v0: There is no component definition 'dream-server'."_s})
            .join(u'\n'));
    // Small sites and short experiments do with one control plane machine, and are told so. The sandbox is
    // over its limit, and one pool may grow further than the quota goes.
    QStringList rules = warned.keys();
    rules.sort();
    QCOMPARE(rules, (QStringList{u"CCF-4"_s, u"POOL-18"_s, u"POOL-4"_s, u"TEN-7"_s}));
}

void TestSample::rowsSayTheirState()
{
    QHash<QString, QString> words;
    for (const Row &row : rows(u"AIWorkload"_s)->rows()) {
        words.insert(row.name, row.stateWord);
        QVERIFY2(row.createdMs > 0, qPrintable(row.name));
        if (row.tone == Tone::Bad || row.tone == Tone::Warning || row.tone == Tone::Waiting)
            QVERIFY2(!row.stateReason.isEmpty(), qPrintable(row.name));
    }
    QCOMPARE(words.value(u"calving-detect"_s), u"Waiting for compute"_s);
    QCOMPARE(words.value(u"orthomosaic"_s), u"Degraded"_s);
    QCOMPARE(words.value(u"sastrugi-maps"_s), u"Deleting"_s);
    QCOMPARE(words.value(u"corpus-dedup"_s), u"Deploying"_s);
    QCOMPARE(words.value(u"snow-labels"_s), u"Paused"_s);
    QCOMPARE(words.value(u"melt-chat"_s), u"Running"_s);
    QCOMPARE(words.value(u"hello-gpu"_s), u"Failed"_s);
    QCOMPARE(words.value(u"hello-again"_s), u"Pending"_s);
    QSet<QString> poolWords;
    for (const Row &row : rows(u"ComputePool"_s)->rows())
        poolWords.insert(row.stateWord);
    for (const QString &word :
         {u"Running"_s, u"Degraded"_s, u"Failed"_s, u"Waiting"_s, u"Provisioning"_s, u"Deleting"_s})
        QVERIFY2(poolWords.contains(word), qPrintable(word));
}

void TestSample::wizardHasSomethingToChoose()
{
    // What the deployment wizard lives on: application bundles of one to three profiles, variables of every
    // type, required ones without a value, and locks at both levels.
    int bundles = 0;
    int emptyRequired = 0;
    QSet<QString> types;
    QSet<int> profileCounts;
    QHash<QString, QSet<QString>> versions;
    for (const QJsonObject &bundle : all(u"ProfileBundle"_s)) {
        const QJsonObject spec = bundle.value(u"spec").toObject();
        const QJsonObject labels = bundle.value(u"metadata").toObject().value(u"labels").toObject();
        versions[labels.value(u"easel.spectrocloud.com/base").toString()].insert(
            spec.value(u"version").toString());
        if (spec.value(u"type").toString() != u"application")
            continue;
        ++bundles;
        profileCounts.insert(int(spec.value(u"workloadProfiles").toArray().size()));
        for (const auto &value : spec.value(u"variableSet").toObject().value(u"variables").toArray()) {
            const QJsonObject variable = value.toObject();
            types.insert(variable.value(u"variableType").toString());
            emptyRequired +=
                variable.value(u"validationMode").toString() == u"required" && !variable.contains(u"value");
        }
    }
    QVERIFY(bundles >= 4);
    QVERIFY(emptyRequired >= 3);
    QVERIFY(profileCounts.contains(1) && profileCounts.contains(2));
    QVERIFY(versions.value(u"metal-k8s"_s).size() >= 3);
    QSet<QString> lockedIn;
    for (const QJsonObject &set : all(u"VariableSet"_s)) {
        const QString space = set.value(u"metadata").toObject().value(u"namespace").toString();
        for (const auto &value : set.value(u"spec").toObject().value(u"variables").toArray()) {
            types.insert(value.toObject().value(u"variableType").toString());
            if (value.toObject().value(u"locked").toBool())
                lockedIn.insert(space);
        }
    }
    QCOMPARE(types,
             (QSet<QString>{u"string"_s, u"bool"_s, u"int32"_s, u"int64"_s, u"float32"_s, u"float64"_s}));
    QVERIFY(lockedIn.contains(u"easel-system"_s));
    QVERIFY(lockedIn.contains(u"glaciology"_s));

    // What a deployment names is there.
    for (const QJsonObject &app : all(u"AIWorkload"_s)) {
        const QString space = app.value(u"metadata").toObject().value(u"namespace").toString();
        const QJsonObject spec = app.value(u"spec").toObject();
        for (const auto &bundle : spec.value(u"profileBundleRefs").toArray())
            QVERIFY(!one(u"ProfileBundle"_s, space, bundle[u"name"].toString()).isEmpty());
        for (const auto &part : spec.value(u"workloadDeploymentConfigs").toArray())
            QVERIFY(
                !one(u"WorkloadProfile"_s, space, part[u"workloadProfileRef"][u"name"].toString()).isEmpty());
        const QJsonObject compute = spec.value(u"compute").toObject();
        const QString pool = compute.value(u"computePoolRef")[u"name"].toString();
        const QString environment = compute.value(u"environmentRef")[u"name"].toString();
        QVERIFY(
            !(pool.isEmpty() ? one(u"Environment"_s, space, environment) : one(u"ComputePool"_s, space, pool))
                 .isEmpty());
    }
}

void TestSample::inventory()
{
    QCOMPARE(m_source->inventory().size(), 1);
    const InventorySnapshot &snapshot = m_source->inventory().constFirst();
    QVERIFY(snapshot.capturedAt.isValid());
    QCOMPARE(snapshot.hosts.size(), 204);
    QSet<QString> families;
    QHash<QString, int> states;
    for (const QJsonObject &host : snapshot.hosts) {
        ++states[host.value(u"state").toString()];
        for (const auto &gpu : host.value(u"gpus").toArray())
            families.insert(gpu[u"family"].toString());
        QVERIFY(host.value(u"tags").toObject().contains(u"hall"_s));
        QVERIFY(host.value(u"tags").toObject().contains(u"rack"_s));
    }
    for (const QString &family :
         {u"NVIDIA-H100"_s, u"NVIDIA-A100"_s, u"NVIDIA-L40S"_s, u"NVIDIA-L4"_s, u"AMD-MI300X"_s})
        QVERIFY2(families.contains(family), qPrintable(family));
    for (const QString &state : {u"available"_s, u"in-use"_s, u"unhealthy"_s, u"unpaired"_s, u"unknown"_s})
        QVERIFY2(states.value(state) > 0, qPrintable(state));
}

void TestSample::nothingSecret()
{
    for (const QJsonObject &secret : all(u"Secret"_s, QString())) {
        QVERIFY(!secret.contains(u"data"_s));
        QVERIFY(!secret.contains(u"stringData"_s));
    }
}

QTEST_GUILESS_MAIN(TestSample)
#include "tst_sample.moc"
