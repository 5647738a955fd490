// SPDX-License-Identifier: GPL-3.0-or-later
// A headless engine is killed (SIGKILL) at its calls to the hub and to Palette, before they are passed on and
// after they were carried out, and started again each time, from the pool's creation over scaling to its
// deletion: never a second cluster, never a machine given twice, never anything left behind.
#include "core/clients/kubeconfig.h"
#include "tests/support/cutproxy.h"
#include "tests/support/enginestage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

using namespace easel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestEngineCrashHub : public QObject
{
    Q_OBJECT

private:
    static constexpr int enough = 44; // a second or two each

    HubFixture m_hub;
    PaletteStandIn m_palette;
    EngineStage m_stage{&m_hub, &m_palette};
    TestCertificates m_certificates;
    QTemporaryDir m_dir;
    std::unique_ptr<CutProxy> m_hubProxy;
    std::unique_ptr<CutProxy> m_paletteProxy;
    QProcess m_engine;
    bool m_cutting = true;
    QHash<QByteArray, int> m_cuts; // by call and place
    int m_total = 0;
    QString m_lastCut;
    QByteArray m_said;

    QString file(const QString &name) { return m_dir.filePath(name); }

    // Calls that do something outside. What is asked again and again (lists, watches, reviews, the engine's
    // own Lease) is no step of anything.
    static bool counts(const CutProxy::Seen &request, bool hub)
    {
        const QByteArray &path = request.path;
        if (path.contains("/leases/easel-engine") || path.contains("selfsubject"))
            return false;
        if (hub)
            return request.method != "GET" && !path.endsWith("/namespaces/easel-system/leases/easel-engine");
        return !path.startsWith("/v1/dashboard/edgehosts") && !path.startsWith("/v1/dashboard/projects") &&
               !path.contains("/clusters/search");
    }

    CutProxy::Cut decide(const CutProxy::Seen &request, bool hub)
    {
        if (!m_cutting || m_total >= enough || !counts(request, hub))
            return CutProxy::Cut::None;
        // Uids differ from run to run, the kind of call does not.
        const QByteArray call = request.method + ' ' + request.path;
        const auto once = [this, &call](const char *place, int most) {
            return m_cuts[call + place]++ < most;
        };
        if (once(" before", 1))
            return CutProxy::Cut::Before;
        // The status is written at many steps.
        if (once(" after", call.endsWith("/computepools/phoenix/status") ? 5 : 1))
            return CutProxy::Cut::After;
        return CutProxy::Cut::None;
    }

    void start()
    {
        // The killed one's Lease is not waited for: that takes 30 s and is proved elsewhere.
        m_hub.kubectl({u"delete"_s, u"lease"_s, u"easel-engine"_s, u"-n"_s, u"easel-system"_s});
        m_engine.start(QStringLiteral(EASEL_PROGRAM),
                       {u"engine"_s, u"--kubeconfig"_s, file(u"proxied.kubeconfig"_s)});
    }
    void kill(const CutProxy::Seen &request)
    {
        m_lastCut = QString::fromLatin1(request.method + ' ' + request.path);
        ++m_total;
        m_engine.kill();
        m_engine.waitForFinished();
        m_said = m_engine.readAllStandardError();
        m_hubProxy->dropAll();
        m_paletteProxy->dropAll();
        QMetaObject::invokeMethod(
            this, [this] { start(); }, Qt::QueuedConnection);
    }

    // Each cluster and machine at any moment: never more than one cluster of the pool, no machine in two.
    void neverTwice()
    {
        const QList<QJsonObject> clusters = m_stage.clusters();
        QVERIFY2(clusters.size() <= 1, qPrintable(m_lastCut));
        QSet<QString> machines;
        const QList<QJsonObject> leases = m_stage.hostLeases();
        for (const QJsonObject &lease : leases) {
            const QString host =
                lease[u"metadata"][u"annotations"][u"easel.spectrocloud.com/host"].toString();
            QVERIFY2(!machines.contains(host), qPrintable(host));
            machines.insert(host);
        }
    }
    QByteArray now()
    {
        return m_lastCut.toUtf8() + " (" + QByteArray::number(m_total) + " cuts)\n" +
               QJsonDocument(m_stage.status(u"phoenix"_s)).toJson() + m_said +
               m_engine.readAllStandardError();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_DATA_HOME", file(u"data"_s).toUtf8());
        qputenv("XDG_STATE_HOME", file(u"state"_s).toUtf8());
        EASEL_START_HUB(m_hub);
        EASEL_START_PALETTE(m_palette);
        QVERIFY(m_certificates.isValid());
        QVERIFY2(m_stage.prepare(), qPrintable(m_stage.error()));
        const auto config = Kubeconfig::load({m_hub.kubeconfig()});
        QVERIFY(config.has_value());
        const KubeContext *admin = config->context(u"easel-hub"_s);
        m_hubProxy = std::make_unique<CutProxy>(*config->serverOf(*admin), config->userOf(*admin)->identity,
                                                &m_certificates);
        m_paletteProxy = std::make_unique<CutProxy>(m_palette.address(), Identity(), &m_certificates);
        m_hubProxy->decide = [this](const CutProxy::Seen &request) { return decide(request, true); };
        m_paletteProxy->decide = [this](const CutProxy::Seen &request) { return decide(request, false); };
        connect(m_hubProxy.get(), &CutProxy::cut, this, &TestEngineCrashHub::kill);
        connect(m_paletteProxy.get(), &CutProxy::cut, this, &TestEngineCrashHub::kill);

        // The engine knows both only through the proxies.
        QFile proxied(file(u"proxied.kubeconfig"_s));
        QVERIFY(proxied.open(QIODevice::WriteOnly));
        proxied.write(
            "apiVersion: v1\nkind: Config\ncurrent-context: proxied\nclusters:\n- name: hub\n  cluster: "
            "{server: '" +
            m_hubProxy->url().toString().toUtf8() +
            "', certificate-authority-data: " + m_certificates.authority().toBase64() +
            "}\nusers:\n- name: nobody\n  user: {}\ncontexts:\n- name: proxied\n  context: {cluster: hub, "
            "user: nobody}\n");
        proxied.close();
        const QByteArray authority = m_certificates.authority().toBase64();
        QVERIFY2(m_stage.apply(
                     "apiVersion: v1\nkind: Secret\nmetadata: {name: palette-ca, namespace: "
                     "glaciology}\ndata: {ca.crt: " +
                     authority +
                     "}\n---\napiVersion: spectrocloud.com/v1alpha1\nkind: Settings\nmetadata: {name: own, "
                     "namespace: glaciology}\nspec: {integrations: {palette: {secretRef: {name: "
                     "palette-key}, caSecretRef: {name: palette-ca}, hostUrl: '" +
                     m_paletteProxy->url().toString().toUtf8() + "'}}}\n"),
                 qPrintable(m_stage.error()));
    }

    void cleanupTestCase()
    {
        m_cutting = false;
        m_engine.kill();
        m_engine.waitForFinished();
    }

    void killedAtEveryCall()
    {
        EngineStage::Shape shape;
        shape.eligible = false;
        shape.family = u"NVIDIA-H100"_s;
        shape.gpus = 8;
        shape.workers = 1;
        shape.vip = u"10.80.70.9"_s;
        QVERIFY2(m_stage.apply(EngineStage::poolYaml(u"phoenix"_s, shape)), qPrintable(m_stage.error()));
        start();
        const auto runs = [this] {
            neverTwice();
            return m_stage.phase(u"phoenix"_s) == u"Running";
        };
        QTRY_VERIFY2_WITH_TIMEOUT(runs(), now().constData(), 240'000);
        const int built = m_total;
        QCOMPARE(m_stage.creates(), 1);
        QCOMPARE(m_stage.clusters().first()[u"hosts"].toArray().size(), 2);
        QCOMPARE(m_stage.hostLeases().size(), 2);

        QVERIFY(!m_stage
                     .kubectl({u"patch"_s, u"computepool"_s, u"phoenix"_s, u"-n"_s, u"glaciology"_s,
                               u"--type=json"_s, u"-p"_s, QString::fromUtf8(EngineStage::patchWorkers(2))})
                     .isEmpty());
        const auto grown = [&] {
            return runs() && m_stage.clusters().first()[u"hosts"].toArray().size() == 3 &&
                   m_stage.hostLeases().size() == 3;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(grown(), now().constData(), 90'000);
        QCOMPARE(m_stage.creates(), 1);

        QVERIFY(!m_stage
                     .kubectl({u"delete"_s, u"computepool"_s, u"phoenix"_s, u"-n"_s, u"glaciology"_s,
                               u"--wait=false"_s})
                     .isEmpty());
        QTRY_VERIFY2_WITH_TIMEOUT(m_stage.get(u"computepool"_s, u"phoenix"_s).isEmpty(), now().constData(),
                                  120'000);
        // One create in Palette's log, and nothing that nobody owns.
        QCOMPARE(m_stage.creates(), 1);
        QVERIFY(m_stage.clusters().isEmpty());
        QVERIFY(m_stage.hostLeases().isEmpty());
        QVERIFY(m_stage.get(u"secret"_s, u"phoenix-kubeconfig"_s).isEmpty());
        QVERIFY(m_stage.get(u"environment"_s, u"phoenix"_s).isEmpty());
        QVERIFY(m_stage.list(u"computepoolevaluation"_s).isEmpty());
        qInfo("killed %d times, %d of them before it ran, at %lld different calls", m_total, built,
              static_cast<long long>(m_cuts.size()));
        QVERIFY2(m_total >= 40, qPrintable(QString::number(m_total)));
    }
};

QTEST_GUILESS_MAIN(TestEngineCrashHub)
#include "tst_enginecrash_hub.moc"
