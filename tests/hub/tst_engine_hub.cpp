// SPDX-License-Identifier: GPL-3.0-or-later
// The engine against a real API server: whether it may run, who holds the Lease, what it writes.
#include "core/clients/kubeconfig.h"
#include "core/domain/kinds.h"
#include "core/engine/engine.h"
#include "core/store/hubsource.h"
#include "core/store/objectlists.h"
#include "tests/support/callspy.h"
#include "tests/support/hubfixture.h"
#include "tests/support/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestEngineHub : public QObject
{
    Q_OBJECT

private:
    HubFixture m_hub;
    QTemporaryDir m_dir;

    static EngineTimes quick()
    {
        EngineTimes times;
        times.leaseDuration = 6s;
        times.leaseRenew = 500ms;
        times.leaseRetry = 300ms;
        times.leaseGiveUp = 4s;
        times.statusGap = 100ms;
        return times;
    }
    std::unique_ptr<HubSource> open(const QString &context = u"easel-hub"_s)
    {
        const auto config = Kubeconfig::load({m_hub.kubeconfig()});
        if (!config)
            return {};
        const KubeContext *entry = config->context(context);
        auto source = std::make_unique<HubSource>(context, *config->serverOf(*entry),
                                                  config->userOf(*entry)->identity, rowExtractorFor);
        source->open();
        return source;
    }
    QJsonObject get(const QString &kind, const QString &name, const QString &space)
    {
        return QJsonDocument::fromJson(
                   m_hub.kubectl({u"get"_s, kind, name, u"-n"_s, space, u"-o"_s, u"json"_s}))
            .object();
    }
    void apply(const QByteArray &yaml)
    {
        const QByteArray said = m_hub.kubectl({u"apply"_s, u"-f"_s, u"-"_s}, yaml);
        QVERIFY2(!said.isEmpty(), qPrintable(m_hub.error()));
    }
    QByteArray m_said; // by the engine's process
    bool saysWorking(QProcess &process)
    {
        m_said += process.readAllStandardError();
        return m_said.contains("Z Working");
    }
    QString holder()
    {
        return get(u"lease"_s, u"easel-engine"_s, u"easel-system"_s)[u"spec"][u"holderIdentity"].toString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_DATA_HOME", m_dir.filePath(u"data"_s).toUtf8());
        qputenv("XDG_STATE_HOME", m_dir.filePath(u"state"_s).toUtf8());
        EASEL_START_HUB(m_hub);
    }

    void aHubWithoutEaselsKinds()
    {
        const auto source = open();
        Engine engine(source.get(), quick());
        engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Refused, 20'000);
        QVERIFY(engine.state().sentence.contains(u"Prepare this hub first"_s));
    }

    void rightsThatAreMissingAreListed()
    {
        const ProgramRun prepared = runEasel({u"hub"_s, u"prepare"_s, u"--yes"_s, u"--kubeconfig"_s,
                                              m_hub.kubeconfig(), u"--context"_s, u"easel-hub"_s},
                                             120'000);
        QVERIFY2(prepared.code == 0, prepared.err.constData());
        // A viewer that may see what is installed, so that the hub is recognised as a plain one.
        QVERIFY(!m_hub
                     .kubectl({u"create"_s, u"clusterrole"_s, u"see-kinds"_s, u"--verb=get,list,watch"_s,
                               u"--resource=customresourcedefinitions"_s})
                     .isEmpty());
        QVERIFY(!m_hub
                     .kubectl({u"create"_s, u"clusterrolebinding"_s, u"see-kinds"_s,
                               u"--clusterrole=see-kinds"_s, u"--user=viewer"_s})
                     .isEmpty());
        const auto source = open(u"viewer"_s);
        Engine engine(source.get(), quick());
        engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Refused, 20'000);
        QStringList missing;
        const QList<EngineRight> rights = engine.state().missing;
        for (const EngineRight &right : rights)
            missing << right.text();
        QVERIFY2(missing.contains(u"create leases.coordination.k8s.io in easel-system"_s),
                 qPrintable(missing.join(u'\n')));
        QVERIFY(missing.contains(u"patch computepools.spectrocloud.com/status"_s));

        // The verb says the same, and stays off.
        const QStringList place{u"--kubeconfig"_s, m_hub.kubeconfig(), u"--context"_s};
        const ProgramRun refused = runEasel(QStringList{u"engine"_s} + place + QStringList{u"viewer"_s});
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("Missing: create leases.coordination.k8s.io in easel-system"),
                 refused.err.constData());
        const ProgramRun listed =
            runEasel(QStringList{u"engine"_s, u"--rights"_s} + place + QStringList{u"easel-hub"_s});
        QVERIFY2(listed.code == 0, listed.err.constData());
        QVERIFY2(listed.out.contains("yes  list computepools.spectrocloud.com"), listed.out.constData());
    }

    void statusIsWrittenAndOnlyOnChange()
    {
        apply(
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: ice}\n---\n"
            "apiVersion: spectrocloud.com/v1alpha1\nkind: ComputeConfig\nmetadata: {name: good, namespace: "
            "ice}\nspec: {paletteClusterConfig: {defaults: {controlPlanePool: {nodeCount: 3}}}}\n---\n"
            "apiVersion: spectrocloud.com/v1alpha1\nkind: ComputeConfig\nmetadata: {name: alone, namespace: "
            "ice}\nspec: {paletteClusterConfig: {defaults: {sshKeys: [nonsense], controlPlanePool: "
            "{nodeCount: "
            "3}}}}\n");
        const auto source = open();
        EngineTimes times; // whose Lease outlives the programs that this test waits for
        times.statusGap = 100ms;
        Engine engine(source.get(), times);
        engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Working, 30'000);
        const auto valid = [this](const QString &name) {
            const QJsonObject config = get(u"computeconfig"_s, name, u"ice"_s);
            return config[u"status"][u"conditions"][0].toObject();
        };
        QTRY_COMPARE_WITH_TIMEOUT(valid(u"good"_s)[u"status"].toString(), u"True"_s, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(valid(u"alone"_s)[u"status"].toString(), u"False"_s, 20'000);
        QVERIFY(!valid(u"alone"_s)[u"message"].toString().isEmpty());
        const qint64 writes = engine.statusWrites();
        QCOMPARE(writes, 2);
        // A change that changes no verdict: the generation is new, so that is said, once.
        const QString before =
            get(u"computeconfig"_s, u"good"_s, u"ice"_s)[u"metadata"][u"resourceVersion"].toString();
        m_hub.kubectl({u"annotate"_s, u"computeconfig"_s, u"good"_s, u"-n"_s, u"ice"_s, u"x=y"_s});
        QTRY_VERIFY_WITH_TIMEOUT(
            get(u"computeconfig"_s, u"good"_s, u"ice"_s)[u"metadata"][u"resourceVersion"].toString() !=
                before,
            10'000);
        QTest::qWait(500);
        QCOMPARE(engine.statusWrites(), writes);
        QVERIFY(await(engine.stop()).has_value());
        QCOMPARE(holder(), QString());
    }

    // Two engines: one writer; when its process is killed the other one takes over after the Lease ran out,
    // when it stops in order the other one takes over at once.
    void oneOfTwoWorks()
    {
        const auto firstHub = open();
        const auto secondHub = open();
        Engine first(firstHub.get(), quick());
        first.start();
        QTRY_COMPARE_WITH_TIMEOUT(first.state().phase, EngineState::Phase::Working, 30'000);
        Engine second(secondHub.get(), quick());
        second.start();
        QTRY_COMPARE_WITH_TIMEOUT(second.state().phase, EngineState::Phase::Waiting, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(second.state().holder.identity, first.identity(), 10'000);
        QTest::qWait(7'000); // longer than the Lease lives without renewal
        QCOMPARE(second.state().phase, EngineState::Phase::Waiting);
        QVERIFY(!second.state().isOurs);
        QVERIFY(second.state().sentence.contains(first.identity()));
        QVERIFY(await(first.stop()).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(second.state().phase, EngineState::Phase::Working, 10'000);
        QCOMPARE(holder(), second.identity());
        QVERIFY(await(second.stop()).has_value());
    }

    void aKilledEngineIsFollowed()
    {
        QProcess killed;
        m_said.clear();
        killed.start(QStringLiteral(EASEL_PROGRAM),
                     {u"engine"_s, u"--kubeconfig"_s, m_hub.kubeconfig(), u"--context"_s, u"easel-hub"_s});
        QTRY_VERIFY2_WITH_TIMEOUT(saysWorking(killed), m_said.constData(), 30'000);
        const QString before = holder();
        QVERIFY(!before.isEmpty());
        killed.kill(); // SIGKILL
        QVERIFY(killed.waitForFinished());
        QElapsedTimer waited;
        waited.start();
        const auto source = open();
        Engine engine(source.get()); // the real times: the dead one's Lease says 30 s
        engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Waiting, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Working, 45'000);
        QVERIFY2(waited.elapsed() < 45'000, qPrintable(QString::number(waited.elapsed())));
        QVERIFY(holder() != before);
        QVERIFY(await(engine.stop()).has_value());
    }

    // It cannot renew: off before anybody else may take over, and back when it can.
    void offWhenItCannotRenew()
    {
        const auto source = open();
        Engine engine(source.get(), quick());
        engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Working, 30'000);
        QElapsedTimer silent;
        silent.start();
        m_hub.freezeApiServer();
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Waiting, 10'000);
        const qint64 took = silent.elapsed();
        m_hub.thawApiServer();
        QVERIFY2(took < 6'000, qPrintable(QString::number(took))); // the Lease lives 6 s
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Working, 40'000);
        QVERIFY(await(engine.stop()).has_value());
    }

    void theVerbGivesTheLeaseBack()
    {
        QProcess running;
        m_said.clear();
        running.start(QStringLiteral(EASEL_PROGRAM),
                      {u"engine"_s, u"--kubeconfig"_s, m_hub.kubeconfig(), u"--context"_s, u"easel-hub"_s});
        QTRY_VERIFY2_WITH_TIMEOUT(saysWorking(running), m_said.constData(), 30'000);
        running.terminate();
        QVERIFY(running.waitForFinished(10'000));
        QCOMPARE(running.exitCode(), 0);
        QCOMPARE(holder(), QString());
    }

    // Last: nothing runs here afterwards.
    void aVendorsHubIsRefused()
    {
        apply("apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: "
              "{name: hue-admission}\nwebhooks: []\n");
        const auto source = open();
        Engine engine(source.get(), quick());
        engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(engine.state().phase, EngineState::Phase::Refused, 20'000);
        QCOMPARE(engine.state().sentence,
                 u"This hub already runs PaletteAI controllers, so Easel's engine stays off."_s);
        QVERIFY(
            !m_hub.kubectl({u"delete"_s, u"validatingwebhookconfiguration"_s, u"hue-admission"_s}).isEmpty());

        QVERIFY(!m_hub
                     .kubectl({u"label"_s, u"crd"_s, u"tenants.spectrocloud.com"_s,
                               u"app.kubernetes.io/managed-by-"_s})
                     .isEmpty());
        const auto vendors = open();
        Engine other(vendors.get(), quick());
        other.start();
        QTRY_COMPARE_WITH_TIMEOUT(other.state().phase, EngineState::Phase::Refused, 20'000);
        QCOMPARE(other.state().sentence, engine.state().sentence);
    }
};

QTEST_GUILESS_MAIN(TestEngineHub)
#include "tst_engine_hub.moc"
